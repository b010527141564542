//! What matches, seen as a whole: who is quoted how often, how it is spread, and what it is about.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil;
use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, Searcher, Term,
    collector::{Count, DocSetCollector},
    schema::Field as Slot,
};

use super::{
    completion, names,
    reader::Index,
    schema::QUOTE,
    statistics::Statistics,
    stored,
    tally::{Counts, DateCounts, Histogram, Tally},
    within::{Values, Within},
};
use crate::{
    analyze::{FunctionWords, Words},
    article::Article,
    error::Result,
    extract::{EntityKind, Extraction},
    field::{Analysis, FACETS, Field},
    index::block::{language, words},
    query::{
        Facet, FacetValue, Facets, Interval, Name, Names, Query, ResultUnit, SearchRequest, Topic,
        Topics,
    },
};

/// At most so many quotations are read for their words.
const MOST_READ: usize = 5_000;

/// A word of fewer quotations is no topic.
const FEWEST: u64 = 2;

impl Index {
    /// Who is quoted in the quotations that a search for quotations gives, or in all; most quoted
    /// first. `kind` is a person for speakers, an organisation for organisations.
    ///
    /// # Errors
    ///
    /// Fails if the query cannot be answered, or if the index cannot be read.
    pub fn names(
        &self,
        kind: EntityKind,
        query: Option<&Query>,
        today: civil::Date,
        limit: usize,
    ) -> Result<Names> {
        if query.is_none() {
            let all = self.all_names(kind)?;
            let hits = all.hits.iter().take(limit).cloned().collect();
            return Ok(Names { total: all.total, hits });
        }
        self.counted(field_of(kind), query, today, limit)
    }

    /// All speakers or organisations, most quoted first. They are counted once for a commit: a name that
    /// is being typed is looked up at each letter.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn all_names(&self, kind: EntityKind) -> Result<&Names> {
        Ok(&self.everybody(kind)?.names)
    }

    pub(super) fn everybody(&self, kind: EntityKind) -> Result<&Everybody> {
        let field = field_of(kind);
        let known = &self.known_names[usize::from(field == Field::Org)];
        if let Some(everybody) = known.get() {
            return Ok(everybody);
        }
        let names = self.counted(field, None, civil::Date::default(), usize::MAX)?;
        Ok(known.get_or_init(|| Everybody::new(names)))
    }

    fn counted(
        &self,
        field: Field,
        query: Option<&Query>,
        today: civil::Date,
        limit: usize,
    ) -> Result<Names> {
        let searcher = self.searcher();
        let tally = self.tally(&searcher, &[field], true);
        let mut counts = match query {
            None => self.collect_all(&searcher, QUOTE, &tally)?,
            Some(query) => {
                let request = of_quotes(query).today(today);
                self.collect(&searcher, &request, &tally)?
            }
        };
        Ok(names::grouped(counts.pop().unwrap_or_default().values, limit))
    }

    /// How the hits of a search are spread over the values of [`FACETS`]; its limit and its order do not
    /// matter. At most `limit` values of each field; dates, by `interval`, are all given.
    ///
    /// # Errors
    ///
    /// Fails if the query cannot be answered, or if the index cannot be read.
    pub fn facets(
        &self,
        request: &SearchRequest,
        limit: usize,
        interval: Interval,
    ) -> Result<Facets> {
        self.facets_within(request, &[], limit, interval)
    }

    /// The same of those hits alone that have these values: each of them one that the facet of its field
    /// has.
    ///
    /// # Errors
    ///
    /// Fails if the query cannot be answered, or if the index cannot be read.
    pub fn facets_within(
        &self,
        request: &SearchRequest,
        within: &[(Field, String)],
        limit: usize,
        interval: Interval,
    ) -> Result<Facets> {
        let searcher = self.searcher();
        let unit = request.unit;
        let values = self.values(&searcher, request, within)?;
        let has = |field: &Field| unit == ResultUnit::Articles || field.info().of_quote;
        let (named, plain): (Vec<Field>, Vec<Field>) = FACETS
            .iter()
            .filter(|field| has(field) && field.info().analysis != Analysis::Date)
            .partition(|field| matches!(field, Field::Speaker | Field::Org));
        let tallies = (
            Count,
            self.tally(&searcher, &named, true),
            self.tally(&searcher, &plain, false),
            self.histogram(&searcher, interval),
        );
        let (total, of_names, of_plain, dates) =
            self.collect(&searcher, request, &Within { collector: &tallies, values })?;
        let named = named.into_iter().zip(of_names);
        let plain = plain.into_iter().zip(of_plain);
        let mut facets: Vec<Facet> =
            named.map(|(field, counts)| of_names_in(field, counts, unit, limit)).collect();
        facets.extend(plain.map(|(field, counts)| of_values(field, counts, limit)));
        facets.push(of_dates(dates, interval));
        Ok(Facets { total: total as u64, facets })
    }

    /// The values of columns that are meant by values of facets: a name stands for all its spellings.
    fn values(
        &self,
        searcher: &Searcher,
        request: &SearchRequest,
        within: &[(Field, String)],
    ) -> Result<Values> {
        let mut values = Vec::with_capacity(within.len());
        for (field, value) in within {
            let Some(column) = self.slots().column(*field) else { continue };
            let own = match field {
                Field::Speaker | Field::Org => {
                    let tally = self.tally(searcher, &[*field], false);
                    let mut counts = self.collect(searcher, request, &tally)?;
                    names::members(counts.pop().unwrap_or_default().values, value)
                }
                _ => BTreeSet::from([value.clone()]),
            };
            values.push((searcher.schema().get_field_name(column).to_owned(), own));
        }
        Ok(values)
    }

    fn tally(&self, searcher: &Searcher, fields: &[Field], with_articles: bool) -> Tally {
        let name = |slot| searcher.schema().get_field_name(slot).to_owned();
        let columns = fields.iter().filter_map(|&field| self.slots().column(field)).map(name);
        let articles = with_articles.then(|| name(self.slots().article_key));
        Tally { columns: columns.collect(), articles }
    }

    fn histogram(&self, searcher: &Searcher, interval: Interval) -> Histogram {
        let name = |slot| searcher.schema().get_field_name(slot).to_owned();
        let divisor = match interval {
            Interval::Year => 10_000,
            Interval::Month => 100,
            Interval::Day => 1,
        };
        let (first_day, last_day) = (name(self.slots().first_day), name(self.slots().last_day));
        Histogram { first_day, last_day, divisor }
    }

    /// The words that the quotations of a search for quotations have more often than all quotations:
    /// what a speaker speaks about. Function words are none. Scores are `(p - q) * p / q` for the share
    /// p of the quotations that match and q of all that have a word (JLH, as in Elasticsearch's
    /// significant terms).
    ///
    /// # Errors
    ///
    /// Fails if the query cannot be answered, or if the index cannot be read.
    pub fn topics(&self, query: &Query, today: civil::Date, limit: usize) -> Result<Topics> {
        let searcher = self.searcher();
        let found = self.collect(&searcher, &of_quotes(query).today(today), &DocSetCollector)?;
        let mut found: Vec<DocAddress> = found.into_iter().collect();
        found.sort_unstable();
        let total = found.len() as u64;
        let step = found.len().div_ceil(MOST_READ).max(1);
        let read: Vec<DocAddress> = found.into_iter().step_by(step).collect();
        let counts = self.words_of(&searcher, &read)?;
        let Some(slot) = self.slots().of_quote(Field::Text) else { return Ok(Topics::default()) };
        let all = self.documents(&searcher, QUOTE)?;
        let share = |count: u64, of: u64| count as f32 / of.max(1) as f32;
        let mut topics = Vec::new();
        for (stem, forms) in counts {
            if forms.count < FEWEST {
                continue;
            }
            let of_all = self.frequency(&searcher, slot, &stem)?.max(forms.count);
            let (own, general) = (share(forms.count, read.len() as u64), share(of_all, all));
            let score = (own - general) * own / general;
            if score > 0.0 {
                let (word, quotes) = (forms.most(), forms.count);
                topics.push(Topic { word, quotes, of_all, score });
            }
        }
        topics.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
        topics.truncate(limit);
        Ok(Topics { total, read: read.len() as u64, topics })
    }

    /// In how many of the quotations each stem is, without function words. The quotations of one article
    /// come one after the other, so that it is read once.
    fn words_of(
        &self,
        searcher: &Searcher,
        quotes: &[DocAddress],
    ) -> Result<FxHashMap<String, Forms>> {
        let mut counts: FxHashMap<String, Forms> = FxHashMap::default();
        let mut open: Option<(DocAddress, Article, Extraction)> = None;
        for &quote in quotes {
            let of_article = stored::article_of(searcher, self.slots(), quote);
            if open.as_ref().is_none_or(|(address, ..)| *address != of_article) {
                self.go_on()?;
                let (article, extraction) = self.stored(searcher, of_article)?;
                open = Some((of_article, article, extraction));
            }
            let Some((_, article, extraction)) = &open else { continue };
            let function_words = FunctionWords::of(language(article));
            let distance = (of_article.doc_id - quote.doc_id) as usize;
            let number = extraction.quotations().count().saturating_sub(distance);
            let mut stems: BTreeMap<String, String> = BTreeMap::new();
            for piece in extraction.quotation(number).iter().flat_map(|it| &it.quote.content) {
                let words = words(piece.of(&article.body), article);
                stems.extend(stems_of(&words).filter(|(_, word)| !function_words.contain(word)));
            }
            for (stem, word) in stems {
                counts.entry(stem).or_default().add(word);
            }
        }
        Ok(counts)
    }

    pub(super) fn documents(&self, searcher: &Searcher, unit: &str) -> Result<u64> {
        let statistics = Statistics::new(searcher, self.slots(), unit).map_err(self.failed())?;
        Ok(statistics.documents())
    }

    pub(super) fn frequency(&self, searcher: &Searcher, slot: Slot, term: &str) -> Result<u64> {
        searcher.doc_freq(&Term::from_field_text(slot, term)).map_err(self.failed())
    }
}

/// All speakers or organisations of a commit.
pub struct Everybody {
    /// The names, most quoted first.
    pub names: Names,
    /// All forms of each, [folded](completion::folded), a form a line.
    pub folded: Vec<String>,
}

impl Everybody {
    fn new(names: Names) -> Everybody {
        let forms = |name: &Name| {
            let all = std::iter::once(&name.name).chain(&name.spellings);
            all.map(|form| completion::folded(form)).collect::<Vec<_>>().join("\n")
        };
        Everybody { folded: names.hits.iter().map(forms).collect(), names }
    }
}

/// The search for the quotations of a query that is one on quotations.
fn of_quotes(query: &Query) -> SearchRequest {
    SearchRequest { unit: ResultUnit::Quotes, ..SearchRequest::articles(query.clone()) }
}

/// The field that holds names of a kind.
fn field_of(kind: EntityKind) -> Field {
    match kind {
        EntityKind::Organisation => Field::Org,
        _ => Field::Speaker,
    }
}

/// The facet of a field of names.
fn of_names_in(field: Field, counts: Counts, unit: ResultUnit, limit: usize) -> Facet {
    let names = names::grouped(counts.values, usize::MAX);
    let value = |name: Name| FacetValue {
        value: name.name,
        // Two names of an article may be one: its articles are counted, each once.
        count: if unit == ResultUnit::Articles { name.articles } else { name.quotes },
    };
    let values = names.hits.into_iter().map(value).collect();
    most_frequent(field, values, counts.without, limit)
}

/// The facet of a field whose values are what came in.
fn of_values(field: Field, counts: Counts, limit: usize) -> Facet {
    let values = counts.values.into_iter();
    let values = values.map(|(value, count)| FacetValue { value, count: count.documents });
    most_frequent(field, values.collect(), counts.without, limit)
}

fn most_frequent(field: Field, mut values: Vec<FacetValue>, without: u64, limit: usize) -> Facet {
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    let total = values.len() as u64;
    values.truncate(limit);
    Facet { field, total, without, values }
}

fn of_dates(counts: DateCounts, interval: Interval) -> Facet {
    let shown = |date: u64| match interval {
        Interval::Year => format!("{date:04}"),
        Interval::Month => format!("{:04}-{:02}", date / 100, date % 100),
        Interval::Day => format!("{:04}-{:02}-{:02}", date / 10_000, date / 100 % 100, date % 100),
    };
    let values = counts.values.into_iter();
    let values: Vec<FacetValue> =
        values.map(|(date, count)| FacetValue { value: shown(date), count }).collect();
    Facet { field: Field::Date, total: values.len() as u64, without: counts.without, values }
}

/// The forms of one stem.
#[derive(Default)]
struct Forms {
    count: u64,
    forms: FxHashMap<String, u64>,
}

impl Forms {
    fn add(&mut self, word: String) {
        self.count += 1;
        *self.forms.entry(word).or_default() += 1;
    }

    fn most(&self) -> String {
        let most = self.forms.iter().max_by_key(|&(word, count)| (count, std::cmp::Reverse(word)));
        most.map(|(word, _)| word.clone()).unwrap_or_default()
    }
}

/// The stems of a text with the words they are of, in order; words without letters are left out.
pub fn stems_of(words: &Words) -> impl Iterator<Item = (String, String)> {
    let has_letter = |word: &&str| word.chars().any(char::is_alphabetic);
    (0..words.words().len()).filter_map(move |at| {
        let mut terms = words.terms_at(at);
        let word = terms.next().filter(has_letter)?.to_owned();
        Some((terms.next()?.to_owned(), word))
    })
}
