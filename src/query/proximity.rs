//! Reads what is said of places in a text: NEAR and its kin, ATLEAST, FIRST, STEM.

use super::{
    ast::{FARTHEST, Factor, MOST_COUNTED, Query, Reach},
    fault::Fault,
    lexer::{Kind, Token},
    notice::Remark,
    parser::{MAX_DEPTH, Node, Parser, Place, Scope},
};
use crate::{
    field::{Analysis, Field},
    text::Span,
};

/// A proximity operator as it was typed.
struct Operator {
    span: Span,
    text: String,
    ordered: bool,
    negated: bool,
    /// None if it was refused.
    reach: Option<Reach>,
}

impl Operator {
    fn is_like(&self, other: &Operator) -> bool {
        (self.ordered, self.negated, self.reach) == (other.ordered, other.negated, other.reach)
    }
}

impl Parser<'_> {
    /// Operands with proximity operators between them, from left to right.
    pub(super) fn proximity(&mut self) -> Option<Node> {
        let mut left = self.boosted();
        let mut operators: Vec<Operator> = Vec::new();
        while let Some(operator) = self.operator() {
            let right = match self.kind() {
                Kind::Not | Kind::Minus | Kind::Maybe | Kind::Plus => self.unary(),
                _ => self.boosted(),
            };
            left = match (left, right) {
                (Some(left), Some(right)) => Some(self.near(left, &operator, right)),
                (left, right) => left.or(right),
            };
            operators.push(operator);
            if operators.len() > MAX_DEPTH {
                let span = left.as_ref().map_or(Span::default(), |left| left.span);
                self.fault(Fault::too_deep(span));
                self.stop();
            }
        }
        let node = left?;
        if operators.windows(2).any(|pair| !pair[0].is_like(&pair[1])) {
            self.remark(Remark::several_near(node.span, &node.query));
        }
        Some(node)
    }

    /// A proximity operator that has something on its right.
    fn operator(&mut self) -> Option<Operator> {
        let is_near = |kind| matches!(kind, Kind::Near { .. } | Kind::NoDistance);
        let negated = self.kind() == Kind::Not && is_near(self.ahead(1).kind);
        if !negated && !is_near(self.kind()) {
            return None;
        }
        let not = negated.then(|| self.advance());
        let mut token = self.advance();
        if let Some(not) = not {
            token.span = not.span.hull(token.span);
            token.text = format!("{} {}", not.text, token.text);
        }
        let (ordered, reach) = match token.kind {
            Kind::Near { ordered, reach: Reach::Words(n) } if !(1..=FARTHEST).contains(&n) => {
                self.fault(Fault::out_of_range(&token, "the distance", FARTHEST));
                (ordered, None)
            }
            Kind::Near { ordered, reach } => (ordered, Some(reach)),
            _ => {
                self.fault(Fault::no_distance(&token));
                (false, None)
            }
        };
        let has_right = self.need_right(&token);
        let Token { span, text, .. } = token;
        has_right.then_some(Operator { span, text, ordered, negated, reach })
    }

    /// Both sides in one proximity, in one field. Where that cannot be, the left side stays.
    fn near(&mut self, left: Node, operator: &Operator, right: Node) -> Node {
        let span = left.span.hull(right.span);
        let Some(reach) = operator.reach else { return Node { span, ..left } };
        let (name, at) = (operator.text.as_str(), operator.span);
        let mut sides = Vec::new();
        for (side, node) in [("left", left), ("right", right)] {
            match unfielded(node.query) {
                Ok((_, query)) if !query.is_place() => {
                    let what = without_place(&query);
                    self.fault(Fault::no_place(at, name, side, what, has_lower_or(&query)));
                }
                Ok(side) => sides.push(side),
                Err(_) => self.fault(Fault::several_fields(at, name)),
            }
        }
        let Ok([(left_field, left), (right_field, right)]) =
            <[(Option<Field>, Query); 2]>::try_from(sides)
        else {
            // A word in its place: one error is enough.
            let query = Query::Word { text: String::new(), exact: false };
            return Node { query, span, grouped: false };
        };
        if left_field != right_field {
            self.fault(Fault::two_fields(at, name, left_field, right_field));
        }
        let in_sentences = !matches!(reach, Reach::Words(_));
        self.check_positions(left_field, at, name, in_sentences);
        let (left, right) = (Box::new(left), Box::new(right));
        let (ordered, negated) = (operator.ordered, operator.negated);
        let query = Query::Near { left, right, reach, ordered, negated };
        Node { query: in_field(left_field, query), span, grouped: false }
    }

    /// The field that is asked here, its own or that of the place, has positions, and sentences if
    /// they are needed.
    fn check_positions(&mut self, own: Option<Field>, at: Span, name: &str, in_sentences: bool) {
        let who = (self.place.scope == Some(Scope::Who)).then_some(Field::Speaker);
        let Some(field) = own.or(self.place.field).or(who) else { return };
        match field.info().analysis {
            Analysis::Words => {}
            Analysis::Names if !in_sentences => {}
            Analysis::Names => self.fault(Fault::no_sentences(at, name, field)),
            Analysis::Code | Analysis::Date => self.fault(Fault::no_positions(at, name, field)),
        }
    }

    /// An operand with its boost.
    pub(super) fn boosted(&mut self) -> Option<Node> {
        let mut node = self.primary();
        let mut is_boosted = false;
        while self.at_suffix() {
            let suffix = self.advance();
            let number = suffix.text.strip_prefix('^').filter(|_| !is_boosted);
            is_boosted = true;
            let Some(factor) = number.and_then(Factor::new) else {
                self.fault(Fault::suffix(&suffix));
                continue;
            };
            node = node.map(|node| Node {
                span: node.span.hull(suffix.span),
                query: Query::Boost { query: Box::new(node.query), factor },
                grouped: false,
            });
        }
        node
    }

    /// `ATLEAST/5(…)` or `ATLEAST/5 word`.
    pub(super) fn at_least(&mut self, count: u32) -> Option<Node> {
        let name = self.advance();
        if !(1..=MOST_COUNTED).contains(&count) {
            self.fault(Fault::out_of_range(&name, "the count", MOST_COUNTED));
        }
        let node = match self.kind() {
            Kind::Open => self.function_group(self.place),
            Kind::Word(_) | Kind::Phrase(_) | Kind::Regex | Kind::Equals => self.primary(),
            _ => {
                self.fault(Fault::no_group(&name));
                None
            }
        }?;
        let span = name.span.hull(node.span);
        let (field, query) = match unfielded(node.query) {
            Ok(fielded) => fielded,
            Err(_) => {
                self.fault(Fault::several_fields(name.span, &name.text));
                return None;
            }
        };
        if !query.is_place() {
            self.fault(Fault::cannot_count(&name, without_place(&query)));
        }
        self.check_positions(field, name.span, &name.text, false);
        let query = Query::AtLeast { count, query: Box::new(query) };
        Some(Node { query: in_field(field, query), span, grouped: false })
    }

    /// `FIRST/50(…)`.
    pub(super) fn first(&mut self, words: u32) -> Option<Node> {
        let name = self.advance();
        if words == 0 {
            self.fault(Fault::out_of_range(&name, "the count", u32::MAX));
        }
        if self.kind() != Kind::Open {
            self.fault(Fault::no_group(&name));
            return None;
        }
        let node = self.function_group(self.place)?;
        let span = name.span.hull(node.span);
        self.check_positions(None, name.span, &name.text, false);
        match first(words, node.query) {
            Ok(query) => Some(Node { query, span, grouped: true }),
            Err(what) => {
                self.fault(Fault::cannot_count(&name, what));
                None
            }
        }
    }

    /// `STEM(…)`: its phrases are stemmed; a tree has no more of it.
    pub(super) fn stem(&mut self) -> Option<Node> {
        let name = self.advance();
        let node = self.function_group(Place { stemmed: true, ..self.place })?;
        Some(Node { span: name.span.hull(node.span), ..node })
    }

    /// The parentheses of a function that stand right here.
    fn function_group(&mut self, place: Place) -> Option<Node> {
        self.group(Place { comma_ends: false, ..place })
    }

    /// ATLEAST or FIRST without a number.
    pub(super) fn no_count(&mut self) -> Option<Node> {
        let name = self.advance();
        self.fault(Fault::no_count(&name));
        self.primary()
    }
}

/// A query without its field, which must be the same one everywhere in it; if it is not, the query.
fn unfielded(query: Query) -> Result<(Option<Field>, Query), Query> {
    match field_of(&query) {
        Ok(field) => Ok((field, without_field(query))),
        Err(()) => Err(query),
    }
}

/// The field of a query or of all its alternatives, if they have the same one or none.
fn field_of(query: &Query) -> Result<Option<Field>, ()> {
    match query {
        Query::Field { field, .. } => Ok(Some(*field)),
        Query::Boost { query, .. } => field_of(query),
        Query::Or(parts) => {
            let mut fields = parts.iter().map(field_of);
            let first = fields.next().unwrap_or(Ok(None))?;
            if fields.all(|field| field == Ok(first)) { Ok(first) } else { Err(()) }
        }
        _ => Ok(None),
    }
}

fn without_field(query: Query) -> Query {
    match query {
        Query::Field { query, .. } => *query,
        Query::Boost { query, factor } => {
            Query::Boost { query: Box::new(without_field(*query)), factor }
        }
        Query::Or(parts) => {
            let inner = parts.into_iter().map(without_field).flat_map(|part| match part {
                Query::Or(parts) => parts,
                part => vec![part],
            });
            Query::Or(inner.collect())
        }
        other => other,
    }
}

fn in_field(field: Option<Field>, query: Query) -> Query {
    match field {
        Some(field) => Query::Field { field, query: Box::new(query) },
        None => query,
    }
}

/// Whether the word *or* is in a conjunction: in `(cut or rise)` it was meant as the operator.
fn has_lower_or(query: &Query) -> bool {
    let is_or = |part: &Query| matches!(part, Query::Word { text, exact: false } if text == "or");
    matches!(query, Query::And(parts) if parts.iter().any(is_or))
}

/// What in a query has no place in a text, in words.
fn without_place(query: &Query) -> &'static str {
    match query {
        Query::All => "*",
        Query::And(_) => "AND",
        Query::Not(_) => "NOT",
        Query::Maybe(_) => "MAYBE",
        Query::Dates { .. } => "a date",
        Query::AtLeast { .. } => "ATLEAST",
        Query::Quote { .. } => "QUOTE",
        Query::Said { .. } => "SAID",
        Query::Field { .. } => "a field",
        other => {
            let wrong = other.parts().into_iter().find(|part| !part.is_place());
            wrong.map_or("no word", without_place)
        }
    }
}

/// FIRST of all words below AND, OR, NOT and the like; or what has no words.
fn first(words: u32, query: Query) -> Result<Query, &'static str> {
    let of = |query: Box<Query>| first(words, *query).map(Box::new);
    let of_all = |parts: Vec<Query>| {
        parts.into_iter().map(|part| first(words, part)).collect::<Result<Vec<Query>, _>>()
    };
    Ok(match query {
        place if place.is_place() => Query::First { words, query: Box::new(place) },
        Query::And(parts) => Query::And(of_all(parts)?),
        Query::Or(parts) => Query::Or(of_all(parts)?),
        Query::Not(query) => Query::Not(of(query)?),
        Query::Maybe(query) => Query::Maybe(of(query)?),
        Query::Boost { query, factor } => Query::Boost { query: of(query)?, factor },
        Query::AtLeast { count, query } => Query::AtLeast { count, query: of(query)? },
        Query::Field { field, query } => Query::Field { field, query: of(query)? },
        other => return Err(without_place(&other)),
    })
}
