//! Our own JSON.

use std::sync::Arc;

use axum::{Router, routing::get};

use super::App;

/// What is below `/v1`.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(healthz))
}

/// The process answers.
async fn healthz() -> &'static str {
    "ok\n"
}
