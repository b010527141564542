//! Sources that are noun phrases: which of their names they are about, and whom "the minister" or
//! "the board" means.

use std::ops::Range;

use super::{Discourse, Found, unnamed::is_document};
use crate::{
    extract::{
        By, EntityKind,
        language::Language,
        lexicon::names::{Class, class},
        organisation,
        role::{self, Description, description_at, is_link, mention_ending},
        token::Shape,
    },
    text::Span,
};

/// How many mentions "the minister" and "the board" look back: more than an article has, and no more,
/// so that the time stays linear.
const REACH: usize = 512;

impl Discourse<'_> {
    /// The mention that a source is about: none that only says whose or of what.
    pub(super) fn head(&self, source: Range<usize>) -> Option<usize> {
        let mut mentions = self.names.mentions_in(source.clone());
        let before = mentions.start.checked_sub(1);
        if before.is_some_and(|it| self.names.places[it].tokens.end > source.start) {
            mentions.start -= 1;
        }
        let mut mentions = mentions.filter(|&mention| {
            let place = &self.names.places[mention];
            // "a former player at Norwick in Ellery, Ohio": a place speaks only for itself.
            let elsewhere =
                self.names.kind(mention) == EntityKind::Place && place.lead > source.start + 1;
            !elsewhere
                && !self.is_modifier(mention, source.end)
                && !self.is_complement(source.start, place.lead)
        });
        if self.begins_with_unknown_name(&source) {
            return None;
        }
        if self.text.language == Language::English {
            return mentions.next();
        }
        // "der Chef der Bank, Ann Roe": attributes come before the name.
        let all: Vec<usize> = mentions.collect();
        let person = all.iter().find(|&&it| self.names.kind(it) == EntityKind::Person);
        person.or(all.first()).copied()
    }

    /// Whether a source begins with a name that is nobody's in the article, and goes on in commas or
    /// dashes: the names in there are others'.
    fn begins_with_unknown_name(&self, source: &Range<usize>) -> bool {
        let is_name = |&at: &usize| {
            let known = Class::BETWEEN_NAMES | Class::FUNCTION | Class::CALENDAR;
            matches!(self.text.shape(at), Shape::Capital | Shape::Mixed)
                && !self.text.gloss_names(at).is(known)
        };
        let end = source.start + source.clone().take_while(is_name).count();
        let apposed = matches!(self.text.word(end), "," | "-" | "—" | "–" | "―" | "(");
        let own = self.names.mentions_in(source.start.saturating_sub(8)..end);
        let mentioned =
            || own.into_iter().any(|it| self.names.places[it].tokens.end > source.start);
        end > source.start && end < source.end && apposed && !mentioned()
    }

    /// "Labour" in "Labour officials", "Roe" in "Roe's lawyer".
    fn is_modifier(&self, mention: usize, end: usize) -> bool {
        let next = self.names.places[mention].tokens.end;
        if next >= end {
            return false;
        }
        let name_follows = self.names.places.get(mention + 1).is_some_and(|it| it.lead == next);
        match self.text.shape(next) {
            Shape::Mark => matches!(self.text.gloss(next), "'s" | "’s" | "'" | "’" | "-" | "/"),
            Shape::Lower => !self.ends_name(next),
            _ => name_follows || self.text.shape(next) != Shape::Number,
        }
    }

    /// Whether a word in lower case after a name is not the noun that the name belongs to.
    fn ends_name(&self, token: usize) -> bool {
        let word = self.text.gloss(token);
        is_link(word)
            || word.ends_with("ing")
            || class(word).is(Class::FUNCTION)
                && !matches!(word, "former" | "source" | "sources")
                && !is_document(word)
    }

    /// Whether a name that starts at `lead` only completes the noun before it: "a friend of Roe".
    fn is_complement(&self, start: usize, lead: usize) -> bool {
        let Some(mut before) = lead.checked_sub(1) else { return false };
        if self.text.gloss(before) == "the" && before > start {
            before -= 1;
        }
        if matches!(self.text.gloss(before), "'s" | "’s")
            && let Some(owner) = mention_ending(self.names, before)
        {
            return self.is_complement(start, self.names.places[owner].lead);
        }
        let link = self.text.gloss(before);
        if link == "(" {
            return before > start;
        }
        before > start && (is_link(link) || matches!(link, "by" | "against" | "about" | "like"))
    }

    /// A source without a name of its own: "the minister", "a Labour spokesman", "critics".
    pub(super) fn described(&self, source: Range<usize>) -> Found {
        let Some(description) = description_at(self.text, self.names, source.start) else {
            return self.body(source);
        };
        if description.role.start >= source.end {
            return Found::nameless();
        }
        let head = description.head(self.text);
        let owner = description.owner.filter(|&it| self.names.kind(it) == EntityKind::Organisation);
        let spokes = head.starts_with("spokes");
        if let (Some(owner), true) = (owner, spokes) {
            return Found { role: Some(self.text.span(description.role)), ..self.named(owner) };
        }
        let definite =
            matches!(self.text.gloss(source.start), "the" | "his" | "her" | "its" | "their");
        let start = source.start;
        let plural = head.strip_suffix('s').is_some_and(|it| class(it).is(Class::ROLE));
        let is_last = |it: &usize| !self.introduced_after(self.starts(*it), head);
        let holder = if definite && !plural { self.holder(&description, start) } else { None };
        match holder.filter(is_last) {
            Some(mention) => Found::speaker(mention, Some(By::Role), 0.85),
            None => Found {
                organisation: owner.map(|it| self.names.mentions[it].entity),
                role: Some(self.text.span(self.without_number(description.role))),
                ..Found::nameless()
            },
        }
    }

    /// "senior official" in "one senior official".
    fn without_number(&self, role: Range<usize>) -> Range<usize> {
        let counts = |at: &usize| NUMBERS.contains(&self.text.gloss(*at)) && at + 1 < role.end;
        role.start + role.clone().take_while(counts).count()..role.end
    }

    /// The last mention, before `at`, of a person who has the described role.
    fn holder(&self, description: &Description, at: usize) -> Option<usize> {
        let head = description.head(self.text);
        let owner = description.owner.map(|it| self.names.mentions[it].entity);
        let before = self.names.mentions_in(0..at).rev().take(REACH);
        let mut persons = before.filter(|&it| self.names.kind(it) == EntityKind::Person);
        persons.find(|&mention| {
            let entity = &self.names.entities[self.names.mentions[mention].entity as usize];
            entity.affiliations.iter().any(|it| {
                let same_head = it.role.is_some_and(|role| self.role_head(role) == head);
                let same_owner =
                    owner.is_none() || it.organisation.is_none() || it.organisation == owner;
                same_head && same_owner && it.evidence.start() < self.text.span(at..at + 1).start()
            })
        })
    }

    fn role_head(&self, role: Span) -> &str {
        let tokens = self.text.tokens_in(role);
        let last = tokens.end.saturating_sub(1);
        let is_role = |&at: &usize| self.text.gloss_names(at).is(Class::ROLE);
        // German and French put attributes after the noun.
        let head = match self.text.language {
            Language::English => last,
            _ => tokens.into_iter().find(is_role).unwrap_or(last),
        };
        role::written_out(self.text.gloss(head))
    }

    /// "the company", "the committee"; an organisation's name with another noun: "Labour sources".
    fn body(&self, source: Range<usize>) -> Found {
        let mut mentions = self.names.mentions_in(source.clone());
        let named = mentions.find(|&it| self.names.kind(it) == EntityKind::Organisation);
        if let Some(named) = named {
            let organisation = Some(self.names.mentions[named].entity);
            return Found { organisation, ..Found::nameless() };
        }
        let definite = source.len() == 2 && self.text.gloss(source.start) == "the";
        let noun = self.text.gloss(source.start + 1);
        // "The administration" is the government that holds office, whatever else has the word.
        if !definite || !class(noun).is(Class::ORGANISATION_HEAD) || noun == "administration" {
            return Found::nameless();
        }
        let before = self.names.mentions_in(0..source.start).rev().take(REACH);
        let mut bodies = before.filter(|&it| self.names.kind(it) == EntityKind::Organisation);
        match bodies.find(|&it| self.is_a(it, noun, self.text.lower(source.start + 1))) {
            Some(mention) => Found { by: Some(By::Role), confidence: 0.85, ..self.named(mention) },
            None => Found::nameless(),
        }
    }

    /// Whether an organisation has the head noun `noun`, or is a company by its legal form.
    fn is_a(&self, mention: usize, noun: &str, word: &str) -> bool {
        let entity = &self.names.entities[self.names.mentions[mention].entity as usize];
        let key = organisation::key(&entity.name);
        if self.text.language != Language::English {
            let name = entity.name.to_lowercase();
            return name.split(' ').next() == Some(word) || name.ends_with(word);
        }
        let firm = matches!(noun, "company" | "firm" | "group");
        let legal =
            || entity.name.rsplit(' ').next().is_some_and(|it| class(it).is(Class::LEGAL_FORM));
        organisation::head(&key) == noun || firm && entity.name.contains(' ') && legal()
    }
}

/// Words that say how many, or which of several, before a role.
const NUMBERS: [&str; 14] = [
    "one", "two", "three", "four", "some", "many", "several", "most", "few", "all", "both",
    "other", "another", "these",
];
