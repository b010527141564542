//! Reads tokens as a tree, and finds everything that is wrong with them.
//!
//! Precedence, tightest first: field and function, proximity, NOT, AND, OR. After an error it goes on
//! with what follows, so that all errors of a query are found. What an atom is, is left to `atom`,
//! proximity and counts to `proximity`, QUOTE and SAID to `scope`, what the messages say to `fault`.
//!
//! | code | cause |
//! |---|---|
//! | E00 | empty query |
//! | E01, E02 | an operator without its left or right side |
//! | E03, E04 | parentheses that do not match, that hold nothing |
//! | E05 | a query, QUOTE or part of SAID that only excludes |
//! | E06 | a distance or a count out of range |
//! | E07, E08 | proximity of what has no place in a text; of two fields |
//! | E09, E10 | a sign with nothing to stand in front of; after |
//! | E11, E12 | QUOTE inside QUOTE; a function without what belongs to it |
//! | E13 | ATLEAST or FIRST of what has no place in a text |
//! | E14, E15 | a quotation mark never closed; a regular expression never closed, or none |
//! | E16 | brackets or a comparison where there is no range |
//! | E17, E18, E19 | unknown field; article field inside QUOTE; field without a value |
//! | E20 | a proximity operator without a distance, a count without a number |
//! | E21, E22 | short wildcard; word too fuzzy |
//! | E23, E24 | not a date; range of dates upside down |
//! | E25 | a word or phrase without a letter or digit |
//! | E26 | field or scope inside a field |
//! | E27 | a value that the field never has |
//! | E28, E29 | nested too deeply; too long |
//! | E31 | a field that is no speaker's in the first part of SAID |
//! | E32 | an operator on positions in a field that has none |
//! | E33 | MAYBE with nothing beside it that must match |

use super::{
    ast::Query,
    fault::Fault,
    form::operator_elsewhere,
    lexer::{Kind, Token},
    notice::Remark,
    shape::{depth, only_excludes, only_ranks},
};
use crate::{
    field::{Analysis, Field},
    text::{Span, fold_quote},
};

/// Groups and NOTs inside each other while reading.
const MAX_NESTING: usize = 256;
/// Levels of the tree.
pub(super) const MAX_DEPTH: usize = 64;
/// Words and phrases of a query.
pub(super) const MAX_WORDS: usize = 4096;
/// Errors that are reported; a program may send anything.
const MAX_FAULTS: usize = 100;

/// Reads the tokens of `text`.
pub(super) fn read(text: &str, tokens: Vec<Token>) -> (Option<Query>, Vec<Fault>, Vec<Remark>) {
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        nesting: 0,
        stopped: false,
        place: Place::default(),
        faults: Vec::new(),
        remarks: Vec::new(),
    };
    let query = parser.query();
    parser.faults.sort_by_key(|fault| fault.span);
    (query, parser.faults, parser.remarks)
}

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    /// Whether the rest is not worth reading.
    stopped: bool,
    pub(super) place: Place,
    pub(super) faults: Vec<Fault>,
    remarks: Vec<Remark>,
}

/// Where in the query the parser is.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// Inside this field.
    pub(super) field: Option<Field>,
    /// Inside QUOTE or a part of SAID.
    pub(super) scope: Option<Scope>,
    /// Whether a comma ends the expression.
    pub(super) comma_ends: bool,
    /// Inside STEM.
    pub(super) stemmed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Quote,
    Who,
    What,
}

/// A tree with what has to be known of how it was written.
pub(super) struct Node {
    pub(super) query: Query,
    pub(super) span: Span,
    /// Whether it stands in parentheses.
    pub(super) grouped: bool,
}

impl Parser<'_> {
    fn query(&mut self) -> Option<Query> {
        let whole = Span::new(self.text, 0..self.text.len()).unwrap_or_default();
        let mut parts = Vec::new();
        if self.words() > MAX_WORDS {
            self.fault(Fault::too_many_words(whole, MAX_WORDS));
            self.stop();
        }
        loop {
            parts.extend(self.or());
            match self.kind() {
                Kind::End => break,
                _ => {
                    let close = self.advance();
                    self.fault(Fault::not_opened(close.span));
                    self.skip_operators();
                }
            }
        }
        let query = join(parts, Query::And)?.query;
        self.remark_apostrophes();
        self.check_excludes(&query, whole, "the query", 0);
        if depth(&query) > MAX_DEPTH {
            self.fault(Fault::too_deep(whole));
        }
        Some(query)
    }

    /// How many words and phrases there are.
    fn words(&self) -> usize {
        let is_word =
            |kind| matches!(kind, Kind::Word(_) | Kind::Phrase(_) | Kind::Regex | Kind::Star);
        self.tokens.iter().filter(|token| is_word(token.kind)).count()
    }

    /// An expression, as far as it goes.
    pub(super) fn or(&mut self) -> Option<Node> {
        let mut items = Vec::new();
        let start = self.at;
        loop {
            let item = self.and();
            if self.at == start && self.kind() == Kind::Or {
                let fault = Fault::no_left(self.peek());
                self.fault(fault);
            }
            items.extend(item);
            if self.kind() != Kind::Or {
                break;
            }
            let operator = self.advance();
            self.need_right(&operator);
        }
        if items.len() < 2 {
            return items.pop();
        }
        for item in items.iter().filter(|item| only_ranks(&item.query)) {
            self.fault(Fault::only_ranks(item.span));
        }
        let has =
            |is: fn(&Query) -> bool| items.iter().any(|item| !item.grouped && is(&item.query));
        let has_and = has(|query| matches!(query, Query::And(_)));
        let has_near = has(is_near);
        let node = join(items, Query::Or)?;
        if has_and {
            self.remark(Remark::mixed(node.span, &node.query));
        }
        if has_near {
            self.remark(Remark::or_beside_near(node.span, &node.query));
        }
        Some(node)
    }

    fn and(&mut self) -> Option<Node> {
        let mut items: Vec<Node> = Vec::new();
        let start = self.at;
        loop {
            match self.kind() {
                Kind::And => {
                    let is_first = self.at == start;
                    let operator = self.advance();
                    if is_first {
                        self.fault(Fault::no_left(&operator));
                    }
                    self.need_right(&operator);
                }
                Kind::Near { .. } | Kind::NoDistance => {
                    let operator = self.advance();
                    self.fault(Fault::no_left(&operator));
                }
                Kind::Comma if !self.place.comma_ends => drop(self.advance()),
                _ if !self.at_operand() => break,
                _ => items.extend(self.unary()),
            }
        }
        self.remark_lower_case(&items);
        self.remark_names(&items);
        join(items, Query::And)
    }

    pub(super) fn unary(&mut self) -> Option<Node> {
        match self.kind() {
            Kind::Not | Kind::Minus | Kind::Maybe => self.prefixed(),
            Kind::Plus => {
                let plus = self.advance();
                if !self.at_operand() {
                    self.fault(Fault::stray(&plus));
                    return None;
                }
                self.proximity()
            }
            _ => self.proximity(),
        }
    }

    /// NOT, `-` or MAYBE with what it stands in front of.
    fn prefixed(&mut self) -> Option<Node> {
        let operator = self.advance();
        if operator.kind == Kind::Minus && matches!(self.kind(), Kind::Minus | Kind::Plus) {
            self.fault(Fault::stray(&operator));
            return None;
        }
        if !self.need_right(&operator) || !self.enter(operator.span) {
            return None;
        }
        let node = self.unary();
        self.leave();
        let node = node?;
        let span = operator.span.hull(node.span);
        let inner = Box::new(node.query);
        let query = match operator.kind {
            Kind::Maybe => Query::Maybe(inner),
            _ if only_ranks(&inner) => {
                self.fault(Fault::only_ranks(node.span));
                return None;
            }
            _ => Query::Not(inner),
        };
        Some(Node { query, span, grouped: false })
    }

    /// What stands between parentheses; `outer` is what they belong to, if anything.
    pub(super) fn group(&mut self, place: Place) -> Option<Node> {
        let open = self.advance();
        if !self.enter(open.span) {
            return None;
        }
        let outer = std::mem::replace(&mut self.place, place);
        let node = self.or();
        self.place = outer;
        self.leave();
        self.close(open.span, node)
    }

    /// The parenthesis that ends a group.
    fn close(&mut self, open: Span, node: Option<Node>) -> Option<Node> {
        if self.kind() != Kind::Close {
            self.fault(Fault::not_closed(open));
            return node;
        }
        let empty = self.tokens.get(self.at.saturating_sub(1)).is_some_and(|t| t.span == open);
        let span = open.hull(self.advance().span);
        if empty {
            self.fault(Fault::empty_group(span));
        }
        node.map(|node| Node { span, grouped: true, ..node })
    }

    /// A query that only excludes; not said of one that was not read in full.
    pub(super) fn check_excludes(
        &mut self,
        query: &Query,
        span: Span,
        what: &str,
        faults_before: usize,
    ) {
        if self.faults.len() == faults_before && only_excludes(query) {
            self.fault(Fault::only_excludes(span, what));
        }
    }

    /// Whether something stands on the right of `operator`; if not, it is an error, and operators
    /// that follow are part of the same one.
    pub(super) fn need_right(&mut self, operator: &Token) -> bool {
        let found = self.at_operand();
        if !found {
            self.fault(Fault::no_right(operator));
            self.skip_operators();
        }
        found
    }

    fn remark_lower_case(&mut self, items: &[Node]) {
        for (number, item) in items.iter().enumerate().take(items.len().saturating_sub(1)) {
            let Query::Word { text, exact: false } = &item.query else { continue };
            let operator = match text.as_str() {
                "not" => Some("NOT".to_owned()),
                _ if number == 0 => None,
                "and" => Some("AND".to_owned()),
                "or" => Some("OR".to_owned()),
                other => operator_elsewhere(other),
            };
            if let Some(operator) = operator {
                self.remark(Remark::searched_as_word(item.span, text, &operator));
            }
        }
    }

    /// `'interest rate'` is not a phrase.
    fn remark_apostrophes(&mut self) {
        let is_mark = |c: char| fold_quote(c) == '\'';
        let is_word = |token: &&Token| matches!(token.kind, Kind::Word(_));
        let mut words = self.tokens.iter().filter(is_word);
        let Some(first) = words.find(|token| token.text.starts_with(is_mark)) else { return };
        if let Some(last) = words.find(|token| token.text.ends_with(is_mark)) {
            self.remark(Remark::apostrophes(first.span.hull(last.span)));
        }
    }

    fn skip_operators(&mut self) {
        while matches!(self.kind(), Kind::And | Kind::Or | Kind::Near { .. } | Kind::NoDistance) {
            self.advance();
        }
    }

    /// `speaker:Jane Doe` looks for Doe anywhere, and so does `outlet:bbc,cnn` for cnn.
    fn remark_names(&mut self, items: &[Node]) {
        for pair in items.windows(2) {
            let [Node { query: Query::Field { field, query }, span, .. }, next] = pair else {
                continue;
            };
            let (Query::Word { text, .. }, Query::Word { text: other, exact: false }) =
                (&**query, &next.query)
            else {
                continue;
            };
            let is_name = |text: &str| text.starts_with(char::is_uppercase);
            let name = match self.text.get(span.end()..next.span.start()) {
                Some(" ") if is_name(text) && is_name(other) => format!("\"{text} {other}\""),
                Some("," | ", ") => format!("({text} OR {other})"),
                _ => continue,
            };
            if field.info().analysis == Analysis::Names {
                self.remark(Remark::one_word(span.hull(next.span), field.name(), text, &name));
            }
        }
    }

    /// Goes one level deeper, if that is allowed; if not, nothing more is read.
    pub(super) fn enter(&mut self, span: Span) -> bool {
        if self.nesting >= MAX_NESTING {
            self.fault(Fault::too_deep(span));
            self.stop();
            return false;
        }
        self.nesting += 1;
        true
    }

    /// Reads nothing more.
    pub(super) fn stop(&mut self) {
        self.at = self.tokens.len().saturating_sub(1);
        self.stopped = true;
    }

    pub(super) fn leave(&mut self) {
        self.nesting = self.nesting.saturating_sub(1);
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        if !self.stopped {
            self.faults.push(fault);
        }
        if self.faults.len() >= MAX_FAULTS {
            self.stop();
        }
    }

    pub(super) fn remark(&mut self, remark: Remark) {
        if self.remarks.len() < MAX_FAULTS {
            self.remarks.push(remark);
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.peek().kind
    }

    pub(super) fn peek(&self) -> &Token {
        self.ahead(0)
    }

    /// The token `count` places further on; `End` beyond the last.
    pub(super) fn ahead(&self, count: usize) -> &Token {
        let last = self.tokens.len() - 1; // the lexer always ends with `End`
        &self.tokens[(self.at + count).min(last)]
    }

    /// Whether a suffix of what was read last stands here.
    pub(super) fn at_suffix(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let follows = |before: &Token| before.span.end() == self.peek().span.start();
        self.kind() == Kind::Suffix && before.is_some_and(follows)
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    /// Whether an expression, right or wrong, begins here.
    pub(super) fn at_operand(&self) -> bool {
        !matches!(
            self.kind(),
            Kind::End
                | Kind::Close
                | Kind::Or
                | Kind::And
                | Kind::Comma
                | Kind::Near { .. }
                | Kind::NoDistance
        )
    }
}

/// Whether it is the proximity of two things, in a field or not.
fn is_near(query: &Query) -> bool {
    match query {
        Query::Near { .. } => true,
        Query::Field { query, .. } => matches!(**query, Query::Near { .. }),
        _ => false,
    }
}

/// One node of several: itself if it is alone, else joined, with nodes of the same kind opened.
pub(super) fn join(mut nodes: Vec<Node>, operator: fn(Vec<Query>) -> Query) -> Option<Node> {
    if nodes.len() < 2 {
        return nodes.pop();
    }
    let span = nodes.iter().map(|node| node.span).reduce(Span::hull)?;
    let is_and = matches!(operator(Vec::new()), Query::And(_));
    let open = |node: Node| match node.query {
        Query::And(children) if is_and => children,
        Query::Or(children) if !is_and => children,
        other => vec![other],
    };
    let query = operator(nodes.into_iter().flat_map(open).collect());
    Some(Node { query, span, grouped: false })
}
