//! How a language says who said what: the one place where the speech passes ask which it is.
//!
//! English is read by `construction`, `cue` and `source`, German and French by `inversion` and
//! `constituent`.

use std::ops::Range;

use super::{
    constituent, construction, cue, inversion, language::Language, marks::Region, nested,
    scene::Scene, source, statement::Statement,
};

fn is_english(scene: &Scene) -> bool {
    scene.text.language == Language::English
}

/// The statements of one unit that have a cue.
pub fn statements(scene: &Scene, unit: &Range<usize>) -> Vec<Statement> {
    if is_english(scene) { construction::read(scene, unit) } else { inversion::read(scene, unit) }
}

/// Whether the token `at` of `unit` is a verb that announces what somebody said.
pub fn is_cue(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    if is_english(scene) {
        cue::at(scene, unit, at).is_some()
    } else {
        !scene.quoted(at) && inversion::cue_at(scene, unit, at).is_some()
    }
}

/// Whether a statement inside a quotation, which begins at `from`, reports that somebody said something.
pub fn is_report(scene: &Scene, from: usize, is_verbatim: bool, statement: &Statement) -> bool {
    if is_english(scene) {
        nested::is_report(scene, from, is_verbatim, statement)
    } else {
        nested::is_foreign_report(scene, from, statement)
    }
}

/// Who speaks by the verb at `verb`, which stands before what is said.
pub fn speaker(scene: &Scene, unit: &Range<usize>, verb: usize) -> Option<Range<usize>> {
    if is_english(scene) {
        source::before(scene, unit.start, verb)
            .or_else(|| source::clause_subject(scene, unit.start, verb))
    } else {
        inversion::speaker(scene, unit, verb)
    }
}

/// The mention that begins at `start`, not reaching to `end`.
pub fn mention(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    if is_english(scene) {
        source::after(scene, start, end)
    } else {
        constituent::after(scene, start, end)
    }
}

/// The subject of the clause that begins at `start` and ends with the colon at `colon`.
pub fn subject(scene: &Scene, start: usize, colon: usize) -> Option<Range<usize>> {
    if is_english(scene) {
        source::clause_subject(scene, start, colon)
    } else {
        let long = |region: &Region| scene.words(region.tokens.clone()) > 2; // no word explained
        scene.region(colon + 1).filter(|it| long(it))?;
        inversion::subject(scene, start, colon)
    }
}
