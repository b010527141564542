//! Where the time of a run goes, stage by stage.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// A stage that an article passes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes from files, cut into records.
    Read,
    /// Records to articles.
    Parse,
    /// Articles to quotations.
    Extract,
    /// Text to terms.
    Analyze,
    /// Documents to the engine, with the time it makes us wait.
    Write,
    /// Commits.
    Commit,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 6] =
        [Stage::Read, Stage::Parse, Stage::Extract, Stage::Analyze, Stage::Write, Stage::Commit];
}

/// Time spent in each stage, added up over all threads.
#[derive(Debug, Default)]
pub struct Timing([AtomicU64; Stage::ALL.len()]);

impl Timing {
    /// Runs `work` and adds its time to a stage.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.add(stage, start.elapsed());
        result
    }

    /// The time spent in a stage.
    pub fn of(&self, stage: Stage) -> Duration {
        Duration::from_nanos(self.0[stage as usize].load(Ordering::Relaxed))
    }

    pub(super) fn add(&self, stage: Stage, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.0[stage as usize].fetch_add(nanoseconds, Ordering::Relaxed);
    }
}
