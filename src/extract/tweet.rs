//! Tweets that were pasted into an article: `What was written. — Ann Roe (@annroe) May 3, 2017`.

use std::ops::Range;

use super::{
    scene::Scene,
    source,
    statement::{Link, Statement},
};

/// How far from the end of the paragraph the name begins, in tokens.
const LONGEST_SIGNATURE: usize = 24;

/// The tweet whose paragraph begins with `unit`.
pub fn read(
    scene: &Scene,
    unit: &Range<usize>,
    paragraph: impl Fn() -> Range<usize>,
) -> Option<Statement> {
    if !scene.begins_paragraph(unit.start) {
        return None;
    }
    let paragraph = paragraph();
    let from = paragraph.end.saturating_sub(LONGEST_SIGNATURE).max(paragraph.start);
    let handle = (from..paragraph.end).rev().find(|&at| begins_handle(scene, at))?;
    let dash = (from..handle).rev().find(|&at| matches!(scene.text.word(at), "—" | "–" | "-"))?;
    let name = source::after(scene, dash + 1, handle)?;
    let tweet = paragraph.start..dash;
    let written = scene.words(tweet.clone()) > 1;
    let (content, source) = (vec![tweet], Some(name));
    written.then_some(Statement { content, cue: None, source, link: Link::Signed })
}

/// Whether "(@" stands at `at`.
fn begins_handle(scene: &Scene, at: usize) -> bool {
    scene.word_is(at, "(") && scene.text.word(at + 1).starts_with('@')
}

#[cfg(test)]
mod tests {
    use crate::extract::speech::tests::check;

    #[test]
    fn a_pasted_tweet_is_signed() {
        check(&[
            (
                "Rents fell again. Good! — Ann Roe (@annroe) May 3, 2017",
                "Rents fell again. Good! | - | Ann Roe",
            ),
            ("The club - Ann Roe (right) is its head - met.", ""),
        ]);
    }
}
