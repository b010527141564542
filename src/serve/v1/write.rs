//! Articles in and out: `POST /v1/bulk`, `DELETE /v1/articles/{id}`. Each request is one commit: when it
//! is answered, what it says is on the disk and can be found.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{json, record::no_article};
use crate::{
    article::Article,
    error::Result,
    index::local::{Index, Writer},
    pipeline::{Became, hand_over},
    read::{self, Rules},
    serve::{App, Id, MayWrite, Payload, Problem},
};

/// What became of one line of a bulk.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct LineView {
    /// Which line, from 1.
    line: usize,
    /// The id of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// `created`, `updated`, `unchanged`, `replaced` (by a later line with the same id) or `failed`.
    status: &'static str,
    /// How many quotations were found in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    quotes: Option<usize>,
    /// What was odd about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    /// Why it is no article, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Puts articles in the place of those with their ids: a JSON object a line in, with `id`, `body` or
/// `text` and the other keys of JSON lines; a result a line out, in the same order. A line that is no
/// article stops nothing. Sending the same again changes nothing.
#[utoipa::path(post, path = "/v1/bulk", tag = "writing",
    request_body(content = String, content_type = "application/x-ndjson", example = "{\"id\":\"1\",\"title\":\"Tolls\",\"body\":\"“The toll stays,” said Ana Ruiz.\"}\n"),
    responses(
        (status = 200, body = LineView, content_type = "application/x-ndjson"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn bulk(
    may: MayWrite,
    State(app): State<Arc<App>>,
    Payload(body): Payload,
) -> Result<Response, Problem> {
    if body.trim_ascii().is_empty() {
        return Err(Problem::bad_request("the body is empty: send a JSON object a line"));
    }
    let rules = app.settings().rules.clone();
    let lines = app.write(&may, move |writer, index| put(&body, &rules, writer, index)).await?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], lines).into_response())
}

fn put(body: &Bytes, rules: &Rules, writer: &Writer, index: &Index) -> Result<(Vec<u8>, bool)> {
    let mut lines: Vec<LineView> = Vec::new();
    let mut articles: Vec<(usize, Article)> = Vec::new();
    // The place in `lines` of the last line with an id.
    let mut last: HashMap<String, usize> = HashMap::new();
    for (number, line) in (1..).zip(body.split(|byte| *byte == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut result = LineView { line: number, ..LineView::default() };
        match read::article(line, rules) {
            Ok((article, warnings)) => {
                result.id = Some(article.id.clone());
                result.warnings = warnings.into_iter().map(|warning| warning.0).collect();
                last.insert(article.id.clone(), lines.len());
                articles.push((lines.len(), article));
            }
            Err(reason) => {
                result.status = "failed";
                result.error = Some(reason);
            }
        }
        lines.push(result);
    }
    let (put, replaced): (Vec<_>, Vec<_>) =
        articles.into_iter().partition(|(place, article)| last.get(&article.id) == Some(place));
    for (place, _) in replaced {
        lines[place].status = "replaced";
    }
    let (places, articles): (Vec<usize>, Vec<Article>) = put.into_iter().unzip();
    let became = hand_over(articles, rules, index, writer)?;
    let has_written = became.iter().any(|(became, _)| *became != Became::Unchanged);
    for (place, (became, quotes)) in places.into_iter().zip(became) {
        lines[place].quotes = Some(quotes);
        lines[place].status = match became {
            Became::Created => "created",
            Became::Updated => "updated",
            Became::Unchanged => "unchanged",
        };
    }
    let lines = lines.iter().filter_map(|line| serde_json::to_string(line).ok());
    let text = lines.flat_map(|line| [line, "\n".to_owned()]).collect::<String>();
    Ok((text.into_bytes(), has_written))
}

/// That an article is gone.
#[derive(Serialize, ToSchema)]
pub struct DeletedView {
    /// Its id.
    id: String,
    /// True.
    deleted: bool,
}

/// Removes an article with all its quotations.
#[utoipa::path(delete, path = "/v1/articles/{*id}", tag = "writing",
    params(("id" = String, Path, description = "The id of the article")),
    responses(
        (status = 200, body = DeletedView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", body = Problem, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn delete(
    may: MayWrite,
    State(app): State<Arc<App>>,
    Id(id): Id,
) -> Result<Response, Problem> {
    let gone = id.clone();
    let deleted = app.write(&may, move |writer, index| {
        let is_there = index.article(&gone)?.is_some();
        if is_there {
            writer.delete(&gone)?;
        }
        Ok((is_there, is_there))
    });
    match deleted.await? {
        true => json(&DeletedView { id, deleted: true }),
        false => Err(no_article(&id)),
    }
}
