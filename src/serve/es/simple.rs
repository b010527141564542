//! `simple_query_string`: a language without errors for what people type into a box.
//!
//! `+` is AND, `|` OR, `-` NOT, `"…"` a phrase, `word*` a beginning, `word~1` a near word, `"…"~2` a
//! phrase with moves, and parentheses group. Operators are read from left to right; a sign where it
//! can mean nothing is passed over.

use super::{
    compile::{Compiler, of_field},
    fields::Scope,
    node::Node,
    refusal::Refusal,
    tree::{and, boosted, none, not, or},
};
use crate::{
    field::Field,
    query::{Factor, Fit, Query, parse_any},
};

/// Groups may be so deep.
const DEEPEST: usize = 20;

/// Signs that end a word.
const SIGNS: &[char] = &['+', '|', '"', '(', ')'];

impl Compiler<'_, '_> {
    pub(super) fn simple_query_string(
        &mut self,
        node: &Node<'_>,
        scope: Scope,
    ) -> Result<Query, Refusal> {
        let known = ["query", "fields", "default_operator", "flags", "boost"];
        let harmless = [
            "analyze_wildcard",
            "auto_generate_synonyms_phrase_query",
            "fuzzy_max_expansions",
            "fuzzy_transpositions",
            "lenient",
        ];
        self.options(node, "simple_query_string", &known, &harmless)?;
        if let Some(flags) = node.get("flags").filter(|flags| flags.value != "ALL") {
            return Err(flags.refuse("[flags] is ALL: put a backslash before what is no operator"));
        }
        let text = node
            .get("query")
            .ok_or_else(|| node.refuse("[simple_query_string] needs a [query]"))?;
        let all = match node.get("default_operator") {
            None => false,
            Some(operator) => match operator.string()?.to_ascii_lowercase().as_str() {
                "and" => true,
                "or" => false,
                _ => return Err(operator.refuse("[default_operator] is and or or")),
            },
        };
        let fields = match node.get("fields") {
            Some(fields) => self.fields(&fields, scope)?,
            None => None,
        };
        let letters: Vec<char> = text.string()?.chars().collect();
        let mut reader = Reader { letters, at: 0, all, scope, fields };
        let query = reader.group(0).map_err(|reason| text.refuse(reason))?;
        Ok(query.unwrap_or_else(none))
    }
}

/// How clauses are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

/// Reads a text.
struct Reader {
    letters: Vec<char>,
    at: usize,
    /// Whether a space means AND.
    all: bool,
    scope: Scope,
    fields: Option<Vec<(Field, Factor)>>,
}

impl Reader {
    /// What stands up to the end, or up to the bracket that closes a group.
    fn group(&mut self, depth: usize) -> Result<Option<Query>, String> {
        if depth > DEEPEST {
            return Err(format!("groups are at most {DEEPEST} deep"));
        }
        let usual = if self.all { Join::And } else { Join::Or };
        let mut whole: Option<Query> = None;
        let (mut join, mut negated) = (None, false);
        while let Some(c) = self.peek() {
            let clause = match c {
                ')' => {
                    self.at += 1;
                    if depth > 0 {
                        break;
                    }
                    continue;
                }
                '(' => {
                    self.at += 1;
                    self.group(depth + 1)?
                }
                '"' => self.phrase(),
                '+' | '|' | '-' => {
                    self.at += 1;
                    match c {
                        '+' => join = Some(Join::And),
                        '|' => join = Some(Join::Or),
                        _ => negated = !negated,
                    }
                    continue;
                }
                c if c.is_whitespace() => {
                    self.at += 1;
                    continue;
                }
                _ => self.word(),
            };
            let Some(clause) = clause else { continue };
            let clause = if std::mem::take(&mut negated) { and(vec![not(clause)]) } else { clause };
            whole = Some(match whole {
                None => clause,
                Some(before) => match join.unwrap_or(usual) {
                    Join::And => and(vec![before, clause]),
                    Join::Or => or(vec![before, clause]),
                },
            });
            join = None;
        }
        Ok(whole)
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    /// A phrase, up to its mark or to the end.
    fn phrase(&mut self) -> Option<Query> {
        self.at += 1;
        let text = self.until(|c| c == '"');
        self.at += 1;
        let moves = self.distance();
        let fit = if moves > 0 { Fit::Moves(moves) } else { Fit::Exact };
        has_words(&text).then(|| self.anywhere(Query::Phrase { text, stemmed: false, fit }))
    }

    /// A word, with what follows it.
    fn word(&mut self) -> Option<Query> {
        let text = self.until(|c| c.is_whitespace() || SIGNS.contains(&c) || c == '*' || c == '~');
        if self.peek() == Some('*') {
            self.at += 1;
            let is_one = !text.is_empty() && text.chars().all(char::is_alphanumeric);
            let begun = match is_one {
                true => Query::Wildcard { pattern: format!("{text}*") },
                false => Query::Phrase { text: text.clone(), stemmed: false, fit: Fit::Prefix },
            };
            return has_words(&text).then(|| self.anywhere(begun));
        }
        let distance = self.distance().min(2) as u8;
        if distance > 0 && has_words(&text) {
            return Some(self.anywhere(Query::Fuzzy { text, distance }));
        }
        let words = has_words(&text).then(|| parse_any(&text).ok()).flatten()?;
        Some(self.anywhere(words.query))
    }

    /// The letters up to one that ends them; what follows a backslash ends nothing.
    fn until(&mut self, ends: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|&c| !ends(c)) {
            self.at += 1;
            if c == '\\' {
                text.extend(self.peek());
                self.at += 1;
            } else {
                text.push(c);
            }
        }
        text
    }

    /// The number after `~`; 2 without one, 0 without the sign.
    fn distance(&mut self) -> u32 {
        if self.peek() != Some('~') {
            return 0;
        }
        self.at += 1;
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let number: String = self.letters[from..self.at].iter().collect();
        if number.is_empty() { 2 } else { number.parse().unwrap_or(u32::MAX) }
    }

    /// Something in any of the fields.
    fn anywhere(&self, query: Query) -> Query {
        let Some(fields) = &self.fields else { return query };
        let of = |&(field, factor): &(Field, Factor)| {
            boosted(of_field(self.scope, field, query.clone()), factor)
        };
        or(fields.iter().map(of).collect())
    }
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}
