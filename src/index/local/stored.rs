//! What is stored of an article: itself as JSON, and what was found in it in the bytes of postcard, which
//! are read faster than JSON: a hit needs them all.

use std::ops::Bound;

use tantivy::{
    DocAddress, DocId, Searcher, TantivyDocument, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Query, RangeQuery, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    articles::Articles,
    packed::{pack, unpack},
    schema::{ARTICLE, QUOTE, Slots},
    statistics::unit_term,
};
use crate::{article::Article, extract::Extraction};

/// An article and what was found in it.
pub type Stored = (Article, Extraction);

/// Stores an article and what was found in it in its document.
pub fn write(
    document: &mut TantivyDocument,
    slots: &Slots,
    article: &Article,
    extraction: &Extraction,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let stored = (serde_json::to_string(article)?, extraction);
    document.add_custom(slots.article, &pack(&postcard::to_stdvec(&stored)?)?);
    Ok(())
}

/// Reads what is stored in the document of an article. `Err` says what is wrong with it.
pub fn read(articles: &Articles, doc: DocId) -> Result<Stored, String> {
    let stored = unpack(&articles.of(doc)?)?;
    let (article, extraction): (&str, Extraction) =
        postcard::from_bytes(&stored).map_err(|error| error.to_string())?;
    let article = serde_json::from_str(article).map_err(|error| error.to_string())?;
    Ok((article, extraction))
}

/// Reads the article alone, whatever was found in it. `Err` says what is wrong with it.
pub fn read_article(articles: &Articles, doc: DocId) -> Result<Article, String> {
    let stored = unpack(&articles.of(doc)?)?;
    let (article, _): (&str, _) =
        postcard::take_from_bytes(&stored).map_err(|error| error.to_string())?;
    serde_json::from_str(article).map_err(|error| error.to_string())
}

/// The id of the article that a document belongs to.
pub fn id(searcher: &Searcher, slots: &Slots, address: DocAddress) -> tantivy::Result<String> {
    let reader = searcher.segment_reader(address.segment_ord);
    let mut id = String::new();
    if let Some(ids) = reader.fast_fields().str(reader.schema().get_field_name(slots.id))?
        && let Some(number) = ids.ords().first(address.doc_id)
    {
        ids.ord_to_str(number, &mut id)?;
    }
    Ok(id)
}

/// The document of the article with this id.
pub fn find_article(
    searcher: &Searcher,
    slots: &Slots,
    id: &str,
) -> tantivy::Result<Option<DocAddress>> {
    let id = TermQuery::new(Term::from_field_text(slots.id, id), IndexRecordOption::Basic);
    find(searcher, slots, ARTICLE, Box::new(id))
}

/// The document of the quotation with this key. Keys are a column and not indexed: all are looked at,
/// which takes less time than a person notices and saves a term for each quotation.
pub fn find_quote(
    searcher: &Searcher,
    slots: &Slots,
    key: u64,
) -> tantivy::Result<Option<DocAddress>> {
    let bound = || Bound::Included(Term::from_field_u64(slots.key, key));
    find(searcher, slots, QUOTE, Box::new(RangeQuery::new(bound(), bound())))
}

/// A document of a unit that matches.
fn find(
    searcher: &Searcher,
    slots: &Slots,
    unit: &str,
    query: Box<dyn Query>,
) -> tantivy::Result<Option<DocAddress>> {
    let unit = TermQuery::new(unit_term(slots, unit), IndexRecordOption::Basic);
    let both = BooleanQuery::intersection(vec![query, Box::new(unit)]);
    Ok(searcher.search(&both, &DocSetCollector)?.into_iter().next())
}
