//! Stems, by rust-stemmers.

use rust_stemmers::{Algorithm, Stemmer};

use super::Language;

/// Which stemmer makes the stems; part of the manifest, since stems in an index and in a query must
/// come from the same one.
pub const STEMMER: &str = "rust-stemmers 1.2";

/// Stems the folded words of one language.
pub(super) struct Stems(Option<Stemmer>);

impl Stems {
    pub(super) fn new(language: Language) -> Stems {
        Stems(algorithm(language).map(Stemmer::create))
    }

    /// Appends the stem of `word`, or the word itself where the language has no stemmer.
    pub(super) fn push(&self, word: &str, out: &mut String) {
        match &self.0 {
            Some(stemmer) => out.push_str(&stemmer.stem(word)),
            None => out.push_str(word),
        }
    }
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
        let mut out = String::new();
        Stems::new(Language::from_tag(language)).push(word, &mut out);
        out
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
