//! What every answer says beside itself: that browsers must be careful with it, and of which commit it
//! is, so that it need not be sent twice.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use xxhash_rust::xxh3::Xxh3;

use super::{App, today};

/// Nothing but our own scripts, styles and images, and in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

/// For browsers, on every answer.
const SAFETY: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
];

/// Puts the headers for browsers on an answer. Pages of allowed origins may embed it, others not.
pub(super) async fn safety(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.extend(SAFETY);
    let who = if app.settings.origins.is_empty() { "same-origin" } else { "cross-origin" };
    let name = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(name, HeaderValue::from_static(who));
    response
}

/// Gives an answer to a GET its tag, and spares the answer whose tag is known. An answer depends on
/// the URL, the commit and the day alone; one that does not has a `Cache-Control` of its own.
pub(super) async fn tags(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let tag = tag(&app, &request);
    if is_known(request.headers(), &tag) {
        return tagged(StatusCode::NOT_MODIFIED.into_response(), tag);
    }
    let response = next.run(request).await;
    let is_own = response.headers().contains_key(header::CACHE_CONTROL);
    if response.status() != StatusCode::OK || is_own {
        return response;
    }
    tagged(response, tag)
}

fn tagged(mut response: Response, tag: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// The tag of the answer: weak, as the same answer may be sent compressed or not. The commit is the
/// one before the answer is made, so that a tag is never newer than its answer.
fn tag(app: &App, request: &Request) -> HeaderValue {
    let mut hash = Xxh3::new();
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    hash.update(&app.index().commit().to_le_bytes());
    hash.update(today().to_string().as_bytes());
    hash.update(request.uri().path_and_query().map_or("", |asked| asked.as_str()).as_bytes());
    let accept = request.headers().get(header::ACCEPT);
    hash.update(accept.map_or(&b""[..], HeaderValue::as_bytes));
    let tag = format!("W/\"{:016x}\"", hash.digest());
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("W/\"\""))
}

/// Whether the client has an answer with this tag.
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    known.flat_map(|tags| tags.split(',')).any(|known| known.trim() == tag)
}
