//! What is said about a query that could be read, but perhaps not as it was meant.
//!
//! | code | meaning |
//! |---|---|
//! | W01 | AND and OR mixed without parentheses |
//! | W02 | `and`, `or`, `not` in lower case, or an operator of another service, searched as words |
//! | W03 | quotation marks repaired |
//! | W04 | several proximity operators, read from left to right |
//! | W05 | a field code of another service |
//! | W06 | OR beside a proximity operator without parentheses |
//! | W07 | a query without QUOTE, read for quotations |
//! | W08 | single quotation marks, read as apostrophes |
//! | W09 | a name or list of two words of which only the first is in the field |
//! | W10 | a question mark at the end of a word, read as a wildcard |
//! | W11 | a wildcard inside quotation marks, which is none |
//! | W12 | synonyms were added |
//! | W13 | the name of a language where a code is meant |

use serde::Serialize;

use super::ast::Query;
use crate::{
    error::QueryError,
    text::{CodePoints, Span},
};

/// A remark on a query: how it was read, and what to write if that is not meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// A stable code such as `W01`.
    pub code: &'static str,
    /// The bytes of the query text it is about.
    pub span: Span,
    /// The column of the first character, in code points, from 1.
    pub column: usize,
    /// One sentence without a final stop.
    pub message: String,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}: {}", self.code, self.column, self.message)
    }
}

impl Notice {
    /// The notice as an error, for who wants no surprise.
    pub(super) fn into_error(self) -> QueryError {
        let Notice { code, span, column, message } = self;
        QueryError { code, column, span, cause: message, remedy: String::new() }
    }
}

/// The notice that synonyms were put into the query in `text`, with the reading.
pub fn with_synonyms(text: &str, reading: &Query) -> Notice {
    let span = Span::new(text, 0..text.len()).unwrap_or_default();
    Remark { code: "W12", span, message: format!("read with synonyms as {reading}") }
        .notice(&CodePoints::new(text))
}

/// The notice that the query in `text` was read for quotations, as `reading`.
pub fn lifted(text: &str, reading: &Query) -> Notice {
    let span = Span::new(text, 0..text.len()).unwrap_or_default();
    Remark { code: "W07", span, message: format!("read for quotations as {reading}") }
        .notice(&CodePoints::new(text))
}

/// A notice before its column is counted.
pub(super) struct Remark {
    code: &'static str,
    span: Span,
    message: String,
}

impl Remark {
    pub(super) fn notice(self, points: &CodePoints<'_>) -> Notice {
        let Remark { code, span, message } = self;
        Notice { code, span, column: points.of(span.start()) + 1, message }
    }

    pub(super) fn mixed(span: Span, reading: &Query) -> Remark {
        let message = format!(
            "AND and OR are mixed without parentheses: read as {reading}; Lexis and Westlaw bind \
             OR first, add parentheses to choose"
        );
        Remark { code: "W01", span, message }
    }

    pub(super) fn several_near(span: Span, reading: &Query) -> Remark {
        let message = format!(
            "several proximity operators are read from left to right: {reading}; Lexis and \
             Westlaw take the smallest distance first, add parentheses to choose"
        );
        Remark { code: "W04", span, message }
    }

    pub(super) fn legacy(span: Span, code: &str, field: &str) -> Remark {
        Remark { code: "W05", span, message: format!("{code} was read as {field}:") }
    }

    pub(super) fn language_name(span: Span, name: &str) -> Remark {
        let message = format!(
            "languages are known by codes of two letters: {name} finds none, write language:en for \
             English"
        );
        Remark { code: "W13", span, message }
    }

    pub(super) fn or_beside_near(span: Span, reading: &Query) -> Remark {
        let message = format!(
            "OR stands beside a proximity operator without parentheses: read as {reading}; Lexis \
             and Westlaw bind OR first, add parentheses to choose"
        );
        Remark { code: "W06", span, message }
    }

    pub(super) fn question_mark(span: Span, word: &str) -> Remark {
        let plain = word.trim_end_matches('?');
        let message =
            format!("the question mark stands for one more letter: write {plain} for the word");
        Remark { code: "W10", span, message }
    }

    pub(super) fn wildcard_in_phrase(span: Span) -> Remark {
        let message = "* inside quotation marks is no wildcard: write \"two words\"* for the \
                       beginning of the last word, or join the words with PRE/1";
        Remark { code: "W11", span, message: message.to_owned() }
    }

    pub(super) fn searched_as_word(span: Span, word: &str, operator: &str) -> Remark {
        let message =
            format!("\"{word}\" was searched as a word: write {operator} for the operator");
        Remark { code: "W02", span, message }
    }

    pub(super) fn marks(span: Span, phrase: &Query) -> Remark {
        let message = format!("the quotation marks do not pair: read as {}", phrase);
        Remark { code: "W03", span, message }
    }

    pub(super) fn one_word(span: Span, field: &str, text: &str, meant: &str) -> Remark {
        let message = format!("{field}: holds only {text}: write {field}:{meant} for both words");
        Remark { code: "W09", span, message }
    }

    pub(super) fn apostrophes(span: Span) -> Remark {
        let message = "single quotation marks are apostrophes here: write double ones for a phrase";
        Remark { code: "W08", span, message: message.to_owned() }
    }
}
