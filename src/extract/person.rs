//! A person's name in its parts, and whether two names may be one person's.
//!
//! Only forms are compared here; which person of an article is meant is left to `identity`.

use std::borrow::Cow;

use super::{
    language::Language,
    lexicon::names::{Class, class, fold, is_nickname},
};
use crate::text::fold_quote;

/// A gender that the article states, by a title or a pronoun.
///
/// A given name may rule somebody out ("Mrs Roe" is not Bob Roe); it never says who is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// "Ms", "she".
    Female,
    /// "Mr", "he".
    Male,
}

impl Gender {
    /// The gender that a title states.
    pub fn of_title(title: Class) -> Option<Gender> {
        match (title.is(Class::FEMALE), title.is(Class::MALE)) {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            _ => None,
        }
    }

    /// The gender of nearly everybody with this full name's given name, if it is listed: in an
    /// article in French, Jean is a man.
    pub fn usual(full: &str, language: Language) -> Option<Gender> {
        let (given, _) = full.split_once(' ')?;
        let own = language.lexicon().map(|it| it.name(&given.to_lowercase()));
        let own = own.filter(|it| it.is(Class::WOMANS | Class::MANS));
        let given = own.unwrap_or_else(|| class(given));
        match (given.is(Class::WOMANS), given.is(Class::MANS)) {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            _ => None,
        }
    }
}

/// A name without its title: `given* [particles] surname`, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    /// Given names and initials, in order.
    pub given: Vec<String>,
    /// The surname with its particles; the only word if there is but one.
    pub surname: String,
    /// Whether it ends in "Jr." or a number: a namesake is somebody else.
    pub is_junior: bool,
    /// The gender of nearly everybody with this given name.
    pub usual_gender: Option<Gender>,
}

/// What may follow a surname.
const SUFFIXES: [&str; 18] = [
    "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "obe", "mbe", "cbe", "qc", "kc", "mp", "phd",
    "ph.d.", "md", "m.d.", "esq",
];

impl PersonName {
    /// Takes `name`, which has no title, apart.
    pub fn parse(name: &str) -> PersonName {
        let name = without_nickname(name);
        let folded = fold(&name);
        let mut words: Vec<&str> =
            folded.split_whitespace().map(|it| it.trim_matches(',')).collect();
        let mut is_junior = false;
        while let [_, .., last] = words[..]
            && SUFFIXES.contains(&last)
        {
            is_junior |= matches!(last, "jr" | "jr." | "ii" | "iii" | "iv");
            words.pop();
        }
        let surname = surname_start(&words);
        PersonName {
            given: words[..surname].iter().map(|&word| word.to_owned()).collect(),
            surname: words[surname..].join(" "),
            is_junior,
            usual_gender: Gender::usual(&folded, Language::English),
        }
    }

    /// Whether there is a given name.
    pub fn is_full(&self) -> bool {
        !self.given.is_empty()
    }

    /// Whether two full names may be one person's.
    pub fn may_be(&self, other: &PersonName) -> bool {
        if self.is_junior != other.is_junior {
            return false;
        }
        let same_surname = last_part(&self.surname) == last_part(&other.surname);
        same_surname && self.given_may_be(other) || self.holds(other) || other.holds(self)
    }

    /// Whether this bare name is the surname of `full`, or the end of it. A junior is no senior.
    pub fn is_surname_of(&self, full: &PersonName) -> bool {
        let surname = full.surname.as_str();
        if self.is_junior && !full.is_junior {
            return false;
        }
        surname == self.surname
            || last_part(surname) == self.surname
            || surname.rsplit('-').next() == Some(self.surname.as_str())
    }

    /// Whether this bare name is a given name of `full`. What is longer is none: "Roberts" is not
    /// Robert Roe.
    pub fn is_given_of(&self, full: &PersonName) -> bool {
        if self.is_junior && !full.is_junior {
            return false;
        }
        let longer = |given: &str| {
            self.surname.len() > given.len()
                && self.surname.starts_with(given.trim_end_matches('.'))
        };
        let first = full.given.first();
        let first = first.is_some_and(|given| alike(given, &self.surname) && !longer(given));
        first || full.given.contains(&self.surname)
    }

    fn given_may_be(&self, other: &PersonName) -> bool {
        let (Some(one), Some(two)) = (self.given.first(), other.given.first()) else {
            return true;
        };
        alike(one, two) || self.given.contains(two) || other.given.contains(one)
    }

    /// Whether every word of `other`, two at least, is a word of this name: "Park Geun-hye" and
    /// "Geun-hye Park".
    fn holds(&self, other: &PersonName) -> bool {
        other.words().count() >= 2 && other.words().all(|word| self.words().any(|it| it == word))
    }

    /// The words, cut at hyphens too: two names that may be one person's share one of them, unless
    /// one is a bare given name in another form.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        let words = self.given.iter().map(String::as_str).chain([self.surname.as_str()]);
        words.flat_map(|word| word.split([' ', '-']))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.given.iter().map(String::as_str).chain(self.surname.split(' '))
    }
}

/// The number of the word where the surname begins.
fn surname_start(words: &[&str]) -> usize {
    let is_particle = |word: &str| class(word).is(Class::PARTICLE);
    let mut start = words.len().saturating_sub(1);
    while start > 1 && is_particle(words[start - 1]) {
        start -= 1;
    }
    // "Van Dyke" is a surname; Al and Ben are given names before they are particles.
    if start == 1 && is_particle(words[0]) && !matches!(words[0], "al" | "ben") { 0 } else { start }
}

fn last_part(surname: &str) -> &str {
    surname.rsplit(' ').next().unwrap_or(surname)
}

/// A person's name without what stands in marks in its midst: "William Roe" for "William “Bill” Roe".
pub fn without_nickname(name: &str) -> Cow<'_, str> {
    let is_mark = |c: char| matches!(fold_quote(c), '"' | '\'' | '(' | ')');
    let opens = |word: &str| word.starts_with(is_mark);
    if !name.split_whitespace().skip(1).any(opens) {
        return Cow::Borrowed(name);
    }
    let mut inside = false;
    let is_outside = |word: &&str| {
        let outside = !inside && !opens(word);
        inside = !outside && !word.ends_with(is_mark);
        outside
    };
    let words: Vec<&str> = name.split_whitespace().filter(is_outside).collect();
    if inside { Cow::Borrowed(name) } else { Cow::Owned(words.join(" ")) }
}

/// Whether two given names may be one: equal, initial, short form, with or without hyphen.
fn alike(one: &str, two: &str) -> bool {
    let (one, two) = (one.trim_end_matches('.'), two.trim_end_matches('.'));
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let is_initial = short.chars().count() == 1 || short.contains('.');
    if is_initial {
        return short.chars().next() == long.chars().next();
    }
    let joined = |name: &str| name.replace('-', "");
    one == two
        || short.len() >= 3 && long.starts_with(short)
        || long.contains('-') && joined(one) == joined(two)
        || is_nickname(one, two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let cases = [
            ("Ana Ruiz", "ana|ruiz"),
            ("Marta van der Berg", "marta|van der berg"),
            ("van der Berg", "|van der berg"),
            ("Luis B. Ortega Jr.", "luis b.|ortega"),
            ("José Núñez", "jose|nunez"),
            ("Osman bin Yusuf", "osman|bin yusuf"),
            ("Ruiz", "|ruiz"),
            ("William “Bill” Ruiz", "william|ruiz"),
            ("Ana \"Wild Ana\" Ruiz", "ana|ruiz"),
            ("Jan 't Ruiz", "jan 't|ruiz"),
            ("Ben Ruiz", "ben|ruiz"),
            ("Van Ruiz", "|van ruiz"),
            ("", "|"),
        ];
        for (name, expected) in cases {
            let name = PersonName::parse(name);
            assert_eq!(format!("{}|{}", name.given.join(" "), name.surname), expected);
        }
    }

    #[test]
    fn forms_of_one_name_are_compatible() {
        let cases = [
            ("William Roe", "Bill Roe", true),
            ("J. Roe", "Jane Roe", true),
            ("Jane Ann Roe", "Ann Roe", true),
            ("Jane Roe", "John Roe", false),
            ("Jane Roe", "Jane Poe", false),
            ("John Roe", "John Roe Jr.", false),
            ("Kim Min-ji", "Min-ji Kim", true),
            ("Zoë Roe", "Zoe Roe", true),
        ];
        for (one, two, expected) in cases {
            let (one, two) = (PersonName::parse(one), PersonName::parse(two));
            assert_eq!(one.may_be(&two), expected, "{one:?} {two:?}");
        }
    }

    #[test]
    fn bare_names_belong_to_full_ones() {
        let full = PersonName::parse("Marta van der Berg-Roe");
        for bare in ["van der Berg-Roe", "Berg-Roe", "Roe"] {
            assert!(PersonName::parse(bare).is_surname_of(&full), "{bare}");
        }
        assert!(PersonName::parse("Marta").is_given_of(&full));
        assert!(!PersonName::parse("Berg").is_given_of(&full));
        let senior = PersonName::parse("Leo Ruiz");
        assert!(!PersonName::parse("Ruiz Jr.").is_surname_of(&senior));
        assert!(!PersonName::parse("Leo Jr.").is_given_of(&senior));
    }
}
