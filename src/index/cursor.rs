//! The order of hits, and the place in it where a page ends.

use std::{fmt, str::FromStr};

use crate::{error::Error, query::Sort};

/// Where a hit stands in the order of hits: smaller ranks come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// What the hits are sorted by, made so that smaller is better.
    pub value: u64,
    /// The key of the document, which decides between equals.
    pub key: u64,
}

impl Rank {
    /// The rank of a document in this order: by its score, or by the first day `yyyymmdd` on which it
    /// may have been published.
    pub fn new(sort: Sort, key: u64, score: f32, day: Option<u64>) -> Rank {
        match sort {
            Sort::Relevance | Sort::Recent => Rank::by_score(score, key),
            Sort::Newest => Rank { value: day.map_or(u64::MAX, |day| u64::MAX - 1 - day), key },
            Sort::Oldest => Rank { value: day.unwrap_or(u64::MAX), key },
        }
    }

    /// The rank of a document with this score, which is not negative: the order of such floats is
    /// the order of their bits.
    pub fn by_score(score: f32, key: u64) -> Rank {
        Rank { value: u64::from(u32::MAX - score.max(0.0).to_bits()), key }
    }

    /// The score of a rank made by [`Rank::by_score`].
    pub fn score(self) -> f32 {
        u32::try_from(self.value).map_or(0.0, |value| f32::from_bits(u32::MAX - value))
    }
}

/// Where a page ended, as text: what follows comes after the last hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The rank of the last hit.
    pub rank: Rank,
    /// The state of the index in which it had this rank. In another one scores differ.
    pub state: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}{:016x}", self.rank.value, self.rank.key, self.state)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Cursor, Error> {
        let is_cursor = text.len() == 48 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = |part: Option<&str>| u64::from_str_radix(part?, 16).ok();
        match (number(text.get(..16)), number(text.get(16..32)), number(text.get(32..))) {
            (Some(value), Some(key), Some(state)) if is_cursor => {
                Ok(Cursor { rank: Rank { value, key }, state })
            }
            _ => Err(Error::Cursor(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_scores_have_smaller_ranks() {
        let scores = [12.5, 3.0, 0.25, 0.0];
        for pair in scores.windows(2) {
            assert!(Rank::by_score(pair[0], 9) < Rank::by_score(pair[1], 1), "{pair:?}");
        }
        assert!(Rank::by_score(1.0, 1) < Rank::by_score(1.0, 2));
        assert_eq!(Rank::by_score(12.5, 9).score(), 12.5);
    }

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        let cursor = Cursor { rank: Rank::by_score(1.5, 77), state: 5 };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for text in ["", "12", "zz", &"é".repeat(24), &"f".repeat(49), &format!("+{:047x}", 1)] {
            assert!(text.parse::<Cursor>().is_err(), "{text:?}");
        }
    }
}
