//! Words that the passes know, before any context is asked.
//!
//! The lists are text files beside the code that reads them, built into the program; where each
//! comes from is in `README.md`. What a word means in an article is decided by the passes.

pub mod foreign;
pub mod names;
pub mod speech;

use xxhash_rust::xxh3::Xxh3;

/// A hash of all lists: it differs where a word was added, taken out or moved.
pub fn fingerprint() -> u64 {
    let mut hasher = Xxh3::new();
    for list in names::lists().chain(speech::lists()).chain(foreign::lists()) {
        hasher.update(&(list.len() as u64).to_le_bytes());
        hasher.update(list.as_bytes());
    }
    hasher.digest()
}
