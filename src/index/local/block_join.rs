//! The two ways between quotations and their article, which are documents of one block: the
//! quotations first, the article last.
//!
//! [`ToArticle`] gives the articles of the quotations that match, one or so many; [`InArticle`] the quotations that
//! match and whose article matches too. Both score quotations by the statistics of quotations.

use std::sync::Arc;

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED,
    columnar::Column,
    postings::SegmentPostings,
    query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::{Field as Slot, IndexRecordOption},
};

use super::{
    columns::ArticleColumn,
    schema::{ARTICLE, QUOTE, Slots},
    statistics::{Frequencies, Statistics, unit_term},
    without::unscored,
};

/// How much each further quotation adds to the score of the best one in its article.
const FURTHER: Score = 0.1;

/// Articles with a quotation that matches.
#[derive(Debug)]
pub struct ToArticle {
    /// What the quotation must match.
    pub quote: Box<dyn Query>,
    /// How many quotations must; at least 1.
    pub least: u32,
    /// Where things are.
    pub slots: Slots,
    /// How common words are.
    pub frequencies: Arc<Frequencies>,
}

impl Clone for ToArticle {
    fn clone(&self) -> ToArticle {
        let (quote, slots) = (self.quote.box_clone(), self.slots.clone());
        ToArticle { quote, least: self.least, slots, frequencies: Arc::clone(&self.frequencies) }
    }
}

impl Query for ToArticle {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let quote = quote_weight(self.quote.as_ref(), &self.slots, &self.frequencies, scoring)?;
        let scores = scoring.is_scoring_enabled();
        let (least, slots) = (self.least, self.slots.clone());
        Ok(Box::new(ToArticleWeight { quote, least, slots, scores }))
    }
}

/// The weight of a query on quotations, scored by the statistics of quotations.
fn quote_weight(
    quote: &dyn Query,
    slots: &Slots,
    frequencies: &Arc<Frequencies>,
    scoring: EnableScoring<'_>,
) -> tantivy::Result<Box<dyn Weight>> {
    match scoring {
        EnableScoring::Enabled { searcher, .. } => {
            let statistics = Statistics::new(searcher, slots, QUOTE, frequencies)?;
            quote.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))
        }
        disabled @ EnableScoring::Disabled { .. } => quote.weight(disabled),
    }
}

struct ToArticleWeight {
    quote: Box<dyn Weight>,
    least: u32,
    slots: Slots,
    scores: bool,
}

impl Weight for ToArticleWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let term = unit_term(&self.slots, ARTICLE);
        let articles = reader
            .inverted_index(self.slots.unit)?
            .read_postings(&term, IndexRecordOption::Basic)?;
        let Some(articles) = articles else { return Ok(Box::new(EmptyScorer)) };
        let mut scorer = ToArticleScorer {
            quote: self.quote.scorer(reader, boost)?,
            articles,
            quotes_before: column(reader, self.slots.quotes)?,
            least: self.least,
            article: 0,
            score: 0.0,
            scores: self.scores,
        };
        scorer.fold();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain("best quotation of the article", self.scorer(reader, 1.0)?, doc)
    }
}

fn explain(
    what: &'static str,
    mut scorer: Box<dyn Scorer>,
    doc: DocId,
) -> tantivy::Result<Explanation> {
    if scorer.doc() < doc {
        scorer.seek(doc);
    }
    let score = if scorer.doc() == doc { scorer.score() } else { 0.0 };
    Ok(Explanation::new(what, score))
}

fn column(reader: &SegmentReader, slot: Slot) -> tantivy::Result<Column<u64>> {
    reader.fast_fields().u64(reader.schema().get_field_name(slot))
}

struct ToArticleScorer {
    /// On the first quotation after `article` that matches.
    quote: Box<dyn Scorer>,
    articles: SegmentPostings,
    quotes_before: Column<u64>,
    least: u32,
    article: DocId,
    score: Score,
    scores: bool,
}

impl ToArticleScorer {
    /// Goes to the next article with enough quotations and past all its quotations.
    fn fold(&mut self) -> DocId {
        while self.fold_one() < self.least && self.article != TERMINATED {}
        self.article
    }

    /// Goes to the article of the current quotation and past all its quotations: how many match.
    fn fold_one(&mut self) -> u32 {
        let first = self.quote.doc();
        self.article = match first {
            TERMINATED => TERMINATED,
            quote if self.articles.doc() < quote => self.articles.seek(quote),
            _ => self.articles.doc(),
        };
        let (mut best, mut sum, mut count): (Score, Score, u32) = (0.0, 0.0, 0);
        while self.quote.doc() < self.article {
            if self.scores {
                let score = self.quote.score();
                best = best.max(score);
                sum += score;
            }
            count += 1;
            self.quote.advance();
        }
        self.score = best + (sum - best) * FURTHER;
        count
    }
}

impl DocSet for ToArticleScorer {
    fn advance(&mut self) -> DocId {
        match self.article {
            TERMINATED => TERMINATED,
            _ => self.fold(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.article >= target {
            return self.article;
        }
        if target >= TERMINATED {
            self.article = TERMINATED;
            return TERMINATED;
        }
        let article = match self.articles.doc() {
            doc if doc < target => self.articles.seek(target),
            doc => doc,
        };
        if article == TERMINATED {
            self.article = TERMINATED;
            return TERMINATED;
        }
        let quotes = self.quotes_before.first(article).unwrap_or(0) as DocId;
        let first = article.saturating_sub(quotes);
        if self.quote.doc() < first {
            self.quote.seek(first);
        }
        self.fold()
    }

    fn doc(&self) -> DocId {
        self.article
    }

    fn size_hint(&self) -> u32 {
        self.quote.size_hint()
    }
}

impl Scorer for ToArticleScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}

/// Quotations that match and whose article matches; scored as quotations.
#[derive(Debug)]
pub struct InArticle {
    /// What the quotation must match.
    pub quote: Box<dyn Query>,
    /// What its article must match.
    pub article: Box<dyn Query>,
    /// Where things are.
    pub slots: Slots,
    /// How common words are.
    pub frequencies: Arc<Frequencies>,
}

impl Clone for InArticle {
    fn clone(&self) -> InArticle {
        let (quote, article) = (self.quote.box_clone(), self.article.box_clone());
        let (slots, frequencies) = (self.slots.clone(), Arc::clone(&self.frequencies));
        InArticle { quote, article, slots, frequencies }
    }
}

impl Query for InArticle {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let quote = quote_weight(self.quote.as_ref(), &self.slots, &self.frequencies, scoring)?;
        let article = self.article.weight(unscored(scoring))?;
        Ok(Box::new(InArticleWeight { quote, article, slots: self.slots.clone() }))
    }
}

struct InArticleWeight {
    quote: Box<dyn Weight>,
    article: Box<dyn Weight>,
    slots: Slots,
}

impl Weight for InArticleWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = InArticleScorer {
            quote: self.quote.scorer(reader, boost)?,
            article: self.article.scorer(reader, 1.0)?,
            to_article: ArticleColumn::open(reader, &self.slots)?,
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain("quotation of an article that matches", self.scorer(reader, 1.0)?, doc)
    }
}

struct InArticleScorer {
    quote: Box<dyn Scorer>,
    article: Box<dyn Scorer>,
    to_article: ArticleColumn,
}

impl InArticleScorer {
    /// Goes on until the article of the current quotation matches.
    fn settle(&mut self) -> DocId {
        loop {
            let quote = self.quote.doc();
            if quote == TERMINATED {
                return TERMINATED;
            }
            let article = self.to_article.of(quote);
            let matching = match self.article.doc() {
                doc if doc < article => self.article.seek(article),
                doc => doc,
            };
            if matching == article {
                return quote;
            }
            if matching == TERMINATED {
                return self.quote.seek(TERMINATED);
            }
            self.quote.advance();
        }
    }
}

impl DocSet for InArticleScorer {
    fn advance(&mut self) -> DocId {
        self.quote.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.quote.doc() < target {
            self.quote.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.quote.doc()
    }

    fn size_hint(&self) -> u32 {
        self.quote.size_hint()
    }
}

impl Scorer for InArticleScorer {
    fn score(&mut self) -> Score {
        self.quote.score()
    }
}
