//! Where articles are kept and found again.
//!
//! `block` turns an article into documents, `local` keeps them in an index on disk, `scan` keeps
//! them in memory and is the oracle of the tests. What a query means is written once, in `matching`
//! for documents and in `places` for words near each other; the engine's compiler must agree, with the
//! faster ways of `occurrence`, which `expression` and `near` serve.

pub mod block;
mod cursor;
mod days;
mod expression;
mod hit;
pub mod local;
pub mod matching;
mod near;
mod occurrence;
mod passage;
mod places;
mod scan;

pub use matching::Context;
pub use scan::Scan;

use crate::{
    error::Result,
    query::{SearchRequest, SearchResponse},
};

/// The seam between the query language and whatever answers it.
pub trait Backend {
    /// Finds what was asked for.
    ///
    /// # Errors
    ///
    /// Fails if the cursor is none, or if the index cannot be read.
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse>;
}
