//! How far what is reported reaches, in the words of somebody who goes on telling.
//!
//! People who tell what others said come back to their own story with "and then I left": outside of a
//! quotation that would be a part of what was said.

use std::ops::Range;

use crate::extract::{
    content, grammar, lexicon::speech::Class, scene::Scene, statement::Statement,
};

/// How often the rest of a unit is read again.
const MOST: usize = 8;

/// The statements of a unit inside a quotation, each no longer than what was reported; the rest is read
/// anew.
pub fn statements(scene: &Scene, unit: Range<usize>) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut from = unit.start;
    for _ in 0..MOST {
        let mut read = grammar::statements(scene, &(from..unit.end));
        let cut = read.iter_mut().position(|it| shorten(scene, it));
        read.truncate(cut.map_or(read.len(), |it| it + 1));
        let last = read.last().map_or(unit.end, |it| it.end());
        found.append(&mut read);
        if cut.is_none() || last <= from {
            break;
        }
        from = last;
    }
    found
}

/// Ends a statement where its speaker goes on; whether it was longer.
fn shorten(scene: &Scene, statement: &mut Statement) -> bool {
    let Some(cue) = statement.cue.clone() else { return false };
    let Some(last) = statement.content.last_mut().filter(|it| it.start >= cue.end) else {
        return false;
    };
    let end = end(scene, last.clone());
    let shorter = end < last.end;
    last.end = end;
    shorter
}

/// Where what was reported ends: with its own marks, or before the clause of a story.
fn end(scene: &Scene, content: Range<usize>) -> usize {
    if let Some(region) = scene.region(content.start) {
        return region.tokens.end.min(content.end);
    }
    let goes_on = |&at: &usize| !scene.quoted(at) && tells_on(scene, at, content.end);
    (content.start + 2..content.end).find(goes_on).unwrap_or(content.end)
}

/// Whether the speaker goes on at a link: ", and my job is", "and I tell them", "and then".
fn tells_on(scene: &Scene, at: usize, end: usize) -> bool {
    let comma = scene.word_is(at, ",");
    let link = at + usize::from(comma);
    if !matches!(scene.text.lower(link), "and" | "but" | "so") || scene.quoted(link) {
        return false;
    }
    let next = link + 1;
    let story = matches!(scene.text.lower(next), "then" | "so" | "now" | "yet");
    let told = || {
        let mut near = next + 1..end.min(next + 4);
        near.any(|at| scene.is(at, Class::REPORTING) && !scene.quoted(at))
    };
    // ", and I meant it", "and I tell them".
    let begins = Class::PRONOUN.and(Class::DETERMINER).and(Class::POSSESSIVE);
    let own = matches!(scene.text.lower(next), "my" | "our");
    let subject = own || scene.is(next, Class::PRONOUN) && !scene.is(next, Class::DETERMINER);
    let clause = || scene.is(next, begins) && content::begins_clause(scene, next, end);
    story || comma && (subject || clause()) || subject && told()
}
