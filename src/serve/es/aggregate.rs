//! Aggregations: terms, dates, distinct values; of articles, or below `nested` of their quotations.
//!
//! What is asked for is read here, and counted in `counting`; dates are put together in `calendar`. Below
//! `nested` these are all quotations of the articles that match, as in Elasticsearch; with a `filter` those
//! that match it.

use std::collections::BTreeSet;

use super::{
    calendar::{Histogram, Step},
    compile::compile_in,
    fields::{self, QUOTES, Scope},
    node::Node,
    refusal::Refusal,
};
use crate::{
    field::Field,
    query::{Query, Synonyms},
};

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
    /// Its name.
    pub name: &'v str,
    /// What it is.
    pub kind: Kind<'v>,
}

/// What can be counted.
#[derive(Debug)]
pub enum Kind<'v> {
    /// The most frequent values, and what is counted in each.
    Terms(Terms, Vec<Aggregation<'v>>),
    /// How many values there are.
    Cardinality(Field),
    /// Counts by date, and what is counted in each bucket.
    Histogram(Histogram, Vec<Aggregation<'v>>),
    /// Of the quotations.
    Nested(Vec<Aggregation<'v>>),
    /// Of what matches this too.
    Filter(Query, Vec<Aggregation<'v>>),
}

/// The values of a field.
#[derive(Debug)]
pub struct Terms {
    /// Which field.
    pub field: Field,
    /// So many of them.
    pub size: usize,
    /// In the order of the values, ascending or not; otherwise the most frequent first.
    pub by_key: Option<bool>,
    /// Those that so many have.
    pub least: u64,
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
            "terms" => {
                let terms = terms(options, scope, warnings)?;
                Kind::Terms(terms, Aggregation::read_below(below, scope, warnings)?)
            }
            "date_histogram" => {
                let histogram = histogram(options, scope, warnings)?;
                Kind::Histogram(histogram, Aggregation::read_below(below, scope, warnings)?)
            }
            "cardinality" if below.is_some() => {
                return Err(node.refuse("[cardinality] cannot hold other aggregations"));
            }
            "cardinality" => {
                known(options, &["field"], &["precision_threshold", "execution_hint"], warnings)?;
                Kind::Cardinality(field(options, scope)?)
            }
            other => {
                let supported = "terms, date_histogram, cardinality, nested, filter";
                let reason =
                    format!("unknown aggregation [{other}]: what is understood is {supported}");
                return Err(options.refuse(reason));
            }
        };
        Ok(Aggregation { name, kind })
    }

    /// The same, with other words looked for in its filters.
    pub fn with_synonyms(self, synonyms: &Synonyms) -> Aggregation<'v> {
        let all = |below: Vec<Aggregation<'v>>| {
            below.into_iter().map(|one| one.with_synonyms(synonyms)).collect()
        };
        let kind = match self.kind {
            Kind::Filter(query, below) => Kind::Filter(synonyms.apply(&query), all(below)),
            Kind::Nested(below) => Kind::Nested(all(below)),
            Kind::Terms(terms, below) => Kind::Terms(terms, all(below)),
            Kind::Histogram(histogram, below) => Kind::Histogram(histogram, all(below)),
            Kind::Cardinality(field) => Kind::Cardinality(field),
        };
        Aggregation { kind, ..self }
    }

    fn read_below(
        below: Option<Node<'v>>,
        scope: Scope,
        warnings: &mut BTreeSet<String>,
    ) -> Result<Vec<Aggregation<'v>>, Refusal> {
        below.map_or(Ok(Vec::new()), |below| Aggregation::read_in(&below, scope, warnings))
    }
}

fn terms(node: &Node<'_>, scope: Scope, warnings: &mut BTreeSet<String>) -> Result<Terms, Refusal> {
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
    Ok(Terms { field: field(node, scope)?, size, by_key, least })
}

fn histogram(
    node: &Node<'_>,
    scope: Scope,
    warnings: &mut BTreeSet<String>,
) -> Result<Histogram, Refusal> {
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
    Ok(Histogram { step, format, least: least(node, 0)?, descending })
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
