//! The page that says what went wrong, and what to do.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use super::page::{Frame, send, sentence};
use crate::{error::Error, serve::Problem};

/// Why a page cannot be shown.
pub struct Failure(Problem);

#[derive(Template)]
#[template(path = "failure.html", config = "src/serve/web/askama.toml")]
struct FailurePage {
    frame: Frame,
    title: &'static str,
    message: String,
}

impl Failure {
    /// There is nothing at this address; `detail` is a sentence.
    pub fn missing(detail: impl Into<String>) -> Failure {
        Failure(Problem::not_found(detail))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure(error.into())
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure(problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Failure(problem) = self;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let title = match status {
            StatusCode::NOT_FOUND => "Not in this archive",
            StatusCode::BAD_REQUEST => "This cannot be searched",
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "Too busy just now",
            _ => "Something went wrong",
        };
        let page =
            FailurePage { frame: Frame::new(title), title, message: sentence(&problem.detail) };
        // What programs are told, such as when to try again, holds for browsers too.
        let mut headers = problem.into_response().headers().clone();
        for of_body in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
            headers.remove(of_body);
        }
        (headers, send(status, &page)).into_response()
    }
}

/// There is nothing at this address: a page for browsers, a problem for programs.
pub async fn nothing(headers: HeaderMap, uri: Uri) -> Response {
    let accepted = headers.get(header::ACCEPT).and_then(|kinds| kinds.to_str().ok());
    match accepted.is_some_and(|kinds| kinds.contains("text/html")) {
        true => Failure::missing(format!("there is no page at {}", uri.path())).into_response(),
        false => Problem::not_found("nothing is here: /api says what is").into_response(),
    }
}
