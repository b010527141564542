//! An index as a service: HTTP in, answers out.
//!
//! `app` is what every handler is given: the index as it was at its last commit. The folders are the
//! dialects: `v1` is our own JSON. What is found is left to `index`, its shape to `view`.
//!
//! Always true: no handler blocks the threads that accept requests (what touches the index runs through
//! [`App::ask`]); no path from a request reaches the file system.

mod app;
mod v1;

use std::{future::Future, net::SocketAddr, sync::Arc};

use axum::Router;
use tokio::net::TcpListener;

pub use app::App;

/// All that the server answers.
fn router(app: Arc<App>) -> Router {
    Router::new().nest("/v1", v1::routes()).with_state(app)
}

/// Listens on `listener` until `stop` is done, then finishes the requests that have begun.
///
/// # Errors
///
/// Fails if no connection can be accepted any more.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let following = tokio::spawn(app.clone().follow());
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stop).await;
    following.abort();
    served
}
