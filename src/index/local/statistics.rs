//! How many documents there are to score against: articles alone, or quotations alone.
//!
//! The engine counts all documents of an index, and with many quotations an article that makes
//! every idf and length norm wrong. Fields of articles and of quotations are different slots, so
//! only the number of documents has to be set right.

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use tantivy::{Searcher, Term, query::Bm25StatisticsProvider, schema::Field as Slot};

use super::schema::Slots;

/// The statistics of one kind of document, during one search.
pub struct Statistics<'s> {
    searcher: &'s Searcher,
    documents: u64,
    /// What was asked for: a search asks more than once.
    frequencies: RefCell<FxHashMap<Term, u64>>,
}

impl<'s> Statistics<'s> {
    /// The statistics of the documents of a unit, `ARTICLE` or `QUOTE`.
    pub fn new(searcher: &'s Searcher, slots: &Slots, unit: &str) -> tantivy::Result<Self> {
        let documents = searcher.doc_freq(&unit_term(slots, unit))?;
        Ok(Statistics { searcher, documents, frequencies: RefCell::default() })
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
        if let Some(&known) = self.frequencies.borrow().get(term) {
            return Ok(known);
        }
        let frequency = self.searcher.doc_freq(term)?;
        self.frequencies.borrow_mut().insert(term.clone(), frequency);
        Ok(frequency)
    }
}
