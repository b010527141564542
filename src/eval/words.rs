//! Spans as the words they touch, so that marks and white space at an edge do not count.

use unicode_normalization::char::is_combining_mark;

use crate::text::Span;

/// The words of a text: letters, digits and `_`, with one apostrophe inside.
pub(super) struct Words<'t> {
    text: &'t str,
    spans: Vec<Span>,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str) -> Words<'t> {
        let mut spans = Vec::new();
        let mut at = 0;
        while let Some(start) = text[at..].find(is_word).map(|start| at + start) {
            let mut end = run(text, start);
            let mut after = text[end..].chars();
            if let Some(mark @ ('’' | '\'')) = after.next() {
                let tail = end + mark.len_utf8();
                if after.next().is_some_and(is_word) {
                    end = run(text, tail);
                }
            }
            spans.extend(Span::new(text, start..end));
            at = end;
        }
        Words { text, spans }
    }

    /// The numbers of the words that `spans` touch, ascending.
    pub(super) fn touched(&self, spans: &[Span]) -> Vec<usize> {
        let mut touched: Vec<usize> =
            spans.iter().flat_map(|span| self.touched_by(*span)).collect();
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    fn touched_by(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.spans.partition_point(|word| word.end() <= span.start());
        let last = self.spans.partition_point(|word| word.start() < span.end());
        first..last.max(first)
    }

    /// A word in lower case.
    pub(super) fn lower(&self, number: usize) -> String {
        self.spans.get(number).map(|word| word.of(self.text).to_lowercase()).unwrap_or_default()
    }
}

/// The number of words in both of two ascending lists.
pub(super) fn shared(a: &[usize], b: &[usize]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        count += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}

/// Whether a character is a letter, a digit or `_`: `\w` of Python, to which marks and letters in
/// circles and squares do not belong.
pub(super) fn is_word(c: char) -> bool {
    let is_symbol = matches!(c, 'Ⓐ'..='ⓩ' | '🄰'..='🅉' | '🅐'..='🅩' | '🅰'..='🆉');
    c == '_' || c.is_alphanumeric() && !is_combining_mark(c) && !is_symbol
}

/// Where the run of word characters at `start` ends.
fn run(text: &str, start: usize) -> usize {
    text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_the_words_it_touches() {
        let text = "“It’s 5% up,” O'Neill’s aide said'";
        let words = Words::new(text);
        let all: Vec<&str> = words.spans.iter().map(|span| span.of(text)).collect();
        assert_eq!(all, ["It’s", "5", "up", "O'Neill", "s", "aide", "said"]);
        let cases =
            [("“It’s 5%", vec![0, 1]), ("t’s 5", vec![0, 1]), ("%", vec![]), (",” O", vec![3])];
        for (part, expected) in cases {
            let start = text.find(part).unwrap();
            let span = Span::new(text, start..start + part.len()).unwrap();
            assert_eq!(words.touched(&[span, span]), expected, "in {part:?}");
        }
        assert_eq!(shared(&[1, 3, 5, 9], &[2, 3, 4, 9]), 2);
    }

    #[test]
    fn word_characters_are_those_of_python() {
        let cases = [("aÉß漢_½²٣ⅷ", true), ("-’'Ⓐ🅰🄰\u{301}\u{93e}", false)];
        for (characters, expected) in cases {
            for c in characters.chars() {
                assert_eq!(is_word(c), expected, "in {c:?}");
            }
        }
    }
}
