//! A small tree of an XML file: elements by their local names, attributes, text.

use std::borrow::Cow;

use quick_xml::{
    Reader, escape,
    events::{BytesStart, Event},
};

/// An element with what is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix, as written.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// As deep as elements may be nested.
const MAX_DEPTH: usize = 200;

/// So many elements may stand in a file: each takes ten times its bytes of memory.
const MAX_ELEMENTS: usize = 300_000;

/// The outermost element of a text, or what is wrong with it and on which line.
pub(super) fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open = vec![Element::default()];
    let mut count = 0;
    loop {
        let event =
            reader.read_event().map_err(|error| at(text, reader.error_position(), &error))?;
        count += usize::from(matches!(event, Event::Start(_) | Event::Empty(_)));
        if count > MAX_ELEMENTS {
            return Err(format!("it has more than {MAX_ELEMENTS} elements: cut it into articles"));
        }
        match event {
            Event::Start(_) if open.len() > MAX_DEPTH => {
                let reason = format!("elements are nested more than {MAX_DEPTH} deep");
                return Err(at(text, reader.buffer_position(), &reason));
            }
            Event::Start(tag) => open.push(element(&tag)),
            Event::Empty(tag) => add(&mut open, Node::Element(element(&tag))),
            Event::End(_) => {
                if let Some(closed) = open.pop() {
                    add(&mut open, Node::Element(closed));
                }
            }
            Event::Text(part) => add_text(&mut open, &part),
            Event::CData(part) => add_text(&mut open, &part),
            Event::GeneralRef(part) => {
                let name: &str = &part;
                match part.resolve_char_ref() {
                    Ok(Some(c)) => add_text(&mut open, c.encode_utf8(&mut [0; 4])),
                    _ => match escape::resolve_html5_entity(name) {
                        Some(known) => add_text(&mut open, known),
                        None => add_text(&mut open, &format!("&{name};")),
                    },
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() > 1 {
        let name = &open[open.len() - 1].name;
        return Err(format!("the file ends inside <{name}>: is it cut off?"));
    }
    let first = open.pop().and_then(|root| {
        root.children.into_iter().find_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    });
    first.ok_or_else(|| "there is no element in it".to_owned())
}

fn at(text: &str, position: u64, reason: &dyn std::fmt::Display) -> String {
    let before = text.as_bytes().iter().take(usize::try_from(position).unwrap_or(usize::MAX));
    let line = 1 + before.filter(|byte| **byte == b'\n').count();
    format!("not XML: line {line}: {reason}")
}

fn element(tag: &BytesStart) -> Element {
    let mut all = tag.attributes();
    let attributes = all.with_checks(false).flatten().map(|attribute| {
        let value = escape::unescape_with(&attribute.value, escape::resolve_html5_entity);
        let value = value.map_or_else(|_| attribute.value.to_string(), Cow::into_owned);
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Element {
        name: tag.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
        children: Vec::new(),
    }
}

fn add(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

/// Adds a text, to the one before it if there is one.
fn add_text(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

/// The name of the outermost element of a text that begins so, in lower case with its prefix.
pub(super) fn root_name(head: &str) -> Option<String> {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let prolog = [("<?", "?>"), ("<!--", "-->"), ("<!", ">")];
        let end = prolog.iter().find(|(start, _)| rest.starts_with(start)).map(|(_, end)| end);
        let Some(end) = end else { break };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let name = rest.strip_prefix('<')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.');
    let end = name.find(|c| !is_part(c))?;
    let is_whole = name[end..].starts_with(['>', '/', ' ', '\n', '\r', '\t']);
    (is_whole && end > 0).then(|| name[..end].to_ascii_lowercase())
}

impl Element {
    /// The elements right in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements right in it with this name.
    pub(super) fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.name.eq_ignore_ascii_case(name))
    }

    /// All elements below it with this name, in order.
    pub(super) fn below<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        for element in self.elements() {
            if element.name.eq_ignore_ascii_case(name) {
                found.push(element);
            }
            found.extend(element.below(name));
        }
        found
    }

    /// The value of an attribute, unless it is blank.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        value.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All text in it, with spaces run together.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.add_to(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// All text in it, as it is.
    pub(super) fn raw_text(&self) -> String {
        let mut text = String::new();
        self.add_to(&mut text);
        text
    }

    fn add_to(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.add_to(text),
            }
        }
    }

    /// The text of the first of these elements right in it that has one.
    pub(super) fn text_of(&self, names: &[&str]) -> Option<String> {
        let texts = names.iter().flat_map(|name| self.named(name)).map(Element::text);
        texts.into_iter().find(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn trees_hold_names_attributes_and_text() {
        let tree = parse("<?xml version='1.0'?><!-- x --><a:r xmlns:a='u' Id='1 &amp; 2'>one &eacute;&#233;&unknown; <b>two</b><![CDATA[ <c> & ]]><e/></a:r>").unwrap();
        assert_eq!((tree.name.as_str(), tree.attribute("id")), ("r", Some("1 & 2")));
        assert_eq!(tree.text(), "one éé&unknown; two <c> &");
        assert_eq!(tree.text_of(&["x", "b"]).as_deref(), Some("two"));
        assert_eq!(tree.elements().count(), 2);
    }

    #[test]
    fn the_outermost_element_is_found() {
        let cases = [
            (
                "<?xml version='1.0'?>\n<!-- <x> --><!DOCTYPE nitf SYSTEM 'a'>\n<nitf version='3'>",
                Some("nitf"),
            ),
            ("\u{feff}<rdf:RDF\nxmlns='x'>", Some("rdf:rdf")),
            ("<a/>", Some("a")),
            ("<a", None),
            ("< a>", None),
            ("<!-- a", None),
            ("text <a>", None),
            ("", None),
        ];
        for (head, expected) in cases {
            assert_eq!(root_name(head).as_deref(), expected, "in {head:?}");
        }
    }

    #[test]
    fn what_is_no_xml_is_said_with_its_line() {
        let cases = [
            ("<a>\n<b></a>", "not XML: line 2"),
            ("<a><b>", "the file ends inside <b>"),
            ("", "there is no element in it"),
            ("text", "there is no element in it"),
        ];
        for (text, expected) in cases {
            let reason = parse(text).unwrap_err();
            assert!(reason.starts_with(expected), "{text:?}: {reason}");
        }
        assert!(parse(&"<a>".repeat(300)).unwrap_err().contains("nested more than"));
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "<a>", "</a>", "<b c='d'>", "</b>", "<", ">", "&", "&amp;", "&#x110000;", "<![CDATA[", "]]>",
                "<!--", "-->", "<?x", "?>", "'", "\"", "=", "é", " ",
            ]), 0..30),
        ) {
            if let Ok(tree) = parse(&pieces.concat()) {
                tree.raw_text();
            }
        }
    }
}
