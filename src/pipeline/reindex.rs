//! The articles that an index stores into a new one, on all cores.

use std::{ops::ControlFlow, path::Path};

use rayon::prelude::*;

use super::{BATCH, Commits, Observer, Options, Summary, put};
use crate::{
    error::Result,
    extract::Extractor,
    index::local::{Kept, Progress, Rebuild, Writer, WriterOptions},
};

/// Finds the quotations of all articles of the index in the folder `dir` anew, and puts the index that
/// comes of it in its place when it is whole. If the observer stops it, what was made is kept for the next
/// run, and `summary.finished` is false.
///
/// # Errors
///
/// Fails if the index cannot be read, if another process writes to it, or if there is no room beside it;
/// the index is then as it was.
pub fn reindex(
    dir: &Path,
    extractor: Extractor,
    memory: WriterOptions,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Summary> {
    let mut rebuild = Rebuild::begin(dir, memory, extractor)?;
    let mut run = Run { summary: Summary::default(), batch: Vec::new(), commits: Commits::new() };
    let flow = rebuild.each(|writer, kept| run.take(kept, writer, options, observer));
    let done = flow.and_then(|flow| {
        run.deal_with_batch(rebuild.writer(), observer)?;
        Ok(flow)
    });
    match done {
        Err(error) => return Err(rebuild.writer().abandon(error)),
        Ok(ControlFlow::Break(())) => rebuild.writer().commit(Progress::default())?,
        Ok(ControlFlow::Continue(())) => {
            rebuild.finish()?;
            run.summary.finished = true;
        }
    }
    Ok(run.summary)
}

/// One run.
struct Run {
    summary: Summary,
    batch: Vec<Kept>,
    commits: Commits,
}

impl Run {
    fn take(
        &mut self,
        kept: Kept,
        writer: &mut Writer,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<ControlFlow<()>> {
        let bytes = kept.article.body.len();
        self.batch.push(kept);
        if self.batch.len() == BATCH {
            self.deal_with_batch(writer, observer)?;
            if observer.is_stopped() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if self.commits.is_due(bytes, options) {
            writer.commit(Progress::default())?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn deal_with_batch(&mut self, writer: &Writer, observer: &dyn Observer) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let timing = &self.summary.timing;
        let put = |kept: &Kept| put(&kept.article, kept.record, kept.origin, writer, timing);
        let quotes: Vec<usize> = batch.par_iter().map(put).collect::<Result<_>>()?;
        self.summary.new += batch.len() as u64;
        self.summary.quotes += quotes.iter().sum::<usize>() as u64;
        self.summary.bytes += batch.iter().map(|kept| kept.article.body.len() as u64).sum::<u64>();
        observer.progress(&self.summary);
        Ok(())
    }
}
