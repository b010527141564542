//! Where a place expression stands in one text, from the positions of its words: the fast way.
//!
//! What it means is written in `places`, word by word; this gives the same answers from sorted
//! positions. Words and phrases have *runs*, whose words follow each other; two of those near each
//! other are found in one pass, and only what is built of more is taken together place by place.
//! Where the positions come from, the postings of an index or the words of one text, is left to
//! [`Positions`].

use super::matching::Context;
use crate::{
    analyze::{PARAGRAPH, SENTENCE, Sought, Words},
    field::Field,
    query::{Fit, Query, Reach},
};

/// At most so many places are made while one text is looked at. Nothing that people write has a
/// thousandth of them; chains of operators with large distances between common words do.
const MOST_PLACES: usize = 200_000;

/// There are too many ways to put the words of a proximity expression together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

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
}

/// The positions of words in one text, each in order and once.
pub trait Positions {
    /// Of the word of this number.
    fn word(&mut self, number: usize) -> &[u32];

    /// Of the last words of sentences or paragraphs.
    fn ends(&mut self, of: Unit) -> &[u32];
}

/// What two places can be in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A sentence.
    Sentence,
    /// A paragraph.
    Paragraph,
}

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

/// The first and the last word of a place.
pub type Hull = (u32, u32);

/// The positions of the words of a place, in order. Never empty.
type Place = Vec<u32>;

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

/// Looks at one text.
pub struct Occurrences<'o, P> {
    positions: &'o mut P,
    made: usize,
}

impl<'o, P: Positions> Occurrences<'o, P> {
    /// The text with these positions.
    pub fn new(positions: &'o mut P) -> Self {
        Occurrences { positions, made: 0 }
    }

    /// How many places were made to say so: what it cost.
    pub fn made(&self) -> usize {
        self.made
    }

    /// How many places there are that do not overlap, as `places::count` says.
    pub fn count(&mut self, expression: &Expression) -> Result<usize, TooMany> {
        Ok(count(self.hulls(expression)?))
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

    /// Hulls of places: of those that begin at one word at least the shortest.
    fn hulls(&mut self, expression: &Expression) -> Result<Vec<Hull>, TooMany> {
        match expression {
            Expression::Any(any) => {
                let mut hulls = Vec::new();
                for one in any {
                    hulls.append(&mut self.hulls(one)?);
                }
                Ok(hulls)
            }
            Expression::First(words, inner) => {
                let mut hulls = self.hulls(inner)?;
                hulls.retain(|&(_, last)| last < *words);
                Ok(hulls)
            }
            Expression::Near { left, right, reach, ordered, negated: false } => {
                let left = self.places(left)?;
                if left.is_empty() {
                    return Ok(Vec::new());
                }
                match (left, self.places(right)?) {
                    (Places::Runs(left), Places::Runs(right)) => {
                        let ends = self.ends(*reach);
                        let mut hulls = near_after(&left, &right, *reach, ends);
                        if !ordered {
                            hulls.append(&mut near_after(&right, &left, *reach, ends));
                        }
                        Ok(hulls)
                    }
                    (left, right) => {
                        let both = self.together(left, right, *reach, *ordered)?;
                        Ok(both.iter().map(|set| hull(set)).collect())
                    }
                }
            }
            _ => Ok(self.places(expression)?.hulls()),
        }
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

    fn ends(&mut self, reach: Reach) -> &[u32] {
        match reach {
            Reach::Words(_) => &[],
            Reach::Sentence => self.positions.ends(Unit::Sentence),
            Reach::Paragraph => self.positions.ends(Unit::Paragraph),
        }
    }

    /// Counts what is made.
    fn make(&mut self, places: usize) -> Result<(), TooMany> {
        self.made += places;
        if self.made > MOST_PLACES { Err(TooMany) } else { Ok(()) }
    }

    fn readings(&mut self, readings: &[Vec<usize>]) -> Vec<Hull> {
        let mut all = Vec::new();
        for words in readings {
            self.push_runs(words, &mut all);
        }
        if readings.len() > 1 {
            all.sort_unstable();
            all.dedup();
            longest(&mut all);
        }
        all
    }

    /// Where words follow each other.
    fn push_runs(&mut self, words: &[usize], runs: &mut Vec<Hull>) {
        let Some((&first, rest)) = words.split_first() else { return };
        let before = runs.len();
        runs.extend(self.positions.word(first).iter().map(|&at| (at, at)));
        for &word in rest {
            if runs.len() == before {
                return;
            }
            let positions = self.positions.word(word);
            let (mut kept, mut next) = (before, 0);
            for at in before..runs.len() {
                let (from, to) = runs[at];
                while next < positions.len() && positions[next] <= to {
                    next += 1;
                }
                if positions.get(next) == Some(&(to + 1)) {
                    runs[kept] = (from, to + 1);
                    kept += 1;
                }
            }
            runs.truncate(kept);
        }
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
            let ends = self.ends(reach);
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
        let ends = self.ends(reach);
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

/// For each run of `left` the shortest place with a run of `right` after it.
fn near_after(left: &[Hull], right: &[Hull], reach: Reach, ends: &[u32]) -> Vec<Hull> {
    let mut hulls = Vec::new();
    let mut start = 0;
    for &(from, to) in left {
        // Runs are in order of their first words, but the last words of `left` need not be.
        while start > 0 && right[start - 1].0 > to {
            start -= 1;
        }
        while start < right.len() && right[start].0 <= to {
            start += 1;
        }
        let limit = match reach {
            Reach::Words(most) => to.saturating_add(most),
            Reach::Sentence | Reach::Paragraph => end_after(ends, from),
        };
        let within = right[start..].iter().take_while(|(first, _)| *first <= limit);
        let last = match reach {
            Reach::Words(_) => within.map(|(_, last)| *last).min(),
            // All of it must lie in the sentence.
            _ if to > limit => None,
            _ => within.map(|(_, last)| *last).filter(|last| *last <= limit).min(),
        };
        hulls.extend(last.map(|last| (from, last)));
    }
    hulls
}

/// The last word of the sentence or paragraph with the word at `position`.
fn end_after(ends: &[u32], position: u32) -> u32 {
    let next = ends.partition_point(|&end| end < position);
    ends.get(next).copied().unwrap_or(u32::MAX)
}

/// The last word before the sentence or paragraph with the word at `position`, plus one.
fn start_before(ends: &[u32], position: u32) -> u32 {
    let next = ends.partition_point(|&end| end < position);
    next.checked_sub(1).map_or(0, |before| ends[before] + 1)
}

/// Those of `places` that may be near `place`; the longest hull of theirs is so long.
fn window<'p>(
    place: &Place,
    places: &'p [Place],
    longest: u32,
    reach: Reach,
    ends: &[u32],
) -> &'p [Place] {
    let (first, last) = hull(place);
    let (from, to) = match reach {
        Reach::Words(most) => (first.saturating_sub(most), last.saturating_add(most)),
        Reach::Sentence | Reach::Paragraph => (start_before(ends, first), end_after(ends, last)),
    };
    let from = from.saturating_sub(longest);
    let start = places.partition_point(|other| other[0] < from);
    let end = places.partition_point(|other| other[0] <= to);
    &places[start..end.max(start)]
}

fn longest_hull(places: &[Place]) -> u32 {
    let length = |place: &Place| {
        let (first, last) = hull(place);
        last - first
    };
    places.iter().map(length).max().unwrap_or(0)
}

fn is_near(a: &[u32], b: &[u32], reach: Reach, ordered: bool, ends: &[u32]) -> bool {
    let ((a_first, a_last), (b_first, b_last)) = (hull(a), hull(b));
    if ordered && a_last >= b_first {
        return false;
    }
    match reach {
        Reach::Words(most) => distance(a, b) <= most,
        Reach::Sentence | Reach::Paragraph => {
            let (from, to) = (a_first.min(b_first), a_last.max(b_last));
            end_after(ends, from) >= to
        }
    }
}

/// How far apart the nearest words of two places are; zero if they share one.
fn distance(a: &[u32], b: &[u32]) -> u32 {
    let (mut i, mut j, mut least) = (0, 0, u32::MAX);
    while let (Some(&x), Some(&y)) = (a.get(i), b.get(j)) {
        least = least.min(x.abs_diff(y));
        if x < y { i += 1 } else { j += 1 }
    }
    least
}

fn is_disjoint(a: &[u32], b: &[u32]) -> bool {
    distance(a, b) > 0
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

fn hull(place: &[u32]) -> Hull {
    (place.first().copied().unwrap_or_default(), place.last().copied().unwrap_or_default())
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
/// ends first again and again.
fn count(mut hulls: Vec<Hull>) -> usize {
    hulls.sort_unstable_by_key(|&(first, last)| (last, first));
    let (mut count, mut free) = (0, 0);
    for (first, last) in hulls {
        if first >= free {
            count += 1;
            free = last + 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use jiff::civil;
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::{
        analyze::{Analyzer, Language},
        index::places::{Text, count as count_slowly},
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
            let mut positions = WordPositions::new(&words, &sought);
            let mut occurrences = Occurrences::new(&mut positions);
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
        let word = |number| Box::new(Expression::Readings(vec![vec![number]]));
        let near = |left, right| Expression::Near {
            left,
            right,
            reach: Reach::Words(500),
            ordered: false,
            negated: false,
        };
        let three = near(Box::new(near(word(0), word(1))), word(2));
        let mut positions = WordPositions::new(&words, &sought);
        assert_eq!(Occurrences::new(&mut positions).count(&three), Err(TooMany));
        let two = near(word(0), word(1));
        assert_eq!(Occurrences::new(&mut positions).count(&two), Ok(200));
    }
}
