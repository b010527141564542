//! `serve`: an index as a service.

use std::{
    fs,
    io::{self, IsTerminal},
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use dixit::serve::{self, Access, App, Keys, Limits, Settings};
use tracing::Level;

use super::{IndexOption, Outcome, config::file_settings, query::synonyms};

/// Serve an index over HTTP.
#[derive(Args)]
#[command(
    after_help = "Read-only and on this machine alone, unless you say otherwise. The file of keys \
    has lines such as `read KEY` and `write KEY`; clients send `Authorization: Bearer KEY`. What \
    dixit.toml says about articles holds for those that are sent, too."
)]
pub struct Serve {
    #[command(flatten)]
    index: IndexOption,
    /// The address to listen on; any other than of this machine needs keys
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 7700)]
    port: u16,
    /// Let those with a write key add and delete articles
    #[arg(long, requires = "api_key_file")]
    writable: bool,
    /// A file with keys, one a line: `read KEY` or `write KEY`
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    /// Another name under which the server is asked; can be repeated
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Let pages of this origin ask, such as https://news.example; can be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN", value_parser = origin)]
    origins: Vec<String>,
    /// Also look for other words, from a file with lines such as `toll, charge` or `eu => european union`
    #[arg(long, value_name = "FILE")]
    synonyms: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitOptions,
    #[command(flatten)]
    log: LogOptions,
}

/// How much a request may cost.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
struct LimitOptions {
    /// The largest body, in MB
    #[arg(long, value_name = "MB", default_value_t = (Limits::default().body >> 20) as u64, value_parser = clap::value_parser!(u64).range(1..=1024))]
    max_body: u64,
    /// The longest URL, in KB
    #[arg(long, value_name = "KB", default_value_t = (Limits::default().url >> 10) as u64, value_parser = clap::value_parser!(u64).range(1..=60))]
    max_url: u64,
    /// The largest head of a request, in KB
    #[arg(long, value_name = "KB", default_value_t = (Limits::default().head >> 10) as u64, value_parser = clap::value_parser!(u64).range(8..=1024))]
    max_headers: u64,
    /// The time for the head of a request and between two requests, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().head_time.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3600))]
    header_timeout: u64,
    /// The time for the body of a request, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().body_time.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3600))]
    body_timeout: u64,
    /// The time for an answer, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().time.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// The most connections at once
    #[arg(long, value_name = "N", default_value_t = Limits::default().connections as u64, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    max_connections: u64,
    /// The most questions answered at once; by default two a core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=512))]
    max_questions: Option<u64>,
    /// The most questions that wait for their turn
    #[arg(long, value_name = "N", default_value_t = Limits::default().waiting as u64, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    max_waiting: u64,
    /// The most words and phrases of a query
    #[arg(long, value_name = "N", default_value_t = Limits::default().clauses as u64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    max_clauses: u64,
    /// The most hits of a page
    #[arg(long, value_name = "N", default_value_t = Limits::default().page as u64, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    max_page: u64,
    /// The time that a stop waits for requests that have begun, in seconds
    #[arg(long, value_name = "S", default_value_t = Limits::default().grace.as_secs(), value_parser = clap::value_parser!(u64).range(0..=3600))]
    grace: u64,
}

/// What is written down.
#[derive(Args)]
#[command(next_help_heading = "Log")]
struct LogOptions {
    /// How the log is written, to standard error
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// What is worth a line: error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", default_value_t = Level::INFO)]
    log_level: Level,
    /// Also write down what was asked for
    #[arg(long)]
    log_queries: bool,
}

/// How the log is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// Lines for people
    Text,
    /// A JSON object a line
    Json,
}

impl LogFormat {
    /// Says how the server is: in the log, if programs read that, else in any case.
    fn say(self, message: String) {
        match self {
            LogFormat::Text => note!("{message}"),
            LogFormat::Json => tracing::info!("{message}"),
        }
    }
}

impl Serve {
    /// Serves until Ctrl-C or a request of the system to stop.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let (bind, port) = (self.bind, self.port);
        let dir = self.index.dir.clone();
        let log_format = self.log.log_format;
        self.log.start();
        allow_many_files();
        let app = App::open(&dir, self.settings()?)?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
        runtime.block_on(async {
            let stop = stop()?;
            let listener = tokio::net::TcpListener::bind((bind, port))
                .await
                .with_context(|| format!("cannot listen on {bind}:{port}"))?;
            log_format.say(format!("listening on http://{}", listener.local_addr()?));
            serve::serve(app, listener, stop).await;
            anyhow::Ok(())
        })?;
        log_format.say("stopped".to_owned());
        Ok(Outcome::Done)
    }

    fn settings(self) -> anyhow::Result<Settings> {
        let keys = match &self.api_key_file {
            None => Keys::default(),
            Some(path) => keys(path)?,
        };
        if self.writable && !keys.has(Access::Write) {
            bail!("--writable needs a line `write KEY` in the file of --api-key-file");
        }
        let has_keys = keys.has(Access::Read) || keys.has(Access::Write);
        if !self.bind.is_loopback() && !has_keys {
            bail!(
                "on {} others can ask: give them keys with --api-key-file, a file with lines \
                 such as `read KEY`",
                self.bind
            );
        }
        let mut hosts = self.hosts;
        if !self.bind.is_unspecified() {
            hosts.push(match self.bind {
                IpAddr::V6(address) => format!("[{address}]"),
                IpAddr::V4(address) => address.to_string(),
            });
        }
        Ok(Settings {
            writable: self.writable,
            read_needs_key: !self.bind.is_loopback() || keys.has(Access::Read),
            keys,
            hosts,
            origins: self.origins,
            synonyms: self.synonyms.as_deref().map(synonyms).transpose()?,
            rules: Arc::new(file_settings()?.rules),
            limits: self.limits.limits(),
            log_queries: self.log.log_queries,
        })
    }
}

impl LimitOptions {
    fn limits(&self) -> Limits {
        let size = |n: u64, unit: u32| usize::try_from(n << unit).unwrap_or(usize::MAX);
        let count = |n: u64| size(n, 0);
        Limits {
            body: size(self.max_body, 20),
            url: size(self.max_url, 10),
            head: size(self.max_headers, 10),
            head_time: Duration::from_secs(self.header_timeout),
            body_time: Duration::from_secs(self.body_timeout),
            time: Duration::from_secs(self.timeout),
            connections: count(self.max_connections),
            questions: self.max_questions.map_or(Limits::default().questions, count),
            waiting: count(self.max_waiting),
            clauses: count(self.max_clauses),
            page: count(self.max_page),
            grace: Duration::from_secs(self.grace),
        }
    }
}

impl LogOptions {
    fn start(&self) {
        let log = tracing_subscriber::fmt()
            .with_max_level(self.log_level)
            .with_writer(io::stderr)
            .with_ansi(io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
            .with_target(false);
        match self.log_format {
            LogFormat::Text => log.init(),
            LogFormat::Json => log.json().flatten_event(true).init(),
        }
    }
}

/// Reads a file of keys, which nobody else should be able to read.
fn keys(path: &Path) -> anyhow::Result<Keys> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot open {shown}"))?;
    let keys = Keys::parse(&text).with_context(|| format!("cannot use {shown}"))?;
    if is_open(path) {
        tracing::warn!("others can read {shown}: chmod 600 {shown}");
    }
    Ok(keys)
}

/// Whether every user of the machine can read a file.
#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

/// Reads an origin: scheme, name and port as browsers send them.
fn origin(text: &str) -> Result<String, String> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(['/', '*', ' ']) => {
            Ok(text.to_ascii_lowercase())
        }
        _ => Err("write scheme and name, such as https://news.example".to_owned()),
    }
}

/// Each connection is an open file: allow as many as the system does.
#[cfg(unix)]
fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // Where that is refused, connections that have no room wait.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

#[cfg(not(unix))]
fn allow_many_files() {}

/// Is done at Ctrl-C, or when the system asks the process to stop.
#[cfg(unix)]
fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Is done at Ctrl-C.
#[cfg(not(unix))]
fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
