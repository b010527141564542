//! The server: what it answers, whom it lets in, what it refuses.
//!
//! Requests go to the router without a network, but where connections matter.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use dixit::{
    error::Error,
    extract::EntityKind,
    index::{
        Backend,
        local::{Index, Stop},
    },
    query::{Interval, Query, SearchRequest, Sort, parse},
    serve::{App, Keys, Limits, Settings, router},
};
use hyper::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::archive::Archive;

pub const READ: &str = "read-read-read-read";
pub const WRITE: &str = "write-write-write-write";

/// A server of a small archive.
pub struct Server {
    archive: Archive,
    app: Arc<App>,
    router: Router,
    runtime: Runtime,
}

/// An answer.
pub struct Answer {
    status: StatusCode,
    headers: hyper::HeaderMap,
    body: Vec<u8>,
}

impl Server {
    /// A server with these settings of what [`Archive::indexed`] holds.
    pub fn with(settings: Settings) -> Server {
        Server::of(Archive::indexed(), settings)
    }

    pub fn new() -> Server {
        Server::with(Settings::default())
    }

    pub fn of(archive: Archive, settings: Settings) -> Server {
        let app = App::open(&archive.path("index"), settings).unwrap();
        let router = router(&app);
        Server { archive, app, router, runtime: Runtime::new().unwrap() }
    }

    /// What is answered to a request; without a Host header it is asked as localhost.
    pub fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().entry("host").or_insert("localhost:7700".parse().unwrap());
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    fn get(&self, path: &str) -> Answer {
        self.send(get(path).body(Body::empty()).unwrap())
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// A problem with this status and code.
    fn expect_problem(self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let json = problem.json();
        assert_eq!((&json["status"], &json["code"]), (&json!(status), &json!(code)), "{json}");
        assert!(!json["detail"].as_str().unwrap().is_empty(), "{json}");
        json
    }
}

fn get(path: &str) -> hyper::http::request::Builder {
    Request::builder().uri(path)
}

/// The first hit of a page.
fn first(page: &Value) -> &Value {
    &page["hits"][0]
}

#[test]
fn searching_gives_what_the_command_gives() {
    let server = Server::new();
    for (path, words) in [
        ("/v1/search?q=toll&sort=date", &["search", "toll", "--sort", "date"][..]),
        ("/v1/quotes?q=bridge&speaker=Ana+Ruiz", &["quotes", "bridge", "--speaker", "Ana Ruiz"]),
        ("/v1/search?q=tolll+bridge&explain=true", &["search", "tolll", "bridge", "--explain"]),
        ("/v1/stats", &["stats"]),
        ("/v1/articles/bridge.txt", &["show", "bridge.txt"]),
    ] {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let printed = server.archive.run(&words).out;
        let expected: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(server.get(path).expect(200).json(), expected, "{path}");
    }
}

#[test]
fn a_quotation_is_found_by_its_id_and_in_its_text() {
    let server = Server::new();
    let page = server.get("/v1/quotes?q=bridge&speaker=hart").expect(200).json();
    let quote = first(&page);
    let id = quote["id"].as_str().unwrap();
    let alone = server.get(&format!("/v1/quotes/{id}")).expect(200).json();
    assert_eq!(alone["text"], quote["text"]);
    let article = server.get("/v1/articles/bridge.txt").expect(200).json();
    let body = article["body"].as_str().unwrap();
    let [by_text, by_place] = &quote["target"][0]["selector"].as_array().unwrap()[..] else {
        panic!("{quote}")
    };
    let at = |key: &str| by_place[key].as_u64().unwrap() as usize;
    let found: String = body.chars().skip(at("start")).take(at("end") - at("start")).collect();
    assert_eq!(found, by_text["exact"].as_str().unwrap());
    let around = ["prefix", "exact", "suffix"].map(|key| by_text[key].as_str().unwrap()).concat();
    assert!(body.contains(&around), "{around}");
}

#[test]
fn pages_go_on_to_the_end() {
    let server = Server::new();
    let mut path = "/v1/quotes?q=*&limit=1".to_owned();
    let mut found = Vec::new();
    loop {
        let page = server.get(&path).expect(200).json();
        found.extend(page["hits"].as_array().unwrap().iter().map(|hit| hit["id"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/quotes?q=*&limit=1&after={next}");
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 3);
}

#[test]
fn a_query_is_shown_as_it_was_read() {
    let server = Server::new();
    let read = server.get("/v1/parse?q=a+OR+b+c").expect(200).json();
    assert_eq!(read["read_as"], "a OR (b AND c)");
    assert_eq!(read["notices"][0]["code"], "W01");
    let problem = server.get("/v1/parse?q=n%C3%A9+OR").expect_problem(400, "query");
    assert_eq!(problem["errors"][0]["span"], json!([3, 5]));
    assert_eq!(problem["errors"][0]["code"], "E02");
    assert!(!problem["errors"][0]["remedy"].as_str().unwrap().is_empty());
}

#[test]
fn what_cannot_be_answered_is_a_problem_with_a_code() {
    let limits = Limits { clauses: 20, page: 50, url: 2000, ..Limits::default() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    let many = format!("/v1/search?q={}", ["w"; 21].join("+"));
    let long = format!("/v1/search?q={}", "w".repeat(2000));
    for (path, status, code) in [
        ("/v1/search", 400, "request"),
        ("/v1/search?q=", 400, "query"),
        ("/v1/search?q=a&q=b", 400, "request"),
        ("/v1/search?q=a&limit=x", 400, "request"),
        ("/v1/search?q=a&limit=51", 400, "request"),
        ("/v1/search?q=a&limits=5", 400, "request"),
        ("/v1/search?q=a&sort=best", 400, "request"),
        ("/v1/search?q=a&after=x", 400, "cursor"),
        ("/v1/search?q=a+or+b&strict=true", 400, "query"),
        (&many, 400, "request"),
        (&long, 414, "url"),
        ("/v1/articles/nothing", 404, "not-found"),
        ("/v1/articles/%ff", 400, "request"),
        ("/v1/articles/..%2F..%2Fetc%2Fpasswd", 404, "not-found"),
        ("/v1/quotes/nothing", 404, "not-found"),
        ("/v1/quotes/0123456789abcdef", 404, "not-found"),
        ("/v1/nothing", 404, "not-found"),
        ("/etc/passwd", 404, "not-found"),
    ] {
        server.get(path).expect_problem(status, code);
    }
    let post = get("/v1/search").method("POST").body(Body::empty()).unwrap();
    server.send(post).expect_problem(405, "method");
}

#[test]
fn only_own_names_and_pages_are_let_in() {
    let settings = Settings {
        hosts: vec!["news.example".to_owned()],
        origins: vec!["https://desk.example".to_owned()],
        ..Settings::default()
    };
    let server = Server::with(settings);
    for (name, value, status) in [
        ("host", "localhost", 200),
        ("host", "LOCALHOST:7700", 200),
        ("host", "127.0.0.1:80", 200),
        ("host", "[::1]:7700", 200),
        ("host", "news.example", 200),
        ("host", "evil.example", 421),
        ("host", "localhost.evil.example", 421),
        ("host", "localhost@evil.example", 400),
        ("host", "", 400),
        ("origin", "http://localhost:7700", 200),
        ("origin", "https://desk.example", 200),
        ("origin", "http://desk.example", 403),
        ("origin", "http://localhost:8000", 403),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
    ] {
        let request = get("/v1/search?q=toll").header(name, value).body(Body::empty()).unwrap();
        assert_eq!(server.send(request).status, status, "{name}: {value}");
    }
}

#[test]
fn pages_elsewhere_are_told_only_what_was_allowed() {
    let preflight = || {
        get("/v1/search?q=toll")
            .method("OPTIONS")
            .header("origin", "https://desk.example")
            .header("access-control-request-method", "GET")
            .body(Body::empty())
            .unwrap()
    };
    Server::new().send(preflight()).expect_problem(403, "origin");
    let origins = vec!["https://desk.example".to_owned()];
    let server = Server::with(Settings { origins, ..Settings::default() });
    let answer = server.send(preflight()).expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "https://desk.example");
    let answer = server.get("/v1/search?q=toll").expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[test]
fn a_key_is_needed_where_the_settings_say_so() {
    let keys = Keys::parse(&format!("read {READ}\nwrite {WRITE}")).unwrap();
    let server = Server::with(Settings { keys, read_needs_key: true, ..Settings::default() });
    let asked = |path: &str, key: Option<&str>| {
        let request = get(path);
        let request = match key {
            Some(key) => request.header("authorization", format!("Bearer {key}")),
            None => request,
        };
        server.send(request.body(Body::empty()).unwrap())
    };
    for path in ["/v1/search?q=toll", "/v1/articles/bridge.txt", "/metrics", "/openapi.json", "/"] {
        asked(path, None).expect_problem(401, "key");
        asked(path, Some("wrong-wrong-wrong")).expect_problem(401, "key");
    }
    assert!(asked("/metrics", None).header("www-authenticate").starts_with("Bearer"));
    asked("/v1/search?q=toll", Some(READ)).expect(200);
    asked("/v1/search?q=toll", Some(WRITE)).expect(200);
    asked("/v1/healthz", None).expect(200);
    asked("/v1/readyz", None).expect(200);
}

#[test]
fn browsers_are_told_to_be_careful() {
    let server = Server::new();
    for path in ["/v1/search?q=toll", "/v1/search?q=", "/nothing"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
    }
}

#[test]
fn an_answer_is_sent_once_a_commit() {
    let server = Server::new();
    let tag = server.get("/v1/search?q=toll").expect(200).header("etag").to_owned();
    let again = |path: &str, tag: &str| {
        server.send(get(path).header("if-none-match", tag).body(Body::empty()).unwrap())
    };
    let unchanged = again("/v1/search?q=toll", &format!("\"x\", {tag}")).expect(304);
    assert!(unchanged.body.is_empty() && unchanged.header("etag") == tag);
    again("/v1/search?q=fair", &tag).expect(200);
    server.archive.write("news/new.txt", "Toll\n\nThe toll is gone.\n");
    server.archive.run(&["index", "news"]).expect(0);
    server.app.reload().unwrap();
    let changed = again("/v1/search?q=toll", &tag).expect(200);
    assert_eq!(changed.json()["total"], 3);
    assert_eq!(server.get("/v1/search?q=").header("etag"), "");
}

#[test]
fn the_description_says_how_large_a_page_may_be() {
    let limits = Limits { page: 5, ..Limits::default() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    let api = server.get("/openapi.json").expect(200).json();
    let parameters = api["paths"]["/v1/speakers"]["get"]["parameters"].as_array().unwrap().clone();
    let limit = parameters.iter().find(|it| it["name"] == "limit").unwrap();
    assert_eq!((&limit["schema"]["maximum"], &limit["schema"]["default"]), (&json!(5), &json!(5)));
    server.get("/v1/speakers").expect(200);
    server.get("/v1/speakers?limit=6").expect_problem(400, "request");
}

#[test]
fn head_is_get_without_a_body_and_gzip_is_sent_to_who_takes_it() {
    let server = Server::new();
    let head = get("/v1/articles/bridge.txt").method("HEAD").body(Body::empty()).unwrap();
    let head = server.send(head).expect(200);
    assert!(head.body.is_empty() && !head.header("etag").is_empty());
    let packed = get("/v1/articles/bridge.txt").header("accept-encoding", "gzip");
    let packed = server.send(packed.body(Body::empty()).unwrap()).expect(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(&packed.body[..2], b"\x1f\x8b");
}

#[test]
fn figures_are_counted_by_route() {
    let server = Server::new();
    server.get("/v1/search?q=toll").expect(200);
    server.get("/v1/articles/a/b/c").expect(404);
    let figures = String::from_utf8(server.get("/metrics").expect(200).body).unwrap();
    for line in [
        r#"dixit_http_requests_total{method="GET",route="/v1/search",status="200"} 1"#,
        r#"dixit_http_requests_total{method="GET",route="/v1/articles/{*id}",status="404"} 1"#,
        "dixit_index_articles 3",
        "dixit_index_quotes 3",
    ] {
        assert!(figures.contains(line), "{line} is not in\n{figures}");
    }
}

#[test]
fn who_would_wait_too_long_is_told_so() {
    let limits =
        Limits { questions: 1, waiting: 1, time: Duration::from_millis(100), ..Limits::default() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    let app = server.app.clone();
    let slow = |app: Arc<App>| async move {
        app.ask(|_| std::thread::sleep(Duration::from_millis(400))).await
    };
    server.runtime.block_on(async {
        let asked = [slow(app.clone()), slow(app.clone()), slow(app)].map(tokio::spawn);
        let mut codes = Vec::new();
        for asked in asked {
            codes.push(asked.await.unwrap().unwrap_err().code);
        }
        codes.sort_unstable();
        assert_eq!(codes, ["too-many", "too-slow", "too-slow"]);
    });
    std::thread::sleep(Duration::from_millis(500));
    server.get("/v1/search?q=toll").expect(200);
}

#[test]
fn a_question_that_nobody_waits_for_ends() {
    let limits = Limits { time: Duration::from_millis(100), ..Limits::default() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    let (tell, told) = std::sync::mpsc::channel();
    let endless = move |index: &Index| {
        let request = SearchRequest::articles(parse("toll NEAR/5 bridge").unwrap().query);
        while index.search(&request).is_ok() {}
        tell.send(index.search(&request).unwrap_err()).unwrap();
    };
    let answer = server.runtime.block_on(server.app.ask(endless));
    assert_eq!(answer.unwrap_err().code, "too-slow");
    let why = told.recv_timeout(Duration::from_secs(20)).unwrap();
    assert!(matches!(why, Error::Stopped), "{why}");
}

#[test]
fn whatever_is_asked_ends_at_a_stop() {
    let server = Server::new();
    let (stop, today) = (Stop::default(), jiff::civil::Date::default());
    stop.stop();
    let stopped = server.app.index().until(&stop);
    let query = parse("toll").unwrap().query;
    let request = SearchRequest::articles(query.clone());
    let answers = [
        stopped.search(&request).map(drop),
        stopped.search(&SearchRequest::articles(Query::All).sort(Sort::Newest)).map(drop),
        stopped.facets(&request, 9, Interval::Month).map(drop),
        stopped.names(EntityKind::Person, None, today, 9).map(drop),
        stopped.names(EntityKind::Person, Some(&query), today, 9).map(drop),
        stopped.topics(&Query::All, today, 9).map(drop),
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Err(Error::Stopped)), "of answer {number}");
    }
    // What was left unfinished is not kept.
    let names = server.app.index().names(EntityKind::Person, None, today, 9).unwrap();
    assert!(names.total > 0);
}

#[test]
fn names_facets_and_topics_are_those_of_the_command() {
    let server = Server::new();
    for (path, words) in [
        ("/v1/speakers", &["speakers"][..]),
        ("/v1/speakers?q=toll", &["speakers", "toll"]),
        ("/v1/orgs", &["orgs"]),
        ("/v1/facets?q=bridge&by=year", &["facets", "bridge", "--by", "year"]),
        ("/v1/facets?unit=articles", &["facets", "--articles"]),
        ("/v1/topics?q=speaker:ruiz", &["topics", "speaker:ruiz"]),
        ("/v1/similar?id=bridge.txt", &["similar", "bridge.txt"]),
    ] {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let printed = server.archive.run(&words).out;
        let expected: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(server.get(path).expect(200).json(), expected, "{path}");
    }
    let first = server.get("/v1/speakers?limit=1").expect(200).json();
    let next = first["next"].as_str().unwrap().replace(' ', "+");
    let rest = server.get(&format!("/v1/speakers?limit=5&after={next}")).expect(200).json();
    assert_eq!(rest["hits"].as_array().unwrap().len(), 1);
    assert_ne!(rest["hits"][0]["name"], first["hits"][0]["name"]);
    assert_eq!(rest["next"], Value::Null);
    server.get("/v1/speakers?after=x").expect_problem(400, "cursor");
}

#[test]
fn a_speaker_is_known_by_any_spelling() {
    let server = Server::new();
    for name in ["Ana%20Ruiz", "ana%20ruiz", "ANA+RUIZ".replace('+', "%20").as_str()] {
        let found = server.get(&format!("/v1/speakers/{name}")).expect(200).json();
        assert_eq!((&found["name"], &found["total"]), (&json!("Ana Ruiz"), &json!(2)));
        assert_eq!(found["earliest"]["date"], "2023-04-02");
        assert_eq!(found["latest"]["date"], "2024-05-06");
        assert_eq!(found["roles"][0]["role"], "mayor");
        let months = found["facets"].as_array().unwrap().iter().find(|it| it["field"] == "date");
        assert_eq!(months.unwrap()["values"][0]["value"], "2023-04");
    }
    let trust = server.get("/v1/orgs/Harbour%20Trust").expect(200).json();
    assert_eq!(trust["roles"][0]["speaker"], "Leo Hart");
    server.get("/v1/speakers/Nobody").expect_problem(404, "not-found");
    server.get("/v1/orgs/Ana%20Ruiz").expect_problem(404, "not-found");
}

#[test]
fn a_word_being_typed_goes_on() {
    let server = Server::new();
    let texts = |found: &Value, kind: &str| -> Vec<String> {
        let meant = found[kind].as_array().unwrap().iter();
        meant.map(|it| format!("{} {}", it["text"].as_str().unwrap(), it["count"])).collect()
    };
    let found = server.get("/v1/suggest?q=har").expect(200).json();
    assert_eq!(texts(&found, "speakers"), ["Leo Hart 1"]);
    assert_eq!(texts(&found, "organisations"), ["Harbour Trust 1"]);
    assert_eq!(texts(&found, "words"), ["harbour 1", "hart 1"]);
    let found = server.get("/v1/suggest?q=the+BRI").expect(200).json();
    assert_eq!(texts(&found, "words"), ["bridge 1"]);
    let found = server.get("/v1/suggest?q=QUOTE(toll+speaker:leo+h").expect(200).json();
    assert_eq!(found["speakers"][0]["query"], "QUOTE(toll speaker:\"Leo Hart\")");
    assert_eq!(texts(&found, "organisations"), [""; 0]);
    for nothing in ["", "+", "xyzzy", "%22*%3F", "en:"] {
        let found = server.get(&format!("/v1/suggest?q={nothing}")).expect(200).json();
        assert!(texts(&found, "words").is_empty(), "{nothing}: {found}");
    }
}

#[test]
fn everything_is_exported() {
    let server = Server::new();
    let csv = server.get("/v1/export?q=*&format=csv&sort=date").expect(200);
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"quotes.csv\"");
    let printed = server.archive.run(&["quotes", "*", "--all", "--csv", "--sort", "date"]).out;
    assert_eq!(String::from_utf8(csv.body).unwrap(), printed);
    let lines = server.get("/v1/export?q=toll&unit=articles").expect(200);
    let printed = server.archive.run(&["search", "toll", "--all", "--jsonl"]).out;
    assert_eq!(String::from_utf8(lines.body).unwrap(), printed);
    let empty = server.get("/v1/export?q=toll&unit=articles&speaker=&org=&outlet=").expect(200);
    assert_eq!(String::from_utf8(empty.body).unwrap(), printed);
    server.get("/v1/export?q=a+OR").expect_problem(400, "query");
    assert!(server.get("/v1/export?q=xyzzy").expect(200).body.is_empty());
}

/// A server that can be written to with [`WRITE`].
fn writable() -> Server {
    let keys = Keys::parse(&format!("read {READ}\nwrite {WRITE}")).unwrap();
    Server::with(Settings { keys, writable: true, ..Settings::default() })
}

fn bulk(key: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let request = get("/v1/bulk").method("POST").header("content-type", "application/x-ndjson");
    let request = match key {
        Some(key) => request.header("x-api-key", key),
        None => request,
    };
    request.body(body.into()).unwrap()
}

fn delete(id: &str, key: &str) -> Request<Body> {
    let request = get(&format!("/v1/articles/{id}")).method("DELETE").header("x-api-key", key);
    request.body(Body::empty()).unwrap()
}

const BULK: &str = r#"{"id":"n1","title":"Ferry","date":"2024-06-01","text":"“The ferry sails,” said Mia Sand, captain of the Tern."}

{"id":"n2","text":"Old."}
{"text":"No id."}
no json
{"id":"n2","text":"New.","date":"someday"}
{"id":"w2","text":""}
"#;

fn results(answer: &Answer) -> Vec<Value> {
    let text = String::from_utf8(answer.body.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn articles_come_in_by_lines_and_the_same_again_changes_nothing() {
    let server = writable();
    let answer = server.send(bulk(Some(WRITE), BULK)).expect(200);
    let found = results(&answer);
    let shown: Vec<String> = found
        .iter()
        .map(|it| format!("{} {} {}", it["line"], it["id"].as_str().unwrap_or("-"), it["status"]))
        .collect();
    assert_eq!(
        shown,
        [
            "1 n1 \"created\"",
            "3 n2 \"replaced\"",
            "4 - \"failed\"",
            "5 - \"failed\"",
            "6 n2 \"created\"",
            "7 - \"failed\""
        ]
    );
    assert_eq!(found[0]["quotes"], 1);
    assert!(found[2]["error"].as_str().unwrap().contains("id"), "{}", found[2]);
    assert!(found[4]["warnings"][0].as_str().unwrap().contains("someday"), "{}", found[4]);
    let said = server.get("/v1/quotes?q=speaker:sand").expect(200).json();
    assert_eq!(first(&said)["text"], "“The ferry sails,”");
    assert_eq!(server.get("/v1/articles/n2").expect(200).json()["body"], "New.");
    let commit = server.app.index().commit();
    let again = results(&server.send(bulk(Some(WRITE), BULK)).expect(200));
    assert_eq!(
        (&again[0]["status"], &again[4]["status"]),
        (&json!("unchanged"), &json!("unchanged"))
    );
    assert_eq!(server.app.index().commit(), commit, "the same again was written");
    let changed = r#"{"id":"n2","text":"Newer."}"#;
    let changed = results(&server.send(bulk(Some(WRITE), changed)).expect(200));
    assert_eq!(changed[0]["status"], "updated");
    assert_eq!(server.get("/v1/stats").expect(200).json()["articles"], 5);
    server.send(bulk(Some(WRITE), "\n")).expect_problem(400, "request");
}

#[test]
fn an_article_goes_with_all_its_quotations() {
    let server = writable();
    let answer = server.send(delete("bridge.txt", WRITE)).expect(200);
    assert_eq!(answer.json(), json!({"id": "bridge.txt", "deleted": true}));
    server.get("/v1/articles/bridge.txt").expect_problem(404, "not-found");
    assert_eq!(server.get("/v1/quotes?q=bridge").expect(200).json()["total"], 0);
    server.send(delete("bridge.txt", WRITE)).expect_problem(404, "not-found");
}

#[test]
fn nothing_is_written_without_a_write_key() {
    let server = writable();
    for (key, status) in [(None, 401), (Some("wrong-wrong-wrong"), 401), (Some(READ), 403)] {
        server.send(bulk(key, BULK)).expect_problem(status, "key");
        let key = key.unwrap_or_default();
        server.send(delete("bridge.txt", key)).expect_problem(status, "key");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let mut request = bulk(Some(WRITE), BULK);
        request.headers_mut().insert("content-type", kind.parse().unwrap());
        request.headers_mut().insert("content-length", BULK.len().into());
        server.send(request).expect_problem(415, "content-type");
    }
    let mut elsewhere = bulk(Some(WRITE), BULK);
    elsewhere.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    server.send(elsewhere).expect_problem(403, "origin");
    let keys = Keys::parse(&format!("write {WRITE}")).unwrap();
    let reading = Server::with(Settings { keys, ..Settings::default() });
    reading.send(bulk(Some(WRITE), BULK)).expect_problem(403, "read-only");
    reading.send(delete("bridge.txt", WRITE)).expect_problem(403, "read-only");
    assert_eq!(server.get("/v1/stats").expect(200).json()["articles"], 3);
}

#[test]
fn a_body_that_is_too_large_is_refused_and_the_next_one_is_read() {
    let keys = Keys::parse(&format!("write {WRITE}")).unwrap();
    let limits = Limits { body: 1000, ..Limits::default() };
    let server = Server::with(Settings { keys, writable: true, limits, ..Settings::default() });
    let large = "x".repeat(20_000);
    server.send(bulk(Some(WRITE), large.clone())).expect_problem(413, "body");
    let mut announced = bulk(Some(WRITE), large);
    announced.headers_mut().insert("content-length", 20_000.into());
    server.send(announced).expect_problem(413, "body");
    server.send(bulk(Some(WRITE), r#"{"id":"n","text":"Small."}"#)).expect(200);
}

#[test]
fn a_writer_elsewhere_is_waited_for_and_reading_goes_on() {
    let server = writable();
    let dir = server.archive.path("index");
    let other = dixit::Writer::open(&dir, dixit::WriterOptions { threads: 1, memory: 20_000_000 });
    let other = other.unwrap();
    server.send(bulk(Some(WRITE), BULK)).expect_problem(503, "locked");
    server.get("/v1/search?q=toll").expect(200);
    other.close().unwrap();
    server.send(bulk(Some(WRITE), BULK)).expect(200);
}

#[test]
fn articles_that_are_code_run_nowhere() {
    let server = writable();
    let script = "<script>alert(1)</script>";
    let article = json!({"id": script, "title": format!("=cmd|'/C calc'!A0 {script}"), "url": "javascript:alert(1)",
        "outlet": script, "text": format!("“{script}” said Ana {script} Ruiz, mayor of \"><img src=x onerror=alert(1)>.")});
    server.send(bulk(Some(WRITE), article.to_string())).expect(200);
    for path in [
        "/v1/search?q=alert",
        "/v1/articles/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/v1/search?q=%3Cscript%3E+OR",
        "/v1/articles/%3Cscript%3E",
        "/v1/%3Cscript%3E",
        "/v1/export?q=alert&unit=articles&format=csv",
    ] {
        let answer = server.get(path);
        assert!(!answer.header("content-type").starts_with("text/html"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let text = String::from_utf8(answer.body).unwrap();
        assert!(!text.lines().any(|line| line.contains(",=cmd")), "{path}: {text}");
    }
}

/// The value that the description of a parameter gives as an example, or the smallest that is valid.
fn example(parameter: &Value) -> Option<String> {
    match parameter.get("example") {
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
        None => None,
    }
}

#[test]
fn the_examples_of_the_description_are_answered() {
    let archive = Archive::new();
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    archive.run(&["index", corpus.to_str().unwrap()]).expect(0);
    let server = Server::of(archive, Settings::default());
    let api = server.get("/openapi.json").expect(200).json();
    assert_eq!(api["openapi"], "3.1.0");
    let quote = server.get("/v1/quotes?q=Ferreira&limit=1").expect(200).json();
    let quote = first(&quote)["id"].as_str().unwrap().to_owned();
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let mut asked = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else { continue };
        let (mut url, mut query) = (path.clone(), Vec::new());
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            assert!(parameter["description"].is_string(), "{path}: {name} is not described");
            match (parameter["in"].as_str().unwrap(), example(parameter)) {
                ("path", value) => {
                    let value = value.unwrap_or_else(|| quote.clone());
                    url = url.replace(&format!("{{{name}}}"), &encode(&value));
                }
                ("query", Some(value)) => query.push(format!("{name}={}", encode(&value))),
                ("query", None) => assert_ne!(parameter["required"], true, "{path}: {name}"),
                (other, _) => panic!("{path}: {name} in {other}"),
            }
        }
        let url = format!("{url}?{}", query.join("&"));
        let answer = server.get(&url);
        assert_eq!(answer.status, 200, "{url}: {}", String::from_utf8_lossy(&answer.body));
        let kinds = operation["responses"]["200"]["content"].as_object().unwrap();
        let kind = answer.header("content-type").split(';').next().unwrap();
        assert!(kinds.contains_key(kind), "{url}: {kind}");
        if let Ok(json) = serde_json::from_slice::<Value>(&answer.body) {
            let total = json.get("total").and_then(Value::as_u64);
            assert_ne!(total, Some(0), "{url} finds nothing");
        }
        asked += 1;
    }
    assert!(asked >= 15, "only {asked} operations");
}

/// The command as a server, on a port of its own.
struct Running {
    process: std::process::Child,
    address: String,
}

impl Running {
    fn start(archive: &Archive, words: &[&str]) -> Running {
        use std::io::BufRead;
        let words: Vec<&str> = ["serve", "--port", "0"].iter().chain(words).copied().collect();
        let mut command = archive.command(&words);
        let mut process = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        let mut said = std::io::BufReader::new(process.stderr.take().unwrap()).lines();
        let address =
            said.find_map(|line| line.unwrap().split_once("http://").map(|it| it.1.to_owned()));
        // What it says must not fill the pipe.
        std::thread::spawn(move || said.for_each(drop));
        Running { process, address: address.unwrap() }
    }

    fn connect(&self) -> std::net::TcpStream {
        let stream = std::net::TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// What comes back for these bytes until the connection is closed.
    fn say(&self, bytes: &str) -> String {
        use std::io::{Read, Write};
        let mut stream = self.connect();
        stream.write_all(bytes.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn is_well(&self) -> bool {
        let asked =
            "GET /v1/search?q=toll HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        self.say(asked).starts_with("HTTP/1.1 200")
    }

    #[cfg(unix)]
    fn terminate(&mut self) -> std::process::ExitStatus {
        let id = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        self.process.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn connections_that_are_too_slow_or_too_large_are_cut_off() {
    let archive = Archive::indexed();
    let limits = ["--header-timeout", "1", "--max-headers", "8", "--max-connections", "600"];
    let running = Running::start(&archive, &limits);
    let idle: Vec<std::net::TcpStream> = (0..300).map(|_| running.connect()).collect();
    assert!(running.is_well(), "idle connections keep others out");
    assert_eq!(running.say("GET / HTTP/1.1\r\nhost: loc"), "", "a head that never ends");
    let large = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    assert!(running.say(&large).starts_with("HTTP/1.1 431"));
    assert!(running.say("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
    drop(idle);
    assert!(running.is_well());
}

/// The stream of an export was asked for more after its end, which only a connection does.
#[test]
fn an_export_ends_in_order() {
    let running = Running::start(&Archive::indexed(), &[]);
    let asked = |more: &str| {
        format!("GET /v1/export?q=* HTTP/1.1\r\nhost: localhost\r\n{more}connection: close\r\n\r\n")
    };
    let answer = running.say(&asked(""));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
    assert_eq!(answer.matches("\"attribution\"").count(), 3);
    assert!(running.say(&asked("accept-encoding: gzip\r\n")).ends_with("\r\n0\r\n\r\n"));
}

#[test]
fn the_description_is_a_page_too() {
    let server = Server::new();
    let page = server.get("/api").expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    let text = String::from_utf8(page.body).unwrap();
    for part in ["GET /v1/quotes/{id}", "POST /v1/bulk", "Ellery%20Bridge%20Authority", "/api.css"]
    {
        assert!(text.contains(part), "{part} is not in the page");
    }
    assert!(!text.contains("style=") && !text.contains("<script"));
    server.get("/api.css").expect(200);
}

#[cfg(unix)]
#[test]
fn a_stop_finishes_what_has_begun() {
    use std::io::{Read, Write};
    let archive = Archive::indexed();
    archive.write("keys", format!("write {WRITE}\n"));
    let mut running = Running::start(&archive, &["--writable", "--api-key-file", "keys"]);
    let body = r#"{"id":"late","text":"It came late."}"#;
    let mut stream = running.connect();
    let head = format!(
        "POST /v1/bulk HTTP/1.1\r\nhost: localhost\r\nx-api-key: {WRITE}\r\n\
         content-type: application/x-ndjson\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The request has begun when the server has answered another one that came after it.
    assert!(running.is_well());
    let stopping = std::thread::spawn(move || running.terminate());
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(stopping.join().unwrap().success());
    archive.run(&["show", "late"]).expect(0);
}

#[test]
fn a_commit_by_another_process_is_seen() {
    let archive = Archive::indexed();
    let running = Running::start(&archive, &[]);
    let asked = "GET /v1/articles/news HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let asked = asked.replace("articles/news", "articles/new.txt");
    assert!(running.say(&asked).starts_with("HTTP/1.1 404"));
    archive.write("news/new.txt", "New\n\nSomething new.\n");
    archive.run(&["index", "news"]).expect(0);
    let seen = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        running.say(&asked).starts_with("HTTP/1.1 200")
    });
    assert!(seen);
}

#[test]
fn an_unsafe_server_does_not_start() {
    let archive = Archive::indexed();
    archive.write("keys", format!("read {READ}\n"));
    archive.write("bad", "read short\n");
    for (words, expected) in [
        (&["--bind", "0.0.0.0"][..], "--api-key-file"),
        (&["--writable"], "--api-key-file"),
        (&["--writable", "--api-key-file", "keys"], "write KEY"),
        (&["--api-key-file", "bad"], "keys, line 1"),
        (&["--api-key-file", "none"], "cannot open none"),
        (&["--allow-origin", "*"], "https://news.example"),
        (&["--max-page", "0"], "0 is not in"),
    ] {
        let words: Vec<&str> = ["serve"].iter().chain(words).copied().collect();
        let ran = archive.run(&words).expect(2);
        assert!(ran.err.contains(expected), "{words:?}: {}", ran.err);
    }
    let ran = Archive::new().run(&["serve"]).expect(4);
    assert!(ran.err.contains("no index"), "{}", ran.err);
}
