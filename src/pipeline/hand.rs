//! Articles that are handed over one by one, not found in files: put in the place of those with their
//! ids. What is as it was is left alone, so that to hand over the same twice changes nothing.

use rayon::prelude::*;

use super::{Timing, put, set_language};
use crate::{
    article::Article,
    error::Result,
    index::local::{Index, Origin, Writer},
    read::Rules,
};

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// There was none with its id.
    Created,
    /// It is in the place of the one with its id.
    Updated,
    /// It was there already.
    Unchanged,
}

/// Puts articles, each with an id of its own, on all cores; what became of each, and the number of its
/// quotations, in their order. `index` shows what there was before. Nothing is durable before a commit.
///
/// # Errors
///
/// Fails if the index cannot be read or the engine cannot take an article.
pub fn hand_over(
    articles: Vec<Article>,
    rules: &Rules,
    index: &Index,
    writer: &Writer,
) -> Result<Vec<(Became, usize)>> {
    let hand_over_one = |mut article: Article| {
        set_language(&mut article, rules);
        let before = index.article(&article.id)?;
        if let Some((_, extraction)) = before.as_ref().filter(|(before, _)| *before == article) {
            return Ok((Became::Unchanged, extraction.quotations().count()));
        }
        let became = if before.is_some() { Became::Updated } else { Became::Created };
        let quotes = put(&article, 0, Origin::Given, writer, &Timing::default())?;
        Ok((became, quotes))
    };
    articles.into_par_iter().map(hand_over_one).collect()
}
