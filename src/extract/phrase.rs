//! Noun phrases that can be who speaks, found without a parser.
//!
//! A phrase is walked from one end until a word stops it. What stands around it in commas is left
//! to `source`.

use std::ops::Range;

use super::{lexicon::speech::Class, marks, scene::Scene, token::Shape};

/// The longest phrase, in tokens.
const LONGEST: usize = 16;

/// The noun phrase that ends before `end`, not reaching before `from`.
pub fn before(scene: &Scene, from: usize, end: usize) -> Option<Range<usize>> {
    let mut begin = start(scene, from, end);
    if begin > from
        && begin < end
        && scene.text.lower(begin - 1) == "and"
        && !is_plausible(scene, begin..end)
    {
        begin = start(scene, from, begin - 1); // "experts on roads and public transport"
    }
    begin = first_of_two(scene, from, begin, end).unwrap_or(begin);
    if points(scene, from, begin, end) {
        return Some(begin - 1..end);
    }
    let mut first = skip_lead(scene, begin, end);
    if first > from && scene.is(first - 1, Class::PREPOSITION) {
        first = name_after_nouns(scene, first, end).unwrap_or(first);
    }
    let phrase = first..end;
    is_plausible(scene, phrase.clone()).then_some(phrase)
}

/// Whether "that" before a noun points to somebody, since a mark stands before it: “No,” *that* person said.
fn points(scene: &Scene, from: usize, begin: usize, end: usize) -> bool {
    let that = begin.checked_sub(1).filter(|&it| it > from && scene.text.lower(it) == "that");
    that.is_some_and(|it| scene.quoted(it - 1)) && begin < end && end - begin < 3
}

/// Where the first of two noun phrases begins that "and" joins, if nothing stands before it in the clause
/// and no verb in it: "*Landlords* and local firms said".
fn first_of_two(scene: &Scene, from: usize, second: usize, end: usize) -> Option<usize> {
    let and = second.checked_sub(1).filter(|&it| it > from && scene.text.lower(it) == "and")?;
    let first = start(scene, from, and);
    let opens = first == from || !scene.is_word(first - 1) && !scene.quoted(first - 1);
    let lead = Class::PREPOSITION.and(Class::CONJUNCTION).and(Class::ADVERB).and(Class::ING);
    let verb = Class::AUXILIARY.and(Class::VERB).and(Class::PAST);
    let begins = !scene.is(first, lead.and(Class::TIME)) || scene.is(first, Class::DETERMINER);
    let plain = |at: usize| scene.is_word(at) && !(first < at && scene.is(at, verb));
    let short = end - second < LONGEST / 2 && is_plausible(scene, second..end);
    (opens && begins && first < and && short && (first..and).all(plain)).then_some(first)
}

/// The noun phrase that begins at `start`, not reaching to `end`.
pub fn after(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    let phrase = start..self::end(scene, start, end);
    is_plausible(scene, phrase.clone()).then_some(phrase)
}

/// Where the noun phrase ends that begins at `start`.
pub fn end(scene: &Scene, start: usize, end: usize) -> usize {
    let limit = end.min(start + LONGEST);
    let goes_on = |&at: &usize| {
        let part = scene.is_word(at) || scene.is(at, Class::POSSESSIVE);
        let inner = is_inner_mark(scene, at) && at + 1 < end;
        !scene.quoted(at) && (part || inner) && !(at > start && ends_before(scene, start, at, end))
    };
    start + (start..limit).take_while(goes_on).count()
}

/// Where the words of time end that begin at `start`: "on *Monday*", "in *March 2010*".
pub fn after_time(scene: &Scene, start: usize, end: usize) -> usize {
    let is_time = |&at: &usize| scene.is(at, Class::TIME) || scene.text.shape(at) == Shape::Number;
    start + (start..end.saturating_sub(1)).take_while(is_time).count()
}

/// Where the noun phrase begins that ends before `end`.
fn start(scene: &Scene, from: usize, end: usize) -> usize {
    let mut at = end;
    while at > from && end - at < LONGEST {
        let token = at - 1;
        let stops = stops_at(scene, token, end);
        if !stops
            || is_subject_relative(scene, token, end)
            || is_reduced_relative(scene, from, token)
        {
            at = token;
            continue;
        }
        let verb = scene.is(token, Class::VERB.and(Class::AUXILIARY));
        match verb.then(|| relative_before(scene, from, token)).flatten() {
            Some(relative) => at = relative,
            None => break,
        }
    }
    at
}

/// "who" with its verb right after it: the phrase began before.
fn is_subject_relative(scene: &Scene, token: usize, end: usize) -> bool {
    let next = token + 1;
    let subject = Class::DETERMINER.and(Class::PRONOUN);
    scene.text.lower(token) == "who"
        && next < end
        && scene.text.shape(next) == Shape::Lower
        && !scene.is(next, subject)
}

/// Whether a participle right after a noun tells more of it: "the report *describing* the rents". Then the
/// phrase began before.
fn is_reduced_relative(scene: &Scene, from: usize, token: usize) -> bool {
    let Some(noun) = token.checked_sub(1).filter(|&it| it >= from) else { return false };
    let other = Class::AUXILIARY.and(Class::CONJUNCTION).and(Class::PREPOSITION).and(Class::ADVERB);
    scene.is(token, Class::ING)
        && !scene.is(token, Class::PAST.and(Class::BASE))
        && scene.text.shape(noun) == Shape::Lower
        && !scene.quoted(noun)
        && !scene.quoted(token)
        && !scene.is(noun, other.and(Class::VERB).and(Class::PRONOUN).and(Class::TIME))
        && (!scene.is(noun, Class::CUE) || scene.is(noun, Class::NOUN))
}

/// "who" a few words before a verb: the verb is in a relative clause of the phrase.
fn relative_before(scene: &Scene, from: usize, verb: usize) -> Option<usize> {
    let plain = |&at: &usize| scene.is_word(at) && !scene.quoted(at);
    let mut near = (from.max(verb.saturating_sub(6))..verb).rev().take_while(plain);
    near.find(|&at| matches!(scene.text.lower(at), "who" | "that"))
}

/// Whether a noun phrase that ends before `end` cannot reach over `token` to the left.
fn stops_at(scene: &Scene, token: usize, end: usize) -> bool {
    let class = scene.class(token);
    if scene.quoted(token) {
        return true;
    }
    if class.any(Class::POSSESSIVE) {
        return token + 1 == end;
    }
    if !scene.is_word(token) {
        return !is_inner_mark(scene, token);
    }
    if scene.text.lower(token) == "and" {
        return !joins_names(scene, token, end);
    }
    class.any(Class::CONJUNCTION.and(Class::AUXILIARY).and(Class::RELATIVE))
        || class.any(Class::PRONOUN) && !class.any(Class::DETERMINER)
        || class.any(Class::VERB) && !class.any(Class::PERSON)
        || class.any(Class::CUE) && !is_noun_like(scene, token)
}

/// Whether the phrase that began at `start` ends before `at`.
fn ends_before(scene: &Scene, start: usize, at: usize, end: usize) -> bool {
    let class = scene.class(at);
    let word = scene.text.lower(at);
    let capital = scene.is_capital(at);
    match word {
        "of" | "'s" | "’s" | "&" => return false,
        "for" | "on" if is_inside_name(scene, start, at) => return false,
        // "a spokesman for the party", not "Roe at a rally"
        "for" | "at" | "from" | "with" | "in" => {
            let role = scene.is(at - 1, Class::PERSON) && at + 1 < end;
            return !role || scene.is(at + 1, Class::TIME);
        }
        "and" => return !joins_names(scene, at, end),
        _ => {}
    }
    let link =
        Class::PREPOSITION.and(Class::CONJUNCTION).and(Class::AUXILIARY).and(Class::RELATIVE);
    let begun =
        scene.is(at - 1, Class::CIRCUMSTANCE) || matches!(scene.text.lower(at - 1), "all" | "both");
    let finite = Class::CUE.without(Class::BASE).and(Class::VERB);
    let verb = class.any(finite) && !is_noun_like(scene, at)
        || scene.text.shape(at) == Shape::Lower
            && word.ends_with("ed")
            && !scene.is(at - 1, Class::DETERMINER);
    class.any(link)
        || class.any(Class::DETERMINER) && !begun
        || class.any(Class::TIME) && (!capital || class.any(Class::DAY))
        || !capital && (verb || class.any(Class::PRONOUN.and(Class::ADVERB)))
}

/// Whether "for" or "on" stands inside a name: "Center for Public Roads".
fn is_inside_name(scene: &Scene, start: usize, at: usize) -> bool {
    let capitals = scene.is_capital(at - 1) && scene.is_capital(at + 1);
    capitals && !scene.is(at + 1, Class::TIME) && at - start > 1
}

/// Marks inside a phrase: "AT&T", "Ann/Bob", "the @handle", "the boys' coach".
fn is_inner_mark(scene: &Scene, token: usize) -> bool {
    let sentence = |at: usize| scene.text.tokens.get(at).map(|it| it.sentence);
    let mark = match scene.text.word(token) {
        "&" | "/" | "@" | "#" | "$" | "%" | "." => true,
        "'" | "’" if scene.text.lower(token.wrapping_sub(1)).ends_with('s') => true,
        "“" | "”" | "\"" | "‘" | "’" | "'" => marks::is_of_nickname(scene.text, token),
        _ => false,
    };
    mark && !scene.quoted(token) && sentence(token + 1) == sentence(token)
}

/// Whether "and" joins two names or persons: "Roe and Poe said", "the mayor and his wife said".
fn joins_names(scene: &Scene, and: usize, end: usize) -> bool {
    let left = and.wrapping_sub(1);
    let name = scene.is_capital(left) || scene.is(left, Class::PERSON);
    let other =
        scene.is_capital(and + 1) || scene.is(and + 1, Class::DETERMINER.and(Class::PERSON));
    name && other && and + 1 < end
}

/// Whether a word that can be a cue is a noun or adjective where it stands: "the report".
fn is_noun_like(scene: &Scene, token: usize) -> bool {
    let sign = Class::DETERMINER.and(Class::PREPOSITION).and(Class::POSSESSIVE);
    let noun = scene.is(token, Class::NOUN) && !scene.is(token, Class::PAST);
    // "the *press* secretary", "the *state* attorney general"
    let compound = scene.is(token, Class::BASE)
        && scene.is(token + 1, Class::PERSON)
        && scene.text.shape(token + 1) == Shape::Lower;
    noun || compound || scene.is(token.wrapping_sub(1), sign) || scene.is_capital(token)
}

/// Leaves out what comes before the subject: "In March the minister", "But Roe".
fn skip_lead(scene: &Scene, mut start: usize, end: usize) -> usize {
    while start < end && leads(scene, start, end) {
        let preposition = scene.is(start, Class::PREPOSITION);
        start += 1;
        if preposition {
            start = after_time(scene, start, end);
            start = name_after_nouns(scene, start, end).unwrap_or(start);
        }
    }
    start
}

/// Where a name begins after a noun phrase in lower case: "after *the vote* Mr Roe".
fn name_after_nouns(scene: &Scene, start: usize, end: usize) -> Option<usize> {
    let plain = |&at: &usize| scene.text.shape(at) == Shape::Lower && scene.text.lower(at) != "of";
    let name = start + (start..end).take_while(plain).count();
    let phrase = scene.is(start, Class::DETERMINER) && name > start + 1;
    (phrase && name < end && scene.is_capital(name)).then_some(name)
}

/// Whether a word at the start of a phrase does not belong to it.
fn leads(scene: &Scene, start: usize, end: usize) -> bool {
    let class = scene.class(start);
    let link = Class::PREPOSITION.and(Class::CONJUNCTION).and(Class::POSSESSIVE);
    let next = start + 1;
    let timed =
        matches!(scene.text.lower(start), "last" | "earlier") && scene.is(next, Class::TIME);
    let word = scene.text.lower(start);
    let about = word.ends_with("ly") || matches!(word, "almost" | "just" | "about");
    let counts = about && scene.text.shape(next) == Shape::Number && next < end; // "nearly 60 percent"
    class.any(link)
        || class.any(Class::TIME) && next < end && (timed || !scene.is_capital(start))
        || class.any(Class::ADVERB) && !class.any(Class::DETERMINER) && !counts
        || matches!(scene.text.lower(start), "perhaps" | "maybe") && next < end
        || scene.word_is(start, ".")
}

/// Whether a phrase can be who speaks.
fn is_plausible(scene: &Scene, phrase: Range<usize>) -> bool {
    let (first, Some(last)) = (phrase.start, phrase.clone().next_back()) else { return false };
    let function = Class::ADVERB.and(Class::PREPOSITION).and(Class::AUXILIARY);
    if !scene.is_word(last) || !scene.is_capital(last) && scene.is(last, function) {
        return false;
    }
    let word = scene.text.lower(last);
    let plural = word.ends_with('s') && phrase.len() < 5;
    phrase.clone().any(|at| scene.is_capital(at) || scene.is(at, Class::PERSON))
        || scene.is(first, Class::DETERMINER.and(Class::PRONOUN))
        || scene.text.shape(first) == Shape::Number
        || plural
        || is_numbered(scene, &phrase)
        || matches!(word, "people" | "data" | "women" | "men" | "children")
}

/// Whether a phrase names a part of a text by its number: "number six", "article 10".
fn is_numbered(scene: &Scene, phrase: &Range<usize>) -> bool {
    let part = matches!(
        scene.text.lower(phrase.start),
        "number" | "article" | "section" | "clause" | "paragraph" | "rule" | "recommendation"
    );
    let number = phrase.start + 1;
    let counts = scene.text.shape(number) == Shape::Number || scene.is(number, Class::DETERMINER);
    part && counts && phrase.len() == 2
}
