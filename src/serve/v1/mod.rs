//! Our own JSON, below `/v1`. `asking` reads what is asked for and checks what it costs; `search` finds,
//! `record` gets one article or quotation, `state` says how the server is. `api` describes it all.
//!
//! The shapes are those of `view`, the same as the command's `--json`.

mod api;
mod asking;
mod record;
mod search;
mod state;

use std::sync::Arc;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Problem};

/// What is below `/v1`, and its description.
pub(super) fn routes() -> Router<Arc<App>> {
    let (router, api) = described().split_for_parts();
    router.merge(api::routes(api))
}

fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(api::info())
        .routes(routes!(search::articles))
        .routes(routes!(search::quotes))
        .routes(routes!(search::parse))
        .routes(routes!(record::article))
        .routes(routes!(record::quote))
        .routes(routes!(state::stats))
        .routes(routes!(state::healthz))
        .routes(routes!(state::readyz))
}

/// A value as JSON, made where the question was answered and not where requests are accepted.
fn json(value: &impl Serialize) -> Result<Response, Problem> {
    let text = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "an answer is not JSON");
        Problem::internal()
    })?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}
