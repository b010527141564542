//! What is true of every tree and every text: trees print themselves, texts are read or refused.
//!
//! To look for longer, ten minutes on two cores:
//! `PROPTEST_CASES=1000000 cargo test --release --lib query::properties`.

use proptest::prelude::*;

use super::{
    ast::{DateBound, DatePoint, Factor, Fit, Query, Reach, Unit},
    caret, lift, parse, shape,
};
use crate::{
    field::{Analysis, FIELDS, Field},
    text::Span,
};

/// A word or phrase: mostly letters, sometimes what means something elsewhere.
fn any_text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        Just("AND"),
        Just("NEAR"),
        Just("w/5"),
        Just("QUOTE"),
        Just("speaker:x"),
        Just("-x"),
        Just("a\\"),
        Just("hd=x"),
        Just("/x/"),
        Just("x*"),
        Just("x~1"),
        Just("and"),
        Just("http://a,b"),
        Just("x\""),
        Just("IN"),
        Just("3,4"),
        Just("’x’"),
    ];
    prop_oneof![
        3 => "[a-zé’-]{0,3}[a-z0-9]",
        1 => odd.prop_map(str::to_owned),
        1 => "(\\PC|[ \"\\\\()*-]){0,4}x(\\PC|[ \"\\\\()*-]){0,4}",
    ]
}

/// A shape with two letters before its first wildcard.
fn any_shape() -> impl Strategy<Value = String> {
    "[a-z]{2}([a-zé&.,:~^!]|\\\\[*?\\\\]){0,2}[*?]([a-z*?-]|\\\\[*?\\\\]){0,3}"
}

fn any_fit() -> impl Strategy<Value = Fit> {
    prop_oneof![3 => Just(Fit::Exact), 1 => (1..=500_u32).prop_map(Fit::Moves)]
}

/// A word of any kind or a phrase.
fn any_word() -> impl Strategy<Value = Query> {
    let prefix = "[a-z]{1,3} ?[a-z]{2,4}";
    prop_oneof![
        4 => (any_text(), any::<bool>()).prop_map(|(text, exact)| Query::Word { text, exact }),
        3 => (any_text(), any::<bool>(), any_fit())
            .prop_map(|(text, stemmed, fit)| Query::Phrase { text, stemmed, fit }),
        1 => (prefix, any::<bool>())
            .prop_map(|(text, stemmed)| Query::Phrase { text, stemmed, fit: Fit::Prefix }),
        1 => any_shape().prop_map(|pattern| Query::Wildcard { pattern }),
        1 => (any_text(), 1..=2_u8).prop_map(|(text, distance)| Query::Fuzzy { text, distance }),
        1 => "[a-z]([a-z.]|/|\\\\/|\\\\\\\\|[(]a[|]b[)][?]){0,4}"
            .prop_map(|pattern| Query::Regex { pattern }),
    ]
}

/// A place expression; `sentences` where the field has them.
fn any_place(sentences: bool) -> BoxedStrategy<Query> {
    let reach = move || match sentences {
        true => prop_oneof![
            (1..=500_u32).prop_map(Reach::Words),
            Just(Reach::Sentence),
            Just(Reach::Paragraph),
        ]
        .boxed(),
        false => (1..=500_u32).prop_map(Reach::Words).boxed(),
    };
    let tree = any_word().prop_recursive(3, 12, 3, move |inner| {
        let pair = (inner.clone(), inner.clone());
        let is_or = |query: &Query| matches!(query, Query::Or(_));
        let choices = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            4 => (pair, reach(), any::<bool>(), any::<bool>()).prop_map(
                |((left, right), reach, ordered, negated)| Query::Near {
                    left: Box::new(left), right: Box::new(right), reach, ordered, negated,
                }
            ),
            2 => choices
                .prop_filter("flat", move |all| !all.iter().any(is_or))
                .prop_map(Query::Or),
            1 => (inner.clone(), 1..99_u32)
                .prop_map(|(query, words)| Query::First { words, query: Box::new(query) }),
            1 => (inner, any_factor())
                .prop_map(|(query, factor)| Query::Boost { query: Box::new(query), factor }),
        ]
    });
    tree.boxed()
}

fn any_factor() -> impl Strategy<Value = Factor> {
    prop::sample::select(vec!["2", "0.5", "1.25", "1000", "0.001"])
        .prop_map(|text| Factor::new(text).unwrap())
}

fn any_atom(sentences: bool) -> impl Strategy<Value = Query> {
    prop_oneof![
        1 => Just(Query::All),
        4 => any_word(),
        3 => any_place(sentences),
        1 => (any_place(sentences), 1..=255_u32)
            .prop_map(|(query, count)| Query::AtLeast { count, query: Box::new(query) }),
    ]
}

fn any_bound() -> impl Strategy<Value = Option<DateBound>> {
    let dates = ["2024", "2024-05", "2024-05-31"].map(|text| DatePoint::At(text.parse().unwrap()));
    let units = [Unit::Day, Unit::Week, Unit::Month, Unit::Year];
    let points = prop_oneof![
        prop::sample::select(dates.to_vec()),
        (0..9_u32, prop::sample::select(units.to_vec())).prop_map(|(n, u)| DatePoint::Ago(n, u)),
    ];
    let bounds = (points, any::<bool>());
    prop::option::of(bounds.prop_map(|(point, inclusive)| DateBound { point, inclusive }))
}

fn any_field(of_quote: bool) -> impl Strategy<Value = Query> {
    let is_free = |info: &&crate::field::FieldInfo| {
        info.analysis != Analysis::Date && info.values.is_empty() && (info.of_quote || !of_quote)
    };
    let fields: Vec<_> = FIELDS.iter().filter(is_free).map(|info| info.field).collect();
    let in_field = |field: Field| {
        let query = match field.info().analysis {
            Analysis::Words => combined(any_atom(true).boxed()),
            Analysis::Names => combined(any_atom(false).boxed()),
            _ => combined(any_word().boxed()),
        };
        query
            .prop_filter("finds", |query| !shape::only_ranks(query))
            .prop_map(move |query| Query::Field { field, query: Box::new(query) })
    };
    prop::sample::select(fields).prop_flat_map(in_field)
}

fn any_leaf(of_quote: bool) -> BoxedStrategy<Query> {
    let dates = (any_bound(), any_bound())
        .prop_filter("runs forward", |(from, to)| super::dates::range(*from, *to).is_ok())
        .prop_map(|(from, to)| Query::Dates { from, to });
    prop_oneof![3 => any_atom(true), 1 => dates, 1 => any_field(of_quote)].boxed()
}

/// AND, OR, NOT, MAYBE and boosts over `leaf`, flat where `ast` says so.
fn combined(leaf: BoxedStrategy<Query>) -> BoxedStrategy<Query> {
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        let some = prop::collection::vec(inner.clone(), 2..4);
        let is_and = |query: &Query| matches!(query, Query::And(_));
        let is_no_choice =
            |query: &Query| matches!(query, Query::Or(_)) || shape::only_ranks(query);
        let finds = inner.clone().prop_filter("finds", |query| !shape::only_ranks(query));
        prop_oneof![
            3 => some.clone()
                .prop_filter("flat", move |all| !all.iter().any(is_and))
                .prop_map(Query::And),
            3 => some
                .prop_filter("flat", move |all| !all.iter().any(is_no_choice))
                .prop_map(Query::Or),
            3 => finds.prop_map(|query| Query::Not(Box::new(query))),
            1 => inner.clone().prop_map(|query| Query::Maybe(Box::new(query))),
            1 => (inner, any_factor())
                .prop_map(|(query, factor)| Query::Boost { query: Box::new(query), factor }),
        ]
    });
    tree.boxed()
}

fn positive(tree: BoxedStrategy<Query>) -> BoxedStrategy<Query> {
    tree.prop_filter("finds something", |query| !shape::only_excludes(query)).boxed()
}

fn any_query() -> BoxedStrategy<Query> {
    let quote = positive(combined(any_leaf(true)));
    let said = (positive(combined(any_atom(false).boxed())), quote.clone())
        .prop_map(|(who, what)| Query::Said { who: Box::new(who), what: Box::new(what) });
    let scope = prop_oneof![
        quote.prop_map(|query| Query::Quote { least: 1, query: Box::new(query) }),
        said
    ];
    positive(combined(prop_oneof![3 => any_leaf(false), 1 => scope].boxed()))
}

/// Pieces of queries in any order.
fn any_typing() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "b-c",
        " ",
        " ",
        " ",
        "AND ",
        "OR ",
        "NOT ",
        "-",
        "+",
        "!",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "«",
        "»",
        "=",
        "title:",
        "date:",
        "kind:",
        "speaker: ",
        "2024",
        "..",
        ">=",
        "now-7d",
        "[",
        " TO ",
        "]",
        "}",
        "*",
        "?",
        "~1",
        "^2",
        "/",
        "NEAR/5 ",
        "QUOTE(",
        "SAID(",
        ",",
        "\\",
        "'",
        "é",
        "\n",
        "http://",
        "and ",
        "IN ",
        "&&",
        "||",
        "direct",
        "MAYBE ",
        "PRE/2 ",
        "SENT ",
        "NOT w/p ",
        "ATLEAST/2(",
        "FIRST/9(",
        "STEM(",
        "QUOTE/2(",
        "IN [",
        "/a+/ ",
        "hd=",
        "headline(",
        "inflat*",
        "merkle",
        "~5",
        "\"a b\"",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..14).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { max_local_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_prints_itself(query in any_query()) {
        let printed = query.to_string();
        let parsed = parse(&printed);
        prop_assert!(parsed.is_ok(), "{printed}: {parsed:?}");
        let parsed = parsed.unwrap();
        prop_assert_eq!(&parsed.query, &query, "{}", printed);
        prop_assert!(parsed.notices.iter().all(|notice| notice.code != "W01"), "{}", printed);
    }

    #[test]
    fn a_lifted_tree_prints_itself(query in any_query()) {
        let (lifted, changed) = lift(&query);
        prop_assert_eq!(changed, lifted != query);
        let printed = lifted.to_string();
        let read = parse(&printed).map(|parsed| parsed.query);
        prop_assert_eq!(read.ok(), Some(lifted), "{}", printed);
    }

    #[test]
    fn what_is_typed_is_read_or_refused(
        text in prop_oneof![2 => any_typing(), 2 => any_slip(), 1 => "\\PC{0,40}", 1 => any::<String>()]
    ) {
        match parse(&text) {
            Ok(parsed) => {
                let printed = parsed.query.to_string();
                let again = parse(&printed).map(|parsed| parsed.query);
                prop_assert_eq!(again.as_ref().ok(), Some(&parsed.query), "{}", printed);
                prop_assert!(parsed.notices.iter().all(|notice| is_inside(notice.span, &text)));
                lift(&parsed.query);
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                prop_assert!(errors.is_sorted_by_key(|error| error.column));
                for error in &errors {
                    prop_assert!(is_inside(error.span, &text), "{:?} in {:?}", error, text);
                    caret(&text, error);
                }
            }
        }
    }
}

fn is_inside(span: Span, text: &str) -> bool {
    text.get(span.range()).is_some()
}

/// A query of the language with a character or two that are wrong.
fn any_slip() -> impl Strategy<Value = String> {
    let slips =
        prop::collection::vec((any::<prop::sample::Index>(), any_typing(), 0..3_usize), 0..3);
    (any_query(), slips).prop_map(|(query, slips)| {
        let mut text: Vec<char> = query.to_string().chars().collect();
        for (place, typed, gone) in slips {
            let at = place.index(text.len() + 1);
            let end = (at + gone).min(text.len());
            text.splice(at..end, typed.chars().take(3));
        }
        text.into_iter().collect()
    })
}
