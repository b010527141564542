//! Hits that are nearly the same become one: the best of a family stands for all of it.

use rustc_hash::FxHashMap;
use tantivy::DocAddress;

use super::top::Found;
use crate::index::cursor::Rank;

/// The first `limit` families after `after` of hits that are all there, in order. A family stands where
/// its best hit stands; the others are its versions.
pub fn collapse(
    found: Found,
    after: Option<Rank>,
    limit: usize,
    family: impl Fn(DocAddress) -> Option<u64>,
) -> Found {
    let mut folded: Vec<((Rank, DocAddress), Vec<DocAddress>)> = Vec::new();
    let mut places: FxHashMap<u64, usize> = FxHashMap::default();
    for hit in found.hits {
        // Without a word there is no family.
        let place = family(hit.1).map(|family| *places.entry(family).or_insert(folded.len()));
        match place.and_then(|place| folded.get_mut(place)) {
            Some((_, versions)) => versions.push(hit.1),
            None => folded.push((hit, Vec::new())),
        }
    }
    let total = folded.len() as u64;
    let is_after = |((rank, _), _): &(_, _)| after.is_none_or(|after| *rank > after);
    let mut rest = folded.into_iter().filter(is_after);
    let (hits, versions) = rest.by_ref().take(limit).unzip();
    Found { hits, versions, more: rest.next().is_some(), total }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_a_family_stands_for_it() {
        let families = [7, 8, 7, 9, 8, 7, 0];
        let rank = |value| Rank { value, key: 0 };
        let found = || Found {
            hits: (0..7).map(|doc| (rank(doc.into()), DocAddress::new(0, doc))).collect(),
            ..Found::default()
        };
        let family = |at: DocAddress| Some(families[at.doc_id as usize]).filter(|&own| own > 0);
        let shown = |after, limit| {
            let Found { hits, versions, more, total } = collapse(found(), after, limit, family);
            let ids = |docs: &[DocAddress]| docs.iter().map(|at| at.doc_id).collect::<Vec<_>>();
            let hits = hits.iter().zip(&versions).map(|((_, at), all)| (at.doc_id, ids(all)));
            (hits.collect::<Vec<_>>(), more, total)
        };
        let first = vec![(0, vec![2, 5]), (1, vec![4])];
        assert_eq!(shown(None, 2), (first, true, 4));
        assert_eq!(shown(Some(rank(1)), 2), (vec![(3, vec![]), (6, vec![])], false, 4));
    }
}
