//! The words of the article on a page: no menus, captions, adverts, links to other articles.
//!
//! Three steps: elements that say by their name that they are something else are taken out, the
//! Readability algorithm (`dom_smoothie`) finds the element with the article, and blocks of it that
//! only lead elsewhere, or only repeat what is known about the article, are left out.

use std::collections::HashSet;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::blocks::{Block, blocks};

/// The words of an article.
#[derive(Debug, Default)]
pub(super) struct MainText {
    /// Its paragraphs, with a blank line between them.
    pub(super) text: String,
    /// The lines above it that say only what is known, or when it was written.
    pub(super) lead: Vec<String>,
}

/// The main text of a page. `known` is what is kept elsewhere, such as title and authors, and need
/// not stand at the top of the text again.
pub(super) fn main_text(document: Document, known: &[&str]) -> Option<MainText> {
    take_out(&document);
    let config = Config { disable_json_ld: true, ..Config::default() };
    let found = Readability::with_document(document, None, Some(config)).ok()?.parse().ok()?;
    let tree = Document::fragment(found.content);
    let mut blocks = own_blocks(blocks(tree.root()));
    let lead = blocks.drain(..lead_of(&blocks, known)).map(|block| block.text).collect();
    let texts: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
    Some(MainText { text: texts.join("\n\n"), lead })
}

/// Elements that never hold the words of an article.
const OTHER: &[&str] = &[
    "aside",
    "button",
    "canvas",
    "dialog",
    "figcaption",
    "form",
    "iframe",
    "input",
    "menu",
    "nav",
    "object",
    "select",
    "template",
    "video",
    "audio",
    "amp-ad",
];

/// Words in the class or id of elements that hold something else.
const OTHER_WORDS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "caption",
    "captions",
    "carousel",
    "comments",
    "copyright",
    "credit",
    "credits",
    "disclaimer",
    "disqus",
    "gallery",
    "newsletter",
    "outbrain",
    "pagination",
    "popular",
    "popup",
    "promo",
    "promos",
    "pubdate",
    "recirc",
    "recirculation",
    "recommendations",
    "recommended",
    "related",
    "rollover",
    "share",
    "sharing",
    "sidebar",
    "signup",
    "slideshow",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tags",
    "timestamp",
    "toolbar",
    "tooltip",
    "trending",
];

/// What `itemprop` says of elements that are not the text.
const OTHER_PROPERTIES: &[&str] =
    &["author", "caption", "datePublished", "dateModified", "headline", "publisher", "keywords"];

/// No element with so much of the text of a page, in percent, is taken out for its name.
const TOO_MUCH: usize = 30;

/// Takes out what says that it is something else.
fn take_out(document: &Document) {
    let Some(body) = document.body() else { return };
    document.select("script, style, noscript").remove();
    let most = body.normalized_char_count() * TOO_MUCH / 100;
    let mut node = body.first_child();
    while let Some(current) = node {
        let is_other = current.is_element()
            && (is_other_element(&current) || is_other_named(&current))
            && current.normalized_char_count() <= most;
        node = if is_other { None } else { current.first_child() };
        let mut left = current;
        while node.is_none() && left.id != body.id {
            node = left.next_sibling();
            let Some(parent) = left.parent() else { break };
            left = parent;
        }
        if is_other {
            current.remove_from_parent();
        }
    }
}

fn is_other_element(node: &NodeRef) -> bool {
    let Some(name) = node.node_name() else { return false };
    OTHER.contains(&&*name)
}

fn is_other_named(node: &NodeRef) -> bool {
    let Some(name) = node.node_name() else { return false };
    if matches!(&*name, "html" | "body" | "main" | "article" | "p" | "blockquote") {
        return false;
    }
    let property = node.attr_or("itemprop", "");
    let is_property =
        property.split_ascii_whitespace().any(|word| OTHER_PROPERTIES.contains(&word));
    is_property
        || &*node.attr_or("rel", "") == "author"
        || ["class", "id"].iter().any(|attribute| {
            words(&node.attr_or(attribute, "")).any(|word| OTHER_WORDS.contains(&word.as_str()))
        })
}

/// The words of `article-footer_relatedLinks`: article, footer, related, links.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.into_iter().filter(|word| !word.is_empty())
}

/// The blocks that are the article's own.
fn own_blocks(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.retain(|block| !leads_elsewhere(block));
    while blocks.last().is_some_and(|block| block.is_heading) {
        blocks.pop();
    }
    blocks
}

/// How many blocks at the top say only what is known; none if nothing follows.
fn lead_of(blocks: &[Block], known: &[&str]) -> usize {
    let known: HashSet<String> = known.iter().flat_map(|text| plain_words(text)).collect();
    let count = blocks.iter().take_while(|block| is_known(block, &known)).count();
    if count == blocks.len() { 0 } else { count }
}

/// Words before a link to another article.
const LABELS: &[&str] = &[
    "related",
    "read more",
    "read also",
    "also read",
    "see also",
    "see more",
    "also",
    "more",
    "watch",
    "don't miss",
    "click here",
    "mehr zum thema",
    "lesen sie auch",
    "à lire aussi",
    "lire aussi",
];

fn leads_elsewhere(block: &Block) -> bool {
    let length = block.text.len();
    let label = block.text.to_lowercase();
    let is_all_link = block.linked * 10 >= length * 9;
    let has_label = LABELS
        .iter()
        .any(|text| label.strip_prefix(text).is_some_and(|rest| rest.starts_with([':', ' '])));
    (is_all_link && !block.is_heading) || (has_label && block.linked * 2 >= length)
}

/// Words around the date at the top of an article.
const DATE_WORDS: &[&str] = &[
    "am",
    "pm",
    "a",
    "m",
    "p",
    "at",
    "by",
    "on",
    "est",
    "edt",
    "cst",
    "cdt",
    "mst",
    "mdt",
    "pst",
    "pdt",
    "et",
    "ct",
    "pt",
    "gmt",
    "bst",
    "cet",
    "ist",
    "utc",
    "updated",
    "published",
    "posted",
    "last",
    "first",
    "modified",
    "min",
    "read",
    "minutes",
    "ago",
    "day",
    "days",
    "hours",
    "hour",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "and",
    "the",
    "of",
    "from",
    "in",
    "home",
    "news",
];

/// Whether a block says nothing but what is known about the article, or when it was written.
fn is_known(block: &Block, known: &HashSet<String>) -> bool {
    plain_words(&block.text).all(|word| {
        DATE_WORDS.contains(&word.as_str())
            || known.contains(&word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn plain_words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}
