//! Gold data against predictions: measures of extraction and of ranking.
//!
//! `gold` reads annotated articles and turns an extraction into the same shape. `quotes` scores
//! quotations: `alignment` pairs them, by `words` and `speaker`; `speech` knows which words announce
//! speech; `segments` and `coverage` are two measures of other people; `mistakes` says what is wrong with
//! each; `calibration` asks whether they are right as often as their confidence says. `names` scores
//! names, `ranking` result lists.
//!
//! Invariant: every function here is pure; files are read and tables printed by the callers.

mod alignment;
pub mod calibration;
mod coverage;
pub mod gold;
pub mod mistakes;
pub mod names;
pub mod quotes;
pub mod ranking;
mod segments;
mod speaker;
mod speech;
mod words;

use std::ops::AddAssign;

use serde::Serialize;

/// How much of what was predicted is right, and how much of what is right was predicted. Written as
/// `[precision, recall, f1]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(into = "[f64; 3]")]
pub struct Measure {
    /// The share of the predictions that are right.
    pub precision: f64,
    /// The share of the gold that was found.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

impl Measure {
    /// The measure of two counts, each a part and the whole; nothing of nothing is 0.
    fn new(predicted: (usize, usize), gold: (usize, usize)) -> Measure {
        Measure::of_shares(share(predicted.0, predicted.1), share(gold.0, gold.1))
    }

    /// The same, but to predict nothing is precise, and of nothing all is found.
    fn of_anything(predicted: (usize, usize), gold: (usize, usize)) -> Measure {
        let is_empty = gold.1 == 0;
        let precision =
            if predicted.1 == 0 && is_empty { 1.0 } else { share(predicted.0, predicted.1) };
        let recall = if is_empty { 1.0 } else { share(gold.0, gold.1) };
        Measure::of_shares(precision, recall)
    }

    fn of_shares(precision: f64, recall: f64) -> Measure {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Measure { precision, recall, f1 }
    }
}

impl From<Measure> for [f64; 3] {
    fn from(measure: Measure) -> [f64; 3] {
        [measure.precision, measure.recall, measure.f1]
    }
}

/// How many of those asked are right. Written as `[share, asked]`, the share of nothing `null`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "(Option<f64>, usize)")]
pub struct Accuracy {
    /// How many are right.
    pub right: usize,
    /// How many there are.
    pub of: usize,
}

impl Accuracy {
    /// The share that is right, if there are any.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| share(self.right, self.of))
    }

    fn add(&mut self, is_right: bool) {
        self.right += usize::from(is_right);
        self.of += 1;
    }
}

impl AddAssign for Accuracy {
    fn add_assign(&mut self, other: Accuracy) {
        self.right += other.right;
        self.of += other.of;
    }
}

impl From<Accuracy> for (Option<f64>, usize) {
    fn from(accuracy: Accuracy) -> (Option<f64>, usize) {
        (accuracy.share(), accuracy.of)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
