//! The best labels of a chain: Viterbi's algorithm over whole numbers.

use super::{
    label::{LABELS, Label, may_begin, may_end, may_follow},
    weights::{WIDTH, Weights},
};

/// What is worse than every sum of weights, and may be added to one.
const NEVER: i32 = i32::MIN / 4;

/// Finds best labels; keeps its room between chains.
#[derive(Debug)]
pub struct Decoder {
    /// The weights of labels at the beginning of a chain.
    begin: [i32; LABELS],
    /// The weights of labels at its end.
    end: [i32; LABELS],
    /// For each label, those that it may follow, with the weight of the two.
    steps: [Vec<(Label, i32)>; LABELS],
    /// For each token but the first, and each label, the label before it on the best way there.
    back: Vec<[Label; LABELS]>,
}

impl Decoder {
    /// A decoder with the weights between labels of `weights`.
    pub fn new(weights: &Weights) -> Decoder {
        let weight = |label: usize, next: usize| i32::from(weights.between()[label][next]);
        let begin = |label: usize| match may_begin(label as Label) {
            true => weight(LABELS, label),
            false => NEVER,
        };
        let end = |label: usize| match may_end(label as Label) {
            true => weight(label, LABELS),
            false => NEVER,
        };
        let steps = |next: usize| {
            let before = (0..LABELS).filter(|&it| may_follow(it as Label, next as Label));
            before.map(|label| (label as Label, weight(label, next))).collect()
        };
        Decoder {
            begin: std::array::from_fn(begin),
            end: std::array::from_fn(end),
            steps: std::array::from_fn(steps),
            back: Vec::new(),
        }
    }

    /// The best labels of a chain whose tokens have these sums of weights. `labels` is overwritten.
    pub fn decode(&mut self, sums: &[[i16; WIDTH]], labels: &mut Vec<Label>) {
        labels.clear();
        self.back.clear();
        let Some(first) = sums.first() else { return };
        let mut best: [i32; LABELS] =
            std::array::from_fn(|label| self.begin[label] + i32::from(first[label]));
        for sum in &sums[1..] {
            let before = best;
            let mut back = [0; LABELS];
            for (next, best) in best.iter_mut().enumerate() {
                let ways = self.steps[next].iter();
                let scores = ways.map(|&(label, step)| (label, before[usize::from(label)] + step));
                let (label, score) = top(scores);
                back[next] = label;
                *best = (score + i32::from(sum[next])).max(NEVER);
            }
            self.back.push(back);
        }
        let ends = best.iter().zip(&self.end).map(|(best, end)| best + end);
        let (mut label, _) = top((0..).zip(ends));
        labels.push(label);
        for back in self.back.iter().rev() {
            label = back[usize::from(label)];
            labels.push(label);
        }
        labels.reverse();
    }
}

/// The label with the best score; the first of equals.
fn top(scores: impl Iterator<Item = (Label, i32)>) -> (Label, i32) {
    scores.fold((0, i32::MIN), |top, it| if it.1 > top.1 { it } else { top })
}
