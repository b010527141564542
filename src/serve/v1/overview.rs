//! What matches, seen as a whole: `/v1/facets` counts it, `/v1/topics` says what it is about.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    asking::{self, Unit},
    json,
};
use crate::{
    query::{Interval, Parsed, Query, Reading, SearchRequest},
    serve::{App, Params, Problem, today},
    view::{self, FacetsView, TopicsView},
};

/// The steps of dates.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// `2024`
    Year,
    /// `2024-05`
    #[default]
    Month,
    /// `2024-05-31`
    Day,
}

impl From<Step> for Interval {
    fn from(step: Step) -> Interval {
        match step {
            Step::Year => Interval::Year,
            Step::Month => Interval::Month,
            Step::Day => Interval::Day,
        }
    }
}

/// What is counted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FacetsParams {
    /// Count only what matches
    #[param(example = "bridge OR toll")]
    q: Option<String>,
    /// Count `quotes`, as by default, or `articles`
    #[serde(default)]
    #[param(inline)]
    unit: Unit,
    /// The steps of dates; by default `month`
    #[serde(default)]
    #[param(inline)]
    by: Step,
    /// At most so many values of each field; dates are all given
    #[param(value_type = usize, required = false, minimum = 0, default = 10)]
    limit: Option<usize>,
}

/// How what matches is spread over speakers, organisations, outlets, dates and so on.
#[utoipa::path(get, path = "/v1/facets", tag = "search", params(FacetsParams), responses(
    (status = 200, body = FacetsView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn facets(
    State(app): State<Arc<App>>,
    Params(params): Params<FacetsParams>,
) -> Result<Response, Problem> {
    let limit = asking::page_size(app.settings(), params.limit, 10)?;
    let text = params.q.unwrap_or_default();
    let read = match text.trim() {
        "" => Parsed { query: Query::All, notices: Vec::new() },
        _ => asking::read(app.settings(), &text, params.unit.reading(), &[])?,
    };
    app.ask(move |index| {
        let request = params.unit.request(read.query).today(today());
        let found = index.facets(&request, limit, params.by.into());
        json(&FacetsView {
            read_as: Some(request.query.to_string()),
            notices: Some(view::notices(&text, &read.notices)),
            ..FacetsView::new(found.map_err(|error| Problem::of(error, &text))?)
        })
    })
    .await?
}

/// Of what the topics are.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TopicsParams {
    /// Which quotations
    #[param(example = "speaker:wrona", min_length = 1)]
    q: String,
    /// At most so many words
    #[param(value_type = usize, required = false, minimum = 0, default = 20)]
    limit: Option<usize>,
}

/// The words that the quotations which match have more often than others.
#[utoipa::path(get, path = "/v1/topics", tag = "search", params(TopicsParams), responses(
    (status = 200, body = TopicsView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn topics(
    State(app): State<Arc<App>>,
    Params(params): Params<TopicsParams>,
) -> Result<Response, Problem> {
    let limit = asking::page_size(app.settings(), params.limit, 20)?;
    let text = params.q;
    let read = asking::read(app.settings(), &text, Reading::QUOTES, &[])?;
    app.ask(move |index| {
        let request = SearchRequest::quotes(read.query).today(today());
        let found = index.topics(&request.query, request.today, limit);
        let found = found.map_err(|error| Problem::of(error, &text))?;
        let notices = view::notices(&text, &read.notices);
        json(&TopicsView::new(found, request.query.to_string(), notices))
    })
    .await?
}
