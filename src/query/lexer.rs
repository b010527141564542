//! Cuts the text of a query into tokens.
//!
//! It knows what a token looks like wherever it stands; which token may follow which is left to
//! `parser`, what a word looks like when it is more than a word to `form`.
//!
//! Invariants: it never fails, whatever the text; the spans of the tokens come in text order and
//! do not overlap; the last token is `End`; a backslash takes the meaning from the character after
//! it.

use std::ops::Range;

use super::form::{self, Form, Later};
use crate::text::Span;

/// A piece of a query, with its text: of a word or phrase without marks and backslashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) text: String,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word(Form),
    Phrase(Marks),
    /// `speaker:`; the text is the name.
    Name,
    Star,
    Open,
    Close,
    Comma,
    OpenBracket,
    CloseBracket,
    And,
    Or,
    Not,
    /// `-` or `!` in front of something.
    Minus,
    Plus,
    /// `=` in front of something.
    Equals,
    Quote,
    Said,
    /// An operator or function that is known, and refused in this version.
    Later(Later),
    /// `~5`, `^2` or `*` directly after a phrase or a group.
    Suffix,
    End,
}

/// How well the marks of a phrase fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    Paired,
    /// Closed by a mark of another kind.
    Mixed,
    Unclosed,
}

/// Cuts `text` into tokens.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new() };
    while lexer.skip_space() {
        lexer.token();
    }
    lexer.push(Kind::End, lexer.at..lexer.at, "");
    lexer.tokens
}

/// Whether `c` is a quotation mark that opens or closes a phrase.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// Whether the mark `close` is written at the end of what `open` began.
fn pairs(open: char, close: char) -> bool {
    match open {
        '“' | '‟' => close == '”',
        '„' => matches!(close, '“' | '”'),
        '«' => close == '»',
        '»' => matches!(close, '«' | '»'),
        other => close == other,
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn push(&mut self, kind: Kind, range: Range<usize>, text: impl Into<String>) {
        let span = Span::new(self.text, range).unwrap_or_default();
        self.tokens.push(Token { kind, span, text: text.into() });
    }

    /// Goes to the next token; `false` at the end.
    fn skip_space(&mut self) -> bool {
        while self.peek().is_some_and(is_space) {
            self.bump();
        }
        self.peek().is_some()
    }

    fn token(&mut self) {
        let Some(first) = self.peek() else { return };
        match first {
            '(' => self.take(Kind::Open, 1),
            ')' => self.take(Kind::Close, 1),
            ',' => self.take(Kind::Comma, 1),
            '[' | '{' => self.take(Kind::OpenBracket, 1),
            ']' | '}' => self.take(Kind::CloseBracket, 1),
            '&' if self.at_double("&&") => self.take(Kind::And, 2),
            '|' if self.at_double("||") => self.take(Kind::Or, 2),
            '~' | '^' | '*' if self.follows_group() => self.suffix(),
            '*' if self
                .second()
                .is_none_or(|c| is_space(c) || matches!(c, '(' | ')' | ',' | ']' | '}')) =>
            {
                self.take(Kind::Star, 1);
            }
            '-' | '–' | '−' | '!' if self.binds() => self.take(Kind::Minus, 1),
            '+' if self.binds() => self.take(Kind::Plus, 1),
            '=' if self.binds() => self.take(Kind::Equals, 1),
            mark if is_mark(mark) => self.phrase(mark),
            _ => self.word(),
        }
    }

    /// Makes a token of the next `count` characters.
    fn take(&mut self, kind: Kind, count: usize) {
        let start = self.at;
        (0..count).for_each(|_| self.bump());
        self.push(kind, start..self.at, &self.text[start..self.at]);
    }

    fn at_double(&self, operator: &str) -> bool {
        self.rest().starts_with(operator)
    }

    /// Whether the sign here stands in front of something.
    fn binds(&self) -> bool {
        self.second().is_some_and(|c| !is_space(c) && !matches!(c, ')' | ','))
    }

    /// Whether a phrase or a group ends right here.
    fn follows_group(&self) -> bool {
        let ends = |token: &Token| {
            matches!(token.kind, Kind::Phrase(_) | Kind::Close) && token.span.end() == self.at
        };
        self.tokens.last().is_some_and(ends)
    }

    fn suffix(&mut self) {
        let is_part = |c: &char| c.is_ascii_digit() || matches!(c, '.' | '~' | '^' | '*');
        let count = self.rest().chars().take_while(is_part).count();
        self.take(Kind::Suffix, count);
    }

    /// A phrase: from a mark to the mark that closes it.
    fn phrase(&mut self, open: char) {
        let start = self.at;
        let mut text = String::new();
        self.bump();
        let marks = loop {
            match (self.peek(), self.second()) {
                (None, _) => break Marks::Unclosed,
                (Some('\\'), Some(next)) if next == '\\' || is_mark(next) => {
                    self.bump();
                    text.push(next);
                }
                (Some(mark), _) if is_mark(mark) => {
                    if let Some(inner) = self.inner_pair(open, mark) {
                        text.push_str(inner);
                        self.at += inner.len();
                        continue;
                    }
                    self.bump();
                    break if pairs(open, mark) { Marks::Paired } else { Marks::Mixed };
                }
                (Some(c), _) => text.push(c),
            }
            self.bump();
        };
        self.push(Kind::Phrase(marks), start..self.at, text);
    }

    /// The quotation that `mark` opens here, inside a phrase: the next mark closes it.
    fn inner_pair(&self, open: char, mark: char) -> Option<&'t str> {
        if pairs(open, mark) || mark == open || !matches!(mark, '“' | '„' | '«' | '‟') {
            return None;
        }
        let rest = self.rest();
        let inner = rest.get(mark.len_utf8()..)?;
        let length = inner.find(is_mark)?;
        let close = inner.get(length..)?.chars().next()?;
        let end = mark.len_utf8() + length + close.len_utf8();
        let pair = rest.get(..end)?;
        (pairs(mark, close) && !pair.contains('\\')).then_some(pair)
    }

    /// A word, a field's name, or an operator that is written as a word.
    fn word(&mut self) {
        let start = self.at;
        if let Some(length) = name_length(self.rest()) {
            self.at += length + 1;
            return self.push(Kind::Name, start..self.at, &self.text[start..start + length]);
        }
        let word = self.scan_word();
        let open_follows = self.peek() == Some('(');
        let kind = form::keyword(&word.pattern, open_follows)
            .unwrap_or_else(|| Kind::Word(form::form(&word.pattern)));
        self.push(kind, start..self.at, word.text);
    }

    fn scan_word(&mut self) -> Word {
        let mut word = Word::default();
        while let Some(c) = self.peek() {
            if let ('\\', Some(next)) = (c, self.second()) {
                self.bump();
                word.text.push(next);
                word.pattern.push('x');
            } else if self.ends_word(c, &word.pattern) {
                break;
            } else {
                word.text.push(c);
                word.pattern.push(c);
            }
            self.bump();
        }
        word
    }

    /// Whether the word `before` ends before `c`. A comma stays in `3,000` and in addresses.
    fn ends_word(&self, c: char, before: &str) -> bool {
        match c {
            '(' | ')' | '[' | ']' | '{' | '}' => true,
            '&' => self.at_double("&&") && !form::is_address(before),
            '|' => self.at_double("||"),
            ',' => !self.is_inner_comma(before),
            other => is_space(other) || is_mark(other),
        }
    }

    fn is_inner_comma(&self, before: &str) -> bool {
        let Some(next) = self.second() else { return false };
        let in_number = before.ends_with(|c: char| c.is_ascii_digit()) && next.is_ascii_digit();
        in_number || (form::is_address(before) && next.is_alphanumeric())
    }
}

/// A word as it is read, and a pattern in which escaped characters are the letter `x`.
#[derive(Default)]
struct Word {
    text: String,
    pattern: String,
}

/// The length of the field name that `rest` begins with: letters and a colon, but no `http://`.
fn name_length(rest: &str) -> Option<usize> {
    let length = rest.find(|c: char| !c.is_alphabetic())?;
    let tail = rest.get(length..)?;
    (length > 0 && tail.starts_with(':') && !tail.starts_with("://")).then_some(length)
}
