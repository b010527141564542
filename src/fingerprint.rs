//! Texts that are nearly the same: a number for each, near where they are near.
//!
//! For articles and quotations alike. A text is the set of its runs of three words. Of two sets, the share
//! that they have in common of all they have (Jaccard) is the share of random orders in which both have
//! the same first run (Broder, "On the resemblance and containment of documents", 1997). A fingerprint
//! keeps one bit of the first run in each of 64 orders (Li and König, "b-bit minwise hashing", 2010); what
//! falls into one band of three orders is looked up by it.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

/// Words in a run.
const RUN: usize = 3;

/// Orders of runs, a bit of the fingerprint each.
const ORDERS: usize = 64;

/// Orders in a band.
const ROWS: usize = 3;

/// Bands of a text: two texts that share seven tenths of their runs have a band in common in 98.5 of
/// 100 cases, two that share three tenths in 24.
pub const BANDS: usize = 10;

/// The number of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u64);

/// The first runs of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    firsts: [u64; ORDERS],
}

impl Sketch {
    /// The sketch of a text of these words, in order; `None` if there are none.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Option<Sketch> {
        let words: Vec<u64> = words.into_iter().map(|word| xxh3_64(word.as_bytes())).collect();
        let runs = match words.len() {
            0 => return None,
            length if length < RUN => vec![run(&words)],
            _ => words.windows(RUN).map(run).collect(),
        };
        Some(Sketch { firsts: std::array::from_fn(|order| first(&runs, order)) })
    }

    /// One bit of each order.
    pub fn fingerprint(&self) -> Fingerprint {
        let bits = self.firsts.iter().map(|first| first & 1);
        Fingerprint(bits.fold(0, |number, bit| number << 1 | bit))
    }

    /// The numbers of its bands, of 32 bits: texts with a number in common may be nearly the same.
    pub fn bands(&self) -> [u64; BANDS] {
        std::array::from_fn(|band| {
            let rows: Range<usize> = band * ROWS..(band + 1) * ROWS;
            let rows = self.firsts[rows].iter();
            rows.fold(band as u64, |number, first| mixed(number ^ first)) >> 32
        })
    }
}

impl Fingerprint {
    /// About the share that two texts have in common, from 0 to 1; give or take 0.1.
    pub fn likeness(self, other: Fingerprint) -> f64 {
        // A bit is the same by chance in half of all cases.
        let same = (self.0 ^ other.0).count_zeros();
        (2.0 * f64::from(same) / ORDERS as f64 - 1.0).max(0.0)
    }
}

/// The number of a run of words.
fn run(words: &[u64]) -> u64 {
    words.iter().fold(0, |number, word| mixed(number ^ word))
}

/// The first of some runs in an order.
fn first(runs: &[u64], order: usize) -> u64 {
    // Two odd numbers for each order; the high bits are well mixed, and made the low ones.
    let factor = mixed(order as u64 + 1) | 1;
    let least = runs.iter().map(|run| run.wrapping_mul(factor)).min().unwrap_or_default();
    mixed(least)
}

/// Another number, far away for near ones (the finalizer of SplitMix64; Steele, Lea, Flood, 2014).
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn words(from: usize, to: usize) -> Vec<String> {
        (from..to).map(|number| format!("w{number}")).collect()
    }

    fn sketch(words: &[String]) -> Sketch {
        Sketch::of(words.iter().map(String::as_str)).unwrap()
    }

    #[test]
    fn near_texts_have_near_numbers() {
        let text = sketch(&words(0, 500));
        let likeness = |other: &[String]| text.fingerprint().likeness(sketch(other).fingerprint());
        assert_eq!(likeness(&words(0, 500)), 1.0);
        assert!(likeness(&words(0, 450)) > 0.7, "{}", likeness(&words(0, 450)));
        assert!(likeness(&words(400, 900)) < 0.4, "{}", likeness(&words(400, 900)));
        assert!(likeness(&words(500, 1_000)) < 0.35, "{}", likeness(&words(500, 1_000)));
    }

    #[test]
    fn bands_find_near_texts_and_few_others() {
        let share = |from: usize, length: usize| {
            let pairs = 200;
            let shared = (0..pairs).filter(|pair| {
                let start = pair * 10_000;
                let bands = |from, to| sketch(&words(start + from, start + to)).bands();
                let own: BTreeSet<u64> = bands(0, length).into();
                bands(from, from + length).iter().any(|band| own.contains(band))
            });
            shared.count() as f64 / pairs as f64
        };
        // 300 words of which 250 are in both: Jaccard 0.71; 140: 0.3; none.
        assert!(share(50, 300) > 0.95, "{}", share(50, 300));
        assert!(share(160, 300) < 0.4, "{}", share(160, 300));
        assert!(share(300, 300) < 0.02, "{}", share(300, 300));
    }

    #[test]
    fn short_texts_have_numbers_and_empty_ones_none() {
        assert_eq!(Sketch::of([]), None);
        assert_eq!(Sketch::of(["no"]), Sketch::of(["no"]));
        assert_ne!(Sketch::of(["no"]), Sketch::of(["yes"]));
        assert_ne!(Sketch::of(["no", "way"]), Sketch::of(["way", "no"]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn likeness_is_about_what_is_shared(shift in 0..200_usize, start in 0..1_000_000_usize) {
            let text = |from: usize| sketch(&words(start + from, start + from + 200)).fingerprint();
            let runs = 198.0;
            let shared = (runs - shift as f64).max(0.0);
            let jaccard = shared / (2.0 * runs - shared);
            let likeness = text(0).likeness(text(shift));
            prop_assert!((likeness - jaccard).abs() < 0.5, "{likeness} for {jaccard}");
        }
    }
}
