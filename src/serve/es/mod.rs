//! Elasticsearch's dialect, so that programs written for it find quotations without being changed.
//!
//! There is one index, `articles`, whose quotations are nested documents. `compile`, with `words`, `dates`
//! and `tree`, reads its queries as ours; `fields` is the mapping; `ask` reads what else a search asks
//! for and `search` answers it, with `highlight`, `aggregate` and `source`. `context` keeps scrolls and points in
//! time; `read` has the requests that change nothing, `write` those that do. `call` and `refusal` are what requests, answers and
//! errors look like; `node` is a place in a body.
//!
//! Always true: what cannot be done is refused, with its name and place; what is left out is said in
//! a header `Warning`; nothing silently changes a result.

mod aggregate;
mod ask;
mod call;
mod compile;
mod context;
mod dates;
mod fields;
mod highlight;
mod node;
mod read;
mod refusal;
mod search;
mod source;
#[cfg(test)]
mod tests;
mod tree;
mod words;
mod write;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::OriginalUri,
    http::Method,
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::App;
pub(super) use call::dress;
use context::Contexts;
use refusal::Refusal;

/// What is below `/es`.
pub(super) fn routes() -> Router<Arc<App>> {
    let below = Router::new()
        .route("/", get(read::about))
        .route("/_cluster/health", get(read::health))
        .route("/_cluster/health/{index}", get(read::health))
        .route("/_cat/indices", get(read::indices))
        .route("/_cat/indices/{index}", get(read::indices))
        .route("/_mapping", get(read::mapping))
        .route("/_field_caps", get(read::field_caps).post(read::field_caps))
        .route("/_search", get(read::search).post(read::search))
        .route("/_msearch", get(read::msearch).post(read::msearch))
        .route("/_count", get(read::count).post(read::count))
        .route("/_search/scroll", get(read::scroll).post(read::scroll).delete(read::close_scroll))
        .route("/_search/scroll/{id}", get(read::scroll).delete(read::close_scroll))
        .route("/_pit", axum::routing::delete(read::close_pit))
        .route("/_search/point_in_time", axum::routing::delete(read::close_pit))
        .route("/_bulk", post(write::bulk).put(write::bulk))
        .route("/_refresh", get(write::refresh).post(write::refresh))
        .route("/{index}", get(read::index).put(write::create_index).delete(write::delete_index))
        .route("/{index}/_bulk", post(write::bulk).put(write::bulk))
        .route("/{index}/_refresh", get(write::refresh).post(write::refresh))
        .route("/{index}/_doc", post(write::put))
        .route("/{index}/_create/{id}", post(write::create).put(write::create))
        .route("/{index}/_mapping", get(read::mapping))
        .route("/{index}/_field_caps", get(read::field_caps).post(read::field_caps))
        .route("/{index}/_search", get(read::search).post(read::search))
        .route("/{index}/_msearch", get(read::msearch).post(read::msearch))
        .route("/{index}/_count", get(read::count).post(read::count))
        .route("/{index}/_pit", post(read::open_pit))
        .route("/{index}/_search/point_in_time", post(read::open_pit))
        .route(
            "/{index}/_doc/{id}",
            get(read::document).put(write::put).post(write::put).delete(write::delete),
        )
        .route("/{index}/_source/{id}", get(read::document_source))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown);
    // Clients whose address ends with /es ask for /es/.
    Router::new()
        .nest("/es", below)
        .route("/es/", get(read::about))
        .layer(Extension(Arc::new(Contexts::default())))
}

/// What is asked of an address that is none.
async fn unknown(method: Method, OriginalUri(address): OriginalUri) -> Response {
    let path = address.path();
    Refusal::argument(format!("no handler found for uri [{path}] and method [{method}]"))
        .into_response()
}
