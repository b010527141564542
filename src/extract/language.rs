//! The languages that quotations are found in, and what only the cutting of words needs to know of
//! them.
//!
//! What words mean in a language is left to `lexicon`, how sentences say who said what to
//! `construction` (English) and `inversion` (German, French).

use super::lexicon::foreign::{self, Lexicon};

/// A language that quotations are found in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// The language that rules and lists were made for first.
    #[default]
    English,
    /// „…“, »…«, and the verb second.
    German,
    /// « … », dashes, elisions.
    French,
}

impl Language {
    /// The language with this code, ISO 639-1 with or without a region: "de", "fr-CA".
    pub fn of(code: &str) -> Option<Language> {
        let language = code.split(['-', '_']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "en" => Some(Language::English),
            "de" => Some(Language::German),
            "fr" => Some(Language::French),
            _ => None,
        }
    }

    /// The words of the language; English has its own lists.
    pub fn lexicon(self) -> Option<&'static Lexicon> {
        match self {
            Language::English => None,
            Language::German => Some(&foreign::GERMAN),
            Language::French => Some(&foreign::FRENCH),
        }
    }

    /// Whether a stop between `before` and `after` ends no sentence in this language: "am 3. Mai",
    /// "2 Mio. Euro", "MM. Roe et Poe".
    pub fn goes_on(self, before: &str, after: &str) -> bool {
        let Some(before) = before.strip_suffix('.') else { return false };
        let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or(before);
        let next = after.split_whitespace().next().unwrap_or_default();
        match self {
            Language::English => false,
            Language::German => {
                let ordinal = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
                let begins = foreign::GERMAN.gloss(&next.to_lowercase()).is_some();
                !word.is_empty() && ordinal && (!begins || is_german_month(next))
                    || GERMAN_ABBREVIATIONS.contains(&word)
            }
            Language::French => FRENCH_ABBREVIATIONS.contains(&word),
        }
    }
}

fn is_german_month(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    foreign::GERMAN.gloss(&word.to_lowercase()).is_some_and(|it| it == "january")
}

/// Abbreviations that the next word belongs to.
const GERMAN_ABBREVIATIONS: [&str; 15] = [
    "Mio", "Mrd", "Nr", "bzw", "ca", "Abs", "Art", "evtl", "inkl", "geb", "Hl", "Ing", "vgl", "rd",
    "St",
];
const FRENCH_ABBREVIATIONS: [&str; 5] = ["MM", "Mgr", "Mmes", "art", "Pr"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_languages() {
        let cases = [
            ("en", Some(Language::English)),
            ("en-GB", Some(Language::English)),
            ("DE", Some(Language::German)),
            ("fr_CA", Some(Language::French)),
            ("es", None),
            ("english", None),
            ("", None),
        ];
        for (code, expected) in cases {
            assert_eq!(Language::of(code), expected, "of {code:?}");
        }
    }

    #[test]
    fn ordinals_and_abbreviations_end_no_sentence() {
        let cases = [
            (Language::German, "Er kam am 3.", "Mai an.", true),
            (Language::German, "Das kostet 2 Mio.", "Euro.", true),
            (Language::German, "Es waren 22.", "Der Rest ging.", false),
            (Language::German, "Er ging.", "Mai kam.", false),
            (Language::French, "Selon MM.", "Roe et Poe", true),
            (Language::French, "Il part.", "Roe reste.", false),
            (Language::English, "He met MM.", "Roe", false),
        ];
        for (language, before, after, expected) in cases {
            assert_eq!(language.goes_on(before, after), expected, "{before:?} {after:?}");
        }
    }
}
