//! A piece of a text with marks under its characters: what is true above it, what was predicted
//! below.

use dixit::text::Span;

/// So many columns of text are in a line.
const WIDTH: usize = 88;

/// So many bytes of text are shown around what is marked, at most.
const CONTEXT: usize = 40;

/// The marks of one side, each under all characters of a span; later ones lie over earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Marks(Vec<(Span, char)>);

impl Marks {
    /// Puts `mark` under `spans`.
    pub fn add(&mut self, spans: &[Span], mark: char) {
        self.0.extend(spans.iter().map(|span| (*span, mark)));
    }

    fn at(&self, offset: usize) -> char {
        let mut over = self.0.iter().rev();
        over.find(|(span, _)| span.range().contains(&offset)).map_or(' ', |(_, mark)| *mark)
    }
}

/// A character with its marks.
struct Cell {
    text: char,
    gold: char,
    predicted: char,
}

/// The text around the marks, line by line: the marks of gold above each line, those of the
/// prediction below. Lines in which no mark begins or ends are left out, with `…` in their place.
pub fn lines(text: &str, gold: &Marks, predicted: &Marks) -> Vec<String> {
    let spans = gold.0.iter().chain(&predicted.0).map(|(span, _)| *span);
    let Some(hull) = spans.reduce(Span::hull) else { return Vec::new() };
    let cell = |(offset, c): (usize, char)| Cell {
        text: if c.is_whitespace() || c.is_control() { ' ' } else { c },
        gold: gold.at(offset),
        predicted: predicted.at(offset),
    };
    let start = before(text, hull.start());
    let end = after(text, hull.end());
    let cells: Vec<Cell> =
        text[start..end].char_indices().map(|(offset, c)| cell((start + offset, c))).collect();
    let rows = wrapped(&cells);
    let mut lines = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let last = place.checked_sub(1).and_then(|last| rows[last].last());
        let next = rows.get(place + 1).and_then(|next| next.first());
        if has_border(last, row, next) {
            for (name, part) in SIDES {
                let shown: String = row.iter().map(part).collect();
                if !shown.trim().is_empty() {
                    lines.push(format!("{name:<9} {}", shown.trim_end()));
                }
            }
        } else if lines.last().is_none_or(|line| line != ELISION) {
            lines.push(ELISION.to_owned());
        }
    }
    lines
}

/// Whether a mark begins or ends in a row, or between it and its neighbours.
fn has_border(last: Option<&Cell>, row: &[Cell], next: Option<&Cell>) -> bool {
    let marks = |cell: Option<&Cell>| cell.map_or((' ', ' '), |cell| (cell.gold, cell.predicted));
    let first = marks(last);
    row.iter().map(Some).chain([next]).any(|cell| marks(cell) != first)
}

const ELISION: &str = "          …";

/// What is printed of a line, from above: its name, and its characters.
type Side = (&'static str, fn(&Cell) -> char);

const SIDES: [Side; 3] =
    [("gold", |cell| cell.gold), ("", |cell| cell.text), ("predicted", |cell| cell.predicted)];

/// Where the text shown before `offset` begins: at a word of the same line.
fn before(text: &str, offset: usize) -> usize {
    let place = |at: &usize| text.is_char_boundary(*at);
    let from = (offset.saturating_sub(CONTEXT)..offset).find(place).unwrap_or(offset);
    let context = &text[from..offset];
    let line = context.rfind('\n').map(|at| at + 1);
    let word = || context.find(char::is_whitespace).filter(|_| from > 0);
    from + line.or_else(word).unwrap_or(0)
}

/// Where the text shown after `offset` ends: after a word of the same line.
fn after(text: &str, offset: usize) -> usize {
    let place = |at: &usize| text.is_char_boundary(*at);
    let to = (offset..=offset + CONTEXT).rev().find(place).unwrap_or(offset);
    let context = &text[offset..to];
    let line = context.find('\n');
    let word = || context.rfind(char::is_whitespace).filter(|_| to < text.len());
    offset + line.or_else(word).unwrap_or(context.len())
}

/// Cuts at spaces into lines of at most [`WIDTH`] characters; a longer word is cut too.
fn wrapped(cells: &[Cell]) -> Vec<&[Cell]> {
    let mut lines = Vec::new();
    let mut rest = cells;
    while rest.len() > WIDTH {
        let space = rest[..WIDTH].iter().rposition(|cell| cell.text == ' ');
        let (line, after) = rest.split_at(space.map_or(WIDTH, |at| at + 1));
        lines.push(line);
        rest = after;
    }
    lines.push(rest);
    lines
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn shown(text: &str, gold: &[(&str, char)], predicted: &[(&str, char)]) -> String {
        let marks = |parts: &[(&str, char)]| {
            let mut marks = Marks::default();
            for (part, mark) in parts {
                let start = text.find(part).unwrap();
                marks.add(&[Span::new(text, start..start + part.len()).unwrap()], *mark);
            }
            marks
        };
        lines(text, &marks(gold), &marks(predicted)).join("\n")
    }

    #[test]
    fn marks_stand_above_and_below() {
        let text = "The weather held.\nThere, as Ève Doe said, “prices\nwill rise” soon.";
        let gold = [("“prices\nwill rise”", '^'), ("Ève Doe", '='), ("said", '~')];
        expect![[r#"
            gold                ======= ~~~~  ^^^^^^^^^^^^^^^^^^
                      There, as Ève Doe said, “prices will rise” soon.
            predicted        ^^^^^^^^^^                        ^^^^^^"#]]
        .assert_eq(&shown(text, &gold, &[("as Ève Doe", '^'), ("” soon", '^')]));
    }

    #[test]
    fn lines_without_a_border_are_left_out() {
        let text = format!("He said: “{}so it is.”", "so it is and so it shall be and ".repeat(12));
        let all = text.split_once(": ").unwrap().1;
        expect![[r#"
            gold               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                      He said: “so it is and so it shall be and so it is and so it shall be and so it is and
                      …
            gold      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                      it shall be and so it is and so it shall be and so it is.”"#]].assert_eq(&shown(&text, &[(all, '^')], &[]));
    }

    #[test]
    fn any_text_can_be_shown() {
        for text in ["", "a", &"é".repeat(300), &"\n \t".repeat(99)] {
            let all = Span::new(text, 0..text.len()).unwrap();
            let mut marks = Marks::default();
            marks.add(&[all], '^');
            let shown = lines(text, &marks, &Marks::default());
            assert!(shown.iter().all(|line| line.chars().count() <= WIDTH + 10), "{shown:?}");
        }
    }
}
