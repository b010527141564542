//! `mcp`: an archive as tools for a language model.

use anyhow::Context;
use clap::Args;
use dixit::serve::{App, Settings, mcp};

use super::{IndexOption, Outcome};

/// Answer a language model's questions (Model Context Protocol).
#[derive(Args)]
#[command(
    after_help = "Speaks on standard input and output, and changes nothing. In the settings \
    of a client: {\"command\": \"dixit\", \"args\": [\"mcp\", \"--index\", \"DIR\"]}."
)]
pub struct Mcp {
    #[command(flatten)]
    index: IndexOption,
}

impl Mcp {
    /// Answers until the client goes away. Standard output is the protocol's alone.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let app = App::open(&self.index.dir, Settings::default())?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
        let ended = runtime.block_on(mcp::converse(app));
        // A read of standard input cannot be cancelled: nobody waits for it.
        runtime.shutdown_background();
        ended.context("the client does not speak the protocol")?;
        Ok(Outcome::Done)
    }
}
