//! JSON: a list of articles, one article, or an object with a list of them; also objects one after
//! the other that are broken into lines.
//!
//! A file of any size is cut into values, of which one at a time is held. A value that is wrong is
//! skipped with the line where it begins; the others are read.

use std::{
    io::{BufRead, BufReader, Read},
    ops::ControlFlow,
};

use serde_json::{Map, Value};

use super::{
    Found, MAX_ARTICLE, Opened, Reader, Record, Warning, draft::Key, encoding, lines, object,
    rules::Rules,
};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct Json;

impl Reader for Json {
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()> {
        values(file, found, is_article)
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, warning) = encoding::decode(&record.bytes, record.encoding);
        let draft = object::read(&text, "the value", record.rules())?;
        Ok((draft.article, warning.into_iter().chain(draft.warnings).collect()))
    }
}

/// Whether a text begins as objects do.
pub(super) fn suits(head: &str) -> bool {
    let begins =
        |text: &str| text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'));
    let head = head.trim_start();
    begins(head) || head.strip_prefix('[').is_some_and(|rest| begins(rest.trim_start()))
}

fn is_article(object: &Map<String, Value>, rules: &Rules) -> bool {
    object.keys().any(|name| rules.key(name) == Some(Key::Body))
}

/// Cuts a file into the values of its list, or those that follow each other. An only object that is
/// no article itself may hold a list of them.
pub(super) fn values(
    mut file: Opened,
    found: &mut Found,
    is_article: fn(&Map<String, Value>, &Rules) -> bool,
) -> ControlFlow<()> {
    let (bytes, encoding) = lines::ascii_compatible(file.take_bytes(), file.encoding);
    file.encoding = encoding;
    let mut cutter = Cutter::new(bytes);
    let mut first: Option<(u64, Vec<u8>)> = None;
    let mut count = 0;
    loop {
        let value = match cutter.next() {
            Ok(Some(value)) => value,
            Ok(None) => break,
            Err(error) => {
                let skipped = file.skipped(None, format!("cannot be read: {error}"));
                return found(Err(skipped));
            }
        };
        count += 1;
        if let Some((line, bytes)) = first.take() {
            found(Ok(file.record(Some(line), bytes)))?;
        }
        match value {
            (line, None) => {
                let reason = format!("the value is longer than {} MB", MAX_ARTICLE >> 20);
                found(Err(file.skipped(Some(line), reason)))?;
            }
            (line, Some(bytes)) if count == 1 && !cutter.is_list => first = Some((line, bytes)),
            (line, Some(bytes)) => found(Ok(file.record(Some(line), bytes)))?,
        }
    }
    match first {
        Some((_, bytes)) => only(&file, bytes, found, is_article),
        None if count == 0 => found(Err(file.skipped(None, "empty"))),
        None => ControlFlow::Continue(()),
    }
}

/// The only object of a file: an article, or what holds a list of them.
fn only(
    file: &Opened,
    bytes: Vec<u8>,
    found: &mut Found,
    is_article: fn(&Map<String, Value>, &Rules) -> bool,
) -> ControlFlow<()> {
    let (text, _) = encoding::decode(&bytes, file.encoding);
    let list = match serde_json::from_str(&text) {
        Ok(Value::Object(object)) if !is_article(&object, file.rules()) => {
            object.into_iter().find_map(|(_, value)| match value {
                Value::Array(items) if items.iter().any(Value::is_object) => Some(items),
                _ => None,
            })
        }
        _ => None,
    };
    let Some(list) = list else { return found(Ok(file.record(None, bytes))) };
    for (number, item) in (1..).zip(list) {
        let mut record = file.record(Some(number), item.to_string().into_bytes());
        record.encoding = encoding_rs::UTF_8;
        found(Ok(record))?;
    }
    ControlFlow::Continue(())
}

/// A value with the line where it begins, `None` if it is longer than an article may be.
type Cut = (u64, Option<Vec<u8>>);

/// Finds where values end without reading them.
struct Cutter<R> {
    bytes: BufReader<R>,
    line: u64,
    /// Whether the values stand in a list.
    is_list: bool,
    is_first: bool,
}

impl<R: Read> Cutter<R> {
    fn new(bytes: R) -> Cutter<R> {
        Cutter { bytes: BufReader::new(bytes), line: 1, is_list: false, is_first: true }
    }

    fn next(&mut self) -> std::io::Result<Option<Cut>> {
        let Some(begin) = self.begin()? else { return Ok(None) };
        let mut value = Vec::new();
        let mut is_too_long = false;
        let mut state = State::default();
        loop {
            let chunk = self.bytes.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let end = chunk.iter().position(|&byte| state.ends_with(byte));
            let used = end.map_or(chunk.len(), |end| end + usize::from(state.is_closed));
            self.line += memchr::memchr_iter(b'\n', &chunk[..used]).count() as u64;
            is_too_long |= value.len() + used > MAX_ARTICLE;
            if !is_too_long {
                value.extend_from_slice(&chunk[..used]);
            }
            self.bytes.consume(used);
            if end.is_some() {
                break;
            }
        }
        Ok(Some((begin, (!is_too_long).then_some(value))))
    }

    /// Goes to the next value; its line.
    fn begin(&mut self) -> std::io::Result<Option<u64>> {
        loop {
            let Some(&byte) = self.bytes.fill_buf()?.first() else { return Ok(None) };
            match byte {
                b'[' if self.is_first => self.is_list = true,
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' | b',' | b']' => {}
                _ => {
                    self.is_first = false;
                    return Ok(Some(self.line));
                }
            }
            self.is_first &= byte.is_ascii_whitespace();
            self.bytes.consume(1);
        }
    }
}

/// Where in a value one is.
#[derive(Default)]
struct State {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// Whether the last byte closed the value, and belongs to it.
    is_closed: bool,
}

impl State {
    /// Takes a byte; whether the value ends with it or before it.
    fn ends_with(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                self.is_closed = self.depth == 0;
            }
            b',' | b']' | b'\n' => return self.depth == 0,
            _ => {}
        }
        self.is_closed
    }
}
