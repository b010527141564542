//! `/`: the search box, what the archive holds, and where one may begin.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    address::Asked,
    card::NameCard,
    failure::Failure,
    help::{Example, examples},
    page::{Frame, send},
};
use crate::{
    error::Result,
    extract::EntityKind,
    field::Field,
    index::local::Index,
    query::{Interval, Query, ResultUnit, SearchRequest},
    serve::{App, today},
    text::counted,
};

/// So many people, and organisations, are listed.
const NAMES: usize = 8;

/// So many examples.
const EXAMPLES: usize = 5;

#[derive(Template)]
#[template(path = "home.html", config = "src/serve/web/askama.toml")]
struct HomePage {
    frame: Frame,
    /// `7,709 articles`
    articles: String,
    quotes: String,
    /// `2012 to 2020`
    years: Option<String>,
    /// Whether there is nothing to search.
    is_empty: bool,
    people: Vec<NameCard>,
    organisations: Vec<NameCard>,
    examples: Vec<Example>,
    everything: String,
}

/// Shows where one may begin.
pub async fn home(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let page = app.ask(page).await??;
    Ok(send(StatusCode::OK, &page))
}

fn page(index: &Index) -> Result<HomePage> {
    let size = index.size()?;
    let all = SearchRequest { unit: ResultUnit::Articles, ..SearchRequest::articles(Query::All) };
    let facets = index.facets(&all, 0, Interval::Year)?;
    let years = facets.of(Field::Date).map(|facet| &facet.values[..]).unwrap_or_default();
    let named = |kind| index.names(kind, None, today(), NAMES);
    let people = named(EntityKind::Person)?.hits;
    let organisations = named(EntityKind::Organisation)?.hits;
    Ok(HomePage {
        frame: Frame::new("Who said what"),
        articles: counted(size.articles, "article"),
        quotes: counted(size.quotes, "quotation"),
        years: match years {
            [] => None,
            [only] => Some(only.value.clone()),
            [first, .., last] => Some(format!("{} to {}", first.value, last.value)),
        },
        is_empty: size.articles == 0,
        people: people.iter().map(NameCard::speaker).collect(),
        organisations: organisations.iter().map(NameCard::organisation).collect(),
        examples: examples(index, EXAMPLES)?,
        everything: Asked::default().href(),
    })
}
