//! What is worked out once for a commit and a day, however often it is asked for.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil;

use super::today;
use crate::{error::Result, index::local::Index};

/// The last of what was worked out, and when.
type Last<T> = Option<((u64, civil::Date), Arc<T>)>;

/// Something that follows from an index and the day alone.
pub struct Once<T>(Mutex<Last<T>>);

impl<T> Default for Once<T> {
    fn default() -> Once<T> {
        Once(Mutex::new(None))
    }
}

impl<T> Once<T> {
    /// What `make` makes of this index today. Who asks while it is being made waits for it.
    ///
    /// # Errors
    ///
    /// Fails as `make` does; then it is made again for the next one who asks.
    pub fn get(&self, index: &Index, make: impl FnOnce(&Index) -> Result<T>) -> Result<Arc<T>> {
        let now = (index.commit(), today());
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = last.as_ref().filter(|(when, _)| *when == now) {
            return Ok(made.clone());
        }
        let made = Arc::new(make(index)?);
        *last = Some((now, made.clone()));
        Ok(made)
    }
}
