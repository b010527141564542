//! Who said what, in one article.
//!
//! This file is the order of the passes and what they give; each pass has its own file.

mod affiliation;
mod circumstance;
mod complement;
mod construction;
mod content;
mod coreference;
mod cue;
mod floating;
mod identity;
mod kind;
mod lexicon;
mod marks;
mod mention;
mod organisation;
mod organisations;
mod people;
mod person;
mod phrase;
mod piece;
mod profile;
mod role;
mod scene;
mod sequence;
mod source;
mod speech;
mod statement;
mod subject;
mod tag;
pub mod token;
mod turn;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::{
    coreference::{Discourse, Resolution},
    scene::Scene,
    statement::{Link, Statement},
    token::Text,
};
use crate::{article::Article, text::Span};

/// What was found in one article: quotations in text order, and the people, organisations and
/// places that its body names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Outer quotations in the order of their first content; their contents never overlap.
    pub quotes: Vec<Quotation>,
    /// Everybody and everything with a name, once each.
    pub entities: Vec<Entity>,
    /// Every place where one of them is named, in text order, without overlap.
    pub mentions: Vec<Mention>,
}

/// One thing somebody said, with the evidence for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// What was said, in pieces, in text order, with the quotation marks around them.
    pub content: Vec<Span>,
    /// The word or words that announce it.
    pub cue: Option<Span>,
    /// The mention of who said it, with title and apposition.
    pub source: Option<Span>,
    /// How much of it stands in quotation marks.
    pub kind: Kind,
    /// Who said it; `None` if nobody with a name was found.
    pub speaker: Option<EntityId>,
    /// Whom the speaker belongs to or speaks for; the speaker itself if that is an organisation.
    pub organisation: Option<EntityId>,
    /// What the speaker is there, in the words of the article.
    pub role: Option<Span>,
    /// How the speaker was found.
    pub attribution: Attribution,
    /// How sure the attribution is, 0 to 1.
    pub confidence: f32,
    /// From the source to the name: each step a mention and why it was taken. Empty if the source
    /// itself holds the full name.
    pub chain: Vec<Step>,
}

/// One step from a source such as "she" towards a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The mention that was arrived at.
    pub mention: Span,
    /// Why.
    pub by: By,
}

/// Why one mention stands for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A pronoun: the most recent speaker or subject that fits.
    Pronoun,
    /// A surname, or a title with a surname: the full name it belongs to.
    Surname,
    /// A description such as "the minister": the person who has that role.
    Role,
    /// A short form or acronym: the organisation's full name.
    Acronym,
    /// No source at all: the speaker of the quotation before, or the subject in reach.
    Continuation,
    /// A turn of an interview or transcript.
    Turn,
}

/// Somebody or something with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// The fullest form of the name in this article, without titles.
    pub name: String,
    /// The other forms in which the article names it (titles kept, possessives dropped), acronyms
    /// among them; in order of appearance, without `name`.
    pub spellings: Vec<String>,
    /// Where a person works or what it speaks for, in order of appearance.
    pub affiliations: Vec<Affiliation>,
}

/// That a person has a role at an organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Affiliation {
    /// The organisation, if it has a name.
    pub organisation: Option<EntityId>,
    /// The words of the role, `former` and `acting` among them, if there are any.
    pub role: Option<Span>,
    /// The words that say so.
    pub evidence: Span,
}

/// The number of an entity: its place in [`Extraction::entities`].
pub type EntityId = u32;

/// Where an entity is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The name without title and possessive.
    pub span: Span,
    /// Who is meant.
    pub entity: EntityId,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EntityKind {
    /// A person.
    #[serde(rename = "PER")]
    Person,
    /// An organisation.
    #[serde(rename = "ORG")]
    Organisation,
    /// A place.
    #[serde(rename = "LOC")]
    Place,
    /// Anything else with a name.
    #[serde(rename = "MISC")]
    Other,
}

/// How much of a quotation stands in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// All of it.
    Direct,
    /// None of it.
    Indirect,
    /// Some of it.
    Mixed,
}

/// How the speaker of a quotation was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attribution {
    /// Name and cue stand in the sentence.
    Stated,
    /// A pronoun, surname, role or neighbouring sentence led to the name.
    Inferred,
    /// Nobody with a name was found. A normal state.
    Unattributed,
}

/// Raised when the same article gives another extraction than before.
pub const VERSION: u32 = 1;

/// Finds who said what in one article. Its body is read, nothing else; it cannot fail.
///
/// Only English is understood: an article that says it is in another language has no quotations.
pub fn extract(article: &Article) -> Extraction {
    if article.language.as_deref().is_some_and(|language| !is_english(language)) {
        return Extraction::default();
    }
    let text = Text::new(&article.body);
    let scene = Scene::new(&text);
    let names = mention::find(&text, &article.title);
    let mut discourse = Discourse::new(&text, &names);
    let statements = speech::statements(&scene);
    let quotes = statements.iter().map(|it| quotation(&scene, &mut discourse, it)).collect();
    Extraction { quotes, entities: names.entities, mentions: names.mentions }
}

fn is_english(language: &str) -> bool {
    language.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("en"))
}

/// A statement as a quotation, with its speaker.
fn quotation(scene: &Scene, discourse: &mut Discourse, statement: &Statement) -> Quotation {
    let span = |tokens: &Range<usize>| scene.text.span(tokens.clone());
    let content: Vec<Span> = statement.content.iter().map(span).collect();
    let (cue, source) = (statement.cue.as_ref().map(span), statement.source.as_ref().map(span));
    let found = match (source, statement.link) {
        (None, link) if link != Link::Continued => nobody(),
        _ => linked(discourse.resolve(source, cue, &content), source, statement.link),
    };
    let found = if names_itself(&found, &content) { nobody() } else { found };
    Quotation {
        content,
        cue,
        source,
        kind: kind(scene, &statement.content),
        speaker: found.speaker,
        organisation: found.organisation,
        role: found.role,
        attribution: found.attribution,
        confidence: found.confidence,
        chain: found.chain,
    }
}

/// Whether "he" led to somebody whom the quotation itself speaks of: “Poe lied,” he said.
fn names_itself(found: &Resolution, content: &[Span]) -> bool {
    let inside = |step: &Step| content.iter().any(|piece| piece.contains(step.mention));
    found.chain.iter().any(|step| step.by == By::Pronoun && inside(step))
}

/// What is known of a quotation that the text gives to nobody: "It was called a farce".
fn nobody() -> Resolution {
    Resolution {
        speaker: None,
        organisation: None,
        role: None,
        attribution: Attribution::Unattributed,
        chain: Vec::new(),
        confidence: 0.0,
    }
}

/// A resolution with the step from the quotation to its source, where no cue made it.
fn linked(found: Resolution, source: Option<Span>, link: Link) -> Resolution {
    let by = match link {
        Link::Continued => By::Continuation,
        Link::Turn => By::Turn,
        Link::Beside | Link::Inherited | Link::Unknown => return found,
    };
    let (Some(mention), Some(_)) = (source, found.speaker) else { return found };
    let mut chain = vec![Step { mention, by }];
    chain.extend(found.chain);
    let limit = if link == Link::Turn { 0.8 } else { 0.6 };
    let confidence = found.confidence.min(limit);
    Resolution { chain, confidence, attribution: Attribution::Inferred, ..found }
}

/// How much of a content stands in quotation marks.
fn kind(scene: &Scene, content: &[Range<usize>]) -> Kind {
    let words = || content.iter().cloned().flatten().filter(|&token| scene.is_word(token));
    let quoted = words().filter(|&token| scene.quoted(token)).count();
    match quoted {
        0 => Kind::Indirect,
        _ if quoted == words().count() => Kind::Direct,
        _ => Kind::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Random text with much of what the passes look at.
    const TEXT: &str = "(\\PC|[a-zA-Z]{1,4}|[.!?…,:;—] ?|[\"'”“’‘»«(\n] ?|``|''|( (said|told|that|Roe|he|who|according to|and|adding|called|by|Mr\\.|the|was|Monday|to)[ ,])){0,80}";

    proptest! {
        #[test]
        fn every_text_gives_a_sound_extraction(body in TEXT) {
            let article = Article { body, ..Article::default() };
            let found = extract(&article);
            let body = article.body.as_str();
            let mut taken: Vec<Span> = Vec::new();
            let mut first = 0;
            for quote in &found.quotes {
                prop_assert!(quote.content[0].start() >= first);
                first = quote.content[0].start();
                prop_assert!(quote.content.is_sorted());
                for &piece in &quote.content {
                    prop_assert!(body.get(piece.range()).is_some_and(|it| !it.is_empty() && it == it.trim()));
                    prop_assert!(!taken.iter().any(|it| it.overlaps(piece)));
                    taken.push(piece);
                }
                for span in [quote.cue, quote.source].into_iter().flatten() {
                    prop_assert!(body.get(span.range()).is_some_and(|it| !it.is_empty() && it == it.trim()));
                }
            }
        }
    }

    #[test]
    fn nobody_is_the_speaker_because_he_is_spoken_of() {
        let body = "“It is not only Ann Roe who lied,” she said.".to_owned();
        let found = extract(&Article { body, ..Article::default() });
        assert_eq!((found.quotes.len(), found.quotes[0].speaker), (1, None));
    }

    #[test]
    fn only_english_is_read() {
        let body = "“No,” Roe said.".to_owned();
        let count = |language: Option<&str>| {
            let language = language.map(str::to_owned);
            extract(&Article { body: body.clone(), language, ..Article::default() }).quotes.len()
        };
        assert_eq!(
            [None, Some("en"), Some("en-GB"), Some("de"), Some("")].map(count),
            [1, 1, 1, 0, 0]
        );
    }
}
