//! What a run of the indexer did and what it understood.

use std::collections::BTreeMap;

use super::Timing;
use crate::{
    article::ArticleId,
    read::{Input, Place, Skipped},
};

/// What a run did.
#[derive(Debug, Default)]
pub struct Summary {
    /// Articles that were not in the index before.
    pub new: u64,
    /// Articles that were there with other words.
    pub changed: u64,
    /// Articles that were there as they are.
    pub unchanged: u64,
    /// Articles that went, since no input has them any more.
    pub pruned: u64,
    /// Quotations in the new and changed articles.
    pub quotes: u64,
    /// Bytes of input records.
    pub bytes: u64,
    /// Inputs that were not indexed, in input order as far as that is known.
    pub skipped: Vec<Skipped>,
    /// What was odd in articles that were indexed.
    pub warnings: Vec<(Place, ArticleId, String)>,
    /// Articles of each format.
    pub formats: BTreeMap<&'static str, u64>,
    /// Articles in each language.
    pub languages: BTreeMap<String, u64>,
    /// Articles that have a title, a date, an outlet, an author.
    pub titles: u64,
    /// Articles with a date.
    pub dates: u64,
    /// Articles with an outlet.
    pub outlets: u64,
    /// Articles with an author.
    pub authors: u64,
    /// Where the time went.
    pub timing: Timing,
    /// Whether all inputs were dealt with.
    pub finished: bool,
}

impl Summary {
    /// How many articles were written.
    pub fn touched(&self) -> u64 {
        self.new + self.changed
    }

    pub(super) fn add(&mut self, input: &Input, format: &'static str, quotes: usize, is_new: bool) {
        let article = &input.article;
        *(if is_new { &mut self.new } else { &mut self.changed }) += 1;
        self.quotes += quotes as u64;
        *self.formats.entry(format).or_default() += 1;
        let language = article.language.clone().unwrap_or_default();
        *self.languages.entry(language).or_default() += 1;
        self.titles += u64::from(!article.title.is_empty());
        self.dates += u64::from(article.date.is_some());
        self.outlets += u64::from(article.outlet.is_some());
        self.authors += u64::from(!article.authors.is_empty());
        for warning in &input.warnings {
            self.warnings.push((input.place.clone(), article.id.clone(), warning.to_string()));
        }
    }
}
