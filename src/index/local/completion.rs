//! What somebody may be about to type: names and words of the index that begin so.

use std::cmp::Reverse;

use super::reader::Index;
use crate::{
    analyze::{Sought, fold, prefix_patterns},
    error::Result,
    extract::EntityKind,
    field::Field,
    query::{Completions, Name},
};

impl Index {
    /// The people, organisations and words that a text which is being typed may go on to: names with a
    /// word that begins so, words of articles that begin like the last one; the most frequent first, at
    /// most `limit` of each.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn complete(&self, typed: &str, limit: usize) -> Result<Completions> {
        let begun = folded(typed);
        let begun = begun.trim_start();
        if begun.trim_end().is_empty() {
            return Ok(Completions::default());
        }
        Ok(Completions {
            speakers: self.names_like(EntityKind::Person, begun, limit)?,
            organisations: self.names_like(EntityKind::Organisation, begun, limit)?,
            words: self.words_like(begun, limit)?,
        })
    }

    fn names_like(&self, kind: EntityKind, begun: &str, limit: usize) -> Result<Vec<Name>> {
        let names = self.all_names(kind)?;
        let begins = |name: &&Name| {
            let mut forms = std::iter::once(&name.name).chain(&name.spellings);
            forms.any(|form| begins_a_word(&folded(form), begun))
        };
        Ok(names.hits.iter().filter(begins).take(limit).cloned().collect())
    }

    /// Words that begin like the last word of a text, each with the number of articles that have it.
    fn words_like(&self, begun: &str, limit: usize) -> Result<Vec<(String, u64)>> {
        let Some(last) = begun.split_whitespace().next_back().filter(|_| !begun.ends_with(' '))
        else {
            return Ok(Vec::new());
        };
        let patterns = prefix_patterns(last, None);
        let shapes: Vec<&Sought> = patterns.iter().filter_map(|pattern| pattern.last()).collect();
        let searcher = self.searcher();
        let Some(slot) = self.slots().of_article(Field::Body) else { return Ok(Vec::new()) };
        let mut words = Vec::new();
        for shape in shapes {
            words.extend(super::vocabulary::words(&searcher, slot, shape).map_err(self.failed())?);
        }
        words.sort_by(|(a, x), (b, y)| Reverse(x).cmp(&Reverse(y)).then_with(|| a.cmp(b)));
        words.dedup();
        words.truncate(limit);
        Ok(words)
    }
}

fn folded(text: &str) -> String {
    let mut folded = String::new();
    fold(text, &mut folded);
    folded
}

/// Whether a word of `text` begins with `begun`, which may go on over several words.
fn begins_a_word(text: &str, begun: &str) -> bool {
    let is_start = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    text.match_indices(begun).any(|(at, _)| is_start(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_begun_at_their_first_letter() {
        let cases = [
            ("ana ruiz", "ru", true),
            ("ana ruiz", "ana r", true),
            ("ana ruiz", "uiz", false),
            ("al-masri", "mas", true),
            ("o'neill", "o'n", true),
        ];
        for (text, begun, expected) in cases {
            assert_eq!(begins_a_word(text, begun), expected, "{begun} in {text}");
        }
    }
}
