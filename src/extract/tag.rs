//! Which words of an article are names, and of what kind: by rules and lists.
//!
//! What is found here is evidence for `tagger`, which has the last word.

use std::{hash::Hasher, ops::Range};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet, FxHasher};

use super::{
    EntityKind,
    kind::{Points, evidence},
    lexicon::names::Class,
    piece::{self, Piece},
    profile::Profile,
    sequence::sequences,
    token::Text,
};

/// A name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The tokens of the name, without title.
    pub tokens: Range<usize>,
    /// The first token of the titles before it; the start of `tokens` if there is none.
    pub lead: usize,
    /// What it names.
    pub kind: EntityKind,
}

/// Finds the names of an article, in text order, without overlap, each with the points that all places
/// with its words have on average.
pub fn tag(profile: &Profile) -> Vec<(Name, Points)> {
    let mut pieces = Vec::new();
    for run in sequences(profile) {
        piece::cut(profile, run, &mut pieces);
    }
    let keys: Vec<u64> =
        pieces.iter().map(|piece| key(profile.text, piece.tokens.clone())).collect();
    let votes = Votes::count(profile, &pieces, &keys);
    let name = |(piece, key): (Piece, u64)| {
        let (points, count) = votes.points(key);
        let kind = votes.kind(profile, &piece, key)?;
        Some((Name { tokens: piece.tokens, lead: piece.lead, kind }, points.per(count)))
    };
    pieces.into_iter().zip(keys).filter_map(name).collect()
}

/// What the pieces of an article say together.
struct Votes {
    /// Points for all pieces with the same words, and how many these are.
    points: FxHashMap<u64, (Points, i32)>,
    /// The last words of persons' full names.
    surnames: FxHashSet<u64>,
    /// The first words of persons' full names.
    given: FxHashSet<u64>,
    /// The first words of organisations' names.
    organisations: FxHashSet<u64>,
    /// The head nouns of organisations' names.
    heads: FxHashSet<u64>,
}

impl Votes {
    /// Counts the pieces; `keys` has one for each.
    fn count(profile: &Profile, pieces: &[Piece], keys: &[u64]) -> Votes {
        let mut points: FxHashMap<u64, (Points, i32)> =
            FxHashMap::with_capacity_and_hasher(pieces.len(), FxBuildHasher);
        for (piece, &key) in pieces.iter().zip(keys) {
            let (sum, count) = points.entry(key).or_default();
            sum.add(evidence(profile, piece));
            *count += 1;
        }
        let mut votes = Votes {
            points,
            surnames: FxHashSet::default(),
            given: FxHashSet::default(),
            organisations: FxHashSet::default(),
            heads: FxHashSet::default(),
        };
        for (piece, &key) in pieces.iter().zip(keys) {
            votes.count_parts(profile, piece, key);
        }
        votes
    }

    fn count_parts(&mut self, profile: &Profile, piece: &Piece, whole: u64) {
        let (first, last) = (piece.tokens.start, piece.tokens.end - 1);
        let own = self.points(whole).0.kind();
        if own == EntityKind::Person && (first < last || piece.lead < first) {
            if may_be_surname(profile.class(last)) {
                self.surnames.insert(key(profile.text, last..last + 1));
            }
            if first < last {
                self.given.insert(key(profile.text, first..first + 1));
            }
        }
        if own == EntityKind::Organisation && first < last {
            self.organisations.insert(key(profile.text, first..first + 1));
            let end = (first + 1..last).find(|&it| matches!(profile.text.lower(it), "of" | "for"));
            let head = end.unwrap_or(last + 1) - 1;
            self.heads.insert(key(profile.text, head..head + 1));
        }
    }

    /// The points of all pieces with this key, and how many these are.
    fn points(&self, key: u64) -> (Points, i32) {
        self.points.get(&key).copied().unwrap_or_default()
    }

    /// The kind of a piece; `None` if it is no name after all.
    fn kind(&self, profile: &Profile, piece: &Piece, key: u64) -> Option<EntityKind> {
        let (mut points, count) = self.points(key);
        if piece.tokens.len() > 1 || piece.lead < piece.tokens.start {
            return Some(points.kind());
        }
        let token = piece.tokens.start;
        let class = profile.class(token);
        let surname = self.surnames.contains(&key);
        if self.heads.contains(&key) && profile.is_definite_head(token) {
            return Some(EntityKind::Organisation);
        }
        if surname {
            points.person += count * if class.is(Class::REGION) { 4 } else { 8 };
        } else if self.given.contains(&key) {
            points.person += count * 4;
        } else if self.organisations.contains(&key) && !class.is(Class::PLACE) && points.place <= 0
        {
            points.organisation += count * 3;
        }
        let plain = class.is(Class::COMMON | Class::FUNCTION | Class::CALENDAR);
        let accepted = !plain
            || class.is(Class::ORGANISATION | Class::REGION)
            || surname && is_free(profile, token);
        accepted.then(|| points.kind())
    }
}

/// Whether the last word of a person's name can stand for the person: not a mistaken head noun.
fn may_be_surname(class: Class) -> bool {
    let noun = Class::COMMON | Class::FUNCTION | Class::ORGANISATION_HEAD | Class::PLACE_HEAD;
    class.is(Class::SURNAME) || !class.is(noun)
}

/// Whether a word that is also a month or an everyday word stands where a surname can stand.
pub fn is_free(profile: &Profile, token: usize) -> bool {
    let before = profile.previous(token).map_or("", |it| profile.text.lower(it));
    let dated =
        matches!(before, "in" | "on" | "since" | "last" | "until" | "by" | "early" | "late" | "of");
    let number = profile
        .next(token)
        .is_some_and(|it| profile.text.word(it).starts_with(|c: char| c.is_ascii_digit()));
    !(profile.text.names(token).is(Class::CALENDAR) && (dated || number))
}

/// The words of a range of tokens, whatever their case, as one number.
pub fn key(text: &Text, tokens: Range<usize>) -> u64 {
    let mut hasher = FxHasher::default();
    // From 1: a zero would leave no trace.
    tokens.for_each(|token| hasher.write_usize(text.first(token).wrapping_add(1)));
    hasher.finish()
}
