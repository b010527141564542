//! Questions about a whole tree.

use super::ast::Query;

/// The number of levels.
pub(super) fn depth(query: &Query) -> usize {
    1 + query.parts().into_iter().map(depth).max().unwrap_or(0)
}

/// Whether all that it matches, it matches by what is absent or may be absent.
pub(super) fn only_excludes(query: &Query) -> bool {
    match query {
        Query::Not(_) | Query::Maybe(_) => true,
        Query::And(children) | Query::Or(children) => children.iter().all(only_excludes),
        Query::Field { query, .. } | Query::Boost { query, .. } => only_excludes(query),
        _ => false,
    }
}

/// Whether it matches everything, and only changes the order.
pub(super) fn only_ranks(query: &Query) -> bool {
    match query {
        Query::Maybe(_) => true,
        Query::And(children) => children.iter().all(only_ranks),
        Query::Field { query, .. } | Query::Boost { query, .. } => only_ranks(query),
        _ => false,
    }
}
