//! Files and folders in, articles out.
//!
//! `walk` finds the files, `format` is the table of formats, each of which has a file of its own:
//! `plain` (with `front_matter`), `jsonl` and `html`. `encoding` turns bytes into text, `lines` cuts
//! a file of any size into lines, `draft` gives the keys of an article their meaning, `dates` reads
//! what is written for a date, `agency` knows whose copy an article is. Who said what is left to
//! `extract`.
//!
//! Reading has two steps, so that many threads can share a file: [`records`] cuts a file into raw
//! records, which is cheap; [`parse`] reads one of them as an article.
//!
//! Invariants: no input stops the others, what cannot be read is a [`Skipped`] with a reason;
//! whatever the bytes, nothing panics and no more than one record is held in memory; the text of
//! an article is what the bytes say, decoded and never changed.

mod agency;
mod dates;
mod draft;
mod encoding;
mod format;
mod front_matter;
mod html;
mod jsonl;
mod lines;
mod plain;
#[cfg(test)]
mod tests;
mod walk;

use std::{
    fmt,
    fs::File,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

pub use format::{FORMATS, Format};
pub use walk::sources;

use crate::article::Article;
use encoding::Encoding;

/// The largest article, in bytes.
pub const MAX_ARTICLE: usize = 16 * 1024 * 1024;
/// How much of a file is looked at to find its encoding and format.
const HEAD: u64 = 64 * 1024;

/// A file that may hold articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the folder that was given, `/` separated: the id of an article without one.
    pub name: String,
}

/// Where in the input something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file or folder.
    pub file: PathBuf,
    /// The line, from 1, in files with an article a line.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// An article that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The article.
    pub article: Article,
    /// Where it stands.
    pub place: Place,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
}

/// Something odd in an article that could be read all the same: one sentence, no final stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning(pub String);

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An input that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Skipped {
    /// Where it stands.
    pub place: Place,
    /// The format it was read as, if that was known by then.
    pub format: Option<&'static str>,
    /// Why, and what to do if something can be done.
    pub reason: String,
}

/// The raw bytes of one article.
#[derive(Clone, Debug)]
pub struct Record {
    source: Arc<Source>,
    format: &'static Format,
    encoding: Encoding,
    line: Option<u64>,
    bytes: Vec<u8>,
}

impl Record {
    /// All that the article is made from: equal bytes in the same place give an equal article.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        Place { file: self.source.path.clone(), line: self.line }
    }

    /// The id that the article has if it brings none.
    pub fn default_id(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.source.name),
            None => self.source.name.clone(),
        }
    }

    /// The path of its file below the folder that was given.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// The name of the format it is read as.
    pub fn format(&self) -> &'static str {
        self.format.name
    }

    fn skipped(&self, reason: String) -> Skipped {
        Skipped { place: self.place(), format: Some(self.format.name), reason }
    }
}

/// The records of one file, in order.
pub type Records = Box<dyn Iterator<Item = Result<Record, Skipped>> + Send>;

/// A format: how a file is cut into records, and a record read as an article.
pub trait Reader: fmt::Debug + Sync {
    /// Cuts a file into raw records without looking into them.
    fn records(&self, file: Opened) -> Records;

    /// Reads a record as an article, or says why it is none.
    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String>;
}

/// A file that was opened and looked into.
pub struct Opened {
    source: Arc<Source>,
    format: &'static Format,
    encoding: Encoding,
    /// All of it but a byte order mark.
    bytes: Box<dyn Read + Send>,
}

impl Opened {
    fn record(&self, line: Option<u64>, bytes: Vec<u8>) -> Record {
        let (source, format, encoding) = (self.source.clone(), self.format, self.encoding);
        Record { source, format, encoding, line, bytes }
    }

    fn skipped(&self, line: Option<u64>, reason: impl Into<String>) -> Skipped {
        let place = Place { file: self.source.path.clone(), line };
        Skipped { place, format: Some(self.format.name), reason: reason.into() }
    }

    /// The file as one record.
    fn whole(mut self) -> Result<Record, Skipped> {
        let mut bytes = Vec::new();
        let most = MAX_ARTICLE as u64 + 1;
        match self.take_bytes().take(most).read_to_end(&mut bytes) {
            Err(error) => Err(self.skipped(None, format!("cannot be read: {error}"))),
            Ok(_) if bytes.len() > MAX_ARTICLE => {
                let limit = MAX_ARTICLE >> 20;
                Err(self.skipped(None, format!("larger than {limit} MB: cut it into articles")))
            }
            Ok(_) => Ok(self.record(None, bytes)),
        }
    }

    /// The bytes of the file, which can be taken once.
    fn take_bytes(&mut self) -> Box<dyn Read + Send> {
        std::mem::replace(&mut self.bytes, Box::new(io::empty()))
    }
}

/// Cuts a file into the raw records of its articles. Cheap; the work is in [`parse`].
pub fn records(source: &Source) -> Records {
    match open(source) {
        Ok(file) => file.format.reader.records(file),
        Err(reason) => Box::new(std::iter::once(Err(unreadable(&source.path, reason)))),
    }
}

/// Reads a raw record as an article.
pub fn parse(record: &Record) -> Result<Input, Skipped> {
    let (mut article, warnings) =
        record.format.reader.parse(record).map_err(|reason| record.skipped(reason))?;
    if article.id.is_empty() {
        article.id = record.default_id();
    }
    if article.agency.is_none() {
        article.agency = agency::in_dateline(&article.body).map(str::to_owned);
    }
    Ok(Input { article, place: record.place(), warnings })
}

fn open(source: &Source) -> Result<Opened, String> {
    let cannot = |error: io::Error| format!("cannot be opened: {error}");
    let mut rest = File::open(&source.path).map_err(cannot)?;
    let mut head = Vec::new();
    (&mut rest).take(HEAD).read_to_end(&mut head).map_err(cannot)?;
    if head.is_empty() {
        return Err("empty".to_owned());
    }
    let is_all = (head.len() as u64) < HEAD;
    let (encoding, mark) = encoding::detect(&head, is_all);
    head.drain(..mark);
    let format = format::choose(&source.path, &encoding::peek(&head, encoding))?;
    let bytes = Box::new(Cursor::new(head).chain(rest));
    Ok(Opened { source: Arc::new(source.clone()), format, encoding, bytes })
}

fn unreadable(path: &Path, reason: String) -> Skipped {
    Skipped { place: Place { file: path.to_owned(), line: None }, format: None, reason }
}
