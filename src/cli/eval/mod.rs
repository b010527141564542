//! `eval`: what was found against what is true. The measures are in the library's `eval`; here files
//! are read and tables printed.

mod calibration;
mod marked;
mod names;
mod quotes;
mod ranking;

use std::{fs, path::Path, path::PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use dixit::{
    eval::{
        gold::{self, Annotated, Annotation},
        quotes::Scope,
    },
    extract::Kind,
};
use rayon::prelude::*;

use super::{
    Outcome, WeightsOption, output,
    style::{NOTE, styled},
};

/// Score extraction and ranking against what is true.
#[derive(Subcommand)]
pub enum Eval {
    /// Score quotations and speakers, and show what is wrong
    Quotes(quotes::Quotes),
    /// Score names, and show what is wrong
    Names(names::Names),
    /// Compare the confidence of quotations with how often they are right
    Calibration(calibration::Calibration),
    /// Score result lists against judged documents
    Ranking(ranking::RankingCommand),
}

impl Eval {
    /// Scores.
    pub fn run(self) -> anyhow::Result<Outcome> {
        match self {
            Eval::Quotes(quotes) => quotes.run(),
            Eval::Names(names) => names.run(),
            Eval::Calibration(calibration) => calibration.run(),
            Eval::Ranking(ranking) => ranking.run(),
        }
    }
}

/// What is true, and what was predicted.
#[derive(Args)]
struct Files {
    /// What is true: JSON lines {"id", "text", "quotes", "entities"}
    gold: PathBuf,
    /// What was predicted, in the same shape; without it the texts of GOLD are extracted
    pred: Option<PathBuf>,
    #[command(flatten)]
    weights: WeightsOption,
}

/// The articles of a gold file, each with its prediction.
struct Pairs {
    gold: Vec<Annotated>,
    predicted: Vec<Annotation>,
}

impl Files {
    /// Reads both, or reads gold and extracts.
    fn read(&self) -> anyhow::Result<Pairs> {
        let gold = gold::read(&text(&self.gold)?).with_context(|| named(&self.gold))?;
        let Some(path) = &self.pred else {
            let extractor = self.weights.extractor()?;
            let predicted = gold.par_iter().map(|it| gold::predict(&extractor, it)).collect();
            return Ok(Pairs { gold, predicted });
        };
        let found = gold::read_predictions(&text(path)?, &gold).with_context(|| named(path))?;
        note(found.missing, "gold article", "without a prediction");
        note(found.unknown, "predicted article", "not in gold");
        Ok(Pairs { gold, predicted: found.annotations })
    }
}

impl Pairs {
    fn iter(&self) -> impl Iterator<Item = (&Annotated, &Annotation)> {
        self.gold.iter().zip(&self.predicted)
    }
}

fn text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn named(path: &Path) -> String {
    path.display().to_string()
}

fn note(count: usize, what: &str, how: &str) {
    if count > 0 {
        let counted = output::counted(count as u64, what);
        note!("{}: {counted} {how}", styled(NOTE, "note"));
    }
}

/// Which quotations count.
#[derive(Args)]
struct ScopeOptions {
    /// Of indirect quotations count only those whose cue announces speech ("said", not "hopes")
    #[arg(long)]
    speech_only: bool,
    /// Count only these kinds: direct, mixed, indirect
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<Kind>,
}

impl ScopeOptions {
    fn scope(&self) -> Scope {
        Scope { speech_only: self.speech_only, kinds: self.kinds.clone() }
    }
}

fn kind(name: &str) -> Result<Kind, String> {
    let mut kinds = [Kind::Direct, Kind::Mixed, Kind::Indirect].into_iter();
    kinds.find(|kind| kind.name() == name).ok_or("write direct, mixed or indirect".to_owned())
}
