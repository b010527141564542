//! HTML: a page is an article.
//!
//! `metadata` reads what the page says about it (with `json_ld`), `main_text` finds its words, `blocks`
//! gives them as a reader sees them. `guard` refuses what no parser should be given.

mod blocks;
mod guard;
mod json_ld;
mod main_text;
mod metadata;
#[cfg(test)]
mod tests;

use dom_query::Document;

use super::{Opened, Reader, Record, Records, Warning, dates, encoding};
use crate::article::Article;
use json_ld::JsonLd;

/// The format.
#[derive(Debug)]
pub(super) struct Html;

impl Reader for Html {
    fn records(&self, file: Opened) -> Records {
        Box::new(std::iter::once(file.whole()))
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (encoding, mark) = encoding::detect(&record.bytes, true);
        let (text, warning) = encoding::decode(&record.bytes[mark..], encoding);
        if !encoding::is_text(&text) {
            return Err("not text".to_owned());
        }
        Ok((article(&text)?, warning.into_iter().collect()))
    }
}

/// The article on a page.
pub(super) fn article(page: &str) -> Result<Article, String> {
    let document = document(page)?;
    let json_ld = JsonLd::read(&document);
    let mut article = metadata::article(&document, &json_ld);
    let known: Vec<&str> = [article.title.as_str()]
        .into_iter()
        .chain(article.outlet.as_deref())
        .chain(article.agency.as_deref())
        .chain(article.section.as_deref())
        .chain(article.authors.iter().map(String::as_str))
        .collect();
    let found = main_text::main_text(document, &known).unwrap_or_default();
    let given = json_ld.text("articleBody").unwrap_or_default();
    article.body = if given.len() > 2 * found.text.len() { given } else { found.text };
    article.date = article.date.or_else(|| found.lead.iter().find_map(|line| dates::date(line)));
    if article.body.is_empty() {
        return Err("no article is found on the page".to_owned());
    }
    Ok(article)
}

/// Whether a text begins as a page does, after comments and the like.
pub(super) fn claims(head: &str) -> bool {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    while let Some(skipped) = rest
        .strip_prefix("<?")
        .and_then(|rest| rest.split_once("?>"))
        .or_else(|| rest.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")))
    {
        rest = skipped.1.trim_start();
    }
    let start: String = rest.chars().take(14).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start
            .strip_prefix("<html")
            .is_some_and(|rest| rest.starts_with(['>', ' ', '\n', '\r', '\t']))
}

fn document(page: &str) -> Result<Document, String> {
    guard::refuse_wild(page)?;
    let document = Document::from(page);
    guard::refuse_deep(document.root())?;
    Ok(document)
}
