//! Whether an index is whole: checksums of the files, blocks of documents, offsets into texts.

use std::path::Path;

use tantivy::{DocId, Searcher, SegmentReader, columnar::Column};

use super::{
    articles::{self, Articles},
    columns::Columns,
    schema::Slots,
    stored,
};
use crate::{
    article::Article,
    extract::{Extraction, Quotation},
    index::block::{article_key, quote_keys},
    text::Span,
};

/// What a check looked at and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many articles were looked at.
    pub articles: u64,
    /// How many quotations.
    pub quotes: u64,
    /// Everything that is wrong, in words; empty if the index is whole.
    pub faults: Vec<String>,
}

/// Looks at every file and every document.
pub fn check(
    index: &tantivy::Index,
    searcher: &Searcher,
    slots: &Slots,
    columns: &[Columns],
) -> tantivy::Result<Report> {
    let mut report = Report::default();
    let damaged = index.validate_checksum()?;
    for file in &damaged {
        report.faults.push(format!("{}: the checksum is wrong", file.display()));
    }
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        // The engine trusts its own files; articles have checksums of their own.
        let id = segment.segment_id().uuid_string();
        let is_ours = |file: &Path| file.extension().is_some_and(|it| it == articles::EXTENSION);
        let is_of_it = |file: &Path| file.to_string_lossy().starts_with(&id);
        if damaged.iter().any(|file| is_of_it(file) && !is_ours(file)) {
            continue;
        }
        let blocks = Blocks::open(segment, slots)?;
        let articles = columns.get(number).map(|columns| &columns.articles);
        check_segment(number, segment, &blocks, articles, &mut report);
    }
    Ok(report)
}

/// The columns that hold a block together.
struct Blocks {
    keys: Column<u64>,
    quotes: Column<u64>,
    to_article: Column<u64>,
}

impl Blocks {
    fn open(segment: &SegmentReader, slots: &Slots) -> tantivy::Result<Blocks> {
        let column = |slot| segment.fast_fields().u64(segment.schema().get_field_name(slot));
        Ok(Blocks {
            keys: column(slots.key)?,
            quotes: column(slots.quotes)?,
            to_article: column(slots.to_article)?,
        })
    }
}

/// Every document must belong to a block: so many quotations, then their article.
fn check_segment(
    number: usize,
    segment: &SegmentReader,
    columns: &Blocks,
    articles: Option<&Articles>,
    report: &mut Report,
) {
    let is_alive = |doc: DocId| segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
    let mut block = 0;
    for doc in 0..segment.max_doc() {
        let Some(quotes) = columns.quotes.first(doc) else { continue };
        let first = block;
        block = doc + 1;
        let fault = |what: &str| format!("segment {number}, document {doc}: {what}");
        if u64::from(doc - first) != quotes {
            report.faults.push(fault("the block has another number of quotations than it says"));
        }
        let belongs = |quote: DocId| {
            columns.to_article.first(quote) == Some(u64::from(doc - quote))
                && is_alive(quote) == is_alive(doc)
        };
        if !(first..doc).all(belongs) {
            report.faults.push(fault("a quotation of the block belongs to another article"));
        }
        if !is_alive(doc) {
            continue;
        }
        report.articles += 1;
        report.quotes += quotes;
        let read = |articles: &Articles| stored::read(articles, doc);
        match articles.map_or_else(|| Err("it is in no segment".to_owned()), read) {
            Err(reason) => report.faults.push(fault(&reason)),
            Ok((article, extraction)) => {
                let keys: Vec<u64> =
                    (first..=doc).filter_map(|doc| columns.keys.first(doc)).collect();
                let faults = check_article(&article, &extraction, &keys);
                report.faults.extend(faults.into_iter().map(|what| fault(&what)));
            }
        }
    }
    if block != segment.max_doc() {
        report.faults.push(format!("segment {number}: quotations without an article at its end"));
    }
}

/// What is stored of an article must fit its documents, and every offset its text.
fn check_article(article: &Article, extraction: &Extraction, keys: &[u64]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expected = quote_keys(article, extraction);
    expected.push(article_key(&article.id));
    if keys != expected {
        faults.push(format!("{}: the quotations are not those that are stored", article.id));
    }
    let body = &article.body;
    let fits = |span: &Span| Span::new(body, span.range()).is_some();
    let mentions = extraction.mentions.iter().map(|mention| mention.span);
    let spans = extraction.quotations().flat_map(|placed| spans(placed.quote)).chain(mentions);
    let wrong = spans.filter(|span| !fits(span)).count();
    if wrong > 0 {
        faults.push(format!("{}: {wrong} offsets point outside its text", article.id));
    }
    faults
}

/// All places that a quotation points to.
fn spans(quote: &Quotation) -> Vec<Span> {
    let mut spans = quote.content.clone();
    spans.extend(quote.cue.iter().chain(&quote.source).chain(&quote.role));
    spans.extend(quote.chain.iter().map(|step| step.mention));
    spans
}
