//! What clients ask before they search: who answers, how it is, which index and fields there are.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{
    call::{Call, Parts, ask, check_path, object, version},
    fields::{self, INDEX},
    refusal::Refusal,
};
use crate::serve::{App, Payload};

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
