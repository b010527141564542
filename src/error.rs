//! What can go wrong, in the user's words.
//!
//! A message is lowercase, says where, and what to do. The cause is the
//! `source`, never repeated in the text.

use std::{io, path::PathBuf};

use serde::Serialize;

use crate::text::Span;

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong in the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried: `open`, `write` …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Nobody waits for the answer any more, see [`Stop`](crate::index::local::Stop).
    #[error("the question was stopped before there was an answer")]
    Stopped,
    /// There is no index where one was looked for.
    #[error("no index at {}: make one with `dixit index --index {} PATH`", path.display(), path.display())]
    NoIndex {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder holds something that is no index.
    #[error("{} is not an index: {reason}; choose another folder with --index", path.display())]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
        /// What was found instead.
        reason: String,
    },
    /// The index on disk was written by another version.
    #[error("the index at {} has {what} {found}, this dixit reads {expected}: rebuild it from what is stored in it with `dixit reindex --index {}`", path.display(), path.display())]
    Incompatible {
        /// The folder.
        path: PathBuf,
        /// Which of the manifest's versions differs.
        what: &'static str,
        /// What the index has.
        found: String,
        /// What this program needs.
        expected: String,
    },
    /// Something is where an index was to be put.
    #[error("{} is there already: choose another folder", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// A backup contradicts itself.
    #[error("the backup at {} is damaged: {reason}; use another one", path.display())]
    BadBackup {
        /// The folder.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// Another process writes to the index.
    #[error("the index at {} is being written by another process: wait until it has finished", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The engine failed.
    #[error("the index at {} cannot be {action}", path.display())]
    Engine {
        /// The folder.
        path: PathBuf,
        /// What was tried: `read`, `written` …
        action: &'static str,
        /// Why it failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The index contradicts itself.
    #[error("the index at {} is damaged: {reason}; index the articles again into a new folder", path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// The query cannot be read; every error that was found.
    #[error("{}", first_message(.0))]
    Query(Vec<QueryError>),
    /// The query can be read, but the index cannot answer a part of it.
    #[error("cannot search for {clause}: {reason}")]
    Clause {
        /// The part of the query, in the query language.
        clause: String,
        /// Why not, and what to write instead.
        reason: String,
    },
    /// A page was asked for with a cursor that this index did not give out.
    #[error("\"{0}\" is not a cursor: use the value of \"next\" from the page before")]
    Cursor(String),
    /// A file is no file of weights, or cannot be used.
    #[error("these weights cannot be used: {0}")]
    Weights(String),
    /// A recipe for weights cannot be read.
    #[error("this recipe cannot be used: {0}")]
    Recipe(String),
    /// A configuration file cannot be used: where, and why.
    #[error("{0}")]
    Config(String),
    /// An input could not be read as an article.
    #[error("{0}")]
    Input(String),
}

/// The first error's message, with how many follow.
fn first_message(errors: &[QueryError]) -> String {
    match errors {
        [] => "the query cannot be read".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
    }
}

impl Error {
    /// Wraps an I/O error with what was tried on which path.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { action, path, source }
    }
}

/// A text that names no day, month or year of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a date: write 2024, 2024-05 or 2024-05-31")]
pub struct DateError(pub String);

/// One thing wrong with a query: where, why, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code} at {column}: {cause}{}{remedy}", if remedy.is_empty() { "" } else { ": " })]
pub struct QueryError {
    /// A stable code such as `E14`; the table is in `query::parser`.
    pub code: &'static str,
    /// The column of the first character, in code points, from 1.
    pub column: usize,
    /// The bytes of the query text that are wrong.
    pub span: Span,
    /// What is wrong, one sentence without a final stop.
    pub cause: String,
    /// What to do, one sentence without a final stop; empty if there is nothing to add.
    pub remedy: String,
}
