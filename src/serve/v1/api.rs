//! The description of the API: OpenAPI 3.1, made from the handlers. `page` makes it readable.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    http::header,
    routing::{MethodRouter, get},
};
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use super::{App, Limits, page};

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

/// Where the description is, for programs and for people.
pub(super) fn routes(api: &openapi::OpenApi, limits: &Limits) -> Router<Arc<App>> {
    let api = document(api, limits);
    let text = serde_json::to_string_pretty(&api).unwrap_or_default();
    Router::new()
        .route("/openapi.json", fixed("application/json", text))
        .route("/api", fixed("text/html; charset=utf-8", page::page(&api)))
        .route("/api.css", fixed("text/css; charset=utf-8", page::STYLE.to_owned()))
}

/// Answers with the same text each time.
fn fixed(kind: &'static str, text: String) -> MethodRouter<Arc<App>> {
    let text = Bytes::from(text);
    get(move || std::future::ready(([(header::CONTENT_TYPE, kind)], text.clone())))
}

/// The description as JSON, of a server with these limits.
fn document(api: &openapi::OpenApi, limits: &Limits) -> Value {
    let mut api = serde_json::to_value(api).unwrap_or_default();
    for limit in page_sizes(&mut api) {
        let usual = limit["default"].as_u64().map(|usual| usual.min(limits.page as u64));
        limit["default"] = usual.into();
        limit["maximum"] = limits.page.into();
    }
    // Routes write a parameter that may hold slashes as `{*id}`, which OpenAPI does not know.
    if let Some(paths) = api["paths"].as_object_mut() {
        let named = std::mem::take(paths).into_iter();
        *paths = named.map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    }
    // A page without hits is one of articles and one of quotations.
    if let Some(similar) = api["components"]["schemas"]["SimilarView"].as_object_mut()
        && let Some(pages) = similar.remove("oneOf")
    {
        similar.insert("anyOf".to_owned(), pages);
    }
    api
}

/// The schemas of all parameters that are the size of a page.
fn page_sizes(api: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = api["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let operations = paths.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut());
    let parameters = operations.filter_map(|operation| operation.get_mut("parameters"));
    let parameters = parameters.filter_map(Value::as_array_mut).flatten();
    let sizes = parameters.filter(|parameter| parameter["name"] == "limit");
    sizes.filter_map(|parameter| parameter.get_mut("schema"))
}
