//! The table of formats, and which one a file has.
//!
//! A new format is a file with a [`Reader`] and a row here.

use std::path::Path;

use super::{
    Reader, csv, encoding, feed, html, json, jsonl, markdown, ninjs, nitf, plain, rules::Rules,
    warc,
};

/// One row of the table.
#[derive(Debug)]
pub struct Format {
    /// Its name in messages and in lists of failures.
    pub name: &'static str,
    /// How the names of its files end, in lower case without the dot.
    pub extensions: &'static [&'static str],
    /// Whether a text surely has this format, whatever its name.
    pub claims: fn(&str, &Rules) -> bool,
    /// Whether a text may have this format if its name says nothing.
    pub suits: fn(&str) -> bool,
    /// What reads it.
    pub reader: &'static dyn Reader,
}

/// All formats.
pub static FORMATS: &[Format] = &[
    Format {
        name: "JSON lines",
        extensions: &["jsonl", "ndjson", "jsonlines", "jl"],
        claims: jsonl::claims,
        suits: |_| false,
        reader: &jsonl::JsonLines,
    },
    Format {
        name: "HTML",
        extensions: &["html", "htm", "xhtml", "shtml"],
        claims: |head, _| html::claims(head),
        suits: |_| false,
        reader: &html::Html,
    },
    Format {
        name: "ninjs",
        extensions: &["ninjs"],
        claims: |head, _| ninjs::claims(head),
        suits: |_| false,
        reader: &ninjs::Ninjs,
    },
    Format {
        name: "JSON",
        extensions: &["json"],
        claims: |_, _| false,
        suits: json::suits,
        reader: &json::Json,
    },
    Format {
        name: "CSV",
        extensions: &["csv", "tsv", "tab"],
        claims: csv::claims,
        suits: |_| false,
        reader: &csv::Csv,
    },
    Format {
        name: "feed",
        extensions: &["rss", "atom"],
        claims: |head, _| feed::claims(head),
        suits: |_| false,
        reader: &feed::Feed,
    },
    Format {
        name: "NITF",
        extensions: &["nitf"],
        claims: |head, _| nitf::claims(head),
        suits: |_| false,
        reader: &nitf::Nitf,
    },
    Format {
        name: "WARC",
        extensions: &["warc"],
        claims: |head, _| warc::claims(head),
        suits: |_| false,
        reader: &warc::Warc,
    },
    Format {
        name: "Markdown",
        extensions: &["md", "markdown", "mdown"],
        claims: |_, _| false,
        suits: |_| false,
        reader: &markdown::Markdown,
    },
    Format {
        name: "plain text",
        extensions: &["txt", "text", "asc"],
        claims: |_, _| false,
        suits: |head| !is_code(head),
        reader: &plain::Plain,
    },
];

/// Formats that would be read as garbage, until they have a row.
const NOT_YET: &[&str] = &[
    "7z", "bz2", "doc", "docx", "eml", "epub", "mbox", "odt", "parquet", "pdf", "pptx", "rar",
    "rtf", "wacz", "xlsx", "xml", "xz", "yaml", "yml",
];

/// The format of a file with this name that begins with `head`.
pub(super) fn choose(name: &str, head: &str, rules: &Rules) -> Result<&'static Format, String> {
    let unknown = || {
        let known: Vec<String> = FORMATS.iter().map(described).collect();
        format!("of no format that is read: {}", known.join(", "))
    };
    if let Some(format) = FORMATS.iter().find(|format| (format.claims)(head, rules)) {
        return Ok(format);
    }
    if !encoding::is_text(head) {
        return Err(if is_not_yet(name) { unknown() } else { "not text".to_owned() });
    }
    let extension = extension(name);
    let has_name = |format: &&Format| format.extensions.contains(&extension.as_str());
    if let Some(format) = FORMATS.iter().find(has_name) {
        return Ok(format);
    }
    let suiting = FORMATS.iter().find(|format| (format.suits)(head)).filter(|_| !is_not_yet(name));
    suiting.ok_or_else(unknown)
}

/// Whether a file with this name is of a format that has no row yet.
pub(super) fn is_not_yet(name: &str) -> bool {
    NOT_YET.contains(&extension(name).as_str())
}

fn extension(name: &str) -> String {
    Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn described(format: &Format) -> String {
    format!("{} (.{})", format.name, format.extensions.join(", ."))
}

/// Whether a text of unknown name is meant for programs rather than for people.
fn is_code(head: &str) -> bool {
    head.trim_start().starts_with(['<', '{', '[']) || head.starts_with("#!")
}
