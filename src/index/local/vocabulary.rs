//! The words of an index and how many documents have them: what each clause of a query costs, and
//! what may have been meant by a word that finds nothing.

use std::collections::BTreeMap;

use tantivy::{Searcher, Term, schema::Field as Slot};

use super::{completion, dictionary::each_word, overview::Everybody, schema::Slots, word::Meant};
use crate::{
    analyze::{Sought, fold},
    field::Field,
    index::matching::{ARTICLE_FIELDS, Context, QUOTE_FIELDS, SPEAKER_FIELDS, needs_quote},
    query::{Name, Query},
    text::letters_apart,
};

/// A word or phrase of a query in one field, with how many documents have its terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The word or phrase as the query has it.
    pub clause: String,
    /// Where it is looked for.
    pub field: Field,
    /// Its terms.
    pub terms: Vec<TermCost>,
}

/// How many documents have a term, or all the words that one term of a query stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermCost {
    /// The term: a word, or a stem after its language and a colon. Of several words the clause.
    pub term: String,
    /// How many words of the index it stands for.
    pub words: u64,
    /// How many documents have it; one that has two of several words counts twice.
    pub documents: u64,
}

/// A word or name of a query that finds nothing, and what is there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What was typed.
    pub typed: String,
    /// Where it was looked for.
    pub field: Field,
    /// What may have been meant, with the number of documents that have it: the nearest and most
    /// frequent first.
    pub meant: Vec<(String, u64)>,
}

/// At most so many words are suggested for one.
const SUGGESTED: usize = 3;

/// Only so many words that no document has are asked about, the first ones: each costs a walk through the
/// words of the index, and a list of two thousand names is not mistyped.
const MOST_ASKED: usize = 10;

/// A word or phrase of a query where it stands.
struct Leaf<'q> {
    query: &'q Query,
    fields: Vec<Field>,
    in_article: bool,
    /// Whether it must not be found.
    negated: bool,
}

/// The words of an index.
pub struct Vocabulary<'v> {
    /// Where they are.
    pub searcher: &'v Searcher,
    /// In which slots.
    pub slots: &'v Slots,
    /// What a typed word means.
    pub context: Context<'v>,
}

impl Vocabulary<'_> {
    /// What each word and phrase of the query costs, in order, each once in a field.
    pub fn clauses(&self, query: &Query) -> tantivy::Result<Vec<Clause>> {
        let mut clauses: Vec<Clause> = Vec::new();
        for leaf in leaves(query) {
            for &field in &leaf.fields {
                let clause = leaf.query.to_string();
                let is_known = |known: &Clause| known.clause == clause && known.field == field;
                let slot = self.slot(field, leaf.in_article);
                if let Some(slot) = slot.filter(|_| !clauses.iter().any(is_known)) {
                    let terms = self.costs(slot, field, leaf.query)?;
                    clauses.push(Clause { clause, field, terms });
                }
            }
        }
        Ok(clauses)
    }

    fn costs(&self, slot: Slot, field: Field, query: &Query) -> tantivy::Result<Vec<TermCost>> {
        let mut costs: Vec<TermCost> = Vec::new();
        for sought in self.context.sought(field, query).iter().flatten() {
            let words = self.words(slot, sought)?;
            let term = match sought {
                Sought::Term(term) => term.clone(),
                _ => query.to_string(),
            };
            if !costs.iter().any(|cost| cost.term == term) {
                let documents = words.values().sum();
                costs.push(TermCost { term, words: words.len() as u64, documents });
            }
        }
        Ok(costs)
    }

    /// What may have been meant by the words that the query looks for and that no document has.
    /// `names` gives all speakers, or all organisations, when one of them is looked for.
    pub fn suggestions<'n>(
        &self,
        query: &Query,
        names: impl Fn(Field) -> Option<&'n Everybody>,
    ) -> tantivy::Result<Vec<Suggestion>> {
        let mut found: Vec<Suggestion> = Vec::new();
        let mut asked = 0;
        for leaf in leaves(query).into_iter().filter(|leaf| !leaf.negated) {
            let [field, ..] = leaf.fields[..] else { continue };
            let (Query::Word { text, .. } | Query::Phrase { text, .. }) = leaf.query else {
                continue;
            };
            let is_name = matches!(field, Field::Speaker | Field::Org);
            for word in self.missing(&leaf, text)? {
                // A name is meant as a whole.
                let typed = if is_name { text.clone() } else { word };
                if found.iter().any(|known| known.typed == typed && known.field == field) {
                    continue;
                }
                asked += 1;
                if asked > MOST_ASKED {
                    return Ok(found);
                }
                let meant = match is_name {
                    true => {
                        names(field).map(|names| similar_names(text, names)).unwrap_or_default()
                    }
                    false => self.similar(&leaf, &typed)?,
                };
                if !meant.is_empty() {
                    found.push(Suggestion { typed, field, meant });
                }
            }
        }
        Ok(found)
    }

    /// The words of a typed text that no document has in the fields of the leaf.
    fn missing(&self, leaf: &Leaf<'_>, text: &str) -> tantivy::Result<Vec<String>> {
        let mut missing = Vec::new();
        for word in text.split_whitespace() {
            let stemmed = match leaf.query {
                Query::Word { exact, .. } => !exact,
                Query::Phrase { stemmed, .. } => *stemmed,
                _ => false,
            };
            let mut documents = 0;
            for &field in &leaf.fields {
                let Some(slot) = self.slot(field, leaf.in_article) else { continue };
                for sought in self.context.patterns(field, word, stemmed).iter().flatten() {
                    documents += self.words(slot, sought)?.values().sum::<u64>();
                }
            }
            if documents == 0 && word.contains(char::is_alphabetic) {
                missing.push(word.to_owned());
            }
        }
        Ok(missing)
    }

    /// The words of the index that are nearest to a typed one, the most frequent first.
    fn similar(&self, leaf: &Leaf<'_>, typed: &str) -> tantivy::Result<Vec<(String, u64)>> {
        let mut word = String::new();
        fold(typed, &mut word);
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let distance = if word.chars().count() > 4 { 2 } else { 1 };
        let sought = Sought::Similar { word: word.clone(), distance };
        let mut words: BTreeMap<String, u64> = BTreeMap::new();
        for &field in &leaf.fields {
            if let Some(slot) = self.slot(field, leaf.in_article) {
                for (term, documents) in self.words(slot, &sought)? {
                    *words.entry(term).or_default() += documents;
                }
            }
        }
        let mut words: Vec<(String, u64)> = words.into_iter().collect();
        let nearest = words.iter().map(|(term, _)| letters_apart(&word, term)).min();
        words.retain(|(term, _)| Some(letters_apart(&word, term)) == nearest);
        words.sort_by_key(|(_, documents)| std::cmp::Reverse(*documents));
        words.truncate(SUGGESTED);
        Ok(words)
    }

    fn words(&self, slot: Slot, sought: &Sought) -> tantivy::Result<BTreeMap<String, u64>> {
        let Some(term) = sought.term() else { return words(self.searcher, slot, sought) };
        let meant = Meant::new(vec![Term::from_field_text(slot, term)]);
        let documents = meant.documents(self.searcher)?;
        Ok((documents > 0).then(|| (term.to_owned(), documents)).into_iter().collect())
    }

    fn slot(&self, field: Field, in_article: bool) -> Option<Slot> {
        match in_article {
            true => self.slots.of_article(field),
            false => self.slots.of_quote(field),
        }
    }
}

/// The words of a slot that are meant, with the number of documents that have each.
pub fn words(
    searcher: &Searcher,
    slot: Slot,
    sought: &Sought,
) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(slot)?;
        each_word(&index, slot, sought, |word, documents| {
            match words.get_mut(word) {
                Some(sum) => *sum += documents,
                None => {
                    words.insert(word.to_owned(), documents);
                }
            }
            true
        })?;
    }
    Ok(words)
}

/// All words and phrases of a query, in order.
fn leaves(query: &Query) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    let place = Leaf { query, fields: ARTICLE_FIELDS.to_vec(), in_article: true, negated: false };
    collect(place, &mut found);
    found
}

fn collect<'q>(leaf: Leaf<'q>, found: &mut Vec<Leaf<'q>>) {
    let Leaf { query, in_article, negated, .. } = leaf;
    let below = |query, fields: &[Field], in_article, negated| Leaf {
        query,
        fields: fields.to_vec(),
        in_article,
        negated,
    };
    match query {
        Query::Field { field, query } => {
            let in_article = in_article && !needs_quote(*field, in_article);
            collect(below(query, &[*field], in_article, negated), found);
        }
        Query::Quote { query, .. } => collect(below(query, QUOTE_FIELDS, false, negated), found),
        Query::Said { who, what } => {
            collect(below(who, SPEAKER_FIELDS, false, negated), found);
            collect(below(what, QUOTE_FIELDS, false, negated), found);
        }
        Query::Not(query) => collect(below(query, &leaf.fields, in_article, true), found),
        Query::Near { left, right, negated: not, .. } => {
            collect(below(left, &leaf.fields, in_article, negated), found);
            collect(below(right, &leaf.fields, in_article, negated || *not), found);
        }
        Query::All | Query::Dates { .. } => {}
        other if other.parts().is_empty() => found.push(leaf),
        other => {
            for part in other.parts() {
                collect(below(part, &leaf.fields, in_article, negated), found);
            }
        }
    }
}

/// The names that hold a word near to each typed one, with the number of their quotations: the
/// nearest and most quoted first.
fn similar_names(typed: &str, everybody: &Everybody) -> Vec<(String, u64)> {
    let typed = completion::folded(typed);
    let typed: Vec<&str> = words_in(&typed).collect();
    let apart = |forms: &String| -> Option<usize> {
        let name = forms.lines().next().unwrap_or_default();
        typed.iter().map(|word| words_in(name).filter_map(|own| apart(word, own)).min()).sum()
    };
    let names = everybody.names.hits.iter().zip(&everybody.folded);
    let mut near: Vec<(usize, &Name)> =
        names.filter_map(|(name, forms)| Some((apart(forms)?, name))).collect();
    near.sort_by_key(|(apart, name)| (*apart, std::cmp::Reverse(name.quotes)));
    near.truncate(SUGGESTED);
    near.into_iter().map(|(_, name)| (name.name.clone(), name.quotes)).collect()
}

/// By how many letters two words of names differ, if by few.
fn apart(word: &str, other: &str) -> Option<usize> {
    let length = word.chars().count();
    let most = length.div_ceil(3).min(2);
    let may_be = length.abs_diff(other.chars().count()) <= most;
    may_be.then(|| letters_apart(word, other)).filter(|apart| *apart <= most)
}

fn words_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
