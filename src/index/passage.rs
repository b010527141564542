//! Which sentences of the body are shown for a hit.

use crate::{sentence::sentences, text::Span};

/// At most so many passages an article.
const MOST: usize = 3;

/// The sentences with the most matched words, as many as are shown, in text order; the beginning of
/// the text if nothing matched there.
pub fn passages(body: &str, matched: &[Span]) -> Vec<Span> {
    let sentences = sentences(body);
    let count = |sentence: &Span| matched.iter().filter(|span| sentence.overlaps(**span)).count();
    let mut best: Vec<(usize, Span)> =
        sentences.iter().map(|sentence| (count(sentence), *sentence)).collect();
    best.retain(|(count, _)| *count > 0);
    best.sort_by_key(|(count, sentence)| (std::cmp::Reverse(*count), *sentence));
    let mut passages: Vec<Span> = best.into_iter().take(MOST).map(|(_, span)| span).collect();
    if passages.is_empty() {
        passages.extend(sentences.first());
    }
    passages.sort_unstable();
    passages.into_iter().map(|passage| shortened(body, passage, matched)).collect()
}

/// Longer passages are cut around their first match, in bytes.
const LONGEST: usize = 400;

/// A passage of at most [`LONGEST`] bytes that holds the first match, cut at spaces.
fn shortened(body: &str, passage: Span, matched: &[Span]) -> Span {
    if passage.len() <= LONGEST {
        return passage;
    }
    let first = matched.iter().find(|span| passage.overlaps(**span));
    let middle = first.map_or(passage.start(), |span| span.start());
    let from = middle.saturating_sub(LONGEST / 3).max(passage.start());
    let from = word_start(body, from, passage.start());
    let to = word_start(body, (from + LONGEST).min(passage.end()), from);
    let to = if from + LONGEST >= passage.end() { passage.end() } else { to };
    let text = &body[from..to];
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

    fn all(body: &str, word: &str) -> Vec<Span> {
        let found = body.match_indices(word);
        found.filter_map(|(at, word)| Span::new(body, at..at + word.len())).collect()
    }

    #[test]
    fn the_sentences_that_matched_are_shown() {
        let body = "Tolls rise. Nobody likes it.\n\nTolls on tolls. The end, said Roe.";
        let cases = [
            ("olls", vec!["Tolls rise.", "Tolls on tolls."]),
            ("Roe", vec!["The end, said Roe."]),
            ("absent", vec!["Tolls rise."]),
        ];
        for (word, expected) in cases {
            let found = passages(body, &all(body, word));
            let shown: Vec<&str> = found.iter().map(|span| span.of(body)).collect();
            assert_eq!(shown, expected, "for {word:?}");
        }
    }

    proptest! {
        #[test]
        fn a_passage_is_short_and_holds_its_match(body in "(é|x|東| ){0,1500}y(é|x| ){0,900}") {
            let matched = all(&body, "y");
            let found = passages(&body, &matched);
            prop_assert_eq!(found.len(), 1);
            prop_assert!(found[0].len() <= LONGEST);
            prop_assert!(found[0].contains(matched[0]));
        }
    }
}
