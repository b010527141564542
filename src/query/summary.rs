//! What matches, seen as a whole: who is quoted, how it is spread, what it is about.
//!
//! How it is counted is left to `index`.

use super::{
    ast::{DateBound, DatePoint, Fit, Query},
    request::ResultUnit,
};
use crate::field::{Analysis, Field};

/// One speaker or organisation across all articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The fullest form, as most quotations have it.
    pub name: String,
    /// How many quotations there are.
    pub quotes: u64,
    /// In how many articles.
    pub articles: u64,
    /// The other forms, most quoted first.
    pub spellings: Vec<String>,
}

/// Names, most quoted first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// How many names there are in all.
    pub total: u64,
    /// The first of them.
    pub hits: Vec<Name>,
}

/// What a text that is being typed may become; the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// People who are quoted, with the number of their quotations.
    pub speakers: Vec<Completion>,
    /// Organisations for which somebody speaks, with the number of quotations.
    pub organisations: Vec<Completion>,
    /// Words, with the number of documents that have them.
    pub words: Vec<Completion>,
}

/// One name or word that a text being typed may go on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The name or the word.
    pub text: String,
    /// How often it comes.
    pub count: u64,
    /// What was typed, with this at its end.
    pub query: String,
}

/// A step of a histogram of dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interval {
    /// `2024`
    Year,
    /// `2024-05`
    #[default]
    Month,
    /// `2024-05-31`
    Day,
}

/// How the articles or quotations that match are spread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// How many match: as many as the search finds.
    pub total: u64,
    /// A facet for each of [`FACETS`](crate::field::FACETS) that articles, or quotations, have.
    pub facets: Vec<Facet>,
}

impl Facets {
    /// The facet of a field, if there is one.
    pub fn of(&self, field: Field) -> Option<&Facet> {
        self.facets.iter().find(|facet| facet.field == field)
    }
}

/// How what matches is spread over the values of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// How many values there are in all.
    pub total: u64,
    /// How many of the hits have none; of dates, also those that are less precise.
    pub without: u64,
    /// The most frequent values first; dates in order, and all of them.
    pub values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// As it came in; of speakers and organisations the fullest form of the name, of dates
    /// `2024-05`.
    pub value: String,
    /// How many of the hits have it.
    pub count: u64,
}

impl Facet {
    /// The clause that asks for a value of this facet, such as `speaker:"Ana Ruiz"` or
    /// `date:2024-05`; see [`narrow`](super::narrow). The words of a name may stand in a longer
    /// one too.
    pub fn clause(&self, value: &str) -> Query {
        let text = value.to_owned();
        let query = match self.field.info().analysis {
            Analysis::Date => {
                let point = value.parse().ok().map(DatePoint::At);
                let bound = point.map(|point| DateBound { point, inclusive: true });
                return Query::Dates { from: bound, to: bound };
            }
            Analysis::Code if value.chars().all(char::is_alphanumeric) => {
                Query::Word { text, exact: false }
            }
            _ => Query::Phrase { text, stemmed: false, fit: Fit::Exact },
        };
        Query::Field { field: self.field, query: Box::new(query) }
    }
}

/// The words that the quotations which match have more often than all quotations have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topics {
    /// How many quotations match.
    pub total: u64,
    /// How many of them were read: all, or evenly so many.
    pub read: u64,
    /// The most significant words first.
    pub topics: Vec<Topic>,
}

/// A word that stands in what matches more often than elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// The word, in its most frequent form, folded.
    pub word: String,
    /// How many of the quotations that were read have it, in any form.
    pub quotes: u64,
    /// How many of all quotations of the index have it.
    pub of_all: u64,
    /// How significant it is.
    pub score: f32,
}

/// A query for those hits of `query` that match `clause` too; `NOT` before it leaves them out. A
/// clause that can be asked of one quotation is asked of the quotations that are the hits.
///
/// ```
/// use dixit::query::{ResultUnit, narrow, parse};
/// let (query, clause) = (parse("toll").unwrap().query, parse("speaker:ruiz").unwrap().query);
/// let narrowed = narrow(&query, ResultUnit::Quotes, &clause);
/// assert_eq!(narrowed.to_string(), "QUOTE(toll AND speaker:ruiz)");
/// ```
pub fn narrow(query: &Query, unit: ResultUnit, clause: &Query) -> Query {
    let of_quote = |field: Field| field.info().of_quote;
    match unit {
        ResultUnit::Quotes if asked_fields(clause).into_iter().all(of_quote) => {
            in_quotes(&super::lift(query).0, clause)
        }
        ResultUnit::Quotes => both(&super::lift(query).0, clause),
        ResultUnit::Articles => both(query, clause),
    }
}

/// The fields that a clause names.
fn asked_fields(clause: &Query) -> Vec<Field> {
    match clause {
        Query::Field { field, .. } => vec![*field],
        other => other.parts().into_iter().flat_map(asked_fields).collect(),
    }
}

/// The query for those quotations that are hits of `query`, which asks for quotations itself, and match
/// `clause` too. It stands in the clause that gives the hits; where several do, or one that asks for
/// several quotations, those that it leaves need not be all that `query` asks of their article.
fn in_quotes(query: &Query, clause: &Query) -> Query {
    let parts = match query {
        Query::And(parts) => &parts[..],
        other => std::slice::from_ref(other),
    };
    let asking: Vec<usize> = (0..parts.len()).filter(|&at| asks(&parts[at])).collect();
    match asking[..] {
        [] => query.clone(),
        [only] if is_any(&parts[only]) => {
            let mut parts = parts.to_vec();
            parts[only] = any_in(&parts[only], clause);
            if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) }
        }
        _ => {
            let mut hits: Vec<Query> = Vec::new();
            asking.iter().for_each(|&at| push_hits(&parts[at], clause, &mut hits));
            let hits = if hits.len() == 1 { hits.remove(0) } else { Query::Or(hits) };
            let rest =
                parts.iter().map(|part| if asks(part) { twice_not(part) } else { part.clone() });
            Query::And(std::iter::once(hits).chain(rest).collect())
        }
    }
}

/// Whether a query gives quotations.
fn asks(query: &Query) -> bool {
    match query {
        Query::Quote { .. } | Query::Said { .. } => true,
        Query::Field { field, .. } => !field.info().of_article,
        Query::And(parts) | Query::Or(parts) => parts.iter().any(asks),
        Query::Boost { query, .. } => asks(query),
        _ => false,
    }
}

/// Whether a quotation that a query gives is all that it asks for.
fn is_any(query: &Query) -> bool {
    match query {
        Query::Quote { least, .. } => *least == 1,
        Query::Or(parts) => parts.iter().all(is_any),
        Query::Boost { query, .. } => is_any(query),
        Query::And(_) => false,
        other => asks(other),
    }
}

/// The same with `clause` in each clause that gives quotations.
fn any_in(query: &Query, clause: &Query) -> Query {
    match query {
        Query::Or(parts) => Query::Or(parts.iter().map(|part| any_in(part, clause)).collect()),
        Query::Boost { query, factor } => {
            Query::Boost { query: Box::new(any_in(query, clause)), factor: *factor }
        }
        Query::Quote { query, .. } => {
            Query::Quote { least: 1, query: Box::new(both(query, clause)) }
        }
        Query::Said { who, what } => {
            Query::Said { who: who.clone(), what: Box::new(both(what, clause)) }
        }
        other => Query::Quote { least: 1, query: Box::new(both(other, clause)) },
    }
}

/// Adds each clause that gives quotations, with `clause` in it.
fn push_hits(query: &Query, clause: &Query, hits: &mut Vec<Query>) {
    match query {
        Query::And(parts) | Query::Or(parts) => {
            parts.iter().filter(|part| asks(part)).for_each(|part| push_hits(part, clause, hits));
        }
        Query::Boost { query, .. } => push_hits(query, clause, hits),
        one => hits.push(any_in(one, clause)),
    }
}

/// Asks the same of an article, and gives no quotations.
fn twice_not(query: &Query) -> Query {
    Query::Not(Box::new(Query::Not(Box::new(query.clone()))))
}

/// Both of them: `clause` comes last, and once.
fn both(query: &Query, clause: &Query) -> Query {
    let mut parts = match query {
        Query::And(parts) => parts.clone(),
        other => vec![other.clone()],
    };
    let more = match clause {
        Query::And(parts) => &parts[..],
        other => std::slice::from_ref(other),
    };
    for part in more {
        if !parts.contains(part) {
            parts.push(part.clone());
        }
    }
    if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_query_is_narrowed_where_its_hits_are_asked_for() {
        let cases = [
            (
                "toll",
                "outlet:\"Post\"",
                "toll AND outlet:\"Post\"",
                "QUOTE(toll AND outlet:\"Post\")",
            ),
            ("a OR b", "speaker:x", "(a OR b) AND speaker:x", "QUOTE((a OR b) AND speaker:x)"),
            (
                "toll",
                "NOT kind:direct",
                "toll AND NOT kind:direct",
                "QUOTE(toll AND NOT kind:direct)",
            ),
            ("toll", "section:news", "toll AND section:news", "QUOTE(toll) AND section:news"),
            (
                "a OR title:b",
                "date:2024",
                "(a OR title:b) AND date:2024",
                "(QUOTE(a AND date:2024) OR QUOTE(* AND date:2024)) AND \
                 NOT NOT (QUOTE(a) OR (QUOTE(*) AND title:b))",
            ),
            (
                "QUOTE(a) b",
                "speaker:x",
                "QUOTE(a) AND b AND speaker:x",
                "QUOTE(a AND speaker:x) AND b",
            ),
            (
                "SAID(a, b) -QUOTE(c)",
                "org:x",
                "SAID(a, b) AND NOT QUOTE(c) AND org:x",
                "SAID(a, b AND org:x) AND NOT QUOTE(c)",
            ),
            (
                "QUOTE(a) speaker:y",
                "org:x",
                "QUOTE(a) AND speaker:y AND org:x",
                "(QUOTE(a AND org:x) OR QUOTE(speaker:y AND org:x)) AND NOT NOT QUOTE(a) \
                 AND NOT NOT speaker:y",
            ),
            (
                "QUOTE(a) OR SAID(b, c)",
                "org:x",
                "(QUOTE(a) OR SAID(b, c)) AND org:x",
                "QUOTE(a AND org:x) OR SAID(b, c AND org:x)",
            ),
            (
                "QUOTE/3(a) b",
                "org:x",
                "QUOTE/3(a) AND b AND org:x",
                "QUOTE(a AND org:x) AND NOT NOT QUOTE/3(a) AND b",
            ),
            ("toll speaker:x", "speaker:x", "toll AND speaker:x", "QUOTE(toll AND speaker:x)"),
        ];
        for (typed, clause, articles, quotes) in cases {
            let query = parse(typed).unwrap().query;
            let clause = match clause.strip_prefix("NOT ") {
                Some(clause) => Query::Not(Box::new(parse(clause).unwrap().query)),
                None => parse(clause).unwrap().query,
            };
            let narrowed = |unit| narrow(&query, unit, &clause).to_string();
            assert_eq!(narrowed(ResultUnit::Articles), articles, "{typed}");
            assert_eq!(narrowed(ResultUnit::Quotes), quotes, "{typed}");
            for text in [articles, quotes] {
                assert_eq!(parse(text).unwrap().query.to_string(), text);
            }
        }
    }

    #[test]
    fn the_clause_of_a_value_is_read_back() {
        let cases = [
            (Field::Speaker, "Ana \"Ann\" Ruiz", r#"speaker:"Ana \"Ann\" Ruiz""#),
            (Field::Outlet, "AND", "outlet:\"AND\""),
            (Field::Kind, "direct", "kind:direct"),
            (Field::Language, "en-GB", "language:\"en-GB\""),
            (Field::Date, "2024", "date:2024"),
            (Field::Date, "2024-05", "date:2024-05"),
        ];
        for (field, value, expected) in cases {
            let facet = Facet { field, total: 0, without: 0, values: Vec::new() };
            let clause = facet.clause(value);
            assert_eq!(clause.to_string(), expected);
            assert_eq!(parse(expected).unwrap().query, clause);
        }
    }
}
