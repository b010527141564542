//! One article or one quotation by its id.

use std::sync::Arc;

use axum::{extract::State, response::Response};

use super::json;
use crate::{
    index::block::quote_keys,
    serve::{App, Id, Problem},
    view::{self, QuoteView, WholeArticle},
};

/// An article with its text, all its quotations and the names in it.
#[utoipa::path(get, path = "/v1/articles/{*id}", tag = "archive",
    params(("id", Path, description = "The id of the article", example = "bridge-tolls.txt")),
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
    params(("id", Path, description = "The id of the quotation: 16 hexadecimal digits")),
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

/// There is no article with this id.
pub fn no_article(id: &str) -> Problem {
    Problem::not_found(format!("no article has the id \"{id}\""))
}
