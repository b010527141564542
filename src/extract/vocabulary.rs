//! The different words of one article, each looked up once.
//!
//! Most words of an article come again, and most of its words were in an article before. What can be said
//! of a word without its place, how it is written and what the lists have for it, is found where it comes
//! first; every token then knows its word by number. What was said of the last words is remembered from one
//! article to the next.

use std::{cell::RefCell, hash::Hasher, rc::Rc};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::{
    language::Language,
    lexicon::{names, speech},
    tagger::Spelling,
    token::{Shape, shape_of},
};

/// A word of an article, or a mark.
#[derive(Clone, Debug)]
pub struct Word<'t> {
    /// As it is written.
    pub written: &'t str,
    /// The number of the first word that differs from this one in nothing but its case.
    pub first: u32,
    /// What can be said of it, wherever it stands.
    pub known: Known,
}

/// What can be said of a word, wherever it stands.
#[derive(Clone, Debug)]
pub struct Known {
    /// In lower case, where that differs; in English only ASCII letters are changed.
    lower: Option<Rc<str>>,
    /// How it is written.
    pub shape: Shape,
    /// The same for the tagger.
    pub spelling: Spelling,
    /// What it may name, whatever its case.
    pub names: names::Class,
    /// What it can do where somebody speaks.
    pub speech: speech::Class,
}

impl Word<'_> {
    /// The word in lower case.
    pub fn lower(&self) -> &str {
        self.known.lower.as_deref().unwrap_or(self.written)
    }
}

/// The words of an article, in the order in which they come.
pub struct Vocabulary<'t> {
    language: Language,
    words: Vec<Word<'t>>,
    /// Numbers of words, by how they are written.
    written: HashTable<u32>,
    /// Numbers of words, by their lower case: of each the one that came first.
    lowered: HashTable<u32>,
}

impl<'t> Vocabulary<'t> {
    /// A vocabulary without words, for a text of so many bytes in `language`.
    pub fn new(language: Language, bytes: usize) -> Vocabulary<'t> {
        let expected = 64 + bytes / 12;
        Vocabulary {
            language,
            words: Vec::with_capacity(expected),
            written: HashTable::with_capacity(expected),
            lowered: HashTable::with_capacity(expected),
        }
    }

    /// The number of a word, which is added if it is new.
    pub fn number(&mut self, written: &'t str) -> u32 {
        let (words, hash) = (&self.words, hash(written));
        if let Some(&number) = self.written.find(hash, |&it| words[it as usize].written == written)
        {
            return number;
        }
        let number = self.words.len() as u32;
        let known = remembered(written, self.language, hash);
        let first = match known.lower.as_deref() {
            Some(lower) => self.first(lower, self::hash(lower), number),
            None => self.first(written, hash, number),
        };
        self.words.push(Word { written, first, known });
        let words = &self.words;
        self.written.insert_unique(hash, number, |&it| self::hash(words[it as usize].written));
        number
    }

    /// How a word is written.
    pub fn shape(&self, number: u32) -> Shape {
        self.words.get(number as usize).map_or(Shape::Mark, |it| it.known.shape)
    }

    /// The words, by their numbers.
    pub fn words(self) -> Vec<Word<'t>> {
        self.words
    }

    /// The number of the first word with this lower case: `number`, if there was none before.
    fn first(&mut self, lower: &str, hash: u64, number: u32) -> u32 {
        let words = &self.words;
        if let Some(&first) = self.lowered.find(hash, |&it| words[it as usize].lower() == lower) {
            return first;
        }
        // The word that has yet to be pushed is hashed by nobody else.
        self.lowered.insert_unique(hash, number, |&it| self::hash(words[it as usize].lower()));
        number
    }
}

/// So many words are remembered: those that most texts are made of, and few enough to stay near.
const REMEMBERED: usize = 1 << 13;

/// No longer word is remembered, in bytes.
const LONGEST: usize = 32;

/// A word that was looked up.
type Memory = Option<(Language, Box<str>, Known)>;

thread_local! {
    /// The last words that this thread looked up, each at a place that its hash gives.
    static MEMORIES: RefCell<Vec<Memory>> = RefCell::new(vec![None; REMEMBERED]);
}

/// What can be said of a word with this hash.
fn remembered(written: &str, language: Language, hash: u64) -> Known {
    MEMORIES.with_borrow_mut(|memories| {
        let memory = &mut memories[hash as usize % REMEMBERED];
        match memory {
            Some((its, word, known)) if **word == *written && *its == language => known.clone(),
            _ => {
                let known = Known::new(written, language);
                if written.len() <= LONGEST {
                    *memory = Some((language, written.into(), known.clone()));
                }
                known
            }
        }
    })
}

impl Known {
    /// Looks `written` up.
    fn new(written: &str, language: Language) -> Known {
        let lower = lowered(written, language);
        let word = lower.as_deref().unwrap_or(written);
        Known {
            shape: shape_of(written),
            spelling: Spelling::new(written, word),
            names: names::class(word),
            speech: speech_class(word, language),
            lower,
        }
    }
}

fn speech_class(word: &str, language: Language) -> speech::Class {
    match language.lexicon() {
        None => speech::class(word),
        Some(lexicon) => lexicon.speech(word),
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

/// `word` in lower case, each letter as long as it was; `None` where it is so already.
fn lowered(word: &str, language: Language) -> Option<Rc<str>> {
    let small = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
            _ => c,
        }
    };
    if language == Language::English || word.is_ascii() {
        let has_upper = word.bytes().any(|byte| byte.is_ascii_uppercase());
        return has_upper.then(|| word.to_ascii_lowercase().into());
    }
    word.chars().any(|c| small(c) != c).then(|| word.chars().map(small).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(words: &[&'static str]) -> (Vec<u32>, Vec<Word<'static>>) {
        let mut vocabulary = Vocabulary::new(Language::English, 0);
        (words.iter().map(|word| vocabulary.number(word)).collect(), vocabulary.words())
    }

    #[test]
    fn words_are_numbered_as_they_come() {
        let (numbers, words) = numbers(&["The", "cat", "the", "THE", "cat", "Émile", "émile"]);
        assert_eq!(numbers, [0, 1, 2, 3, 1, 4, 5]);
        // Only ASCII letters are the same in upper and lower case.
        let firsts: Vec<u32> = words.iter().map(|it| it.first).collect();
        assert_eq!(firsts, [0, 1, 0, 0, 4, 5]);
        let lower: Vec<&str> = words.iter().map(Word::lower).collect();
        assert_eq!(lower, ["the", "cat", "the", "the", "Émile", "émile"]);
    }

    #[test]
    fn what_is_remembered_is_what_a_look_up_finds() {
        // More words than are remembered, in two languages, several times over.
        let words: Vec<String> = (0..2 * REMEMBERED).map(|it| format!("Sie{it}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["Sie", "said"]).collect();
        for language in [Language::English, Language::German, Language::English] {
            for word in &words {
                let (known, new) =
                    (remembered(word, language, hash(word)), Known::new(word, language));
                assert_eq!(format!("{known:?}"), format!("{new:?}"), "{word}");
            }
        }
    }
}
