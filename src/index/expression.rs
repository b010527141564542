//! A place expression made ready to be looked for: its words by their numbers.
//!
//! What it means is written in `places`. Where it stands in a text, from the positions of its words, is
//! left to `occurrence`.

use super::{matching::Context, near::Hull};
use crate::{
    analyze::Sought,
    field::Field,
    query::{Fit, Query, Reach},
};

/// A place expression over numbered words: each number is one position of one typed word or phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// The ways to read one typed word or phrase; the longest that stands in a text counts.
    Readings(Vec<Reading>),
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

/// Words that follow each other, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Each with the number of words before it. What comes first is looked at first.
    words: Vec<(u32, usize)>,
}

impl Reading {
    /// These words, one after the other.
    pub fn new(words: impl IntoIterator<Item = usize>) -> Reading {
        Reading { words: (0..).zip(words).collect() }
    }

    /// The words, in any order.
    pub fn words(&self) -> impl Iterator<Item = usize> {
        self.words.iter().map(|&(_, word)| word)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word, if it is one.
    pub fn single(&self) -> Option<usize> {
        match self.words[..] {
            [(_, word)] => Some(word),
            _ => None,
        }
    }

    /// The first and the last word of each place where it stands in a text, in order, each once.
    pub fn runs(
        &self,
        positions: &mut impl Positions,
        room: &mut Room,
    ) -> impl Iterator<Item = Hull> {
        let (&(before_lead, lead), rest) = self.words.split_first().unwrap_or((&(0, 0), &[]));
        room.leads.clear();
        if !self.words.is_empty() {
            room.leads.extend_from_slice(positions.word(lead));
        }
        for &(before, word) in rest {
            if room.leads.is_empty() {
                break;
            }
            room.keep(positions.word(word), before_lead, before);
        }
        // A lead that has no word before it where it needs one was not kept.
        let more = (self.words.len() as u32).saturating_sub(1);
        room.leads.iter().map(move |&lead| (lead - before_lead, lead - before_lead + more))
    }
}

/// Room to look for phrases, so that most texts need no memory of their own.
#[derive(Default)]
pub struct Room {
    /// Where the word that is looked at first stands, with all words that have been looked at.
    leads: Vec<u32>,
    kept: Vec<u32>,
    /// Whether a position is one of the leads; all false in between. To merge the two lists of positions
    /// takes twice as long: nobody can guess in which of them the next one is.
    is_lead: Vec<bool>,
}

impl Room {
    /// Keeps the leads that have one of `positions` where it should be.
    fn keep(&mut self, positions: &[u32], before_lead: u32, before: u32) {
        let last = self.leads.last().map_or(0, |&last| last as usize);
        if self.is_lead.len() <= last {
            self.is_lead.resize((last + 1).next_power_of_two(), false);
        }
        self.leads.iter().for_each(|&lead| self.is_lead[lead as usize] = true);
        self.kept.clear();
        for &position in positions {
            let lead = (position + before_lead).wrapping_sub(before);
            if self.is_lead.get(lead as usize) == Some(&true) {
                self.kept.push(lead);
            }
        }
        self.leads.iter().for_each(|&lead| self.is_lead[lead as usize] = false);
        std::mem::swap(&mut self.leads, &mut self.kept);
    }
}

/// The positions of words in one text, each in order and once.
pub trait Positions {
    /// Of the word of this number.
    fn word(&mut self, number: usize) -> &[u32];

    /// Of the last words of sentences or paragraphs.
    fn ends(&mut self, of: Unit) -> &[u32];
}

impl Expression {
    /// One word, that of number 0.
    pub fn word() -> Expression {
        Expression::Readings(vec![Reading::new([0])])
    }

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
                let patterns = context.sought(field, word_or_phrase);
                let numbers = patterns.into_iter().map(|mut pattern| {
                    let from = words.len();
                    words.append(&mut pattern);
                    from..words.len()
                });
                match word_or_phrase {
                    Query::Phrase { fit: Fit::Moves(moves), .. } => Expression::Any(
                        numbers.map(|words| Expression::Moves(words.collect(), *moves)).collect(),
                    ),
                    _ => Expression::Readings(numbers.map(Reading::new).collect()),
                }
            }
        }
    }

    /// Has the rarest word of each phrase looked at first, given how common the words are.
    pub fn sort(&mut self, frequency: &impl Fn(usize) -> u32) {
        match self {
            Expression::Readings(readings) => readings
                .iter_mut()
                .for_each(|reading| reading.words.sort_by_key(|&(_, word)| frequency(word))),
            Expression::Moves(..) => {}
            Expression::Any(any) => any.iter_mut().for_each(|one| one.sort(frequency)),
            Expression::First(_, inner) => inner.sort(frequency),
            Expression::Near { left, right, .. } => {
                left.sort(frequency);
                right.sort(frequency);
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

    /// The words of it, if it is one word or phrase that can be read in one way.
    pub fn phrase(&self) -> Option<&Reading> {
        match self {
            Expression::Readings(readings) => match &readings[..] {
                [only] => Some(only),
                _ => None,
            },
            _ => None,
        }
    }

    /// The word, if it is one that can be read in one way.
    pub fn single(&self) -> Option<usize> {
        self.phrase().and_then(Reading::single)
    }

    /// Whether one of its words is all that a place needs.
    pub fn is_any_word(&self) -> bool {
        match self {
            Expression::Readings(readings) => readings.iter().all(|reading| reading.len() == 1),
            Expression::Any(any) => any.iter().all(Expression::is_any_word),
            _ => false,
        }
    }
}
