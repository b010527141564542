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
    to_article: Column<u64>,
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
            to_article: column(slots.to_article)?,
        })
    }

    /// The family of an article or quotation: what is nearly the same has the same number. Of
    /// quotations these are the same words in articles of one family.
    pub fn family(&self, doc: DocId) -> Option<u64> {
        let distance = self.to_article.first(doc);
        let family = self.families.first(doc + distance.unwrap_or(0) as DocId)?;
        if distance.is_none() {
            return Some(family);
        }
        let fingerprint = self.fingerprints.first(doc)?;
        Some(xxh3_64_with_seed(&fingerprint.to_le_bytes(), family))
    }
}

/// The keys of the articles that documents belong to, in one segment.
pub struct ArticleKeys {
    keys: Column<u64>,
    to_article: Column<u64>,
}

impl ArticleKeys {
    /// Opens the columns of a segment.
    pub fn open(reader: &SegmentReader, slots: &Slots) -> tantivy::Result<ArticleKeys> {
        let column = |slot: Slot| reader.fast_fields().u64(reader.schema().get_field_name(slot));
        Ok(ArticleKeys { keys: column(slots.key)?, to_article: column(slots.to_article)? })
    }

    /// The key of the article of a document.
    pub fn of(&self, doc: DocId) -> Option<u64> {
        self.keys.first(doc + self.to_article.first(doc).unwrap_or(0) as DocId)
    }
}
