//! One search: what to look for and how much to give back, and what comes back.
//!
//! A request holds a parsed query; how its hits are found is left to `index`, how they are shown
//! to whoever asked.

use jiff::civil;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Query, lift};
use crate::{article::Article, extract::Extraction, text::Span};

/// What the hits are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResultUnit {
    /// Articles that match.
    #[default]
    Articles,
    /// Quotations that match, in articles that match.
    Quotes,
}

/// The order of the hits. Ties are broken by key, so that pages never overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Best first, where newer articles count more: the score of an article is divided by one more than
    /// its age in years on the day `today`. Without a date it is ten years old.
    Recent,
    /// Newest first; without a date last.
    Newest,
    /// Oldest first; without a date last.
    #[serde(rename = "date", alias = "oldest")]
    Oldest,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 4] = [Sort::Relevance, Sort::Recent, Sort::Newest, Sort::Oldest];

    /// What it is called in URLs and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Recent => "recent",
            Sort::Newest => "newest",
            Sort::Oldest => "date",
        }
    }

    /// The order with this name; `oldest` is the same as `date`.
    pub fn from_name(name: &str) -> Option<Sort> {
        let name = if name == "oldest" { Sort::Oldest.name() } else { name };
        Sort::ALL.into_iter().find(|sort| sort.name() == name)
    }

    /// Whether the order follows from how well hits match.
    pub fn is_by_score(self) -> bool {
        matches!(self, Sort::Relevance | Sort::Recent)
    }
}

/// A query with the settings of one search.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct SearchRequest {
    /// The tree as it is searched.
    pub query: Query,
    /// What the hits are.
    pub unit: ResultUnit,
    /// At most so many hits.
    pub limit: usize,
    /// In this order.
    pub sort: Sort,
    /// And in this one where they are equal in that.
    pub then: Option<Sort>,
    /// Only articles with these ids, or their quotations; any, if none are given.
    pub only: Option<Vec<String>>,
    /// Only hits after this cursor: `next` of the page before.
    pub after: Option<String>,
    /// Whether hits that are nearly the same are one: wire copy, updates of a story, and what they quote. It
    /// takes a look at all hits, whatever the limit.
    pub collapse: bool,
    /// What "now" means in a query.
    pub today: civil::Date,
}

impl SearchRequest {
    /// Asks for the ten best articles for `query`.
    pub fn articles(query: Query) -> SearchRequest {
        SearchRequest {
            query,
            unit: ResultUnit::Articles,
            limit: 10,
            sort: Sort::Relevance,
            then: None,
            only: None,
            after: None,
            collapse: false,
            today: civil::Date::default(),
        }
    }

    /// Asks for the ten best quotations for `query`. A query without QUOTE is read for quotations,
    /// see [`lift`].
    pub fn quotes(query: Query) -> SearchRequest {
        let (query, _) = lift::lift(&query);
        SearchRequest { unit: ResultUnit::Quotes, ..SearchRequest::articles(query) }
    }

    /// Asks for at most `limit` hits.
    pub fn limit(self, limit: usize) -> SearchRequest {
        SearchRequest { limit, ..self }
    }

    /// Asks for another order.
    pub fn sort(self, sort: Sort) -> SearchRequest {
        SearchRequest { sort, ..self }
    }

    /// Asks for a second order, of those that are equal in the first.
    pub fn then(self, then: Option<Sort>) -> SearchRequest {
        SearchRequest { then, ..self }
    }

    /// Asks for nothing but articles with these ids, and their quotations.
    pub fn only(self, ids: Option<Vec<String>>) -> SearchRequest {
        SearchRequest { only: ids, ..self }
    }

    /// Whether the order of the hits follows from how well they match.
    pub fn is_scored(&self) -> bool {
        self.sort.is_by_score() || self.then.is_some_and(Sort::is_by_score)
    }

    /// Goes on where the page before ended.
    pub fn after(self, cursor: Option<String>) -> SearchRequest {
        SearchRequest { after: cursor, ..self }
    }

    /// Asks for one hit of those that are nearly the same, with the others as its versions.
    pub fn collapse(self, collapse: bool) -> SearchRequest {
        SearchRequest { collapse, ..self }
    }

    /// Says what "now" means.
    pub fn today(self, today: civil::Date) -> SearchRequest {
        SearchRequest { today, ..self }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchResponse {
    /// How many hits there are in all, exactly; with [`SearchRequest::collapse`], how many that are not
    /// nearly the same.
    pub total: u64,
    /// Those asked for.
    pub hits: Vec<Hit>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// An article that matches, or the article of a quotation that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// How well it matches; 0 when sorted by date.
    pub score: f32,
    /// The article as it came in.
    pub article: Article,
    /// Everything that was found in it.
    pub extraction: Extraction,
    /// The keys of its quotations, in order.
    pub keys: Vec<u64>,
    /// The numbers of the quotations that matched; of a quotation hit the one.
    pub quotes: Vec<usize>,
    /// The words of the body that matched: a phrase is one span. In order, without overlap.
    pub matched: Vec<Span>,
    /// The same of the headline.
    pub matched_title: Vec<Span>,
    /// The sentences around the words of the body, in text order.
    pub passages: Vec<Span>,
    /// What matches as well and is nearly the same, best first; empty unless asked for.
    pub versions: Vec<Version>,
}

/// What is nearly the same as a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The id of the article.
    pub article: String,
    /// The key of the quotation in it, in a search for quotations.
    pub quote: Option<u64>,
}
