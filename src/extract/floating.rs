//! Quotations that no cue of their own sentence announces.
//!
//! They go on from the speaker before, answer a colon, are turns of an interview, or stay
//! without a source. Short ones are scare quotes, titles and nicknames, and are left out.

use std::ops::Range;

use super::{
    lexicon::speech::Class,
    scene::Scene,
    source,
    statement::{Link, Statement, merged},
};

/// The fewest words that a quotation without a cue must have.
const FEWEST_WORDS: usize = 4;

/// What the text before says about who goes on speaking.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The last statement of the unit before.
    pub last: Option<Statement>,
    /// The cue and source before a colon that ended the paragraph before.
    pub announced: Option<(Range<usize>, Option<Range<usize>>)>,
}

/// Adds the quotations of `unit` that nobody took to `found`, the statements of this unit.
pub fn read(
    scene: &Scene,
    unit: &Range<usize>,
    memory: &mut Memory,
    found: &mut Vec<Statement>,
    all: &mut [Statement],
) {
    let mut at = unit.start;
    while let Some(quoted) = scene.first_quoted(at..unit.end) {
        let Some(region) = scene.region(quoted) else { return };
        let tokens = region.tokens.clone();
        at = tokens.end.max(quoted + 1);
        if taken(found, &tokens) {
            continue;
        }
        place(scene, unit, tokens, memory, found, all);
    }
}

fn taken(found: &[Statement], tokens: &Range<usize>) -> bool {
    found
        .iter()
        .flat_map(|it| &it.content)
        .any(|piece| piece.start < tokens.end && tokens.start < piece.end)
}

/// Finds a home for one region.
fn place(
    scene: &Scene,
    unit: &Range<usize>,
    region: Range<usize>,
    memory: &Memory,
    found: &mut Vec<Statement>,
    all: &mut [Statement],
) {
    let words = scene.words(region.clone());
    let whole = (unit.clone()).all(|at| scene.quoted(at) || !scene.is_word(at));
    if whole && let Some(last) = all.last_mut().filter(|last| goes_on(scene, last, region.start)) {
        last.content.push(region);
        last.content = merged(scene, std::mem::take(&mut last.content));
        return;
    }
    if let Some((cue, source)) = colon(scene, unit, region.start) {
        found.push(Statement { content: vec![region], cue: Some(cue), source, link: Link::Beside });
        return;
    }
    if words < FEWEST_WORDS {
        return;
    }
    if let Some(near) = found.iter_mut().rfind(|it| it.cue.is_some() && it.link == Link::Beside) {
        near.content.push(region);
        near.content = merged(scene, std::mem::take(&mut near.content));
        return;
    }
    let (cue, source, link) = match (&memory.announced, whole) {
        (Some((cue, source)), true) => (Some(cue.clone()), source.clone(), Link::Beside),
        _ => match near_verb(scene, unit, &region) {
            Some((cue, source)) => (Some(cue), source, Link::Beside),
            None => (
                None,
                memory.last.as_ref().filter(|_| whole).and_then(|it| it.source.clone()),
                Link::Continued,
            ),
        },
    };
    found.push(Statement { content: vec![region], cue, source, link });
}

/// Whether a quotation continues the statement that ended right before it: `“…,” she said. “…”`.
fn goes_on(scene: &Scene, last: &Statement, start: usize) -> bool {
    let end = |tokens: &Option<Range<usize>>| tokens.as_ref().map_or(0, |it| it.end);
    let content = last.content.last().map_or(0, |piece| piece.end);
    let until = content.max(end(&last.cue)).max(end(&last.source));
    let (Some(before), Some(here)) =
        (scene.text.tokens.get(until.saturating_sub(1)), scene.text.tokens.get(start))
    else {
        return false;
    };
    before.paragraph == here.paragraph
        && here.sentence <= before.sentence + 1
        && last.cue.is_some()
        && last.content.iter().any(|piece| scene.any_quoted(piece.clone()))
}

/// A verb or colon right before a quotation: `The sign read: “…”`.
fn colon(
    scene: &Scene,
    unit: &Range<usize>,
    start: usize,
) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let mark = start
        .checked_sub(1)
        .filter(|&mark| mark > unit.start && matches!(scene.text.word(mark), ":" | ","))?;
    let verb = (unit.start..mark)
        .rev()
        .take(8)
        .find(|&at| scene.is(at, Class::CUE) && !scene.quoted(at))?;
    let near = verb + 1 == mark || scene.word_is(mark, ":");
    near.then(|| {
        (
            verb..verb + 1,
            source::before(scene, unit.start, verb)
                .or_else(|| source::clause_subject(scene, unit.start, verb)),
        )
    })
}

/// Any cue of the unit, the nearest first.
fn near_verb(
    scene: &Scene,
    unit: &Range<usize>,
    region: &Range<usize>,
) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let verb = unit
        .clone()
        .filter(|&at| scene.is(at, Class::CUE.and(Class::NOUN)) && !scene.quoted(at))
        .min_by_key(|at| at.abs_diff(region.start).min(at.abs_diff(region.end)))?;
    let source = source::before(scene, unit.start, verb)
        .or_else(|| source::clause_subject(scene, unit.start, verb));
    Some((verb..verb + 1, source))
}

/// The cue and source of a paragraph that ends with a colon, for the quotation that follows.
pub fn announcement(
    scene: &Scene,
    unit: &Range<usize>,
) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let last = unit.end.checked_sub(1)?;
    if !scene.word_is(last, ":") || scene.quoted(last) {
        return None;
    }
    let verb =
        (unit.start..last).rev().find(|&at| scene.is(at, Class::CUE) && !scene.quoted(at))?;
    Some((
        verb..verb + 1,
        source::before(scene, unit.start, verb)
            .or_else(|| source::clause_subject(scene, unit.start, verb)),
    ))
}
