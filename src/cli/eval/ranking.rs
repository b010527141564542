//! `eval ranking`: result lists against judged documents.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::{Context, bail};
use clap::Args;
use dixit::eval::ranking::{Ranking, evaluate, mean, read_judgements, read_run};
use serde_json::json;

use super::{super::Outcome, named, text};

/// Score result lists against judged documents.
#[derive(Args)]
#[command(
    after_help = "As trec_eval does: results are ordered by score, ties by document, both descending; \
    the rank is not read. The gain of nDCG is the grade. Means are over the queries with at least one \
    relevant document; one without results scores 0."
)]
pub struct RankingCommand {
    /// Judgements in TREC format: query, iteration, document, grade
    qrels: PathBuf,
    /// Results in TREC format: query, Q0, document, rank, score, tag
    run: PathBuf,
    /// Count documents of at least this grade as relevant
    #[arg(long, value_name = "GRADE", default_value_t = 1)]
    min_rel: i32,
    /// Print each query
    #[arg(long)]
    per_query: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl RankingCommand {
    /// Scores and prints.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let judgements =
            read_judgements(&text(&self.qrels)?).with_context(|| named(&self.qrels))?;
        let run = read_run(&text(&self.run)?).with_context(|| named(&self.run))?;
        let queries = evaluate(&judgements, &run, self.min_rel);
        if queries.is_empty() {
            bail!(
                "no query in {} has a document of grade {} or more",
                named(&self.qrels),
                self.min_rel
            );
        }
        let mean = mean(&queries);
        let each = queries.iter().filter(|_| self.per_query);
        let mut out = io::stdout().lock();
        if self.json {
            let each = each.map(|(query, it)| ((*query).to_owned(), json!(it)));
            let each: serde_json::Map<_, _> = each.collect();
            let report = json!({"queries": queries.len(), "mean": mean, "per_query": each});
            writeln!(out, "{report}")?;
        } else {
            for (query, ranking) in each {
                writeln!(out, "{query} {}", line(ranking))?;
            }
            writeln!(out, "queries={} {}", queries.len(), line(&mean))?;
        }
        Ok(Outcome::Done)
    }
}

fn line(ranking: &Ranking) -> String {
    let Ranking { ndcg_10, average_precision, precision_10, recall_100, reciprocal_rank } = ranking;
    format!(
        "ndcg@10={ndcg_10:.4} map={average_precision:.4} p@10={precision_10:.4} \
         recall@100={recall_100:.4} mrr={reciprocal_rank:.4}"
    )
}
