//! Reads what operators stand between: words, phrases, fields with their values, dates.
//!
//! The other half of `parser`, which has the operators, the groups and the table of codes.

use super::{
    ast::{FARTHEST, Fit, Query},
    dates::{self, Problem},
    fault::Fault,
    form::{Form, legacy_field, letters_before_wildcard, segment},
    lexer::{Kind, Marks, Token},
    notice::Remark,
    parser::{Node, Parser, Place, Scope, join},
    shape::only_ranks,
};
use crate::{
    field::Field,
    text::{Span, word_regex},
};

impl Parser<'_> {
    /// An atom, a field, a function or a group.
    pub(super) fn primary(&mut self) -> Option<Node> {
        match self.kind() {
            Kind::Open => self.group(Place { comma_ends: false, ..self.place }),
            Kind::Name | Kind::Legacy | Kind::Segment => self.field(),
            Kind::Quote(least) => self.quote(least),
            Kind::Said => self.said(),
            _ if !self.at_operand() => None,
            _ if self.place.field == Some(Field::Date) => self.date(),
            Kind::AtLeast(count) => self.at_least(count),
            Kind::First(words) => self.first(words),
            Kind::NoCount => self.no_count(),
            Kind::Stem => self.stem(),
            Kind::Word(form) => self.word(form, false),
            Kind::Phrase(marks) => self.phrase(marks, self.place.stemmed),
            Kind::Regex => self.regex(),
            Kind::Star => Some(node(Query::All, self.advance().span)),
            Kind::Equals => self.exact(),
            _ => self.stray(),
        }
    }

    fn stray(&mut self) -> Option<Node> {
        let token = self.advance();
        self.fault(match token.kind {
            Kind::OpenBracket | Kind::CloseBracket => Fault::stray_bracket(&token),
            Kind::OpenRegex => Fault::open_regex(&token),
            Kind::Suffix => Fault::suffix(&token),
            _ => Fault::stray(&token),
        });
        None
    }

    /// `=word`; a phrase is exact too, even in STEM.
    fn exact(&mut self) -> Option<Node> {
        let equals = self.advance();
        match self.kind() {
            Kind::Word(form) => self.word(form, true),
            Kind::Phrase(marks) => self.phrase(marks, false),
            _ => {
                self.fault(Fault::stray(&equals));
                None
            }
        }
    }

    fn word(&mut self, form: Form, exact: bool) -> Option<Node> {
        let mut token = self.advance();
        if !has_letter(&token.text) {
            self.fault(Fault::no_letter(&token));
        }
        if let Some(letters) = self.suffix('~') {
            token.span = token.span.hull(letters.span);
            return self.fuzzy(form, token, &letters.text);
        }
        match form {
            Form::Plain => self.check_value(&token),
            Form::Compared => self.fault(Fault::compared(&token)),
            Form::Wildcard => return Some(self.wildcard(token)),
        }
        Some(node(Query::Word { text: token.text, exact }, token.span))
    }

    /// `inflat*`, with at least two letters before the first wildcard.
    fn wildcard(&mut self, token: Token) -> Node {
        let written = token.span.of(self.text);
        if letters_before_wildcard(&token.text) < 2 {
            self.fault(Fault::short_wildcard(&token, written));
        } else if written.ends_with('?') && written.find(['*', '?']) == Some(written.len() - 1) {
            self.remark(Remark::question_mark(token.span, written));
        }
        self.check_value(&token);
        node(Query::Wildcard { pattern: token.text }, token.span)
    }

    /// `word~1`; without a number, longer words may differ more.
    fn fuzzy(&mut self, form: Form, word: Token, letters: &str) -> Option<Node> {
        let length = word.text.chars().filter(|c| c.is_alphanumeric()).count();
        let distance = match &letters[1..] {
            "" if length > 5 => 2,
            "" | "1" => 1,
            "2" => 2,
            _ => {
                self.fault(Fault::too_fuzzy(&word, letters));
                return None;
            }
        };
        if form != Form::Plain {
            self.fault(Fault::fuzzy_wildcard(&word));
        }
        self.check_value(&word);
        Some(node(Query::Fuzzy { text: word.text, distance }, word.span))
    }

    fn regex(&mut self) -> Option<Node> {
        let token = self.advance();
        if let Err(error) = word_regex(&token.text) {
            self.fault(Fault::no_regex(&token, &error.to_string()));
        }
        self.check_value(&token);
        Some(node(Query::Regex { pattern: token.text }, token.span))
    }

    fn phrase(&mut self, marks: Marks, stemmed: bool) -> Option<Node> {
        let token = self.advance();
        let before = self.faults.len();
        if marks == Marks::Unclosed {
            self.fault(Fault::not_closed_mark(token.span));
        } else if !has_letter(&token.text) {
            self.fault(Fault::no_letter(&token));
        } else {
            self.check_value(&token);
        }
        let (fit, end) = self.fit(&token);
        let span = token.span.hull(end);
        if has_wildcard(&token.text) && self.faults.len() == before {
            self.remark(Remark::wildcard_in_phrase(token.span));
        }
        let query = Query::Phrase { text: token.text, stemmed, fit };
        if marks == Marks::Mixed {
            self.remark(Remark::marks(token.span, &query));
        }
        Some(node(query, span))
    }

    /// What stands directly after a phrase: `~5` or `*`; and where that ends.
    fn fit(&mut self, phrase: &Token) -> (Fit, Span) {
        if let Some(star) = self.suffix('*') {
            let last = phrase.text.split_whitespace().next_back().unwrap_or_default();
            if last.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
                self.fault(Fault::short_wildcard(phrase, last));
            }
            return (Fit::Prefix, star.span);
        }
        let Some(suffix) = self.suffix('~') else { return (Fit::Exact, phrase.span) };
        let fit = match suffix.text[1..].parse::<u32>() {
            Ok(0) => Fit::Exact,
            Ok(moves) if moves <= FARTHEST => Fit::Moves(moves),
            Ok(_) => {
                self.fault(Fault::out_of_range(&suffix, "the number of moves", FARTHEST));
                Fit::Exact
            }
            Err(_) => {
                self.fault(Fault::suffix(&suffix));
                Fit::Exact
            }
        };
        (fit, suffix.span)
    }

    /// The suffix with this sign, if it stands here.
    fn suffix(&mut self, sign: char) -> Option<Token> {
        let is_here = self.at_suffix() && self.peek().text.starts_with(sign);
        is_here.then(|| self.advance())
    }

    /// A field that has few values has this one.
    fn check_value(&mut self, token: &Token) {
        let Some(field) = self.place.field else { return };
        let info = field.info();
        let is_known = info.values.iter().any(|value| value.eq_ignore_ascii_case(&token.text));
        if !info.values.is_empty() && !is_known {
            self.fault(Fault::no_such_value(token, info));
        }
        let names_language = token.text.len() > 3 && token.text.chars().all(char::is_alphabetic);
        if field == Field::Language && names_language {
            self.remark(Remark::language_name(token.span, &token.text));
        }
    }

    /// `name:` and its value.
    fn field(&mut self) -> Option<Node> {
        let mut name = self.advance();
        if let Some(field) = self.legacy(&name) {
            let ends = if name.kind == Kind::Segment { "(…)" } else { "" };
            let code = format!("{}{ends}", name.span.of(self.text));
            self.remark(Remark::legacy(name.span, &code, field));
            name.text = field.to_owned();
        }
        let field = Field::from_name(&name.text);
        match (self.place.field, field) {
            (Some(outer), _) => self.fault(Fault::inside_field(&name, outer.name())),
            (None, Some(field)) => self.check_scope_of(field, &name),
            (None, None) => self.fault(Fault::unknown_field(&name)),
        }
        if !self.enter(name.span) {
            return None;
        }
        let outer = self.place;
        self.place = Place { field, ..outer };
        let value = self.value(&name);
        self.place = outer;
        self.leave();
        let value = value?;
        let span = name.span.hull(value.span);
        if only_ranks(&value.query) {
            self.fault(Fault::only_ranks(value.span));
        }
        let query = match field {
            None | Some(Field::Date) => return Some(Node { span, ..value }),
            Some(field) => Query::Field { field, query: Box::new(value.query) },
        };
        Some(node(query, span))
    }

    /// The field that a code of another service means.
    fn legacy(&self, name: &Token) -> Option<&'static str> {
        match name.kind {
            Kind::Segment => segment(&name.text),
            Kind::Name if Field::from_name(&name.text).is_some() => None,
            _ => legacy_field(&name.text),
        }
    }

    /// Inside QUOTE and SAID only the fields of one quotation can be asked for.
    fn check_scope_of(&mut self, field: Field, name: &Token) {
        let of_speaker = matches!(field, Field::Speaker | Field::Org | Field::Role);
        match self.place.scope {
            Some(_) if !field.info().of_quote => self.fault(Fault::not_of_quote(name)),
            Some(Scope::Who) if !of_speaker => self.fault(Fault::not_of_speaker(name)),
            _ => {}
        }
    }

    fn value(&mut self, name: &Token) -> Option<Node> {
        match self.kind() {
            Kind::Word(_) if self.at_set() => self.set(),
            _ if self.place.field == Some(Field::Date) && self.has_value() => self.boosted(),
            Kind::OpenBracket => {
                let span = self.skip_brackets().0;
                if self.place.field.is_some() {
                    self.fault(Fault::range(span, &name.text));
                }
                None
            }
            Kind::Word(Form::Compared) => {
                let span = self.advance().span;
                self.fault(Fault::range(span, &name.text));
                None
            }
            _ if self.has_value() => self.boosted(),
            _ => self.no_value(name),
        }
    }

    fn has_value(&self) -> bool {
        let is_prefix = matches!(
            self.kind(),
            Kind::Not | Kind::Minus | Kind::Plus | Kind::Maybe | Kind::Suffix
        );
        self.at_operand() && !is_prefix
    }

    fn no_value(&mut self, name: &Token) -> Option<Node> {
        self.fault(Fault::no_value(name));
        None
    }

    /// `IN [`
    fn at_set(&self) -> bool {
        self.peek().text == "IN" && self.ahead(1).kind == Kind::OpenBracket
    }

    /// `IN [bbc "le monde"]`: any of these.
    fn set(&mut self) -> Option<Node> {
        let start = self.advance().span;
        let open = self.advance();
        let mut values = Vec::new();
        loop {
            match self.kind() {
                Kind::Comma => drop(self.advance()),
                Kind::Word(_) | Kind::Phrase(_) | Kind::Regex | Kind::Equals => {
                    values.extend(self.primary());
                }
                _ => break,
            }
        }
        let span = start.hull(self.peek().span);
        match self.kind() {
            Kind::CloseBracket if values.is_empty() => {
                self.advance();
                self.fault(Fault::empty_group(span));
            }
            Kind::CloseBracket => drop(self.advance()),
            _ => self.fault(Fault::open_set(open.span)),
        }
        join(values, Query::Or).map(|node| Node { span, grouped: true, ..node })
    }

    /// Skips `[…]`: where it was and the words in it, as typed.
    fn skip_brackets(&mut self) -> (Span, Vec<String>) {
        let mut span = self.advance().span;
        let mut values = Vec::new();
        while let Kind::Word(_) | Kind::Phrase(_) | Kind::Star | Kind::Comma = self.kind() {
            let token = self.advance();
            if token.kind != Kind::Comma {
                values.push(token.span.of(self.text).to_owned());
            }
            span = span.hull(token.span);
        }
        if self.kind() == Kind::CloseBracket {
            span = span.hull(self.advance().span);
        }
        (span, values)
    }

    /// One date or range of dates.
    fn date(&mut self) -> Option<Node> {
        if self.kind() == Kind::OpenBracket {
            return self.date_range();
        }
        let token = self.advance();
        let mut span = token.span;
        let read = match token.kind {
            Kind::Star => dates::range(None, None),
            Kind::Word(_) if matches!(token.text.as_str(), ">" | ">=" | "<" | "<=") => {
                if let Kind::Word(_) = self.kind() {
                    let value = self.advance();
                    span = span.hull(value.span);
                    dates::read(&format!("{}{}", token.text, value.text))
                } else {
                    Err(Problem::NoDate)
                }
            }
            Kind::Word(_) => dates::read(&token.text),
            _ => Err(Problem::NoDate),
        };
        self.dates(read, span)
    }

    /// `[2024 TO 2025}`
    fn date_range(&mut self) -> Option<Node> {
        let open = self.peek().span;
        let (span, values) = self.skip_brackets();
        let written = span.of(self.text);
        let [from, to, upper] = values.as_slice() else {
            return self.dates(Err(Problem::NoDate), span);
        };
        if to != "TO" || !written.ends_with([']', '}']) {
            return self.dates(Err(Problem::NoDate), span);
        }
        let lower = dates::bound(from, open.of(self.text) == "[");
        let upper = dates::bound(upper, written.ends_with(']'));
        let read = lower.and_then(|lower| dates::range(lower, upper?));
        self.dates(read, span)
    }

    fn dates(&mut self, read: Result<Query, Problem>, span: Span) -> Option<Node> {
        match read {
            Ok(query) => Some(node(query, span)),
            Err(problem) => {
                self.fault(match problem {
                    Problem::NoDate => Fault::no_date(span),
                    Problem::Backwards => Fault::backwards(span),
                });
                None
            }
        }
    }
}

fn node(query: Query, span: Span) -> Node {
    Node { query, span, grouped: false }
}

/// Whether a `*` stands at a word, where it looks like a wildcard.
fn has_wildcard(phrase: &str) -> bool {
    let mut words = phrase.split('*');
    let last = words.next_back();
    let ends = |word: &str| word.ends_with(char::is_alphanumeric);
    last.is_some() && words.any(ends)
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
