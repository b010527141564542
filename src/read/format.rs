//! The table of formats, and which one a file has.
//!
//! A new format is a file with a [`Reader`] and a row here.

use std::path::Path;

use super::{Reader, encoding, html, jsonl, plain};

/// One row of the table.
#[derive(Debug)]
pub struct Format {
    /// Its name in messages and in lists of failures.
    pub name: &'static str,
    /// How the names of its files end, in lower case without the dot.
    pub extensions: &'static [&'static str],
    /// Whether a text surely has this format, whatever its name.
    pub claims: fn(&str) -> bool,
    /// What reads it.
    pub reader: &'static dyn Reader,
}

/// All formats.
pub static FORMATS: &[Format] = &[
    Format {
        name: "JSON lines",
        extensions: &["jsonl", "ndjson", "jsonlines", "jl"],
        claims: jsonl::claims,
        reader: &jsonl::JsonLines,
    },
    Format {
        name: "HTML",
        extensions: &["html", "htm", "xhtml", "shtml"],
        claims: html::claims,
        reader: &html::Html,
    },
    Format {
        name: "plain text",
        extensions: &["txt", "text", "md", "markdown", "asc"],
        claims: |_| false,
        reader: &plain::Plain,
    },
];

/// Formats that would be read as garbage, until they have a row.
const NOT_YET: &[&str] = &[
    "csv", "doc", "docx", "eml", "epub", "json", "mbox", "odt", "pdf", "rss", "rtf", "tsv", "warc",
    "xml", "yaml", "yml",
];

/// The format of the file at `path` that begins with `head`.
pub(super) fn choose(path: &Path, head: &str) -> Result<&'static Format, String> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !encoding::is_text(head) {
        return Err("not text".to_owned());
    }
    if let Some(format) = FORMATS.iter().find(|format| (format.claims)(head)) {
        return Ok(format);
    }
    let has_name = |format: &&Format| format.extensions.contains(&extension.as_str());
    if let Some(format) = FORMATS.iter().find(has_name) {
        return Ok(format);
    }
    if NOT_YET.contains(&extension.as_str()) || is_code(head) {
        let known: Vec<String> = FORMATS.iter().map(described).collect();
        return Err(format!("of no format that is read: {}", known.join(", ")));
    }
    FORMATS.last().ok_or_else(|| "of no format that is read".to_owned())
}

fn described(format: &Format) -> String {
    format!("{} (.{})", format.name, format.extensions.join(", ."))
}

/// Whether a text of unknown name is meant for programs rather than for people.
fn is_code(head: &str) -> bool {
    head.trim_start().starts_with(['<', '{', '[']) || head.starts_with("#!")
}
