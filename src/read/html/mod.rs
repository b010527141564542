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

use std::ops::ControlFlow;

use dom_query::Document;

use super::{Found, Opened, Reader, Record, Rules, Warning, dates, draft::Draft, encoding, xml};
use crate::article::Article;
use blocks::Block;
use json_ld::JsonLd;

/// The format.
#[derive(Debug)]
pub(super) struct Html;

impl Reader for Html {
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()> {
        found(file.whole())
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (encoding, mark) = encoding::detect(&record.bytes, true);
        let (text, warning) = encoding::decode(&record.bytes[mark..], encoding);
        if !encoding::is_text(&text) {
            return Err("not text".to_owned());
        }
        let draft = article(&text, record.rules())?;
        Ok((draft.article, warning.into_iter().chain(draft.warnings).collect()))
    }
}

/// The article on a page.
pub(super) fn article(page: &str, rules: &Rules) -> Result<Draft, String> {
    let document = document(page)?;
    let json_ld = JsonLd::read(&document);
    let mut draft = metadata::said(&document, rules);
    draft.fill_from(metadata::article(&document, &json_ld));
    let article = &mut draft.article;
    let known: Vec<&str> = [article.title.as_str()]
        .into_iter()
        .chain(article.outlet.as_deref())
        .chain(article.agency.as_deref())
        .chain(article.section.as_deref())
        .chain(article.authors.iter().map(String::as_str))
        .collect();
    let found = main_text::main_text(document, &known).unwrap_or_default();
    let given = json_ld.text("articleBody").unwrap_or_default();
    if article.body.is_empty() {
        article.body = if given.len() > 2 * found.text.len() { given } else { found.text };
    }
    article.date = article.date.or_else(|| found.lead.iter().find_map(|line| dates::date(line)));
    if article.body.is_empty() {
        return Err("no article is found on the page".to_owned());
    }
    Ok(draft)
}

/// The text of a piece of HTML: paragraphs with a blank line between them.
pub(super) fn text(piece: &str) -> Result<String, String> {
    Ok(joined(&blocks_of(piece)?))
}

/// The same without the heading that it begins with, and that heading.
pub(super) fn headed_text(piece: &str) -> Result<(Option<String>, String), String> {
    let mut blocks = blocks_of(piece)?;
    let is_headed = blocks.first().is_some_and(|block| block.is_heading);
    let heading = is_headed.then(|| blocks.remove(0).text);
    Ok((heading, joined(&blocks)))
}

fn blocks_of(piece: &str) -> Result<Vec<Block>, String> {
    guard::refuse_wild(piece)?;
    let tree = Document::fragment(piece);
    guard::refuse_deep(tree.root())?;
    Ok(blocks::blocks(tree.root()))
}

fn joined(blocks: &[Block]) -> String {
    blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The text of a short piece that may be HTML or not.
pub(super) fn plain(piece: &str) -> String {
    let is_html = piece.contains('<') || (piece.contains('&') && piece.contains(';'));
    let text = is_html.then(|| text(piece).ok()).flatten().unwrap_or_else(|| piece.to_owned());
    text.trim().to_owned()
}

/// Whether a text begins as a page does, after comments and the like.
pub(super) fn claims(head: &str) -> bool {
    let start: String = head.trim_start_matches('\u{feff}').trim_start().chars().take(14).collect();
    start.eq_ignore_ascii_case("<!doctype html") || xml::root_name(head).as_deref() == Some("html")
}

fn document(page: &str) -> Result<Document, String> {
    guard::refuse_wild(page)?;
    let document = Document::from(page);
    guard::refuse_deep(document.root())?;
    Ok(document)
}
