//! Saved feeds: an item of RSS 0.9 to 2.0 or an entry of Atom is an article, with what its feed says of
//! outlet and language.
//!
//! An item is found by the names of its elements, whatever their prefixes, because feeds in the wild mix
//! all versions.

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::{
    Found, Opened, Reader, Record, Warning, encoding, html, object,
    xml::{self, Element, Node},
};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct Feed;

impl Reader for Feed {
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()> {
        let whole = match file.whole() {
            Ok(whole) => whole,
            Err(skipped) => return found(Err(skipped)),
        };
        let (text, _) = encoding::decode(&whole.bytes, whole.encoding);
        let feed = match xml::parse(&text) {
            Ok(feed) => feed,
            Err(reason) => return found(Err(whole.skipped(reason))),
        };
        let items = [feed.below("item"), feed.below("entry")].concat();
        if items.is_empty() {
            return found(Err(whole.skipped("the feed has no items".to_owned())));
        }
        let about = feed.named("channel").next().unwrap_or(&feed);
        for (number, item) in (1..).zip(items) {
            let bytes = described(item, about).to_string().into_bytes();
            found(Ok(whole.part(number, bytes)))?;
        }
        ControlFlow::Continue(())
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, _) = encoding::decode(&record.bytes, record.encoding);
        let mut draft = object::read(&text, "the item", record.rules())?;
        let article = &mut draft.article;
        article.title = html::plain(&article.title);
        article.body = html::plain(&article.body);
        if article.body.is_empty() {
            return Err("the item has no text".to_owned());
        }
        Ok((draft.article, draft.warnings))
    }
}

/// Whether a text begins as a feed does.
pub(super) fn claims(head: &str) -> bool {
    matches!(xml::root_name(head).as_deref(), Some("rss" | "feed" | "rdf:rdf"))
}

/// An item as names and values.
fn described(item: &Element, about: &Element) -> Value {
    let published = item.text_of(&["pubDate", "published", "date", "issued", "created"]);
    let updated = item.text_of(&["updated", "modified"]);
    let (date, updated) = match published {
        Some(published) => (Some(published), updated),
        None => (updated, None),
    };
    let id = item.text_of(&["guid", "id"]).or_else(|| link(item));
    let source = item
        .named("source")
        .find_map(|source| source.text_of(&["title"]).or_else(|| Some(source.text())));
    json!({
        "id": id,
        "title": item.named("title").next().map(content),
        "date": date,
        "updated": updated,
        "outlet": source.filter(|source| !source.is_empty()).or_else(|| about.text_of(&["title"])),
        "authors": authors(item),
        "url": link(item),
        "tags": tags(item),
        "language": about.text_of(&["language"]),
        "body": body(item),
    })
}

fn link(item: &Element) -> Option<String> {
    let is_page = |link: &&Element| link.attribute("rel").is_none_or(|rel| rel == "alternate");
    let address = item
        .named("link")
        .filter(is_page)
        .find_map(|link| link.attribute("href").map(str::to_owned).or_else(|| Some(link.text())));
    let guid = || item.text_of(&["guid"]).filter(|guid| guid.starts_with("http"));
    address.filter(|address| !address.is_empty()).or_else(guid)
}

/// Names of `author` and `creator`; `jo@x.example (Jo Bell)` is Jo Bell.
fn authors(item: &Element) -> Vec<String> {
    let people = item.elements().filter(|element| {
        ["author", "creator"].iter().any(|name| element.name.eq_ignore_ascii_case(name))
    });
    let mut names: Vec<String> = Vec::new();
    for person in people {
        let name = person.text_of(&["name"]).unwrap_or_else(|| person.text());
        let inner = name.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
        let name = inner.map_or(name.as_str(), |(inner, _)| inner).trim().to_owned();
        if !name.is_empty() && !name.contains('@') && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn tags(item: &Element) -> Vec<String> {
    let tag =
        |element: &Element| element.attribute("term").map_or_else(|| element.text(), str::to_owned);
    item.named("category").map(tag).filter(|tag| !tag.is_empty()).collect()
}

/// The longest of what stands for the text: some feeds give the whole, some a summary, some both.
fn body(item: &Element) -> Option<String> {
    let names = ["encoded", "content", "description", "summary"];
    let texts = names.iter().flat_map(|name| item.named(name)).map(content);
    texts.max_by_key(String::len).filter(|text| !text.is_empty())
}

/// A text as HTML: as it is, unless the elements of a page stand in it or it says that it is none.
fn content(element: &Element) -> String {
    if element.elements().next().is_some() {
        return markup(element);
    }
    let text = element.raw_text();
    let text = text.trim();
    if element.attribute("type") == Some("text") { escaped(text) } else { text.to_owned() }
}

/// What is in an element, written as HTML.
fn markup(element: &Element) -> String {
    let parts = element.children.iter().map(|node| match node {
        Node::Text(text) => escaped(text),
        Node::Element(inner) => format!("<{0}>{1}</{0}>", inner.name, markup(inner)),
    });
    parts.collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
