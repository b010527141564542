//! Reads QUOTE and SAID: what is asked of one and the same quotation.

use super::{
    ast::{MOST_COUNTED, Query},
    fault::Fault,
    lexer::{Kind, Token},
    parser::{Node, Parser, Place, Scope},
};
use crate::text::Span;

impl Parser<'_> {
    /// `QUOTE(…)` or `QUOTE/3(…)`.
    pub(super) fn quote(&mut self, least: u32) -> Option<Node> {
        let name = self.advance();
        self.check_scope(&name);
        if !(1..=MOST_COUNTED).contains(&least) {
            self.fault(Fault::out_of_range(&name, "the count", MOST_COUNTED));
        }
        if self.kind() != Kind::Open {
            self.fault(Fault::no_group(&name));
            return None;
        }
        let before = self.faults.len();
        let node = self.group(Place { scope: Some(Scope::Quote), ..Place::default() })?;
        self.check_excludes(&node.query, node.span, "QUOTE", before);
        let span = name.span.hull(node.span);
        Some(Node {
            query: Query::Quote { least, query: Box::new(node.query) },
            span,
            grouped: false,
        })
    }

    /// `SAID(who, what)`.
    pub(super) fn said(&mut self) -> Option<Node> {
        let name = self.advance();
        self.check_scope(&name);
        if self.kind() != Kind::Open {
            self.fault(Fault::no_group(&name));
            return None;
        }
        let open = self.advance();
        if !self.enter(open.span) {
            return None;
        }
        let (outer, before) = (self.place, self.faults.len());
        let who = self.part(Scope::Who);
        let has_comma = self.kind() == Kind::Comma;
        if has_comma {
            self.advance();
        }
        let what = self.part(Scope::What);
        let is_missing = self.faults.len() == before && (who.is_none() || what.is_none());
        if !has_comma || is_missing || self.kind() == Kind::Comma {
            self.fault(Fault::said_parts(name.span));
        }
        while self.kind() == Kind::Comma {
            self.advance();
            self.part(Scope::What);
        }
        self.place = outer;
        self.leave();
        self.close_said(open.span, name.span, who, what)
    }

    fn close_said(
        &mut self,
        open: Span,
        name: Span,
        who: Option<Node>,
        what: Option<Node>,
    ) -> Option<Node> {
        let mut span = name.hull(open);
        if self.kind() == Kind::Close {
            span = span.hull(self.advance().span);
        } else {
            self.fault(Fault::not_closed(open));
        }
        let (who, what) = (Box::new(who?.query), Box::new(what?.query));
        Some(Node { query: Query::Said { who, what }, span, grouped: false })
    }

    fn part(&mut self, scope: Scope) -> Option<Node> {
        self.place = Place { scope: Some(scope), comma_ends: true, ..Place::default() };
        let before = self.faults.len();
        let node = self.or()?;
        self.check_excludes(&node.query, node.span, "this part of SAID", before);
        Some(node)
    }

    /// QUOTE and SAID stand neither in themselves nor in a field.
    fn check_scope(&mut self, name: &Token) {
        if let Some(field) = self.place.field {
            self.fault(Fault::inside_field(name, field.name()));
        } else if self.place.scope.is_some() {
            self.fault(Fault::nested_quote(name));
        }
    }
}
