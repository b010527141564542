//! `config`: what is set, and where each value comes from. The flags that set it are here too, for all
//! commands that have them.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use clap::Args;
use dixit::{
    config::{self, Entry, KEYS, Origin, Settings, Shape},
    error::Error,
    index::local::WriterOptions,
    pipeline::Options,
};
use serde_json::json;

use super::Outcome;

/// What the file says; its values are the defaults of the command line.
static FILE: OnceLock<Result<config::Config, Error>> = OnceLock::new();

/// Reads the file that the command line names, or `dixit.toml` if that is there.
fn file() -> &'static Result<config::Config, Error> {
    FILE.get_or_init(|| match named(std::env::args_os()) {
        Some(path) => config::Config::read(Path::new(&path)),
        None if Path::new(config::FILE).exists() => config::Config::read(Path::new(config::FILE)),
        None => Ok(config::Config::default()),
    })
}

/// The value of `--config`.
fn named(args: impl Iterator<Item = OsString>) -> Option<OsString> {
    let mut args = args.take_while(|arg| arg != "--");
    while let Some(arg) = args.next() {
        if arg == "--config" {
            return args.next();
        }
        if let Some(path) = arg.to_str().and_then(|arg| arg.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    None
}

/// The folder of the index where none is named.
pub fn default_index() -> PathBuf {
    match file() {
        Ok(file) => file.settings().index,
        Err(_) => config::Config::default().settings().index,
    }
}

/// Fails if the file cannot be used.
pub fn verify() -> anyhow::Result<()> {
    match file() {
        Ok(_) => Ok(()),
        Err(error) => Err(anyhow::Error::new(error)),
    }
}

/// What a run may take, as flags.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Settings, also keys of dixit.toml")]
pub struct ResourceOptions {
    /// How many threads extract, and how many index
    #[arg(long, value_name = "N")]
    threads: Option<String>,
    /// How much memory to take, such as 600MB or 2GB
    #[arg(long, value_name = "SIZE")]
    memory: Option<String>,
    /// Commit after so many seconds
    #[arg(long, value_name = "N")]
    commit_seconds: Option<String>,
    /// Commit after so much input, such as 500MB
    #[arg(long, value_name = "SIZE")]
    commit_size: Option<String>,
}

/// All that can be set, as flags.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Settings, also keys of dixit.toml")]
pub struct SettingsOptions {
    #[command(flatten)]
    resources: ResourceOptions,
    /// Leave out what has this name or path, such as drafts, *.pdf or 2024/**/*.tmp
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// The language of articles that say none, such as en; it is guessed otherwise
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Guess none but these languages, such as en,de
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    languages: Vec<String>,
    /// The outlet of articles without one
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// What to call an outlet, or articles from an address: nyt="The New York Times"
    #[arg(long = "outlet-name", value_name = "FOUND=NAME")]
    outlets: Vec<String>,
    /// Which field a key of JSON, CSV, front matter or meta tags is: story_text=body; none for no field
    #[arg(long = "field", value_name = "KEY=FIELD")]
    fields: Vec<String>,
}

/// The key and the value of a flag.
type Flag = (&'static str, String);

impl ResourceOptions {
    /// What the flags, the file and the defaults say together.
    pub fn settings(self) -> anyhow::Result<Settings> {
        Ok(merged(self.flags())?.settings())
    }

    fn flags(self) -> Vec<Flag> {
        let ones = [
            ("threads", self.threads),
            ("memory", self.memory),
            ("commit_seconds", self.commit_seconds),
            ("commit_size", self.commit_size),
        ];
        ones.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }
}

impl SettingsOptions {
    /// What the flags, the file and the defaults say together.
    pub fn settings(self) -> anyhow::Result<Settings> {
        Ok(merged(self.flags())?.settings())
    }

    fn flags(self) -> Vec<Flag> {
        let mut flags = self.resources.flags();
        let all = |key, values: Vec<String>| values.into_iter().map(move |value| (key, value));
        flags.extend(all("skip", self.skip));
        flags.extend(all("language", self.language.into_iter().collect()));
        flags.extend(all("languages", self.languages));
        flags.extend(all("outlet", self.outlet.into_iter().collect()));
        flags.extend(all("outlets", self.outlets));
        flags.extend(all("fields", self.fields));
        flags
    }
}

/// What the file and the defaults say together.
pub fn file_settings() -> anyhow::Result<Settings> {
    Ok(merged(Vec::new())?.settings())
}

/// What the file says, and these flags instead where both say something.
fn merged(flags: Vec<Flag>) -> anyhow::Result<config::Config> {
    let mut all = file().as_ref().map_err(anyhow::Error::new)?.clone();
    for (key, value) in flags {
        let is_table = KEYS.iter().any(|info| info.name == key && info.shape == Shape::Table);
        let (name, value) = match (is_table, value.split_once('=')) {
            (true, Some((name, value))) => (name.to_owned(), value.to_owned()),
            (true, None) => anyhow::bail!("--{}: \"{value}\": write NAME=VALUE", flag(key)),
            (false, _) => (String::new(), value),
        };
        all.set(key, &name, value, Origin::Flag)
            .map_err(|reason| anyhow::anyhow!("--{}: {reason}", flag(key)))?;
    }
    Ok(all)
}

/// The flag that sets a key.
fn flag(key: &str) -> String {
    match key {
        "outlets" => "outlet-name".to_owned(),
        "fields" => "field".to_owned(),
        key => key.replace('_', "-"),
    }
}

/// What a writer may use.
pub fn writer_options(settings: &Settings) -> WriterOptions {
    WriterOptions::within(settings.threads, settings.memory)
}

/// How a run goes.
pub fn run_options(settings: &Settings) -> Options {
    Options {
        commit_every: settings.commit_every,
        commit_size: settings.commit_size as u64,
        rules: settings.shared_rules(),
        ..Options::default()
    }
}

/// Say what is set, and where each value comes from.
#[derive(Args)]
#[command(
    after_help = "The values come from flags, else from the file that --config names or dixit.toml in \
    the working folder, else from dixit. No file is needed."
)]
pub struct Config {
    /// The folder of the index
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsOptions,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Config {
    /// Prints all values.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let index = self.index.map(|dir| ("index", dir.display().to_string()));
        let entries = merged(self.settings.flags().into_iter().chain(index).collect())?.entries();
        if self.json {
            let row = |entry: &Entry| {
                let name = Some(&entry.name).filter(|name| !name.is_empty());
                let value = Some(&entry.value).filter(|value| !value.is_empty());
                json!({"key": entry.key, "name": name, "value": value, "from": entry.origin.to_string()})
            };
            say!("{}", json!({"settings": entries.iter().map(row).collect::<Vec<_>>()}))?;
            return Ok(Outcome::Done);
        }
        for Entry { key, name, value, origin } in &entries {
            let key = if name.is_empty() { (*key).to_owned() } else { format!("{key}.{name}") };
            let value = if value.is_empty() { "-" } else { value };
            say!("{key:<24} {value:<32} {origin}")?;
        }
        Ok(Outcome::Done)
    }
}
