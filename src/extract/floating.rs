//! Quotations that no cue of their own sentence announces.
//!
//! They go on from the speaker before, answer a colon, are turns of an interview, or stay
//! without a source. Short ones are scare quotes, titles and nicknames, and are left out.

use std::ops::Range;

use super::{
    content, cue,
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
    let first = region.start == unit.start && found.is_empty();
    let before = all.iter_mut().rev().take(3).find(|last| goes_on(scene, last, region.start));
    if let (true, Some(last)) = (whole || first, before) {
        let rest = region.start..if whole { region.end } else { unit.end };
        last.content.extend(content::piece(scene, rest));
        last.content = merged(scene, std::mem::take(&mut last.content));
        return;
    }
    if let Some((cue, source)) = colon(scene, unit, region.start) {
        found.push(Statement { content: vec![region], cue: Some(cue), source, link: Link::Beside });
        return;
    }
    if let Some(source) = signature(scene, &region) {
        found.push(Statement {
            content: vec![region],
            cue: None,
            source: Some(source),
            link: Link::Beside,
        });
        return;
    }
    if words < FEWEST_WORDS || is_title(scene, &region) {
        return;
    }
    if let Some(near) = found.iter_mut().rfind(|it| it.cue.is_some() && it.link == Link::Beside) {
        near.content.push(region);
        near.content = merged(scene, std::mem::take(&mut near.content));
        return;
    }
    let after_colon = region.start > unit.start && scene.word_is(region.start - 1, ":");
    if after_colon && let Some(source) = source::clause_subject(scene, unit.start, region.start - 1)
    {
        found.push(Statement {
            content: vec![region],
            cue: None,
            source: Some(source),
            link: Link::Inherited,
        });
        return;
    }
    let announced = memory.announced.clone().filter(|_| whole);
    if let Some((cue, source)) = announced.or_else(|| near_verb(scene, unit, &region)) {
        found.push(Statement { content: vec![region], cue: Some(cue), source, link: Link::Beside });
        return;
    }
    let source = memory.last.as_ref().filter(|_| whole).and_then(|it| it.source.clone());
    let link = if source.is_some() { Link::Continued } else { Link::Unknown };
    found.push(Statement { content: vec![region], cue: None, source, link });
}

/// Whether a quotation continues a statement of the sentence before: `“…,” she said. “…”`.
fn goes_on(scene: &Scene, last: &Statement, start: usize) -> bool {
    let Some(cue) = last.cue.as_ref().filter(|_| last.link == Link::Beside) else { return false };
    let until = last.content.last().map_or(0, |piece| piece.end).max(cue.end);
    let (Some(before), Some(here)) =
        (scene.text.tokens.get(until - 1), scene.text.tokens.get(start))
    else {
        return false;
    };
    before.paragraph == here.paragraph
        && here.sentence <= before.sentence + 1
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
    let verb = (unit.start..mark).rev().take(8).find(|&at| cue::at(scene, unit, at).is_some())?;
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
        .filter(|&at| {
            scene.is(at, Class::CUE)
                && scene.is(at, Class::QUOTE)
                && cue::at(scene, unit, at).is_some()
        })
        .min_by_key(|at| at.abs_diff(region.start).min(at.abs_diff(region.end)))?;
    let source = source::before(scene, unit.start, verb)
        .or_else(|| source::clause_subject(scene, unit.start, verb));
    Some((verb..verb + 1, source))
}

/// The name after a dash that signs a quotation: `“…” — Ann Roe`.
fn signature(scene: &Scene, region: &Range<usize>) -> Option<Range<usize>> {
    let paragraph = |at: usize| scene.text.tokens.get(at).map(|it| it.paragraph);
    let dash = region.end;
    let signs = paragraph(dash) == paragraph(dash - 1)
        && matches!(scene.text.word(dash), "—" | "–" | "―" | "-" | "~");
    let mut end = dash + 1;
    while signs && paragraph(end) == paragraph(dash) {
        end += 1;
    }
    let name = dash + 1..end;
    let short = !name.is_empty()
        && name.len() < 14
        && scene.is_capital(dash + 1)
        && !scene.any_quoted(name.clone());
    (signs && short).then(|| source::after(scene, dash + 1, end)).flatten()
}

/// Whether most words have a capital, as in the title of a work: ‘All Bets Are Off’.
fn is_title(scene: &Scene, region: &Range<usize>) -> bool {
    let words: Vec<usize> = region.clone().filter(|&at| scene.is_word(at)).collect();
    let long = |&&at: &&usize| scene.text.word(at).len() > 3;
    words.len() < 10 && words.iter().filter(long).all(|&at| scene.is_capital(at))
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
