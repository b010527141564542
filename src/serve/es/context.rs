//! What stays open between requests: scrolls and points in time, each an index as it was at a commit.
//!
//! A scroll holds no place: where its last page ended is part of the id that the page gave out, so that
//! a request can be repeated.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use serde_json::Value;

use super::refusal::Refusal;
use crate::index::local::Index;

/// So many may be open at once.
const MOST: usize = 500;

/// So long may one stay open without being used.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What is open.
#[derive(Default)]
pub struct Contexts {
    open: Mutex<HashMap<String, Context>>,
}

/// One scroll or point in time.
#[derive(Clone)]
pub struct Context {
    /// The index as it was.
    pub index: Arc<Index>,
    /// What a scroll asks for.
    pub body: Option<Arc<Value>>,
    until: Instant,
}

impl Contexts {
    /// Opens one for so long; its id.
    ///
    /// # Errors
    ///
    /// Fails if too many are open.
    pub fn open(
        &self,
        index: Arc<Index>,
        body: Option<Arc<Value>>,
        keep: Duration,
    ) -> Result<String, Refusal> {
        let mut open = self.current();
        if open.len() >= MOST {
            return Err(Refusal {
                status: StatusCode::TOO_MANY_REQUESTS,
                kind: "too_many_scroll_contexts_exception",
                reason: format!("{MOST} scrolls and points in time are open: close some"),
            });
        }
        // Each state is seeded anew: an id cannot be guessed.
        let random = || RandomState::new().hash_one(open.len());
        let id = format!("{:016x}{:016x}", random(), random());
        open.insert(id.clone(), Context { index, body, until: Instant::now() + keep });
        Ok(id)
    }

    /// The one with this id, which stays open for so much longer if that is said.
    ///
    /// # Errors
    ///
    /// Fails if it is not open.
    pub fn get(&self, id: &str, keep: Option<Duration>) -> Result<Context, Refusal> {
        let mut open = self.current();
        let missing = || {
            let reason =
                "no search context is open under this id: it was closed, or its time is up";
            Refusal::missing("search_context_missing_exception", reason)
        };
        let context = open.get_mut(id).ok_or_else(missing)?;
        if let Some(keep) = keep {
            context.until = Instant::now() + keep;
        }
        Ok(context.clone())
    }

    /// Closes one; whether it was open.
    pub fn close(&self, id: &str) -> bool {
        self.current().remove(id).is_some()
    }

    /// Closes all scrolls; how many there were.
    pub fn close_scrolls(&self) -> usize {
        let mut open = self.current();
        let before = open.len();
        open.retain(|_, context| context.body.is_none());
        before - open.len()
    }

    /// What is open now.
    fn current(&self) -> MutexGuard<'_, HashMap<String, Context>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        open.retain(|_, context| context.until > now);
        open
    }
}

/// For how long: `30s`, `5m`, `1h`.
///
/// # Errors
///
/// Fails if it is no such time, or longer than a day.
pub fn keep_alive(text: &str) -> Result<Duration, Refusal> {
    let refused = || {
        Refusal::argument(format!("[{text}] is not how long to keep it open: write 30s, 5m or 1h"))
    };
    let units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let unit = units.iter().find_map(|(unit, millis)| {
        let number = text.strip_suffix(unit)?;
        number.parse::<u64>().ok().and_then(|number| number.checked_mul(*millis))
    });
    let keep = Duration::from_millis(unit.ok_or_else(refused)?);
    match keep {
        Duration::ZERO => Err(refused()),
        keep if keep > LONGEST => {
            Err(Refusal::argument(format!("[{text}] is too long: at most a day, 1d")))
        }
        keep => Ok(keep),
    }
}

/// The id that a page of a scroll gives out: that of its context and where the page ended.
pub fn scroll_id(id: &str, next: Option<&str>) -> String {
    format!("{id}.{}", next.unwrap_or_default())
}

/// The id of the context, and where the last page ended, `None` at the end.
pub fn scroll_place(id: &str) -> (&str, Option<&str>) {
    let (id, next) = id.split_once('.').unwrap_or((id, ""));
    (id, Some(next).filter(|next| !next.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        let cases = [
            ("30s", Some(30_000)),
            ("500ms", Some(500)),
            ("1d", Some(86_400_000)),
            ("2d", None),
            ("0s", None),
            ("5", None),
            ("m", None),
            ("99999999999999999999h", None),
        ];
        for (text, millis) in cases {
            let expected = millis.map(Duration::from_millis);
            assert_eq!(keep_alive(text).ok(), expected, "in {text}");
        }
    }
}
