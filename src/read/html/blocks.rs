//! The text of a tree as a reader sees it: blocks, one after the other.
//!
//! Spaces run together as in a browser, and only there; a `br` is a line end, a cell ends with a tab.
//! The walk is not recursive: a tree may be deeper than the stack.

use dom_query::NodeRef;

/// A paragraph, heading, item or row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Its text, trimmed and not empty.
    pub(super) text: String,
    /// How many bytes of it stand in links.
    pub(super) linked: usize,
    /// Whether it is a heading.
    pub(super) is_heading: bool,
}

/// The blocks below `root`.
pub(super) fn blocks(root: NodeRef) -> Vec<Block> {
    let mut walk = Walk::default();
    let mut node = root.first_child();
    while let Some(current) = node {
        walk.enter(&current);
        node = current.first_child();
        let mut left = current;
        while node.is_none() && left.id != root.id {
            walk.leave(&left);
            node = left.next_sibling();
            match left.parent() {
                Some(parent) => left = parent,
                None => break,
            }
        }
    }
    walk.end_block();
    walk.blocks
}

/// Elements that stand in a line of text; all others begin a block.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "td", "th", "time", "tt", "u", "var", "wbr",
];

/// Elements whose text nobody sees.
const UNSEEN: &[&str] = &["script", "style", "template", "noscript", "head", "svg", "math"];

/// A walk through a tree, with the block it is in.
#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    open: Block,
    /// How many links, `pre` and unseen elements are open.
    links: usize,
    verbatim: usize,
    unseen: usize,
}

impl Walk {
    fn enter(&mut self, node: &NodeRef) {
        if node.is_text() {
            if self.unseen == 0 {
                self.push(&node.text());
            }
            return;
        }
        let Some(name) = node.node_name() else { return };
        match &*name {
            "br" => self.end_line(),
            "a" => self.links += 1,
            "pre" | "textarea" => self.verbatim += 1,
            name if UNSEEN.contains(&name) => self.unseen += 1,
            _ => {}
        }
        if !INLINE.contains(&&*name) {
            self.end_block();
            self.open.is_heading = name.len() == 2 && name.starts_with('h') && &*name != "hr";
        }
    }

    fn leave(&mut self, node: &NodeRef) {
        let Some(name) = node.node_name() else { return };
        match &*name {
            "a" => self.links = self.links.saturating_sub(1),
            "pre" | "textarea" => self.verbatim = self.verbatim.saturating_sub(1),
            "td" | "th" => self.open.text.push('\t'),
            name if UNSEEN.contains(&name) => self.unseen = self.unseen.saturating_sub(1),
            _ => {}
        }
        if !INLINE.contains(&&*name) {
            self.end_block();
        }
    }

    fn push(&mut self, text: &str) {
        let before = self.open.text.len();
        if self.verbatim > 0 {
            self.open.text.push_str(text);
        } else {
            for c in text.chars() {
                if !c.is_ascii_whitespace() {
                    self.open.text.push(c);
                } else if !self.open.text.ends_with([' ', '\n', '\t']) {
                    self.open.text.push(' ');
                }
            }
        }
        if self.links > 0 {
            self.open.linked += self.open.text.len() - before;
        }
    }

    /// Ends the line; a second end in a row ends the block.
    fn end_line(&mut self) {
        if self.open.text.ends_with('\n') {
            self.end_block();
        } else {
            let end = self.open.text.trim_end_matches(' ').len();
            self.open.text.truncate(end);
            self.open.text.push('\n');
        }
    }

    fn end_block(&mut self) {
        let mut block = std::mem::take(&mut self.open);
        let text = block.text.trim();
        if !text.is_empty() {
            block.text = text.to_owned();
            block.linked = block.linked.min(block.text.len());
            self.blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;
    use proptest::prelude::*;

    use super::*;

    fn shown(html: &str) -> String {
        let blocks = blocks(Document::fragment(html).root());
        blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn blocks_are_what_a_reader_sees() {
        let cases = [
            ("<p>One\n  two</p><p>Three</p>", "One two|Three"),
            (
                "loose <b>bold</b>, <i>it</i>alic<div>block</div>tail",
                "loose bold, italic|block|tail",
            ),
            ("<p>a<br>b<br><br>c</p>", "a\nb|c"),
            ("<ul><li>one</li><li>two <ul><li>three</li></ul></li></ul>", "one|two|three"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb|c"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("<p>é&nbsp;&amp; “q”</p><script>no()</script><style>p{}</style>", "é\u{a0}& “q”"),
            ("<p> </p><p>\u{a0}</p>", ""),
            ("", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(html), expected, "in {html:?}");
        }
    }

    #[test]
    fn links_and_headings_are_known() {
        let html = "<h2>Head</h2><p>See <a href=x>this page</a></p><hr><p>no</p>";
        let blocks = blocks(Document::fragment(html).root());
        let known: Vec<_> = blocks.iter().map(|block| (block.linked, block.is_heading)).collect();
        assert_eq!(known, [(0, true), (9, false), (0, false)]);
    }

    proptest! {
        #[test]
        fn any_pieces_of_html_have_blocks(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "<p>", "</p>", "<br>", "<a href=x>", "</a>", "<table>", "<td>", "</table>", "<pre>",
                "<script>", "</script>", "<svg>", "<b>", "</b>", "word ", "\n", "é", "<h1>", "</h1>",
            ]), 0..40),
        ) {
            for block in blocks(Document::fragment(pieces.concat()).root()) {
                prop_assert!(!block.text.trim().is_empty());
                prop_assert!(block.linked <= block.text.len());
            }
        }
    }
}
