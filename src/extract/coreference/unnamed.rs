//! Sources without a name: what they are, and where the article introduced them.
//!
//! The head noun of a source tells whether it is a text, a body or people: "a report by the board",
//! "the police", "a senior Labour source". "The source" further on is the one that was introduced
//! before; it speaks for the same organisation.

use std::{ops::Range, sync::LazyLock};

use rustc_hash::FxHashSet;

use super::{Discourse, Found};
use crate::{
    extract::{
        By, EntityId, Sourcing,
        lexicon::names::{Class, class},
        role::is_link,
        token::Shape,
    },
    text::Span,
};

/// How many sources without a name are remembered.
const LATEST: usize = 100;

/// A source without a name where the article speaks of it first.
pub(super) struct Unnamed {
    /// The words that introduce it.
    pub source: Span,
    /// Its head noun.
    head: usize,
    organisation: Option<EntityId>,
    role: Option<Span>,
}

impl Discourse<'_> {
    /// What a source is that led to nobody with a name.
    pub(super) fn kind_of_unnamed(&self, source: Range<usize>) -> Sourcing {
        let first = self.text.gloss(source.start);
        if matches!(first, "he" | "she" | "they") {
            return Sourcing::Unnamed;
        }
        if self.is_numbered(source.clone()) {
            return Sourcing::Document;
        }
        let Some(head) = self.head_noun(source) else {
            let people = matches!(first, "who" | "those");
            return if people { Sourcing::Unnamed } else { Sourcing::None };
        };
        let (noun, lower) = (self.text.gloss(head), self.text.shape(head) == Shape::Lower);
        let several = noun.ends_with('s') || matches!(first, "a" | "an" | "one" | "another");
        if is_document(noun) {
            Sourcing::Document
        } else if is_human(noun) {
            Sourcing::Unnamed
        } else if class(noun).is(Class::ORGANISATION_HEAD) || BODIES.contains(&noun) {
            Sourcing::Organisation
        } else if lower && several {
            Sourcing::Unnamed
        } else {
            Sourcing::None
        }
    }

    /// Whether a source is a part of a text that has a number: "number six", "clause 10".
    fn is_numbered(&self, source: Range<usize>) -> bool {
        let part = matches!(
            self.text.gloss(source.start),
            "number"
                | "point"
                | "section"
                | "clause"
                | "article"
                | "paragraph"
                | "chapter"
                | "recommendation"
                | "rule"
                | "page"
        );
        let number = source.start + 1;
        let word = || NUMBERS.contains(&self.text.gloss(number));
        part && source.len() == 2 && (self.text.shape(number) == Shape::Number || word())
    }

    /// Links a source to where it was introduced, or remembers it.
    pub(super) fn introduce(&mut self, source: Range<usize>, found: &mut Found) {
        if found.unnamed.is_none() {
            let Some(head) = self.head_noun(source.clone()) else { return };
            let span = self.text.span(source.clone());
            let again = self.last_unnamed(|it| it.source == span);
            let before = || self.introduced(source, head, found.organisation);
            let known = again.or_else(before);
            found.by = known.filter(|_| again.is_none()).map(|_| By::Introduced);
            found.unnamed = Some(known.unwrap_or(self.unnamed.len()));
            if known.is_none() {
                let Found { organisation, role, .. } = *found;
                self.unnamed.push(Unnamed { source: span, head, organisation, role });
            }
        }
        if let Some(first) = found.unnamed.and_then(|it| self.unnamed.get(it)) {
            found.organisation = found.organisation.or(first.organisation);
            found.role = first.role.or(found.role);
        }
    }

    /// The last source with this head noun that "the" can point back to.
    fn introduced(
        &self,
        source: Range<usize>,
        head: usize,
        organisation: Option<EntityId>,
    ) -> Option<usize> {
        let definite =
            matches!(self.text.gloss(source.start), "the" | "this" | "that" | "these" | "those");
        let other = source.clone().any(|at| {
            matches!(
                self.text.lower(at),
                "other" | "others" | "second" | "third" | "latter" | "same"
            )
        });
        let noun = self.text.lower(head);
        let fits =
            |own: Option<EntityId>| own.is_none() || organisation.is_none() || own == organisation;
        let may_be = |it: &Unnamed| self.text.lower(it.head) == noun && fits(it.organisation);
        if definite && !other { self.last_unnamed(may_be) } else { None }
    }

    /// The last of the sources without a name that `is`.
    fn last_unnamed(&self, is: impl Fn(&Unnamed) -> bool) -> Option<usize> {
        let numbered = self.unnamed.iter().enumerate().rev().take(LATEST);
        numbered.into_iter().find(|(_, it)| is(it)).map(|(number, _)| number)
    }

    /// Whether a source with the head noun `noun` was introduced after `token`.
    pub(super) fn introduced_after(&self, token: usize, noun: &str) -> bool {
        let last = self.last_unnamed(|it| self.text.lower(it.head) == noun);
        last.is_some_and(|it| self.unnamed[it].head > token)
    }

    /// The noun that a noun phrase is about: "report" in "a report by the board", "people" in "some
    /// of the people familiar with it".
    fn head_noun(&self, source: Range<usize>) -> Option<usize> {
        let mut head = None;
        for at in source {
            let word = self.text.gloss(at);
            match self.text.shape(at) {
                Shape::Mark if is_inner_mark(word) => {}
                Shape::Mark => break,
                _ if word == "of" && head.is_none_or(|it| counts(self.text.gloss(it))) => {
                    head = None;
                }
                _ if is_link(word) || ends_phrase(word) => break,
                _ if is_article(word) => {}
                _ if self.ends_at(head, at) => break,
                _ => head = Some(at),
            }
        }
        head
    }

    /// Whether the phrase ends with the noun `head`, since `at` begins what tells more of it.
    fn ends_at(&self, head: Option<usize>, at: usize) -> bool {
        head.is_some_and(|it| self.is_noun(it))
            && follows_noun(self.text.gloss(at))
            && !self.is_noun(at)
    }

    fn is_noun(&self, token: usize) -> bool {
        let noun = self.text.gloss(token);
        class(noun).is(Class::ORGANISATION_HEAD) || is_document(noun) || is_human(noun)
    }
}

fn is_inner_mark(mark: &str) -> bool {
    matches!(mark, "'s" | "’s" | "'" | "’" | "-" | "&" | "." | "/")
}

/// Whether a word says how many: what they are follows after "of".
fn counts(word: &str) -> bool {
    matches!(
        word,
        "one"
            | "two"
            | "three"
            | "four"
            | "several"
            | "many"
            | "some"
            | "most"
            | "both"
            | "all"
            | "none"
            | "each"
            | "half"
            | "group"
            | "number"
            | "couple"
            | "series"
            | "handful"
            | "dozens"
            | "hundreds"
            | "thousands"
            | "majority"
            | "percent"
            | "part"
            | "few"
            | "pair"
            | "chorus"
            | "host"
            | "variety"
            | "any"
            | "%"
            | "copy"
            | "summary"
            | "version"
            | "transcript"
    )
}

fn is_article(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "this"
            | "that"
            | "these"
            | "those"
            | "his"
            | "her"
            | "its"
            | "their"
            | "our"
            | "my"
            | "your"
            | "both"
            | "all"
            | "even"
            | "also"
    )
}

fn ends_phrase(word: &str) -> bool {
    matches!(
        word,
        "by" | "who"
            | "whom"
            | "whose"
            | "which"
            | "when"
            | "where"
            | "as"
            | "about"
            | "against"
            | "on"
            | "between"
            | "inside"
            | "within"
            | "near"
            | "across"
            | "like"
            | "than"
            | "after"
            | "before"
            | "during"
            | "and"
    )
}

/// Whether a word after a noun begins what tells more of it: "people *familiar*", "a memo *written*".
fn follows_noun(word: &str) -> bool {
    matches!(
        word,
        "familiar"
            | "close"
            | "aware"
            | "knowledgeable"
            | "present"
            | "written"
            | "seen"
            | "sent"
            | "made"
            | "given"
            | "here"
            | "there"
    ) || word.ends_with("ed")
        || word.ends_with("ing")
}

/// Whether a noun, of one or several, is something that is read or heard.
pub(super) fn is_document(noun: &str) -> bool {
    let one = noun.strip_suffix('s').unwrap_or(noun);
    DOCUMENTS.contains(one) || DOCUMENTS.contains(noun)
}

/// Whether a noun, of one or several, means somebody.
pub(super) fn is_human(noun: &str) -> bool {
    let one = noun.strip_suffix('s').unwrap_or(noun);
    let somebody = Class::ROLE | Class::DEMONYM;
    class(noun).is(somebody)
        || class(one).is(somebody)
        || HUMANS.contains(one)
        || HUMANS.contains(noun)
}

/// Numbers as words.
const NUMBERS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// Nouns for what is read or heard.
static DOCUMENTS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    FxHashSet::from_iter([
        "account",
        "ad",
        "advert",
        "affidavit",
        "agreement",
        "analysis",
        "announcement",
        "article",
        "clause",
        "assessment",
        "audit",
        "banner",
        "bill",
        "biography",
        "blog",
        "book",
        "brief",
        "briefing",
        "brochure",
        "bulletin",
        "caption",
        "clip",
        "column",
        "communique",
        "complaint",
        "constitution",
        "contract",
        "data",
        "decree",
        "diary",
        "directive",
        "document",
        "dossier",
        "draft",
        "editorial",
        "email",
        "essay",
        "figures",
        "filing",
        "findings",
        "footage",
        "form",
        "guidance",
        "guidelines",
        "headline",
        "indictment",
        "law",
        "lawsuit",
        "leaflet",
        "letter",
        "manifesto",
        "manual",
        "memo",
        "memoir",
        "memorandum",
        "message",
        "motion",
        "note",
        "notice",
        "op-ed",
        "opinion",
        "order",
        "page",
        "pamphlet",
        "paper",
        "petition",
        "poll",
        "post",
        "poster",
        "profile",
        "proposal",
        "publication",
        "questionnaire",
        "record",
        "recording",
        "release",
        "report",
        "research",
        "resolution",
        "review",
        "rule",
        "ruling",
        "script",
        "sign",
        "slogan",
        "statement",
        "statistics",
        "statute",
        "story",
        "studies",
        "study",
        "suit",
        "summary",
        "survey",
        "tape",
        "telegram",
        "testimony",
        "text",
        "transcript",
        "treaty",
        "tweet",
        "verdict",
        "video",
        "warrant",
        "website",
    ])
});

/// Nouns for people that are no roles.
static HUMANS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    FxHashSet::from_iter([
        "advocacy",
        "ally",
        "allies",
        "american",
        "anybody",
        "anyone",
        "applicant",
        "backer",
        "bystander",
        "child",
        "children",
        "citizen",
        "conservative",
        "consumer",
        "contractor",
        "customer",
        "employee",
        "everybody",
        "everyone",
        "family",
        "fan",
        "female",
        "firefighter",
        "follower",
        "folk",
        "friend",
        "girl",
        "boy",
        "guy",
        "hostage",
        "immigrant",
        "individual",
        "insider",
        "kid",
        "lady",
        "liberal",
        "local",
        "loyalist",
        "male",
        "man",
        "men",
        "migrant",
        "mom",
        "mum",
        "neighbor",
        "neighbour",
        "observer",
        "onlooker",
        "parent",
        "passenger",
        "passer-by",
        "patron",
        "people",
        "person",
        "prisoner",
        "rebel",
        "refugee",
        "relative",
        "respondent",
        "skeptic",
        "somebody",
        "someone",
        "source",
        "spectator",
        "spouse",
        "staff",
        "left",
        "right",
        "supporter",
        "traveller",
        "tourist",
        "user",
        "viewer",
        "villager",
        "visitor",
        "voter",
        "woman",
        "women",
        "youth",
        "husband",
        "wife",
        "son",
        "daughter",
        "brother",
        "sister",
        "mother",
        "father",
        "dad",
        "boyfriend",
        "girlfriend",
        "partner",
        "colleague",
        "patient",
        "constituent",
        "officer",
        "doctor",
        "nurse",
        "lawyer",
        "teacher",
        "victim",
        "boss",
        "grandmother",
        "grandfather",
        "uncle",
        "aunt",
        "cousin",
        "driver",
        "others",
        "other",
        "some",
        "many",
        "most",
        "few",
        "several",
        "percent",
        "both",
        "one",
        "two",
        "three",
    ])
});

/// Nouns for bodies that no name of an organisation has for its head.
const BODIES: &[&str] = &[
    "fbi", "gop", "firm", "house", "outlet", "police", "regime", "retailer", "side", "state",
    "startup", "tabloid", "website",
];

#[cfg(test)]
mod tests {
    use crate::{
        Article,
        extract::{Quotation, extract},
    };

    /// What the source of each quotation of a text is: "source: kind @ organisation <- introduced".
    fn shown(body: &str) -> String {
        let article = Article { body: body.to_owned(), ..Article::default() };
        let found = extract(&article);
        let line = |quote: &Quotation| {
            let source = quote.source.map_or("-", |it| it.of(body));
            let organisation = found.entity(quote.organisation);
            let organisation = organisation.map_or(String::new(), |it| format!(" @ {}", it.name));
            let chain = quote.chain.iter().map(|it| format!(" <- {}", it.mention.of(body)));
            let chain: String = chain.collect();
            format!("{source}: {}{organisation}{chain}", quote.sourcing.name())
        };
        found.quotes.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn check(cases: &[(&str, &str)]) {
        for (body, expected) in cases {
            assert_eq!(shown(body), *expected, "in {body:?}");
        }
    }

    #[test]
    fn the_head_noun_tells_what_a_source_is() {
        check(&[
            ("Ann Roe said rents fell.", "Ann Roe: person"),
            (
                "A report by the Housing Board said rents fell.",
                "A report by the Housing Board: document @ Housing Board",
            ),
            (
                "A statement from the Treasury said rents fell.",
                "A statement from the Treasury: document @ Treasury",
            ),
            ("Court documents said rents fell.", "Court documents: document"),
            ("Police said rents fell.", "Police: organisation"),
            ("The company said rents fell.", "The company: organisation"),
            ("One resident said rents fell.", "One resident: unnamed"),
            ("Officials said rents fell.", "Officials: unnamed"),
            (
                "A person familiar with the report said rents fell.",
                "A person familiar with the report: unnamed",
            ),
            ("Some of the residents said rents fell.", "Some of the residents: unnamed"),
            ("The author of the report said rents fell.", "The author of the report: unnamed"),
            ("It said rents fell.", "It: none"),
            ("Of its clauses, clause six says: “Rents must fall.”", "clause six: document"),
        ]);
    }

    #[test]
    fn a_source_without_a_name_is_linked_to_where_it_was_introduced() {
        check(&[
            (
                "A senior Labour Party source said rents fell.\n\nThe source added it rained.",
                "A senior Labour Party source: unnamed @ Labour Party\n\
                 The source: unnamed @ Labour Party <- A senior Labour Party source",
            ),
            (
                "A report by the Housing Board said rents fell. The report said it rained.",
                "A report by the Housing Board: document @ Housing Board\n\
                 The report: document @ Housing Board <- A report by the Housing Board",
            ),
            (
                "One official said rents fell. Another official said they rose.",
                "One official: unnamed\nAnother official: unnamed",
            ),
            (
                "Officials said rents fell. The official said they rose.",
                "Officials: unnamed\nThe official: unnamed",
            ),
            (
                "One senior official said rents fell. The official said it rained.",
                "One senior official: unnamed\nThe official: unnamed <- One senior official",
            ),
            (
                "One witness said rents fell. She said it rained.",
                "One witness: unnamed\nShe: unnamed <- One witness",
            ),
        ]);
    }
}
