//! Stems, by rust-stemmers.
//!
//! A text is as long as it has words and stems, whether these are written or not. A number, and a function
//! word that no other one shares its stem with, counts once: it says little of what the text is about.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashSet;

use super::{FunctionWords, Language};

/// Which stemmer makes the stems; part of the manifest, since stems in an index and in a query must
/// come from the same one.
pub const STEMMER: &str = "rust-stemmers 1.2";

/// Stems the folded words of one language.
pub(super) struct Stems {
    stemmer: Stemmer,
    /// The function words that are their own stem, and that of no other one.
    alone: FxHashSet<String>,
}

impl Stems {
    /// `None` if the language has no stemmer.
    pub(super) fn new(language: Language) -> Option<Stems> {
        let stemmer = Stemmer::create(algorithm(language)?);
        let alone = alone(&stemmer, language);
        Some(Stems { stemmer, alone })
    }

    /// The stem of `word`.
    pub(super) fn of<'w>(&self, word: &'w str) -> Cow<'w, str> {
        self.stemmer.stem(word)
    }

    /// Whether `word`, which is its own stem, makes a text longer by one instead of two.
    pub(super) fn counts_once(&self, word: &str) -> bool {
        self.alone.contains(word) || !word.contains(char::is_alphabetic)
    }
}

/// The function words that are their own stem, and that of no other one.
fn alone(stemmer: &Stemmer, language: Language) -> FxHashSet<String> {
    let function_words = FunctionWords::of(language);
    // `he's` is the word `he`, see `chunk`.
    let words = function_words.iter().filter(|word| !word.ends_with("'s"));
    let mut words: Vec<_> = words.map(|word| (stemmer.stem(word), word)).collect();
    words.sort_unstable();
    let groups = words.chunk_by(|(stem, _), (other, _)| stem == other);
    let lone = groups.filter_map(|group| match group {
        [(stem, word)] if stem == word => Some((*word).to_owned()),
        _ => None,
    });
    lone.collect()
}

/// Why the words of a language are not stemmed, if they are not.
pub fn unstemmed(language: Language) -> Option<&'static str> {
    match (algorithm(language), language.code()) {
        (Some(_), _) => None,
        (None, "el") => Some("its stemmer fails on some words"),
        (None, "zh" | "ja" | "th") => Some("a word is found by its signs"),
        (None, _) => Some("there is no stemmer"),
    }
}

/// The algorithm of a language. Greek is left out: that stemmer panics on some words.
fn algorithm(language: Language) -> Option<Algorithm> {
    Some(match language.code() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEMMED: [&str; 17] = [
        "ar", "da", "nl", "en", "fi", "fr", "de", "hu", "it", "no", "pt", "ro", "ru", "es", "sv",
        "ta", "tr",
    ];

    fn stem(language: &str, word: &str) -> Option<String> {
        Some(Stems::new(Language::from_tag(language))?.of(word).into_owned())
    }

    #[test]
    fn each_language_has_its_stems() {
        let cases = [
            ("en", "investigations", Some("investig")),
            ("de", "wohnungen", Some("wohnung")),
            ("el", "σπιτια", None),
            ("", "words", None),
        ];
        for (language, word, expected) in cases {
            assert_eq!(stem(language, word).as_deref(), expected, "{word} in {language:?}");
        }
    }

    #[test]
    fn what_is_not_stemmed_has_a_reason() {
        let reason = |code: &str| unstemmed(Language::from_tag(code));
        assert!(STEMMED.iter().all(|code| reason(code).is_none()));
        assert!(["el", "zh", "pl", ""].iter().all(|code| reason(code).is_some()));
    }

    proptest! {
        #[test]
        fn no_word_makes_a_stemmer_panic(word in "[\\p{L}\\p{Nd}'&.]{0,24}") {
            for language in STEMMED {
                stem(language, &word.to_lowercase());
            }
        }
    }
}
