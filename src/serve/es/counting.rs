//! What aggregations count: facets of the hits, of their quotations, and of those in one bucket.

use std::collections::BTreeSet;

use jiff::civil;
use serde_json::{Map, Value, json};

use super::{
    aggregate::{Aggregation, Kind, Terms},
    calendar::{Bucket, Histogram},
    refusal::Refusal,
    tree::{and, not},
};
use crate::{
    field::Field,
    index::local::Index,
    query::{Facet, FacetValue, Facets, Interval, Query, ResultUnit, SearchRequest},
};

/// Aggregations below buckets are answered for so many buckets of one search.
const MOST_BELOW: usize = 1_000;

/// Counts for one search.
pub struct Counter<'c> {
    /// The index.
    pub index: &'c Index,
    /// What "now" means.
    pub today: civil::Date,
    /// Nothing but articles with these ids.
    pub only: Option<Vec<String>>,
    /// What was left out.
    pub warnings: &'c mut BTreeSet<String>,
    /// For how many buckets something below was counted.
    below: usize,
}

/// What is counted.
#[derive(Clone)]
struct Ground {
    /// The articles that match this,
    query: Query,
    /// or those of their quotations that match this,
    filter: Option<Query>,
    /// with these values.
    within: Vec<(Field, String)>,
}

impl Ground {
    fn request(&self, counter: &Counter<'_>) -> SearchRequest {
        let request = match &self.filter {
            None => SearchRequest::articles(self.query.clone()),
            Some(filter) => {
                let quote = Query::Quote { least: 1, query: Box::new(filter.clone()) };
                // Below NOT NOT the clauses of the query choose articles and no quotations.
                let article = not(not(self.query.clone()));
                let query = Query::And(vec![quote, article]);
                SearchRequest { unit: ResultUnit::Quotes, ..SearchRequest::articles(query) }
            }
        };
        request.limit(0).today(counter.today).only(counter.only.clone())
    }

    /// What matches this too.
    fn with(&self, more: Query) -> Ground {
        match &self.filter {
            None => Ground { query: and(vec![self.query.clone(), more]), ..self.clone() },
            Some(filter) => {
                Ground { filter: Some(and(vec![filter.clone(), more])), ..self.clone() }
            }
        }
    }

    /// What has this value.
    fn having(&self, field: Field, value: &str) -> Ground {
        let mut within = self.within.clone();
        within.push((field, value.to_owned()));
        Ground { within, ..self.clone() }
    }

    /// The quotations.
    fn nested(&self, name: &str) -> Result<Ground, Refusal> {
        match self.within.iter().find(|(field, _)| !field.info().of_quote) {
            None => Ok(Ground { filter: Some(Query::All), ..self.clone() }),
            Some((field, _)) => Err(Refusal::argument(format!(
                "[{name}] cannot stand below terms of [{}], which quotations do not have",
                field.name()
            ))),
        }
    }
}

impl<'c> Counter<'c> {
    /// Counts in an index.
    pub fn new(
        index: &'c Index,
        today: civil::Date,
        only: Option<Vec<String>>,
        warnings: &'c mut BTreeSet<String>,
    ) -> Counter<'c> {
        Counter { index, today, only, warnings, below: 0 }
    }

    /// The answers to all of them, for the articles that match.
    pub fn articles(
        &mut self,
        query: &Query,
        all: &[Aggregation<'_>],
    ) -> Result<Map<String, Value>, Refusal> {
        self.all(&Ground { query: query.clone(), filter: None, within: Vec::new() }, all)
    }

    fn all(
        &mut self,
        ground: &Ground,
        all: &[Aggregation<'_>],
    ) -> Result<Map<String, Value>, Refusal> {
        let mut counts = Counts { request: ground.request(self), known: Vec::new() };
        let mut answers = Map::new();
        for Aggregation { name, kind } in all {
            let answer = match kind {
                Kind::Nested(below) => self.level(&ground.nested(name)?, below)?,
                Kind::Filter(more, below) => self.level(&ground.with(more.clone()), below)?,
                Kind::Cardinality(field) => {
                    let facet = counts.of(self.index, ground, *field, Interval::Year)?;
                    json!({"value": facet.map_or(0, |facet| facet.total)})
                }
                Kind::Terms(terms, below) => {
                    let facet = counts.of(self.index, ground, terms.field, Interval::Year)?;
                    let values = facet.map_or(&[][..], |facet| &facet.values).to_vec();
                    self.terms(ground, terms, values, below)?
                }
                Kind::Histogram(histogram, below) => {
                    let step = histogram.step.counted();
                    let Some(facet) = counts.of(self.index, ground, Field::Date, step)? else {
                        continue;
                    };
                    if facet.without > 0 {
                        let without = facet.without;
                        self.warnings.insert(format!(
                            "[{name}] leaves out {without} without a date that is so precise"
                        ));
                    }
                    let buckets = histogram.buckets(&facet.values)?;
                    self.histogram(ground, histogram, buckets, below)?
                }
            };
            answers.insert((*name).to_owned(), answer);
        }
        Ok(answers)
    }

    /// How many there are, and the answers to what is below.
    fn level(&mut self, ground: &Ground, below: &[Aggregation<'_>]) -> Result<Value, Refusal> {
        let request = ground.request(self);
        let total = match ground.within.is_empty() {
            true => self.index.ranking(&request)?.total,
            false => self.index.facets_within(&request, &ground.within, 0, Interval::Year)?.total,
        };
        let mut answer = Map::new();
        answer.insert("doc_count".to_owned(), total.into());
        answer.extend(self.all(ground, below)?);
        Ok(Value::Object(answer))
    }

    /// The most frequent values, or the first in their order.
    fn terms(
        &mut self,
        ground: &Ground,
        terms: &Terms,
        mut values: Vec<FacetValue>,
        below: &[Aggregation<'_>],
    ) -> Result<Value, Refusal> {
        values.retain(|value| value.count >= terms.least);
        match terms.by_key {
            Some(true) => values.sort_by(|a, b| a.value.cmp(&b.value)),
            Some(false) => values.sort_by(|a, b| b.value.cmp(&a.value)),
            None => {}
        }
        let others: u64 = values.iter().skip(terms.size).map(|value| value.count).sum();
        values.truncate(terms.size);
        let mut buckets = Vec::with_capacity(values.len());
        for FacetValue { value, count } in values {
            let mut bucket = Map::new();
            bucket.insert("key".to_owned(), value.as_str().into());
            bucket.insert("doc_count".to_owned(), count.into());
            bucket.extend(self.in_bucket(|| ground.having(terms.field, &value), below)?);
            buckets.push(bucket);
        }
        Ok(json!({
            "doc_count_error_upper_bound": 0,
            "sum_other_doc_count": others,
            "buckets": buckets,
        }))
    }

    fn histogram(
        &mut self,
        ground: &Ground,
        histogram: &Histogram,
        found: Vec<Bucket>,
        below: &[Aggregation<'_>],
    ) -> Result<Value, Refusal> {
        let mut buckets = Vec::with_capacity(found.len());
        for Bucket { day, count } in found {
            let mut bucket = histogram.shown(day, count);
            let dated = || ground.with(histogram.step.clause(day));
            bucket.extend(self.in_bucket(dated, below)?);
            buckets.push(bucket);
        }
        Ok(json!({"buckets": buckets}))
    }

    /// The answers to what is below one bucket.
    fn in_bucket(
        &mut self,
        ground: impl FnOnce() -> Ground,
        below: &[Aggregation<'_>],
    ) -> Result<Map<String, Value>, Refusal> {
        if below.is_empty() {
            return Ok(Map::new());
        }
        self.below += 1;
        if self.below > MOST_BELOW {
            let reason = format!(
                "there are aggregations below more than {MOST_BELOW} buckets: use a smaller [size] or \
                 a longer interval"
            );
            return Err(Refusal::bad("too_many_buckets_exception", reason));
        }
        self.all(&ground(), below)
    }
}

/// The facets of one search, each interval counted once.
struct Counts {
    request: SearchRequest,
    known: Vec<(Interval, Facets)>,
}

impl Counts {
    fn of(
        &mut self,
        index: &Index,
        ground: &Ground,
        field: Field,
        interval: Interval,
    ) -> Result<Option<&Facet>, Refusal> {
        let serves = |known: &(Interval, Facets)| field != Field::Date || known.0 == interval;
        let place = match self.known.iter().position(serves) {
            Some(place) => place,
            None => {
                let within = &ground.within;
                let facets = index.facets_within(&self.request, within, usize::MAX, interval)?;
                self.known.push((interval, facets));
                self.known.len() - 1
            }
        };
        Ok(self.known[place].1.of(field))
    }
}
