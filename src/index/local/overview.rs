//! What matches, seen as a whole: its facets, its topics, and what is like one article or quotation.

use std::collections::BTreeMap;

use jiff::civil;
use rustc_hash::FxHashMap;
use tantivy::{
    DocAddress, Searcher, Term,
    collector::{Count, DocSetCollector},
    query::Query as Engine,
    schema::Field as Slot,
};

use super::{
    block_join::InArticle,
    facets::{Facet, Months, Texts},
    names::{self, Names, Tally},
    reader::Index,
    schema::{ARTICLE, QUOTE},
    statistics::Statistics,
    stored,
};
use crate::{
    analyze::Words,
    article::Article,
    error::Result,
    extract::Extraction,
    field::Field,
    index::{Backend, block::words},
    query::{Query, ResultUnit, SearchRequest, SearchResponse},
};

/// How what matches is spread.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// How many articles, or quotations, match.
    pub total: u64,
    /// Who speaks in the quotations that match, or in those of the articles that do.
    pub speakers: Names,
    /// The organisations of the same.
    pub organisations: Names,
    /// Of the same, direct, indirect or mixed.
    pub kinds: Facet,
    /// Of the same, stated, inferred or unattributed.
    pub attributions: Facet,
    /// Who published what matches.
    pub outlets: Facet,
    /// When it was published.
    pub months: Facet,
}

/// A word that stands in what matches more often than elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// The word, in its most frequent form, folded.
    pub word: String,
    /// How many of the quotations that match have it, in any form.
    pub quotes: u64,
    /// How many of all quotations have it.
    pub of_all: u64,
    /// How significant it is.
    pub score: f32,
}

/// The words that what matches has more often than all quotations have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topics {
    /// How many quotations match.
    pub total: u64,
    /// How many of them were read: all, or evenly so many.
    pub read: u64,
    /// The most significant words first.
    pub topics: Vec<Topic>,
}

/// At most so many quotations are read for their words.
const MOST_READ: usize = 5_000;

/// A word of fewer quotations is no topic.
const FEWEST: u64 = 2;

/// So many words stand for an article or a quotation when others like it are looked for.
const SIGNATURE: usize = 25;

impl Index {
    /// How the quotations or articles that match are spread over speakers, organisations, outlets,
    /// months, kinds and attributions; all of them without a query. At most `limit` values each,
    /// except months.
    ///
    /// # Errors
    ///
    /// Fails if the query cannot be answered, or if the index cannot be read.
    pub fn facets(
        &self,
        query: Option<&Query>,
        unit: ResultUnit,
        today: civil::Date,
        limit: usize,
    ) -> Result<Facets> {
        let searcher = self.searcher();
        let everything = Query::All;
        self.compiled(&searcher, query.unwrap_or(&everything), today, |compiler| {
            let matching: Box<dyn Engine> = match (query, unit) {
                (Some(query), unit) => compiler.compile(query, unit)?,
                (None, ResultUnit::Articles) => self.all(ARTICLE),
                (None, ResultUnit::Quotes) => self.all(QUOTE),
            };
            let quotes = match unit {
                ResultUnit::Quotes => matching.box_clone(),
                ResultUnit::Articles => {
                    let (quote, article) = (self.all(QUOTE), matching.box_clone());
                    Box::new(InArticle { quote, article, slots: self.slots().clone() })
                }
            };
            self.spread(&searcher, matching.as_ref(), quotes.as_ref(), limit)
        })
    }

    fn spread(
        &self,
        searcher: &Searcher,
        matching: &dyn Engine,
        quotes: &dyn Engine,
        limit: usize,
    ) -> Result<Facets> {
        let slots = self.slots();
        let column = |slot| searcher.schema().get_field_name(slot).to_owned();
        let texts = |slot| Texts { column: column(slot) };
        let tally = |slot| Tally { names: column(slot), articles: column(slots.article_key) };
        let months =
            Months { first_day: column(slots.first_day), last_day: column(slots.last_day) };
        let of_all = (Count, texts(slots.outlet_name), months);
        let (total, outlets, months) = searcher.search(matching, &of_all).map_err(self.failed())?;
        let of_quotes = (
            tally(slots.speaker_names),
            tally(slots.org_names),
            texts(slots.kind_name),
            texts(slots.attribution_name),
        );
        let (speakers, organisations, kinds, attributions) =
            searcher.search(quotes, &of_quotes).map_err(self.failed())?;
        Ok(Facets {
            total: total as u64,
            speakers: names::grouped(speakers, limit),
            organisations: names::grouped(organisations, limit),
            kinds: kinds.most(limit),
            attributions: attributions.most(limit),
            outlets: outlets.most(limit),
            months: months.facet(),
        })
    }

    /// The words that the quotations of a search for quotations have more often than all quotations:
    /// what a speaker speaks about. Scores are `(p - q) * p / q` for the share p of the quotations that
    /// match and q of all that have a word (JLH, as in Elasticsearch's significant terms).
    ///
    /// # Errors
    ///
    /// Fails if the query cannot be answered, or if the index cannot be read.
    pub fn topics(&self, query: &Query, today: civil::Date, limit: usize) -> Result<Topics> {
        let searcher = self.searcher();
        let unit = ResultUnit::Quotes;
        let found = self.collect(&searcher, query, unit, today, &DocSetCollector)?;
        let mut found: Vec<DocAddress> = found.into_iter().collect();
        found.sort_unstable();
        let total = found.len() as u64;
        let step = found.len().div_ceil(MOST_READ).max(1);
        let read: Vec<DocAddress> = found.into_iter().step_by(step).collect();
        let counts = self.words_of(&searcher, &read)?;
        let Some(slot) = self.slots().of_quote(Field::Text) else { return Ok(Topics::default()) };
        let all = self.documents(&searcher, QUOTE)?;
        let share = |count: u64, of: u64| count as f32 / of.max(1) as f32;
        let mut topics = Vec::new();
        for (stem, forms) in counts {
            if forms.count < FEWEST {
                continue;
            }
            let of_all = self.frequency(&searcher, slot, &stem)?.max(forms.count);
            let (own, general) = (share(forms.count, read.len() as u64), share(of_all, all));
            let score = (own - general) * own / general;
            if score > 0.0 {
                let (word, quotes) = (forms.most(), forms.count);
                topics.push(Topic { word, quotes, of_all, score });
            }
        }
        topics.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
        topics.truncate(limit);
        Ok(Topics { total, read: read.len() as u64, topics })
    }

    /// In how many of the quotations each stem is. Those of one article come one after the other, so
    /// that it is read once.
    fn words_of(
        &self,
        searcher: &Searcher,
        quotes: &[DocAddress],
    ) -> Result<FxHashMap<String, Forms>> {
        let mut counts: FxHashMap<String, Forms> = FxHashMap::default();
        let mut open: Option<(DocAddress, Article, Extraction)> = None;
        for &quote in quotes {
            let of_article = stored::article_of(searcher, self.slots(), quote);
            if open.as_ref().is_none_or(|(address, ..)| *address != of_article) {
                let (article, extraction) = self.stored(searcher, of_article)?;
                open = Some((of_article, article, extraction));
            }
            let Some((_, article, extraction)) = &open else { continue };
            let distance = (of_article.doc_id - quote.doc_id) as usize;
            let number = extraction.quotations().count().saturating_sub(distance);
            let mut stems: BTreeMap<String, String> = BTreeMap::new();
            for piece in extraction.quotation(number).iter().flat_map(|it| &it.quote.content) {
                stems.extend(stems_of(&words(piece.of(&article.body), article)));
            }
            for (stem, word) in stems {
                counts.entry(stem).or_default().add(word);
            }
        }
        Ok(counts)
    }

    /// What is like the article or quotation with this id: articles or quotations that share its most
    /// telling words, best first, without itself. `None` if there is no such article or quotation.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn similar(&self, id: &Id, limit: usize) -> Result<Option<SearchResponse>> {
        let searcher = self.searcher();
        let request = match id {
            Id::Article(id) => {
                let Some((article, _)) = self.article(id)? else { return Ok(None) };
                let texts = [&article.title[..], &article.body];
                let signature = self.signature(&searcher, &article, &texts, Field::Body)?;
                SearchRequest::articles(signature)
            }
            Id::Quote(key) => {
                let Some((article, extraction, number)) = self.quote(*key)? else {
                    return Ok(None);
                };
                let placed = extraction.quotation(number);
                let pieces = placed.iter().flat_map(|placed| &placed.quote.content);
                let texts: Vec<&str> = pieces.map(|piece| piece.of(&article.body)).collect();
                let signature = self.signature(&searcher, &article, &texts, Field::Text)?;
                let query = Query::Quote { least: 1, query: Box::new(signature) };
                SearchRequest::quotes(query)
            }
        };
        let mut found = self.search(&request.limit(limit.saturating_add(1)))?;
        found.hits.retain(|hit| match id {
            Id::Article(id) => hit.article.id != *id,
            Id::Quote(key) => hit.quotes.first().and_then(|&at| hit.keys.get(at)) != Some(key),
        });
        found.hits.truncate(limit);
        found.total = found.total.saturating_sub(1);
        found.next = None;
        Ok(Some(found))
    }

    /// The most telling words of some texts of an article, in the order of the text, as a choice.
    fn signature(
        &self,
        searcher: &Searcher,
        article: &Article,
        texts: &[&str],
        field: Field,
    ) -> Result<Query> {
        let unit = if field == Field::Text { QUOTE } else { ARTICLE };
        let slot = self.slots().of_article(field).or(self.slots().of_quote(field));
        let documents = self.documents(searcher, unit)?;
        let mut found: Vec<(String, String, u32)> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for text in texts {
            for (stem, word) in stems_of(&words(text, article)) {
                let place = *places.entry(stem.clone()).or_insert(found.len());
                match found.get_mut(place) {
                    Some((.., count)) => *count += 1,
                    None => found.push((stem, word, 1)),
                }
            }
        }
        let mut weighed = Vec::with_capacity(found.len());
        for (place, (stem, word, count)) in found.into_iter().enumerate() {
            let df = slot.map_or(Ok(0), |slot| self.frequency(searcher, slot, &stem))?;
            // A word that nothing else has finds nothing.
            if df > 1 {
                let count = count as f32;
                let weight = count / (count + 1.0) * super::bm25::idf(df, documents);
                weighed.push((weight, place, word));
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        weighed.truncate(SIGNATURE);
        weighed.sort_by_key(|(_, place, _)| *place);
        let word = |(.., text): (f32, usize, String)| Query::Word { text, exact: false };
        let mut words: Vec<Query> = weighed.into_iter().map(word).collect();
        Ok(match words.len() {
            0 => Query::Not(Box::new(Query::All)),
            1 => words.remove(0),
            _ => Query::Or(words),
        })
    }

    fn documents(&self, searcher: &Searcher, unit: &str) -> Result<u64> {
        let statistics = Statistics::new(searcher, self.slots(), unit).map_err(self.failed())?;
        Ok(statistics.documents())
    }

    fn frequency(&self, searcher: &Searcher, slot: Slot, term: &str) -> Result<u64> {
        searcher.doc_freq(&Term::from_field_text(slot, term)).map_err(self.failed())
    }
}

/// An article or a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    /// By its id.
    Article(String),
    /// By its key.
    Quote(u64),
}

/// The forms of one stem.
#[derive(Default)]
struct Forms {
    count: u64,
    forms: FxHashMap<String, u64>,
}

impl Forms {
    fn add(&mut self, word: String) {
        self.count += 1;
        *self.forms.entry(word).or_default() += 1;
    }

    fn most(&self) -> String {
        let most = self.forms.iter().max_by_key(|&(word, count)| (count, std::cmp::Reverse(word)));
        most.map(|(word, _)| word.clone()).unwrap_or_default()
    }
}

/// The stems of a text with the words they are of, in order; words without letters are left out.
fn stems_of(words: &Words) -> impl Iterator<Item = (String, String)> {
    let has_letter = |word: &&str| word.chars().any(char::is_alphabetic);
    (0..words.words().len()).filter_map(move |at| {
        let mut terms = words.terms_at(at);
        let word = terms.next().filter(has_letter)?.to_owned();
        Some((terms.next()?.to_owned(), word))
    })
}
