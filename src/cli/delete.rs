//! `delete`: articles out.

use std::path::Path;

use clap::Args;
use dixit::index::local::{self, Index, Writer, WriterOptions};

use super::{IndexOption, Outcome, output};

/// Remove articles by id.
#[derive(Args)]
#[command(
    after_help = "A deleted article is no longer found, but its words stay in the files of the index \
    until its segment is merged. --purge removes them at once from all files of the index, with those of \
    all articles that were deleted or replaced before. Backups and your own files keep theirs, and if its \
    file is indexed again, the article comes back."
)]
pub struct Delete {
    /// The ids of the articles
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    index: IndexOption,
    /// Remove their bytes from every file of the index as well
    #[arg(long)]
    purge: bool,
}

impl Delete {
    /// Removes the articles with all their quotations, in one commit.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let dir = &self.index.dir;
        let index = Index::open(dir)?;
        let mut found = Vec::new();
        for id in &self.ids {
            match index.article(id)? {
                Some(_) => found.push(id.as_str()),
                None => note!("no article has the id \"{id}\""),
            }
        }
        drop(index);
        if self.purge {
            local::purge(dir, &found)?;
        } else if !found.is_empty() {
            delete(dir, &found)?;
        }
        if !found.is_empty() {
            say!("{} deleted", output::counted(found.len() as u64, "article"))?;
        }
        if self.purge {
            say!("no file of the index holds a word of an article that is deleted")?;
        }
        let all = found.len() == self.ids.len();
        Ok(if all { Outcome::Done } else { Outcome::Nothing })
    }
}

fn delete(dir: &Path, ids: &[&str]) -> anyhow::Result<()> {
    let mut writer = Writer::open(dir, WriterOptions::default())?;
    for id in ids {
        writer.delete(id)?;
    }
    writer.commit(writer.progress())?;
    writer.close()?;
    Ok(())
}
