//! Elasticsearch's dialect, so that programs written for it find quotations without being changed.
//!
//! There is one index, `articles`, whose quotations are nested documents. `compile`, with `words`, `simple`,
//! `dates` and `tree`, reads its queries as ours; `fields` is the mapping; `ask` reads what else a search
//! asks for, with `aggregate` and `source`, and `search` answers it, with `highlight`, `counting` and
//! `calendar`. `context` keeps scrolls and points in time. The requests are in `about` (before one searches), `searching`,
//! `open` (scrolls and points in time), `documents` and `write`. `call` and `refusal` are what requests,
//! answers and errors look like; `node` is a place in a body.
//!
//! Always true: what cannot be done is refused, with its name and place; what is left out is said in
//! a header `Warning`; nothing silently changes a result.

mod about;
mod aggregate;
mod ask;
mod calendar;
mod call;
mod compile;
mod context;
mod counting;
mod dates;
mod documents;
mod fields;
mod highlight;
mod node;
mod open;
mod refusal;
mod search;
mod searching;
mod simple;
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
        .route("/", get(about::about))
        .route("/_cluster/health", get(about::health))
        .route("/_cluster/health/{index}", get(about::health))
        .route("/_cat/indices", get(about::indices))
        .route("/_cat/indices/{index}", get(about::indices))
        .route("/_mapping", get(about::mapping))
        .route("/_field_caps", get(about::field_caps).post(about::field_caps))
        .route("/_search", get(searching::search).post(searching::search))
        .route("/_msearch", get(searching::msearch).post(searching::msearch))
        .route("/_mget", get(documents::mget).post(documents::mget))
        .route("/_count", get(searching::count).post(searching::count))
        .route("/_search/scroll", get(open::scroll).post(open::scroll).delete(open::close_scroll))
        .route("/_search/scroll/{id}", get(open::scroll).delete(open::close_scroll))
        .route("/_pit", axum::routing::delete(open::close_pit))
        .route("/_search/point_in_time", axum::routing::delete(open::close_pit))
        .route("/_bulk", post(write::bulk).put(write::bulk))
        .route("/_refresh", get(write::refresh).post(write::refresh))
        .route("/{index}", get(about::index).put(write::create_index).delete(write::delete_index))
        .route("/{index}/_bulk", post(write::bulk).put(write::bulk))
        .route("/{index}/_refresh", get(write::refresh).post(write::refresh))
        .route("/{index}/_doc", post(write::put))
        .route("/{index}/_create/{id}", post(write::create).put(write::create))
        .route("/{index}/_mapping", get(about::mapping))
        .route("/{index}/_field_caps", get(about::field_caps).post(about::field_caps))
        .route("/{index}/_search", get(searching::search).post(searching::search))
        .route("/{index}/_msearch", get(searching::msearch).post(searching::msearch))
        .route("/{index}/_mget", get(documents::mget).post(documents::mget))
        .route("/{index}/_count", get(searching::count).post(searching::count))
        .route("/{index}/_pit", post(open::open_pit))
        .route("/{index}/_search/point_in_time", post(open::open_pit))
        .route(
            "/{index}/_doc/{id}",
            get(documents::document).put(write::put).post(write::put).delete(write::delete),
        )
        .route("/{index}/_source/{id}", get(documents::document_source))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown);
    // Clients whose address ends with /es ask for /es/.
    Router::new()
        .nest("/es", below)
        .route("/es/", get(about::about))
        .layer(Extension(Arc::new(Contexts::default())))
}

/// What is asked of an address that is none.
async fn unknown(method: Method, OriginalUri(address): OriginalUri) -> Response {
    let path = address.path();
    Refusal::argument(format!("no handler found for uri [{path}] and method [{method}]"))
        .into_response()
}
