//! `check`: whether the index is whole.

use clap::Args;
use dixit::index::local::Index;

use super::{IndexOption, Outcome, output};

/// Verify the index.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    index: IndexOption,
}

impl Check {
    /// Prints every fault.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let report = Index::open(&self.index.dir)?.check()?;
        for fault in &report.faults {
            say!("{fault}")?;
        }
        let articles = output::counted(report.articles, "article");
        let quotes = output::counted(report.quotes, "quotation");
        if report.faults.is_empty() {
            say!("{articles} with {quotes}: checksums, blocks and offsets are right")?;
            return Ok(Outcome::Done);
        }
        let faults = output::counted(report.faults.len() as u64, "fault");
        note!(
            "{articles} with {quotes}: {faults}; restore a backup, or index the articles again into a \
             new folder"
        );
        Ok(Outcome::Unusable)
    }
}
