//! `facets` and `topics`: what matches, seen as a whole.

use std::io::{self, Write};

use clap::Args;
use dixit::{
    index::local::{Facet, Facets, Index, Name, Topics},
    query::{Notice, Query, ResultUnit},
};
use serde::Serialize;

use super::{
    IndexOption, Outcome, output,
    query::Reading,
    style::{FAINT, STRONG, styled},
    today,
};

/// Count what matches by speaker, organisation, outlet, month, kind and attribution.
#[derive(Args)]
pub struct FacetsCommand {
    /// Count only what matches, for example `bridge toll` or `speaker:ruiz`
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Count articles, and all of their quotations, not the quotations that match
    #[arg(long)]
    articles: bool,
    #[command(flatten)]
    index: IndexOption,
    /// At most so many values of each; months are all shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
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

/// Facets as programs see them.
#[derive(Serialize)]
struct FacetsView {
    total: u64,
    read_as: Option<String>,
    notices: Vec<Notice>,
    speakers: Vec<Counted>,
    organisations: Vec<Counted>,
    outlets: Vec<Counted>,
    months: Vec<Counted>,
    kinds: Vec<Counted>,
    attributions: Vec<Counted>,
}

#[derive(Serialize)]
struct Counted {
    value: String,
    count: u64,
}

#[derive(Serialize)]
struct TopicsView {
    total: u64,
    read: u64,
    read_as: String,
    notices: Vec<Notice>,
    topics: Vec<TopicView>,
}

#[derive(Serialize)]
struct TopicView {
    word: String,
    quotes: u64,
    of_all: u64,
    score: f32,
}

impl FacetsCommand {
    /// Counts and prints.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let text = self.query.join(" ");
        let unit = if self.articles { ResultUnit::Articles } else { ResultUnit::Quotes };
        let read = match (text.trim(), unit) {
            ("", _) => None,
            (_, ResultUnit::Articles) => Some(Reading::ARTICLES.read_aloud(&text, &[])?),
            (_, ResultUnit::Quotes) => Some(Reading::QUOTES.read_aloud(&text, &[])?),
        };
        let query: Option<&Query> = read.as_ref().map(|read| &read.query);
        let facets = Index::open(&self.index.dir)?.facets(query, unit, today(), self.limit)?;
        if self.json {
            let read_as = query.map(ToString::to_string);
            let notices = read.map(|read| read.notices).unwrap_or_default();
            let view = FacetsView {
                total: facets.total,
                read_as,
                notices,
                speakers: facets.speakers.hits.iter().map(counted_name).collect(),
                organisations: facets.organisations.hits.iter().map(counted_name).collect(),
                outlets: counted(&facets.outlets),
                months: counted(&facets.months),
                kinds: counted(&facets.kinds),
                attributions: counted(&facets.attributions),
            };
            print_json(&view)?;
        } else {
            print(&facets)?;
            let what = if self.articles { "article" } else { "quotation" };
            eprintln!("{}.", output::counted(facets.total, what));
        }
        Ok(outcome(facets.total))
    }
}

impl TopicsCommand {
    /// Finds and prints topics.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let read = Reading::QUOTES.read_aloud(&self.query.join(" "), &[])?;
        let found = Index::open(&self.index.dir)?.topics(&read.query, today(), self.limit)?;
        let Topics { total, read: looked_at, topics } = found;
        if self.json {
            let topics = topics.into_iter().map(|topic| TopicView {
                word: topic.word,
                quotes: topic.quotes,
                of_all: topic.of_all,
                score: topic.score,
            });
            let read_as = read.query.to_string();
            let topics = topics.collect();
            print_json(&TopicsView {
                total,
                read: looked_at,
                read_as,
                notices: read.notices,
                topics,
            })?;
        } else {
            let mut out = anstream::stdout().lock();
            for topic in &topics {
                let counts = format!(
                    "{} of {} with this word",
                    output::grouped(topic.quotes),
                    output::counted(topic.of_all, "quotation")
                );
                writeln!(out, "{}  {}", styled(STRONG, &topic.word), styled(FAINT, &counts))?;
            }
            eprintln!(
                "words of {} of {}.",
                output::grouped(looked_at),
                output::counted(total, "quotation")
            );
        }
        Ok(outcome(total))
    }
}

fn outcome(total: u64) -> Outcome {
    if total == 0 { Outcome::Nothing } else { Outcome::Done }
}

fn counted(facet: &Facet) -> Vec<Counted> {
    let counted = facet.values.iter();
    counted.map(|value| Counted { value: value.value.clone(), count: value.count }).collect()
}

fn counted_name(name: &Name) -> Counted {
    Counted { value: name.name.clone(), count: name.quotes }
}

fn print_json(view: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, view)?;
    writeln!(out)?;
    Ok(())
}

fn print(facets: &Facets) -> anyhow::Result<()> {
    let names = |names: &[Name]| names.iter().map(counted_name).collect::<Vec<_>>();
    let tables = [
        ("speakers", names(&facets.speakers.hits), facets.speakers.total),
        ("organisations", names(&facets.organisations.hits), facets.organisations.total),
        ("outlets", counted(&facets.outlets), facets.outlets.total),
        ("kinds", counted(&facets.kinds), facets.kinds.total),
        ("attributions", counted(&facets.attributions), facets.attributions.total),
        ("months", counted(&facets.months), facets.months.total),
    ];
    let mut out = anstream::stdout().lock();
    for (title, values, total) in tables {
        if values.is_empty() {
            continue;
        }
        writeln!(out, "{}", styled(STRONG, title))?;
        let width =
            values.iter().map(|value| output::grouped(value.count).len()).max().unwrap_or(0);
        for value in &values {
            writeln!(out, "  {:>width$}  {}", output::grouped(value.count), value.value)?;
        }
        let more = total.saturating_sub(values.len() as u64);
        if more > 0 {
            let more = format!("  and {} more", output::grouped(more));
            writeln!(out, "{}", styled(FAINT, &more))?;
        }
    }
    Ok(())
}
