//! Quotations by the characters they cover (GenderGapTracker): a gold quotation is found if the best
//! prediction that is left covers more than a share of it; its speaker is right if the sources
//! overlap, or both have none.

use std::ops::AddAssign;

use serde::{Serialize, Serializer};

use super::{
    Measure,
    gold::{Annotated, Annotation},
    share,
};
use crate::text::Span;

/// What was counted, over any number of articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    loose: Counts,
    strict: Counts,
}

/// The measures at both thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CoverageScores {
    /// More than 0.3 of the characters.
    #[serde(rename = "0.3")]
    pub loose: Covered,
    /// More than 0.8 of the characters.
    #[serde(rename = "0.8")]
    pub strict: Covered,
}

/// The measures at one threshold. Written as `[precision, recall, f1, speaker]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Covered {
    /// Of quotations.
    pub quotations: Measure,
    /// The share of those found whose speaker is right.
    pub speaker: f64,
}

impl Serialize for Covered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Measure { precision, recall, f1 } = self.quotations;
        [precision, recall, f1, self.speaker].serialize(serializer)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    gold: usize,
    predicted: usize,
    found: usize,
    speakers: usize,
}

impl Coverage {
    pub(super) fn new(article: &Annotated, predicted: &Annotation) -> Coverage {
        let count = |threshold| Counts::new(article, predicted, threshold);
        Coverage { loose: count(0.3), strict: count(0.8) }
    }

    pub(super) fn scores(self) -> CoverageScores {
        CoverageScores { loose: self.loose.covered(), strict: self.strict.covered() }
    }
}

impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Coverage) {
        self.loose += other.loose;
        self.strict += other.strict;
    }
}

impl Counts {
    fn new(article: &Annotated, predicted: &Annotation, threshold: f64) -> Counts {
        let text = &article.text;
        let (gold, predicted) = (&article.annotation.quotations, &predicted.quotations);
        let mut counts =
            Counts { gold: gold.len(), predicted: predicted.len(), ..Counts::default() };
        let mut left: Vec<_> =
            predicted.iter().map(|it| (union(&it.content), union(&it.source))).collect();
        for quotation in gold {
            let (content, source) = (union(&quotation.content), union(&quotation.source));
            let length = common(text, &content, &content) as f64;
            let covered = left.iter().map(|(it, _)| common(text, &content, it) as f64 / length);
            let best = covered.enumerate().reduce(|a, b| if b.1 > a.1 { b } else { a });
            if let Some((place, _)) = best.filter(|(_, share)| *share > threshold) {
                let (_, found) = left.remove(place);
                counts.found += 1;
                let is_right =
                    common(text, &source, &found) > 0 || source.is_empty() && found.is_empty();
                counts.speakers += usize::from(is_right);
            }
        }
        counts
    }

    fn covered(self) -> Covered {
        let found = self.found;
        Covered {
            quotations: Measure::of_anything((found, self.predicted), (found, self.gold)),
            speaker: share(self.speakers, found),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.found += other.found;
        self.speakers += other.speakers;
    }
}

/// The same bytes in ascending spans that do not overlap; none of them is empty.
fn union(spans: &[Span]) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.iter().copied().filter(|span| !span.is_empty()).collect();
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let touch = last.distance(*next) == 0;
        if touch {
            *last = last.hull(*next);
        }
        touch
    });
    spans
}

/// The number of characters in both of two unions.
fn common(text: &str, a: &[Span], b: &[Span]) -> usize {
    let mut count = 0;
    for x in a {
        for y in b.iter().filter(|y| x.overlaps(**y)) {
            let range = x.start().max(y.start())..x.end().min(y.end());
            count += text.get(range).map_or(0, |shared| shared.chars().count());
        }
    }
    count
}
