//! `similar`: what is like one article or quotation.

use clap::Args;
use dixit::{
    index::local::{Id, Index},
    view::{self, ArticleView, Page},
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
        let article = Id::Article(self.id.clone());
        let key = Some(&self.id).filter(|id| id.len() == 16);
        let key = key.and_then(|id| u64::from_str_radix(id, 16).ok()).map(Id::Quote);
        let (found, is_article) = match (index.similar(&article, self.limit)?, key) {
            (Some(found), _) => (found, true),
            (None, Some(key)) => match index.similar(&key, self.limit)? {
                Some(found) => (found, false),
                None => return Ok(self.unknown()),
            },
            (None, None) => return Ok(self.unknown()),
        };
        let is_json = self.format.json || self.format.jsonl;
        let total = found.total;
        match (is_json, is_article) {
            (true, true) => {
                let hits: Vec<ArticleView> = found.hits.iter().map(ArticleView::new).collect();
                self.print(&page(total, hits))?;
            }
            (true, false) => {
                let hits: Vec<_> = found.hits.iter().flat_map(view::quotes).collect();
                self.print(&page(total, hits))?;
            }
            (false, true) => output::articles(&found.hits)?,
            (false, false) => output::quotes(&found.hits)?,
        }
        Ok(if found.hits.is_empty() { Outcome::Nothing } else { Outcome::Done })
    }

    fn print<H: Serialize>(&self, page: &Page<H>) -> anyhow::Result<()> {
        match self.format.json {
            true => output::json(page),
            false => output::jsonl(&page.hits),
        }
    }

    fn unknown(&self) -> Outcome {
        eprintln!("no article or quotation has the id \"{}\"", self.id);
        Outcome::Nothing
    }
}

fn page<H>(total: u64, hits: Vec<H>) -> Page<H> {
    Page {
        total,
        read_as: None,
        notices: None,
        clauses: None,
        suggestions: Vec::new(),
        hits,
        next: None,
    }
}
