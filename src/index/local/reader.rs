//! The reader: an index as it was at a commit.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use jiff::civil;
use tantivy::{
    DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyError, Term,
    collector::Collector,
    directory::{MmapDirectory, error::OpenReadError},
    query::{ConstScoreQuery, Query as Engine, TermQuery, TermSetQuery},
};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    check::{self, Report},
    collapse::collapse,
    columns::Columns,
    compile::{Compiler, all},
    directory::ReadOnly,
    engine,
    manifest::Manifest,
    occurs::Budget,
    overview::Everybody,
    payload::{Payload, Progress},
    schema::{ARTICLE, QUOTE, Slots, schema},
    statistics::{Frequencies, Statistics, unit_term},
    stop::{Stop, Stopping},
    stored,
    top::{Found, Top, years},
    vocabulary::{Clause, Suggestion, Vocabulary},
};
use crate::{
    analyze::{Language, TOKENIZER, Terms},
    article::{Article, Date},
    error::{Error, Result},
    extract::{EntityKind, Extraction, Versions},
    field::Field,
    index::{
        Backend, Context,
        block::{article_key, quote_keys},
        cursor::{Cursor, Rank},
        hit::hit,
    },
    query::{Hit, Query, ResultUnit, SearchRequest, SearchResponse, Sort, Version},
};

/// How often opening is tried while a writer replaces the files of a commit.
const TRIES: usize = 5;

/// An index on disk, open for reading. It shows one commit until it is [reloaded](Index::reload). A clone
/// shows the same commit and shares all that is in memory.
#[derive(Clone)]
pub struct Index {
    dir: PathBuf,
    index: tantivy::Index,
    reader: IndexReader,
    slots: Slots,
    columns: Arc<[Columns]>,
    payload: Arc<Payload>,
    /// Of the file that names the segments.
    commit: u64,
    /// All speakers and all organisations, once somebody has asked for them.
    pub(super) known_names: Arc<[OnceLock<Everybody>; 2]>,
    /// How common the words are that somebody has asked for.
    pub(super) frequencies: Arc<Frequencies>,
    stop: Stop,
}

/// How much an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Articles.
    pub articles: u64,
    /// Quotations in them.
    pub quotes: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Parts that are searched one after the other.
    pub segments: usize,
    /// The codes of the languages of articles, "" for the unknown one.
    pub languages: Vec<String>,
    /// What found the quotations; empty if it was not noted.
    pub extractors: Vec<Versions>,
    /// How far the last run of the indexer came.
    pub progress: Progress,
}

impl Index {
    /// Opens the index in the folder `dir` as it was at its last commit. The folder may be
    /// read-only, and another process may write to the index.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or if it does not fit this program or cannot be read.
    pub fn open(dir: &Path) -> Result<Index> {
        Manifest::read(dir)?;
        let mut tries = 1;
        loop {
            match try_open(dir) {
                Err(error) if tries < TRIES && is_gone(&error) => tries += 1,
                Err(error) => return Err(unreadable(dir, error)),
                Ok(index) => return Ok(index),
            }
        }
    }

    /// The same index, whose answers end early, with an error, once `stop` is set.
    pub fn until(&self, stop: &Stop) -> Index {
        Index { stop: stop.clone(), ..self.clone() }
    }

    /// Goes to the last commit.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read any more.
    pub fn reload(&mut self) -> Result<()> {
        *self = Index::open(&self.dir)?;
        Ok(())
    }

    /// Whether no commit has been made since this one was opened.
    pub fn is_current(&self) -> bool {
        commit(&self.dir) == self.commit
    }

    /// A number for the commit that this shows: another commit, another number.
    pub fn commit(&self) -> u64 {
        self.commit
    }

    /// The article with this id and what was found in it.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn article(&self, id: &str) -> Result<Option<(Article, Extraction)>> {
        let searcher = self.reader.searcher();
        let found = stored::find_article(&searcher, &self.slots, id).map_err(self.failed())?;
        found.map(|address| self.stored(address)).transpose()
    }

    /// The article with this id as a hit of a search for articles, with the words and quotations that the
    /// query looks for, whether it matches or not.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn hit_of(&self, id: &str, request: &SearchRequest) -> Result<Option<Hit>> {
        let searcher = self.reader.searcher();
        let found = stored::find_article(&searcher, &self.slots, id).map_err(self.failed())?;
        let Some(address) = found else { return Ok(None) };
        let (article, extraction) = self.stored(address)?;
        let languages = self.payload.languages();
        let context = Context { languages: &languages, today: request.today };
        Ok(Some(hit(article, extraction, 0.0, None, request, context)))
    }

    /// The article of the quotation with this key, with the number of the quotation in it.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn quote(&self, key: u64) -> Result<Option<(Article, Extraction, usize)>> {
        let searcher = self.reader.searcher();
        let found = stored::find_quote(&searcher, &self.slots, key).map_err(self.failed())?;
        let Some(address) = found else { return Ok(None) };
        let address = self.article_of(address);
        let (article, extraction) = self.stored(address)?;
        let number = quote_keys(&article, &extraction).iter().position(|&own| own == key);
        Ok(number.map(|number| (article, extraction, number)))
    }

    /// What each word and phrase of a query costs: the documents that have its terms.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn clauses(&self, query: &Query) -> Result<Vec<Clause>> {
        let searcher = self.reader.searcher();
        let languages = self.payload.languages();
        self.vocabulary(&searcher, &languages).clauses(query).map_err(self.failed())
    }

    /// What may have been meant by the words and names of a query that no document has.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn suggestions(&self, query: &Query) -> Result<Vec<Suggestion>> {
        let searcher = self.reader.searcher();
        let languages = self.payload.languages();
        let names = |field| {
            let kind = match field {
                Field::Org => EntityKind::Organisation,
                _ => EntityKind::Person,
            };
            self.everybody(kind).ok()
        };
        self.vocabulary(&searcher, &languages).suggestions(query, names).map_err(self.failed())
    }

    fn vocabulary<'v>(
        &'v self,
        searcher: &'v Searcher,
        languages: &'v [Language],
    ) -> Vocabulary<'v> {
        let context = Context { languages, today: civil::Date::default() };
        Vocabulary { searcher, slots: &self.slots, context }
    }

    /// How much there is.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn size(&self) -> Result<Size> {
        let searcher = self.reader.searcher();
        let count = |unit: &str| {
            let counted = self.all(unit).count(&searcher).map_err(self.failed());
            counted.map(|count| count as u64)
        };
        let languages = self.payload.languages();
        Ok(Size {
            articles: count(ARTICLE)?,
            quotes: count(QUOTE)?,
            bytes: folder_size(&self.dir),
            segments: searcher.segment_readers().len(),
            languages: languages.iter().map(|language| language.code().to_owned()).collect(),
            extractors: Manifest::read(&self.dir)?.extractors,
            progress: self.payload.progress.clone(),
        })
    }

    /// Verifies checksums, blocks and offsets; every fault that was found is in the report.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read at all.
    pub fn check(&self) -> Result<Report> {
        let searcher = self.reader.searcher();
        check::check(&self.index, &searcher, &self.slots, &self.columns).map_err(self.failed())
    }

    pub(super) fn all(&self, unit: &str) -> Box<dyn Engine> {
        let term = unit_term(&self.slots, unit);
        Box::new(TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic))
    }

    /// Has a collector that needs no scores see all that a search finds.
    pub(super) fn collect<C: Collector>(
        &self,
        searcher: &Searcher,
        request: &SearchRequest,
        collector: &C,
    ) -> Result<C::Fruit> {
        self.compiled(searcher, &request.query, request.today, |compiler| {
            let compiled = compiler.compile(&request.query, request.unit)?;
            self.see(searcher, self.only(request, compiled).as_ref(), collector)
        })
    }

    /// The query for articles with the ids that are asked for alone, and for their quotations.
    fn only(&self, request: &SearchRequest, query: Box<dyn Engine>) -> Box<dyn Engine> {
        let Some(ids) = &request.only else { return query };
        let ids = ids.iter().map(|id| Term::from_field_text(self.slots.id, id));
        let ids = ConstScoreQuery::new(Box::new(TermSetQuery::new(ids)), 0.0);
        all(vec![query, Box::new(ids)])
    }

    /// Has a collector see all documents of a unit.
    pub(super) fn collect_all<C: Collector>(
        &self,
        searcher: &Searcher,
        unit: &str,
        collector: &C,
    ) -> Result<C::Fruit> {
        let found = self.see(searcher, self.all(unit).as_ref(), collector)?;
        self.go_on().map(|()| found)
    }

    fn see<C: Collector>(
        &self,
        searcher: &Searcher,
        query: &dyn Engine,
        collector: &C,
    ) -> Result<C::Fruit> {
        let collector = Stopping { collector, stop: &self.stop };
        searcher.search(query, &collector).map_err(self.failed())
    }

    /// Fails if nobody waits for the answer any more.
    pub(super) fn go_on(&self) -> Result<()> {
        if self.stop.is_set() { Err(Error::Stopped) } else { Ok(()) }
    }

    /// Works with a compiler for `query`.
    pub(super) fn compiled<T>(
        &self,
        searcher: &Searcher,
        query: &Query,
        today: civil::Date,
        work: impl FnOnce(&Compiler<'_>) -> Result<T>,
    ) -> Result<T> {
        let languages = self.payload.languages();
        let context = Context { languages: &languages, today };
        let budget = Arc::new(Budget::until(&self.stop));
        let (slots, dir, frequencies) = (&self.slots, &self.dir, &self.frequencies);
        let found =
            work(&Compiler { searcher, dir, slots, frequencies, context, budget: &budget })?;
        self.go_on()?;
        match budget.is_exceeded() {
            false => Ok(found),
            true => Err(Error::Clause {
                clause: query.to_string(),
                reason: "its words can be put together in too many ways: use smaller distances, \
                         or rarer words"
                    .to_owned(),
            }),
        }
    }

    /// A number for what decides the scores of a request: the segments that a searcher sees, what is
    /// deleted in them, and the day if age matters.
    fn state(&self, searcher: &Searcher, request: &SearchRequest) -> u64 {
        let segments = searcher.generation().segments();
        let mut names: Vec<String> = segments
            .iter()
            .map(|(id, deleted)| format!("{} {deleted:?}", id.uuid_string()))
            .collect();
        names.sort_unstable();
        names.extend((request.sort == Sort::Recent).then(|| request.today.to_string()));
        xxh3_64(names.join(" ").as_bytes())
    }

    /// The cursor of the page after these hits, if there is one.
    fn next(&self, searcher: &Searcher, request: &SearchRequest, found: &Found) -> Option<String> {
        let (rank, _) = found.hits.last().filter(|_| found.more)?;
        Some(Cursor { rank: *rank, state: self.state(searcher, request) }.to_string())
    }

    pub(super) fn find(&self, searcher: &Searcher, request: &SearchRequest) -> Result<Found> {
        let after = request.after.as_deref().map(str::parse::<Cursor>).transpose()?;
        let unit = if request.unit == ResultUnit::Articles { ARTICLE } else { QUOTE };
        let statistics = Statistics::new(searcher, &self.slots, unit, &self.frequencies);
        let statistics = statistics.map_err(self.failed())?;
        self.compiled(searcher, &request.query, request.today, |compiler| {
            let query = compiler.compile(&request.query, request.unit)?;
            let query = self.only(request, query);
            let bonus = match request.is_scored() {
                true => compiler.bonus(&request.query, request.unit, &statistics)?,
                false => None,
            };
            let limit = if request.collapse { usize::MAX - 1 } else { request.limit };
            let mut top = Top {
                limit,
                sort: request.sort,
                then: request.then,
                today: years(Date::from_day(request.today).first_day()),
                after: None,
                only: None,
                bonus,
                columns: Arc::clone(&self.columns),
            };
            let find = |top: &Top| {
                let found =
                    searcher.search_with_statistics_provider(query.as_ref(), top, &statistics);
                found.map_err(self.failed())
            };
            if let Some(Cursor { rank, state }) = after {
                top.after = Some(rank);
                if request.is_scored() && state != self.state(searcher, request) {
                    // A commit has changed the scores: the page ended where its last hit is now.
                    let last = Top { only: Some(rank.key), after: None, ..top };
                    let now = find(&last)?.hits.first().map(|(rank, _)| *rank);
                    top = Top { only: None, after: now.or(Some(rank)), ..last };
                }
            }
            if !request.collapse {
                return find(&top);
            }
            let after = top.after.take();
            let family =
                |at: DocAddress| self.columns.get(at.segment_ord as usize)?.family(at.doc_id);
            Ok(collapse(find(&top)?, after, request.limit, family))
        })
    }

    /// Reads the articles of the hits.
    pub(super) fn response(
        &self,
        searcher: &Searcher,
        request: &SearchRequest,
        found: &Found,
    ) -> Result<SearchResponse> {
        let languages = self.payload.languages();
        let context = Context { languages: &languages, today: request.today };
        let hits = found.hits.iter().enumerate().map(|(number, (rank, address))| {
            self.go_on()?;
            let score = score(request, *rank);
            let mut hit = self.hit(*address, score, request, context)?;
            for version in found.versions.get(number).into_iter().flatten() {
                hit.versions.push(self.version(searcher, *version, request.unit)?);
            }
            Ok(hit)
        });
        let hits = hits.collect::<Result<Vec<Hit>>>()?;
        Ok(SearchResponse { total: found.total, hits, next: self.next(searcher, request, found) })
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub(super) fn slots(&self) -> &Slots {
        &self.slots
    }

    fn hit(
        &self,
        address: DocAddress,
        score: f32,
        request: &SearchRequest,
        context: Context<'_>,
    ) -> Result<Hit> {
        let of_article = self.article_of(address);
        let (article, extraction) = self.stored(of_article)?;
        let quote = (request.unit == ResultUnit::Quotes).then(|| {
            let distance = (of_article.doc_id - address.doc_id) as usize;
            extraction.quotations().count().saturating_sub(distance)
        });
        Ok(hit(article, extraction, score, quote, request, context))
    }

    fn version(
        &self,
        searcher: &Searcher,
        address: DocAddress,
        unit: ResultUnit,
    ) -> Result<Version> {
        let article = stored::id(searcher, &self.slots, address).map_err(self.failed())?;
        let key = || self.columns.get(address.segment_ord as usize)?.keys.first(address.doc_id);
        let quote = (unit == ResultUnit::Quotes).then(key).flatten();
        Ok(Version { article, quote })
    }

    /// The document of the article that a document belongs to.
    pub(super) fn article_of(&self, address: DocAddress) -> DocAddress {
        let columns = self.columns.get(address.segment_ord as usize);
        let doc_id = columns.map_or(address.doc_id, |columns| columns.article_of(address.doc_id));
        DocAddress { doc_id, ..address }
    }

    pub(super) fn stored(&self, address: DocAddress) -> Result<stored::Stored> {
        let columns = self.columns.get(address.segment_ord as usize).ok_or("it is in no segment");
        let read = |columns: &Columns| stored::read(&columns.articles, address.doc_id);
        columns
            .map_err(str::to_owned)
            .and_then(read)
            .map_err(|reason| Error::Damaged { path: self.dir.clone(), reason })
    }

    pub(super) fn failed(&self) -> impl FnOnce(TantivyError) -> Error {
        engine("read", &self.dir)
    }
}

/// The order of the hits, without what is shown of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// How many hits there are in all, exactly.
    pub total: u64,
    /// Those asked for.
    pub hits: Vec<Ranked>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// One hit of a ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The key of the article or quotation.
    pub key: u64,
    /// How well it matches; 0 when sorted by date.
    pub score: f32,
    address: DocAddress,
}

impl Index {
    /// The same hits in the same order as [`Backend::search`] gives, without reading the articles: for
    /// result lists and measurements.
    ///
    /// # Errors
    ///
    /// Fails as [`Backend::search`] does.
    pub fn ranking(&self, request: &SearchRequest) -> Result<Ranking> {
        let searcher = self.reader.searcher();
        let found = self.find(&searcher, request)?;
        let next = self.next(&searcher, request, &found);
        let hits = found.hits.into_iter().map(|(rank, address)| {
            let score = score(request, rank);
            Ranked { key: rank.key, score, address }
        });
        Ok(Ranking { total: found.total, hits: hits.collect(), next })
    }

    /// The cursor of the page that begins after this hit of a search.
    pub fn cursor(&self, hit: &Hit, request: &SearchRequest) -> String {
        let key = match (request.unit, hit.quotes.first().and_then(|&it| hit.keys.get(it))) {
            (ResultUnit::Quotes, Some(key)) => *key,
            _ => article_key(&hit.article.id),
        };
        let day = hit.article.date.map(|date| date.first_day());
        let rank = Rank::new(request.sort, key, hit.score, day);
        let rank = rank.then(request.then, hit.score, day);
        Cursor { rank, state: self.state(&self.reader.searcher(), request) }.to_string()
    }

    /// An article as the hit of another query, which may find nothing in it.
    pub fn shown(&self, hit: &Hit, query: Query, today: civil::Date) -> Hit {
        let languages = self.payload.languages();
        let context = Context { languages: &languages, today };
        let request = SearchRequest::articles(query);
        let (article, extraction) = (hit.article.clone(), hit.extraction.clone());
        self::hit(article, extraction, hit.score, None, &request, context)
    }

    /// The id of the article of a hit of a ranking.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn article_id(&self, hit: &Ranked) -> Result<String> {
        stored::id(&self.reader.searcher(), &self.slots, hit.address).map_err(self.failed())
    }
}

impl Backend for Index {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        let searcher = self.reader.searcher();
        let found = self.find(&searcher, request)?;
        self.response(&searcher, request, &found)
    }
}

fn try_open(dir: &Path) -> tantivy::Result<Index> {
    // Read before the segments: a commit in between is opened twice, and never missed.
    let commit = commit(dir);
    let index = tantivy::Index::open(ReadOnly(MmapDirectory::open(dir)?))?;
    index.tokenizers().register(TOKENIZER, Terms::default());
    let reader: IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    // Read after the segments: a language more does no harm, one too few would miss stems.
    let payload = Arc::new(Payload::read(index.load_metas()?.payload.as_deref()));
    let (_, slots) = schema();
    let searcher = reader.searcher();
    let segments = searcher.segment_readers().iter();
    let columns: Vec<Columns> =
        segments.map(|segment| Columns::open(segment, &slots)).collect::<Result<_, _>>()?;
    Ok(Index {
        dir: dir.to_owned(),
        index,
        reader,
        slots,
        columns: columns.into(),
        payload,
        commit,
        known_names: Default::default(),
        frequencies: Default::default(),
        stop: Stop::default(),
    })
}

/// How well a hit matches, if that has a say in the order.
fn score(request: &SearchRequest, rank: Rank) -> f32 {
    match request.then {
        _ if request.sort.is_by_score() => rank.score(),
        Some(then) if then.is_by_score() => rank.second_score(),
        _ => 0.0,
    }
}

/// A number for the commit that the folder holds now.
fn commit(dir: &Path) -> u64 {
    std::fs::read(dir.join("meta.json")).map_or(0, |segments| xxh3_64(&segments))
}

/// Whether a file vanished between being named and being opened: a writer has committed meanwhile.
fn is_gone(error: &TantivyError) -> bool {
    matches!(error, TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)))
}

fn unreadable(dir: &Path, error: TantivyError) -> Error {
    match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file))
            if file == Path::new("meta.json") =>
        {
            Error::NoIndex { path: dir.to_owned() }
        }
        error => engine("read", dir)(error),
    }
}

/// The bytes of all files of a folder.
fn folder_size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|file| file.len()).sum()
}
