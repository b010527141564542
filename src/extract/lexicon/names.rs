//! What a capitalised word may be: a given name, a surname, a place, a title, a role …
//!
//! A word is looked up once and gives a set of classes; names of several words are asked for as a
//! whole. Which class holds in an article is left to `tag`.

use std::{borrow::Cow, ops::BitOr, sync::LazyLock};

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use xxhash_rust::xxh3::xxh3_64;

/// A set of things that a word may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class(u32);

impl Class {
    /// A given name.
    pub const FIRST: Class = Class(1);
    /// A surname.
    pub const SURNAME: Class = Class(1 << 1);
    /// A town, country or region.
    pub const PLACE: Class = Class(1 << 2);
    /// The word that makes a name an organisation's: "committee".
    pub const ORGANISATION_HEAD: Class = Class(1 << 3);
    /// A legal form: "Inc".
    pub const LEGAL_FORM: Class = Class(1 << 4);
    /// The word that makes a name a place's: "river".
    pub const PLACE_HEAD: Class = Class(1 << 5);
    /// Stands before a person's name: "Mr", "President".
    pub const TITLE: Class = Class(1 << 6);
    /// A title that is nothing but a title: "Mr", "Sen.".
    pub const HONORIFIC: Class = Class(1 << 7);
    /// What somebody is: "chairman".
    pub const ROLE: Class = Class(1 << 8);
    /// A people, faith or following: "French".
    pub const DEMONYM: Class = Class(1 << 9);
    /// A day, a month, a mark of time.
    pub const CALENDAR: Class = Class(1 << 10);
    /// Capital only where a sentence starts: "However".
    pub const FUNCTION: Class = Class(1 << 11);
    /// Mostly written in lower case: "police".
    pub const COMMON: Class = Class(1 << 12);
    /// A well-known organisation.
    pub const ORGANISATION: Class = Class(1 << 13);
    /// A title for a woman.
    pub const FEMALE: Class = Class(1 << 14);
    /// A title for a man.
    pub const MALE: Class = Class(1 << 15);
    /// Belongs to the surname after it: "van", "de".
    pub const PARTICLE: Class = Class(1 << 16);

    /// A country, state, county, river or sea: a place before anything else.
    pub const REGION: Class = Class(1 << 17);
    /// The first word of a known name of several words.
    pub const OPENS_PHRASE: Class = Class(1 << 18);
    /// A given name that hardly any man bears.
    pub const WOMANS: Class = Class(1 << 19);
    /// A given name that hardly any woman bears.
    pub const MANS: Class = Class(1 << 20);
    /// What stands between names and belongs to none: titles, roles, peoples.
    pub const BETWEEN_NAMES: Class = Class(Self::TITLE.0 | Self::ROLE.0 | Self::DEMONYM.0);

    /// The set as a number, the same in every run.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether the two sets share a class.
    pub fn is(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }
}

/// The class with the name that the list of a language other than English gives it.
pub fn named(name: &str) -> Class {
    match name {
        "first" => Class::FIRST,
        "woman" => Class::FIRST | Class::WOMANS,
        "man" => Class::FIRST | Class::MANS,
        "place" => Class::PLACE,
        "region" => Class::PLACE | Class::REGION,
        "organisation" => Class::ORGANISATION,
        "organisation_head" => Class::ORGANISATION_HEAD,
        "legal_form" => Class::LEGAL_FORM,
        "demonym" => Class::DEMONYM,
        "common" | "no_organisation" => Class::COMMON,
        _ => Class::default(),
    }
}

impl BitOr for Class {
    type Output = Class;

    fn bitor(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

/// What `word` may be, whatever its case and accents.
pub fn class(word: &str) -> Class {
    listed(key(word))
}

/// What stands for a word, whatever its case and accents, in the table of single words.
pub fn key(word: &str) -> u64 {
    if is_folded(word) {
        return number(word);
    }
    let mut buffer = [0; 32];
    match ascii_lower(word, &mut buffer) {
        Some(lower) => number(lower),
        None => number(&fold(word)),
    }
}

/// What the word with this [`key`] may be.
pub fn listed(key: u64) -> Class {
    let known = WORDS.find(place(key), |&entry| is_of(entry, key)).copied();
    known.map_or(Class::default(), |entry| Class(entry as u32 & CLASSES))
}

/// What a folded name of one or several words is as a whole.
pub fn phrase_class(name: &str) -> Class {
    PHRASES.get(name).copied().unwrap_or_else(|| listed(number(name)))
}

/// Whether one of two folded given names is short for the other.
pub fn is_nickname(one: &str, other: &str) -> bool {
    NICKNAMES.contains(&(one, other)) || NICKNAMES.contains(&(other, one))
}

/// `text` in lower case, without accents, with straight apostrophes.
pub fn fold(text: &str) -> Cow<'_, str> {
    if is_folded(text) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let plain = text.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase);
    Cow::Owned(plain.map(crate::text::fold_quote).collect())
}

/// Whether [`fold`] would change nothing, as can be seen at once.
fn is_folded(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
}

/// `word` in lower case in `buffer`, if it is ASCII and fits.
fn ascii_lower<'b>(word: &str, buffer: &'b mut [u8; 32]) -> Option<&'b str> {
    let lower = buffer.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    if !lower.is_ascii() {
        return None;
    }
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok()
}

/// The lists whose lines are names and nothing else.
const LISTS: [(Class, &str); 15] = [
    (Class::FIRST, include_str!("first_names.txt")),
    (Class::WOMANS, include_str!("female_names.txt")),
    (Class::MANS, include_str!("male_names.txt")),
    (Class::SURNAME, include_str!("surnames.txt")),
    (Class::PLACE, include_str!("cities.txt")),
    (Class(Class::PLACE.0 | Class::REGION.0), include_str!("regions.txt")),
    (Class(Class::PLACE.0 | Class::REGION.0), include_str!("landmarks.txt")),
    (Class::ORGANISATION, include_str!("organisations.txt")),
    (Class::ORGANISATION_HEAD, include_str!("organisation_heads.txt")),
    (Class::LEGAL_FORM, include_str!("organisation_suffixes.txt")),
    (Class::PLACE_HEAD, include_str!("place_heads.txt")),
    (Class::ROLE, include_str!("roles.txt")),
    (Class::DEMONYM, include_str!("demonyms.txt")),
    (Class::CALENDAR, include_str!("calendar.txt")),
    (Class::FUNCTION, include_str!("function_words.txt")),
];
const COMMON_WORDS: &str = include_str!("words.txt");
const TITLES: &str = include_str!("titles.txt");
const NICKNAME_PAIRS: &str = include_str!("nicknames.txt");
const PARTICLES: [&str; 27] = [
    "van", "von", "der", "den", "de", "da", "di", "del", "della", "du", "des", "dos", "das", "la",
    "le", "el", "al", "bin", "ibn", "ben", "ter", "ten", "bint", "abu", "zu", "af", "ap",
];

/// The texts of all lists here.
pub fn lists() -> impl Iterator<Item = &'static str> {
    let others = [COMMON_WORDS, TITLES, NICKNAME_PAIRS];
    LISTS.into_iter().map(|(_, list)| list).chain(others)
}

fn number(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

/// The bits that a [`Class`] can have.
const CLASSES: u32 = 2 * Class::MANS.0 - 1;

/// Single words: the number of each, with its classes in place of the last bits. So the table is small,
/// and near.
static WORDS: LazyLock<HashTable<u64>> = LazyLock::new(|| {
    let mut words = HashTable::with_capacity(80_000);
    let mut add = |word, class: Class| {
        let key = number(word);
        let entry = words.entry(place(key), |&entry| is_of(entry, key), |&entry| place(entry));
        *entry.or_insert(key & !u64::from(CLASSES)).get_mut() |= u64::from(class.bits());
    };
    let listed = LISTS.iter().flat_map(|&(class, list)| list.lines().map(move |it| (it, class)));
    for (name, class) in listed.filter(|(name, _)| !name.contains(' ')) {
        add(name, class);
    }
    COMMON_WORDS.lines().for_each(|word| add(word, Class::COMMON));
    PARTICLES.iter().for_each(|word| add(word, Class::PARTICLE));
    TITLES.lines().filter_map(title).for_each(|(word, class)| add(word, class));
    for name in PHRASES.keys() {
        let first = name.split(' ').next().unwrap_or_default();
        add(first.trim_end_matches("'s"), Class::OPENS_PHRASE);
    }
    words
});

/// Where in the table the word with this key is, or an entry: by the bits that both have.
fn place(key: u64) -> u64 {
    key & !u64::from(CLASSES) | key >> 43
}

/// Whether an entry is that of the word with this key.
fn is_of(entry: u64, key: u64) -> bool {
    (entry ^ key) & !u64::from(CLASSES) == 0
}

/// Names of several words.
static PHRASES: LazyLock<FxHashMap<&str, Class>> = LazyLock::new(|| {
    let listed = LISTS.iter().flat_map(|&(class, list)| list.lines().map(move |it| (it, class)));
    listed.filter(|(name, _)| name.contains(' ')).collect()
});

static NICKNAMES: LazyLock<FxHashSet<(&str, &str)>> = LazyLock::new(|| {
    let pairs = NICKNAME_PAIRS.lines().filter_map(|line| line.split_once(' '));
    pairs.flat_map(|(short, long)| long.split(' ').map(move |long| (short, long))).collect()
});

/// One line of the list of titles: word, gender, and `h` for an honorific.
fn title(line: &'static str) -> Option<(&'static str, Class)> {
    let mut columns = line.split(' ');
    let word = columns.next()?;
    let gender = match columns.next() {
        Some("f") => Class::FEMALE,
        Some("m") => Class::MALE,
        _ => Class::default(),
    };
    let honorific = if columns.next().is_some() { Class::HONORIFIC } else { Class::default() };
    Some((word, Class::TITLE | gender | honorific))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_classes_of_their_lists() {
        let cases = [
            ("Karen", Class::FIRST, true),
            ("Pollock", Class::SURNAME, true),
            ("Zürich", Class::PLACE, true),
            ("Committee", Class::ORGANISATION_HEAD, true),
            ("Mr.", Class::HONORIFIC, true),
            ("President", Class::HONORIFIC, false),
            ("President", Class::TITLE, true),
            ("spokeswoman", Class::ROLE, true),
            ("However", Class::FUNCTION, true),
            ("Tuesday", Class::CALENDAR, true),
            ("van", Class::PARTICLE, true),
            ("José", Class::FIRST, true),
            ("MRS.", Class::FEMALE, true),
            ("xyzzy", Class::COMMON, false),
            ("", Class::COMMON, false),
        ];
        for (word, of, expected) in cases {
            assert_eq!(class(word).is(of), expected, "{word:?} as {of:?}");
        }
    }

    #[test]
    fn phrases_are_asked_for_as_a_whole() {
        assert!(phrase_class("new york").is(Class::PLACE));
        assert!(phrase_class("sky news").is(Class::ORGANISATION));
        assert!(phrase_class("at&t").is(Class::ORGANISATION));
        assert!(is_nickname("bill", "william") && is_nickname("william", "bill"));
    }

    #[test]
    fn folding_drops_case_accents_and_curls() {
        assert_eq!(fold("São L’Élu"), "sao l'elu");
    }

    #[test]
    fn lists_are_folded_and_have_no_blank_lines() {
        for (class, list) in LISTS {
            for line in list.lines() {
                assert_eq!(fold(line), line, "{class:?}");
                assert!(!line.trim().is_empty() && line.trim() == line, "{class:?} {line:?}");
            }
        }
    }
}
