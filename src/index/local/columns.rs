//! The columns and articles that every search reads, opened once for each segment, and what follows from
//! them.

use tantivy::{DocId, SegmentReader, columnar::Column, schema::Field as Slot};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{articles::Articles, schema::Slots};

/// The columns of one segment.
#[derive(Clone)]
pub struct Columns {
    /// The keys of documents.
    pub keys: Column<u64>,
    /// What is stored of articles.
    pub articles: Articles,
    /// The first days on which they may have been published.
    pub first_days: Column<u64>,
    fingerprints: Column<u64>,
    /// Of articles alone.
    families: Column<u64>,
    to_article: ArticleColumn,
}

impl Columns {
    /// Opens the columns of a segment.
    pub fn open(reader: &SegmentReader, slots: &Slots) -> tantivy::Result<Columns> {
        let column = |slot: Slot| reader.fast_fields().u64(reader.schema().get_field_name(slot));
        Ok(Columns {
            keys: column(slots.key)?,
            articles: Articles::open(reader)?,
            first_days: column(slots.first_day)?,
            fingerprints: column(slots.fingerprint)?,
            families: column(slots.family)?,
            to_article: ArticleColumn::open(reader, slots)?,
        })
    }

    /// The document of the article that a document belongs to.
    pub fn article_of(&self, doc: DocId) -> DocId {
        self.to_article.of(doc)
    }

    /// The family of an article or quotation: what is nearly the same has the same number. Of
    /// quotations these are the same words in articles of one family.
    pub fn family(&self, doc: DocId) -> Option<u64> {
        let article = self.to_article.of(doc);
        let family = self.families.first(article)?;
        if article == doc {
            return Some(family);
        }
        let fingerprint = self.fingerprints.first(doc)?;
        Some(xxh3_64_with_seed(&fingerprint.to_le_bytes(), family))
    }
}

/// The way from a quotation to its article, which stands after it, in one segment.
#[derive(Clone)]
pub struct ArticleColumn(Column<u64>);

impl ArticleColumn {
    /// Opens the column of a segment.
    pub fn open(reader: &SegmentReader, slots: &Slots) -> tantivy::Result<ArticleColumn> {
        let name = reader.schema().get_field_name(slots.to_article);
        Ok(ArticleColumn(reader.fast_fields().u64(name)?))
    }

    /// The document of the article: of an article the same, and where a damaged column leads out of the
    /// segment.
    pub fn of(&self, doc: DocId) -> DocId {
        let article = u64::from(doc).saturating_add(self.0.first(doc).unwrap_or(0));
        let known = u64::from(self.0.num_docs());
        DocId::try_from(article).ok().filter(|_| article < known).unwrap_or(doc)
    }
}

/// The keys of the articles that documents belong to, in one segment.
pub struct ArticleKeys {
    keys: Column<u64>,
    to_article: ArticleColumn,
}

impl ArticleKeys {
    /// Opens the columns of a segment.
    pub fn open(reader: &SegmentReader, slots: &Slots) -> tantivy::Result<ArticleKeys> {
        let keys = reader.fast_fields().u64(reader.schema().get_field_name(slots.key))?;
        Ok(ArticleKeys { keys, to_article: ArticleColumn::open(reader, slots)? })
    }

    /// The key of the article of a document.
    pub fn of(&self, doc: DocId) -> Option<u64> {
        self.keys.first(self.to_article.of(doc))
    }
}
