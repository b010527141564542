//! Scores quotations: which were found, and whose they are.
//!
//! A span counts as the words it touches. A prediction is a gold quotation *found* if they share at
//! least half the words of the longer one, each paired once, the best pairs first; *end to end*
//! if its speaker is right too: a word of the source in common, or the same last name. By name
//! only quotations with a name count, and only the name. Recall is over the gold of a kind,
//! precision over the predictions of a kind.

use std::collections::HashSet;
use std::ops::AddAssign;

use serde::Serialize;

use super::{
    Measure,
    gold::Quotation,
    names::last_name,
    words::{Words, shared},
};
use crate::{extract::Kind, text::Span};

/// What was counted, over any number of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    direct: Counts,
    mixed: Counts,
    indirect: Counts,
}

/// The figures of one kind of quotation, or of all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Quotations in the gold data.
    pub gold: usize,
    /// Quotations predicted.
    pub predicted: usize,
    /// Found with the same words.
    pub exact: Measure,
    /// Found with at least half of the words.
    pub overlap: Measure,
    /// Found, with the right speaker.
    pub end_to_end: Measure,
    /// Found, with the right name.
    pub by_name: Measure,
}

impl Tally {
    /// The figures of one kind, or of all.
    pub fn scores(&self, kind: Option<Kind>) -> Scores {
        match kind {
            Some(Kind::Direct) => self.direct.scores(),
            Some(Kind::Mixed) => self.mixed.scores(),
            Some(Kind::Indirect) => self.indirect.scores(),
            None => {
                let mut all = self.direct;
                all += self.mixed;
                all += self.indirect;
                all.scores()
            }
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

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.direct += other.direct;
        self.mixed += other.mixed;
        self.indirect += other.indirect;
    }
}

/// Counts one article. With `speech`, the words that announce speech (in lower case), indirect
/// quotations that nothing of the kind announces count neither for nor against anybody.
pub fn score(
    text: &str,
    gold: &[Quotation],
    predicted: &[Quotation],
    speech: Option<&HashSet<String>>,
) -> Tally {
    let words = Words::new(text);
    let prepare = |quotation, is_gold| Prepared::new(text, &words, quotation, speech, is_gold);
    let gold: Vec<Prepared> = gold.iter().filter_map(|q| prepare(q, true)).collect();
    let predicted: Vec<Prepared> = predicted.iter().filter_map(|q| prepare(q, false)).collect();
    let pairs = pair(&gold, &predicted);
    let mut tally = Tally::default();
    for item in gold.iter().filter(|item| item.is_speech) {
        tally.of(item.kind).add_gold(item);
    }
    for (number, item) in predicted.iter().enumerate() {
        let partner = pairs.iter().find(|(_, p)| *p == number).map(|(g, _)| &gold[*g]);
        if is_counted(item, partner, &gold) {
            tally.of(item.kind).add_predicted(item);
        }
    }
    for (g, p) in pairs {
        let (gold, predicted) = (&gold[g], &predicted[p]);
        if gold.is_speech {
            let found = Found::new(gold, predicted);
            tally.of(gold.kind).recalled += found.of_gold;
            tally.of(predicted.kind).precise += found.of_predicted;
        }
    }
    tally
}

/// A quotation as words.
struct Prepared<'q> {
    content: Vec<usize>,
    source: Vec<usize>,
    kind: Kind,
    /// The name, else the words of the source.
    name: String,
    speaker: Option<&'q str>,
    /// Whether it counts when only speech counts.
    is_speech: bool,
}

impl<'q> Prepared<'q> {
    fn new(
        text: &str,
        words: &Words<'_>,
        quotation: &'q Quotation,
        speech: Option<&HashSet<String>>,
        is_gold: bool,
    ) -> Option<Prepared<'q>> {
        let content = words.touched(&quotation.content);
        let cue = words.touched(&quotation.cue);
        let is_asked = quotation.kind == Kind::Indirect && (is_gold || !cue.is_empty());
        let is_speech = match speech.filter(|_| is_asked) {
            Some(speech) => cue.iter().any(|word| speech.contains(&words.lower(*word))),
            None => true,
        };
        let speaker = quotation.speaker.as_deref().filter(|name| !name.is_empty());
        let source = || joined(text, &quotation.source);
        (!content.is_empty()).then(|| Prepared {
            content,
            source: words.touched(&quotation.source),
            kind: quotation.kind,
            name: speaker.map_or_else(source, str::to_owned),
            speaker,
            is_speech,
        })
    }
}

fn joined(text: &str, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
}

/// The pairs of gold and predicted quotations, one to one, best first.
fn pair(gold: &[Prepared<'_>], predicted: &[Prepared<'_>]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (g, a) in gold.iter().enumerate() {
        for (p, b) in predicted.iter().enumerate() {
            let longer = a.content.len().max(b.content.len());
            let overlap = shared(&a.content, &b.content) as f64 / longer as f64;
            if overlap >= 0.5 {
                candidates.push((overlap, g, p));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, g, p) in candidates {
        if !pairs.iter().any(|pair| pair.0 == g || pair.1 == p) {
            pairs.push((g, p));
        }
    }
    pairs
}

/// Whether a prediction counts: not if it is a gold quotation that does not count, or lies mostly
/// in one.
fn is_counted(item: &Prepared<'_>, partner: Option<&Prepared<'_>>, gold: &[Prepared<'_>]) -> bool {
    if let Some(partner) = partner {
        return partner.is_speech;
    }
    let mut ignored = gold.iter().filter(|gold| !gold.is_speech);
    let lies_in =
        |gold: &Prepared<'_>| shared(&gold.content, &item.content) * 2 >= item.content.len();
    item.is_speech && !ignored.any(lies_in)
}

fn is_right_speaker(gold: &Prepared<'_>, predicted: &Prepared<'_>) -> bool {
    if gold.source.is_empty() && gold.speaker.is_none() {
        return predicted.source.is_empty() && predicted.speaker.is_none();
    }
    shared(&gold.source, &predicted.source) > 0 || is_right_name(gold, predicted)
}

fn is_right_name(gold: &Prepared<'_>, predicted: &Prepared<'_>) -> bool {
    gold.speaker.is_some_and(|name| last_name(name) == last_name(&predicted.name))
}

/// What is right about quotations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Right {
    exact: usize,
    overlap: usize,
    end_to_end: usize,
    by_name: usize,
}

impl AddAssign for Right {
    fn add_assign(&mut self, other: Right) {
        self.exact += other.exact;
        self.overlap += other.overlap;
        self.end_to_end += other.end_to_end;
        self.by_name += other.by_name;
    }
}

/// What is right about one pair, for recall and for precision.
struct Found {
    of_gold: Right,
    of_predicted: Right,
}

impl Found {
    fn new(gold: &Prepared<'_>, predicted: &Prepared<'_>) -> Found {
        let by_name = usize::from(is_right_name(gold, predicted));
        let of_gold = Right {
            exact: usize::from(gold.content == predicted.content),
            overlap: 1,
            end_to_end: usize::from(is_right_speaker(gold, predicted)),
            by_name,
        };
        let named = usize::from(predicted.speaker.is_some());
        Found { of_gold, of_predicted: Right { by_name: by_name * named, ..of_gold } }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    gold: usize,
    gold_named: usize,
    predicted: usize,
    predicted_named: usize,
    recalled: Right,
    precise: Right,
}

impl Counts {
    fn add_gold(&mut self, item: &Prepared<'_>) {
        self.gold += 1;
        self.gold_named += usize::from(item.speaker.is_some());
    }

    fn add_predicted(&mut self, item: &Prepared<'_>) {
        self.predicted += 1;
        self.predicted_named += usize::from(item.speaker.is_some());
    }

    fn scores(self) -> Scores {
        let Counts { gold, gold_named, predicted, predicted_named, recalled, precise } = self;
        let measure = |part: fn(Right) -> usize| {
            Measure::new((part(precise), predicted), (part(recalled), gold))
        };
        Scores {
            gold,
            predicted,
            exact: measure(|right| right.exact),
            overlap: measure(|right| right.overlap),
            end_to_end: measure(|right| right.end_to_end),
            by_name: Measure::new(
                (precise.by_name, predicted_named),
                (recalled.by_name, gold_named),
            ),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.gold += other.gold;
        self.gold_named += other.gold_named;
        self.predicted += other.predicted;
        self.predicted_named += other.predicted_named;
        self.recalled += other.recalled;
        self.precise += other.precise;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Ann Doe said taxes will rise soon. Bob Roe hopes rents fall. “No,” he said.";

    /// A quotation by its words: `kind: content / cue / source / name`.
    fn quotation(written: &str) -> Quotation {
        let (kind, rest) = written.split_once(": ").unwrap();
        let parts: Vec<&str> = rest.split(" / ").collect();
        let span = |part: &str| {
            let start = TEXT.find(part).unwrap();
            let span = Span::new(TEXT, start..start + part.len()).unwrap();
            if part == "-" || part.is_empty() { vec![] } else { vec![span] }
        };
        let kind = match kind {
            "d" => Kind::Direct,
            "m" => Kind::Mixed,
            _ => Kind::Indirect,
        };
        let speaker = Some(parts[3].to_owned()).filter(|name| !name.is_empty());
        let (content, cue, source) = (span(parts[0]), span(parts[1]), span(parts[2]));
        Quotation { content, cue, source, kind, speaker }
    }

    fn tally(gold: &[&str], predicted: &[&str], speech: bool) -> Tally {
        let all = |written: &[&str]| written.iter().map(|q| quotation(q)).collect::<Vec<_>>();
        let cues = HashSet::from(["said".to_owned()]);
        score(TEXT, &all(gold), &all(predicted), speech.then_some(&cues))
    }

    /// Right predictions, found gold, of those with a name.
    fn right(tally: &Tally) -> [usize; 6] {
        let mut all = tally.direct;
        all += tally.mixed;
        all += tally.indirect;
        [
            all.precise.exact,
            all.precise.overlap,
            all.precise.end_to_end,
            all.recalled.end_to_end,
            all.precise.by_name,
            all.recalled.by_name,
        ]
    }

    #[test]
    fn pairs_are_found_and_speakers_compared() {
        let gold = "i: taxes will rise soon / said / Ann Doe / Ann Doe";
        let cases = [
            // all of it
            (gold, "i: taxes will rise soon. / said / Ann Doe / Doe", [1, 1, 1, 1, 1, 1]),
            // half of the words, and the name alone is wrong
            (gold, "i: rise soon / said / Ann / Roe", [0, 1, 1, 1, 0, 0]),
            // less than half
            (gold, "i: soon / said / Ann Doe / Ann Doe", [0, 0, 0, 0, 0, 0]),
            // the wrong speaker
            (gold, "m: taxes will rise / said / Bob / ", [0, 1, 0, 0, 0, 0]),
            // the name from the words of the source, which is no name predicted
            (gold, "i: taxes will rise soon / said / Doe / ", [1, 1, 1, 1, 0, 1]),
            // nobody, as it should be
            ("d: “No,” / said /  / ", "d: No /  /  / ", [1, 1, 1, 1, 0, 0]),
            ("d: “No,” / said /  / ", "d: No /  / he / ", [1, 1, 0, 0, 0, 0]),
        ];
        for (gold, predicted, expected) in cases {
            assert_eq!(right(&tally(&[gold], &[predicted], false)), expected, "in {predicted:?}");
        }
    }

    #[test]
    fn figures_are_by_kind() {
        let gold = ["i: taxes will rise soon / said / Ann Doe / Ann Doe", "d: No / said / he / "];
        let predicted = [
            "m: taxes will rise soon / said / Ann Doe / Ann Doe",
            "i: rents fall / hopes / Bob Roe / Bob Roe",
        ];
        let tally = tally(&gold, &predicted, false);
        let all = tally.scores(None);
        assert_eq!((all.gold, all.predicted), (2, 2));
        assert_eq!(all.overlap, Measure { precision: 0.5, recall: 0.5, f1: 0.5 });
        assert_eq!(all.by_name, Measure { precision: 0.5, recall: 1.0, f1: 2.0 / 3.0 });
        let mixed = tally.scores(Some(Kind::Mixed));
        assert_eq!(mixed.overlap, Measure { precision: 1.0, recall: 0.0, f1: 0.0 });
        let indirect = tally.scores(Some(Kind::Indirect));
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
        for (gold, predicted, expected) in cases {
            let scores = tally(&gold, &predicted, true).scores(None);
            assert_eq!((scores.gold, scores.predicted), expected, "in {gold:?} {predicted:?}");
        }
    }

    #[test]
    fn each_quotation_is_paired_once_and_the_best_pair_wins() {
        let gold = ["i: taxes will rise soon /  /  / "];
        let predicted = ["i: taxes will /  /  / ", "i: taxes will rise /  /  / "];
        let scores = tally(&gold, &predicted, false).scores(None);
        assert_eq!((scores.overlap.precision, scores.overlap.recall), (0.5, 1.0));
        assert_eq!(scores.exact, Measure::default());
    }
}
