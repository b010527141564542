//! Other words for words, from a file of the user: SolrSynonym lines.
//!
//! `toll, charge, fee` are the same; `eu => european union` replaces one by the other; a line that
//! begins with `#` is a remark, and a backslash takes the meaning from a comma. They are put into
//! the tree, so that the reading shows them. What is in quotation marks or after `=` is left alone,
//! and so are names.

use std::collections::HashMap;

use super::ast::{Fit, Query};
use crate::{
    error::{Error, Result},
    field::Analysis,
    text::fold_quotes,
};

/// What stands for what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// The words of an expression, folded, and what is searched instead of it.
    rules: HashMap<Vec<String>, Vec<Vec<String>>>,
    /// The most words of one expression.
    longest: usize,
}

impl Synonyms {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Fails if a line is no rule, and says which.
    ///
    /// ```
    /// use dixit::query::{Synonyms, parse};
    /// let synonyms = Synonyms::parse("usa, united states").unwrap();
    /// let query = parse("usa tax").unwrap().query;
    /// assert_eq!(synonyms.apply(&query).to_string(), "(usa OR STEM(\"united states\")) AND tax");
    /// ```
    pub fn parse(text: &str) -> Result<Synonyms> {
        let mut synonyms = Synonyms::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            if !line.is_empty() && !line.starts_with('#') {
                synonyms.add(line).map_err(|reason| {
                    Error::Input(format!("synonyms, line {}: {reason}", number + 1))
                })?;
            }
        }
        Ok(synonyms)
    }

    fn add(&mut self, line: &str) -> std::result::Result<(), &'static str> {
        let sides: Vec<&str> = line.split("=>").collect();
        let (from, to) = match sides[..] {
            [all] => (expressions(all), expressions(all)),
            [from, to] => (expressions(from), expressions(to)),
            _ => return Err("more than one \"=>\": write one rule a line"),
        };
        if from.is_empty() || to.is_empty() {
            return Err("a side without words: write a, b or a => b");
        }
        if sides.len() == 1 && from.len() == 1 {
            return Err("one expression alone: write a, b or a => b");
        }
        for expression in from {
            let key: Vec<String> = expression.iter().map(|word| folded(word)).collect();
            self.longest = self.longest.max(key.len());
            let own = self.rules.entry(key.clone()).or_default();
            // What was typed comes first.
            let is_own = |other: &&Vec<String>| is_same(other, &key);
            let others = to.iter().filter(is_own).chain(to.iter().filter(|other| !is_own(other)));
            for other in others {
                if !own.contains(other) {
                    own.push(other.clone());
                }
            }
        }
        Ok(())
    }

    /// The query with other words for its words.
    pub fn apply(&self, query: &Query) -> Query {
        let apply = |query: &Query| Box::new(self.apply(query));
        match query {
            Query::Word { text, exact: false } => {
                let words = [folded(text)];
                self.replaced(&words, query.clone()).unwrap_or_else(|| query.clone())
            }
            Query::And(parts) => self.apply_and(parts),
            Query::Or(parts) => one_or_any(parts.iter().map(|part| self.apply(part)).collect()),
            Query::Not(query) => Query::Not(apply(query)),
            Query::Maybe(query) => Query::Maybe(apply(query)),
            Query::Field { field, query } if field.info().analysis == Analysis::Words => {
                Query::Field { field: *field, query: apply(query) }
            }
            Query::Boost { query, factor } => Query::Boost { query: apply(query), factor: *factor },
            Query::Near { left, right, reach, ordered, negated } => Query::Near {
                left: apply(left),
                right: apply(right),
                reach: *reach,
                ordered: *ordered,
                negated: *negated,
            },
            Query::AtLeast { count, query } => {
                Query::AtLeast { count: *count, query: apply(query) }
            }
            Query::First { words, query } => Query::First { words: *words, query: apply(query) },
            Query::Quote { least, query } => Query::Quote { least: *least, query: apply(query) },
            Query::Said { who, what } => Query::Said { who: who.clone(), what: apply(what) },
            other => other.clone(),
        }
    }

    /// Words that follow each other may be one expression; the longest is taken.
    fn apply_and(&self, parts: &[Query]) -> Query {
        let mut found = Vec::new();
        let mut rest = parts;
        while let Some((first, after)) = rest.split_first() {
            let words: Vec<String> = rest.iter().take(self.longest).map_while(plain_word).collect();
            let longer = (2..=words.len()).rev().find_map(|length| {
                let typed = Query::And(rest[..length].to_vec());
                Some((length, self.replaced(&words[..length], typed)?))
            });
            match longer {
                Some((length, query)) => {
                    found.push(query);
                    rest = &rest[length..];
                }
                None => {
                    found.push(self.apply(first));
                    rest = after;
                }
            }
        }
        let flat = found.into_iter().flat_map(|query| match query {
            Query::And(parts) => parts,
            query => vec![query],
        });
        let mut flat: Vec<Query> = flat.collect();
        if flat.len() == 1 { flat.remove(0) } else { Query::And(flat) }
    }

    /// What is searched instead of `words`, which were typed as `typed`.
    fn replaced(&self, words: &[String], typed: Query) -> Option<Query> {
        let others = self.rules.get(words)?;
        let expression = |other: &Vec<String>| match &other[..] {
            _ if is_same(other, words) => typed.clone(),
            [word] => Query::Word { text: word.clone(), exact: false },
            words => Query::Phrase { text: words.join(" "), stemmed: true, fit: Fit::Exact },
        };
        Some(one_or_any(others.iter().map(expression).collect()))
    }
}

/// Any of the queries, flat; a single one as it is.
fn one_or_any(queries: Vec<Query>) -> Query {
    let flat = queries.into_iter().flat_map(|query| match query {
        Query::Or(parts) => parts,
        query => vec![query],
    });
    let mut flat: Vec<Query> = flat.collect();
    if flat.len() == 1 { flat.remove(0) } else { Query::Or(flat) }
}

fn plain_word(query: &Query) -> Option<String> {
    match query {
        Query::Word { text, exact: false } => Some(folded(text)),
        _ => None,
    }
}

/// The expressions between the commas of a line, each as its words.
fn expressions(side: &str) -> Vec<Vec<String>> {
    let mut expressions = vec![String::new()];
    let mut chars = side.chars();
    while let Some(c) = chars.next() {
        match (c, expressions.last_mut()) {
            (',', _) => expressions.push(String::new()),
            ('\\', Some(last)) => last.extend(chars.next()),
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
    expressions.into_iter().map(words).filter(|words: &Vec<String>| !words.is_empty()).collect()
}

fn is_same(words: &[String], key: &[String]) -> bool {
    words.iter().map(|word| folded(word)).eq(key.iter().cloned())
}

fn folded(word: &str) -> String {
    fold_quotes(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    const FILE: &str = "\u{feff}# money\ntoll, charge, fee\n\nusa, united states, U.S.\n\
                        eu => european union, EU\nold => new\na\\,b, c\n";

    #[test]
    fn words_are_replaced_and_the_reading_shows_it() {
        let synonyms = Synonyms::parse(FILE).unwrap();
        let cases = [
            ("toll", "toll OR charge OR fee"),
            ("Fee -bridge", "(Fee OR toll OR charge) AND NOT bridge"),
            ("toll OR road", "toll OR charge OR fee OR road"),
            ("=toll \"fee\" tolls", "=toll AND \"fee\" AND tolls"),
            ("USA tax", "(USA OR STEM(\"united states\") OR U.S.) AND tax"),
            ("the united states tax", "the AND ((united AND states) OR usa OR U.S.) AND tax"),
            ("united states", "(united AND states) OR usa OR U.S."),
            ("states united", "states AND united"),
            ("eu", "eu OR STEM(\"european union\")"),
            ("old", "new"),
            ("toll NEAR/5 old", "(toll OR charge OR fee) NEAR/5 new"),
            ("title:toll speaker:toll", "title:(toll OR charge OR fee) AND speaker:toll"),
            ("SAID(toll, toll)", "SAID(toll, toll OR charge OR fee)"),
            (
                "QUOTE(old) ATLEAST/2(old) FIRST/9(old)^2",
                "QUOTE(new) AND ATLEAST/2(new) AND FIRST/9(new)^2",
            ),
            ("old MAYBE old", "new AND MAYBE new"),
        ];
        for (typed, expected) in cases {
            let query = synonyms.apply(&parse(typed).unwrap().query);
            assert_eq!(query.to_string(), expected, "in {typed:?}");
            let again = parse(&query.to_string()).unwrap().query;
            assert_eq!(again, query, "in {typed:?}");
        }
    }

    #[test]
    fn wrong_lines_are_named() {
        let cases = [
            ("a, b\nc", "synonyms, line 2: one expression alone: write a, b or a => b"),
            ("a => b => c", "synonyms, line 1: more than one \"=>\": write one rule a line"),
            ("a =>", "synonyms, line 1: a side without words: write a, b or a => b"),
        ];
        for (file, expected) in cases {
            assert_eq!(Synonyms::parse(file).unwrap_err().to_string(), expected);
        }
    }
}
