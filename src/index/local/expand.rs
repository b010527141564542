//! The terms of an index that a word of a query stands for.

use std::collections::BTreeSet;

use tantivy::{Searcher, Term, schema::Field as Slot};

use super::dictionary::each_word;
use crate::analyze::Sought;

/// A word with wildcards, a fuzzy word or a regular expression may stand for so many terms of a field,
/// and all of them in one query for so many.
pub const MOST_TERMS: usize = 10_000;

/// Why a word has no terms.
#[derive(Debug)]
pub enum Refused {
    /// It stands for more than [`MOST_TERMS`].
    TooMany,
    /// The engine failed.
    Engine(tantivy::TantivyError),
}

/// The terms of a field that are meant, at most `most`, in order, each once. Nothing is left out in
/// silence.
pub fn expand(
    searcher: &Searcher,
    slot: Slot,
    sought: &Sought,
    most: usize,
) -> Result<Vec<Term>, Refused> {
    if let Some(term) = sought.term() {
        return Ok(vec![Term::from_field_text(slot, term)]);
    }
    let mut terms = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(slot).map_err(Refused::Engine)?;
        let add = |term: &str, _| {
            if !terms.contains(term) {
                terms.insert(term.to_owned());
            }
            terms.len() <= most
        };
        each_word(&index, slot, sought, add).map_err(Refused::Engine)?;
        if terms.len() > most {
            return Err(Refused::TooMany);
        }
    }
    Ok(terms.iter().map(|term| Term::from_field_text(slot, term)).collect())
}
