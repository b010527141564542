//! Gold data against predictions: measures of extraction and of ranking.
//!
//! `gold` reads annotated articles and turns an extraction into the same shape; `quotes` scores
//! quotations, `ranking` result lists. `words` and `names` say what counts as the same word and the
//! same person.
//!
//! Invariant: every function here is pure; files are read and tables printed by the callers.

pub mod gold;
mod names;
pub mod quotes;
pub mod ranking;
mod words;

use serde::Serialize;

/// How much of what was predicted is right, and how much of what is right was predicted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Measure {
    /// The share of the predictions that are right.
    pub precision: f64,
    /// The share of the gold that was found.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

impl Measure {
    /// The measure of two shares; nothing of nothing is 0.
    fn new((right, predicted): (usize, usize), (found, gold): (usize, usize)) -> Measure {
        let precision = share(right, predicted);
        let recall = share(found, gold);
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Measure { precision, recall, f1 }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
