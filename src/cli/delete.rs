//! `delete`: articles out.

use clap::Args;
use dixit::index::local::{Index, Progress, Writer, WriterOptions};

use super::{IndexOption, Outcome, output};

/// Remove articles by id.
#[derive(Args)]
pub struct Delete {
    /// The ids of the articles
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    index: IndexOption,
}

impl Delete {
    /// Removes the articles with all their quotations, in one commit.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let index = Index::open(&self.index.dir)?;
        let mut found = Vec::new();
        for id in &self.ids {
            match index.article(id)? {
                Some(_) => found.push(id),
                None => eprintln!("no article has the id \"{id}\""),
            }
        }
        if found.is_empty() {
            return Ok(Outcome::Nothing);
        }
        let progress: Progress = index.size()?.progress;
        drop(index);
        let mut writer = Writer::open(&self.index.dir, WriterOptions::default())?;
        for id in &found {
            writer.delete(id)?;
        }
        writer.commit(progress)?;
        writer.close()?;
        println!("{} deleted", output::counted(found.len() as u64, "article"));
        let all = found.len() == self.ids.len();
        Ok(if all { Outcome::Done } else { Outcome::Nothing })
    }
}
