//! Random queries over the whole grammar, about the words and names of `backend`'s random articles.

use dixit::{
    field::Field,
    query::{DateBound, DatePoint, Factor, Fit, Query, Reach, Unit},
};
use proptest::{prelude::*, sample::select};

use crate::backend::{DATES, ORGANISATIONS, PEOPLE, WORDS};

/// Shapes that some of the words have; the last is of more than one word.
const SHAPES: &[&str] = &["ta*", "to?l", "ro*e", "taxe?", "us*", "covid*", "he*", "part-t*e"];
const NAME_SHAPES: &[&str] = &["ru*", "harb??r", "van*"];
const EXPRESSIONS: &[&str] = &["t.*", "tax(es)?", "us|rose", "[a-m].*", "\\w{2}"];
/// Spellings that are one or two letters off.
const SPELLINGS: &[&str] = &["tacks", "toell", "rsoe", "elu", "covid-91", "he"];

fn boxed(query: Query) -> Box<Query> {
    Box::new(query)
}

fn word_of(text: &str, exact: bool) -> Query {
    Query::Word { text: text.to_owned(), exact }
}

fn phrase_of(words: &[&str], stemmed: bool, fit: Fit) -> Query {
    Query::Phrase { text: words.join(" "), stemmed, fit }
}

/// A word of any kind, or a phrase.
fn word() -> impl Strategy<Value = Query> {
    let words = || prop::collection::vec(select(WORDS), 1..4);
    let fit = prop_oneof![3 => Just(Fit::Exact), 1 => (1..5_u32).prop_map(Fit::Moves)];
    prop_oneof![
        6 => (select(WORDS), any::<bool>()).prop_map(|(text, exact)| word_of(text, exact)),
        4 => (words(), any::<bool>(), fit)
            .prop_map(|(words, stemmed, fit)| phrase_of(&words, stemmed, fit)),
        1 => (words(), any::<bool>(), select(vec!["ta", "to", "us", "part-ti"])).prop_map(
            |(words, stemmed, last)| phrase_of(&[&words[1..], &[last]].concat(), stemmed, Fit::Prefix)
        ),
        2 => select(SHAPES).prop_map(|shape| Query::Wildcard { pattern: shape.to_owned() }),
        1 => (select([WORDS, SPELLINGS].concat()), 1..=2_u8)
            .prop_map(|(text, distance)| Query::Fuzzy { text: text.to_owned(), distance }),
        1 => select(EXPRESSIONS).prop_map(|text| Query::Regex { pattern: text.to_owned() }),
    ]
}

/// A name or a part of one.
fn name() -> impl Strategy<Value = Query> {
    let names = || select([PEOPLE, ORGANISATIONS].concat());
    let last = |name: &'static str| name.split(' ').next_back().unwrap_or(name);
    prop_oneof![
        3 => names().prop_map(|name| phrase_of(&[name], false, Fit::Exact)),
        3 => (names(), any::<bool>()).prop_map(move |(name, exact)| word_of(last(name), exact)),
        1 => select(NAME_SHAPES).prop_map(|shape| Query::Wildcard { pattern: shape.to_owned() }),
        1 => names().prop_map(move |name| Query::Fuzzy { text: last(name).to_owned(), distance: 1 }),
        1 => names().prop_map(|name| phrase_of(&[name], false, Fit::Moves(2))),
    ]
}

fn factor() -> impl Strategy<Value = Factor> {
    select(vec!["2", "0.5"]).prop_map(|text| Factor::new(text).unwrap())
}

fn reach(sentences: bool) -> BoxedStrategy<Reach> {
    let words = (1..7_u32).prop_map(Reach::Words);
    let marks = select(vec![Reach::Sentence, Reach::Paragraph]);
    if sentences { prop_oneof![3 => words, 2 => marks].boxed() } else { words.boxed() }
}

/// A place expression over `words`.
fn place(words: BoxedStrategy<Query>, sentences: bool) -> BoxedStrategy<Query> {
    let tree = words.prop_recursive(2, 6, 3, move |inner| {
        let near = (inner.clone(), inner.clone(), reach(sentences), any::<bool>(), any::<bool>());
        prop_oneof![
            5 => near.prop_map(|(left, right, reach, ordered, negated)| Query::Near {
                left: boxed(left), right: boxed(right), reach, ordered, negated,
            }),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Query::Or),
            1 => (inner.clone(), 1..9_u32)
                .prop_map(|(query, words)| Query::First { words, query: boxed(query) }),
            1 => (inner, factor())
                .prop_map(|(query, factor)| Query::Boost { query: boxed(query), factor }),
        ]
    });
    tree.boxed()
}

/// What can be looked for in one text, or with `*` the text itself.
fn of_text(words: BoxedStrategy<Query>, sentences: bool) -> BoxedStrategy<Query> {
    let count = (place(words.clone(), sentences), 1..4_u32)
        .prop_map(|(query, count)| Query::AtLeast { count, query: boxed(query) });
    prop_oneof![
        4 => words.clone(),
        4 => place(words, sentences),
        1 => count,
        1 => Just(Query::All),
    ]
    .boxed()
}

fn dates() -> impl Strategy<Value = Query> {
    let point = prop_oneof![
        select(DATES).prop_map(|date| DatePoint::At(date.parse().unwrap())),
        (0u32..20).prop_map(|months| DatePoint::Ago(months, Unit::Month)),
    ];
    let bound =
        (point, any::<bool>()).prop_map(|(point, inclusive)| DateBound { point, inclusive });
    let bound = prop::option::of(bound);
    (bound.clone(), bound).prop_map(|(from, to)| Query::Dates { from, to })
}

fn field(fields: &'static [Field], query: BoxedStrategy<Query>) -> BoxedStrategy<Query> {
    let made = (select(fields), query);
    made.prop_map(|(field, query)| Query::Field { field, query: boxed(query) }).boxed()
}

/// AND, OR, NOT, MAYBE and boosts over `leaf`.
pub fn combined(leaf: BoxedStrategy<Query>) -> BoxedStrategy<Query> {
    let tree = leaf.prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        let with_maybe = (several.clone(), inner.clone()).prop_map(|(mut parts, optional)| {
            parts.push(Query::Maybe(boxed(optional)));
            Query::And(parts)
        });
        prop_oneof![
            4 => several.clone().prop_map(Query::And),
            4 => several.prop_map(Query::Or),
            4 => inner.clone().prop_map(|query| Query::Not(boxed(query))),
            1 => with_maybe,
            1 => (inner, factor())
                .prop_map(|(query, factor)| Query::Boost { query: boxed(query), factor }),
        ]
    });
    tree.boxed()
}

fn texts() -> BoxedStrategy<Query> {
    of_text(word().boxed(), true)
}

fn names() -> BoxedStrategy<Query> {
    of_text(name().boxed(), false)
}

fn in_quote() -> BoxedStrategy<Query> {
    let kind = |fields: &'static [Field], values: Vec<&'static str>| {
        field(fields, select(values).prop_map(|value| word_of(value, false)).boxed())
    };
    let leaf = prop_oneof![
        3 => texts(),
        2 => field(&[Field::Speaker, Field::Org, Field::Outlet], combined(names())),
        1 => field(&[Field::Text], combined(texts())),
        1 => kind(&[Field::Kind], vec!["direct", "mixed"]),
        1 => kind(&[Field::Sourcing], vec!["person", "unnamed", "none"]),
        1 => dates(),
    ];
    combined(leaf.boxed())
}

/// Words, phrases and places without a field, with AND, OR, NOT and MAYBE.
pub fn plain_query() -> BoxedStrategy<Query> {
    combined(texts())
}

/// Any query.
pub fn query() -> BoxedStrategy<Query> {
    let quote = (in_quote(), prop_oneof![3 => Just(1), 1 => 2..4_u32])
        .prop_map(|(query, least)| Query::Quote { least, query: boxed(query) });
    let said = (combined(names()), in_quote())
        .prop_map(|(who, what)| Query::Said { who: boxed(who), what: boxed(what) });
    let leaf = prop_oneof![
        3 => texts(),
        1 => field(&[Field::Title, Field::Body, Field::Text], combined(texts())),
        2 => field(&[Field::Speaker, Field::Org, Field::Outlet, Field::Author], combined(names())),
        1 => dates(),
        2 => quote,
        1 => said,
    ];
    combined(leaf.boxed())
}
