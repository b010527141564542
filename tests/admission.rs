//! Whom the server lets in, and that nothing of an article is code.

use axum::body::Body;
use dixit::serve::{Keys, Settings};
use serde_json::json;

use crate::{
    sending::{bulk, writable},
    serve::{READ, Server, WRITE, get},
};

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
