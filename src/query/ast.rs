//! The query as a tree, which prints itself back.
//!
//! Invariant: `parse(&query.to_string())` is the same tree.

use serde::{Deserialize, Serialize};

use crate::{article::Date, field::Field};

/// What to look for. Words and phrases hold the text as it was typed; what a word is, is left to
/// `analyze`.
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
    /// `"…"`: these words in this order, exact.
    Phrase {
        /// The words as typed, without the marks.
        text: String,
    },
    /// `field:…`: everything below is looked for in this field. Never nested, never Date.
    Field {
        /// Where to look.
        field: Field,
        /// What for: words and phrases with AND, OR, NOT, or `*` for any value.
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
    /// `QUOTE(…)`: an article with one quotation that matches all of it.
    Quote(Box<Query>),
    /// `SAID(who, what)`: one quotation by `who`, a query on the speaker, that matches `what`.
    Said {
        /// The speaker.
        who: Box<Query>,
        /// The words.
        what: Box<Query>,
    },
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
