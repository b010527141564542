//! What matches, seen as a whole: who is quoted how often, and how it is spread. What it is about, say
//! the `topics`.

use std::collections::BTreeSet;

use jiff::civil;
use tantivy::{Searcher, Term, collector::Count, schema::Field as Slot};

use super::{
    completion, names,
    reader::Index,
    schema::QUOTE,
    statistics::unit_term,
    tally::{Counts, DateCounts, Histogram, Tally},
    within::{Values, Within},
};
use crate::{
    error::Result,
    extract::EntityKind,
    field::{Analysis, FACETS, Field},
    query::{Facet, FacetValue, Facets, Interval, Name, Names, Query, ResultUnit, SearchRequest},
};

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
        let articles = with_articles.then(|| self.slots().clone());
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

    pub(super) fn documents(&self, searcher: &Searcher, unit: &str) -> Result<u64> {
        searcher.doc_freq(&unit_term(self.slots(), unit)).map_err(self.failed())
    }

    /// The number of documents that have a term, of a stem those with any form of it.
    pub(super) fn frequency(&self, searcher: &Searcher, slot: Slot, term: &str) -> Result<u64> {
        let term = Term::from_field_text(slot, term);
        self.frequencies.of(searcher, &term).map_err(self.failed())
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
pub(super) fn of_quotes(query: &Query) -> SearchRequest {
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
