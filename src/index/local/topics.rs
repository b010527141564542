//! What quotations are about: the words that they have more often than others.

use std::collections::{BTreeMap, hash_map::Entry};

use jiff::civil;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocAddress, collector::DocSetCollector};

use super::{overview::of_quotes, reader::Index, schema::QUOTE};
use crate::{
    analyze::{FunctionWords, Words},
    article::Article,
    error::Result,
    extract::Extraction,
    field::Field,
    index::block::{language, words},
    query::{Query, Topic, Topics},
};

/// At most so many quotations are read for their words.
const MOST_READ: usize = 5_000;

/// A word of fewer quotations is no topic; of many quotations it takes one more for each so many.
const FEWEST: (u64, u64) = (2, 500);

impl Index {
    /// The words that the quotations of a search for quotations have more often than all others:
    /// what a speaker speaks about. Function words are none.
    ///
    /// Words are in order of the log-likelihood ratio of having them or not among those that match and
    /// among the rest (Dunning 1993, "Accurate methods for the statistics of surprise and coincidence"):
    /// a rare word that somebody said twice by chance is less of a topic than a common one that they say
    /// a hundred times. It is multiplied by the share of the places whose neighbouring words differ, since
    /// a sentence that many articles quote was said once.
    ///
    /// # Errors
    ///
    /// Fails if the query cannot be answered, or if the index cannot be read.
    pub fn topics(&self, query: &Query, today: civil::Date, limit: usize) -> Result<Topics> {
        let searcher = self.searcher();
        let found = self.collect(&searcher, &of_quotes(query).today(today), &DocSetCollector)?;
        let mut found: Vec<DocAddress> = found.into_iter().collect();
        found.sort_unstable();
        let total = found.len() as u64;
        let step = found.len().div_ceil(MOST_READ).max(1);
        let quotes: Vec<DocAddress> = found.into_iter().step_by(step).collect();
        let read = quotes.len() as u64;
        let Some(slot) = self.slots().of_quote(Field::Text) else { return Ok(Topics::default()) };
        let others = self.documents(&searcher, QUOTE)?.saturating_sub(read);
        let fewest = FEWEST.0 + read / FEWEST.1;
        let mut topics = Vec::new();
        for (stem, forms) in self.words_of(&quotes)? {
            if forms.count < fewest {
                continue;
            }
            let of_all = self.frequency(&searcher, slot, &stem)?.max(forms.count);
            let surprise = log_likelihood((forms.count, read), (of_all - forms.count, others));
            if surprise > 0.0 {
                let score = (surprise * forms.variety()) as f32;
                let (word, quotes) = (forms.most(), forms.count);
                topics.push(Topic { word, quotes, of_all, score });
            }
        }
        topics.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
        topics.truncate(limit);
        Ok(Topics { total, read, topics })
    }

    /// The stems of the quotations, without function words. The quotations of one article come one after
    /// the other, so that it is read once.
    fn words_of(&self, quotes: &[DocAddress]) -> Result<FxHashMap<String, Forms>> {
        let mut counts: FxHashMap<String, Forms> = FxHashMap::default();
        let mut open: Option<(DocAddress, Article, Extraction)> = None;
        for &quote in quotes {
            let of_article = self.article_of(quote);
            if open.as_ref().is_none_or(|(address, ..)| *address != of_article) {
                self.go_on()?;
                let (article, extraction) = self.stored(of_article)?;
                open = Some((of_article, article, extraction));
            }
            let Some((_, article, extraction)) = &open else { continue };
            let function_words = FunctionWords::of(language(article));
            let distance = (of_article.doc_id - quote.doc_id) as usize;
            let number = extraction.quotations().count().saturating_sub(distance);
            let mut seen: BTreeMap<String, Place> = BTreeMap::new();
            for piece in extraction.quotation(number).iter().flat_map(|it| &it.quote.content) {
                let words = words(piece.of(&article.body), article);
                let told = places(&words).filter(|(_, it)| !function_words.contain(&it.word));
                seen.extend(told);
            }
            seen.into_iter().for_each(|(stem, place)| counts.entry(stem).or_default().add(place));
        }
        Ok(counts)
    }
}

/// One place of a word.
struct Place {
    word: String,
    /// The words before and after it.
    neighbours: (String, String),
}

/// The places of the stems of a text.
fn places(words: &Words) -> impl Iterator<Item = (String, Place)> {
    let all: Vec<(String, String)> = stems_of(words).collect();
    let word = |at: Option<usize>, all: &[(String, String)]| {
        at.and_then(|at| all.get(at)).map(|(_, word)| word.clone()).unwrap_or_default()
    };
    (0..all.len()).map(move |at| {
        let neighbours = (word(at.checked_sub(1), &all), word(Some(at + 1), &all));
        let (stem, word) = all[at].clone();
        (stem, Place { word, neighbours })
    })
}

/// The forms of one stem.
#[derive(Default)]
struct Forms {
    count: u64,
    forms: FxHashMap<String, u64>,
    neighbours: FxHashSet<(String, String)>,
}

impl Forms {
    fn add(&mut self, place: Place) {
        self.count += 1;
        self.neighbours.insert(place.neighbours);
        match self.forms.entry(place.word) {
            Entry::Occupied(mut known) => *known.get_mut() += 1,
            Entry::Vacant(new) => drop(new.insert(1)),
        }
    }

    /// How many of the places differ.
    fn variety(&self) -> f64 {
        self.neighbours.len() as f64 / self.count.max(1) as f64
    }

    fn most(&self) -> String {
        let most = self.forms.iter().max_by_key(|&(word, count)| (count, std::cmp::Reverse(word)));
        most.map(|(word, _)| word.clone()).unwrap_or_default()
    }
}

/// How surprising it is that so many of the first have something, given how many of the others have it
/// (Dunning's G²); 0 if they do not have it more often.
fn log_likelihood(first: (u64, u64), others: (u64, u64)) -> f64 {
    let ((a, of_a), (b, of_b)) = (first, others);
    if of_a == 0 || of_b == 0 || a as f64 / of_a as f64 <= b as f64 / of_b as f64 {
        return 0.0;
    }
    let (a, of_a, b, of_b) = (a as f64, of_a as f64, b as f64, of_b as f64);
    let share = (a + b) / (of_a + of_b);
    let cell = |seen: f64, expected: f64| match seen > 0.0 {
        true => seen * (seen / expected).ln(),
        false => 0.0,
    };
    2.0 * (cell(a, of_a * share)
        + cell(of_a - a, of_a * (1.0 - share))
        + cell(b, of_b * share)
        + cell(of_b - b, of_b * (1.0 - share)))
}

/// The stems of a text with the words they are of, in order; words without letters are left out.
pub fn stems_of(words: &Words) -> impl Iterator<Item = (String, String)> {
    let has_letter = |word: &&str| word.chars().any(char::is_alphabetic);
    (0..words.words().len()).filter_map(move |at| {
        let word = words.terms_at(at).next().filter(has_letter)?;
        Some((words.stem_at(at)?.into_owned(), word.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_often_surprises_more_than_what_is_rare() {
        let of = |own, all| log_likelihood((own, 2_000), (all - own, 98_000));
        assert!(of(106, 1_338) > of(2, 2) && of(2, 2) > of(2, 10));
        assert_eq!(of(2, 100), 0.0, "no more often than elsewhere");
        assert_eq!(log_likelihood((3, 3), (0, 0)), 0.0, "there is nothing else");
        // By hand: 2 (2 ln 2 + 0 + 0 + 2 ln 2).
        assert!((log_likelihood((2, 2), (0, 2)) - 8.0 * 2f64.ln()).abs() < 1e-9);
    }
}
