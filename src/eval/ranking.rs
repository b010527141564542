//! Scores result lists against judged documents, as trec_eval does.
//!
//! Results are ordered by score, ties by document id, both descending. The gain of nDCG is the
//! grade itself, its discount the logarithm to base 2 of rank + 1. Means are over the queries
//! with at least one relevant document; one without results scores 0.

use std::collections::BTreeMap;

use serde::Serialize;

use super::share;
use crate::error::{Error, Result};

/// For each query the judged documents and their grades.
pub type Judgements = BTreeMap<String, BTreeMap<String, i32>>;

/// For each query the documents that were found and their scores.
pub type Run = BTreeMap<String, BTreeMap<String, f64>>;

/// The measures of one query, or their means over many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Ranking {
    /// Normalised discounted cumulative gain of the first ten.
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    /// Average precision; its mean is MAP.
    #[serde(rename = "map")]
    pub average_precision: f64,
    /// The share of relevant documents among the first ten.
    #[serde(rename = "p@10")]
    pub precision_10: f64,
    /// The share of the relevant documents among the first hundred.
    #[serde(rename = "recall@100")]
    pub recall_100: f64,
    /// One over the rank of the first relevant document; its mean is MRR.
    #[serde(rename = "mrr")]
    pub reciprocal_rank: f64,
}

/// Reads judgements: query, anything, document and grade on each line.
pub fn read_judgements(lines: &str) -> Result<Judgements> {
    let mut judgements = Judgements::new();
    for (number, line) in lines.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [query, _, document, grade, ..] = words.as_slice() else {
            blank(line, number, "query, iteration, document and grade")?;
            continue;
        };
        let grade: f64 = self::number(grade, number)?;
        judgements.entry((*query).into()).or_default().insert((*document).into(), grade as i32);
    }
    Ok(judgements)
}

/// Reads a run: query, anything, document, rank and score on each line; the rank is ignored, and
/// of a document found twice the better score counts.
pub fn read_run(lines: &str) -> Result<Run> {
    let mut run = Run::new();
    for (number, line) in lines.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [query, _, document, _, score, ..] = words.as_slice() else {
            blank(line, number, "query, Q0, document, rank and score")?;
            continue;
        };
        let score = self::number(score, number)?;
        let found = run.entry((*query).into()).or_default();
        let best = found.entry((*document).into()).or_insert(score);
        *best = best.max(score);
    }
    Ok(run)
}

/// The measures of each query that has a relevant document: one with at least the grade
/// `relevant`, usually 1.
pub fn evaluate<'q>(
    judgements: &'q Judgements,
    run: &Run,
    relevant: i32,
) -> Vec<(&'q str, Ranking)> {
    let nothing = BTreeMap::new();
    let judged =
        judgements.iter().filter(|(_, grades)| grades.values().any(|grade| *grade >= relevant));
    let each = judged.map(|(query, grades)| {
        let found = order(run.get(query).unwrap_or(&nothing));
        (query.as_str(), ranking(grades, &found, relevant))
    });
    each.collect()
}

/// The mean over queries.
pub fn mean(queries: &[(&str, Ranking)]) -> Ranking {
    let each = queries.iter().map(|(_, ranking)| *ranking);
    let sum = each.reduce(|a, b| combine(a, b, |x, y| x + y)).unwrap_or_default();
    combine(sum, sum, |x, _| x / queries.len().max(1) as f64)
}

/// The measures of one query: `found` are documents, best first.
pub fn ranking(grades: &BTreeMap<String, i32>, found: &[&str], relevant: i32) -> Ranking {
    let grade = |document: &&str| grades.get(*document).copied().unwrap_or(0);
    let is_relevant = |grade: i32| grade >= relevant;
    let count = grades.values().filter(|grade| is_relevant(**grade)).count();
    let (mut hits, mut precisions) = (0, 0.0);
    let mut result = Ranking::default();
    for (rank, document) in (1..).zip(found) {
        if is_relevant(grade(document)) {
            hits += 1;
            precisions += share(hits, rank);
            if hits == 1 {
                result.reciprocal_rank = share(1, rank);
            }
            if rank <= 10 {
                result.precision_10 = share(hits, 10);
            }
            if rank <= 100 {
                result.recall_100 = share(hits, count);
            }
        }
    }
    let mut ideal: Vec<i32> = grades.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = gain(&ideal);
    let gained = gain(&found.iter().map(grade).collect::<Vec<_>>());
    result.ndcg_10 = if best > 0.0 { gained / best } else { 0.0 };
    result.average_precision = if count > 0 { precisions / count as f64 } else { 0.0 };
    result
}

/// Documents by score and id, descending.
fn order(scores: &BTreeMap<String, f64>) -> Vec<&str> {
    let mut found: Vec<(&str, f64)> =
        scores.iter().map(|(id, score)| (id.as_str(), *score)).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(a.0)));
    found.into_iter().map(|(document, _)| document).collect()
}

/// The discounted gain of the first ten grades.
fn gain(grades: &[i32]) -> f64 {
    let gains = (2..).zip(grades.iter().take(10));
    let gains = gains.map(|(place, grade)| f64::from(*grade.max(&0)) / f64::from(place).log2());
    gains.fold(0.0, |sum, gain| sum + gain) // the `sum` of nothing is -0
}

fn combine(a: Ranking, b: Ranking, with: impl Fn(f64, f64) -> f64) -> Ranking {
    Ranking {
        ndcg_10: with(a.ndcg_10, b.ndcg_10),
        average_precision: with(a.average_precision, b.average_precision),
        precision_10: with(a.precision_10, b.precision_10),
        recall_100: with(a.recall_100, b.recall_100),
        reciprocal_rank: with(a.reciprocal_rank, b.reciprocal_rank),
    }
}

/// A line with too few words is an error unless it is blank.
fn blank(line: &str, number: usize, expected: &str) -> Result<()> {
    if line.trim().is_empty() {
        return Ok(());
    }
    Err(Error::Input(format!("line {}: expected {expected}", number + 1)))
}

fn number(word: &str, line: usize) -> Result<f64> {
    let error = |_| Error::Input(format!("line {}: \"{word}\" is not a number", line + 1));
    word.parse().map_err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_those_worked_out_by_hand() {
        let judgements =
            read_judgements("1 0 a 2\n1 0 b 1\n1 0 c 0\n2 0 x 1\n\n3 0 y 0\n").unwrap();
        let run = read_run("1 Q0 c 1 9 t\n1 Q0 a 2 8 t\n1 Q0 d 3 7 t\n1 Q0 b 4 7 t\n").unwrap();
        // query 1: c a d b (d before b at the same score), relevant at ranks 2 and 4
        let queries = evaluate(&judgements, &run, 1);
        let mean = mean(&queries);
        let ideal = 2.0 + 1.0 / 3_f64.log2();
        let gained = 2.0 / 3_f64.log2() + 1.0 / 5_f64.log2();
        let expected = [gained / ideal, 0.5, 0.2, 1.0, 0.5].map(|value| value / 2.0);
        let found = [
            mean.ndcg_10,
            mean.average_precision,
            mean.precision_10,
            mean.recall_100,
            mean.reciprocal_rank,
        ];
        assert_eq!(queries.len(), 2); // query 3 has no relevant document
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        let cases = [
            (
                read_judgements("1 0 a 1\n1 0 a").unwrap_err(),
                "line 2: expected query, iteration, document and grade",
            ),
            (read_run("1 Q0 a 1 x t").map(|_| ()).unwrap_err(), "line 1: \"x\" is not a number"),
        ];
        for (error, expected) in cases {
            assert_eq!(error.to_string(), expected);
        }
    }
}
