//! Cuts the text of a query into tokens.
//!
//! It knows what a token looks like wherever it stands; which token may follow which is left to
//! `parser`, what a word looks like when it is more than a word to `form`.
//!
//! Invariants: it never fails, whatever the text; the spans of the tokens come in text order and
//! do not overlap; the last token is `End`; a backslash takes the meaning from the character after
//! it.

use std::ops::Range;

use super::{
    ast::Reach,
    form::{self, Form},
};
use crate::text::Span;

/// A piece of a query, with its text: of a word or phrase without marks and backslashes, of a
/// wildcard its shape, of a regular expression what stands between the slashes.
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
    Regex,
    /// A regular expression that is never closed.
    OpenRegex,
    /// `speaker:`; the text is the name.
    Name,
    /// `hd=`; the text is the code.
    Legacy,
    /// `headline` before a parenthesis, which is no part of it.
    Segment,
    Star,
    Open,
    Close,
    Comma,
    OpenBracket,
    CloseBracket,
    And,
    Or,
    Not,
    Maybe,
    /// `-` or `!` in front of something.
    Minus,
    Plus,
    /// `=` in front of something.
    Equals,
    /// `NEAR/5`, `w/s`, `SENT` …
    Near {
        ordered: bool,
        reach: Reach,
    },
    /// `NEAR` without a distance.
    NoDistance,
    /// `QUOTE` or `QUOTE/3`.
    Quote(u32),
    Said,
    /// `ATLEAST/5`.
    AtLeast(u32),
    /// `FIRST/50`.
    First(u32),
    /// `ATLEAST` or `FIRST` without a number.
    NoCount,
    Stem,
    /// `~5`, `^2` or `*` directly after what it belongs to; each for itself.
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
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), no_regex_before: 0 };
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
    /// Up to here no slash closes a regular expression.
    no_regex_before: usize,
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
            '*' if self.follows(Kind::is_group) => self.take(Kind::Suffix, 1),
            '~' | '^' if self.follows(Kind::is_operand) || self.at_suffix() => self.suffix(),
            '/' => self.slash(),
            '*' if self
                .second()
                .is_none_or(|c| is_space(c) || matches!(c, '(' | ')' | ',' | ']' | '}' | '^')) =>
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

    /// Whether such a token ends right here.
    fn follows(&self, is: fn(Kind) -> bool) -> bool {
        self.tokens.last().is_some_and(|token| is(token.kind) && token.span.end() == self.at)
    }

    /// Whether nothing but suffixes stands between here and the end of the word.
    fn at_suffix(&self) -> bool {
        let mut rest = self.rest().chars().take(LONGEST_SUFFIX);
        let after = rest.find(|c| !matches!(c, '~' | '^' | '.') && !c.is_ascii_digit());
        after.is_none_or(|c| is_space(c) || is_mark(c) || "()[]{},".contains(c))
    }

    /// One suffix: its sign, and the number after it.
    fn suffix(&mut self) {
        let number = self.rest().chars().skip(1);
        let count = number.take_while(|c| c.is_ascii_digit() || *c == '.').count();
        self.take(Kind::Suffix, 1 + count);
    }

    /// A slash begins an operator such as `/5`, or a regular expression.
    fn slash(&mut self) {
        let rest = self.rest();
        let length = if self.at < self.no_regex_before { Err(0) } else { regex_length(rest) };
        match length {
            Ok(length) => {
                let start = self.at;
                self.at += length;
                let pattern = self.text[start + 1..self.at - 1].replace("\\/", "/");
                self.push(Kind::Regex, start..self.at, pattern);
            }
            Err(_) if is_operator(rest) => self.word(),
            Err(looked_at) => {
                self.no_regex_before = self.no_regex_before.max(self.at + looked_at);
                let start = self.at;
                self.scan_word();
                self.push(Kind::OpenRegex, start..self.at, &self.text[start..self.at]);
            }
        }
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
        if let Some((kind, length)) = name(self.rest()) {
            self.at += length + usize::from(kind != Kind::Segment);
            return self.push(kind, start..self.at, &self.text[start..start + length]);
        }
        let word = self.scan_word();
        let open_follows = self.peek() == Some('(');
        let keyword = form::keyword(&word.pattern, open_follows).filter(|_| !word.is_address);
        let kind = keyword.unwrap_or_else(|| match word.is_address {
            true => Kind::Word(Form::Plain),
            false => Kind::Word(form::form(&word.pattern)),
        });
        let text = match kind {
            Kind::Word(Form::Wildcard) => word.shape(),
            _ => word.text,
        };
        self.push(kind, start..self.at, text);
    }

    fn scan_word(&mut self) -> Word {
        let mut word = Word::default();
        while let Some(c) = self.peek() {
            if let ('\\', Some(next)) = (c, self.second()) {
                self.bump();
                word.push(next, true);
            } else if self.ends_word(c, &word) {
                break;
            } else {
                word.push(c, false);
            }
            self.bump();
        }
        word
    }

    /// Whether the word `before` ends before `c`. A comma stays in `3,000` and in addresses.
    fn ends_word(&self, c: char, before: &Word) -> bool {
        match c {
            '(' | ')' | '[' | ']' | '{' | '}' => true,
            '&' => !before.is_address && self.at_double("&&"),
            '|' => self.at_double("||"),
            ',' => !self.is_inner_comma(before),
            '~' | '^' => !before.is_address && !before.text.is_empty() && self.at_suffix(),
            other => is_space(other) || is_mark(other),
        }
    }

    fn is_inner_comma(&self, before: &Word) -> bool {
        let Some(next) = self.second() else { return false };
        let in_number =
            before.text.ends_with(|c: char| c.is_ascii_digit()) && next.is_ascii_digit();
        in_number || (before.is_address && next.is_alphanumeric())
    }
}

/// A word as it is read.
#[derive(Default)]
struct Word {
    text: String,
    /// The text, with the letter `x` for each escaped character.
    pattern: String,
    /// The text, with a backslash before each wildcard that is meant as it is.
    shape: String,
    /// Whether it is a web address, in which every character is taken as it is.
    is_address: bool,
}

impl Word {
    fn push(&mut self, c: char, escaped: bool) {
        self.text.push(c);
        self.pattern.push(if escaped { 'x' } else { c });
        if matches!(c, '*' | '?' | '\\') && (escaped || c == '\\') {
            self.shape.push('\\');
        }
        self.shape.push(c);
        self.is_address |= self.pattern == "www." || self.pattern.ends_with("://");
    }

    /// The shape of a word with wildcards.
    fn shape(mut self) -> String {
        if form::is_truncated(&self.pattern) {
            self.shape.pop();
            self.shape.push('*');
        }
        self.shape
    }
}

impl Kind {
    /// Whether a `*` directly after it belongs to it.
    fn is_group(self) -> bool {
        matches!(self, Kind::Phrase(_) | Kind::Close)
    }

    /// Whether a `~` or `^` directly after it belongs to it.
    fn is_operand(self) -> bool {
        let is_single = matches!(self, Kind::Word(_) | Kind::Regex | Kind::Star | Kind::Suffix);
        is_single || self.is_group()
    }
}

/// More characters than a suffix can have.
const LONGEST_SUFFIX: usize = 32;

/// Longer regular expressions are not looked for, in bytes.
const LONGEST_REGEX: usize = 1000;

/// Whether `rest` begins with an operator such as `/5` or `/s`.
fn is_operator(rest: &str) -> bool {
    let end = rest.find(|c: char| is_space(c) || "()".contains(c)).unwrap_or(rest.len());
    form::keyword(&rest[..end], false).is_some()
}

/// The length of the regular expression that `rest` begins with, slashes included: no white space,
/// and the end of the word after it. If there is none, how many bytes were looked at.
fn regex_length(rest: &str) -> Result<usize, usize> {
    let mut escaped = false;
    let near =
        rest.char_indices().skip(1).take_while(|(at, c)| *at < LONGEST_REGEX && !is_space(*c));
    let mut end = 0;
    for (at, c) in near {
        if c == '/' && !escaped && at > 1 {
            let after = rest[at + 1..].chars().next();
            if after.is_none_or(|c| is_space(c) || ")],^~".contains(c)) {
                return Ok(at + 1);
            }
        }
        escaped = c == '\\' && !escaped;
        end = at;
    }
    Err(end)
}

/// The field name that `rest` begins with, and its length: letters and a colon, but no `http://`; or a
/// code of another service and `=`, a segment and `(`.
fn name(rest: &str) -> Option<(Kind, usize)> {
    let length = rest.find(|c: char| !c.is_alphabetic()).filter(|length| *length > 0)?;
    let (name, tail) = rest.split_at(length);
    let is_bound = |c: char| !is_space(c) && !matches!(c, ')' | ',');
    if tail.starts_with(':') {
        return (!tail.starts_with("://")).then_some((Kind::Name, length));
    }
    if tail.starts_with('(') {
        return form::segment(name).map(|_| (Kind::Segment, length));
    }
    let value = tail.strip_prefix('=')?;
    let is_legacy = form::legacy_field(name).is_some() && value.starts_with(is_bound);
    is_legacy.then_some((Kind::Legacy, length))
}
