//! Noun phrases that can be who speaks, in German and French, found without a parser.
//!
//! What stands before a finite verb is one constituent: it is walked back to the clause's start.
//! What follows a verb is walked until a word stops it. Appositions in commas belong to it.

use std::ops::Range;

use super::{
    language::Language,
    lexicon::{names, speech::Class},
    scene::Scene,
    token::Shape,
};

/// The longest phrase, in tokens.
const LONGEST: usize = 18;
/// The longest apposition or relative clause in commas, in tokens.
const LONGEST_APPOSITION: usize = 26;

/// The mention that begins at `start` or after an adverb there, not reaching to `end`.
pub fn after(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    let phrase = bare(scene, start, end)?;
    let pronoun = is_pronoun(scene, phrase.start);
    let end = if pronoun { phrase.end } else { after_appositions(scene, phrase.end, end) };
    Some(phrase.start..end)
}

/// The same without appositions.
pub fn bare(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    let start = after_adverbs(scene, start, end);
    if start >= end {
        return None;
    }
    if is_pronoun(scene, start) {
        return (scene.text.gloss(start) != "it").then_some(start..start + 1);
    }
    if !begins(scene, start) {
        return None;
    }
    let phrase = start..phrase_end(scene, start, end);
    is_plausible(scene, phrase.clone()).then_some(phrase)
}

/// The same after a word that leads a clause, as "selon": an apposition stands between two commas
/// and has no article, or it is what was said.
pub fn leading(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    let phrase = bare(scene, start, end)?;
    let comma = |at: usize| scene.word_is(at, ",") && !scene.quoted(at);
    let next = phrase.end + 1;
    let close = (next..end.min(next + LONGEST)).find(|&at| comma(at));
    let told = close.filter(|&close| {
        comma(phrase.end)
            && scene.text.shape(next) == Shape::Lower
            && !scene.is(next, Class::DETERMINER)
            && is_apposition(scene, next..close)
    });
    Some(phrase.start..told.unwrap_or(phrase.end))
}

/// The mention that ends before `end`, the place of a finite verb, not reaching before `from`.
pub fn before(scene: &Scene, from: usize, end: usize) -> Option<Range<usize>> {
    let last = end.checked_sub(1).filter(|&last| last >= from && !scene.quoted(last))?;
    if matches!(scene.text.word(last), "," | "–" | "—" | "-") {
        return with_apposition(scene, from, last);
    }
    let start = after_links(scene, clause_start(scene, from, end), end);
    let phrase = start..without_adverbs(scene, start, end);
    if is_pronoun(scene, start) {
        let named = phrase.len() == 1 && scene.text.gloss(start) != "it";
        return named.then_some(phrase);
    }
    (begins(scene, start) && is_plausible(scene, phrase.clone())).then_some(phrase)
}

/// A noun phrase with what stands between it and the verb in commas or dashes.
fn with_apposition(scene: &Scene, from: usize, close: usize) -> Option<Range<usize>> {
    let earliest = from.max(close.saturating_sub(LONGEST_APPOSITION));
    let same = |&at: &usize| scene.text.word(at) == scene.text.word(close) && !scene.quoted(at);
    let mut opens = (earliest..close).rev().filter(same).take(3);
    let head = opens.find_map(|open| {
        let head = before(scene, from, open)?;
        (!is_pronoun(scene, head.start)).then_some(head)
    })?;
    Some(head.start..close)
}

/// Where the clause begins whose verb stands at `end`.
fn clause_start(scene: &Scene, from: usize, end: usize) -> usize {
    let stops = |&at: &usize| {
        let gloss = scene.text.gloss(at);
        let word = scene.is_word(at);
        let joins = matches!(gloss, "and" | "or")
            && at + 2 < end
            && (scene.is_capital(at + 1) || scene.is(at + 1, Class::DETERMINER));
        let verb = scene.text.shape(at) == Shape::Lower
            && scene.is(at, Class::AUXILIARY.and(Class::THIRD))
            && !scene.is(at, Class::PERSON);
        let conjunction = matches!(gloss, "that" | "because" | "when" | "whether" | "but" | "and");
        scene.quoted(at)
            || !word && !is_inner_mark(scene, at)
            || conjunction && !joins && at > from
            || verb
    };
    (from.max(end.saturating_sub(2 * LONGEST))..end).rev().find(stops).map_or(from, |at| at + 1)
}

/// The end of a phrase without adverbs after its noun: "Roe jedenfalls". In German no adjective
/// stands there either.
fn without_adverbs(scene: &Scene, start: usize, end: usize) -> usize {
    let german = scene.text.language == Language::German;
    let adverb = |&at: &usize| {
        let plain = || german && is_plain(scene, at) && scene.is_capital(at - 1);
        at > start && (plain() || scene.is(at, Class::ADVERB) && !scene.is_capital(at))
    };
    end - (start..end).rev().take_while(adverb).count()
}

fn is_inner_mark(scene: &Scene, at: usize) -> bool {
    matches!(scene.text.word(at), "(" | ")" | "&" | "/" | "." | "'" | "’" | "%" | "-")
}

/// The first token of a clause that can be its subject's: after "but", and in French after adverbs.
fn after_links(scene: &Scene, start: usize, end: usize) -> usize {
    let french = scene.text.language == Language::French;
    let link = |&at: &usize| {
        let gloss = scene.text.gloss(at);
        let adverb = scene.is(at, Class::ADVERB.and(Class::TIME)) && !scene.is(at, Class::PRONOUN);
        matches!(gloss, "and" | "but" | "or" | "because") || french && adverb
    };
    start + (start..end.saturating_sub(1)).take_while(link).count()
}

/// Skips adverbs, the hyphen of "dit-il", "sich", and when it was said: "sagte *am Montag* Ann Roe".
fn after_adverbs(scene: &Scene, mut at: usize, end: usize) -> usize {
    while at < end && !scene.quoted(at) {
        let timed = scene.is(at, Class::PREPOSITION) && scene.is(at + 1, Class::TIME);
        let adverb = scene.is(at, Class::ADVERB.and(Class::TIME))
            && !scene.is(at, Class::DETERMINER.and(Class::PRONOUN));
        // "-elle", "erinnert sich Anna Roe".
        let particle = matches!(scene.text.lower(at), "-" | "-t-" | "sich");
        match () {
            () if timed => at += 2,
            () if adverb || particle => at += 1,
            () => break,
        }
    }
    at
}

/// Whether a pronoun stands for a mention.
pub fn is_pronoun(scene: &Scene, at: usize) -> bool {
    scene.is(at, Class::PRONOUN) && !scene.is(at, Class::DETERMINER)
}

/// Whether a noun phrase can begin with a token.
fn begins(scene: &Scene, at: usize) -> bool {
    let function =
        Class::PREPOSITION.and(Class::CONJUNCTION).and(Class::AUXILIARY).and(Class::RELATIVE);
    let other = Class::ADVERB.and(Class::TIME).and(Class::PRONOUN);
    scene.is_word(at)
        && (scene.is(at, Class::DETERMINER)
            || !scene.is(at, function) && !scene.is(at, other) && !is_verb(scene, at))
}

fn is_verb(scene: &Scene, at: usize) -> bool {
    scene.text.shape(at) == Shape::Lower && scene.is(at, Class::CUE.and(Class::AUXILIARY))
}

/// Where the noun phrase ends that begins at `start`.
fn phrase_end(scene: &Scene, start: usize, end: usize) -> usize {
    let mut at = after_long_attribute(scene, start, end);
    while at < end.min(start + LONGEST) && scene.quoted(at) == scene.quoted(start) {
        if scene.word_is(at, "(") {
            match (at..end.min(at + 8)).find(|&to| scene.word_is(to, ")")) {
                Some(close) => at = close + 1,
                None => break,
            }
        } else if goes_on(scene, start, at, end) {
            at += 1;
        } else {
            break;
        }
    }
    while at > start + 1 && is_link(scene, at - 1) {
        at -= 1;
    }
    at
}

/// Where the noun stands after an article and an attribute of several words: "der *für das Amt
/// zuständige* Vorstand"; else the second token.
fn after_long_attribute(scene: &Scene, start: usize, end: usize) -> usize {
    let next = start + 1;
    let german = scene.text.language == Language::German;
    if !german || !scene.is(start, Class::DETERMINER) || !scene.is(next, Class::PREPOSITION) {
        return next;
    }
    let noun =
        |&at: &usize| is_plain(scene, at) && scene.is_capital(at + 1) && scene.is_capital(at - 1);
    (next + 1..end.min(start + 12)).find(noun).map_or(next, |at| at + 1)
}

/// Words that join a noun to its attribute, and articles: no phrase ends with one.
fn is_link(scene: &Scene, at: usize) -> bool {
    scene.is(at, Class::PREPOSITION.and(Class::DETERMINER).and(Class::CONJUNCTION))
        && !scene.is_capital(at)
        || matches!(scene.text.gloss(at), "and" | "or" | "&")
}

/// Whether the phrase that began at `start` goes on with the token `at`.
fn goes_on(scene: &Scene, start: usize, at: usize, end: usize) -> bool {
    let before = at - 1;
    let capital = scene.is_capital(at);
    let linked = is_link(scene, before);
    if !scene.is_word(at) {
        return matches!(scene.text.word(at), "&" | "/") && at + 1 < end;
    }
    let named = |at: usize| {
        at < end
            && scene.quoted(at) == scene.quoted(start)
            && (scene.is_capital(at) || scene.is(at, Class::DETERMINER))
    };
    let opens = |at: usize| {
        let number = scene.text.shape(at) == Shape::Number;
        named(at) || at < end && (is_plain(scene, at) || number)
    };
    match scene.text.gloss(at) {
        "of" => return opens(at + 1) && may_have_attribute(scene, start, at),
        "for" | "at" | "from" => {
            return named(at + 1)
                && scene.text.gloss(at + 1) != "a"
                && attribute_follows(scene, at);
        }
        "and" => {
            let name = scene.is_capital(before) || scene.is(before, Class::PERSON);
            return name && opens(at + 1) && !is_verb(scene, at + 1);
        }
        _ => {}
    }
    if scene.is(at, Class::TIME) && !linked {
        return false;
    }
    if scene.is(at, Class::DETERMINER) {
        return linked || capital && scene.is_capital(before); // "Ann Le Roe"
    }
    let function = Class::PREPOSITION
        .and(Class::CONJUNCTION)
        .and(Class::RELATIVE)
        .and(Class::ADVERB)
        .and(Class::PRONOUN)
        .and(Class::AUXILIARY);
    if !capital && (scene.is(at, function) || is_verb(scene, at)) {
        return false;
    }
    capital || linked || may_be_adjective(scene, start, at)
}

/// A word in lower case without a part in grammar.
fn is_plain(scene: &Scene, at: usize) -> bool {
    scene.text.shape(at) == Shape::Lower && scene.class(at) == Class::NONE
}

/// Whether a genitive may follow: not after a person's name, which a hearer follows ("sagte Roe der
/// Presse").
fn may_have_attribute(scene: &Scene, start: usize, at: usize) -> bool {
    let given = |at: usize| scene.text.names(at).is(names::Class::FIRST);
    let named = (start..at).any(|at| scene.is_capital(at) && given(at));
    let bare = scene.is_capital(start) && scene.text.gloss(start) == scene.text.lower(start);
    let hearer = scene.text.lower(at) == "der";
    !(hearer && (named || bare && at == start + 1))
}

/// Whether a preposition joins an attribute and no place or occasion: "vom Institut", "chez Acme".
fn attribute_follows(scene: &Scene, at: usize) -> bool {
    !matches!(scene.text.lower(at), "à" | "au" | "aux" | "ab")
}

/// Whether a word in lower case goes on with the phrase: in German before its noun, in French after
/// it, if the phrase is no bare name.
fn may_be_adjective(scene: &Scene, start: usize, at: usize) -> bool {
    match scene.text.language {
        Language::French => scene.is(start, Class::DETERMINER) || scene.is(at - 1, Class::PERSON),
        _ => scene.is_word(at - 1) && !scene.is_capital(at - 1),
    }
}

/// Where the appositions end that follow a phrase: ", die Vorsitzende des Vereins,".
fn after_appositions(scene: &Scene, phrase_end: usize, end: usize) -> usize {
    let mut last = phrase_end;
    for _ in 0..2 {
        if last + 1 >= end || !scene.word_is(last, ",") {
            break;
        }
        let closes = |&at: &usize| {
            let mark = matches!(scene.text.word(at), "," | "." | ";" | ":" | "–" | "—" | "?" | "!");
            mark || scene.quoted(at) != scene.quoted(last)
        };
        let close = (last + 1..end).find(closes).unwrap_or(end);
        if close - last > LONGEST_APPOSITION || !is_apposition(scene, last + 1..close) {
            break;
        }
        last = close;
    }
    last
}

/// Whether what stands after a comma tells more of the mention before it.
fn is_apposition(scene: &Scene, tokens: Range<usize>) -> bool {
    let first = tokens.start;
    let relative = scene.text.gloss(first) == "who";
    let noun = begins(scene, first)
        && (scene.is(first, Class::DETERMINER.and(Class::PERSON))
            || scene.is_capital(first)
            || scene.text.shape(first) == Shape::Number);
    let cue = |at: usize| scene.text.shape(at) == Shape::Lower && scene.is(at, Class::THIRD);
    match relative {
        true => !tokens.into_iter().any(cue),
        false => noun && !tokens.into_iter().any(|at| is_verb(scene, at)),
    }
}

/// Whether a phrase can be who speaks.
fn is_plausible(scene: &Scene, phrase: Range<usize>) -> bool {
    let Some(last) = phrase.clone().next_back() else { return false };
    let somebody = |at: usize| scene.is_capital(at) || scene.is(at, Class::PERSON);
    phrase.len() <= 2 * LONGEST
        && (scene.is_word(last) || scene.word_is(last, ")") || scene.word_is(last, "."))
        && (phrase.clone().any(somebody) || scene.is(phrase.start, Class::DETERMINER))
}
