//! A query becomes tantivy queries.
//!
//! What a query means is written in `matching`; this says the same with postings. Words and phrases
//! become terms, clauses on one quotation a query on quotation documents with a join around it.

use tantivy::{
    Term,
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, PhraseQuery, Query as Engine,
        RangeQuery, TermQuery,
    },
    schema::IndexRecordOption,
};

use super::{
    block_join::{InArticle, ToArticle},
    schema::{ARTICLE, QUOTE, Slots},
    statistics::unit_term,
    without::Without,
};
use crate::{
    analyze::{ANY, Sought},
    error::{Error, Result},
    field::{Analysis, Field},
    index::{
        days::{Days, days},
        matching::{
            ARTICLE_FIELDS, Context, QUOTE_FIELDS, SPEAKER_FIELDS, needs_quote, quote_clauses,
            value_field,
        },
    },
    query::{Fit, Query, ResultUnit},
};

/// How much more a word in the title weighs than one in the body.
const TITLE_BOOST: f32 = 2.0;

/// Refuses a query with an operator that the index cannot answer yet.
pub fn check(query: &Query) -> Result<()> {
    let is_known = match query {
        Query::Wildcard { .. }
        | Query::Fuzzy { .. }
        | Query::Regex { .. }
        | Query::Maybe(_)
        | Query::Near { .. }
        | Query::AtLeast { .. }
        | Query::First { .. } => false,
        Query::Phrase { fit, .. } => *fit == Fit::Exact,
        Query::Quote { least, .. } => *least == 1,
        _ => true,
    };
    if !is_known {
        let reason = "this version reads it and cannot search it in an index yet".to_owned();
        return Err(Error::Clause { clause: query.to_string(), reason });
    }
    query.parts().into_iter().try_for_each(check)
}

/// Which documents a query is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Article,
    Quote,
}

/// Turns queries into those of the engine.
pub struct Compiler<'c> {
    /// Where things are.
    pub slots: &'c Slots,
    /// What words and dates mean.
    pub context: Context<'c>,
}

impl Compiler<'_> {
    /// The engine's query for the articles or quotations that match.
    pub fn compile(&self, query: &Query, unit: ResultUnit) -> Box<dyn Engine> {
        match unit {
            ResultUnit::Articles => self.lower(query, Scope::Article, ARTICLE_FIELDS),
            ResultUnit::Quotes => self.quotes(query),
        }
    }

    /// The quotations that a search for quotations gives. The QUOTE of a conjunction need not be
    /// asked of the article again.
    fn quotes(&self, query: &Query) -> Box<dyn Engine> {
        let clauses = quote_clauses(query);
        let quote = any(clauses.iter().map(|clause| self.quote_clause(clause)).collect());
        let rest = match query {
            Query::And(all) => {
                let rest: Vec<Query> =
                    all.iter().filter(|part| clauses != [*part]).cloned().collect();
                Query::And(rest)
            }
            only if clauses == [only] => return quote,
            other => other.clone(),
        };
        let article = self.lower(&rest, Scope::Article, ARTICLE_FIELDS);
        Box::new(InArticle { quote, article, slots: self.slots.clone() })
    }

    fn quote_clause(&self, clause: &Query) -> Box<dyn Engine> {
        match clause {
            Query::Quote { query, .. } => self.lower(query, Scope::Quote, QUOTE_FIELDS),
            Query::Said { who, what } => all(vec![
                self.lower(who, Scope::Quote, SPEAKER_FIELDS),
                self.lower(what, Scope::Quote, QUOTE_FIELDS),
            ]),
            Query::Field { field, query } => {
                self.lower(query, Scope::Quote, std::slice::from_ref(field))
            }
            _ => Box::new(EmptyQuery),
        }
    }

    fn lower(&self, query: &Query, scope: Scope, fields: &[Field]) -> Box<dyn Engine> {
        match query {
            Query::All => match value_field(fields, scope == Scope::Article) {
                Some(field) => self.words(scope, field, &[Sought::Term(ANY.to_owned())]),
                None => self.every(scope),
            },
            Query::Word { .. } | Query::Phrase { .. } => self.leaf(scope, fields, query),
            Query::Boost { query, factor } => {
                Box::new(BoostQuery::new(self.lower(query, scope, fields), factor.value()))
            }
            Query::Field { field, query: inner } => {
                match needs_quote(*field, scope == Scope::Article) {
                    true => self.to_article(self.quote_clause(query)),
                    false => self.lower(inner, scope, std::slice::from_ref(field)),
                }
            }
            Query::Dates { from, to } => {
                let days = days(from, to, self.context.today);
                all(vec![self.days(days), self.every(scope)])
            }
            Query::And(parts) => self.and(parts, scope, fields),
            Query::Or(parts) => {
                any(parts.iter().map(|part| self.lower(part, scope, fields)).collect())
            }
            Query::Not(_) => self.and(std::slice::from_ref(query), scope, fields),
            Query::Quote { .. } | Query::Said { .. } => self.to_article(self.quote_clause(query)),
            _ => Box::new(EmptyQuery), // `check` has refused it
        }
    }

    fn and(&self, parts: &[Query], scope: Scope, fields: &[Field]) -> Box<dyn Engine> {
        let (mut kept, mut dropped) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Query::Not(part) => dropped.push(self.lower(part, scope, fields)),
                part => kept.push(self.lower(part, scope, fields)),
            }
        }
        if kept.is_empty() {
            kept.push(self.every(scope));
        }
        match dropped.is_empty() {
            true => all(kept),
            false => Box::new(Without { kept: all(kept), dropped: any(dropped) }),
        }
    }

    fn to_article(&self, quote: Box<dyn Engine>) -> Box<dyn Engine> {
        Box::new(ToArticle { quote, slots: self.slots.clone() })
    }

    /// Every article or quotation, scoring nothing.
    fn every(&self, scope: Scope) -> Box<dyn Engine> {
        let unit = if scope == Scope::Article { ARTICLE } else { QUOTE };
        let term = TermQuery::new(unit_term(self.slots, unit), IndexRecordOption::Basic);
        Box::new(ConstScoreQuery::new(Box::new(term), 0.0))
    }

    /// A typed word or phrase in any of these fields.
    fn leaf(&self, scope: Scope, fields: &[Field], query: &Query) -> Box<dyn Engine> {
        let in_field = |&field: &Field| {
            let patterns = self.context.sought(field, query);
            let query = any(patterns.iter().map(|p| self.words(scope, field, p)).collect());
            match field {
                Field::Title if fields.len() > 1 => Box::new(BoostQuery::new(query, TITLE_BOOST)),
                _ => query,
            }
        };
        any(fields.iter().map(in_field).collect())
    }

    /// One pattern in one field.
    fn words(&self, scope: Scope, field: Field, pattern: &[Sought]) -> Box<dyn Engine> {
        let slot = match scope {
            Scope::Article => self.slots.of_article(field),
            Scope::Quote => self.slots.of_quote(field),
        };
        let Some(slot) = slot else { return Box::new(EmptyQuery) };
        let term = |sought: &Sought| match sought {
            Sought::Term(term) => Some(Term::from_field_text(slot, term)),
            _ => None,
        };
        let mut terms: Vec<Term> = pattern.iter().filter_map(term).collect();
        match (terms.len(), field.info().analysis) {
            (1, Analysis::Code) => {
                Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic))
            }
            (1, _) => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
            (_, Analysis::Code) => Box::new(EmptyQuery),
            _ => Box::new(PhraseQuery::new(terms)),
        }
    }

    fn days(&self, days: Days) -> Box<dyn Engine> {
        use std::ops::Bound::{Included, Unbounded};
        let from = Term::from_field_u64(self.slots.first_day, days.from);
        let to = Term::from_field_u64(self.slots.last_day, days.to);
        let first = RangeQuery::new(Included(from), Unbounded);
        let last = RangeQuery::new(Unbounded, Included(to));
        let both = all(vec![Box::new(first), Box::new(last)]);
        Box::new(ConstScoreQuery::new(both, 0.0))
    }
}

/// All of them; a single one as it is.
fn all(mut queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}

/// Any of them; a single one as it is.
fn any(mut queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
