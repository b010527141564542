//! What can be set, and where each value comes from: a flag, a line of a file, or the default.
//!
//! A configuration is a list of entries; the table [`KEYS`] says which there can be. The file is TOML:
//!
//! ```toml
//! memory = "1GB"
//! skip = ["drafts", "*.pdf"]
//!
//! [fields]                     # which key of an article is which field
//! story_text = "body"
//!
//! [outlets]                    # what an outlet is called
//! nyt = "The New York Times"
//! ```

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    error::{Error, Result},
    read::Rules,
    text::nearest,
};

/// The file that is read where none is named, if it is there.
pub const FILE: &str = "dixit.toml";

/// One thing that can be set.
#[derive(Clone, Copy, Debug)]
pub struct KeyInfo {
    /// Its name in files and in messages.
    pub name: &'static str,
    /// Whether it has one value, a list, or a table of them.
    pub shape: Shape,
    /// What it is if nobody sets it; empty for nothing.
    pub default: fn() -> String,
    /// Takes a value of it into the settings, or says what is wrong with it. The second text is the name
    /// of an entry of a table.
    take: fn(Settings, &str, &str) -> Result<Settings, String>,
}

/// How many values a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One: a later one takes its place.
    One,
    /// Any number: each one counts.
    List,
    /// Any number, each with a name: a later one with the same name takes its place.
    Table,
}

const fn row(
    name: &'static str,
    shape: Shape,
    default: fn() -> String,
    take: fn(Settings, &str, &str) -> Result<Settings, String>,
) -> KeyInfo {
    KeyInfo { name, shape, default, take }
}

/// All that can be set, in the order in which it is printed.
pub const KEYS: &[KeyInfo] = &[
    row(
        "index",
        Shape::One,
        || "index".to_owned(),
        |settings, _, value| Ok(Settings { index: value.into(), ..settings }),
    ),
    row("threads", Shape::One, cores, |settings, _, value| {
        Ok(Settings { threads: between(value, 1..=64)?, ..settings })
    }),
    row(
        "memory",
        Shape::One,
        || "600MB".to_owned(),
        |settings, _, value| Ok(Settings { memory: bytes(value)?, ..settings }),
    ),
    row(
        "commit_seconds",
        Shape::One,
        || "60".to_owned(),
        |settings, _, value| {
            let seconds = between(value, 1..=86_400)?;
            Ok(Settings { commit_every: Duration::from_secs(seconds as u64), ..settings })
        },
    ),
    row(
        "commit_size",
        Shape::One,
        || "500MB".to_owned(),
        |settings, _, value| Ok(Settings { commit_size: bytes(value)?, ..settings }),
    ),
    row("skip", Shape::List, nothing, |settings, _, value| {
        Ok(Settings { rules: settings.rules.skip(value)?, ..settings })
    }),
    row("language", Shape::One, nothing, |settings, _, value| {
        Ok(Settings { rules: settings.rules.language(value)?, ..settings })
    }),
    row("languages", Shape::List, nothing, |settings, _, value| {
        Ok(Settings { rules: settings.rules.may_be(value)?, ..settings })
    }),
    row("outlet", Shape::One, nothing, |settings, _, value| {
        Ok(Settings { rules: settings.rules.outlet(value), ..settings })
    }),
    row("outlets", Shape::Table, nothing, |settings, found, value| {
        Ok(Settings { rules: settings.rules.outlet_name(found, value), ..settings })
    }),
    row("fields", Shape::Table, nothing, |settings, key, value| {
        Ok(Settings { rules: settings.rules.field(key, value)?, ..settings })
    }),
];

fn nothing() -> String {
    String::new()
}

fn cores() -> String {
    std::thread::available_parallelism().map_or(1, usize::from).min(8).to_string()
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A line of a file, from 1.
    File {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
    },
    /// The command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => write!(f, "default"),
            Origin::File { path, line } => write!(f, "{}:{line}", path.display()),
            Origin::Flag => write!(f, "flag"),
        }
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name of its key.
    pub key: &'static str,
    /// Its own name in a table; empty elsewhere.
    pub name: String,
    /// The value as text.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// All values, those that took the place of others alone.
#[derive(Clone, Debug, Default)]
pub struct Config {
    entries: Vec<Entry>,
}

/// What the values mean.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the index.
    pub index: PathBuf,
    /// How many threads extract, and how many index.
    pub threads: usize,
    /// How much memory a run may take, in bytes.
    pub memory: usize,
    /// A run commits after this time,
    pub commit_every: Duration,
    /// and after so many bytes of input.
    pub commit_size: usize,
    /// What is said about the input.
    pub rules: Rules,
}

impl Config {
    /// What the file at `path` says.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, or with line and column of what is wrong in it: it is not TOML, a key is
    /// not known (the nearest one is named), or a value is none that the key can have.
    pub fn read(path: &Path) -> Result<Config> {
        let text = fs::read_to_string(path).map_err(Error::io("open", path))?;
        Config::parse(&text, path)
    }

    /// What the text of a file says, which is called `path` in messages.
    ///
    /// # Errors
    ///
    /// Fails as [`Config::read`] does.
    pub fn parse(text: &str, path: &Path) -> Result<Config> {
        let fault = |offset: usize, reason: String| {
            let (line, column) = place(text, offset);
            Error::Config(format!("{}:{line}:{column}: {reason}", path.display()))
        };
        let table = DeTable::parse(text).map_err(|error| {
            fault(
                error.span().map_or(0, |span| span.start),
                format!("not TOML: {}", error.message()),
            )
        })?;
        let mut config = Config::default();
        let mut take = |info: &'static KeyInfo, name: &str, value: &Spanned<DeValue<'_>>| {
            let at = value.span().start;
            let value = text_of(value.get_ref(), info).map_err(|reason| fault(at, reason))?;
            let origin = Origin::File { path: path.to_owned(), line: place(text, at).0 };
            config.set(info.name, name, value, origin).map_err(|reason| fault(at, reason))
        };
        for (key, value) in table.get_ref() {
            let name = key.get_ref();
            let info = KEYS.iter().find(|info| info.name == *name);
            let info = info.ok_or_else(|| fault(key.span().start, unknown(name)))?;
            match (info.shape, value.get_ref()) {
                (Shape::List, DeValue::Array(values)) => {
                    for value in values {
                        take(info, "", value)?;
                    }
                }
                (Shape::Table, DeValue::Table(values)) => {
                    for (name, value) in values {
                        take(info, name.get_ref(), value)?;
                    }
                }
                (Shape::Table, _) => {
                    let reason =
                        format!("\"{name}\" is a table: write [{name}] and names below it");
                    return Err(fault(value.span().start, reason));
                }
                _ => take(info, "", value)?,
            }
        }
        Ok(config)
    }

    /// Sets a value of the key `key`, with the name `name` in a table. What had its place before goes; a
    /// list from another place goes as a whole.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the key or the value.
    pub fn set(
        &mut self,
        key: &str,
        name: &str,
        value: String,
        origin: Origin,
    ) -> Result<(), String> {
        let info = KEYS.iter().find(|info| info.name == key).ok_or_else(|| unknown(key))?;
        (info.take)(Settings::new(), name, &value)?;
        let is_same_place =
            |own: &Origin| std::mem::discriminant(own) == std::mem::discriminant(&origin);
        self.entries.retain(|entry| {
            entry.key != info.name
                || match info.shape {
                    Shape::One => false,
                    Shape::List => is_same_place(&entry.origin),
                    Shape::Table => entry.name != name,
                }
        });
        self.entries.push(Entry { key: info.name, name: name.to_owned(), value, origin });
        Ok(())
    }

    /// All values in the order of [`KEYS`], the defaults among them.
    pub fn entries(&self) -> Vec<Entry> {
        let of_key = |info: &KeyInfo| {
            let own = self.entries.iter().filter(|entry| entry.key == info.name);
            let own: Vec<Entry> = own.cloned().collect();
            let default = Entry {
                key: info.name,
                name: String::new(),
                value: (info.default)(),
                origin: Origin::Default,
            };
            if own.is_empty() { vec![default] } else { own }
        };
        KEYS.iter().flat_map(of_key).collect()
    }

    /// What the values mean.
    pub fn settings(&self) -> Settings {
        let info = |key: &str| KEYS.iter().find(|info| info.name == key);
        let set = self.entries().into_iter().filter(|entry| !entry.value.is_empty());
        set.fold(Settings::new(), |settings, Entry { key, name, value, .. }| {
            // Each value was tried when it was set.
            let taken = info(key).map(|info| (info.take)(settings.clone(), &name, &value));
            taken.and_then(Result::ok).unwrap_or(settings)
        })
    }
}

impl Settings {
    fn new() -> Settings {
        Settings {
            index: PathBuf::new(),
            threads: 1,
            memory: 0,
            commit_every: Duration::ZERO,
            commit_size: 0,
            rules: Rules::default(),
        }
    }

    /// What is said about the input, to be shared.
    pub fn shared_rules(&self) -> Arc<Rules> {
        Arc::new(self.rules.clone())
    }
}

fn unknown(key: &str) -> String {
    let known = KEYS.iter().map(|info| info.name);
    match nearest(key, known.clone()) {
        Some(near) => format!("\"{key}\" is not a key: did you mean \"{near}\"?"),
        None => {
            let known: Vec<&str> = known.collect();
            format!("\"{key}\" is not a key: write one of {}", known.join(", "))
        }
    }
}

/// A value as text, if it is a single one.
fn text_of(value: &DeValue<'_>, info: &KeyInfo) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        other => {
            let kind = match other {
                DeValue::Array(_) => "a list",
                DeValue::Table(_) => "a table",
                DeValue::Boolean(_) => "true or false",
                DeValue::Datetime(_) => "a date",
                _ => "a fraction",
            };
            Err(format!("\"{}\" cannot be {kind}", info.name))
        }
    }
}

/// A number in a range.
fn between(value: &str, range: std::ops::RangeInclusive<usize>) -> Result<usize, String> {
    let number = value.parse().ok().filter(|number| range.contains(number));
    let (first, last) = (range.start(), range.end());
    number.ok_or_else(|| format!("\"{value}\" is not a number from {first} to {last}"))
}

/// A size such as `600MB`, `1.5 GB` or `4000000`, in bytes.
fn bytes(value: &str) -> Result<usize, String> {
    let lower = value.trim().to_ascii_lowercase();
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end();
    let unit = match lower[digits.len()..].trim() {
        "" | "b" => 1e0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        _ => f64::NAN,
    };
    let size = digits.parse::<f64>().unwrap_or(f64::NAN) * unit;
    match size {
        size if (1e6..1e15).contains(&size) => Ok(size as usize),
        _ => Err(format!("\"{value}\" is not a size of 1 MB or more: write 600MB or 2GB")),
    }
}

/// Line and column of an offset, from 1, in characters.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("dixit.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn every_default_is_a_value() {
        for info in KEYS {
            let default = (info.default)();
            if !default.is_empty() {
                assert!((info.take)(Settings::new(), "", &default).is_ok(), "{}", info.name);
            }
        }
    }

    #[test]
    fn later_values_take_the_place_of_earlier_ones() {
        let text =
            "threads = 3\nskip = [\"a\", \"b\"]\n[outlets]\nnyt = \"Times\"\nwp = \"Post\"\n";
        let mut config = parse(text).unwrap();
        for (key, name, value) in [
            ("threads", "", "5"),
            ("skip", "", "c"),
            ("skip", "", "d"),
            ("outlets", "wp", "The Post"),
        ] {
            config.set(key, name, value.to_owned(), Origin::Flag).unwrap();
        }
        let shown: Vec<String> = config
            .entries()
            .into_iter()
            .filter(|entry| entry.origin != Origin::Default)
            .map(|Entry { key, name, value, origin }| format!("{key} {name} {value} {origin}"))
            .collect();
        let expected = [
            "threads  5 flag",
            "skip  c flag",
            "skip  d flag",
            "outlets nyt Times dixit.toml:4",
            "outlets wp The Post flag",
        ];
        assert_eq!(shown, expected);
        assert_eq!(config.settings().threads, 5);
        assert_eq!(config.settings().memory, 600_000_000);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let cases = [
            ("thraeds = 3", "dixit.toml:1:1: \"thraeds\" is not a key: did you mean \"threads\"?"),
            ("\nthreads = 0", "dixit.toml:2:11: \"0\" is not a number from 1 to 64"),
            ("threads = [1]", "dixit.toml:1:11: \"threads\" cannot be a list"),
            (
                "memory = \"lots\"",
                "dixit.toml:1:10: \"lots\" is not a size of 1 MB or more: write 600MB or 2GB",
            ),
            (
                "[fields]\nstory = \"bdy\"",
                "dixit.toml:2:9: \"bdy\" is not a field: write one of id, ",
            ),
            (
                "outlets = 3",
                "dixit.toml:1:11: \"outlets\" is a table: write [outlets] and names below it",
            ),
            ("skip = [\"[\"]", "dixit.toml:1:9: "),
            (
                "language = \"german\"",
                "dixit.toml:1:12: \"german\" is not a language: write a code such as en",
            ),
            ("a = ", "dixit.toml:1:5: not TOML: "),
            ("[xyzzy]", "dixit.toml:1:2: \"xyzzy\" is not a key: write one of index, "),
        ];
        for (text, expected) in cases {
            let error = parse(text).unwrap_err();
            assert!(error.contains(expected), "{error}, not {expected}");
        }
    }

    #[test]
    fn sizes_have_units() {
        let cases = [
            ("600MB", Some(600_000_000)),
            ("1.5 GB", Some(1_500_000_000)),
            ("4000000", Some(4_000_000)),
            ("10 kb", None),
            ("-1GB", None),
            ("GB", None),
            ("1TB", None),
        ];
        for (text, expected) in cases {
            assert_eq!(bytes(text).ok(), expected, "{text}");
        }
    }
}
