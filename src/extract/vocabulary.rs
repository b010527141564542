//! The different words of one article, each looked up once.
//!
//! Most words of an article come again. What can be said of a word without its place, how it is written
//! and what the lists have for it, is found where it comes first; every token then knows its word by number.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::{
    language::Language,
    lexicon::{names, speech},
    token::{Shape, shape_of},
};

/// The words of an article, as they are written.
#[derive(Clone, Debug)]
pub struct Vocabulary<'t> {
    language: Language,
    words: Vec<Word<'t>>,
    /// Numbers of words, by how they are written.
    written: HashTable<u32>,
    /// Numbers of words, by their lower case: of each the one that came first.
    lowered: HashTable<u32>,
}

/// A word, or a mark.
#[derive(Clone, Debug)]
pub struct Word<'t> {
    /// As it is written.
    pub written: &'t str,
    /// In lower case, where that differs; in English only ASCII letters are changed.
    lower: Option<Box<str>>,
    /// How it is written.
    pub shape: Shape,
    /// The number of the first word that differs from this one in nothing but its case.
    pub first: u32,
    /// What it may name, whatever its case.
    pub names: names::Class,
    /// What it can do where somebody speaks, in the language of the article.
    pub speech: speech::Class,
}

impl Word<'_> {
    /// The word in lower case.
    pub fn lower(&self) -> &str {
        self.lower.as_deref().unwrap_or(self.written)
    }
}

impl<'t> Vocabulary<'t> {
    /// A vocabulary without words, for a text of `bytes` bytes in `language`.
    pub fn new(language: Language, bytes: usize) -> Vocabulary<'t> {
        let expected = 128 + bytes / 12;
        Vocabulary {
            language,
            words: Vec::with_capacity(expected),
            written: HashTable::with_capacity(expected),
            lowered: HashTable::with_capacity(expected),
        }
    }

    /// The number of a word, which is added if it is new.
    pub fn add(&mut self, written: &'t str) -> u32 {
        let (words, hash) = (&self.words, hash(written));
        let known = self.written.find(hash, |&it| words[it as usize].written == written);
        if let Some(&number) = known {
            return number;
        }
        let number = self.words.len() as u32;
        let word = self.looked_up(written, number);
        self.words.push(word);
        let words = &self.words;
        self.written.insert_unique(hash, number, |&it| self::hash(words[it as usize].written));
        number
    }

    /// The words, in the order of their numbers.
    pub fn words(&self) -> &[Word<'t>] {
        &self.words
    }

    /// All that is known of a new word, which gets this number.
    fn looked_up(&mut self, written: &'t str, number: u32) -> Word<'t> {
        let shape = shape_of(written);
        let is_lower = shape == Shape::Lower && self.language == Language::English;
        let lower = if is_lower { None } else { lowered(written, self.language) };
        let word = lower.as_deref().unwrap_or(written);
        let (words, hash) = (&self.words, hash(word));
        let same = self.lowered.find(hash, |&it| words[it as usize].lower() == word);
        let (first, names, speech) = match same.and_then(|&it| words.get(it as usize)) {
            Some(it) => (it.first, it.names, it.speech),
            None => {
                // A word that is yet to be pushed is hashed by nobody: there is room for it.
                let again = |&it: &u32| self::hash(words[it as usize].lower());
                self.lowered.insert_unique(hash, number, again);
                (number, names::class(word), speech_class(word, self.language))
            }
        };
        Word { written, shape, first, names, speech, lower }
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
fn lowered(word: &str, language: Language) -> Option<Box<str>> {
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
    word.chars().any(|c| small(c) != c).then(|| word.chars().map(small).collect())
}
