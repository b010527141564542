//! What is true of every tree and every text: trees print themselves, texts are read or refused.

use proptest::prelude::*;

use super::{
    ast::{DateBound, DatePoint, Fit, Query, Unit},
    caret, lift, parse, shape,
};
use crate::field::{Analysis, FIELDS};

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

fn any_atom() -> impl Strategy<Value = Query> {
    prop_oneof![
        Just(Query::All),
        (any_text(), any::<bool>()).prop_map(|(text, exact)| Query::Word { text, exact }),
        any_text().prop_map(|text| Query::Phrase { text, stemmed: false, fit: Fit::Exact }),
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
    (prop::sample::select(fields), combined(any_atom().boxed()))
        .prop_map(|(field, query)| Query::Field { field, query: Box::new(query) })
}

fn any_leaf(of_quote: bool) -> BoxedStrategy<Query> {
    let dates = (any_bound(), any_bound())
        .prop_filter("runs forward", |(from, to)| super::dates::range(*from, *to).is_ok())
        .prop_map(|(from, to)| Query::Dates { from, to });
    prop_oneof![3 => any_atom(), 1 => dates, 1 => any_field(of_quote)].boxed()
}

/// AND, OR and NOT over `leaf`, flat where `ast` says so.
fn combined(leaf: BoxedStrategy<Query>) -> BoxedStrategy<Query> {
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        let some = prop::collection::vec(inner.clone(), 2..4);
        let is_and = |query: &Query| matches!(query, Query::And(_));
        let is_or = |query: &Query| matches!(query, Query::Or(_));
        prop_oneof![
            some.clone()
                .prop_filter("flat", move |all| !all.iter().any(is_and))
                .prop_map(Query::And),
            some.prop_filter("flat", move |all| !all.iter().any(is_or)).prop_map(Query::Or),
            inner.prop_map(|query| Query::Not(Box::new(query))),
        ]
    });
    tree.boxed()
}

fn positive(tree: BoxedStrategy<Query>) -> BoxedStrategy<Query> {
    tree.prop_filter("finds something", |query| !shape::only_excludes(query)).boxed()
}

fn any_query() -> BoxedStrategy<Query> {
    let quote = positive(combined(any_leaf(true)));
    let said = (positive(combined(any_atom().boxed())), quote.clone())
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
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..14).prop_map(|all| all.concat())
}

proptest! {
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
    fn what_is_typed_is_read_or_refused(text in prop_oneof![any_typing(), "\\PC{0,40}", any::<String>()]) {
        match parse(&text) {
            Ok(parsed) => {
                let printed = parsed.query.to_string();
                let again = parse(&printed).map(|parsed| parsed.query);
                prop_assert_eq!(again.ok(), Some(parsed.query), "{}", printed);
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                prop_assert!(errors.is_sorted_by_key(|error| error.column));
                for error in &errors {
                    caret(&text, error);
                }
            }
        }
    }
}
