//! CSV and TSV: a row is an article, the header says what the columns are.
//!
//! Columns are parted by commas, tabs, semicolons or bars, whichever the header has most of. A row is
//! read together with the header, so that equal bytes give equal articles.

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use csv_core::ReadRecordResult;
use serde_json::Value;

use super::{
    Found, MAX_ARTICLE, Opened, Reader, Record, Warning, draft::Key, encoding, lines, object,
    rules::Rules,
};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct Csv;

impl Reader for Csv {
    fn records(&self, mut file: Opened, found: &mut Found) -> ControlFlow<()> {
        let (bytes, encoding) = lines::ascii_compatible(file.take_bytes(), file.encoding);
        file.encoding = encoding;
        let mut rows = Rows::new(bytes);
        let header = match rows.next() {
            Ok(Some((_, Some(header)))) => header,
            Ok(Some(_)) => return found(Err(file.skipped(Some(1), too_long()))),
            Ok(None) => return found(Err(file.skipped(None, "empty"))),
            Err(error) => return found(Err(unreadable(&file, &error))),
        };
        if let Err(reason) = columns(&encoding::decode(&header, encoding).0, file.rules()) {
            return found(Err(file.skipped(Some(1), reason)));
        }
        for count in 0.. {
            match rows.next() {
                Ok(None) if count == 0 => return found(Err(file.skipped(None, "it has no rows"))),
                Ok(None) => break,
                Ok(Some((line, Some(row)))) => {
                    let bytes = [header.as_slice(), b"\n", &row].concat();
                    found(Ok(file.record(Some(line), bytes)))?;
                }
                Ok(Some((line, None))) => found(Err(file.skipped(Some(line), too_long())))?,
                Err(error) => return found(Err(unreadable(&file, &error))),
            }
        }
        ControlFlow::Continue(())
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, warning) = encoding::decode(&record.bytes, record.encoding);
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes())
            .into_records();
        let mut row = || {
            let row = rows.next().ok_or_else(|| "the row is empty".to_owned())?;
            row.map_err(|error| format!("not CSV: {error}"))
        };
        let (names, fields) = (row()?, row()?);
        if fields.len() > names.len() {
            let (found, expected) = (fields.len(), names.len());
            return Err(format!(
                "the row has {found} fields where the header has {expected}: put quotation marks \
                 around a field with the separator in it"
            ));
        }
        let pairs = names.iter().zip(&fields).filter(|(_, field)| !field.trim().is_empty());
        let pairs = pairs.map(|(name, field)| (name.trim().to_owned(), Value::from(field)));
        let draft = object::article(pairs, record.rules())?;
        Ok((draft.article, warning.into_iter().chain(draft.warnings).collect()))
    }
}

/// Whether the first line is a header: names, a body among them and something beside it.
pub(super) fn claims(head: &str, rules: &Rules) -> bool {
    let line = head.lines().next().unwrap_or_default();
    let names: Vec<&str> = line.split(char::from(delimiter(head))).collect();
    let key = |name: &&str| rules.key(name.trim().trim_matches('"'));
    let keys: Vec<Key> = names.iter().filter_map(key).collect();
    keys.contains(&Key::Body) && keys.len() > 1 && names.iter().all(|name| name.len() < 40)
}

fn unreadable(file: &Opened, error: &io::Error) -> super::Skipped {
    file.skipped(None, format!("cannot be read: {error}"))
}

fn too_long() -> String {
    let limit = MAX_ARTICLE >> 20;
    format!("the row is longer than {limit} MB: is a quotation mark not closed?")
}

/// Checks that one of the columns is the body.
fn columns(header: &str, rules: &Rules) -> Result<(), String> {
    let line = header.trim_end();
    let names: Vec<&str> = line
        .split(char::from(delimiter(header)))
        .map(|name| name.trim().trim_matches('"'))
        .collect();
    if names.iter().any(|name| rules.key(name) == Some(Key::Body)) {
        return Ok(());
    }
    let names: String = names.join(", ").chars().take(200).collect();
    Err(format!(
        "no column is the body: name one \"body\" instead of \"{names}\", or say which it is with --field NAME=body"
    ))
}

/// The separator that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let line = text.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
    let count = |byte: &u8| line.bytes().filter(|own| own == byte).count();
    b"|;\t,".iter().max_by_key(|byte| count(byte)).copied().unwrap_or(b',')
}

/// A row with the line where it begins, `None` if it is longer than an article may be.
type Row = (u64, Option<Vec<u8>>);

/// Finds where rows end.
struct Rows<R> {
    bytes: BufReader<R>,
    core: Option<csv_core::Reader>,
    line: u64,
}

impl<R: Read> Rows<R> {
    fn new(bytes: R) -> Rows<R> {
        Rows { bytes: BufReader::with_capacity(64 * 1024, bytes), core: None, line: 1 }
    }

    fn next(&mut self) -> io::Result<Option<Row>> {
        let (mut row, mut is_too_long) = (Vec::new(), false);
        loop {
            let chunk = self.bytes.fill_buf()?;
            let core = self.core.get_or_insert_with(|| {
                let separator = delimiter(&String::from_utf8_lossy(chunk));
                csv_core::ReaderBuilder::new().delimiter(separator).build()
            });
            let (result, used, ..) = core.read_record(chunk, &mut [0; 4096], &mut [0; 256]);
            is_too_long |= row.len() + used > MAX_ARTICLE;
            if !is_too_long {
                row.extend_from_slice(&chunk[..used]);
            }
            let lines = memchr::memchr_iter(b'\n', &chunk[..used]).count() as u64;
            self.bytes.consume(used);
            self.line += lines;
            match result {
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => break,
                _ => {}
            }
        }
        if is_too_long {
            return Ok(Some((self.line, None)));
        }
        let blank = row.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let inside = memchr::memchr_iter(b'\n', &row[blank..]).count() as u64;
        Ok(Some((self.line - inside, Some(row))))
    }
}
