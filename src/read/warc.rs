//! WARC: a page that a crawler got is an article.
//!
//! Responses with status 200 and type HTML are read, and pages that were stored as resources; all else
//! in a file is passed over. Bodies come as they went over the wire, in chunks and compressed; what one
//! unpacks to is bounded. The date of the crawl is kept in the metadata, as `retrieved`: it is not when
//! the article was published.

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use super::{Found, MAX_ARTICLE, Opened, Reader, Record, Warning, encoding, html};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct Warc;

/// The longest line of a header, and how many of them there may be.
const MAX_LINE: u64 = 16 * 1024;
const MAX_LINES: usize = 200;

impl Reader for Warc {
    fn records(&self, mut file: Opened, found: &mut Found) -> ControlFlow<()> {
        let mut bytes = BufReader::with_capacity(64 * 1024, file.take_bytes());
        let mut pages = 0;
        for number in 1.. {
            match next(&mut bytes) {
                Ok(Next::End) => break,
                Ok(Next::Other) => {}
                Ok(Next::Page(page)) => {
                    pages += 1;
                    found(Ok(file.record(Some(number), page)))?;
                }
                Ok(Next::TooLong) => {
                    pages += 1;
                    let reason = format!("the page is larger than {} MB", MAX_ARTICLE >> 20);
                    found(Err(file.skipped(Some(number), reason)))?;
                }
                Err(error) => {
                    let reason = format!("cannot be read further: {error}");
                    return found(Err(file.skipped(Some(number), reason)));
                }
            }
        }
        if pages == 0 {
            return found(Err(file.skipped(None, "it holds no responses of type HTML")));
        }
        ControlFlow::Continue(())
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (head, block) = Head::split(&record.bytes).ok_or("its header is cut off")?;
        let (page, kind) = match head.value("warc-type") {
            Some("resource") => (block.to_vec(), head.value("content-type").map(str::to_owned)),
            _ => body(block)?,
        };
        let declared = kind.as_deref().and_then(charset);
        let (encoding, mark) = encoding::detect(&page, true);
        let encoding =
            if encoding == encoding_rs::UTF_8 { encoding } else { declared.unwrap_or(encoding) };
        let (text, warning) = encoding::decode(&page[mark..], encoding);
        if !encoding::is_text(&text) {
            return Err("not text".to_owned());
        }
        let mut draft = html::article(&text, record.rules())?;
        let article = &mut draft.article;
        let address = head.value("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']));
        article.url = article.url.take().or_else(|| address.map(str::to_owned));
        if let Some(date) = head.value("warc-date") {
            article.metadata.insert("retrieved".to_owned(), date.into());
        }
        Ok((draft.article, warning.into_iter().chain(draft.warnings).collect()))
    }
}

/// Whether a file begins as WARC does.
pub(super) fn claims(head: &str) -> bool {
    head.starts_with("WARC/")
}

/// What follows in a file.
enum Next {
    /// A page with its headers.
    Page(Vec<u8>),
    /// A page that is longer than an article may be.
    TooLong,
    /// A record of another kind.
    Other,
    End,
}

fn next(bytes: &mut impl BufRead) -> io::Result<Next> {
    let mut version = Vec::new();
    while version.is_empty() {
        match line(bytes)? {
            None => return Ok(Next::End),
            Some(line) => version = line,
        }
    }
    if !version.starts_with(b"WARC/") {
        return Err(io::Error::other("a record does not begin with WARC/"));
    }
    let mut raw = version;
    for _ in 0..MAX_LINES {
        let line = line(bytes)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        raw.extend_from_slice(b"\r\n");
        raw.extend_from_slice(&line);
        if line.is_empty() {
            return block(bytes, raw);
        }
    }
    Err(io::Error::other("a record has no end of its header"))
}

/// The block of a record with this header.
fn block(bytes: &mut impl BufRead, mut raw: Vec<u8>) -> io::Result<Next> {
    raw.extend_from_slice(b"\r\n");
    let (head, _) = Head::split(&raw).ok_or(io::ErrorKind::InvalidData)?;
    let length = head.value("content-length").and_then(|length| length.parse::<u64>().ok());
    let length = length.ok_or_else(|| io::Error::other("a record does not say its length"))?;
    let is_wanted = match head.value("warc-type") {
        Some("response") => head.value("content-type").is_none_or(|kind| kind.contains("http")),
        Some("resource") => head.value("content-type").is_some_and(is_html),
        _ => false,
    };
    let is_response = head.value("warc-type") == Some("response");
    let before = raw.len();
    let kept = if is_wanted { length.min(MAX_ARTICLE as u64 + 1) } else { 0 };
    let got = bytes.take(kept).read_to_end(&mut raw)? as u64;
    let passed = io::copy(&mut bytes.take(length - kept), &mut io::sink())?;
    if got + passed < length {
        return Err(io::Error::other("it ends inside a record: is it cut off?"));
    }
    Ok(match () {
        () if !is_wanted || (is_response && !is_page(&raw[before..])) => Next::Other,
        () if kept > MAX_ARTICLE as u64 => Next::TooLong,
        () => Next::Page(raw),
    })
}

/// A line without its end; `None` at the end of the file.
fn line(bytes: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if bytes.take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() as u64 == MAX_LINE {
        return Err(io::Error::other("a line of a header is too long"));
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Some(line))
}

/// The lines of a header.
struct Head<'b>(Vec<(String, &'b str)>);

impl<'b> Head<'b> {
    /// The header that `bytes` begin with, after its first line, and what follows it.
    fn split(bytes: &'b [u8]) -> Option<(Head<'b>, &'b [u8])> {
        let end = memchr::memmem::find(bytes, b"\r\n\r\n")?;
        let text = std::str::from_utf8(&bytes[..end]).ok()?;
        let pairs = text.lines().skip(1).filter_map(|line| line.split_once(':'));
        let pairs = pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()));
        Some((Head(pairs.collect()), &bytes[end + 4..]))
    }

    fn value(&self, name: &str) -> Option<&'b str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| *value)
    }
}

fn is_html(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.starts_with("text/html") || kind.starts_with("application/xhtml")
}

/// A response of a server: status, headers in lower case, and where its body begins.
struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: usize,
}

impl Response {
    fn read(block: &[u8]) -> Option<Response> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_LINES];
        let mut response = httparse::Response::new(&mut headers);
        let config = {
            let mut config = httparse::ParserConfig::default();
            config.allow_obsolete_multiline_headers_in_responses(true);
            config.allow_spaces_after_header_name_in_responses(true);
            config.ignore_invalid_headers_in_responses(true);
            config
        };
        let httparse::Status::Complete(body) = config.parse_response(&mut response, block).ok()?
        else {
            return None;
        };
        let headers = response.headers.iter().map(|header| {
            let value = String::from_utf8_lossy(header.value).trim().to_owned();
            (header.name.to_ascii_lowercase(), value)
        });
        Some(Response { status: response.code?, headers: headers.collect(), body })
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Whether a response is a page that was found.
fn is_page(block: &[u8]) -> bool {
    Response::read(block).is_some_and(|response| {
        response.status == 200 && response.value("content-type").is_some_and(is_html)
    })
}

/// The body of a response as the server meant it, and its type.
fn body(block: &[u8]) -> Result<(Vec<u8>, Option<String>), String> {
    let response = Response::read(block).ok_or("it is no HTTP response")?;
    let mut body = block[response.body..].to_vec();
    if response.value("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        // Some crawlers join the chunks and leave the header as it was.
        let joined = unpacked(chunked_transfer::Decoder::new(body.as_slice()));
        body = match joined {
            Ok(joined) => joined,
            Err(Some(reason)) => return Err(reason),
            Err(None) => body,
        };
    }
    let codings = response.value("content-encoding").unwrap_or_default().to_ascii_lowercase();
    for coding in codings.split(',').map(str::trim).rev() {
        body = decompressed(coding, body)?;
    }
    Ok((body, response.value("content-type").map(str::to_owned)))
}

/// Takes one coding off; a body that is not in it stays as it is, for crawlers that took it off before.
fn decompressed(coding: &str, body: Vec<u8>) -> Result<Vec<u8>, String> {
    let bytes = body.as_slice();
    let result = match coding {
        "" | "identity" => return Ok(body),
        "gzip" | "x-gzip" => unpacked(flate2::read::MultiGzDecoder::new(bytes)),
        "deflate" => unpacked(flate2::read::ZlibDecoder::new(bytes))
            .or_else(|_| unpacked(flate2::read::DeflateDecoder::new(bytes))),
        "br" => unpacked(brotli_decompressor::Decompressor::new(bytes, 4096)),
        other => return Err(format!("compressed with {other}, which is not read")),
    };
    match result {
        Ok(unpacked) => Ok(unpacked),
        Err(Some(reason)) => Err(reason),
        Err(None) if encoding::is_text(&String::from_utf8_lossy(&body)) => Ok(body),
        Err(None) => Err(format!("not {coding}: is it cut off?")),
    }
}

/// All that comes out, `Err(None)` if it cannot be unpacked, `Err(Some(…))` if it is too much.
fn unpacked(bytes: impl Read) -> Result<Vec<u8>, Option<String>> {
    let mut out = Vec::new();
    match bytes.take(MAX_ARTICLE as u64 + 1).read_to_end(&mut out) {
        Err(_) => Err(None),
        Ok(_) if out.len() > MAX_ARTICLE => {
            Err(Some(format!("the page is larger than {} MB", MAX_ARTICLE >> 20)))
        }
        Ok(_) => Ok(out),
    }
}

/// The encoding that a type names.
fn charset(kind: &str) -> Option<encoding::Encoding> {
    let (_, label) = kind.split_once("charset=")?;
    encoding_rs::Encoding::for_label(label.split(';').next()?.trim().trim_matches('"').as_bytes())
}
