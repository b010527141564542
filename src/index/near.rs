//! Which places of one text are near each other: arithmetic on sorted positions.

use crate::query::Reach;

/// The first and the last word of a place.
pub type Hull = (u32, u32);

/// The positions of the words of a place, in order. Never empty.
pub type Place = Vec<u32>;

/// The first and the last word of a place.
pub fn hull(place: &[u32]) -> Hull {
    (place.first().copied().unwrap_or_default(), place.last().copied().unwrap_or_default())
}

/// Adds for each run of `left` the shortest place with a run of `right` after it, if one is near. Both
/// are in order of their first words.
pub fn near_after(
    left: &[Hull],
    right: &[Hull],
    reach: Reach,
    ends: &[u32],
    hulls: &mut Vec<Hull>,
) {
    let (mut start, mut end) = (0, 0);
    for &(from, to) in left {
        // The last words of `left` need not be in order.
        while start > 0 && right[start - 1].0 > to {
            start -= 1;
        }
        while start < right.len() && right[start].0 <= to {
            start += 1;
        }
        let (limit, last_limit) = match reach {
            Reach::Words(most) => (to.saturating_add(most), u32::MAX),
            Reach::Sentence | Reach::Paragraph => {
                while end < ends.len() && ends[end] < from {
                    end += 1;
                }
                // All of it must lie in the sentence.
                let limit = ends.get(end).copied().unwrap_or(u32::MAX);
                (limit, limit)
            }
        };
        let mut shortest: Option<u32> = None;
        for &(first, last) in &right[start..] {
            if first > limit || shortest.is_some_and(|shortest| first > shortest) {
                break;
            }
            if last <= last_limit {
                shortest = Some(shortest.map_or(last, |shortest| shortest.min(last)));
            }
        }
        hulls.extend(shortest.map(|last| (from, last)));
    }
}

/// How many places of one word of `left` and one of `right` near each other there are that do not
/// overlap, as many as possible: of those before a word the last is the nearest, and if that is too far
/// away, it is so for all that follows. Gives what [`near_after`] gives for the words, both ways.
pub fn count_pairs(
    left: &[u32],
    right: &[u32],
    reach: Reach,
    ordered: bool,
    ends: &[u32],
) -> usize {
    let (mut i, mut j, mut end, mut count) = (0, 0, 0, 0);
    let mut are_near = |from: u32, to: u32| match reach {
        Reach::Words(most) => to - from <= most,
        Reach::Sentence | Reach::Paragraph => {
            end += ends[end..].partition_point(|&end| end < from);
            ends.get(end).is_none_or(|&end| end >= to)
        }
    };
    // The last word that is in no place yet, and on which sides it is.
    let mut free: Option<(u32, bool, bool)> = None;
    while i < left.len() || j < right.len() {
        let (a, b) = (left.get(i).copied(), right.get(j).copied());
        let at = a.unwrap_or(u32::MAX).min(b.unwrap_or(u32::MAX));
        let (is_left, is_right) = (a == Some(at), b == Some(at));
        (i, j) = (i + usize::from(is_left), j + usize::from(is_right));
        let is_pair = free.is_some_and(|(before, was_left, was_right)| {
            (was_left && is_right || !ordered && was_right && is_left) && are_near(before, at)
        });
        if is_pair {
            count += 1;
            free = None;
        } else if is_left || !ordered {
            free = Some((at, is_left, is_right));
        }
    }
    count
}

/// The last word of the sentence or paragraph with the word at `position`.
fn end_after(ends: &[u32], position: u32) -> u32 {
    let next = ends.partition_point(|&end| end < position);
    ends.get(next).copied().unwrap_or(u32::MAX)
}

/// The last word before the sentence or paragraph with the word at `position`, plus one.
fn start_before(ends: &[u32], position: u32) -> u32 {
    let next = ends.partition_point(|&end| end < position);
    next.checked_sub(1).map_or(0, |before| ends[before] + 1)
}

/// Those of `places` that may be near `place`; the longest hull of theirs is so long.
pub fn window<'p>(
    place: &[u32],
    places: &'p [Place],
    longest: u32,
    reach: Reach,
    ends: &[u32],
) -> &'p [Place] {
    let (first, last) = hull(place);
    let (from, to) = match reach {
        Reach::Words(most) => (first.saturating_sub(most), last.saturating_add(most)),
        Reach::Sentence | Reach::Paragraph => (start_before(ends, first), end_after(ends, last)),
    };
    let from = from.saturating_sub(longest);
    let start = places.partition_point(|other| other[0] < from);
    let end = places.partition_point(|other| other[0] <= to);
    &places[start..end.max(start)]
}

/// How many words the longest hull has, less one.
pub fn longest_hull(places: &[Place]) -> u32 {
    let length = |place: &Place| {
        let (first, last) = hull(place);
        last - first
    };
    places.iter().map(length).max().unwrap_or(0)
}

/// Whether two places are near each other.
pub fn is_near(a: &[u32], b: &[u32], reach: Reach, ordered: bool, ends: &[u32]) -> bool {
    let ((a_first, a_last), (b_first, b_last)) = (hull(a), hull(b));
    if ordered && a_last >= b_first {
        return false;
    }
    match reach {
        Reach::Words(most) => distance(a, b) <= most,
        Reach::Sentence | Reach::Paragraph => {
            let (from, to) = (a_first.min(b_first), a_last.max(b_last));
            end_after(ends, from) >= to
        }
    }
}

/// How far apart the nearest words of two places are; zero if they share one.
fn distance(a: &[u32], b: &[u32]) -> u32 {
    let (mut i, mut j, mut least) = (0, 0, u32::MAX);
    while let (Some(&x), Some(&y)) = (a.get(i), b.get(j)) {
        least = least.min(x.abs_diff(y));
        if x < y { i += 1 } else { j += 1 }
    }
    least
}

/// Whether two places share no word.
pub fn is_disjoint(a: &[u32], b: &[u32]) -> bool {
    distance(a, b) > 0
}
