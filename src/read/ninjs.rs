//! ninjs, the JSON that news agencies deliver: an object is an article, or a list of them a file of many.
//!
//! People, organisations and all else the publisher says stay in the metadata as they came, under the
//! keys of ninjs (`people`, `organisations`; `person`, `organisation` in version 1).

use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::{
    Found, Opened, Reader, Record, Warning, agency,
    draft::{Draft, Key},
    html, json, object,
    rules::Rules,
};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct Ninjs;

impl Reader for Ninjs {
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()> {
        json::values(file, found, is_article)
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, mut draft) = Draft::begin(record);
        fill(object::parse(&text, "the value")?, &mut draft)?;
        if draft.article.body.is_empty() {
            return Err("there is no body_text, body_html or bodies, or it is empty".to_owned());
        }
        Ok((draft.article, draft.warnings))
    }
}

/// Whether a text begins as objects do and has the keys that only ninjs has.
pub(super) fn claims(head: &str) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|key| head.contains(&format!("\"{key}\"")));
    json::suits(head)
        && has(&["uri"])
        && has(&[
            "versioncreated",
            "versionCreated",
            "pubstatus",
            "pubStatus",
            "bodies",
            "body_text",
            "body_html",
            "body_xhtml",
        ])
}

fn is_article(object: &Map<String, Value>, _: &Rules) -> bool {
    object.contains_key("uri")
}

fn fill(mut object: Map<String, Value>, draft: &mut Draft) -> Result<(), String> {
    draft.article.body = take_body(&mut object)?;
    let holder = take(&mut object, &["copyrightholder", "copyrightHolder"]);
    let is_agency = holder.first().is_some_and(|holder| agency::named(holder).is_some());
    let values = [
        (if is_agency { Key::Agency } else { Key::Outlet }, holder),
        (Key::Id, take(&mut object, &["uri"])),
        (Key::Title, take_listed(&mut object, "headline", "headlines")),
        (
            Key::Date,
            take(
                &mut object,
                &["firstcreated", "firstCreated", "contentcreated", "contentCreated"],
            ),
        ),
        (Key::Updated, take(&mut object, &["versioncreated", "versionCreated"])),
        (Key::Authors, take_listed(&mut object, "byline", "bylines")),
        (Key::Language, take(&mut object, &["language"])),
        (Key::Url, take(&mut object, &["url", "canonicalurl", "canonicalUrl"])),
        (Key::Tags, object.remove("keywords").map_or_else(Vec::new, strings)),
    ];
    for (key, texts) in values {
        draft.set(key, &format!("{key:?}").to_lowercase(), texts);
    }
    let article = &mut draft.article;
    if article.agency.is_none() {
        article.agency = supplier(&object).map(str::to_owned);
    }
    if article.date.is_none() {
        article.date = article.updated;
    }
    if article.updated == article.date {
        article.updated = None;
    }
    for byline in &mut article.authors {
        *byline = byline.strip_prefix("By ").unwrap_or(byline).to_owned();
    }
    for (name, value) in object {
        draft.keep(&name, value);
    }
    Ok(())
}

/// The agency among those whom the content comes from.
fn supplier(object: &Map<String, Value>) -> Option<&'static str> {
    let sources = ["infosource", "infoSource", "infosources", "infoSources"];
    let mut sources = sources.iter().filter_map(|key| object.get(*key)?.as_array()).flatten();
    sources.find_map(|source| agency::named(source.get("name")?.as_str()?))
}

/// The text: plain if it is there, else out of the HTML.
fn take_body(object: &mut Map<String, Value>) -> Result<String, String> {
    let mut plain = take(object, &["body_text"]);
    let mut rich = take(object, &["body_xhtml", "body_html"]);
    if let Some(Value::Array(bodies)) = object.remove("bodies") {
        for body in bodies {
            let kind =
                ["contenttype", "contentType"].iter().find_map(|key| body.get(*key)?.as_str());
            let is_rich = kind.is_some_and(|kind| kind.contains("html") || kind.contains("xml"));
            let text = body.get("value").and_then(Value::as_str).map(str::to_owned);
            if is_rich { rich.extend(text) } else { plain.extend(text) }
        }
    }
    match (plain.into_iter().find(|text| !text.trim().is_empty()), rich.first()) {
        (Some(plain), _) => Ok(plain),
        (None, Some(rich)) => html::text(rich),
        (None, None) => Ok(String::new()),
    }
}

/// The first string with one of these names; the others with them are left.
fn take(object: &mut Map<String, Value>, names: &[&str]) -> Vec<String> {
    let name = names.iter().find(|name| object.get(**name).is_some_and(Value::is_string));
    name.and_then(|name| object.remove(*name)).map_or_else(Vec::new, strings)
}

/// A string, or the values of a list of `{"value": …}` or `{"name": …}`.
fn take_listed(object: &mut Map<String, Value>, name: &str, list: &str) -> Vec<String> {
    let single = take(object, &[name]);
    if !single.is_empty() {
        return single;
    }
    let items = object.get(list).and_then(Value::as_array);
    let text = |item: &Value| {
        ["value", "name"].iter().find_map(|key| item.get(*key)?.as_str().map(str::to_owned))
    };
    items.map_or_else(Vec::new, |items| items.iter().filter_map(text).collect())
}

fn strings(value: Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.into_iter().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
