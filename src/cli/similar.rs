//! `similar`: what is like one article or quotation.

use clap::Args;
use dixit::{
    index::local::Index,
    view::{self, ArticleView, Page, quote_key},
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
            let hits = &found.hits;
            match self.format {
                FormatOptions { csv: true, .. } => {
                    output::Table::new(output::ARTICLE_COLUMNS)?.articles(hits)?;
                }
                FormatOptions { json: false, jsonl: false, .. } => output::articles(hits)?,
                _ => self.print(found.total, hits.iter().map(ArticleView::new).collect())?,
            }
            return Ok(outcome(hits.len()));
        }
        let found = quote_key(&self.id).map(|key| index.similar_quotes(key, self.limit));
        let Some(found) = found.transpose()?.flatten() else {
            eprintln!("no article or quotation has the id \"{}\"", self.id);
            return Ok(Outcome::Nothing);
        };
        let hits = &found.hits;
        match self.format {
            FormatOptions { csv: true, .. } => {
                output::Table::new(output::QUOTE_COLUMNS)?.quotes(hits)?;
            }
            FormatOptions { json: false, jsonl: false, .. } => output::quotes(hits)?,
            _ => self.print(found.total, hits.iter().flat_map(view::quotes).collect())?,
        }
        Ok(outcome(hits.len()))
    }

    fn print<H: Serialize>(&self, total: u64, hits: Vec<H>) -> anyhow::Result<()> {
        match self.format.json {
            true => output::object(&Page::new(total, hits)),
            false => output::jsonl(&hits),
        }
    }
}

fn outcome(hits: usize) -> Outcome {
    if hits == 0 { Outcome::Nothing } else { Outcome::Done }
}
