//! The mention of who said it, with title and apposition.
//!
//! Found by walking from the cue: to the left over the verb's own words, to the right after an
//! inverted "said". Whom a mention means, is left to `coreference`.

use std::ops::Range;

use super::{lexicon::speech::Class, scene::Scene};

/// The longest mention, in tokens, without its appositions.
const LONGEST: usize = 16;
/// The longest apposition or relative clause, in tokens.
const LONGEST_APPOSITION: usize = 26;

/// The noun phrase that ends before `end`, not reaching before `from`.
pub fn before(scene: &Scene, from: usize, end: usize) -> Option<Range<usize>> {
    if end <= from || scene.quoted(end - 1) {
        return None;
    }
    let last = end - 1;
    let word = scene.text.lower(last);
    if matches!(word, "who" | "which") {
        return Some(antecedent(scene, from, last).map_or(last..end, |it| it.start..end));
    }
    if matches!(scene.text.word(last), "," | ")" | "—" | "–" | "-" | "―") {
        return with_apposition(scene, from, last);
    }
    if scene.is(last, Class::PRONOUN) && !scene.is(last, Class::DETERMINER) {
        return Some(last..end);
    }
    let start = phrase_start(scene, from, end);
    let start = skip_lead(scene, start, end);
    plausible(scene, start..end).then_some(start..end)
}

/// The noun phrase before "who" or "which".
fn antecedent(scene: &Scene, from: usize, relative: usize) -> Option<Range<usize>> {
    let end =
        if relative > from && scene.word_is(relative - 1, ",") { relative - 1 } else { relative };
    let start = skip_lead(scene, phrase_start(scene, from, end), end);
    (start < end && plausible(scene, start..end)).then_some(start..end)
}

/// A noun phrase with what stands between it and the verb in commas, brackets or dashes.
fn with_apposition(scene: &Scene, from: usize, close: usize) -> Option<Range<usize>> {
    let dash = scene.word_is(close, "-") && close > from && scene.word_is(close - 1, "-");
    let close = if dash { close - 1 } else { close };
    let opens = match scene.text.word(close) {
        ")" => "(",
        mark => mark,
    };
    let longest = if opens == "," { LONGEST_APPOSITION } else { 2 * LONGEST_APPOSITION };
    let earliest = from.max(close.saturating_sub(longest));
    let mut open =
        (earliest..close).rev().find(|&at| scene.word_is(at, opens) && !scene.quoted(at))?;
    // "X, director of A, B and C," and "X, 55, of Y,": the name may stand before an earlier comma.
    for _ in 0..2 {
        let head = before_plain(scene, from, open);
        if let Some(head) = head.clone().filter(|head| {
            names_someone(scene, head.clone()) && !is_list_item(scene, head.clone(), open)
        }) {
            return Some(head.start..close + usize::from(opens == "("));
        }
        open = (earliest..open).rev().find(|&at| scene.word_is(at, opens) && !scene.quoted(at))?;
    }
    None
}

/// Whether a phrase begins with a small word, as the last item of an apposition does.
fn is_list_item(scene: &Scene, head: Range<usize>, open: usize) -> bool {
    let _ = open;
    scene.text.lower(head.start) == "and"
}

fn before_plain(scene: &Scene, from: usize, end: usize) -> Option<Range<usize>> {
    if end <= from || !scene.is_word(end - 1) {
        return (end > from + 1 && scene.word_is(end - 1, ")"))
            .then(|| with_apposition(scene, from, end - 1))
            .flatten();
    }
    let start = skip_lead(scene, phrase_start(scene, from, end), end);
    plausible(scene, start..end).then_some(start..end)
}

/// Whether a phrase names somebody: its last word has a capital, or it is "a man", "the minister".
fn names_someone(scene: &Scene, head: Range<usize>) -> bool {
    let last = head.end - 1;
    if head.len() == 1 && scene.text.shape(last) == super::token::Shape::Number {
        return false; // an age
    }
    scene.is_capital(last)
        || scene.word_is(last, ")")
        || scene.is(last, Class::PERSON)
        || scene.text.shape(last) == super::token::Shape::Number
        || scene.is(head.start, Class::DETERMINER)
}

/// Where the noun phrase begins that ends before `end`.
fn phrase_start(scene: &Scene, from: usize, end: usize) -> usize {
    let mut at = end;
    while at > from && end - at < LONGEST {
        let token = at - 1;
        if stops_phrase(scene, token, end) {
            match relative_before(scene, from, token) {
                Some(relative) if scene.is(token, Class::VERB.and(Class::AUXILIARY)) => {
                    at = relative;
                    continue;
                }
                _ => break,
            }
        }
        at = token;
    }
    at
}

/// "who" a few words before a verb: the verb is in a relative clause of the phrase.
fn relative_before(scene: &Scene, from: usize, verb: usize) -> Option<usize> {
    let plain = |&at: &usize| scene.is_word(at) && !scene.quoted(at);
    let earliest = from.max(verb.saturating_sub(6));
    (earliest..verb)
        .rev()
        .take_while(plain)
        .find(|&at| matches!(scene.text.lower(at), "who" | "that"))
}

/// Whether a noun phrase cannot reach over `token` to the left.
fn stops_phrase(scene: &Scene, token: usize, end: usize) -> bool {
    let word = scene.text.lower(token);
    if matches!(word, "'s" | "’s") {
        return scene.quoted(token) || token + 1 == end;
    }
    if scene.quoted(token) || !scene.is_word(token) {
        return !is_inner_mark(scene, token);
    }
    let class = scene.class(token);
    if word == "and" {
        return !joins_names(scene, token, end);
    }
    class.any(Class::CONJUNCTION) && !class.any(Class::PREPOSITION)
        || class.any(Class::AUXILIARY)
        || class.any(Class::RELATIVE)
        || class.any(Class::PRONOUN) && !class.any(Class::DETERMINER)
        || class.any(Class::VERB) && !class.any(Class::PERSON)
        || class.any(Class::CUE) && !is_noun_like(scene, token)
}

/// Marks inside a name: "AT&T", "Ann/Bob", "the @handle".
fn is_inner_mark(scene: &Scene, token: usize) -> bool {
    !scene.quoted(token)
        && matches!(scene.text.word(token), "&" | "/" | "@" | "#" | "$" | "%" | ".")
        && scene
            .text
            .tokens
            .get(token + 1)
            .is_some_and(|next| next.sentence == scene.text.tokens[token].sentence)
}

/// Whether "and" joins two names or persons: "Roe and Poe said", "the mayor and his wife said".
fn joins_names(scene: &Scene, and: usize, end: usize) -> bool {
    let left = and.wrapping_sub(1);
    let name = scene.is_capital(left) || scene.is(left, Class::PERSON);
    name && and + 1 < end
        && (scene.is_capital(and + 1) || scene.is(and + 1, Class::DETERMINER.and(Class::PERSON)))
}

/// Whether a word that can be a cue is a noun or adjective where it stands: "the report", "a
/// so-called expert".
fn is_noun_like(scene: &Scene, token: usize) -> bool {
    let before = token.wrapping_sub(1);
    scene.is(before, Class::DETERMINER.and(Class::PREPOSITION))
        || matches!(scene.text.lower(before), "'s" | "’s")
        || scene.class(token).any(Class::NOUN) && !scene.is(token, Class::PAST)
        || scene.is_capital(token)
}

/// Leaves out what comes before the subject: "In March the minister", "But Roe".
fn skip_lead(scene: &Scene, mut start: usize, end: usize) -> usize {
    while start < end && leads(scene, start, end) {
        let preposition = scene.is(start, Class::PREPOSITION);
        start += 1;
        if preposition {
            start = after_time(scene, start, end);
        }
    }
    start
}

/// Whether a word at the start of a phrase does not belong to it.
fn leads(scene: &Scene, start: usize, end: usize) -> bool {
    let class = scene.class(start);
    let word = scene.text.lower(start);
    class.any(Class::PREPOSITION)
        || class.any(Class::CONJUNCTION)
        || class.any(Class::TIME) && start + 1 < end && !scene.is_capital(start)
        || class.any(Class::ADVERB) && !class.any(Class::DETERMINER)
        || matches!(word, "'s" | "’s" | "and" | "." | "then" | "meanwhile")
}

/// Where the words of time end that begin at `start`: "on Monday", "in March 2010".
fn after_time(scene: &Scene, start: usize, end: usize) -> usize {
    let is_time = |&at: &usize| {
        scene.is(at, Class::TIME) || scene.text.shape(at) == super::token::Shape::Number
    };
    start + (start..end.saturating_sub(1)).take_while(is_time).count()
}

/// Whether a phrase can be who speaks.
fn plausible(scene: &Scene, phrase: Range<usize>) -> bool {
    let Some(last) = phrase.clone().next_back() else { return false };
    if !scene.is_word(last) {
        return false;
    }
    let word = scene.text.lower(last);
    let lower_case = !scene.is_capital(last);
    if lower_case
        && (scene.is(last, Class::ADVERB.and(Class::PREPOSITION))
            || scene.is(last, Class::AUXILIARY))
    {
        return false;
    }
    phrase.clone().any(|at| scene.is_capital(at))
        || scene.is(phrase.start, Class::DETERMINER.and(Class::PRONOUN).and(Class::PERSON))
        || scene.is(last, Class::PERSON)
        || word.ends_with('s') && phrase.len() < 5
        || scene.text.shape(phrase.start) == super::token::Shape::Number
        || matches!(word, "police" | "people" | "data" | "@" | "women" | "men" | "children")
}

/// The noun phrase that begins at `start`, with its appositions, not reaching to `end`.
pub fn after(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    if start >= end || scene.quoted(start) {
        return None;
    }
    if scene.is(start, Class::PRONOUN) && !scene.is(start, Class::DETERMINER) {
        return Some(start..start + 1);
    }
    let mut at = phrase_end(scene, start, end);
    if at == start || !plausible(scene, start..at) {
        return None;
    }
    if scene.word_is(at, "(") {
        at = (at..end.min(at + 8)).find(|&to| scene.word_is(to, ")")).map_or(at, |to| to + 1);
    }
    Some(start..apposition_end(scene, start, at, end))
}

/// Where the noun phrase ends that begins at `start`.
pub fn phrase_end(scene: &Scene, start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end && at - start < LONGEST {
        if at > start && ends_phrase(scene, start, at, end) || scene.quoted(at) {
            break;
        }
        let possessive = matches!(scene.text.lower(at), "'s" | "’s");
        if !(possessive || scene.is_word(at) || is_inner_mark(scene, at) && at + 1 < end) {
            break;
        }
        at += 1;
    }
    at
}

/// Whether the phrase that began at `start` ends before `at`.
fn ends_phrase(scene: &Scene, start: usize, at: usize, end: usize) -> bool {
    let class = scene.class(at);
    let word = scene.text.lower(at);
    match word {
        "of" | "'s" | "’s" | "&" => return false,
        "for" | "on"
            if scene.is_capital(at - 1)
                && scene.is_capital(at + 1)
                && !scene.is(at + 1, Class::TIME)
                && at - start > 1 =>
        {
            return false;
        }
        "for" | "at" | "from" | "with" | "in" => {
            // "a spokesman for the party", not "Roe at a rally"
            return !(scene.is(at - 1, Class::PERSON)
                && at + 1 < end
                && !scene.is(at + 1, Class::TIME));
        }
        "and" => return !joins_names(scene, at, end),
        _ => {}
    }
    let capital = scene.is_capital(at);
    class.any(Class::PREPOSITION.and(Class::CONJUNCTION).and(Class::AUXILIARY).and(Class::RELATIVE))
        || class.any(Class::PRONOUN) && !capital
        || class.any(Class::DETERMINER)
            && !matches!(
                scene.text.lower(at - 1),
                "of" | "for" | "at" | "from" | "with" | "in" | "all" | "both"
            )
        || class.any(Class::TIME) && (!capital || is_day(word)) && at > start
        || class.any(Class::CUE.and(Class::VERB)) && !capital && !is_noun_like(scene, at)
        || class.any(Class::ADVERB) && !capital
}

/// Names of days and months, which are written like names of people.
fn is_day(word: &str) -> bool {
    word.ends_with("day")
        || matches!(
            word,
            "january"
                | "february"
                | "september"
                | "october"
                | "november"
                | "december"
                | "last"
                | "earlier"
                | "late"
        )
}

/// Where the appositions end that follow a mention: ", a party official," or ", who was there".
fn apposition_end(scene: &Scene, start: usize, at: usize, end: usize) -> usize {
    let mut last = at;
    for _ in 0..2 {
        if !scene.word_is(last, ",")
            || last + 1 >= end
            || !begins_apposition(scene, start, last + 1)
        {
            break;
        }
        let to = (last + 1..end)
            .find(|&to| {
                matches!(scene.text.word(to), "," | "." | ";" | ":" | "—" | "–" | "?" | "!")
                    || scene.quoted(to)
                    || scene.is(to, Class::ING) && scene.is(to, Class::TAIL)
            })
            .unwrap_or(end);
        if to - last > LONGEST_APPOSITION {
            break;
        }
        last = to;
    }
    last
}

/// Whether what follows a comma tells more of the mention that began at `start`.
fn begins_apposition(scene: &Scene, start: usize, at: usize) -> bool {
    let word = scene.text.lower(at);
    let lower_name = !(scene.is(start, Class::PRONOUN));
    lower_name
        && (matches!(
            word,
            "a" | "an"
                | "the"
                | "who"
                | "whose"
                | "former"
                | "president"
                | "senior"
                | "vice"
                | "deputy"
                | "professor"
                | "co-founder"
                | "managing"
                | "head"
                | "his"
                | "her"
                | "their"
                | "one"
        ) || scene.is(at, Class::PERSON)
            || scene.text.shape(at) == super::token::Shape::Number
            || word == "of")
}

/// The subject of the clause that begins at `start`, for a verb further on without its own.
pub fn clause_subject(scene: &Scene, start: usize, verb: usize) -> Option<Range<usize>> {
    let mut at = start;
    while at < verb && is_clause_edge(scene, at) {
        at = scene.region(at).map_or(at, |region| region.tokens.end - 1) + 1;
    }
    if at >= verb || scene.is(at, Class::ING) && scene.is(at, Class::CUE) {
        return None;
    }
    if scene.is(at, Class::PREPOSITION.and(Class::CONJUNCTION).and(Class::ADVERB))
        && !scene.is(at, Class::DETERMINER)
    {
        return after_lead(scene, at, verb);
    }
    after(scene, at, verb).filter(|subject| subject.end < verb)
}

/// What may stand before a clause: a quotation, a mark, "but".
fn is_clause_edge(scene: &Scene, at: usize) -> bool {
    scene.quoted(at)
        || !scene.is_word(at)
        || matches!(scene.text.lower(at), "but" | "and" | "so" | "yet" | "then" | "still")
}

/// The subject after what leads the clause: "On Monday the mayor", "In 1986, however, the court".
fn after_lead(scene: &Scene, start: usize, verb: usize) -> Option<Range<usize>> {
    let timed = after_time(scene, start + 1, verb);
    let begins = |at: usize| {
        at < verb
            && !scene.quoted(at)
            && (scene.is(at, Class::DETERMINER.and(Class::PRONOUN)) || scene.is_capital(at))
    };
    let comma = |from: usize| (from..verb).find(|&at| scene.word_is(at, ",") && !scene.quoted(at));
    let mut at = if timed > start + 1 && begins(timed) { timed } else { comma(start)? + 1 };
    if scene.is(at, Class::ADVERB) && scene.word_is(at + 1, ",") {
        at += 2;
    }
    let leads = scene.is(at, Class::PREPOSITION.and(Class::CONJUNCTION))
        && !scene.is(at, Class::DETERMINER);
    if leads || scene.quoted(at) {
        None
    } else {
        after(scene, at, verb).filter(|subject| subject.end < verb)
    }
}
