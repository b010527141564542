//! Training of a linear-chain conditional random field: the weights under which the labels that are
//! known are likeliest.
//!
//! One step for each chain, by AdaGrad (Duchi, Hazan and Singer, 2011). What is known of a token is a set of
//! labels: one, where it was annotated; several, where the annotation leaves it open. The gradient is
//! the difference of two expectations, among all labels and among those that are known (Tsuboi and
//! others, 2008). Everything happens in one thread and in a fixed order, so that the same data give
//! the same weights.

use serde::Deserialize;

use crate::extract::tagger::{
    Between, NAMING, WIDTH,
    label::{LABELS, Label, may_begin, may_end, may_follow},
};

/// A chain with what is known of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// The features of each token.
    pub features: Vec<Vec<u32>>,
    /// The labels that each token may have, as bits.
    pub known: Vec<u16>,
    /// How much it counts.
    pub weight: f32,
}

/// How weights are learned.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The number of rows is two to the power of this.
    pub bits: u32,
    /// How often each chain is seen.
    pub epochs: u32,
    /// The size of a step.
    pub rate: f32,
    /// How much each weight is pulled to zero.
    pub decay: f32,
    /// The share of tokens whose word is hidden in a step, so that the rest is learned from, too.
    pub hidden: f32,
}

/// Weights as they are learned.
pub struct Model {
    bits: u32,
    rows: Vec<Row>,
    /// By label, then the label after it; the last row is the start, the last column the end.
    between: [[Weight; LABELS + 1]; LABELS + 1],
    /// Whether a label may be followed by another.
    legal: [[bool; LABELS]; LABELS],
}

#[derive(Clone, Copy)]
struct Row {
    weights: [f32; WIDTH],
    /// Sums of squared gradients.
    squares: [f32; WIDTH],
}

#[derive(Clone, Copy)]
struct Weight {
    value: f32,
    square: f32,
}

/// What AdaGrad's sums start from.
const FIRST_SQUARE: f32 = 0.01;

/// Gradients below this are not applied.
const SMALLEST: f32 = 1e-4;

/// The logarithm of nothing.
const NEVER: f32 = -1e30;

/// Numbers that only look random.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// Between 0 and 1 (xorshift, Marsaglia, 2003).
    pub fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u32 << 24) as f32
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = (self.next() * (last + 1) as f32) as usize;
            items.swap(last, other.min(last));
        }
    }
}

impl Model {
    pub fn new(bits: u32) -> Model {
        let row = Row { weights: [0.0; WIDTH], squares: [FIRST_SQUARE; WIDTH] };
        let between = [[Weight { value: 0.0, square: FIRST_SQUARE }; LABELS + 1]; LABELS + 1];
        let may = |label: usize, next: usize| may_follow(label as Label, next as Label);
        let legal = std::array::from_fn(|label| std::array::from_fn(|next| may(label, next)));
        Model { bits, rows: vec![row; 1 << bits], between, legal }
    }

    /// Learns from `examples`; `seen` is told after each epoch how unlikely a token still is.
    pub fn train(
        &mut self,
        examples: &[Example],
        settings: Settings,
        mut seen: impl FnMut(u32, f64),
    ) {
        let mut random = Random::new(88_172_645_463_325_252);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut room = Room::default();
        for epoch in 0..settings.epochs {
            random.shuffle(&mut order);
            let late = epoch * 3 >= settings.epochs * 2;
            let rate = settings.rate * if late { 0.3 } else { 1.0 };
            let (mut loss, mut tokens) = (0.0, 0);
            for &number in &order {
                loss += self.step(&examples[number], settings, rate, &mut random, &mut room);
                tokens += examples[number].known.len();
            }
            seen(epoch, loss / tokens.max(1) as f64);
        }
    }

    /// The weights between labels and those of the features, as whole numbers of one scale.
    pub fn quantised(&self) -> (Between, Vec<[i8; WIDTH]>) {
        let mut sizes: Vec<f32> = self
            .rows
            .iter()
            .flat_map(|row| row.weights)
            .map(f32::abs)
            .filter(|it| *it > 0.0)
            .collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let largest = sizes.get(sizes.len().saturating_mul(9_999) / 10_000).copied().unwrap_or(1.0);
        let scale = 127.0 / largest;
        let whole = |weight: f32| (weight * scale).round();
        let mut between: Between = [[0; WIDTH]; LABELS + 1];
        for (whole_row, row) in between.iter_mut().zip(&self.between) {
            for (whole_weight, weight) in whole_row.iter_mut().zip(row) {
                *whole_weight = whole(weight.value) as i16;
            }
        }
        let row = |row: &Row| row.weights.map(|weight| whole(weight).clamp(-127.0, 127.0) as i8);
        (between, self.rows.iter().map(row).collect())
    }

    fn step(
        &mut self,
        example: &Example,
        settings: Settings,
        rate: f32,
        random: &mut Random,
        room: &mut Room,
    ) -> f64 {
        let len = example.known.len();
        room.hidden.clear();
        room.hidden
            .extend((0..len).map(|_| settings.hidden > 0.0 && random.next() < settings.hidden));
        room.sums.clear();
        for at in 0..len {
            let mut sum = [0.0; WIDTH];
            for feature in visible(example, at, room.hidden[at]) {
                let row = &self.rows[(feature >> (32 - self.bits)) as usize].weights;
                for (sum, weight) in sum.iter_mut().zip(row) {
                    *sum += weight;
                }
            }
            room.sums.push(sum);
        }
        let all = vec![u16::MAX; len];
        let free = self.expect(&room.sums, &all);
        let known = self.expect(&room.sums, &example.known);
        for at in 0..len {
            let mut gradient = [0.0; WIDTH];
            let expected = free.labels[at].iter().zip(&known.labels[at]);
            for (gradient, (free, known)) in gradient.iter_mut().zip(expected) {
                *gradient = (free - known) * example.weight;
            }
            for feature in visible(example, at, room.hidden[at]) {
                let row = &mut self.rows[(feature >> (32 - self.bits)) as usize];
                update(row, &gradient, rate, settings.decay);
            }
        }
        for (weights, (free, known)) in
            self.between.iter_mut().zip(free.between.iter().zip(&known.between))
        {
            for (weight, (free, known)) in weights.iter_mut().zip(free.iter().zip(known)) {
                let gradient = (free - known) * example.weight;
                if gradient != 0.0 {
                    weight.square += gradient * gradient;
                    weight.value -= rate * gradient / weight.square.sqrt();
                }
            }
        }
        f64::from(free.log_sum - known.log_sum)
    }

    /// How likely each label and each pair of labels is, among the chains of labels that `known` lets.
    fn expect(&self, sums: &[[f32; WIDTH]], known: &[u16]) -> Expectation {
        let len = sums.len();
        let may = |at: usize, label: usize| known[at] >> label & 1 == 1;
        let mut ahead = vec![[NEVER; LABELS]; len];
        let mut behind = vec![[NEVER; LABELS]; len];
        for label in 0..LABELS {
            if may_begin(label as Label) && may(0, label) {
                ahead[0][label] = sums[0][label] + self.between[LABELS][label].value;
            }
            if may_end(label as Label) && may(len - 1, label) {
                behind[len - 1][label] = self.between[label][LABELS].value;
            }
        }
        for at in 1..len {
            for next in (0..LABELS).filter(|&it| may(at, it)) {
                let mut terms = [NEVER; LABELS];
                for label in 0..LABELS {
                    if self.legal[label][next] {
                        terms[label] = ahead[at - 1][label] + self.between[label][next].value;
                    }
                }
                ahead[at][next] = (log_sum(&terms) + sums[at][next]).max(NEVER);
            }
        }
        for at in (0..len - 1).rev() {
            for label in (0..LABELS).filter(|&it| may(at, it)) {
                let mut terms = [NEVER; LABELS];
                for next in 0..LABELS {
                    if self.legal[label][next] && may(at + 1, next) {
                        terms[next] = self.between[label][next].value
                            + sums[at + 1][next]
                            + behind[at + 1][next];
                    }
                }
                behind[at][label] = log_sum(&terms).max(NEVER);
            }
        }
        let ends: [f32; LABELS] =
            std::array::from_fn(|it| ahead[len - 1][it] + behind[len - 1][it]);
        let total = log_sum(&ends);
        let mut labels = vec![[0.0; LABELS]; len];
        let mut between = [[0.0; LABELS + 1]; LABELS + 1];
        for at in 0..len {
            for label in 0..LABELS {
                labels[at][label] = (ahead[at][label] + behind[at][label] - total).exp();
            }
        }
        for label in 0..LABELS {
            between[LABELS][label] += labels[0][label];
            between[label][LABELS] += labels[len - 1][label];
        }
        for at in 1..len {
            for label in 0..LABELS {
                if ahead[at - 1][label] <= NEVER / 2.0 {
                    continue;
                }
                for next in 0..LABELS {
                    if self.legal[label][next] && behind[at][next] > NEVER / 2.0 && may(at, next) {
                        between[label][next] += (ahead[at - 1][label]
                            + self.between[label][next].value
                            + sums[at][next]
                            + behind[at][next]
                            - total)
                            .exp();
                    }
                }
            }
        }
        Expectation { labels, between, log_sum: total }
    }
}

#[derive(Default)]
struct Room {
    sums: Vec<[f32; WIDTH]>,
    hidden: Vec<bool>,
}

struct Expectation {
    labels: Vec<[f32; LABELS]>,
    between: [[f32; LABELS + 1]; LABELS + 1],
    log_sum: f32,
}

/// The features of a token; those that name its word only if it is not hidden.
fn visible(example: &Example, at: usize, hidden: bool) -> impl Iterator<Item = u32> + '_ {
    example.features[at].iter().skip(if hidden { NAMING } else { 0 }).copied()
}

/// One step down the gradient, for all features of a token alike.
fn update(row: &mut Row, gradient: &[f32; WIDTH], rate: f32, decay: f32) {
    let weights = row.weights.iter_mut().zip(&mut row.squares).zip(gradient);
    for ((weight, square), gradient) in weights {
        let gradient = gradient + decay * *weight;
        let gradient = if gradient.abs() > SMALLEST { gradient } else { 0.0 };
        *square += gradient * gradient;
        *weight -= rate * gradient / square.sqrt();
    }
}

/// The logarithm of the sum of the exponentials.
fn log_sum(terms: &[f32; LABELS]) -> f32 {
    let most = terms.iter().copied().fold(NEVER, f32::max);
    if most <= NEVER / 2.0 {
        return NEVER;
    }
    most + terms.iter().map(|term| (term - most).exp()).sum::<f32>().ln()
}
