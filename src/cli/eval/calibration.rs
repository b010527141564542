//! `eval calibration`: whether quotations are right as often as their confidence says.

use std::io::{self, Write};

use clap::Args;
use dixit::eval::calibration::{Report, Row, Tally};

use super::{super::Outcome, Files, ScopeOptions, note};

/// Compare the confidence of quotations with how often they are right.
#[derive(Args)]
#[command(
    after_help = "A quotation is right if its content overlaps by half and its speaker is right: by \
    name where gold has a name, else by mention. Bins hold the quotations that were given to somebody; \
    error is the mean distance between confidence and share right (expected calibration error)."
)]
pub struct Calibration {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    scope: ScopeOptions,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Calibration {
    /// Compares and prints.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let pairs = self.files.read()?;
        let scope = self.scope.scope();
        let mut tally = Tally::default();
        for (article, predicted) in pairs.iter() {
            tally.add(article, predicted, &scope);
        }
        let report = tally.report();
        note(report.without, "quotation", "without confidence or attribution");
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            print(&mut out, &report)?;
        }
        Ok(Outcome::Done)
    }
}

fn print(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let head =
        |name| format!("{name:13}{:>7}{:>12}{:>8}{:>8}", "quotes", "confidence", "right", "error");
    writeln!(out, "{}", head("confidence"))?;
    for row in report.bins.iter().chain([&report.attributed]) {
        writeln!(out, "{}", line(row))?;
    }
    writeln!(out, "\n{}", head("class"))?;
    for row in &report.classes {
        writeln!(out, "{}", line(row))?;
    }
    Ok(())
}

fn line(row: &Row) -> String {
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |it| format!("{it:.3}"));
    let Row { name, quotes, confidence, right, error } = row;
    let [confidence, right, error] = [*confidence, *right, *error].map(shown);
    format!("{name:13}{quotes:7}{confidence:>12}{right:>8}{error:>8}")
}
