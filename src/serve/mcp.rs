//! The Model Context Protocol: an archive as tools for a language model, read-only.
//!
//! `search` and `fetch` have the shapes that clients turn into citations (`id`, `title`, `url`, `text`);
//! `quotes` and `speaker` say who said what. Every quotation comes with its exact words, what stands
//! around them, their place in code points and the SHA-256 of the text, so that it can be checked. The
//! protocol itself is left to rmcp, what is found to `index`, its shape to `view`.

use std::{io, sync::Arc};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rmcp::{
    ServerHandler, ServiceExt,
    handler::server::{router::tool::ToolRouter, wrapper::Parameters},
    model::{CallToolResult, ContentBlock, Implementation, ServerCapabilities, ServerConfig},
    schemars::{JsonSchema, Schema, SchemaGenerator, json_schema},
    tool, tool_handler, tool_router,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{App, Problem, today};
use crate::{
    article::Article,
    error::{Error, Result},
    extract::EntityKind,
    index::{Backend, block::quote_keys, local::Index},
    query::{Query, Reading, SearchRequest, Sort},
    view::{self, ArticleView, QuoteView, Selector},
};

/// So many hits are given unless another number is asked for.
const USUAL: usize = 10;

/// So many are given at most: what a model reads is dear.
const MOST: usize = 50;

/// What a model is told before it begins.
const INSTRUCTIONS: &str = "\
A news archive that knows who said what. Use `quotes` for what somebody has said, `search` for articles, \
`fetch` for the whole of one, `speaker` for who a name is and how often it is quoted. \
Query language: a space means AND; OR, NOT and parentheses; \"exact phrase\"; title: outlet: section: author: \
language: org: speaker:; date:2024-05, date:2024-01..2024-06, date:>=now-7d; a NEAR/5 b; inflat*; \
QUOTE(speaker:ruiz toll) for one quotation that matches all of it; SAID(\"Ana Ruiz\", toll OR fee). \
Attribution is `stated` (name and verb in the sentence), `inferred` (a pronoun, a surname or a role led to the \
name: say so) or `unattributed` (nobody with a name was found). Cite `url` and the exact words; they are \
what an outlet attributes to somebody, found by a program: check them in their place before you publish.";

/// Answers on standard input and output until the client goes away.
///
/// # Errors
///
/// Fails if the client does not speak the protocol, or cannot be heard.
pub async fn converse(app: Arc<App>) -> io::Result<()> {
    let following = tokio::spawn(app.clone().follow());
    let desk = Desk { app, tool_router: Desk::tool_router() };
    let ended = async {
        let service = desk.serve(rmcp::transport::stdio()).await.map_err(io::Error::other)?;
        service.waiting().await.map_err(io::Error::other)
    };
    let ended = ended.await.map(drop);
    following.abort();
    ended
}

/// Where a model asks.
#[derive(Clone)]
struct Desk {
    app: Arc<App>,
    tool_router: ToolRouter<Desk>,
}

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct SearchArguments {
    /// The query, in the query language of the archive: words joined by AND unless OR stands between them
    query: String,
    /// At most so many hits, 1 to 50; 10 unless given
    limit: Option<usize>,
    /// The order of the hits; relevance unless given
    #[serde(default)]
    #[schemars(schema_with = "orders")]
    sort: Sort,
    /// Go on after this cursor: `next` of the page before
    after: Option<String>,
}

/// The orders by name.
fn orders(_: &mut SchemaGenerator) -> Schema {
    let names = Sort::ALL.map(Sort::name);
    let description = "best first, best and recent first, newest first, or by date: oldest first";
    json_schema!({"type": "string", "enum": names, "description": description})
}

/// Which article.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct FetchArguments {
    /// The id of an article, or of a quotation for the article that it stands in
    id: String,
}

/// Who.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct SpeakerArguments {
    /// The name, or a part of it such as the surname
    name: String,
    /// At most so many people and so many quotations, 1 to 50; 10 unless given
    limit: Option<usize>,
}

#[tool_router(router = tool_router)]
impl Desk {
    /// Finds articles.
    #[tool(
        name = "search",
        description = "Search the archive for articles. Gives id, title, url and the passages that matched; use fetch for the whole text.",
        annotations(title = "Search articles", read_only_hint = true, open_world_hint = false)
    )]
    async fn search(&self, Parameters(asked): Parameters<SearchArguments>) -> CallToolResult {
        self.ask(move |index| found(index, asked, false)).await
    }

    /// Gets one article.
    #[tool(
        name = "fetch",
        description = "Get one article by its id: its whole text, with who said what in it.",
        annotations(title = "Fetch an article", read_only_hint = true, open_world_hint = false)
    )]
    async fn fetch(&self, Parameters(asked): Parameters<FetchArguments>) -> CallToolResult {
        self.ask(move |index| fetched(index, &asked.id)).await
    }

    /// Finds quotations.
    #[tool(
        name = "quotes",
        description = "Find quotations: what was said, by whom, how that is known, and where it stands. Example: speaker:lagarde inflation",
        annotations(title = "Find quotations", read_only_hint = true, open_world_hint = false)
    )]
    async fn quotes(&self, Parameters(asked): Parameters<SearchArguments>) -> CallToolResult {
        self.ask(move |index| found(index, asked, true)).await
    }

    /// Says who somebody is.
    #[tool(
        name = "speaker",
        description = "Say who is quoted under a name: full name, other spellings, how many quotations in how many articles, and the latest of them.",
        annotations(title = "Who is quoted", read_only_hint = true, open_world_hint = false)
    )]
    async fn speaker(&self, Parameters(asked): Parameters<SpeakerArguments>) -> CallToolResult {
        self.ask(move |index| speakers(index, asked)).await
    }
}

#[tool_handler(router = self.tool_router)]
impl ServerHandler for Desk {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("dixit", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }
}

impl Desk {
    /// Asks the index; what goes wrong is told to the model, which can ask again.
    async fn ask(
        &self,
        question: impl FnOnce(&Index) -> Result<Value> + Send + 'static,
    ) -> CallToolResult {
        let refused = |reason: String| CallToolResult::error(vec![ContentBlock::text(reason)]);
        match self.app.ask(question).await {
            Ok(Ok(answer)) => CallToolResult::structured(answer),
            Ok(Err(Error::Query(errors))) => {
                let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                refused(format!("the query cannot be read: {}", errors.join("; ")))
            }
            Ok(Err(error)) => refused(Problem::from(error).detail),
            Err(problem) => refused(problem.detail),
        }
    }
}

/// The size of a page.
fn limit(asked: Option<usize>) -> Result<usize> {
    match asked.unwrap_or(USUAL) {
        limit if (1..=MOST).contains(&limit) => Ok(limit),
        limit => Err(Error::Input(format!("limit is {limit}: write 1 to {MOST}"))),
    }
}

/// Articles or quotations that match.
fn found(index: &Index, asked: SearchArguments, quotes: bool) -> Result<Value> {
    let limit = limit(asked.limit)?;
    let reading = Reading { any: false, strict: false, synonyms: None, quotes };
    let read = reading.read(&asked.query, &[])?;
    let request = match quotes {
        true => SearchRequest::quotes(read.query.clone()),
        false => SearchRequest::articles(read.query.clone()),
    };
    let request = request.limit(limit).sort(asked.sort).after(asked.after).today(today());
    let found = index.search(&request)?;
    let results: Vec<Value> = match quotes {
        false => found.hits.iter().map(|hit| article(&ArticleView::new(hit))).collect(),
        true => found
            .hits
            .iter()
            .flat_map(|hit| view::quotes(hit).into_iter().map(|it| quotation(&hit.article, &it)))
            .collect(),
    };
    let notices: Vec<String> = read.notices.iter().map(ToString::to_string).collect();
    let mut answer = Map::new();
    answer.insert("total".into(), found.total.into());
    answer.insert("read_as".into(), read.query.to_string().into());
    if !notices.is_empty() {
        answer.insert("notices".into(), json!(notices));
    }
    if found.total == 0 {
        let meant = index.suggestions(&read.query)?;
        let meant: Vec<Value> =
            meant.iter().map(|it| json!({"typed": it.typed, "meant": view_of_meant(it)})).collect();
        answer.insert("suggestions".into(), json!(meant));
    }
    answer.insert("results".into(), results.into());
    if let Some(next) = found.next {
        answer.insert("next".into(), next.into());
    }
    Ok(answer.into())
}

fn view_of_meant(suggestion: &crate::index::local::Suggestion) -> Vec<String> {
    suggestion.meant.iter().map(|(text, _)| text.clone()).collect()
}

/// An article that matched.
fn article(view: &ArticleView) -> Value {
    let passages: Vec<&str> = view.passages.iter().map(|passage| passage.text.as_str()).collect();
    json!({
        "id": view.id,
        "title": titled(&view.title, &view.id),
        "url": address(view.url.as_deref(), &view.id),
        "text": passages.join(" … "),
        "date": view.date,
        "outlet": view.outlet,
        "quotes": view.quotes.iter().map(spoken).collect::<Vec<Value>>(),
    })
}

/// A quotation with what is needed to cite and to check it.
fn quotation(article: &Article, quote: &QuoteView) -> Value {
    let mut value = spoken(quote);
    value["article"] = quote.article.as_str().into();
    value["title"] = titled(&quote.title, &quote.article).into();
    value["url"] = address(article.url.as_deref(), &quote.article).into();
    value["date"] = json!(quote.date);
    value["outlet"] = json!(quote.outlet);
    value
}

/// What was said and by whom, and where it stands in the text.
fn spoken(quote: &QuoteView) -> Value {
    let places: Vec<Value> = quote.target.iter().map(|target| place(&target.selector)).collect();
    json!({
        "id": quote.id,
        "text": quote.text,
        "speaker": quote.speaker,
        "candidates": quote.candidates,
        "organisation": quote.organisation,
        "role": quote.role,
        "kind": quote.kind,
        "attribution": quote.attribution,
        "confidence": quote.confidence,
        "source": quote.source,
        "pieces": places,
        "text_sha256": quote.text_sha256,
    })
}

/// The exact words of a piece, what stands around them, and their place in code points.
fn place(selectors: &[Selector]) -> Value {
    let mut place = Map::new();
    for selector in selectors {
        match selector {
            Selector::TextQuoteSelector { exact, prefix, suffix } => {
                place.insert("exact".into(), exact.as_str().into());
                place.insert("prefix".into(), prefix.as_str().into());
                place.insert("suffix".into(), suffix.as_str().into());
            }
            Selector::TextPositionSelector { start, end } => {
                place.insert("start".into(), (*start).into());
                place.insert("end".into(), (*end).into());
            }
        }
    }
    place.into()
}

/// One article, whole.
fn fetched(index: &Index, id: &str) -> Result<Value> {
    let by_quote = || match view::quote_key(id) {
        Some(key) => {
            index.quote(key).map(|found| found.map(|(article, found, _)| (article, found)))
        }
        None => Ok(None),
    };
    let found = match index.article(id)? {
        Some(found) => Some(found),
        None => by_quote()?,
    };
    let Some((article, extraction)) = found else {
        let reason =
            format!("no article has the id \"{id}\": take the id of a hit of search or quotes");
        return Err(Error::Input(reason));
    };
    let keys = quote_keys(&article, &extraction);
    let quotes = view::all_quotes(&article, &extraction, &keys);
    Ok(json!({
        "id": article.id,
        "title": titled(&article.title, &article.id),
        "url": address(article.url.as_deref(), &article.id),
        "text": article.body,
        "text_sha256": view::sha256(&article.body),
        "metadata": {
            "date": article.date.map(|date| date.to_string()),
            "outlet": article.outlet,
            "authors": article.authors,
            "section": article.section,
            "language": article.language,
        },
        "quotes": quotes.iter().map(spoken).collect::<Vec<Value>>(),
    }))
}

/// Who is quoted under a name, and their latest quotations.
fn speakers(index: &Index, asked: SpeakerArguments) -> Result<Value> {
    let limit = limit(asked.limit)?;
    if !asked.name.contains(char::is_alphanumeric) {
        return Err(Error::Input("name holds no letter: write a name".to_owned()));
    }
    let name =
        Query::Phrase { text: asked.name.clone(), stemmed: false, fit: crate::query::Fit::Exact };
    let by = Query::Field { field: crate::field::Field::Speaker, query: Box::new(name) };
    let request = SearchRequest::quotes(by);
    let names = index.names(EntityKind::Person, Some(&request.query), today(), limit)?;
    let latest = request.limit(limit).sort(Sort::Newest).today(today());
    let found = index.search(&latest)?;
    let quotes = found
        .hits
        .iter()
        .flat_map(|hit| view::quotes(hit).into_iter().map(|it| quotation(&hit.article, &it)));
    let speakers: Vec<Value> = names
        .hits
        .iter()
        .map(|name| {
            json!({
                "name": name.name,
                "spellings": name.spellings,
                "quotes": name.quotes,
                "articles": name.articles,
            })
        })
        .collect();
    Ok(json!({
        "total": names.total,
        "speakers": speakers,
        "quotes": found.total,
        "latest": quotes.collect::<Vec<Value>>(),
    }))
}

/// The headline; without one, the id: clients cite nothing without a title.
fn titled<'t>(title: &'t str, id: &'t str) -> &'t str {
    if title.trim().is_empty() { id } else { title }
}

/// Where an article can be read; without an address, a name for it.
fn address(url: Option<&str>, id: &str) -> String {
    match url {
        Some(url) if !url.trim().is_empty() => url.to_owned(),
        _ => format!("urn:dixit:article:{}", utf8_percent_encode(id, NON_ALPHANUMERIC)),
    }
}
