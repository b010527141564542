//! What was typed becomes a query: with `--any`, `--synonyms`, `--strict`, and for quotations.

use std::{fs, path::PathBuf};

use clap::Args;
use dixit::{
    error::Error,
    query::{self, Parsed, Query, Synonyms},
};

use super::complain;

/// How what was typed is read.
#[derive(Args)]
pub struct ReadingOptions {
    /// Read plain text: every word is optional, and no sign means anything
    #[arg(long)]
    any: bool,
    /// Also look for other words, from a file with lines such as `toll, charge` or `eu => european union`
    #[arg(long, value_name = "FILE")]
    synonyms: Option<PathBuf>,
    /// Refuse a query that can be read in two ways
    #[arg(long, conflicts_with = "any")]
    strict: bool,
}

/// Reads queries as the options say.
pub struct Reading {
    any: bool,
    strict: bool,
    synonyms: Option<Synonyms>,
    quotes: bool,
}

impl ReadingOptions {
    /// How queries are read, with `quotes` for quotations.
    pub fn open(&self, quotes: bool) -> anyhow::Result<Reading> {
        let read = |path: &PathBuf| -> anyhow::Result<Synonyms> {
            let text = fs::read_to_string(path).map_err(Error::io("open", path))?;
            Ok(Synonyms::parse(&text)?)
        };
        let synonyms = self.synonyms.as_ref().map(read).transpose()?;
        Ok(Reading { any: self.any, strict: self.strict, synonyms, quotes })
    }
}

impl Reading {
    /// Queries of the language.
    pub const ARTICLES: Reading = Reading { quotes: false, ..Reading::QUOTES };

    /// Queries of the language, read for quotations.
    pub const QUOTES: Reading = Reading { any: false, strict: false, synonyms: None, quotes: true };

    /// Reads a query; with `filters`, fields that must have a value.
    pub fn read(&self, text: &str, filters: &[(&str, &str)]) -> Result<Parsed, Error> {
        let typed = match self.any {
            true => query::parse_any(text),
            false => query::parse(text),
        };
        let mut parsed = typed.map_err(Error::Query)?;
        if self.strict {
            parsed = parsed.strict().map_err(Error::Query)?;
        }
        if let Some(synonyms) = &self.synonyms {
            let reading = synonyms.apply(&parsed.query);
            if reading != parsed.query {
                parsed.notices.push(query::with_synonyms(text, &reading));
                parsed.query = reading;
            }
        }
        for (field, value) in filters {
            let filter = format!("{field}:\"{}\"", value.replace('"', " "));
            let filter = query::parse(&filter).map_err(Error::Query)?.query;
            parsed.query = both(parsed.query, filter);
        }
        if self.quotes {
            let (reading, differs) = query::lift(&parsed.query);
            if differs {
                parsed.notices.push(query::lifted(text, &reading));
            }
            parsed.query = reading;
        }
        Ok(parsed)
    }

    /// Reads a query; its errors are printed, each below carets under the characters.
    pub fn read_aloud(&self, text: &str, filters: &[(&str, &str)]) -> anyhow::Result<Parsed> {
        let read = self.read(text, filters);
        if let Err(Error::Query(errors)) = &read {
            for error in errors {
                eprintln!("{}", query::caret(text, error));
                complain(error);
            }
        }
        Ok(read?)
    }
}

fn both(query: Query, filter: Query) -> Query {
    match query {
        Query::And(mut parts) => {
            parts.push(filter);
            Query::And(parts)
        }
        query => Query::And(vec![query, filter]),
    }
}
