//! The requests that search and count, with the parameters of their address.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{
    call::{Answer, Call, Parts, Reply, ask, check_index, check_path, object},
    context::{Contexts, keep_alive, scroll_id},
    refusal::Refusal,
    search::{self, Found},
};
use crate::{
    index::local::Index,
    serve::{App, Payload, Settings},
};

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

/// The body of a search with the parameters of its address.
///
/// # Errors
///
/// Fails if one of them is none.
pub fn merged(call: &Call, mut body: Value) -> Result<Value, Refusal> {
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
pub fn around(found: Found, started: Instant) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("took".to_owned(), json!(started.elapsed().as_millis() as u64));
    answer.insert("timed_out".to_owned(), false.into());
    answer.insert("_shards".to_owned(), shards());
    answer.extend(found.answer);
    answer
}

/// The one part of the one index.
pub fn shards() -> Value {
    json!({"total": 1, "successful": 1, "skipped": 0, "failed": 0})
}

/// Counts as older clients read them: a number.
pub fn plain_total(answer: &mut Map<String, Value>) {
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
    app: &Arc<App>,
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
    let server = app.clone();
    let (found, warnings) = ask(app, index.clone(), move |index| {
        let mut warnings = BTreeSet::new();
        let found = search::search(index, server.settings(), &asked, None, &mut warnings)?;
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
    app: &Arc<App>,
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
    let server = app.clone();
    let (answers, warnings) = ask(app, app.index(), move |index| {
        let mut warnings = BTreeSet::new();
        let mut answers = Vec::new();
        for pair in lines.chunks_exact(2) {
            let answer = one_of_many(index, server.settings(), &pair[0], &pair[1], &mut warnings);
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
    settings: &Settings,
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
    let found = search::search(index, settings, &body, None, warnings)?;
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

async fn counted(
    app: &Arc<App>,
    call: &Call,
    parts: &BTreeMap<String, String>,
    body: &Bytes,
) -> Answer {
    let known =
        ["q", "df", "default_operator", "lenient", "analyze_wildcard", "ignore_unavailable"];
    call.check(&known)?;
    check_path(parts)?;
    let body = merged(call, object(body)?)?;
    let server = app.clone();
    let (count, warnings) = ask(app, app.index(), move |index| {
        let mut warnings = BTreeSet::new();
        let count = search::count(index, server.settings(), &body, &mut warnings)?;
        Ok((count, warnings))
    })
    .await?;
    let body = json!({"count": count, "_shards": shards()});
    Ok(Reply { status: StatusCode::OK, body, warnings })
}
