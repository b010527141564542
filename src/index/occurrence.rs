//! Where a place expression stands in one text, from the positions of its words: the fast way.
//!
//! What it means is written in `places`, word by word; this gives the same answers from sorted
//! positions. Words and phrases have *runs*, whose words follow each other; two of those near each
//! other are found in one pass, and only what is built of more is taken together place by place.
//! Where the positions come from, the postings of an index or the words of one text, is left to
//! [`Positions`].

use super::{
    expression::{Expression, Positions, Reading, Room, Unit},
    near::{
        Hull, Place, count_pairs, hull, is_disjoint, is_near, longest_hull, near_after, window,
    },
};
use crate::{
    analyze::{PARAGRAPH, SENTENCE, Sought, Words},
    query::Reach,
};

/// At most so many places are made while one text is looked at. Nothing that people write has a
/// thousandth of them; chains of operators with large distances between common words do.
const MOST_PLACES: usize = 200_000;

/// There are too many ways to put the words of a proximity expression together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

/// The positions of words in a text that is at hand.
pub struct WordPositions<'w> {
    words: &'w Words,
    positions: Vec<Vec<u32>>,
    ends: Vec<u32>,
}

impl<'w> WordPositions<'w> {
    /// The positions of `sought`, by their numbers.
    pub fn new(words: &'w Words, sought: &[Sought]) -> WordPositions<'w> {
        let positions = sought.iter().map(|sought| words.positions(sought)).collect();
        WordPositions { words, positions, ends: Vec::new() }
    }
}

impl Positions for WordPositions<'_> {
    fn word(&mut self, number: usize) -> &[u32] {
        &self.positions[number]
    }

    fn ends(&mut self, of: Unit) -> &[u32] {
        let mark = match of {
            Unit::Sentence => SENTENCE,
            Unit::Paragraph => PARAGRAPH,
        };
        let all = 0..self.words.words().len();
        self.ends = all.filter(|&at| self.words.ends(at, mark)).map(|at| at as u32).collect();
        &self.ends
    }
}

/// The places of an expression.
enum Places {
    /// Words that follow each other, by the first and the last; in order, each once.
    Runs(Vec<Hull>),
    /// Any words; in order, each once.
    Sets(Vec<Place>),
}

impl Places {
    fn is_empty(&self) -> bool {
        match self {
            Places::Runs(runs) => runs.is_empty(),
            Places::Sets(sets) => sets.is_empty(),
        }
    }

    fn hulls(self) -> Vec<Hull> {
        match self {
            Places::Runs(runs) => runs,
            Places::Sets(sets) => sets.iter().map(|set| hull(set)).collect(),
        }
    }

    fn into_sets(self) -> Vec<Place> {
        match self {
            Places::Runs(runs) => runs.iter().map(|&(from, to)| (from..=to).collect()).collect(),
            Places::Sets(sets) => sets,
        }
    }
}

/// Looks at one text after the other.
pub struct Occurrences<P> {
    /// Those of the text that is looked at.
    pub positions: P,
    /// How many places were made so far: what it cost.
    made: usize,
    room: Room,
    /// Room for the words and the runs of both sides of an operator, and for hulls.
    words: [Vec<u32>; 2],
    sides: [Vec<Hull>; 2],
    hulls: Vec<Hull>,
}

impl<P: Positions> Occurrences<P> {
    /// Texts with these positions.
    pub fn new(positions: P) -> Self {
        let (room, words, sides, hulls) = Default::default();
        Occurrences { positions, made: 0, room, words, sides, hulls }
    }

    /// How many places were made since this was last asked.
    pub fn take_made(&mut self) -> usize {
        std::mem::take(&mut self.made)
    }

    /// How many places there are that do not overlap, as `places::count` says.
    pub fn count(&mut self, expression: &Expression) -> Result<usize, TooMany> {
        if let Some(phrase) = expression.phrase() {
            return Ok(count(phrase.runs(&mut self.positions, &mut self.room)));
        }
        if let Expression::Near { left, right, reach, ordered, negated: false } = expression
            && let (Some(left), Some(right)) = (left.single(), right.single())
        {
            return Ok(self.count_pairs(left, right, *reach, *ordered));
        }
        let mut hulls = std::mem::take(&mut self.hulls);
        hulls.clear();
        self.push_hulls(expression, &mut hulls)?;
        hulls.sort_unstable_by_key(|&(first, last)| (last, first));
        let count = count(hulls.iter().copied());
        self.hulls = hulls;
        Ok(count)
    }

    /// The positions of all words of all places, in order, each once, as runs of words of one place.
    pub fn words(&mut self, expression: &Expression) -> Result<Vec<Hull>, TooMany> {
        let mut runs = match self.places(expression)? {
            Places::Runs(runs) => runs,
            Places::Sets(sets) => sets.iter().flat_map(|set| runs_of(set)).collect(),
        };
        runs.sort_unstable();
        runs.dedup();
        Ok(runs)
    }

    /// How many places of two words near each other there are that do not overlap.
    fn count_pairs(&mut self, left: usize, right: usize, reach: Reach, ordered: bool) -> usize {
        for (side, word) in [left, right].into_iter().enumerate() {
            self.words[side].clear();
            self.words[side].extend_from_slice(self.positions.word(word));
            if self.words[side].is_empty() {
                return 0;
            }
        }
        let [left, right] = &self.words;
        count_pairs(left, right, reach, ordered, ends(&mut self.positions, reach))
    }

    /// Adds hulls of places: of those that begin at one word at least the shortest.
    fn push_hulls(
        &mut self,
        expression: &Expression,
        hulls: &mut Vec<Hull>,
    ) -> Result<(), TooMany> {
        match expression {
            Expression::Any(any) => any.iter().try_for_each(|one| self.push_hulls(one, hulls))?,
            Expression::First(words, inner) => {
                let mut of_inner = Vec::new();
                self.push_hulls(inner, &mut of_inner)?;
                hulls.extend(of_inner.iter().filter(|&&(_, last)| last < *words));
            }
            Expression::Near { left, right, reach, ordered, negated: false } => {
                match (left.phrase(), right.phrase()) {
                    (Some(left), Some(right)) => {
                        self.push_near(left, right, *reach, *ordered, hulls);
                    }
                    _ => self.push_together(left, right, *reach, *ordered, hulls)?,
                }
            }
            _ => hulls.append(&mut self.places(expression)?.hulls()),
        }
        Ok(())
    }

    /// Adds hulls of two words or phrases near each other.
    fn push_near(
        &mut self,
        left: &Reading,
        right: &Reading,
        reach: Reach,
        ordered: bool,
        hulls: &mut Vec<Hull>,
    ) {
        for (side, reading) in [left, right].into_iter().enumerate() {
            self.sides[side].clear();
            self.sides[side].extend(reading.runs(&mut self.positions, &mut self.room));
            if self.sides[side].is_empty() {
                return;
            }
        }
        let [left, right] = &self.sides;
        let ends = ends(&mut self.positions, reach);
        near_after(left, right, reach, ends, hulls);
        if !ordered {
            near_after(right, left, reach, ends, hulls);
        }
    }

    /// Adds hulls of the places of two expressions near each other.
    fn push_together(
        &mut self,
        left: &Expression,
        right: &Expression,
        reach: Reach,
        ordered: bool,
        hulls: &mut Vec<Hull>,
    ) -> Result<(), TooMany> {
        let left = self.places(left)?;
        if left.is_empty() {
            return Ok(());
        }
        match (left, self.places(right)?) {
            (Places::Runs(left), Places::Runs(right)) => {
                let ends = ends(&mut self.positions, reach);
                near_after(&left, &right, reach, ends, hulls);
                if !ordered {
                    near_after(&right, &left, reach, ends, hulls);
                }
            }
            (left, right) => {
                let both = self.together(left, right, reach, ordered)?;
                hulls.extend(both.iter().map(|set| hull(set)));
            }
        }
        Ok(())
    }

    fn places(&mut self, expression: &Expression) -> Result<Places, TooMany> {
        match expression {
            Expression::Readings(readings) => Ok(Places::Runs(self.readings(readings))),
            Expression::Moves(words, moves) => Ok(Places::Sets(self.moved(words, *moves)?)),
            Expression::Any(any) => {
                let all = any.iter().map(|one| self.places(one)).collect::<Result<Vec<_>, _>>()?;
                Ok(union(all))
            }
            Expression::First(words, inner) => {
                let mut places = self.places(inner)?;
                match &mut places {
                    Places::Runs(runs) => runs.retain(|&(_, last)| last < *words),
                    Places::Sets(sets) => sets.retain(|set| hull(set).1 < *words),
                }
                Ok(places)
            }
            Expression::Near { left, right, reach, ordered, negated } => {
                let left = self.places(left)?;
                if left.is_empty() {
                    return Ok(left);
                }
                let right = self.places(right)?;
                match negated {
                    true => self.apart(left, right, *reach, *ordered),
                    false => Ok(Places::Sets(self.together(left, right, *reach, *ordered)?)),
                }
            }
        }
    }

    /// Counts what is made.
    fn make(&mut self, places: usize) -> Result<(), TooMany> {
        self.made += places;
        if self.made > MOST_PLACES { Err(TooMany) } else { Ok(()) }
    }

    fn readings(&mut self, readings: &[Reading]) -> Vec<Hull> {
        let mut all = Vec::new();
        for reading in readings {
            all.extend(reading.runs(&mut self.positions, &mut self.room));
        }
        if readings.len() > 1 {
            all.sort_unstable();
            all.dedup();
            longest(&mut all);
        }
        all
    }

    /// Where words stand after so many moves: the position of each, less its number, differs from
    /// that of any other by at most `moves`.
    fn moved(&mut self, words: &[usize], moves: u32) -> Result<Vec<Place>, TooMany> {
        let moves = i64::from(moves);
        let mut places: Vec<(Place, i64, i64)> = vec![(Vec::new(), i64::MAX, i64::MIN)];
        for (number, &word) in words.iter().enumerate() {
            let positions = self.positions.word(word).to_vec();
            let mut longer = Vec::new();
            for (place, least, most) in &places {
                // Only shifts that are not too far from those before.
                let from = positions.partition_point(|&at| {
                    i64::from(at) - (number as i64) < most.saturating_sub(moves)
                });
                for &at in &positions[from..] {
                    let shift = i64::from(at) - number as i64;
                    if shift > least.saturating_add(moves) {
                        break;
                    }
                    if place.contains(&at) {
                        continue;
                    }
                    let mut place = place.clone();
                    place.push(at);
                    longer.push((place, shift.min(*least), shift.max(*most)));
                }
            }
            self.make(longer.len())?;
            places = longer;
        }
        let mut places: Vec<Place> = places.into_iter().map(|(place, ..)| place).collect();
        for place in &mut places {
            place.sort_unstable();
        }
        places.retain(|place| !place.is_empty());
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }

    /// Each left place with each right place near it.
    fn together(
        &mut self,
        left: Places,
        right: Places,
        reach: Reach,
        ordered: bool,
    ) -> Result<Vec<Place>, TooMany> {
        let (left, right) = (left.into_sets(), right.into_sets());
        let mut both = Vec::new();
        let longest = longest_hull(&right);
        for a in &left {
            let before = both.len();
            let ends = ends(&mut self.positions, reach);
            for b in window(a, &right, longest, reach, ends) {
                if is_disjoint(a, b) && is_near(a, b, reach, ordered, ends) {
                    both.push(joined(a, b));
                }
            }
            self.make(both.len() - before)?;
        }
        both.sort_unstable();
        both.dedup();
        Ok(both)
    }

    /// The left places that have no right place near, other than a part of themselves.
    fn apart(
        &mut self,
        left: Places,
        right: Places,
        reach: Reach,
        ordered: bool,
    ) -> Result<Places, TooMany> {
        let right = right.into_sets();
        let longest = longest_hull(&right);
        let ends = ends(&mut self.positions, reach);
        let is_apart = |a: &Place| {
            !window(a, &right, longest, reach, ends)
                .iter()
                .any(|b| !is_part(b, a) && is_near(a, b, reach, ordered, ends))
        };
        Ok(match left {
            Places::Runs(mut runs) => {
                runs.retain(|&(from, to)| is_apart(&(from..=to).collect()));
                Places::Runs(runs)
            }
            Places::Sets(mut sets) => {
                sets.retain(is_apart);
                Places::Sets(sets)
            }
        })
    }
}

/// All of them, in order and each once.
fn union(mut all: Vec<Places>) -> Places {
    if all.len() == 1 {
        return all.remove(0);
    }
    if all.iter().all(|places| matches!(places, Places::Runs(_))) {
        let mut runs: Vec<Hull> = all.into_iter().flat_map(Places::hulls).collect();
        runs.sort_unstable();
        runs.dedup();
        return Places::Runs(runs);
    }
    let mut sets: Vec<Place> = all.into_iter().flat_map(Places::into_sets).collect();
    sets.sort_unstable();
    sets.dedup();
    Places::Sets(sets)
}

/// Leaves out the runs that are a part of a longer one.
fn longest(runs: &mut Vec<Hull>) {
    // In order of the first word; of those with the same first word the longest first.
    runs.sort_unstable_by_key(|&(from, to)| (from, std::cmp::Reverse(to)));
    let mut reached = None;
    runs.retain(|&(_, to)| {
        let is_new = reached.is_none_or(|reached| to > reached);
        reached = reached.max(Some(to));
        is_new
    });
}

/// Whether all words of `part` are words of `whole`.
fn is_part(part: &[u32], whole: &[u32]) -> bool {
    part.iter().all(|at| whole.binary_search(at).is_ok())
}

fn joined(a: &[u32], b: &[u32]) -> Place {
    let mut both = [a, b].concat();
    both.sort_unstable();
    both
}

/// The runs of words that follow each other.
fn runs_of(place: &[u32]) -> Vec<Hull> {
    let mut runs: Vec<Hull> = Vec::new();
    for &at in place {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => runs.push((at, at)),
        }
    }
    runs
}

/// How many of the hulls there are that do not overlap: as many as possible, by taking the one that
/// ends first again and again. They are in order of their last words.
fn count(hulls: impl Iterator<Item = Hull>) -> usize {
    let (mut count, mut free) = (0, 0);
    for (first, last) in hulls {
        if first >= free {
            count += 1;
            free = last + 1;
        }
    }
    count
}

/// The last words of what both sides must be in, if that is more than a distance.
fn ends(positions: &mut impl Positions, reach: Reach) -> &[u32] {
    match reach {
        Reach::Words(_) => &[],
        Reach::Sentence => positions.ends(Unit::Sentence),
        Reach::Paragraph => positions.ends(Unit::Paragraph),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::{
        analyze::{Analyzer, Language},
        field::Field,
        index::{
            matching::Context,
            places::{Text, count as count_slowly},
        },
        query::{Fit, Query},
    };

    fn place() -> BoxedStrategy<Query> {
        let word = select(&["a", "b", "a-b", "c", "d"][..]);
        let leaf = prop_oneof![
            3 => (word.clone(), any::<bool>())
                .prop_map(|(text, exact)| Query::Word { text: text.to_owned(), exact }),
            1 => Just(Query::Wildcard { pattern: "a*".to_owned() }),
            1 => (
                prop::collection::vec(word, 1..4),
                any::<bool>(),
                prop_oneof![
                    Just(Fit::Exact), Just(Fit::Prefix), (1u32..4).prop_map(Fit::Moves)
                ]
            )
                .prop_map(|(words, stemmed, fit)| Query::Phrase {
                    text: words.join(" "), stemmed, fit
                }),
        ];
        let tree = leaf.prop_recursive(3, 8, 3, |inner| {
            let reach = prop_oneof![
                (1u32..5).prop_map(Reach::Words),
                Just(Reach::Sentence),
                Just(Reach::Paragraph)
            ];
            prop_oneof![
                1 => prop::collection::vec(inner.clone(), 2..4).prop_map(Query::Or),
                1 => (1u32..8, inner.clone())
                    .prop_map(|(words, query)| Query::First { words, query: Box::new(query) }),
                4 => (inner.clone(), inner, reach, any::<bool>(), prop::bool::weighted(0.3))
                    .prop_map(|(left, right, reach, ordered, negated)| Query::Near {
                        left: Box::new(left), right: Box::new(right), reach, ordered, negated
                    }),
            ]
        });
        tree.boxed()
    }

    fn cases() -> u32 {
        std::env::var("DIXIT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: cases(), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn the_fast_way_gives_what_the_slow_way_gives(
            text in "([abcd]|a-b|ab)([. ] ?\n?\n?([abcd]|a-b|ab)){0,9}",
            query in place(),
        ) {
            let words = Analyzer::with(Language::ENGLISH, |analyzer| analyzer.text(&text));
            let languages = [Language::ENGLISH];
            let context = Context { languages: &languages, today: civil::Date::default() };
            let slow = Text { field: Field::Body, words: &words, context }.places(&query);
            let mut sought = Vec::new();
            let expression = Expression::new(&query, Field::Body, context, &mut sought);
            let positions = WordPositions::new(&words, &sought);
            let mut occurrences = Occurrences::new(positions);
            prop_assert_eq!(occurrences.count(&expression), Ok(count_slowly(&slow)), "{}", query);
            let mut expected: Vec<Hull> = slow
                .iter()
                .flat_map(|place| runs_of(&place.iter().map(|&at| at as u32).collect::<Vec<_>>()))
                .collect();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(occurrences.words(&expression), Ok(expected), "{}", query);
        }
    }

    #[test]
    fn too_many_places_are_refused() {
        let text = "a ".repeat(400);
        let words: Words = Analyzer::with(Language::ENGLISH, |analyzer| analyzer.text(&text));
        assert!(!words.ends(3, SENTENCE) && words.ends(399, PARAGRAPH));
        let sought = vec![Sought::Term("a".to_owned()); 3];
        let word = |number| Box::new(Expression::Readings(vec![Reading::new([number])]));
        let near = |left, right| Expression::Near {
            left,
            right,
            reach: Reach::Words(500),
            ordered: false,
            negated: false,
        };
        let three = near(Box::new(near(word(0), word(1))), word(2));
        let mut occurrences = Occurrences::new(WordPositions::new(&words, &sought));
        assert_eq!(occurrences.count(&three), Err(TooMany));
        assert!(occurrences.take_made() > MOST_PLACES);
        let two = near(word(0), word(1));
        assert_eq!(occurrences.count(&two), Ok(200));
    }
}
