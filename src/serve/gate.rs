//! Who is let in: requests to this server by its own name, from its own pages, of a bearable size,
//! with a key where one is needed. A page elsewhere must not reach a server on this machine.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, uri::Authority},
    middleware::Next,
    response::Response,
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{App, Problem};

/// The names of this machine, under which nobody else can answer.
const OWN_NAMES: &[&str] = &["localhost", "127.0.0.1", "[::1]"];

/// What can be asked without a key: whether the server lives says nothing about the archive.
const OPEN: &[&str] = &["/v1/healthz", "/v1/readyz"];

/// Lets in what is meant for this server and comes from its own pages, or from those that were
/// allowed, or from no page.
pub(super) async fn names(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let limit = app.settings.limits.url;
    let length = request.uri().path_and_query().map_or(0, |asked| asked.as_str().len());
    if length > limit {
        let detail =
            format!("the URL has {length} bytes, {limit} are allowed: ask for less at once");
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "url", detail));
    }
    let host = host(request.headers())?;
    if !is_known(&app, host.host()) {
        let detail = format!(
            "this server is not called \"{}\": start it with --host to allow the name",
            host.host()
        );
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "host", detail));
    }
    if let Some(origin) = request.headers().get(header::ORIGIN)
        && !is_own(&host, origin)
        && !is_allowed(&app, origin)
    {
        let detail =
            "a page of another origin asks: start the server with --allow-origin to let it";
        return Err(Problem::new(StatusCode::FORBIDDEN, "origin", detail));
    }
    Ok(next.run(request).await)
}

/// Lets in who has the key that reading needs, with a body that is JSON and not too large.
pub(super) async fn admission(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let settings = app.settings();
    let (path, headers) = (request.uri().path(), request.headers());
    if settings.read_needs_key && !OPEN.contains(&path) && settings.keys.of(headers).is_none() {
        let detail = "this server needs a key: send it as `Authorization: Bearer KEY`";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "key", detail));
    }
    let has_body = headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0");
    let reads_body = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if has_body && reads_body && !is_json(headers) {
        let detail = "the body must be JSON: send `Content-Type: application/json`, or \
                      application/x-ndjson for lines";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type", detail));
    }
    Ok(next.run(request).await)
}

/// Lets the pages of the allowed origins read answers; of none, if none is allowed.
pub(super) fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> =
        origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            header::HeaderName::from_static("x-api-key"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER]);
    (!origins.is_empty()).then(|| layer.allow_origin(AllowOrigin::list(origins)))
}

/// The name under which the server is asked.
fn host(headers: &HeaderMap) -> Result<Authority, Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = host.and_then(|host| host.parse::<Authority>().ok());
    authority
        .filter(|host| !host.as_str().contains('@'))
        .ok_or_else(|| Problem::bad_request("the Host header is missing, or holds no name"))
}

fn is_known(app: &App, name: &str) -> bool {
    let is = |known: &str| known.eq_ignore_ascii_case(name.trim_end_matches('.'));
    OWN_NAMES.iter().any(|known| is(known)) || app.settings.hosts.iter().any(|known| is(known))
}

/// Whether a page of `origin` came from this server.
fn is_own(host: &Authority, origin: &HeaderValue) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let own = ["http://", "https://"].iter().find_map(|scheme| origin.strip_prefix(scheme));
    own.is_some_and(|own| own.eq_ignore_ascii_case(host.as_str()))
}

fn is_allowed(app: &App, origin: &HeaderValue) -> bool {
    app.settings.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
}

/// Whether the body is JSON, or lines of it, also under the names of vendors. A page cannot send
/// such a body to another origin without asking first.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let Some(subtype) = essence.strip_prefix("application/") else { return false };
    let suffix = subtype.rsplit('+').next().unwrap_or_default();
    matches!(suffix, "json" | "x-ndjson" | "ndjson" | "jsonl" | "x-jsonlines")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_known_under_all_its_names() {
        let cases = [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/x-ndjson", true),
            ("application/vnd.elasticsearch+json; compatible-with=8", true),
            ("application/vnd.elasticsearch+x-ndjson;compatible-with=9", true),
            ("text/plain", false),
            ("text/json", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=application/json", false),
            ("", false),
        ];
        for (kind, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            assert_eq!(is_json(&headers), expected, "for {kind:?}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn only_the_same_authority_is_the_same_origin() {
        let host: Authority = "localhost:7700".parse().unwrap();
        let cases = [
            ("http://localhost:7700", true),
            ("https://LOCALHOST:7700", true),
            ("http://localhost", false),
            ("http://localhost:7700.evil.example", false),
            ("http://evil.example", false),
            ("null", false),
            ("", false),
        ];
        for (origin, expected) in cases {
            assert_eq!(is_own(&host, &origin.parse().unwrap()), expected, "for {origin:?}");
        }
    }
}
