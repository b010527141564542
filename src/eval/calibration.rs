//! Whether quotations are right as often as their confidence says.
//!
//! A quotation is right if its content is found and its speaker is told: by name where gold has a
//! name, else by mention. Bins and the expected calibration error (the mean distance between
//! confidence and share right, bins weighted by their quotations) are over quotations that were
//! given to somebody; how often those given to nobody are right stands among the classes, without
//! an error, since they claim nothing.

use std::ops::AddAssign;

use serde::Serialize;

use super::{
    Accuracy,
    alignment::{Alignment, Scope},
    gold::{Annotated, Annotation, Quotation},
};
use crate::extract::Attribution;

/// So many bins are between 0 and 1.
const BINS: usize = 10;

/// What was counted, over any number of articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    stated: Bins,
    inferred: Bins,
    unattributed: Bins,
    without: usize,
}

/// The figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The bins that hold anything, the most confident first.
    pub bins: Vec<Row>,
    /// Each class.
    pub classes: Vec<Row>,
    /// All quotations that were given to somebody.
    pub attributed: Row,
    /// How many predictions are left out because they have no confidence or no class.
    pub without: usize,
}

/// Quotations of one bin or class.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The bounds of the bin, or the name of the class.
    pub name: String,
    /// How many there are.
    pub quotes: usize,
    /// Their mean confidence, if there are any.
    pub confidence: Option<f64>,
    /// The share that is right, if there are any.
    pub right: Option<f64>,
    /// The expected calibration error, if anything is claimed.
    pub error: Option<f64>,
}

/// From the least confident to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bins([Bin; BINS]);

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bin {
    right: Accuracy,
    /// The sum of their confidences.
    confidence: f64,
}

impl Tally {
    /// Counts one article.
    pub fn add(&mut self, article: &Annotated, predicted: &Annotation, scope: &Scope) {
        let alignment = Alignment::new(article, predicted, scope);
        for (predicted, gold) in alignment.predicted() {
            let Quotation { attribution, confidence, .. } = *predicted.quotation;
            let is_right = gold.is_some_and(|gold| gold.is_told_by(predicted));
            match attribution.zip(confidence) {
                Some((class, confidence)) => self.of(class).add(confidence, is_right),
                None => self.without += 1,
            }
        }
    }

    /// The figures.
    pub fn report(&self) -> Report {
        let mut attributed = self.stated;
        attributed += self.inferred;
        let unattributed = self.unattributed.row(Attribution::Unattributed.name());
        let classes = vec![
            self.stated.row(Attribution::Stated.name()),
            self.inferred.row(Attribution::Inferred.name()),
            Row { error: None, ..unattributed },
        ];
        Report {
            bins: attributed.rows(),
            classes,
            attributed: attributed.row("attributed"),
            without: self.without,
        }
    }

    fn of(&mut self, class: Attribution) -> &mut Bins {
        match class {
            Attribution::Stated => &mut self.stated,
            Attribution::Inferred => &mut self.inferred,
            Attribution::Unattributed => &mut self.unattributed,
        }
    }
}

impl Bins {
    fn add(&mut self, confidence: f64, is_right: bool) {
        let bin = (confidence * BINS as f64) as usize;
        let bin = &mut self.0[bin.min(BINS - 1)];
        bin.confidence += confidence;
        bin.right.add(is_right);
    }

    /// A row for each bin that holds anything, the most confident first.
    fn rows(&self) -> Vec<Row> {
        let bound = |place: usize| place as f64 / BINS as f64;
        let filled = self.0.iter().enumerate().rev().filter(|(_, bin)| bin.right.of > 0);
        let rows = filled.map(|(place, bin)| {
            bin.row(format!("{:.1}-{:.1}", bound(place), bound(place + 1)), bin.distance())
        });
        rows.collect()
    }

    /// All bins as one row.
    fn row(&self, name: &str) -> Row {
        let mut sum = Bin::default();
        let mut distance = 0.0;
        for bin in self.0 {
            sum += bin;
            distance += bin.distance().unwrap_or_default() * bin.right.of as f64;
        }
        sum.row(name.to_owned(), (sum.right.of > 0).then(|| distance / sum.right.of as f64))
    }
}

impl AddAssign for Bins {
    fn add_assign(&mut self, other: Bins) {
        for (bin, other) in self.0.iter_mut().zip(other.0) {
            *bin += other;
        }
    }
}

impl Bin {
    fn mean(&self) -> Option<f64> {
        (self.right.of > 0).then(|| self.confidence / self.right.of as f64)
    }

    /// How far the mean confidence is from the share that is right.
    fn distance(&self) -> Option<f64> {
        Some((self.mean()? - self.right.share()?).abs())
    }

    fn row(&self, name: String, error: Option<f64>) -> Row {
        let Bin { right, .. } = self;
        Row { name, quotes: right.of, confidence: self.mean(), right: right.share(), error }
    }
}

impl AddAssign for Bin {
    fn add_assign(&mut self, other: Bin) {
        self.right += other.right;
        self.confidence += other.confidence;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::{read, read_predictions};

    #[test]
    fn bins_classes_and_their_error() {
        let text = "one two three four five";
        let quote = |word: usize, name: &str, class: &str, confidence: f64| {
            let start = text.match_indices(' ').map(|it| it.0 + 1).nth(word).unwrap_or(0);
            serde_json::json!({"content": [[start, start + 3]], "speaker_canonical": name,
                "attribution": class, "confidence": confidence})
        };
        let line = |quotes: Vec<serde_json::Value>| {
            serde_json::json!({"id": "1", "text": text, "quotes": quotes}).to_string()
        };
        let gold = [0, 1, 2, 3].map(|word| quote(word, "Ann Doe", "stated", 1.0));
        let gold = read(&line(gold.to_vec())).unwrap();
        let predicted = vec![
            quote(0, "Doe", "stated", 1.0),
            quote(1, "Roe", "stated", 0.9),
            quote(2, "Doe", "inferred", 0.7),
            quote(3, "", "unattributed", 0.0),
            serde_json::json!({"content": [[0, 3]]}),
        ];
        let predicted = read_predictions(&line(predicted), &gold).unwrap();
        let mut tally = Tally::default();
        tally.add(&gold[0], &predicted.annotations[0], &Scope::default());
        let report = tally.report();
        assert_eq!(report.without, 1);
        let shown = |row: &Row| {
            let shown = [row.confidence, row.right, row.error]
                .map(|it| it.map_or("-".to_owned(), |it| format!("{it:.2}")));
            format!("{} {} {}", row.name, row.quotes, shown.join(" "))
        };
        let rows = report.bins.iter().chain(&report.classes).chain([&report.attributed]);
        let rows: Vec<String> = rows.map(shown).collect();
        assert_eq!(
            rows,
            [
                "0.9-1.0 2 0.95 0.50 0.45",
                "0.7-0.8 1 0.70 1.00 0.30",
                "stated 2 0.95 0.50 0.45",
                "inferred 1 0.70 1.00 0.30",
                "unattributed 1 0.00 0.00 -",
                "attributed 3 0.87 0.67 0.40",
            ]
        );
    }
}
