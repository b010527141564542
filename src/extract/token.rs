//! The text of one article as words and marks.
//!
//! Made once, before all other passes. What a word means is left to `lexicon`.

use std::ops::Range;

use crate::{
    sentence::{self, abbreviation},
    text::Span,
};

/// One word or one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// How it is written.
    pub shape: Shape,
    /// The number of its sentence in [`Text::sentences`].
    pub sentence: u32,
    /// The number of its paragraph in [`Text::paragraphs`].
    pub paragraph: u32,
}

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// "house", "part-time"; also letters that have no case.
    Lower,
    /// "House", "O'Neill", "Anne-Marie", "I", "J.".
    Capital,
    /// "NATO", "U.S.".
    Upper,
    /// "McDonald", "iPhone".
    Mixed,
    /// "2,000", "5pm".
    Number,
    /// Anything else: one character, or the two of `` and ''.
    Mark,
}

/// A text with its tokens, sentences and paragraphs.
#[derive(Clone, Debug)]
pub struct Text<'t> {
    /// The text that all spans point into.
    pub text: &'t str,
    /// Words and marks in text order, without overlap; only white space lies between them.
    pub tokens: Vec<Token>,
    /// The sentences, none longer than a paragraph.
    pub sentences: Vec<Span>,
    /// The paragraphs that are not blank.
    pub paragraphs: Vec<Span>,
    /// The text with ASCII letters in lower case, at the same offsets.
    lowered: String,
}

impl<'t> Text<'t> {
    /// Cuts `text` into tokens.
    pub fn new(text: &'t str) -> Text<'t> {
        let paragraphs = sentence::paragraphs(text);
        let sentences = sentence::sentences_of(text, &paragraphs);
        let mut tokens = Vec::with_capacity(text.len() / 5);
        let mut paragraph = 0;
        for (number, &sentence) in sentences.iter().enumerate() {
            while paragraphs.get(paragraph).is_some_and(|it: &Span| it.end() < sentence.end()) {
                paragraph += 1;
            }
            let place = Place { sentence: number as u32, paragraph: paragraph as u32 };
            cut(text, sentence, place, &mut tokens);
        }
        Text { text, tokens, sentences, paragraphs, lowered: text.to_ascii_lowercase() }
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token as it is written; empty if there is none with this number.
    pub fn word(&self, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |it| it.span.of(self.text))
    }

    /// The token with its ASCII letters in lower case; empty if there is none with this number.
    pub fn lower(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |it| it.span.of(&self.lowered))
    }

    /// How the token is written; a mark if there is none with this number.
    pub fn shape(&self, token: usize) -> Shape {
        self.tokens.get(token).map_or(Shape::Mark, |it| it.shape)
    }

    /// From the first to the last of a range of tokens; empty if the range is.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        match self.tokens.get(tokens) {
            Some([first, .., last]) => first.span.hull(last.span),
            Some([only]) => only.span,
            _ => Span::default(),
        }
    }

    /// The tokens that lie in `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let start = self.tokens.partition_point(|it| it.span.start() < span.start());
        let end = self.tokens.partition_point(|it| it.span.end() <= span.end());
        start..end.max(start)
    }
}

#[derive(Clone, Copy)]
struct Place {
    sentence: u32,
    paragraph: u32,
}

/// Cuts one sentence into tokens.
fn cut(text: &str, sentence: Span, place: Place, tokens: &mut Vec<Token>) {
    let mut at = sentence.start();
    while let Some(first) = text[at..sentence.end()].chars().next() {
        if first == ' ' || first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..sentence.end()];
        let len = token_len(rest, first);
        let shape = if is_word_char(first) { shape_of(&rest[..len]) } else { Shape::Mark };
        let Some(span) = Span::new(text, at..at + len) else { return };
        tokens.push(Token { span, shape, sentence: place.sentence, paragraph: place.paragraph });
        at += len;
    }
}

/// The length of the token that `rest`, the rest of a sentence, begins with.
fn token_len(rest: &str, first: char) -> usize {
    if is_word_char(first) {
        return word_len(rest);
    }
    if let Some(len) = possessive_len(rest) {
        return len;
    }
    let double = rest.starts_with("``") || rest.starts_with("''") && !rest.starts_with("'''");
    if double { 2 } else { first.len_utf8() }
}

/// The length of a possessive `'s` at the start of `rest`. It follows a word, or the mark that
/// closes one.
fn possessive_len(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['\'', '’'])?.strip_prefix(['s', 'S'])?;
    (!after.starts_with(|c: char| is_word_char(c) || c == '-')).then(|| rest.len() - after.len())
}

/// The length of the word at the start of `rest`.
fn word_len(rest: &str) -> usize {
    let mut len = letters_len(rest);
    if rest.as_bytes().get(len) == Some(&b' ') {
        return len; // as most words are
    }
    loop {
        let (word, tail) = rest.split_at(len);
        let mut chars = tail.chars();
        let (Some(link), next) = (chars.next(), chars.next()) else { return len };
        let joins = next.is_some_and(is_word_char)
            && match link {
                '-' | '\u{2010}' | '\u{2011}' | '_' => true,
                '\'' | '’' => possessive_len(tail).is_none(),
                '.' | ',' => both_digits(word, next) || link == '.' && is_dotted(word, tail),
                _ => false,
            };
        if !joins {
            return len + final_stop(word, tail);
        }
        len += link.len_utf8();
        len += letters_len(&rest[len..]);
    }
}

fn letters_len(rest: &str) -> usize {
    let ascii = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
    match rest.as_bytes().get(ascii) {
        Some(byte) if !byte.is_ascii() => {
            rest[ascii..].find(|c| !is_word_char(c)).map_or(rest.len(), |len| ascii + len)
        }
        _ => ascii,
    }
}

/// Letters and digits, and what stands on or between them unseen.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200C}' | '\u{200D}')
}

fn both_digits(word: &str, next: Option<char>) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit())
}

/// Whether the stop before `tail` stands inside "U.S." or "a.m.".
fn is_dotted(word: &str, tail: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or_default();
    let next = tail[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let one_letter = last.len() == 1 && last.bytes().all(|b| b.is_ascii_alphabetic());
    one_letter && (next == 1 || next == 2 && word.eq_ignore_ascii_case("d"))
        || word == "Ph" && tail.starts_with(".D")
}

/// One if the stop after `word` belongs to it: "Mr.", "J.", "U.S.".
fn final_stop(word: &str, tail: &str) -> usize {
    let keeps = match tail.strip_prefix('.') {
        None => false,
        Some(after) => {
            let ends = after.trim_start_matches(['"', '\'', '”', '’', ')']).trim().is_empty();
            word.contains('.') && abbreviation(word).is_some()
                || !ends && !after.starts_with('.') && keeps_stop(word, after)
        }
    };
    usize::from(keeps)
}

/// Whether a word inside a sentence is an abbreviation there.
fn keeps_stop(word: &str, after: &str) -> bool {
    let kind = abbreviation(word);
    let number = after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    kind.is_some_and(|kind| kind != sentence::Abbreviation::Numbered || number)
}

fn shape_of(word: &str) -> Shape {
    let mut letters = 0;
    let (mut upper, mut mixed, mut start) = (0, false, true);
    let first = word.chars().next().unwrap_or(' ');
    if first.is_numeric() {
        return Shape::Number;
    }
    for c in word.chars() {
        if !c.is_alphabetic() {
            start = !c.is_numeric();
            continue;
        }
        letters += 1;
        if c.is_uppercase() {
            upper += 1;
            mixed |= !start;
        }
        start = false;
    }
    match (first.is_uppercase(), mixed) {
        _ if upper == 0 => Shape::Lower,
        _ if upper == letters && letters > 1 => Shape::Upper,
        (true, false) => Shape::Capital,
        (true, true) | (false, _) => Shape::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> String {
        let text = Text::new(text);
        (0..text.len()).map(|i| text.word(i)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_and_marks_are_apart() {
        let cases = [
            ("Don't go, O'Neill!", "Don't go , O'Neill !"),
            ("Ann's part-time job’s end", "Ann 's part-time job ’s end"),
            ("the boys' club", "the boys ' club"),
            ("It's his.", "It 's his ."),
            ("Mr. Roe met J. K. Poe.", "Mr. Roe met J. K. Poe ."),
            ("the U.S. Senate at 5 a.m. on Jan. 6.", "the U.S. Senate at 5 a.m. on Jan. 6 ."),
            ("J.K. Roe, Ph.D., of Acme Inc. won", "J.K. Roe , Ph.D. , of Acme Inc. won"),
            ("$2,000.50 or 3.5%.", "$ 2,000.50 or 3.5 % ."),
            ("``Go,'' he said: 'no'.", "`` Go , '' he said : ' no ' ."),
            ("Plan B. The end of the U.S.", "Plan B . The end of the U.S."),
            ("roe.com—élan vital", "roe . com — élan vital"),
            ("no. 5 and no. Then", "no. 5 and no . Then"),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "in {text:?}");
        }
    }

    #[test]
    fn shapes_tell_names_from_words() {
        let cases = [
            ("house", Shape::Lower),
            ("part-time", Shape::Lower),
            ("House", Shape::Capital),
            ("O'Neill", Shape::Capital),
            ("Anne-Marie", Shape::Capital),
            ("Corbyn-supporting", Shape::Capital),
            ("I", Shape::Capital),
            ("NATO", Shape::Upper),
            ("U.S.", Shape::Upper),
            ("McDonald", Shape::Mixed),
            ("iPhone", Shape::Mixed),
            ("2,000", Shape::Number),
            ("20-year-old", Shape::Number),
            ("—", Shape::Mark),
        ];
        for (word, expected) in cases {
            assert_eq!(Text::new(word).shape(0), expected, "of {word:?}");
        }
    }

    #[test]
    fn tokens_know_their_sentence_and_paragraph() {
        let text = Text::new("One. Two\n\nThree");
        let places: Vec<_> = text.tokens.iter().map(|it| (it.sentence, it.paragraph)).collect();
        assert_eq!(places, [(0, 0), (0, 0), (1, 0), (2, 1)]);
        assert_eq!(text.span(0..3).of(text.text), "One. Two");
        assert_eq!(text.tokens_in(text.sentences[1]), 2..3);
    }

    proptest! {
        #[test]
        fn tokens_hold_everything_but_white_space(text in "(\\PC|[a-zA-Z]{1,4}|[.!?…。] ?|['’`\"» \n0-9,-]){0,60}") {
            let cut = Text::new(&text);
            let mut end = 0;
            for token in &cut.tokens {
                prop_assert!(token.span.start() >= end && !token.span.is_empty());
                prop_assert_eq!(text[end..token.span.start()].trim(), "");
                prop_assert!(cut.sentences[token.sentence as usize].contains(token.span));
                prop_assert!(cut.paragraphs[token.paragraph as usize].contains(token.span));
                end = token.span.end();
            }
            prop_assert_eq!(text[end..].trim(), "");
        }
    }
}
