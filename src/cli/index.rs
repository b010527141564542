//! `index`: articles in.

use std::{
    fs,
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use clap::Args;
use dixit::{
    Extractor,
    extract::EntityKind,
    index::local::{FAILURES, Index, Writer, WriterOptions},
    pipeline::{self, Observer, Options, Stage, Summary},
    read::Skipped,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{
    IndexOption, Outcome, WeightsOption,
    config::{SettingsOptions, run_options, writer_options},
    output::{counted, grouped},
    style::{NOTE, styled},
    today,
};

/// So many notes and skipped inputs are said.
const SAID: usize = 10;

/// Read articles and index them.
#[derive(Args)]
pub struct IndexCommand {
    /// Files and folders: plain text, Markdown, HTML, JSON lines, JSON, CSV and TSV, RSS and Atom
    /// feeds, WARC, NITF, ninjs; also in .gz, .zst, .zip and .tar
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    index: IndexOption,
    #[command(flatten)]
    weights: WeightsOption,
    #[command(flatten)]
    settings: SettingsOptions,
    /// Remove the articles that are in the index and in none of the PATHs. Nothing is removed if an input
    /// cannot be read: mend it, or leave it out with --skip
    #[arg(long)]
    prune: bool,
    /// Say where the time went
    #[arg(long)]
    timing: bool,
    /// Print the summary as one JSON object
    #[arg(long)]
    json: bool,
}

impl IndexCommand {
    /// Indexes what is new or changed.
    pub fn run(self) -> anyhow::Result<Outcome> {
        self.refuse_if_nothing_is_there()?;
        let settings = self.settings.settings()?;
        rayon::ThreadPoolBuilder::new().num_threads(settings.threads).build_global()?;
        let start = Instant::now();
        let dir = &self.index.dir;
        let options = Options { prune: self.prune, ..run_options(&settings) };
        let writer = writer_options(&settings);
        let summary = index(&self.paths, dir, writer, options, self.weights.extractor()?)?;
        list_failures(dir, &summary.skipped)?;
        if self.prune && !summary.skipped.is_empty() {
            note!("nothing was removed, since some inputs could not be read");
        }
        if !summary.finished {
            note!("interrupted: the index is as it was at the last commit");
            return Ok(Outcome::Interrupted);
        }
        if self.json {
            say!("{}", as_json(&summary))?;
        } else {
            say(&summary, start.elapsed(), dir)?;
        }
        if self.timing {
            say_timing(&summary, start.elapsed());
        }
        Ok(if summary.skipped.is_empty() { Outcome::Done } else { Outcome::Skipped })
    }

    /// One path that is missing is listed like any input that cannot be read; if all are, it is
    /// what was typed that is wrong, and no index is made.
    fn refuse_if_nothing_is_there(&self) -> anyhow::Result<()> {
        let mut missing = self.paths.iter().map(|path| (path, fs::metadata(path)));
        match missing.next() {
            Some((path, Err(error))) if missing.all(|(_, found)| found.is_err()) => {
                Err(error).with_context(|| format!("cannot open {}", path.display()))
            }
            _ => Ok(()),
        }
    }
}

/// Indexes `paths` into `dir`, with a progress line, until done or Ctrl-C.
pub fn index(
    paths: &[PathBuf],
    dir: &Path,
    writer: WriterOptions,
    options: Options,
    extractor: Extractor,
) -> anyhow::Result<Summary> {
    // Before the folder is touched: from its first file on, Ctrl-C leaves an index that can be read.
    let line = ProgressLine::new(total_bytes(paths, &options));
    let mut writer = Writer::open(dir, writer)?.with_extractor(extractor);
    let summary = pipeline::run(paths, &mut writer, options, &line)?;
    writer.close()?;
    line.finish();
    Ok(summary)
}

/// One line that says how far it is; Ctrl-C stops it.
pub struct ProgressLine {
    bar: ProgressBar,
    stopped: Arc<AtomicBool>,
    start: Instant,
}

impl ProgressLine {
    /// A line for a run through so many bytes; 0 if that is not known.
    pub fn new(bytes: u64) -> ProgressLine {
        let bar = match bytes {
            _ if !io::stderr().is_terminal() => ProgressBar::hidden(),
            0 => ProgressBar::no_length(),
            bytes => ProgressBar::new(bytes),
        };
        let template = match bytes {
            0 => "{spinner}  {msg}",
            _ => "{bar:20} {percent:>3}%  {msg}  {eta} left",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = stopped.clone();
        // The first Ctrl-C ends the run in order, the second one at once. Where no handler can be
        // set, the first one ends it at once, which loses no more than the last commit allows.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(Outcome::Interrupted as i32);
            }
        });
        ProgressLine { bar, stopped, start: Instant::now() }
    }

    /// Removes the line.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for ProgressLine {
    fn progress(&self, summary: &Summary) {
        let done = summary.touched() + summary.unchanged;
        let rate = done as f64 / self.start.elapsed().as_secs_f64().max(0.001);
        self.bar.set_position(summary.bytes);
        self.bar.set_message(format!(
            "{} ({rate:.0}/s), {}, {} skipped",
            counted(done, "article"),
            counted(summary.quotes, "quotation"),
            grouped(summary.skipped.len() as u64),
        ));
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// The bytes of all files, as far as they can be seen.
fn total_bytes(paths: &[PathBuf], options: &Options) -> u64 {
    let sources = dixit::read::sources(paths, options.rules.clone()).flatten();
    sources.filter_map(|source| fs::metadata(source.path).ok()).map(|file| file.len()).sum()
}

/// Writes what was skipped beside the index, or removes the list of the run before.
fn list_failures(dir: &Path, skipped: &[Skipped]) -> anyhow::Result<()> {
    let path = dir.join(FAILURES);
    if skipped.is_empty() {
        let _ = fs::remove_file(path);
        return Ok(());
    }
    let cannot = || format!("cannot write {}", path.display());
    let mut file = BufWriter::new(fs::File::create(&path).with_context(cannot)?);
    for Skipped { place, format, reason } in skipped {
        let (path, line) = (place.file.display().to_string(), place.line);
        let row = json!({"path": path, "line": line, "format": format, "reason": reason});
        writeln!(file, "{row}").with_context(cannot)?;
    }
    file.flush().with_context(cannot)
}

fn say(summary: &Summary, took: Duration, dir: &Path) -> io::Result<()> {
    for (place, _, warning) in summary.warnings.iter().take(SAID) {
        note!("{}: {place}: {warning}", styled(NOTE, "note"));
    }
    if summary.warnings.len() > SAID {
        let more = counted((summary.warnings.len() - SAID) as u64, "more note");
        note!("and {more}: what could not be understood is kept as metadata of the article");
    }
    for skipped in summary.skipped.iter().take(SAID) {
        note!("{}: {skipped}", styled(NOTE, "skipped"));
    }
    if summary.skipped.len() > SAID {
        let more = grouped((summary.skipped.len() - SAID) as u64);
        note!("and {more} more: all are listed in {}", dir.join(FAILURES).display());
    }
    let all = summary.touched() + summary.unchanged;
    say!(
        "{}: {} new, {} changed, {} unchanged, {} skipped; {:.1} s",
        counted(all, "article"),
        grouped(summary.new),
        grouped(summary.changed),
        grouped(summary.unchanged),
        grouped(summary.skipped.len() as u64),
        took.as_secs_f64(),
    )?;
    if summary.pruned > 0 {
        say!("{} removed: no input has them", counted(summary.pruned, "article"))?;
    }
    if summary.touched() > 0 {
        say_understood(summary)?;
        say_what_to_try(dir)?;
    }
    Ok(())
}

/// What was understood of the new and changed articles.
fn say_understood(summary: &Summary) -> io::Result<()> {
    let of = |count: u64| grouped(count);
    say!("{} in new and changed articles", counted(summary.quotes, "quotation"))?;
    say!(
        "  with title {} · date {} · outlet {} · author {}",
        of(summary.titles),
        of(summary.dates),
        of(summary.outlets),
        of(summary.authors)
    )?;
    let formats = summary.formats.iter().map(|(name, count)| format!("{name} {}", of(*count)));
    let languages = summary.languages.iter().map(|(code, count)| {
        format!("{} {}", if code.is_empty() { "unknown" } else { code }, of(*count))
    });
    say!("  format {}", formats.collect::<Vec<_>>().join(" · "))?;
    say!("  language {}", languages.collect::<Vec<_>>().join(" · "))?;
    Ok(())
}

/// Three commands that find something.
fn say_what_to_try(dir: &Path) -> io::Result<()> {
    let Ok(index) = Index::open(dir) else { return Ok(()) };
    let top = |kind| {
        let names = index.names(kind, None, today(), 1).ok()?;
        names.hits.into_iter().next().map(|name| name.name.replace('"', ""))
    };
    let option = if dir == Path::new("index") {
        String::new()
    } else {
        format!(" --index {}", dir.display())
    };
    say!("Try:\n  dixit speakers{option}")?;
    if let Some(speaker) = top(EntityKind::Person) {
        say!("  dixit quotes{option} 'speaker:\"{speaker}\"'")?;
    }
    if let Some(organisation) = top(EntityKind::Organisation) {
        say!("  dixit search{option} 'org:\"{organisation}\"'")?;
    }
    Ok(())
}

fn as_json(summary: &Summary) -> serde_json::Value {
    json!({
        "new": summary.new,
        "changed": summary.changed,
        "unchanged": summary.unchanged,
        "pruned": summary.pruned,
        "skipped": summary.skipped.len(),
        "quotes": summary.quotes,
        "bytes": summary.bytes,
        "formats": summary.formats,
        "languages": summary.languages,
        "titles": summary.titles,
        "dates": summary.dates,
        "outlets": summary.outlets,
        "authors": summary.authors,
    })
}

/// The time of each stage, added up over all threads.
fn say_timing(summary: &Summary, took: Duration) {
    note!("timing, added up over all threads:");
    for stage in Stage::ALL {
        let name = format!("{stage:?}").to_lowercase();
        note!("  {name:<8} {:>8.3} s", summary.timing.of(stage).as_secs_f64());
    }
    let megabytes = summary.bytes as f64 / 1e6;
    let rate = megabytes / took.as_secs_f64().max(0.001);
    note!(
        "  total    {:>8.3} s by the clock, {rate:.1} MB/s of {megabytes:.1} MB",
        took.as_secs_f64()
    );
}
