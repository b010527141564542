//! Turns of interviews and transcripts: `NAME: What was said.`, `Q: What was asked?`
//!
//! Whom a label means, is left to `coreference`.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    content,
    lexicon::{names, speech::Class},
    scene::Scene,
    statement::{Link, Statement},
    token::Shape,
};

/// The longest label, in tokens.
const LONGEST_LABEL: usize = 8;
/// The longest label that is written like any name, in tokens.
const LONGEST_NAME: usize = 4;

/// The labels of a text that has turns.
pub struct Turns<'t> {
    /// How often each label stands; empty if there are no turns.
    labels: FxHashMap<&'t str, usize>,
}

impl<'t> Turns<'t> {
    /// Looks for labels. One alone may be a heading, unless it names somebody of whom the text speaks
    /// before; one that is written like any name may be a word before a colon: two of those must speak
    /// again, and then people who speak once are believed, too.
    pub fn new(scene: &Scene<'_, 't>, units: &[Range<usize>]) -> Turns<'t> {
        let mut shouted: FxHashMap<&str, usize> = FxHashMap::default();
        let mut named: FxHashMap<&str, usize> = FxHashMap::default();
        let mut people: FxHashSet<&str> = FxHashSet::default();
        let mut is_known = false;
        for label in units.iter().filter_map(|unit| label(scene, unit)) {
            let words = words(scene, &label);
            let is_shouted = is_shouted(scene, &label);
            let kind = if is_shouted { &mut shouted } else { &mut named };
            *kind.entry(words).or_default() += 1;
            is_known |= is_shouted && is_known_name(scene, &label);
            if !is_shouted && is_person(scene, &label) {
                people.insert(words);
            }
        }
        let speak_again = named.values().filter(|&&times| times > 1).count();
        if shouted.values().sum::<usize>() < 2 && !is_known {
            shouted.clear();
        }
        if speak_again + shouted.len() > 1 {
            named.retain(|words, &mut times| times > 1 || people.contains(words));
            shouted.extend(named);
        }
        Turns { labels: shouted }
    }

    /// The turn that begins with `unit` and reaches to the end of its paragraph.
    pub fn read(
        &self,
        scene: &Scene<'_, 't>,
        unit: &Range<usize>,
        end: impl Fn() -> usize,
    ) -> Option<Statement> {
        let label = label(scene, unit).filter(|_| !self.labels.is_empty())?;
        let words = words(scene, &label);
        let again = *self.labels.get(words)? > 1 || matches!(words, "Q" | "A");
        let first = label.end + 1..unit.end;
        let bare = scene.words(first.clone()) > 2 && !scene.any_quoted(first);
        if !again && !bare {
            return None;
        }
        let spoken = content::piece(scene, label.end + 1..end())?;
        let end = if scene.quoted(spoken.start) { spoken.end } else { end() };
        let spoken = spoken.start..end;
        Some(Statement { content: vec![spoken], cue: None, source: Some(label), link: Link::Turn })
    }
}

fn words<'t>(scene: &Scene<'_, 't>, label: &Range<usize>) -> &'t str {
    scene.text.span(label.clone()).of(scene.text.text)
}

/// The label that a paragraph begins with, up to its colon: a name in capitals or written like any
/// name.
fn label(scene: &Scene, unit: &Range<usize>) -> Option<Range<usize>> {
    if !scene.begins_paragraph(unit.start) || !scene.is_capital(unit.start) {
        return None;
    }
    let mut near = unit.start..unit.end.min(unit.start + LONGEST_LABEL);
    let label = unit.start..near.find(|&at| scene.word_is(at, ":"))?;
    let heading = scene.is(label.start, Class::HEADING.and(Class::TIME));
    let named = is_shouted(scene, &label) || is_named(scene, &label);
    (named && !heading).then_some(label)
}

/// "Q", "ANN ROE", "MR. ROE".
fn is_shouted(scene: &Scene, label: &Range<usize>) -> bool {
    !label.is_empty()
        && label.clone().all(|at| {
            let word = scene.text.word(at);
            scene.text.shape(at) == Shape::Upper
                || matches!(word, "-" | "Q" | "A")
                || word.ends_with('.')
        })
}

/// Whether a label in capitals is a surname that the text has written before: "ROE".
fn is_known_name(scene: &Scene, label: &Range<usize>) -> bool {
    let last = label.end - 1;
    let class = scene.text.names(last);
    let other = names::Class::COMMON | names::Class::REGION | names::Class::ORGANISATION;
    let first = scene.text.words().get(scene.text.first(last));
    class.is(names::Class::SURNAME)
        && !class.is(other)
        && first.is_some_and(|it| it.known.shape == Shape::Capital)
}

/// Whether a label is a given name with a surname: "Ann Roe".
fn is_person(scene: &Scene, label: &Range<usize>) -> bool {
    label.len() > 1 && scene.text.names(label.start).is(names::Class::FIRST)
}

/// "Ann Roe", "Roe", "The Herald".
fn is_named(scene: &Scene, label: &Range<usize>) -> bool {
    let name = |at: usize| scene.is_capital(at) || scene.text.word(at).ends_with('.');
    label.len() <= LONGEST_NAME && label.clone().all(name)
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
            (
                "Ann Roe came to the show.\nROE: The rents fell again. Read on.\nIt rained.",
                "The rents fell again. Read on. | - | ROE",
            ),
            ("The rents fell on Monday.\nRENTS: They fell again.", ""),
        ]);
    }

    #[test]
    fn labels_like_any_name_are_sources_where_two_speak_again() {
        check(&[
            (
                "Herald: Did rents fall?\nAnn Roe: No.\nHerald: Why?\nAnn Roe: “Nobody moved.”",
                "Did rents fall? | - | Herald\nNo. | - | Ann Roe\nWhy? | - | Herald\n\
                 “Nobody moved.” | - | Ann Roe",
            ),
            ("Tickets: They cost two pounds each.\nTickets: They cost three pounds.", ""),
            ("Herald: It rained all day.\nRoe: It rained all night.", ""),
            (
                "Herald: Is it so?\nAnn Roe: No.\nBob Poe: It is not so.\nHerald: Why?\nAnn Roe: Ask.",
                "Is it so? | - | Herald\nNo. | - | Ann Roe\nIt is not so. | - | Bob Poe\n\
                 Why? | - | Herald\nAsk. | - | Ann Roe",
            ),
        ]);
    }
}
