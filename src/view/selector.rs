//! Where a quotation stands, in the words of the W3C Web Annotation model: by the text itself with a
//! little of what is around it, and by position, with the SHA-256 of the text that both point into.

use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::text::{CodePoints, Span};

/// So many code points around a text find it again when it has moved.
const AROUND: usize = 32;

/// A piece of the body of an article, as the target of an annotation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Target {
    /// The id of the article.
    pub source: String,
    /// Ways to find the piece in the body; each finds the same.
    pub selector: [Selector; 2],
}

/// A way to find a piece of a text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type")]
pub enum Selector {
    /// By its words.
    TextQuoteSelector {
        /// The piece.
        exact: String,
        /// What stands before it.
        prefix: String,
        /// What stands after it.
        suffix: String,
    },
    /// By its place.
    TextPositionSelector {
        /// The first code point.
        start: usize,
        /// One past the last.
        end: usize,
    },
}

impl Target {
    /// The piece `span` of `body`, the text of the article `source`.
    pub(super) fn new(source: &str, body: &str, points: &CodePoints<'_>, span: Span) -> Target {
        let before = body.get(..span.start()).unwrap_or_default();
        let after = body.get(span.end()..).unwrap_or_default();
        let prefix = before.char_indices().rev().take(AROUND).last().map_or(0, |(at, _)| at);
        let [start, end] = points.span(span);
        let quote = Selector::TextQuoteSelector {
            exact: span.of(body).to_owned(),
            prefix: before[prefix.min(before.len())..].to_owned(),
            suffix: after.chars().take(AROUND).collect(),
        };
        let place = Selector::TextPositionSelector { start, end };
        Target { source: source.to_owned(), selector: [quote, place] }
    }
}

/// The SHA-256 of a text in UTF-8, in hexadecimal digits.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_selectors_find_the_piece() {
        let body = "Né ici, il dit : « Là-bas né. » Puis il part.";
        let start = body.find('«').unwrap();
        let end = body.find('»').unwrap() + '»'.len_utf8();
        let span = Span::new(body, start..end).unwrap();
        let target = Target::new("a", body, &CodePoints::new(body), span);
        let [
            Selector::TextQuoteSelector { exact, prefix, suffix },
            Selector::TextPositionSelector { start, end },
        ] = target.selector
        else {
            panic!("selectors in another order")
        };
        assert_eq!(exact, "« Là-bas né. »");
        assert_eq!((prefix.as_str(), suffix.as_str()), ("Né ici, il dit : ", " Puis il part."));
        let found: String = body.chars().skip(start).take(end - start).collect();
        assert_eq!(found, exact);
    }

    #[test]
    fn the_context_is_short_and_cuts_no_character() {
        let body = format!("{}x{}", "é".repeat(50), "ü".repeat(50));
        let at = body.find('x').unwrap();
        let span = Span::new(&body, at..at + 1).unwrap();
        let target = Target::new("a", &body, &CodePoints::new(&body), span);
        let [Selector::TextQuoteSelector { prefix, suffix, .. }, _] = target.selector else {
            panic!("selectors in another order")
        };
        assert_eq!((prefix, suffix), ("é".repeat(AROUND), "ü".repeat(AROUND)));
    }

    #[test]
    fn a_hash_is_the_one_of_the_standard() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256("abc"), abc);
    }
}
