//! Trees put together so that they are trees of the query language: And and Or are flat and have two
//! parts or more, and what only excludes or only ranks has something beside it that must match.

use crate::query::{Factor, Query};

/// Matches nothing.
pub fn none() -> Query {
    and(vec![Query::All, not(Query::All)])
}

/// Everything else.
pub fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

/// Ranks what matches higher.
pub fn maybe(query: Query) -> Query {
    Query::Maybe(Box::new(query))
}

/// All of them; everything, if there are none. `*` beside what must match is left out.
pub fn and(parts: Vec<Query>) -> Query {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Query::And(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    let must_match = |part: &Query| !matches!(part, Query::Not(_) | Query::Maybe(_) | Query::All);
    if flat.iter().any(must_match) {
        flat.retain(|part| *part != Query::All);
    } else {
        flat.retain(|part| *part != Query::All);
        flat.insert(0, Query::All);
    }
    if flat.len() == 1 { flat.remove(0) } else { Query::And(flat) }
}

/// Any of them; nothing, if there are none.
pub fn or(parts: Vec<Query>) -> Query {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Query::Or(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => none(),
        1 => flat.remove(0),
        _ => Query::Or(flat),
    }
}

/// The same matches, with so many times the score.
pub fn boosted(query: Query, factor: Factor) -> Query {
    if factor == Factor::ONE || !scores(&query) {
        return query;
    }
    Query::Boost { query: Box::new(query), factor }
}

/// The same matches, without a score.
pub fn unscored(query: Query) -> Query {
    boosted(query, Factor::ZERO)
}

/// Whether a part of it has a score.
pub fn scores(query: &Query) -> bool {
    match query {
        Query::All | Query::Dates { .. } | Query::Not(_) => false,
        Query::Boost { query, factor } => *factor != Factor::ZERO && scores(query),
        query if query.is_place() => true,
        query => query.parts().into_iter().any(scores),
    }
}

/// So many ways of choosing are written out at most.
const MOST_WAYS: usize = 256;

/// At least `least` of `parts`; `None` if that is too long to write out. What matches more of them
/// ranks higher.
pub fn at_least(least: usize, parts: Vec<Query>, scoring: bool) -> Option<Query> {
    if least > parts.len() {
        return Some(none());
    }
    if least <= 1 {
        return Some(or(parts));
    }
    if least == parts.len() {
        return Some(and(parts));
    }
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for chosen in 0..least {
        let longer = ways.iter().flat_map(|way| {
            let next = way.last().map_or(0, |last| last + 1);
            // As many must be left as are still to be chosen.
            (next..=parts.len() + chosen - least).map(|number| [&way[..], &[number]].concat())
        });
        ways = longer.take(MOST_WAYS + 1).collect();
        if ways.len() > MOST_WAYS {
            return None;
        }
    }
    let way = |way: Vec<usize>| and(way.into_iter().map(|number| parts[number].clone()).collect());
    let mut all = vec![unscored(or(ways.into_iter().map(way).collect()))];
    if scoring {
        all.extend(parts.into_iter().filter(scores).map(maybe));
    }
    Some(and(all))
}

/// The number that `minimum_should_match` means for so many clauses: `2`, `-1`, `75%`, `-25%`.
/// `None` if it is none of these.
pub fn least(text: &str, clauses: usize) -> Option<usize> {
    let text = text.trim();
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number.parse::<i64>().ok()?, true),
        None => (text.parse::<i64>().ok()?, false),
    };
    let all = i64::try_from(clauses).ok()?;
    let part = if percent { all.checked_mul(number)? / 100 } else { number };
    let least = if number < 0 { all.checked_add(part)? } else { part };
    usize::try_from(least.max(0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimum_should_match_is_a_number_or_a_share() {
        let cases = [
            ("2", 4, Some(2)),
            ("-1", 4, Some(3)),
            ("75%", 4, Some(3)),
            ("75%", 3, Some(2)),
            ("-25%", 4, Some(3)),
            ("-25%", 3, Some(3)),
            ("-9", 4, Some(0)),
            ("9", 4, Some(9)),
            ("3<90%", 4, None),
            ("", 4, None),
            ("-9223372036854775808", 4, Some(0)),
        ];
        for (text, clauses, expected) in cases {
            assert_eq!(least(text, clauses), expected, "{text} of {clauses}");
        }
    }

    #[test]
    fn so_many_of_several_are_written_out() {
        let word = |text: &str| Query::Word { text: text.to_owned(), exact: false };
        let of = |least, texts: &[&str]| {
            let parts = texts.iter().map(|text| word(text)).collect();
            at_least(least, parts, true).map(|query| query.to_string())
        };
        let two_of_three =
            "((a AND b) OR (a AND c) OR (b AND c))^0 AND MAYBE a AND MAYBE b AND MAYBE c";
        assert_eq!(of(2, &["a", "b", "c"]).as_deref(), Some(two_of_three));
        assert_eq!(of(1, &["a", "b"]).as_deref(), Some("a OR b"));
        assert_eq!(of(2, &["a", "b"]).as_deref(), Some("a AND b"));
        assert_eq!(of(3, &["a", "b"]).as_deref(), Some("* AND NOT *"));
        let many: Vec<String> = (0..20).map(|number| format!("w{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(of(10, &many), None);
        assert!(of(19, &many).is_some());
    }
}
