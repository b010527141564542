//! Cutting a run of capitalised words into single names: titles, roles and peoples stand between
//! the names and belong to none.
//!
//! What kind of name a piece is, is left to `kind`.

use std::ops::Range;

use super::{
    lexicon::names::{Class, fold, phrase_class},
    profile::Profile,
    token::Shape,
};

/// Words that may be one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The name without its title.
    pub tokens: Range<usize>,
    /// The first token of the titles and roles right before it; the start of `tokens` if none.
    pub lead: usize,
    /// Whether it reads like an organisation's: it has its head noun or legal form.
    pub organised: bool,
    /// Whether the title of the next piece follows: "Acme" in "Acme President Ann Roe".
    pub before_title: bool,
}

impl Piece {
    /// A name without title.
    fn plain(tokens: Range<usize>, organised: bool) -> Piece {
        Piece { lead: tokens.start, tokens, organised, before_title: false }
    }
}

/// Words that part the names of a run.
const BETWEEN: Class = Class::BETWEEN_NAMES;

/// Cuts the run `run` and adds its names to `found`, in text order.
pub fn cut(profile: &Profile, run: Range<usize>, found: &mut Vec<Piece>) {
    let run = without_opener(profile, without_repetition(profile, run));
    if run.is_empty() {
        return;
    }
    let organised = is_organised(profile, run.clone()) && !ends_in_person(profile, run.clone());
    if organised || is_known(profile, run.clone()) {
        found.push(Piece::plain(run, true));
        return;
    }
    if let Some(at) = known_end(profile, run.clone()) {
        cut_front(profile, run.start..at, found);
        cut(profile, at..run.end, found);
        return;
    }
    match last_separator(profile, run.clone()) {
        Some(at) if at + 1 < run.end => {
            let lead = lead_start(profile, run.start, at);
            let before = found.len();
            cut_front(profile, run.start..lead, found);
            if let Some(last) = found[before..].last_mut() {
                last.before_title = last.tokens.end == lead;
            }
            push_person(profile, lead, at + 1..run.end, found);
        }
        Some(_) => cut_front(profile, run, found),
        None => push_plain(profile, run, found),
    }
}

/// The run up to where it says the name again, as web pages do that glue a link's text to the next
/// word: "Ann Roe Ann RoeMore".
fn without_repetition(profile: &Profile, run: Range<usize>) -> Range<usize> {
    let text = profile.text;
    let repeats = |&at: &usize| {
        (run.start..at).any(|it| text.word(it) == text.word(at) && text.word(at).len() > 2)
            && text.shape(at) == Shape::Capital
    };
    let glued = |at: usize| {
        let word = text.word(at);
        let joint = word.char_indices().skip(3).find(|(_, c)| c.is_uppercase())?;
        (run.start..at).find(|&it| text.word(it) == &word[..joint.0]).map(|it| it + 1)
    };
    let mixed = run.clone().filter(|&at| text.shape(at) == Shape::Mixed).find_map(glued);
    let again = (run.start + 1..run.end).find(repeats).filter(|_| run.len() > 3);
    run.start..mixed.or(again).unwrap_or(run.end)
}

/// What precedes a title: names without the roles at their end.
fn cut_front(profile: &Profile, run: Range<usize>, found: &mut Vec<Piece>) {
    let end = without_roles(profile, run.clone());
    if end < run.end || last_separator(profile, run.clone()).is_none() {
        let run = run.start..end;
        match last_separator(profile, run.clone()) {
            None if !run.is_empty() => push_plain(profile, run, found),
            None => {}
            Some(_) => cut(profile, run, found),
        }
    } else {
        cut(profile, run, found);
    }
}

/// The run without what only a sentence's start makes capital.
fn without_opener(profile: &Profile, run: Range<usize>) -> Range<usize> {
    let mut start = run.start;
    while start + 1 < run.end && profile.is_initial(start) && is_opener(profile, start, run.end) {
        start += 1;
    }
    if start + 1 == run.end && !stands_alone(profile, start) {
        return start..start;
    }
    start..run.end
}

/// Whether the first word of a sentence is none of the name that follows it.
fn is_opener(profile: &Profile, token: usize, end: usize) -> bool {
    let class = profile.class(token);
    let named = Class::TITLE | Class::ROLE | Class::PLACE | Class::ORGANISATION;
    let next_is_name = profile.class(token + 1).is(Class::FIRST | Class::TITLE | Class::ROLE);
    let participle = profile.text.lower(token).ends_with("ing");
    let plain = class.is(Class::COMMON | Class::FUNCTION | Class::CALENDAR) || participle;
    let a_name = class.is(Class::FIRST | Class::SURNAME | named)
        && profile.text.shape(token) != Shape::Upper;
    let modifies = !class.is(Class::FUNCTION) && profile.class(token + 1).is(Class::TITLE);
    plain
        && !modifies
        && profile.has_capital(token + 1)
        && !is_organised(profile, token..end)
        && !is_known(profile, token..token + 2)
        && !is_known(profile, token..end)
        && (!a_name || !class.is(named) && profile.seen_lower(token) && next_is_name)
}

/// Whether a single word can be a name: not one that only its place makes capital.
fn stands_alone(profile: &Profile, token: usize) -> bool {
    let class = profile.class(token);
    if class.is(Class::DEMONYM | Class::HONORIFIC) {
        return false;
    }
    let plain =
        class.is(Class::COMMON | Class::FUNCTION | Class::CALENDAR) || profile.seen_lower(token);
    let named = Class::FIRST | Class::SURNAME | Class::PLACE | Class::ORGANISATION;
    match profile.is_initial(token) {
        true if plain => {
            profile.seen_capital(token) && class.is(named) && !profile.seen_lower(token)
        }
        false if plain => class.is(named) || profile.is_definite_head(token),
        _ => true,
    }
}

/// Whether the run as a whole is a well-known place or organisation, or part of a party.
fn is_known(profile: &Profile, run: Range<usize>) -> bool {
    if run.len() < 2 || run.end > profile.text.len() {
        return false;
    }
    let is_listed = || {
        let name = fold(profile.text.span(run.clone()).of(profile.text.text));
        phrase_class(&name).is(Class::PLACE | Class::ORGANISATION)
    };
    profile.class(run.start).is(Class::OPENS_PHRASE) && is_listed() || is_faction(profile, &run)
}

/// "Grassroots Labour", "Young Democrats": a body in a party. Where a sentence begins, young Democrats
/// are written like that, too.
pub fn is_faction(profile: &Profile, run: &Range<usize>) -> bool {
    run.len() == 2
        && PARTIES.contains(&profile.text.lower(run.start + 1))
        && FACTIONS.contains(&profile.text.lower(run.start))
        && profile.has_capital(run.start)
        && profile.has_capital(run.start + 1)
        && !profile.is_initial(run.start)
}

/// What the name of a body in a party begins with.
const FACTIONS: [&str; 8] =
    ["grassroots", "young", "college", "student", "independent", "open", "christian", "social"];

/// Parties by the word that ends the name of such a body.
const PARTIES: [&str; 9] = [
    "labour",
    "labor",
    "conservatives",
    "tories",
    "democrats",
    "republicans",
    "liberals",
    "greens",
    "socialists",
];

/// Whether the run ends in an organisation's head noun or legal form, or has "of" or "for" after one.
fn is_organised(profile: &Profile, run: Range<usize>) -> bool {
    let (first, last) = (profile.class(run.start), profile.class(run.end - 1));
    let person = first.is(Class::HONORIFIC)
        || run.len() == 2 && first.is(Class::FIRST) && last.is(Class::SURNAME);
    let linked = run.clone().skip(1).any(|token| {
        profile.text.shape(token) == Shape::Lower
            && matches!(profile.text.lower(token), "of" | "for" | "and")
    });
    let headed = run.len() > 1 && last.is(Class::ORGANISATION_HEAD | Class::LEGAL_FORM);
    !person && (headed && !last.is(Class::ROLE) || linked)
}

/// Whether a title with a given name after it ends a run: "Ministry of Trade Secretary Ann Roe".
fn ends_in_person(profile: &Profile, run: Range<usize>) -> bool {
    let head = Class::ORGANISATION_HEAD | Class::LEGAL_FORM;
    !profile.class(run.end - 1).is(head)
        && last_separator(profile, run.clone()).is_some_and(|at| {
            at + 1 < run.end && at > run.start && profile.class(at + 1).is(Class::FIRST)
        })
}

/// The last title, role or people in the run, if something of the run can follow it.
fn last_separator(profile: &Profile, run: Range<usize>) -> Option<usize> {
    let suffixes = run.clone().rev().take_while(|&it| is_suffix(profile.text.lower(it))).count();
    let end = run.end - suffixes;
    (run.start..end).rev().find(|&token| {
        let class = profile.class(token);
        let given = class.is(Class::FIRST) && !class.is(Class::HONORIFIC);
        let surname = token > run.start && token + 1 == end && class.is(Class::SURNAME) && {
            let before = profile.class(token - 1);
            before.is(Class::FIRST | Class::HONORIFIC) || before == Class::default()
        };
        class.is(BETWEEN) && !given && !surname
    })
}

/// Whether a word in lower case follows a surname and belongs to it: "Jr."
pub fn is_suffix(word: &str) -> bool {
    matches!(word, "jr" | "jr." | "sr" | "sr." | "ii" | "iii" | "iv")
}

/// Where the titles and what modifies them begin: "Deputy Prime Minister" before a name.
pub fn lead_start(profile: &Profile, start: usize, separator: usize) -> usize {
    let names = Class::ORGANISATION
        | Class::PLACE
        | Class::ORGANISATION_HEAD
        | Class::PLACE_HEAD
        | Class::FIRST;
    let mut lead = separator;
    while lead > start {
        let class = profile.class(lead - 1);
        let plain = class.is(Class::COMMON | Class::FUNCTION);
        let free = !class.is(names)
            || is_known(profile, start..lead - 1)
            || lead > start + 1 && profile.text.lower(lead - 1) == "district";
        let modifies = class.is(BETWEEN) || plain && free;
        if !modifies || is_known(profile, start..lead) {
            break;
        }
        lead -= 1;
    }
    lead
}

/// The end of the run without roles, and words that go with them, at its end.
fn without_roles(profile: &Profile, run: Range<usize>) -> usize {
    let names = Class::ORGANISATION | Class::PLACE | Class::ORGANISATION_HEAD | Class::FIRST;
    let mut end = run.end;
    while end > run.start && !is_known(profile, run.start..end) {
        let class = profile.class(end - 1);
        let modifies =
            end < run.end && class.is(Class::COMMON | Class::FUNCTION) && !class.is(names);
        if !class.is(BETWEEN) && !modifies {
            break;
        }
        end -= 1;
    }
    end
}

/// A name after a title. Words before the given name go with the title.
fn push_person(profile: &Profile, lead: usize, tokens: Range<usize>, found: &mut Vec<Piece>) {
    let start = after_modifiers(profile, tokens.clone());
    let only = profile.class(start);
    let plain = only.is(Class::COMMON | Class::FUNCTION | Class::CALENDAR);
    let honoured = (lead..start).any(|token| profile.class(token).is(Class::HONORIFIC));
    let demonym = start > 0 && profile.class(start - 1).is(Class::DEMONYM);
    if start + 1 == tokens.end && plain && (demonym || !honoured && !only.is(Class::SURNAME)) {
        if only.is(Class::ORGANISATION_HEAD) && demonym {
            found.push(Piece::plain(start - 1..tokens.end, true));
        }
        return;
    }
    found.push(Piece { lead, ..Piece::plain(start..tokens.end, false) });
}

/// A run without titles.
fn push_plain(profile: &Profile, run: Range<usize>, found: &mut Vec<Piece>) {
    let organised = is_known(profile, run.clone()) || is_organised(profile, run.clone());
    let start = if organised { run.start } else { after_modifiers(profile, run.clone()) };
    if start < run.end && (run.end - start > 1 || stands_alone(profile, start)) {
        found.push(Piece::plain(start..run.end, organised));
    }
}

/// Where a well-known name of two words or more at the end of a run starts, or one at its start
/// ends with another name after it: "Trump White House", "Fox News Ann Roe".
fn known_end(profile: &Profile, run: Range<usize>) -> Option<usize> {
    let named = Class::FIRST | Class::TITLE | Class::ROLE | Class::DEMONYM;
    let (first, second) = (profile.class(run.start), profile.class(run.start + 1));
    let single =
        first.is(Class::ORGANISATION) && !first.is(Class::FIRST | Class::SURNAME | Class::COMMON);
    if run.len() > 1 && single && second.is(Class::FIRST | Class::SURNAME | Class::ORGANISATION) {
        return Some(run.start + 1);
    }
    if run.len() < 3 {
        return None;
    }
    let last = profile.class(run.end - 1);
    let surname = last.is(Class::SURNAME) && !last.is(Class::COMMON);
    let parts =
        |at: &usize| is_known(profile, run.start..*at) && (profile.class(*at).is(named) || surname);
    let head = (run.start + 2..run.end).rev().find(parts);
    head.or_else(|| (run.start + 1..run.end - 1).find(|&at| is_known(profile, at..run.end)))
}

/// The first token after plain words that stand before a given name.
fn after_modifiers(profile: &Profile, run: Range<usize>) -> usize {
    let is_first = |token: usize| profile.class(token).is(Class::FIRST);
    let names = Class::ORGANISATION | Class::PLACE | Class::FIRST | Class::SURNAME;
    let plain = |token: usize| {
        let class = profile.class(token);
        class.is(Class::COMMON) && !class.is(names)
    };
    let before = run.clone().take_while(|&token| plain(token)).count();
    let start = run.start + before;
    if before > 0 && start + 1 < run.end && is_first(start) { start } else { run.start }
}
