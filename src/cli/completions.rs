//! `completions` and `man`: what shells and `man` need to know of the command.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Outcome};

/// Print the completions of a shell.
#[derive(Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page.
#[derive(Args)]
pub struct Man {
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Completions {
    /// Prints the script.
    pub fn run(self) -> anyhow::Result<Outcome> {
        // In one piece: a reader that goes away must not end in a panic.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "dixit", &mut script);
        io::stdout().lock().write_all(&script)?;
        Ok(Outcome::Done)
    }
}

impl Man {
    /// Prints the page, or writes all of them.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let Some(dir) = self.dir else {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            io::stdout().lock().write_all(&page)?;
            return Ok(Outcome::Done);
        };
        let cannot = || format!("cannot write to {}", dir.display());
        fs::create_dir_all(&dir).with_context(cannot)?;
        clap_mangen::generate_to(Cli::command(), &dir).with_context(cannot)?;
        Ok(Outcome::Done)
    }
}
