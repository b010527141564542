//! The slow, obviously right backend: reads every article for every query.
//!
//! It keeps nothing but articles and looks at each one with `matching`. What the engine answers is
//! tested against it; its scores say nothing.

use std::collections::BTreeSet;

use super::{
    Backend,
    block::{Block, Document, language},
    cursor::{Cursor, Rank},
    hit::hit,
    matching::{Context, Matcher},
};
use crate::{
    analyze::Language,
    article::Article,
    error::Result,
    extract::Extraction,
    query::{ResultUnit, SearchRequest, SearchResponse},
};

/// Articles in memory.
#[derive(Default)]
pub struct Scan {
    articles: Vec<(Article, Extraction, Block)>,
}

impl Scan {
    /// Adds an article, or replaces the one with its id.
    pub fn put(&mut self, article: Article, extraction: Extraction) {
        self.delete(&article.id);
        let block = Block::new(&article, &extraction);
        self.articles.push((article, extraction, block));
    }

    /// Removes the article with this id, if there is one.
    pub fn delete(&mut self, id: &str) {
        self.articles.retain(|(article, ..)| article.id != id);
    }

    fn languages(&self) -> Vec<Language> {
        let languages: BTreeSet<Language> =
            self.articles.iter().map(|(article, ..)| language(article)).collect();
        languages.into_iter().collect()
    }
}

impl Backend for Scan {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        let languages = self.languages();
        let context = Context { languages: &languages, today: request.today };
        let mut found = Vec::new();
        let is_wanted = |id: &String| request.only.as_ref().is_none_or(|only| only.contains(id));
        for (number, (article, _, block)) in self.articles.iter().enumerate() {
            if !is_wanted(&article.id) {
                continue;
            }
            let matcher = Matcher::new(block, context);
            let rank = |document: &Document| {
                let day = document.days.map(|(first, _)| first);
                Rank::new(request.sort, document.key, 0.0, day).then(request.then, 0.0, day)
            };
            match request.unit {
                ResultUnit::Articles if matcher.article(&request.query) => {
                    found.push((rank(&block.article), (number, None)));
                }
                ResultUnit::Articles => {}
                ResultUnit::Quotes => found.extend(
                    matcher
                        .quotes(&request.query)
                        .into_iter()
                        .map(|quote| (rank(&block.quotes[quote]), (number, Some(quote)))),
                ),
            }
        }
        found.sort_by_key(|(rank, _)| *rank);
        let total = found.len() as u64;
        let after = request.after.as_deref().map(str::parse::<Cursor>).transpose()?;
        let mut rest =
            found.into_iter().filter(|(rank, _)| after.is_none_or(|after| after.rank < *rank));
        let page: Vec<_> = rest.by_ref().take(request.limit).collect();
        let next = rest
            .next()
            .and(page.last())
            .map(|(rank, _)| Cursor { rank: *rank, state: 0 }.to_string());
        let hits = page.into_iter().map(|(_, (number, quote))| {
            let (article, extraction, _) = &self.articles[number];
            hit(article.clone(), extraction.clone(), 0.0, quote, request, context)
        });
        Ok(SearchResponse { total, hits: hits.collect(), next })
    }
}
