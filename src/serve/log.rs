//! One line in the log and one count for each answer: its id, method, route, status and time. What was
//! asked for is left out unless the settings want it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};

use super::App;

/// The header with the id of a request.
const ID: HeaderName = HeaderName::from_static("x-request-id");

/// The route of what no handler answers.
const UNKNOWN: &str = "unknown";

/// Logs and counts what comes back, and gives it the id of the request.
pub(super) async fn requests(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let begin = Instant::now();
    let id = id(request.headers());
    let method = name(request.method());
    let asked = app.settings.log_queries.then(|| request.uri().to_string());
    let route = request.extensions().get::<MatchedPath>();
    let route: Arc<str> = route.map_or(UNKNOWN, MatchedPath::as_str).into();
    let mut response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), begin.elapsed());
    app.metrics.count(method, &route, status, took);
    let ms = took.as_micros() as f64 / 1e3;
    tracing::info!(id = id.to_str().unwrap_or_default(), method, %route, status, ms, asked, "answered");
    response.headers_mut().insert(ID, id);
    response
}

/// The id that the client gave the request, if it is a plain one, else a new one.
fn id(headers: &HeaderMap) -> HeaderValue {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let is_plain = |id: &&HeaderValue| {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (1..=64).contains(&id.len()) && id.as_bytes().iter().all(plain)
    };
    headers.get(ID).filter(is_plain).cloned().unwrap_or_else(|| {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let text = format!("{:x}-{count:x}", std::process::id());
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("-"))
    })
}

/// The name of a method, of few.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
