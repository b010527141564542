//! The server: what it answers, whom it lets in, what it refuses.
//!
//! Requests go to the router without a network, but where connections matter.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use dixit::serve::{App, Keys, Limits, Settings, router};
use hyper::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::archive::Archive;

const READ: &str = "read-read-read-read";
const WRITE: &str = "write-write-write-write";

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

    fn new() -> Server {
        Server::with(Settings::default())
    }

    fn of(archive: Archive, settings: Settings) -> Server {
        let app = App::open(&archive.path("index"), settings).unwrap();
        let router = router(&app);
        Server { archive, app, router, runtime: Runtime::new().unwrap() }
    }

    /// What is answered to a request; without a Host header it is asked as localhost.
    fn send(&self, mut request: Request<Body>) -> Answer {
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
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn expect(self, status: u16) -> Answer {
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
