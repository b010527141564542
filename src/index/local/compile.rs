//! A query becomes tantivy queries.
//!
//! What a query means is written in `matching`; this says the same with postings. Place expressions
//! go to `occurs`, clauses on one quotation become a query on quotation documents with a join around
//! it. What more decides the order of the hits is left to `bonus`.

use std::{path::Path, sync::Arc};

use tantivy::{
    Searcher, Term,
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query as Engine, RangeQuery,
        TermQuery,
    },
    schema::IndexRecordOption,
};

use super::{
    block_join::{InArticle, ToArticle},
    engine,
    expand::{MOST_TERMS, Refused, expand},
    occurs::{Budget, Occurs},
    part::InField,
    schema::{ARTICLE, QUOTE, Slots},
    statistics::{Frequencies, unit_term},
    without::Without,
    word::Meant,
};
use crate::{
    analyze::{ANY, FunctionWords, detect, fold},
    error::{Error, Result},
    field::{Analysis, Field},
    index::{
        days::{Days, days},
        expression::Expression,
        matching::{
            ARTICLE_FIELDS, Context, QUOTE_FIELDS, SPEAKER_FIELDS, needs_quote, quote_clauses,
            value_field,
        },
    },
    query::{Query, ResultUnit},
};

/// Which documents a query is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Articles.
    Article,
    /// Quotations.
    Quote,
}

/// Turns queries into those of the engine.
pub struct Compiler<'c> {
    /// The index.
    pub searcher: &'c Searcher,
    /// Its folder.
    pub dir: &'c Path,
    /// Where things are.
    pub slots: &'c Slots,
    /// How common words are.
    pub frequencies: &'c Arc<Frequencies>,
    /// What words and dates mean.
    pub context: Context<'c>,
    /// What the search may do.
    pub budget: &'c Arc<Budget>,
}

impl Compiler<'_> {
    /// The engine's query for the articles or quotations that match.
    ///
    /// # Errors
    ///
    /// Fails if a word stands for too many terms, or if the index cannot be read.
    pub fn compile(&self, query: &Query, unit: ResultUnit) -> Result<Box<dyn Engine>> {
        match unit {
            ResultUnit::Articles => self.lower(query, Scope::Article, ARTICLE_FIELDS),
            ResultUnit::Quotes => self.quotes(query),
        }
    }

    /// The quotations that a search for quotations gives. A QUOTE of a conjunction that asks for one
    /// need not be asked of the article again.
    fn quotes(&self, query: &Query) -> Result<Box<dyn Engine>> {
        let clauses = quote_clauses(query);
        let quote = clauses.iter().map(|clause| self.quote_clause(clause));
        let quote = any(quote.collect::<Result<_>>()?);
        let is_asked = |part: &Query| clauses == [part] && least(part) == 1;
        let rest = match query {
            Query::And(all) => {
                Query::And(all.iter().filter(|part| !is_asked(part)).cloned().collect())
            }
            only if is_asked(only) => return Ok(quote),
            other => other.clone(),
        };
        let article = self.lower(&rest, Scope::Article, ARTICLE_FIELDS)?;
        let (slots, frequencies) = (self.slots.clone(), Arc::clone(self.frequencies));
        Ok(Box::new(InArticle { quote, article, slots, frequencies }))
    }

    fn quote_clause(&self, clause: &Query) -> Result<Box<dyn Engine>> {
        match clause {
            Query::Quote { query, .. } => self.lower(query, Scope::Quote, QUOTE_FIELDS),
            Query::Said { who, what } => Ok(all(vec![
                self.lower(who, Scope::Quote, SPEAKER_FIELDS)?,
                self.lower(what, Scope::Quote, QUOTE_FIELDS)?,
            ])),
            Query::Field { field, query } => {
                self.lower(query, Scope::Quote, std::slice::from_ref(field))
            }
            _ => Ok(Box::new(EmptyQuery)),
        }
    }

    /// The documents of `scope` that match, where words without a field are looked for in `fields`.
    fn lower(&self, query: &Query, scope: Scope, fields: &[Field]) -> Result<Box<dyn Engine>> {
        Ok(match query {
            Query::All => match value_field(fields, scope == Scope::Article) {
                Some(field) => self.has_value(scope, field),
                None => self.every(scope),
            },
            Query::Word { .. }
            | Query::Phrase { .. }
            | Query::Wildcard { .. }
            | Query::Fuzzy { .. }
            | Query::Regex { .. }
            | Query::Near { .. }
            | Query::First { .. } => Box::new(self.occurs(query, 1, scope, fields)?),
            Query::AtLeast { count, query } => {
                Box::new(self.occurs(query, *count as usize, scope, fields)?)
            }
            Query::Boost { query, factor } => {
                Box::new(BoostQuery::new(self.lower(query, scope, fields)?, factor.value()))
            }
            Query::Field { field, query: inner } => {
                match needs_quote(*field, scope == Scope::Article) {
                    true => self.to_article(self.quote_clause(query)?, 1),
                    false => self.lower(inner, scope, std::slice::from_ref(field))?,
                }
            }
            Query::Dates { from, to } => {
                let days = days(from, to, self.context.today);
                all(vec![self.days(days), self.every(scope)])
            }
            Query::And(parts) => self.and(parts, scope, fields)?,
            Query::Or(parts) => any(self.choices(parts, scope, fields)?),
            Query::Not(_) | Query::Maybe(_) => {
                self.and(std::slice::from_ref(query), scope, fields)?
            }
            Query::Quote { .. } | Query::Said { .. } => {
                self.to_article(self.quote_clause(query)?, least(query))
            }
        })
    }

    fn and(&self, parts: &[Query], scope: Scope, fields: &[Field]) -> Result<Box<dyn Engine>> {
        let (mut kept, mut dropped, mut welcome) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            match part {
                Query::Not(part) => dropped.push(self.lower(part, scope, fields)?),
                Query::Maybe(part) => welcome.push(self.lower(part, scope, fields)?),
                part => kept.push(self.lower(part, scope, fields)?),
            }
        }
        if kept.is_empty() {
            kept.push(self.every(scope));
        }
        let mut query = all(kept);
        if !welcome.is_empty() {
            let welcome = welcome.into_iter().map(|query| (Occur::Should, query));
            let clauses = std::iter::once((Occur::Must, query)).chain(welcome);
            query = Box::new(BooleanQuery::new(clauses.collect()));
        }
        if !dropped.is_empty() {
            query = Box::new(Without { kept: query, dropped: any(dropped) });
        }
        Ok(query)
    }

    /// The parts of a choice. Of words alone, as in a question typed as it is, function words match and
    /// do not decide the order.
    fn choices(
        &self,
        parts: &[Query],
        scope: Scope,
        fields: &[Field],
    ) -> Result<Vec<Box<dyn Engine>>> {
        let words: Option<Vec<&str>> = parts.iter().map(word).collect();
        let weighs = self.telling(&words.unwrap_or_default());
        let lower = |(number, part)| {
            let query = self.lower(part, scope, fields)?;
            let is_telling = weighs.get(number).is_none_or(|&is_telling| is_telling);
            Ok(if is_telling { query } else { Box::new(ConstScoreQuery::new(query, 0.0)) as _ })
        };
        parts.iter().enumerate().map(lower).collect()
    }

    /// Which words say what a text is about. They are in a language of the index: its only one, or what
    /// they look like. If there are but function words, they all do.
    pub fn telling(&self, words: &[&str]) -> Vec<bool> {
        let language = match self.context.languages {
            [only] => *only,
            _ => detect(&words.join(" ")),
        };
        let function_words = FunctionWords::of(language);
        let mut folded = String::new();
        let is_telling = |word: &&str| {
            folded.clear();
            fold(word, &mut folded);
            !function_words.contain(&folded)
        };
        let telling: Vec<bool> = words.iter().map(is_telling).collect();
        if telling.contains(&true) { telling } else { Vec::new() }
    }

    /// The articles with at least so many of the quotations.
    pub fn to_article(&self, quote: Box<dyn Engine>, least: u32) -> Box<dyn Engine> {
        let (slots, frequencies) = (self.slots.clone(), Arc::clone(self.frequencies));
        Box::new(ToArticle { quote, least, slots, frequencies })
    }

    /// Every article or quotation, scoring nothing.
    fn every(&self, scope: Scope) -> Box<dyn Engine> {
        let unit = if scope == Scope::Article { ARTICLE } else { QUOTE };
        self.unscored(unit_term(self.slots, unit))
    }

    /// Every document that has the field at all, scoring nothing.
    fn has_value(&self, scope: Scope, field: Field) -> Box<dyn Engine> {
        match self.slots.of(scope, field) {
            Some(slot) => self.unscored(Term::from_field_text(slot, ANY)),
            None => Box::new(EmptyQuery),
        }
    }

    fn unscored(&self, term: Term) -> Box<dyn Engine> {
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
    }

    /// Where a place expression occurs so often, in any of the fields.
    ///
    /// # Errors
    ///
    /// Fails if a word stands for too many terms, if the index cannot be read, or if the search is stopped.
    pub fn occurs(
        &self,
        query: &Query,
        least: usize,
        scope: Scope,
        fields: &[Field],
    ) -> Result<Occurs> {
        if self.budget.is_stopped() {
            return Err(Error::Stopped);
        }
        let mut found = Vec::new();
        let mut expanded = 0;
        let mut sought = Vec::new();
        let mut made: Option<(Analysis, Expression)> = None;
        for &field in fields {
            let Some(slot) = self.slots.of(scope, field) else { continue };
            let analysis = field.info().analysis;
            let expression = match made.take() {
                Some((own, expression)) if own == analysis => expression,
                _ => {
                    sought.clear();
                    Expression::new(query, field, self.context, &mut sought)
                }
            };
            made = Some((analysis, expression.clone()));
            let mut words = Vec::with_capacity(sought.len());
            for word in &sought {
                let terms = expand(self.searcher, slot, word, MOST_TERMS - expanded);
                let terms = terms.map_err(|refused| self.refused(query, refused))?;
                expanded += if terms.len() > 1 { terms.len() } else { 0 };
                words.push(Meant::new(terms));
            }
            found.push(InField { field, slot, expression, words });
        }
        Ok(Occurs::new(found, least, self.budget))
    }

    fn refused(&self, query: &Query, refused: Refused) -> Error {
        match refused {
            Refused::Engine(error) => engine("read", self.dir)(error),
            Refused::TooMany => Error::Clause {
                clause: query.to_string(),
                reason: format!(
                    "it stands for more than {MOST_TERMS} words of the index: write more letters"
                ),
            },
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

/// The text of a word that counts in all its forms.
pub fn word(query: &Query) -> Option<&str> {
    match query {
        Query::Word { text, exact: false } => Some(text),
        Query::Boost { query, .. } => word(query),
        _ => None,
    }
}

/// How many quotations a clause asks for.
fn least(clause: &Query) -> u32 {
    match clause {
        Query::Quote { least, .. } => *least,
        _ => 1,
    }
}

/// All of them; a single one as it is.
pub fn all(mut queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}

/// Any of them; a single one as it is.
pub fn any(mut queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
