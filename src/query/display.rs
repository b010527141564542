//! Prints a query tree in the query language, so that `parser` reads the same tree again.
//!
//! Operators are always written, and AND beside OR always stands in parentheses.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    ast::{DateBound, DatePoint, Factor, Fit, Query, Reach, Unit},
    form::Form,
    lexer::{self, Kind},
};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => f.write_char('*'),
            Query::Word { text, exact } => word(f, text, *exact),
            Query::Phrase { text, stemmed, fit } => stemmed_phrase(f, text, *stemmed, *fit),
            Query::Wildcard { pattern } => wildcard(f, pattern),
            Query::Fuzzy { text, distance } => {
                suffixed_word(f, text, false)?;
                write!(f, "~{distance}")
            }
            Query::Regex { pattern } => write!(f, "/{}/", pattern.replace('/', "\\/")),
            Query::Field { field, query } => {
                write!(f, "{}:", field.name())?;
                operand(f, query, needs_group_in_field(query))
            }
            Query::Dates { from, to } => dates(f, *from, *to),
            Query::And(children) => joined(f, children, " AND "),
            Query::Or(children) => joined(f, children, " OR "),
            Query::Not(query) => {
                f.write_str("NOT ")?;
                operand(f, query, false)
            }
            Query::Maybe(query) => {
                f.write_str("MAYBE ")?;
                operand(f, query, false)
            }
            Query::Boost { query, factor } => {
                match &**query {
                    Query::Word { text, exact } => suffixed_word(f, text, *exact)?,
                    query => operand(f, query, !is_atom(query))?,
                }
                write!(f, "^{factor}")
            }
            Query::Near { left, right, reach, ordered, negated } => {
                operand(f, left, matches!(**left, Query::Near { .. }))?;
                f.write_str(if *negated { " NOT " } else { " " })?;
                near(f, *reach, *ordered)?;
                f.write_char(' ')?;
                operand(f, right, matches!(**right, Query::Near { .. }))
            }
            Query::AtLeast { count, query } => write!(f, "ATLEAST/{count}({query})"),
            Query::First { words, query } => write!(f, "FIRST/{words}({query})"),
            Query::Quote { least: 1, query } => write!(f, "QUOTE({query})"),
            Query::Quote { least, query } => write!(f, "QUOTE/{least}({query})"),
            Query::Said { who, what } => write!(f, "SAID({who}, {what})"),
        }
    }
}

fn joined(f: &mut Formatter<'_>, children: &[Query], operator: &str) -> fmt::Result {
    for (number, child) in children.iter().enumerate() {
        if number > 0 {
            f.write_str(operator)?;
        }
        operand(f, child, operator == " OR " && matches!(child, Query::Near { .. }))?;
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

/// Whether more than one thing would be read after the colon of a field.
fn needs_group_in_field(query: &Query) -> bool {
    matches!(query, Query::Not(_) | Query::Maybe(_) | Query::Near { .. })
}

/// Whether a boost after it is read as one of all of it.
fn is_atom(query: &Query) -> bool {
    match query {
        Query::Word { .. }
        | Query::Phrase { .. }
        | Query::Wildcard { .. }
        | Query::Fuzzy { .. }
        | Query::Regex { .. }
        | Query::AtLeast { .. }
        | Query::First { .. }
        | Query::Quote { .. }
        | Query::Said { .. } => true,
        Query::All
        | Query::Field { .. }
        | Query::Dates { .. }
        | Query::And(_)
        | Query::Or(_)
        | Query::Not(_)
        | Query::Maybe(_)
        | Query::Boost { .. }
        | Query::Near { .. } => false,
    }
}

fn near(f: &mut Formatter<'_>, reach: Reach, ordered: bool) -> fmt::Result {
    match (reach, ordered) {
        (Reach::Words(words), false) => write!(f, "NEAR/{words}"),
        (Reach::Words(words), true) => write!(f, "PRE/{words}"),
        (Reach::Sentence, false) => f.write_str("SENT"),
        (Reach::Sentence, true) => f.write_str("PRE/S"),
        (Reach::Paragraph, false) => f.write_str("PARA"),
        (Reach::Paragraph, true) => f.write_str("PRE/P"),
    }
}

/// A word as it is, or with backslashes where it would be read as something else.
fn word(f: &mut Formatter<'_>, text: &str, exact: bool) -> fmt::Result {
    escaped_word(f, text, exact, !is_read_back(text, ""))
}

/// A word with a suffix after it, which an address would take for its own.
fn suffixed_word(f: &mut Formatter<'_>, text: &str, exact: bool) -> fmt::Result {
    escaped_word(f, text, exact, !is_read_back(text, "~1"))
}

fn escaped_word(f: &mut Formatter<'_>, text: &str, exact: bool, escape: bool) -> fmt::Result {
    if exact {
        f.write_char('=')?;
    }
    if !escape {
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

/// The shape of a word, with backslashes before all that is no letter and no wildcard.
fn wildcard(f: &mut Formatter<'_>, pattern: &str) -> fmt::Result {
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let (c, literal) = match c {
            '\\' => (chars.next().unwrap_or(c), true),
            c => (c, !matches!(c, '*' | '?')),
        };
        if literal && !c.is_alphanumeric() {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    Ok(())
}

/// Whether `text`, with this suffix after it, is read as this word.
fn is_read_back(text: &str, suffix: &str) -> bool {
    let tokens = lexer::lex(&format!("{text}{suffix}"));
    let is_word = |kind| matches!(kind, Kind::Word(Form::Plain));
    !text.contains('\\')
        && tokens.len() == 2 + usize::from(!suffix.is_empty())
        && tokens.first().is_some_and(|token| is_word(token.kind) && token.text == text)
}

fn stemmed_phrase(f: &mut Formatter<'_>, text: &str, stemmed: bool, fit: Fit) -> fmt::Result {
    if stemmed {
        f.write_str("STEM(")?;
    }
    phrase(f, text)?;
    match fit {
        Fit::Exact => {}
        Fit::Moves(moves) => write!(f, "~{moves}")?,
        Fit::Prefix => f.write_char('*')?,
    }
    if stemmed { f.write_char(')') } else { Ok(()) }
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

impl Display for Factor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (f64::from(self.thousandths()) / 1000.0).fmt(f)
    }
}
