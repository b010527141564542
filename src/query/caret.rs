//! A query with carets under the characters that an error is about, for a terminal.

use crate::{error::QueryError, text::Span};

/// Two lines: the line of the query that holds the error, and carets under its characters.
pub fn caret(query_text: &str, error: &QueryError) -> String {
    let start = floor(query_text, error.span.start());
    let line_start = query_text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = query_text[start..].find('\n').map_or(query_text.len(), |n| start + n);
    let end = floor(query_text, error.span.end()).clamp(start, line_end);
    let blank = |c: char| if c == '\t' { '\t' } else { ' ' };
    let indent: String = query_text[line_start..start].chars().map(blank).collect();
    let carets = query_text[start..end].chars().count().max(1);
    format!("{}\n{indent}{}", &query_text[line_start..line_end], "^".repeat(carets))
}

/// The last place in `text` not after `offset` that cuts no character.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| Span::new(text, at..at).is_some()).unwrap_or(0)
}
