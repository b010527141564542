//! Files and folders in, articles out.
//!
//! `walk` finds the files, `container` what is packed in them, `format` is the table of formats, each
//! of which has a file of its own: `plain` and `markdown` (with `front_matter`), `jsonl`, `json`, `csv`, `html`, `feed`,
//! `nitf`, `ninjs`, `warc`. `encoding` turns bytes into text, `lines` cuts a file of any size into
//! lines, `xml` makes a tree of it, `object` and `draft` give the keys of an article their meaning,
//! `dates` reads what is written for a date, `agency` knows whose copy an article is, `rules` are what the
//! user says about all of them. Who said what is left to `extract`.
//!
//! Reading has two steps, so that many threads can share a file: [`records`] cuts a file into raw
//! records, which is cheap; [`parse`] reads one of them as an article.
//!
//! Invariants: no input stops the others, what cannot be read is a [`Skipped`] with a reason;
//! whatever the bytes, nothing panics and no more than one record is held in memory; the text of
//! an article is what the bytes say, decoded and never changed.

mod agency;
mod container;
mod csv;
mod dates;
mod draft;
mod encoding;
mod feed;
mod format;
mod front_matter;
mod html;
mod json;
mod jsonl;
mod lines;
mod markdown;
mod ninjs;
mod nitf;
mod object;
mod plain;
mod rules;
#[cfg(test)]
mod tests;
mod walk;
mod warc;
mod xml;

use std::{
    fmt,
    io::{self, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use format::{FORMATS, Format};
pub use rules::{FIELD_NAMES, NO_FIELD, Rules};
pub use walk::sources;

use crate::article::Article;
use draft::Draft;
use encoding::Encoding;

/// The largest article, in bytes.
pub const MAX_ARTICLE: usize = 16 * 1024 * 1024;
/// How much of a file is looked at to find its encoding and format.
const HEAD: u64 = 64 * 1024;

/// A file that may hold articles.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the folder that was given, `/` separated: the id of an article without one.
    pub name: String,
    /// What is said about it.
    pub rules: Arc<Rules>,
}

impl Source {
    /// A file in this archive.
    fn within(&self, name: &str) -> Source {
        let (path, rules) = (self.path.join(name), self.rules.clone());
        Source { path, name: format!("{}/{name}", self.name), rules }
    }
}

/// Where in the input something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file or folder; of a file in an archive, the archive's path and then its own.
    pub file: PathBuf,
    /// The line, from 1, where it begins in files with many articles; the number of the record in a
    /// WARC file.
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

    /// What is said about its file.
    pub fn rules(&self) -> &Rules {
        &self.source.rules
    }

    /// A part of it, in UTF-8.
    fn part(&self, number: u64, bytes: Vec<u8>) -> Record {
        let (source, format) = (self.source.clone(), self.format);
        Record { source, format, encoding: encoding_rs::UTF_8, line: Some(number), bytes }
    }

    fn skipped(&self, reason: String) -> Skipped {
        Skipped { place: self.place(), format: Some(self.format.name), reason }
    }
}

/// Takes the records of a file in order, and may say that it wants no more.
pub type Found<'f> = dyn FnMut(Result<Record, Skipped>) -> ControlFlow<()> + 'f;

/// A format: how a file is cut into records, and a record read as an article.
pub trait Reader: fmt::Debug + Sync {
    /// Cuts a file into raw records without looking into them.
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()>;

    /// Reads a record as an article, or says why it is none.
    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String>;
}

/// A file that was opened and looked into.
pub struct Opened<'r> {
    source: Arc<Source>,
    format: &'static Format,
    encoding: Encoding,
    /// All of it but a byte order mark.
    bytes: Box<dyn Read + 'r>,
}

impl<'r> Opened<'r> {
    fn record(&self, line: Option<u64>, bytes: Vec<u8>) -> Record {
        let (source, format, encoding) = (self.source.clone(), self.format, self.encoding);
        Record { source, format, encoding, line, bytes }
    }

    fn skipped(&self, line: Option<u64>, reason: impl Into<String>) -> Skipped {
        let place = Place { file: self.source.path.clone(), line };
        Skipped { place, format: Some(self.format.name), reason: reason.into() }
    }

    fn rules(&self) -> &Rules {
        &self.source.rules
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
    fn take_bytes(&mut self) -> Box<dyn Read + 'r> {
        std::mem::replace(&mut self.bytes, Box::new(io::empty()))
    }
}

/// Cuts a file, and whatever is packed in it, into the raw records of its articles. Cheap; the work
/// is in [`parse`].
pub fn records(source: &Source, found: &mut Found) -> ControlFlow<()> {
    container::records(source, found)
}

/// Reads a raw record as an article.
pub fn parse(record: &Record) -> Result<Input, Skipped> {
    let (article, warnings) =
        record.format.reader.parse(record).map_err(|reason| record.skipped(reason))?;
    let mut draft = Draft { article, warnings };
    record.rules().complete(&mut draft);
    let Draft { mut article, warnings } = draft;
    if article.id.is_empty() {
        article.id = record.default_id();
    }
    set_agency(&mut article);
    Ok(Input { article, place: record.place(), warnings })
}

/// Reads one article that is handed over as an object in JSON, with the keys that a line of JSON lines
/// has. It must bring its id.
///
/// # Errors
///
/// Fails if it is no article, and says why.
///
/// ```
/// use dixit::read::{self, Rules};
/// let (article, _) = read::article(br#"{"id": "1", "text": "Tolls rose."}"#, &Rules::default()).unwrap();
/// assert_eq!((&article.id[..], &article.body[..]), ("1", "Tolls rose."));
/// assert!(read::article(br#"{"text": "Tolls rose."}"#, &Rules::default()).is_err());
/// ```
pub fn article(json: &[u8], rules: &Rules) -> Result<(Article, Vec<Warning>), String> {
    if json.len() > MAX_ARTICLE {
        return Err(format!("the article is longer than {} MB", MAX_ARTICLE >> 20));
    }
    let text = std::str::from_utf8(json).map_err(|error| format!("not UTF-8: {error}"))?;
    let mut draft = object::read(text, "the line", rules)?;
    if draft.article.id.is_empty() {
        return Err(
            "there is no \"id\": give the article one, so that it can be replaced".to_owned()
        );
    }
    rules.complete(&mut draft);
    set_agency(&mut draft.article);
    Ok((draft.article, draft.warnings))
}

/// The agency that the outlet has the article from, if its dateline names one.
fn set_agency(article: &mut Article) {
    if article.agency.is_none() {
        let own = article.outlet.as_deref().and_then(agency::named);
        let agency = agency::in_dateline(&article.body).filter(|agency| own != Some(*agency));
        article.agency = agency.map(str::to_owned);
    }
}

fn unreadable(path: &Path, reason: String) -> Skipped {
    Skipped { place: Place { file: path.to_owned(), line: None }, format: None, reason }
}
