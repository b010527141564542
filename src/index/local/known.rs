//! What an index holds already, by the input it was made of: how a second run knows what is new.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher};

use super::{schema::Slots, stored};

/// Where the id of an article comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It came with the article: the same id is the same article.
    Given,
    /// It is a path below the folder with this hash: the same path below another folder is
    /// another article.
    Path(u64),
}

impl Origin {
    /// As a number in a column; zero is given.
    pub fn number(self) -> u64 {
        match self {
            Origin::Given => 0,
            Origin::Path(root) => root.max(1),
        }
    }

    /// The origin with this number.
    pub fn from_number(number: u64) -> Origin {
        if number == 0 { Origin::Given } else { Origin::Path(number) }
    }
}

/// The articles that an index holds, by the records they were made of.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Hashes of records with the keys of their articles.
    records: FxHashSet<(u64, u64)>,
    /// The keys of articles that brought their id, by the hash of their record.
    given: FxHashMap<u64, u64>,
    /// The origin of the id of each article, by its key.
    origins: FxHashMap<u64, u64>,
}

impl Known {
    /// The key of the article that was made of the record with this hash, if it is still there.
    /// Without an id of its own, it must be the article with the key `default_key`.
    pub fn unchanged(&self, record: u64, default_key: u64) -> Option<u64> {
        let by_path = self.records.contains(&(record, default_key)).then_some(default_key);
        by_path.or_else(|| self.given.get(&record).copied())
    }

    /// Whether there is an article with this key.
    pub fn has(&self, key: u64) -> bool {
        self.origins.contains_key(&key)
    }

    /// Whether the id of `key` was made in another folder: two articles, not two versions of one.
    pub fn is_foreign(&self, key: u64, origin: Origin) -> bool {
        self.origins.get(&key).is_some_and(|&own| own != origin.number())
    }

    fn add(&mut self, key: u64, record: u64, origin: u64) {
        self.records.insert((record, key));
        self.origins.insert(key, origin);
        if origin == Origin::Given.number() {
            self.given.insert(record, key);
        }
    }
}

/// The articles of an index by their input records.
pub fn known(index: &Index, slots: &Slots) -> tantivy::Result<Known> {
    let mut known = Known::default();
    for segment in searcher(index)?.segment_readers() {
        let column = |slot| segment.fast_fields().u64(segment.schema().get_field_name(slot));
        let (keys, records, roots) =
            (column(slots.key)?, column(slots.record)?, column(slots.root)?);
        for doc in segment.doc_ids_alive() {
            if let (Some(key), Some(record)) = (keys.first(doc), records.first(doc)) {
                known.add(key, record, roots.first(doc).unwrap_or(0));
            }
        }
    }
    Ok(known)
}

/// The ids of the articles of an index whose keys are meant.
pub fn ids(
    index: &Index,
    slots: &Slots,
    is_meant: impl Fn(u64) -> bool,
) -> tantivy::Result<Vec<String>> {
    let searcher = searcher(index)?;
    let mut ids = Vec::new();
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let column = |slot| segment.fast_fields().u64(segment.schema().get_field_name(slot));
        let (keys, quotes) = (column(slots.key)?, column(slots.quotes)?);
        let is_article = |doc| quotes.first(doc).is_some();
        for doc in segment.doc_ids_alive().filter(|&doc| is_article(doc)) {
            if keys.first(doc).is_some_and(&is_meant) {
                ids.push(stored::id(&searcher, slots, DocAddress::new(number as u32, doc))?);
            }
        }
    }
    Ok(ids)
}

fn searcher(index: &Index) -> tantivy::Result<Searcher> {
    let reader: IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}
