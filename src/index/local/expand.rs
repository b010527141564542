//! The terms of an index that a word of a query stands for.

use std::collections::BTreeSet;

use tantivy::{Searcher, Term, schema::Field as Slot};

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
    if let Sought::Term(term) = sought {
        return Ok(vec![Term::from_field_text(slot, term)]);
    }
    let mut terms = BTreeSet::new();
    let prefix = sought.prefix();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(slot).map_err(Refused::Engine)?;
        let range = index.terms().range().ge(prefix.as_bytes());
        let mut stream = range.into_stream().map_err(|error| Refused::Engine(error.into()))?;
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            if !term.starts_with(&prefix) {
                break;
            }
            if sought.matches(term) && !terms.contains(term) {
                if terms.len() == most {
                    return Err(Refused::TooMany);
                }
                terms.insert(term.to_owned());
            }
        }
    }
    Ok(terms.iter().map(|term| Term::from_field_text(slot, term)).collect())
}
