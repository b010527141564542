//! `serve`: an index as a service.

use std::net::{IpAddr, Ipv4Addr};

use anyhow::Context;
use clap::Args;
use dixit::serve::{self, App};

use super::{IndexOption, Outcome};

/// Serve an index over HTTP.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    index: IndexOption,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 7700)]
    port: u16,
}

impl Serve {
    /// Serves until Ctrl-C.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let app = App::open(&self.index.dir)?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind((self.bind, self.port))
                .await
                .with_context(|| format!("cannot listen on {}:{}", self.bind, self.port))?;
            eprintln!("listening on http://{}", listener.local_addr()?);
            serve::serve(app, listener, stop()).await.context("cannot accept connections")
        })?;
        Ok(Outcome::Done)
    }
}

/// Is done at the first Ctrl-C.
async fn stop() {
    // Where no handler can be set, Ctrl-C ends the process at once: nothing is being written.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
