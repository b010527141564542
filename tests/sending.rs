//! Articles that are sent to the server.

use axum::body::Body;
use dixit::serve::{Keys, Limits, Settings};
use hyper::Request;
use serde_json::{Value, json};

use crate::serve::{Answer, READ, Server, WRITE, first, get};

/// A server that can be written to with [`WRITE`].
pub fn writable() -> Server {
    let keys = Keys::parse(&format!("read {READ}\nwrite {WRITE}")).unwrap();
    Server::with(Settings { keys, writable: true, ..Settings::default() })
}

pub fn bulk(key: Option<&str>, body: impl Into<Body>) -> Request<Body> {
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
