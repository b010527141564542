//! What is asked for, read and checked before the index is asked.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    field::Field,
    query::{Parsed, Query, Reading, SearchRequest, Sort},
    serve::{Problem, Settings, today},
};

/// What is found or counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Articles.
    Articles,
    /// Quotations.
    #[default]
    Quotes,
}

impl Unit {
    /// How queries are read.
    pub fn reading(self) -> Reading {
        if self == Unit::Quotes { Reading::QUOTES } else { Reading::ARTICLES }
    }

    /// The search for what a query finds.
    pub fn request(self, query: Query) -> SearchRequest {
        match self {
            Unit::Articles => SearchRequest::articles(query),
            Unit::Quotes => SearchRequest::quotes(query),
        }
    }

    /// As it is called in URLs and files.
    pub fn name(self) -> &'static str {
        if self == Unit::Quotes { "quotes" } else { "articles" }
    }
}

/// What a search is asked with.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// What to look for, in the query language
    #[param(example = "SAID(Ferreira, cable OR bridge)", min_length = 1)]
    pub q: String,
    /// Read plain text: every word is optional, and no sign means anything
    #[serde(default)]
    pub any: bool,
    /// Refuse a query that can be read in two ways
    #[serde(default)]
    pub strict: bool,
    /// Only what this person or organisation said
    #[param(example = "Ferreira")]
    pub speaker: Option<String>,
    /// Only with this organisation; of quotations, only what was said for it
    pub org: Option<String>,
    /// Only from this outlet
    pub outlet: Option<String>,
    /// At most so many hits
    #[param(value_type = usize, required = false, minimum = 0, default = 10, example = 5)]
    pub limit: Option<usize>,
    /// The order of the hits; by default `relevance`
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort,
    /// Go on after this cursor: `next` of the page before
    pub after: Option<String>,
    /// One hit of those that are nearly the same (wire copy, updates of a story), with its `versions`
    #[serde(default)]
    pub collapse: bool,
    /// Also say how many documents have each word of the query
    #[serde(default)]
    pub explain: bool,
}

/// A search that may be run.
pub struct Asked {
    /// The query as it came.
    pub text: String,
    /// How it was read.
    pub read: Parsed,
    /// The search.
    pub request: SearchRequest,
    /// Whether to say what the words cost.
    pub explain: bool,
}

impl SearchParams {
    /// Reads what is asked for.
    pub fn read(self, settings: &Settings, unit: Unit) -> Result<Asked, Problem> {
        let filters = [
            (Field::Speaker, &self.speaker),
            (Field::Org, &self.org),
            (Field::Outlet, &self.outlet),
        ];
        let filters: Vec<(Field, &str)> =
            filters.iter().filter_map(|(field, name)| Some((*field, given(name)?))).collect();
        let limit = page_size(settings, self.limit, 10)?;
        let reading = Reading { any: self.any, strict: self.strict, ..unit.reading() };
        let read = read(settings, &self.q, reading, &filters)?;
        let request = unit.request(read.query.clone()).limit(limit);
        let after = given(&self.after).map(str::to_owned);
        let request = request.sort(self.sort).after(after).collapse(self.collapse).today(today());
        Ok(Asked { text: self.q, read, request, explain: self.explain })
    }
}

/// Reads a query, with the synonyms of the server, if it is no more than the limits allow.
pub fn read(
    settings: &Settings,
    text: &str,
    reading: Reading,
    filters: &[(Field, &str)],
) -> Result<Parsed, Problem> {
    let reading = Reading { synonyms: settings.synonyms.clone(), ..reading };
    let read = reading.read(text, filters).map_err(|error| Problem::of(error, text))?;
    settings.limits.check(&read.query)?;
    Ok(read)
}

/// A value that was given: a form sends what was left empty, too.
pub fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| !value.trim().is_empty())
}

/// The size of a page: the one that is asked for, if the limits allow it, or the usual one.
pub fn page_size(
    settings: &Settings,
    limit: Option<usize>,
    usual: usize,
) -> Result<usize, Problem> {
    let most = settings.limits.page;
    match limit {
        None => Ok(usual.min(most)),
        Some(limit) if limit <= most => Ok(limit),
        Some(limit) => Err(Problem::bad_request(format!(
            "limit is {limit}, {most} is the most: go on with `after`, or use /v1/export"
        ))),
    }
}
