//! All that matches, as a stream of JSON lines or CSV: a page at a time is held in memory, however much
//! there is, and all pages are of one commit.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;
use utoipa::{IntoParams, ToSchema};

use super::asking::{SearchParams, Unit};
use crate::{
    index::{Backend, local::Index},
    query::{SearchRequest, Sort},
    serve::{App, Params, Problem},
    view::{self, ArticleView, QuoteView, Row},
};

/// So many hits are asked for at once.
const PAGE: usize = 200;

/// How often a page is asked for again when there is no room for the question.
const TRIES: usize = 50;

/// How long to wait in between.
const PAUSE: Duration = Duration::from_millis(200);

/// How hits are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A JSON object a line.
    #[default]
    Jsonl,
    /// A table with a line of names.
    Csv,
}

/// What is exported, besides the search.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportParams {
    /// What to look for, in the query language
    #[param(example = "bridge OR toll", min_length = 1)]
    q: String,
    /// Read plain text: every word is optional, and no sign means anything
    #[serde(default)]
    any: bool,
    /// Only what this person or organisation said
    speaker: Option<String>,
    /// Only with this organisation; of quotations, only what was said for it
    org: Option<String>,
    /// Only from this outlet
    outlet: Option<String>,
    /// The order of the hits; by default `relevance`
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// `quotes`, as by default, or `articles`
    #[serde(default)]
    #[param(inline)]
    unit: Unit,
    /// How they are written, by default `jsonl`; in CSV, a text that a spreadsheet would run has an apostrophe in front
    #[serde(default)]
    #[param(inline, example = "csv")]
    format: Format,
}

/// All hits, however many.
#[utoipa::path(get, path = "/v1/export", tag = "search", params(ExportParams), responses(
    (status = 200, description = "A hit a line", content(
        (String = "application/x-ndjson"), (String = "text/csv")
    )),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn export(
    State(app): State<Arc<App>>,
    Params(params): Params<ExportParams>,
) -> Result<Response, Problem> {
    let (unit, format) = (params.unit, params.format);
    let asked = params.search().read(app.settings(), unit)?;
    let export = Export {
        index: app.index(),
        app,
        unit,
        format,
        text: asked.text.into(),
        request: Some(asked.request),
    };
    let mut head = export.head()?;
    // What is wrong with the search is said before anything is sent.
    let (first, rest) = export.page().await?;
    head.extend(first);
    let pages = stream::once(async { Ok(head) }).chain(stream::unfold(rest, Export::next)).fuse();
    let (kind, ending) = match format {
        Format::Jsonl => ("application/x-ndjson", "jsonl"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let name = format!("attachment; filename=\"{}.{ending}\"", unit.name());
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pages)).into_response())
}

impl ExportParams {
    fn search(self) -> SearchParams {
        SearchParams {
            q: self.q,
            any: self.any,
            strict: false,
            speaker: self.speaker,
            org: self.org,
            outlet: self.outlet,
            limit: Some(0),
            sort: self.sort,
            after: None,
            collapse: false,
            explain: false,
        }
    }
}

/// An export under way.
#[derive(Clone)]
struct Export {
    app: Arc<App>,
    index: Arc<Index>,
    unit: Unit,
    format: Format,
    /// The query as it came.
    text: Arc<str>,
    /// The search for the next page; `None` after the last one.
    request: Option<SearchRequest>,
}

impl Export {
    /// The next page, and what comes after it. Where there is no room for the question now, a little
    /// later there is; a client that waits for less would get half of the hits.
    async fn next(self) -> Option<(io::Result<Vec<u8>>, Export)> {
        self.request.as_ref()?;
        let mut tries = 1;
        loop {
            match self.page().await {
                Ok((page, rest)) => return Some((Ok(page), rest)),
                Err(problem) if problem.is_passing() && tries < TRIES => tries += 1,
                Err(problem) => {
                    // The connection breaks off, so that nobody takes the part for the whole.
                    let broken = io::Error::other(problem.detail);
                    return Some((Err(broken), Export { request: None, ..self }));
                }
            }
            sleep(PAUSE).await;
        }
    }

    async fn page(&self) -> Result<(Vec<u8>, Export), Problem> {
        let mut rest = self.clone();
        let Some(request) = rest.request.take() else { return Ok((Vec::new(), rest)) };
        let request = request.limit(PAGE);
        let (unit, format, text) = (self.unit, self.format, self.text.clone());
        let question = move |index: &Index| {
            let found = index.search(&request).map_err(|error| Problem::of(error, &text))?;
            let page = match unit {
                Unit::Articles => lines(format, found.hits.iter().map(ArticleView::new))?,
                Unit::Quotes => lines(format, found.hits.iter().flat_map(view::quotes))?,
            };
            Ok::<_, Problem>((page, found.next.map(|next| request.after(Some(next)))))
        };
        let (page, next) = self.app.ask_of(self.index.clone(), question).await??;
        rest.request = next;
        Ok((page, rest))
    }

    /// What comes before the hits.
    fn head(&self) -> Result<Vec<u8>, Problem> {
        let columns = match self.unit {
            Unit::Articles => ArticleView::COLUMNS,
            Unit::Quotes => QuoteView::COLUMNS,
        };
        match self.format {
            Format::Jsonl => Ok(Vec::new()),
            Format::Csv => table([columns]),
        }
    }
}

/// Hits as they are written.
fn lines<H: Serialize + Row>(
    format: Format,
    hits: impl Iterator<Item = H>,
) -> Result<Vec<u8>, Problem> {
    if format == Format::Csv {
        return table(hits.map(|hit| hit.row()));
    }
    let mut lines = Vec::new();
    for hit in hits {
        serde_json::to_writer(&mut lines, &hit).map_err(unwritten)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn table<R: IntoIterator<Item: AsRef<[u8]>>>(
    rows: impl IntoIterator<Item = R>,
) -> Result<Vec<u8>, Problem> {
    let mut table = csv::Writer::from_writer(Vec::new());
    for row in rows {
        table.write_record(row).map_err(unwritten)?;
    }
    table.into_inner().map_err(unwritten)
}

fn unwritten(error: impl std::error::Error + 'static) -> Problem {
    tracing::error!(error = &error as &dyn std::error::Error, "a hit cannot be written");
    Problem::internal()
}
