//! How many documents there are to score against: articles alone, or quotations alone.
//!
//! The engine counts all documents of an index, and with many quotations an article that makes
//! every idf and length norm wrong. Fields of articles and of quotations are different slots, so
//! only the number of documents has to be set right.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::{Searcher, Term, query::Bm25StatisticsProvider, schema::Field as Slot};

use super::{schema::Slots, word::Meant};

/// The numbers of so many terms are remembered; they take about 10 MB.
const REMEMBERED: usize = 100_000;

/// The numbers of documents that have terms, of one commit: a search asks for one more than once, other
/// searches ask again, and for a stem two lists have to be read.
#[derive(Debug, Default)]
pub struct Frequencies(Mutex<FxHashMap<Term, u64>>);

impl Frequencies {
    /// The number of documents that have a term, of a stem those with any form of it.
    pub fn of(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&documents) = known().get(term) {
            return Ok(documents);
        }
        let documents = Meant::new(vec![term.clone()]).documents(searcher)?;
        let mut known = known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(term.clone(), documents);
        Ok(documents)
    }
}

/// The statistics of one kind of document, during one search.
pub struct Statistics<'s> {
    searcher: &'s Searcher,
    documents: u64,
    frequencies: Arc<Frequencies>,
}

impl<'s> Statistics<'s> {
    /// The statistics of the documents of a unit, `ARTICLE` or `QUOTE`.
    pub fn new(
        searcher: &'s Searcher,
        slots: &Slots,
        unit: &str,
        frequencies: &Arc<Frequencies>,
    ) -> tantivy::Result<Self> {
        let documents = searcher.doc_freq(&unit_term(slots, unit))?;
        Ok(Statistics { searcher, documents, frequencies: Arc::clone(frequencies) })
    }
}

impl Statistics<'_> {
    /// How many documents there are.
    pub fn documents(&self) -> u64 {
        self.documents
    }
}

/// The term that all documents of a unit have.
pub fn unit_term(slots: &Slots, unit: &str) -> Term {
    Term::from_field_text(slots.unit, unit)
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, slot: Slot) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(slot)
    }

    /// Never zero, since an average is taken by it.
    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents.max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.frequencies.of(self.searcher, term)
    }
}
