//! Reads what operators stand between: words, phrases, fields with their values, dates.
//!
//! The other half of `parser`, which has the operators, the groups and the table of codes.

use super::{
    ast::{Fit, Query},
    dates::{self, Problem},
    fault::Fault,
    form::Form,
    lexer::{Kind, Marks, Token},
    notice::Remark,
    parser::{Node, Parser, Place, Scope},
};
use crate::{field::Field, text::Span};

impl Parser<'_> {
    /// An atom, a field, a scope or a group.
    pub(super) fn primary(&mut self) -> Option<Node> {
        while let Kind::Later(_) = self.kind() {
            self.refuse_later(None);
        }
        let node = match self.kind() {
            Kind::Open => self.group(Place { comma_ends: false, ..self.place }),
            Kind::Name => self.field(),
            Kind::Quote => self.quote(),
            Kind::Said => self.said(),
            _ if !self.at_operand() => None,
            _ if self.place.field == Some(Field::Date) => self.date(),
            Kind::Word(form) => self.word(form, false),
            Kind::Phrase(marks) => self.phrase(marks),
            Kind::Star => Some(node(Query::All, self.advance().span)),
            Kind::Equals => self.exact(),
            _ => self.stray(),
        };
        while self.kind() == Kind::Suffix {
            let suffix = self.advance();
            self.fault(Fault::suffix(&suffix));
        }
        node
    }

    fn stray(&mut self) -> Option<Node> {
        let token = self.advance();
        self.fault(match token.kind {
            Kind::OpenBracket | Kind::CloseBracket => Fault::stray_bracket(&token),
            _ => Fault::stray(&token),
        });
        None
    }

    /// `=word`; a phrase is exact anyway.
    fn exact(&mut self) -> Option<Node> {
        let equals = self.advance();
        match self.kind() {
            Kind::Word(form) => self.word(form, true),
            Kind::Phrase(marks) => self.phrase(marks),
            _ => {
                self.fault(Fault::stray(&equals));
                None
            }
        }
    }

    fn word(&mut self, form: Form, exact: bool) -> Option<Node> {
        let token = self.advance();
        if !has_letter(&token.text) {
            self.fault(Fault::no_letter(&token));
        } else if let Some(fault) = Fault::form(form, &token) {
            self.fault(fault);
        } else {
            self.check_value(&token);
        }
        Some(node(Query::Word { text: token.text, exact }, token.span))
    }

    fn phrase(&mut self, marks: Marks) -> Option<Node> {
        let token = self.advance();
        if marks == Marks::Unclosed {
            self.fault(Fault::not_closed_mark(token.span));
        } else if !has_letter(&token.text) {
            self.fault(Fault::no_letter(&token));
        } else {
            self.check_value(&token);
        }
        let query = Query::Phrase { text: token.text, stemmed: false, fit: Fit::Exact };
        if marks == Marks::Mixed {
            self.remark(Remark::marks(token.span, &query));
        }
        Some(node(query, token.span))
    }

    /// A field that has few values has this one.
    fn check_value(&mut self, token: &Token) {
        let Some(field) = self.place.field else { return };
        let info = field.info();
        let is_known = info.values.iter().any(|value| value.eq_ignore_ascii_case(&token.text));
        if !info.values.is_empty() && !is_known {
            self.fault(Fault::no_such_value(token, info));
        }
    }

    /// `name:` and its value.
    fn field(&mut self) -> Option<Node> {
        let name = self.advance();
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
        let query = match field {
            None | Some(Field::Date) => return Some(Node { span, ..value }),
            Some(field) => Query::Field { field, query: Box::new(value.query) },
        };
        Some(node(query, span))
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
        if self.place.field == Some(Field::Date) {
            return if self.has_value() { self.primary() } else { self.no_value(name) };
        }
        match self.kind() {
            Kind::OpenBracket => {
                let span = self.skip_brackets().0;
                if self.place.field.is_some() {
                    self.fault(Fault::range(span, &name.text));
                }
                None
            }
            Kind::Word(_) if self.at_set() => {
                let start = self.advance().span;
                let (span, values) = self.skip_brackets();
                self.fault(Fault::set(start.hull(span), &name.text, &values));
                None
            }
            Kind::Word(Form::Compared) => {
                let span = self.advance().span;
                self.fault(Fault::range(span, &name.text));
                None
            }
            _ if self.has_value() => self.primary(),
            _ => self.no_value(name),
        }
    }

    fn has_value(&self) -> bool {
        self.at_operand() && !matches!(self.kind(), Kind::Not | Kind::Minus | Kind::Plus)
    }

    fn no_value(&mut self, name: &Token) -> Option<Node> {
        self.fault(Fault::no_value(name));
        None
    }

    /// `IN [`
    fn at_set(&self) -> bool {
        self.peek().text == "IN" && self.ahead(1).kind == Kind::OpenBracket
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

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
