//! `extract`: annotates texts without an index. JSON lines in, JSON lines out.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::Args;
use dixit::{article::Article, extract::Extractor, view::ExtractView};
use rayon::prelude::*;
use serde::Deserialize;

use super::{Outcome, WeightsOption};

/// Lines that are read before they are dealt with side by side.
const BATCH: usize = 256;

/// Find quotations without an index.
#[derive(Args)]
#[command(
    after_help = "Each line of FILE is {\"id\", \"text\"}, with \"language\":\"de\" or \"fr\" if it is not \
    English; the text is the whole article. Each line printed is {\"id\", \"quotes\", \"entities\"}; offsets are Unicode code points of the text."
)]
pub struct Extract {
    /// JSON lines; - for standard input
    file: PathBuf,
    #[command(flatten)]
    weights: WeightsOption,
}

/// One line that comes in.
#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    language: Option<String>,
}

impl Extract {
    /// Annotates each line. A line that cannot be read is said and skipped.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let name = self.file.display().to_string();
        let reader: Box<dyn BufRead> = if name == "-" {
            Box::new(io::stdin().lock())
        } else {
            let file = File::open(&self.file).with_context(|| format!("cannot open {name}"))?;
            Box::new(BufReader::new(file))
        };
        let extractor = self.weights.extractor()?;
        let mut out = BufWriter::new(io::stdout().lock());
        let mut lines = reader.split(b'\n').enumerate();
        let mut skipped = false;
        loop {
            let batch: Vec<(usize, io::Result<Vec<u8>>)> = lines.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            let done: Vec<anyhow::Result<Option<String>>> = batch
                .into_par_iter()
                .map(|(number, line)| annotated(&extractor, number, line))
                .collect();
            for line in done {
                match line {
                    Ok(Some(line)) => writeln!(out, "{line}")?,
                    Ok(None) => {}
                    Err(error) => {
                        skipped = true;
                        note!("skipped: {name}: {error:#}");
                    }
                }
            }
        }
        out.flush()?;
        Ok(if skipped { Outcome::Skipped } else { Outcome::Done })
    }
}

/// The line to print for a line that came in; none for a blank one.
fn annotated(
    extractor: &Extractor,
    number: usize,
    line: io::Result<Vec<u8>>,
) -> anyhow::Result<Option<String>> {
    let line = line.with_context(|| format!("line {}", number + 1))?;
    if line.trim_ascii().is_empty() {
        return Ok(None);
    }
    let Line { id, text, language } = serde_json::from_slice(&line).map_err(|error| {
        let what = error.to_string();
        let what = what.split(" at line").next().unwrap_or_default().to_owned();
        anyhow::anyhow!("line {}, column {}: {what}", number + 1, error.column())
    })?;
    let article = Article { id, body: text, language, ..Article::default() };
    let view = ExtractView::new(&article, &extractor.extract(&article));
    Ok(Some(serde_json::to_string(&view)?))
}
