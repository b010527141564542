//! Texts that are nearly the same: a number for each, near where they are near.
//!
//! For articles and quotations alike. A text is the set of its runs of three words. Of two sets, the share
//! that they have in common of all they have (Jaccard) is the share of random orders in which both have
//! the same first run (Broder, "On the resemblance and containment of documents", 1997). One order is
//! enough for all if it is cut into 64 bins, each with a first run of its own (Li, Owen and Zhang, "One
//! permutation hashing", 2012), and if a bin without runs borrows the first of another one, the same for
//! all texts (Shrivastava, "Optimal densification for fast and accurate minwise hashing", 2017). A
//! fingerprint keeps one bit of each first run (Li and König, "b-bit minwise hashing", 2010); what falls
//! into one band of three bins is looked up by it.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

/// Words in a run.
const RUN: usize = 3;

/// Bins of runs, a bit of the fingerprint each.
const BINS: usize = 64;

/// Bins in a band.
const ROWS: usize = 3;

/// Bands of a text: two texts that share seven tenths of their runs have a band in common in 98.5 of
/// 100 cases, two that share three tenths in 24.
pub const BANDS: usize = 10;

/// The number of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u64);

/// The first run of each bin of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    firsts: [u64; BINS],
}

impl Sketch {
    /// The sketch of a text of these words, in order; `None` if there are none.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Option<Sketch> {
        let words: Vec<u64> = words.into_iter().map(|word| xxh3_64(word.as_bytes())).collect();
        let mut firsts = [None; BINS];
        for run in words.windows(RUN.min(words.len().max(1))).map(run) {
            let first = &mut firsts[(run >> (u64::BITS - BINS.ilog2())) as usize];
            *first = Some(first.map_or(run, |first: u64| first.min(run)));
        }
        let is_any = firsts.iter().any(Option::is_some);
        is_any.then(|| Sketch { firsts: filled(&firsts) })
    }

    /// One bit of each bin; two bins with one run between them have nothing else in common.
    pub fn fingerprint(&self) -> Fingerprint {
        let bits = self.firsts.iter().zip(0..).map(|(first, bin)| mixed(first ^ bin) & 1);
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
        (2.0 * f64::from(same) / BINS as f64 - 1.0).max(0.0)
    }
}

/// The number of a run of words.
fn run(words: &[u64]) -> u64 {
    words.iter().fold(0, |number, word| mixed(number ^ word))
}

/// The firsts of all bins: of its own runs, or else those of the first bin that has some, in an order that
/// only the bin decides.
fn filled(firsts: &[Option<u64>; BINS]) -> [u64; BINS] {
    let mut lenders = [u16::MAX; BINS];
    for (lends, _) in NEAR.iter().zip(firsts).filter(|(_, first)| first.is_some()) {
        for (lender, near) in lenders.iter_mut().zip(lends) {
            *lender = (*lender).min(*near);
        }
    }
    lenders.map(|lender| firsts[usize::from(lender) % BINS].unwrap_or_default())
}

/// How near a bin that lends its first is to each other one: a number at random, the least for itself, that
/// ends in the number of the lender.
static NEAR: [[u16; BINS]; BINS] = {
    let mut near = [[0; BINS]; BINS];
    let mut pair = 0;
    while pair < BINS * BINS {
        let (lender, bin) = (pair / BINS, pair % BINS);
        let rank = if lender == bin { 0 } else { mixed(pair as u64) as u16 / BINS as u16 };
        near[lender][bin] = rank * BINS as u16 + lender as u16;
        pair += 1;
    }
    near
};

/// Another number, far away for near ones (the finalizer of SplitMix64; Steele, Lea, Flood, 2014).
const fn mixed(number: u64) -> u64 {
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
