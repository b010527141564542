//! Who is interviewed, where only the title says so: "Interview with Ann Roe".
//!
//! Asked where labels "Q" and "A" stand and nobody is named before the first. Whose a turn is, is left to
//! `coreference`.

use std::ops::Range;

use super::{
    Entity, EntityId, EntityKind,
    identity::Names,
    listed,
    profile::Profile,
    tag::Name,
    tagger::{self, Weights},
    token::Text,
};

/// The entity of who is interviewed; one whom the body does not name is added to `names`.
pub fn find(text: &Text, title: &str, names: &mut Names, weights: &Weights) -> Option<EntityId> {
    let opening = opening(text)?;
    let is_person = |it: usize| names.kind(it) == EntityKind::Person;
    if title.is_empty() || names.mentions_in(0..opening).any(is_person) {
        return None;
    }
    let title = Text::written_in(title, text.language);
    let name = title.span(person(&title, weights)?).of(title.text);
    let known = names.entities.iter().position(|it| it.name == name);
    let id = known.unwrap_or(names.entities.len());
    if known.is_none() {
        names.entities.push(Entity {
            kind: EntityKind::Person,
            name: name.to_owned(),
            spellings: Vec::new(),
            affiliations: Vec::new(),
            one_of: Vec::new(),
        });
        names.genders.push(None);
    }
    EntityId::try_from(id).ok()
}

/// Where the first label "Q" or "A" stands, if both begin paragraphs.
fn opening(text: &Text) -> Option<usize> {
    let first = |label: &str| {
        let labelled = text.paragraphs.iter().filter(|it| it.of(text.text).starts_with(label));
        let mut starts = labelled.map(|&paragraph| text.tokens_in(paragraph).start);
        starts.find(|&at| text.word(at) == label && text.word(at + 1) == ":")
    };
    let (asks, answers) = (first("Q")?, first("A")?);
    Some(asks.min(answers))
}

/// The only person in a title whose given name and surname it has, or the one it says it is "with".
fn person(title: &Text, weights: &Weights) -> Option<Range<usize>> {
    let names = match title.language.lexicon() {
        None => tagger::names(&Profile::new(title), weights),
        Some(lexicon) => listed::tag(title, lexicon),
    };
    let is_full = |it: &Name| it.kind == EntityKind::Person && it.tokens.len() > 1;
    let persons: Vec<Name> = names.into_iter().filter(is_full).collect();
    let with = |it: &&Name| it.lead > 0 && title.gloss(it.lead - 1) == "with";
    let found = match &persons[..] {
        [only] => Some(only),
        several => several.iter().find(with),
    };
    found.map(|it| it.tokens.clone())
}

#[cfg(test)]
mod tests {
    use crate::extract::{Article, extract};

    /// Who speaks in an interview of this title.
    fn speakers(title: &str, body: &str) -> String {
        let (title, body) = (title.to_owned(), body.to_owned());
        let found = extract(&Article { title, body, ..Article::default() });
        let shown = found.quotes.iter().map(|it| {
            let name = found.entity(it.speaker).map_or("-", |it| it.name.as_str());
            format!("{name} {}", it.attribution.name())
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_title_says_who_answers() {
        const TURNS: &str = "Q: Is the port full?\nA: It is empty now.";
        let both = format!("Ann Roe runs the port.\n\n{TURNS}");
        let cases = [
            ("Interview with Ann Roe", TURNS, "- unattributed, Ann Roe inferred"),
            ("Ann Roe on an empty port", TURNS, "- unattributed, Ann Roe inferred"),
            ("Bob Poe speaks with Ann Roe", TURNS, "- unattributed, Ann Roe inferred"),
            ("Bob Poe and Ann Roe", TURNS, "- unattributed, - unattributed"),
            ("An empty port", TURNS, "- unattributed, - unattributed"),
            ("Interview with Bob Poe", both.as_str(), "- unattributed, Ann Roe inferred"),
        ];
        for (title, body, expected) in cases {
            assert_eq!(speakers(title, body), expected, "{title}: {body}");
        }
    }
}
