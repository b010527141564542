//! Turns of interviews and transcripts: `NAME: What was said.`

use std::ops::Range;

use super::{
    lexicon::speech::Class,
    scene::Scene,
    statement::{Link, Statement},
    token::Shape,
};

/// The longest label, in tokens.
const LONGEST_LABEL: usize = 8;

/// Whether a text has turns: one label alone may be a heading.
pub fn any(scene: &Scene, units: &[Range<usize>]) -> bool {
    units.iter().filter(|unit| label(scene, unit).is_some()).nth(1).is_some()
}

/// The turn that begins with `unit` and reaches to the end of its paragraph.
pub fn read(scene: &Scene, unit: &Range<usize>, end: impl Fn() -> usize) -> Option<Statement> {
    let label = label(scene, unit)?;
    let first = label.end + 1..unit.end;
    if scene.words(first.clone()) < 3 || scene.any_quoted(first) {
        return None;
    }
    let spoken = label.end + 1..end();
    Some(Statement { content: vec![spoken], cue: None, source: Some(label), link: Link::Turn })
}

/// The label in capitals that a paragraph begins with, up to its colon.
fn label(scene: &Scene, unit: &Range<usize>) -> Option<Range<usize>> {
    let mut near = unit.start..unit.end.min(unit.start + LONGEST_LABEL);
    let colon = near.find(|&at| scene.word_is(at, ":"))?;
    let label = unit.start..colon;
    let is_name = |at: usize| {
        let word = scene.text.word(at);
        scene.text.shape(at) == Shape::Upper
            || matches!(word, "-" | "Q" | "A")
            || word.ends_with('.')
    };
    let named = !label.is_empty() && label.clone().all(is_name);
    let heading = scene.is(label.start, Class::HEADING);
    (named && !heading && scene.begins_paragraph(unit.start)).then_some(label)
}

#[cfg(test)]
mod tests {
    use crate::extract::speech::tests::check;

    #[test]
    fn labels_in_capitals_are_sources_where_there_are_several() {
        check(&[
            (
                "ANN ROE: Did rents fall? Tell us.\nMR. POE: They did not.",
                "Did rents fall? Tell us. | - | ANN ROE\nThey did not. | - | MR. POE",
            ),
            (
                "Q: Did rents fall?\nA: They did not.",
                "Did rents fall? | - | Q\nThey did not. | - | A",
            ),
            ("UPDATE: The rents fell again.\nNOTE: The rents fell again.", ""),
            ("ROE: The rents fell again.", ""),
        ]);
    }
}
