//! JSON lines: a line is an article.
//!
//! A line that is wrong is skipped with its number, the key or column, and what to do; the others
//! are read. Keys without a meaning are kept as they are.

use serde_json::{Map, Value};

use super::{
    MAX_ARTICLE, Opened, Reader, Record, Records, Skipped, Warning,
    draft::{Draft, Key},
    encoding,
    lines::Lines,
};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct JsonLines;

impl Reader for JsonLines {
    fn records(&self, mut file: Opened) -> Records {
        let (lines, encoding) = Lines::new(file.take_bytes(), file.encoding, MAX_ARTICLE);
        file.encoding = encoding;
        Box::new(LineRecords { file, lines, found: false, ended: false })
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, warning) = encoding::decode(&record.bytes, record.encoding);
        let object = match serde_json::from_str(&text) {
            Ok(Value::Object(object)) => object,
            Ok(other) => return Err(format!("the line is {}: expected an object", kind(&other))),
            Err(error) => return Err(not_json(&error)),
        };
        let mut draft = Draft { warnings: warning.into_iter().collect(), ..Draft::default() };
        fill(object, &mut draft)?;
        if draft.article.body.is_empty() {
            return Err("there is no \"body\" or \"text\", or it is empty".to_owned());
        }
        Ok((draft.article, draft.warnings))
    }
}

/// The lines of a file as records; blank ones are left out.
struct LineRecords {
    file: Opened,
    lines: Lines,
    found: bool,
    ended: bool,
}

impl Iterator for LineRecords {
    type Item = Result<Record, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let item = match self.lines.next() {
                Some(Ok((_, Some(line)))) if line.trim_ascii().is_empty() => continue,
                Some(Ok((number, Some(line)))) => Ok(self.file.record(Some(number), line)),
                Some(Ok((number, None))) => {
                    let reason = format!("the line is longer than {} MB", MAX_ARTICLE >> 20);
                    Err(self.file.skipped(Some(number), reason))
                }
                Some(Err(error)) => {
                    self.ended = true;
                    Err(unreadable(&self.file, error))
                }
                None => {
                    self.ended = true;
                    if self.found {
                        return None;
                    }
                    Err(self.file.skipped(None, "empty"))
                }
            };
            self.found = true;
            return Some(item);
        }
        None
    }
}

fn unreadable(file: &Opened, error: std::io::Error) -> Skipped {
    file.skipped(None, format!("cannot be read: {error}"))
}

/// Whether the first line is an object with a body.
pub(super) fn claims(head: &str) -> bool {
    let line = head.trim_start().lines().next().unwrap_or_default();
    let is_article = |object: Map<String, Value>| {
        object
            .iter()
            .any(|(name, value)| Key::from_name(name) == Some(Key::Body) && value.is_string())
    };
    line.starts_with('{') && serde_json::from_str(line).is_ok_and(is_article)
}

fn fill(object: Map<String, Value>, draft: &mut Draft) -> Result<(), String> {
    for (name, value) in object {
        match Key::from_name(&name) {
            _ if value.is_null() => {}
            Some(key) => draft.set(key, &name, texts(key, &name, value)?),
            None => draft.keep(&name, value),
        }
    }
    Ok(())
}

/// The texts of a value, or what is wrong with its type.
fn texts(key: Key, name: &str, value: Value) -> Result<Vec<String>, String> {
    let is_list = matches!(key, Key::Authors | Key::Tags);
    match value {
        Value::String(text) => Ok(vec![text]),
        Value::Number(number) if key == Key::Id => Ok(vec![number.to_string()]),
        Value::Array(items) if is_list => items
            .into_iter()
            .filter(|item| !item.is_null())
            .map(|item| match item {
                Value::String(text) => Ok(text),
                other => Err(format!("\"{name}\" holds {}: expected strings", kind(&other))),
            })
            .collect(),
        other => {
            let expected = if is_list { "a string or a list of strings" } else { "a string" };
            Err(format!("\"{name}\" is {}: expected {expected}", kind(&other)))
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The parser's message, with the place in the user's words.
fn not_json(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let cause = message.split(" at line ").next().unwrap_or_default();
    format!("not JSON: {cause} at column {}", error.column())
}
