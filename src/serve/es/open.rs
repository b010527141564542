//! The requests that go on with a scroll, and that open and close scrolls and points in time.

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
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    call::{Answer, Call, Parts, Reply, ask, check_path, object},
    context::{Contexts, keep_alive, scroll_id, scroll_place},
    refusal::Refusal,
    search,
    searching::{around, plain_total, shards},
};
use crate::serve::{App, Payload};

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
    app: &Arc<App>,
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
    let server = app.clone();
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
        let mut found =
            search::search(index, server.settings(), &body, after, &mut BTreeSet::new())?;
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
