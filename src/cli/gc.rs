//! `gc`: what a fault left behind goes.

use clap::Args;
use dixit::index::local::collect_garbage;

use super::{IndexOption, Outcome, output};

/// Remove files that belong to nothing.
#[derive(Args)]
#[command(
    after_help = "Removes what a killed or failed run left in the folder of the index and beside \
    it: files of segments that were never committed or are merged, unfinished copies, and the beginning \
    of a `reindex` (to finish that, run `dixit reindex` instead). Other files are left alone."
)]
pub struct Gc {
    #[command(flatten)]
    index: IndexOption,
}

impl Gc {
    /// Prints what was removed.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let removed = collect_garbage(&self.index.dir)?;
        for path in &removed {
            say!("{}", path.display())?;
        }
        note!("{} removed", output::counted(removed.len() as u64, "file"));
        Ok(Outcome::Done)
    }
}
