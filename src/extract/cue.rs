//! The words that announce what somebody said.
//!
//! A cue is found by its verb. Who said it is left to `source`, what was said to `content`.

use std::ops::Range;

use super::{lexicon::speech::Class, scene::Scene};

/// A verb that announces what somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Its words: "said", "pointed out", "went on to say".
    pub tokens: Range<usize>,
    /// Where the words before it begin that belong to the verb: "has repeatedly said".
    pub group: usize,
    /// The forms that the verb has here and the complements that it can take.
    pub class: Class,
    /// Whether the subject is spoken of, not speaking: "was accused".
    pub passive: bool,
    /// Whether it is an infinitive or a noun may stand before it: its source is doubtful.
    pub participle: bool,
}

/// The cue whose verb is the token `at` of `unit`.
pub fn at(scene: &Scene, unit: &Range<usize>, at: usize) -> Option<Cue> {
    let class = scene.class(at);
    if !class.any(Class::CUE) || scene.quoted(at) || follows_noun_sign(scene, unit, at) {
        return None;
    }
    let (group, before) = verb_group(scene, unit.start, at);
    let only = |form: Class| !class.without(form).any(Class::CUE);
    let passive = before.be && class.any(Class::PARTICIPLE) && !class.any(Class::ING);
    let participle = class.any(Class::ING) && !before.be;
    if only(Class::BASE) && before.to && !before.catenative {
        return None;
    }
    if only(Class::PARTICIPLE) && !before.have && !before.be {
        return None;
    }
    let (end, complements) = particle(scene, unit, at, class);
    let start = if before.catenative { before.start } else { at };
    Some(Cue { tokens: start..end, group, class: complements, passive, participle })
}

/// Whether a determiner, a possessive or "of" makes a noun of the word: "his claims".
fn follows_noun_sign(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    if at == unit.start {
        return scene.class(at).without(Class::ING).any(Class::CUE) && !scene.is(at, Class::PAST);
    }
    let before = at - 1;
    let sign = scene.is(before, Class::DETERMINER)
        && !scene.is(before, Class::PRONOUN)
        && !matches!(
            scene.text.lower(before),
            "both" | "all" | "some" | "many" | "most" | "this" | "that"
        )
        && (at < 2 || !(scene.text.lower(before) == "her" && scene.is(at, Class::PAST)));
    let linked = matches!(
        scene.text.lower(before),
        "of" | "by"
            | "so-called"
            | "-"
            | "in"
            | "with"
            | "for"
            | "from"
            | "more"
            | "new"
            | "without"
    ) && !scene.is(at, Class::ING);
    let possessive = matches!(scene.text.lower(before), "'s" | "’s")
        && !scene.is(at, Class::ING.and(Class::PARTICIPLE));
    sign || linked || possessive
}

/// What stands before a verb and belongs to it.
#[derive(Default)]
struct Before {
    start: usize,
    be: bool,
    have: bool,
    to: bool,
    catenative: bool,
}

/// The auxiliaries and adverbs before the verb at `at`, back to `from`.
fn verb_group(scene: &Scene, from: usize, at: usize) -> (usize, Before) {
    let mut before = Before { start: at, ..Before::default() };
    let mut group = at;
    while group > from {
        let token = group - 1;
        let class = scene.class(token);
        let word = scene.text.lower(token);
        if scene.quoted(token) {
            break;
        }
        if class.any(Class::AUXILIARY) {
            before.be |= class.any(Class::BE) && !before.have && !before.to;
            before.have |=
                matches!(word, "has" | "have" | "had" | "having" | "'ve" | "’ve" | "'d" | "’d");
        } else if word == "to" && !before.to {
            before.to = true;
            if !catenative_before(scene, from, token) {
                break;
            }
            before.catenative = true;
        } else if before.to && class.any(Class::CATENATIVE) {
            before.start = token;
        } else if before.to && word == "on" && before.start == at {
        } else if !class.any(Class::ADVERB)
            || class.any(Class::PRONOUN) && !matches!(word, "both" | "all")
        {
            break;
        }
        group = token;
    }
    (group, before)
}

/// Whether the word before "to" keeps its subject as the speaker.
fn catenative_before(scene: &Scene, from: usize, to: usize) -> bool {
    let verb = if scene.text.lower(to.saturating_sub(1)) == "on" {
        to.saturating_sub(2)
    } else {
        to.saturating_sub(1)
    };
    verb >= from && verb < to && scene.is(verb, Class::CATENATIVE)
}

/// Where the cue ends with its particle, and which complements it takes with it.
fn particle(scene: &Scene, unit: &Range<usize>, at: usize, class: Class) -> (usize, Class) {
    let forms = |complements: Class| complements.and(only_forms(class));
    let next = at + 1;
    if next >= unit.end {
        return (next, class);
    }
    let topic = Class::OBJECT.and(Class::THAT).and(Class::QUOTE);
    match scene.text.lower(next) {
        "out" if class.any(Class::OUT) => (
            next + 1,
            forms(
                Class::THAT
                    .and(Class::CLAUSE)
                    .and(Class::QUOTE)
                    .and(Class::TAIL)
                    .and(Class::OBJECT)
                    .and(Class::ABOUT),
            ),
        ),
        "for" if class.any(Class::FOR) => (next + 1, forms(Class::OBJECT)),
        "on" if class.any(Class::ON) => (next + 1, forms(Class::OBJECT.and(Class::REQUEST))),
        "about" | "of" if class.any(Class::ABOUT) => (next + 1, forms(topic)),
        "against" if class.any(Class::AGAINST) => (next + 1, forms(Class::OBJECT)),
        "to" if class.any(Class::TO) && !class.any(Class::INFINITIVE) => {
            (next + 1, forms(Class::OBJECT.and(Class::LABEL)))
        }
        "with" if class.any(Class::WITH) => (next + 1, forms(Class::OBJECT)),
        _ => (next, class),
    }
}

fn only_forms(class: Class) -> Class {
    [Class::BASE, Class::THIRD, Class::PAST, Class::PARTICIPLE, Class::ING]
        .into_iter()
        .filter(|&form| class.any(form))
        .fold(Class::NONE, Class::and)
}
