//! All integration tests in one binary: this is their table of contents.

/// The index on disk answers what the scan answers.
mod backend;
