//! Searching: `/v1/search` gives articles, `/v1/quotes` quotations, `/v1/parse` how a query is read.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    asking::{self, Asked, SearchParams, Unit},
    json,
};
use crate::{
    error::Result,
    index::{Backend, local::Index},
    query::{Query, Reading, SearchResponse},
    serve::{App, Params, Problem},
    view::{self, ArticleView, NoticeView, Page, QuoteView},
};

/// Articles that match, with the passages and quotations that matched.
#[utoipa::path(get, path = "/v1/search", tag = "search", params(SearchParams), responses(
    (status = 200, body = Page<ArticleView>),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn articles(
    State(app): State<Arc<App>>,
    Params(params): Params<SearchParams>,
) -> Result<Response, Problem> {
    let asked = params.read(app.settings(), Unit::Articles)?;
    let views = |found: &SearchResponse| found.hits.iter().map(ArticleView::new).collect();
    app.ask(move |index| json(&page(index, &asked, views)?)).await?
}

/// Quotations that match, with who said them and how that is known.
#[utoipa::path(get, path = "/v1/quotes", tag = "search", params(SearchParams), responses(
    (status = 200, body = Page<QuoteView>),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn quotes(
    State(app): State<Arc<App>>,
    Params(params): Params<SearchParams>,
) -> Result<Response, Problem> {
    let asked = params.read(app.settings(), Unit::Quotes)?;
    let views = |found: &SearchResponse| found.hits.iter().flat_map(view::quotes).collect();
    app.ask(move |index| json(&page(index, &asked, views)?)).await?
}

fn page<H>(
    index: &Index,
    asked: &Asked,
    views: impl Fn(&SearchResponse) -> Vec<H>,
) -> Result<Page<H>, Problem> {
    let Asked { text, read, request, explain } = asked;
    let failed = |error| Problem::of(error, text);
    let found = index.search(request).map_err(failed)?;
    let mut page = Page::found(&found, text, read, views(&found));
    if *explain {
        let clauses = index.clauses(&read.query).map_err(failed)?;
        page.clauses = Some(clauses.iter().map(Into::into).collect());
    }
    if found.total == 0 {
        let meant = index.suggestions(&read.query).map_err(failed)?;
        page.suggestions = meant.iter().map(Into::into).collect();
    }
    Ok(page)
}

/// What a query is read with.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ParseParams {
    /// The query
    #[param(example = "climate OR weather policy", min_length = 1)]
    q: String,
    /// Read plain text: every word is optional, and no sign means anything
    #[serde(default)]
    any: bool,
    /// Refuse a query that can be read in two ways
    #[serde(default)]
    strict: bool,
    /// Read it for quotations
    #[serde(default)]
    quotes: bool,
}

/// How a query was read.
#[derive(Serialize, ToSchema)]
pub struct ParseView {
    /// The query, with all that was understood written out.
    read_as: String,
    /// The same as a tree.
    #[schema(value_type = Object)]
    tree: Query,
    /// What the user should know about the reading.
    notices: Vec<NoticeView>,
}

/// How a query is read; nothing is searched.
#[utoipa::path(get, path = "/v1/parse", tag = "search", params(ParseParams), responses(
    (status = 200, body = ParseView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn parse(
    State(app): State<Arc<App>>,
    Params(params): Params<ParseParams>,
) -> Result<Response, Problem> {
    app.clone()
        .ask(move |_| {
            let ParseParams { q, any, strict, quotes } = params;
            let reading = Reading { any, strict, quotes, synonyms: None };
            let read = asking::read(app.settings(), &q, reading, &[])?;
            json(&ParseView {
                read_as: read.query.to_string(),
                notices: view::notices(&q, &read.notices),
                tree: read.query,
            })
        })
        .await?
}
