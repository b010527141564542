//! The languages of articles: their codes, and a guess where none is given.

use std::fmt;

use whatlang::{Detector, Lang};

/// A language by its two-letter code; where nothing is known, the empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 2]);

impl Language {
    /// No language in particular: words are folded and not stemmed.
    pub const UNKNOWN: Language = Language(*b"  ");
    /// English.
    pub const ENGLISH: Language = Language(*b"en");

    /// Reads the primary part of a language tag: `en`, `en-GB`, `EN_us`. Anything else is unknown.
    ///
    /// ```
    /// use dixit::analyze::Language;
    /// assert_eq!(Language::from_tag("en-GB"), Language::ENGLISH);
    /// assert_eq!(Language::from_tag("klingon"), Language::UNKNOWN);
    /// ```
    pub fn from_tag(tag: &str) -> Language {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match *primary.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Language([a.to_ascii_lowercase(), b.to_ascii_lowercase()])
            }
            _ => Language::UNKNOWN,
        }
    }

    /// The two letters, or nothing for the unknown language.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default().trim_end()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Guesses the language of a text from its first 600 bytes. English where the guess is not
/// reliable: short notices are most often in the language of the archive's readers, and a wrong
/// stem costs less than none.
pub fn detect(text: &str) -> Language {
    let text = beginning(text);
    if is_plainly_english(text) {
        return Language::ENGLISH;
    }
    let guess = whatlang::detect(text).filter(|guess| guess.is_reliable());
    guess.map_or(Language::ENGLISH, |guess| code(guess.lang()))
}

/// Guesses which of some languages a text is in, the first of them if it is in none.
pub fn detect_among(text: &str, languages: &[Language]) -> Language {
    let known: Vec<Lang> =
        Lang::all().iter().copied().filter(|&lang| languages.contains(&code(lang))).collect();
    let guess = Detector::with_allowlist(known).detect(beginning(text));
    let guess = guess.map(|guess| code(guess.lang()));
    guess.or(languages.first().copied()).unwrap_or_default()
}

/// The first 600 bytes.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(600);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether two words that no other language has both are frequent: spares most articles of most
/// archives a guess that takes longer than finding their quotations.
fn is_plainly_english(text: &str) -> bool {
    let count = |word: &str| text.split_ascii_whitespace().filter(|own| *own == word).count();
    count("the") >= 3 && count("of") + count("and") >= 3
}

/// The two-letter code of a detected language.
fn code(lang: Lang) -> Language {
    use Lang::*;
    let code = match lang {
        Ara => "ar",
        Cat => "ca",
        Ces => "cs",
        Cmn => "zh",
        Cym => "cy",
        Dan => "da",
        Deu => "de",
        Ell => "el",
        Eng => "en",
        Fin => "fi",
        Fra => "fr",
        Heb => "he",
        Hin => "hi",
        Hun => "hu",
        Ind => "id",
        Ita => "it",
        Jpn => "ja",
        Kor => "ko",
        Nld => "nl",
        Nob => "no",
        Pol => "pl",
        Por => "pt",
        Ron => "ro",
        Rus => "ru",
        Spa => "es",
        Swe => "sv",
        Tam => "ta",
        Tha => "th",
        Tur => "tr",
        Ukr => "uk",
        Vie => "vi",
        _ => "",
    };
    Language::from_tag(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_guessed() {
        let cases = [
            ("The council will not raise the toll on the old bridge this year, she said.", "en"),
            ("Der Stadtrat wird die Maut auf der alten Brücke in diesem Jahr nicht erhöhen.", "de"),
            ("Le conseil municipal n’augmentera pas le péage du vieux pont cette année.", "fr"),
            ("", "en"),
            ("42", "en"),
        ];
        for (text, expected) in cases {
            assert_eq!(detect(text).code(), expected, "in {text:?}");
        }
        detect(&"é".repeat(1_500));
    }
}
