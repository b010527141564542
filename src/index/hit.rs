//! One article that matched, made ready to be shown.

use super::{
    block::{Block, quote_keys},
    matching::{Context, Matcher},
    passage::passages,
};
use crate::{
    article::Article,
    extract::Extraction,
    query::{Hit, SearchRequest},
    text::Span,
};

/// The hit for an article, or for its quotation number `quote`, with the words, quotations and
/// passages that matched.
pub fn hit(
    article: Article,
    extraction: Extraction,
    score: f32,
    quote: Option<usize>,
    request: &SearchRequest,
    context: Context<'_>,
) -> Hit {
    let block = Block::new(&article, &extraction);
    let matcher = Matcher::new(&block, context);
    let (quotes, matched, passages) = match quote {
        Some(quote) => {
            let contents = &extraction.quotes.get(quote).map(|quote| quote.content.clone());
            let contents = contents.clone().unwrap_or_default();
            let mut matched = matcher.matched(&request.query, &[quote]);
            matched.retain(|span| contents.iter().any(|content| content.overlaps(*span)));
            (vec![quote], matched, contents)
        }
        None => {
            let all: Vec<usize> = (0..block.quotes.len()).collect();
            let matched = matcher.matched(&request.query, &all);
            let contents: Vec<Vec<Span>> =
                extraction.quotes.iter().map(|quote| quote.content.clone()).collect();
            let quotes = matcher.shown_quotes(&request.query, &contents, &matched);
            let passages = passages(&article.body, &matched);
            (quotes, matched, passages)
        }
    };
    let keys = quote_keys(&article, &extraction);
    Hit { score, article, extraction, keys, quotes, matched, passages }
}
