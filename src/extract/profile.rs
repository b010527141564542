//! What one article tells about its words before names are looked for: what a word may be, whether
//! it also occurs in lower case, and which paragraphs name nobody who acts in it.

use super::{
    lexicon::names::{Class, class},
    token::{Shape, Text},
    vocabulary::Word,
};

/// An article's words with their classes.
pub struct Profile<'a> {
    /// The words.
    pub text: &'a Text<'a>,
    /// One for each different word; empty for marks, numbers and words in lower case.
    classes: Vec<Class>,
    /// Whether a word occurs in lower case; by [`Text::first`].
    lower: Vec<bool>,
    /// Whether a word occurs with a capital where no sentence starts; by [`Text::first`].
    capital: Vec<bool>,
    /// Whether a token begins a sentence or a quotation.
    initial: Vec<bool>,
    /// Whether a paragraph is a byline, a credit or a headline; one for each paragraph.
    unread: Vec<bool>,
}

impl<'a> Profile<'a> {
    /// Looks through `text`.
    pub fn new(text: &'a Text<'a>) -> Profile<'a> {
        let mut profile = Profile {
            text,
            classes: text.words().iter().map(|word| class_of(text, word)).collect(),
            lower: vec![false; text.words().len()],
            capital: vec![false; text.words().len()],
            initial: initial(text),
            unread: Vec::new(),
        };
        profile.unread = profile.unread_paragraphs();
        profile.count_words();
        profile
    }

    /// What a word with a capital may be; nothing for any other token.
    pub fn class(&self, token: usize) -> Class {
        self.classes.get(self.text.number(token)).copied().unwrap_or_default()
    }

    /// Whether names are looked for in the paragraph of `token`.
    pub fn is_read(&self, token: usize) -> bool {
        let paragraph = self.text.tokens.get(token).map_or(0, |it| it.paragraph as usize);
        !self.unread.get(paragraph).copied().unwrap_or_default()
    }

    /// Whether the word begins a sentence or a quotation, so that its capital says nothing.
    pub fn is_initial(&self, token: usize) -> bool {
        self.initial.get(token).is_some_and(|&initial| initial)
    }

    /// Whether the word of `token` occurs in lower case somewhere.
    pub fn seen_lower(&self, token: usize) -> bool {
        self.lower.get(self.text.first(token)).is_some_and(|&seen| seen)
    }

    /// Whether the word of `token` occurs with a capital inside a sentence.
    pub fn seen_capital(&self, token: usize) -> bool {
        self.capital.get(self.text.first(token)).is_some_and(|&seen| seen)
    }

    /// Whether the token is a word with a capital.
    pub fn has_capital(&self, token: usize) -> bool {
        matches!(self.text.shape(token), Shape::Capital | Shape::Upper | Shape::Mixed)
    }

    /// Whether the word is a head noun after "the": "the Board".
    pub fn is_definite_head(&self, token: usize) -> bool {
        let before = self.previous(token).map_or("", |it| self.text.lower(it));
        self.class(token).is(Class::ORGANISATION_HEAD) && before == "the"
    }

    /// The token before, if it stands in the same sentence.
    pub fn previous(&self, token: usize) -> Option<usize> {
        let before = token.checked_sub(1)?;
        self.same_sentence(before, token).then_some(before)
    }

    /// The token after, if it stands in the same sentence.
    pub fn next(&self, token: usize) -> Option<usize> {
        self.same_sentence(token, token + 1).then_some(token + 1)
    }

    fn same_sentence(&self, one: usize, other: usize) -> bool {
        let sentence = |token: usize| self.text.tokens.get(token).map(|it| it.sentence);
        sentence(one).is_some() && sentence(one) == sentence(other)
    }

    fn count_words(&mut self) {
        for (number, token) in self.text.tokens.iter().enumerate() {
            match token.shape {
                Shape::Mark | Shape::Number => continue,
                _ if !self.is_read(number) => continue,
                Shape::Lower => self.lower[self.text.first(number)] = true,
                Shape::Capital | Shape::Upper | Shape::Mixed => {
                    if !self.is_initial(number) {
                        self.capital[self.text.first(number)] = true;
                    }
                }
            }
        }
    }

    fn unread_paragraphs(&self) -> Vec<bool> {
        let mut unread = vec![false; self.text.paragraphs.len()];
        let mut start = 0;
        while let Some(first) = self.text.tokens.get(start) {
            let paragraph = first.paragraph;
            let rest = &self.text.tokens[start..];
            let end = start + rest.iter().take_while(|it| it.paragraph == paragraph).count();
            if let Some(flag) = unread.get_mut(paragraph as usize) {
                *flag = self.is_credit(start, end) || self.is_headline(start, end);
            }
            start = end;
        }
        unread
    }

    /// "By Jane Roe", "(Reporting by Jane Roe; Editing by John Poe)".
    fn is_credit(&self, start: usize, end: usize) -> bool {
        let first = if self.text.shape(start) == Shape::Mark { start + 1 } else { start };
        let small = |token: usize| {
            self.text.shape(token) != Shape::Lower || CREDIT_WORDS.contains(&self.text.lower(token))
        };
        match self.text.lower(first) {
            "by" => end - start <= 30 && self.has_capital(first + 1) && (first..end).all(small),
            "reporting" | "editing" | "writing" | "additional" | "compiled" | "photography" => {
                end - start <= 60
                    && (first..end.min(first + 3)).any(|it| self.text.lower(it) == "by")
            }
            _ => false,
        }
    }

    /// A line with capitals everywhere: no stop or comma in it, or everyday words with a capital.
    fn is_headline(&self, start: usize, end: usize) -> bool {
        let named = Class::PLACE | Class::FIRST | Class::SURNAME | Class::ORGANISATION_HEAD;
        let (mut capitals, mut plain, mut lower) = (0, 0, 0);
        for token in start..end {
            match self.text.shape(token) {
                Shape::Lower if is_headline_word(self.text.lower(token)) => {}
                Shape::Lower => lower += 1,
                Shape::Number | Shape::Mark => {}
                Shape::Capital | Shape::Upper | Shape::Mixed => {
                    let class = self.class(token);
                    capitals += usize::from(self.text.word(token).len() > 3);
                    plain +=
                        usize::from(token > start && class.is(Class::COMMON) && !class.is(named));
                }
            }
            if lower * 5 > end - start {
                return false; // as most paragraphs are, after a few words
            }
        }
        let stopped = matches!(self.text.word(end - 1), "." | "\"" | "”" | ":");
        let has_turn = (start..end.min(start + 5)).any(|token| self.text.word(token) == ":");
        let listed = (start..end).any(|token| self.text.word(token) == ",");
        let loose = capitals >= 4 && lower * 5 <= capitals && !stopped && !has_turn && !listed;
        let strict = capitals >= 3 && lower == 0 && plain >= 1 && (plain >= 2 || !stopped);
        loose || strict
    }
}

/// Whether a word stays in lower case in a headline.
fn is_headline_word(word: &str) -> bool {
    matches!(
        word,
        "a" | "about"
            | "after"
            | "an"
            | "and"
            | "as"
            | "at"
            | "but"
            | "by"
            | "for"
            | "from"
            | "her"
            | "his"
            | "if"
            | "in"
            | "into"
            | "is"
            | "it"
            | "its"
            | "not"
            | "of"
            | "on"
            | "or"
            | "over"
            | "that"
            | "the"
            | "their"
            | "to"
            | "up"
            | "vs"
            | "with"
            | "than"
    )
}

/// What a byline holds besides names.
const CREDIT_WORDS: [&str; 22] = [
    "by",
    "and",
    "of",
    "for",
    "in",
    "at",
    "the",
    "with",
    "staff",
    "writer",
    "writers",
    "updated",
    "correspondent",
    "reporter",
    "editor",
    "de",
    "van",
    "von",
    "political",
    "press",
    "associated",
    "on",
];

/// Which tokens begin a sentence or a quotation; a bracket begins neither.
fn initial(text: &Text) -> Vec<bool> {
    let (mut sentence, mut begins) = (None, true);
    let tokens = text.tokens.iter().enumerate();
    let initial = tokens.map(|(number, token)| {
        let initial = begins || sentence != Some(token.sentence);
        sentence = Some(token.sentence);
        begins = token.shape == Shape::Mark
            && match text.word(number) {
                mark if is_opening(mark) => true,
                mark => initial && !is_bracket(mark),
            };
        initial
    });
    initial.collect()
}

fn is_opening(mark: &str) -> bool {
    matches!(mark, "“" | "\"" | "‘" | "``" | "''" | "«" | "„" | ":" | "•" | "*" | "-" | "–" | "—")
}

fn is_bracket(mark: &str) -> bool {
    matches!(mark, "(" | "[")
}

/// The class of a word with a capital, by its parts if it has a hyphen: "President-elect".
fn class_of(text: &Text, word: &Word) -> Class {
    if !matches!(word.known.shape, Shape::Capital | Shape::Upper | Shape::Mixed) {
        return Class::default();
    }
    let (written, lower) = text.spelled(word);
    match lower.split_once('-') {
        Some((party, _)) if party.len() == 1 => Class::FUNCTION,
        Some((first, rest)) if word.known.names == Class::default() => {
            compound(written, first, rest)
        }
        _ => word.known.names,
    }
}

/// The class of an unknown word with a hyphen.
fn compound(word: &str, first: &str, rest: &str) -> Class {
    let last = rest.rsplit('-').next().unwrap_or(rest);
    let last_is_lower =
        word.rsplit('-').next().is_some_and(|it| it.starts_with(char::is_lowercase));
    let (head, tail) = (class(first), class(last));
    let noun = Class::PLACE | Class::ORGANISATION | Class::DEMONYM | Class::COMMON;
    let given = last.len() <= 4 && !head.is(noun);
    if tail.is(Class::TITLE | Class::ROLE) || head.is(Class::TITLE) && last_is_lower {
        Class::TITLE
    } else if is_prefix(first)
        || last_is_lower && SUFFIXES.contains(&last)
        || last_is_lower && !given && (tail.is(Class::COMMON) || is_participle(last))
    {
        Class::FUNCTION
    } else if head.is(Class::DEMONYM) && tail.is(Class::DEMONYM) {
        Class::DEMONYM
    } else if head.is(Class::FIRST) && tail.is(Class::FIRST) {
        Class::FIRST
    } else if head.is(Class::SURNAME) && tail.is(Class::SURNAME) {
        Class::SURNAME
    } else {
        Class::default()
    }
}

/// Short words that make a description of a name: "Acme-led".
const SUFFIXES: [&str; 13] = [
    "led", "run", "based", "born", "made", "held", "owned", "like", "wide", "era", "style", "only",
    "free",
];

fn is_participle(word: &str) -> bool {
    word.len() >= 6 && (word.ends_with("ed") || word.ends_with("ing"))
}

fn is_prefix(word: &str) -> bool {
    matches!(word, "pro" | "anti" | "non" | "pre" | "post" | "mid" | "ex" | "un")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_credits_and_headlines_are_not_read() {
        let cases = [
            ("By Jane Roe and John Poe", false),
            ("By Jane Roe, Political Editor", false),
            ("(Reporting by Jane Roe; Editing by John Poe)", false),
            ("Minister Tells Council To Stop Building", false),
            ("By Monday Jane Roe had left.", true),
            ("JANE ROE: I never Said That Here Today", true),
            ("Jane Roe said the council would stop.", true),
        ];
        for (text, expected) in cases {
            let text = Text::new(text);
            assert_eq!(Profile::new(&text).is_read(0), expected, "in {:?}", text.text);
        }
    }

    #[test]
    fn a_capital_says_nothing_where_a_sentence_starts() {
        let text = Text::new("Ruiz said: “Leave Acme (Northern).” Then he left.");
        let profile = Profile::new(&text);
        let initial = (0..text.len()).filter(|&token| profile.has_capital(token));
        let initial: Vec<_> = initial.filter(|&token| profile.is_initial(token)).collect();
        let words: Vec<_> = initial.iter().map(|&token| text.word(token)).collect();
        assert_eq!(words, ["Ruiz", "Leave", "Then"]);
    }
}
