//! One article or one quotation by its id, and what is like it.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{asking, json};
use crate::{
    index::block::quote_keys,
    serve::{App, Id, Params, Problem},
    view::{self, ArticleView, Page, QuoteView, WholeArticle},
};

/// An article with its text, all its quotations and the names in it.
#[utoipa::path(get, path = "/v1/articles/{*id}", tag = "archive",
    params(("id" = String, Path, description = "The id of the article", example = "bridge-tolls.txt")),
    responses(
        (status = 200, body = WholeArticle),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn article(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    app.ask(move |index| {
        let found = index.article(&id)?;
        let (article, extraction) = found.ok_or_else(|| no_article(&id))?;
        let keys = quote_keys(&article, &extraction);
        json(&WholeArticle::new(&article, &extraction, &keys))
    })
    .await?
}

/// One quotation, with where it stands and how its speaker was found.
#[utoipa::path(get, path = "/v1/quotes/{id}", tag = "archive",
    params(("id" = String, Path, description = "The id of the quotation: 16 hexadecimal digits")),
    responses(
        (status = 200, body = QuoteView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn quote(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    app.ask(move |index| {
        let missing = || Problem::not_found(format!("no quotation has the id \"{id}\""));
        let key = view::quote_key(&id).ok_or_else(missing)?;
        let (article, extraction, number) = index.quote(key)?.ok_or_else(missing)?;
        let keys = quote_keys(&article, &extraction);
        json(&view::quote(&article, &extraction, &keys, number).ok_or_else(missing)?)
    })
    .await?
}

/// Like what, and how much.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SimilarParams {
    /// The id of an article or of a quotation
    #[param(example = "bridge-tolls.txt")]
    id: String,
    /// At most so many hits
    #[param(value_type = usize, required = false, minimum = 0, default = 10)]
    limit: Option<usize>,
}

/// Articles like an article, or quotations like a quotation.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum SimilarView {
    /// Articles, best first.
    Articles(Page<ArticleView>),
    /// Quotations, best first.
    Quotes(Page<QuoteView>),
}

/// Articles like an article, or quotations like a quotation: those that share its most telling words.
#[utoipa::path(get, path = "/v1/similar", tag = "archive", params(SimilarParams), responses(
    (status = 200, body = SimilarView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn similar(
    State(app): State<Arc<App>>,
    Params(params): Params<SimilarParams>,
) -> Result<Response, Problem> {
    let SimilarParams { id, limit } = params;
    let limit = asking::page_size(app.settings(), limit, 10)?;
    app.ask(move |index| {
        if let Some(found) = index.similar_articles(&id, limit)? {
            let hits = found.hits.iter().map(ArticleView::new).collect();
            return json(&SimilarView::Articles(Page::new(found.total, hits)));
        }
        let found = view::quote_key(&id).map(|key| index.similar_quotes(key, limit));
        let Some(found) = found.transpose()?.flatten() else {
            let detail = format!("no article or quotation has the id \"{id}\"");
            return Err(Problem::not_found(detail));
        };
        let hits = found.hits.iter().flat_map(view::quotes).collect();
        json(&SimilarView::Quotes(Page::new(found.total, hits)))
    })
    .await?
}

/// There is no article with this id.
pub fn no_article(id: &str) -> Problem {
    Problem::not_found(format!("no article has the id \"{id}\""))
}
