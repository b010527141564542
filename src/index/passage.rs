//! Which sentences of the body are shown for a hit.
//!
//! A passage is a sentence, or several that a match or the choice of both joins; it never ends within a
//! match. Those are chosen that show most of what the query asked for, each one what the others do not.

use crate::{
    sentence::{paragraphs, sentences_of},
    text::Span,
};

/// At most so many passages an article.
const MOST: usize = 3;

/// Where something stands that the query looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its words.
    pub span: Span,
    /// The number of the word, phrase or expression of the query.
    pub part: usize,
}

/// The passages to show, in text order; the first sentence of the text if nothing matched there.
pub fn passages(body: &str, matches: &[Match]) -> Vec<Span> {
    let mut candidates = candidates(body, matches);
    if candidates.is_empty() {
        let first = paragraphs(body).first().copied();
        let sentence =
            first.and_then(|paragraph| sentences_of(body, &[paragraph]).first().copied());
        return sentence.map(|span| shortened(body, span, None)).into_iter().collect();
    }
    let mut chosen: Vec<Candidate> = Vec::new();
    while chosen.len() < MOST && !candidates.is_empty() {
        let is_shown = |part: &usize| chosen.iter().any(|other| other.parts.contains(part));
        let worth = |candidate: &Candidate| {
            let new = candidate.parts.iter().filter(|part| !is_shown(part)).count();
            (new, candidate.parts.len(), candidate.matches)
        };
        let best = (0..candidates.len())
            .max_by_key(|&at| (worth(&candidates[at]), std::cmp::Reverse(at)))
            .unwrap_or_default();
        chosen.push(candidates.remove(best));
    }
    let shown = |it: &Candidate| match it.span.len() <= LONGEST {
        true => it.span,
        false => shortened(body, it.span, Some(it.tightest(matches))),
    };
    let mut passages: Vec<Span> = chosen.iter().map(shown).collect();
    passages.sort_unstable();
    joined(body, passages)
}

/// A sentence, or several that a match joins.
struct Candidate {
    span: Span,
    /// The parts of the query that match in it, each once.
    parts: Vec<usize>,
    /// How often they do.
    matches: usize,
}

impl Candidate {
    /// The matches in it that are closest together, one of each part: what must be shown if it is too
    /// long to be shown whole.
    fn tightest(&self, matches: &[Match]) -> Span {
        let mut inside: Vec<&Match> =
            matches.iter().filter(|found| self.span.contains(found.span)).collect();
        inside.sort_by_key(|found| found.span);
        let hull = |from: usize| {
            let mut missing = self.parts.clone();
            let mut hull = inside[from].span;
            for found in &inside[from..] {
                if let Some(at) = missing.iter().position(|part| *part == found.part) {
                    missing.swap_remove(at);
                    hull = hull.hull(found.span);
                }
            }
            (missing.len(), hull.len(), hull)
        };
        (0..inside.len()).map(hull).min().map_or(self.span, |(.., hull)| hull)
    }
}

/// The sentences with a match, in order.
fn candidates(body: &str, matches: &[Match]) -> Vec<Candidate> {
    let mut matches = matches.to_vec();
    matches.sort_unstable_by_key(|found| (found.span, found.part));
    let with_match: Vec<Span> = paragraphs(body)
        .into_iter()
        .filter(|paragraph| matches.iter().any(|found| found.span.overlaps(*paragraph)))
        .collect();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut next = 0;
    for sentence in sentences_of(body, &with_match) {
        let open = candidates.last().is_some_and(|last| last.span.overlaps(sentence));
        if !open {
            candidates.push(Candidate { span: sentence, parts: Vec::new(), matches: 0 });
        }
        let Some(candidate) = candidates.last_mut() else { continue };
        candidate.span = candidate.span.hull(sentence);
        while let Some(found) = matches.get(next).filter(|it| it.span.start() < sentence.end()) {
            next += 1;
            if found.span.end() <= candidate.span.start() {
                continue;
            }
            candidate.span = candidate.span.hull(found.span);
            candidate.matches += 1;
            if !candidate.parts.contains(&found.part) {
                candidate.parts.push(found.part);
            }
        }
    }
    candidates.retain(|candidate| candidate.matches > 0);
    candidates
}

/// Passages with nothing but space between them become one, if it is not too long.
fn joined(body: &str, passages: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::with_capacity(passages.len());
    for passage in passages {
        if let Some(last) = joined.last_mut() {
            let between = body.get(last.end()..passage.start()).unwrap_or_default();
            let both = last.hull(passage);
            let is_near = between.trim().is_empty() && !between.contains('\n');
            if last.overlaps(passage) || is_near && both.len() <= LONGEST {
                *last = both;
                continue;
            }
        }
        joined.push(passage);
    }
    joined
}

/// Longer passages are cut around what matched, in bytes.
const LONGEST: usize = 400;

/// A passage of at most [`LONGEST`] bytes, or as long as the match that it must hold; cut at spaces.
fn shortened(body: &str, passage: Span, held: Option<Span>) -> Span {
    if passage.len() <= LONGEST {
        return passage;
    }
    let held = held
        .unwrap_or_else(|| Span::new(body, passage.start()..passage.start()).unwrap_or(passage));
    let room = LONGEST.saturating_sub(held.len());
    let from = held.start().saturating_sub(room / 3).max(passage.start());
    let from = word_start(body, from, passage.start());
    let to = word_start(body, (from + LONGEST).min(passage.end()), from);
    let to = if from + LONGEST >= passage.end() {
        passage.end()
    } else {
        to.max(held.end().min(from + LONGEST))
    };
    let text = body.get(from..to).unwrap_or_default();
    let start = from + (text.len() - text.trim_start().len());
    Span::new(body, start..start + text.trim().len()).unwrap_or(passage)
}

/// The last place at or before `at` where a word begins, not before `least`; where there is no
/// space, a place between two characters.
fn word_start(body: &str, at: usize, least: usize) -> usize {
    let mut at = at.min(body.len());
    while !body.is_char_boundary(at) {
        at -= 1;
    }
    let space = body[least..at].rfind(char::is_whitespace).map(|space| least + space);
    match space {
        Some(space) if at - space < LONGEST / 3 && at < body.len() => space,
        _ => at.max(least),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The matches of words in a text, each a part.
    fn all(body: &str, words: &str) -> Vec<Match> {
        let of_part = |(part, word): (usize, &str)| -> Vec<Match> {
            let found = body.match_indices(word);
            let span = |(at, word): (usize, &str)| Span::new(body, at..at + word.len()).unwrap();
            found.map(|found| Match { span: span(found), part }).collect()
        };
        words.split('|').enumerate().flat_map(of_part).collect()
    }

    #[test]
    fn the_sentences_that_matched_are_shown() {
        let body = "Tolls rise. Nobody likes it.\n\nTolls on tolls. The end, said Roe. \
                    A toll it is. Fees rose, the tolls fell.\n\nMr. Roe “agrees”.";
        let cases = [
            ("olls", vec!["Tolls rise.", "Tolls on tolls.", "Fees rose, the tolls fell."]),
            ("end, said Roe", vec!["The end, said Roe."]),
            ("absent", vec!["Tolls rise."]),
            (
                "Fees|tolls|agrees",
                vec!["Tolls on tolls.", "Fees rose, the tolls fell.", "Mr. Roe “agrees”."],
            ),
            ("Nobody|likes", vec!["Nobody likes it."]),
            ("rise. Nobody", vec!["Tolls rise. Nobody likes it."]),
            ("rise|Nobody", vec!["Tolls rise. Nobody likes it."]),
        ];
        for (words, expected) in cases {
            let found = passages(body, &all(body, words));
            let shown: Vec<&str> = found.iter().map(|span| span.of(body)).collect();
            assert_eq!(shown, expected, "for {words:?}");
        }
    }

    #[test]
    fn a_long_sentence_is_cut_around_the_closest_matches() {
        let body = format!("toll {}a toll and a fee {}", "x ".repeat(400), "y ".repeat(400));
        let found = passages(&body, &all(&body, "toll|fee"));
        assert!(found[0].of(&body).contains("a toll and a fee"), "{found:?}");
    }

    proptest! {
        #[test]
        fn a_passage_is_short_and_holds_its_match(body in "(é|x|東| ){0,1500}y(é|x| ){0,900}") {
            let matched = all(&body, "y");
            let found = passages(&body, &matched);
            prop_assert_eq!(found.len(), 1);
            prop_assert!(found[0].len() <= LONGEST);
            prop_assert!(found[0].contains(matched[0].span));
        }

        #[test]
        fn passages_are_in_order_and_never_cut_a_short_match(
            body in "([abc“é]{1,9}[ .]{1,2}\n?){0,60}", words in "[abc] ?[.]? ?[abc]?\\|[abc]",
        ) {
            let matched = all(&body, &words);
            let found = passages(&body, &matched);
            prop_assert!(found.len() <= MOST);
            prop_assert!(found.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
            for span in found {
                for it in &matched {
                    prop_assert!(!it.span.overlaps(span) || span.contains(it.span) || span.len() > 300);
                }
            }
        }
    }
}
