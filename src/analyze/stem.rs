//! Stems, by rust-stemmers.
//!
//! A number, and a function word that no other one shares its stem with, is written once and stands for
//! its stem as well: about half of all words are such. So are all words of a language without a stemmer.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashSet;

use super::{FunctionWords, Language};

/// Which stemmer makes the stems; part of the manifest, since stems in an index and in a query must
/// come from the same one.
pub const STEMMER: &str = "rust-stemmers 1.2";

/// Stems the folded words of one language.
pub(super) struct Stems {
    stemmer: Option<Stemmer>,
    /// The function words that stand for their stems.
    alone: FxHashSet<String>,
}

impl Stems {
    pub(super) fn new(language: Language) -> Stems {
        let stemmer = algorithm(language).map(Stemmer::create);
        let alone = stemmer.as_ref().map(|stemmer| alone(stemmer, language)).unwrap_or_default();
        Stems { stemmer, alone }
    }

    /// The stem of `word`, or the word itself where the language has no stemmer.
    pub(super) fn of<'w>(&self, word: &'w str) -> Cow<'w, str> {
        match &self.stemmer {
            Some(stemmer) => stemmer.stem(word),
            None => Cow::Borrowed(word),
        }
    }

    /// Whether `word` is its own stem and written only once.
    pub(super) fn is_written_once(&self, word: &str) -> bool {
        let is_own_stem = || self.of(word) == word;
        let has_letter = || word.contains(char::is_alphabetic);
        self.stemmer.is_none() || self.alone.contains(word) || !has_letter() && is_own_stem()
    }

    /// Whether the language has other forms of a word at all.
    pub(super) fn has_stemmer(&self) -> bool {
        self.stemmer.is_some()
    }
}

/// The function words that are their own stem, and that of no other one. Where several share a stem (`it`
/// and `its`), one term for all is looked up faster than the two that they would need.
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

    fn stem(language: &str, word: &str) -> String {
        Stems::new(Language::from_tag(language)).of(word).into_owned()
    }

    #[test]
    fn each_language_has_its_stems() {
        let cases = [
            ("en", "investigations", "investig"),
            ("de", "wohnungen", "wohnung"),
            ("el", "σπιτια", "σπιτια"),
            ("", "words", "words"),
        ];
        for (language, word, expected) in cases {
            assert_eq!(stem(language, word), expected, "{word} in {language:?}");
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
