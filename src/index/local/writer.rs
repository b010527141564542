//! The writer: blocks go in, commits come out. The only place that sends documents.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tantivy::{
    Index, IndexWriter, TantivyDocument, TantivyError, Term,
    index::{SegmentId, SegmentMeta},
    indexer::{NoMergePolicy, UserOperation},
    schema::Field as Slot,
};

use super::{
    articles::Storing,
    directory::Writable,
    engine,
    family::Families,
    known,
    known::{Known, Origin},
    manifest,
    manifest::Manifest,
    merging::Merging,
    payload::{Payload, Progress},
    schema::{ARTICLE, QUOTE, Slots, schema},
    stored,
    values::{self, Values},
};
use crate::{
    analyze::{TOKENIZER, Terms, unstemmed},
    article::Article,
    error::{Error, Result},
    extract::{Extraction, Extractor, Quotation},
    field::{FACETS, Field},
    index::block::{Block, Document, language},
};

/// What a writer may use.
#[derive(Clone, Copy, Debug)]
pub struct WriterOptions {
    /// How many threads index.
    pub threads: usize,
    /// How many bytes they may fill, all together, before they write a segment.
    pub memory: usize,
}

impl Default for WriterOptions {
    /// As many threads as there are cores, 150 MB each.
    fn default() -> WriterOptions {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        WriterOptions { threads, memory: threads * 150_000_000 }
    }
}

impl WriterOptions {
    /// So many threads, in a run that may take so much memory. What does not go to the engine is for
    /// articles on their way, what threads remember of words and names, and merges.
    pub fn within(threads: usize, memory: usize) -> WriterOptions {
        let engine = memory.saturating_sub(150_000_000) * 2 / 3;
        WriterOptions {
            threads,
            memory: engine.clamp(threads * 20_000_000, threads * 1_000_000_000),
        }
    }

    /// For a writer that takes no articles: the least that the engine can do with.
    pub(super) fn small() -> WriterOptions {
        WriterOptions { threads: 1, memory: 20_000_000 }
    }
}

/// Writes to an index. There is one at a time, in all processes.
pub struct Writer {
    dir: PathBuf,
    writer: IndexWriter,
    slots: Slots,
    extractor: Extractor,
    /// Whether articles were put since the last commit.
    has_put: AtomicBool,
    payload: Mutex<Payload>,
    families: Families,
    /// Held while a batch is handed over. The engine numbers the operations of a batch and queues
    /// its deletion in two steps (tantivy 0.27: `IndexWriter::run`); if two batches cross there, the
    /// deletion of the older version of an article can take the new one with it.
    batches: Mutex<()>,
}

impl Writer {
    /// Opens the index in the folder `dir` for writing, or makes one there.
    ///
    /// # Errors
    ///
    /// Fails if another process writes to it, if the folder holds something else or an index that
    /// does not fit, or if it cannot be written.
    pub fn open(dir: &Path, options: WriterOptions) -> Result<Writer> {
        prepare(dir)?;
        let (schema, slots) = schema();
        let directory = Writable::open(dir).map_err(engine("opened", dir))?;
        let index = Index::builder().schema(schema).register_plugin(Arc::new(Storing));
        let index = index.open_or_create(directory).map_err(engine("opened", dir))?;
        index.tokenizers().register(TOKENIZER, Terms::default());
        let writer = index
            .writer_with_num_threads(options.threads, options.memory)
            .map_err(|error| refused(dir, error))?;
        writer.set_merge_policy(Box::new(Merging::default()));
        let meta = index.load_metas().map_err(engine("read", dir))?;
        let payload = Mutex::new(Payload::read(meta.payload.as_deref()));
        let families = Families::open(dir, &slots).map_err(engine("read", dir))?;
        Ok(Writer {
            dir: dir.to_owned(),
            writer,
            slots,
            extractor: Extractor::default(),
            has_put: AtomicBool::new(false),
            payload,
            families,
            batches: Mutex::new(()),
        })
    }

    /// Has `extractor` find who said what, not the default one.
    #[must_use]
    pub fn with_extractor(self, extractor: Extractor) -> Writer {
        Writer { extractor, ..self }
    }

    /// What finds who said what in the articles of this writer.
    pub fn extractor(&self) -> &Extractor {
        &self.extractor
    }

    /// The articles that are committed.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn known(&self) -> Result<Known> {
        known::known(self.writer.index(), &self.slots).map_err(engine("read", &self.dir))
    }

    /// Finds who said what in an article and puts it in the place of the one with its id.
    /// Nothing is durable before [`Writer::commit`].
    ///
    /// # Errors
    ///
    /// Fails if the engine cannot take it, for want of space, say.
    pub fn add(&self, article: &Article) -> Result<()> {
        let extraction = self.extractor.extract(article);
        let block = Block::new(article, &extraction);
        self.put(article, &extraction, &block, 0, Origin::Given)
    }

    /// Puts an article in the place of the one with its id, in one batch, with what this writer's
    /// extractor found. `record` is the hash of the input it was made of. Nothing is durable before [`Writer::commit`].
    ///
    /// # Errors
    ///
    /// Fails if the engine cannot take it, for want of space, say.
    pub fn put(
        &self,
        article: &Article,
        extraction: &Extraction,
        block: &Block,
        record: u64,
        origin: Origin,
    ) -> Result<()> {
        let mut documents = Vec::with_capacity(block.quotes.len() + 2);
        documents.push(UserOperation::Delete(self.id_term(&article.id)));
        let family = self.family(block)?;
        let found = extraction.quotations().map(|placed| placed.quote);
        for (number, (quote, found)) in block.quotes.iter().zip(found).enumerate() {
            let to_article = (block.quotes.len() - number) as u64;
            let document = self.quote(article, extraction, found, quote, to_article);
            documents.push(UserOperation::Add(document));
        }
        let mut document = self.article(article, extraction, block, record, origin);
        if let Some(family) = family {
            document.add_u64(self.slots.family, family);
        }
        for &band in &block.bands {
            document.add_u64(self.slots.band, band);
        }
        stored::write(&mut document, &self.slots, article, extraction)
            .map_err(engine("written", &self.dir))?;
        documents.push(UserOperation::Add(document));
        self.payload().add_language(language(article));
        self.has_put.store(true, Ordering::Relaxed);
        self.hand_over(documents)
    }

    /// Removes the article with this id, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the engine cannot take it.
    pub fn delete(&self, id: &str) -> Result<()> {
        self.hand_over(vec![UserOperation::Delete(self.id_term(id))])
    }

    /// Removes all committed articles but those whose keys are wanted; says how many.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read, or if the engine cannot take it.
    pub fn retain(&self, is_wanted: impl Fn(u64) -> bool) -> Result<u64> {
        let unwanted = known::ids(self.writer.index(), &self.slots, |key| !is_wanted(key));
        let unwanted = unwanted.map_err(engine("read", &self.dir))?;
        for id in &unwanted {
            self.delete(id)?;
        }
        Ok(unwanted.len() as u64)
    }

    /// Hands one batch to the engine; no other one meanwhile.
    fn hand_over(&self, batch: Vec<UserOperation<TantivyDocument>>) -> Result<()> {
        let _one_at_a_time = self.batches.lock().unwrap_or_else(PoisonError::into_inner);
        self.writer.run(batch).map_err(engine("written", &self.dir))?;
        Ok(())
    }

    /// Makes everything so far durable and visible: when this returns, it is on the disk.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written; the index is then as it was at the last commit.
    pub fn commit(&mut self, progress: Progress) -> Result<()> {
        if std::mem::take(self.has_put.get_mut()) {
            Manifest::note_extractor(&self.dir, self.extractor.versions())?;
        }
        let text = {
            let mut payload = self.payload();
            payload.progress = progress;
            payload.text()
        };
        let mut commit = self.writer.prepare_commit().map_err(engine("written", &self.dir))?;
        commit.set_payload(&text);
        commit.commit().map_err(engine("committed", &self.dir))?;
        manifest::sync(&self.dir)?;
        self.reopen_families()
    }

    /// How far the run had come that committed last.
    pub fn progress(&self) -> Progress {
        self.payload().progress.clone()
    }

    /// The segments of the last commit. While one of them is held, its files are not removed.
    pub(super) fn segments(&self) -> tantivy::Result<Vec<SegmentMeta>> {
        self.writer.index().searchable_segment_metas()
    }

    /// From here on, no merge begins by itself.
    pub(super) fn merge_nothing(&self) {
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
    }

    /// Merges segments of the last commit in the groups that `groups` makes of them, and removes the
    /// files that are not needed any more.
    pub(super) fn merge(
        &mut self,
        groups: impl FnOnce(&[SegmentMeta]) -> Vec<Vec<SegmentId>>,
    ) -> Result<()> {
        self.merge_nothing();
        let groups = groups(&self.segments().map_err(engine("read", &self.dir))?);
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            self.writer.merge(&group).wait().map_err(engine("merged", &self.dir))?;
        }
        self.collect_garbage()?;
        manifest::sync(&self.dir)
    }

    /// Removes the files that the engine made and needs no more; says which.
    pub(super) fn collect_garbage(&self) -> Result<Vec<PathBuf>> {
        let collected = self.writer.garbage_collect_files().wait();
        let collected = collected.map_err(engine("cleaned", &self.dir))?;
        Ok(collected.deleted_files.into_iter().map(|file| self.dir.join(file)).collect())
    }

    /// Forgets everything since the last commit.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read any more.
    pub fn rollback(&mut self) -> Result<()> {
        self.writer.rollback().map_err(engine("read", &self.dir))?;
        self.reopen_families()
    }

    /// Forgets everything since the last commit, because of `error`. Comes back with its cause,
    /// which the threads of the engine know.
    pub fn abandon(&mut self, error: Error) -> Error {
        let cause = self.writer.prepare_commit().err();
        let error = cause.map_or(error, engine("written", &self.dir));
        // What is committed stays in any case.
        let _ = self.rollback();
        error
    }

    /// Waits for the merges that are under way, and closes the writer.
    ///
    /// # Errors
    ///
    /// Fails if a merge failed; what was committed is there all the same.
    pub fn close(self) -> Result<()> {
        self.writer.wait_merging_threads().map_err(engine("merged", &self.dir))
    }

    /// Looks for what is nearly the same in the last commit.
    fn reopen_families(&mut self) -> Result<()> {
        self.families =
            Families::open(&self.dir, &self.slots).map_err(engine("read", &self.dir))?;
        Ok(())
    }

    /// The family of an article, if it has a word.
    fn family(&self, block: &Block) -> Result<Option<u64>> {
        let of = |fingerprint| self.families.of(fingerprint, &block.bands, block.article.key);
        let family = block.article.fingerprint.map(of).transpose();
        family.map_err(engine("read", &self.dir))
    }

    fn payload(&self) -> std::sync::MutexGuard<'_, Payload> {
        self.payload.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.slots.id, id)
    }

    fn quote(
        &self,
        article: &Article,
        extraction: &Extraction,
        found: &Quotation,
        quote: &Document,
        to_article: u64,
    ) -> TantivyDocument {
        let slots = &self.slots;
        let mut document = self.document(article, QUOTE, quote, |field| slots.of_quote(field));
        document.add_u64(slots.to_article, to_article);
        for &field in FACETS.iter().filter(|field| field.info().of_quote) {
            let values = values::of_quote(field, article, extraction, found);
            self.add_values(&mut document, field, values);
        }
        document
    }

    fn article(
        &self,
        article: &Article,
        extraction: &Extraction,
        block: &Block,
        record: u64,
        origin: Origin,
    ) -> TantivyDocument {
        let slots = &self.slots;
        let mut document =
            self.document(article, ARTICLE, &block.article, |field| slots.of_article(field));
        document.add_u64(slots.quotes, block.quotes.len() as u64);
        document.add_u64(slots.record, record);
        document.add_u64(slots.root, origin.number());
        for &field in FACETS {
            self.add_values(&mut document, field, values::of_article(field, article, extraction));
        }
        document
    }

    fn add_values(&self, document: &mut TantivyDocument, field: Field, values: Values<'_>) {
        if let Some(slot) = self.slots.column(field) {
            values.iter().for_each(|value| document.add_text(slot, value));
        }
    }

    /// What the documents of articles and of quotations have in common.
    fn document(
        &self,
        article: &Article,
        unit: &str,
        words: &Document,
        slot: impl Fn(Field) -> Option<Slot>,
    ) -> TantivyDocument {
        let slots = &self.slots;
        let fields =
            words.fields().filter_map(|(field, words)| Some((slot(field)?, words.terms())));
        let fields: Vec<(Slot, String)> = fields.collect();
        let terms: usize = fields.iter().map(|(_, terms)| terms.len()).sum();
        let mut document = TantivyDocument::with_capacity(terms + terms / 2 + SHORT_FIELDS);
        document.add_text(slots.unit, unit);
        let language = language(article);
        if unstemmed(language).is_none() {
            document.add_text(slots.stems, language.code());
        }
        document.add_text(slots.id, &article.id);
        document.add_u64(slots.key, words.key);
        if let Some(fingerprint) = words.fingerprint {
            document.add_u64(slots.fingerprint, fingerprint.0);
        }
        if let Some((first, last)) = words.days {
            document.add_u64(slots.first_day, first);
            document.add_u64(slots.last_day, last);
        }
        for (slot, terms) in &fields {
            document.add_text(*slot, terms);
        }
        document
    }
}

/// Room for the fields of a document that hold no long text, in bytes.
const SHORT_FIELDS: usize = 512;

/// Makes the folder an index if it is not one yet.
fn prepare(dir: &Path) -> Result<()> {
    match Manifest::read(dir) {
        Ok(_) => Ok(()),
        Err(Error::NoIndex { .. }) => {
            manifest::may_become_index(dir)?;
            fs::create_dir_all(dir).map_err(Error::io("make", dir))?;
            Manifest::current().write(dir)
        }
        Err(error) => Err(error),
    }
}

fn refused(dir: &Path, error: TantivyError) -> Error {
    match error {
        TantivyError::LockFailure(tantivy::directory::error::LockError::LockBusy, _) => {
            Error::Locked { path: dir.to_owned() }
        }
        error => engine("opened", dir)(error),
    }
}
