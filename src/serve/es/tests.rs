//! The dialect in, our query language out; and what is refused, with its place.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ask::Ask, compile::compile, node::Node};
use crate::query::parse;

/// The reading of a query, or why there is none.
fn read(query: &Value) -> Result<(String, BTreeSet<String>), String> {
    let mut warnings = BTreeSet::new();
    let root = json!({"query": query});
    let Some(node) = Node::root(&root).get("query") else { return Err("nothing".to_owned()) };
    let compiled = compile(&node, &mut warnings).map_err(|refusal| refusal.reason)?;
    let text = compiled.query.to_string();
    assert_eq!(parse(&text).map(|it| it.query), Ok(compiled.query), "{text} is read back");
    Ok((text, warnings))
}

#[test]
fn queries_are_read_as_ours() {
    let cases = [
        (json!({"match_all": {}}), "*"),
        (json!({"match_none": {}}), "* AND NOT *"),
        (json!({"match": {"title": "bridge tolls"}}), "title:(bridge OR tolls)"),
        (
            json!({"match": {"title": {"query": "bridge tolls", "operator": "AND", "boost": 2}}}),
            "(title:(bridge AND tolls))^2",
        ),
        (
            json!({"match": {"body": {"query": "a b c", "minimum_should_match": "2"}}}),
            "body:(((a AND b) OR (a AND c) OR (b AND c))^0 AND MAYBE a AND MAYBE b AND MAYBE c)",
        ),
        (json!({"match": {"body": {"query": "merkle", "fuzziness": "AUTO"}}}), "body:merkle~2"),
        (json!({"match": {"body": "AND \"(x"}}), "body:(\\AND OR x)"),
        (json!({"match": {"body": "?!"}}), "* AND NOT *"),
        (json!({"match": {"body": {"query": "", "zero_terms_query": "all"}}}), "*"),
        (json!({"match": {"language": "en"}}), "language:en"),
        (json!({"match_phrase": {"body": "interest rate"}}), "body:\"interest rate\""),
        (
            json!({"match_phrase": {"body": {"query": "rate cut", "slop": 3}}}),
            "body:\"rate cut\"~3",
        ),
        (json!({"match_phrase_prefix": {"title": "interest ra"}}), "title:\"interest ra\"*"),
        (json!({"multi_match": {"query": "toll fee"}}), "toll OR fee"),
        (json!({"multi_match": {"query": "toll fee", "fields": ["title", "body"]}}), "toll OR fee"),
        (
            json!({"multi_match": {"query": "toll fee", "fields": ["title^3", "body"]}}),
            "(title:(toll OR fee))^3 OR body:(toll OR fee)",
        ),
        (
            json!({"multi_match": {"query": "toll fee", "operator": "and"}}),
            "title:(toll AND fee) OR body:(toll AND fee)",
        ),
        (
            json!({"multi_match": {"query": "toll fee", "operator": "and", "type": "cross_fields"}}),
            "toll AND fee",
        ),
        (
            json!({"multi_match": {
                "query": "toll fee", "operator": "and", "type": "cross_fields",
                "fields": ["title", "outlet"],
            }}),
            "(title:toll OR outlet:toll) AND (title:fee OR outlet:fee)",
        ),
        (
            json!({"multi_match": {"query": "rate cut", "type": "phrase"}}),
            "title:\"rate cut\" OR body:\"rate cut\"",
        ),
        (json!({"term": {"outlet": "The Wire"}}), "outlet:\"The Wire\""),
        (
            json!({"term": {"outlet": {"value": "The Wire", "boost": 0.5}}}),
            "(outlet:\"The Wire\")^0.5",
        ),
        (json!({"term": {"title": 2024}}), "title:\"2024\""),
        (json!({"term": {"date": "2024-05"}}), "date:2024-05"),
        (
            json!({"terms": {"outlet": ["The Wire", "Post"], "boost": 1}}),
            "outlet:\"The Wire\" OR outlet:\"Post\"",
        ),
        (json!({"terms": {"outlet": []}}), "* AND NOT *"),
        (json!({"prefix": {"title": "inflat"}}), "title:inflat*"),
        (json!({"prefix": {"outlet": {"value": "The Wi"}}}), "outlet:\"The Wi\"*"),
        (json!({"wildcard": {"body": {"value": "col?ur*"}}}), "body:col?ur*"),
        (json!({"wildcard": {"body": "toll"}}), "body:\"toll\""),
        (json!({"regexp": {"body": {"value": "colou?r", "flags": "ALL"}}}), "body:/colou?r/"),
        (json!({"simple_query_string": {"query": "toll fee"}}), "toll OR fee"),
        (
            json!({"simple_query_string": {"query": "toll -fee", "default_operator": "and"}}),
            "toll AND NOT fee",
        ),
        (
            json!({"simple_query_string": {"query": "toll + (fee | \"bridge tax\"~2)"}}),
            "toll AND (fee OR \"bridge tax\"~2)",
        ),
        (json!({"simple_query_string": {"query": "bri* tolll~1"}}), "bri* OR tolll~1"),
        (json!({"simple_query_string": {"query": "\"toll ) + | - ("}}), "\"toll ) + | - (\""),
        (json!({"simple_query_string": {"query": "+ | - ) ("}}), "* AND NOT *"),
        (
            json!({"simple_query_string": {"query": "toll -fee", "fields": ["title^2", "outlet"]}}),
            "(title:toll)^2 OR outlet:toll OR (* AND NOT ((title:fee)^2 OR outlet:fee))",
        ),
        (json!({"ids": {"values": ["a"]}}), "*"),
        (
            json!({"bool": {"filter": [{"ids": {"values": ["a"]}}, {"match": {"title": "x"}}]}}),
            "(title:x)^0",
        ),
        (json!({"wildcard": {"outlet": "post\\.c\\*m*"}}), "outlet:post\\.c\\*m*"),
        (json!({"prefix": {"language": "en*"}}), "language:en\\**"),
        (json!({"wildcard": {"section": "*"}}), "section:*"),
        (json!({"wildcard": {"section": "**"}}), "section:*"),
        (json!({"prefix": {"section": ""}}), "section:*"),
        (json!({"fuzzy": {"body": {"value": "merkle", "fuzziness": 1}}}), "body:merkle~1"),
        (json!({"fuzzy": {"body": "me"}}), "body:=me"),
        (json!({"exists": {"field": "section"}}), "section:*"),
        (json!({"exists": {"field": "date"}}), "date:*"),
        (
            json!({"range": {"date": {"gte": "2024-01-01", "lt": "2024-06-01T00:00:00Z"}}}),
            "date:[2024-01-01 TO 2024-06-01}",
        ),
        (json!({"range": {"date": {"gte": "now-7d/d"}}}), "date:>=now-7d"),
        (json!({"range": {"date": {"gte": "2025", "lte": "2024"}}}), "* AND NOT *"),
        (
            json!({"query_string": {"query": "QUOTE(speaker:ruiz toll)"}}),
            "QUOTE(speaker:ruiz AND toll)",
        ),
        (
            json!({"query_string": {"query": "a OR b", "fields": ["title^2", "section"]}}),
            "(title:(a OR b))^2 OR section:(a OR b)",
        ),
        (json!({"query_string": {"query": "toll", "default_field": "title"}}), "title:toll"),
        (json!({"constant_score": {"filter": {"match": {"title": "x"}}}}), "(title:x)^0"),
        (
            json!({"dis_max": {"queries": [{"match": {"title": "x"}}, {"match": {"body": "y"}}]}}),
            "title:x OR body:y",
        ),
    ];
    for (query, expected) in cases {
        let found = read(&query).map(|(text, _)| text);
        assert_eq!(found.as_deref(), Ok(expected), "in {query}");
    }
}

#[test]
fn bool_says_what_must_may_and_must_not_match() {
    let m = |word: &str| json!({"match": {"body": word}});
    let cases = [
        (json!({}), "*"),
        (json!({"must": m("a")}), "body:a"),
        (json!({"must": [m("a"), m("b")]}), "body:a AND body:b"),
        (json!({"filter": [m("a")]}), "(body:a)^0"),
        (json!({"filter": {"range": {"date": {"gte": "2024"}}}}), "date:>=2024"),
        (json!({"must": m("a"), "filter": m("b")}), "body:a AND (body:b)^0"),
        (json!({"should": [m("a"), m("b")]}), "body:a OR body:b"),
        (json!({"must": m("a"), "should": m("b")}), "body:a AND MAYBE body:b"),
        (
            json!({"must": m("a"), "should": [m("b"), m("c")], "minimum_should_match": 1}),
            "body:a AND (body:b OR body:c)",
        ),
        (
            json!({"should": [m("a"), m("b"), m("c")], "minimum_should_match": "-1"}),
            "((body:a AND body:b) OR (body:a AND body:c) OR (body:b AND body:c))^0 AND MAYBE body:a \
             AND MAYBE body:b AND MAYBE body:c",
        ),
        (
            json!({"filter": {"bool": {"should": [m("a"), m("b"), m("c")], "minimum_should_match": 2}}}),
            "((body:a AND body:b) OR (body:a AND body:c) OR (body:b AND body:c))^0",
        ),
        (json!({"should": [m("a")], "minimum_should_match": 0}), "body:a"),
        (json!({"should": [m("a")], "minimum_should_match": 3}), "* AND NOT *"),
        (json!({"must_not": m("a")}), "* AND NOT body:a"),
        (json!({"should": m("a"), "must_not": [m("b")]}), "body:a AND NOT body:b"),
        (
            json!({"must": m("a"), "must_not": {"bool": {"must_not": m("b")}}}),
            "body:a AND NOT (* AND NOT body:b)",
        ),
        (
            json!({"must": [m("a"), {"bool": {"should": m("b"), "must": m("c")}}], "boost": 2}),
            "(body:a AND body:c AND MAYBE body:b)^2",
        ),
    ];
    for (clauses, expected) in cases {
        let query = json!({"bool": clauses});
        let found = read(&query).map(|(text, _)| text);
        assert_eq!(found.as_deref(), Ok(expected), "in {query}");
    }
}

#[test]
fn nested_asks_for_one_quotation() {
    let nested = |query: Value| json!({"nested": {"path": "quotes", "query": query}});
    let cases = [
        (json!({"match_all": {}}), "QUOTE(*)"),
        (
            json!({"bool": {"must": [
                {"match_phrase": {"quotes.speaker": "Ana Ruiz"}}, {"match": {"quotes.text": "toll fee"}},
            ]}}),
            "QUOTE(speaker:\"Ana Ruiz\" AND (toll OR fee))",
        ),
        (
            json!({"bool": {"must_not": {"term": {"quotes.kind": "direct"}}}}),
            "QUOTE(* AND NOT kind:direct)",
        ),
        (json!({"exists": {"field": "quotes.speaker"}}), "QUOTE(speaker:*)"),
        (json!({"term": {"quotes.organisation": "Harbour Trust"}}), "QUOTE(org:\"Harbour Trust\")"),
        (json!({"multi_match": {"query": "toll"}}), "QUOTE(toll)"),
        (json!({"query_string": {"query": "speaker:ruiz toll"}}), "QUOTE(speaker:ruiz AND toll)"),
        (json!({"range": {"quotes.date": {"gt": "2024"}}}), "QUOTE(date:>2024)"),
    ];
    for (query, expected) in cases {
        let found = read(&nested(query.clone())).map(|(text, _)| text);
        assert_eq!(found.as_deref(), Ok(expected), "in {query}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_by_name_and_place() {
    let cases = [
        (json!({"geo_shape": {}}), "unknown query [geo_shape]", "/query/geo_shape"),
        (json!({"match": {"title": "a"}, "term": {}}), "expected one query, found 2", "/query"),
        (json!({}), "expected one query, found 0", "/query"),
        (json!([]), "expected an object, found a list", "/query"),
        (
            json!({"bool": {"must": [{"match_all": {}}, {"script": {}}]}}),
            "unknown query [script]",
            "/query/bool/must/1/script",
        ),
        (json!({"bool": {"musst": []}}), "[bool] does not support [musst]", "/query/bool/musst"),
        (json!({"match": {"titel": "a"}}), "no field [titel]", "/query/match/titel"),
        (
            json!({"match": {"title": {"query": "a", "analyzer": "x"}}}),
            "[match] does not support [analyzer]",
            "/query/match/title/analyzer",
        ),
        (json!({"match": {"title": {}}}), "[match] needs a [query]", "/query/match/title"),
        (json!({"match": {"quotes.speaker": "x"}}), "nested query", "/query/match/quotes.speaker"),
        (
            json!({"nested": {"path": "quotes", "query": {"match": {"title": "x"}}}}),
            "no field of quotations",
            "/query/nested/query/match/title",
        ),
        (
            json!({"nested": {"path": "comments", "query": {"match_all": {}}}}),
            "path [quotes]",
            "/query/nested/path",
        ),
        (json!({"prefix": {"title": "i"}}), "fewer than 2 letters", "/query/prefix/title"),
        (json!({"wildcard": {"title": "*tion"}}), "fewer than 2 letters", "/query/wildcard/title"),
        (json!({"term": {"agency": "x"}}), "not searched", "/query/term/agency"),
        (json!({"range": {"title": {"gte": 3}}}), "is no date", "/query/range/title"),
        (
            json!({"range": {"date": {"gte": "2024-05-01T12:00:00Z"}}}),
            "write [2024-05-01]",
            "/query/range/date/gte",
        ),
        (
            json!({"range": {"date": {"gte": "2024", "gt": "2023"}}}),
            "two bounds on one side",
            "/query/range/date/gt",
        ),
        (json!({"query_string": {"query": "toll OR"}}), "E02 at 6", "/query/query_string/query"),
        (
            json!({"query_string": {"query": "a b", "default_operator": "OR"}}),
            "a space means AND",
            "/query/query_string/default_operator",
        ),
        (
            json!({"query_string": {"query": "a date:2024", "fields": ["title"]}}),
            "without fields",
            "/query/query_string/query",
        ),
        (
            json!({"nested": {"path": "quotes", "query": {"query_string": {"query": "title:x"}}}}),
            "fields of one quotation",
            "/query/nested/query/query_string/query",
        ),
        (
            json!({"match": {"title": {"query": "a", "boost": -1}}}),
            "a boost is a number",
            "/query/match/title/boost",
        ),
        (json!({"term": {"title": ["a"]}}), "found a list", "/query/term/title"),
        (
            json!({"nested": {"path": "quotes", "query": {"term": {"quotes.kind": "loud"}}}}),
            "kind: is never \"loud\"",
            "/query/nested/query/term/quotes.kind",
        ),
        (
            json!({"bool": {"minimum_should_match": "2<75%", "should": []}}),
            "a number or a share",
            "/query/bool/minimum_should_match",
        ),
    ];
    for (query, reason, place) in cases {
        let found = read(&query).unwrap_err();
        assert!(found.contains(reason), "{query}: {found}");
        assert!(found.ends_with(&format!("(at {place} of the body)")), "{query}: {found}");
    }
    let many: Vec<Value> = (0..5000).map(|n| json!({"match": {"body": n}})).collect();
    let found = read(&json!({"bool": {"should": many}})).unwrap_err();
    assert!(found.contains("E29"), "{found}");
}

#[test]
fn what_is_left_out_is_said() {
    let cases = [
        (
            json!({"match": {"title": {"query": "a", "max_expansions": 5}}}),
            "ignores [max_expansions]",
        ),
        (json!({"match": {"title": {"query": "a", "_name": "x"}}}), "ignores [_name]"),
        (json!({"query_string": {"query": "toll fee"}}), "a space means AND"),
        (json!({"query_string": {"query": "toll OR fee AND x"}}), "W01"),
        (json!({"range": {"date": {"gte": "now-7d"}}}), "reads [now-7d] as a day"),
        (json!({"term": {"outlet.keyword": "x"}}), "longer names that hold its words"),
        (
            json!({"bool": {"must": {"match_all": {}}, "should": {"exists": {"field": "date"}}}}),
            "has no score",
        ),
        (
            json!({"nested": {"path": "quotes", "score_mode": "avg", "query": {"match_all": {}}}}),
            "ignores [score_mode]",
        ),
    ];
    for (query, expected) in cases {
        let (_, warnings) = read(&query).unwrap();
        assert!(warnings.iter().any(|it| it.contains(expected)), "{query}: {warnings:?}");
    }
    let silent = [
        json!({"query_string": {"query": "toll fee", "default_operator": "AND"}}),
        json!({"bool": {"must": {"match": {"title": "a"}}, "filter": {"exists": {"field": "date"}}}}),
        json!({"range": {"date": {"gte": "now-7d/d"}}}),
    ];
    for query in silent {
        assert_eq!(read(&query).unwrap().1, BTreeSet::new(), "{query}");
    }
}

#[test]
fn a_search_is_refused_by_name_and_place() {
    let cases = [
        (json!({"rescore": {"a": 1}}), "does not support [rescore] (at /rescore"),
        (json!({"post_filter": {"ids": {"values": ["a"]}}}), "[ids] can stand only"),
        (json!({"query": {"function_score": {}}}), "unknown query [function_score]"),
        (json!({"query": {"regexp": {"body": "a@b"}}}), "[@] has no meaning"),
        (json!({"query": {"regexp": {"body": ""}}}), "cannot be said"),
        (json!({"from": -1}), "expected a whole number"),
        (json!({"size": 9_999, "from": 2}), "at most 10000"),
        (json!({"sort": [{"date": "desc"}, "title"]}), "(at /sort/1"),
        (json!({"sort": "title"}), "not by [title]"),
        (json!({"sort": {"date": {"order": "down"}}}), "asc or desc"),
        (json!({"search_after": [1.5]}), "\"sort\" of the last hit"),
        (json!({"fields": ["title"]}), "does not support [fields]"),
        (json!({"highlight": {"fields": {"outlet": {}}}}), "(at /highlight/fields/outlet"),
        (json!({"aggs": {"x": {"avg": {"field": "date"}}}}), "(at /aggs/x/avg"),
        (json!({"aggs": {"x": {"terms": {"field": "quotes.speaker"}}}}), "nested aggregation"),
        (json!({"aggs": {"x": {"terms": {"field": "title"}}}}), "are not counted"),
        (
            json!({"aggs": {"x": {"cardinality": {"field": "outlet"}, "aggs": {"y": {}}}}}),
            "cannot hold other aggregations",
        ),
        (json!({"query": null, "knn": {}}), "(at /knn"),
    ];
    for (body, expected) in cases {
        let refusal = Ask::read(&body, &mut BTreeSet::new()).unwrap_err();
        assert!(refusal.reason.contains(expected), "{body}: {}", refusal.reason);
    }
    let harmless = [
        json!({"query": null, "timeout": "1s", "fields": [], "track_total_hits": "true"}),
        json!({"track_total_hits": 100, "sort": ["_doc"], "profile": false}),
        json!({"sort": [{"date": {"order": "desc", "missing": "_last"}}, {"_shard_doc": "desc"}]}),
    ];
    for body in harmless {
        assert!(Ask::read(&body, &mut BTreeSet::new()).is_ok(), "{body}");
    }
}

/// Names and values that mean something somewhere.
fn any_text() -> impl Strategy<Value = String> {
    let names = "bool|must|filter|should|must_not|minimum_should_match|boost|nested|path|quotes|query|\
        inner_hits|match|match_all|match_phrase|multi_match|fields|type|operator|and|slop|term|terms|\
        prefix|wildcard|fuzzy|fuzziness|AUTO|exists|field|range|gte|lt|title|body|date|outlet.keyword|\
        quotes.text|quotes.speaker|quotes.kind|direct|query_string|default_field|constant_score|\
        dis_max|queries|2024-05|now-7d/d|75%|name|value|title^2|highlight|aggs|sort|size|from|_score|\
        _source|pit|id|search_after|date_histogram|calendar_interval|month|cross_fields|phrase";
    let names: Vec<&str> = names.split('|').collect();
    prop_oneof![
        8 => prop::sample::select(names).prop_map(str::to_owned),
        1 => "[a-z]{1,3}[*?~^]?",
        1 => "(\\PC|[ \"()*:\\\\]){0,6}",
    ]
}

/// Any JSON, most of it with the names of the dialect.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => any_text().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => (-3.0..3.0).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(6, 40, 4, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => prop::collection::vec((any_text(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A clause with a place for others.
fn any_query() -> impl Strategy<Value = Value> {
    let texts = || any_text();
    let field = prop::sample::select(vec![
        "title",
        "body",
        "outlet",
        "date",
        "quotes.text",
        "quotes.speaker",
        "quotes.kind",
        "language",
    ]);
    let leaf = (
        prop::sample::select(vec![
            "match",
            "match_phrase",
            "match_phrase_prefix",
            "term",
            "prefix",
            "wildcard",
            "regexp",
            "fuzzy",
        ]),
        field,
        texts(),
        prop::option::of(prop::sample::select(vec!["0", "0.5", "2", "1000"])),
    )
        .prop_map(|(kind, field, text, boost)| match boost {
            None => json!({kind: {field: text}}),
            Some(boost) => json!({kind: {field: {"value": text, "query": text, "boost": boost}}}),
        });
    // "value" and "query" are never both known: one of the two is taken out again.
    let leaf = leaf.prop_map(|mut query| {
        let object = query.as_object_mut().and_then(|query| {
            let (kind, clause) = query.iter_mut().next()?;
            let options = clause.as_object_mut()?.values_mut().next()?.as_object_mut()?;
            Some((kind.starts_with("match"), options))
        });
        if let Some((is_match, options)) = object {
            options.remove(if is_match { "value" } else { "query" });
        }
        query
    });
    let leaf = prop_oneof![
        8 => leaf,
        2 => texts().prop_map(|text| json!({"query_string": {"query": text}})),
        2 => texts().prop_map(|text| json!({"simple_query_string": {"query": text}})),
        1 => texts().prop_map(|text| json!({"ids": {"values": [text]}})),
        1 => texts().prop_map(|text| json!({"multi_match": {"query": text, "operator": "and"}})),
        1 => Just(json!({"range": {"date": {"gte": "2023", "lt": "2024-05-06"}}})),
        1 => Just(json!({"exists": {"field": "section"}})),
        1 => Just(json!({"match_all": {}})),
        1 => any_json(),
    ];
    leaf.prop_recursive(5, 30, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 0..4);
        let least = prop::option::of(prop::sample::select(vec!["1", "2", "-1", "50%"]));
        prop_oneof![
            6 => (several(), several(), several(), several(), least).prop_map(
                |(must, filter, should, must_not, least)| {
                    let mut clauses = json!({
                        "must": must, "filter": filter, "should": should, "must_not": must_not,
                    });
                    if let Some(least) = least {
                        clauses["minimum_should_match"] = least.into();
                    }
                    json!({"bool": clauses})
                }
            ),
            3 => inner.clone().prop_map(
                |query| json!({"nested": {"path": "quotes", "query": query, "inner_hits": {}}})
            ),
            1 => inner.clone().prop_map(|query| json!({"constant_score": {"filter": query}})),
            1 => several().prop_map(|queries| json!({"dis_max": {"queries": queries}})),
        ]
    })
}

// To look for longer: `PROPTEST_CASES=1000000 cargo test --release --lib es::tests`.
proptest! {
    #[test]
    fn any_json_is_read_or_refused(body in any_json()) {
        let _ = Ask::read(&body, &mut BTreeSet::new());
        let _ = read(&body);
    }

    #[test]
    fn any_query_is_read_as_one_that_is_read_back(query in any_query()) {
        let _ = read(&query);
    }
}
