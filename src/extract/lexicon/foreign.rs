//! The words of languages other than English.
//!
//! A language is one text file. Its section `[english]` says what words are in English (`she =
//! sie`): passes that know a few English words of grammar, titles and roles then read it as they
//! read English, by [`Lexicon::gloss`]. `[speech]` has the verbs of saying and what else announces,
//! `[names]` what the lists of names lack.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{names, speech};

/// German.
pub static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(GERMAN_WORDS));
/// French.
pub static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(FRENCH_WORDS));

const GERMAN_WORDS: &str = include_str!("german.txt");
const FRENCH_WORDS: &str = include_str!("french.txt");

/// The files of all languages.
pub fn lists() -> impl Iterator<Item = &'static str> {
    [GERMAN_WORDS, FRENCH_WORDS].into_iter()
}

/// The words of one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    glosses: FxHashMap<&'static str, &'static str>,
    /// The ends of compounds with what they are in English: `minister = -minister`.
    endings: FxHashMap<&'static str, &'static str>,
    speech: FxHashMap<&'static str, speech::Class>,
    names: FxHashMap<&'static str, names::Class>,
    /// The ends of compounds with what they name: `organisation = -ministerium`.
    kinds: FxHashMap<&'static str, names::Class>,
}

/// How a row says that its words are for women: `minister f = ministerin`.
const FEMALE: &str = " f";

/// The shortest and longest ends of compounds that are looked up, in bytes.
const SHORTEST_END: usize = 3;
const LONGEST_END: usize = 18;

impl Lexicon {
    fn read(file: &'static str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        let mut section = "";
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with('[') {
                section = line;
            } else if let Some((name, words)) = line.split_once(" = ") {
                words.split(' ').for_each(|word| lexicon.add(section, name, word));
            }
        }
        lexicon
    }

    fn add(&mut self, section: &str, name: &'static str, word: &'static str) {
        let ending = word.strip_prefix('-').filter(|it| it.len() >= SHORTEST_END);
        match (section, ending) {
            ("[english]", Some(ending)) => _ = self.endings.insert(ending, name),
            ("[english]", None) => _ = self.glosses.insert(word, name),
            ("[speech]", _) => {
                let class =
                    name.split(' ').map(speech::named).fold(speech::Class::NONE, |a, b| a.and(b));
                let known = self.speech.entry(word).or_default();
                *known = known.and(class);
                if known.any(speech::Class::CUE) && known.any(speech::Class::QUOTE) {
                    *known = known.and(speech::Class::REPORTING);
                }
            }
            (_, ending) => {
                let table = if ending.is_some() { &mut self.kinds } else { &mut self.names };
                let known = table.entry(ending.unwrap_or(word)).or_default();
                *known = *known | names::named(name);
            }
        }
    }

    /// What `word`, in lower case, is in English, if it is one of the words that passes ask for.
    pub fn gloss(&self, word: &str) -> Option<&'static str> {
        self.row(word).map(|row| row.strip_suffix(FEMALE).unwrap_or(row))
    }

    /// Whether `word`, in lower case, is a title or role that only a woman has: "Ministerin".
    pub fn is_female(&self, word: &str) -> bool {
        self.row(word).is_some_and(|row| row.ends_with(FEMALE))
    }

    fn row(&self, word: &str) -> Option<&'static str> {
        if let Some(elided) = word.strip_suffix('’') {
            return self.glosses.get(format!("{elided}'").as_str()).copied();
        }
        self.glosses.get(word).copied().or_else(|| ending(&self.endings, word))
    }

    /// What `word`, in lower case, can do in a sentence that says who said what.
    pub fn speech(&self, word: &str) -> speech::Class {
        let own = self.speech.get(word).copied().unwrap_or_default();
        let gloss = self.gloss(word).map(speech::class).unwrap_or_default();
        own.and(gloss.without(speech::Class::CUE))
    }

    /// Whether `word`, in lower case, is in the lists of names itself, and not only its end.
    pub fn is_named(&self, word: &str) -> bool {
        self.names.contains_key(word)
    }

    /// What `word`, in lower case, may name beyond what the common lists say.
    pub fn name(&self, word: &str) -> names::Class {
        let whole = self.names.get(word).copied();
        whole.or_else(|| ending(&self.kinds, word)).unwrap_or_default()
    }
}

/// The longest end of `word` that is in `table`, if enough of the word stands before it.
fn ending<T: Copy>(table: &FxHashMap<&str, T>, word: &str) -> Option<T> {
    if table.is_empty() {
        return None;
    }
    let longest = word.len().saturating_sub(2).min(LONGEST_END);
    let ends = (SHORTEST_END..=longest).rev().filter_map(|len| word.get(word.len() - len..));
    ends.into_iter().find_map(|end| table.get(end).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_themselves_and_by_their_ends() {
        let cases = [
            (&GERMAN, "sie", Some("she"), false),
            (&GERMAN, "umweltministerin", Some("minister"), true),
            (&GERMAN, "tisch", None, false),
            (&FRENCH, "présidente", Some("president"), true),
            (&FRENCH, "qu'", Some("that"), false),
        ];
        for (lexicon, word, gloss, female) in cases {
            assert_eq!((lexicon.gloss(word), lexicon.is_female(word)), (gloss, female), "{word}");
        }
    }

    #[test]
    fn every_row_has_a_known_name() {
        for (file, line) in
            lists().flat_map(|file| file.lines().map(move |line| (&file[..8], line)))
        {
            let row = line.split_once(" = ");
            let other = line.starts_with(['#', '[']);
            assert!(other || row.is_some_and(|(_, words)| !words.contains("  ")), "{file}: {line}");
        }
        for lexicon in [&GERMAN, &FRENCH] {
            assert!(lexicon.speech.values().all(|class| *class != speech::Class::NONE));
            assert!(lexicon.names.values().all(|class| *class != names::Class::default()));
            assert!(lexicon.kinds.values().all(|class| *class != names::Class::default()));
        }
    }
}
