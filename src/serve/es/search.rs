//! A search: its hits as Elasticsearch's clients read them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    ask::{Ask, Order},
    calendar::date_millis,
    compile::Inner,
    counting::Counter,
    fields::{INDEX, QUOTES},
    highlight::Highlight,
    node::Node,
    refusal::Refusal,
    source::Filter,
    tree::{and, unscored},
};
use crate::{
    article::Article,
    extract::Extraction,
    index::{Backend, local::Index},
    query::{Hit, SearchRequest, Sort},
    serve::{Settings, today},
    view::{self, ArticleView, QuoteView},
};

/// So many quotations are shown in `inner_hits` unless another number is asked for.
const USUAL_INNER: usize = 3;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The answer, without what a scroll or a point in time adds.
    pub answer: Map<String, Value>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// Answers a search. `after` is where the page before ended, if a scroll goes on there.
///
/// # Errors
///
/// Fails if the search cannot be read or answered.
pub fn search(
    index: &Index,
    settings: &Settings,
    body: &Value,
    after: Option<String>,
    warnings: &mut BTreeSet<String>,
) -> Result<Found, Refusal> {
    let ask = read(settings, body, warnings)?;
    let today = today();
    let post = ask.post.iter().map(|post| unscored(post.clone()));
    let query = and(std::iter::once(ask.query.clone()).chain(post).collect());
    let request = SearchRequest::articles(query)
        .sort(ask.order.sort)
        .then(ask.order.then)
        .only(ask.ids.clone())
        .after(after.or_else(|| ask.after.clone()))
        .today(today);
    let mut best = None;
    let mut begin = Some(request.clone());
    let mut total = 0;
    if ask.from > 0 {
        // What lies before the window is ranked and not read.
        let before = index.ranking(&request.clone().limit(ask.from))?;
        (best, total) = (before.hits.first().map(|hit| hit.score), before.total);
        begin = before.next.map(|next| request.clone().after(Some(next)));
    }
    let (mut hits, mut next) = (Vec::new(), None);
    if let Some(begin) = begin {
        let found = index.search(&begin.limit(ask.size))?;
        (hits, next, total) = (found.hits, found.next, found.total);
    }
    let scored = request.is_scored();
    let best = best.or_else(|| hits.first().map(|hit| hit.score)).filter(|_| scored);
    let shown = hits.iter().map(|hit| shown(index, &ask, &request, hit, warnings));
    let mut answer = Map::new();
    answer.insert(
        "hits".to_owned(),
        json!({
            "total": {"value": total, "relation": "eq"},
            "max_score": best,
            "hits": shown.collect::<Result<Vec<Value>, Refusal>>()?,
        }),
    );
    if !ask.aggregations.is_empty() {
        let mut counter = Counter::new(index, today, ask.ids.clone(), warnings);
        let counted = counter.articles(&ask.query, &ask.aggregations)?;
        answer.insert("aggregations".to_owned(), counted.into());
    }
    Ok(Found { answer, next })
}

/// How many articles match the query in a body.
///
/// # Errors
///
/// Fails if it cannot be read or answered.
pub fn count(
    index: &Index,
    settings: &Settings,
    body: &Value,
    warnings: &mut BTreeSet<String>,
) -> Result<u64, Refusal> {
    for (name, option) in Node::root(body).entries()? {
        if name != "query" {
            return Err(option.refuse(format!("[_count] does not support [{name}]")));
        }
    }
    let ask = read(settings, body, warnings)?;
    let request = SearchRequest::articles(ask.query).only(ask.ids).limit(0).today(today());
    Ok(index.ranking(&request)?.total)
}

/// What a body asks for, if it costs no more than the server allows.
fn read<'v>(
    settings: &Settings,
    body: &'v Value,
    warnings: &mut BTreeSet<String>,
) -> Result<Ask<'v>, Refusal> {
    let mut ask = Ask::read(body, warnings)?;
    if let Some(synonyms) = &settings.synonyms {
        ask = ask.with_synonyms(synonyms, warnings);
    }
    let limits = &settings.limits;
    ask.post.iter().chain([&ask.query]).try_for_each(|query| limits.check(query))?;
    if ask.size > limits.page {
        let most = limits.page;
        return Err(Refusal::argument(format!(
            "[size] is at most {most} on this server: go on with [search_after] or a scroll"
        )));
    }
    Ok(ask)
}

/// One hit.
fn shown(
    index: &Index,
    ask: &Ask<'_>,
    request: &SearchRequest,
    hit: &Hit,
    warnings: &mut BTreeSet<String>,
) -> Result<Value, Refusal> {
    let score = request.is_scored().then_some(hit.score);
    let mut shown = Map::new();
    shown.insert("_index".to_owned(), INDEX.into());
    shown.insert("_id".to_owned(), hit.article.id.as_str().into());
    shown.insert("_score".to_owned(), json!(score));
    if !ask.source.is_nothing() {
        let source = document(&hit.article, &hit.extraction, &hit.keys);
        shown.insert("_source".to_owned(), ask.source.of(source));
    }
    if let Some(highlight) = &ask.highlight {
        let highlighted = highlight.of_article(hit, &ArticleView::new(hit));
        if highlighted != json!({}) {
            shown.insert("highlight".to_owned(), highlighted);
        }
    }
    let Order { sort, then, shown: with_sort } = ask.order;
    if with_sort {
        let value = |sort: Sort| match sort.is_by_score() {
            true => json!(score),
            false => json!(hit.article.date.and_then(date_millis)),
        };
        let mut values: Vec<Value> = [Some(sort), then].into_iter().flatten().map(value).collect();
        values.push(index.cursor(hit, request).into());
        shown.insert("sort".to_owned(), values.into());
    }
    if !ask.inner.is_empty() {
        let mut inner = Map::new();
        for clause in &ask.inner {
            let own = index.shown(hit, clause.clause.clone(), request.today);
            inner.insert(clause.name.clone(), inner_hits(&own, clause, warnings)?);
        }
        shown.insert("inner_hits".to_owned(), inner.into());
    }
    Ok(Value::Object(shown))
}

/// The quotations of a hit that match a nested clause, those that hold most of its words first.
fn inner_hits(
    hit: &Hit,
    clause: &Inner<'_>,
    warnings: &mut BTreeSet<String>,
) -> Result<Value, Refusal> {
    let (mut from, mut size) = (0, USUAL_INNER);
    let (mut source, mut highlight) = (Filter::default(), None);
    for (name, option) in clause.options.entries()? {
        match name {
            "name" => {}
            "from" => from = option.count()?,
            "size" => size = option.count()?,
            "_source" => source = Filter::read(&option)?,
            "highlight" => highlight = Some(Highlight::read(&option, warnings)?),
            "ignore_unmapped" | "track_scores" | "version" | "seq_no_primary_term" => {
                warnings.insert(format!("[inner_hits] ignores [{name}]"));
            }
            name => return Err(option.refuse(format!("[inner_hits] does not support [{name}]"))),
        }
    }
    let quotes = view::quotes(hit);
    let numbered = hit.quotes.iter().zip(&quotes).skip(from).take(size);
    let hits = numbered.map(|(number, quote)| {
        let mut shown = json!({
            "_index": INDEX,
            "_id": hit.article.id,
            "_nested": {"field": QUOTES, "offset": number},
            "_score": null,
        });
        if !source.is_nothing() {
            shown["_source"] = inner_source(&source, quote);
        }
        if let Some(highlight) = &highlight {
            shown["highlight"] = highlight.of_quote(quote);
        }
        shown
    });
    Ok(json!({
        "hits": {
            "total": {"value": quotes.len(), "relation": "eq"},
            "max_score": null,
            "hits": hits.collect::<Vec<Value>>(),
        }
    }))
}

/// What is wanted of a quotation: paths are those of the whole document.
fn inner_source(filter: &Filter, quote: &QuoteView) -> Value {
    let mut whole = filter.of(json!({QUOTES: quotation(quote)}));
    whole.get_mut(QUOTES).map_or_else(|| json!({}), Value::take)
}

/// An article as the document that it is to clients: as it came in, with its organisations and all its
/// quotations, each by its number.
pub fn document(article: &Article, extraction: &Extraction, keys: &[u64]) -> Value {
    let Ok(Value::Object(mut document)) = serde_json::to_value(article) else {
        return Value::Null; // an article is an object
    };
    if let Some(Value::Object(metadata)) = document.remove("metadata") {
        for (name, value) in metadata {
            document.entry(name).or_insert(value);
        }
    }
    let organisations = extraction.entities.iter().filter(|entity| entity.is_organisation());
    let organisations: Vec<&str> = organisations.map(|entity| entity.name.as_str()).collect();
    document.insert("organisations".to_owned(), json!(organisations));
    let quotes = view::all_quotes(article, extraction, keys);
    document.insert(QUOTES.to_owned(), quotes.iter().map(quotation).collect());
    Value::Object(document)
}

/// A quotation without what its article says, and without those inside it, which have their own place.
fn quotation(quote: &QuoteView) -> Value {
    let mut value = serde_json::to_value(quote).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        for name in ["article", "highlights", "nested", "date", "outlet", "title"] {
            fields.remove(name);
        }
    }
    value
}
