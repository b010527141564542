//! Words that the passes know, before any context is asked.
//!
//! The lists are text files beside the code that reads them, built into the program; where each
//! comes from is in `README.md`. What a word means in an article is decided by the passes.

pub mod names;
pub mod speech;
