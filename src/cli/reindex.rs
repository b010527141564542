//! `reindex`: a new index of what is stored in the old one.

use std::{path::Path, time::Instant};

use clap::Args;
use dixit::{
    extract::Extractor,
    index::local::{Index, Rebuild, WriterOptions},
    pipeline::{self, Options},
};

use super::{
    IndexOption, Outcome, WeightsOption,
    index::{ProgressLine, writer_options},
    output::counted,
};

/// Rebuild the index of what is stored in it.
#[derive(Args)]
#[command(
    after_help = "Needed where dixit says that the index has another format, analyzer or stemmer, \
    and useful where `dixit stats` says that this dixit would find other quotations. The new index is \
    made beside the old one, in DIR.reindex, and takes its place in one step when it is whole; until then \
    the old one can be searched. If it is interrupted, run it again: it goes on."
)]
pub struct Reindex {
    #[command(flatten)]
    index: IndexOption,
    #[command(flatten)]
    weights: WeightsOption,
    /// How many threads extract, and how many index
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
    /// Rebuild it even if it is as this dixit would make it
    #[arg(long)]
    force: bool,
}

impl Reindex {
    /// Rebuilds the index, unless it would be the same.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let dir = &self.index.dir;
        let extractor = self.weights.extractor()?;
        if !self.force && Rebuild::is_needless(dir, &extractor.versions())? {
            println!(
                "the index is as this dixit would make it: nothing to do (--force does it all the same)"
            );
            return Ok(Outcome::Done);
        }
        if let Some(threads) = self.threads {
            rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global()?;
        }
        rebuild(dir, extractor, writer_options(self.threads))
    }
}

fn rebuild(dir: &Path, extractor: Extractor, options: WriterOptions) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let line = ProgressLine::new(0);
    let summary = pipeline::reindex(dir, extractor, options, Options::default(), &line)?;
    line.finish();
    if !summary.finished {
        eprintln!("interrupted: the index is as it was; run `dixit reindex` again to go on");
        return Ok(Outcome::Interrupted);
    }
    let size = Index::open(dir)?.size()?;
    println!(
        "{} with {} rebuilt; {:.1} s",
        counted(size.articles, "article"),
        counted(size.quotes, "quotation"),
        start.elapsed().as_secs_f64()
    );
    Ok(Outcome::Done)
}
