//! Where what was said ends, and what a piece of it is.
//!
//! Where it begins after a cue, is left to `complement`.

use std::ops::Range;

use super::{
    circumstance::{after_circumstances, is_occasion, is_time_phrase},
    lexicon::{names, speech::Class},
    scene::Scene,
    token::Shape,
};

/// The longest thing that is spoken of, in tokens.
const LONGEST_OBJECT: usize = 120;

/// What ends a clause that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The rest of the unit.
    Main,
    /// Up to the next comma: the cue stands in a clause that is itself part of another.
    Inner,
}

/// Where the clause ends that begins at `start`: at the end of the unit, unless the reporter or
/// somebody else goes on before.
pub fn clause_end(scene: &Scene, start: usize, end: usize, scope: Scope) -> usize {
    let mut at = start + 1;
    while at + 1 < end {
        match scene.region(at).map(|region| region.tokens.clone()) {
            Some(region) if ends_with(scene, start, &region, end) => return region.end,
            Some(region) => at = region.end.max(at + 1),
            None if breaks(scene, start, at, end, scope) => return at,
            None => at += 1,
        }
    }
    end
}

/// Whether a quotation ends what was said: the content began with it, and its last mark is a stop
/// or a comma; or its own cue follows.
fn ends_with(scene: &Scene, start: usize, region: &Range<usize>, end: usize) -> bool {
    let mark = last_mark(scene, region);
    // "were “well-paid,” making": the quotation is a part of the clause.
    let first = start + usize::from(!scene.is_word(start) || scene.text.lower(start) == "that");
    let began = region.start <= first && matches!(mark, "." | "," | "?" | "!");
    let told = matches!(mark, "," | "?" | "!") && others_speak(scene, region.end, end);
    region.end < end && (began || told)
}

/// The last token of a quotation before the marks that close it and those inside it.
fn last_mark<'t>(scene: &Scene<'_, 't>, region: &Range<usize>) -> &'t str {
    let is_mark = |&at: &usize| matches!(scene.text.word(at), "”" | "\"" | "’" | "'" | "''" | "»");
    let last = region.clone().rev().find(|at| !is_mark(at)).unwrap_or(region.start);
    scene.text.word(last)
}

/// Whether what was said ends before `at`.
fn breaks(scene: &Scene, start: usize, at: usize, end: usize, scope: Scope) -> bool {
    let next = at + 1;
    match scene.text.lower(at) {
        ";" => true,
        "," => {
            scope == Scope::Inner && at > start + 1
                || matches!(scene.text.lower(next), "though" | "although")
                || is_effect(scene.text.lower(next))
                || scene.text.lower(next) == "but" && scene.text.lower(next + 1) != "that"
                || others_speak(scene, next, end)
        }
        "and" | "but" => {
            at > start + 1 && is_finite_cue(scene, after_adverbs(scene, next))
                || is_infinitive(scene, start) && begins_other_clause(scene, at, end)
                || asks(scene, next, end)
        }
        "in" => is_statement(scene, at) && is_occasion(scene, at, end),
        "when" => scene.text.lower(next) == "asked", // that is when it was said
        _ => {
            let other = || scene.text.lower(next) == "but" || others_speak(scene, next, end);
            scene.text.is_dash(at) && other()
        }
    }
}

/// Whether a participle tells what came of the words before it: ", prompting an outcry".
fn is_effect(word: &str) -> bool {
    matches!(word, "prompting" | "sparking" | "drawing" | "triggering" | "eliciting" | "provoking")
}

/// Whether something that was said itself follows "in": a clause inside it would say so.
fn is_statement(scene: &Scene, at: usize) -> bool {
    let is_noun =
        |at| matches!(scene.text.lower(at), "interview" | "statement" | "tweet" | "email");
    (at + 2..at + 5).any(is_noun)
}

/// Whether another statement follows a comma or dash: ", adding", ", according to", ", while Roe
/// said", ", Roe said."
fn others_speak(scene: &Scene, at: usize, end: usize) -> bool {
    let linked = at + usize::from(matches!(scene.text.lower(at), "and" | "but" | "while"));
    let participle = scene.is(linked, Class::ING) && !scene.quoted(linked);
    participle
        || scene.text.lower(at) == "according"
        || scene.is(at, Class::CONTRAST) && announces_soon(scene, at + 1, end)
        || tail_follows(scene, at, end)
}

/// Whether nothing follows a cue that ends before `at`, but when and where it was said.
pub fn ends_statement(scene: &Scene, at: usize, end: usize) -> bool {
    let at = after_circumstances(scene, at, end);
    at >= end || matches!(scene.text.word(at), "." | "," | ";" | "?" | "!" | ")" | "—" | "–" | "―")
}

/// Whether a subject and a cue follow, and nothing after them: "the mayor said."
fn tail_follows(scene: &Scene, at: usize, end: usize) -> bool {
    let last = |at: usize| {
        let stops = matches!(scene.text.word(at), "." | "," | ";" | "?" | "!");
        at >= end || stops || scene.is(at, Class::TIME)
    };
    let plain = |&to: &usize| !scene.quoted(to) && (scene.is_word(to) || scene.word_is(to, "."));
    (at + 1..end.min(at + 9)).take_while(plain).any(|to| {
        scene.is(to, Class::TAIL)
            && scene.is(to, Class::PAST.and(Class::THIRD))
            && last(to + 1)
            && !scene.is(to - 1, Class::DETERMINER.and(Class::PREPOSITION))
    })
}

/// Whether a subject and a cue follow within a few words.
fn announces_soon(scene: &Scene, at: usize, end: usize) -> bool {
    let plain = |&to: &usize| !scene.quoted(to) && !scene.word_is(to, ",");
    let announces = |to: usize| {
        is_finite_cue(scene, to)
            && scene.is(to, Class::THAT)
            && !scene.is(to - 1, Class::DETERMINER)
    };
    at < end && is_finite_cue(scene, at) || (at..end.min(at + 8)).take_while(plain).any(announces)
}

/// Whether what was said goes on after its cue: "Rents fell, she said, *and they would rise*".
pub fn goes_on(scene: &Scene, at: usize, end: usize) -> bool {
    let link = matches!(
        scene.text.lower(at),
        "and" | "but" | "so" | "because" | "or" | "although" | "though" | "since" | "until"
    ) || scene.text.lower(at) == "unless";
    let other = |to: usize| is_finite_cue(scene, to) || scene.is(to, Class::ING.and(Class::MIND));
    link && begins_clause(scene, at + 1, end) && !(at + 1..end.min(at + 10)).any(other)
}

/// Whether "to" or "not to" stands at `at`.
pub fn is_infinitive(scene: &Scene, at: usize) -> bool {
    match scene.text.lower(at) {
        "to" => true,
        "not" | "never" => scene.text.lower(at + 1) == "to",
        _ => false,
    }
}

/// Whether a comma and "and" lead to a clause with a subject of its own, which does not go on with
/// the infinitive before: "vowed to cut rents, *and the mayor agreed*".
fn begins_other_clause(scene: &Scene, and: usize, end: usize) -> bool {
    let comma = scene.word_is(and - 1, ",");
    let plain = |&at: &usize| !scene.quoted(at) && scene.is_word(at);
    let verb = Class::AUXILIARY.and(Class::VERB).and(Class::PAST);
    comma
        && begins_clause(scene, and + 1, end)
        && (and + 2..end.min(and + 8)).take_while(plain).any(|at| {
            scene.is(at, verb) && !scene.is(at, Class::POSSESSIVE)
                || scene.text.lower(at).ends_with("ed") && !scene.is(at - 1, Class::DETERMINER)
        })
}

/// Whether a question begins that somebody else answers: "and how experts say".
fn asks(scene: &Scene, at: usize, end: usize) -> bool {
    let announces = |to: usize| scene.is(to, Class::TAIL) && scene.is(to, Class::CUE);
    let plain = |&to: &usize| scene.is_word(to) && !scene.quoted(to);
    scene.is(at, Class::INTERROGATIVE) && (at + 2..end.min(at + 5)).take_while(plain).any(announces)
}

fn after_adverbs(scene: &Scene, mut at: usize) -> usize {
    while scene.is(at, Class::ADVERB.and(Class::AUXILIARY)) && !scene.quoted(at) {
        at += 1;
    }
    at
}

/// A finite verb that announces a statement of its own.
fn is_finite_cue(scene: &Scene, at: usize) -> bool {
    let complements = Class::THAT.and(Class::REQUEST).and(Class::LABEL).and(Class::OBJECT);
    // "She thought rents fell" may be what was said; "she thought that …" seldom is.
    let thought =
        scene.is(at, Class::MIND) && !(at + 1..at + 3).any(|it| scene.text.lower(it) == "that");
    let past = scene.is(at, Class::PAST);
    let form = (past || scene.is(at, Class::THIRD) && !scene.is(at, Class::NOUNISH)) && !thought;
    form && scene.is(at, complements) && !scene.quoted(at)
}

/// Where what was spoken of ends: "criticised *the plan* after".
pub fn object_end(scene: &Scene, start: usize, end: usize) -> usize {
    let stops = |&at: &usize| at > start && !scene.quoted(at) && ends_object(scene, start, at, end);
    let end = end.min(start + LONGEST_OBJECT);
    (start..end).find(stops).unwrap_or(end)
}

fn ends_object(scene: &Scene, start: usize, at: usize, end: usize) -> bool {
    let next = at + 1;
    if scene.region(at - 1).is_some_and(|region| last_mark(scene, &region.tokens) == ",") {
        // The comma stands inside the marks, and perhaps others follow.
        return !scene.is(at, Class::GOING_ON) && !scene.any_quoted(at..end.min(at + 3));
    }
    match scene.text.lower(at) {
        ";" => true,
        "," => {
            let number = scene.text.shape(next) == Shape::Number && scene.word_is(next + 1, ",");
            let relative = scene.text.lower(next + 1) == "which";
            let list =
                (at == start + 1 || is_list(scene, next, end)) && !others_speak(scene, next, end);
            let place = scene.is_capital(at - 1)
                && scene.is_capital(next)
                && matches!(scene.text.word(next + 1), "," | ".");
            let quotation = scene.quoted(next) && scene.is(at - 1, Class::GOING_ON);
            // ", which cost a fortune": the reporter says so.
            let adds = scene.is(next, Class::GOING_ON) && !scene.is(next, Class::RELATIVE);
            let going_on = adds || quotation || ends_place(scene, at);
            !list && !place && !number && !relative && !going_on
        }
        "as" => {
            let acts = Class::PAST.and(Class::AUXILIARY).and(Class::VERB);
            let ends = |at: usize| scene.is(at, acts) || scene.text.lower(at).ends_with("ed");
            // "as she left", "as Roe left"
            scene.is(next, Class::PRONOUN) && !scene.is(next, Class::DETERMINER)
                || scene.is_capital(next) && !scene.quoted(next) && ends(next + 1)
        }
        "and" | "but" => goes_on_telling(scene, next),
        _ if scene.text.is_dash(at) => true,
        _ if scene.is(at, Class::OBJECT_END) => true,
        _ => {
            (is_occasion(scene, at, end) || is_time_phrase(scene, at))
                && !scene.any_quoted(at..end.min(at + 6))
        }
    }
}

/// Whether a comma and the last of several things follow: "the roads, *ports and bridges*".
fn is_list(scene: &Scene, at: usize, end: usize) -> bool {
    let other = Class::CUE.and(Class::VERB).and(Class::AUXILIARY).and(Class::RELATIVE);
    let plain = |&it: &usize| {
        scene.is_word(it) && !scene.quoted(it) && !scene.is(it, other.and(Class::CONJUNCTION))
    };
    let and = at + (at..end.min(at + 5)).take_while(plain).count();
    let and = and + usize::from(scene.word_is(and, ","));
    let joins = matches!(scene.text.lower(and), "and" | "or") && and > at;
    joins && and + 1 < end && !scene.quoted(and) && !goes_on_telling(scene, and + 1)
}

/// Whether the comma at `comma` closes the region of a town: "in Poe, Ohio, on Monday".
fn ends_place(scene: &Scene, comma: usize) -> bool {
    let town = comma.checked_sub(3).filter(|&town| scene.is_capital(town));
    let region = scene.text.names(comma - 1).is(names::Class::PLACE);
    region && town.is_some() && scene.word_is(comma - 2, ",")
}

/// Whether a finite verb follows "and", so that the subject, not the object, goes on.
fn goes_on_telling(scene: &Scene, at: usize) -> bool {
    if scene.is(at, Class::AUXILIARY) && !scene.quoted(at) {
        return true;
    }
    let at = after_adverbs(scene, at);
    let finite = Class::PAST.and(Class::THIRD).and(Class::VERB);
    let noun = scene.is(at, Class::NOUNISH) && !scene.is(at, Class::PAST);
    !scene.quoted(at) && scene.is(at, finite) && !noun
}

/// Whether a clause begins at `at`: something that can be a subject, and further on a verb.
pub fn begins_clause(scene: &Scene, at: usize, end: usize) -> bool {
    if at >= end || scene.quoted(at) {
        return false;
    }
    let class = scene.class(at);
    let noun = match scene.text.shape(at) {
        Shape::Lower => scene.text.lower(at).ends_with('s') || class == Class::NONE,
        Shape::Number => true,
        _ => scene.is_capital(at) && !class.any(Class::TIME),
    };
    let subject = Class::PRONOUN.and(Class::DETERMINER).and(Class::OPENER);
    (noun || class.any(subject)) && has_verb(scene, at + 1, end)
}

/// Whether a finite verb seems to stand in `start..end`, judged by known words and endings.
pub fn has_verb(scene: &Scene, start: usize, end: usize) -> bool {
    let known = Class::AUXILIARY.and(Class::VERB).and(Class::PAST).and(Class::THIRD);
    let looks = |at: usize| {
        let word = scene.text.lower(at);
        let lower = scene.text.shape(at) == Shape::Lower;
        lower && (word.ends_with("ed") || word.ends_with('s') && at > start)
    };
    (start..end)
        .take_while(|&at| !matches!(scene.text.word(at), ";" | "."))
        .any(|at| scene.is(at, known) || looks(at))
}

/// A piece without the marks and links at its ends, and with whole quotations; `None` if nothing
/// is left.
pub fn piece(scene: &Scene, tokens: Range<usize>) -> Option<Range<usize>> {
    let (mut start, mut end) = (tokens.start, tokens.end);
    while start < end && (is_edge(scene, start) || is_link(scene, start)) {
        start += 1;
    }
    while end > start && is_edge(scene, end - 1) {
        end -= 1;
    }
    if start >= end {
        return None;
    }
    let start = scene.region(start).map_or(start, |region| region.tokens.start.min(start));
    let end = scene.region(end - 1).map_or(end, |region| region.tokens.end.max(end));
    (scene.words(start..end) > 0).then_some(start..end)
}

fn is_link(scene: &Scene, at: usize) -> bool {
    scene.is(at, Class::LINK) && !scene.quoted(at)
}

/// Whether a mark does not belong to the words beside it.
fn is_edge(scene: &Scene, at: usize) -> bool {
    let part =
        matches!(scene.text.word(at), "$" | "£" | "€" | "%" | "(" | ")" | "[" | "]" | "@" | "#");
    !scene.quoted(at) && !scene.is_word(at) && !part
}

/// Whether all longer words of a quotation have a capital, as in the title of a work: ‘All Bets Are
/// Off’.
pub fn is_title(scene: &Scene, region: &Range<usize>) -> bool {
    let mut long = region.clone().filter(|&at| scene.text.word(at).len() > 3);
    scene.words(region.clone()) < 10 && long.all(|at| scene.is_capital(at) || !scene.is_word(at))
}

/// Joins pieces that nothing but marks keeps apart.
pub fn merged(scene: &Scene, mut pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    pieces.sort_by_key(|piece| piece.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if touches(scene, last.end, piece.start) => {
                last.end = last.end.max(piece.end);
            }
            _ => joined.push(piece),
        }
    }
    joined
}

fn touches(scene: &Scene, end: usize, start: usize) -> bool {
    let paragraph = |at: usize| scene.text.tokens.get(at).map(|it| it.paragraph);
    start <= end
        || paragraph(end.saturating_sub(1)) == paragraph(start)
            && (end..start).all(|at| !scene.is_word(at))
}
