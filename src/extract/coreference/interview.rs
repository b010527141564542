//! Whom the label of a turn means: "Q" asks, "A" is the person whom the text before the interview
//! is about, or the title alone, "JB" has these initials.

use std::ops::Range;

use super::{Attribution, By, Discourse, EntityKind, Found, Resolution, Sourcing};

impl Discourse<'_> {
    /// What a label leads to that names nobody itself; `opening` is where the first label stands.
    pub(super) fn label(&self, label: Range<usize>, opening: usize) -> Option<Found> {
        if label.len() != 1 {
            return None;
        }
        match self.text.word(label.start) {
            "Q" => Some(Found::nameless()),
            "A" => Some(match self.interviewed(opening) {
                Some(mention) => Found::speaker(mention, Some(By::Turn), 0.6),
                None => Found::nameless(),
            }),
            word if (2..4).contains(&word.len()) => {
                let mention = self.with_initials(word)?;
                Some(Found::speaker(mention, Some(By::Turn), 0.7))
            }
            _ => None,
        }
    }

    /// Whose turn it is if nobody in the body was `found` and the title says who is interviewed.
    pub(super) fn named_by_title(&self, label: Range<usize>, found: &Found) -> Option<Resolution> {
        let answers = label.len() == 1 && self.text.word(label.start) == "A";
        let speaker = self.names.interviewee.filter(|_| answers && found.mention.is_none())?;
        Some(Resolution {
            speaker: Some(speaker),
            attribution: Attribution::Inferred,
            sourcing: Sourcing::Person,
            confidence: 0.6,
            ..Resolution::nobody()
        })
    }

    /// The first mention of the person who is named most often before the interview.
    fn interviewed(&self, opening: usize) -> Option<usize> {
        let mut times = vec![0u32; self.names.entities.len()];
        let mut best: Option<usize> = None;
        for mention in 0..self.names.mentions.len() {
            if self.starts(mention) >= opening || !self.is_person(mention) || self.signs(mention) {
                continue;
            }
            let entity = |it: usize| self.names.mentions[it].entity as usize;
            times[entity(mention)] += 1;
            if best.is_none_or(|it| times[entity(mention)] > times[entity(it)]) {
                best = Some(mention);
            }
        }
        best
    }

    /// The first mention of the only person with these initials.
    fn with_initials(&self, initials: &str) -> Option<usize> {
        let fits = |mention: &usize| {
            let name = &self.names.entities[self.names.mentions[*mention].entity as usize].name;
            let first = name.split([' ', '-']).filter_map(|word| word.chars().next());
            self.is_person(*mention) && first.eq(initials.chars())
        };
        let mut found = (0..self.names.mentions.len()).filter(fits);
        let first = found.next()?;
        let entity = |it: usize| self.names.mentions[it].entity;
        found.all(|it| entity(it) == entity(first)).then_some(first)
    }

    fn is_person(&self, mention: usize) -> bool {
        self.names.kind(mention) == EntityKind::Person
    }

    /// Whether a mention is a byline: "By Ann Roe".
    fn signs(&self, mention: usize) -> bool {
        let before = self.starts(mention).checked_sub(1);
        before.is_some_and(|by| {
            let begins = by == 0 || self.paragraph(by - 1) != self.paragraph(by);
            self.text.lower(by) == "by" && begins
        })
    }
}
