//! All statements of a text, in order.
//!
//! Unit by unit: statements with a cue first, then quotations that are left over, then what goes
//! on from the paragraph before.

use std::ops::Range;

use super::{
    floating::{self, Memory},
    lexicon::speech::Class,
    scene::Scene,
    statement::{self, Link, Statement, merged},
    token::Shape,
};

/// Finds what was said. Statements come in the order of their first content and do not overlap.
pub fn statements(scene: &Scene) -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    let mut memory = Memory::default();
    let units = scene.units();
    for (number, unit) in units.iter().enumerate() {
        let begins = paragraph_before(scene, unit.start);
        if begins && let Some(turn) = turn(scene, &units, number) {
            all.push(turn);
            continue;
        }
        if !worth_reading(scene, unit) {
            memory.announced = None;
            continue;
        }
        let mut found = statement::read(scene, unit);
        floating::read(scene, unit, &mut memory, &mut found, &mut all);
        continue_region(scene, unit, &mut found, &mut all);
        found.sort_by_key(|it| it.content[0].start);
        memory.announced = floating::announcement(scene, unit);
        memory.last = found.last().or(memory.last.as_ref()).cloned();
        all.append(&mut found);
    }
    without_overlap(all)
}

/// Whether a unit has a quotation or a cue.
fn worth_reading(scene: &Scene, unit: &Range<usize>) -> bool {
    unit.clone().any(|at| {
        scene.quoted(at) || scene.is(at, Class::CUE) || scene.text.lower(at) == "according"
    })
}

/// Whether a paragraph begins at `token`.
fn paragraph_before(scene: &Scene, token: usize) -> bool {
    let paragraph = |at: usize| scene.text.tokens.get(at).map(|it| it.paragraph);
    token == 0 || paragraph(token - 1) != paragraph(token)
}

/// Joins a quotation that reopens in this paragraph with its beginning in the one before.
fn continue_region(
    scene: &Scene,
    unit: &Range<usize>,
    found: &mut Vec<Statement>,
    all: &mut [Statement],
) {
    let Some(region) = scene.region(unit.start).filter(|region| region.continues) else { return };
    if region.tokens.start != unit.start {
        return;
    }
    let holds =
        |it: &Statement, token: usize| it.content.iter().any(|piece| piece.contains(&token));
    let Some(before) = all.iter().rposition(|it| holds(it, unit.start - 1)) else { return };
    let Some(here) = found.iter().position(|it| holds(it, unit.start)) else { return };
    let pronoun = |source: &Range<usize>| scene.is(source.start, Class::PRONOUN);
    if all[before].cue.is_some()
        && found[here].cue.is_some()
        && !found[here].source.as_ref().is_some_and(pronoun)
    {
        return; // a mark was forgotten, and somebody else speaks
    }
    let mut rest = found.remove(here);
    let first = &mut all[before];
    first.content.append(&mut rest.content);
    first.content = merged(scene, std::mem::take(&mut first.content));
    if first.cue.is_none() && rest.cue.is_some() {
        (first.cue, first.source, first.link) = (rest.cue, rest.source, rest.link);
    }
}

/// A turn of an interview or transcript: `NAME: What was said.`
fn turn(scene: &Scene, units: &[Range<usize>], number: usize) -> Option<Statement> {
    let unit = &units[number];
    let colon = (unit.start..unit.end.min(unit.start + 8)).find(|&at| scene.word_is(at, ":"))?;
    let label = unit.start..colon;
    let name = label.clone().all(|at| {
        matches!(scene.text.shape(at), Shape::Upper)
            || matches!(scene.text.word(at), "." | "-" | "Q" | "A")
            || scene.text.word(at).ends_with('.')
    });
    let spoken = colon + 1..unit.end;
    if label.is_empty()
        || !name
        || is_heading(scene, &label)
        || scene.words(spoken.clone()) < 3
        || scene.any_quoted(spoken.clone())
    {
        return None;
    }
    let paragraph = scene.text.tokens[unit.start].paragraph;
    let same = |unit: &&Range<usize>| scene.text.tokens[unit.start].paragraph == paragraph;
    let end = units[number..].iter().take_while(same).last().map_or(unit.end, |unit| unit.end);
    let spoken = colon + 1..end;
    Some(Statement { content: vec![spoken], cue: None, source: Some(label), link: Link::Turn })
}

/// Labels in capitals that are no speakers.
fn is_heading(scene: &Scene, label: &Range<usize>) -> bool {
    let word = scene.text.lower(label.start);
    matches!(
        word,
        "note"
            | "update"
            | "updated"
            | "breaking"
            | "read"
            | "watch"
            | "photos"
            | "photo"
            | "video"
            | "related"
            | "more"
            | "see"
            | "correction"
            | "editor"
            | "source"
            | "sources"
            | "washington"
            | "london"
            | "new"
            | "listen"
            | "also"
            | "opinion"
            | "analysis"
            | "exclusive"
            | "fact"
            | "live"
            | "poll"
            | "myth"
            | "ps"
            | "p.s."
            | "faq"
    )
}

/// Keeps the first of two statements that overlap.
fn without_overlap(mut all: Vec<Statement>) -> Vec<Statement> {
    all.sort_by_key(|it| it.content.first().map_or(0, |piece| piece.start));
    let mut taken: Vec<Range<usize>> = Vec::new();
    all.retain(|it| {
        let free = !it.content.iter().any(|piece| {
            taken
                .iter()
                .rev()
                .take(16)
                .any(|other| piece.start < other.end && other.start < piece.end)
        });
        if free {
            taken.extend(it.content.iter().cloned());
        }
        free && !it.content.is_empty()
    });
    all
}
