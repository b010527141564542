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
    let keys = quote_keys(&article, &extraction);
    let (quotes, matched, passages) = match quote {
        Some(quote) => of_quote(&article, &extraction, quote, &keys, request, context),
        None => of_article(&article, &extraction, request, context),
    };
    Hit { score, article, extraction, keys, quotes, matched, passages }
}

/// The numbers of the quotations that matched, the words, the passages.
type Shown = (Vec<usize>, Vec<Span>, Vec<Span>);

fn of_quote(
    article: &Article,
    extraction: &Extraction,
    quote: usize,
    keys: &[u64],
    request: &SearchRequest,
    context: Context<'_>,
) -> Shown {
    let key = keys.get(quote).copied().unwrap_or_default();
    let block = Block::of_quote(article, extraction, quote, key);
    let matched = Matcher::new(&block, context).matched(&request.query, &[0]);
    let content = extraction.quotation(quote).map(|placed| placed.quote.content.clone());
    (vec![quote], matched, content.unwrap_or_default())
}

fn of_article(
    article: &Article,
    extraction: &Extraction,
    request: &SearchRequest,
    context: Context<'_>,
) -> Shown {
    let block = Block::new(article, extraction);
    let matcher = Matcher::new(&block, context);
    let all: Vec<usize> = (0..block.quotes.len()).collect();
    let matched = matcher.matched(&request.query, &all);
    let contents: Vec<&[Span]> =
        extraction.quotations().map(|placed| &placed.quote.content[..]).collect();
    let quotes = matcher.shown_quotes(&request.query, &contents, &matched);
    let passages = match &matched[..] {
        [] => {
            let said = quotes.iter().filter_map(|&number| contents[number].first().copied());
            passages(&article.body, &said.collect::<Vec<Span>>())
        }
        matched => passages(&article.body, matched),
    };
    (quotes, matched, passages)
}
