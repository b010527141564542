//! The requests that write: documents one by one or in bulk, and the index as a whole.
//!
//! Every request is a commit of its own: when it is answered, what it wrote is on the disk and can be
//! found, whatever `refresh` says.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    call::{Call, Reply, check_index, object},
    fields::{INDEX, QUOTES},
    refusal::Refusal,
};
use crate::{
    article::Article,
    error::Result as Written,
    index::local::{Index, Writer},
    pipeline::{Became, hand_over},
    read::{self, Rules},
    serve::{App, MayWrite, Payload},
};

/// What stands in the path.
type Parts = Path<BTreeMap<String, String>>;

/// Parameters of every write. Each request waits until it can be found, which is more than any of
/// them asks for.
const KNOWN: &[&str] = &["refresh", "require_alias", "op_type", "require_data_stream"];

/// Keys of a document that are found in its text and not taken.
const FOUND: &[&str] = &[QUOTES, "organisations", "entities"];

/// Something to be done with one document.
struct Action {
    kind: Kind,
    id: String,
    /// The document; nothing to delete one.
    source: Bytes,
    /// Why it cannot be done.
    refused: Option<Refusal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// In the place of the one with its id, if there is one.
    Index,
    /// Only if there is none with its id.
    Create,
    /// Out.
    Delete,
    /// Not supported.
    Update,
}

impl Kind {
    fn from_name(name: &str) -> Option<Kind> {
        Some(match name {
            "index" => Kind::Index,
            "create" => Kind::Create,
            "delete" => Kind::Delete,
            "update" => Kind::Update,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Index => "index",
            Kind::Create => "create",
            Kind::Delete => "delete",
            Kind::Update => "update",
        }
    }
}

/// What became of an action.
#[derive(Debug)]
struct Done {
    id: String,
    status: StatusCode,
    /// created, updated, deleted or not_found; or why it was not done.
    result: Result<&'static str, Refusal>,
}

impl Done {
    /// The answer for one document.
    fn body(&self) -> Value {
        match &self.result {
            Ok(result) => json!({
                "_index": INDEX,
                "_id": self.id,
                "_version": 1,
                "result": result,
                "_shards": {"total": 1, "successful": 1, "failed": 0},
                "_seq_no": 0,
                "_primary_term": 1,
            }),
            Err(refusal) => json!({"_index": INDEX, "_id": self.id, "error": refusal.cause()}),
        }
    }
}

/// Says what becomes of documents, one after the other, and then does it.
struct Batch<'i> {
    index: &'i Index,
    rules: &'i Rules,
    /// What is to be there under an id in the end, if something: for the ids that were dealt with.
    last: BTreeMap<String, Option<Article>>,
    warnings: BTreeSet<String>,
}

impl Batch<'_> {
    /// Takes one action. What is wrong with a document stops no other.
    fn take(&mut self, action: Action) -> Written<Done> {
        let Action { kind, id, source, refused } = action;
        let done = |status, result| Done { id: id.clone(), status, result };
        if let Some(refusal) = refused {
            return Ok(done(refusal.status, Err(refusal)));
        }
        let is_there = match self.last.get(&id) {
            Some(last) => last.is_some(),
            None => self.index.article(&id)?.is_some(),
        };
        if kind == Kind::Delete {
            if !is_there {
                return Ok(done(StatusCode::NOT_FOUND, Ok("not_found")));
            }
            self.last.insert(id.clone(), None);
            return Ok(done(StatusCode::OK, Ok("deleted")));
        }
        if kind == Kind::Create && is_there {
            let refusal = Refusal {
                status: StatusCode::CONFLICT,
                kind: "version_conflict_engine_exception",
                reason: format!("[{id}]: version conflict, document already exists"),
            };
            return Ok(done(refusal.status, Err(refusal)));
        }
        match article(&id, &source, self.rules, &mut self.warnings) {
            Err(reason) => {
                let refusal = Refusal::bad("document_parsing_exception", reason);
                Ok(done(refusal.status, Err(refusal)))
            }
            Ok(article) => {
                self.last.insert(id.clone(), Some(article));
                Ok(match is_there {
                    true => done(StatusCode::OK, Ok("updated")),
                    false => done(StatusCode::CREATED, Ok("created")),
                })
            }
        }
    }

    /// Writes what was taken; whether that was anything.
    fn write(self, writer: &Writer) -> Written<bool> {
        let mut articles = Vec::new();
        let mut has_written = false;
        for (id, last) in self.last {
            match last {
                Some(article) => articles.push(article),
                None => {
                    writer.delete(&id)?;
                    has_written = true;
                }
            }
        }
        let became = hand_over(articles, self.rules, self.index, writer)?;
        Ok(has_written || became.iter().any(|(became, _)| *became != Became::Unchanged))
    }
}

/// The article that a document is, under the id that it was sent with.
fn article(
    id: &str,
    source: &Bytes,
    rules: &Rules,
    warnings: &mut BTreeSet<String>,
) -> Result<Article, String> {
    let mut document = match serde_json::from_slice(source) {
        Ok(Value::Object(document)) => document,
        Ok(_) => return Err("the document is no JSON object".to_owned()),
        Err(error) => return Err(format!("the document is no JSON: {error}")),
    };
    for name in FOUND {
        if document.remove(*name).is_some() {
            warnings.insert(format!("[{name}] is ignored: it is found in the text"));
        }
    }
    let own = document.insert("id".to_owned(), id.into());
    let json = Value::Object(document).to_string();
    let (mut article, odd) = read::article(json.as_bytes(), rules)?;
    warnings.extend(odd.into_iter().map(|warning| format!("[{id}]: {warning}")));
    if let Some(own) = own.filter(|own| !own.is_null() && *own != id) {
        article.metadata.insert("id".to_owned(), own);
    }
    Ok(article)
}

/// Does things with documents in one commit.
async fn write(
    app: &Arc<App>,
    may: &MayWrite,
    actions: Vec<Action>,
) -> Result<(Vec<(Kind, Done)>, BTreeSet<String>), Refusal> {
    let rules = app.settings().rules.clone();
    let written = app.write(may, move |writer, index| {
        let mut batch =
            Batch { index, rules: &rules, last: BTreeMap::new(), warnings: BTreeSet::new() };
        let mut all = Vec::with_capacity(actions.len());
        for action in actions {
            all.push((action.kind, batch.take(action)?));
        }
        let warnings = std::mem::take(&mut batch.warnings);
        Ok(((all, warnings), batch.write(writer)?))
    });
    Ok(written.await?)
}

/// Refuses a request whose parameters ask for what is not supported.
fn check(call: &Call, parts: &BTreeMap<String, String>, known: &[&str]) -> Result<(), Refusal> {
    call.check(&[KNOWN, known].concat())?;
    match call.get("refresh") {
        None | Some("" | "true" | "false" | "wait_for") => {}
        Some(other) => {
            let reason = format!("[refresh] is true, false or wait_for, not [{other}]");
            return Err(Refusal::argument(reason));
        }
    }
    if call.flag("require_alias")? {
        return Err(Refusal::argument("[require_alias]: the index has no alias"));
    }
    parts.get("index").map_or(Ok(()), |name| only_index(name))
}

/// Writes name the one index.
fn only_index(name: &str) -> Result<(), Refusal> {
    if name == INDEX { Ok(()) } else { check_index(&format!("{name} (for writing)")) }
}

/// An id for a document that has none.
fn new_id() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:x}-{count:x}", Timestamp::now().as_nanosecond())
}

/// Many documents: two lines each, one for those to be deleted.
pub async fn bulk(
    State(app): State<Arc<App>>,
    may: MayWrite,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    call.answer(bulked(&app, &may, &call, &parts, &body).await)
}

async fn bulked(
    app: &Arc<App>,
    may: &MayWrite,
    call: &Call,
    parts: &BTreeMap<String, String>,
    body: &Bytes,
) -> Result<Reply, Refusal> {
    check(call, parts, &[])?;
    let started = std::time::Instant::now();
    let actions = actions(body, parts.contains_key("index"))?;
    let (done, warnings) = write(app, may, actions).await?;
    let errors = done.iter().any(|(_, done)| done.result.is_err());
    let items: Vec<Value> = done
        .iter()
        .map(|(kind, done)| {
            let mut body = done.body();
            body["status"] = done.status.as_u16().into();
            json!({kind.name(): body})
        })
        .collect();
    let took = started.elapsed().as_millis() as u64;
    let body = json!({"took": took, "errors": errors, "items": items});
    Ok(Reply { status: StatusCode::OK, body, warnings })
}

/// The actions of a bulk request.
fn actions(body: &Bytes, has_index: bool) -> Result<Vec<Action>, Refusal> {
    let lines = body.split(|byte| *byte == b'\n').map(|line| body.slice_ref(line.trim_ascii()));
    let mut lines = (1..).zip(lines).filter(|(_, line)| !line.is_empty());
    let mut actions = Vec::new();
    while let Some((number, line)) = lines.next() {
        let malformed = |what: &str| {
            let expected = "index, create or delete with _id, as in {\"index\":{\"_id\":\"a\"}}";
            let reason =
                format!("Malformed action/metadata line [{number}]: {what}: expected {expected}");
            Refusal::argument(reason)
        };
        let action: Map<String, Value> =
            serde_json::from_slice(&line).map_err(|error| malformed(&error.to_string()))?;
        let mut action = action.into_iter();
        let (Some((name, metadata)), None) = (action.next(), action.next()) else {
            return Err(malformed("not one action"));
        };
        let kind = Kind::from_name(&name).ok_or_else(|| malformed(&format!("[{name}]")))?;
        let metadata = metadata.as_object().ok_or_else(|| malformed("no metadata"))?;
        let source = match kind {
            Kind::Delete => Bytes::new(),
            _ => lines.next().ok_or_else(|| malformed("no document follows"))?.1,
        };
        let id = match metadata.get("_id") {
            Some(Value::String(id)) => Some(id.clone()),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        let refused = refused(kind, id.as_deref(), metadata, has_index);
        actions.push(Action { kind, id: id.unwrap_or_else(new_id), source, refused });
    }
    match actions.is_empty() {
        true => Err(Refusal::argument("request body is required: lines of actions and documents")),
        false => Ok(actions),
    }
}

/// Why an action of a bulk request cannot be done, whatever its document is.
fn refused(
    kind: Kind,
    id: Option<&str>,
    metadata: &Map<String, Value>,
    has_index: bool,
) -> Option<Refusal> {
    let idle = ["_index", "_id", "routing", "_type", "require_alias", "dynamic_templates"];
    if let Some(name) = metadata.keys().find(|name| !idle.contains(&name.as_str())) {
        return Some(Refusal::argument(format!("[{name}] is not supported in a bulk request")));
    }
    match metadata.get("_index") {
        Some(Value::String(name)) => {
            if let Err(refusal) = only_index(name) {
                return Some(refusal);
            }
        }
        None if has_index => {}
        _ => return Some(Refusal::argument(format!("an [_index] is needed: [{INDEX}]"))),
    }
    match (kind, id) {
        (Kind::Update, _) => Some(Refusal::argument(
            "[update] is not supported: send the whole document with [index]",
        )),
        (Kind::Delete, None) => Some(Refusal::argument("an [_id] is needed to delete")),
        (_, Some("")) => Some(Refusal::argument("an [_id] must not be empty")),
        _ => None,
    }
}

/// One document.
async fn one(
    app: &Arc<App>,
    may: &MayWrite,
    kind: Kind,
    id: String,
    source: Bytes,
) -> Result<Reply, Refusal> {
    let action = Action { kind, id, source, refused: None };
    let (done, warnings) = write(app, may, vec![action]).await?;
    let done = done.into_iter().next().map(|(_, done)| done);
    let done = done.ok_or_else(|| Refusal::argument("nothing was done"))?;
    let body = done.body();
    match done.result {
        Ok(_) => Ok(Reply { status: done.status, body, warnings }),
        Err(refusal) => Err(refusal),
    }
}

/// Puts a document in the place of the one with its id, or adds it.
pub async fn put(
    State(app): State<Arc<App>>,
    may: MayWrite,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    let kind = match call.get("op_type") {
        None | Some("index") => Ok(Kind::Index),
        Some("create") => Ok(Kind::Create),
        Some(other) => {
            Err(Refusal::argument(format!("[op_type] is index or create, not [{other}]")))
        }
    };
    let checked = kind.and_then(|kind| check(&call, &parts, &[]).map(|()| kind));
    let answer = match checked {
        Ok(kind) => {
            let id = parts.get("id").cloned().unwrap_or_else(new_id);
            one(&app, &may, kind, id, body).await
        }
        Err(refusal) => Err(refusal),
    };
    call.answer(answer)
}

/// Adds a document, if there is none with its id.
pub async fn create(
    State(app): State<Arc<App>>,
    may: MayWrite,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    let answer = match check(&call, &parts, &[]) {
        Ok(()) => {
            let id = parts.get("id").cloned().unwrap_or_default();
            one(&app, &may, Kind::Create, id, body).await
        }
        Err(refusal) => Err(refusal),
    };
    call.answer(answer)
}

/// Removes a document.
pub async fn delete(
    State(app): State<Arc<App>>,
    may: MayWrite,
    call: Call,
    Path(parts): Parts,
) -> Response {
    let answer = match check(&call, &parts, &[]) {
        Ok(()) => {
            let id = parts.get("id").cloned().unwrap_or_default();
            one(&app, &may, Kind::Delete, id, Bytes::new()).await
        }
        Err(refusal) => Err(refusal),
    };
    call.answer(answer)
}

/// "Makes" the index: it is there, and may be new as long as it is empty.
pub async fn create_index(
    State(app): State<Arc<App>>,
    _: MayWrite,
    call: Call,
    Path(parts): Parts,
    Payload(body): Payload,
) -> Response {
    let name = parts.get("index").cloned().unwrap_or_default();
    let checked = || {
        call.check(&[])?;
        if name != INDEX {
            let reason = format!("[{name}] cannot be made: the one index is [{INDEX}]");
            return Err(Refusal::bad("invalid_index_name_exception", reason));
        }
        let mut warnings = BTreeSet::new();
        for (part, value) in object(&body)?.as_object().into_iter().flatten() {
            match part.as_str() {
                _ if value.as_object().is_some_and(Map::is_empty) => {}
                "settings" => {
                    warnings.insert("[settings] are ignored".to_owned());
                }
                "mappings" => {
                    let what = format!("the mapping is fixed: GET {INDEX}/_mapping");
                    warnings.insert(format!("[mappings] are ignored: {what}"));
                }
                part => {
                    return Err(Refusal::at(
                        &format!("/{part}"),
                        format!("an index cannot have [{part}]"),
                    ));
                }
            }
        }
        Ok(warnings)
    };
    let answer = match checked() {
        Err(refusal) => Err(refusal),
        Ok(warnings) => match app.ask(|index| index.size()).await.map_err(Refusal::from) {
            Err(refusal) => Err(refusal),
            Ok(Err(error)) => Err(error.into()),
            Ok(Ok(size)) if size.articles > 0 => {
                let reason = format!("index [{INDEX}] already exists, with articles in it");
                Err(Refusal::bad("resource_already_exists_exception", reason))
            }
            Ok(Ok(_)) => {
                let body =
                    json!({"acknowledged": true, "shards_acknowledged": true, "index": INDEX});
                Ok(Reply { status: StatusCode::OK, body, warnings })
            }
        },
    };
    call.answer(answer)
}

/// Removes all articles; the index is then empty.
pub async fn delete_index(
    State(app): State<Arc<App>>,
    may: MayWrite,
    call: Call,
    Path(parts): Parts,
) -> Response {
    let checked = call.check(&["ignore_unavailable"]).and_then(|()| {
        let name = parts.get("index").map_or("", String::as_str);
        let names_one = name != "_all" && !name.contains('*');
        match names_one {
            true => only_index(name),
            false => Err(Refusal::argument(format!("name the index: [{INDEX}]"))),
        }
    });
    let answer = match checked {
        Err(refusal) => Err(refusal),
        Ok(()) => {
            let written = app.write(&may, |writer, _| {
                let count = writer.retain(|_| false)?;
                Ok(((), count > 0))
            });
            written.await.map_err(Refusal::from).map(|()| json!({"acknowledged": true}).into())
        }
    };
    call.answer(answer)
}

/// Goes to the last commit; what this server wrote can be found already.
pub async fn refresh(State(app): State<Arc<App>>, call: Call, Path(parts): Parts) -> Response {
    let checked = call
        .check(&["ignore_unavailable"])
        .and_then(|()| parts.get("index").map_or(Ok(()), |names| check_index(names)));
    let answer = match checked {
        Err(refusal) => Err(refusal),
        Ok(()) => {
            let reading = app.clone();
            match app.ask(move |_| reading.reload()).await {
                Err(problem) => Err(problem.into()),
                Ok(Err(error)) => Err(error.into()),
                Ok(Ok(())) => {
                    Ok(json!({"_shards": {"total": 1, "successful": 1, "failed": 0}}).into())
                }
            }
        }
    };
    call.answer(answer)
}
