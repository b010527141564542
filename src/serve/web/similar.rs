//! What is like the article, or the quotation, that is shown.

use super::{
    card::{ArticleCard, QuoteCard},
    page::one_line,
};
use crate::{error::Result, index::local::Index, text::beginning, view};

/// At most so many are shown.
const SHOWN: usize = 5;

/// A quotation that stands for itself in a list, in characters.
const BEGINNING: usize = 140;

/// An article like another, or a quotation like another.
pub struct Like {
    /// The headline, or the words.
    pub text: String,
    /// Where it can be read.
    pub href: String,
    /// Who speaks, where and when it was published.
    pub about: Vec<String>,
}

/// The articles that are most like the one with this id.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn articles(index: &Index, id: &str) -> Result<Vec<Like>> {
    let found = index.similar_articles(id, SHOWN)?.unwrap_or_default();
    let like = |hit| {
        let ArticleCard { title, href, date, outlet, .. } = ArticleCard::new(hit, "");
        Like { text: title, href, about: date.into_iter().chain(outlet).collect() }
    };
    Ok(found.hits.iter().map(like).collect())
}

/// The quotations that are most like the one with this id.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn quotes(index: &Index, id: &str) -> Result<Vec<Like>> {
    let Some(key) = view::quote_key(id) else { return Ok(Vec::new()) };
    let found = index.similar_quotes(key, SHOWN)?.unwrap_or_default();
    let like = |card: QuoteCard| {
        let words: String = card.runs.into_iter().map(|run| run.text).collect();
        let about = [Some(card.speaker.name), card.date, card.outlet];
        Like {
            text: beginning(&one_line(&words), BEGINNING),
            href: card.href,
            about: about.into_iter().flatten().collect(),
        }
    };
    Ok(found.hits.iter().flat_map(|hit| QuoteCard::all(hit, "")).map(like).collect())
}
