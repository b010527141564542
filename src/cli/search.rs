//! `search` and `quotes`: a query in, hits out.

use clap::{Args, ValueEnum};
use dixit::{
    error::Error,
    index::{Backend, local::Index},
    query::{self, Notice, Parsed, Query, SearchRequest, SearchResponse, Sort},
    view::{self, ArticleView, Page},
};

use super::{FormatOptions, IndexOption, Outcome, complain, output, today};

/// Find articles.
#[derive(Args)]
#[command(after_help = SYNTAX)]
pub struct Search {
    #[command(flatten)]
    options: Options,
}

/// Find quotations.
#[derive(Args)]
#[command(after_help = SYNTAX)]
pub struct Quotes {
    /// Only what this person or organisation said
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Only what was said for this organisation
    #[arg(long, value_name = "NAME")]
    org: Option<String>,
    #[command(flatten)]
    options: Options,
}

const SYNTAX: &str = "\
Queries:
  climate policy                both words, in any of their forms
  =running \"interest rate cut\"  this form, this phrase
  flood OR (storm NOT surge)    OR, NOT and parentheses
  speaker:ruiz org:\"City Council\" title:budget outlet:post author:doe
  date:2024-05 date:2024-01..2024-06 date:>=now-7d
  QUOTE(speaker:ruiz budget)    one quotation by Ruiz that holds the word
  SAID(\"Ana Ruiz\", toll OR fee) the same as who and what";

/// What both commands have.
#[derive(Args)]
struct Options {
    /// What to look for
    #[arg(value_name = "QUERY", required = true, num_args = 1..)]
    query: Vec<String>,
    #[command(flatten)]
    index: IndexOption,
    #[command(flatten)]
    format: FormatOptions,
    /// At most so many hits
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// The order of the hits
    #[arg(long, value_enum, default_value_t = Order::Relevance)]
    sort: Order,
    /// Go on after this cursor: `next` of the page before
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// Say how the query was read
    #[arg(long)]
    explain: bool,
}

/// The order of the hits.
#[derive(Clone, Copy, ValueEnum)]
enum Order {
    /// Best first
    Relevance,
    /// Oldest first
    Date,
    /// Newest first
    Newest,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Sort {
        match order {
            Order::Relevance => Sort::Relevance,
            Order::Date => Sort::Oldest,
            Order::Newest => Sort::Newest,
        }
    }
}

/// Reads a query; its errors are printed, each below carets under the characters.
pub fn parse(text: &str) -> anyhow::Result<Parsed> {
    query::parse(text).map_err(|errors| {
        for error in &errors {
            eprintln!("{}", query::caret(text, error));
            complain(error);
        }
        Error::Query(errors).into()
    })
}

/// Reads a query for quotations, with the notice of the reading.
pub fn parse_for_quotes(text: &str) -> anyhow::Result<Parsed> {
    let Parsed { query, mut notices } = parse(text)?;
    let (reading, differs) = query::lift(&query);
    if differs {
        notices.push(query::lifted(text, &reading));
    }
    Ok(Parsed { query: reading, notices })
}

impl Options {
    /// The query as it was typed: the words of the shell with spaces between them.
    fn text(&self) -> String {
        self.query.join(" ")
    }

    fn request(&self, request: SearchRequest) -> SearchRequest {
        request.limit(self.limit).sort(self.sort.into()).after(self.after.clone()).today(today())
    }

    fn explain(&self, query: &Query) {
        if self.explain {
            eprintln!("read as: {query}");
        }
    }

    fn page<H>(&self, found: &SearchResponse, read: Parsed, hits: Vec<H>) -> Page<H> {
        Page {
            total: found.total,
            read_as: Some(read.query.to_string()),
            notices: Some(read.notices),
            hits,
            next: found.next.clone(),
        }
    }

    /// The last line: how many there are and how to see more.
    fn summary(&self, found: &SearchResponse, what: &str) {
        let total = output::counted(found.total, what);
        if found.total == 0 {
            eprintln!("no {what} matches; --explain shows how the query was read");
            return;
        }
        match &found.next {
            None => eprintln!("{} of {total}.", output::grouped(found.hits.len() as u64)),
            Some(next) => eprintln!(
                "{} of {total}. More: --after {next}",
                output::grouped(found.hits.len() as u64)
            ),
        }
    }
}

impl Search {
    /// Finds and prints articles.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let options = self.options;
        let read = parse(&options.text())?;
        let index = Index::open(&options.index.dir)?;
        let found = index.search(&options.request(SearchRequest::articles(read.query.clone())))?;
        if options.format.json || options.format.jsonl {
            let hits = found.hits.iter().map(ArticleView::new).collect();
            output::json(&options.page(&found, read, hits), options.format)?;
        } else {
            output::notices(&read.notices);
            options.explain(&read.query);
            output::articles(&found.hits)?;
            options.summary(&found, "article");
        }
        Ok(outcome(&found))
    }
}

impl Quotes {
    /// Finds and prints quotations.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let options = &self.options;
        let read = self.read()?;
        let index = Index::open(&options.index.dir)?;
        let found = index.search(&options.request(SearchRequest::quotes(read.query.clone())))?;
        if options.format.json || options.format.jsonl {
            let hits = found.hits.iter().flat_map(view::quotes).collect();
            output::json(&options.page(&found, read, hits), options.format)?;
        } else {
            let surprising = |notice: &&Notice| notice.code != "W07";
            let notices: Vec<Notice> = read.notices.iter().filter(surprising).cloned().collect();
            output::notices(&notices);
            options.explain(&read.query);
            output::quotes(&found.hits)?;
            options.summary(&found, "quotation");
        }
        Ok(outcome(&found))
    }

    /// The query with `--speaker` and `--org` in it.
    fn read(&self) -> anyhow::Result<Parsed> {
        let mut text = self.options.text();
        let filters = [("speaker", &self.speaker), ("org", &self.org)];
        if filters.iter().any(|(_, name)| name.is_some()) {
            text = format!("({text})");
        }
        for (field, name) in filters {
            if let Some(name) = name {
                text.push_str(&format!(" {field}:\"{}\"", name.replace('"', " ")));
            }
        }
        parse_for_quotes(&text)
    }
}

fn outcome(found: &SearchResponse) -> Outcome {
    if found.total == 0 { Outcome::Nothing } else { Outcome::Done }
}
