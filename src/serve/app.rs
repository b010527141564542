//! What every handler is given: the index, as it was at its last commit.
//!
//! A commit by another process is seen within [`LOOK_EVERY`]. Requests that have begun keep the index
//! that they began with.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use crate::{error::Result, index::local::Index};

/// How often the folder is looked at for a new commit.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What every handler is given.
pub struct App {
    dir: PathBuf,
    index: RwLock<Arc<Index>>,
}

impl App {
    /// Serves the index in the folder `dir`.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or if it cannot be read.
    pub fn open(dir: &Path) -> Result<Arc<App>> {
        let index = RwLock::new(Arc::new(Index::open(dir)?));
        Ok(Arc::new(App { dir: dir.to_owned(), index }))
    }

    /// The index as it was at its last commit.
    pub fn index(&self) -> Arc<Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the index on a thread that may wait for the disk.
    ///
    /// # Errors
    ///
    /// Fails as the question does, or if it panicked.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Index) -> T + Send + 'static,
    ) -> std::result::Result<T, tokio::task::JoinError> {
        let index = self.index();
        tokio::task::spawn_blocking(move || question(&index)).await
    }

    /// Goes to each new commit, for as long as it is polled.
    pub(super) async fn follow(self: Arc<App>) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            ticks.tick().await;
            let app = self.clone();
            // A folder that cannot be read now is looked at again; what was read stays.
            let _ = tokio::task::spawn_blocking(move || app.reload()).await;
        }
    }

    /// Goes to the last commit, if there is a new one.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read any more; what was read stays.
    pub fn reload(&self) -> Result<()> {
        if self.index().is_current() {
            return Ok(());
        }
        let index = Arc::new(Index::open(&self.dir)?);
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = index;
        Ok(())
    }
}
