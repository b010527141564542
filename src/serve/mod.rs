//! An index as a service: HTTP in, answers out.
//!
//! `app` is what every handler is given: the index as it was at its last commit, and, in `writing`, the
//! way to write to it. A request comes in over a `connection`, is written down by `log` and counted in
//! `metrics`, passes the `gate` (with `keys`), is read by `input` and answered in one of the dialects,
//! which are folders: `v1` is our own JSON, `es` is Elasticsearch's, `web` are pages for people; `mcp` is
//! another way in, for language models. `headers` are on every answer, what follows from a commit is made `once`, a `problem` is what every failure
//! looks like, `settings` say how much is allowed. What is found is left to `index`, its shape to `view`.
//!
//! Always true: no handler blocks the threads that accept requests (what touches the index runs through
//! [`App::ask`]); no path from a request reaches the file system; nothing is written but by who takes
//! [`MayWrite`] as an argument.

mod app;
mod connection;
mod es;
mod gate;
mod headers;
mod input;
mod keys;
mod log;
pub mod mcp;
mod metrics;
mod once;
mod problem;
mod settings;
mod v1;
mod web;
mod writing;

use std::{any::Any, future::Future, sync::Arc};

use axum::{
    Router,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{Timestamp, civil, tz::TimeZone};
use tokio::net::TcpListener;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

pub use app::App;
pub use input::{Id, Params, Payload};
pub use keys::{Access, Keys};
use metrics::Metrics;
pub use problem::Problem;
pub use settings::{Limits, Settings};
pub use writing::MayWrite;

/// All that the server answers, with everything that stands before the handlers.
pub fn router(app: &Arc<App>) -> Router {
    let state = || app.clone();
    let routes = Router::new()
        .merge(v1::routes(&app.settings.limits))
        .merge(web::routes())
        .merge(es::routes())
        .route("/metrics", get(metrics::metrics))
        .fallback(web::nothing)
        .method_not_allowed_fallback(|| async {
            let detail = "this cannot be done here: /api says what can";
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", detail)
        });
    // What comes last here is passed first.
    let routes = routes
        .layer(from_fn_with_state(state(), headers::tags))
        .layer(from_fn_with_state(state(), gate::admission));
    let routes = match gate::cors(&app.settings.origins) {
        Some(cors) => routes.layer(cors),
        None => routes,
    };
    routes
        .layer(from_fn_with_state(state(), gate::names))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(es::dress))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state(), headers::safety))
        .layer(from_fn_with_state(state(), log::requests))
        .with_state(state())
}

/// Answers on `listener` until `stop` is done, then finishes the requests that have begun and gives
/// the writer back.
pub async fn serve(app: Arc<App>, listener: TcpListener, stop: impl Future<Output = ()>) {
    let following = tokio::spawn(app.clone().follow());
    connection::accept(&app, router(&app), listener, stop).await;
    following.abort();
    app.writing.close().await;
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    Problem::internal().into_response()
}

/// Today, by this machine's clock in UTC.
pub fn today() -> civil::Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}
