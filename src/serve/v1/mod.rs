//! Our own JSON, below `/v1`. `asking` reads what is asked for and checks what it costs; `search` finds,
//! `export` streams all of it, `overview` counts it, `names` says who is quoted; `record` gets one article
//! or quotation, `write` puts articles in and out, `state` says how the server is. `api` describes it all.
//!
//! The shapes are those of `view`, the same as the command's `--json`.

mod api;
mod asking;
mod export;
mod names;
mod overview;
mod page;
mod record;
mod search;
mod state;
mod write;

use std::sync::Arc;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Limits, Problem};

/// What is below `/v1`, and its description.
pub(super) fn routes(limits: &Limits) -> Router<Arc<App>> {
    let (router, api) = described().split_for_parts();
    router.merge(api::routes(&api, limits))
}

fn described() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(api::info())
        .routes(routes!(search::articles))
        .routes(routes!(search::quotes))
        .routes(routes!(search::parse))
        .routes(routes!(export::export))
        .routes(routes!(overview::facets))
        .routes(routes!(overview::topics))
        .routes(routes!(names::suggest))
        .routes(routes!(record::article, write::delete))
        .routes(routes!(record::quote))
        .routes(routes!(record::similar))
        .routes(routes!(names::speakers))
        .routes(routes!(names::speaker))
        .routes(routes!(names::orgs))
        .routes(routes!(names::org))
        .routes(routes!(write::bulk))
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
