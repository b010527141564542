//! Names and values, as JSON and tables have them, to an article.

use serde_json::{Map, Value};

use super::{
    draft::{Draft, Key},
    rules::Rules,
};

/// The article that a text in JSON holds. `what` it is, in messages.
pub(super) fn read(text: &str, what: &str, rules: &Rules) -> Result<Draft, String> {
    article(parse(text, what)?, rules)
}

/// The object that a text in JSON is.
pub(super) fn parse(text: &str, what: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(format!("{what} is {}: expected an object", kind(&other))),
        Err(error) => Err(not_json(&error)),
    }
}

/// The article that names and values describe.
pub(super) fn article(
    pairs: impl IntoIterator<Item = (String, Value)>,
    rules: &Rules,
) -> Result<Draft, String> {
    let mut draft = Draft::default();
    // What the user says a key is comes before what its name says.
    let (said, others): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|(name, _)| rules.said(name).is_some());
    fill(said, &mut draft, rules)?;
    fill(others, &mut draft, rules)?;
    if draft.article.body.is_empty() {
        return Err("there is no \"body\" or \"text\", or it is empty".to_owned());
    }
    Ok(draft)
}

fn fill(pairs: Vec<(String, Value)>, draft: &mut Draft, rules: &Rules) -> Result<(), String> {
    for (name, value) in pairs {
        match rules.key(&name) {
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
        Value::Object(object) if is_named(key) && name_of(&object).is_some() => {
            Ok(name_of(&object).into_iter().collect())
        }
        Value::Array(items) if is_list => items
            .into_iter()
            .filter(|item| !item.is_null())
            .map(|item| match item {
                Value::String(text) => Ok(text),
                Value::Object(object) if is_named(key) && name_of(&object).is_some() => {
                    Ok(name_of(&object).unwrap_or_default())
                }
                other => Err(format!("\"{name}\" holds {}: expected strings", kind(&other))),
            })
            .collect(),
        other => {
            let expected = if is_list { "a string or a list of strings" } else { "a string" };
            Err(format!("\"{name}\" is {}: expected {expected}", kind(&other)))
        }
    }
}

/// Whether a value may be somebody, `{"name": …}`.
fn is_named(key: Key) -> bool {
    matches!(key, Key::Authors | Key::Outlet | Key::Agency | Key::Section)
}

fn name_of(object: &Map<String, Value>) -> Option<String> {
    object.get("name")?.as_str().map(str::to_owned)
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
    let line =
        if error.line() > 1 { format!("line {} of it, ", error.line()) } else { String::new() };
    format!("not JSON: {cause} at {line}column {}", error.column())
}
