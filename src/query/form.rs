//! What a word looks like when it is more than a word: operators, functions, and the forms that
//! this version refuses.
//!
//! Patterns come from `lexer`: escaped characters are already letters in them.

use super::lexer::Kind;

/// The form of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// `inflat*`, `colo?r`.
    Wildcard,
    /// A wildcard after fewer than two letters.
    ShortWildcard,
    /// `bankrupt!`.
    Truncated,
    /// `word~1`.
    Fuzzy,
    /// `word~5`.
    TooFuzzy,
    /// `word^2`.
    Boosted,
    /// `/colou?r/`.
    Regex,
    /// `/colour`.
    OpenRegex,
    /// `>5`.
    Compared,
    /// `hd=…`, with the field that it means.
    Legacy(&'static str),
}

/// An operator or function of the next version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Later {
    /// `NEAR/5`, `w/s`, `SENT` …
    Near,
    /// `NEAR` without a distance.
    NoDistance,
    Maybe,
    /// `ATLEAST/5`, `FIRST/50`.
    Count,
    /// `QUOTE/3`.
    Quotes,
    Stem,
}

/// The field codes of Factiva and Lexis, and what they are here.
const LEGACY: &[(&str, &str)] = &[
    ("hd=", "title:"),
    ("headline=", "title:"),
    ("by=", "author:"),
    ("byline=", "author:"),
    ("rst=", "outlet:"),
    ("sn=", "outlet:"),
    ("la=", "language:"),
];

/// The operator or function that a word is, if it is one.
pub(super) fn keyword(pattern: &str, open_follows: bool) -> Option<Kind> {
    let kind = match pattern {
        "AND" => Kind::And,
        "OR" => Kind::Or,
        "NOT" => Kind::Not,
        "QUOTE" => Kind::Quote,
        "SAID" => Kind::Said,
        "MAYBE" => Kind::Later(Later::Maybe),
        "SENT" | "PARA" => Kind::Later(Later::Near),
        "NEAR" | "ONEAR" | "PRE" | "ADJ" => Kind::Later(Later::NoDistance),
        _ if is_unslashed(pattern) => Kind::Later(Later::Near),
        _ => return function(&pattern.to_ascii_uppercase(), open_follows),
    };
    Some(kind)
}

/// What is an operator in any case: with a slash, or with a parenthesis right after it.
fn function(upper: &str, open_follows: bool) -> Option<Kind> {
    match upper {
        "QUOTE" if open_follows => return Some(Kind::Quote),
        "SAID" if open_follows => return Some(Kind::Said),
        "STEM" if open_follows => return Some(Kind::Later(Later::Stem)),
        "ATLEAST" if open_follows => return Some(Kind::Later(Later::Count)),
        _ => {}
    }
    let joined = upper.strip_prefix("ATLEAST").is_some_and(is_number);
    let (name, unit) = if joined { ("ATLEAST", "1") } else { upper.split_once('/')? };
    let later = match name {
        "NEAR" | "W" | "PRE" | "ADJ" | "ONEAR" if unit.is_empty() => Later::NoDistance,
        "" | "NEAR" | "W" | "PRE" | "ADJ" | "ONEAR" if is_distance(unit) => Later::Near,
        "ATLEAST" | "FIRST" if is_number(unit) => Later::Count,
        "QUOTE" if is_number(unit) => Later::Quotes,
        _ => return None,
    };
    Some(Kind::Later(later))
}

/// `NEAR5`: the operator, with its slash forgotten.
fn is_unslashed(pattern: &str) -> bool {
    let number = |name| pattern.strip_prefix(name).is_some_and(is_number);
    ["NEAR", "ONEAR", "ADJ", "PRE"].into_iter().any(number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_distance(unit: &str) -> bool {
    is_number(unit) || matches!(unit, "S" | "P" | "SENT" | "PARA")
}

/// Whether a word is a web address, in which every character is taken as it is.
pub(super) fn is_address(pattern: &str) -> bool {
    pattern.contains("://") || pattern.starts_with("www.")
}

/// The form of a word that is no keyword.
pub(super) fn form(pattern: &str) -> Form {
    if is_address(pattern) {
        return Form::Plain;
    }
    let legacy = LEGACY.iter().find(|(code, _)| {
        pattern.len() > code.len() && pattern.get(..code.len()).is_some_and(|p| is(p, code))
    });
    if let Some((_, name)) = legacy {
        return Form::Legacy(name);
    }
    if pattern.starts_with(['<', '>']) {
        return Form::Compared;
    }
    if pattern.starts_with('/') {
        let closed = pattern.len() > 2 && pattern.ends_with('/');
        return if closed { Form::Regex } else { Form::OpenRegex };
    }
    suffix_form(pattern).unwrap_or_else(|| wildcard_form(pattern))
}

fn is(text: &str, code: &str) -> bool {
    text.eq_ignore_ascii_case(code)
}

/// `word~1` and `word^2`.
fn suffix_form(pattern: &str) -> Option<Form> {
    let (head, tail) = pattern.rsplit_once(['~', '^'])?;
    let is_boost = pattern[head.len()..].starts_with('^');
    if head.is_empty() || (tail.is_empty() && is_boost) {
        return None;
    }
    let is_decimal = tail.bytes().all(|byte| byte.is_ascii_digit() || (is_boost && byte == b'.'));
    match (is_decimal, is_boost) {
        (false, _) => None,
        (true, true) => Some(Form::Boosted),
        (true, false) if matches!(tail, "" | "1" | "2") => Some(Form::Fuzzy),
        (true, false) => Some(Form::TooFuzzy),
    }
}

/// `inflat*`, `colo?r` and `bankrupt!`.
fn wildcard_form(pattern: &str) -> Form {
    let Some(first) = pattern.find(['*', '?']) else {
        let truncated = pattern.len() > 1 && pattern.ends_with('!');
        return if truncated { Form::Truncated } else { Form::Plain };
    };
    let letters = pattern[..first].chars().filter(|c| c.is_alphanumeric()).count();
    if letters < 2 { Form::ShortWildcard } else { Form::Wildcard }
}
