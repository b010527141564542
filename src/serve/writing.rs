//! Writing to the index: one at a time, each in a commit of its own.
//!
//! The writer is kept open between writes and given back after a second without one, so that
//! `dixit index` can write in between. Reading never waits for it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{extract::FromRequestParts, http::StatusCode, http::request::Parts};
use tokio::{
    sync::{Mutex, OwnedMutexGuard, Semaphore},
    task::spawn_blocking,
    time::timeout,
};

use super::{Access, App, Problem, app::died};
use crate::{
    error::{Error, Result},
    index::local::{Index, Writer, WriterOptions},
};

/// A writer that was not used for this time is given back.
const IDLE: Duration = Duration::from_secs(1);

/// So many writes wait for their turn.
const WAITING: usize = 16;

/// What one writer thread of the engine may fill.
const MEMORY: usize = 100_000_000;

/// That a request may write: who takes this as an argument is only called with a write key, and not
/// on a read-only server.
pub struct MayWrite(());

impl FromRequestParts<Arc<App>> for MayWrite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<MayWrite, Problem> {
        let settings = app.settings();
        if !settings.writable {
            let detail = "this server is read-only: start it with --writable and a write key";
            return Err(Problem::new(StatusCode::FORBIDDEN, "read-only", detail));
        }
        match settings.keys.of(&parts.headers) {
            Some(Access::Write) => Ok(MayWrite(())),
            Some(Access::Read) => {
                let detail = "this key may only read: writing needs a write key";
                Err(Problem::new(StatusCode::FORBIDDEN, "key", detail))
            }
            None => {
                let detail = "writing needs a write key: send it as `Authorization: Bearer KEY`";
                Err(Problem::new(StatusCode::UNAUTHORIZED, "key", detail))
            }
        }
    }
}

/// The writer of a server.
pub struct Writing {
    dir: PathBuf,
    held: Arc<Mutex<Held>>,
    room: Arc<Semaphore>,
}

/// The writer, if it is open, and when it was last used.
struct Held {
    writer: Option<Writer>,
    used: Instant,
}

impl Writing {
    pub(super) fn new(dir: &Path) -> Writing {
        let held = Held { writer: None, used: Instant::now() };
        Writing {
            dir: dir.to_owned(),
            held: Arc::new(Mutex::new(held)),
            room: Arc::new(Semaphore::new(WAITING)),
        }
    }

    /// Makes an empty index where there is none.
    pub(super) fn make_index(&self, dir: &Path) -> Result<()> {
        match Index::open(dir) {
            Err(Error::NoIndex { .. }) => {
                let mut writer = Writer::open(dir, options())?;
                writer.commit(writer.progress())?;
                writer.close()
            }
            _ => Ok(()),
        }
    }

    /// Gives the writer back if it was not used for some time.
    pub(super) fn rest(&self) {
        if let Ok(mut held) = self.held.try_lock()
            && held.used.elapsed() >= IDLE
        {
            close(&mut held);
        }
    }

    /// Waits until nobody writes, and gives the writer back.
    pub(super) async fn close(&self) {
        let mut held = self.held.clone().lock_owned().await;
        let _ = spawn_blocking(move || close(&mut held)).await;
    }
}

impl App {
    /// Has `work` write to the index when it is its turn, and commits what it wrote: when this
    /// returns it is on the disk and can be found. `work` is given the writer and the index as it is
    /// before, and says whether it wrote anything.
    ///
    /// # Errors
    ///
    /// Fails if too many others are waiting, if another process writes, or if `work` or the disk
    /// fails; nothing is then written.
    pub async fn write<T: Send + 'static>(
        self: &Arc<App>,
        _: &MayWrite,
        work: impl FnOnce(&Writer, &Index) -> Result<(T, bool)> + Send + 'static,
    ) -> Result<T, Problem> {
        let room = self.writing.room.clone().try_acquire_owned();
        let room = room.map_err(|_| Problem::too_many())?;
        let turn = self.writing.held.clone().lock_owned();
        let held = timeout(self.settings.limits.time, turn).await;
        let held = held.map_err(|_| Problem::too_slow())?;
        let app = self.clone();
        // Goes on when the client goes away: what has begun is finished.
        let written = spawn_blocking(move || {
            let _room = room;
            app.write_now(held, work)
        });
        Ok(written.await.map_err(died)??)
    }

    fn write_now<T>(
        &self,
        mut held: OwnedMutexGuard<Held>,
        work: impl FnOnce(&Writer, &Index) -> Result<(T, bool)>,
    ) -> Result<T> {
        let mut writer = match held.writer.take() {
            Some(writer) => writer,
            None => Writer::open(&self.writing.dir, options())?,
        };
        // Nobody else writes from here on, but may have done so since the folder was looked at.
        self.reload()?;
        let worked = work(&writer, &self.index()).and_then(|(value, has_written)| {
            if has_written {
                writer.commit(writer.progress())?;
            }
            Ok(value)
        });
        let value = worked.map_err(|error| writer.abandon(error))?;
        held.writer = Some(writer);
        held.used = Instant::now();
        self.reload()?;
        Ok(value)
    }
}

fn options() -> WriterOptions {
    let threads = WriterOptions::default().threads.min(2);
    WriterOptions { threads, memory: threads * MEMORY }
}

fn close(held: &mut Held) {
    if let Some(Err(error)) = held.writer.take().map(Writer::close) {
        tracing::warn!(error = &error as &dyn std::error::Error, "segments are not merged");
    }
}
