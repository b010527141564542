//! `search --batch`: many queries from a file, for evaluation and for scripts.
//!
//! A line is a number or name, a tab, and a query. A line that cannot be answered stops nothing: it is
//! listed at the end.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use dixit::{
    error::Error,
    index::{Backend, local::Index},
    query::{Hit, Reading, SearchRequest},
    view::ArticleView,
};
use serde::Serialize;

use super::{Outcome, complain};

/// How hits are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The lines of a run for trec_eval: query, `Q0`, article, rank, score, `dixit`.
    Trec,
    /// A JSON object a line: the article, with the query's name as `query`.
    Jsonl,
}

/// A hit with the query that found it.
#[derive(Serialize)]
struct Found<'f> {
    query: &'f str,
    #[serde(flatten)]
    article: ArticleView,
}

/// Runs every line of `file`.
pub fn run(
    file: &Path,
    index: &Index,
    reading: &Reading,
    request: impl Fn(dixit::query::Query) -> SearchRequest,
    format: Format,
) -> anyhow::Result<Outcome> {
    let text = fs::read(file).map_err(Error::io("open", file))?;
    let text = String::from_utf8_lossy(&text);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut failures, mut count) = (Vec::new(), 0_u64);
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        count += 1;
        let line_number = (number + 1).to_string();
        let (name, query) = line.split_once('\t').unwrap_or((&line_number, line));
        let answered = reading.read(query, &[]).and_then(|read| {
            let request = request(read.query);
            match format {
                Format::Trec => Ok(Answer::Ranked(ranked(index, &request)?)),
                Format::Jsonl => Ok(Answer::Shown(index.search(&request)?.hits)),
            }
        });
        match answered {
            Ok(Answer::Ranked(hits)) => print_run(&mut out, name, &hits)?,
            Ok(Answer::Shown(hits)) => print_hits(&mut out, name, &hits)?,
            Err(Error::Query(errors)) => {
                failures.extend(errors.iter().map(|error| format!("line {}: {error}", number + 1)))
            }
            Err(error @ Error::Clause { .. }) => {
                failures.push(format!("line {}: {error}", number + 1));
            }
            Err(error) => return Err(error.into()),
        }
    }
    out.flush()?;
    for failure in &failures {
        complain(failure);
    }
    if count == 0 {
        anyhow::bail!("{} holds no query: write a name, a tab and a query a line", file.display());
    }
    Ok(Outcome::Done)
}

/// The hits of one line: as the ids of articles with their scores, or with all that is shown of them.
enum Answer {
    Ranked(Vec<(String, f32)>),
    Shown(Vec<Hit>),
}

fn ranked(index: &Index, request: &SearchRequest) -> Result<Vec<(String, f32)>, Error> {
    let hits = index.ranking(request)?.hits;
    hits.iter().map(|hit| Ok((index.article_id(hit)?, hit.score))).collect()
}

fn print_run(out: &mut impl Write, name: &str, hits: &[(String, f32)]) -> io::Result<()> {
    // White space separates the columns.
    let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_");
    let name = joined(name);
    for ((id, score), rank) in hits.iter().zip(1..) {
        writeln!(out, "{name} Q0 {} {rank} {score} dixit", joined(id))?;
    }
    Ok(())
}

fn print_hits(out: &mut impl Write, name: &str, hits: &[Hit]) -> anyhow::Result<()> {
    for hit in hits {
        let found = Found { query: name, article: ArticleView::new(hit) };
        serde_json::to_writer(&mut *out, &found)?;
        writeln!(out)?;
    }
    Ok(())
}
