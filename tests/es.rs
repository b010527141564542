//! Elasticsearch's dialect over HTTP: what its clients send, and what they get.

use std::sync::Arc;

use axum::body::Body;
use dixit::{
    query::Synonyms,
    read::Rules,
    serve::{Keys, Settings},
};
use hyper::Request;
use serde_json::{Value, json};

use crate::serve::{Answer, READ, Server, WRITE};

/// A request with a JSON body, as clients send it.
fn asked(server: &Server, method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("accept", "application/vnd.elasticsearch+json; compatible-with=8")
        .header("content-type", "application/vnd.elasticsearch+json; compatible-with=8");
    server.send(request.body(body).unwrap())
}

fn search(server: &Server, body: &Value) -> Value {
    asked(server, "POST", "/es/articles/_search", body).expect(200).json()
}

/// The ids of the hits of an answer.
fn ids(answer: &Value) -> Vec<&str> {
    let hits = answer["hits"]["hits"].as_array().unwrap();
    hits.iter().map(|hit| hit["_id"].as_str().unwrap()).collect()
}

#[test]
fn clients_find_what_they_look_for_before_they_search() {
    let server = Server::new();
    for path in ["/es", "/es/"] {
        let about = asked(&server, "GET", path, &Value::Null).expect(200);
        assert_eq!(about.header("x-elastic-product"), "Elasticsearch");
        assert_eq!(
            about.header("content-type"),
            "application/vnd.elasticsearch+json; compatible-with=8"
        );
        assert_eq!(about.json()["version"]["number"], "8.0.0");
    }
    asked(&server, "HEAD", "/es/", &Value::Null).expect(200);
    asked(&server, "HEAD", "/es/articles", &Value::Null).expect(200);
    asked(&server, "HEAD", "/es/logs", &Value::Null).expect(404);
    let health = asked(&server, "GET", "/es/_cluster/health", &Value::Null).expect(200).json();
    assert_eq!(health["status"], "green");
    let indices = asked(&server, "GET", "/es/_cat/indices?format=json", &Value::Null).expect(200);
    assert_eq!(indices.json()[0]["docs.count"], "3");
    let mapping = asked(&server, "GET", "/es/articles/_mapping", &Value::Null).expect(200).json();
    let properties = &mapping["articles"]["mappings"]["properties"];
    assert_eq!(properties["quotes"]["type"], "nested");
    assert_eq!(properties["quotes"]["properties"]["speaker"]["type"], "text");
    let caps = asked(&server, "GET", "/es/articles/_field_caps?fields=quotes.k*", &Value::Null);
    assert_eq!(caps.expect(200).json()["fields"]["quotes.kind"]["keyword"]["aggregatable"], true);
}

#[test]
fn a_search_has_hits_with_their_source() {
    let server = Server::new();
    let found = search(&server, &json!({"query": {"match": {"title": "budget"}}}));
    assert_eq!(found["hits"]["total"], json!({"value": 1, "relation": "eq"}));
    let hit = &found["hits"]["hits"][0];
    assert_eq!((&hit["_id"], &hit["_index"]), (&json!("w1"), &json!("articles")));
    assert!(hit["_score"].as_f64().unwrap() > 0.0);
    let source = &hit["_source"];
    assert_eq!(source["title"], "Budget passes");
    assert_eq!(source["authors"], json!(["Jo Bell"]));
    assert_eq!(source["quotes"][0]["speaker"], "Ana Ruiz");
    assert_eq!(source["quotes"][0]["text"], "“The budget is fair,”");
    let body =
        json!({"query": {"match_all": {}}, "_source": ["title", "quotes.cue"], "sort": ["date"]});
    let found = search(&server, &body);
    assert_eq!(ids(&found), ["bridge.txt", "w1", "w2"]);
    let source = &found["hits"]["hits"][1]["_source"];
    assert_eq!(source, &json!({"title": "Budget passes", "quotes": [{"cue": "said"}]}));
    let by_address = asked(&server, "GET", "/es/_search?q=toll&size=1&_source=false", &Value::Null);
    let found = by_address.expect(200).json();
    assert_eq!(found["hits"]["total"]["value"], 2);
    assert_eq!(found["hits"]["hits"][0].get("_source"), None);
    let counted = asked(&server, "GET", "/es/articles/_count?q=toll", &Value::Null).expect(200);
    assert_eq!(counted.json()["count"], 2);
    let document = asked(&server, "GET", "/es/articles/_doc/w1", &Value::Null).expect(200).json();
    assert_eq!((&document["found"], &document["_source"]["id"]), (&json!(true), &json!("w1")));
    let missing = asked(&server, "GET", "/es/articles/_doc/w9", &Value::Null).expect(404).json();
    assert_eq!(missing["found"], false);
}

#[test]
fn a_filter_has_no_say_in_the_order() {
    let server = Server::new();
    let scores = |filter: Value| {
        let query = json!({"bool": {"must": {"match": {"body": "toll"}}, "filter": filter}});
        let found = search(&server, &json!({"query": query}));
        let hits = found["hits"]["hits"].as_array().unwrap().clone();
        hits.iter().map(|hit| hit["_score"].clone()).collect::<Vec<Value>>()
    };
    let plain = scores(json!([]));
    assert_eq!(plain.len(), 2);
    assert_eq!(scores(json!({"match": {"body": "the"}})), scores(json!({"match_all": {}})));
    assert_eq!(scores(json!([{"match": {"body": "bridge market"}}])), plain);
}

#[test]
fn nested_clauses_show_the_quotations_that_match() {
    let server = Server::new();
    let nested = |who: &str, said: &str| {
        json!({"query": {"nested": {
            "path": "quotes",
            "query": {"bool": {"must": [
                {"match_phrase": {"quotes.speaker": who}}, {"match": {"quotes.text": said}},
            ]}},
            "inner_hits": {"highlight": {"fields": {"quotes.text": {}}}, "_source": ["quotes.speaker"]},
        }}})
    };
    // Both say something about the bridge, but one of them alone about the toll.
    assert_eq!(ids(&search(&server, &nested("Leo Hart", "toll"))), Vec::<&str>::new());
    let found = search(&server, &nested("Ana Ruiz", "toll"));
    assert_eq!(ids(&found), ["bridge.txt"]);
    let inner = &found["hits"]["hits"][0]["inner_hits"]["quotes"]["hits"];
    assert_eq!(inner["total"]["value"], 1);
    let quote = &inner["hits"][0];
    assert_eq!(quote["_nested"], json!({"field": "quotes", "offset": 0}));
    assert_eq!(quote["_source"], json!({"speaker": "Ana Ruiz"}));
    let marked = "“We will never charge a <em>toll</em> on that bridge,”";
    assert_eq!(quote["highlight"]["quotes.text"], json!([marked]));
}

#[test]
fn what_matched_is_highlighted() {
    let server = Server::new();
    let body = json!({
        "query": {"multi_match": {"query": "bridge toll"}},
        "highlight": {"pre_tags": ["<b>"], "post_tags": ["</b>"], "fields": {"title": {}, "body": {}}},
    });
    let found = search(&server, &body);
    let highlight = &found["hits"]["hits"][0]["highlight"];
    assert_eq!(highlight["title"], json!(["Mayor rules out <b>bridge</b> <b>toll</b>"]));
    assert!(highlight["body"][0].as_str().unwrap().contains("a <b>toll</b> on that <b>bridge</b>"));
}

#[test]
fn aggregations_count_articles_and_their_quotations() {
    let server = Server::new();
    let body = json!({"size": 0, "query": {"match": {"body": "toll"}}, "aggs": {
        "outlets": {"terms": {"field": "outlet"}},
        "months": {"date_histogram": {"field": "date", "calendar_interval": "year", "format": "yyyy"}},
        "said": {"nested": {"path": "quotes"}, "aggs": {
            "who": {"terms": {"field": "quotes.speaker", "order": {"_key": "asc"}}},
            "ruiz": {
                "filter": {"match": {"quotes.speaker": "ruiz"}},
                "aggs": {"kinds": {"terms": {"field": "quotes.kind"}}},
            },
        }},
    }});
    let counted = search(&server, &body)["aggregations"].take();
    let outlets =
        json!([{"key": "Springfield Post", "doc_count": 1}, {"key": "The Wire", "doc_count": 1}]);
    assert_eq!(counted["outlets"]["buckets"], outlets);
    assert_eq!(counted["months"]["buckets"][1]["key_as_string"], "2024");
    assert_eq!(counted["months"]["buckets"][0]["doc_count"], 1);
    assert_eq!(counted["said"]["doc_count"], 2);
    let who = json!([{"key": "Ana Ruiz", "doc_count": 1}, {"key": "Leo Hart", "doc_count": 1}]);
    assert_eq!(counted["said"]["who"]["buckets"], who);
    assert_eq!(counted["said"]["ruiz"]["doc_count"], 1);
    assert_eq!(counted["said"]["ruiz"]["kinds"]["buckets"][0]["key"], "direct");
}

#[test]
fn buckets_hold_what_is_counted_below_them() {
    let server = Server::new();
    let body = json!({"size": 0, "aggs": {
        "outlets": {"terms": {"field": "outlet"}, "aggs": {
            "years": {"date_histogram": {"field": "date", "calendar_interval": "year", "min_doc_count": 1},
                "aggs": {"titled": {"filter": {"match": {"title": "budget"}}}}},
            "said": {"nested": {"path": "quotes"}, "aggs": {
                "who": {"terms": {"field": "quotes.speaker"}, "aggs": {
                    "kinds": {"terms": {"field": "quotes.kind"}},
                }},
            }},
        }},
    }});
    let counted = search(&server, &body)["aggregations"].take();
    let buckets = counted["outlets"]["buckets"].as_array().unwrap();
    let mut titled = 0;
    for bucket in buckets {
        let years = bucket["years"]["buckets"].as_array().unwrap();
        let sum = |all: &[Value], name: &str| -> u64 {
            all.iter().map(|it| it[name].as_u64().unwrap()).sum()
        };
        assert_eq!(sum(years, "doc_count"), bucket["doc_count"].as_u64().unwrap(), "{bucket}");
        titled += years.iter().map(|it| it["titled"]["doc_count"].as_u64().unwrap()).sum::<u64>();
        for who in bucket["said"]["who"]["buckets"].as_array().unwrap() {
            let kinds = who["kinds"]["buckets"].as_array().unwrap();
            assert_eq!(sum(kinds, "doc_count"), who["doc_count"].as_u64().unwrap(), "{who}");
        }
    }
    assert_eq!(titled, 1);
    let refused = json!({"aggs": {"by": {"terms": {"field": "authors"}, "aggs": {
        "said": {"nested": {"path": "quotes"}, "aggs": {"who": {"terms": {"field": "quotes.speaker"}}}},
    }}}});
    let refused = asked(&server, "POST", "/es/articles/_search", &refused).expect(400).json();
    assert!(
        refused["error"]["reason"].as_str().unwrap().contains("terms of [author]"),
        "{refused}"
    );
}

#[test]
fn hits_are_chosen_by_id_and_filtered_after_counting() {
    let server = Server::new();
    let by_id =
        json!({"query": {"ids": {"values": ["w1", "w2", "none"]}}, "sort": [{"date": "asc"}]});
    assert_eq!(ids(&search(&server, &by_id)), ["w1", "w2"]);
    let both = json!({"query": {"bool": {
        "must": {"match": {"body": "toll"}}, "filter": {"ids": {"values": ["w1", "bridge.txt"]}},
    }}, "aggs": {"outlets": {"terms": {"field": "outlet"}}}});
    let found = search(&server, &both);
    assert_eq!(ids(&found), ["bridge.txt"]);
    assert_eq!(found["aggregations"]["outlets"]["buckets"].as_array().unwrap().len(), 1);
    let counted = asked(&server, "POST", "/es/articles/_count", &json!({"query": by_id["query"]}));
    assert_eq!(counted.expect(200).json()["count"], 2);
    let should = json!({"query": {"bool": {"should": [{"ids": {"values": ["w1"]}}]}}});
    let refused = asked(&server, "POST", "/es/articles/_search", &should).expect(400).json();
    assert!(refused["error"]["reason"].as_str().unwrap().contains("[ids] can stand only"));

    let post = json!({"query": {"match": {"body": "toll"}},
        "post_filter": {"term": {"outlet": "The Wire"}},
        "aggs": {"outlets": {"terms": {"field": "outlet"}}}});
    let found = search(&server, &post);
    assert_eq!(found["hits"]["total"]["value"], 1);
    assert_eq!(found["aggregations"]["outlets"]["buckets"].as_array().unwrap().len(), 2);

    let many = json!({"docs": [{"_id": "w1", "_source": ["title"]}, {"_id": "none"}]});
    let docs = asked(&server, "POST", "/es/articles/_mget", &many).expect(200).json();
    assert_eq!(docs["docs"][0]["_source"], json!({"title": "Budget passes"}));
    assert_eq!(docs["docs"][1]["found"], false);
}

#[test]
fn a_second_key_decides_between_equals() {
    let server = Server::new();
    let mut body = json!({"size": 1, "query": {"match": {"body": "toll budget bridge"}},
        "sort": [{"date": "desc"}, "_score", {"_id": "asc"}]});
    let mut seen = Vec::new();
    loop {
        let page = search(&server, &body);
        let Some(hit) = page["hits"]["hits"].get(0) else { break };
        seen.push(hit["_id"].as_str().unwrap().to_owned());
        let sort = hit["sort"].as_array().unwrap();
        assert_eq!((sort.len(), &sort[1]), (3, &hit["_score"]));
        assert!(sort[1].as_f64().unwrap() > 0.0, "{hit}");
        body["search_after"] = hit["sort"].clone();
    }
    body.as_object_mut().unwrap().remove("search_after");
    body["size"] = 9.into();
    assert_eq!(seen, ids(&search(&server, &body)));
    let best =
        json!({"query": {"match": {"body": "toll budget bridge"}}, "sort": ["_score", "date"]});
    let plain = json!({"query": {"match": {"body": "toll budget bridge"}}});
    assert_eq!(ids(&search(&server, &best)), ids(&search(&server, &plain)));
}

#[test]
fn what_is_sent_and_asked_is_read_by_the_settings() {
    let rules =
        Rules::default().field("story", "body").unwrap().outlet_name("sp", "Springfield Post");
    let keys = Keys::parse(&format!("write {WRITE}")).unwrap();
    let synonyms = Synonyms::parse("charge, toll").unwrap();
    let server = Server::with(Settings {
        writable: true,
        keys,
        rules: Arc::new(rules),
        synonyms: Some(Arc::new(synonyms)),
        ..Settings::default()
    });
    let document = json!({"title": "Fees", "outlet": "sp", "story": "“No charge,” said Ana Ruiz."});
    let request = Request::builder().method("PUT").uri("/es/articles/_doc/n1");
    let request = request.header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {WRITE}"));
    server.send(request.body(Body::from(document.to_string())).unwrap()).expect(201);
    let found = asked(
        &server,
        "POST",
        "/es/articles/_search",
        &json!({"query": {"match": {"body": "toll"}}}),
    );
    let found = found.expect(200);
    assert!(found.header("warning").contains("synonyms"));
    let found = found.json();
    let hits = found["hits"]["hits"].as_array().unwrap();
    let new = hits.iter().find(|hit| hit["_id"] == "n1").expect("a synonym is found");
    assert_eq!(new["_source"]["outlet"], "Springfield Post");
}

#[test]
fn pages_go_on_to_the_end() {
    let server = Server::new();
    let all = ["w2", "w1", "bridge.txt"];
    let mut body = json!({"size": 2, "sort": [{"date": "desc"}]});
    let first = search(&server, &body);
    assert_eq!(ids(&first), all[..2]);
    assert_eq!(first["hits"]["hits"][0]["sort"][0], 1_715_040_000_000_i64);
    body["search_after"] = first["hits"]["hits"][1]["sort"].clone();
    assert_eq!(ids(&search(&server, &body)), all[2..]);
    let from = json!({"from": 1, "size": 5, "sort": [{"date": "desc"}]});
    assert_eq!(ids(&search(&server, &from)), all[1..]);
    assert_eq!(search(&server, &json!({"from": 9}))["hits"]["total"]["value"], 3);

    let body = json!({"size": 2, "sort": ["_doc"]});
    let page = asked(&server, "POST", "/es/articles/_search?scroll=1m", &body).expect(200).json();
    assert_eq!(ids(&page).len(), 2);
    let next = json!({"scroll_id": page["_scroll_id"], "scroll": "1m"});
    let last = asked(&server, "POST", "/es/_search/scroll", &next).expect(200).json();
    assert_eq!(ids(&last), ["bridge.txt"]);
    let next = json!({"scroll_id": last["_scroll_id"]});
    let end = asked(&server, "POST", "/es/_search/scroll", &next).expect(200).json();
    assert_eq!(ids(&end), Vec::<&str>::new());
    let close = json!({"scroll_id": [last["_scroll_id"]]});
    let closed = asked(&server, "DELETE", "/es/_search/scroll", &close).expect(200).json();
    assert_eq!(closed["num_freed"], 1);
    asked(&server, "POST", "/es/_search/scroll", &next).expect(404);

    let pit =
        asked(&server, "POST", "/es/articles/_pit?keep_alive=1m", &Value::Null).expect(200).json();
    let body = json!({"pit": {"id": pit["id"], "keep_alive": "1m"}, "size": 1});
    let found = asked(&server, "POST", "/es/_search", &body).expect(200).json();
    assert_eq!(found["pit_id"], pit["id"]);
    assert_eq!(found["hits"]["hits"][0]["sort"].as_array().unwrap().len(), 2);
    asked(&server, "DELETE", "/es/_pit", &json!({"id": pit["id"]})).expect(200);
    asked(&server, "POST", "/es/_search", &body).expect(404);
}

#[test]
fn many_searches_have_an_answer_each() {
    let server = Server::new();
    let lines = "{}\n{\"query\":{\"match\":{\"body\":\"toll\"}}}\n{\"index\":\"logs\"}\n{}\n{}\n{\"x\":1}\n";
    let request = Request::post("/es/articles/_msearch")
        .header("content-type", "application/vnd.elasticsearch+x-ndjson; compatible-with=9");
    let answer = server.send(request.body(Body::from(lines)).unwrap()).expect(200).json();
    let statuses: Vec<&Value> =
        answer["responses"].as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(statuses, [200, 404, 400]);
    assert_eq!(answer["responses"][0]["hits"]["total"]["value"], 2);
}

#[test]
fn what_is_refused_has_the_shape_that_clients_read() {
    let server = Server::new();
    let body = json!({"query": {"bool": {"must": [{"geo_shape": {}}]}}});
    let refused = asked(&server, "POST", "/es/articles/_search", &body).expect(400);
    assert_eq!(refused.header("x-elastic-product"), "Elasticsearch");
    let refused = refused.json();
    assert_eq!(
        (&refused["status"], &refused["error"]["type"]),
        (&json!(400), &json!("parsing_exception"))
    );
    assert_eq!(refused["error"]["reason"], refused["error"]["root_cause"][0]["reason"]);
    let cases = [
        ("GET", "/es/logs/_search", 404, "index_not_found_exception"),
        ("GET", "/es/articles/_search?foo=1", 400, "illegal_argument_exception"),
        ("GET", "/es/articles/_nothing", 400, "illegal_argument_exception"),
        ("GET", "/es/_search?q=a%20OR", 400, "parsing_exception"),
    ];
    for (method, path, status, kind) in cases {
        let refused = asked(&server, method, path, &Value::Null).expect(status).json();
        assert_eq!(refused["error"]["type"], kind, "{path}");
    }
    let warned = asked(&server, "GET", "/es/_search?q=a%20b", &Value::Null).expect(200);
    assert!(warned.header("warning").starts_with("299 dixit-"), "{}", warned.header("warning"));

    let keys = Keys::parse(&format!("read {READ}")).unwrap();
    let server = Server::with(Settings { keys, read_needs_key: true, ..Settings::default() });
    let refused = asked(&server, "GET", "/es/", &Value::Null).expect(401).json();
    assert_eq!(refused["error"]["type"], "security_exception");
}

#[test]
fn an_answer_is_cut_to_what_was_asked_for() {
    let server = Server::new();
    let path = "/es/_search?q=budget&filter_path=hits.hits._id,took";
    let found = asked(&server, "GET", path, &Value::Null).expect(200).json();
    assert_eq!(found["hits"], json!({"hits": [{"_id": "w1"}]}));
    assert_eq!(found.as_object().unwrap().len(), 2);
}

/// A server that can be written to.
fn writable() -> Server {
    let keys = Keys::parse(&format!("read {READ}\nwrite {WRITE}")).unwrap();
    Server::with(Settings { keys, writable: true, ..Settings::default() })
}

/// A request with a key; a string is sent as it is.
fn keyed(server: &Server, method: &str, path: &str, body: &Value) -> Answer {
    let body = match body {
        Value::Null => String::new(),
        Value::String(lines) => lines.clone(),
        other => other.to_string(),
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("ApiKey {WRITE}"))
        .header("content-type", "application/json");
    server.send(request.body(Body::from(body)).unwrap())
}

#[test]
fn documents_are_written_read_and_deleted() {
    let server = writable();
    let toll = json!({"headline": "Toll stays", "text": "“It stays,” said Ana Ruiz.", "source": "Post",
        "quotes": [{"text": "made up"}], "desk": 7});
    let made = keyed(&server, "PUT", "/es/articles/_doc/new%2Fa?refresh=true", &toll).expect(201);
    assert!(made.header("warning").contains("[quotes] is ignored"), "{}", made.header("warning"));
    assert_eq!(made.json()["result"], "created");
    let found = keyed(&server, "GET", "/es/articles/_doc/new%2Fa", &Value::Null).expect(200).json();
    let source = &found["_source"];
    assert_eq!((&source["title"], &source["desk"]), (&json!("Toll stays"), &json!(7)));
    assert_eq!(source["quotes"][0]["speaker"], "Ana Ruiz");
    let again = keyed(&server, "POST", "/es/articles/_doc/new%2Fa", &toll).expect(200).json();
    assert_eq!(again["result"], "updated");
    let conflict = keyed(&server, "PUT", "/es/articles/_create/new%2Fa", &toll).expect(409).json();
    assert_eq!(conflict["error"]["type"], "version_conflict_engine_exception");
    let bad =
        keyed(&server, "PUT", "/es/articles/_doc/b", &json!({"title": "x"})).expect(400).json();
    assert!(bad["error"]["reason"].as_str().unwrap().contains("no \"body\""), "{bad}");
    let unnamed = keyed(&server, "POST", "/es/articles/_doc", &toll).expect(201).json();
    assert_ne!(unnamed["_id"], "");
    keyed(&server, "DELETE", "/es/articles/_doc/new%2Fa", &Value::Null).expect(200);
    let gone =
        keyed(&server, "DELETE", "/es/articles/_doc/new%2Fa", &Value::Null).expect(404).json();
    assert_eq!(gone["result"], "not_found");
    keyed(&server, "POST", "/es/articles/_refresh", &Value::Null).expect(200);
}

#[test]
fn each_line_of_a_bulk_request_has_a_result() {
    let server = writable();
    let lines = [
        r#"{"index":{"_index":"articles","_id":"n1"}}"#,
        r#"{"body":"“No,” said Ana Ruiz.","id":7}"#,
        r#"{"create":{"_id":"n1"}}"#,
        r#"{"body":"Again."}"#,
        r#"{"delete":{"_id":"w1"}}"#,
        r#"{"delete":{"_id":"nowhere"}}"#,
        r#"{"index":{"_id":"n2"}}"#,
        r#"{"title":"nothing"}"#,
        r#"{"index":{"_index":"logs","_id":"n3"}}"#,
        r#"{"body":"x"}"#,
        r#"{"update":{"_id":"n1"}}"#,
        r#"{"doc":{"title":"x"}}"#,
        r#"{"index":{"_id":"n4","pipeline":"p"}}"#,
        r#"{"body":"x"}"#,
    ];
    let body = json!(lines.join("\n") + "\n");
    for method in ["PUT", "POST"] {
        let done = keyed(&server, method, "/es/articles/_bulk", &body).expect(200).json();
        let status =
            |item: &Value| item.as_object().unwrap().values().next().unwrap()["status"].clone();
        let statuses: Vec<Value> = done["items"].as_array().unwrap().iter().map(status).collect();
        let (made, deleted) = if method == "PUT" { (201, 200) } else { (200, 404) };
        assert_eq!(statuses, [made, 409, deleted, 404, 400, 404, 400, 400], "{done}");
        assert_eq!(done["errors"], true);
    }
    let counted = keyed(&server, "GET", "/es/_count", &Value::Null).expect(200).json();
    assert_eq!(counted["count"], 3);
    let found = keyed(&server, "GET", "/es/articles/_source/n1", &Value::Null).expect(200).json();
    assert_eq!(found["id"], "n1");
    for (body, expected) in [
        ("{\"index\":{}}\n", "line [1]: no document follows"),
        ("{\"drop\":{}}\n{}\n", "line [1]: [drop]"),
        ("\n\nx\n", "line [3]"),
        ("\n", "request body is required"),
    ] {
        let refused = keyed(&server, "POST", "/es/articles/_bulk", &json!(body)).expect(400).json();
        assert!(refused["error"]["reason"].as_str().unwrap().contains(expected), "{refused}");
    }
}

#[test]
fn the_index_is_made_when_it_is_empty_and_emptied_as_a_whole() {
    let server = writable();
    let exists = keyed(&server, "PUT", "/es/articles", &Value::Null).expect(400).json();
    assert_eq!(exists["error"]["type"], "resource_already_exists_exception");
    keyed(&server, "DELETE", "/es/_all", &Value::Null).expect(400);
    keyed(&server, "DELETE", "/es/logs", &Value::Null).expect(404);
    keyed(&server, "DELETE", "/es/articles", &Value::Null).expect(200);
    let counted = keyed(&server, "GET", "/es/_count", &Value::Null).expect(200).json();
    assert_eq!(counted["count"], 0);
    let wish = json!({"settings": {"number_of_shards": 1}, "mappings": {"properties": {}}});
    let made = keyed(&server, "PUT", "/es/articles", &wish).expect(200);
    assert!(made.header("warning").contains("ignored"), "{}", made.header("warning"));
    keyed(&server, "PUT", "/es/logs", &Value::Null).expect(400);
}

#[test]
fn nobody_writes_without_a_write_key() {
    let server = writable();
    let document = json!({"body": "x"});
    let refused = asked(&server, "PUT", "/es/articles/_doc/a", &document).expect(401);
    assert_eq!(refused.header("x-elastic-product"), "Elasticsearch");
    assert_eq!(refused.json()["error"]["type"], "security_exception");
    for (method, path) in [
        ("POST", "/es/_bulk"),
        ("DELETE", "/es/articles"),
        ("PUT", "/es/articles"),
        ("DELETE", "/es/articles/_doc/w1"),
    ] {
        asked(&server, method, path, &Value::Null).expect(401);
        asked(&Server::new(), method, path, &Value::Null).expect(403);
    }
}
