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
/// overlap, as many as possible. Gives what [`near_after`] gives for the words, both ways.
///
/// In order, each word of the shorter side takes the last word of the other before it, if that is free, or
/// else the first after it, unless the next word of its own side comes first. Nothing else need be asked:
/// if the nearest is too far away, all others are.
pub fn count_pairs(
    left: &[u32],
    right: &[u32],
    reach: Reach,
    ordered: bool,
    ends: &[u32],
) -> usize {
    let is_left_short = left.len() <= right.len();
    let (short, mut free) = if is_left_short { (left, right) } else { (right, left) };
    let (takes_before, takes_after) = (!ordered || !is_left_short, !ordered || is_left_short);
    let mut ends = ends;
    let mut are_near = |from: u32, to: u32| match reach {
        Reach::Words(most) => to - from <= most,
        Reach::Sentence | Reach::Paragraph => {
            ends = from_least(ends, from);
            ends.first().is_none_or(|&end| end >= to)
        }
    };
    let (mut count, mut taken) = (0, None);
    for (number, &word) in short.iter().enumerate() {
        // A word may be on both sides, and is then in one place only.
        if taken == Some(word) {
            continue;
        }
        let from_word = from_least(free, word);
        let before = free[..free.len() - from_word.len()].last();
        let after = from_word.strip_prefix(&[word]).unwrap_or(from_word);
        if takes_before && before.is_some_and(|&before| are_near(before, word)) {
            (count, free) = (count + 1, after);
        } else if takes_after
            && let Some((&next, rest)) = after.split_first()
            && short.get(number + 1).is_none_or(|&own| own >= next)
            && are_near(word, next)
        {
            (count, free, taken) = (count + 1, rest, Some(next));
        } else {
            free = from_word;
        }
    }
    count
}

/// What is left of sorted positions without those below `least`; one by one, for they are few.
fn from_least(sorted: &[u32], least: u32) -> &[u32] {
    let below = sorted.iter().take_while(|&&position| position < least).count();
    &sorted[below..]
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
