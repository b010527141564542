//! What stands in quotation marks.
//!
//! A state machine over the marks of one paragraph at a time, so that an odd mark spoils one
//! paragraph at most. Whether somebody said it, is left to `content`.
//!
//! Invariant: regions come in text order, do not overlap, and each lies in one paragraph.

use std::ops::Range;

use super::{
    language::Language,
    lexicon::names::Class,
    token::{Shape, Text},
};
use crate::text::fold_quote;

/// How far a closing mark is looked for, in tokens.
const LONGEST: usize = 2000;
/// How far nested marks are looked for.
const LONGEST_INNER: usize = 200;

/// A stretch of text in quotation marks, within one paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// The tokens, with the marks around them.
    pub tokens: Range<usize>,
    /// Whether it goes on from the region before, which was left open at the end of its paragraph.
    pub continues: bool,
    /// Whether a mark closes it.
    pub closed: bool,
    /// Whether it is a line of a dialogue, after a dash: whoever spoke before, does not speak here.
    pub turn: bool,
    /// Whether the publisher marked it as a quotation.
    pub marked: bool,
}

/// Whether a mark opens or closes a nickname inside a person's name: Ann “Shorty” Roe.
pub fn is_of_nickname(text: &Text, mark: usize) -> bool {
    let is_mark = |at: usize| {
        let mark = text.word(at).chars().next().map(fold_quote);
        text.shape(at) == Shape::Mark && matches!(mark, Some('"' | '\''))
    };
    let is_name = |at: usize| matches!(text.shape(at), Shape::Capital | Shape::Upper);
    let opens = |open: usize| {
        let close = (open + 2..open + 5).find(|&at| is_mark(at)).filter(|&close| close >= mark);
        let before = open.checked_sub(1).filter(|&it| text.names(it).is(Class::FIRST));
        is_mark(open)
            && before.is_some_and(is_name)
            && close.is_some_and(|close| (open + 1..close).all(is_name) && is_name(close + 1))
    };
    is_mark(mark) && (mark.saturating_sub(4)..=mark).any(opens)
}

/// Finds what stands in quotation marks. Marks inside other marks belong to the outer region.
pub fn regions(text: &Text) -> Vec<Region> {
    let mut found: Vec<Region> = Vec::new();
    let mut start = 0;
    let mut open_family = None;
    let dialogue = text.language == Language::French && has_dialogue(text);
    while start < text.len() {
        let end = paragraph_end(text, start);
        if dialogue && is_line(text, start, end) {
            found.push(Region { tokens: start + 1..end, turn: true, ..Region::default() });
            (start, open_family) = (end, None);
            continue;
        }
        let mut paragraph = Paragraph { text, end, found: Vec::new() };
        let left_open = paragraph.read(start);
        paragraph.found.retain(|it| it.tokens.len() > 5 || !is_of_nickname(text, it.tokens.start));
        let reopens = paragraph.found.first().is_some_and(|first| first.tokens.start == start);
        let same = open_family.is_some() && family(text, start, end) == open_family;
        if let (true, true, Some(first)) = (reopens, same, paragraph.found.first_mut()) {
            first.continues = true;
        }
        found.append(&mut paragraph.found);
        open_family = left_open;
        start = end;
    }
    found
}

/// Adds what stands in other marks inside a region: “He told me *‘no’*.”
pub fn inside(text: &Text, region: &Region, found: &mut Vec<Region>) {
    let (first, last) = (region.tokens.start + 1, region.tokens.end - 1);
    let end = if region.closed { last } else { last + 1 };
    let mut stretch = Paragraph { text, end, found: Vec::new() };
    stretch.read(first);
    found.extend(stretch.found.into_iter().filter(|it| it.closed));
}

/// Marks that open and close each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Angle,
}

/// What a mark does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Open,
    Close,
    /// It says by itself neither: a straight mark without space on either side, or on both.
    Either,
}

fn paragraph_end(text: &Text, start: usize) -> usize {
    let paragraph = text.tokens[start].paragraph;
    start + text.tokens[start..].partition_point(|token| token.paragraph == paragraph)
}

fn family(text: &Text, token: usize, end: usize) -> Option<Family> {
    mark(text, token, end).map(|(family, _)| family)
}

/// Whether two paragraphs at least are lines of a dialogue: one alone may be anything.
fn has_dialogue(text: &Text) -> bool {
    let starts = (0..text.len()).filter(|&at| begins_paragraph(text, at));
    starts.filter(|&at| is_line(text, at, paragraph_end(text, at))).nth(1).is_some()
}

/// Whether a paragraph is a line of a dialogue: a dash, and a sentence. A list has no stops, or
/// begins in lower case.
fn is_line(text: &Text, start: usize, end: usize) -> bool {
    let dash = matches!(text.word(start), "—" | "–" | "―");
    let sentence = matches!(text.word(end - 1), "." | "?" | "!" | "…");
    dash && sentence
        && end - start > 2
        && text.word(start + 1).starts_with(|c: char| !c.is_lowercase())
}

struct Paragraph<'a, 't> {
    text: &'a Text<'t>,
    end: usize,
    found: Vec<Region>,
}

impl Paragraph<'_, '_> {
    /// Reads the paragraph from its first token; returns what is still open at its end.
    fn read(&mut self, first: usize) -> Option<Family> {
        let mut at = first;
        while let Some(words) = self.words_before_mark(at) {
            at += words;
            let Some((family, Act::Open | Act::Either)) = mark(self.text, at, self.end) else {
                at += 1;
                continue;
            };
            match self.close(family, at) {
                Some(close) => {
                    self.push(at..close + 1, true);
                    at = close + 1;
                }
                None if family == Family::Single && at > first => at += 1, // an apostrophe
                None => {
                    let end = self.cut_off(at);
                    let open = (end == self.end).then_some(family);
                    if open.is_some() && family == Family::Single && !self.reopens(family) {
                        return None;
                    }
                    self.push(at..end, false);
                    if open.is_some() {
                        return open.filter(|&family| self.reopens(family));
                    }
                    at = end;
                }
            }
        }
        None
    }

    /// How many words stand at `at` before the next mark of any kind, if there is one.
    fn words_before_mark(&self, at: usize) -> Option<usize> {
        let rest = self.text.tokens.get(at..self.end)?;
        rest.iter().position(|token| token.shape == Shape::Mark)
    }

    fn push(&mut self, tokens: Range<usize>, closed: bool) {
        if tokens.len() > if closed { 2 } else { 1 } {
            self.found.push(Region { tokens, closed, ..Region::default() });
        }
    }

    /// Whether the next paragraph begins with such a mark.
    fn reopens(&self, family: Family) -> bool {
        let end = self.text.tokens.len().min(self.end + 3);
        matches!(mark(self.text, self.end, end), Some((same, Act::Open | Act::Either)) if same == family)
    }

    /// The mark that closes the one at `open`.
    fn close(&self, wanted: Family, open: usize) -> Option<usize> {
        let mut depth = 0;
        let mut weak = None;
        for at in open + 1..self.end.min(open + LONGEST) {
            let Some((family, act)) = mark(self.text, at, self.end) else { continue };
            if family != wanted {
                continue;
            }
            match act {
                Act::Open if family == Family::Single => return weak,
                Act::Open if self.is_curly(at) && self.closes_after(wanted, at) > depth + 1 => {
                    depth += 1;
                }
                Act::Open => return None,
                Act::Close | Act::Either if depth > 0 => depth -= 1,
                Act::Close | Act::Either if family == Family::Single && self.is_weak(at) => {
                    weak = weak.or(Some(at));
                }
                Act::Close | Act::Either => return Some(at),
            }
        }
        weak
    }

    /// A single mark after an s may be an apostrophe: "the workers' vote".
    fn is_weak(&self, at: usize) -> bool {
        self.text.lower(at - 1).ends_with('s') && touches(self.text, at - 1)
    }

    fn is_curly(&self, at: usize) -> bool {
        matches!(self.text.word(at), "“" | "«" | "‹" | "„" | "»")
    }

    fn closes_after(&self, wanted: Family, from: usize) -> usize {
        let is_close = |&at: &usize| mark(self.text, at, self.end) == Some((wanted, Act::Close));
        (from..self.end.min(from + LONGEST_INNER)).filter(is_close).count()
    }

    /// Where a region ends that no mark closes: before the next one that opens, at the end of a
    /// sentence, or with the paragraph.
    fn cut_off(&self, open: usize) -> usize {
        let wanted = family(self.text, open, self.end);
        let opens = |&at: &usize| matches!(mark(self.text, at, self.end), Some((family, Act::Open)) if Some(family) == wanted);
        let Some(next) = (open + 1..self.end).find(opens) else { return self.end };
        let sentence = |at: usize| self.text.tokens[at].sentence;
        if sentence(next - 1) < sentence(next) {
            return next; // it reopens, as where paragraphs were run together
        }
        let end =
            open + self.text.tokens[open..next].partition_point(|it| it.sentence == sentence(open));
        if end <= next { end } else { open + 1 }
    }
}

/// Whether no white space stands between a token and the next.
fn touches(text: &Text, token: usize) -> bool {
    match (text.tokens.get(token), text.tokens.get(token + 1)) {
        (Some(this), Some(next)) => this.span.end() == next.span.start(),
        _ => false,
    }
}

/// The family of the mark at `at` and what it does there; `None` if it is no quotation mark.
fn mark(text: &Text, at: usize, end: usize) -> Option<(Family, Act)> {
    if text.shape(at) != Shape::Mark {
        return None;
    }
    match text.language {
        Language::English => english(text, at, end),
        Language::German => german(text, at, end),
        Language::French => french(text, at, end),
    }
}

fn english(text: &Text, at: usize, end: usize) -> Option<(Family, Act)> {
    match text.word(at) {
        "“" | "„" | "‟" | "``" => Some((Family::Double, Act::Open)),
        "”" if begins_paragraph(text, at) => Some((Family::Double, Act::Open)), // a slip
        "”" => Some((Family::Double, Act::Close)),
        "\"" | "''" | "＂" => Some((Family::Double, by_space(text, at, end))),
        "«" => Some((Family::Angle, Act::Open)),
        "»" => Some((Family::Angle, Act::Close)),
        "‘" | "‹" | "`" => Some((Family::Single, Act::Open)),
        "›" => Some((Family::Single, Act::Close)),
        "'" | "’" | "‛" => single(text, at, end),
        _ => None,
    }
}

/// German marks turn either way („…“, »…«, «…»): the space around them tells.
fn german(text: &Text, at: usize, end: usize) -> Option<(Family, Act)> {
    let (family, usual) = match text.word(at) {
        "“" => (Family::Double, Act::Close),
        "«" => (Family::Angle, Act::Open),
        "»" => (Family::Angle, Act::Close),
        "‚" | "‹" => (Family::Single, Act::Open),
        "‘" | "›" => (Family::Single, Act::Close),
        _ => return english(text, at, end),
    };
    let before = at > 0 && touches(text, at - 1) && !opens_before(text, at);
    let after = at + 1 < end && touches(text, at);
    let word = text.shape(at + 1) != Shape::Mark;
    let inner = matches!(text.word(at + 1), "›" | "‹" | "‚" | "‘" | "„" | "…" | "[" | "(");
    let act = match () {
        () if before && !(after && word) => Act::Close,
        () if !before && after && (word || inner) => Act::Open,
        () => usual,
    };
    Some((family, act))
}

/// A closing mark at the start of a paragraph opens, a mark inside a word is an apostrophe.
fn french(text: &Text, at: usize, end: usize) -> Option<(Family, Act)> {
    let inside = at > 0
        && (touches(text, at - 1) && touches(text, at))
        && (text.shape(at - 1) != Shape::Mark && text.shape(at + 1) != Shape::Mark);
    match text.word(at) {
        "\"" if inside => None,
        // Set apart from the words, as « » are.
        "\"" if at > 0 && !touches(text, at - 1) && matches!(text.word(at + 1), "." | ",") => {
            Some((Family::Double, Act::Either))
        }
        "»" if begins_paragraph(text, at) => Some((Family::Angle, Act::Open)),
        _ => english(text, at, end),
    }
}

fn begins_paragraph(text: &Text, at: usize) -> bool {
    at == 0 || text.tokens[at - 1].paragraph != text.tokens[at].paragraph
}

/// What a straight mark does, by the space around it.
fn by_space(text: &Text, at: usize, end: usize) -> Act {
    let before = at > 0 && touches(text, at - 1) && !opens_before(text, at);
    let after = at + 1 < end && touches(text, at);
    let word_after = after
        && (text.shape(at + 1) != Shape::Mark
            || matches!(text.word(at + 1), "'" | "‘" | "[" | "(" | "$" | "." | "…" | "#" | "@"));
    match (before, word_after) {
        (false, true) => Act::Open,
        (true, false) => Act::Close,
        _ => Act::Either,
    }
}

/// Whether a bracket or dash stands before the mark, after which it opens.
fn opens_before(text: &Text, at: usize) -> bool {
    matches!(text.word(at - 1), "(" | "[" | "—" | "–" | "-" | "“" | "\"" | "‘")
        && touches(text, at)
        && text.shape(at + 1) != Shape::Mark
}

/// What a straight or closing single mark does; `None` if it is an apostrophe for sure.
fn single(text: &Text, at: usize, end: usize) -> Option<(Family, Act)> {
    match by_space(text, at, end) {
        Act::Open if text.word(at) == "’" => None,
        Act::Open if text.shape(at + 1) == Shape::Number => None, // '90s
        // 'no'.
        Act::Either if at > 0 && touches(text, at - 1) && text.shape(at + 1) == Shape::Mark => {
            Some((Family::Single, Act::Close))
        }
        Act::Either => None,
        act => Some((Family::Single, act)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The regions of a text; one that continues the one before has a `+`, an open one ends in `~`.
    fn shown(text: &str, language: Language) -> String {
        let text = Text::written_in(text, language);
        let show = |region: &Region| {
            let plus = if region.continues { "+" } else { "" };
            let open = if region.closed { "" } else { "~" };
            format!("{plus}{}{open}", text.span(region.tokens.clone()).of(text.text))
        };
        regions(&text).iter().map(show).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn marks_open_and_close() {
        let cases = [
            ("He said “no” and \"yes\".", "“no” | \"yes\""),
            ("``No,'' he said, ''never''.", "``No,'' | ''never''"),
            ("'No,' he said. 'It's Ann's.'", "'No,' | 'It's Ann's.'"),
            ("‘No,’ he said. ‘It’s the workers’ turn.’", "‘No,’ | ‘It’s the workers’ turn.’"),
            ("'no to cuts' and 'yes'", "'no to cuts' | 'yes'"),
            ("the workers' vote and the '90s", ""),
            ("“He said ‘no’ to ‘us’,” she said.", "“He said ‘no’ to ‘us’,”"),
            ("“One “two” three” end", "“One “two” three”"),
            ("«Oui», dit-il", "«Oui»"),
            ("(\"No\")", "\"No\""),
            ("a 12\" pipe", ""),
            ("It is \"", ""),
            ("“One.\n“Two.\n“Three.” End", "“One.~ | +“Two.~ | +“Three.”"),
            ("\"One.\n\n\"Two.\" End", "\"One.~ | +\"Two.\""),
            ("“One.\nTwo. “Three.”", "“One.~ | “Three.”"),
            ("He said: “No way. “We stay,” she said.", "“No way.~ | “We stay,”"),
            ("\"So he told me 'go'.\"", "\"So he told me 'go'.\""),
            ("He said 'no to cuts'.", "'no to cuts'"),
            ("“”", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, Language::English), expected, "in {text:?}");
        }
    }

    #[test]
    fn marks_follow_the_conventions_of_the_language() {
        let german = [
            ("Er sagte: „Nein.“ Sie: „Ja!“", "„Nein.“ | „Ja!“"),
            ("»Nein«, sagte sie. »Doch.«", "»Nein« | »Doch.«"),
            ("«Nein», sagte sie.", "«Nein»"),
            ("„Er rief ‚Nein‘ und ging“, sagte sie.", "„Er rief ‚Nein‘ und ging“"),
            ("‚Nein‘, sagte sie; ›ja‹ er.", "‚Nein‘ | ›ja‹"),
            ("(„Nein“)", "„Nein“"),
            ("Er sprach von »Pech«. »›Nein‹, sagt er.«", "»Pech« | »›Nein‹, sagt er.«"),
            ("die „Ja“-Stimmen", "„Ja“"),
            ("\"Nein\", sagte sie: „Ja”", "\"Nein\" | „Ja”"),
        ];
        let french = [
            ("« Non », dit-il. « Si ! »", "« Non » | « Si ! »"),
            ("«\u{202f}Non\u{a0}», dit-il.", "«\u{202f}Non\u{a0}»"),
            ("« Un.\n« Deux.\n» Trois. » Fin", "« Un.~ | +« Deux.~ | +» Trois. »"),
            ("Il dit “non” et \" oui \".", "“non” | \" oui \""),
            ("— Non.\n— Si, dit-il.\nElle part.", "Non.~ | Si, dit-il.~"),
            ("— Un.\nElle part.", ""),
            ("L\"an passé, il a dit \"non\".", "\"non\""),
        ];
        for (text, expected) in german {
            assert_eq!(shown(text, Language::German), expected, "in {text:?}");
        }
        for (text, expected) in french {
            assert_eq!(shown(text, Language::French), expected, "in {text:?}");
        }
    }
}
