//! Which documents have the words that a place expression cannot do without.

use tantivy::{DocId, TERMINATED};

use super::word::Word;
use crate::index::expression::Expression;

/// The documents that have these words, given by their numbers.
pub enum Documents {
    Word(usize),
    All(Vec<Documents>),
    Any(Vec<Documents>),
}

impl Documents {
    /// The documents that have what `expression` cannot do without.
    pub fn new(expression: &Expression) -> Documents {
        let all = |words: &[usize]| match words {
            [word] => Documents::Word(*word),
            words => Documents::All(words.iter().copied().map(Documents::Word).collect()),
        };
        match expression {
            Expression::Readings(readings) => match &readings[..] {
                [words] => all(words),
                readings => Documents::Any(readings.iter().map(|words| all(words)).collect()),
            },
            Expression::Moves(words, _) => all(words),
            Expression::Any(any) => Documents::Any(any.iter().map(Documents::new).collect()),
            Expression::First(_, inner) | Expression::Near { left: inner, negated: true, .. } => {
                Documents::new(inner)
            }
            Expression::Near { left, right, .. } => {
                Documents::All(vec![Documents::new(left), Documents::new(right)])
            }
        }
    }

    /// The first document from `target` on. Each word belongs to one place of the tree, so that it is
    /// never led past a document that another place needs.
    pub fn seek(&self, words: &mut [Word], target: DocId) -> DocId {
        match self {
            Documents::Word(word) => words[*word].seek(target),
            Documents::Any(any) => {
                any.iter().map(|one| one.seek(words, target)).min().unwrap_or(TERMINATED)
            }
            Documents::All(all) => {
                let mut doc = target;
                loop {
                    let before = doc;
                    for one in all {
                        doc = one.seek(words, doc);
                        if doc == TERMINATED {
                            return TERMINATED;
                        }
                    }
                    // The first one decides where to go on; if none moved it, all agree.
                    if before == doc {
                        return doc;
                    }
                }
            }
        }
    }

    /// Puts what is rarest first: it leads.
    pub fn sort(&mut self, words: &[Word]) {
        if let Documents::All(all) | Documents::Any(all) = self {
            all.iter_mut().for_each(|one| one.sort(words));
            all.sort_by_key(|one| one.size_hint(words));
        }
    }

    /// The number of documents, or more.
    pub fn size_hint(&self, words: &[Word]) -> u32 {
        match self {
            Documents::Word(word) => words[*word].size_hint(),
            Documents::All(all) => all.iter().map(|one| one.size_hint(words)).min().unwrap_or(0),
            Documents::Any(any) => {
                any.iter().fold(0, |sum, one| sum.saturating_add(one.size_hint(words)))
            }
        }
    }
}
