//! An index on disk, kept by tantivy.
//!
//! An article is a block of documents: its quotations, then the article. `writer` alone sends
//! documents, and only whole blocks; `known` says what is there already; `compile` turns queries into
//! those of the engine: `occurs` finds words and places of words, of the terms that `expand` gives,
//! `block_join` goes between quotations and articles. `bm25`, with `statistics`, and `bonus` decide how
//! well they match; `reader` finds, `overview` sums up what `tally` counts, with `names`, `similar` finds what is like it, and `vocabulary`
//! says what the words of a query cost. `values` are what can be counted.
//! Nothing outside this folder knows the engine.

mod block_join;
mod bm25;
mod bonus;
mod check;
mod columns;
mod compile;
mod directory;
mod expand;
mod known;
mod manifest;
mod names;
mod occurs;
mod overview;
mod payload;
mod reader;
mod schema;
mod similar;
mod statistics;
mod stored;
mod tally;
mod top;
mod values;
mod vocabulary;
mod without;
mod word;
mod writer;

pub use check::Report;
pub use known::{Known, Origin};
pub use payload::Progress;
pub use reader::{Index, Ranked, Ranking, Size};
pub use vocabulary::{Clause, Suggestion, TermCost};
pub use writer::{Writer, WriterOptions};

use std::path::Path;

use crate::error::Error;

/// Wraps what the engine says with what was tried.
fn engine<E>(action: &'static str, dir: &Path) -> impl FnOnce(E) -> Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let path = dir.to_owned();
    move |source| Error::Engine { path, action, source: source.into() }
}
