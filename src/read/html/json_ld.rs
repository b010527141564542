//! What a page says of its article in JSON-LD, for search engines.

use std::collections::HashMap;

use dom_query::Document;
use serde_json::{Map, Value};

/// The objects of a page, and which of them is the article.
#[derive(Default)]
pub(super) struct JsonLd {
    objects: Vec<Map<String, Value>>,
    /// Where the object with an `@id` stands.
    ids: HashMap<String, usize>,
    article: Option<usize>,
}

/// How deep objects are looked for, and how far references are followed.
const DEPTH: usize = 6;

impl JsonLd {
    /// Reads what `document` holds; what is no JSON is left out.
    pub(super) fn read(document: &Document) -> JsonLd {
        let mut found = JsonLd::default();
        for script in document.select("script[type='application/ld+json']").nodes() {
            // Line ends inside strings are wrong in JSON and common in pages.
            let text = script.text().replace(char::is_control, " ");
            let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
            if let Ok(value) = serde_json::from_str(text) {
                found.collect(value, DEPTH);
            }
        }
        found
    }

    fn collect(&mut self, value: Value, depth: usize) {
        match value {
            Value::Array(items) if depth > 0 => {
                items.into_iter().for_each(|item| self.collect(item, depth - 1));
            }
            Value::Object(mut object) if depth > 0 => {
                let inner = ["@graph", "mainEntity"].map(|key| object.remove(key));
                let place = self.objects.len();
                if let Some(Value::String(id)) = object.get("@id") {
                    self.ids.entry(id.clone()).or_insert(place);
                }
                if self.article.is_none() && is_article(&object) {
                    self.article = Some(place);
                }
                self.objects.push(object);
                inner.into_iter().flatten().for_each(|value| self.collect(value, depth - 1));
            }
            _ => {}
        }
    }

    /// The texts of a property of the article: strings, and the names of things.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let value = self.article.and_then(|place| self.objects[place].get(key));
        value.map_or_else(Vec::new, |value| self.names(value, DEPTH))
    }

    /// The first text of a property of the article.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.texts(key).into_iter().next()
    }

    fn names(&self, value: &Value, depth: usize) -> Vec<String> {
        match value {
            _ if depth == 0 => Vec::new(),
            Value::String(text) => {
                Some(plain(text)).filter(|text| !text.is_empty()).into_iter().collect()
            }
            Value::Array(items) => {
                items.iter().flat_map(|item| self.names(item, depth - 1)).collect()
            }
            Value::Object(object) => {
                let referred = || {
                    let id = object.get("@id")?.as_str()?;
                    self.objects[*self.ids.get(id)?].get("name")
                };
                let name = object.get("name").or_else(referred);
                name.map_or_else(Vec::new, |name| self.names(name, depth - 1))
            }
            _ => Vec::new(),
        }
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |name: &Value| {
        name.as_str().is_some_and(|name| name.ends_with("Article") || name.ends_with("Posting"))
    };
    object.get("@type").is_some_and(|kind| match kind {
        Value::Array(kinds) => kinds.iter().any(is),
        kind => is(kind),
    })
}

/// A text in which some programs have left character references and tags.
fn plain(text: &str) -> String {
    let text = if text.contains(['&', '<']) {
        Document::fragment(text).text().to_string()
    } else {
        text.to_owned()
    };
    text.trim().to_owned()
}
