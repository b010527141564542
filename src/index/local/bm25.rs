//! How well a document matches: BM25 over several fields.
//!
//! A word in the title and the same word in the body are one piece of evidence, not two. So the
//! frequencies of a word in the fields are added up before they saturate, each divided by what the
//! length of its field makes of it and multiplied by the weight of the field (Robertson, Zaragoza and
//! Taylor 2004, "Simple BM25 extension to multiple weighted fields"):
//!
//! ```text
//! tf    = sum over fields of weight * count / (1 - b + b * length / average length)
//! score = idf * (K1 + 1) * tf / (K1 + tf)
//! idf   = ln(1 + (N - df + 0.5) / (df + 0.5))
//! ```
//!
//! N is the number of articles, inside QUOTE of quotations; df that of those with the word in the
//! field that has it most often. What stands for several words, a phrase or words near each other, has
//! the sum of their idf, and where any of several will do the least of theirs.

use tantivy::{Score, fieldnorm::FieldNormReader};

use crate::field::Field;

/// How slowly repetitions of a word stop counting.
pub const K1: Score = 2.2;

/// How a field counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// How much more an occurrence counts than one in the body.
    pub weight: Score,
    /// How much the length of the field matters, 0 to 1.
    pub b: Score,
}

/// The parameters of a field. They were chosen on four judged collections at once, see `eval ranking`;
/// names and codes have no lengths.
pub fn parameters(field: Field) -> Parameters {
    match field {
        Field::Title => Parameters { weight: 4.0, b: 0.75 },
        Field::Body | Field::Text => Parameters { weight: 1.0, b: 0.6 },
        _ => Parameters { weight: 1.0, b: 0.0 },
    }
}

/// What the words of a rare kind weigh against those of a common one; `df` may be more than `documents`.
pub fn idf(df: u64, documents: u64) -> Score {
    let df = df.min(documents) as Score;
    (1.0 + (documents as Score - df + 0.5) / (df + 0.5)).ln()
}

/// The largest score that something with this idf can have.
pub fn ceiling(idf: Score) -> Score {
    idf * (K1 + 1.0)
}

/// The score for the sum of the weighted frequencies.
pub fn score(idf: Score, frequency: Score) -> Score {
    ceiling(idf) * frequency / (K1 + frequency)
}

/// What an occurrence in a field counts, by the length of the field.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    weight: Score,
    /// What every length costs.
    base: Score,
    /// What each word of the length costs.
    slope: Score,
}

impl Share {
    /// The shares of a field with this average length.
    pub fn new(field: Field, average: Score) -> Share {
        let Parameters { weight, b } = parameters(field);
        Share { weight, base: 1.0 - b, slope: b / average.max(1.0) }
    }

    /// What an occurrence counts in a field whose length has this number.
    pub fn of(self, id: u8) -> Score {
        let length = FieldNormReader::id_to_fieldnorm(id) as Score;
        self.weight / (self.base + self.slope * length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_and_short_fields_score_more() {
        assert!(idf(1, 100) > idf(50, 100) && idf(200, 100) > 0.0);
        let body = Share::new(Field::Body, 20.0);
        assert!(body.of(10) > body.of(20) && (body.of(20) - 1.0).abs() < 1e-6);
        assert!(score(2.0, 3.0) > score(2.0, 1.0) && score(2.0, 1e9) <= ceiling(2.0));
        assert_eq!(Share::new(Field::Speaker, 20.0).of(7), 1.0);
    }
}
