//! Prints a query tree in the query language, so that `parser` reads the same tree again.
//!
//! Operators are always written, and AND beside OR always stands in parentheses.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    ast::{DateBound, DatePoint, Query, Unit},
    form::Form,
    lexer::{self, Kind},
};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => f.write_char('*'),
            Query::Word { text, exact } => word(f, text, *exact),
            Query::Phrase { text } => phrase(f, text),
            Query::Field { field, query } => {
                write!(f, "{}:", field.name())?;
                operand(f, query, matches!(**query, Query::Not(_)))
            }
            Query::Dates { from, to } => dates(f, *from, *to),
            Query::And(children) => joined(f, children, " AND "),
            Query::Or(children) => joined(f, children, " OR "),
            Query::Not(query) => {
                f.write_str("NOT ")?;
                operand(f, query, false)
            }
            Query::Quote(query) => write!(f, "QUOTE({query})"),
            Query::Said { who, what } => write!(f, "SAID({who}, {what})"),
        }
    }
}

fn joined(f: &mut Formatter<'_>, children: &[Query], operator: &str) -> fmt::Result {
    for (number, child) in children.iter().enumerate() {
        if number > 0 {
            f.write_str(operator)?;
        }
        operand(f, child, false)?;
    }
    Ok(())
}

/// A query as a part of another, in parentheses where it needs them.
fn operand(f: &mut Formatter<'_>, query: &Query, always: bool) -> fmt::Result {
    if always || matches!(query, Query::And(_) | Query::Or(_)) {
        write!(f, "({query})")
    } else {
        query.fmt(f)
    }
}

/// A word as it is, or with backslashes where it would be read as something else.
fn word(f: &mut Formatter<'_>, text: &str, exact: bool) -> fmt::Result {
    if exact {
        f.write_char('=')?;
    }
    if is_read_back(text) {
        return f.write_str(text);
    }
    for (number, c) in text.chars().enumerate() {
        if number == 0 || !c.is_alphanumeric() {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    Ok(())
}

/// Whether `text` by itself is read as this word.
fn is_read_back(text: &str) -> bool {
    let tokens = lexer::lex(text);
    let is_word = |kind| matches!(kind, Kind::Word(Form::Plain));
    !text.contains('\\')
        && tokens.len() == 2
        && tokens.first().is_some_and(|token| is_word(token.kind) && token.text == text)
}

fn phrase(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if c == '\\' || lexer::is_mark(c) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

fn dates(f: &mut Formatter<'_>, from: Option<DateBound>, to: Option<DateBound>) -> fmt::Result {
    f.write_str("date:")?;
    let equals = |bound: DateBound| if bound.inclusive { "=" } else { "" };
    match (from, to) {
        (None, None) => f.write_char('*'),
        (Some(from), None) => write!(f, ">{}{}", equals(from), from.point),
        (None, Some(to)) => write!(f, "<{}{}", equals(to), to.point),
        (Some(from), Some(to)) if from.inclusive && to.inclusive => {
            write!(f, "{}", from.point)?;
            if from.point == to.point { Ok(()) } else { write!(f, "..{}", to.point) }
        }
        (Some(from), Some(to)) => {
            let open = if from.inclusive { '[' } else { '{' };
            let close = if to.inclusive { ']' } else { '}' };
            write!(f, "{open}{} TO {}{close}", from.point, to.point)
        }
    }
}

impl Display for DatePoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            DatePoint::At(date) => date.fmt(f),
            DatePoint::Ago(0, Unit::Day) => f.write_str("now"),
            DatePoint::Ago(count, unit) => write!(f, "now-{count}{unit}"),
        }
    }
}

impl Display for Unit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Day => "d",
            Unit::Week => "w",
            Unit::Month => "m",
            Unit::Year => "y",
        })
    }
}
