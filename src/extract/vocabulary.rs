//! The different words of one article, each looked up once.
//!
//! Most words of an article come again, and most of its words were in an article before. What can be said
//! of a word without its place, how it is written and what the lists have for it, is found where it comes
//! first; every token then knows its word by number. What was said of the last words is remembered from one
//! article to the next.
//!
//! A word is known by a hash of 64 bits: no text is compared, and what is remembered stays small and near.

use std::{borrow::Cow, cell::RefCell};

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    language::Language,
    lexicon::{names, speech},
    tagger::Spelling,
    token::{Shape, shape_of},
};
use crate::text::Span;

/// A word of an article, or a mark.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it comes first.
    pub span: Span,
    /// The number of the first word that differs from this one in nothing but its case.
    pub first: u32,
    /// What can be said of it, wherever it stands.
    pub known: Known,
}

/// What can be said of a word, wherever it stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    /// How the tagger sees it.
    pub spelling: Spelling,
    /// What it can do where somebody speaks.
    pub speech: speech::Class,
    /// What it may name, whatever its case.
    pub names: names::Class,
    /// How it is written.
    pub shape: Shape,
}

/// The words of an article, in the order in which they come.
pub struct Vocabulary {
    /// The hash of each, and where it comes first.
    words: Vec<(u64, Span)>,
    /// Hashes of words with their numbers.
    numbers: HashTable<(u64, u32)>,
}

impl Vocabulary {
    /// A vocabulary without words, for a text of so many bytes.
    pub fn new(bytes: usize) -> Vocabulary {
        let expected = 64 + bytes / 12;
        Vocabulary {
            words: Vec::with_capacity(expected),
            numbers: HashTable::with_capacity(expected),
        }
    }

    /// The number of a word that stands at `span`, which is added if it is new.
    pub fn number(&mut self, written: &str, span: Span) -> u32 {
        let hash = xxh3_64(written.as_bytes());
        let next = self.words.len() as u32;
        let number = self.number_of(hash, next);
        if number == next {
            self.words.push((hash, span));
        }
        number
    }

    /// The number that a hash has, or else is to have.
    fn number_of(&mut self, hash: u64, new: u32) -> u32 {
        let entry = self.numbers.entry(hash, |it| it.0 == hash, |it| it.0);
        entry.or_insert((hash, new)).get().1
    }

    /// The words, by their numbers, of `text` in `language`.
    pub fn words(mut self, text: &str, language: Language) -> Vec<Word> {
        let mut words = looked_up(&self.words, text, language);
        for number in 0..words.len() as u32 {
            let Spelling { exact, lower, .. } = words[number as usize].known.spelling;
            if exact != lower {
                let same = self.number_of(lower, number) as usize;
                let first = words[same].first.min(number);
                words[same].first = first;
                words[number as usize].first = first;
            }
        }
        words
    }
}

/// So many words are remembered: those that most texts are made of, and few enough to stay near.
const REMEMBERED: usize = 1 << 15;

/// Two words that were looked up and whose hashes give the same place: the one that came again last is
/// the first.
type Memory = [Option<(Language, Known)>; 2];

thread_local! {
    /// The last words that this thread looked up, by the places that their hashes give.
    static MEMORIES: RefCell<Vec<Memory>> = RefCell::new(vec![[None; 2]; REMEMBERED / 2]);
}

/// What is remembered of the word with this hash.
fn recalled(memory: &mut Memory, hash: u64, language: Language) -> Option<Known> {
    let is_it = |&(its, known): &(Language, Known)| known.spelling.exact == hash && its == language;
    let at = memory.iter().position(|it| it.as_ref().is_some_and(is_it))?;
    if at > 0 {
        memory.swap(0, at);
    }
    memory[0].map(|(_, known)| known)
}

/// All that can be said of words with these hashes, each alone as yet.
fn looked_up(words: &[(u64, Span)], text: &str, language: Language) -> Vec<Word> {
    MEMORIES.with_borrow_mut(|memories| {
        let mut strangers = Vec::new();
        let numbered = words.iter().zip(0..);
        let remembered = numbered.map(|(&(hash, span), number)| {
            let known = recalled(&mut memories[place(hash)], hash, language);
            if known.is_none() {
                strangers.push(number);
            }
            Word { span, first: number, known: known.unwrap_or_default() }
        });
        let mut words: Vec<Word> = remembered.collect();
        meet(&mut words, &strangers, text, language);
        for &stranger in &strangers {
            let known = words[stranger as usize].known;
            memories[place(known.spelling.exact)][1] = Some((language, known));
        }
        words
    })
}

/// Where a word with this hash is remembered.
fn place(hash: u64) -> usize {
    hash as usize % (REMEMBERED / 2)
}

/// Looks up those of the words whose numbers are in `strangers`: in the list of names, which is far away,
/// all at one time.
fn meet(words: &mut [Word], strangers: &[u32], text: &str, language: Language) {
    let written = |words: &[Word], number: u32| words[number as usize].span.of(text);
    let spelled: Vec<(Cow<str>, u64)> = strangers
        .iter()
        .map(|&number| {
            let lower = lowered(written(words, number), language);
            let key = names::key(&lower);
            (lower, key)
        })
        .collect();
    let classes: Vec<names::Class> = spelled.iter().map(|&(_, key)| names::listed(key)).collect();
    for ((&number, (lower, _)), names) in strangers.iter().zip(&spelled).zip(classes) {
        words[number as usize].known = Known::new(written(words, number), lower, names, language);
    }
}

impl Known {
    /// Looks up `written`, which is `lower` in lower case and may be one of these `names`.
    fn new(written: &str, lower: &str, names: names::Class, language: Language) -> Known {
        Known {
            shape: shape_of(written),
            spelling: Spelling::new(written, lower),
            names,
            speech: speech_class(lower, language),
        }
    }
}

fn speech_class(word: &str, language: Language) -> speech::Class {
    match language.lexicon() {
        None => speech::class(word),
        Some(lexicon) => lexicon.speech(word),
    }
}

/// `text` in lower case, each letter as long as it was; in English only ASCII letters are changed.
pub fn lowered(text: &str, language: Language) -> Cow<'_, str> {
    let small = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
            _ => c,
        }
    };
    match language {
        Language::English if !text.bytes().any(|byte| byte.is_ascii_uppercase()) => text.into(),
        Language::English => text.to_ascii_lowercase().into(),
        _ => text.chars().map(small).collect::<String>().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::token::Text;

    #[test]
    fn words_are_numbered_as_they_come() {
        let text = "The cat the THE cat Émile émile";
        let mut vocabulary = Vocabulary::new(0);
        let at = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        let span = |word: &str| Span::new(text, at(word)..at(word) + word.len()).unwrap();
        let words = text.split(' ').map(|word| vocabulary.number(word, span(word)));
        assert_eq!(words.collect::<Vec<_>>(), [0, 1, 2, 3, 1, 4, 5]);
        // Only ASCII letters are the same in upper and lower case.
        let words = vocabulary.words(text, Language::English);
        let firsts: Vec<u32> = words.iter().map(|it| it.first).collect();
        assert_eq!(firsts, [0, 1, 0, 0, 4, 5]);
        assert_eq!(words[3].span, Span::new(text, 12..15).unwrap());
    }

    #[test]
    fn the_first_of_words_in_any_case_is_the_first_that_stands_there() {
        let firsts = |text: &str| {
            let text = Text::new(text);
            text.words().iter().map(|it| it.first).collect::<Vec<_>>()
        };
        assert_eq!(firsts("the THE The"), [0, 0, 0]);
        assert_eq!(firsts("THE The the"), [0, 0, 0]);
        assert_eq!(firsts("a The b the B"), [0, 1, 2, 1, 2]);
    }

    #[test]
    fn what_is_remembered_is_what_a_look_up_finds() {
        // More words than are remembered, in two languages, several times over.
        let words: Vec<String> = (0..2 * REMEMBERED).map(|it| format!("Sie{it}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["Sie", "said"]).collect();
        for language in [Language::English, Language::German, Language::English] {
            for word in &words {
                let span = Span::new(word, 0..word.len()).unwrap();
                let found = looked_up(&[(xxh3_64(word.as_bytes()), span)], word, language);
                let lower = lowered(word, language);
                let new = Known::new(word, &lower, names::class(&lower), language);
                assert_eq!(format!("{:?}", found[0].known), format!("{new:?}"), "{word}");
            }
        }
    }
}
