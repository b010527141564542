//! What a token can be inside a name: the labels of the tagger, and which may follow which.
//!
//! Persons, organisations and places have four labels each (first, inside, last, only token), so that
//! two names side by side stay two; anything else with a name has one, since nobody asks for its ends.

use std::ops::Range;

use crate::extract::EntityKind;

/// A label; its number is below [`LABELS`].
pub type Label = u8;

/// The labels that there are.
pub const LABELS: usize = 14;

/// No part of a name.
pub const OUTSIDE: Label = 0;

/// Part of a name that is no person's, organisation's or place's.
pub const OTHER: Label = 13;

/// The kinds with four labels each.
const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];

/// Where in a name a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    First,
    Inside,
    Last,
    Only,
}

/// The labels of a name of `len` tokens, in order.
pub fn of_name(kind: EntityKind, len: usize) -> impl Iterator<Item = Label> {
    let number = KINDS.iter().position(|&it| it == kind);
    (0..len).map(move |at| {
        let place = match (at, at + 1 == len) {
            (0, true) => Place::Only,
            (0, false) => Place::First,
            (_, false) => Place::Inside,
            (_, true) => Place::Last,
        };
        number.map_or(OTHER, |kind| (1 + 4 * kind + place as usize) as Label)
    })
}

fn parts(label: Label) -> Option<(EntityKind, Place)> {
    const PLACES: [Place; 4] = [Place::First, Place::Inside, Place::Last, Place::Only];
    let number = usize::from(label).checked_sub(1)?;
    Some((*KINDS.get(number / 4)?, PLACES[number % 4]))
}

/// Whether a name goes on after this label.
fn is_open(label: Label) -> bool {
    parts(label).is_some_and(|(_, place)| matches!(place, Place::First | Place::Inside))
}

/// Whether this label goes on with a name.
fn goes_on(label: Label) -> bool {
    parts(label).is_some_and(|(_, place)| matches!(place, Place::Inside | Place::Last))
}

/// Whether a chain of labels may begin with this one.
pub const fn may_begin(label: Label) -> bool {
    label == OUTSIDE || label == OTHER || matches!((label - 1) % 4, 0 | 3)
}

/// Whether a chain of labels may end with this one.
pub const fn may_end(label: Label) -> bool {
    label == OUTSIDE || label == OTHER || matches!((label - 1) % 4, 2 | 3)
}

/// Whether `next` may follow `label`.
pub fn may_follow(label: Label, next: Label) -> bool {
    let same = || parts(label).map(|it| it.0) == parts(next).map(|it| it.0);
    if is_open(label) { goes_on(next) && same() } else { !goes_on(next) }
}

/// The names in a chain of labels that begins at token `start`, in order, with their kinds.
pub fn names(labels: &[Label], start: usize) -> Vec<(Range<usize>, EntityKind)> {
    let mut found: Vec<(Range<usize>, EntityKind)> = Vec::new();
    for (at, &label) in labels.iter().enumerate() {
        let token = start + at;
        let kind = match parts(label) {
            Some((kind, _)) => kind,
            None if label == OTHER => EntityKind::Other,
            None => continue,
        };
        let goes_on = goes_on(label) || label == OTHER && at > 0 && labels[at - 1] == OTHER;
        match found.last_mut() {
            Some((tokens, _)) if goes_on && tokens.end == token => tokens.end = token + 1,
            _ => found.push((token..token + 1, kind)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_labels_and_labels_names() {
        let kinds = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
        for kind in kinds {
            for len in 1..5 {
                let labels: Vec<Label> = of_name(kind, len).chain(of_name(kind, 1)).collect();
                assert_eq!(names(&labels, 7), [(7..7 + len, kind), (7 + len..8 + len, kind)]);
                assert!(may_begin(labels[0]) && may_end(labels[len]));
                assert!(labels.windows(2).all(|it| may_follow(it[0], it[1])));
            }
        }
        let other: Vec<Label> = of_name(EntityKind::Other, 2).collect();
        assert_eq!(names(&other, 0), [(0..2, EntityKind::Other)]);
    }

    #[test]
    fn a_name_is_closed_before_another_thing_begins() {
        let first: Vec<Label> = of_name(EntityKind::Person, 2).collect();
        let only = of_name(EntityKind::Place, 1).next().unwrap();
        assert!(!may_follow(first[0], OUTSIDE) && !may_follow(first[0], only));
        assert!(!may_begin(first[1]) && !may_end(first[0]));
        assert!(may_follow(first[1], only) && may_follow(OTHER, OUTSIDE));
    }
}
