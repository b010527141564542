//! JSON lines: a line is an article.
//!
//! A line that is wrong is skipped with its number, the key or column, and what to do; the others
//! are read. Keys without a meaning are kept as they are.

use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::{
    Found, MAX_ARTICLE, Opened, Reader, Record, Warning, draft::Key, encoding, lines::Lines,
    object, rules::Rules,
};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct JsonLines;

impl Reader for JsonLines {
    fn records(&self, mut file: Opened, found: &mut Found) -> ControlFlow<()> {
        let (lines, encoding) = Lines::new(file.take_bytes(), file.encoding, MAX_ARTICLE);
        file.encoding = encoding;
        let mut is_empty = true;
        for line in lines {
            let record = match line {
                Ok((_, Some(line))) if line.trim_ascii().is_empty() => continue,
                Ok((number, Some(line))) => Ok(file.record(Some(number), line)),
                Ok((number, None)) => {
                    let reason = format!("the line is longer than {} MB", MAX_ARTICLE >> 20);
                    Err(file.skipped(Some(number), reason))
                }
                Err(error) => {
                    return found(Err(file.skipped(None, format!("cannot be read: {error}"))));
                }
            };
            is_empty = false;
            found(record)?;
        }
        if is_empty { found(Err(file.skipped(None, "empty"))) } else { ControlFlow::Continue(()) }
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, warning) = encoding::decode(&record.bytes, record.encoding);
        let draft = object::read(&text, "the line", record.rules())?;
        Ok((draft.article, warning.into_iter().chain(draft.warnings).collect()))
    }
}

/// Whether the first line is an object with a body.
pub(super) fn claims(head: &str, rules: &Rules) -> bool {
    let line = head.trim_start().lines().next().unwrap_or_default();
    let is_article = |object: Map<String, Value>| {
        object.iter().any(|(name, value)| rules.key(name) == Some(Key::Body) && value.is_string())
    };
    line.starts_with('{') && serde_json::from_str(line).is_ok_and(is_article)
}
