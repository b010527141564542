//! Which statements inside a German or French quotation report that somebody said something.
//!
//! Words in marks of their own do, and a clause with "dass" or "que": what is only wished, asked or
//! denied does not.

use std::ops::Range;

use super::pronoun;
use crate::extract::{lexicon::speech::Class, scene::Scene, statement::Statement};

/// Whether a statement inside a quotation, which begins at `from`, says that something was said, by
/// whom and what.
pub fn is_report(scene: &Scene, from: usize, statement: &Statement) -> bool {
    let (Some(cue), Some(source), Some(content)) =
        (&statement.cue, &statement.source, statement.content.first())
    else {
        return false;
    };
    let quoted = scene.any_quoted(content.clone());
    let told = quoted || is_clause(scene, cue, content) && !is_own_speech_act(scene, cue, source);
    told && !is_supposed(scene, from, source.start.min(cue.start)..source.end.max(cue.end))
}

/// Whether a clause follows that says by its first word that it was said.
fn is_clause(scene: &Scene, cue: &Range<usize>, content: &Range<usize>) -> bool {
    let that = matches!(scene.text.gloss(content.start), "that" | "whether");
    that && scene.is(cue.start, Class::CLAUSE)
}

/// Whether the speaker says it here and now: "ich sage, dass".
fn is_own_speech_act(scene: &Scene, cue: &Range<usize>, source: &Range<usize>) -> bool {
    let own = matches!(pronoun(scene.text.gloss(source.start)), "i" | "we" | "you");
    own && !scene.is(cue.start, Class::PARTICIPLE)
}

/// Whether subject and verb are a condition, a wish or a denial.
fn is_supposed(scene: &Scene, from: usize, said: Range<usize>) -> bool {
    let before = said.start.checked_sub(1).filter(|&it| it >= from);
    let elided = ["s'", "s’"].iter().any(|it| scene.text.lower(said.start).starts_with(it)); // "s'il dit"
    let condition =
        elided || before.is_some_and(|it| matches!(scene.text.gloss(it), "if" | "whether"));
    // The "nicht" of a German main clause stands after its verb.
    let group = said.start..said.end + 1;
    condition
        || group.into_iter().any(|at| {
            matches!(scene.text.gloss(at), "not" | "would" | "can" | "could" | "should" | "must")
        })
}
