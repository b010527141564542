//! An index on disk, kept by tantivy.
//!
//! An article is a block of documents: its quotations, then the article. `writer` alone sends
//! documents, and only whole blocks; `known` says what is there already, `family` what is nearly the
//! same. `compile` turns queries into those of the engine: `occurs` finds words and places of words, of
//! the terms that `expand` gives from the `dictionary`, in each field by its `part` and `documents`;
//! `block_join` goes between quotations and articles. `bm25`, with `statistics`, and `bonus` decide how
//! well they match. `reader` finds until a `stop`, `top` keeps the best, `collapse` shows one of each
//! family, `pages` gives all hits; `overview` sums up what `tally` counts of the `values`, with `names`,
//! also `within` some of them, and `topics` says what it is about; `similar` finds what is like it;
//! `vocabulary` says what the words of a query cost, and `completion` how a word being typed may go on.
//!
//! `stored` is what a document keeps of its article, `packed` with a checksum among the `articles` of its
//! segment.
//!
//! Upkeep: `merging` says which segments become one, `purge` takes articles out of all files, `garbage`
//! removes what belongs to no commit, `snapshot` makes backups and puts them back, `rebuild` makes a new
//! index of the articles that `stock` reads from an old one; `place` puts one folder in the place of
//! another.
//!
//! Nothing outside this folder knows the engine.

mod articles;
mod block_join;
mod bm25;
mod bonus;
mod check;
mod collapse;
mod columns;
mod compile;
mod completion;
mod dictionary;
mod directory;
mod documents;
mod expand;
mod family;
mod garbage;
mod known;
mod manifest;
mod merging;
mod names;
mod occurs;
mod overview;
mod packed;
mod pages;
mod part;
mod payload;
mod place;
mod purge;
mod reader;
mod rebuild;
mod schema;
mod similar;
mod snapshot;
mod statistics;
mod stock;
mod stop;
mod stored;
mod tally;
mod top;
mod topics;
mod values;
mod vocabulary;
mod within;
mod without;
mod word;
mod writer;

pub use check::Report;
pub use garbage::collect_garbage;
pub use known::{Known, Origin};
pub use merging::optimize;
pub use payload::Progress;
pub use purge::purge;
pub use reader::{Index, Ranked, Ranking, Size};
pub use rebuild::Rebuild;
pub use snapshot::{Files, backup, restore};
pub use stock::Kept;
pub use stop::Stop;
pub use vocabulary::{Clause, Suggestion, TermCost};
pub use writer::{Writer, WriterOptions};

use std::path::Path;

use crate::error::Error;

/// The list of inputs that the last run of the indexer skipped, in the folder of the index.
pub const FAILURES: &str = "failures.jsonl";

/// Wraps what the engine says with what was tried.
fn engine<E>(action: &'static str, dir: &Path) -> impl FnOnce(E) -> Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let path = dir.to_owned();
    move |source| Error::Engine { path, action, source: source.into() }
}
