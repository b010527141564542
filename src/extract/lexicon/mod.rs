//! Words that the passes know.

pub mod speech;
