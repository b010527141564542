//! What decides the order of hits beside how often words occur: words that stand near each other as in
//! the query, and a person or organisation named in full who speaks in the article.
//!
//! Both are computed for those documents only that may become one of the best: no bonus is larger than
//! [`Bonus::most`].

use tantivy::{
    DocId, Score, SeekDangerResult, SegmentReader, Term,
    query::{ConstScoreQuery, EnableScoring, Query as Engine, Scorer, TermQuery, Weight},
    schema::IndexRecordOption,
};

use super::{
    bm25,
    compile::{Compiler, Scope, any, word},
    engine,
    statistics::Statistics,
};
use crate::{
    analyze::whole_name,
    error::Result,
    field::Field,
    index::matching::{ARTICLE_FIELDS, QUOTE_FIELDS, quote_clauses},
    query::{Query, Reach, ResultUnit},
};

/// How much two words next to each other in the query weigh where they stand near each other in a
/// text, against the commoner of the two.
const PROXIMITY: Score = 0.4;

/// That near: next to each other, in any order, or with one word between.
const NEAR: u32 = 2;

/// Only so many words of a query are looked at, from its beginning.
const MOST_WORDS: usize = 32;

/// What is added to the scores of some documents, ready for one search: the sum of its parts.
pub struct Bonus {
    parts: Vec<Box<dyn Weight>>,
    /// The most that is added to any.
    pub most: Score,
}

/// One part of a bonus: documents, with what is added as their score.
struct Part {
    query: Box<dyn Engine>,
    most: Score,
}

/// A bonus in one segment. Nothing is looked at but the documents that are asked for.
pub struct BonusOfSegment(Vec<PartOfSegment>);

struct PartOfSegment {
    scorer: Box<dyn Scorer>,
    /// The document that was last asked for.
    doc: DocId,
    result: SeekDangerResult,
}

impl Bonus {
    /// Opens it for a segment.
    pub fn open(&self, reader: &SegmentReader) -> tantivy::Result<BonusOfSegment> {
        let open = |weight: &dyn Weight| {
            let (result, scorer) = weight.scorer_danger(reader, 0, 1.0)?;
            Ok(PartOfSegment { scorer, doc: 0, result })
        };
        self.parts
            .iter()
            .map(|part| open(part.as_ref()))
            .collect::<tantivy::Result<_>>()
            .map(BonusOfSegment)
    }
}

impl BonusOfSegment {
    /// What is added to the score of a document, which is not before that of the last call.
    pub fn of(&mut self, doc: DocId) -> Score {
        self.0.iter_mut().map(|part| part.of(doc)).sum()
    }
}

impl PartOfSegment {
    fn of(&mut self, doc: DocId) -> Score {
        match self.result {
            SeekDangerResult::SeekLowerBound(next) if doc < next => return 0.0,
            _ if self.doc == doc => {}
            _ => (self.doc, self.result) = (doc, self.scorer.seek_danger(doc)),
        }
        if self.result == SeekDangerResult::Found { self.scorer.score() } else { 0.0 }
    }
}

impl Compiler<'_> {
    /// What is added to the scores of documents that match `query`; `None` if nothing can be.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn bonus(
        &self,
        query: &Query,
        unit: ResultUnit,
        statistics: &Statistics<'_>,
    ) -> Result<Option<Bonus>> {
        let scoring = EnableScoring::enabled_from_statistics_provider(statistics, self.searcher);
        let mut parts = match unit {
            ResultUnit::Articles => self.proximity(query, Scope::Article, scoring)?,
            ResultUnit::Quotes => match quote_clauses(query)[..] {
                [Query::Quote { query, .. }] => self.proximity(query, Scope::Quote, scoring)?,
                _ => Vec::new(),
            },
        };
        if unit == ResultUnit::Articles {
            let most = ceiling(query, statistics) + most(&parts);
            parts.extend(self.speaks(query, most)?);
        }
        if parts.is_empty() {
            return Ok(None);
        }
        let most = most(&parts);
        let parts = parts.iter().map(|part| part.query.weight(scoring));
        let parts = parts.collect::<tantivy::Result<_>>().map_err(engine("read", self.dir))?;
        Ok(Some(Bonus { parts, most }))
    }

    /// Pairs of words that follow each other in the query.
    fn proximity(
        &self,
        query: &Query,
        scope: Scope,
        scoring: EnableScoring<'_>,
    ) -> Result<Vec<Part>> {
        let fields = if scope == Scope::Article { ARTICLE_FIELDS } else { QUOTE_FIELDS };
        let mut found = Vec::new();
        for words in runs_of_words(query) {
            // The same word twice is near itself only by chance.
            let telling = self.only_telling(words);
            for pair in telling.windows(2).filter(|pair| pair[0] != pair[1]) {
                let near = Query::Near {
                    left: Box::new(pair[0].clone()),
                    right: Box::new(pair[1].clone()),
                    reach: Reach::Words(NEAR),
                    ordered: false,
                    negated: false,
                };
                let near = self.occurs(&near, 1, scope, fields)?;
                let (left, right) =
                    near.idfs_of_sides(scoring).map_err(engine("read", self.dir))?;
                // A word that nothing has is never near another.
                if left > 0.0 && right > 0.0 {
                    let weight = PROXIMITY * left.min(right);
                    let query = Box::new(near.weighing(weight));
                    found.push(Part { query, most: bm25::ceiling(weight) });
                }
            }
        }
        Ok(found)
    }

    /// The words that say what a text is about, if there are any: *bank* is near *England* in "bank of
    /// England".
    fn only_telling<'q>(&self, words: Vec<&'q Query>) -> Vec<&'q Query> {
        let texts: Vec<&str> = words.iter().filter_map(|query| word(query)).collect();
        let mut telling = self.telling(&texts).into_iter();
        let mut is_telling =
            |query: &&Query| word(query).is_none() || telling.next() != Some(false);
        words.into_iter().filter(|query| is_telling(query)).collect()
    }

    /// The articles in which somebody speaks whose whole name, of two words or more, is in the query:
    /// they rank above all that score no more than `most`.
    fn speaks(&self, query: &Query, most: Score) -> Result<Option<Part>> {
        let Some(slot) = self.slots.of_quote(Field::Speaker) else { return Ok(None) };
        let names = names(query);
        let terms = names.iter().map(|name| Term::from_field_text(slot, name));
        let mut known = Vec::new();
        for term in terms {
            if self.searcher.doc_freq(&term).map_err(engine("read", self.dir))? > 0 {
                let query = TermQuery::new(term, IndexRecordOption::Basic);
                known.push(Box::new(query) as Box<dyn Engine>);
            }
        }
        if known.is_empty() {
            return Ok(None);
        }
        let article = self.to_article(any(known), 1);
        let query = Box::new(ConstScoreQuery::new(article, most));
        Ok(Some(Part { query, most }))
    }
}

fn most(all: &[Part]) -> Score {
    all.iter().map(|part| part.most).sum()
}

/// The words of a query that follow each other: those that it asks for, or that it welcomes.
fn runs_of_words(query: &Query) -> Vec<Vec<&Query>> {
    let parts = match query {
        Query::And(parts) | Query::Or(parts) => parts,
        _ => return Vec::new(),
    };
    let mut runs = vec![Vec::new()];
    for part in parts.iter().take(MOST_WORDS) {
        match bare(part) {
            Query::Word { .. } => runs.last_mut().into_iter().for_each(|run| run.push(bare(part))),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

fn bare(query: &Query) -> &Query {
    match query {
        Query::Maybe(inner) | Query::Boost { query: inner, .. } => bare(inner),
        other => other,
    }
}

/// The terms of the names that may stand in a query: its phrases, and its words that follow each other.
fn names(query: &Query) -> Vec<String> {
    let text = |query: &Query| match query {
        Query::Word { text, .. } | Query::Phrase { text, .. } => text.clone(),
        _ => String::new(),
    };
    let mut texts = Vec::new();
    for run in runs_of_words(query) {
        let words: Vec<String> = run.into_iter().map(text).collect();
        for start in 0..words.len() {
            for length in 2..=5.min(words.len() - start) {
                texts.push(words[start..start + length].join(" "));
            }
        }
    }
    let phrases = match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().map(bare).collect(),
        only => vec![bare(only)],
    };
    texts.extend(phrases.into_iter().filter(|it| matches!(it, Query::Phrase { .. })).map(text));
    texts.iter().filter_map(|text| whole_name(text)).collect()
}

/// The most that a document can score for the query, without a bonus.
fn ceiling(query: &Query, statistics: &Statistics<'_>) -> Score {
    let rarest = bm25::ceiling(bm25::idf(0, statistics.documents()));
    fn words(query: &Query) -> Score {
        match query {
            Query::Boost { query, factor } => words(query) * factor.value().max(1.0),
            Query::Phrase { text, .. } => 1.0 + text.split_whitespace().count() as Score,
            // A word is several if it has hyphens; of an article all quotations count that match.
            Query::Word { text, .. } | Query::Fuzzy { text, .. } => {
                1.0 + text.matches(|c: char| !c.is_alphanumeric()).count() as Score
            }
            Query::Quote { .. } | Query::Said { .. } => {
                10.0 * query.parts().into_iter().map(words).sum::<Score>()
            }
            leaf if leaf.parts().is_empty() => 1.0,
            tree => tree.parts().into_iter().map(words).sum(),
        }
    }
    rarest * words(query) + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_that_follow_each_other() {
        let names = |text: &str| names(&crate::query::parse(text).unwrap().query).join("|");
        let cases = [
            ("Ana Ruiz", "=ana ruiz"),
            ("Ana Ruiz toll", "=ana ruiz|=ana ruiz toll|=ruiz toll"),
            ("\"Ana Ruiz\"", "=ana ruiz"),
            ("\"Ana Ruiz\" toll", "=ana ruiz"),
            ("ruiz", ""),
            ("ruiz title:toll fee", ""),
            ("NOT \"Ana Ruiz\" toll", ""),
        ];
        for (typed, expected) in cases {
            assert_eq!(names(typed), expected, "in {typed:?}");
        }
    }
}
