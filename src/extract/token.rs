//! The text of one article as words and marks.
//!
//! Made once, before all other passes. What can be said of a word without its place is left to
//! `vocabulary`.

use std::ops::Range;

use super::{
    language::Language,
    lexicon::{names, speech},
    vocabulary::{Vocabulary, Word, lowered},
};
use crate::{
    sentence::{self, abbreviation},
    text::Span,
};

/// One word or one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// The number of its word in the vocabulary of the text.
    word: u32,
    /// How it is written.
    pub shape: Shape,
    /// The number of its sentence in [`Text::sentences`].
    pub sentence: u32,
    /// The number of its paragraph in [`Text::paragraphs`].
    pub paragraph: u32,
}

/// How a token is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
    #[default]
    Mark,
}

/// A text with its tokens, sentences and paragraphs.
#[derive(Clone, Debug)]
pub struct Text<'t> {
    /// The text that all spans point into.
    pub text: &'t str,
    /// The language that it is written in.
    pub language: Language,
    /// Words and marks in text order, without overlap; only white space lies between them.
    pub tokens: Vec<Token>,
    /// The sentences, none longer than a paragraph.
    pub sentences: Vec<Span>,
    /// The paragraphs that are not blank.
    pub paragraphs: Vec<Span>,
    /// The text in lower case; each letter is as long as it was.
    lowered: String,
    /// The different words, in the order in which they come first.
    words: Vec<Word>,
    /// What each token is in English, where it is a word that passes ask for; none in English.
    glosses: Vec<Option<&'static str>>,
}

impl<'t> Text<'t> {
    /// Cuts an English text into tokens.
    #[cfg(test)]
    pub fn new(text: &'t str) -> Text<'t> {
        Text::written_in(text, Language::English)
    }

    /// Cuts a text in `language` into tokens.
    pub fn written_in(text: &'t str, language: Language) -> Text<'t> {
        let paragraphs = sentence::paragraphs(text);
        let sentences = sentences(text, &paragraphs, language);
        let mut tokens = Vec::with_capacity(text.len() / 4);
        let mut vocabulary = Vocabulary::new(text.len());
        let mut paragraph = 0;
        for (number, &sentence) in sentences.iter().enumerate() {
            while paragraphs.get(paragraph).is_some_and(|it: &Span| it.end() < sentence.end()) {
                paragraph += 1;
            }
            let place = Place { sentence: number as u32, paragraph: paragraph as u32, language };
            cut(text, sentence, place, &mut vocabulary, &mut tokens);
        }
        let words = vocabulary.words(text, language);
        for token in &mut tokens {
            token.shape = words[token.word as usize].known.shape;
        }
        let lowered = lowered(text, language).into_owned();
        let glosses = Vec::new();
        let mut cut =
            Text { text, language, tokens, sentences, paragraphs, lowered, words, glosses };
        cut.glosses = cut.translated();
        cut
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token as it is written; empty if there is none with this number.
    pub fn word(&self, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |it| it.span.of(self.text))
    }

    /// The token in lower case, in English its ASCII letters; empty if there is none with this number.
    pub fn lower(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |it| it.span.of(&self.lowered))
    }

    /// What the token's word may name, whatever its case.
    pub fn names(&self, token: usize) -> names::Class {
        self.known(token).map_or_else(names::Class::default, |it| it.known.names)
    }

    /// What the token's word can do where somebody speaks.
    pub fn speech(&self, token: usize) -> speech::Class {
        self.known(token).map_or(speech::Class::NONE, |it| it.known.speech)
    }

    /// What the lists of names have for the token's [`Text::gloss`].
    pub fn gloss_names(&self, token: usize) -> names::Class {
        match self.glosses.get(token).copied().flatten() {
            Some(gloss) => names::class(gloss),
            None => self.names(token),
        }
    }

    /// The number of the token's word, below [`Text::words`]; words that are written otherwise have another.
    pub fn number(&self, token: usize) -> usize {
        self.tokens.get(token).map_or(usize::MAX, |it| it.word as usize)
    }

    /// The number of the first word of the text that differs from the token's in its case at most.
    pub fn first(&self, token: usize) -> usize {
        self.known(token).map_or(usize::MAX, |it| it.first as usize)
    }

    /// The different words, in the order of their numbers.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// One of the different words, as it is written and in lower case.
    pub fn spelled(&self, word: &Word) -> (&'t str, &str) {
        (word.span.of(self.text), word.span.of(&self.lowered))
    }

    fn known(&self, token: usize) -> Option<&Word> {
        self.words.get(self.tokens.get(token)?.word as usize)
    }

    /// The token in lower case, in English if it is one of the words of grammar, titles and roles
    /// that passes ask for: "she" for "sie", "minister" for "Ministerin".
    pub fn gloss(&self, token: usize) -> &str {
        self.glosses.get(token).copied().flatten().unwrap_or_else(|| self.lower(token))
    }

    /// Whether the token is a title or role whose form only a woman has: "Ministerin".
    pub fn is_female(&self, token: usize) -> bool {
        self.language.lexicon().is_some_and(|it| it.is_female(self.lower(token)))
    }

    /// What the tokens are in English.
    fn translated(&self) -> Vec<Option<&'static str>> {
        let Some(lexicon) = self.language.lexicon() else { return Vec::new() };
        let gloss = |token: usize| {
            let word = lexicon.gloss(self.lower(token))?;
            let noun = |at: usize| {
                lexicon.gloss(self.lower(at)).is_some() && self.shape(at) != Shape::Lower
            };
            // "die Chefin der Bank": a genitive.
            let genitive = self.language == Language::German
                && self.lower(token) == "der"
                && token.checked_sub(1).is_some_and(noun);
            Some(if genitive { "of" } else { word })
        };
        (0..self.len()).map(gloss).collect()
    }

    /// How the token is written; a mark if there is none with this number.
    pub fn shape(&self, token: usize) -> Shape {
        self.tokens.get(token).map_or(Shape::Mark, |it| it.shape)
    }

    /// Whether a word begins with a capital.
    pub fn is_capital(&self, token: usize) -> bool {
        match self.shape(token) {
            Shape::Capital | Shape::Upper => true,
            Shape::Mixed => self.word(token).starts_with(char::is_uppercase),
            Shape::Lower | Shape::Number | Shape::Mark => false,
        }
    }

    /// Whether a paragraph begins with the token.
    pub fn begins_paragraph(&self, token: usize) -> bool {
        let paragraph = |at: usize| self.tokens.get(at).map(|it| it.paragraph);
        token == 0 || paragraph(token - 1) != paragraph(token)
    }

    /// Whether the token is a dash between words, or a part of one that is typed as "--". A hyphen
    /// is one only with spaces around it.
    pub fn is_dash(&self, token: usize) -> bool {
        let apart = |at: usize| {
            let span = |at: usize| self.tokens.get(at).map(|it| it.span);
            span(at).zip(span(at + 1)).is_none_or(|(one, next)| one.end() < next.start())
        };
        let before = token.wrapping_sub(1);
        match self.word(token) {
            "—" | "–" | "―" => true,
            "-" => {
                self.word(token + 1) == "-"
                    || self.word(before) == "-"
                    || apart(before) && apart(token)
            }
            _ => false,
        }
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
    language: Language,
}

/// The sentences of a text in `language`: those that end with its abbreviations go on.
fn sentences(text: &str, paragraphs: &[Span], language: Language) -> Vec<Span> {
    let sentences = sentence::sentences_of(text, paragraphs);
    if language == Language::English {
        return sentences;
    }
    let mut joined: Vec<Span> = Vec::with_capacity(sentences.len());
    for next in sentences {
        match joined.last_mut() {
            Some(last)
                if !text[last.end()..next.start()].contains(['\n', '\r'])
                    && language.goes_on(last.of(text), next.of(text)) =>
            {
                *last = last.hull(next);
            }
            _ => joined.push(next),
        }
    }
    joined
}

/// Cuts one sentence into tokens.
fn cut(
    text: &str,
    sentence: Span,
    place: Place,
    vocabulary: &mut Vocabulary,
    tokens: &mut Vec<Token>,
) {
    let mut rest = sentence.of(text);
    while let Some(first) = rest.chars().next() {
        if first == ' ' || first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let len = plain_len(rest).unwrap_or_else(|| token_len(rest, first, place.language));
        let (written, after) = rest.split_at(len);
        let start = (sentence.end() - rest.len()) as u32;
        let span = Span::from((start, start + written.len() as u32));
        let word = vocabulary.number(written, span);
        let Place { sentence, paragraph, .. } = place;
        tokens.push(Token { span, word, shape: Shape::Mark, sentence, paragraph });
        rest = after;
    }
}

/// The length of the word at the start of `rest`, if it is written with ASCII letters and a space follows,
/// as most words are.
fn plain_len(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let len = bytes.iter().position(|&byte| !IS_PLAIN[usize::from(byte)])?;
    (len > 0 && bytes[len] == b' ').then_some(len)
}

/// Whether a byte is an ASCII letter or digit.
const IS_PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// The length of the token that `rest`, the rest of a sentence, begins with.
fn token_len(rest: &str, first: char, language: Language) -> usize {
    if is_word_char(first) {
        let len = word_len(rest);
        return if language == Language::French { french_len(&rest[..len]) } else { len };
    }
    if language == Language::French && rest.starts_with("-t-") && clitic(&rest[3..]) > 0 {
        return 3;
    }
    let double = match first {
        '\'' | '’' if let Some(len) = possessive_len(rest) => return len,
        '\'' => rest.starts_with("''") && !rest.starts_with("'''"),
        '`' => rest.starts_with("``"),
        _ => false,
    };
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
    loop {
        if rest.as_bytes().get(len).is_some_and(|&byte| byte < 128 && !b"-_'.,".contains(&byte)) {
            return len;
        }
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

/// The length of the first word of `word`, which French writing joins with others: "l'élu",
/// "dit-il", "a-t-elle".
fn french_len(word: &str) -> usize {
    if let Some(at) = word.find(['\'', '’'])
        && ELIDED.iter().any(|it| word[..at].eq_ignore_ascii_case(it))
    {
        return at + word[at..].chars().next().map_or(1, char::len_utf8);
    }
    let ends = word.rmatch_indices('-').map(|(at, _)| at);
    let joint = ends.into_iter().find(|&at| clitic(&word[at + 1..]) == word.len() - at - 1);
    joint.map_or(word.len(), |at| word[..at].strip_suffix("-t").map_or(at, str::len))
}

/// Words that lose their last letter before a vowel.
const ELIDED: [&str; 14] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu"];

/// The length of the pronoun that `rest` begins with, if nothing but a pronoun is joined there.
fn clitic(rest: &str) -> usize {
    let end = rest.find(|c: char| !is_word_char(c)).unwrap_or(rest.len());
    let pronouns = ["il", "elle", "ils", "elles", "on", "je", "nous", "vous", "tu"];
    if pronouns.contains(&&rest[..end]) { end } else { 0 }
}

fn letters_len(rest: &str) -> usize {
    let ascii = rest.bytes().position(|it| !IS_PLAIN[usize::from(it)]).unwrap_or(rest.len());
    match rest.as_bytes().get(ascii) {
        Some(byte) if !byte.is_ascii() => {
            rest[ascii..].find(|c| !is_word_char(c)).map_or(rest.len(), |len| ascii + len)
        }
        _ => ascii,
    }
}

/// Letters and digits, and what stands on or between them unseen.
fn is_word_char(c: char) -> bool {
    match c {
        '\u{2010}'..='\u{2027}' => false, // dashes, quotation marks: most marks that are not ASCII
        '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200C}' | '\u{200D}' => true,
        _ => c.is_alphanumeric(),
    }
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

/// How `word` is written.
pub fn shape_of(word: &str) -> Shape {
    match word.as_bytes() {
        // As most words are written.
        [first, rest @ ..]
            if first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_lowercase) =>
        {
            return if first.is_ascii_lowercase() { Shape::Lower } else { Shape::Capital };
        }
        _ => {}
    }
    let mut letters = 0;
    let (mut upper, mut mixed, mut start) = (0, false, true);
    let first = word.chars().next().unwrap_or(' ');
    if !is_word_char(first) {
        return Shape::Mark;
    }
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
    fn french_words_are_cut_where_they_are_joined() {
        let cases = [
            ("L'élu d’Ambert", "L' élu d’ Ambert"),
            ("dit-il, a-t-elle ajouté", "dit - il , a -t- elle ajouté"),
            ("aujourd'hui, qu'on le veuille", "aujourd'hui , qu' on le veuille"),
            ("Saint-Denis et Jean-Luc", "Saint-Denis et Jean-Luc"),
            ("« Non ! »", "« Non ! »"),
        ];
        for (text, expected) in cases {
            let text = Text::written_in(text, Language::French);
            let words: Vec<_> = (0..text.len()).map(|i| text.word(i)).collect();
            assert_eq!(words.join(" "), expected, "in {:?}", text.text);
        }
    }

    #[test]
    fn words_of_grammar_and_roles_are_known_in_english() {
        let cases = [
            (Language::German, "Sie, die Ministerin der Bank", "she , the minister of bank"),
            (Language::German, "Österreichs Umweltminister", "österreichs minister"),
            (Language::French, "Élue, a-t-elle dit", "politician , has -t- she dit"),
            (Language::English, "Sie the Minister", "sie the minister"),
        ];
        for (language, text, expected) in cases {
            let text = Text::written_in(text, language);
            let words: Vec<_> = (0..text.len()).map(|i| text.gloss(i)).collect();
            assert_eq!(words.join(" "), expected, "in {:?}", text.text);
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
            for language in [Language::English, Language::German, Language::French] {
                let cut = Text::written_in(&text, language);
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
}
