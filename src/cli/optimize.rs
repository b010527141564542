//! `optimize`: one segment instead of many.

use clap::Args;
use dixit::index::local::{self, Index};

use super::{IndexOption, Outcome};

/// Make the index smaller and faster to search.
#[derive(Args)]
#[command(
    after_help = "All segments become one, without the articles that were deleted or replaced. \
    Needs about as much room as the index takes, until it is done. Searching goes on meanwhile. A run \
    of `index` merges what is worth it by itself: this is for an index that will not change for long."
)]
pub struct Optimize {
    #[command(flatten)]
    index: IndexOption,
}

impl Optimize {
    /// Merges all segments.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let dir = &self.index.dir;
        let before = Index::open(dir)?.size()?;
        local::optimize(dir)?;
        let after = Index::open(dir)?.size()?;
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        say!(
            "{} segments, {:.1} MB before; {}, {:.1} MB now",
            before.segments,
            megabytes(before.bytes),
            after.segments,
            megabytes(after.bytes)
        )?;
        Ok(Outcome::Done)
    }
}
