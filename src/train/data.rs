//! Lines of data files as articles to learn from.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::recipe::Filter;
use crate::{
    error::{Error, Result},
    extract::EntityKind,
    text::Span,
};

/// An article with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// The text that all spans point into.
    pub text: String,
    /// Its names, in text order, without overlap.
    pub names: Vec<(Span, EntityKind)>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(alias = "body")]
    text: String,
    #[serde(default)]
    entities: Vec<Entity>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: EntityKind,
}

/// The articles of a file that `filter` lets through. `name` is the file's, for messages.
///
/// # Errors
///
/// Fails at the first line that is no annotated article.
pub fn read(name: &str, lines: &str, filter: &Filter) -> Result<Vec<Annotated>> {
    let mut articles = Vec::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |reason: String| Error::Input(format!("{name}, line {}: {reason}", number + 1));
        let line: Line = serde_json::from_str(line)
            .map_err(|error| wrong(format!("no annotated article: {error}")))?;
        let wanted = |(key, values): (&String, &Vec<String>)| {
            line.more
                .get(key)
                .and_then(Value::as_str)
                .is_some_and(|it| values.iter().any(|value| value == it))
        };
        if filter.iter().all(wanted) {
            articles.push(annotated(line).map_err(wrong)?);
        }
    }
    Ok(articles)
}

fn annotated(line: Line) -> Result<Annotated, String> {
    let Line { text, entities, .. } = line;
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut names = Vec::with_capacity(entities.len());
    for Entity { start, end, kind } in entities {
        let range = starts.get(start).zip(starts.get(end));
        let span = range.and_then(|(start, end)| Span::new(&text, *start..*end));
        let span = span.ok_or_else(|| format!("[{start}, {end}] is not in the text"))?;
        names.push((span, kind));
    }
    names.sort_unstable_by_key(|(span, _)| *span);
    Ok(Annotated { text, names })
}
