//! What is found in an article: quotations, entities and where they are named.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// What was found in one article: quotations in text order, and the people, organisations and
/// places that its body names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Outer quotations in the order of their first content; their contents never overlap. What
    /// is reported inside one of them is in its `nested`: see [`Extraction::quotations`].
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
    /// Who may have said it, if the article names them but does not say which of them is meant;
    /// `speaker` is then `None`.
    pub candidates: Vec<EntityId>,
    /// Whom the speaker belongs to or speaks for; the speaker itself if that is an organisation.
    pub organisation: Option<EntityId>,
    /// What the speaker is there, in the words of the article.
    pub role: Option<Span>,
    /// How the speaker was found.
    pub attribution: Attribution,
    /// Who or what its source is.
    pub sourcing: Sourcing,
    /// How sure it is that this was said, in these words, by the speaker, 0 to 1: of quotations with
    /// confidence 0.9 about nine in ten are right (`dixit eval calibration`). 0 without a speaker.
    pub confidence: f32,
    /// From the source to the name: each step a mention and why it was taken. Empty if the source
    /// itself holds the full name.
    pub chain: Vec<Step>,
    /// What the speaker reports that somebody said, in text order. It lies inside `content`, which
    /// keeps it, and does not overlap.
    pub nested: Vec<Quotation>,
}

/// A quotation where it stands among those of its article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed<'e> {
    /// The quotation.
    pub quote: &'e Quotation,
    /// The number of the quotation that it is reported in.
    pub outer: Option<usize>,
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
    /// "the source", "the report": where one without a name was introduced.
    Introduced,
    /// "I" in what somebody else reports: the speaker of the quotation around it.
    Outer,
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
    /// The people of this article whom a bare surname may mean where nothing decides between
    /// them; empty for everybody else. Such a name is never a speaker.
    pub one_of: Vec<EntityId>,
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
    /// All of it, or it is a turn of an interview.
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

/// Who or what the source of a quotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sourcing {
    /// Somebody whom the article names.
    Person,
    /// An organisation, itself or through somebody who speaks for it.
    Organisation,
    /// A text: a report, a statement, a lawsuit.
    Document,
    /// Somebody, or several people, without a name: "a senior official", "residents".
    Unnamed,
    /// Nothing in the article says who it is.
    None,
}

impl Extraction {
    /// All quotations: each outer one, then those inside it. A quotation's place here is its number
    /// wherever quotations are numbered.
    pub fn quotations(&self) -> impl Iterator<Item = Placed<'_>> {
        let outermost = self.quotes.iter().rev().map(|quote| Placed { quote, outer: None });
        let mut rest: Vec<Placed<'_>> = outermost.collect();
        let mut numbers = 0..;
        std::iter::from_fn(move || {
            let next = rest.pop()?;
            let outer = numbers.next();
            rest.extend(next.quote.nested.iter().rev().map(|quote| Placed { quote, outer }));
            Some(next)
        })
    }

    /// The quotation with this number.
    pub fn quotation(&self, number: usize) -> Option<Placed<'_>> {
        self.quotations().nth(number)
    }

    /// The entity with this number, if there is one.
    pub fn entity(&self, id: Option<EntityId>) -> Option<&Entity> {
        self.entities.get(id? as usize)
    }
}

impl Entity {
    /// All forms of the name, the fullest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.spellings).map(String::as_str)
    }

    /// What makes it one with the entities of other articles, see [`super::key()`].
    pub fn key(&self) -> String {
        super::key(self.kind, &self.name)
    }

    /// Whether it is an organisation.
    pub fn is_organisation(&self) -> bool {
        self.kind == EntityKind::Organisation
    }
}

impl Quotation {
    /// What was said, its pieces joined by a space. `body` is the text of the article.
    pub fn text(&self, body: &str) -> String {
        let pieces: Vec<&str> = self.content.iter().map(|span| span.of(body)).collect();
        pieces.join(" ")
    }

    /// From the first byte that belongs to it to the last: content, cue and source.
    pub fn extent(&self) -> Span {
        let spans = self.content.iter().chain(&self.cue).chain(&self.source);
        spans.copied().reduce(Span::hull).unwrap_or_default()
    }
}

impl EntityKind {
    /// All of them.
    pub const ALL: [EntityKind; 4] =
        [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Other];

    /// The name in annotated files and output.
    pub fn name(self) -> &'static str {
        match self {
            EntityKind::Person => "PER",
            EntityKind::Organisation => "ORG",
            EntityKind::Place => "LOC",
            EntityKind::Other => "MISC",
        }
    }
}

impl Kind {
    /// The name in queries and output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Indirect => "indirect",
            Kind::Mixed => "mixed",
        }
    }
}

impl Attribution {
    /// The name in queries and output.
    pub fn name(self) -> &'static str {
        match self {
            Attribution::Stated => "stated",
            Attribution::Inferred => "inferred",
            Attribution::Unattributed => "unattributed",
        }
    }
}

impl Sourcing {
    /// The name in queries and output.
    pub fn name(self) -> &'static str {
        match self {
            Sourcing::Person => "person",
            Sourcing::Organisation => "organisation",
            Sourcing::Document => "document",
            Sourcing::Unnamed => "unnamed",
            Sourcing::None => "none",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_numbered_from_the_outside_in() {
        let quote = |start: u32, nested: Vec<Quotation>| Quotation {
            content: vec![Span::from((start, start + 1))],
            cue: None,
            source: None,
            kind: Kind::Direct,
            speaker: None,
            candidates: Vec::new(),
            organisation: None,
            role: None,
            attribution: Attribution::Unattributed,
            sourcing: Sourcing::None,
            confidence: 0.0,
            chain: Vec::new(),
            nested,
        };
        let first = quote(0, vec![quote(1, vec![quote(2, vec![])]), quote(3, vec![])]);
        let quotes = vec![first, quote(4, vec![])];
        let found = Extraction { quotes, ..Extraction::default() };
        let placed = found.quotations().map(|it| (it.quote.content[0].start(), it.outer));
        assert_eq!(
            placed.collect::<Vec<_>>(),
            [(0, None), (1, Some(0)), (2, Some(1)), (3, Some(0)), (4, None)]
        );
        assert_eq!(found.quotation(3).unwrap().quote.content[0].start(), 3);
    }
}
