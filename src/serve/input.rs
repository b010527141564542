//! What handlers take from a request. What does not fit is a [`Problem`] that says what was expected.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{StatusCode, header, request::Parts},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::{App, Problem};

/// What is after the `?` of a URL.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Params<T>, Problem> {
        let read = Query::from_request_parts(parts, app).await;
        let Query(params) = read.map_err(|error| {
            let text = error.body_text();
            let why = text.split_once("query string: ").map_or(&text[..], |(_, why)| why);
            Problem::bad_request(format!("the parameters cannot be read: {why}: see /api"))
        })?;
        Ok(Params(params))
    }
}

/// The last part of a path, which may hold slashes.
pub struct Id(pub String);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Id, Problem> {
        let read = Path::from_request_parts(parts, app).await;
        let Path(id) = read.map_err(|error| Problem::bad_request(error.body_text()))?;
        Ok(Id(id))
    }
}

/// The body, no larger and no slower than the limits allow.
pub struct Payload(pub Bytes);

impl FromRequest<Arc<App>> for Payload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Payload, Problem> {
        let limits = &app.settings().limits;
        let deadline = Instant::now() + limits.body_time;
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        let is_too_large = length.is_some_and(|length| length > limits.body);
        let body = request.into_body();
        let read = read(body, limits.body, is_too_large);
        match timeout_at(deadline, read).await {
            Ok(Ok(Some(body))) => Ok(Payload(body)),
            Ok(Ok(None)) => Err(too_large(limits.body)),
            // What was announced as too large is that, however slowly it comes.
            Err(_) if is_too_large => Err(too_large(limits.body)),
            Ok(Err(error)) => {
                Err(Problem::bad_request(format!("the body cannot be read: {error}")))
            }
            Err(_) => {
                let detail = "the body came too slowly: send less at once";
                Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "body-time", detail))
            }
        }
    }
}

fn too_large(most: usize) -> Problem {
    let detail = format!("the body is larger than {} KB: send it in parts", most >> 10);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body", detail)
}

/// The body, or `None` if it has more than `most` bytes. Its rest is then read and forgotten, for a
/// while: who is still sending would not see the answer.
async fn read(body: Body, most: usize, is_too_large: bool) -> Result<Option<Bytes>, axum::Error> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    let (mut length, mut is_too_large) = (0, is_too_large);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        length += chunk.len();
        is_too_large |= length > most;
        if !is_too_large {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
        if length > most.saturating_mul(FORGOTTEN) {
            break;
        }
    }
    Ok((!is_too_large).then(|| bytes.into()))
}

/// So many times the largest body is read and forgotten of one that is too large.
const FORGOTTEN: usize = 16;
