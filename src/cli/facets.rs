//! `facets` and `topics`: what matches, seen as a whole.

use std::io::Write;

use clap::{Args, ValueEnum};
use dixit::{
    index::local::Index,
    query::{Facets, Interval, Parsed, Query, Reading, SearchRequest, Topics},
    view::{self, FacetsView, TopicsView},
};

use super::{
    IndexOption, Outcome, output,
    query::read_aloud,
    style::{FAINT, STRONG, styled},
    today,
};

/// Count what matches by speaker, organisation, outlet, date and so on.
#[derive(Args)]
pub struct FacetsCommand {
    /// Count only what matches, for example `bridge toll` or `speaker:ruiz`
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Count articles, not quotations
    #[arg(long)]
    articles: bool,
    /// The steps of the dates
    #[arg(long, value_enum, value_name = "STEP", default_value_t = Step::Month)]
    by: Step,
    #[command(flatten)]
    index: IndexOption,
    /// At most so many values of each field; dates are all shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The steps of the dates.
#[derive(Clone, Copy, ValueEnum)]
enum Step {
    Year,
    Month,
    Day,
}

/// List the words that the quotations which match have more often than others.
#[derive(Args)]
pub struct TopicsCommand {
    /// Which quotations, for example `speaker:ruiz`
    #[arg(value_name = "QUERY", required = true, num_args = 1..)]
    query: Vec<String>,
    #[command(flatten)]
    index: IndexOption,
    /// At most so many words
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl From<Step> for Interval {
    fn from(step: Step) -> Interval {
        match step {
            Step::Year => Interval::Year,
            Step::Month => Interval::Month,
            Step::Day => Interval::Day,
        }
    }
}

impl FacetsCommand {
    /// Counts and prints.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let reading = if self.articles { Reading::ARTICLES } else { Reading::QUOTES };
        let text = self.query.join(" ");
        let read = match text.trim() {
            "" => Parsed { query: Query::All, notices: Vec::new() },
            _ => read_aloud(&reading, &text, &[])?,
        };
        let request = match self.articles {
            true => SearchRequest::articles(read.query),
            false => SearchRequest::quotes(read.query),
        };
        let request = request.today(today());
        let index = Index::open(&self.index.dir)?;
        let facets = index.facets(&request, self.limit, self.by.into())?;
        let total = facets.total;
        if self.json {
            output::object(&FacetsView {
                read_as: Some(request.query.to_string()),
                notices: Some(view::notices(&text, &read.notices)),
                ..FacetsView::new(facets)
            })?;
        } else {
            print(&facets)?;
            let what = if self.articles { "article" } else { "quotation" };
            note!("{}.", output::counted(total, what));
        }
        Ok(outcome(total))
    }
}

impl TopicsCommand {
    /// Finds and prints topics.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let text = self.query.join(" ");
        let read = read_aloud(&Reading::QUOTES, &text, &[])?;
        let found = Index::open(&self.index.dir)?.topics(&read.query, today(), self.limit)?;
        let total = found.total;
        if self.json {
            let notices = view::notices(&text, &read.notices);
            output::object(&TopicsView::new(found, read.query.to_string(), notices))?;
        } else {
            print_topics(&found)?;
        }
        Ok(outcome(total))
    }
}

fn outcome(total: u64) -> Outcome {
    if total == 0 { Outcome::Nothing } else { Outcome::Done }
}

fn print(facets: &Facets) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    for facet in facets.facets.iter().filter(|facet| !facet.values.is_empty()) {
        writeln!(out, "{}", styled(STRONG, facet.field.name()))?;
        let grouped = |count: u64| output::grouped(count);
        let width = facet.values.iter().map(|value| grouped(value.count).len()).max().unwrap_or(0);
        for value in &facet.values {
            writeln!(out, "  {:>width$}  {}", grouped(value.count), value.value)?;
        }
        let more = facet.total.saturating_sub(facet.values.len() as u64);
        let rest = [(more, "more"), (facet.without, "without")];
        let rest = rest.iter().filter(|(count, _)| *count > 0);
        let rest: Vec<String> =
            rest.map(|(count, what)| format!("{} {what}", grouped(*count))).collect();
        if !rest.is_empty() {
            writeln!(out, "  {}", styled(FAINT, &rest.join(" · ")))?;
        }
    }
    Ok(())
}

fn print_topics(found: &Topics) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    for topic in &found.topics {
        let counts = format!(
            "{} of {} with this word",
            output::grouped(topic.quotes),
            output::counted(topic.of_all, "quotation")
        );
        writeln!(out, "{}  {}", styled(STRONG, &topic.word), styled(FAINT, &counts))?;
    }
    let total = output::counted(found.total, "quotation");
    match found.read == found.total {
        true => note!("{total}."),
        false => note!("words of {} of {total}.", output::grouped(found.read)),
    }
    Ok(())
}
