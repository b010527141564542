//! How the server and its index are.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::{
    serve::{App, Problem},
    view::StatsView,
};

/// How much the index holds.
#[utoipa::path(get, path = "/v1/stats", tag = "server", responses(
    (status = 200, body = StatsView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn stats(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    app.ask(|index| json(&StatsView::from(index.size()?))).await?
}

/// How the server is.
#[derive(Serialize, ToSchema)]
pub struct HealthView {
    /// `ok`
    status: &'static str,
}

/// The process answers. Needs no key.
#[utoipa::path(get, path = "/v1/healthz", tag = "server", responses(
    (status = 200, body = HealthView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn healthz() -> Response {
    ok()
}

/// The index can be searched. Needs no key.
#[utoipa::path(get, path = "/v1/readyz", tag = "server", responses(
    (status = 200, body = HealthView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn readyz(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let readable = app.ask(|index| index.size().is_ok()).await?;
    if readable {
        return Ok(ok());
    }
    let detail = "the index cannot be read: see the log of the server";
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", detail))
}

fn ok() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(HealthView { status: "ok" })).into_response()
}
