//! What a typed word or phrase looks for: terms at successive positions.
//!
//! A text is analysed here as it is in an article, so both mean the same words. Wildcards, fuzzy words
//! and regular expressions look at words as they are, never at stems. Which terms of an index they
//! stand for is left to whoever has its terms: [`Sought::matches`] says it of one term.

use regex::Regex;

use super::{
    Language,
    chunk::{Chunk, chunks},
    words::{self, is_stem, is_whole},
};
use crate::text::{letters_apart, word_regex};

/// Terms at successive positions. Never empty.
pub type Pattern = Vec<Sought>;

/// What stands at one position of a pattern.
#[derive(Clone, Debug)]
pub enum Sought {
    /// This term: a word, or a stem with its language, which its [own word](super::own_word) stands for too.
    Term(String),
    /// Any word of this shape.
    Shape(Shape),
    /// Any word that is `distance` or fewer letters away from the folded `word`.
    Similar {
        /// The word.
        word: String,
        /// How many letters may differ.
        distance: u8,
    },
    /// Any word that this expression matches.
    Regex(Regex),
}

impl Sought {
    /// Whether a term of the index is meant.
    pub fn matches(&self, term: &str) -> bool {
        match self {
            Sought::Term(own) => own == term,
            Sought::Shape(shape) => is_word(term) && shape.matches(term),
            Sought::Similar { word, distance } => {
                is_word(term) && is_similar(word, term, usize::from(*distance))
            }
            Sought::Regex(regex) => is_word(term) && regex.is_match(term),
        }
    }

    /// The term that is meant, where it is known without an index.
    pub fn term(&self) -> Option<&str> {
        match self {
            Sought::Term(term) => Some(term),
            Sought::Shape(_) | Sought::Similar { .. } | Sought::Regex(_) => None,
        }
    }

    /// How all terms begin that are meant, as far as is known.
    pub fn prefix(&self) -> String {
        match self {
            Sought::Shape(shape) => shape.prefix(),
            _ => String::new(),
        }
    }
}

/// Whether two words differ by at most `most` letters. Most words of an index do so by their length.
fn is_similar(word: &str, other: &str, most: usize) -> bool {
    let lengths_differ_by = word.chars().count().abs_diff(other.chars().count());
    lengths_differ_by <= most && letters_apart(word, other) <= most
}

/// Whether a term is a word as it is in the text: no stem, no whole name, no mark.
pub fn is_word(term: &str) -> bool {
    !is_stem(term)
        && !is_whole(term)
        && ![super::SENTENCE, super::PARAGRAPH, super::ANY].contains(&term)
}

/// A word with places for other letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(Vec<Piece>);

/// A piece of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Letter(char),
    One,
    Many,
}

impl Shape {
    /// How all words of the shape begin.
    pub fn prefix(&self) -> String {
        let letters = self.0.iter().map_while(|piece| match piece {
            Piece::Letter(c) => Some(*c),
            Piece::One | Piece::Many => None,
        });
        letters.collect()
    }

    /// Whether `word` has this shape.
    pub fn matches(&self, word: &str) -> bool {
        // The shape is read once from left to right; after the last `Many` that was passed, as much
        // of the word as needed is given to it.
        let word: Vec<char> = word.chars().collect();
        let (mut at, mut piece, mut retry) = (0, 0, None);
        while at < word.len() {
            match self.0.get(piece) {
                Some(Piece::Letter(c)) if *c == word[at] => (at, piece) = (at + 1, piece + 1),
                Some(Piece::One) => (at, piece) = (at + 1, piece + 1),
                Some(Piece::Many) => {
                    retry = Some((at, piece));
                    piece += 1;
                }
                _ => match retry {
                    Some((from, many)) => {
                        retry = Some((from + 1, many));
                        (at, piece) = (from + 1, many + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0[piece..].iter().all(|piece| *piece == Piece::Many)
    }
}

/// Letters of a script that nobody writes any more stand for the wildcards while a typed shape is cut
/// into words, which sees to it that it is cut like any other word.
const ONE: char = 'ᚠ';
const MANY: char = 'ᚢ';

/// The patterns that a typed word or phrase stands for; any of them will do. None if `text` holds no
/// word.
///
/// With `stems`, each word counts in all its forms in these languages, else only as it is. A
/// compound also counts when it is written as one word, an address only as a whole.
pub fn patterns(text: &str, stems: Option<&[Language]>) -> Vec<Pattern> {
    readings(text).iter().flat_map(|words| forms(words, stems)).collect()
}

/// The patterns of a phrase whose last word may go on: `interest rat` with `prefix`.
pub fn prefix_patterns(text: &str, stems: Option<&[Language]>) -> Vec<Pattern> {
    let mut found = Vec::new();
    for mut words in readings(text) {
        let Some(last) = words.pop() else { continue };
        let begins =
            Sought::Shape(Shape(last.chars().map(Piece::Letter).chain([Piece::Many]).collect()));
        let before = if words.is_empty() { vec![Pattern::new()] } else { forms(&words, stems) };
        found.extend(before.into_iter().map(|mut pattern| {
            pattern.push(begins.clone());
            pattern
        }));
    }
    found
}

/// The patterns of a word with wildcards, in the notation of the query language: `*` is any number
/// of letters, `?` is one, a backslash makes the next character a letter.
pub fn wildcard_patterns(pattern: &str) -> Vec<Pattern> {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '*' => MANY,
            '?' => ONE,
            '\\' => chars.next().unwrap_or(c),
            c => c,
        });
    }
    let readings = readings(&text);
    readings.iter().map(|words| words.iter().map(|word| shape(word)).collect()).collect()
}

/// A word in which letters stand for wildcards.
fn shape(word: &str) -> Sought {
    if !word.contains([ONE, MANY]) {
        return Sought::Term(word.to_owned());
    }
    let piece = |c| match c {
        ONE => Piece::One,
        MANY => Piece::Many,
        c => Piece::Letter(c),
    };
    Sought::Shape(Shape(word.chars().map(piece).collect()))
}

/// The patterns of a fuzzy word: a compound written as one word, an address as a whole; of several
/// words the last one is fuzzy.
pub fn fuzzy_patterns(text: &str, distance: u8) -> Vec<Pattern> {
    let mut readings = readings(text);
    if readings.iter().any(|words| words.len() == 1) {
        readings.retain(|words| words.len() == 1);
    }
    let pattern = |mut words: Vec<String>| {
        let last = words.pop().map(|word| Sought::Similar { word, distance });
        words.into_iter().map(Sought::Term).chain(last).collect()
    };
    readings.into_iter().map(pattern).collect()
}

/// The pattern of a regular expression; none if it is not one.
pub fn regex_patterns(pattern: &str) -> Vec<Pattern> {
    word_regex(pattern).ok().map(|regex| vec![Sought::Regex(regex)]).into_iter().collect()
}

/// The words of a text at successive positions, in each way that they may be written.
fn readings(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    chunks(text, |range| found.push(Chunk::new(&text[range])));
    let parts: Vec<String> =
        found.iter().flat_map(|chunk| &chunk.parts).map(|(_, word)| word.clone()).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let mut readings = vec![parts];
    if let [chunk] = &found[..] {
        match (&chunk.whole, &chunk.joined) {
            (Some(whole), _) => readings = vec![vec![whole.clone()]],
            (None, Some(joined)) => readings.push(vec![joined.clone()]),
            (None, None) => {}
        }
    }
    readings
}

/// One reading as it is, or in each of the languages.
fn forms(words: &[String], stems: Option<&[Language]>) -> Vec<Pattern> {
    let Some(languages) = stems else {
        return vec![words.iter().cloned().map(Sought::Term).collect()];
    };
    let in_language = |&language: &Language| -> Pattern {
        words.iter().map(|word| words::forms(word, language)).collect()
    };
    languages.iter().map(in_language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(patterns: &[Pattern]) -> String {
        let sought = |sought: &Sought| match sought {
            Sought::Term(term) => term.clone(),
            Sought::Shape(Shape(pieces)) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Letter(c) => *c,
                    Piece::One => '?',
                    Piece::Many => '*',
                })
                .collect(),
            Sought::Similar { word, distance } => format!("{word}~{distance}"),
            Sought::Regex(regex) => regex.to_string(),
        };
        let pattern = |pattern: &Pattern| pattern.iter().map(sought).collect::<Vec<_>>().join(" ");
        patterns.iter().map(pattern).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn typed_words_become_patterns() {
        let english = [Language::ENGLISH];
        let two = [Language::ENGLISH, Language::from_tag("de")];
        let cases: [(&str, Option<&[Language]>, &str); 12] = [
            ("Running", None, "running"),
            ("Running", Some(&english), "en:run"),
            ("running", Some(&two), "en:run | de:running"),
            ("covid-19", None, "covid 19 | covid19"),
            ("part-time", Some(&english), "en:part en:time | en:parttim"),
            ("disgusting rant", None, "disgusting rant"),
            ("covid-19 cases", None, "covid 19 cases"),
            ("@jane", Some(&english), "en:@jane"),
            ("—", None, ""),
            ("the 9/11 it", Some(&english), "en:the en:9/11 en:it"),
            ("ins", Some(&english), "en:in"),
            ("กา", Some(&[Language::from_tag("th")]), "ก า"),
        ];
        for (text, stems, expected) in cases {
            assert_eq!(shown(&patterns(text, stems)), expected, "in {text:?}");
        }
    }

    #[test]
    fn wildcards_are_cut_like_words() {
        let cases = [
            ("Inflat*", "inflat*"),
            ("colo?r", "colo?r"),
            ("part-tim*", "part tim* | parttim*"),
            ("O’Neil*", "o'neil*"),
            ("a\\*b*", "a b*"),
            ("co*é?", "co*e?"),
        ];
        for (typed, expected) in cases {
            assert_eq!(shown(&wildcard_patterns(typed)), expected, "in {typed:?}");
        }
        assert_eq!(shown(&prefix_patterns("Interest rat", None)), "interest rat*");
        assert_eq!(shown(&prefix_patterns("rat", Some(&[Language::ENGLISH]))), "rat*");
        let german = [Language::ENGLISH, Language::from_tag("de")];
        let expected = "en:rate ris* | de:rat ris*";
        assert_eq!(shown(&prefix_patterns("rates ris", Some(&german))), expected);
    }

    #[test]
    fn fuzzy_words_are_single_words() {
        let cases =
            [("Merkle", "merkle~1"), ("covid-19", "covid19~1"), ("l’élu", "l' elu~1"), ("…", "")];
        for (typed, expected) in cases {
            assert_eq!(shown(&fuzzy_patterns(typed, 1)), expected, "in {typed:?}");
        }
    }

    #[test]
    fn terms_are_matched() {
        let cases = [
            ("colo*r", "color colour colouurrr", "colours colr"),
            ("co?t", "cost coat", "coast cot"),
            ("ab**", "ab abc", "a"),
            ("us*", "us use", "en:use . ¶ *"),
            ("x*", "xab", "x:y:z"),
        ];
        for (typed, matching, others) in cases {
            let sought = &wildcard_patterns(typed)[0][0];
            let all = |terms: &str, expected: bool| {
                for term in terms.split(' ') {
                    assert_eq!(sought.matches(term), expected, "{term} for {typed}");
                }
            };
            all(matching, true);
            all(&others.replace("x:y:z", "en:xy"), false);
        }
        let fuzzy = &fuzzy_patterns("merkle", 1)[0][0];
        assert!(
            ["merkle", "merkel", "markle", "merle", "merkley"].iter().all(|t| fuzzy.matches(t))
        );
        assert!(!["merk", "en:merkle"].iter().any(|term| fuzzy.matches(term)));
        let regex = &regex_patterns("Colou?r")[0][0];
        assert!(regex.matches("color") && regex.matches("colour") && !regex.matches("colours"));
        assert!(regex_patterns("(").is_empty());
    }
}
