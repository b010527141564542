//! `demo`: the main job in one command.

use std::{
    io,
    path::{Path, PathBuf},
};

use anyhow::bail;
use clap::{Args, Parser};
use dixit::{Extractor, WriterOptions, pipeline::Options};

use super::{
    IndexOption, Outcome, index, output,
    search::{Quotes, Search},
    style::{FAINT, styled},
};

/// The searches that are run: the command and its query.
const SEARCHES: [(&str, &str); 3] = [
    ("quotes", "SAID(Ferreira, cable OR bridge)"),
    ("search", "\"a promise made in steel\""),
    ("quotes", "SAID(Wrona, toll OR crowns)"),
];

/// Index the sample corpus and run three searches.
#[derive(Args)]
pub struct Demo {
    /// The folder with the sample articles
    #[arg(long, value_name = "DIR", default_value = "corpus")]
    corpus: PathBuf,
    #[command(flatten)]
    index: IndexOption,
}

/// A command line of one of the two searches.
#[derive(Parser)]
enum Command {
    Search(Search),
    Quotes(Quotes),
}

impl Demo {
    /// Indexes and searches.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let Demo { corpus, index: IndexOption { dir } } = self;
        if !corpus.is_dir() {
            bail!(
                "there is no folder {}: run this in the folder of dixit, or say --corpus DIR",
                corpus.display()
            );
        }
        command(&format!("index {}", corpus.display()), &dir)?;
        let summary = index::index(
            std::slice::from_ref(&corpus),
            &dir,
            WriterOptions::default(),
            Options::default(),
            Extractor::default(),
        )?;
        say!(
            "{}: {} new or changed, {} unchanged\n",
            output::counted(summary.touched() + summary.unchanged, "article"),
            output::grouped(summary.touched()),
            output::grouped(summary.unchanged)
        )?;
        for (name, query) in SEARCHES {
            command(&format!("{name} '{query}'"), &dir)?;
            let words = ["dixit", name, "--limit", "3", "--index"];
            let words = words
                .into_iter()
                .map(Into::into)
                .chain([dir.clone().into_os_string(), query.into()]);
            let outcome = match Command::try_parse_from(words)? {
                Command::Search(search) => search.run()?,
                Command::Quotes(quotes) => quotes.run()?,
            };
            if outcome != Outcome::Done {
                return Ok(outcome);
            }
        }
        Ok(Outcome::Done)
    }
}

/// Shows a command as one would type it.
fn command(words: &str, dir: &Path) -> io::Result<()> {
    let option = match dir == Path::new("index") {
        true => String::new(),
        false => format!(" --index {}", dir.display()),
    };
    say!("{}", styled(FAINT, &format!("$ dixit {words}{option}")))?;
    Ok(())
}
