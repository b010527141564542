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
        Rank { value: u64::from(place(sort, score, day)) << 32, key }
    }

    /// The same, and by another order where ranks are equal.
    pub fn then(self, sort: Option<Sort>, score: f32, day: Option<u64>) -> Rank {
        let second = sort.map_or(0, |sort| place(sort, score, day));
        Rank { value: self.value | u64::from(second), ..self }
    }

    /// The score of a document that is ranked by it before all else.
    pub fn score(self) -> f32 {
        score((self.value >> 32) as u32)
    }

    /// The score of a document that is ranked by it second.
    pub fn second_score(self) -> f32 {
        score(self.value as u32)
    }
}

/// Where a document stands in one order. A score is not negative: the order of such floats is the order of
/// their bits.
fn place(sort: Sort, score: f32, day: Option<u64>) -> u32 {
    let day = day.map(|day| u32::try_from(day).unwrap_or(u32::MAX - 1));
    match sort {
        Sort::Relevance | Sort::Recent => u32::MAX - score.max(0.0).to_bits(),
        Sort::Newest => day.map_or(u32::MAX, |day| u32::MAX - 1 - day),
        Sort::Oldest => day.unwrap_or(u32::MAX),
    }
}

/// The score that stands at a place.
fn score(place: u32) -> f32 {
    f32::from_bits(u32::MAX - place)
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
        let rank = |score, key| Rank::new(Sort::Relevance, key, score, None);
        let scores = [12.5, 3.0, 0.25, 0.0];
        for pair in scores.windows(2) {
            assert!(rank(pair[0], 9) < rank(pair[1], 1), "{pair:?}");
        }
        assert!(rank(1.0, 1) < rank(1.0, 2));
        assert_eq!(rank(12.5, 9).score(), 12.5);
    }

    #[test]
    fn what_is_equal_in_one_order_stands_in_the_other() {
        let rank = |score, day, key| {
            Rank::new(Sort::Newest, key, score, day).then(Some(Sort::Relevance), score, day)
        };
        let in_order = [
            rank(0.0, Some(20240501), 9),
            rank(2.5, Some(20240430), 9),
            rank(1.5, Some(20240430), 7),
            rank(1.5, Some(20240430), 8),
            rank(9.0, None, 1),
        ];
        assert!(in_order.is_sorted());
        assert_eq!(in_order[1].second_score(), 2.5);
    }

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        let rank = Rank::new(Sort::Relevance, 77, 1.5, None);
        let cursor = Cursor { rank, state: 5 };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for text in ["", "12", "zz", &"é".repeat(24), &"f".repeat(49), &format!("+{:047x}", 1)] {
            assert!(text.parse::<Cursor>().is_err(), "{text:?}");
        }
    }
}
