//! The words that announce what somebody said.
//!
//! A cue is found by its verb. Who said it is left to `source`, what was said to `content`.

use std::ops::Range;

use super::{lexicon::speech::Class, scene::Scene, token::Shape};

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
    if let Some(cue) = put_it(scene, unit, at) {
        return Some(cue);
    }
    let class = scene.class(at);
    if !class.any(Class::CUE) || scene.quoted(at) || follows_noun_sign(scene, unit, at) {
        return None;
    }
    let (group, before) = verb_group(scene, unit.start, at);
    if group > unit.start
        && group < at
        && !before.be
        && !before.have
        && !before.to
        && scene.is(group - 1, Class::DETERMINER.and(Class::PREPOSITION))
        && !scene.is(group - 1, Class::PRONOUN)
    {
        return None; // "a widely read column"
    }
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

/// "As the mayor put it".
fn put_it(scene: &Scene, unit: &Range<usize>, at: usize) -> Option<Cue> {
    let puts = matches!(scene.text.lower(at), "put" | "puts")
        && scene.text.lower(at + 1) == "it"
        && at + 2 < unit.end;
    let end = if scene.text.lower(at + 2) == "this" { at + 4 } else { at + 2 };
    let group = verb_group(scene, unit.start, at).0;
    let class = Class::PAST.and(Class::THIRD).and(Class::TAIL).and(Class::QUOTE);
    (puts && !scene.quoted(at)).then_some(Cue {
        tokens: at..end.min(unit.end),
        group,
        class,
        passive: false,
        participle: false,
    })
}

/// Whether the word before makes a noun or adjective of the verb: "his claims", "a widely read".
fn follows_noun_sign(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    let class = scene.class(at);
    if at == unit.start {
        return !class.any(Class::ING.and(Class::PAST));
    }
    let before = at - 1;
    let word = scene.text.lower(before);
    let noun_form = class.any(Class::BASE.and(Class::THIRD)) && !class.any(Class::PAST);
    let subject = matches!(word, "both" | "all" | "some" | "many" | "most")
        || word == "this" && !noun_form
        || word == "that"
        || word == "her" && class.any(Class::PAST);
    let sign = scene.is(before, Class::DETERMINER) && !subject;
    let linked = matches!(
        word,
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
            | "whose"
    ) && !class.any(Class::ING);
    let possessive = matches!(word, "'s" | "’s")
        && (noun_form || class.any(Class::ING) && !class.any(Class::PAST));
    sign || linked || possessive || noun_form && is_noun(scene, unit, at)
}

/// Whether a base or third-person form is a plural or singular noun where it stands: "prompted
/// demands", "new emission rules", "calls came".
fn is_noun(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    let (before, next) = (at - 1, at + 1);
    let word = scene.text.lower(before);
    let inside = next < unit.end && !scene.quoted(next);
    let says = matches!(scene.text.lower(at), "say" | "says" | "insist" | "argue" | "believe");
    if inside
        && !says
        && (scene.is(next, Class::AUXILIARY.and(Class::VERB))
            && !matches!(scene.text.lower(next), "'s" | "’s")
            || matches!(scene.text.lower(next), "by" | "from"))
    {
        return true;
    }
    let lower = scene.text.shape(before) == Shape::Lower;
    let verb_before = lower
        && (scene.is(before, Class::VERB.and(Class::PAST)) || word.ends_with("ed"))
        && !scene.is(before, Class::ADVERB);
    let plural = word.ends_with('s') && !word.ends_with("ss")
        || matches!(word, "people" | "men" | "women" | "police" | "children");
    let free = !scene.is_word(before)
        || scene.is(before, Class::AUXILIARY.and(Class::ADVERB).and(Class::RELATIVE))
        || scene.is(before, Class::PRONOUN)
        || word == "to"
        || word == "that";
    let signal = !inside && next < unit.end
        || matches!(scene.text.lower(next), "that" | ":")
        || scene.word_is(next, ",") && scene.quoted(next + 1);
    let nounish = scene.is(at, Class::NOUNISH)
        && !signal
        && !scene.is(before, Class::PRONOUN.and(Class::AUXILIARY).and(Class::RELATIVE))
        && word != "to";
    let singular = scene.is_capital(before) && !plural && !joined_names(scene, unit.start, before);
    let disagrees = if scene.is(at, Class::BASE) {
        !free && !plural && (lower || singular && !says)
    } else {
        !free && plural && lower
    };
    verb_before
        || disagrees
        || scene.is(before, Class::TIME) && lower
        || nounish && (lower || scene.is(at, Class::BASE))
}

/// Whether the name that ends at `last` is the second of two: "Roe and Poe say".
fn joined_names(scene: &Scene, from: usize, last: usize) -> bool {
    (from.max(last.saturating_sub(4))..last).any(|at| scene.text.lower(at) == "and")
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
        "of" if class.any(Class::OF) => (next + 1, forms(Class::CLAUSE.and(Class::QUOTE))),
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
