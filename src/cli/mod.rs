//! The command line: one file per command. Data goes to standard output, messages to standard error.
//!
//! What is found is left to the library; `output` prints it for people, `view` of the library shapes
//! it for programs.

/// Prints a line on standard output, or says that it could not.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::output::line(format_args!($($text)*)) };
}

/// Prints a line on standard error; that nobody reads it is no failure.
macro_rules! note {
    ($($text:tt)*) => { $crate::cli::output::message(format_args!($($text)*)) };
}

mod backup;
mod batch;
mod check;
mod completions;
mod config;
mod delete;
mod demo;
mod eval;
mod extract;
mod facets;
mod gc;
mod index;
mod mcp;
mod names;
mod optimize;
mod output;
mod query;
mod reindex;
mod search;
mod serve;
mod show;
mod similar;
mod stats;
mod style;
mod train;

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    fs, io, panic,
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use dixit::{Extractor, error::Error, extract::Weights};

pub use dixit::serve::today;

/// How a command ended, as its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Found or done.
    Done = 0,
    /// Nothing was found.
    Nothing = 1,
    /// What was typed cannot be understood.
    Usage = 2,
    /// Done, but inputs were skipped.
    Skipped = 3,
    /// The index is missing, locked, incompatible or damaged.
    Unusable = 4,
    /// A defect, or a damaged index that the engine stumbled over.
    Defect = 70,
    /// Stopped by Ctrl-C.
    Interrupted = 130,
}

/// Full-text search for news archives that knows who said what
#[derive(Parser)]
#[command(name = "dixit", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 found or done, 1 nothing found, 2 usage or query error, \
    3 done but inputs were skipped, 4 index missing, locked, incompatible or damaged, \
    70 a defect, or damage that `dixit check` finds.")]
struct Cli {
    /// Read settings from this file, not from dixit.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Index the sample corpus and run three searches
    Demo(demo::Demo),
    /// Read articles, find who said what, and index them; only what is new or changed is touched
    Index(index::IndexCommand),
    /// Remove articles by id
    Delete(delete::Delete),
    /// Find articles, with the passages and quotations that matched
    Search(search::Search),
    /// Find quotations
    Quotes(search::Quotes),
    /// List who is quoted how often
    Speakers(names::Speakers),
    /// List the organisations that are quoted how often
    Orgs(names::Orgs),
    /// Count what matches by speaker, organisation, outlet, date and so on
    Facets(facets::FacetsCommand),
    /// List what the quotations that match speak about more than others do
    Topics(facets::TopicsCommand),
    /// Find articles like an article, or quotations like a quotation
    Similar(similar::Similar),
    /// Show one article with its quotations marked by speaker
    Show(show::Show),
    /// Find quotations without an index: JSON lines in, JSON lines out
    Extract(extract::Extract),
    /// Score extraction and ranking against what is true
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Serve the index over HTTP
    Serve(serve::Serve),
    /// Answer a language model's questions (Model Context Protocol)
    Mcp(mcp::Mcp),
    /// Verify checksums, blocks and offsets of the index
    Check(check::Check),
    /// Say what is set, and where each value comes from
    Config(config::Config),
    /// Say how much the index holds
    Stats(stats::Stats),
    /// Make the index smaller and faster to search: one segment, nothing deleted in it
    Optimize(optimize::Optimize),
    /// Rebuild the index of what is stored in it, for a new version of dixit or other weights
    Reindex(reindex::Reindex),
    /// Remove files that a fault left behind
    Gc(gc::Gc),
    /// Copy the index while it is used
    Backup(backup::Backup),
    /// Put a backup in the place of an index
    Restore(backup::Restore),
    /// Print the completions of a shell
    Completions(completions::Completions),
    /// Print the manual page
    Man(completions::Man),
    /// Make weights from annotated data
    Train(train::Train),
}

/// Which index.
#[derive(Args, Clone, Debug)]
pub struct IndexOption {
    /// The folder of the index
    #[arg(long = "index", value_name = "DIR", default_value_os_t = config::default_index())]
    pub dir: PathBuf,
}

/// Which weights find names.
#[derive(Args, Clone, Debug)]
pub struct WeightsOption {
    /// Find names with the weights in this file, not with those of the program
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

impl WeightsOption {
    /// The extractor with these weights.
    pub fn extractor(&self) -> anyhow::Result<Extractor> {
        let Some(path) = &self.weights else { return Ok(Extractor::default()) };
        let shown = path.display();
        let bytes = fs::read(path).with_context(|| format!("cannot open {shown}"))?;
        let weights = Weights::read(bytes).with_context(|| format!("cannot use {shown}"))?;
        Ok(Extractor::with_weights(weights))
    }
}

/// How results are printed.
#[derive(Args, Clone, Copy, Debug)]
pub struct FormatOptions {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Print one JSON object a line, one line a hit
    #[arg(long, conflicts_with = "json")]
    pub jsonl: bool,
    /// Print a table, one line a hit
    #[arg(long, conflicts_with_all = ["json", "jsonl"])]
    pub csv: bool,
}

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    panic::set_hook(Box::new(complain_of));
    let outcome = panic::catch_unwind(|| run(cli)).unwrap_or(Outcome::Defect);
    ExitCode::from(outcome as u8)
}

/// Runs the command.
fn run(cli: Cli) -> Outcome {
    if let Err(error) = config::verify() {
        return failed(&error);
    }
    let result = match cli.command {
        Command::Demo(demo) => demo.run(),
        Command::Index(index) => index.run(),
        Command::Delete(delete) => delete.run(),
        Command::Search(search) => search.run(),
        Command::Quotes(quotes) => quotes.run(),
        Command::Speakers(speakers) => speakers.run(),
        Command::Orgs(orgs) => orgs.run(),
        Command::Facets(facets) => facets.run(),
        Command::Topics(topics) => topics.run(),
        Command::Similar(similar) => similar.run(),
        Command::Show(show) => show.run(),
        Command::Extract(extract) => extract.run(),
        Command::Eval(eval) => eval.run(),
        Command::Serve(serve) => serve.run(),
        Command::Mcp(mcp) => mcp.run(),
        Command::Check(check) => check.run(),
        Command::Config(config) => config.run(),
        Command::Stats(stats) => stats.run(),
        Command::Optimize(optimize) => optimize.run(),
        Command::Reindex(reindex) => reindex.run(),
        Command::Gc(gc) => gc.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
        Command::Train(train) => train.run(),
    };
    result.unwrap_or_else(|error| failed(&error))
}

/// Says what went wrong, once, with the whole chain of causes. What is wrong with a query was said
/// where it was read, below the query.
fn failed(error: &anyhow::Error) -> Outcome {
    if is_broken_pipe(error) {
        return Outcome::Done;
    }
    let cause = error.downcast_ref::<Error>();
    if !matches!(cause, Some(Error::Query(_))) {
        complain(format_args!("{error:#}"));
    }
    match cause {
        Some(
            Error::Query(_)
            | Error::Cursor(_)
            | Error::Input(_)
            | Error::Weights(_)
            | Error::Config(_),
        )
        | None => Outcome::Usage,
        Some(_) => Outcome::Unusable,
    }
}

/// Says what should never happen, and where. The engine does not survive every damaged file; to read all
/// files of an index when it is opened would cost too much.
fn complain_of(defect: &panic::PanicHookInfo<'_>) {
    let defect = defect.to_string().replace('\n', " ");
    complain(format_args!(
        "stopped by a defect, or by a damaged index (see `dixit check`): {defect}"
    ));
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        note!("{trace}");
    }
}

/// Says that something is wrong.
fn complain(what: impl std::fmt::Display) {
    note!("{} {what}", style::styled(style::ERROR, "error:"));
}

/// Whether the reader of our output has gone away, which is no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let of_json = || cause.downcast_ref::<serde_json::Error>()?.io_error_kind();
        cause.downcast_ref::<io::Error>().map(io::Error::kind).or_else(of_json)
    };
    error.chain().any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
