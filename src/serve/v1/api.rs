//! The description of the API: OpenAPI 3.1, made from the handlers.

use std::sync::Arc;

use axum::{Router, http::header, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use super::App;

/// What stands at the head of the description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "dixit",
        description = "Full-text search for news archives that knows who said what. All offsets \
            are Unicode code points. An error is a problem (RFC 9457) with a stable `code`; one \
            of a query says where it is wrong and what to write instead. Answers carry an ETag \
            of the commit they are of."
    ),
    tags(
        (name = "search", description = "What is found for a query"),
        (name = "archive", description = "Articles, quotations and names, one by one"),
        (name = "writing", description = "Articles in and out; only on a writable server, with a write key"),
        (name = "server", description = "How the server and its index are")
    ),
    modifiers(&Keys)
)]
struct Info;

/// Where a server needs keys, they are sent so.
struct Keys;

impl Modify for Keys {
    fn modify(&self, api: &mut openapi::OpenApi) {
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("key", bearer);
        let none = SecurityRequirement::default();
        api.security = Some(vec![none, SecurityRequirement::new("key", Vec::<String>::new())]);
    }
}

/// The description without what can be asked.
pub(super) fn info() -> openapi::OpenApi {
    Info::openapi()
}

/// Where the description is.
pub(super) fn routes(mut api: openapi::OpenApi) -> Router<Arc<App>> {
    // Routes write a parameter that may hold slashes as `{*id}`, which OpenAPI does not know.
    let paths = std::mem::take(&mut api.paths.paths);
    api.paths.paths =
        paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    let text: Arc<str> = serde_json::to_string_pretty(&api).unwrap_or_default().into();
    let description = move || {
        let text = text.to_string();
        async move { ([(header::CONTENT_TYPE, "application/json")], text) }
    };
    Router::new().route("/openapi.json", get(description))
}
