//! The passages that matched, with marks around the words: `highlight`.
//!
//! Which passages and words these are is left to `index`; they are whole sentences.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{node::Node, refusal::Refusal, source::glob};
use crate::{
    query::Hit,
    view::{self, ArticleView, PassageView, QuoteView},
};

/// What can be highlighted.
const TITLE: &str = "title";
const BODY: &str = "body";
const TEXT: &str = "quotes.text";

/// So many passages are given unless another number is asked for.
const USUAL: usize = 5;

/// What changes only where passages begin and end.
const HARMLESS: &[&str] = &[
    "boundary_chars",
    "boundary_max_scan",
    "boundary_scanner",
    "boundary_scanner_locale",
    "force_source",
    "fragment_offset",
    "fragment_size",
    "fragmenter",
    "max_analyzed_offset",
    "max_fragment_length",
    "no_match_size",
    "order",
    "phrase_limit",
    "require_field_match",
    "type",
];

/// How hits are to be highlighted.
#[derive(Clone, Debug, Default)]
pub struct Highlight {
    fields: Vec<(&'static str, Style)>,
}

#[derive(Clone, Debug)]
struct Style {
    before: String,
    after: String,
    escape: bool,
    most: usize,
}

impl Highlight {
    /// Reads the option `highlight`.
    pub fn read(node: &Node<'_>, warnings: &mut BTreeSet<String>) -> Result<Highlight, Refusal> {
        let usual =
            Style { before: "<em>".into(), after: "</em>".into(), escape: false, most: USUAL };
        let usual = style(node, usual, &["fields"], warnings)?;
        let fields = node.get("fields").ok_or_else(|| node.refuse("[highlight] needs [fields]"))?;
        let mut found = Vec::new();
        for part in fields.list() {
            for (pattern, options) in part.entries()? {
                let style = style(&options, usual.clone(), &[], warnings)?;
                let before = found.len();
                for name in [TITLE, BODY, TEXT] {
                    if glob(pattern, name) {
                        found.push((name, style.clone()));
                    }
                }
                if found.len() == before {
                    let reason =
                        format!("only [{TITLE}], [{BODY}] and [{TEXT}] can be highlighted");
                    return Err(options.refuse(reason));
                }
            }
        }
        Ok(Highlight { fields: found })
    }

    /// What is highlighted of an article.
    pub fn of_article(&self, hit: &Hit, view: &ArticleView) -> Value {
        let mut all = Map::new();
        for (name, style) in &self.fields {
            let passages = match *name {
                TITLE => vec![style.passage(&view::title(hit))],
                BODY if style.most == 0 => vec![style.passage(&view::body(hit))],
                BODY => {
                    let passages = view.passages.iter().take(style.most);
                    passages.map(|passage| style.passage(passage)).collect()
                }
                _ => view.quotes.iter().map(|quote| style.quote(quote)).collect(),
            };
            insert(&mut all, name, style, passages);
        }
        Value::Object(all)
    }

    /// What is highlighted of a quotation.
    pub fn of_quote(&self, quote: &QuoteView) -> Value {
        let mut all = Map::new();
        for (name, style) in self.fields.iter().filter(|(name, _)| *name == TEXT) {
            insert(&mut all, name, style, vec![style.quote(quote)]);
        }
        Value::Object(all)
    }
}

/// Keeps the passages in which something is marked.
fn insert(all: &mut Map<String, Value>, name: &str, style: &Style, passages: Vec<Option<String>>) {
    let most = if style.most == 0 { usize::MAX } else { style.most };
    let passages: Vec<String> = passages.into_iter().flatten().take(most).collect();
    if !passages.is_empty() {
        all.insert(name.to_owned(), json!(passages));
    }
}

impl Style {
    fn passage(&self, passage: &PassageView) -> Option<String> {
        self.marked(&passage.text, &passage.highlights)
    }

    fn quote(&self, quote: &QuoteView) -> Option<String> {
        self.marked(&quote.text, &quote.highlights)
    }

    /// The text with marks around its highlights, which are in order; `None` if there are none.
    fn marked(&self, text: &str, highlights: &[[usize; 2]]) -> Option<String> {
        if highlights.is_empty() {
            return None;
        }
        let mut marked = String::with_capacity(text.len() + 16 * highlights.len());
        let starts: BTreeSet<usize> = highlights.iter().map(|[start, _]| *start).collect();
        let ends: BTreeSet<usize> = highlights.iter().map(|[_, end]| *end).collect();
        let mut count = 0;
        for (number, c) in text.chars().enumerate() {
            if ends.contains(&number) {
                marked.push_str(&self.after);
            }
            if starts.contains(&number) {
                marked.push_str(&self.before);
            }
            match c {
                '<' if self.escape => marked.push_str("&lt;"),
                '>' if self.escape => marked.push_str("&gt;"),
                '&' if self.escape => marked.push_str("&amp;"),
                '"' if self.escape => marked.push_str("&quot;"),
                '\'' if self.escape => marked.push_str("&#x27;"),
                c => marked.push(c),
            }
            count = number + 1;
        }
        if ends.iter().any(|end| *end >= count) {
            marked.push_str(&self.after);
        }
        Some(marked)
    }
}

/// The options at `node` over those that hold without them.
fn style(
    node: &Node<'_>,
    mut style: Style,
    known: &[&str],
    warnings: &mut BTreeSet<String>,
) -> Result<Style, Refusal> {
    for (name, option) in node.entries()? {
        match name {
            "pre_tags" => style.before = first(&option)?,
            "post_tags" => style.after = first(&option)?,
            "number_of_fragments" => style.most = option.count()?,
            "encoder" => {
                style.escape = match option.string()? {
                    "html" => true,
                    "default" => false,
                    _ => return Err(option.refuse("[encoder] is html or default")),
                }
            }
            "tags_schema" if option.value == "default" => {}
            name if known.contains(&name) => {}
            name if HARMLESS.contains(&name) => {
                warnings.insert(format!("[highlight] ignores [{name}]: passages are sentences"));
            }
            name => return Err(option.refuse(format!("[highlight] does not support [{name}]"))),
        }
    }
    Ok(style)
}

/// The first of several tags: words of different importance are marked alike.
fn first(node: &Node<'_>) -> Result<String, Refusal> {
    let tags = node.list();
    let tag = tags.first().ok_or_else(|| node.refuse("expected a tag"))?;
    tag.string().map(str::to_owned)
}
