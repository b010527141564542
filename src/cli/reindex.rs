//! `reindex`: a new index of what is stored in the old one.

use std::{path::Path, time::Instant};

use clap::Args;
use dixit::{
    config::Settings,
    extract::Extractor,
    index::local::{Index, Rebuild},
    pipeline,
};

use super::{
    IndexOption, Outcome, WeightsOption,
    config::{ResourceOptions, run_options, writer_options},
    index::ProgressLine,
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
    #[command(flatten)]
    resources: ResourceOptions,
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
            say!(
                "the index is as this dixit would make it: nothing to do (--force does it all the same)"
            )?;
            return Ok(Outcome::Done);
        }
        let settings = self.resources.settings()?;
        rayon::ThreadPoolBuilder::new().num_threads(settings.threads).build_global()?;
        rebuild(dir, extractor, &settings)
    }
}

fn rebuild(dir: &Path, extractor: Extractor, settings: &Settings) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let line = ProgressLine::new(0);
    let summary =
        pipeline::reindex(dir, extractor, writer_options(settings), &run_options(settings), &line)?;
    line.finish();
    if !summary.finished {
        note!("interrupted: the index is as it was; run `dixit reindex` again to go on");
        return Ok(Outcome::Interrupted);
    }
    let size = Index::open(dir)?.size()?;
    say!(
        "{} with {} rebuilt; {:.1} s",
        counted(size.articles, "article"),
        counted(size.quotes, "quotation"),
        start.elapsed().as_secs_f64()
    )?;
    Ok(Outcome::Done)
}
