//! The requests for articles by their ids.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};

use super::{
    call::{Answer, Call, Parts, Reply, ask, check_index, check_path, object},
    fields::INDEX,
    node::Node,
    refusal::Refusal,
    search,
    searching::merged,
    source::Filter,
};
use crate::{
    index::{block::quote_keys, local::Index},
    serve::{App, Payload},
};

/// So many documents are given in one request.
const MOST: usize = 1_000;

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
        Some(wanted) => Filter::read(&Node::root(wanted))?,
        None => Filter::default(),
    };
    ask(app, app.index(), move |index| shown(index, &id, &filter)).await
}

/// The article with an id, if there is one.
fn shown(index: &Index, id: &str, filter: &Filter) -> Result<Option<Value>, Refusal> {
    let Some((article, extraction)) = index.article(id)? else { return Ok(None) };
    let keys = quote_keys(&article, &extraction);
    let mut shown = json!({
        "_index": INDEX, "_id": article.id, "_version": 1, "_seq_no": 0, "_primary_term": 1,
        "found": true,
    });
    if !filter.is_nothing() {
        shown["_source"] = filter.of(search::document(&article, &extraction, &keys));
    }
    Ok(Some(shown))
}

/// That there is no article with an id.
fn missing(id: &str) -> Value {
    json!({"_index": INDEX, "_id": id, "found": false})
}

/// Several articles, in the order of their ids.
pub async fn mget(
    State(app): State<Arc<App>>,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    call.answer(found_all(&app, &call, &parts, &body).await)
}

async fn found_all(
    app: &App,
    call: &Call,
    parts: &BTreeMap<String, String>,
    body: &Bytes,
) -> Answer {
    let sources = ["_source", "_source_includes", "_source_excludes"];
    call.check(&[&sources[..], &["realtime", "refresh"]].concat())?;
    check_path(parts)?;
    let source = merged(call, json!({}))?;
    let usual = source.get("_source").map(|wanted| Filter::read(&Node::root(wanted)));
    let usual = usual.transpose()?.unwrap_or_default();
    let wanted = wanted(&object(body)?, &usual, parts.contains_key("index"))?;
    let docs = ask(app, app.index(), move |index| {
        let one = |(id, filter): &(String, Filter)| {
            Ok(shown(index, id, filter)?.unwrap_or_else(|| missing(id)))
        };
        wanted.iter().map(one).collect::<Result<Vec<Value>, Refusal>>()
    });
    Ok(json!({"docs": docs.await?}).into())
}

/// The ids in a body, each with what is wanted of its article.
fn wanted(body: &Value, usual: &Filter, has_index: bool) -> Result<Vec<(String, Filter)>, Refusal> {
    let mut wanted = Vec::new();
    for (name, option) in Node::root(body).entries()? {
        match name {
            "ids" => {
                for id in option.list() {
                    wanted.push((id.text()?, usual.clone()));
                }
            }
            "docs" => {
                for doc in option.list() {
                    wanted.push(one_wanted(&doc, usual, has_index)?);
                }
            }
            name => return Err(option.refuse(format!("[_mget] does not support [{name}]"))),
        }
    }
    match wanted.len() {
        0 => Err(Refusal::argument("[ids] or [docs] are needed")),
        count if count > MOST => {
            let reason = format!("at most {MOST} documents can be asked for in one request");
            Err(Refusal::argument(reason))
        }
        _ => Ok(wanted),
    }
}

fn one_wanted(
    doc: &Node<'_>,
    usual: &Filter,
    has_index: bool,
) -> Result<(String, Filter), Refusal> {
    let (mut id, mut filter, mut named) = (None, usual.clone(), has_index);
    for (name, option) in doc.entries()? {
        match name {
            "_id" => id = Some(option.text()?),
            "_index" => {
                check_index(option.string()?)?;
                named = true;
            }
            "_source" => filter = Filter::read(&option)?,
            "routing" => {}
            name => return Err(option.refuse(format!("[docs] does not support [{name}]"))),
        }
    }
    match id {
        Some(id) if named => Ok((id, filter)),
        _ => Err(doc.refuse("a document has an [_index] and an [_id]")),
    }
}

pub async fn document(State(app): State<Arc<App>>, call: Call, Path(parts): Parts) -> Response {
    let answer = found(&app, &call, &parts).await.map(|found| match found {
        Some(shown) => shown.into(),
        None => {
            let id = parts.get("id").cloned().unwrap_or_default();
            Reply { status: StatusCode::NOT_FOUND, body: missing(&id), warnings: BTreeSet::new() }
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
