//! `similar`: what is like one article or quotation.

use clap::Args;
use dixit::{
    index::local::Index,
    query::SearchResponse,
    view::{Page, Row, quote_key},
};
use serde::Serialize;

use super::{FormatOptions, IndexOption, Outcome, output};

/// Find articles like an article, or quotations like a quotation.
#[derive(Args)]
pub struct Similar {
    /// The id of an article or of a quotation
    id: String,
    #[command(flatten)]
    index: IndexOption,
    #[command(flatten)]
    format: FormatOptions,
    /// At most so many hits
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

impl Similar {
    /// Finds and prints what is similar.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let index = Index::open(&self.index.dir)?;
        if let Some(found) = index.similar_articles(&self.id, self.limit)? {
            return self.print(&output::ARTICLES, &found);
        }
        let found = quote_key(&self.id).map(|key| index.similar_quotes(key, self.limit));
        match found.transpose()?.flatten() {
            Some(found) => self.print(&output::QUOTES, &found),
            None => {
                note!("no article or quotation has the id \"{}\"", self.id);
                Ok(Outcome::Nothing)
            }
        }
    }

    fn print<H: Row + Serialize>(
        &self,
        kind: &output::Kind<H>,
        found: &SearchResponse,
    ) -> anyhow::Result<Outcome> {
        let hits = &found.hits;
        match self.format {
            FormatOptions { json: true, .. } => {
                output::object(&Page::new(found.total, (kind.views)(hits)))?;
            }
            FormatOptions { jsonl: true, .. } => output::jsonl(&(kind.views)(hits))?,
            FormatOptions { csv: true, .. } => {
                output::Table::new::<H>()?.rows((kind.views)(hits))?;
            }
            _ => (kind.print)(hits)?,
        }
        Ok(if hits.is_empty() { Outcome::Nothing } else { Outcome::Done })
    }
}
