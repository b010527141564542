//! One request and its answer: parameters, body, headers, in the ways of Elasticsearch.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    body::Bytes,
    extract::{FromRequestParts, Path, Query as Parameters, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    fields::INDEX,
    refusal::Refusal,
    source::{Filter, glob},
};
use crate::{index::local::Index, serve::App};

/// What the official clients look for before they believe an answer.
const PRODUCT: (&str, &str) = ("x-elastic-product", "Elasticsearch");

/// The media type that these clients ask for, with the version that they speak.
const VENDOR: &str = "application/vnd.elasticsearch+json";

/// Parameters that every request may have.
const EVERYWHERE: &[&str] = &["error_trace", "filter_path", "human", "pretty"];

/// Parameters that choose among indices, nodes and shards, of which there is one.
const IDLE: &[&str] = &[
    "allow_no_indices",
    "allow_partial_search_results",
    "batched_reduce_size",
    "ccs_minimize_roundtrips",
    "expand_wildcards",
    "ignore_throttled",
    "local",
    "master_timeout",
    "cluster_manager_timeout",
    "max_concurrent_searches",
    "max_concurrent_shard_requests",
    "pre_filter_shard_size",
    "preference",
    "request_cache",
    "routing",
    "search_type",
    "timeout",
    "wait_for_active_shards",
];

/// What stands in the path.
pub type Parts = Path<BTreeMap<String, String>>;

/// What a request is answered.
pub type Answer = Result<Reply, Refusal>;

/// Whether the index that the path names is here.
///
/// # Errors
///
/// Fails if it is another one.
pub fn check_path(parts: &BTreeMap<String, String>) -> Result<(), Refusal> {
    parts.get("index").map_or(Ok(()), |names| check_index(names))
}

/// Asks an index when it is this question's turn.
///
/// # Errors
///
/// Fails as the question does, or if there is no answer in time.
pub async fn ask<T: Send + 'static>(
    app: &App,
    index: Arc<Index>,
    question: impl FnOnce(&Index) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    app.ask_of(index, question).await?
}

/// What is asked for beside the body.
#[derive(Clone, Debug, Default)]
pub struct Call {
    parameters: BTreeMap<String, String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Call, Response> {
        let parameters =
            Parameters::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        match parameters {
            Ok(Parameters(parameters)) => Ok(Call { parameters }),
            Err(error) => Err(Refusal::argument(error.body_text()).into_response()),
        }
    }
}

impl Call {
    /// Refuses parameters other than these.
    ///
    /// # Errors
    ///
    /// Fails at the first that is not known.
    pub fn check(&self, known: &[&str]) -> Result<(), Refusal> {
        let is_known = |name: &&String| {
            [known, EVERYWHERE, IDLE].iter().any(|names| names.contains(&name.as_str()))
        };
        match self.parameters.keys().find(|name| !is_known(name)) {
            None => Ok(()),
            Some(name) => {
                Err(Refusal::argument(format!("request contains unrecognized parameter: [{name}]")))
            }
        }
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// Whether a parameter says yes; one without a value does.
    ///
    /// # Errors
    ///
    /// Fails if it is neither yes nor no.
    pub fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("" | "true") => Ok(true),
            Some(other) => {
                Err(Refusal::argument(format!("[{name}] is true or false, not [{other}]")))
            }
        }
    }

    /// The answer, cut and printed as was asked.
    pub fn answer(&self, answered: Result<Reply, Refusal>) -> Response {
        let reply = match answered {
            Ok(reply) => reply,
            Err(refusal) => {
                Reply { status: refusal.status, body: refusal.body(), warnings: BTreeSet::new() }
            }
        };
        let body = match self.get("filter_path") {
            Some(paths) => Filter::paths(paths).of(reply.body),
            None => reply.body,
        };
        let text = match self.flag("pretty") {
            Ok(true) => serde_json::to_string_pretty(&body).unwrap_or_default() + "\n",
            _ => body.to_string(),
        };
        let json = HeaderValue::from_static("application/json");
        let mut response = (reply.status, [(header::CONTENT_TYPE, json)], text).into_response();
        for warning in reply.warnings {
            if let Ok(warning) = HeaderValue::from_str(&warning_text(&warning)) {
                response.headers_mut().append(header::WARNING, warning);
            }
        }
        response
    }
}

/// An answer that is no refusal.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Value,
    /// What was left out, for the header `Warning`.
    pub warnings: BTreeSet<String>,
}

impl From<Value> for Reply {
    fn from(body: Value) -> Reply {
        Reply { status: StatusCode::OK, body, warnings: BTreeSet::new() }
    }
}

/// Warnings are cut here: headers have limits.
const LONGEST_WARNING: usize = 500;

/// What must not stand in the quoted text of a header.
const UNSAFE: &AsciiSet = &CONTROLS.add(b'"').add(b'\\').add(b'%');

/// The value of a header `Warning`, which clients show to people.
fn warning_text(warning: &str) -> String {
    let plain = warning.replace(['"', '\\'], "'");
    let short: String = plain.chars().take(LONGEST_WARNING).collect();
    let version = env!("CARGO_PKG_VERSION");
    format!("299 dixit-{version} \"{}\"", utf8_percent_encode(&short, UNSAFE))
}

/// The largest problem that is told in the dialect, in bytes.
const LARGEST_PROBLEM: usize = 1 << 20;

/// Gives every answer below `/es` the header that clients look for, the media type that was asked for,
/// and the dialect's shape to what stands before the handlers and refuses.
pub async fn dress(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path != "/es" && !path.starts_with("/es/") {
        return next.run(request).await;
    }
    let wanted = vendor_type(request.headers());
    let mut response = in_dialect(next.run(request).await).await;
    let headers = response.headers_mut();
    headers.insert(PRODUCT.0, HeaderValue::from_static(PRODUCT.1));
    // An answer may depend on the body of a GET.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(wanted) = wanted.filter(|_| has_type(headers, "application/json")) {
        headers.insert(header::CONTENT_TYPE, wanted);
    }
    response
}

fn has_type(headers: &HeaderMap, kind: &str) -> bool {
    let own = headers.get(header::CONTENT_TYPE);
    own.is_some_and(|own| own.as_bytes().starts_with(kind.as_bytes()))
}

/// A problem in the shape of a refusal; other answers as they are.
async fn in_dialect(response: Response) -> Response {
    if !has_type(response.headers(), "application/problem+json") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let problem = axum::body::to_bytes(body, LARGEST_PROBLEM).await.unwrap_or_default();
    let problem: Value = serde_json::from_slice(&problem).unwrap_or_default();
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    let refusal = Refusal {
        status: parts.status,
        kind: Refusal::kind_of(&text("code")),
        reason: text("detail"),
    };
    let body = refusal.body().to_string();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, body.into())
}

/// The vendor's media type, if the client accepts it, with its version.
fn vendor_type(headers: &HeaderMap) -> Option<HeaderValue> {
    let accepted = headers.get(header::ACCEPT)?.to_str().ok()?;
    let kind = accepted.split(',').map(str::trim).find(|kind| kind.starts_with(VENDOR))?;
    HeaderValue::from_str(kind).ok()
}

/// The major version of Elasticsearch that a client speaks.
pub fn version(headers: &HeaderMap) -> u8 {
    let kinds = [header::ACCEPT, header::CONTENT_TYPE];
    let kinds = kinds.iter().filter_map(|name| headers.get(name)?.to_str().ok());
    let mut versions = kinds.filter_map(|kind| kind.split_once("compatible-with=")?.1.get(..1));
    versions.next().and_then(|version| version.parse().ok()).unwrap_or(8)
}

/// The JSON of a body; nothing is an empty object.
///
/// # Errors
///
/// Fails if it is no JSON object.
pub fn object(body: &Bytes) -> Result<Value, Refusal> {
    if body.trim_ascii().is_empty() {
        return Ok(json!({}));
    }
    let refused = |reason: String| Refusal::bad("parsing_exception", reason);
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(Value::Object(object)),
        Ok(_) => Err(refused("the body is no JSON object".to_owned())),
        Err(error) => Err(refused(format!("the body is no JSON: {error}"))),
    }
}

/// Refuses names of other indices; patterns and lists are understood.
///
/// # Errors
///
/// Fails if there is no such index.
pub fn check_index(names: &str) -> Result<(), Refusal> {
    let is_here = |name: &str| name == "_all" || name.is_empty() || glob(name, INDEX);
    match names.split(',').find(|name| !is_here(name)) {
        None => Ok(()),
        Some(name) => {
            let reason = format!("no such index [{name}]: the one index is [{INDEX}]");
            Err(Refusal::missing("index_not_found_exception", reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_safe_in_a_header() {
        let header = warning_text("reads \"a\\b\" é\r\nX-Evil: 1 100%");
        let expected = "\"reads 'a'b' %C3%A9%0D%0AX-Evil: 1 100%25\"";
        assert!(header.ends_with(expected), "{header}");
        assert!(HeaderValue::from_str(&warning_text(&"é".repeat(9000))).is_ok());
    }

    #[test]
    fn one_index_has_many_names() {
        for names in ["articles", "_all", "*", "art*", "articles,*"] {
            assert_eq!(check_index(names), Ok(()), "{names}");
        }
        for names in ["logs", "articles,logs", "art"] {
            assert!(check_index(names).is_err(), "{names}");
        }
    }
}
