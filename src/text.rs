//! Places in a text, and the text itself made comparable.
//!
//! The few functions on text that everybody needs. Where sentences end is left
//! to `sentence`, what a word is to `analyze`.

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A half-open range of bytes in one text, never cutting a character.
///
/// It is written as `[start, end]`, where nobody reads it as the start and the length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Returns the span of `range`, or `None` if `text` has no such slice.
    ///
    /// ```
    /// use dixit::text::Span;
    /// assert_eq!(Span::new("élu", 0..2).unwrap().of("élu"), "é");
    /// assert_eq!(Span::new("élu", 0..1), None);
    /// ```
    pub fn new(text: &str, range: Range<usize>) -> Option<Span> {
        text.get(range.clone())?;
        Some(Span { start: u32::try_from(range.start).ok()?, end: u32::try_from(range.end).ok()? })
    }

    /// Slices `text`, which must be the text this span was made from; in any other text it is
    /// empty where there is no such slice.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// The first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes as a range.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        self.end().saturating_sub(self.start())
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The smallest span that holds both.
    pub fn hull(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same bytes in a text that has `by` bytes more before them.
    pub fn shifted(self, by: usize) -> Span {
        let by = u32::try_from(by).unwrap_or(u32::MAX);
        Span { start: self.start.saturating_add(by), end: self.end.saturating_add(by) }
    }

    /// Whether every byte of `other` lies in this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The number of bytes between two spans, zero if they touch.
    pub fn distance(self, other: Span) -> usize {
        self.start.max(other.start).saturating_sub(self.end.min(other.end)) as usize
    }
}

impl From<(u32, u32)> for Span {
    /// A span read back from where one was stored; slicing stays safe whatever was stored.
    fn from((start, end): (u32, u32)) -> Span {
        Span { start, end: end.max(start) }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => (self.start, self.end).serialize(serializer),
            false => (self.start, self.len() as u32).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        let is_readable = deserializer.is_human_readable();
        let (start, other) = <(u32, u32)>::deserialize(deserializer)?;
        let end = if is_readable { other } else { start.saturating_add(other) };
        Ok(Span::from((start, end)))
    }
}

/// Replaces typographic quotation marks and apostrophes by ASCII ones.
///
/// ```
/// assert_eq!(dixit::text::fold_quotes("«Oui», dit l’élu"), "\"Oui\", dit l'élu");
/// ```
pub fn fold_quotes(text: &str) -> String {
    text.chars().map(fold_quote).collect()
}

/// The ASCII form of one quotation mark or apostrophe; any other character as it is.
pub fn fold_quote(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => '"',
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '＇' | 'ʼ' => '\'',
        other => other,
    }
}

/// The regular expression `pattern` for whole folded words, in any case.
///
/// # Errors
///
/// Fails if it is none, or one that takes too much memory.
///
/// ```
/// let regex = dixit::text::word_regex("Colou?r").unwrap();
/// assert!(regex.is_match("colour") && !regex.is_match("colours"));
/// ```
pub fn word_regex(pattern: &str) -> Result<regex::Regex, regex::Error> {
    const MEMORY: usize = 1 << 20;
    // By itself first: `a)|(b` must not become one by what is put around it.
    regex::RegexBuilder::new(pattern).size_limit(MEMORY).build()?;
    let whole = format!("^(?:{pattern})$");
    regex::RegexBuilder::new(&whole).case_insensitive(true).size_limit(MEMORY).build()
}

/// How many letters are to be inserted, deleted, replaced or swapped with their neighbour to make
/// one word the other; no letter is touched twice.
///
/// ```
/// assert_eq!(dixit::text::letters_apart("merkle", "merkel"), 1);
/// ```
pub fn letters_apart(word: &str, other: &str) -> usize {
    let (word, other): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in word.iter().enumerate() {
        let mut below = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let replaced = row[j] + usize::from(a != b);
            let mut cost = replaced.min(row[j + 1] + 1).min(below[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && word[i - 1] == *b {
                cost = cost.min(above[j - 1] + 1);
            }
            below.push(cost);
        }
        above = std::mem::replace(&mut row, below);
    }
    row[other.len()]
}

/// The beginning of a text, at most so many characters, with `…` for the rest.
///
/// ```
/// assert_eq!(dixit::text::beginning("élan vital", 5), "élan…");
/// assert_eq!(dixit::text::beginning("élan", 5), "élan");
/// ```
pub fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// `12,345`.
///
/// ```
/// assert_eq!(dixit::text::grouped(1_234_567), "1,234,567");
/// ```
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things.
///
/// ```
/// assert_eq!(dixit::text::counted(1, "hit"), "1 hit");
/// assert_eq!(dixit::text::counted(2000, "hit"), "2,000 hits");
/// ```
pub fn counted(count: u64, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(count))
}

/// Turns byte offsets of one text into Unicode code points, for programs outside.
///
/// Offsets may come in any order; each costs at most 256 bytes of counting.
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before each multiple of the stride; empty if the text is ASCII.
    marks: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    const STRIDE: usize = 256;

    /// Prepares the offsets of `text`.
    pub fn new(text: &'t str) -> CodePoints<'t> {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(Self::STRIDE) {
                marks.push(count);
                count += count_starts(chunk);
            }
            marks.push(count);
        }
        CodePoints { text, marks }
    }

    /// The number of code points before byte `offset`.
    pub fn of(&self, offset: usize) -> usize {
        if self.marks.is_empty() {
            return offset;
        }
        let offset = offset.min(self.text.len());
        let mark = offset / Self::STRIDE;
        let rest = &self.text.as_bytes()[mark * Self::STRIDE..offset];
        (self.marks[mark] + count_starts(rest)) as usize
    }

    /// A span as `[start, end]` in code points.
    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.of(span.start()), self.of(span.end())]
    }
}

/// The number of bytes that begin a character.
fn count_starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0xC0 != 0x80)).sum()
}

/// The known word nearest to `typed`, if it is at most a third of its letters away.
pub fn nearest<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let typed: String = typed.to_lowercase().chars().take(32).collect();
    let length = typed.chars().count();
    let nearest = known.into_iter().map(|word| (letters_apart(&typed, word), word)).min()?;
    (nearest.0 <= length.div_ceil(3) && nearest.0 < length).then_some(nearest.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_are_folded_and_nothing_else() {
        let cases = [
            ("“No”, she said", "\"No\", she said"),
            ("„Ja“", "\"Ja\""),
            ("5″ > 3″", "5″ > 3″"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(fold_quotes(text), expected, "in {text:?}");
        }
    }

    #[test]
    fn a_span_of_another_text_is_empty_not_a_panic() {
        let span = Span::new("abcdef", 1..5).unwrap();
        assert_eq!(span.of("ab"), "");
        assert_eq!(span.of("aéééé"), "éé");
        assert_eq!(Span::from((7, 3)).of("abcdefghij"), "");
    }

    proptest! {
        #[test]
        fn code_points_count_characters(text in "(\\PC|[a-z ]){0,600}") {
            let points = CodePoints::new(&text);
            for (count, (offset, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.of(offset), count);
            }
            prop_assert_eq!(points.of(text.len()), text.chars().count());
        }
    }

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let cases = [
            ("speeker", Some("speaker")),
            ("spekaer", Some("speaker")),
            ("SPEAKR", Some("speaker")),
            ("tilte", Some("title")),
            ("dat", Some("date")),
            ("http", None),
            ("q", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(nearest(typed, ["speaker", "title", "date"]), expected, "in {typed:?}");
        }
    }
}
