//! `backup` and `restore`: copies of an index.

use std::path::PathBuf;

use clap::Args;
use dixit::index::local::{self, Files};

use super::{IndexOption, Outcome, output};

/// Copy the index while it is used.
#[derive(Args)]
#[command(
    after_help = "The copy is of the last commit, whole and on the disk when this ends. It is an \
    index: it can be searched, checked and restored. Another process may write meanwhile."
)]
pub struct Backup {
    /// The folder to make
    #[arg(value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    index: IndexOption,
    /// Make hard links, not copies: takes no time and no space, on the same disk alone
    #[arg(long)]
    link: bool,
}

/// Put a backup in the place of an index.
#[derive(Args)]
#[command(
    after_help = "The backup is copied and checked before anything changes; the index then changes \
    in one step, and who reads it meanwhile sees the old one or the new one."
)]
pub struct Restore {
    /// The folder of the backup
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    #[command(flatten)]
    index: IndexOption,
    /// Replace the index that is there, which is lost
    #[arg(long)]
    replace: bool,
}

impl Backup {
    /// Copies the last commit.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let files = if self.link { Files::Linked } else { Files::Copied };
        local::backup(&self.index.dir, &self.to, files)?;
        let size = local::Index::open(&self.to)?.size()?;
        say!(
            "{} with {} in {}",
            output::counted(size.articles, "article"),
            output::counted(size.quotes, "quotation"),
            self.to.display()
        )?;
        Ok(Outcome::Done)
    }
}

impl Restore {
    /// Checks the backup and puts a copy of it where the index is.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let report = local::restore(&self.from, &self.index.dir, self.replace)?;
        say!(
            "{} with {} in {}: checksums, blocks and offsets are right",
            output::counted(report.articles, "article"),
            output::counted(report.quotes, "quotation"),
            self.index.dir.display()
        )?;
        Ok(Outcome::Done)
    }
}
