//! A new index of the articles that an old one stores, made beside it while it serves, and put in its
//! place in one step.
//!
//! The old index may be of any format. No other process writes to it meanwhile. What was committed to
//! the new one before an interruption is not made again.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use rustc_hash::FxHashSet;
use tantivy::directory::DirectoryLock;

use super::{
    FAILURES, Known, Writer, WriterOptions, directory,
    manifest::{Manifest, write_durably},
    place::{Work, exchange, remove},
    stock::{Kept, Stock},
};
use crate::{
    error::{Error, Result},
    extract::{Extractor, Versions},
    index::block::article_key,
};

/// A new index while it is made.
pub struct Rebuild {
    old: PathBuf,
    new: PathBuf,
    stock: Stock,
    writer: Writer,
    /// What an interrupted run has made already.
    known: Known,
    _lock: DirectoryLock,
}

impl Rebuild {
    /// Whether the index in the folder `dir` is what this program would make, with an extractor of
    /// these versions, of the same articles.
    ///
    /// # Errors
    ///
    /// Fails if there is no index.
    pub fn is_needless(dir: &Path, versions: &Versions) -> Result<bool> {
        Ok(Manifest::of(dir)?.is_current(versions))
    }

    /// Begins, or goes on where an interrupted run with the same program stopped.
    ///
    /// # Errors
    ///
    /// Fails if there is no index in the folder `dir`, if another process writes to it, or if there can
    /// be no folder beside it.
    pub fn begin(dir: &Path, options: WriterOptions, extractor: Extractor) -> Result<Rebuild> {
        Manifest::of(dir)?;
        let lock = directory::lock(dir)?;
        let new = Work::Reindex.beside(dir)?;
        let goes_on = Rebuild::is_needless(&new, &extractor.versions()).unwrap_or(false);
        if new.exists() && !goes_on {
            remove(&new)?;
        }
        let stock = Stock::open(dir)?;
        let writer = Writer::open(&new, options)?.with_extractor(extractor);
        let known = writer.known()?;
        Ok(Rebuild { old: dir.to_owned(), new, stock, writer, known, _lock: lock })
    }

    /// Calls `each` with every article of the old index that is not in the new one yet, in order, and
    /// with the writer that is to take it, until it breaks off.
    ///
    /// # Errors
    ///
    /// Fails if the old index cannot be read, and as `each` does.
    pub fn each(
        &mut self,
        mut each: impl FnMut(&mut Writer, Kept) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let Rebuild { stock, writer, known, .. } = self;
        let mut stored = FxHashSet::default();
        let flow = stock.each(|kept| {
            let key = article_key(&kept.article.id);
            stored.insert(key);
            let is_made = kept.record != 0 && known.unchanged(kept.record, key) == Some(key);
            if is_made { Ok(ControlFlow::Continue(())) } else { each(writer, kept) }
        })?;
        if flow.is_continue() {
            // What was deleted after an interruption.
            writer.retain(|key| stored.contains(&key))?;
        }
        Ok(flow)
    }

    /// The writer of the new index.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }

    /// Puts the new index in the place of the old one, and removes that.
    ///
    /// # Errors
    ///
    /// Fails if the new index cannot be written or moved: the old one is then where it was. Fails also if
    /// the old one cannot be removed: the new one is then where it belongs.
    pub fn finish(mut self) -> Result<()> {
        self.writer.commit(self.stock.progress.clone())?;
        self.writer.close()?;
        if let Ok(failures) = fs::read(self.old.join(FAILURES)) {
            let path = self.new.join(FAILURES);
            write_durably(&path, &failures).map_err(Error::io("write", path))?;
        }
        exchange(&self.new, &self.old)?;
        remove(&self.new)
    }
}
