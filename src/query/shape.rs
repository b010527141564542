//! Questions about a whole tree.

use super::ast::Query;

/// The number of levels.
pub(super) fn depth(query: &Query) -> usize {
    let below = match query {
        Query::And(children) | Query::Or(children) => children.iter().map(depth).max(),
        Query::Not(query) | Query::Quote(query) | Query::Field { query, .. } => Some(depth(query)),
        Query::Said { who, what } => Some(depth(who).max(depth(what))),
        _ => None,
    };
    1 + below.unwrap_or(0)
}

/// Whether all that it matches, it matches by what is absent.
pub(super) fn only_excludes(query: &Query) -> bool {
    match query {
        Query::Not(_) => true,
        Query::And(children) | Query::Or(children) => children.iter().all(only_excludes),
        Query::Field { query, .. } => only_excludes(query),
        _ => false,
    }
}
