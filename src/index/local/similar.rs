//! What is like one article or quotation: what shares its most telling words.

use rustc_hash::FxHashMap;
use tantivy::Searcher;

use super::{
    bm25,
    reader::Index,
    schema::{ARTICLE, QUOTE},
    topics::stems_of,
};
use crate::{
    analyze::FunctionWords,
    article::Article,
    error::Result,
    field::Field,
    index::{
        Backend,
        block::{language, words},
    },
    query::{Query, SearchRequest, SearchResponse},
};

/// So many words stand for an article or a quotation when others like it are looked for.
const SIGNATURE: usize = 25;

impl Index {
    /// The articles like the one with this id, best first, without itself. `None` if there is no such
    /// article.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn similar_articles(&self, id: &str, limit: usize) -> Result<Option<SearchResponse>> {
        let Some((article, _)) = self.article(id)? else { return Ok(None) };
        let texts = [&article.title[..], &article.body];
        let Some(signature) = self.signature(&article, &texts, Field::Body)? else {
            return Ok(Some(SearchResponse::default()));
        };
        let request = SearchRequest::articles(signature).limit(limit.saturating_add(1));
        let mut found = self.search(&request)?;
        found.hits.retain(|hit| hit.article.id != id);
        Ok(Some(without_itself(found, limit)))
    }

    /// The quotations like the one with this key, best first, without itself. `None` if there is no
    /// such quotation.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn similar_quotes(&self, key: u64, limit: usize) -> Result<Option<SearchResponse>> {
        let Some((article, extraction, number)) = self.quote(key)? else { return Ok(None) };
        let placed = extraction.quotation(number);
        let pieces = placed.iter().flat_map(|placed| &placed.quote.content);
        let texts: Vec<&str> = pieces.map(|piece| piece.of(&article.body)).collect();
        let Some(signature) = self.signature(&article, &texts, Field::Text)? else {
            return Ok(Some(SearchResponse::default()));
        };
        let request = SearchRequest::quotes(signature).limit(limit.saturating_add(1));
        let mut found = self.search(&request)?;
        let key_of = |hit: &crate::query::Hit| hit.keys.get(*hit.quotes.first()?).copied();
        found.hits.retain(|hit| key_of(hit) != Some(key));
        Ok(Some(without_itself(found, limit)))
    }

    /// The most telling words of some texts of an article, in the order of the text, as a choice; `None` if
    /// no other document has any of them.
    fn signature(&self, article: &Article, texts: &[&str], field: Field) -> Result<Option<Query>> {
        let searcher = self.searcher();
        let mut weighed = Vec::new();
        for (place, counted) in counted(article, texts).into_iter().enumerate() {
            weighed.extend(self.weight(&searcher, &counted, field)?.map(|it| (it, place, counted)));
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        weighed.truncate(SIGNATURE);
        weighed.sort_by_key(|(_, place, _)| *place);
        let word =
            |(.., counted): (f32, usize, Counted)| Query::weighted(&counted.word, counted.count);
        let mut words: Vec<Query> = weighed.into_iter().map(word).collect();
        Ok(match words.len() {
            0 | 1 => words.pop(),
            _ => Some(Query::Or(words)),
        })
    }

    /// How telling a word is: how often it is in the text, and how rarely elsewhere. A word that nothing
    /// else has finds nothing.
    fn weight(&self, searcher: &Searcher, counted: &Counted, field: Field) -> Result<Option<f32>> {
        let (unit, slot) = match field {
            Field::Text => (QUOTE, self.slots().of_quote(field)),
            _ => (ARTICLE, self.slots().of_article(field)),
        };
        let Some(slot) = slot else { return Ok(None) };
        let (df, documents) =
            (self.frequency(searcher, slot, &counted.stem)?, self.documents(searcher, unit)?);
        let count = counted.count as f32;
        Ok((df > 1).then(|| count / (count + 1.0) * bm25::idf(df, documents)))
    }
}

/// A stem of a text, its first word, and how often it comes.
struct Counted {
    stem: String,
    word: String,
    count: u32,
}

/// The stems of some texts of an article, in order, without function words.
fn counted(article: &Article, texts: &[&str]) -> Vec<Counted> {
    let mut found: Vec<Counted> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let function_words = FunctionWords::of(language(article));
    for text in texts {
        let words = words(text, article);
        for (stem, word) in stems_of(&words).filter(|(_, word)| !function_words.contain(word)) {
            let place = *places.entry(stem.clone()).or_insert(found.len());
            match found.get_mut(place) {
                Some(counted) => counted.count += 1,
                None => found.push(Counted { stem, word, count: 1 }),
            }
        }
    }
    found
}

/// At most `limit` of the hits; what was looked for is not counted.
fn without_itself(mut found: SearchResponse, limit: usize) -> SearchResponse {
    found.hits.truncate(limit);
    SearchResponse { total: found.total.saturating_sub(1), next: None, ..found }
}
