//! Aggregations: terms, dates, distinct values; of articles, or below `nested` of their quotations.
//!
//! What is counted is left to the facets of `index`. Below `nested` these are all quotations of the
//! articles that match, as in Elasticsearch; with a `filter` those that match it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil};
use serde_json::{Map, Value, json};

use super::{
    compile::compile_in,
    fields::{self, QUOTES, Scope},
    node::Node,
    refusal::Refusal,
    tree::{and, not},
};
use crate::{
    field::Field,
    index::local::Index,
    query::{Facet, FacetValue, Facets, Interval, Query, ResultUnit, SearchRequest},
};

/// So many buckets of a histogram are given at most, empty ones included.
const MOST_BUCKETS: usize = 65_536;

/// Fields of articles whose values are counted.
const OF_ARTICLE: &[Field] =
    &[Field::Outlet, Field::Section, Field::Author, Field::Tag, Field::Language];

/// The same of quotations.
const OF_QUOTE: &[Field] = &[
    Field::Speaker,
    Field::Org,
    Field::Kind,
    Field::Attribution,
    Field::Sourcing,
    Field::Outlet,
    Field::Language,
];

/// Whether the values of a field are counted.
pub fn is_counted(scope: Scope, field: Field) -> bool {
    match scope {
        Scope::Article => OF_ARTICLE.contains(&field),
        Scope::Quote => OF_QUOTE.contains(&field),
    }
}

/// Something to be counted, with its name in the answer.
#[derive(Debug)]
pub struct Aggregation<'v> {
    name: &'v str,
    kind: Kind<'v>,
}

#[derive(Debug)]
enum Kind<'v> {
    /// The most frequent values.
    Terms { field: Field, size: usize, by_key: Option<bool>, least: u64 },
    /// How many values there are.
    Cardinality(Field),
    /// Counts by date.
    Histogram { step: Step, format: &'static str, least: u64, descending: bool },
    /// Of the quotations.
    Nested(Vec<Aggregation<'v>>),
    /// Of what matches this too.
    Filter(Query, Vec<Aggregation<'v>>),
}

/// The width of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Year,
    Quarter,
    Month,
    Week,
    Day,
}

impl<'v> Aggregation<'v> {
    /// Reads the option `aggs`.
    pub fn read_all(
        node: &Node<'v>,
        warnings: &mut BTreeSet<String>,
    ) -> Result<Vec<Aggregation<'v>>, Refusal> {
        Aggregation::read_in(node, Scope::Article, warnings)
    }

    fn read_in(
        node: &Node<'v>,
        scope: Scope,
        warnings: &mut BTreeSet<String>,
    ) -> Result<Vec<Aggregation<'v>>, Refusal> {
        let all = node.entries()?.into_iter();
        all.map(|(name, at)| Aggregation::read(name, &at, scope, warnings)).collect()
    }

    fn read(
        name: &'v str,
        node: &Node<'v>,
        scope: Scope,
        warnings: &mut BTreeSet<String>,
    ) -> Result<Aggregation<'v>, Refusal> {
        let mut parts = node.entries()?;
        parts.retain(|(part, _)| !["aggs", "aggregations", "meta"].contains(part));
        let [(kind, options)] = &parts[..] else {
            return Err(node.refuse(format!("expected one aggregation, found {}", parts.len())));
        };
        let below = node.get("aggs").or_else(|| node.get("aggregations"));
        let kind = match *kind {
            "nested" if scope == Scope::Article => {
                let path =
                    options.get("path").ok_or_else(|| options.refuse("a [path] is needed"))?;
                if path.string()? != QUOTES {
                    return Err(path.refuse(format!("the only path is [{QUOTES}]")));
                }
                Kind::Nested(Aggregation::read_below(below, Scope::Quote, warnings)?)
            }
            "filter" => {
                let filter = compile_in(options, scope, warnings)?;
                Kind::Filter(filter, Aggregation::read_below(below, scope, warnings)?)
            }
            _ if below.is_some() => {
                let reason =
                    format!("[{kind}] cannot hold other aggregations: nested and filter can");
                return Err(node.refuse(reason));
            }
            "terms" => terms(options, scope, warnings)?,
            "cardinality" => {
                known(options, &["field"], &["precision_threshold", "execution_hint"], warnings)?;
                Kind::Cardinality(field(options, scope)?)
            }
            "date_histogram" => histogram(options, scope, warnings)?,
            other => {
                let supported = "terms, date_histogram, cardinality, nested, filter";
                let reason =
                    format!("unknown aggregation [{other}]: what is understood is {supported}");
                return Err(options.refuse(reason));
            }
        };
        Ok(Aggregation { name, kind })
    }

    fn read_below(
        below: Option<Node<'v>>,
        scope: Scope,
        warnings: &mut BTreeSet<String>,
    ) -> Result<Vec<Aggregation<'v>>, Refusal> {
        below.map_or(Ok(Vec::new()), |below| Aggregation::read_in(&below, scope, warnings))
    }
}

fn terms<'v>(
    node: &Node<'v>,
    scope: Scope,
    warnings: &mut BTreeSet<String>,
) -> Result<Kind<'v>, Refusal> {
    let harmless = [
        "shard_size",
        "show_term_doc_count_error",
        "shard_min_doc_count",
        "execution_hint",
        "collect_mode",
        "value_type",
        "format",
    ];
    known(node, &["field", "size", "order", "min_doc_count"], &harmless, warnings)?;
    let size = node.get("size").map_or(Ok(10), |size| size.count())?;
    let by_key = match node.get("order") {
        None => None,
        Some(order) => {
            let list = order.list();
            let first = list.first().unwrap_or(&order);
            match (first.only("order")?, list.len()) {
                (("_count", direction), _) if direction.value == "desc" => None,
                (("_key" | "_term", direction), 1) => Some(direction.string()? != "desc"),
                _ => return Err(order.refuse("[terms] is in the order of _count desc or of _key")),
            }
        }
    };
    let least = least(node, 1)?;
    if least == 0 {
        let reason = "values that no hit has are not listed: [min_doc_count] is at least 1";
        return Err(node.refuse(reason));
    }
    Ok(Kind::Terms { field: field(node, scope)?, size, by_key, least })
}

fn histogram<'v>(
    node: &Node<'v>,
    scope: Scope,
    warnings: &mut BTreeSet<String>,
) -> Result<Kind<'v>, Refusal> {
    let intervals = ["calendar_interval", "fixed_interval", "interval"];
    let options = ["field", "format", "min_doc_count", "order"];
    known(node, &[&intervals[..], &options].concat(), &["keyed"], warnings)?;
    let at = node.get("field").ok_or_else(|| node.refuse("a [field] is needed"))?;
    let named = fields::find(scope, at.string()?).map_err(|reason| at.refuse(reason))?;
    if named.field != Field::Date {
        return Err(at.refuse("[date_histogram] is for [date]"));
    }
    if node.get("keyed").is_some_and(|keyed| keyed.flag() == Ok(true)) {
        return Err(node.refuse("[date_histogram] gives a list: leave [keyed] out"));
    }
    let interval = intervals.iter().find_map(|name| node.get(name));
    let interval = interval.ok_or_else(|| node.refuse("a [calendar_interval] is needed"))?;
    let step = match interval.string()? {
        "year" | "1y" => Step::Year,
        "quarter" | "1q" => Step::Quarter,
        "month" | "1M" => Step::Month,
        "week" | "1w" => Step::Week,
        "day" | "1d" => Step::Day,
        other => {
            let reason =
                format!("the intervals are year, quarter, month, week and day, not [{other}]");
            return Err(interval.refuse(reason));
        }
    };
    let format = match node.get("format") {
        None => "%Y-%m-%d",
        Some(format) => match format.string()? {
            "yyyy" => "%Y",
            "yyyy-MM" => "%Y-%m",
            "yyyy-MM-dd" | "date" | "strict_date" => "%Y-%m-%d",
            _ => return Err(format.refuse("the formats are yyyy, yyyy-MM and yyyy-MM-dd")),
        },
    };
    let descending = match node.get("order") {
        None => false,
        Some(order) => match order.only("order")? {
            ("_key", direction) => direction.string()? == "desc",
            _ => return Err(order.refuse("dates are in the order of their _key")),
        },
    };
    Ok(Kind::Histogram { step, format, least: least(node, 0)?, descending })
}

fn least(node: &Node<'_>, default: u64) -> Result<u64, Refusal> {
    node.get("min_doc_count").map_or(Ok(default), |least| least.count().map(|least| least as u64))
}

/// The field to count.
fn field(node: &Node<'_>, scope: Scope) -> Result<Field, Refusal> {
    let at = node.get("field").ok_or_else(|| node.refuse("a [field] is needed"))?;
    let name = at.string()?;
    let named = fields::find(scope, name).map_err(|reason| {
        let reason = reason.replace("a nested query", "a nested aggregation");
        at.refuse(reason)
    })?;
    match is_counted(scope, named.field) {
        true => Ok(named.field),
        false => Err(at.refuse(format!("the values of [{name}] are not counted"))),
    }
}

/// Refuses options that are not known.
fn known(
    node: &Node<'_>,
    known: &[&str],
    harmless: &[&str],
    warnings: &mut BTreeSet<String>,
) -> Result<(), Refusal> {
    for (name, option) in node.entries()? {
        if harmless.contains(&name) {
            warnings.insert(format!("an aggregation ignores [{name}]"));
        } else if !known.contains(&name) {
            return Err(option.refuse(format!("this aggregation does not support [{name}]")));
        }
    }
    Ok(())
}

/// Counts what `query` finds.
pub struct Counter<'c> {
    /// The index.
    pub index: &'c Index,
    /// What "now" means.
    pub today: civil::Date,
    /// What was left out.
    pub warnings: &'c mut BTreeSet<String>,
}

impl Counter<'_> {
    /// The answers to all of them, for the articles that match.
    pub fn articles(
        &mut self,
        query: &Query,
        all: &[Aggregation<'_>],
    ) -> Result<Map<String, Value>, Refusal> {
        self.all(query, None, all)
    }

    /// The answers to all of them: for the articles that match, or with `filter` for those of their
    /// quotations that match it.
    fn all(
        &mut self,
        query: &Query,
        filter: Option<&Query>,
        all: &[Aggregation<'_>],
    ) -> Result<Map<String, Value>, Refusal> {
        let mut facets = Counts { request: request(query, filter, self.today), known: Vec::new() };
        let mut answers = Map::new();
        for Aggregation { name, kind } in all {
            let answer = match kind {
                Kind::Nested(below) => self.level(query, Some(&Query::All), below)?,
                Kind::Filter(more, below) => match filter {
                    None => self.level(&and(vec![query.clone(), more.clone()]), None, below)?,
                    Some(filter) => {
                        let filter = and(vec![filter.clone(), more.clone()]);
                        self.level(query, Some(&filter), below)?
                    }
                },
                Kind::Cardinality(field) => {
                    let facet = facets.of(self.index, *field, Interval::Year)?;
                    json!({"value": facet.map_or(0, |facet| facet.total)})
                }
                Kind::Terms { field, size, by_key, least } => {
                    let facet = facets.of(self.index, *field, Interval::Year)?;
                    let values = facet.map_or(&[][..], |facet| &facet.values);
                    buckets(values, *size, *by_key, *least)
                }
                Kind::Histogram { step, format, least, descending } => {
                    let facet = facets.of(self.index, Field::Date, step.counted())?;
                    let Some(facet) = facet else { continue };
                    if facet.without > 0 {
                        let without = facet.without;
                        self.warnings.insert(format!(
                            "[{name}] leaves out {without} without a date that is so precise"
                        ));
                    }
                    let mut buckets = step.buckets(&facet.values, format, *least)?;
                    if *descending {
                        buckets.reverse();
                    }
                    json!({"buckets": buckets})
                }
            };
            answers.insert((*name).to_owned(), answer);
        }
        Ok(answers)
    }

    /// How many there are, and the answers to what is below.
    fn level(
        &mut self,
        query: &Query,
        filter: Option<&Query>,
        below: &[Aggregation<'_>],
    ) -> Result<Value, Refusal> {
        let total = self.index.ranking(&request(query, filter, self.today))?.total;
        let mut answer = Map::new();
        answer.insert("doc_count".to_owned(), total.into());
        answer.extend(self.all(query, filter, below)?);
        Ok(Value::Object(answer))
    }
}

/// The search whose hits are counted.
fn request(query: &Query, filter: Option<&Query>, today: civil::Date) -> SearchRequest {
    let request = match filter {
        None => SearchRequest::articles(query.clone()),
        Some(filter) => {
            let quote = Query::Quote { least: 1, query: Box::new(filter.clone()) };
            // Below NOT NOT the clauses of the query choose articles and no quotations.
            let article = not(not(query.clone()));
            let query = Query::And(vec![quote, article]);
            SearchRequest { unit: ResultUnit::Quotes, ..SearchRequest::articles(query) }
        }
    };
    request.limit(0).today(today)
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
        field: Field,
        interval: Interval,
    ) -> Result<Option<&Facet>, Refusal> {
        let serves = |known: &(Interval, Facets)| field != Field::Date || known.0 == interval;
        let place = match self.known.iter().position(serves) {
            Some(place) => place,
            None => {
                self.known.push((interval, index.facets(&self.request, usize::MAX, interval)?));
                self.known.len() - 1
            }
        };
        Ok(self.known[place].1.of(field))
    }
}

/// The answer to a terms aggregation.
fn buckets(values: &[FacetValue], size: usize, by_key: Option<bool>, least: u64) -> Value {
    let mut values: Vec<&FacetValue> = values.iter().filter(|it| it.count >= least).collect();
    match by_key {
        Some(true) => values.sort_by(|a, b| a.value.cmp(&b.value)),
        Some(false) => values.sort_by(|a, b| b.value.cmp(&a.value)),
        None => {}
    }
    let others: u64 = values.iter().skip(size).map(|value| value.count).sum();
    let buckets = values.iter().take(size);
    let bucket = |value: &&FacetValue| json!({"key": value.value, "doc_count": value.count});
    json!({
        "doc_count_error_upper_bound": 0,
        "sum_other_doc_count": others,
        "buckets": buckets.map(bucket).collect::<Vec<Value>>(),
    })
}

impl Step {
    /// What is counted, so that it can be put together.
    fn counted(self) -> Interval {
        match self {
            Step::Year => Interval::Year,
            Step::Quarter | Step::Month => Interval::Month,
            Step::Week | Step::Day => Interval::Day,
        }
    }

    /// The first day of the bucket that a date belongs to.
    fn start(self, day: civil::Date) -> civil::Date {
        let month = match self {
            Step::Year => 1,
            Step::Quarter => (day.month() - 1) / 3 * 3 + 1,
            Step::Month => day.month(),
            Step::Day => return day,
            Step::Week => {
                let since = i64::from(day.weekday().to_monday_zero_offset());
                return day.checked_sub(since.days()).unwrap_or(day);
            }
        };
        civil::Date::new(day.year(), month, 1).unwrap_or(day)
    }

    /// The first day of the next bucket; `None` at the end of the calendar.
    fn next(self, day: civil::Date) -> Option<civil::Date> {
        let span = match self {
            Step::Year => 1.years(),
            Step::Quarter => 3.months(),
            Step::Month => 1.months(),
            Step::Week => 7.days(),
            Step::Day => 1.days(),
        };
        day.checked_add(span).ok()
    }

    /// The buckets of these dates, with the empty ones between them if none is too few.
    fn buckets(
        self,
        values: &[FacetValue],
        format: &str,
        least: u64,
    ) -> Result<Vec<Value>, Refusal> {
        let mut counts: BTreeMap<civil::Date, u64> = BTreeMap::new();
        for value in values {
            if let Some(day) = first_day(&value.value) {
                *counts.entry(self.start(day)).or_default() += value.count;
            }
        }
        if least == 0 {
            let last = counts.keys().next_back().copied();
            let mut next = counts.keys().next().copied();
            while let (Some(day), true) = (next, next < last) {
                counts.entry(day).or_default();
                if counts.len() > MOST_BUCKETS {
                    let reason = format!(
                        "there are more than {MOST_BUCKETS} buckets: use a longer interval, or \
                         [min_doc_count] 1"
                    );
                    return Err(Refusal::bad("too_many_buckets_exception", reason));
                }
                next = self.next(day);
            }
        }
        let kept = counts.into_iter().filter(|(_, count)| *count >= least);
        let bucket = |(day, count): (civil::Date, u64)| {
            json!({
                "key_as_string": day.strftime(format).to_string(),
                "key": millis(day),
                "doc_count": count,
            })
        };
        Ok(kept.map(bucket).collect())
    }
}

/// The first day of `2024`, `2024-05` or `2024-05-31`.
fn first_day(text: &str) -> Option<civil::Date> {
    let number = text.parse::<crate::article::Date>().ok()?.first_day();
    day(number)
}

/// The day with the number `yyyymmdd`.
fn day(number: u64) -> Option<civil::Date> {
    let year = i16::try_from(number / 10_000).ok()?;
    let part = |number: u64| i8::try_from(number % 100).ok();
    civil::Date::new(year, part(number / 100)?, part(number)?).ok()
}

/// The milliseconds from the beginning of 1970 to that of a day, in UTC.
fn millis(day: civil::Date) -> i64 {
    let since = civil::date(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()));
    since * 24 * 60 * 60 * 1000
}

/// The same for a date of an article.
pub fn date_millis(date: crate::article::Date) -> Option<i64> {
    day(date.first_day()).map(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_begin_where_their_step_does() {
        let day = civil::date(2024, 5, 31);
        let cases = [
            (Step::Year, "2024-01-01"),
            (Step::Quarter, "2024-04-01"),
            (Step::Month, "2024-05-01"),
            (Step::Week, "2024-05-27"),
            (Step::Day, "2024-05-31"),
        ];
        for (step, expected) in cases {
            assert_eq!(step.start(day).to_string(), expected, "{step:?}");
        }
        assert_eq!(millis(civil::date(1970, 1, 2)), 86_400_000);
        assert_eq!(millis(civil::date(1969, 12, 31)), -86_400_000);
    }

    #[test]
    fn empty_buckets_are_given_unless_they_are_too_few() {
        let value = |value: &str, count| FacetValue { value: value.to_owned(), count };
        let values = [value("2024-01", 2), value("2024-04", 1)];
        let keys = |least| -> Vec<String> {
            let buckets = Step::Month.buckets(&values, "%Y-%m", least).unwrap();
            buckets
                .iter()
                .map(|it| format!("{}:{}", it["key_as_string"], it["doc_count"]))
                .collect()
        };
        assert_eq!(keys(0).join(" "), r#""2024-01":2 "2024-02":0 "2024-03":0 "2024-04":1"#);
        assert_eq!(keys(1).join(" "), r#""2024-01":2 "2024-04":1"#);
        let far = [value("0001-01-01", 1), value("9999-12-31", 1)];
        assert!(Step::Day.buckets(&far, "%Y", 0).is_err());
        assert_eq!(Step::Year.buckets(&far, "%Y", 0).unwrap().len(), 9999);
    }
}
