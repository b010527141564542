//! Which tokens can be part of a name: words with a capital, and the small words and numbers between
//! and after them. Neighbours among them are labelled together, as one chain.
//!
//! Most tokens are in no chain and cost nothing more.

use std::ops::Range;

use crate::extract::{lexicon::names::Class, profile::Profile, token::Shape};

/// The most small words that join two words with a capital: "of the", "'s".
const LONGEST_LINK: usize = 3;

/// The longest chain: a text in capitals shall not cost more than its length.
const LONGEST: usize = 200;

/// The chains of an article, in text order, without overlap, none across sentences.
pub fn chains(profile: &Profile) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut token = 0;
    while token < profile.text.len() {
        if !opens(profile, token) {
            token += 1;
            continue;
        }
        let floor = found.last().map_or(0, |it: &Range<usize>| it.end);
        let start = with_particles(profile, token, floor);
        let mut end = token + 1;
        while end - start < LONGEST
            && let Some(longer) = step(profile, end)
        {
            end = longer;
        }
        found.push(start..end);
        token = end;
    }
    found
}

/// Whether a name can begin with the word: it has a capital that says something.
fn opens(profile: &Profile, token: usize) -> bool {
    let goes_on = || {
        let next = profile.next(token).filter(|&it| profile.has_capital(it));
        next.is_some_and(|it| !is_plain(profile, it))
    };
    profile.has_capital(token) && (!is_plain(profile, token) || goes_on())
}

/// Whether a word is written with a capital for other reasons: a day, the start of a sentence.
fn is_plain(profile: &Profile, token: usize) -> bool {
    let class = profile.class(token);
    let named = Class::FIRST | Class::SURNAME | Class::PLACE | Class::ORGANISATION;
    class.is(Class::FUNCTION | Class::CALENDAR)
        && !class.is(named)
        && profile.text.shape(token) != Shape::Upper
}

/// The start of a chain moved left over "van der".
fn with_particles(profile: &Profile, start: usize, floor: usize) -> usize {
    let is_particle = |&token: &usize| {
        profile.previous(token + 1).is_some()
            && profile.text.shape(token) == Shape::Lower
            && profile.text.names(token).is(Class::PARTICLE)
    };
    start - (floor..start).rev().take_while(is_particle).count()
}

/// One past the next word of the chain that has come to `end`, over what links it.
fn step(profile: &Profile, end: usize) -> Option<usize> {
    let mut token = profile.next(end - 1)?;
    if profile.text.shape(token) == Shape::Number {
        return Some(token + 1);
    }
    let before = profile.class(end - 1);
    for _ in 0..=LONGEST_LINK {
        if profile.has_capital(token) {
            return opens(profile, token).then_some(token + 1);
        }
        if !is_link(profile, token, before) {
            return None;
        }
        if is_possessive(profile.text.word(token)) && token == end {
            // "Sainsbury's": the name can end with the mark.
            return Some(token + 1);
        }
        token = profile.next(token)?;
    }
    None
}

/// Whether a token can join two words of a name. `before` is what the word before the link may be.
fn is_link(profile: &Profile, token: usize, before: Class) -> bool {
    let word = profile.text.lower(token);
    match word {
        "of" | "and" | "for" | "the" | "&" | "-" | "–" | "/" | "’" | "'" | "y" | "e" => true,
        "on" | "in" | "to" | "at" | "against" | "with" => before.is(Class::ORGANISATION_HEAD),
        _ if is_possessive(word) => true,
        _ => {
            profile.text.shape(token) == Shape::Lower
                && word.len() <= 5
                && profile.text.names(token).is(Class::PARTICLE)
        }
    }
}

fn is_possessive(word: &str) -> bool {
    matches!(word, "'s" | "’s" | "'S" | "’S")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::token::Text;

    #[test]
    fn chains_hold_what_may_be_names() {
        let cases = [
            ("However, Jane Roe of the Board of Trade left.", "Jane Roe of the Board of Trade"),
            ("On Monday the Poe's dog met J. K. van der Roe.", "Poe's | J. K. van der Roe"),
            ("It rained in May. The Hague was dry.", "May | The Hague"),
            ("at Channel 4 in Leeds", "Channel 4 | Leeds"),
            ("its Committee on Food paid Roe in Leeds", "Committee on Food | Roe | Leeds"),
            ("no names here", ""),
        ];
        for (text, expected) in cases {
            let text = Text::new(text);
            let profile = Profile::new(&text);
            let found = chains(&profile).into_iter().map(|it| text.span(it).of(text.text));
            assert_eq!(found.collect::<Vec<_>>().join(" | "), expected, "in {:?}", text.text);
        }
    }
}
