//! Words that hold sentences together and say little about what they are about.
//!
//! They are indexed and found like any other word; what a text is about is not said by them.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Language, fold};

/// The function words of one language, folded. Of a language without a list there are none.
pub struct FunctionWords(FxHashSet<String>);

/// Those that were asked for.
static KNOWN: LazyLock<Mutex<FxHashMap<Language, Arc<FunctionWords>>>> =
    LazyLock::new(Mutex::default);

impl FunctionWords {
    /// The function words of a language.
    ///
    /// ```
    /// use dixit::analyze::{FunctionWords, Language};
    /// let words = FunctionWords::of(Language::ENGLISH);
    /// assert!(words.contain("the") && words.contain("don't") && !words.contain("bridge"));
    /// ```
    pub fn of(language: Language) -> Arc<FunctionWords> {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let words =
            known.entry(language).or_insert_with(|| Arc::new(FunctionWords::read(language)));
        Arc::clone(words)
    }

    fn read(language: Language) -> FunctionWords {
        let listed = stop_words::lookup(language.code()).unwrap_or_default();
        let folded = |word: &&str| {
            let mut folded = String::with_capacity(word.len());
            fold(word, &mut folded);
            folded
        };
        FunctionWords(listed.iter().map(folded).collect())
    }

    /// The words, folded, in any order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether a folded word is one of them; `l'` is written `l` in the lists.
    pub fn contain(&self, word: &str) -> bool {
        self.0.contains(word.trim_end_matches('\''))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own() {
        let cases = [("en", "i", true), ("en", "so", true), ("en", "und", false)];
        let more = [("de", "und", true), ("fr", "meme", true), ("fr", "l'", true)];
        let none = [("", "the", false), ("xx", "the", false)];
        for (language, word, expected) in cases.into_iter().chain(more).chain(none) {
            let words = FunctionWords::of(Language::from_tag(language));
            assert_eq!(words.contain(word), expected, "{word} in {language:?}");
        }
    }
}
