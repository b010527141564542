//! `speakers` and `orgs`: who is quoted how often.

use std::io::Write;

use super::{
    FormatOptions, IndexOption, Outcome, output,
    query::read_aloud,
    style::{FAINT, STRONG, styled},
    today,
};
use clap::Args;
use dixit::{
    extract::EntityKind,
    index::local::Index,
    query::{Name, Reading},
    view::{self, NameView, Page},
};

/// List who is quoted how often.
#[derive(Args)]
pub struct Speakers {
    #[command(flatten)]
    options: Options,
}

/// List the organisations that are quoted how often.
#[derive(Args)]
pub struct Orgs {
    #[command(flatten)]
    options: Options,
}

/// What both commands have.
#[derive(Args)]
struct Options {
    /// Count only the quotations that match, for example `bridge toll` or `speaker:ruiz`
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    index: IndexOption,
    #[command(flatten)]
    format: FormatOptions,
    /// At most so many names
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

impl Speakers {
    /// Lists speakers.
    pub fn run(self) -> anyhow::Result<Outcome> {
        self.options.run(EntityKind::Person, "speaker")
    }
}

impl Orgs {
    /// Lists organisations.
    pub fn run(self) -> anyhow::Result<Outcome> {
        self.options.run(EntityKind::Organisation, "organisation")
    }
}

impl Options {
    fn run(&self, kind: EntityKind, noun: &str) -> anyhow::Result<Outcome> {
        let text = self.query.join(" ");
        let read = (!text.trim().is_empty())
            .then(|| read_aloud(&Reading::QUOTES, &text, &[]))
            .transpose()?;
        let index = Index::open(&self.index.dir)?;
        let query = read.as_ref().map(|read| &read.query);
        let names = index.names(kind, query, today(), self.limit)?;
        if self.format.json || self.format.jsonl {
            let hits = names.hits.into_iter().map(NameView::new).collect();
            let page = Page {
                read_as: query.map(ToString::to_string),
                notices: read.as_ref().map(|read| view::notices(&text, &read.notices)),
                ..Page::new(names.total, hits)
            };
            match self.format.json {
                true => output::object(&page)?,
                false => output::jsonl(&page.hits)?,
            }
        } else if self.format.csv {
            output::Table::new::<NameView>()?.rows(names.hits.into_iter().map(NameView::new))?;
        } else {
            print(&names.hits)?;
            let shown = output::grouped(names.hits.len() as u64);
            note!("{shown} of {}.", output::counted(names.total, noun));
        }
        Ok(if names.total == 0 { Outcome::Nothing } else { Outcome::Done })
    }
}

fn print(names: &[Name]) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    for name in names {
        let counts = format!(
            "{} in {}",
            output::counted(name.quotes, "quotation"),
            output::counted(name.articles, "article")
        );
        writeln!(out, "{}  {}", styled(STRONG, &name.name), styled(FAINT, &counts))?;
        if !name.spellings.is_empty() {
            let also = format!("also {}", name.spellings.join(" · "));
            output::wrapped(&mut out, "    ", &also)?;
        }
    }
    Ok(())
}
