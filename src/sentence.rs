//! Where paragraphs and sentences end.
//!
//! One pass over the bytes and a short list of abbreviations; nothing is learned and the language
//! is not asked for. What a word is, is left to `analyze` and `extract::token`.
//!
//! Invariant: spans come in text order, do not overlap, have no white space at their ends, and
//! together hold everything that is not white space.

use crate::text::Span;

/// The paragraphs of `text` that are not blank; every line break ends one.
///
/// ```
/// use dixit::sentence::paragraphs;
/// let text = "One.\n\nTwo\nthree ";
/// let found: Vec<_> = paragraphs(text).into_iter().map(|span| span.of(text)).collect();
/// assert_eq!(found, ["One.", "Two", "three"]);
/// ```
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    // The first bytes of all line breaks; most bytes are passed without a look.
    for at in memchr::memchr3_iter(b'\n', b'\r', 0xE2, text.as_bytes()) {
        let length = separator_len(text, at);
        if length > 0 {
            found.extend(trimmed(text, start, at));
            start = at + length;
        }
    }
    found.extend(trimmed(text, start, text.len()));
    found
}

/// The sentences of `text`, none longer than a paragraph.
///
/// ```
/// use dixit::sentence::sentences;
/// let text = "Mr. Roe left at 5 p.m. on Monday. “Why?” he was asked.";
/// let found: Vec<_> = sentences(text).into_iter().map(|span| span.of(text)).collect();
/// assert_eq!(found, ["Mr. Roe left at 5 p.m. on Monday.", "“Why?” he was asked."]);
/// ```
pub fn sentences(text: &str) -> Vec<Span> {
    sentences_of(text, &paragraphs(text))
}

/// The sentences of `text`, whose paragraphs are known.
pub fn sentences_of(text: &str, paragraphs: &[Span]) -> Vec<Span> {
    let mut found = Vec::with_capacity(text.len() / 120);
    for &paragraph in paragraphs {
        split(text, paragraph, &mut found);
    }
    found
}

/// How a word that is written with a stop behaves before the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// It belongs to what follows: "Mr.", "Gen.".
    Title,
    /// It may end a sentence, if a word follows that clearly begins one: "U.S.", "Inc.", "J.".
    Final,
    /// It is none before anything but a number: "No. 5", "p. 12", "Sept. 11".
    Numbered,
}

/// What `word`, written without its last stop, abbreviates.
pub fn abbreviation(word: &str) -> Option<Abbreviation> {
    if is_initial(word) || is_dotted(word) {
        return Some(Abbreviation::Final);
    }
    if word.len() > 6 || !word.is_ascii() {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "mr" | "mrs" | "ms" | "messrs" | "mx" | "dr" | "prof" | "rev" | "fr" | "sen" | "sens"
        | "rep" | "reps" | "gov" | "govs" | "gen" | "col" | "lt" | "sgt" | "capt" | "cpl"
        | "cmdr" | "adm" | "maj" | "brig" | "pres" | "hon" | "st" | "ste" | "mme" | "mlle"
        | "msgr" | "supt" | "insp" | "det" | "atty" | "amb" | "vs" | "v" | "cf" | "ca"
        | "approx" => Some(Abbreviation::Title),
        "jr" | "sr" | "inc" | "corp" | "co" | "cos" | "ltd" | "llc" | "bros" | "etc" | "esq"
        | "dept" | "est" | "ave" | "blvd" | "rd" | "ft" | "mt" | "phd" | "ed" | "eds" | "assn"
        | "intl" | "ala" | "ariz" | "ark" | "calif" | "colo" | "conn" | "del" | "fla" | "ga"
        | "ill" | "kan" | "ky" | "md" | "mich" | "minn" | "mo" | "mont" | "neb" | "nev"
        | "okla" | "ore" | "pa" | "tenn" | "tex" | "va" | "vt" | "wash" | "wis" | "wyo" => {
            Some(Abbreviation::Final)
        }
        "no" | "nos" | "p" | "pp" | "fig" | "art" | "sec" | "vol" | "ch" | "jan" | "feb"
        | "mar" | "apr" | "jun" | "jul" | "aug" | "sept" | "sep" | "oct" | "nov" | "dec" => {
            Some(Abbreviation::Numbered)
        }
        _ => None,
    }
}

/// Cuts one paragraph into sentences.
fn split(text: &str, paragraph: Span, found: &mut Vec<Span>) {
    let bytes = &text.as_bytes()[..paragraph.end()];
    let mut start = paragraph.start();
    let mut at = start;
    while let Some(first) = next_stop(bytes, at) {
        let run = after_stops(bytes, first);
        let end = after_closers(text, run, paragraph.end());
        let rest = &text[end..paragraph.end()];
        let next = rest.trim_start();
        let stop = Stop {
            before: &text[start..first],
            marks: &text[first..run],
            closed: end > run,
            spaced: next.len() < rest.len(),
            next,
        };
        if stop.ends_sentence() {
            found.extend(trimmed(text, start, end));
            start = end;
        }
        at = end;
    }
    found.extend(trimmed(text, start, paragraph.end()));
}

/// A run of stops, with what stands around it.
struct Stop<'t> {
    /// The sentence so far.
    before: &'t str,
    /// The stops: ".", "?!", "…".
    marks: &'t str,
    /// Whether a closing quotation mark or bracket follows.
    closed: bool,
    /// Whether white space follows.
    spaced: bool,
    /// What follows the white space.
    next: &'t str,
}

impl Stop<'_> {
    fn ends_sentence(&self) -> bool {
        let word = self.next.trim_start_matches(is_opener);
        let opens = word.len() < self.next.len();
        let first = word.chars().next();
        match first {
            None => self.next.is_empty() || opens,
            Some(_) if !self.spaced && !self.is_wide() => self.is_glued(),
            Some(first) if first.is_lowercase() => false,
            Some(_) if self.closed => true,
            Some(first) if self.marks == "." => {
                opens && !self.is_title() || self.ends_word(word, first)
            }
            Some(first) => opens || first.is_alphanumeric() || !self.marks.starts_with(['.', '…']),
        }
    }

    /// Whether a single stop after a word ends the sentence, and does not only shorten the word.
    fn ends_word(&self, next: &str, first: char) -> bool {
        let word = last_word(self.before);
        if is_number(word) && self.before.trim_start() == word {
            return false; // "3. The third"
        }
        match abbreviation(word) {
            Some(Abbreviation::Title) => false,
            Some(Abbreviation::Final) => starts_sentence(next),
            Some(Abbreviation::Numbered) => !first.is_numeric(),
            None => true,
        }
    }

    /// Whether the word before belongs to what follows: "Mr.".
    fn is_title(&self) -> bool {
        abbreviation(last_word(self.before)) == Some(Abbreviation::Title)
    }

    /// Whether it is a stop of a script that needs no space after it: "。".
    fn is_wide(&self) -> bool {
        self.marks.starts_with(|c: char| !c.is_ascii() && c != '…')
    }

    /// Whether it ends a sentence although the space after it is missing: "he left.The".
    fn is_glued(&self) -> bool {
        let next = self.next.trim_start_matches(['"', '“']);
        let mut letters = next.chars();
        let lower = self.before.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2;
        self.marks == "."
            && lower
            && letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(|c| c.is_lowercase() || c.is_whitespace())
            && starts_sentence(next)
    }
}

/// Where the next stop begins, from `at` on.
fn next_stop(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| MAY_STOP[usize::from(byte)])?;
        if stop_len(&bytes[at..]) > 0 {
            return Some(at);
        }
        at += 1;
    }
}

/// The bytes that stops begin with.
const MAY_STOP: [bool; 256] = {
    let mut table = [false; 256];
    let mut stops: &[u8] = &[b'.', b'!', b'?', 0xE2, 0xE3, 0xEF, 0xD8, 0xDB, 0xE0];
    while let [first, rest @ ..] = stops {
        table[*first as usize] = true;
        stops = rest;
    }
    table
};

/// The length of the stop at the start of `bytes`, zero if there is none.
fn stop_len(bytes: &[u8]) -> usize {
    match bytes {
        [b'.' | b'!' | b'?', ..] => 1,
        [0xD8, 0x9F, ..] | [0xDB, 0x94, ..] => 2, // ؟ ۔
        [0xE2, 0x80, 0xA6, ..] // …
        | [0xE3, 0x80, 0x82, ..] // 。
        | [0xEF, 0xBC, 0x81 | 0x9F, ..] // ！ ？
        | [0xE0, 0xA5, 0xA4, ..] => 3, // ।
        _ => 0,
    }
}

/// Where the run of stops that begins at `stop` ends.
fn after_stops(bytes: &[u8], stop: usize) -> usize {
    let mut at = stop;
    loop {
        match stop_len(&bytes[at..]) {
            0 => return at,
            len => at += len,
        }
    }
}

/// Where the closing quotation marks and brackets end that follow a stop.
fn after_closers(text: &str, at: usize, end: usize) -> usize {
    let rest = &text[at..end];
    let closers = rest.len() - rest.trim_start_matches(is_closer).len();
    let next = &rest[closers..];
    if closers > 0 && next.starts_with(char::is_alphanumeric) && rest.starts_with(['"', '\'']) {
        return at; // a mark that opens the next, glued to this sentence
    }
    let gap = next.len() - next.trim_start().len();
    let spaced = next[gap..].chars().next();
    match spaced {
        // French: the closing mark stands apart.
        Some(mark @ ('»' | '”')) if gap > 0 => {
            let after = &next[gap + mark.len_utf8()..];
            if after.starts_with(char::is_alphanumeric) {
                at + closers
            } else {
                at + closers + gap + mark.len_utf8()
            }
        }
        _ => at + closers,
    }
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '＂')
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '«'
            | '‹'
            | '„'
            | '‚'
            | '`'
            | '('
            | '['
            | '{'
            | '「'
            | '『'
            | '（'
    )
}

/// The last word of `before`, up to white space or a mark that opens.
fn last_word(before: &str) -> &str {
    let is_edge = |c: char| c.is_whitespace() || is_opener(c) || matches!(c, '—' | '–' | '/' | '-');
    let start = before
        .rfind(is_edge)
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    &before[start..]
}

/// One letter, as in "J. K. Roe".
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none() && word.is_ascii()
}

/// Letters, each followed by a stop but the last: "U.S", "a.m", "Ph.D".
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| {
            (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
        })
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `next` begins with a word that seldom follows an abbreviation inside a sentence.
fn starts_sentence(next: &str) -> bool {
    let end = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
    matches!(
        &next[..end],
        "A" | "About"
            | "According"
            | "After"
            | "All"
            | "Also"
            | "Although"
            | "An"
            | "And"
            | "Any"
            | "As"
            | "Asked"
            | "At"
            | "Because"
            | "Before"
            | "Both"
            | "But"
            | "By"
            | "During"
            | "Each"
            | "Even"
            | "Every"
            | "For"
            | "From"
            | "Had"
            | "Has"
            | "He"
            | "Her"
            | "Here"
            | "His"
            | "How"
            | "However"
            | "I"
            | "If"
            | "In"
            | "Instead"
            | "Is"
            | "It"
            | "Its"
            | "Last"
            | "Many"
            | "Meanwhile"
            | "More"
            | "Most"
            | "Mr"
            | "Mrs"
            | "Ms"
            | "My"
            | "No"
            | "Not"
            | "Nor"
            | "Now"
            | "On"
            | "One"
            | "Only"
            | "Or"
            | "Other"
            | "Our"
            | "She"
            | "Since"
            | "So"
            | "Some"
            | "Still"
            | "Such"
            | "Than"
            | "That"
            | "The"
            | "Their"
            | "Then"
            | "There"
            | "These"
            | "They"
            | "This"
            | "Those"
            | "Though"
            | "Through"
            | "To"
            | "Two"
            | "Under"
            | "Until"
            | "Was"
            | "We"
            | "Were"
            | "What"
            | "When"
            | "Where"
            | "Which"
            | "While"
            | "Who"
            | "Why"
            | "Will"
            | "With"
            | "Yet"
            | "You"
            | "Your"
    )
}

/// The bytes from `start` to `end` without white space at the ends; `None` if nothing is left.
fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    let slice = text.get(start..end)?;
    let left = slice.len() - slice.trim_start().len();
    let kept = slice.trim();
    let from = start + left;
    if kept.is_empty() { None } else { Span::new(text, from..from + kept.len()) }
}

/// The length of the line break at `at`, zero if there is none.
fn separator_len(text: &str, at: usize) -> usize {
    match text.as_bytes()[at..] {
        [b'\n' | b'\r', ..] => 1,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3, // the line and paragraph separators
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> String {
        let all: Vec<_> = sentences(text).into_iter().map(|span| span.of(text)).collect();
        all.join(" | ")
    }

    #[test]
    fn sentences_end_where_readers_end_them() {
        let cases = [
            ("He left. She stayed.", "He left. | She stayed."),
            ("Mr. Roe left. Sen. Poe stayed.", "Mr. Roe left. | Sen. Poe stayed."),
            ("J. K. Roe met J.R.R. Poe.", "J. K. Roe met J.R.R. Poe."),
            ("Plan B. The rest failed.", "Plan B. | The rest failed."),
            (
                "In the U.S. Senate. He left the U.S. The end.",
                "In the U.S. Senate. | He left the U.S. | The end.",
            ),
            ("It fell 3.5 percent. No. 5 won.", "It fell 3.5 percent. | No. 5 won."),
            ("She said no. Five left.", "She said no. | Five left."),
            (
                "At 5 p.m. on May 1. At 6 p.m. He left.",
                "At 5 p.m. on May 1. | At 6 p.m. | He left.",
            ),
            (
                "Wait ... what? He… left. Well... Then go.",
                "Wait ... what? | He… left. | Well... | Then go.",
            ),
            ("“Go.” He went. (So did I.) Yes.", "“Go.” | He went. | (So did I.) | Yes."),
            (
                "\"Why?\" he asked. \"Why not!\" she said.",
                "\"Why?\" he asked. | \"Why not!\" she said.",
            ),
            ("``Go.'' He went.", "``Go.'' | He went."),
            ("« Oui. » Il part.", "« Oui. » | Il part."),
            ("He left.The rest of roe.com stayed.", "He left. | The rest of roe.com stayed."),
            ("1. The first. 2. The second.", "1. The first. | 2. The second."),
            (
                "Acme Inc. said so. Acme Inc. The firm.",
                "Acme Inc. said so. | Acme Inc. | The firm.",
            ),
            ("本文。続き。", "本文。 | 続き。"),
            ("One line\nnext line.\r\n\r\nLast", "One line | next line. | Last"),
            ("Yahoo! Inc. grew. Stop!! Now?", "Yahoo! | Inc. grew. | Stop!! | Now?"),
            ("", ""),
            (" \n . \n", "."),
        ];
        for (text, expected) in cases {
            assert_eq!(cut(text), expected, "in {text:?}");
        }
    }

    proptest! {
        #[test]
        fn sentences_hold_everything_but_white_space(text in "(\\PC|[a-zA-Z]{1,4}|[.!?…。] ?|[\"'”» \n]){0,60}") {
            let mut end = 0;
            for span in sentences(&text) {
                prop_assert!(span.start() >= end && !span.is_empty());
                prop_assert_eq!(span.of(&text).trim(), span.of(&text));
                prop_assert_eq!(text[end..span.start()].trim(), "");
                end = span.end();
            }
            prop_assert_eq!(text[end..].trim(), "");
        }
    }
}
