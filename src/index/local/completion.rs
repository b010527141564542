//! What somebody may be about to type: names and words of the index that begin so.

use std::cmp::Reverse;

use super::reader::Index;
use crate::{
    analyze::{Sought, fold, prefix_patterns},
    error::Result,
    extract::EntityKind,
    field::{Analysis, Field},
    query::{Completion, Completions, Name, Typing},
};

impl Index {
    /// The people, organisations and words that a text which is being typed may go on to: names with a
    /// word that begins like the last words of it, words that begin like the last one; the most
    /// frequent first, at most `limit` of each.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn complete(&self, typed: &str, limit: usize) -> Result<Completions> {
        let typing = Typing::new(typed);
        Ok(Completions {
            speakers: self.names_like(&typing, Field::Speaker, limit)?,
            organisations: self.names_like(&typing, Field::Org, limit)?,
            words: self.words_like(&typing, limit)?,
        })
    }

    /// Names that begin like as many of the last words as possible.
    fn names_like(
        &self,
        typing: &Typing<'_>,
        field: Field,
        limit: usize,
    ) -> Result<Vec<Completion>> {
        if typing.field().is_some_and(|asked| asked != field) {
            return Ok(Vec::new());
        }
        let kind = if field == Field::Org { EntityKind::Organisation } else { EntityKind::Person };
        let everybody = self.everybody(kind)?;
        for begun in typing.names() {
            let prefix = folded(begun.text);
            let begins = everybody.folded.iter().map(|forms| begins_a_word(forms, &prefix));
            let names = everybody.names.hits.iter().zip(begins).filter(|(_, begins)| *begins);
            let completion = |(name, _): (&Name, bool)| Completion {
                query: typing.with_name(begun, field, &name.name),
                text: name.name.clone(),
                count: name.quotes,
            };
            let found: Vec<Completion> = names.take(limit).map(completion).collect();
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// Words that begin like the last one: of the field that is asked for, or of the bodies of articles.
    fn words_like(&self, typing: &Typing<'_>, limit: usize) -> Result<Vec<Completion>> {
        let field = typing.field().unwrap_or(Field::Body);
        let slot = self.slots().of_article(field).or_else(|| self.slots().of_quote(field));
        let is_name = matches!(field, Field::Speaker | Field::Org);
        let has_words = !is_name && field.info().analysis != Analysis::Date;
        let (Some(begun), Some(slot)) = (typing.word().filter(|_| has_words), slot) else {
            return Ok(Vec::new());
        };
        let patterns = prefix_patterns(&folded(begun.text), None);
        let shapes: Vec<&Sought> = patterns.iter().filter_map(|pattern| pattern.last()).collect();
        let searcher = self.searcher();
        let mut words = Vec::new();
        for shape in shapes {
            words.extend(super::vocabulary::words(&searcher, slot, shape).map_err(self.failed())?);
        }
        words.sort_by(|(a, x), (b, y)| Reverse(x).cmp(&Reverse(y)).then_with(|| a.cmp(b)));
        words.dedup();
        words.truncate(limit);
        let completion = |(text, count): (String, u64)| Completion {
            query: typing.with_word(begun, &text),
            text,
            count,
        };
        Ok(words.into_iter().map(completion).collect())
    }
}

/// A text without case, accents and typographic marks.
pub fn folded(text: &str) -> String {
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
