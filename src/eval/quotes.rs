//! Scores quotations: which were found, and whose they are.
//!
//! `alignment` says which prediction is which gold quotation; here is counted. Recall is over the
//! gold of a kind, precision over the predictions of a kind. Besides, over all that a file has,
//! whatever the scope: `segments` and `coverage`.

use std::ops::AddAssign;

use serde::Serialize;

use super::{
    Accuracy, Measure,
    alignment::{Alignment, Item},
    coverage::Coverage,
    gold::{Annotated, Annotation},
    segments::Segments,
    share,
    words::shared,
};
pub use super::{
    alignment::Scope,
    coverage::{CoverageScores, Covered},
    segments::SegmentScores,
};
use crate::{
    extract::{Attribution, Kind},
    text::Span,
};

/// What was counted, over any number of articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    direct: Counts,
    mixed: Counts,
    indirect: Counts,
    segments: Segments,
    coverage: Coverage,
}

/// The figures of each kind, of all, and of whole files.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Of direct quotations, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct: Option<Scores>,
    /// Of mixed quotations, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixed: Option<Scores>,
    /// Of indirect quotations, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indirect: Option<Scores>,
    /// Of all quotations.
    pub all: Whole,
}

/// The figures of all quotations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Whole {
    /// Those that kinds have too.
    #[serde(flatten)]
    pub scores: Scores,
    /// Contiguous pieces, exact and begin.
    pub segments: SegmentScores,
    /// Characters covered.
    #[serde(rename = "ggt")]
    pub coverage: CoverageScores,
}

/// The figures of one kind of quotation, or of all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Quotations in the gold data.
    pub gold: usize,
    /// Quotations predicted.
    #[serde(rename = "pred")]
    pub predicted: usize,
    /// Found with the same words.
    pub exact: Measure,
    /// Found with the same characters.
    pub chars: Measure,
    /// Found with at least half of the words.
    pub overlap: Measure,
    /// Found, with the right speaker.
    #[serde(rename = "e2e")]
    pub end_to_end: Measure,
    /// The mean share of words covered of each quotation (Pareti et al. 2013, "partial").
    pub soft: Measure,
    /// The share of all words covered (Citron, "overlap").
    #[serde(rename = "citron")]
    pub pooled: Measure,
    /// Of those found that have a source: the speaker is right.
    #[serde(rename = "speaker_acc")]
    pub speaker: Accuracy,
    /// … a word of the source is shared.
    #[serde(rename = "source_overlap_acc")]
    pub source_overlap: Accuracy,
    /// … all words of the source are shared.
    #[serde(rename = "source_exact_acc")]
    pub source_exact: Accuracy,
    /// Of those found that have neither source nor name: nor has the prediction.
    #[serde(rename = "no_source_acc")]
    pub no_source: Accuracy,
    /// Of those found that have a name: the last name is the same.
    #[serde(rename = "name_acc")]
    pub name: Accuracy,
    /// Of those found that have a cue: a word of the cue is shared.
    #[serde(rename = "cue_overlap_acc")]
    pub cue_overlap: Accuracy,
    /// Found, with the right name: only quotations with a name count, and predictions that name
    /// somebody. `None` if gold has no names.
    #[serde(rename = "e2e-name")]
    pub by_name: Option<Measure>,
    /// Of the predictions of class stated: found, and the speaker right by name where gold has one,
    /// else by mention.
    #[serde(rename = "stated_acc")]
    pub stated: Accuracy,
}

impl Tally {
    /// Counts one article.
    pub fn add(&mut self, article: &Annotated, predicted: &Annotation, scope: &Scope) {
        self.segments += Segments::new(article, predicted);
        self.coverage += Coverage::new(article, predicted);
        let alignment = Alignment::new(article, predicted, scope);
        let predicted: Vec<&Item> = alignment.predicted().map(|(item, _)| item).collect();
        let covered = Cover::new(predicted.iter().copied());
        for (gold, predicted) in alignment.gold() {
            let counts = self.of(gold.kind());
            counts.gold.add(gold, &covered);
            if let Some(predicted) = predicted {
                counts.gold.right += Right::new(gold, predicted);
                counts.found.add(gold, predicted);
            }
        }
        let covered = Cover::new(alignment.all_gold());
        for (predicted, gold) in alignment.predicted() {
            let counts = self.of(predicted.kind());
            counts.predicted.add(predicted, &covered);
            if let Some(gold) = gold {
                let mut right = Right::new(gold, predicted);
                right.by_name *= usize::from(predicted.has_name());
                counts.predicted.right += right;
            }
            if predicted.quotation.attribution == Some(Attribution::Stated) {
                counts.stated.add(gold.is_some_and(|gold| gold.is_told_by(predicted)));
            }
        }
    }

    /// The figures.
    pub fn report(&self) -> Report {
        let kind = |counts: Counts| (!counts.is_empty()).then(|| counts.scores());
        let mut all = self.direct;
        all += self.mixed;
        all += self.indirect;
        Report {
            direct: kind(self.direct),
            mixed: kind(self.mixed),
            indirect: kind(self.indirect),
            all: Whole {
                scores: all.scores(),
                segments: self.segments.scores(),
                coverage: self.coverage.scores(),
            },
        }
    }

    fn of(&mut self, kind: Kind) -> &mut Counts {
        match kind {
            Kind::Direct => &mut self.direct,
            Kind::Mixed => &mut self.mixed,
            Kind::Indirect => &mut self.indirect,
        }
    }
}

impl Report {
    /// The rows of the table: the kinds that there are, and all.
    pub fn rows(&self) -> Vec<(&'static str, &Scores)> {
        let kinds = [
            (Kind::Direct.name(), self.direct.as_ref()),
            (Kind::Mixed.name(), self.mixed.as_ref()),
            (Kind::Indirect.name(), self.indirect.as_ref()),
            ("all", Some(&self.all.scores)),
        ];
        kinds.into_iter().filter_map(|(name, scores)| Some((name, scores?))).collect()
    }
}

/// Which words of an article are covered by some quotation.
struct Cover(Vec<bool>);

impl Cover {
    fn new<'i, 'q: 'i>(items: impl IntoIterator<Item = &'i Item<'q>>) -> Cover {
        let mut covered = Vec::new();
        for &word in items.into_iter().flat_map(|item| &item.content) {
            if covered.len() <= word {
                covered.resize(word + 1, false);
            }
            covered[word] = true;
        }
        Cover(covered)
    }

    fn count(&self, words: &[usize]) -> usize {
        words.iter().filter(|word| self.0.get(**word) == Some(&true)).count()
    }
}

/// What was counted of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counts {
    gold: Side,
    predicted: Side,
    found: Found,
    stated: Accuracy,
}

/// One side of a measure: gold for recall, predictions for precision.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Side {
    quotations: usize,
    named: usize,
    words: usize,
    covered: usize,
    /// The sum of the covered shares.
    soft: f64,
    right: Right,
}

/// How many quotations of one side are right in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Right {
    exact: usize,
    chars: usize,
    overlap: usize,
    end_to_end: usize,
    by_name: usize,
}

/// What is right about gold quotations that were found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Found {
    speaker: Accuracy,
    source_overlap: Accuracy,
    source_exact: Accuracy,
    no_source: Accuracy,
    name: Accuracy,
    cue_overlap: Accuracy,
}

impl Counts {
    fn is_empty(&self) -> bool {
        self.gold.quotations == 0 && self.predicted.quotations == 0
    }

    fn scores(&self) -> Scores {
        let Counts { gold, predicted, found, stated } = self;
        let measure = |right: fn(&Right) -> usize| {
            let (precise, recalled) = (right(&predicted.right), right(&gold.right));
            Measure::new((precise, predicted.quotations), (recalled, gold.quotations))
        };
        let by_name = Measure::new(
            (predicted.right.by_name, predicted.named),
            (gold.right.by_name, gold.named),
        );
        Scores {
            gold: gold.quotations,
            predicted: predicted.quotations,
            exact: measure(|right| right.exact),
            chars: measure(|right| right.chars),
            overlap: measure(|right| right.overlap),
            end_to_end: measure(|right| right.end_to_end),
            soft: Measure::of_shares(predicted.mean_cover(), gold.mean_cover()),
            pooled: Measure::new((predicted.covered, predicted.words), (gold.covered, gold.words)),
            speaker: found.speaker,
            source_overlap: found.source_overlap,
            source_exact: found.source_exact,
            no_source: found.no_source,
            name: found.name,
            cue_overlap: found.cue_overlap,
            by_name: (gold.named > 0).then_some(by_name),
            stated: *stated,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.found += other.found;
        self.stated += other.stated;
    }
}

impl Side {
    fn add(&mut self, item: &Item<'_>, others: &Cover) {
        let (words, covered) = (item.content.len(), others.count(&item.content));
        self.quotations += 1;
        self.named += usize::from(item.has_name());
        self.words += words;
        self.covered += covered;
        self.soft += share(covered, words);
    }

    fn mean_cover(&self) -> f64 {
        if self.quotations == 0 { 0.0 } else { self.soft / self.quotations as f64 }
    }
}

impl AddAssign for Side {
    fn add_assign(&mut self, other: Side) {
        self.quotations += other.quotations;
        self.named += other.named;
        self.words += other.words;
        self.covered += other.covered;
        self.soft += other.soft;
        self.right += other.right;
    }
}

impl Right {
    /// What is right about one pair.
    fn new(gold: &Item<'_>, predicted: &Item<'_>) -> Right {
        Right {
            exact: usize::from(gold.content == predicted.content),
            chars: usize::from(sorted(gold) == sorted(predicted)),
            overlap: 1,
            end_to_end: usize::from(gold.has_speaker_of(predicted)),
            by_name: usize::from(gold.has_name_of(predicted)),
        }
    }
}

/// The content of a quotation, its pieces in the order of the text.
fn sorted(item: &Item<'_>) -> Vec<Span> {
    let mut content = item.quotation.content.clone();
    content.sort_unstable();
    content
}

impl AddAssign for Right {
    fn add_assign(&mut self, other: Right) {
        self.exact += other.exact;
        self.chars += other.chars;
        self.overlap += other.overlap;
        self.end_to_end += other.end_to_end;
        self.by_name += other.by_name;
    }
}

impl Found {
    fn add(&mut self, gold: &Item<'_>, predicted: &Item<'_>) {
        let speaker = gold.has_speaker_of(predicted);
        if !gold.source.is_empty() {
            self.speaker.add(speaker);
            self.source_overlap.add(shared(&gold.source, &predicted.source) > 0);
            self.source_exact.add(gold.source == predicted.source);
        } else if !gold.has_name() {
            self.no_source.add(speaker);
        }
        if gold.has_name() {
            self.name.add(gold.has_name_of(predicted));
        }
        if !gold.cue.is_empty() {
            self.cue_overlap.add(shared(&gold.cue, &predicted.cue) > 0);
        }
    }
}

impl AddAssign for Found {
    fn add_assign(&mut self, other: Found) {
        self.speaker += other.speaker;
        self.source_overlap += other.source_overlap;
        self.source_exact += other.source_exact;
        self.no_source += other.no_source;
        self.name += other.name;
        self.cue_overlap += other.cue_overlap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::Quotation;

    const TEXT: &str =
        "Ann Doe said taxes will rise soon. Bob Roe hopes rents fall. “No,” he said.";

    /// A quotation by its words: `kind: content / cue / source / name`.
    fn quotation(written: &str) -> Quotation {
        let span = |words: &str| {
            let start = TEXT.find(words).unwrap();
            let span = Span::new(TEXT, start..start + words.len()).unwrap();
            if words.is_empty() { vec![] } else { vec![span] }
        };
        let (kind, parts) = written.split_once(": ").unwrap();
        let parts: Vec<&str> = parts.split(" / ").map(str::trim).collect();
        let kind = match kind {
            "d" => Kind::Direct,
            "m" => Kind::Mixed,
            _ => Kind::Indirect,
        };
        let speaker = Some(parts[3].to_owned()).filter(|name| !name.is_empty());
        let (content, cue, source) = (span(parts[0]), span(parts[1]), span(parts[2]));
        let attribution = Some(match source.is_empty() {
            true => Attribution::Unattributed,
            false => Attribution::Stated,
        });
        Quotation { content, cue, source, kind, speaker, attribution, confidence: None }
    }

    fn report(gold: &[&str], predicted: &[&str], scope: &Scope) -> Report {
        let annotation = |written: &[&str]| Annotation {
            quotations: written.iter().map(|it| quotation(it)).collect(),
            entities: Vec::new(),
        };
        let (id, text, language) = (String::new(), TEXT.to_owned(), None);
        let article = Annotated { id, text, language, annotation: annotation(gold) };
        let mut tally = Tally::default();
        tally.add(&article, &annotation(predicted), scope);
        tally.report()
    }

    fn everything(gold: &[&str], predicted: &[&str]) -> Scores {
        report(gold, predicted, &Scope::default()).all.scores
    }

    #[test]
    fn pairs_are_found_and_speakers_compared() {
        let gold = "i: taxes will rise soon / said / Ann Doe / Ann Doe";
        // exact, overlap, end to end, by name: precision and recall; stated
        let cases = [
            // all of it
            (gold, "i: taxes will rise soon. / said / Ann Doe / Doe", [1., 1., 1., 1., 1., 1.]),
            // half of the words, and the name alone is wrong
            (gold, "i: rise soon / said / Ann / Roe", [0., 1., 1., 0., 0., 0.]),
            // less than half
            (gold, "i: soon / said / Ann Doe / Ann Doe", [0., 0., 0., 0., 0., 0.]),
            // the wrong speaker
            (gold, "m: taxes will rise / said / Bob / ", [0., 1., 0., 0., 0., 0.]),
            // the name from the words of the source, which is no name predicted
            (gold, "i: taxes will rise soon / said / Doe / ", [1., 1., 1., 0., 1., 1.]),
            // nobody, as it should be
            ("d: “No,” / said /  / ", "d: No /  /  / ", [1., 1., 1., 0., 0., 0.]),
            ("d: “No,” / said /  / ", "d: No /  / he / ", [1., 1., 0., 0., 0., 0.]),
        ];
        for (gold, predicted, expected) in cases {
            let found = everything(&[gold], &[predicted]);
            let name = found.by_name.unwrap_or_default();
            let figures = [
                found.exact.precision,
                found.overlap.precision,
                found.end_to_end.recall,
                name.precision,
                name.recall,
                found.stated.share().unwrap_or_default(),
            ];
            assert_eq!(figures, expected, "in {predicted:?}");
        }
    }

    #[test]
    fn figures_are_by_kind() {
        let gold = ["i: taxes will rise soon / said / Ann Doe / Ann Doe", "d: No / said / he / "];
        let predicted = [
            "m: taxes will rise soon / said / Ann Doe / Ann Doe",
            "i: rents fall / hopes / Bob Roe / Bob Roe",
        ];
        let report = report(&gold, &predicted, &Scope::default());
        let all = report.all.scores;
        assert_eq!((all.gold, all.predicted), (2, 2));
        assert_eq!(all.overlap, Measure { precision: 0.5, recall: 0.5, f1: 0.5 });
        assert_eq!(all.by_name, Some(Measure { precision: 0.5, recall: 1.0, f1: 2.0 / 3.0 }));
        let mixed = report.mixed.unwrap();
        assert_eq!(mixed.overlap, Measure { precision: 1.0, recall: 0.0, f1: 0.0 });
        let indirect = report.indirect.unwrap();
        assert_eq!(indirect.overlap, Measure { precision: 0.0, recall: 1.0, f1: 0.0 });
    }

    #[test]
    fn without_speech_indirect_quotations_do_not_count() {
        let hope = "i: rents fall / hopes / Bob Roe / Bob Roe";
        let cases = [
            (vec![hope], vec![hope], (0, 0)),
            (vec![hope], vec![], (0, 0)),
            (vec![], vec![hope], (0, 0)),
            (vec![], vec!["i: rents fall /  / Bob / "], (0, 1)),
            (vec![hope], vec!["d: fall /  / Bob / "], (0, 0)),
            (vec!["m: rents fall / hopes / Bob / "], vec![], (1, 0)),
        ];
        let scope = Scope { speech_only: true, ..Scope::default() };
        for (gold, predicted, expected) in cases {
            let scores = report(&gold, &predicted, &scope).all.scores;
            assert_eq!((scores.gold, scores.predicted), expected, "in {gold:?} {predicted:?}");
        }
    }

    #[test]
    fn each_quotation_is_paired_once_and_the_best_pair_wins() {
        let gold = ["i: taxes will rise soon /  /  / "];
        let predicted = ["i: taxes will /  /  / ", "i: taxes will rise /  /  / "];
        let scores = everything(&gold, &predicted);
        assert_eq!((scores.overlap.precision, scores.overlap.recall), (0.5, 1.0));
        assert_eq!(scores.exact, Measure::default());
    }
}
