//! The server: what it answers. Whom it lets in is in `admission`, what is sent to it in `sending`, how it
//! runs in `running`.
//!
//! Requests go to the router without a network, but where connections matter.

use std::sync::Arc;

use axum::{Router, body::Body};
use dixit::serve::{App, Limits, Settings, router};
use hyper::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::archive::Archive;

pub const READ: &str = "read-read-read-read";
pub const WRITE: &str = "write-write-write-write";

/// A server of a small archive.
pub struct Server {
    pub archive: Archive,
    pub app: Arc<App>,
    pub router: Router,
    pub runtime: Runtime,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: hyper::HeaderMap,
    pub body: Vec<u8>,
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

    pub fn get(&self, path: &str) -> Answer {
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
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let json = problem.json();
        assert_eq!((&json["status"], &json["code"]), (&json!(status), &json!(code)), "{json}");
        assert!(!json["detail"].as_str().unwrap().is_empty(), "{json}");
        json
    }
}

pub fn get(path: &str) -> hyper::http::request::Builder {
    Request::builder().uri(path)
}

/// The first hit of a page.
pub fn first(page: &Value) -> &Value {
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

/// The stream of an export was asked for more after its end, which only a connection does.
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
