//! `search` and `quotes`: a query in, hits out.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use dixit::{
    field::Field,
    index::local::{Index, Suggestion},
    query::{Notice, Parsed, SearchRequest, SearchResponse, Sort},
    view::{Page, Row},
};
use serde::Serialize;

use super::{
    FormatOptions, IndexOption, Outcome, batch, output,
    query::{ReadingOptions, read_aloud},
    today,
};

/// Find articles.
#[derive(Args)]
#[command(after_help = SYNTAX)]
pub struct Search {
    /// What to look for
    #[arg(value_name = "QUERY", required_unless_present = "batch", num_args = 1..)]
    query: Vec<String>,
    #[command(flatten)]
    options: Options,
    /// Run each line of a file: a name, a tab, a query
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "after", "all", "explain", "json", "csv"])]
    batch: Option<PathBuf>,
    /// How the hits of a batch are printed
    #[arg(long, value_enum, requires = "batch")]
    format: Option<BatchFormat>,
}

/// How the hits of a batch are printed.
#[derive(Clone, Copy, ValueEnum)]
enum BatchFormat {
    /// A run for trec_eval
    Trec,
    /// One JSON object a line, with the name of the query
    Jsonl,
}

/// Find quotations.
#[derive(Args)]
#[command(after_help = SYNTAX)]
pub struct Quotes {
    /// What to look for
    #[arg(value_name = "QUERY", required = true, num_args = 1..)]
    query: Vec<String>,
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
  climate policy                  both words, in any of their forms
  =running \"interest rate cut\"    this form, this phrase; STEM(\"rate cut\") in all its forms
  flood OR (storm NOT surge)      OR, NOT and parentheses
  oil NEAR/5 price, a PRE/2 b     at most 5 words apart; in this order
  merkel SENT resign*, a PARA b   in one sentence, in one paragraph
  rico NOT NEAR/5 puerto          a rico with no puerto near
  ATLEAST/5(carbon OR co2)        five times in all; FIRST/50(…) among the first 50 words
  inflat* colo?r merkle~1 /ab+c/  words of a shape, one letter off, regular expression
  speaker:ruiz org:\"City Council\" title:budget outlet:IN [post herald] author:doe
  date:2024-05 date:2024-01..2024-06 date:>=now-7d
  QUOTE(speaker:ruiz budget)      one quotation by Ruiz that holds the word; QUOTE/3(…) three
  SAID(\"Ana Ruiz\", toll OR fee)   the same as who and what";

/// So many hits are asked for at once where all are printed.
const STREAMED: usize = 200;

/// What both commands have.
#[derive(Args)]
struct Options {
    #[command(flatten)]
    index: IndexOption,
    #[command(flatten)]
    format: FormatOptions,
    /// At most so many hits
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Print all hits, however many
    #[arg(long, conflicts_with_all = ["limit", "json"])]
    all: bool,
    /// The order of the hits
    #[arg(long, default_value = Sort::Relevance.name(), value_parser = orders())]
    sort: Sort,
    /// Rank newer articles higher among those that match as well
    #[arg(long, conflicts_with = "sort")]
    recent: bool,
    /// Show one of those that are nearly the same (wire copy, updates of a story), and name the others
    #[arg(long)]
    collapse: bool,
    /// Go on after this cursor: `next` of the page before
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    #[command(flatten)]
    reading: ReadingOptions,
    /// Say how the query was read, and how many documents have each of its words
    #[arg(long)]
    explain: bool,
}

/// The names of the orders; newer ones first among the best is a flag of its own.
fn orders() -> impl TypedValueParser<Value = Sort> {
    let names = [
        PossibleValue::new(Sort::Relevance.name()).help("Best first"),
        PossibleValue::new(Sort::Oldest.name()).help("Oldest first"),
        PossibleValue::new(Sort::Newest.name()).help("Newest first"),
    ];
    PossibleValuesParser::new(names).map(|name| Sort::from_name(&name).unwrap_or_default())
}

/// What has been printed of a search.
#[derive(Default)]
struct Shown {
    /// So many hits,
    hits: u64,
    /// of so many.
    total: u64,
    /// The cursor of those that follow, if any do.
    next: Option<String>,
}

impl Options {
    fn request(&self, request: SearchRequest) -> SearchRequest {
        let limit = if self.all { STREAMED } else { self.limit };
        let sort = if self.recent { Sort::Recent } else { self.sort };
        request
            .limit(limit)
            .sort(sort)
            .after(self.after.clone())
            .collapse(self.collapse)
            .today(today())
    }

    /// Calls `print` with the hits: with `--all` page by page, whatever their number.
    fn search(
        &self,
        index: &Index,
        request: SearchRequest,
        mut print: impl FnMut(&SearchResponse) -> anyhow::Result<()>,
    ) -> anyhow::Result<Shown> {
        let mut shown = Shown::default();
        let pages = if self.all { usize::MAX } else { 1 };
        for found in index.pages(request).take(pages) {
            let found = found?;
            print(&found)?;
            shown.hits += found.hits.len() as u64;
            (shown.total, shown.next) = (found.total, found.next);
        }
        Ok(shown)
    }

    /// Finds hits of one kind and prints them.
    fn run<H: Row + Serialize>(
        &self,
        kind: &output::Kind<H>,
        text: &str,
        read: &Parsed,
        request: SearchRequest,
    ) -> anyhow::Result<Outcome> {
        let index = Index::open(&self.index.dir)?;
        let request = self.request(request);
        let found = if self.format.json {
            self.search(&index, request, |found| {
                let hits = (kind.views)(&found.hits);
                output::object(&self.page(&index, found, text, read, hits)?)
            })?
        } else if self.format.jsonl {
            self.search(&index, request, |found| output::jsonl(&(kind.views)(&found.hits)))?
        } else if self.format.csv {
            let mut table = output::Table::new::<H>()?;
            self.search(&index, request, |found| table.rows((kind.views)(&found.hits)))?
        } else {
            self.say(&index, read)?;
            let found = self.search(&index, request, |found| (kind.print)(&found.hits))?;
            self.summary(&index, &found, read, kind.noun)?;
            found
        };
        Ok(if found.total == 0 { Outcome::Nothing } else { Outcome::Done })
    }

    /// Says how the query was read, for people.
    fn say(&self, index: &Index, read: &Parsed) -> anyhow::Result<()> {
        // That a search for quotations is one is no surprise.
        let notices: Vec<Notice> =
            read.notices.iter().filter(|notice| notice.code != "W07").cloned().collect();
        output::notices(&notices);
        if self.explain {
            output::explanation(&read.query, &index.clauses(&read.query)?);
        }
        Ok(())
    }

    fn page<H>(
        &self,
        index: &Index,
        found: &SearchResponse,
        text: &str,
        read: &Parsed,
        hits: Vec<H>,
    ) -> anyhow::Result<Page<H>> {
        let clauses = self.explain.then(|| index.clauses(&read.query)).transpose()?;
        Ok(Page {
            clauses: clauses.map(|clauses| clauses.iter().map(Into::into).collect()),
            suggestions: suggestions(index, found.total, read)?.iter().map(Into::into).collect(),
            ..Page::found(found, text, read, hits)
        })
    }

    /// The last line: how many there are and how to see more.
    fn summary(
        &self,
        index: &Index,
        found: &Shown,
        read: &Parsed,
        what: &str,
    ) -> anyhow::Result<()> {
        let total = output::counted(found.total, what);
        if found.total == 0 {
            output::suggestions(&suggestions(index, found.total, read)?);
            note!("no {what} matches; --explain shows how the query was read");
            return Ok(());
        }
        let shown = output::grouped(found.hits);
        match &found.next {
            None => note!("{shown} of {total}."),
            Some(next) => note!("{shown} of {total}. More: --after {next}"),
        }
        Ok(())
    }
}

/// What may have been meant, if nothing was found.
fn suggestions(index: &Index, total: u64, read: &Parsed) -> anyhow::Result<Vec<Suggestion>> {
    Ok(if total == 0 { index.suggestions(&read.query)? } else { Vec::new() })
}

impl Search {
    /// Finds and prints articles.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let options = &self.options;
        let reading = options.reading.open(false)?;
        if let Some(file) = &self.batch {
            let index = Index::open(&options.index.dir)?;
            let format = match (self.format, options.format.jsonl) {
                (Some(BatchFormat::Jsonl), _) | (None, true) => batch::Format::Jsonl,
                _ => batch::Format::Trec,
            };
            let request = |query| options.request(SearchRequest::articles(query));
            return batch::run(file, &index, &reading, request, format);
        }
        let text = self.query.join(" ");
        let read = read_aloud(&reading, &text, &[])?;
        let request = SearchRequest::articles(read.query.clone());
        options.run(&output::ARTICLES, &text, &read, request)
    }
}

impl Quotes {
    /// Finds and prints quotations.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let options = &self.options;
        let filters = [(Field::Speaker, &self.speaker), (Field::Org, &self.org)];
        let filters: Vec<(Field, &str)> =
            filters.iter().filter_map(|(field, name)| Some((*field, name.as_deref()?))).collect();
        let text = self.query.join(" ");
        let read = read_aloud(&options.reading.open(true)?, &text, &filters)?;
        let request = SearchRequest::quotes(read.query.clone());
        options.run(&output::QUOTES, &text, &read, request)
    }
}
