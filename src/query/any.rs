//! Reads plain text as a query in which every word is optional: headlines, questions, notes.
//!
//! Nothing in it is an operator and no punctuation can be wrong. What is one word is decided as
//! `analyze` does it, as far as it can be told without looking at an index.

use std::collections::HashMap;

use super::{
    MAX_LENGTH, Parsed,
    ast::{Factor, Query},
    fault::Fault,
    parser::MAX_WORDS,
};
use crate::{
    error::QueryError,
    text::{CodePoints, Span},
};

/// Reads `text` as its words, any of them. A word that comes n times counts 1 + ln n times (Salton's
/// weight of terms): an abstract repeats what it is about, but not by as much as it is about it.
///
/// # Errors
///
/// Fails if there is no word, or if there are too many.
///
/// ```
/// let read = dixit::query::parse_any("Rates: up (again)?!").unwrap();
/// assert_eq!(read.query.to_string(), "Rates OR up OR again");
/// ```
pub fn parse_any(text: &str) -> Result<Parsed, Vec<QueryError>> {
    let whole = Span::new(text, 0..text.len()).unwrap_or_default();
    let refused = |fault: Fault| vec![fault.error(&CodePoints::new(""))];
    if text.len() > MAX_LENGTH {
        return Err(refused(Fault::too_long(MAX_LENGTH)));
    }
    let counted = counted(text);
    if counted.len() > MAX_WORDS {
        return Err(refused(Fault::too_many_words(whole, MAX_WORDS)));
    }
    let mut words: Vec<Query> =
        counted.into_iter().map(|(word, count)| Query::weighted(word, count)).collect();
    let query = match words.len() {
        0 => return Err(refused(Fault::empty_query(whole))),
        1 => words.remove(0),
        _ => Query::Or(words),
    };
    Ok(Parsed { query, notices: Vec::new() })
}

/// The words of a text with how often each comes, in order.
fn counted(text: &str) -> Vec<(&str, u32)> {
    let mut counted: Vec<(&str, u32)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for word in words(text) {
        let place = *places.entry(word.to_lowercase()).or_insert(counted.len());
        match counted.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counted.push((word, 1)),
        }
    }
    counted
}

impl Query {
    /// A word that comes `count` times in a text that the query stands for.
    pub fn weighted(word: &str, count: u32) -> Query {
        let query = Query::Word { text: word.to_owned(), exact: false };
        let weight = 1.0 + f64::from(count).ln();
        match Factor::new(&format!("{weight:.2}")) {
            Some(factor) if count > 1 => Query::Boost { query: Box::new(query), factor },
            _ => query,
        }
    }
}

/// The words of a text: letters and digits with the characters between them that join them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let joins = |at: usize, c: char| {
        let before = text[..at].chars().next_back();
        let after = text[at + c.len_utf8()..].chars().next();
        let both = |is: fn(char) -> bool| before.is_some_and(is) && after.is_some_and(is);
        match c {
            '\'' | '’' | '&' | '@' | '.' => both(char::is_alphanumeric),
            ',' | '/' => both(|c| c.is_ascii_digit()),
            c => is_hyphen(c) && both(char::is_alphanumeric),
        }
    };
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let inside = |(at, c): (usize, char)| is_part(c) || joins(start + at, c);
        let end = text[start..].char_indices().find(|&place| !inside(place));
        rest = end.map_or(text.len(), |(at, _)| start + at);
        Some(&text[start..rest])
    })
}

/// Letters, digits, and what is written on top of them or inside them.
fn is_part(c: char) -> bool {
    c.is_alphanumeric()
        || c == '_'
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200C}' | '\u{200D}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::parse;

    #[test]
    fn plain_text_is_any_of_its_words() {
        let cases = [
            ("Rates up", "Rates OR up"),
            ("rates", "rates"),
            ("(rates AND \"cuts\" -up: *", "rates OR \\AND OR cuts OR up"),
            ("Tax, tax and tax!", "Tax^2.1 OR and"),
            ("part-time COVID-19", "part-time OR COVID-19"),
            ("U.S. AT&T 1,000 9/11 and/or", "U.S OR AT&T OR 1,000 OR 9/11 OR and OR or"),
            ("O’Neill's 3.5% #tag @name", "O’Neill's OR 3.5 OR tag OR name"),
            ("end.Next one—two…", "end.Next OR one OR two"),
            ("NOT NEAR/5 w/5", "\\NOT OR \\NEAR OR 5^1.69 OR w"),
        ];
        for (text, expected) in cases {
            let read = parse_any(text).unwrap();
            assert_eq!(read.query.to_string(), expected, "in {text:?}");
        }
        for (text, code) in [("", "E00"), ("?! — \"", "E00")] {
            assert_eq!(parse_any(text).unwrap_err()[0].code, code, "in {text:?}");
        }
        let many: Vec<String> = (0..5000).map(|number| number.to_string()).collect();
        assert_eq!(parse_any(&many.join(" ")).unwrap_err()[0].code, "E29");
    }

    proptest! {
        #[test]
        fn any_text_with_a_letter_is_read(text in "\\PC{0,60}") {
            match parse_any(&text) {
                Ok(read) => {
                    let again = parse(&read.query.to_string()).map(|again| again.query);
                    prop_assert_eq!(again.ok(), Some(read.query));
                }
                Err(errors) => {
                    prop_assert!(!text.contains(char::is_alphanumeric), "{:?}", errors);
                }
            }
        }
    }
}
