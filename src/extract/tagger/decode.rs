//! The best labels of a chain: Viterbi's algorithm over whole numbers.
//!
//! A label's score is how far it is behind the best one of its token. So scores fit 16 bits, and those of
//! all labels are worked out at one time; a label that is further behind than they reach is lost, as it
//! would have been anyway.

use super::{
    label::{LABELS, Label, may_begin, may_end, may_follow},
    weights::{Sums, WIDTH, Weights},
};

/// What no sum makes good: scores are never above zero.
const NEVER: i16 = i16::MIN;

/// Finds best labels; keeps its room between chains.
#[derive(Debug)]
pub struct Decoder {
    /// The weights of labels at the beginning of a chain.
    begin: Sums,
    /// The weights of labels at its end.
    end: Sums,
    /// For each label, the weights of those that follow it.
    steps: [Sums; LABELS],
    /// The scores at each token.
    scores: Vec<Sums>,
}

impl Decoder {
    /// A decoder with the weights between labels of `weights`.
    pub fn new(weights: &Weights) -> Decoder {
        let between = weights.between();
        let begin = |label: usize| may_begin(label as Label).then(|| between[LABELS][label]);
        let end = |label: usize| may_end(label as Label).then(|| between[label][LABELS]);
        let step = |label: usize, next: usize| {
            may_follow(label as Label, next as Label).then(|| between[label][next])
        };
        Decoder {
            begin: row(begin),
            end: row(end),
            steps: std::array::from_fn(|label| row(|next| step(label, next))),
            scores: Vec::new(),
        }
    }

    /// The best labels of a chain whose tokens have these sums of weights. `labels` is overwritten.
    pub fn decode(&mut self, sums: &[Sums], labels: &mut Vec<Label>) {
        labels.clear();
        self.scores.clear();
        let mut ways = self.begin;
        for sum in sums {
            let scores = scores(&ways, sum);
            ways = self.ways(&scores);
            self.scores.push(scores);
        }
        let mut after = self.end;
        for scores in self.scores.iter().rev() {
            let label = top(&together(scores, &after));
            labels.push(label);
            after = std::array::from_fn(|it| match self.steps.get(it) {
                Some(step) => step[usize::from(label)],
                None => NEVER,
            });
        }
        labels.reverse();
    }

    /// The best way to each label from a token with these scores.
    fn ways(&self, scores: &Sums) -> Sums {
        let mut ways = [NEVER; WIDTH];
        for (step, &score) in self.steps.iter().zip(scores) {
            for (way, &step) in ways.iter_mut().zip(step) {
                *way = (*way).max(score.saturating_add(step));
            }
        }
        ways
    }
}

/// The weight of each label; labels without one, and those to spare, never come.
fn row(weight: impl Fn(usize) -> Option<i16>) -> Sums {
    std::array::from_fn(|label| if label < LABELS { weight(label) } else { None }.unwrap_or(NEVER))
}

/// How far each label is behind the best one, by the best way to it and its sum.
fn scores(ways: &Sums, sum: &Sums) -> Sums {
    let scores = together(ways, sum);
    let best = scores.iter().fold(NEVER, |best, &it| best.max(it));
    scores.map(|it| it.saturating_sub(best))
}

fn together(one: &Sums, other: &Sums) -> Sums {
    std::array::from_fn(|label| one[label].saturating_add(other[label]))
}

/// The label with the best score; the first of equals.
fn top(scores: &Sums) -> Label {
    let best = scores.iter().fold(NEVER, |best, &it| best.max(it));
    scores.iter().position(|&it| it == best).unwrap_or_default() as Label
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::extractor::embedded;

    /// The sum of weights of a chain of labels; `None` if it cannot be.
    fn sum(decoder: &Decoder, sums: &[Sums], labels: &[Label]) -> Option<i32> {
        let at = |row: &Sums, label: Label| {
            let weight = row[usize::from(label)];
            (weight != NEVER).then_some(i32::from(weight))
        };
        let (first, last) = (*labels.first()?, *labels.last()?);
        let ends = at(&decoder.begin, first)? + at(&decoder.end, last)?;
        let steps = labels.windows(2).map(|it| at(&decoder.steps[usize::from(it[0])], it[1]));
        let words = sums.iter().zip(labels).map(|(row, &label)| at(row, label));
        steps.chain(words).try_fold(ends, |sum, it| Some(sum + it?))
    }

    /// All chains of `len` labels.
    fn chains(len: u32) -> impl Iterator<Item = Vec<Label>> {
        let all = (LABELS as u64).pow(len);
        (0..all).map(move |number| {
            let label = |at| (number / (LABELS as u64).pow(at) % LABELS as u64) as Label;
            (0..len).map(label).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_chain_of_labels_has_a_better_sum(
            sums in prop::collection::vec(prop::array::uniform16(-2000..2000i16), 1..4),
        ) {
            let mut decoder = Decoder::new(embedded());
            let mut labels = Vec::new();
            decoder.decode(&sums, &mut labels);
            let best = chains(sums.len() as u32).filter_map(|it| sum(&decoder, &sums, &it)).max();
            prop_assert_eq!(labels.len(), sums.len());
            prop_assert_eq!(sum(&decoder, &sums, &labels), best);
        }

        #[test]
        fn any_sums_have_labels(
            sums in prop::collection::vec(prop::array::uniform16(any::<i16>()), 0..40),
        ) {
            let mut labels = Vec::new();
            Decoder::new(embedded()).decode(&sums, &mut labels);
            prop_assert_eq!(labels.len(), sums.len());
            prop_assert!(labels.iter().all(|&it| usize::from(it) < LABELS));
        }
    }
}
