//! A place expression made ready to be looked for: its words by their numbers.
//!
//! What it means is written in `places`. Where it stands in a text, from the positions of its words, is
//! left to `occurrence`.

use super::matching::Context;
use crate::{
    analyze::Sought,
    field::Field,
    query::{Fit, Query, Reach},
};

/// A place expression over numbered words: each number is one position of one typed word or phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// The ways to read one typed word or phrase, each by its successive words; the longest that
    /// stands in a text counts.
    Readings(Vec<Vec<usize>>),
    /// Words after so many moves: see [`Fit::Moves`].
    Moves(Vec<usize>, u32),
    /// Any of them.
    Any(Vec<Expression>),
    /// Two, near each other or not.
    Near {
        /// One side.
        left: Box<Expression>,
        /// The other.
        right: Box<Expression>,
        /// How near.
        reach: Reach,
        /// Whether the left side comes first.
        ordered: bool,
        /// Whether no right side may be near.
        negated: bool,
    },
    /// Within the first words.
    First(u32, Box<Expression>),
}

/// What two places can be in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A sentence.
    Sentence,
    /// A paragraph.
    Paragraph,
}

impl Expression {
    /// The places of `query`, a place expression, in a field; adds its words to `words`. Of any other
    /// query there are none.
    pub fn new(
        query: &Query,
        field: Field,
        context: Context<'_>,
        words: &mut Vec<Sought>,
    ) -> Expression {
        let mut inner = |query: &Query| Expression::new(query, field, context, words);
        match query {
            Query::Or(any) => Expression::Any(any.iter().map(inner).collect()),
            Query::Boost { query, .. } => inner(query),
            Query::First { words: count, query } => {
                Expression::First(*count, Box::new(inner(query)))
            }
            Query::Near { left, right, reach, ordered, negated } => Expression::Near {
                left: Box::new(inner(left)),
                right: Box::new(inner(right)),
                reach: *reach,
                ordered: *ordered,
                negated: *negated,
            },
            word_or_phrase => {
                let mut number = |sought: &Sought| {
                    words.push(sought.clone());
                    words.len() - 1
                };
                let patterns = context.sought(field, word_or_phrase);
                let readings =
                    patterns.iter().map(|pattern| pattern.iter().map(&mut number).collect());
                match word_or_phrase {
                    Query::Phrase { fit: Fit::Moves(moves), .. } => Expression::Any(
                        readings.map(|words| Expression::Moves(words, *moves)).collect(),
                    ),
                    _ => Expression::Readings(readings.collect()),
                }
            }
        }
    }

    /// Whether it asks where sentences, or paragraphs, end.
    pub fn reads(&self, unit: Unit) -> bool {
        match self {
            Expression::Readings(_) | Expression::Moves(..) => false,
            Expression::Any(any) => any.iter().any(|one| one.reads(unit)),
            Expression::First(_, inner) => inner.reads(unit),
            Expression::Near { left, right, reach, .. } => {
                let own = match reach {
                    Reach::Words(_) => false,
                    Reach::Sentence => unit == Unit::Sentence,
                    Reach::Paragraph => unit == Unit::Paragraph,
                };
                own || left.reads(unit) || right.reads(unit)
            }
        }
    }

    /// Whether one of its words is all that a place needs.
    pub fn is_any_word(&self) -> bool {
        match self {
            Expression::Readings(readings) => readings.iter().all(|words| words.len() == 1),
            Expression::Any(any) => any.iter().all(Expression::is_any_word),
            _ => false,
        }
    }
}
