//! What every handler is given: the index as it was at its last commit, and the way to write to it.
//!
//! A commit by another process is seen within [`LOOK_EVERY`], one of our own at once. Requests that
//! have begun keep the index that they began with. No more questions are asked at once than the
//! limits allow; some wait, the rest are refused.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::{
    sync::Semaphore,
    task::{JoinError, spawn_blocking},
    time::timeout,
};

use super::{Metrics, Problem, Settings, once::Once, web::Front, writing::Writing};
use crate::{
    error::Result,
    index::local::{Index, Stop},
};

/// How often the folder is looked at for a new commit.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What every handler is given.
pub struct App {
    pub(super) settings: Settings,
    pub(super) metrics: Metrics,
    pub(super) writing: Writing,
    /// What the first page says.
    pub(super) front: Once<Front>,
    dir: PathBuf,
    index: RwLock<Arc<Index>>,
    /// A permit for each question that is being answered.
    questions: Arc<Semaphore>,
    /// A permit for each question that is being answered or waits for its turn.
    room: Arc<Semaphore>,
}

impl App {
    /// Serves the index in the folder `dir`. Where there is none a writable server makes one.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or if it cannot be read.
    pub fn open(dir: &Path, settings: Settings) -> Result<Arc<App>> {
        let writing = Writing::new(dir);
        if settings.writable {
            writing.make_index(dir)?;
        }
        let limits = &settings.limits;
        Ok(Arc::new(App {
            index: RwLock::new(Arc::new(Index::open(dir)?)),
            questions: Arc::new(Semaphore::new(limits.questions)),
            room: Arc::new(Semaphore::new(limits.questions + limits.waiting)),
            metrics: Metrics::default(),
            front: Once::default(),
            writing,
            dir: dir.to_owned(),
            settings,
        }))
    }

    /// How this server answers.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The index as it was at its last commit.
    pub fn index(&self) -> Arc<Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the index as it is now, see [`App::ask_of`].
    ///
    /// # Errors
    ///
    /// Fails if too many others are waiting, or if there is no answer in time.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Index) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.ask_of(self.index(), question).await
    }

    /// Asks an index on a thread that may wait for the disk, when it is this question's turn. The question
    /// ends when the time is over, or when what this gives is dropped.
    ///
    /// # Errors
    ///
    /// Fails if too many others are waiting, or if there is no answer in time.
    pub async fn ask_of<T: Send + 'static>(
        &self,
        index: Arc<Index>,
        question: impl FnOnce(&Index) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let room = self.room.clone().try_acquire_owned().map_err(|_| Problem::too_many())?;
        let waits = Waits(Stop::default());
        let stop = waits.0.clone();
        let answer = async {
            let turn = self.questions.clone().acquire_owned().await;
            // What nobody waits for any more keeps its place until it has stopped.
            let answered = spawn_blocking(move || {
                let _places = (room, turn);
                question(&index.until(&stop))
            });
            answered.await.map_err(died)
        };
        timeout(self.settings.limits.time, answer)
            .await
            .unwrap_or_else(|_| Err(Problem::too_slow()))
    }

    /// Goes to each new commit, for as long as it is polled.
    pub(super) async fn follow(self: Arc<App>) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            ticks.tick().await;
            let app = self.clone();
            let reloaded = spawn_blocking(move || {
                app.writing.rest();
                app.reload()
            });
            // What was read stays, and the folder is looked at again.
            if let Ok(Err(error)) = reloaded.await {
                tracing::warn!(error = &error as &dyn std::error::Error, "no new commit is read");
            }
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
        self.metrics.reloads.inc();
        Ok(())
    }
}

/// Somebody who waits for an answer. Who has left, or has waited too long, stops the question.
struct Waits(Stop);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// The answer to who asked for what has panicked.
pub(super) fn died(error: JoinError) -> Problem {
    tracing::error!(error = &error as &dyn std::error::Error, "a question was not answered");
    Problem::internal()
}
