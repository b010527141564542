//! All integration tests in one binary: this is their table of contents.

#![allow(clippy::unwrap_used)]

/// Whom the server lets in.
mod admission;
/// The floor plan: who may import whom, and what keeps out of where.
mod architecture;
/// A small archive in a temporary folder, and the command run in it.
mod archive;
/// The index on disk answers what the scan answers.
mod backend;
/// The pages in a real browser.
mod browser;
/// What each command prints.
mod cli;
/// Official clients of Elasticsearch in a session with the server.
mod clients;
/// A folder of damaged files.
mod damaged;
/// Elasticsearch's dialect over HTTP.
mod es;
/// What `eval` says of predictions.
mod evaluation;
/// What is always true of an extraction.
mod extraction;
/// What is nearly the same.
mod families;
/// Bad input and bad luck.
mod faults;
/// Old indexes are still read.
mod formats;
/// Files of each format, damaged in ever new ways.
mod fuzz;
/// A writer that is killed.
mod kills;
/// The tools of a language model.
mod mcp;
/// How good extraction and ranking are.
mod quality;
/// Random queries over the whole grammar.
mod queries;
/// Each repaired bug.
mod regression;
/// The server as a process.
mod running;
/// Files of all formats.
mod samples;
/// Articles that are sent to the server.
mod sending;
/// What the server answers.
mod serve;
/// What dixit.toml and flags do.
mod settings;
/// Rust files, as far as the floor plan reads them.
mod source;
/// Weights are made of data.
mod training;
/// Merging, purging, rebuilding, copying.
mod upkeep;
/// A browser, driven.
mod webdriver;
