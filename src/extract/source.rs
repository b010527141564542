//! The mention of who said it, with title and apposition.
//!
//! Found by walking from the cue: to the left over the verb's own words, to the right after an
//! inverted "said". Whom a mention means, is left to `coreference`.

use std::ops::Range;

use super::{
    dateline::after_dateline,
    lexicon::{names, speech::Class},
    phrase,
    scene::Scene,
    token::Shape,
};

pub use super::phrase::end as phrase_end;

/// The longest apposition or relative clause in commas, in tokens; in dashes twice as much.
const LONGEST_APPOSITION: usize = 26;

/// The mention that ends before `end`, not reaching before `from`.
pub fn before(scene: &Scene, from: usize, end: usize) -> Option<Range<usize>> {
    let end = without_date(scene, from, end).unwrap_or(end);
    let last = end.checked_sub(1).filter(|&last| last >= from && !scene.quoted(last))?;
    match scene.text.lower(last) {
        "who" | "which" => return Some(with_antecedent(scene, from, last)),
        "whom" if last >= from + 2 => return Some(last - 2..end), // "many of whom"
        "," | ")" | "—" | "–" | "-" | "―" => return with_apposition(scene, from, last),
        _ => {}
    }
    if scene.is(last, Class::PRONOUN) && !scene.is(last, Class::DETERMINER) {
        return Some(last..end);
    }
    let mention = phrase::before(scene, from, without_day(scene, from, end))?;
    Some(named_before(scene, from, &mention).unwrap_or(mention.start)..mention.end)
}

/// The mention that begins at `start`, not reaching to `end`.
pub fn after(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    if start >= end || scene.quoted(start) || scene.text.lower(start) == "there" {
        return None;
    }
    if scene.is(start, Class::PRONOUN) && !scene.is(start, Class::DETERMINER) {
        return Some(start..start + 1);
    }
    let mut at = phrase::after(scene, start, end)?.end;
    if scene.word_is(at, "(") {
        at = (at..end.min(at + 8)).find(|&to| scene.word_is(to, ")")).map_or(at, |to| to + 1);
    }
    Some(start..after_appositions(scene, at, end))
}

/// Where a noun phrase ends that nothing but a mark can end: "according to a report *published by the
/// board in May*, …". `end` is where its first words end.
pub fn whole(scene: &Scene, end: usize, limit: usize) -> usize {
    let limit = limit.min(end + LONGEST_APPOSITION);
    let part = |at: usize| scene.is_word(at) || scene.is(at, Class::POSSESSIVE);
    let next = scene.text.lower(end);
    // "a report published by", not "a speech Roe delivered"
    let participle = next.ends_with("ed") || scene.is(end, Class::PARTICIPLE);
    let tells = participle && end > 0 && !scene.is_capital(end - 1)
        || matches!(next, "and" | "close" | "familiar" | "aware")
        || scene.is(end, Class::PREPOSITION);
    let Some(mark) = (end..limit).find(|&at| scene.quoted(at) || !part(at)) else { return end };
    let other = Class::AUXILIARY.and(Class::PRONOUN).and(Class::THIRD).and(Class::CONJUNCTION);
    let closed = !scene.quoted(mark)
        && !(end..mark).any(|at| {
            let noun = Class::DETERMINER.and(Class::POSSESSIVE).and(Class::NOUNISH);
            scene.is(at, other) && !scene.is(at, noun)
        });
    if tells && closed { mark } else { end }
}

/// The subject of the clause that begins at `start`, for a verb further on without its own.
pub fn clause_subject(scene: &Scene, start: usize, verb: usize) -> Option<Range<usize>> {
    let mut at = after_dateline(scene.text, start, verb);
    while at < verb && is_clause_edge(scene, at) {
        at = scene.region(at).map_or(at, |region| region.tokens.end - 1) + 1;
    }
    if at >= verb || scene.is(at, Class::ING) && scene.is(at, Class::CUE) {
        return None;
    }
    let lead = Class::PREPOSITION.and(Class::CONJUNCTION).and(Class::ADVERB);
    if scene.is(at, lead) && !scene.is(at, Class::DETERMINER) {
        at = after_lead(scene, at, verb)?;
    }
    after(scene, at, verb).filter(|subject| subject.end < verb)
}

/// What may stand before a clause: a quotation, a mark, "but".
fn is_clause_edge(scene: &Scene, at: usize) -> bool {
    let word = matches!(scene.text.lower(at), "then" | "still") || scene.is(at, Class::LINK);
    scene.quoted(at) || !scene.is_word(at) || word
}

/// Where the subject begins after what leads a clause: "On Monday *the mayor*", "In 1986, however,
/// *the court*".
fn after_lead(scene: &Scene, start: usize, verb: usize) -> Option<usize> {
    let timed = phrase::after_time(scene, start + 1, verb);
    let subject = Class::DETERMINER.and(Class::PRONOUN);
    let begins = scene.is(timed, subject) || scene.is_capital(timed);
    let mut at = timed;
    if !(timed > start + 1 && timed < verb && begins) {
        at = (start..verb).find(|&at| scene.word_is(at, ",") && !scene.quoted(at))? + 1;
    }
    if scene.is(at, Class::ADVERB) && scene.word_is(at + 1, ",") {
        at += 2;
    }
    let link = scene.is(at, Class::PREPOSITION.and(Class::CONJUNCTION));
    (!link || scene.is(at, Class::DETERMINER)).then_some(at)
}

/// The end of a phrase without the day after it: "Roe on Monday said".
fn without_day(scene: &Scene, from: usize, end: usize) -> usize {
    let day = end > from + 2 && scene.is(end - 1, Class::TIME) && scene.is_capital(end - 1);
    match day {
        true if scene.is(end - 2, Class::PREPOSITION) => end - 2,
        true if scene.is_capital(end - 2) => end - 1,
        _ => end,
    }
}

/// The end of a phrase without a year or week after it: "the panel *in 2001* found", "Roe *just last week*
/// said".
fn without_date(scene: &Scene, from: usize, end: usize) -> Option<usize> {
    let first = end.checked_sub(2).filter(|&it| it > from)?;
    let year = scene.text.lower(first) == "in"
        && scene.text.shape(first + 1) == Shape::Number
        && scene.text.word(first + 1).len() == 4;
    let week = matches!(scene.text.lower(first), "last" | "this" | "earlier")
        && scene.is(first + 1, Class::TIME);
    let even = usize::from(week && matches!(scene.text.lower(first - 1), "just" | "earlier"));
    (first - even > from && (year || week)).then_some(first - even)
}

/// Where the name begins whose apposition lacks its second comma: "Ann Roe, a spokeswoman said".
fn named_before(scene: &Scene, from: usize, mention: &Range<usize>) -> Option<usize> {
    let comma = mention.start.checked_sub(1).filter(|&comma| comma > from)?;
    let described = matches!(scene.text.lower(mention.start), "a" | "an" | "the")
        && scene.is(mention.end - 1, Class::PERSON);
    if !described || !scene.word_is(comma, ",") {
        return None;
    }
    name_first(scene, from, comma).map(|name| name.start)
}

/// "Who" with the noun phrase before it, which says who that is.
fn with_antecedent(scene: &Scene, from: usize, relative: usize) -> Range<usize> {
    let comma = relative > from && scene.word_is(relative - 1, ",");
    let end = relative - usize::from(comma);
    let start = phrase::before(scene, from, end).map(|it| name_described(scene, from, it.start));
    start.unwrap_or(relative)..relative + 1
}

/// Where the name begins that a phrase with "a" describes: "*Ann Roe*, a Democrat, who".
fn name_described(scene: &Scene, from: usize, phrase: usize) -> usize {
    let comma = phrase.checked_sub(1).filter(|&it| it > from && scene.word_is(it, ","));
    let Some(comma) = comma.filter(|_| matches!(scene.text.lower(phrase), "a" | "an")) else {
        return phrase;
    };
    let name =
        |&at: &usize| scene.is_capital(at) && !scene.quoted(at) && !scene.is(at, Class::TIME);
    let length = (from..comma).rev().take_while(name).count();
    if length > 0 { comma - length } else { phrase }
}

/// A noun phrase with what stands between it and the verb in commas, brackets or dashes.
fn with_apposition(scene: &Scene, from: usize, close: usize) -> Option<Range<usize>> {
    let double = scene.word_is(close, "-") && close > from && scene.word_is(close - 1, "-");
    let close = close - usize::from(double);
    let bracket = scene.word_is(close, ")");
    let opens = if bracket { "(" } else { scene.text.word(close) };
    let longest = LONGEST_APPOSITION * if opens == "," { 1 } else { 2 };
    let earliest = from.max(close.saturating_sub(longest));
    let is_open = |&at: &usize| scene.word_is(at, opens) && !scene.quoted(at);
    // "X, director of A, B and C," and "X, 55, of Y,": the name may stand before an earlier comma.
    let mut opens = (earliest..close).rev().filter(is_open).take(5);
    let named = |open| head(scene, from, open).filter(|it| names(scene, it));
    let name = opens.find_map(|open| named(open).filter(|it| !is_residence(scene, from, it)))?;
    let start = described_start(scene, from, &name);
    if tells_how(scene, name.end) {
        return Some(start..name.end);
    }
    Some(start..close + usize::from(bracket))
}

/// Whether what stands in commas after a name tells of the occasion, not of the person: "Roe, *speaking in
/// Poe*, said", "Roe, *at a rally*, said".
fn tells_how(scene: &Scene, comma: usize) -> bool {
    let first = comma + 1;
    let acts = scene.text.shape(first) == Shape::Lower
        && scene.text.lower(first).ends_with("ing")
        && !matches!(scene.text.lower(first), "acting" | "managing" | "founding" | "commanding")
        && !scene.is(first, Class::PREPOSITION.and(Class::GOING_ON));
    let occasion =
        matches!(scene.text.lower(first), "at" | "in" | "on" | "during" | "after" | "before");
    let asked = scene.text.lower(first) == "when" && scene.text.lower(first + 1) == "asked";
    scene.word_is(comma, ",") && (acts || occasion || asked)
}

/// Whether a phrase only says where somebody lives: "Poe, 59, *of Springfield, Ohio*, said".
fn is_residence(scene: &Scene, from: usize, phrase: &Range<usize>) -> bool {
    let comma = |at: usize| at > from && scene.word_is(at - 1, ",") && !scene.quoted(at - 1);
    let last = phrase.end - 1;
    let place =
        scene.text.names(last).is(names::Class::PLACE) || scene.text.word(last).ends_with('.');
    let town = |at: usize| at > from + 1 && comma(at) && scene.is_capital(at - 2);
    let region = phrase.len() < 3 && place && town(phrase.start) && scene.is_capital(last);
    let before = phrase.start.checked_sub(1).filter(|&it| it > from && comma(it));
    region || before.is_some_and(|it| matches!(scene.text.lower(it), "of" | "from"))
}

/// Where the name begins that a phrase in commas describes: "*Ann Roe*, a developer and owner of
/// ships, which", "*Ann Roe*, the mayor of Poe, one of the towns that".
fn described_start(scene: &Scene, from: usize, phrase: &Range<usize>) -> usize {
    let joined = phrase.start > from + 1 && scene.text.lower(phrase.start - 1) == "and";
    let lower = scene.text.shape(phrase.start) == Shape::Lower;
    let first = match joined && lower && !scene.is(phrase.start, Class::DETERMINER) {
        true => phrase::before(scene, from, phrase.start - 1).map_or(phrase.start, |it| it.start),
        false => phrase.start,
    };
    let comma = first.checked_sub(1).filter(|&it| it > from && scene.word_is(it, ","));
    let described = matches!(scene.text.lower(first), "a" | "an" | "the");
    let Some(comma) = comma.filter(|_| described) else { return phrase.start };
    name_first(scene, from, comma).map_or(phrase.start, |name| name.start)
}

/// The name that ends before `comma`, if its clause begins with it.
fn name_first(scene: &Scene, from: usize, comma: usize) -> Option<Range<usize>> {
    let name = head(scene, from, comma)?;
    let first =
        name.start == from || !scene.is_word(name.start - 1) || scene.quoted(name.start - 1);
    let person = scene.is_capital(name.end - 1) && !scene.is(name.end - 1, Class::TIME);
    (first && name.len() < 5 && person).then_some(name)
}

/// The noun phrase before a comma or bracket, itself perhaps with a bracket: "Roe (R-Texas)".
fn head(scene: &Scene, from: usize, end: usize) -> Option<Range<usize>> {
    let last = end.checked_sub(1).filter(|&last| last >= from)?;
    if scene.is_word(last) {
        return phrase::before(scene, from, end);
    }
    (last > from && scene.word_is(last, ")")).then(|| with_apposition(scene, from, last))?
}

/// Whether a phrase names somebody: its last word has a capital, or it is "a man", "the minister".
fn names(scene: &Scene, head: &Range<usize>) -> bool {
    let last = head.end - 1;
    let number = scene.text.shape(last) == Shape::Number;
    let age = number && head.len() == 1;
    let named = number || scene.is_capital(last) || scene.word_is(last, ")");
    let person = scene.is(last, Class::PERSON) || scene.is(head.start, Class::DETERMINER);
    let relative = scene.is(head.start, Class::RELATIVE);
    !age && !relative && (named || person)
}

/// Where the appositions end that follow a mention: ", a party official," or ", who was there".
fn after_appositions(scene: &Scene, mention_end: usize, end: usize) -> usize {
    let mut last = mention_end;
    for _ in 0..2 {
        let next = last + 1;
        let tells = scene.text.lower(next) == "who" && tells_soon(scene, next + 1);
        if !scene.word_is(last, ",") || next >= end || !begins_apposition(scene, next) || tells {
            break;
        }
        let closes = |&to: &usize| {
            let mark = matches!(scene.text.word(to), "," | "." | ";" | ":" | "—" | "–" | "?" | "!");
            mark || scene.quoted(to) || scene.is(to, Class::ING) && scene.is(to, Class::TAIL)
        };
        let to = (last + 1..end).find(closes).unwrap_or(end);
        if to - last > LONGEST_APPOSITION || is_clause(scene, last + 1, to) {
            break;
        }
        last = to;
    }
    last
}

/// Whether a finite verb stands after a comma that belongs to no relative clause: another clause
/// begins there, not an apposition.
fn is_clause(scene: &Scene, start: usize, end: usize) -> bool {
    let finite = Class::AUXILIARY.and(Class::PAST).and(Class::THIRD);
    let relative = |at: usize| {
        scene.is(at, Class::RELATIVE) || matches!(scene.text.lower(at), "whose" | "that" | "where")
    };
    let mut near = (start..end).take_while(|&at| !relative(at));
    near.any(|at| {
        scene.is(at, finite)
            && !scene.is(at, Class::POSSESSIVE.and(Class::NOUN).and(Class::NOUNISH))
            && scene.text.shape(at) == Shape::Lower
    })
}

/// Whether a relative clause says something itself: "who *noted that*", "who *called it*".
fn tells_soon(scene: &Scene, at: usize) -> bool {
    let other = Class::ADVERB.and(Class::AUXILIARY);
    let verb = at + (at..at + 4).take_while(|&it| scene.is(it, other)).count();
    let told = Class::PAST.and(Class::THIRD).and(Class::PARTICIPLE);
    scene.is(verb, told) && scene.is(verb, Class::THAT.and(Class::LABEL))
}

/// Whether what follows a comma tells more of the mention before it.
fn begins_apposition(scene: &Scene, at: usize) -> bool {
    scene.is(at, Class::APPOSITIVE.and(Class::PERSON)) || scene.text.shape(at) == Shape::Number
}

#[cfg(test)]
mod tests {
    use crate::extract::speech::tests::check;

    #[test]
    fn sources_have_titles_and_appositions() {
        check(&[
            (
                "Ann van der Poe, the president of the Board of Fair Trade, said rents fell.",
                "rents fell | said | Ann van der Poe, the president of the Board of Fair Trade",
            ),
            (
                "Party MP Ann Roe, who is the chair of a board, said rents fell.",
                "rents fell | said | Party MP Ann Roe, who is the chair of a board",
            ),
            (
                "Poe (D-Ohio) and Roe both said rents fell.",
                "rents fell | said | Poe (D-Ohio) and Roe",
            ),
            (
                "Ann Roe, who is the mayor, and Bob Poe, a baker, have both called for Ed Lee to go.",
                "Ed Lee to go | have both called for | Ann Roe, who is the mayor, and Bob Poe, a baker",
            ),
            ("It rained and Bob Poe said rents fell.", "rents fell | said | Bob Poe"),
            ("Poe, when asked whether Roe left, said rents fell.", "rents fell | said | Poe"),
            (
                "Roe declined to comment when asked whether rents fell.",
                "to comment | declined | Roe",
            ),
            ("On Monday the mayor of Poe said rents fell.", "rents fell | said | the mayor of Poe"),
            ("After the vote Mr Roe said rents fell.", "rents fell | said | Mr Roe"),
            (
                "Ann Roe, who runs Roe Freight, a firm with two lorries, said rents fell.",
                "rents fell | said | Ann Roe, who runs Roe Freight, a firm with two lorries",
            ),
            (
                "The police report describing the fire said that rents fell.",
                "that rents fell | said | The police report describing the fire",
            ),
            (
                "Poe came, and Roe soon began telling voters that rents fell.",
                "that rents fell | telling | Roe",
            ),
            (
                "“Did rents fall?” Rep. Ann Roe, the Ohio Democrat, said of it.",
                "“Did rents fall?” | said | Rep. Ann Roe, the Ohio Democrat",
            ),
            (
                "According to the Post, Roe came and said that rents fell.",
                "Roe came | According to | the Post\nthat rents fell | said | Roe",
            ),
            (
                "Landlords and local firms said rents fell.",
                "rents fell | said | Landlords and local firms",
            ),
            (
                "The rents of Poe fell and local firms said it rained.",
                "it rained | said | local firms",
            ),
            ("Ann Roe, speaking in Poe, said rents fell.", "rents fell | said | Ann Roe"),
            ("Ann Roe, at a rally in Poe, said rents fell.", "rents fell | said | Ann Roe"),
            ("The court in 2001 said rents fell.", "rents fell | said | The court"),
            (
                "Poe met the mayor, who in 2010 said rents fell.",
                "rents fell | said | the mayor, who",
            ),
            ("Roe just last week said rents fell.", "rents fell | said | Roe"),
            ("Last week Roe said rents fell.", "rents fell | said | Roe"),
            ("Nearly 60 percent said rents fell.", "rents fell | said | Nearly 60 percent"),
            (
                "The town press secretary said rents fell.",
                "rents fell | said | The town press secretary",
            ),
            ("The Post seized on Roe's claim that rents fell.", "that rents fell | claim | Roe"),
            (
                "Rents fell this year, according to a report published by the board in May.",
                "Rents fell this year | according to | a report published by the board in May",
            ),
            (
                "According to letters found by the board, rents fell.",
                "rents fell | According to | letters found by the board",
            ),
            ("Roe issued a statement saying rents fell.", "rents fell | saying | Roe"),
            (
                "Rents have fallen, says local economist Ann Roe.",
                "Rents have fallen | says | local economist Ann Roe",
            ),
            (
                "The rents of Poe, said Ann Roe, would fall.",
                "The rents of Poe … would fall | said | Ann Roe",
            ),
            ("Roe on Friday said rents fell.", "rents fell | said | Roe"),
            (
                "The city's police chief said rents fell.",
                "rents fell | said | The city's police chief",
            ),
            (
                "A spokesman for the party said rents fell.",
                "rents fell | said | A spokesman for the party",
            ),
            ("But then 63 percent said rents fell.", "rents fell | said | 63 percent"),
            (
                "Ann Roe, 59, of Springfield, Ohio, who saw it, said rents fell.",
                "rents fell | said | Ann Roe, 59, of Springfield, Ohio, who saw it",
            ),
            (
                "“Rents fell,” Ann Roe, the mayor of Poe, one of the towns, said.",
                "“Rents fell,” | said | Ann Roe, the mayor of Poe, one of the towns",
            ),
            (
                "Ann Roe, a local developer and spokeswoman for Poe Homes, which builds, said rents fell.",
                "rents fell | said | Ann Roe, a local developer and spokeswoman for Poe Homes, which builds",
            ),
            (
                "PORT ELLERY (Norwick Press) - Leaders met on Friday, saying that rents fell.",
                "that rents fell | saying | Leaders",
            ),
            (
                "Port Ellery, Ohio (NP) The mayor opened a road, saying that rents fell.",
                "that rents fell | saying | The mayor",
            ),
            (
                "In 1986, however, the court ruled, citing high costs.",
                "high costs | citing | the court",
            ),
        ]);
    }
}
