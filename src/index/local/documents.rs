//! Which documents have the words that a place expression cannot do without.

use tantivy::{DocId, TERMINATED};

use super::word::Word;
use crate::index::expression::Expression;

/// The documents that have these words, given by their numbers.
pub enum Documents {
    /// All of the words.
    Words(Vec<usize>),
    All(Vec<Documents>),
    Any(Vec<Documents>),
}

impl Documents {
    /// The documents that have what `expression` cannot do without.
    pub fn new(expression: &Expression) -> Documents {
        match expression {
            Expression::Readings(readings) => any(readings
                .iter()
                .map(|reading| Documents::Words(reading.words().collect()))
                .collect()),
            Expression::Moves(words, _) => Documents::Words(words.clone()),
            Expression::Any(parts) => any(parts.iter().map(Documents::new).collect()),
            Expression::First(_, inner) | Expression::Near { left: inner, negated: true, .. } => {
                Documents::new(inner)
            }
            Expression::Near { left, right, .. } => {
                both(Documents::new(left), Documents::new(right))
            }
        }
    }

    /// The first document from `target` on. Each word belongs to one place of the tree, so that it is
    /// never led past a document that another place needs.
    pub fn seek(&self, words: &mut [Word], target: DocId) -> DocId {
        match self {
            Documents::Words(all) => seek_all(all, words, target),
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
        match self {
            Documents::Words(all) => all.sort_by_key(|&word| words[word].size_hint()),
            Documents::All(all) | Documents::Any(all) => {
                all.iter_mut().for_each(|one| one.sort(words));
                all.sort_by_key(|one| one.size_hint(words));
            }
        }
    }

    /// The number of documents, or more.
    pub fn size_hint(&self, words: &[Word]) -> u32 {
        match self {
            Documents::Words(all) => {
                all.iter().map(|&word| words[word].size_hint()).min().unwrap_or(0)
            }
            Documents::All(all) => all.iter().map(|one| one.size_hint(words)).min().unwrap_or(0),
            Documents::Any(any) => {
                any.iter().fold(0, |sum, one| sum.saturating_add(one.size_hint(words)))
            }
        }
    }
}

fn any(mut parts: Vec<Documents>) -> Documents {
    if parts.len() == 1 { parts.remove(0) } else { Documents::Any(parts) }
}

fn both(left: Documents, right: Documents) -> Documents {
    match (left, right) {
        (Documents::Words(mut all), Documents::Words(mut more)) => {
            all.append(&mut more);
            Documents::Words(all)
        }
        (left, right) => Documents::All(vec![left, right]),
    }
}

/// The first document from `target` on that has all of these words; none if there are no words.
fn seek_all(all: &[usize], words: &mut [Word], target: DocId) -> DocId {
    let Some((&lead, others)) = all.split_first() else { return TERMINATED };
    let mut doc = words[lead].seek(target);
    'lead: while doc != TERMINATED {
        for &other in others {
            let found = words[other].seek(doc);
            if found > doc {
                doc = words[lead].seek(found);
                continue 'lead;
            }
        }
        return doc;
    }
    TERMINATED
}
