//! What stands between a cue and what was said: to whom, when, where and in what.
//!
//! "told *the paper* *on Monday* that …". Where the content begins after it, is left to
//! `complement`.

use super::{lexicon::speech::Class, scene::Scene, token::Shape};

/// The longest phrase, in tokens.
const LONGEST: usize = 14;

/// Where the words end that tell when, where and in what something was said: "in a statement on
/// Monday".
pub fn after_circumstances(scene: &Scene, mut at: usize, end: usize) -> usize {
    while at < end && !scene.quoted(at) {
        at = match after_one(scene, at, end) {
            Some(next) => next,
            None => return at,
        };
    }
    at
}

/// Where the circumstance ends that begins at `at`.
fn after_one(scene: &Scene, at: usize, end: usize) -> Option<usize> {
    let word = scene.text.lower(at);
    if is_time(scene, at) || is_adverb(scene, at) {
        return Some(at + 1);
    }
    let counts = scene.is(at, Class::DETERMINER) && word != "that" && is_time(scene, at + 1);
    if counts {
        return Some(at + 2);
    }
    let begins = scene.is(at, Class::CIRCUMSTANCE);
    begins.then(|| phrase_end(scene, at + 1, end)).flatten()
}

/// Whether a phrase begins that tells on what occasion something was said, and nothing but such
/// phrases follows to the next comma: "in an interview with the Post", "during a rally on Monday".
pub fn is_occasion(scene: &Scene, at: usize, end: usize) -> bool {
    let begins = scene.is(at, Class::PREPOSITION)
        && matches!(scene.text.lower(at), "in" | "during" | "at" | "through" | "via" | "on");
    let one = || matches!(scene.text.lower(at + 1), "a" | "an" | "his" | "her" | "their");
    // "in early tweets"
    let several = || scene.is(at + 2, Class::OCCASION) && scene.text.lower(at + 2).ends_with('s');
    if !begins || scene.quoted(at) || !(scene.is(at + 1, Class::OCCASION) || one() || several()) {
        return false;
    }
    let noun = (at + 1..end.min(at + 6)).take_while(|&it| scene.is_word(it) && !scene.quoted(it));
    let plain = |&it: &usize| it == at + 1 || !scene.is(it, Class::PREPOSITION);
    let Some(noun) = noun.take_while(plain).find(|&it| scene.is(it, Class::OCCASION)) else {
        return false;
    };
    let comma = |&it: &usize| matches!(scene.text.word(it), "," | ";" | "—" | "–");
    let last = (noun..end).find(comma).unwrap_or(end);
    !(noun + 1..last).any(|it| scene.is(it, Class::AUXILIARY.and(Class::PAST).and(Class::THIRD)))
}

/// Whether words that tell the day begin: "on Monday", "last week", "in May"; not "Monday's".
pub fn is_time_phrase(scene: &Scene, at: usize) -> bool {
    let next = at + 1;
    let ends = |at: usize| {
        let link = Class::PREPOSITION.and(Class::CONJUNCTION);
        !scene.is(at, Class::POSSESSIVE) && (!scene.is_word(at) || scene.is(at, link))
    };
    let day = |at: usize| {
        let hour = usize::from(scene.is(at + 1, Class::TIME));
        scene.is(at, Class::TIME) && scene.is_capital(at) && ends(at + 1 + hour)
    };
    match scene.text.lower(at) {
        "on" | "in" => day(next),
        "last" | "this" | "earlier" => scene.is(next, Class::TIME) && ends(next + 1),
        _ => day(at) && !scene.is(at.wrapping_sub(1), Class::DETERMINER.and(Class::PREPOSITION)),
    }
}

fn is_adverb(scene: &Scene, at: usize) -> bool {
    let word = scene.text.lower(at);
    let ends = word.ends_with("ly")
        || matches!(word, "later" | "again" | "now" | "then" | "here" | "back" | "aloud");
    ends && scene.is(at, Class::ADVERB.and(Class::TIME))
}

/// Whether a word tells the time; a subject does not: "said last year was good".
fn is_time(scene: &Scene, at: usize) -> bool {
    let lower = scene.text.shape(at) == Shape::Lower;
    let subject = lower && scene.is(at + 1, Class::AUXILIARY.and(Class::VERB));
    scene.is(at, Class::TIME) && !subject
}

/// Where the hearer of "told" or "asked" ends; `start` if there is none.
pub fn after_hearer(scene: &Scene, start: usize, end: usize) -> usize {
    let word = scene.text.lower(start);
    if matches!(word, "me" | "him" | "her" | "them" | "us" | "you" | "it" | "reporters") {
        return start + 1;
    }
    let pronoun = scene.is(start, Class::PRONOUN) && !scene.is(start, Class::DETERMINER);
    if scene.quoted(start) || pronoun || matches!(word, "," | "that") {
        return start;
    }
    phrase_end(scene, start, end).unwrap_or(start)
}

/// Where the noun phrase ends that begins at `start`; `None` if there is none.
fn phrase_end(scene: &Scene, start: usize, end: usize) -> Option<usize> {
    let mut at = start;
    while at < end && at - start < LONGEST && !ends_phrase(scene, start, at, end) {
        at += 1;
        if at < end && scene.text.lower(at) == "of" {
            at += 1 + usize::from(scene.is(at + 1, Class::DETERMINER));
        }
    }
    (at > start && at - start < LONGEST).then_some(at.min(end))
}

/// Whether the phrase that began at `start` ends before `at`: a clause begins, or another phrase.
fn ends_phrase(scene: &Scene, start: usize, at: usize, end: usize) -> bool {
    let class = scene.class(at);
    let possessive = class.any(Class::POSSESSIVE);
    if scene.quoted(at) || !(scene.is_word(at) || possessive || scene.word_is(at, "&")) {
        return true;
    }
    scene.text.lower(at) == "there"
        || class.any(Class::PRONOUN) && !class.any(Class::DETERMINER)
        || class.any(Class::DETERMINER) && at > start
        || class.any(Class::CONJUNCTION.and(Class::PREPOSITION))
        || class.any(Class::AUXILIARY) && !possessive
        || at > start && is_new_subject(scene, at, end)
}

/// Whether a name after a noun is the subject of a clause: "told reporters Roe would", not "told
/// the newspaper Clarion it would".
fn is_new_subject(scene: &Scene, name: usize, end: usize) -> bool {
    let before = name - 1;
    let noun = scene.text.shape(before) == Shape::Lower
        && !scene.is(before, Class::DETERMINER.and(Class::PREPOSITION))
        && !matches!(scene.text.lower(before), "of" | "and");
    if !noun || !scene.is_capital(name) || scene.is(name, Class::TIME) {
        return false;
    }
    let next = name + (name..end).take_while(|&at| scene.is_capital(at)).count();
    let subject = scene.is(next, Class::PRONOUN.and(Class::DETERMINER));
    !(subject || matches!(scene.text.lower(next), "that" | ",") || scene.quoted(next))
}
