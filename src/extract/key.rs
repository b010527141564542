//! What makes names of different articles one person's or one organisation's.
//!
//! Inside one article that is decided by all that the article says (`identity`); across articles
//! there are only the names themselves. So keys are careful: two people with one surname, or one
//! given name, have two keys, and a bare surname has a key of its own.

use super::{EntityKind, lexicon::names::fold, organisation, person::PersonName};

/// The key of a name: names with the same key are one's.
///
/// A person's is the given name and the surname, folded, without titles, middle names and
/// initials, and with the mark of a namesake (“Jr.”); an organisation's is without “the”, stops
/// and legal form.
///
/// ```
/// use dixit::extract::{EntityKind, key};
/// assert_eq!(key(EntityKind::Person, "Ana L. Ruiz"), key(EntityKind::Person, "ANA RUIZ"));
/// assert_ne!(key(EntityKind::Person, "Ana Ruiz"), key(EntityKind::Person, "Ruiz"));
/// assert_eq!(key(EntityKind::Organisation, "The Acme Co., Inc."), "acme");
/// ```
pub fn key(kind: EntityKind, name: &str) -> String {
    match kind {
        EntityKind::Person => of_person(&PersonName::parse(name)),
        EntityKind::Organisation => organisation::key(name),
        EntityKind::Place | EntityKind::Other => fold(name).into_owned(),
    }
}

fn of_person(name: &PersonName) -> String {
    let is_word = |given: &&String| given.trim_end_matches('.').chars().count() > 1;
    let given = name.given.iter().find(is_word).or(name.given.first());
    let namesake = name.is_junior.then_some("jr");
    let parts =
        given.map(String::as_str).into_iter().chain([name.surname.as_str()]).chain(namesake);
    parts.collect::<Vec<_>>().join(" ")
}

/// Titles that are also written short, folded and without the stop.
const SHORT_TITLES: &[(&str, &str)] = &[
    ("adm", "admiral"),
    ("amb", "ambassador"),
    ("atty", "attorney"),
    ("capt", "captain"),
    ("cllr", "councillor"),
    ("cmdr", "commander"),
    ("col", "colonel"),
    ("dem", "democrat"),
    ("dep", "deputy"),
    ("dr", "doctor"),
    ("gen", "general"),
    ("gov", "governor"),
    ("lt", "lieutenant"),
    ("maj", "major"),
    ("pres", "president"),
    ("prof", "professor"),
    ("rep", "representative"),
    ("rev", "reverend"),
    ("sec", "secretary"),
    ("sen", "senator"),
    ("sgt", "sergeant"),
];

/// The key of a role, as the words of an article give it: roles with the same key are one.
///
/// ```
/// use dixit::extract::role_key;
/// assert_eq!(role_key("Lt. Gov."), role_key("lieutenant governor"));
/// assert_ne!(role_key("former senator"), role_key("Sen."));
/// ```
pub fn role_key(role: &str) -> String {
    let folded = fold(role);
    let whole = |word: &str| -> String {
        let short = word.trim_end_matches('.');
        let known = SHORT_TITLES.iter().find(|(title, _)| *title == short);
        known.map_or(short, |(_, title)| title).to_owned()
    };
    folded.split_whitespace().map(whole).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_with_one_surname_have_keys_of_their_own() {
        let cases = [
            ("Ana Ruiz", "ana ruiz"),
            ("Ana L. Ruiz", "ana ruiz"),
            ("Ana Lucía Ruiz", "ana ruiz"),
            ("A. Lucía Ruiz", "lucia ruiz"),
            ("A. Ruiz", "a. ruiz"),
            ("Leo Ruiz", "leo ruiz"),
            ("Leo Ruiz Jr.", "leo ruiz jr"),
            ("Marta van der Berg", "marta van der berg"),
            ("Ruiz", "ruiz"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(key(EntityKind::Person, name), expected, "of {name:?}");
        }
    }

    #[test]
    fn organisations_and_places_are_known_by_their_words() {
        assert_eq!(key(EntityKind::Organisation, "the Lakeside Trust"), "lakeside trust");
        assert_eq!(key(EntityKind::Organisation, "F.B.T."), "fbt");
        assert_eq!(key(EntityKind::Place, "Zürich"), "zurich");
    }
}
