//! The engine's tokenizer: takes the terms of [`super::Words`] apart again.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::words::{NEXT, SAME};

/// The name under which the tokenizer is registered in an index.
pub const TOKENIZER: &str = "dixit";

/// A tokenizer for texts that are terms already.
#[derive(Clone, Default)]
pub struct Terms {
    token: Token,
}

/// The terms of one text.
pub struct TermStream<'a> {
    rest: Option<&'a str>,
    position: usize,
    token: &'a mut Token,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, terms: &'a str) -> TermStream<'a> {
        let rest = (!terms.is_empty()).then_some(terms);
        TermStream { rest, position: 0, token: &mut self.token }
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(rest) = self.rest {
            let end = rest.bytes().position(|byte| byte == SAME as u8 || byte == NEXT as u8);
            let term = &rest[..end.unwrap_or(rest.len())];
            self.token.position = self.position;
            self.rest = end.map(|end| {
                self.position += usize::from(rest.as_bytes()[end] == NEXT as u8);
                &rest[end + 1..]
            });
            if !term.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_keep_their_positions() {
        let cases = [
            ("", ""),
            ("a", "a0"),
            ("a\u{1}x\u{2}b", "a0 x0 b1"),
            ("a\u{2}\u{2}b", "a0 b2"),
            ("a\u{2}", "a0"),
        ];
        for (terms, expected) in cases {
            let mut tokenizer = Terms::default();
            let mut stream = tokenizer.token_stream(terms);
            let mut shown = Vec::new();
            while stream.advance() {
                shown.push(format!("{}{}", stream.token().text, stream.token().position));
            }
            assert_eq!(shown.join(" "), expected, "in {terms:?}");
        }
    }
}
