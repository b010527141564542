//! The query language: text in; a tree and notices, or all errors, out.
//!
//! `lexer` cuts the text into tokens, `form` tells what a word is when it is more than a word,
//! `parser`, `proximity`, `scope` and `atom` read a tree, `dates` reads dates. `fault` and `notice` hold what is said
//! about a query, `caret` shows where. A tree prints itself (`display`); `lift` reads a query on
//! articles as one on quotations; `any` reads plain text, `synonyms` puts other words into a tree, and
//! `reading` does what was asked for of all this; `typing` completes a query at its end; `summary` holds what is
//! counted of the hits. What a word is, is left to `analyze`, and what a tree finds to
//! `index`.
//!
//! Invariants: nothing here panics or takes long, whatever the text; `parse(&query.to_string())`
//! is the same tree; nothing that was typed is dropped or changed in silence.

mod any;
mod ast;
mod atom;
mod caret;
mod dates;
mod display;
mod fault;
mod form;
mod lexer;
mod lift;
mod notice;
mod parser;
#[cfg(test)]
mod properties;
mod proximity;
mod reading;
mod request;
mod scope;
mod shape;
mod summary;
mod synonyms;
#[cfg(test)]
mod tests;
mod typing;

pub use any::parse_any;
pub use ast::{DateBound, DatePoint, FARTHEST, Factor, Fit, MOST_COUNTED, Query, Reach, Unit};
pub use caret::caret;
pub use lift::lift;
pub use notice::{Notice, lifted, with_synonyms};
pub use reading::Reading;
pub use request::*;
pub use summary::{
    Completion, Completions, Facet, FacetValue, Facets, Interval, Name, Names, Topic, Topics,
    narrow,
};
pub use synonyms::Synonyms;
pub use typing::{Begun, Typing};

use crate::{
    error::QueryError,
    text::{CodePoints, Span},
};
use fault::Fault;

/// The longest query, in bytes.
pub const MAX_LENGTH: usize = 1024 * 1024;

/// A query as it was read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Parsed {
    /// What to look for.
    pub query: Query,
    /// What the user should know about the reading, in order of column.
    pub notices: Vec<Notice>,
}

impl Parsed {
    /// The same, if there is nothing that the user should know.
    ///
    /// # Errors
    ///
    /// Every notice is an error, with the notice's code.
    pub fn strict(self) -> Result<Parsed, Vec<QueryError>> {
        match self.notices.is_empty() {
            true => Ok(self),
            false => Err(self.notices.into_iter().map(Notice::into_error).collect()),
        }
    }
}

/// Reads a query, or says everything that is wrong with it, in order of column.
///
/// ```
/// let parsed = dixit::query::parse("climate OR weather policy").unwrap();
/// assert_eq!(parsed.query.to_string(), "climate OR (weather AND policy)");
/// assert_eq!(parsed.notices[0].code, "W01");
///
/// let errors = dixit::query::parse("ikea OR").unwrap_err();
/// assert_eq!((errors[0].code, errors[0].column), ("E02", 6));
/// ```
pub fn parse(text: &str) -> Result<Parsed, Vec<QueryError>> {
    if text.len() > MAX_LENGTH {
        return Err(vec![Fault::too_long(MAX_LENGTH).error(&CodePoints::new(""))]);
    }
    let points = CodePoints::new(text);
    let (query, mut faults, remarks) = parser::read(text, lexer::lex(text));
    match query {
        Some(query) if faults.is_empty() => {
            let mut notices: Vec<Notice> =
                remarks.into_iter().map(|remark| remark.notice(&points)).collect();
            notices.sort_by_key(|notice| (notice.span, notice.code));
            Ok(Parsed { query, notices })
        }
        _ => {
            if faults.is_empty() {
                let whole = Span::new(text, 0..text.len()).unwrap_or_default();
                faults.push(Fault::empty_query(whole));
            }
            Err(faults.into_iter().map(|fault| fault.error(&points)).collect())
        }
    }
}
