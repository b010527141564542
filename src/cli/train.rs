//! `train`: data in, weights out.

use std::{fs, path::PathBuf, time::Instant};

use anyhow::Context;
use clap::{Args, Subcommand};
use dixit::{
    error::Error,
    train::{self, Event, Recipe, World},
};

use super::{Outcome, today};

/// Make weights from annotated data.
#[derive(Args)]
pub struct Train {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Weights of the tagger that finds the names of people, organisations and places
    Names(Names),
}

#[derive(Args)]
struct Names {
    /// What to learn from and how: a TOML file, such as src/extract/weights/english.toml
    recipe: PathBuf,
    /// The folder that the files of the recipe are in
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The file of weights to write; its model card goes beside it, as .md
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Train {
    /// Trains, and says how far it is.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let What::Names(names) = self.what;
        names.run()
    }
}

impl Names {
    fn run(self) -> anyhow::Result<Outcome> {
        let start = Instant::now();
        let shown = self.recipe.display();
        let text =
            fs::read_to_string(&self.recipe).with_context(|| format!("cannot open {shown}"))?;
        let recipe = Recipe::read(&text).with_context(|| format!("cannot use {shown}"))?;
        let read = |file: &str| {
            let path = self.data.join(file);
            fs::read_to_string(&path).map_err(Error::io("open", path))
        };
        let mut world = World {
            read: &read,
            report: &mut |event| say(event, start),
            command: format!("dixit train names {shown} --data DIR --out {}", self.out.display()),
            date: today().to_string(),
        };
        let trained = train::names(&recipe, &mut world)?;
        let card = self.out.with_extension("md");
        for (path, bytes) in [(&self.out, &trained.file[..]), (&card, trained.card.as_bytes())] {
            fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        }
        say!("{} and its card, {}", self.out.display(), card.display())?;
        Ok(Outcome::Done)
    }
}

fn say(event: &Event, start: Instant) {
    let at = start.elapsed().as_secs();
    match event {
        Event::Read { file, articles, names, tokens } => {
            note!("{at:>4} s  {file}: {articles} articles, {names} names, {tokens} words");
        }
        Event::Epoch { round, epoch, loss } => {
            note!("{at:>4} s  round {round}, epoch {epoch}: loss {loss:.4}");
        }
    }
}
