//! What is refused, in the shape that clients of Elasticsearch read.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{error::Error, serve::Problem};

/// An answer that says what is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The status.
    pub status: StatusCode,
    /// The type that Elasticsearch gives such an error.
    pub kind: &'static str,
    /// What is wrong, where, and what to do: lowercase, without a final stop.
    pub reason: String,
}

impl Refusal {
    /// What stands at `path`, a JSON pointer, cannot be read or is not supported.
    pub fn at(path: &str, reason: impl std::fmt::Display) -> Refusal {
        let path = if path.is_empty() { "/" } else { path };
        Refusal::bad("parsing_exception", format!("{reason} (at {path} of the body)"))
    }

    /// A request that is wrong.
    pub fn bad(kind: &'static str, reason: impl Into<String>) -> Refusal {
        Refusal { status: StatusCode::BAD_REQUEST, kind, reason: reason.into() }
    }

    /// An argument of the request that is wrong.
    pub fn argument(reason: impl Into<String>) -> Refusal {
        Refusal::bad("illegal_argument_exception", reason)
    }

    /// Something is not there.
    pub fn missing(kind: &'static str, reason: impl Into<String>) -> Refusal {
        Refusal { status: StatusCode::NOT_FOUND, kind, reason: reason.into() }
    }

    /// The type of what the rest of the server calls a problem with this code.
    pub fn kind_of(code: &str) -> &'static str {
        match code {
            "key" | "read-only" | "host" | "origin" => "security_exception",
            "too-many" => "es_rejected_execution_exception",
            "too-slow" => "timeout_exception",
            "body" => "content_too_long_exception",
            "content-type" => "media_type_header_exception",
            "request" | "query" | "cursor" | "url" => "illegal_argument_exception",
            _ => "exception",
        }
    }

    /// The error without the status: what stands in the items of a bulk answer.
    pub fn cause(&self) -> Value {
        json!({"type": self.kind, "reason": self.reason})
    }

    /// The whole answer.
    pub fn body(&self) -> Value {
        let mut error = self.cause();
        error["root_cause"] = json!([self.cause()]);
        json!({"error": error, "status": self.status.as_u16()})
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        match error {
            Error::Query(_) | Error::Clause { .. } => {
                Refusal::bad("query_shard_exception", error.to_string())
            }
            Error::Cursor(_) => Refusal::argument(
                "search_after is no place in these hits: give it the \"sort\" of a hit, unchanged",
            ),
            error => Problem::from(error).into(),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        Refusal {
            status: StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST),
            kind: Refusal::kind_of(problem.code),
            reason: problem.detail,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}
