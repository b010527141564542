//! What a word looks like when it is more than a word: operators, functions, wildcards.
//!
//! Patterns come from `lexer`: escaped characters are already letters in them.

use super::{ast::Reach, lexer::Kind};

/// The form of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// `inflat*`, `colo?r`, `bankrupt!`; the text of the token is then the shape.
    Wildcard,
    /// `>5`.
    Compared,
}

/// The field codes of Factiva and Lexis, and the fields that they mean.
const LEGACY: &[(&str, &str)] = &[
    ("hd", "title"),
    ("headline", "title"),
    ("by", "author"),
    ("byline", "author"),
    ("rst", "outlet"),
    ("sn", "outlet"),
    ("la", "language"),
];

/// The segments of Lexis, `headline(…)`, and the fields that they mean.
const SEGMENTS: &[(&str, &str)] = &[
    ("headline", "title"),
    ("title", "title"),
    ("body", "body"),
    ("byline", "author"),
    ("author", "author"),
    ("publication", "outlet"),
    ("source", "outlet"),
    ("section", "section"),
    ("language", "language"),
];

/// The field that a code of another service means.
pub(super) fn legacy_field(code: &str) -> Option<&'static str> {
    named(LEGACY, code)
}

/// The field that a word right before a parenthesis means, if it is a segment.
pub(super) fn segment(word: &str) -> Option<&'static str> {
    named(SEGMENTS, word)
}

fn named(table: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    table.iter().find(|(own, _)| own.eq_ignore_ascii_case(code)).map(|(_, field)| *field)
}

/// The operator or function that a word is, if it is one. What has a slash is one in any case, and
/// so is what has a parenthesis right after it.
pub(super) fn keyword(pattern: &str, open_follows: bool) -> Option<Kind> {
    let kind = match pattern {
        "AND" => Kind::And,
        "OR" => Kind::Or,
        "NOT" => Kind::Not,
        "MAYBE" => Kind::Maybe,
        "QUOTE" => Kind::Quote(1),
        "SAID" => Kind::Said,
        "SENT" => Kind::Near { ordered: false, reach: Reach::Sentence },
        "PARA" => Kind::Near { ordered: false, reach: Reach::Paragraph },
        "NEAR" | "ONEAR" | "PRE" | "ADJ" => Kind::NoDistance,
        "ATLEAST" | "FIRST" if open_follows => Kind::NoCount,
        _ if is_unslashed(pattern) => Kind::NoDistance,
        _ => return function(&pattern.to_ascii_uppercase(), open_follows),
    };
    Some(kind)
}

fn function(upper: &str, open_follows: bool) -> Option<Kind> {
    match upper {
        "QUOTE" if open_follows => return Some(Kind::Quote(1)),
        "SAID" if open_follows => return Some(Kind::Said),
        "STEM" if open_follows => return Some(Kind::Stem),
        _ => {}
    }
    if let Some(count) = upper.strip_prefix("ATLEAST").and_then(number) {
        return Some(Kind::AtLeast(count));
    }
    let (name, unit) = upper.split_once('/')?;
    let kind = match (name, number(unit)) {
        ("NEAR" | "W" | "PRE" | "ADJ" | "ONEAR", _) if unit.is_empty() => Kind::NoDistance,
        ("NEAR" | "W" | "", _) => Kind::Near { ordered: false, reach: reach(unit)? },
        ("PRE" | "ADJ" | "ONEAR", _) => Kind::Near { ordered: true, reach: reach(unit)? },
        ("ATLEAST", Some(count)) => Kind::AtLeast(count),
        ("FIRST", Some(count)) => Kind::First(count),
        ("QUOTE", Some(count)) => Kind::Quote(count),
        _ => return None,
    };
    Some(kind)
}

/// The operators whose slash people forget, or other services do not have.
const UNSLASHED: &[&str] = &["NEAR", "ONEAR", "ADJ", "PRE"];

/// `NEAR5`: the operator, with its slash forgotten.
fn is_unslashed(pattern: &str) -> bool {
    let has_number = |name: &&str| pattern.strip_prefix(*name).and_then(number).is_some();
    UNSLASHED.iter().any(has_number)
}

/// The operator that a word is in another service: `near5` of Factiva, `ANDNOT`.
pub(super) fn operator_elsewhere(word: &str) -> Option<String> {
    let upper = word.to_ascii_uppercase();
    let with_slash = |name: &&str| {
        let distance = upper.strip_prefix(name).filter(|distance| number(distance).is_some())?;
        Some(format!("{name}/{distance}"))
    };
    match upper.as_str() {
        "ANDNOT" => Some("NOT".to_owned()),
        _ => UNSLASHED.iter().find_map(with_slash),
    }
}

/// A number; one that is too large to count to is the largest.
fn number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

fn reach(unit: &str) -> Option<Reach> {
    match unit {
        "S" | "SENT" => Some(Reach::Sentence),
        "P" | "PARA" => Some(Reach::Paragraph),
        _ => number(unit).map(Reach::Words),
    }
}

/// The form of a word that is no keyword and no web address.
pub(super) fn form(pattern: &str) -> Form {
    if pattern.starts_with(['<', '>']) {
        Form::Compared
    } else if pattern.contains(['*', '?']) || is_truncated(pattern) {
        Form::Wildcard
    } else {
        Form::Plain
    }
}

/// `bankrupt!`, as in Lexis.
pub(super) fn is_truncated(pattern: &str) -> bool {
    pattern.len() > 1 && pattern.ends_with('!')
}

/// How many letters and digits stand before the first wildcard of a shape.
pub(super) fn letters_before_wildcard(shape: &str) -> usize {
    let mut letters = 0;
    let mut chars = shape.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' | '?' => break,
            '\\' => drop(chars.next()),
            c => letters += usize::from(c.is_alphanumeric()),
        }
    }
    letters
}
