//! Where what was said begins and ends.
//!
//! To the right of a cue: after hearer, place and time, up to where the clause ends. To the left:
//! back to where the sentence, or the statement before, ends.

use std::ops::Range;

use super::{lexicon::speech::Class, scene::Scene, token::Shape};

/// Where the words end that tell when, where and to what occasion something was said: "said in
/// a statement on Monday".
pub fn after_circumstances(scene: &Scene, mut at: usize, end: usize) -> usize {
    while at < end && !scene.quoted(at) {
        let word = scene.text.lower(at);
        let class = scene.class(at);
        if matches!(word, "later" | "again" | "publicly" | "simply" | "only" | "there" | "here")
            && word != "there"
            || class.any(Class::TIME) && is_time(scene, at)
            || class.any(Class::ADVERB) && word.ends_with("ly")
        {
            at += 1;
        } else if matches!(
            word,
            "this" | "that" | "the" | "a" | "an" | "two" | "three" | "four" | "one"
        ) && is_time(scene, at + 1)
            && word != "that"
        {
            at += 2;
        } else if is_circumstance(word) {
            match phrase_of_circumstance(scene, at + 1, end) {
                Some(next) => at = next,
                None => return at,
            }
        } else {
            return at;
        }
    }
    at
}

fn is_circumstance(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "during"
            | "to"
            | "after"
            | "via"
            | "from"
            | "with"
            | "through"
            | "before"
            | "by"
            | "of"
            | "about"
            | "over"
            | "into"
            | "outside"
            | "inside"
            | "under"
            | "following"
            | "between"
            | "for"
            | "without"
            | "as"
            | "when"
    ) && word != "when"
}

fn is_time(scene: &Scene, at: usize) -> bool {
    scene.is(at, Class::TIME)
        && !(scene.text.shape(at) == Shape::Lower
            && matches!(
                scene.text.lower(at),
                "year"
                    | "month"
                    | "week"
                    | "days"
                    | "months"
                    | "years"
                    | "weeks"
                    | "hours"
                    | "minutes"
            )
            && scene.is(at + 1, Class::AUXILIARY.and(Class::VERB)))
}

/// Where the noun phrase after a preposition ends; `None` if there is none.
fn phrase_of_circumstance(scene: &Scene, start: usize, end: usize) -> Option<usize> {
    let mut at = start;
    while at < end && at - start < 14 {
        let class = scene.class(at);
        let first = at == start;
        let previous_lower = !first
            && scene.text.shape(at - 1) == Shape::Lower
            && !scene.is(at - 1, Class::DETERMINER.and(Class::PREPOSITION));
        if scene.quoted(at)
            || !scene.is_word(at) && !matches!(scene.text.lower(at), "&" | "'s" | "’s")
        {
            break;
        }
        let word = scene.text.lower(at);
        let begins_clause = class.any(Class::PRONOUN) && !class.any(Class::DETERMINER)
            || class.any(Class::DETERMINER) && !first
            || class.any(Class::CONJUNCTION) && !class.any(Class::PREPOSITION)
            || class.any(Class::PREPOSITION) && word != "of"
            || class.any(Class::AUXILIARY) && !matches!(word, "'s" | "’s")
            || scene.is_capital(at)
                && previous_lower
                && !scene.is(at, Class::TIME)
                && !matches!(scene.text.lower(at - 1), "of" | "'s" | "’s" | "and");
        if word == "of" && !first {
            at += 1;
            if at < end && scene.is(at, Class::DETERMINER) {
                at += 1;
            }
            continue;
        }
        if begins_clause {
            break;
        }
        at += 1;
    }
    (at > start && at - start < 14).then_some(at)
}

/// Where the hearer of "told" or "asked" ends; `start` if nobody is named.
pub fn after_hearer(scene: &Scene, start: usize, end: usize) -> usize {
    if matches!(
        scene.text.lower(start),
        "me" | "him" | "her" | "them" | "us" | "you" | "reporters" | "it"
    ) {
        return start + 1;
    }
    if scene.quoted(start)
        || scene.is(start, Class::PRONOUN) && !scene.is(start, Class::DETERMINER)
        || scene.word_is(start, ",")
        || scene.text.lower(start) == "that"
    {
        return start;
    }
    phrase_of_circumstance(scene, start, end).unwrap_or(start)
}

/// Whether a clause begins at `at`: something that can be a subject, and further on a verb.
pub fn begins_clause(scene: &Scene, at: usize, end: usize) -> bool {
    if at >= end || scene.quoted(at) {
        return false;
    }
    let class = scene.class(at);
    let subject = class.any(Class::PRONOUN.and(Class::DETERMINER))
        || scene.is_capital(at) && !scene.is(at, Class::TIME)
        || scene.text.shape(at) == Shape::Number
        || matches!(
            scene.text.lower(at),
            "there"
                | "if"
                | "when"
                | "while"
                | "although"
                | "even"
                | "despite"
                | "after"
                | "because"
                | "under"
        )
        || scene.text.shape(at) == Shape::Lower
            && (scene.text.lower(at).ends_with('s') || class == Class::NONE);
    subject && has_verb(scene, at + 1, end)
}

/// Whether a finite verb seems to stand in `start..end`, before the next comma.
pub fn has_verb(scene: &Scene, start: usize, end: usize) -> bool {
    (start..end).take_while(|&at| !matches!(scene.text.word(at), ";" | ".")).any(|at| {
        scene.is(at, Class::AUXILIARY.and(Class::VERB).and(Class::PAST).and(Class::THIRD))
            || scene.text.shape(at) == Shape::Lower && scene.text.lower(at).ends_with("ed")
            || scene.text.shape(at) == Shape::Lower
                && scene.text.lower(at).ends_with('s')
                && at > start
    })
}

/// What ends a clause that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The rest of the unit.
    Main,
    /// Up to the next comma: the cue stands in a clause that is itself part of another.
    Inner,
}

/// Where the clause ends that begins at `start`.
pub fn clause_end(scene: &Scene, start: usize, end: usize, scope: Scope) -> usize {
    let mut at = start + 1;
    while at + 1 < end {
        if let Some(region) = scene.region(at) {
            let close = region.tokens.end;
            if ends_with_region(scene, start, close, end) || before_tail(scene, close, end) {
                return close;
            }
            at = close.max(at + 1);
            continue;
        }
        if breaks(scene, start, at, end, scope) {
            return at;
        }
        at += 1;
    }
    end
}

/// Whether a quotation that closes before `close` ends what was said: it began with it, and its
/// own last mark is a stop or a comma.
fn ends_with_region(scene: &Scene, start: usize, close: usize, end: usize) -> bool {
    let Some(region) = scene.region(close - 1) else { return false };
    matches!(last_mark(scene, close), "." | "," | "?" | "!")
        && close < end
        && region.tokens.start <= start + 1
}

/// The last token of a quotation before the marks that close it and those inside it.
fn last_mark<'t>(scene: &Scene<'_, 't>, close: usize) -> &'t str {
    let marks = |&at: &usize| matches!(scene.text.word(at), "”" | "\"" | "’" | "'" | "''" | "»");
    let last = (0..close).rev().find(|at| !marks(at)).unwrap_or(0);
    scene.text.word(last)
}

/// Whether a quotation that closes before `close` is followed by its own cue: `“…,” she said`.
fn before_tail(scene: &Scene, close: usize, end: usize) -> bool {
    matches!(scene.text.word(close.saturating_sub(2)), "," | "?" | "!")
        && close < end
        && tail_follows(scene, close, end)
}

/// Whether what was said ends before `at`.
fn breaks(scene: &Scene, start: usize, at: usize, end: usize, scope: Scope) -> bool {
    let word = scene.text.lower(at);
    let next = at + 1;
    match word {
        ";" => true,
        "," | "—" | "–" => {
            scope == Scope::Inner && word == "," && at > start + 1
                || announces(scene, next, end)
                || scene.text.lower(next) == "according"
                || is_contrast(scene.text.lower(next)) && announces_soon(scene, next + 1, end)
                || word == "," && leaves_off(scene, next)
                || word == "," && scene.text.lower(next) == "but"
                || tail_follows(scene, next, end)
        }
        "and" | "but" => is_finite_cue(scene, after_adverbs(scene, next)) && at > start + 2,
        _ => false,
    }
}

/// Whether nothing follows a cue that ends before `at`, but when and where it was said.
pub fn ends_statement(scene: &Scene, at: usize, end: usize) -> bool {
    let at = after_circumstances(scene, at, end);
    at >= end || matches!(scene.text.word(at), "." | "," | ";" | "?" | "!" | ")" | "—" | "–" | "―")
}

/// Whether a subject and a cue end the unit: ", the mayor said."
fn tail_follows(scene: &Scene, at: usize, end: usize) -> bool {
    let last = |at: usize| {
        at >= end
            || matches!(scene.text.word(at), "." | "," | ";" | "?" | "!")
            || scene.is(at, Class::TIME)
    };
    let plain = |&to: &usize| !scene.quoted(to) && (scene.is_word(to) || scene.word_is(to, "."));
    (at + 1..end.min(at + 9)).take_while(plain).any(|to| {
        scene.is(to, Class::TAIL)
            && scene.is(to, Class::PAST.and(Class::THIRD))
            && last(to + 1)
            && !scene.is(to - 1, Class::DETERMINER.and(Class::PREPOSITION))
    })
}

/// Whether a clause that begins so after a comma is the reporter's: ", though …".
fn leaves_off(scene: &Scene, at: usize) -> bool {
    matches!(scene.text.lower(at), "though" | "although")
}

fn is_contrast(word: &str) -> bool {
    matches!(
        word,
        "but"
            | "and"
            | "while"
            | "though"
            | "although"
            | "as"
            | "whereas"
            | "so"
            | "which"
            | "who"
            | "when"
            | "after"
    )
}

fn after_adverbs(scene: &Scene, mut at: usize) -> usize {
    while scene.is(at, Class::ADVERB.and(Class::AUXILIARY)) && !scene.quoted(at) {
        at += 1;
    }
    at
}

/// A finite verb that announces a statement of its own.
fn is_finite_cue(scene: &Scene, at: usize) -> bool {
    scene.is(at, Class::PAST.and(Class::THIRD))
        && scene.is(at, Class::THAT.and(Class::REQUEST).and(Class::LABEL).and(Class::OBJECT))
        && !scene.quoted(at)
}

/// Whether a participle that announces something begins at `at`: ", adding that".
fn announces(scene: &Scene, at: usize, end: usize) -> bool {
    at < end && scene.is(at, Class::ING) && scene.is(at, Class::CUE) && !scene.quoted(at)
}

/// Whether a subject and a cue follow within a few words.
fn announces_soon(scene: &Scene, at: usize, end: usize) -> bool {
    (at..end.min(at + 8)).take_while(|&at| !scene.quoted(at) && !scene.word_is(at, ",")).any(|to| {
        is_finite_cue(scene, to)
            && scene.is(to, Class::THAT)
            && !scene.is(to - 1, Class::DETERMINER)
    }) || at < end && is_finite_cue(scene, at)
}

/// Where what was spoken of ends: "criticised *the plan* after".
pub fn object_end(scene: &Scene, start: usize, end: usize) -> usize {
    let stops = |&at: &usize| {
        let word = scene.text.lower(at);
        if scene.quoted(at) || at == start {
            return false;
        }
        let next = scene.text.lower(at + 1);
        match word {
            ";" | "—" | "–" => true,
            "," => {
                at > start + 1
                    && scene.text.shape(at + 1) != Shape::Number
                    && !goes_on(next)
                    && scene.text.lower(at + 2) != "which"
            }
            "after" | "while" | "but" | "during" | "when" | "because" | "before" | "since" => true,
            "as" => scene.is(at + 1, Class::PRONOUN) && !scene.is(at + 1, Class::DETERMINER),
            "and" => is_finite_cue(scene, after_adverbs(scene, at + 1)),
            _ => false,
        }
    };
    (start..end).find(stops).unwrap_or(end)
}

/// Whether a noun phrase goes on after a comma with this word.
fn goes_on(word: &str) -> bool {
    matches!(
        word,
        "which"
            | "who"
            | "whose"
            | "where"
            | "including"
            | "especially"
            | "particularly"
            | "such"
            | "with"
            | "from"
            | "for"
            | "or"
            | "both"
    )
}

/// A piece without the marks and links at its ends, and with whole quotations; `None` if nothing
/// is left.
pub fn piece(scene: &Scene, tokens: Range<usize>) -> Option<Range<usize>> {
    let (mut start, mut end) = (tokens.start, tokens.end);
    while start < end && is_edge(scene, start, true) {
        start += 1;
    }
    while end > start && is_edge(scene, end - 1, false) {
        end -= 1;
    }
    if start >= end {
        return None;
    }
    let start = scene.region(start).map_or(start, |region| region.tokens.start.min(start));
    let end = scene.region(end - 1).map_or(end, |region| region.tokens.end.max(end));
    let least = if scene.any_quoted(start..end) { 1 } else { 2 };
    (scene.words(start..end) >= least).then_some(start..end)
}

fn is_edge(scene: &Scene, at: usize, first: bool) -> bool {
    if scene.quoted(at) {
        return false;
    }
    let link = first && matches!(scene.text.lower(at), "but" | "and" | "so" | "yet");
    link || !scene.is_word(at)
        && !matches!(scene.text.word(at), "$" | "£" | "€" | "%" | "(" | ")" | "[" | "]" | "@" | "#")
}
