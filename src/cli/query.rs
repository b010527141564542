//! The options that say how a query is read, and its errors in print. The reading itself is the library's.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use dixit::{
    error::Error,
    field::Field,
    query::{self, Parsed, Reading, Synonyms},
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

impl ReadingOptions {
    /// How queries are read, with `quotes` for quotations.
    pub fn open(&self, quotes: bool) -> anyhow::Result<Reading> {
        let synonyms = self.synonyms.as_deref().map(synonyms).transpose()?;
        Ok(Reading { any: self.any, strict: self.strict, synonyms, quotes })
    }
}

/// Reads a file of synonyms.
pub fn synonyms(path: &Path) -> anyhow::Result<Arc<Synonyms>> {
    let text = fs::read_to_string(path).map_err(Error::io("open", path))?;
    Ok(Arc::new(Synonyms::parse(&text)?))
}

/// Reads a query; its errors are printed, each below carets under the characters.
pub fn read_aloud(
    reading: &Reading,
    text: &str,
    filters: &[(Field, &str)],
) -> anyhow::Result<Parsed> {
    let read = reading.read(text, filters);
    if let Err(Error::Query(errors)) = &read {
        for error in errors {
            note!("{}", query::caret(text, error));
            complain(error);
        }
    }
    Ok(read?)
}
