//! What the first page and the help say of an archive: how much it holds, who is quoted most, and queries
//! that find something in it.

use super::{
    card::NameCard,
    help::{Example, examples},
};
use crate::{
    error::Result,
    extract::EntityKind,
    field::Field,
    index::local::Index,
    query::{Interval, Query, SearchRequest},
    serve::today,
    text::counted,
};

/// So many people, and organisations, are listed.
const NAMES: usize = 8;

/// An archive at first sight.
pub struct Front {
    /// `7,709 articles`
    pub articles: String,
    /// `68,611 quotations`
    pub quotes: String,
    /// `2012 to 2020`
    pub years: Option<String>,
    /// Whether there is nothing to search.
    pub is_empty: bool,
    /// Who is quoted most.
    pub people: Vec<NameCard>,
    /// For which organisations somebody is quoted most.
    pub organisations: Vec<NameCard>,
    /// Queries that find something.
    pub examples: Vec<Example>,
}

impl Front {
    /// Looks at an archive.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn of(index: &Index) -> Result<Front> {
        let size = index.size()?;
        let facets = index.facets(&SearchRequest::articles(Query::All), 0, Interval::Year)?;
        let years = facets.of(Field::Date).map(|facet| &facet.values[..]).unwrap_or_default();
        let named = |kind| index.names(kind, None, today(), NAMES);
        let people = named(EntityKind::Person)?.hits;
        let organisations = named(EntityKind::Organisation)?.hits;
        Ok(Front {
            articles: counted(size.articles, "article"),
            quotes: counted(size.quotes, "quotation"),
            years: match years {
                [] => None,
                [only] => Some(only.value.clone()),
                [first, .., last] => Some(format!("{} to {}", first.value, last.value)),
            },
            is_empty: size.articles == 0,
            people: people.iter().map(NameCard::speaker).collect(),
            organisations: organisations.iter().map(NameCard::organisation).collect(),
            examples: examples(index)?,
        })
    }
}
