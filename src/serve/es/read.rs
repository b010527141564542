//! The requests that change nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    call::{Call, Reply, check_index, object, version},
    context::{Contexts, keep_alive, scroll_id, scroll_place},
    fields::{self, INDEX},
    refusal::Refusal,
    search::{self, Found},
    source::Filter,
};
use crate::{
    index::{block::quote_keys, local::Index},
    serve::{App, Limits, Payload},
};

/// What stands in the path.
type Parts = Path<BTreeMap<String, String>>;

type Answer = Result<Reply, Refusal>;

/// Parameters of a search that stand in its body as well.
const IN_BODY: &[&str] = &[
    "_source",
    "_source_excludes",
    "_source_includes",
    "default_operator",
    "df",
    "from",
    "q",
    "size",
    "sort",
    "track_scores",
    "track_total_hits",
    "terminate_after",
    "version",
    "seq_no_primary_term",
    "explain",
    "lenient",
    "analyze_wildcard",
];

/// The index that the path names is here.
fn check_path(parts: &BTreeMap<String, String>) -> Result<(), Refusal> {
    parts.get("index").map_or(Ok(()), |names| check_index(names))
}

/// Asks an index when it is this question's turn.
async fn ask<T: Send + 'static>(
    app: &App,
    index: Arc<Index>,
    question: impl FnOnce(&Index) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    app.ask_of(index, question).await?
}

pub async fn about(call: Call, headers: HeaderMap) -> Response {
    let major = version(&headers);
    let about = json!({
        "name": "dixit",
        "cluster_name": "dixit",
        "cluster_uuid": "dixit",
        "version": {
            "number": format!("{major}.0.0"),
            "build_flavor": "default",
            "build_type": env!("CARGO_PKG_VERSION"),
            "build_hash": "dixit",
            "build_date": "2024-01-01T00:00:00Z",
            "build_snapshot": false,
            "lucene_version": "none",
            "minimum_wire_compatibility_version": format!("{major}.0.0"),
            "minimum_index_compatibility_version": format!("{major}.0.0"),
        },
        "tagline": "Who said what",
    });
    call.answer(call.check(&[]).map(|()| about.into()))
}

pub async fn health(call: Call, Path(parts): Parts) -> Response {
    let health = json!({
        "cluster_name": "dixit",
        "status": "green",
        "timed_out": false,
        "number_of_nodes": 1,
        "number_of_data_nodes": 1,
        "active_primary_shards": 1,
        "active_shards": 1,
        "relocating_shards": 0,
        "initializing_shards": 0,
        "unassigned_shards": 0,
        "delayed_unassigned_shards": 0,
        "number_of_pending_tasks": 0,
        "number_of_in_flight_fetch": 0,
        "task_max_waiting_in_queue_millis": 0,
        "active_shards_percent_as_number": 100.0,
    });
    let known = [
        "level",
        "wait_for_status",
        "wait_for_nodes",
        "wait_for_no_initializing_shards",
        "wait_for_no_relocating_shards",
        "wait_for_events",
    ];
    let checked = call.check(&known).and_then(|()| check_path(&parts));
    call.answer(checked.map(|()| health.into()))
}

/// One line, as a table or as JSON.
pub async fn indices(
    State(app): State<Arc<App>>,
    call: Call,
    Path(parts): Parts,
    headers: HeaderMap,
) -> Response {
    let known = ["format", "v", "h", "s", "bytes", "health", "pri", "time"];
    let checked = call.check(&known).and_then(|()| check_path(&parts));
    let size = match checked {
        Ok(()) => ask(&app, app.index(), |index| Ok(index.size()?)).await,
        Err(refusal) => Err(refusal),
    };
    let size = match size {
        Ok(size) => size,
        Err(refusal) => return call.answer(Err(refusal)),
    };
    let row = [
        ("health", "green".to_owned()),
        ("status", "open".to_owned()),
        ("index", INDEX.to_owned()),
        ("uuid", "dixit".to_owned()),
        ("pri", "1".to_owned()),
        ("rep", "0".to_owned()),
        ("docs.count", size.articles.to_string()),
        ("docs.deleted", "0".to_owned()),
        ("store.size", format!("{}b", size.bytes)),
        ("pri.store.size", format!("{}b", size.bytes)),
    ];
    let wanted = call.get("h").map(|names| names.split(',').collect::<Vec<&str>>());
    let row = row.iter().filter(|(name, _)| wanted.as_ref().is_none_or(|it| it.contains(name)));
    let accepts_json = headers
        .get(header::ACCEPT)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.contains("json"));
    if call.get("format") == Some("json") || (call.get("format").is_none() && accepts_json) {
        let row: Map<String, Value> =
            row.map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        return call.answer(Ok(json!([row]).into()));
    }
    let (names, values): (Vec<&str>, Vec<&str>) =
        row.map(|(name, value)| (*name, value.as_str())).unzip();
    let head = if call.flag("v") == Ok(true) { names.join(" ") + "\n" } else { String::new() };
    format!("{head}{}\n", values.join(" ")).into_response()
}

/// The one index and its mapping.
pub async fn index(call: Call, Path(parts): Parts) -> Response {
    let known = ["features", "flat_settings", "ignore_unavailable", "include_defaults"];
    let checked = call.check(&known).and_then(|()| check_path(&parts));
    let settings = json!({"index": {"number_of_shards": "1", "number_of_replicas": "0"}});
    let answer = json!({
        INDEX: {"aliases": {}, "mappings": fields::mapping(), "settings": settings}
    });
    call.answer(checked.map(|()| answer.into()))
}

pub async fn mapping(call: Call, Path(parts): Parts) -> Response {
    let checked = call.check(&["ignore_unavailable"]).and_then(|()| check_path(&parts));
    call.answer(checked.map(|()| json!({INDEX: {"mappings": fields::mapping()}}).into()))
}

pub async fn field_caps(call: Call, Path(parts): Parts, Payload(body): Payload) -> Response {
    let known = ["fields", "ignore_unavailable", "include_unmapped", "filters", "types"];
    let answer = || {
        call.check(&known)?;
        check_path(&parts)?;
        let body = object(&body)?;
        let patterns = match (call.get("fields"), body.get("fields")) {
            (Some(names), _) => names.split(',').map(str::to_owned).collect(),
            (None, Some(Value::String(name))) => vec![name.clone()],
            (None, Some(Value::Array(names))) => {
                names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => return Err(Refusal::argument("[fields] are needed, as in fields=*")),
        };
        Ok(fields::capabilities(&patterns).into())
    };
    call.answer(answer())
}

/// The body of a search with the parameters of its address.
fn merged(call: &Call, mut body: Value) -> Result<Value, Refusal> {
    let mut set = |name: &str, value: Value| {
        if let Some(body) = body.as_object_mut() {
            body.insert(name.to_owned(), value);
        }
    };
    let list = |text: &str| json!(text.split(',').collect::<Vec<&str>>());
    let count = |name: &str, text: &str| {
        let number = text.parse::<u32>();
        number.map_err(|_| Refusal::argument(format!("[{name}] is no whole number: [{text}]")))
    };
    if let Some(text) = call.get("q") {
        let mut query = json!({"query": text});
        let options = [
            ("df", "default_field"),
            ("default_operator", "default_operator"),
            ("lenient", "lenient"),
            ("analyze_wildcard", "analyze_wildcard"),
        ];
        for (name, option) in options {
            if let Some(value) = call.get(name) {
                query[option] = value.into();
            }
        }
        set("query", json!({"query_string": query}));
    }
    for name in ["from", "size", "terminate_after"] {
        if let Some(text) = call.get(name) {
            set(name, count(name, text)?.into());
        }
    }
    for name in ["track_scores", "version", "seq_no_primary_term", "explain", "track_total_hits"] {
        if let Some(text) = call.get(name) {
            set(name, text.into());
        }
    }
    if let Some(text) = call.get("sort") {
        set("sort", list(text));
    }
    match call.get("_source") {
        None => {}
        Some("true") => set("_source", true.into()),
        Some("false") => set("_source", false.into()),
        Some(names) => set("_source", list(names)),
    }
    let parts = (call.get("_source_includes"), call.get("_source_excludes"));
    if parts != (None, None) {
        let part = |names: Option<&str>| names.map_or(json!([]), list);
        set("_source", json!({"includes": part(parts.0), "excludes": part(parts.1)}));
    }
    Ok(body)
}

/// What every search answers around what was found.
fn around(found: Found, started: Instant) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("took".to_owned(), json!(started.elapsed().as_millis() as u64));
    answer.insert("timed_out".to_owned(), false.into());
    answer.insert("_shards".to_owned(), shards());
    answer.extend(found.answer);
    answer
}

fn shards() -> Value {
    json!({"total": 1, "successful": 1, "skipped": 0, "failed": 0})
}

/// Counts as older clients read them: a number.
fn plain_total(answer: &mut Map<String, Value>) {
    if let Some(total) = answer.get_mut("hits").and_then(|hits| hits.get_mut("total")) {
        *total = total["value"].take();
    }
}

pub async fn search(
    State(app): State<Arc<App>>,
    Extension(contexts): Extension<Arc<Contexts>>,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    call.answer(searched(&app, &contexts, &call, &parts, &body).await)
}

async fn searched(
    app: &App,
    contexts: &Contexts,
    call: &Call,
    parts: &BTreeMap<String, String>,
    body: &Bytes,
) -> Answer {
    let known = ["ignore_unavailable", "rest_total_hits_as_int", "scroll", "typed_keys"];
    call.check(&[IN_BODY, &known].concat())?;
    check_path(parts)?;
    if call.flag("typed_keys")? {
        return Err(Refusal::argument("[typed_keys] is not supported: leave it out"));
    }
    let started = Instant::now();
    let body = Arc::new(merged(call, object(body)?)?);
    let pit = body.get("pit").filter(|pit| !pit.is_null());
    let keep = call.get("scroll").map(keep_alive).transpose()?;
    if keep.is_some() && (pit.is_some() || body.get("search_after").is_some()) {
        return Err(Refusal::argument("a scroll has neither [pit] nor [search_after]"));
    }
    let index = match pit {
        Some(pit) if parts.contains_key("index") => {
            let reason = format!("[pit] says which index: leave it out of the path ({pit})");
            return Err(Refusal::argument(reason));
        }
        Some(pit) => {
            let keep = pit.get("keep_alive").and_then(Value::as_str).map(keep_alive).transpose()?;
            let id = pit.get("id").and_then(Value::as_str).unwrap_or_default();
            contexts.get(id, keep)?.index
        }
        None => app.index(),
    };
    let asked = body.clone();
    let limits = app.settings().limits.clone();
    let (found, warnings) = ask(app, index.clone(), move |index| {
        let mut warnings = BTreeSet::new();
        let found = search::search(index, &limits, &asked, None, &mut warnings)?;
        Ok((found, warnings))
    })
    .await?;
    let next = found.next.clone();
    let mut answer = around(found, started);
    if let Some(keep) = keep {
        let id = contexts.open(index, Some(body), keep)?;
        answer.insert("_scroll_id".to_owned(), scroll_id(&id, next.as_deref()).into());
    } else if let Some(id) = body.get("pit").and_then(|pit| pit.get("id")) {
        answer.insert("pit_id".to_owned(), id.clone());
    }
    if call.flag("rest_total_hits_as_int")? {
        plain_total(&mut answer);
    }
    Ok(Reply { status: StatusCode::OK, body: answer.into(), warnings })
}

/// Several searches, each with an answer or an error of its own.
pub async fn msearch(
    State(app): State<Arc<App>>,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    call.answer(searched_all(&app, &call, &parts, &body).await)
}

/// So many searches are answered in one request.
const MOST_SEARCHES: usize = 100;

async fn searched_all(
    app: &App,
    call: &Call,
    parts: &BTreeMap<String, String>,
    body: &Bytes,
) -> Answer {
    call.check(&["ignore_unavailable", "rest_total_hits_as_int", "typed_keys"])?;
    check_path(parts)?;
    let started = Instant::now();
    let as_number = call.flag("rest_total_hits_as_int")?;
    let lines: Vec<&[u8]> = body.split(|byte| *byte == b'\n').collect();
    let lines: Vec<Bytes> = lines.into_iter().map(|line| body.slice_ref(line)).collect();
    let lines = lines.strip_suffix(&[Bytes::new()]).unwrap_or(&lines).to_vec();
    if lines.is_empty() || !lines.len().is_multiple_of(2) {
        let reason =
            "the body is pairs of lines, a header and a search, each ended by a line break";
        return Err(Refusal::argument(reason));
    }
    if lines.len() / 2 > MOST_SEARCHES {
        let reason = format!("at most {MOST_SEARCHES} searches can be asked for in one request");
        return Err(Refusal::argument(reason));
    }
    let limits = app.settings().limits.clone();
    let (answers, warnings) = ask(app, app.index(), move |index| {
        let mut warnings = BTreeSet::new();
        let mut answers = Vec::new();
        for pair in lines.chunks_exact(2) {
            let answer = one_of_many(index, &limits, &pair[0], &pair[1], &mut warnings);
            answers.push(match answer {
                Ok(mut answer) => {
                    if as_number {
                        plain_total(&mut answer);
                    }
                    answer.insert("status".to_owned(), 200.into());
                    answer.into()
                }
                Err(refusal) => refusal.body(),
            });
        }
        Ok((answers, warnings))
    })
    .await?;
    let body = json!({"took": started.elapsed().as_millis() as u64, "responses": answers});
    Ok(Reply { status: StatusCode::OK, body, warnings })
}

fn one_of_many(
    index: &Index,
    limits: &Limits,
    header: &Bytes,
    body: &Bytes,
    warnings: &mut BTreeSet<String>,
) -> Result<Map<String, Value>, Refusal> {
    let started = Instant::now();
    let header = object(header)?;
    match header.get("index") {
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).try_for_each(check_index)?;
        }
        Some(Value::String(names)) => check_index(names)?,
        _ => {}
    }
    let body = object(body)?;
    if body.get("pit").is_some() {
        return Err(Refusal::argument("[_msearch] does not support [pit]"));
    }
    let found = search::search(index, limits, &body, None, warnings)?;
    Ok(around(found, started))
}

pub async fn count(
    State(app): State<Arc<App>>,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    call.answer(counted(&app, &call, &parts, &body).await)
}

async fn counted(app: &App, call: &Call, parts: &BTreeMap<String, String>, body: &Bytes) -> Answer {
    let known =
        ["q", "df", "default_operator", "lenient", "analyze_wildcard", "ignore_unavailable"];
    call.check(&known)?;
    check_path(parts)?;
    let body = merged(call, object(body)?)?;
    let limits = app.settings().limits.clone();
    let (count, warnings) = ask(app, app.index(), move |index| {
        let mut warnings = BTreeSet::new();
        let count = search::count(index, &limits, &body, &mut warnings)?;
        Ok((count, warnings))
    })
    .await?;
    let body = json!({"count": count, "_shards": shards()});
    Ok(Reply { status: StatusCode::OK, body, warnings })
}

/// The next page of a scroll.
pub async fn scroll(
    State(app): State<Arc<App>>,
    Extension(contexts): Extension<Arc<Contexts>>,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    call.answer(scrolled(&app, &contexts, &call, &parts, &body).await)
}

async fn scrolled(
    app: &App,
    contexts: &Contexts,
    call: &Call,
    parts: &BTreeMap<String, String>,
    body: &Bytes,
) -> Answer {
    call.check(&["scroll", "scroll_id", "rest_total_hits_as_int"])?;
    let started = Instant::now();
    let body = object(body)?;
    let given = |name: &str| call.get(name).or_else(|| body.get(name)?.as_str());
    let full = parts.get("id").map(String::as_str).or_else(|| given("scroll_id"));
    let full = full.ok_or_else(|| Refusal::argument("a [scroll_id] is needed"))?;
    let keep = given("scroll").map(keep_alive).transpose()?;
    let (id, next) = scroll_place(full);
    let context = contexts.get(id, keep)?;
    let asked = context.body.clone();
    let asked = asked.ok_or_else(|| Refusal::argument("this is the id of no scroll"))?;
    let after = next.map(str::to_owned);
    let limits = app.settings().limits.clone();
    let found = ask(app, context.index, move |index| {
        let mut body = (*asked).clone();
        if let Some(body) = body.as_object_mut() {
            body.remove("aggs");
            body.remove("aggregations");
            body.remove("from");
            if after.is_none() {
                body.insert("size".to_owned(), 0.into());
            }
        }
        let at_end = after.is_none();
        let mut found = search::search(index, &limits, &body, after, &mut BTreeSet::new())?;
        if at_end {
            found.next = None;
        }
        Ok(found)
    })
    .await?;
    let next = found.next.clone();
    let mut answer = around(found, started);
    answer.insert("_scroll_id".to_owned(), scroll_id(id, next.as_deref()).into());
    if call.flag("rest_total_hits_as_int")? {
        plain_total(&mut answer);
    }
    Ok(Value::Object(answer).into())
}

/// Closes scrolls.
pub async fn close_scroll(
    Extension(contexts): Extension<Arc<Contexts>>,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    let closed = || {
        call.check(&["scroll_id"])?;
        let body = object(&body)?;
        let mut ids = texts(body.get("scroll_id"));
        let given = parts.get("id").map(String::as_str).or_else(|| call.get("scroll_id"));
        ids.extend(given.into_iter().flat_map(|ids| ids.split(',')).map(str::to_owned));
        if ids.is_empty() {
            return Err(Refusal::argument("a [scroll_id] is needed"));
        }
        Ok(match ids.iter().any(|id| id == "_all") {
            true => contexts.close_scrolls(),
            false => ids.iter().filter(|id| contexts.close(scroll_place(id).0)).count(),
        })
    };
    call.answer(closed().map(freed))
}

/// How many were closed; it is an error if none was.
fn freed(count: usize) -> Reply {
    let status = if count > 0 { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let body = json!({"succeeded": true, "num_freed": count});
    Reply { status, body, warnings: BTreeSet::new() }
}

/// A string, or the strings of a list.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Opens a point in time.
pub async fn open_pit(
    State(app): State<Arc<App>>,
    Extension(contexts): Extension<Arc<Contexts>>,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    let opened = || {
        call.check(&["keep_alive", "ignore_unavailable", "allow_partial_pit_creation"])?;
        check_path(&parts)?;
        if object(&body)?.get("index_filter").is_some() {
            return Err(Refusal::argument("[index_filter] is not supported: there is one index"));
        }
        let keep = call.get("keep_alive");
        let keep = keep.ok_or_else(|| Refusal::argument("[keep_alive] is needed, as in 1m"))?;
        let id = contexts.open(app.index(), None, keep_alive(keep)?)?;
        let now = Timestamp::now().as_millisecond();
        // Elasticsearch calls it "id", OpenSearch "pit_id".
        Ok(json!({"id": id, "pit_id": id, "_shards": shards(), "creation_time": now}).into())
    };
    call.answer(opened())
}

/// Closes points in time.
pub async fn close_pit(
    Extension(contexts): Extension<Arc<Contexts>>,
    call: Call,
    Payload(body): Payload,
) -> Response {
    let closed = || {
        call.check(&[])?;
        let body = object(&body)?;
        let ids = texts(body.get("id").or_else(|| body.get("pit_id")));
        if ids.is_empty() {
            return Err(Refusal::argument("an [id] is needed"));
        }
        Ok(ids.into_iter().filter(|id| contexts.close(id)).collect::<Vec<String>>())
    };
    call.answer(closed().map(|ids| {
        let mut reply = freed(ids.len());
        let pit = |id: &String| json!({"pit_id": id, "successful": true});
        reply.body["pits"] = ids.iter().map(pit).collect();
        reply
    }))
}

/// One article, whole.
async fn found(
    app: &App,
    call: &Call,
    parts: &BTreeMap<String, String>,
) -> Result<Option<Value>, Refusal> {
    let known = [
        "_source",
        "_source_includes",
        "_source_excludes",
        "realtime",
        "refresh",
        "version",
        "version_type",
        "stored_fields",
    ];
    call.check(&known)?;
    check_path(parts)?;
    if call.get("stored_fields").is_some() {
        return Err(Refusal::argument("[stored_fields] is not supported: use [_source]"));
    }
    let id = parts.get("id").cloned().unwrap_or_default();
    let source = merged(call, json!({}))?;
    let filter = match source.get("_source") {
        Some(wanted) => Filter::read(&super::node::Node::root(wanted))?,
        None => Filter::default(),
    };
    ask(app, app.index(), move |index| {
        let Some((article, extraction)) = index.article(&id)? else { return Ok(None) };
        let keys = quote_keys(&article, &extraction);
        let mut shown = json!({
            "_index": INDEX, "_id": article.id, "_version": 1, "_seq_no": 0, "_primary_term": 1,
            "found": true,
        });
        if !filter.is_nothing() {
            shown["_source"] = filter.of(search::document(&article, &extraction, &keys));
        }
        Ok(Some(shown))
    })
    .await
}

pub async fn document(State(app): State<Arc<App>>, call: Call, Path(parts): Parts) -> Response {
    let answer = found(&app, &call, &parts).await.map(|found| match found {
        Some(shown) => shown.into(),
        None => {
            let id = parts.get("id").cloned().unwrap_or_default();
            let body = json!({"_index": INDEX, "_id": id, "found": false});
            Reply { status: StatusCode::NOT_FOUND, body, warnings: BTreeSet::new() }
        }
    });
    call.answer(answer)
}

pub async fn document_source(
    State(app): State<Arc<App>>,
    call: Call,
    Path(parts): Parts,
) -> Response {
    let answer = found(&app, &call, &parts).await.and_then(|found| {
        let missing =
            || Refusal::missing("resource_not_found_exception", "there is no such document");
        Ok(found.ok_or_else(missing)?["_source"].take().into())
    });
    call.answer(answer)
}
