//! The different words of one article, each looked up once.
//!
//! Most words of an article come again, and most of its words were in an article before. What can be said
//! of a word without its place, how it is written and what the lists have for it, is found where it comes
//! first and kept for the articles to come; every token then knows its word by number.

use std::{cell::RefCell, hash::Hasher, ops::Deref, rc::Rc};

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
    known: Rc<Known>,
}

/// What can be said of a word, wherever it stands.
#[derive(Debug)]
pub struct Known {
    written: Box<str>,
    /// In lower case, where that differs; in English only ASCII letters are changed.
    lower: Option<Box<str>>,
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

impl Deref for Word<'_> {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

/// Numbers the words of an article in the order in which they come.
pub struct Numbering<'v, 't> {
    vocabulary: &'v mut Vocabulary,
    /// The words so far, by their numbers.
    words: Vec<Word<'t>>,
}

/// Gives `read`, which reads an article of so many `bytes` in `language`, a numbering; its words come with
/// what `read` gives.
pub fn numbered<'t, T>(
    language: Language,
    bytes: usize,
    read: impl FnOnce(&mut Numbering<'_, 't>) -> T,
) -> (T, Vec<Word<'t>>) {
    VOCABULARIES.with_borrow_mut(|vocabularies| {
        let vocabulary = &mut vocabularies[language as usize];
        vocabulary.begin_article(language);
        let mut numbering = Numbering { vocabulary, words: Vec::with_capacity(64 + bytes / 12) };
        (read(&mut numbering), numbering.words)
    })
}

impl<'t> Numbering<'_, 't> {
    /// The number of a word.
    pub fn number(&mut self, written: &'t str) -> u32 {
        let next = self.words.len() as u32;
        let at = self.vocabulary.entry(written);
        let Vocabulary { entries, article, .. } = &mut *self.vocabulary;
        let entry = &mut entries[at];
        let number = entry.number.of(*article, next);
        if number == next {
            let known = Rc::clone(&entry.known);
            let lower = entry.lower;
            let first = entries[lower].first.of(*article, next);
            self.words.push(Word { written, first, known });
        }
        number
    }

    /// How a word is written.
    pub fn shape(&self, number: u32) -> Shape {
        self.words.get(number as usize).map_or(Shape::Mark, |it| it.shape)
    }
}

thread_local! {
    /// The words that this thread knows, by the number of their language.
    static VOCABULARIES: RefCell<[Vocabulary; 3]> = RefCell::default();
}

/// So many bytes of words are kept for the next article: more than a language uses often.
const MOST: usize = 1 << 19;

/// The words of this article and those before it, in one language.
#[derive(Default)]
struct Vocabulary {
    language: Language,
    entries: Vec<Entry>,
    /// Where in `entries` a word is, by how it is written.
    places: HashTable<u32>,
    /// The bytes of all words.
    bytes: usize,
    /// How many articles have begun.
    article: u64,
}

/// A word with its numbers.
struct Entry {
    known: Rc<Known>,
    /// Where the word in lower case is.
    lower: usize,
    number: Number,
    /// Of a word in lower case: the number of the first word that is so in lower case.
    first: Number,
}

/// A number that is good for one article.
#[derive(Default)]
struct Number {
    article: u64,
    number: u32,
}

impl Number {
    /// The number in an article: `next`, if it has none there yet.
    fn of(&mut self, article: u64, next: u32) -> u32 {
        if self.article != article {
            *self = Number { article, number: next };
        }
        self.number
    }
}

impl Vocabulary {
    /// Makes all numbers invalid.
    fn begin_article(&mut self, language: Language) {
        if self.bytes > MOST {
            *self = Vocabulary { article: self.article, ..Vocabulary::default() };
        }
        self.language = language;
        self.article += 1;
    }

    /// Where a word is in `entries`; it is looked up if it is new.
    fn entry(&mut self, written: &str) -> usize {
        let (entries, hash) = (&self.entries, hash(written));
        let is_it = |&at: &u32| *entries[at as usize].known.written == *written;
        if let Some(&at) = self.places.find(hash, is_it) {
            return at as usize;
        }
        let known = Rc::new(Known::new(written, self.language));
        let lower = known.lower.as_deref().map(|lower| self.entry(lower));
        let at = self.entries.len();
        let (number, first) = (Number::default(), Number::default());
        self.entries.push(Entry { known, lower: lower.unwrap_or(at), number, first });
        self.bytes += written.len();
        let entries = &self.entries;
        let again = |&at: &u32| self::hash(&entries[at as usize].known.written);
        self.places.insert_unique(hash, at as u32, again);
        at
    }
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
            written: written.into(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(words: &[&'static str]) -> (Vec<u32>, Vec<Word<'static>>) {
        numbered(Language::English, 0, |numbering| {
            words.iter().map(|word| numbering.number(word)).collect()
        })
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
    fn an_article_knows_nothing_of_the_numbers_of_another() {
        assert_eq!(numbers(&["a", "b", "c"]).0, [0, 1, 2]);
        let (numbers, words) = numbers(&["c", "A", "a"]);
        assert_eq!(numbers, [0, 1, 2]);
        assert_eq!(words.iter().map(|it| it.first).collect::<Vec<_>>(), [0, 1, 1]);
    }

    #[test]
    fn words_are_not_kept_without_end() {
        let long = "x".repeat(MOST);
        let text = format!("{long} {long}y");
        numbered(Language::English, 0, |numbering| {
            text.split(' ').for_each(|word| _ = numbering.number(word));
        });
        numbered(Language::English, 0, |numbering| {
            numbering.number("z");
            assert_eq!(numbering.vocabulary.entries.len(), 1);
        });
    }
}
