//! Sources, cues and contents as contiguous pieces (CofeNet, tables 6 and 7): how many are exactly
//! right, and how many begin at the right word.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use serde::Serialize;

use super::{
    Measure,
    gold::{Annotated, Annotation, Quotation},
    words::Words,
};
use crate::text::Span;

/// What was counted, over any number of articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Segments {
    source: Counts,
    cue: Counts,
    content: Counts,
}

/// The measures of the pieces.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct SegmentScores {
    #[serde(rename = "source exact")]
    pub source_exact: Measure,
    #[serde(rename = "source begin")]
    pub source_begin: Measure,
    #[serde(rename = "cue exact")]
    pub cue_exact: Measure,
    #[serde(rename = "cue begin")]
    pub cue_begin: Measure,
    #[serde(rename = "content exact")]
    pub content_exact: Measure,
    #[serde(rename = "content begin")]
    pub content_begin: Measure,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    gold: usize,
    predicted: usize,
    exact: usize,
    begin: usize,
}

impl Segments {
    pub(super) fn new(article: &Annotated, predicted: &Annotation) -> Segments {
        let words = Words::new(&article.text);
        let count = |part: fn(&Quotation) -> &[Span]| {
            let pieces = |annotation: &Annotation| {
                let spans = annotation.quotations.iter().flat_map(part);
                pieces(&article.text, &words, spans.copied())
            };
            Counts::new(&pieces(&article.annotation), &pieces(predicted))
        };
        Segments {
            source: count(|quotation| &quotation.source),
            cue: count(|quotation| &quotation.cue),
            content: count(|quotation| &quotation.content),
        }
    }

    pub(super) fn scores(self) -> SegmentScores {
        let Segments { source, cue, content } = self;
        SegmentScores {
            source_exact: source.measure(source.exact),
            source_begin: source.measure(source.begin),
            cue_exact: cue.measure(cue.exact),
            cue_begin: cue.measure(cue.begin),
            content_exact: content.measure(content.exact),
            content_begin: content.measure(content.begin),
        }
    }
}

impl AddAssign for Segments {
    fn add_assign(&mut self, other: Segments) {
        self.source += other.source;
        self.cue += other.cue;
        self.content += other.content;
    }
}

impl Counts {
    fn new(gold: &BTreeSet<Piece>, predicted: &BTreeSet<Piece>) -> Counts {
        let begins = |pieces: &BTreeSet<Piece>| -> BTreeSet<usize> {
            pieces.iter().map(|(first, _)| *first).collect()
        };
        Counts {
            gold: gold.len(),
            predicted: predicted.len(),
            exact: gold.intersection(predicted).count(),
            begin: begins(gold).intersection(&begins(predicted)).count(),
        }
    }

    fn measure(self, right: usize) -> Measure {
        Measure::of_anything((right, self.predicted), (right, self.gold))
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.exact += other.exact;
        self.begin += other.begin;
    }
}

/// The first and last word of a piece.
type Piece = (usize, usize);

/// The pieces of spans, cut at line breaks.
fn pieces(text: &str, words: &Words<'_>, spans: impl Iterator<Item = Span>) -> BTreeSet<Piece> {
    let mut pieces = BTreeSet::new();
    for span in spans {
        let mut start = span.start();
        for line in span.of(text).split('\n') {
            let end = start + line.len();
            let touched = Span::new(text, start..end).filter(|line| !line.is_empty());
            let touched = touched.map(|line| words.touched(&[line])).unwrap_or_default();
            pieces.extend(touched.first().copied().zip(touched.last().copied()));
            start = end + 1;
        }
    }
    pieces
}
