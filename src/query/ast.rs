//! The query as a tree, which prints itself back.
//!
//! Invariant: `parse(&query.to_string())` is the same tree.

use serde::{Deserialize, Serialize};

use crate::{article::Date, field::Field};

/// What to look for. Words and phrases hold the text as it was typed; what a word is, is left to
/// `analyze`, what a tree finds to `index::matching`.
///
/// A *place expression* stands for places in a text: a word of any kind, a phrase, Near, First, an Or
/// of place expressions, a Boost of one. It matches where there is such a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// `*`: every article, inside QUOTE every quotation.
    All,
    /// One word, stemmed unless `exact` (`=word`).
    Word {
        /// The word as typed.
        text: String,
        /// Whether only this form counts.
        exact: bool,
    },
    /// `"…"`: these words in this order, each as it is; `STEM("…")`: in any of its forms.
    Phrase {
        /// The words as typed, without the marks.
        text: String,
        /// Whether the words count in all their forms.
        stemmed: bool,
        /// How closely a text must follow it.
        fit: Fit,
    },
    /// `inflat*`, `colo?r`, `bankrupt!`: any word of this shape, as it is in the text.
    Wildcard {
        /// `*` is any number of letters, `?` one; a backslash makes the next character a letter.
        pattern: String,
    },
    /// `word~1`: any word that differs by so many letters, as it is in the text. To insert, to
    /// delete, to replace a letter and to swap two neighbours is one each.
    Fuzzy {
        /// The word as typed.
        text: String,
        /// 1 or 2.
        distance: u8,
    },
    /// `/…/`: any word that the regular expression matches from its first letter to its last, folded
    /// as it is in the index.
    Regex {
        /// The expression, without the slashes; see [`word_regex`](crate::text::word_regex).
        pattern: String,
    },
    /// `field:…`: everything below is looked for in this field. Never nested, never Date, never
    /// inside a place expression or AtLeast.
    Field {
        /// Where to look.
        field: Field,
        /// What for: place expressions and AtLeast with AND, OR, NOT, MAYBE; or `*` for any value.
        query: Box<Query>,
    },
    /// `date:…`: published within these bounds; with no bound, any article that has a date.
    Dates {
        /// The earliest day, if there is a bound.
        from: Option<DateBound>,
        /// The latest day, if there is a bound.
        to: Option<DateBound>,
    },
    /// All of them. At least two, none of them an And.
    And(Vec<Query>),
    /// Any of them. At least two, none of them an Or.
    Or(Vec<Query>),
    /// Everything else: articles, inside QUOTE quotations, that do not match.
    Not(Box<Query>),
    /// `MAYBE …`: matches everything, and ranks higher what matches the query. The parser takes it
    /// only as a part of an And.
    Maybe(Box<Query>),
    /// `…^2`: the same matches, with so many times the score.
    Boost {
        /// What to look for.
        query: Box<Query>,
        /// How much more it counts.
        factor: Factor,
    },
    /// Two place expressions in one text, near each other. Its places are those of both sides
    /// together; with `negated` those of the left side that have no right side near.
    Near {
        /// A place expression.
        left: Box<Query>,
        /// Another.
        right: Box<Query>,
        /// How near.
        reach: Reach,
        /// Whether all of the left side comes before all of the right: PRE.
        ordered: bool,
        /// `NOT NEAR/n`.
        negated: bool,
    },
    /// `ATLEAST/n(…)`: so many places that do not overlap, in all fields that are looked at together.
    AtLeast {
        /// How many; 1 to [`MOST_COUNTED`].
        count: u32,
        /// A place expression.
        query: Box<Query>,
    },
    /// `FIRST/n(…)`: places within the first words of the text.
    First {
        /// How many words; at least 1.
        words: u32,
        /// A place expression.
        query: Box<Query>,
    },
    /// `QUOTE(…)`: an article with one quotation that matches all of it; `QUOTE/n(…)`: with so many.
    Quote {
        /// How many; 1 to [`MOST_COUNTED`].
        least: u32,
        /// What the quotation must match.
        query: Box<Query>,
    },
    /// `SAID(who, what)`: one quotation by `who`, a query on the speaker, that matches `what`.
    Said {
        /// The speaker.
        who: Box<Query>,
        /// The words.
        what: Box<Query>,
    },
}

/// The largest distance of words.
pub const FARTHEST: u32 = 500;

/// The largest number that ATLEAST and QUOTE/n count to.
pub const MOST_COUNTED: u32 = 255;

/// How closely a text must follow a phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Word for word.
    #[default]
    Exact,
    /// `"…"~n`: after so many moves of words by one place, 1 to [`FARTHEST`]. With the word number
    /// i of the phrase at position p, the largest and the smallest p - i differ by at most n.
    Moves(u32),
    /// `"…"*`: the last word is only the beginning of one.
    Prefix,
}

/// How near two places must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// At most so many words apart, 1 to [`FARTHEST`]; 1 is next to each other.
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one paragraph.
    Paragraph,
}

/// A number from 0 to 1,000 with at most three decimals: how much more something counts. What counts
/// 0 times must match and has no say in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor(u32);

impl Factor {
    /// Not at all.
    pub const ZERO: Factor = Factor(0);

    /// As much as without it.
    pub const ONE: Factor = Factor(1000);

    /// Reads `2`, `0.5`; `None` if it is no such number.
    pub fn new(text: &str) -> Option<Factor> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || decimals.len() > 3 {
            return None;
        }
        let thousandths: u32 = format!("{decimals:0<3}").parse().ok()?;
        let factor = whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(thousandths)?;
        (factor <= 1_000_000).then_some(Factor(factor))
    }

    /// The number.
    pub fn value(self) -> f32 {
        self.0 as f32 / 1000.0
    }

    /// The number times 1,000.
    pub(super) fn thousandths(self) -> u32 {
        self.0
    }
}

impl Query {
    /// Whether it is a place expression.
    pub fn is_place(&self) -> bool {
        match self {
            Query::Word { .. }
            | Query::Phrase { .. }
            | Query::Wildcard { .. }
            | Query::Fuzzy { .. }
            | Query::Regex { .. }
            | Query::Near { .. }
            | Query::First { .. } => true,
            Query::Or(any) => any.iter().all(Query::is_place),
            Query::Boost { query, .. } => query.is_place(),
            _ => false,
        }
    }

    /// Its direct parts.
    pub fn parts(&self) -> Vec<&Query> {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().collect(),
            Query::Near { left, right, .. } => vec![left, right],
            Query::Said { who, what } => vec![who, what],
            Query::Not(query)
            | Query::Maybe(query)
            | Query::Field { query, .. }
            | Query::Boost { query, .. }
            | Query::AtLeast { query, .. }
            | Query::First { query, .. }
            | Query::Quote { query, .. } => vec![query],
            Query::All
            | Query::Word { .. }
            | Query::Phrase { .. }
            | Query::Wildcard { .. }
            | Query::Fuzzy { .. }
            | Query::Regex { .. }
            | Query::Dates { .. } => Vec::new(),
        }
    }

    /// How many words, phrases and dates it looks for.
    pub fn words(&self) -> usize {
        match &self.parts()[..] {
            [] => 1,
            parts => parts.iter().map(|part| part.words()).sum(),
        }
    }
}

/// One end of a range of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateBound {
    /// Where the range ends. A lower bound means its first day, an upper bound its last.
    pub point: DatePoint,
    /// Whether the point itself is in the range: `[`, `>=` against `{`, `>`.
    pub inclusive: bool,
}

/// A date in a query: of the calendar or relative to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatePoint {
    /// A day, month or year.
    At(Date),
    /// So many units before today.
    Ago(u32, Unit),
}

/// A unit of calendar time: `d`, `w`, `m`, `y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// `d`
    Day,
    /// `w`
    Week,
    /// `m`
    Month,
    /// `y`
    Year,
}
