//! Who is quoted: lists, one speaker or organisation, and what a name being typed may become.

use std::{cmp::Reverse, sync::Arc};

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{asking, json};
use crate::{
    error::{Error, Result},
    extract::{self, EntityKind},
    field::Field,
    index::{Backend, local::Index},
    query::{Completion, Interval, Name, Names, Parsed, Reading, SearchRequest, Sort},
    serve::{App, Id, Params, Problem, today},
    view::{self, FacetView, FacetsView, NameView, Page, QuoteView, RoleView},
};

/// So many quotations are looked at for the roles of a speaker.
const READ_FOR_ROLES: usize = 100;

/// So many values of each field are given with a name.
const VALUES: usize = 20;

/// Which names are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NamesParams {
    /// Count only the quotations that match
    #[param(example = "bridge OR toll")]
    q: Option<String>,
    /// At most so many names
    #[param(value_type = usize, required = false, minimum = 0, default = 20)]
    limit: Option<usize>,
    /// Go on after this cursor: `next` of the page before
    after: Option<String>,
}

/// Who is quoted how often, most quoted first.
#[utoipa::path(get, path = "/v1/speakers", tag = "archive", params(NamesParams), responses(
    (status = 200, body = Page<NameView>),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn speakers(
    State(app): State<Arc<App>>,
    Params(params): Params<NamesParams>,
) -> Result<Response, Problem> {
    list(&app, EntityKind::Person, params).await
}

/// The organisations that are quoted, most quoted first.
#[utoipa::path(get, path = "/v1/orgs", tag = "archive", params(NamesParams), responses(
    (status = 200, body = Page<NameView>),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn orgs(
    State(app): State<Arc<App>>,
    Params(params): Params<NamesParams>,
) -> Result<Response, Problem> {
    list(&app, EntityKind::Organisation, params).await
}

async fn list(app: &App, kind: EntityKind, params: NamesParams) -> Result<Response, Problem> {
    let limit = asking::page_size(app.settings(), params.limit, 20)?;
    let text = asking::given(&params.q).map(str::to_owned);
    let read = text.as_ref().map(|text| asking::read(app.settings(), text, Reading::QUOTES, &[]));
    let read = read.transpose()?;
    let after = asking::given(&params.after).map(cursor).transpose()?;
    app.ask(move |index| {
        let query = read.as_ref().map(|read| &read.query);
        let Some(query) = query else {
            return json(&page(index.all_names(kind)?, after, limit, None));
        };
        let found = index.names(kind, Some(query), today(), usize::MAX);
        let found =
            found.map_err(|error| Problem::of(error, text.as_deref().unwrap_or_default()))?;
        json(&page(&found, after, limit, text.as_deref().zip(read.as_ref())))
    })
    .await?
}

/// The names after a place in their order.
fn page(
    names: &Names,
    after: Option<(u64, String)>,
    limit: usize,
    read: Option<(&str, &Parsed)>,
) -> Page<NameView> {
    let is_before = |name: &&Name| {
        let place = (Reverse(name.quotes), name.name.as_str());
        after.as_ref().is_some_and(|(quotes, name)| place <= (Reverse(*quotes), name.as_str()))
    };
    let mut rest = names.hits.iter().skip_while(is_before);
    let hits: Vec<&Name> = rest.by_ref().take(limit).collect();
    let last = hits.last().filter(|_| rest.next().is_some());
    Page {
        read_as: read.map(|(_, read)| read.query.to_string()),
        notices: read.map(|(text, read)| view::notices(text, &read.notices)),
        next: last.map(|name| format!("{} {}", name.quotes, name.name)),
        ..Page::new(names.total, hits.into_iter().cloned().map(NameView::new).collect())
    }
}

/// The place in the order of names that a cursor stands for.
fn cursor(text: &str) -> Result<(u64, String), Problem> {
    let place = text
        .split_once(' ')
        .and_then(|(quotes, name)| Some((quotes.parse::<u64>().ok()?, name.to_owned())));
    place.ok_or_else(|| Error::Cursor(text.to_owned()).into())
}

/// A speaker or organisation, and what it said.
#[derive(Serialize, ToSchema)]
pub struct DetailView {
    /// The name, and how often it is quoted.
    #[serde(flatten)]
    name: NameView,
    /// The query that finds these quotations.
    query: String,
    /// How many quotations the query finds.
    total: u64,
    /// As what the newest of them name the speaker, newest first.
    roles: Vec<RoleView>,
    /// How the quotations are spread: by attribution, kind, outlet, month and so on.
    facets: Vec<FacetView>,
    /// The earliest quotation in this archive.
    earliest: Option<QuoteView>,
    /// The latest quotation in this archive.
    latest: Option<QuoteView>,
}

/// A person or organisation that speaks, by its name in any spelling.
#[utoipa::path(get, path = "/v1/speakers/{*id}", tag = "archive",
    params(("id" = String, Path, description = "The name of the speaker", example = "Halina Wrona")),
    responses(
        (status = 200, body = DetailView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn speaker(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    app.ask(move |index| detail(index, EntityKind::Person, &id)).await?
}

/// An organisation that somebody speaks for, by its name in any spelling.
#[utoipa::path(get, path = "/v1/orgs/{*id}", tag = "archive",
    params(("id" = String, Path, description = "The name of the organisation", example = "Ellery Bridge Authority")),
    responses(
        (status = 200, body = DetailView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn org(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    app.ask(move |index| detail(index, EntityKind::Organisation, &id)).await?
}

fn detail(index: &Index, kind: EntityKind, id: &str) -> Result<Response, Problem> {
    let Some(name) = named(index, kind, id)? else {
        let what = if kind == EntityKind::Person { "speaker" } else { "organisation" };
        return Err(Problem::not_found(format!("no {what} is called \"{id}\"")));
    };
    let field = if kind == EntityKind::Person { Field::Speaker } else { Field::Org };
    let read = Reading::QUOTES.read("*", &[(field, &name.name)])?;
    let request = SearchRequest::quotes(read.query.clone()).today(today());
    let newest = request.clone().sort(Sort::Newest).limit(READ_FOR_ROLES);
    let newest = index.search(&newest)?.hits;
    let oldest = index.search(&request.clone().sort(Sort::Oldest).limit(1))?.hits;
    let facets = FacetsView::new(index.facets(&request, VALUES, Interval::Month)?);
    let quote = |hit| view::quotes(hit).pop();
    json(&DetailView {
        roles: view::roles(&newest),
        query: read.query.to_string(),
        total: facets.total,
        facets: facets.facets,
        earliest: oldest.first().and_then(quote),
        latest: newest.first().and_then(quote),
        name: NameView::new(name),
    })
}

/// The name with a spelling, or with the key of one.
fn named(index: &Index, kind: EntityKind, id: &str) -> Result<Option<Name>> {
    let names = &index.all_names(kind)?.hits;
    let key = extract::key(kind, id);
    let is_spelled = |name: &&Name| name.name == id || name.spellings.iter().any(|it| it == id);
    let has_key = |name: &&Name| extract::key(kind, &name.name) == key;
    Ok(names.iter().find(is_spelled).or_else(|| names.iter().find(has_key)).cloned())
}

/// What is being typed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuggestParams {
    /// What was typed so far
    #[param(example = "bri")]
    q: String,
    /// At most so many of each kind
    #[param(value_type = usize, required = false, minimum = 0, default = 10)]
    limit: Option<usize>,
}

/// What may be meant.
#[derive(Serialize, ToSchema)]
pub struct CompletionsView {
    /// People who are quoted, with the number of their quotations.
    speakers: Vec<CompletionView>,
    /// Organisations for which somebody speaks, with the number of quotations.
    organisations: Vec<CompletionView>,
    /// Words, with the number of articles that have them.
    words: Vec<CompletionView>,
}

/// One name or word.
#[derive(Serialize, ToSchema)]
pub struct CompletionView {
    /// The name or the word.
    text: String,
    /// How often it comes.
    count: u64,
    /// What was typed, with this at its end: a query in the query language.
    query: String,
}

impl From<Completion> for CompletionView {
    fn from(Completion { text, count, query }: Completion) -> CompletionView {
        CompletionView { text, count, query }
    }
}

/// What a text being typed may become: names and words of the index, with how often they come.
#[utoipa::path(get, path = "/v1/suggest", tag = "search", params(SuggestParams), responses(
    (status = 200, body = CompletionsView),
    (status = "4XX", body = Problem, content_type = "application/problem+json"),
    (status = "5XX", body = Problem, content_type = "application/problem+json"),
))]
pub async fn suggest(
    State(app): State<Arc<App>>,
    Params(params): Params<SuggestParams>,
) -> Result<Response, Problem> {
    let limit = asking::page_size(app.settings(), params.limit, 10)?;
    app.ask(move |index| {
        let found = index.complete(&params.q, limit)?;
        let views = |found: Vec<Completion>| found.into_iter().map(Into::into).collect();
        json(&CompletionsView {
            speakers: views(found.speakers),
            organisations: views(found.organisations),
            words: views(found.words),
        })
    })
    .await?
}
