//! What goes wrong, as an answer: `application/problem+json` (RFC 9457) with a stable code, and with
//! all that is wrong with a query.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::Error,
    view::{self, ErrorView},
};

/// Why there is no other answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is: `urn:dixit:problem:` and the code.
    #[schema(example = "urn:dixit:problem:query")]
    pub r#type: String,
    /// The status in words.
    #[schema(example = "Bad Request")]
    pub title: &'static str,
    /// The status.
    #[schema(example = 400)]
    pub status: u16,
    /// A stable code: `query`, `not-found`, `too-many` and so on.
    #[schema(example = "query")]
    pub code: &'static str,
    /// What happened and what to do.
    pub detail: String,
    /// All that is wrong with the query, if it is that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorView>,
}

impl Problem {
    /// A problem with a stable code; `detail` says what happened and what to do.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem {
            r#type: format!("urn:dixit:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// What was sent cannot be understood.
    pub fn bad_request(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "request", detail)
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// More is wanted at once than can be done; a little later it may work.
    pub(super) fn too_many() -> Problem {
        let detail = "too many questions are waiting: ask again in a second";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many", detail)
    }

    /// The answer would take too long.
    pub(super) fn too_slow() -> Problem {
        let detail = "no answer was found in time: ask for less, or later";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-slow", detail)
    }

    /// Something that should not happen has happened; the log says what.
    pub(super) fn internal() -> Problem {
        let detail = "something went wrong that is not your fault: see the log of the server";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// Whether it may work a little later.
    pub fn is_passing(&self) -> bool {
        matches!(self.status, 429 | 503)
    }

    /// What the library says of the query `text`. What it says of the disk is for the log alone.
    pub fn of(error: Error, text: &str) -> Problem {
        match error {
            Error::Query(errors) => Problem {
                errors: view::errors(text, &errors),
                ..Problem::new(StatusCode::BAD_REQUEST, "query", Error::Query(errors).to_string())
            },
            Error::Clause { .. } => {
                Problem::new(StatusCode::BAD_REQUEST, "query", error.to_string())
            }
            Error::Cursor(_) => Problem::new(StatusCode::BAD_REQUEST, "cursor", error.to_string()),
            Error::Input(reason) => Problem::bad_request(reason),
            Error::Stopped => Problem::too_slow(),
            Error::Locked { .. } => {
                let detail = "another process is writing to the index: try again in a minute";
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "locked", detail)
            }
            other => {
                tracing::error!(error = &other as &dyn std::error::Error, "the index failed");
                Problem::internal()
            }
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem::of(error, "")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if status == StatusCode::UNAUTHORIZED {
            let ways = HeaderValue::from_static("Bearer, Basic realm=\"dixit\", charset=\"UTF-8\"");
            headers.insert(header::WWW_AUTHENTICATE, ways);
        }
        response
    }
}
