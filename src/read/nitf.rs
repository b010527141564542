//! NITF, the XML that news agencies deliver: a file is an article.
//!
//! What the publisher marked in the text is kept in the metadata, under `markup`: a list of
//! `{"element": "person" | "org" | "q", "text", "start", "end"}` in the order of their ends, where
//! `start` and `end` are bytes of the body. What names persons and organisations is evidence for
//! `extract::marked`.

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::{
    Found, Opened, Reader, Record, Warning,
    draft::{Draft, Key},
    xml::{self, Element, Node},
};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct Nitf;

impl Reader for Nitf {
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()> {
        found(file.whole())
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, mut draft) = Draft::begin(record);
        fill(&xml::parse(&text)?, &mut draft);
        if draft.article.body.is_empty() {
            return Err("there is no text in <body.content>".to_owned());
        }
        Ok((draft.article, draft.warnings))
    }
}

/// Whether a text begins as NITF does.
pub(super) fn claims(head: &str) -> bool {
    xml::root_name(head).as_deref() == Some("nitf")
}

fn fill(nitf: &Element, draft: &mut Draft) {
    let first = |name: &str| nitf.below(name).into_iter().next();
    let attribute = |name: &str, key: &str| first(name).and_then(|element| element.attribute(key));
    let text = |name: &str| first(name).map(Element::text).filter(|text| !text.is_empty());
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let facts = [
        (Key::Id, "id", owned(attribute("doc-id", "id-string"))),
        (Key::Title, "title", text("hl1").or_else(|| text("title"))),
        (
            Key::Date,
            "date",
            owned(
                attribute("date.issue", "norm")
                    .or_else(|| attribute("pubdata", "date.publication"))
                    .or_else(|| attribute("story.date", "norm")),
            ),
        ),
        (
            Key::Outlet,
            "outlet",
            owned(attribute("pubdata", "name").or_else(|| attribute("doc.copyright", "holder"))),
        ),
        (Key::Agency, "agency", text("distributor")),
        (Key::Url, "url", owned(attribute("pubdata", "ex-ref"))),
        (Key::Section, "section", owned(attribute("pubdata", "position.section"))),
    ];
    for (key, name, value) in facts {
        draft.set(key, name, value.into_iter().collect());
    }
    let revised = nitf.below("revision-history");
    let revised = revised.last().and_then(|last| last.attribute("norm")).map(str::to_owned);
    draft.set(Key::Updated, "updated", revised.into_iter().collect());
    draft.set(Key::Authors, "authors", authors(nitf));
    let keywords = nitf.below("keyword").into_iter().filter_map(|word| word.attribute("key"));
    draft.set(Key::Tags, "tags", keywords.map(str::to_owned).collect());
    let mut walk = Walk::default();
    for content in nitf.below("body.content") {
        walk.enter(content);
    }
    draft.article.body = walk.body;
    if !walk.markup.is_empty() {
        draft.keep("markup", walk.markup);
    }
}

fn authors(nitf: &Element) -> Vec<String> {
    let mut names = Vec::new();
    for byline in nitf.below("byline") {
        let people: Vec<String> = byline.below("person").into_iter().map(Element::text).collect();
        if people.is_empty() {
            let text = byline.text();
            names.push(text.strip_prefix("By ").unwrap_or(&text).to_owned());
        } else {
            names.extend(people);
        }
    }
    names
}

/// Elements that begin a paragraph.
const BLOCKS: &[&str] = &[
    "block",
    "body.content",
    "bq",
    "credit",
    "dd",
    "dl",
    "dt",
    "fn",
    "hl1",
    "hl2",
    "hr",
    "li",
    "note",
    "nitf-table",
    "ol",
    "p",
    "pre",
    "table",
    "tr",
    "ul",
];

/// Elements that are not the text.
const OTHER: &[&str] = &["media", "abstract", "nitf-table-metadata"];

/// Elements that are kept as evidence.
const MARKUP: &[&str] = &["person", "org", "q"];

/// A walk through a text, with its spaces run together.
#[derive(Default)]
struct Walk {
    body: String,
    markup: Vec<Value>,
    /// What stands before the next character: nothing, a space, a line end or a blank line.
    gap: &'static str,
    /// Where the marked elements that are open begin, once they have text.
    open: Vec<Option<usize>>,
}

impl Walk {
    fn enter(&mut self, element: &Element) {
        let name = element.name.to_ascii_lowercase();
        if OTHER.contains(&name.as_str()) {
            return;
        }
        let is_block = BLOCKS.contains(&name.as_str());
        let is_marked = MARKUP.contains(&name.as_str());
        if is_block {
            self.gap = "\n\n";
        }
        if is_marked {
            self.open.push(None);
        }
        for node in &element.children {
            match node {
                Node::Text(text) => self.push(text),
                Node::Element(inner) => self.enter(inner),
            }
        }
        match name.as_str() {
            _ if is_block => self.gap = "\n\n",
            _ if is_marked => self.close(&name),
            "br" if self.gap.len() < 2 => self.gap = "\n",
            "td" | "th" if self.gap.is_empty() => self.gap = "\t",
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                if self.gap.is_empty() {
                    self.gap = " ";
                }
                continue;
            }
            let gap = std::mem::take(&mut self.gap);
            if !self.body.is_empty() {
                self.body.push_str(gap);
            }
            for start in self.open.iter_mut().filter(|start| start.is_none()) {
                *start = Some(self.body.len());
            }
            self.body.push(c);
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(start) = self.open.pop().flatten() {
            let end = self.body.len();
            let text = &self.body[start..];
            self.markup.push(json!({"element": name, "text": text, "start": start, "end": end}));
        }
    }
}
