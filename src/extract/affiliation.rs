//! Who works where: "Ann Roe, chief executive of the Lakeside Trust", "Labour MP Ann Roe".
//!
//! Each pattern looks at the words right before or after a person's name. Whether a description
//! such as "the minister" means one of them is left to `coreference`.

use std::ops::Range;

use super::{
    Affiliation, EntityKind,
    identity::Names,
    language::Language,
    lexicon::names::Class,
    role::{Description, description_at, description_before, mention_at, mention_ending},
    token::{Shape, Text},
};

/// What one pattern found: the role's words, the organisation's mention, the words that say so.
struct Found {
    role: Option<Range<usize>>,
    owner: Option<usize>,
    evidence: Range<usize>,
}

/// A name has no more affiliations than this; more are a list of other people's.
const MOST: usize = 64;

/// Adds the affiliations that the article states to the entities of `names`.
pub fn add(text: &Text, names: &mut Names) {
    let persons = (0..names.mentions.len()).filter(|&it| names.kind(it) == EntityKind::Person);
    let mut stated = Vec::new();
    for mention in persons {
        let before = before(text, names, mention).or_else(|| with_attributes(text, names, mention));
        let found = [before, after(text, names, mention)];
        stated.extend(found.into_iter().flatten().map(|it| (mention, it)));
    }
    for (mention, found) in stated {
        let affiliation = affiliation(text, names, &found);
        let entity = names.mentions[mention].entity as usize;
        if let Some(entity) = names.entities.get_mut(entity)
            && entity.affiliations.len() < MOST
            && (affiliation.organisation.is_some() || affiliation.role.is_some())
            && !entity.affiliations.iter().any(|it| says_the_same(text, it, &affiliation))
        {
            entity.affiliations.push(affiliation);
        }
    }
}

fn says_the_same(text: &Text, one: &Affiliation, other: &Affiliation) -> bool {
    let role = |it: &Affiliation| it.role.map_or("", |role| role.of(text.text));
    one.organisation == other.organisation && role(one).eq_ignore_ascii_case(role(other))
}

fn affiliation(text: &Text, names: &Names, found: &Found) -> Affiliation {
    let owner = found.owner.filter(|&it| names.kind(it) == EntityKind::Organisation);
    Affiliation {
        organisation: owner.map(|it| names.mentions[it].entity),
        role: found.role.clone().filter(|it| !it.is_empty()).map(|it| text.span(it)),
        evidence: text.span(found.evidence.clone()),
    }
}

/// "Labour MP Ann Roe", "Acme's chief economist, Ann Roe", "the head of Acme, Ann Roe".
fn before(text: &Text, names: &Names, mention: usize) -> Option<Found> {
    let place = &names.places[mention];
    let end = place.tokens.end;
    let start = without_honorifics(text, place.lead, place.tokens.start);
    let comma = start > 0 && text.word(start - 1) == ",";
    if let Some(found) = role_of(text, names, if comma { start - 1 } else { start }) {
        return Some(Found { evidence: found.evidence.start..end, ..found });
    }
    let at = if start == place.lead && comma { start - 1 } else { start };
    let description = description_before(text, names, place.lead.min(at), at)?;
    let definite = description.role.start.checked_sub(1).is_some_and(|it| text.gloss(it) == "the");
    if at != start && description.owner.is_none() && !definite {
        return None;
    }
    let begin = description.owner.map_or(description.role.start, |it| names.places[it].lead);
    Some(found(description, begin..end))
}

/// "le ministre canadien des Finances, Ann Roe": German and French put attributes after the role.
fn with_attributes(text: &Text, names: &Names, mention: usize) -> Option<Found> {
    if text.language == Language::English {
        return None;
    }
    let place = &names.places[mention];
    let comma = place.lead > 0 && text.word(place.lead - 1) == ",";
    let end = place.lead - usize::from(comma);
    let sentence = |at: usize| text.tokens.get(at).map(|it| it.sentence);
    let near = |&at: &usize| {
        let person = mention_at(names, at).is_some_and(|it| names.kind(it) == EntityKind::Person);
        text.shape(at) != Shape::Mark && sentence(at) == sentence(place.lead) && !person
    };
    let mut before = (end.saturating_sub(10)..end).rev().take_while(near);
    let role = before.find(|&at| text.gloss_names(at).is(Class::ROLE))?;
    let bodies = (role + 1..end).filter_map(|at| mention_at(names, at));
    let mut bodies = bodies.filter(|&it| names.kind(it) == EntityKind::Organisation);
    Some(Found { role: Some(role..end), owner: bodies.next(), evidence: role..place.tokens.end })
}

/// The first token of what is left of the titles `lead..start` when "Mr" and "Sir" at their end
/// are taken away; `start` if all of them are of that kind.
fn without_honorifics(text: &Text, lead: usize, start: usize) -> usize {
    let polite = |token: usize| {
        let class = text.gloss_names(token);
        class.is(Class::HONORIFIC)
            && (class.is(Class::FEMALE | Class::MALE) || text.gloss(token).starts_with("dr"))
    };
    start - (lead..start).rev().take_while(|&token| polite(token)).count()
}

/// "the head of Acme" right before `end`.
fn role_of(text: &Text, names: &Names, end: usize) -> Option<Found> {
    let owner = mention_ending(names, end)?;
    let mut at = names.places[owner].lead.checked_sub(1)?;
    if text.gloss(at) == "the" {
        at = at.checked_sub(1)?;
    }
    if !matches!(text.gloss(at), "of" | "at" | "for") {
        return None;
    }
    let description = description_before(text, names, at, at)?;
    Some(Found {
        evidence: description.role.start..end,
        role: Some(description.role),
        owner: Some(owner),
    })
}

/// What follows the name: ", head of Acme", " of Acme", " (Acme)", ", who is head of Acme".
fn after(text: &Text, names: &Names, mention: usize) -> Option<Found> {
    let place = &names.places[mention];
    let next = place.tokens.end;
    let start = place.lead;
    match text.gloss(next) {
        "," => after_comma(text, names, start, next + 1),
        "who" => after_who(text, names, start, next),
        "(" => in_brackets(text, names, start, next + 1),
        "of" | "from" | "at" => named(text, names, start, next + 1),
        "is" | "was" | "became" if matches!(text.gloss(next + 1), "the" | "a" | "an") => {
            let description = description_at(text, names, next + 1)?;
            description.owner?;
            let end = description.end;
            Some(found(description, start..end))
        }
        _ => None,
    }
}

fn after_comma(text: &Text, names: &Names, start: usize, at: usize) -> Option<Found> {
    let aged = text.shape(at) == Shape::Number && text.word(at + 1) == ",";
    let at = if aged { at + 2 } else { at };
    match text.gloss(at) {
        "who" => after_who(text, names, start, at),
        "of" | "from" => named(text, names, start, at + 1),
        _ => {
            let description = description_at(text, names, at)?;
            is_apposition(text, names, &description).then_some(())?;
            let end = description.end;
            Some(found(description, start..end))
        }
    }
}

/// Whether a description after a comma says what the person before the comma is, and is no new
/// name in a list: "Ann Roe, Labour MP Bob Poe".
fn is_apposition(text: &Text, names: &Names, description: &Description) -> bool {
    let plain =
        text.shape(description.role.end - 1) == Shape::Lower || text.language == Language::German;
    let next_is_name = mention_at(names, description.role.end)
        .is_some_and(|it| names.kind(it) == EntityKind::Person);
    let opens = description.role.clone().all(|token| text.word(token) != ",");
    (plain || description.owner.is_some()) && !next_is_name && opens
}

/// "who is head of Acme", "who heads Acme".
fn after_who(text: &Text, names: &Names, start: usize, who: usize) -> Option<Found> {
    match text.gloss(who + 1) {
        "is" | "was" => {
            let description = description_at(text, names, who + 2)?;
            let end = description.end;
            Some(found(description, start..end))
        }
        "heads" | "leads" | "runs" | "chairs" | "founded" | "headed" | "led" | "ran"
        | "chaired" => named(text, names, start, who + 2),
        _ => None,
    }
}

/// "(Acme)", not a place.
fn in_brackets(text: &Text, names: &Names, start: usize, at: usize) -> Option<Found> {
    let owner = mention_at(names, at)?;
    let end = names.places[owner].tokens.end;
    matches!(text.word(end), ")" | ",").then_some(Found {
        role: None,
        owner: Some(owner),
        evidence: start..end,
    })
}

/// An organisation named at `at`, after its article.
fn named(text: &Text, names: &Names, start: usize, at: usize) -> Option<Found> {
    let at = if text.gloss(at) == "the" { at + 1 } else { at };
    let owner = mention_at(names, at)?;
    let end = names.places[owner].tokens.end;
    let owned = matches!(text.gloss(end), "'s" | "’s");
    let is_body = names.kind(owner) == EntityKind::Organisation && !owned;
    is_body.then_some(Found { role: None, owner: Some(owner), evidence: start..end })
}

fn found(description: Description, evidence: Range<usize>) -> Found {
    Found { role: Some(description.role), owner: description.owner, evidence }
}

#[cfg(test)]
mod tests {
    use super::super::{extractor::embedded, mention};
    use super::*;

    /// "person: role @ organisation", a line for each affiliation.
    fn affiliations(body: &str) -> String {
        let text = Text::new(body);
        let names = mention::find(&text, "", Vec::new(), embedded());
        let mut lines = Vec::new();
        for entity in &names.entities {
            for it in &entity.affiliations {
                let role = it.role.map_or("", |role| role.of(body));
                let at = it.organisation.map_or("", |id| names.entities[id as usize].name.as_str());
                lines.push(format!("{}: {role} @ {at}", entity.name));
            }
        }
        lines.join("; ")
    }

    #[test]
    fn roles_and_organisations_stand_beside_a_name() {
        let cases = [
            (
                "Karen Roe, chief executive of the Lakeside Trust, said no.",
                "Karen Roe: chief executive @ Lakeside Trust",
            ),
            ("Labour MP Linda Poe said no.", "Linda Poe: MP @ Labour"),
            ("Guardian columnist Owen Roe said no.", "Owen Roe: columnist @ Guardian"),
            (
                "Peter Roe, a member of Labour's National Works Committee (NWC), left.",
                "Peter Roe: member @ National Works Committee",
            ),
            (
                "Matt Roe, Labour's former press spokesman, left.",
                "Matt Roe: former press spokesman @ Labour",
            ),
            (
                "Linda Poe, who is the parliamentary chair of the Lakeside Movement, left.",
                "Linda Poe: parliamentary chair @ Lakeside Movement",
            ),
            (
                "The head of the Lakeside Trust, Karen Roe, left.",
                "Karen Roe: head @ Lakeside Trust",
            ),
            ("We met Karen Roe of the Lakeside Trust.", "Karen Roe:  @ Lakeside Trust"),
            ("Karen Roe (Lakeside Trust) left.", "Karen Roe:  @ Lakeside Trust"),
            ("Karen Roe, 45, a teacher, left.", "Karen Roe: teacher @ "),
            (
                "Former Lakeside Trust chairman Bob Roe said no.",
                "Bob Roe: Former Lakeside Trust chairman @ Lakeside Trust",
            ),
            (
                "Karen Roe, a former Lakeside Trust chief, said no.",
                "Karen Roe: former Lakeside Trust chief @ Lakeside Trust",
            ),
            (
                "Karen Roe, a professor of public law at Norwick University, said no.",
                "Karen Roe: professor @ Norwick University",
            ),
            (
                "Karen Roe, a spokeswoman for the Lakeside Trust, said no.",
                "Karen Roe: spokeswoman @ Lakeside Trust",
            ),
            ("Mr Karen Roe left the Lakeside Trust.", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(affiliations(text), expected, "in {text:?}");
        }
    }
}
