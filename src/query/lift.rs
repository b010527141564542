//! Reads a query on articles as a query on quotations.
//!
//! What can be asked of one quotation is asked of the same one; the rest filters its article. A
//! query that names quotations itself, with QUOTE or SAID, is left alone.

use super::{ast::Query, shape::only_excludes};

/// The reading of `query` when quotations are wanted, and whether it differs from `query`.
pub fn lift(query: &Query) -> (Query, bool) {
    if names_quotations(query) { (query.clone(), false) } else { (lifted(query), true) }
}

fn lifted(query: &Query) -> Query {
    match query {
        _ if is_quotable(query) => quote(vec![query.clone()]),
        Query::And(children) => lifted_and(children),
        Query::Or(children) => Query::Or(children.iter().map(lifted).collect()),
        other => beside(quote(vec![Query::All]), vec![other.clone()]),
    }
}

/// One QUOTE for what can be asked of a quotation, beside what cannot.
fn lifted_and(children: &[Query]) -> Query {
    let (quotable, others): (Vec<Query>, Vec<Query>) =
        children.iter().cloned().partition(is_quotable);
    if quotable.iter().any(|child| !only_excludes(child)) {
        return beside(quote(quotable), others);
    }
    match others.iter().position(|child| matches!(child, Query::Or(_)) && asks_quotation(child)) {
        Some(choice) => {
            let rest = children.iter().filter(|child| **child != others[choice]);
            beside(lifted(&others[choice]), rest.cloned().collect())
        }
        None => beside(quote(vec![Query::All]), children.to_vec()),
    }
}

fn beside(first: Query, rest: Vec<Query>) -> Query {
    let mut children = vec![first];
    for query in rest {
        match query {
            Query::And(inner) => children.extend(inner),
            other => children.push(other),
        }
    }
    if children.len() == 1 { children.remove(0) } else { Query::And(children) }
}

/// All of `clauses` in one QUOTE, which never only excludes.
fn quote(mut clauses: Vec<Query>) -> Query {
    if clauses.iter().all(only_excludes) {
        clauses.insert(0, Query::All);
    }
    let inner = if clauses.len() == 1 { clauses.remove(0) } else { flat_and(clauses) };
    Query::Quote { least: 1, query: Box::new(inner) }
}

fn flat_and(clauses: Vec<Query>) -> Query {
    let flatten = |clause| match clause {
        Query::And(inner) => inner,
        other => vec![other],
    };
    Query::And(clauses.into_iter().flat_map(flatten).collect())
}

fn names_quotations(query: &Query) -> bool {
    match query {
        Query::Quote { .. } | Query::Said { .. } => true,
        Query::And(children) | Query::Or(children) => children.iter().any(names_quotations),
        Query::Not(query) | Query::Boost { query, .. } => names_quotations(query),
        _ => false,
    }
}

/// Whether all of it can be asked of one quotation.
fn is_quotable(query: &Query) -> bool {
    match query {
        Query::Field { field, .. } => field.info().of_quote,
        Query::Quote { .. } | Query::Said { .. } => false,
        other => other.parts().into_iter().all(is_quotable),
    }
}

/// Whether a part of it can be asked of one quotation.
fn asks_quotation(query: &Query) -> bool {
    match query {
        Query::And(children) | Query::Or(children) => children.iter().any(asks_quotation),
        Query::Not(_) | Query::Maybe(_) => false,
        Query::Boost { query, .. } => asks_quotation(query),
        other => is_quotable(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_query_on_articles_is_read_for_quotations() {
        let cases = [
            ("inflation", "QUOTE(inflation)"),
            ("*", "QUOTE(*)"),
            ("bridge tolls -football", "QUOTE(bridge AND tolls AND NOT football)"),
            ("speaker:doe text:tolls", "QUOTE(speaker:doe AND text:tolls)"),
            ("date:2024 rates", "QUOTE(date:2024 AND rates)"),
            ("title:rates", "QUOTE(*) AND title:rates"),
            ("title:rates inflation", "QUOTE(inflation) AND title:rates"),
            (
                "speaker:doe section:economy -text:tax outlet:bbc",
                "QUOTE(speaker:doe AND NOT text:tax AND outlet:bbc) AND section:economy",
            ),
            ("speaker:doe -title:rates", "QUOTE(speaker:doe) AND NOT title:rates"),
            ("title:rates -football", "QUOTE(*) AND title:rates AND NOT football"),
            ("a OR b", "QUOTE(a OR b)"),
            ("a OR title:b", "QUOTE(a) OR (QUOTE(*) AND title:b)"),
            ("title:b OR NOT a", "(QUOTE(*) AND title:b) OR QUOTE(* AND NOT a)"),
            ("(a OR title:b) c", "QUOTE(c) AND (a OR title:b)"),
            ("(a OR title:b) section:c", "(QUOTE(a) OR (QUOTE(*) AND title:b)) AND section:c"),
        ];
        for (typed, expected) in cases {
            let parsed = parse(typed).unwrap_or_else(|errors| panic!("{typed}: {errors:?}"));
            let (reading, changed) = lift(&parsed.query);
            assert_eq!((reading.to_string().as_str(), changed), (expected, true), "in {typed:?}");
        }
    }

    #[test]
    fn a_query_that_names_quotations_is_left_alone() {
        let cases = [
            "QUOTE(a)",
            "a OR (b AND NOT QUOTE(c))",
            "SAID(a, b) AND title:c",
            "* AND NOT QUOTE(c)",
        ];
        for typed in cases {
            let parsed = parse(typed).unwrap_or_else(|errors| panic!("{typed}: {errors:?}"));
            assert_eq!(lift(&parsed.query), (parsed.query, false), "in {typed:?}");
        }
    }
}
