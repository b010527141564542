//! The line that says where a story comes from: "PORT ELLERY, Ohio (Press) — Roe said …".

use std::ops::Range;

use super::token::{Shape, Text};

/// A line that a story begins with.
pub struct Dateline {
    /// The words of the place, where the line is written so that they can be nothing else.
    pub place: Option<Range<usize>>,
    /// Where the story begins.
    pub end: usize,
}

/// A line has so many words and marks at most.
const LONGEST: usize = 14;

/// The dateline that begins a paragraph at `start` and ends before `end`.
pub fn dateline(text: &Text, start: usize, end: usize) -> Option<Dateline> {
    if !text.begins_paragraph(start) || !text.is_capital(start) {
        return None;
    }
    let part = |&at: &usize| {
        let mark = matches!(text.word(at), "," | "." | "(" | ")" | "/");
        let small = matches!(text.word(at), "dpa" | "epd" | "kna" | "sda" | "afp");
        mark || small || text.is_capital(at) || text.shape(at) == Shape::Number
    };
    let line = start..start + (start..end.min(start + LONGEST)).take_while(part).count();
    let agency = |&at: &usize| text.word(at) == ")" && text.word(at + 1) != ",";
    let bracket = line.clone().find(agency).map(|at| at + 1);
    let shouted = text.shape(start) == Shape::Upper && text.word(start).len() > 2;
    let dash = text.is_dash(line.end) && (shouted || bracket == Some(line.end));
    let end = match bracket {
        _ if dash => (line.end..end).find(|&at| !text.is_dash(at))?,
        Some(after) if text.word(start + 1) == "," || text.word(start + 2) == "," => after,
        _ => return None,
    };
    let place = start..line.clone().find(|&at| !text.is_capital(at)).unwrap_or(line.end);
    // "FILE — the bridge": a dash alone says nothing of the place.
    let goes_on = match text.word(place.end) {
        "," => text.is_capital(place.end + 1),
        mark => mark == "(",
    };
    Some(Dateline { place: (shouted && dash && goes_on).then_some(place), end })
}

/// Where the story begins that a dateline may precede.
pub fn after_dateline(text: &Text, start: usize, end: usize) -> usize {
    dateline(text, start, end).map_or(start, |line| line.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_names_its_place() {
        let cases = [
            ("PORT ELLERY, May 6 (Press) - Rents fell.", Some("PORT ELLERY"), "Rents"),
            ("NORWICK, Ohio — Rents fell.", Some("NORWICK"), "Rents"),
            ("NORWICK (Press) — Rents fell.", Some("NORWICK"), "Rents"),
            ("NORWICK — Rents fell.", None, "Rents"),
            ("FILE — Rents fell.", None, "Rents"),
            ("ROE, 45 — Rents fell.", None, "Rents"),
            ("Norwick, May 6 (Press) Rents fell.", None, "Rents"),
            ("Rents fell — for now.", None, "Rents"),
        ];
        for (text, place, story) in cases {
            let text = Text::new(text);
            let line = dateline(&text, 0, text.len());
            let found = line.as_ref().and_then(|it| it.place.clone());
            let found = found.map(|it| text.span(it).of(text.text));
            assert_eq!(found, place, "in {}", text.text);
            assert_eq!(text.word(line.map_or(0, |it| it.end)), story, "in {}", text.text);
        }
    }
}
