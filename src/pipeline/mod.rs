//! Many articles into an index: read, extract, analyse, write, on all cores.
//!
//! One thread reads and cuts files into records; the others deal with a batch of records at a
//! time. What is unchanged since the last run is known by the hash of its record and left alone.
//! Ids are claimed in the order of the input, so that two runs over the same files give the same
//! index. What was skipped and why is in the [`Summary`]. `hand` takes articles that are no files, `reindex`
//! those of an index.

mod hand;
mod reindex;
mod summary;
mod timing;

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    time::{Duration, Instant},
};

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

pub use hand::{Became, hand_over};
pub use reindex::reindex;
pub use summary::Summary;
pub use timing::{Stage, Timing};

use crate::{
    analyze::{Language, detect, detect_among},
    article::Article,
    error::Result,
    index::{
        block::{Block, article_key},
        local::{Known, Origin, Progress, Writer},
    },
    read::{self, Input, Record, Rules, Skipped},
};

/// Records that are dealt with together.
const BATCH: usize = 256;

/// A batch is also full with so many bytes.
const BATCH_BYTES: usize = 4 << 20;

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// How one run goes.
#[derive(Clone, Debug)]
pub struct Options {
    /// A commit is made after this time, so that an interruption loses no more,
    pub commit_every: Duration,
    /// and after so many bytes of input.
    pub commit_size: u64,
    /// Whether articles go that the index holds and this run does not see, if every input can be read.
    pub prune: bool,
    /// What is said about the input.
    pub rules: Arc<Rules>,
}

impl Default for Options {
    /// A commit a minute, and after half a gigabyte; nothing goes; nothing is said.
    fn default() -> Options {
        Options {
            commit_every: Duration::from_secs(60),
            commit_size: 500_000_000,
            prune: false,
            rules: Arc::default(),
        }
    }
}

/// When a run commits.
struct Commits {
    last: Instant,
    bytes: u64,
}

/// Somebody who wants to know how far a run is, and may stop it.
pub trait Observer: Sync {
    /// Called after each batch.
    fn progress(&self, summary: &Summary);
    /// Whether to stop before the next batch.
    fn is_stopped(&self) -> bool;
}

/// Observes nothing.
impl Observer for () {
    fn progress(&self, _: &Summary) {}

    fn is_stopped(&self) -> bool {
        false
    }
}

/// Indexes the articles in the files and folders `paths`. If the observer stops it, what came after
/// the last commit is forgotten and `summary.finished` is false.
///
/// # Errors
///
/// Fails if the index cannot be written; it is then as it was at the last commit. An input that
/// cannot be read is no error but listed in the summary.
pub fn run(
    paths: &[PathBuf],
    writer: &mut Writer,
    options: Options,
    observer: &dyn Observer,
) -> Result<Summary> {
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel(AHEAD);
        let rules = options.rules.clone();
        scope.spawn(move || read_batches(paths, rules, |batch| sender.send(batch).is_ok()));
        write_batches(batches, writer, options, observer).map_err(|error| writer.abandon(error))
    })
}

/// Records in input order, and what could not be read as one.
struct Batch {
    records: Vec<std::result::Result<Record, Skipped>>,
    bytes: usize,
    /// How long it took to read.
    took: Duration,
}

/// Reads all files, batch by batch, until nobody wants more.
fn read_batches(paths: &[PathBuf], rules: Arc<Rules>, send: impl FnMut(Batch) -> bool) {
    let mut batcher = Batcher { records: Vec::new(), bytes: 0, start: Instant::now(), send };
    for source in read::sources(paths, rules) {
        let flow = match source {
            Ok(source) => read::records(&source, &mut |record| batcher.put(record)),
            Err(skipped) => batcher.put(Err(skipped)),
        };
        if flow.is_break() {
            return;
        }
    }
    let _ = batcher.send();
}

/// Fills batches and sends them off.
struct Batcher<S> {
    records: Vec<std::result::Result<Record, Skipped>>,
    bytes: usize,
    /// When the first record of the batch was asked for.
    start: Instant,
    send: S,
}

impl<S: FnMut(Batch) -> bool> Batcher<S> {
    fn put(&mut self, record: std::result::Result<Record, Skipped>) -> ControlFlow<()> {
        self.bytes += record.as_ref().map_or(0, |record| record.bytes().len());
        self.records.push(record);
        let is_full = self.records.len() >= BATCH || self.bytes >= BATCH_BYTES;
        if is_full { self.send() } else { ControlFlow::Continue(()) }
    }

    fn send(&mut self) -> ControlFlow<()> {
        let records = std::mem::take(&mut self.records);
        let bytes = std::mem::take(&mut self.bytes);
        let is_wanted = (self.send)(Batch { records, bytes, took: self.start.elapsed() });
        self.start = Instant::now();
        if is_wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

fn write_batches(
    batches: Receiver<Batch>,
    writer: &mut Writer,
    options: Options,
    observer: &dyn Observer,
) -> Result<Summary> {
    let mut run = Run {
        known: writer.known()?,
        claimed: FxHashSet::default(),
        seed: options.rules.fingerprint(),
        summary: Summary::default(),
        timing: Timing::default(),
    };
    let mut commits = Commits::new();
    let mut progress = Progress::default();
    for batch in batches {
        if observer.is_stopped() {
            writer.rollback()?;
            run.summary.timing = run.timing;
            return Ok(run.summary);
        }
        run.timing.add(Stage::Read, batch.took);
        run.summary.bytes += batch.bytes as u64;
        progress.records += batch.records.len() as u64;
        if let Some(Ok(last)) = batch.records.last() {
            progress.last = last.place().to_string();
        }
        run.deal_with(batch.records, writer)?;
        observer.progress(&run.summary);
        if run.summary.touched() > 0 && commits.is_due(batch.bytes, &options) {
            run.timing.time(Stage::Commit, || writer.commit(progress.clone()))?;
        }
    }
    progress.finished = true;
    if options.prune && run.summary.skipped.is_empty() {
        run.summary.pruned = writer.retain(|key| run.claimed.contains(&key))?;
    }
    if run.summary.touched() + run.summary.pruned > 0 {
        run.timing.time(Stage::Commit, || writer.commit(progress))?;
    }
    run.summary.finished = true;
    run.summary.timing = run.timing;
    Ok(run.summary)
}

impl Commits {
    fn new() -> Commits {
        Commits { last: Instant::now(), bytes: 0 }
    }

    /// Whether it is time, with so many bytes more; if so, the count begins anew.
    fn is_due(&mut self, bytes: usize, options: &Options) -> bool {
        self.bytes += bytes as u64;
        let is_due =
            self.last.elapsed() >= options.commit_every || self.bytes >= options.commit_size;
        if is_due {
            *self = Commits::new();
        }
        is_due
    }
}

/// One run of the indexer.
struct Run {
    /// What was in the index before.
    known: Known,
    /// The keys of the articles of this run, unchanged ones among them.
    claimed: FxHashSet<u64>,
    /// What the hashes of records begin with: other rules make other articles of them.
    seed: u64,
    summary: Summary,
    timing: Timing,
}

/// An article that is to be written.
struct Claim {
    input: Input,
    format: &'static str,
    record: u64,
    origin: Origin,
}

impl Run {
    fn deal_with(
        &mut self,
        records: Vec<std::result::Result<Record, Skipped>>,
        writer: &Writer,
    ) -> Result<()> {
        let changed = self.without_unchanged(records);
        let timing = &self.timing;
        let parsed: Vec<_> = changed
            .into_par_iter()
            .map(|(record, hash)| {
                let input = timing.time(Stage::Parse, || read::parse(&record));
                let input = input.map(|input| with_language(input, record.rules()));
                (record, hash, input)
            })
            .collect();
        let claims: Vec<Claim> = parsed
            .into_iter()
            .filter_map(|(record, hash, input)| self.claim(&record, hash, input))
            .collect();
        let timing = &self.timing;
        let quotes: Vec<usize> =
            claims.par_iter().map(|claim| write(claim, writer, timing)).collect::<Result<_>>()?;
        for (claim, quotes) in claims.iter().zip(quotes) {
            let is_new = !self.known.has(article_key(&claim.input.article.id));
            self.summary.add(&claim.input, claim.format, quotes, is_new);
        }
        Ok(())
    }

    /// The records that are new or changed, with their hashes.
    fn without_unchanged(
        &mut self,
        records: Vec<std::result::Result<Record, Skipped>>,
    ) -> Vec<(Record, u64)> {
        let mut changed = Vec::new();
        for record in records {
            match record {
                Err(skipped) => self.summary.skipped.push(skipped),
                Ok(record) => {
                    let hash = xxh3_64_with_seed(record.bytes(), self.seed);
                    let unchanged = self.known.unchanged(hash, article_key(&record.default_id()));
                    match unchanged {
                        Some(key) if self.claimed.insert(key) => self.summary.unchanged += 1,
                        _ => changed.push((record, hash)),
                    }
                }
            }
        }
        changed
    }

    /// Claims the id of an article; if another input has it, the article is listed and left out.
    fn claim(
        &mut self,
        record: &Record,
        hash: u64,
        input: std::result::Result<Input, Skipped>,
    ) -> Option<Claim> {
        let input = match input {
            Ok(input) => input,
            Err(skipped) => {
                self.summary.skipped.push(skipped);
                return None;
            }
        };
        let origin = origin(record, &input);
        let key = article_key(&input.article.id);
        let taken = if self.known.is_foreign(key, origin) && !self.claimed.contains(&key) {
            Some("by an article from another folder: index both from the folder above")
        } else if !self.claimed.insert(key) {
            Some("by an article before it: give one of them another id")
        } else {
            None
        };
        if let Some(taken) = taken {
            let reason = format!("the id \"{}\" is taken {taken}", input.article.id);
            let place = input.place;
            self.summary.skipped.push(Skipped { place, format: Some(record.format()), reason });
            return None;
        }
        Some(Claim { input, format: record.format(), record: hash, origin })
    }
}

/// The input with a language if it says none.
fn with_language(mut input: Input, rules: &Rules) -> Input {
    set_language(&mut input.article, rules);
    input
}

/// Gives an article that says none a language: what the rules say, or a guess.
fn set_language(article: &mut Article, rules: &Rules) {
    if article.language.is_some() {
        return;
    }
    let guessed = || match rules.guessed_languages() {
        [] => detect(&article.body),
        codes => {
            let known: Vec<Language> = codes.iter().map(|code| Language::from_tag(code)).collect();
            detect_among(&article.body, &known)
        }
    };
    let stated = rules.stated_language().map(str::to_owned);
    article.language = Some(stated.unwrap_or_else(|| guessed().code().to_owned()));
}

/// Where the id of an article comes from.
fn origin(record: &Record, input: &Input) -> Origin {
    if input.article.id != record.default_id() {
        return Origin::Given;
    }
    let path = canonical(&record.place().file);
    let depth = Path::new(record.name()).components().count();
    let root = path.ancestors().nth(depth).unwrap_or(&path);
    Origin::Path(xxh3_64(root.as_os_str().as_encoded_bytes()))
}

/// The path without links, as far as it is on the disk and not in an archive.
fn canonical(path: &Path) -> PathBuf {
    let on_disk = path
        .ancestors()
        .find_map(|above| Some(above.canonicalize().ok()?.join(path.strip_prefix(above).ok()?)));
    on_disk.unwrap_or_else(|| path.to_owned())
}

/// Finds the quotations of an article and writes its block; the number of quotations.
fn write(claim: &Claim, writer: &Writer, timing: &Timing) -> Result<usize> {
    put(&claim.input.article, claim.record, claim.origin, writer, timing)
}

/// The same for an article that was made of the record with this hash.
fn put(
    article: &Article,
    record: u64,
    origin: Origin,
    writer: &Writer,
    timing: &Timing,
) -> Result<usize> {
    let extraction = timing.time(Stage::Extract, || writer.extractor().extract(article));
    let block = timing.time(Stage::Analyze, || Block::new(article, &extraction));
    timing.time(Stage::Write, || writer.put(article, &extraction, &block, record, origin))?;
    Ok(block.quotes.len())
}
