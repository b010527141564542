//! A query that is being typed: which name or word in it has been begun, and what the query is once
//! that is completed. What there is to complete it with is left to `index`.

use super::ast::{Fit, Query};
use crate::{field::Field, text::fold_quote};

/// So many of the last words may be the beginning of a name.
const MOST_WORDS: usize = 4;

/// What stands between words of a query and belongs to none of them.
const SIGNS: &[char] = &['(', ')', '[', ']', '{', '}', ':', '=', '<', '>', '*', '?', '~', '^', ','];

/// Signs that are one only before a word.
const BEFORE: &[char] = &['-', '+', '!'];

/// Words that are operators.
const OPERATORS: &[&str] = &["AND", "OR", "NOT", "MAYBE", "SENT", "PARA", "TO", "IN"];

/// A text in a search box, that may be no query yet.
#[derive(Debug)]
pub struct Typing<'t> {
    text: &'t str,
    /// Where the words begin that are being typed.
    open: usize,
    /// Where the quotation mark before them is, if they are a phrase.
    mark: Option<usize>,
    /// The field that they are asked of, and where its name begins.
    field: Option<(usize, Field)>,
    /// How many brackets must be closed.
    depth: usize,
}

/// The beginning of a name or word in a [`Typing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun<'t> {
    /// What has been typed of it.
    pub text: &'t str,
    /// Where it is put when it is complete.
    start: usize,
}

impl<'t> Typing<'t> {
    /// Looks at the end of what has been typed.
    pub fn new(text: &'t str) -> Typing<'t> {
        let mut typing = Typing { text, open: 0, mark: None, field: None, depth: 0 };
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            typing.see(at, c, before);
            before = c;
        }
        if typing.mark.is_none() {
            typing.skip_operators();
        }
        typing.field = typing.field_before(typing.mark.unwrap_or(typing.open));
        typing
    }

    fn see(&mut self, at: usize, c: char, before: char) {
        let after = at + c.len_utf8();
        match (self.mark, fold_quote(c)) {
            (Some(_), '"') => (self.mark, self.open) = (None, after),
            (Some(_), _) => {}
            (None, '"') => (self.mark, self.open) = (Some(at), after),
            (None, sign) if SIGNS.contains(&sign) => {
                self.open = after;
                match sign {
                    '(' => self.depth += 1,
                    ')' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
            }
            (None, sign) if BEFORE.contains(&sign) && !before.is_alphanumeric() => {
                self.open = after
            }
            _ => {}
        }
    }

    fn skip_operators(&mut self) {
        let is_operator = |word: &str| OPERATORS.contains(&word) || word.contains('/');
        for (at, word) in words(&self.text[self.open..], self.open) {
            if is_operator(word) {
                self.open = at + word.len();
            }
        }
    }

    /// The field whose name ends before `end`.
    fn field_before(&self, end: usize) -> Option<(usize, Field)> {
        let before = self.text[..end].trim_end().strip_suffix(':')?;
        let start = before
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        Some((start, Field::from_name(&before[start..])?))
    }

    /// The field of which the words are asked, if one is named.
    pub fn field(&self) -> Option<Field> {
        self.field.map(|(_, field)| field)
    }

    /// What may be the beginning of a name: the words that are being typed, the last of them, and so on,
    /// the longest first.
    pub fn names(&self) -> Vec<Begun<'t>> {
        let whole = self.field.map(|(start, _)| start).or(self.mark);
        let words: Vec<(usize, &str)> = words(&self.text[self.open..], self.open).collect();
        let tails = words.iter().enumerate().map(|(number, &(at, _))| {
            let start = if number == 0 { whole.unwrap_or(at) } else { at };
            Begun { text: &self.text[at..], start }
        });
        let last = if self.mark.is_some() { words.len() } else { MOST_WORDS.min(words.len()) };
        let names = tails.skip(words.len() - last);
        if self.mark.is_some() { names.take(1).collect() } else { names.collect() }
    }

    /// The word that is being typed.
    pub fn word(&self) -> Option<Begun<'t>> {
        let (start, text) = words(&self.text[self.open..], self.open).last()?;
        self.text.ends_with(text).then_some(Begun { text, start })
    }

    /// The query with a name in the place of its beginning.
    pub fn with_name(&self, begun: Begun<'_>, field: Field, name: &str) -> String {
        let phrase = Query::Phrase { text: name.to_owned(), stemmed: false, fit: Fit::Exact };
        let named = Query::Field { field, query: Box::new(phrase) };
        format!("{}{named}{}", &self.text[..begun.start], ")".repeat(self.depth))
    }

    /// The query with a word in the place of its beginning.
    pub fn with_word(&self, begun: Begun<'_>, word: &str) -> String {
        let before = &self.text[..begun.start];
        let close = ")".repeat(self.depth);
        match self.mark {
            Some(_) => format!("{before}{word}\"{close}"),
            None => {
                let word = Query::Word { text: word.to_owned(), exact: false };
                format!("{before}{word}{close}")
            }
        }
    }
}

/// The words of a text, each with its place after `start`.
fn words(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    let place = move |word: &str| start + (word.as_ptr() as usize - text.as_ptr() as usize);
    text.split_whitespace().map(move |word| (place(word), word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<&str> {
        Typing::new(text).names().iter().map(|begun| begun.text).collect()
    }

    #[test]
    fn the_words_at_the_end_may_begin_a_name() {
        let cases: [(&str, &[&str]); 12] = [
            ("ana ru", &["ana ru", "ru"]),
            ("ana ", &["ana "]),
            ("a b c d e", &["b c d e", "c d e", "d e", "e"]),
            ("toll AND ru", &["ru"]),
            ("toll NEAR/5 ru", &["ru"]),
            ("speaker:ana ru", &["ana ru", "ru"]),
            ("QUOTE(speaker:\"ana ru", &["ana ru"]),
            ("\"bridge toll\" ru", &["ru"]),
            ("toll -ru", &["ru"]),
            ("al-ma", &["al-ma"]),
            ("toll*", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text), expected, "of {text:?}");
        }
    }

    #[test]
    fn what_has_been_begun_is_completed_where_it_stands() {
        let cases = [
            ("ru", 0, "speaker:\"Ana Ruiz\""),
            ("toll ana ru", 1, "toll speaker:\"Ana Ruiz\""),
            ("speaker:ana ru", 0, "speaker:\"Ana Ruiz\""),
            ("toll speaker: “ru", 0, "toll speaker:\"Ana Ruiz\""),
            ("QUOTE(toll -ru", 0, "QUOTE(toll -speaker:\"Ana Ruiz\")"),
        ];
        for (text, tail, expected) in cases {
            let typing = Typing::new(text);
            let begun = typing.names()[tail];
            assert_eq!(typing.with_name(begun, Field::Speaker, "Ana Ruiz"), expected, "{text:?}");
        }
        let cases = [
            ("the bri", Some("the bridge")),
            ("\"the bri", Some("\"the bridge\"")),
            ("QUOTE(title:bri", Some("QUOTE(title:bridge)")),
            ("bri ", None),
            ("bri*", None),
        ];
        for (text, expected) in cases {
            let typing = Typing::new(text);
            let word = typing.word().map(|begun| typing.with_word(begun, "bridge"));
            assert_eq!(word.as_deref(), expected, "of {text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_typed(text in r#"([a-zé ]|[(){}:"“”\-+!/*']|AND |speaker:){0,12}"#) {
            let typing = Typing::new(&text);
            for begun in typing.names() {
                prop_assert!(text.ends_with(begun.text));
                typing.with_name(begun, Field::Speaker, "Ana");
            }
            if let Some(begun) = typing.word() {
                typing.with_word(begun, "bridge");
            }
        }
    }
}
