//! Descriptions of people by what they are: "the party's former press spokesman".
//!
//! Whose role it is, is left to `affiliation` and `coreference`.

use std::ops::Range;

use super::{
    EntityKind,
    identity::Names,
    lexicon::names::{Class, class},
    token::{Shape, Text},
};

/// A noun phrase that says what somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The words of the role, without article and owner.
    pub role: Range<usize>,
    /// The mention inside it or after its preposition: whose member, whose leader.
    pub owner: Option<usize>,
    /// One past its last token, the owner's name included.
    pub end: usize,
}

impl Description {
    /// The noun itself, abbreviations written out: "member".
    pub fn head<'t>(&self, text: &'t Text) -> &'t str {
        written_out(text.gloss(self.role.end.saturating_sub(1)))
    }
}

/// Reads a description that starts at `start`, if one does.
pub fn description_at(text: &Text, names: &Names, start: usize) -> Option<Description> {
    let first = after_determiner(text, start);
    let mut owner = None;
    let mut role_start = first;
    let mut role_end = None;
    let mut token = first;
    while token < start + 14 && same_sentence(text, start, token) {
        if let Some(mention) = mention_at(names, token) {
            if role_end.is_some() {
                break;
            }
            owner = Some(mention);
            token = names.places[mention].tokens.end;
            role_start = token;
            continue;
        }
        if matches!(text.gloss(token), "'s" | "’s" | "'" | "’") && token > first {
            role_end = None;
            token += 1;
            role_start = token;
            continue;
        }
        if ends_phrase(text, token) {
            break;
        }
        if text.gloss_names(token).is(Class::ROLE) {
            role_end = Some(token + 1);
        }
        token += 1;
    }
    let role = role_start..role_end?;
    let (after, end) = owner_after(text, names, role.end);
    let role = with_past(text, names, owner, role.start)..role.end;
    Some(Description { owner: after.or(owner), end, role })
}

/// Reads the description that ends right before `end`: "Labour's former spokesman" before a name.
/// The titles from `lead` to `end` belong to it in any case.
pub fn description_before(
    text: &Text,
    names: &Names,
    lead: usize,
    end: usize,
) -> Option<Description> {
    let mut start = lead.min(end);
    while start > 0 && end - start < 6 && same_sentence(text, start - 1, end.saturating_sub(1)) {
        if mention_ending(names, start).is_some() || !goes_before(text, start - 1, start == end) {
            break;
        }
        start -= 1;
    }
    let is_link = |&at: &usize| {
        text.gloss_names(at).is(Class::FUNCTION) && !MODIFIERS.contains(&text.gloss(at))
    };
    start = (start..end).rfind(|&at| is_caption(text, at, end)).map_or(start, |at| at + 1);
    start += (start..end).take_while(is_link).count(); // "But President Roe"
    if !(start..end).any(|token| text.gloss_names(token).is(Class::ROLE | Class::TITLE)) {
        return None;
    }
    let before = start.checked_sub(1).map_or("", |it| text.gloss(it));
    let name_end = if matches!(before, "'s" | "’s" | "'" | "’") { start - 1 } else { start };
    let owner = mention_ending(names, name_end);
    Some(Description { role: with_past(text, names, owner, start)..end, owner, end })
}

/// Where a role begins that was somebody's once: "*former* Acme chairman".
fn with_past(text: &Text, names: &Names, owner: Option<usize>, start: usize) -> usize {
    let Some(owner) = owner.map(|it| &names.places[it]).filter(|it| it.tokens.end == start) else {
        return start;
    };
    let past = owner.lead.checked_sub(1).filter(|&it| same_sentence(text, it, start));
    let past = past.filter(|&it| matches!(text.gloss(it), "former" | "ex" | "acting" | "interim"));
    past.unwrap_or(start)
}

/// Whether a word before a role is no part of it: a button or caption that ran into the text, "CLOSE
/// President Roe", or another paragraph.
fn is_caption(text: &Text, token: usize, end: usize) -> bool {
    let shouted = text.shape(token) == Shape::Upper && CAPTIONS.contains(&text.lower(token));
    let paragraph = |at: usize| text.tokens.get(at).map(|it| it.paragraph);
    shouted || paragraph(token) != paragraph(end)
}

/// What web pages write in capitals beside a text.
const CAPTIONS: [&str; 12] = [
    "ad",
    "advertisement",
    "close",
    "gallery",
    "just",
    "live",
    "more",
    "photos",
    "video",
    "videos",
    "watch",
    "watched",
];

/// Whether the word `token` belongs to the role that begins right after it: a role itself, what
/// mostly modifies one, or any noun before a role in lower case.
fn goes_before(text: &Text, token: usize, is_last: bool) -> bool {
    let word = text.gloss(token);
    let known = text.gloss_names(token);
    let role = known.is(Class::ROLE) || known.is(Class::TITLE) && text.shape(token) != Shape::Lower;
    if is_last || role {
        return role && !is_determiner(word);
    }
    if matches!(word, "and") {
        return token > 0 && text.gloss_names(token - 1).is(Class::ROLE);
    }
    if MODIFIERS.contains(&word) || known.is(Class::DEMONYM) {
        return true;
    }
    let opened = matches!(text.gloss(token + 1), "former" | "then" | "acting" | "current");
    let next_is_lower =
        !opened && text.shape(token + 1) == Shape::Lower && text.gloss(token + 1) != "and";
    let noun = text.shape(token) == Shape::Lower
        && !known.is(Class::FUNCTION)
        && !is_determiner(word)
        && !is_verb_or_link(word)
        && !word.ends_with("ed")
        && !word.ends_with("ly")
        && (!word.ends_with("ing") || GERUNDS.contains(&word))
        && (!word.ends_with('s') || word.ends_with("ss") || PLURALS.contains(&word));
    next_is_lower && noun
}

/// Forms of verbs that are nouns or adjectives before a role.
const GERUNDS: [&str; 12] = [
    "leading",
    "acting",
    "managing",
    "founding",
    "commanding",
    "marketing",
    "engineering",
    "nursing",
    "banking",
    "housing",
    "training",
    "visiting",
];

/// Plurals that go before a role.
const PLURALS: [&str; 20] = [
    "affairs",
    "arts",
    "communications",
    "economics",
    "ethics",
    "news",
    "operations",
    "physics",
    "politics",
    "relations",
    "resources",
    "rights",
    "sales",
    "sciences",
    "services",
    "sports",
    "statistics",
    "studies",
    "systems",
    "works",
];

/// What goes before a role, whatever it is.
const MODIFIERS: [&str; 19] = [
    "former",
    "acting",
    "then",
    "chief",
    "deputy",
    "senior",
    "vice",
    "prime",
    "outgoing",
    "incoming",
    "interim",
    "current",
    "assistant",
    "associate",
    "executive",
    "shadow",
    "press",
    "foreign",
    "first",
];

/// The mention after "of the", "at", "for", and where it ends.
fn owner_after(text: &Text, names: &Names, end: usize) -> (Option<usize>, usize) {
    if !is_link(text.gloss(end)) || !same_sentence(text, end.saturating_sub(1), end) {
        return (None, end);
    }
    let link = after_subject(text, end);
    let at = if text.gloss(link + 1) == "the" { link + 2 } else { link + 1 };
    let Some(mut mention) = mention_at(names, at) else { return (None, end) };
    while matches!(text.gloss(names.places[mention].tokens.end), "'s" | "’s") {
        match mention_at(names, names.places[mention].tokens.end + 1) {
            Some(owned) if names.kind(owned) == EntityKind::Organisation => mention = owned,
            _ => return (None, end),
        }
    }
    (Some(mention), names.places[mention].tokens.end)
}

/// The link to an organisation after what a role is about: "professor of public law *at*".
fn after_subject(text: &Text, link: usize) -> usize {
    if !matches!(text.gloss(link), "of" | "for" | "in") {
        return link;
    }
    let part = |&at: &usize| {
        let word = text.gloss(at);
        text.shape(at) == Shape::Lower && (word == "and" || !class(word).is(Class::FUNCTION))
    };
    let next = link + 1 + (link + 1..link + 6).take_while(part).count();
    let linked = next > link + 1 && matches!(text.gloss(next), "at" | "with" | "for");
    if linked && same_sentence(text, link, next) { next } else { link }
}

/// The words between a role and whom it is for.
pub fn is_link(word: &str) -> bool {
    matches!(word, "of" | "at" | "for" | "with" | "from" | "in" | "to" | "on")
}

/// The mention whose title or name starts at `token`.
pub fn mention_at(names: &Names, token: usize) -> Option<usize> {
    let at = names.places.partition_point(|it| it.tokens.start < token);
    names.places.get(at).filter(|it| it.lead <= token && token <= it.tokens.start).map(|_| at)
}

/// The mention that ends right before `token`.
pub fn mention_ending(names: &Names, token: usize) -> Option<usize> {
    let at = names.places.partition_point(|it| it.tokens.end < token);
    names.places.get(at).filter(|it| it.tokens.end == token).map(|_| at)
}

fn same_sentence(text: &Text, one: usize, other: usize) -> bool {
    let sentence = |token: usize| text.tokens.get(token).map(|it| it.sentence);
    sentence(other).is_some() && sentence(one) == sentence(other)
}

fn after_determiner(text: &Text, start: usize) -> usize {
    let mut token = start;
    while token < start + 3 && is_determiner(text.gloss(token)) {
        token += 1;
    }
    token
}

/// Articles and owners without a name.
pub fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "its"
            | "his"
            | "her"
            | "their"
            | "our"
            | "this"
            | "that"
            | "another"
            | "also"
            | "now"
            | "then"
            | "currently"
    )
}

/// Whether a token cannot stand inside a description.
fn ends_phrase(text: &Text, token: usize) -> bool {
    match text.shape(token) {
        Shape::Mark => !matches!(text.word(token), "-" | "&") || text.is_dash(token),
        _ if is_determiner(text.gloss(token)) => true,
        Shape::Number => false,
        _ => is_verb_or_link(text.gloss(token)),
    }
}

fn is_verb_or_link(word: &str) -> bool {
    is_link(word)
        || matches!(
            word,
            "who"
                | "whom"
                | "which"
                | "that"
                | "when"
                | "as"
                | "by"
                | "but"
                | "or"
                | "if"
                | "than"
                | "said"
                | "wrote"
                | "writes"
                | "tells"
                | "says"
                | "told"
                | "was"
                | "is"
                | "were"
                | "are"
                | "has"
                | "had"
                | "have"
                | "did"
                | "does"
                | "will"
                | "would"
                | "could"
                | "may"
                | "might"
                | "can"
                | "after"
                | "before"
                | "during"
                | "against"
                | "about"
                | "over"
                | "because"
                | "while"
                | "met"
                | "not"
                | "he"
                | "she"
                | "it"
                | "they"
                | "whose"
                | "where"
                | "made"
                | "called"
                | "asked"
                | "added"
                | "where's"
                | "into"
                | "through"
                | "under"
                | "including"
        )
}

/// The noun that an abbreviated or plural role stands for.
pub fn written_out(word: &str) -> &str {
    match word {
        "sen" | "sen." => "senator",
        "gov" | "gov." => "governor",
        "rep" | "rep." | "representative" | "congressman" | "congresswoman" => "congressman",
        "gen" | "gen." => "general",
        "prof" | "prof." => "professor",
        "dr" | "dr." => "doctor",
        "chair" | "chairwoman" | "chairperson" => "chairman",
        "ceo" => "executive",
        "pm" | "premier" => "minister",
        other => other,
    }
}
