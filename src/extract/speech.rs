//! All statements of a text, in order.
//!
//! Unit by unit: statements with a cue first, then quotations that are left over, then what goes
//! on from the paragraph before.

use std::ops::Range;

use super::{
    content,
    floating::{self, Memory},
    grammar,
    lexicon::speech::Class,
    scene::Scene,
    statement::Statement,
    turn::Turns,
    tweet,
};

/// Finds what was said. Statements come in the order of their first content and do not overlap.
pub fn statements(scene: &Scene) -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    let mut memory = Memory::default();
    let units = scene.units();
    let turns = Turns::new(scene, &units);
    let mut done = 0;
    for (number, unit) in units.iter().enumerate().filter(|(_, unit)| !unit.is_empty()) {
        if unit.start < done || is_pointer(scene, unit) {
            continue;
        }
        let paragraph = || paragraph(scene, &units[number..]);
        let turn = turns.read(scene, unit, || paragraph().end);
        let whole = turn.or_else(|| floating::block(scene, paragraph, &memory));
        if let Some(whole) = whole.or_else(|| tweet::read(scene, unit, paragraph)) {
            done = whole.end();
            memory = Memory { last: Some(whole.clone()), announced: None };
            all.push(whole);
        } else if is_worth_reading(scene, unit) {
            read(scene, unit, &mut memory, &mut all);
        } else {
            memory.announced = None;
        }
    }
    without_overlap(all)
}

/// From the first of `units` to the end of its paragraph.
fn paragraph(scene: &Scene, units: &[Range<usize>]) -> Range<usize> {
    let start = units.first().map_or(0, |unit| unit.start);
    let paragraph = |unit: &Range<usize>| scene.text.tokens.get(unit.start).map(|it| it.paragraph);
    let first = units.first().and_then(paragraph);
    let last = units.iter().take_while(|unit| paragraph(unit) == first).last();
    start..last.map_or(start, |unit| unit.end)
}

/// Whether a unit is the title of another article, or a caption: "READ MORE: Mayor says rents fell".
fn is_pointer(scene: &Scene, unit: &Range<usize>) -> bool {
    let points = |&at: &usize| POINTERS.contains(&scene.text.lower(at));
    let words = unit.clone().take(4).take_while(points).count();
    words > 0
        && scene.word_is(unit.start + words, ":")
        && scene.begins_paragraph(unit.start)
        && scene.is_capital(unit.start)
}

/// What stands before the title of another article, or a caption.
const POINTERS: [&str; 12] = [
    "also",
    "gallery",
    "listen",
    "more",
    "photo",
    "photos",
    "read",
    "related",
    "see",
    "slideshow",
    "video",
    "watch",
];

/// Whether a unit has a quotation or a cue.
fn is_worth_reading(scene: &Scene, unit: &Range<usize>) -> bool {
    unit.clone().any(|at| scene.quoted(at) || scene.is(at, Class::ANNOUNCES))
}

/// Reads one unit.
fn read(scene: &Scene, unit: &Range<usize>, memory: &mut Memory, all: &mut Vec<Statement>) {
    let mut found = grammar::statements(scene, unit);
    floating::read(scene, unit, memory, &mut found, all);
    continue_region(scene, unit, &mut found, all);
    found.sort_by_key(first);
    memory.announced = floating::announcement(scene, unit);
    memory.last = found.last().or(memory.last.as_ref()).cloned();
    all.append(&mut found);
}

fn first(statement: &Statement) -> usize {
    statement.content.first().map_or(0, |piece| piece.start)
}

/// Joins a quotation that reopens in this paragraph with its beginning in the one before.
fn continue_region(
    scene: &Scene,
    unit: &Range<usize>,
    found: &mut Vec<Statement>,
    all: &mut [Statement],
) {
    let reopens = scene
        .region(unit.start)
        .is_some_and(|region| region.continues && region.tokens.start == unit.start);
    if !reopens {
        return;
    }
    let before = all.iter_mut().rev().find(|it| it.holds(unit.start - 1));
    let here = found.iter().position(|it| it.holds(unit.start));
    let (Some(before), Some(here)) = (before, here) else { return };
    if before.cue.is_some() && names_another(scene, &found[here]) {
        return; // a mark was forgotten, and somebody else speaks
    }
    let rest = found.remove(here);
    let pieces = before.content.drain(..).chain(rest.content).collect();
    before.content = content::merged(scene, pieces);
    if before.cue.is_none() && rest.cue.is_some() {
        (before.cue, before.source, before.link) = (rest.cue, rest.source, rest.link);
    }
}

/// Whether a statement has a cue and a source that is no pronoun.
fn names_another(scene: &Scene, statement: &Statement) -> bool {
    let pronoun = statement.source.as_ref().is_some_and(|it| scene.is(it.start, Class::PRONOUN));
    statement.cue.is_some() && !pronoun
}

/// Keeps the first of two statements that overlap.
pub fn without_overlap(mut all: Vec<Statement>) -> Vec<Statement> {
    all.sort_by_key(first);
    let mut taken = vec![];
    all.retain(|it| {
        // A statement reaches over few others: only pieces of neighbours can overlap.
        let near = taken.iter().rev().take(64);
        let free = !near.clone().any(|other| it.overlaps(other));
        if free {
            taken.extend(it.content.iter().cloned());
        }
        free && !it.content.is_empty()
    });
    all
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::extract::{language::Language, token::Text};

    /// The statements of a text, one a line: `content … content | cue | source`.
    pub fn shown(text: &str, language: Language) -> String {
        let text = Text::written_in(text, language);
        let scene = Scene::new(&text);
        let words = |tokens: &Range<usize>| text.span(tokens.clone()).of(text.text).to_owned();
        let part = |tokens: &Option<Range<usize>>| tokens.as_ref().map_or("-".to_owned(), words);
        let show = |it: &Statement| {
            let content: Vec<_> = it.content.iter().map(words).collect();
            format!("{} | {} | {}", content.join(" … "), part(&it.cue), part(&it.source))
        };
        statements(&scene).iter().map(show).collect::<Vec<_>>().join("\n")
    }

    /// Shows each text of a table beside what is expected.
    pub fn check(cases: &[(&str, &str)]) {
        check_in(Language::English, cases);
    }

    /// The same in another language.
    pub fn check_in(language: Language, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(shown(text, language), *expected, "in {text:?}");
        }
    }

    #[test]
    fn a_quotation_over_several_paragraphs_is_one() {
        check(&[
            (
                "She said: “Rents fell.\n\n“They will rise.”\n\nIt rained.",
                "“Rents fell.\n\n“They will rise.” | said | She",
            ),
            (
                "“Rents fell.\n\n“They will rise,” Ann Roe said.",
                "“Rents fell.\n\n“They will rise,” | said | Ann Roe",
            ),
            (
                "“Rents fell,” Roe said. “They will.\n“Why not?” said Poe.",
                "“Rents fell,” … “They will. | said | Roe\n“Why not?” | said | Poe",
            ),
        ]);
    }

    #[test]
    fn titles_of_other_articles_say_nothing() {
        check(&[
            ("READ MORE: Ann Roe says rents fell", ""),
            ("Related: “Rents fell,” says Ann Roe", ""),
            ("VIDEO: The mayor says rents fell", ""),
            ("There is more: Ann Roe said rents fell.", "rents fell | said | Ann Roe"),
            ("More people left, Ann Roe said.", "More people left | said | Ann Roe"),
        ]);
    }

    #[test]
    fn statements_come_in_text_order_without_overlap() {
        check(&[
            (
                "Roe said rents fell and added that Poe left, saying: “He must.”",
                "rents fell | said | Roe\nthat Poe left | added | Roe\n“He must.” | saying | Roe",
            ),
            (
                "Rents would fall, Poe promised, Roe said.",
                "Rents would fall, Poe promised | said | Roe",
            ),
        ]);
    }

    #[test]
    fn odd_texts_are_read() {
        let pieces = [
            "\"",
            "'a ",
            "said ",
            "“a ",
            "he said “a” ",
            "A: ",
            "a, ",
            "according to ",
            "who, said, ",
        ];
        read_repeated(&pieces, Language::English);
        let pieces = [
            "„",
            "« a ",
            "sagte ",
            "„a“, sagte er ",
            "hat gesagt ",
            "a dit, ",
            "selon ",
            "— A.\n",
            "der, ",
            "teilte „a“ mit ",
        ];
        read_repeated(&pieces, Language::German);
        read_repeated(&pieces, Language::French);
    }

    /// Reads each piece many times over: nothing may panic. What it costs, a benchmark says.
    fn read_repeated(pieces: &[&str], language: Language) {
        for piece in pieces {
            let body = piece.repeat(3_000 / piece.len());
            let text = Text::written_in(&body, language);
            statements(&Scene::new(&text));
        }
    }
}
