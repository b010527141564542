//! Where a place expression stands in one text: the meaning of proximity, word by word.
//!
//! Every place is made, with all its words, and looked at: slow and obviously right. Which documents
//! and fields are looked at is left to `matching`.
//!
//! The rules:
//! - A place is a set of words. Those of a word or phrase follow each other; `a NEAR/5 b` has the
//!   words of both sides.
//! - Two places are as far apart as the two nearest words of them; 1 is next to each other. They have
//!   no word in common: a repeated word needs a repeated position.
//! - `PRE` means that the last word of the left side comes before the first of the right side, and
//!   counts from the one to the other.
//! - Two places are in one sentence or paragraph if none ends between the first word and the last
//!   word of both together.
//! - `NOT NEAR`: a place of the left side with no place of the right side near, other than itself or
//!   a part of itself.
//! - Of the ways to read one typed word ("covid-19", "covid19") that meet in a text, the longest
//!   counts.

use std::collections::BTreeSet;

use super::matching::Context;
use crate::{
    analyze::{PARAGRAPH, Pattern, SENTENCE, Sought, Words},
    field::Field,
    query::{Fit, Query, Reach},
};

/// The positions of the words of a place, in order. Never empty.
pub type Place = BTreeSet<usize>;

/// One text of a field.
#[derive(Clone, Copy)]
pub struct Text<'t> {
    /// The field, which decides what a typed word means.
    pub field: Field,
    /// Its words.
    pub words: &'t Words,
    /// What a typed word means.
    pub context: Context<'t>,
}

impl Text<'_> {
    /// The places of a place expression; of any other query none.
    pub fn places(&self, query: &Query) -> BTreeSet<Place> {
        match query {
            Query::Phrase { text, stemmed, fit: Fit::Moves(moves) } => {
                let patterns = self.context.patterns(self.field, text, *stemmed);
                patterns.iter().flat_map(|pattern| self.moved(pattern, *moves)).collect()
            }
            Query::Or(any) => any.iter().flat_map(|query| self.places(query)).collect(),
            Query::Boost { query, .. } => self.places(query),
            Query::First { words, query } => {
                let is_first = |place: &Place| last(place) < *words as usize;
                self.places(query).into_iter().filter(is_first).collect()
            }
            Query::Near { left, right, reach, ordered, negated } => {
                let near = Near { reach: *reach, ordered: *ordered, text: self };
                near.places(&self.places(left), &self.places(right), *negated)
            }
            word_or_phrase => {
                let patterns = self.context.sought(self.field, word_or_phrase);
                longest(patterns.iter().flat_map(|pattern| self.runs(pattern)).collect())
            }
        }
    }

    /// Where the words of a pattern follow each other.
    fn runs(&self, pattern: &Pattern) -> Vec<Place> {
        let stands_at = |start: &usize| {
            pattern.iter().enumerate().all(|(offset, sought)| self.has(start + offset, sought))
        };
        let starts = (0..self.words.words().len()).filter(stands_at);
        starts.map(|start| (start..start + pattern.len()).collect()).collect()
    }

    /// Where the words of a pattern stand after so many moves: see [`Fit::Moves`].
    fn moved(&self, pattern: &Pattern, moves: u32) -> Vec<Place> {
        let mut places = vec![(Place::new(), isize::MAX, isize::MIN)];
        for (number, sought) in pattern.iter().enumerate() {
            let positions: Vec<usize> =
                (0..self.words.words().len()).filter(|&at| self.has(at, sought)).collect();
            let mut longer = Vec::new();
            for (place, least, most) in &places {
                for &position in positions.iter().filter(|position| !place.contains(position)) {
                    let shift = position as isize - number as isize;
                    let (least, most) = (shift.min(*least), shift.max(*most));
                    if most - least <= moves as isize {
                        let mut place = place.clone();
                        place.insert(position);
                        longer.push((place, least, most));
                    }
                }
            }
            places = longer;
        }
        places.into_iter().map(|(place, ..)| place).collect()
    }

    fn has(&self, position: usize, sought: &Sought) -> bool {
        self.words.any(position, sought)
    }
}

/// How many of the places there are that do not overlap, from first word to last: as many as
/// possible, by taking the one that ends first again and again.
pub fn count(places: &BTreeSet<Place>) -> usize {
    let mut ends: Vec<(usize, usize)> =
        places.iter().map(|place| (last(place), first(place))).collect();
    ends.sort_unstable();
    let (mut count, mut free) = (0, 0);
    for (last, first) in ends {
        if first >= free {
            count += 1;
            free = last + 1;
        }
    }
    count
}

/// The places that are not a part of another one.
fn longest(places: BTreeSet<Place>) -> BTreeSet<Place> {
    let is_part = |place: &Place| {
        places.iter().any(|other| other.len() > place.len() && place.is_subset(other))
    };
    places.iter().filter(|place| !is_part(place)).cloned().collect()
}

/// A proximity operator in a text.
struct Near<'n> {
    reach: Reach,
    ordered: bool,
    text: &'n Text<'n>,
}

impl Near<'_> {
    fn places(
        &self,
        left: &BTreeSet<Place>,
        right: &BTreeSet<Place>,
        negated: bool,
    ) -> BTreeSet<Place> {
        if negated {
            let has_none =
                |a: &&Place| !right.iter().any(|b| !b.is_subset(a) && self.is_near(a, b));
            return left.iter().filter(has_none).cloned().collect();
        }
        let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
        let near = pairs.filter(|(a, b)| a.is_disjoint(b) && self.is_near(a, b));
        near.map(|(a, b)| a | b).collect()
    }

    fn is_near(&self, a: &Place, b: &Place) -> bool {
        if self.ordered && last(a) >= first(b) {
            return false;
        }
        let ends_between = |mark: &str| {
            let (from, to) = (first(a).min(first(b)), last(a).max(last(b)));
            (from..to).any(|position| self.text.words.ends(position, mark))
        };
        match self.reach {
            Reach::Words(most) => distance(a, b) <= most as usize,
            Reach::Sentence => !ends_between(SENTENCE),
            Reach::Paragraph => !ends_between(PARAGRAPH),
        }
    }
}

/// How far apart the nearest words of two places are; zero if they share one.
fn distance(a: &Place, b: &Place) -> usize {
    let pairs = a.iter().flat_map(|p| b.iter().map(move |q| p.abs_diff(*q)));
    pairs.min().unwrap_or(usize::MAX)
}

fn first(place: &Place) -> usize {
    place.first().copied().unwrap_or_default()
}

fn last(place: &Place) -> usize {
    place.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analyze::{Analyzer, Language},
        query::parse,
    };

    /// The words of each place of `typed` in `text`, and how many there are that do not overlap.
    fn found(typed: &str, text: &str) -> String {
        let words = Analyzer::with(Language::ENGLISH, |analyzer| analyzer.text(text));
        let languages = [Language::ENGLISH];
        let context = Context { languages: &languages, today: jiff::civil::Date::default() };
        let query = parse(typed).unwrap_or_else(|errors| panic!("{typed}: {errors:?}")).query;
        let places = Text { field: Field::Body, words: &words, context }.places(&query);
        let shown = places.iter().map(|place| {
            let words = place.iter().map(|&at| words.words()[at].span.of(text));
            words.collect::<Vec<_>>().join(" ")
        });
        match count(&places) {
            0 => String::new(),
            count => format!("{} ({count})", shown.collect::<Vec<_>>().join(", ")),
        }
    }

    fn check(cases: &[(&str, &str, &str)]) {
        for (typed, text, expected) in cases {
            assert_eq!(found(typed, text), *expected, "{typed:?} in {text:?}");
        }
    }

    #[test]
    fn words_stand_where_they_are_meant() {
        check(&[
            ("toll", "Tolls on tolls", "Tolls, tolls (2)"),
            ("=tolls", "Toll tolls", "tolls (1)"),
            ("covid-19", "Covid-19, covid19", "Covid 19, covid19 (2)"),
            ("inflat*", "inflation inflated inflict", "inflation, inflated (2)"),
            ("colo?r", "color colour", "colour (1)"),
            ("colo*r", "color colour colours", "color, colour (2)"),
            ("merkle~1", "Merkel met Merkels", "Merkel (1)"),
            ("/mer.*l/", "Merkel met Merkels", "Merkel (1)"),
            ("\"rate cut\"", "rate cuts, rate cut", "rate cut (1)"),
            ("STEM(\"rate cut\")", "rates cuts, rate cut", "rates cuts, rate cut (2)"),
            (
                "\"interest ra\"*",
                "interest rates, interest races",
                "interest rates, interest races (2)",
            ),
        ]);
    }

    #[test]
    fn moved_phrases() {
        check(&[
            ("\"a b\"~1", "a b", "a b (1)"),
            ("\"a b\"~1", "a x b", "a b (1)"),
            ("\"a b\"~1", "b a", ""),
            ("\"a b\"~2", "b a", "b a (1)"),
            ("\"a b c\"~1", "a x b x c", ""),
            ("\"a b c\"~2", "a x b x c", "a b c (1)"),
            ("\"very very\"~1", "very", ""),
            ("\"very very\"~1", "very good very", "very very (1)"),
        ]);
    }

    #[test]
    fn near_words() {
        check(&[
            ("a NEAR/1 b", "b a x b", "b a (1)"),
            ("a NEAR/2 b", "b a x b", "b a, a b (1)"),
            ("a PRE/2 b", "b a x b", "a b (1)"),
            ("a NEAR/3 a", "a", ""),
            ("a NEAR/3 a", "a x a", "a a (1)"),
            ("a NEAR/9 b NEAR/1 c", "a c b", "a c b (1)"),
            ("(a NEAR/9 b) PRE/1 c", "a c b", ""),
            ("(a NEAR/9 b) NEAR/9 a", "a b", ""),
            ("(x OR \"a b\") NEAR/1 c", "a b c x", "a b c, c x (1)"),
            (
                "inflat* NEAR/2 STEM(\"rate cut\")",
                "rates cuts, inflation",
                "rates cuts inflation (1)",
            ),
            ("a NEAR/9 FIRST/2(b)", "b a b", "b a (1)"),
        ]);
    }

    #[test]
    fn words_that_are_not_near() {
        check(&[
            ("rico NOT NEAR/2 puerto", "puerto rico", ""),
            ("rico NOT NEAR/2 puerto", "puerto rico x x rico", "rico (1)"),
            ("rico NOT PRE/2 puerto", "puerto rico", "rico (1)"),
            ("tax NOT NEAR/2 tax", "tax", "tax (1)"),
            ("tax NOT NEAR/2 tax", "tax tax x x tax", "tax (1)"),
            ("cut NOT NEAR/1 \"tax cut\"", "tax cut x x cut", "cut (1)"),
            ("\"tax cut\" NOT NEAR/1 cut", "tax cut", "tax cut (1)"),
            ("covid-19 NOT NEAR/1 case", "covid-19 cases", ""),
            ("a NOT SENT b", "A met b. A fell.", "A (1)"),
        ]);
    }

    #[test]
    fn sentences_and_paragraphs() {
        check(&[
            ("a SENT b", "A rose. B fell.", ""),
            ("a PARA b", "A rose. B fell.", "A B (1)"),
            ("a PARA b", "A rose.\n\nB fell.", ""),
            ("a PRE/S b", "B a.", ""),
            (
                "merkel SENT resign*",
                "Mr. Merkel of the U.S. Treasury resigned.",
                "Merkel resigned (1)",
            ),
            ("percent SENT won", "It fell 3.5 percent, J. K. Roe won.", "percent won (1)"),
            ("(a NEAR/9 b) SENT c", "A rose. B c.", ""),
            ("\"a b\" SENT c", "A b c.", "A b c (1)"),
            ("a SENT b", "a b", "a b (1)"),
        ]);
    }
}
