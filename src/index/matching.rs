//! Whether one article matches a query, and where: the meaning of every query, word by word.
//!
//! `Scan` asks it of every article, and it is what the engine's answers are tested against. What of
//! a hit is shown is left to `hit`.

use std::collections::BTreeSet;

use jiff::civil;

use super::{
    block::{Block, Document},
    days::days,
    places::{self, Place, Text},
};
use crate::{
    analyze::{
        Language, Pattern, fuzzy_patterns, patterns, prefix_patterns, regex_patterns,
        wildcard_patterns,
    },
    field::{Analysis, Field},
    query::{Fit, Query},
};

/// What a query means in one index on one day.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// The languages whose stems the index holds.
    pub languages: &'c [Language],
    /// What "now" is.
    pub today: civil::Date,
}

impl Context<'_> {
    /// The patterns that a typed word or phrase stands for in a field.
    pub fn patterns(&self, field: Field, text: &str, stemmed: bool) -> Vec<Pattern> {
        patterns(text, self.stems(field, stemmed))
    }

    /// The patterns that a word of any kind, or a phrase, stands for in a field; any of them will do.
    /// Those of a phrase with moves are how it is written. Of other queries there are none.
    pub fn sought(&self, field: Field, query: &Query) -> Vec<Pattern> {
        match query {
            Query::Word { text, exact } => self.patterns(field, text, !exact),
            Query::Phrase { text, stemmed, fit: Fit::Prefix } => {
                prefix_patterns(text, self.stems(field, *stemmed))
            }
            Query::Phrase { text, stemmed, .. } => self.patterns(field, text, *stemmed),
            Query::Wildcard { pattern } => wildcard_patterns(pattern),
            Query::Fuzzy { text, distance } => fuzzy_patterns(text, *distance),
            Query::Regex { pattern } => regex_patterns(pattern),
            _ => Vec::new(),
        }
    }

    /// The languages whose stems count in a field.
    fn stems(&self, field: Field, stemmed: bool) -> Option<&[Language]> {
        let is_text = field.info().analysis == Analysis::Words;
        (stemmed && is_text).then_some(self.languages)
    }
}

/// The fields in which words without a field are looked for, in an article.
pub const ARTICLE_FIELDS: &[Field] = &[Field::Title, Field::Body];

/// The same in a quotation.
pub const QUOTE_FIELDS: &[Field] = &[Field::Text];

/// The same in the first part of SAID.
pub const SPEAKER_FIELDS: &[Field] = &[Field::Speaker];

/// One article against one context.
pub struct Matcher<'m> {
    block: &'m Block,
    context: Context<'m>,
}

impl<'m> Matcher<'m> {
    /// Looks at one article.
    pub fn new(block: &'m Block, context: Context<'m>) -> Matcher<'m> {
        Matcher { block, context }
    }

    /// Whether the article matches.
    pub fn article(&self, query: &Query) -> bool {
        self.matches(query, &self.block.article, ARTICLE_FIELDS, true)
    }

    /// The numbers of the quotations that a search for quotations gives: those that match a QUOTE
    /// of the query that is not negated, if the article matches at all.
    pub fn quotes(&self, query: &Query) -> Vec<usize> {
        if !self.article(query) {
            return Vec::new();
        }
        let wanted = quote_clauses(query);
        let is_wanted =
            |quote: &Document| wanted.iter().any(|clause| self.quote_clause(clause, quote));
        let numbered = self.block.quotes.iter().enumerate();
        numbered.filter(|(_, quote)| is_wanted(quote)).map(|(number, _)| number).collect()
    }

    /// Whether a quotation matches a clause that asks for one.
    pub fn quote_clause(&self, clause: &Query, quote: &Document) -> bool {
        match clause {
            Query::Quote { query, .. } => self.matches(query, quote, QUOTE_FIELDS, false),
            Query::Said { who, what } => {
                self.matches(who, quote, SPEAKER_FIELDS, false)
                    && self.matches(what, quote, QUOTE_FIELDS, false)
            }
            Query::Field { field, query } => {
                self.matches(query, quote, std::slice::from_ref(field), false)
            }
            _ => false,
        }
    }

    /// Whether a document, an article's or a quotation's, matches.
    fn matches(
        &self,
        query: &Query,
        document: &Document,
        fields: &[Field],
        in_article: bool,
    ) -> bool {
        let matches = |query: &Query| self.matches(query, document, fields, in_article);
        match query {
            Query::All => {
                value_field(fields, in_article).is_none_or(|field| document.words(field).is_some())
            }
            Query::Field { field, query: inner } => match needs_quote(*field, in_article) {
                true => self.block.quotes.iter().any(|quote| self.quote_clause(query, quote)),
                false => self.matches(inner, document, std::slice::from_ref(field), in_article),
            },
            Query::Dates { from, to } => days(from, to, self.context.today).contain(document.days),
            Query::And(all) => all.iter().all(matches),
            Query::Or(any) => any.iter().any(matches),
            Query::Not(query) => !matches(query),
            Query::Maybe(_) => true,
            Query::Boost { query, .. } => matches(query),
            Query::AtLeast { count, query } => {
                let count_in = |&field: &Field| places::count(&self.places(query, document, field));
                fields.iter().map(count_in).sum::<usize>() >= *count as usize
            }
            Query::Quote { least, .. } => {
                let quotes = self.block.quotes.iter();
                quotes.filter(|quote| self.quote_clause(query, quote)).count() >= *least as usize
            }
            Query::Said { .. } => {
                self.block.quotes.iter().any(|quote| self.quote_clause(query, quote))
            }
            Query::Word { .. }
            | Query::Phrase { .. }
            | Query::Wildcard { .. }
            | Query::Fuzzy { .. }
            | Query::Regex { .. }
            | Query::Near { .. }
            | Query::First { .. } => {
                fields.iter().any(|&field| !self.places(query, document, field).is_empty())
            }
        }
    }

    /// Where a place expression stands in a field of a document.
    fn places(&self, query: &Query, document: &Document, field: Field) -> BTreeSet<Place> {
        let text = |words| Text { field, words, context: self.context };
        document.words(field).map(|words| text(words).places(query)).unwrap_or_default()
    }
}

/// Whether a field outside QUOTE asks for a quotation: `speaker:x` is `QUOTE(speaker:x)`.
pub fn needs_quote(field: Field, in_article: bool) -> bool {
    in_article && !field.info().of_article
}

/// The field that `field:*` asks for; `None` if `*` stands for every document.
pub fn value_field(fields: &[Field], in_article: bool) -> Option<Field> {
    let default = if in_article { ARTICLE_FIELDS } else { QUOTE_FIELDS };
    match fields {
        [field] if fields != default => Some(*field),
        _ => None,
    }
}

/// The clauses of a query that ask for quotations and are neither negated nor optional.
pub fn quote_clauses(query: &Query) -> Vec<&Query> {
    match query {
        Query::Quote { .. } | Query::Said { .. } => vec![query],
        Query::Field { field, .. } if needs_quote(*field, true) => vec![query],
        Query::And(queries) | Query::Or(queries) => {
            queries.iter().flat_map(quote_clauses).collect()
        }
        Query::Boost { query, .. } => quote_clauses(query),
        _ => Vec::new(),
    }
}
