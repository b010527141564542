//! Pages that are refused, because work on their tree takes time that grows with the square of their
//! depth or of the number of attributes, and some of it is recursive.

use dom_query::NodeRef;

/// As deep as browsers go.
const MAX_DEPTH: usize = 512;
/// How many elements may be open before there is a tree, where they are counted roughly.
const MAX_OPEN: i64 = 2000;
/// How many attributes an element may have.
const MAX_ATTRIBUTES: usize = 2000;

/// Elements without an end, or that end where the next one begins.
const CLOSED_BY_OTHERS: &[&str] = &[
    "a", "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link",
    "meta", "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
];

/// Refuses what only a program can have made, at a glance. Scripts and styles are passed over.
pub(super) fn refuse_wild(page: &str) -> Result<(), String> {
    let (mut rest, mut open) = (page, 0_i64);
    while let Some((_, tag)) = rest.split_once('<') {
        let name_end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag[..name_end].to_ascii_lowercase();
        rest = tag;
        if name.is_empty() {
            open = (open - i64::from(tag.starts_with('/'))).max(0);
            continue;
        }
        rest = after_attributes(&tag[name_end..])
            .ok_or_else(|| format!("an element has more than {MAX_ATTRIBUTES} attributes"))?;
        if matches!(name.as_str(), "script" | "style") {
            rest = after_end(rest, &name);
        } else if !CLOSED_BY_OTHERS.contains(&name.as_str()) {
            open += 1;
        }
        if open > MAX_OPEN {
            return Err(too_deep());
        }
    }
    Ok(())
}

/// What follows a tag whose attributes begin here; `None` if there are too many.
fn after_attributes(tag: &str) -> Option<&str> {
    let mut rest = tag;
    for _ in 0..MAX_ATTRIBUTES {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return Some("");
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Some(after);
        }
        let name = rest.strip_prefix('=').unwrap_or(rest);
        let end = |text: &str, ends: &[char]| {
            text.find(|c: char| c.is_ascii_whitespace() || ends.contains(&c)).unwrap_or(text.len())
        };
        rest = name[end(name, &['>', '=', '/'])..].trim_ascii_start();
        if let Some(value) = rest.strip_prefix('=').map(str::trim_ascii_start) {
            let quoted = ['"', '\''].into_iter().find(|quote| value.starts_with(*quote));
            rest = match quoted {
                Some(quote) => value[1..].split_once(quote).map_or("", |(_, after)| after),
                None => &value[end(value, &['>'])..],
            };
        }
    }
    None
}

/// What follows the end of an element that holds no elements.
fn after_end<'p>(page: &'p str, name: &str) -> &'p str {
    let ends = page.match_indices("</").map(|(at, _)| &page[at + 2..]);
    let is_end =
        |rest: &&str| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    ends.into_iter().find(is_end).unwrap_or("")
}

/// Refuses a tree that is deeper than a page is.
pub(super) fn refuse_deep(root: NodeRef) -> Result<(), String> {
    let (mut node, mut depth) = (root.first_child(), 1);
    while let Some(current) = node {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        node = current.first_child();
        depth += 1;
        let mut left = current;
        while node.is_none() && left.id != root.id {
            depth -= 1;
            node = left.next_sibling();
            match left.parent() {
                Some(parent) => left = parent,
                None => return Ok(()),
            }
        }
    }
    Ok(())
}

fn too_deep() -> String {
    format!("its elements are nested more than {MAX_DEPTH} deep, which no page needs")
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[test]
    fn pages_that_only_programs_make_are_refused() {
        let many = |text: &str, count: usize| text.repeat(count);
        let cases = [
            ("<p>Text</p>".to_owned(), true),
            (many("<p>Open, as pages are. <br><li><td>", 5000), true),
            (many("<div><p>Text</div>", 5000), true),
            (format!("<script>{}</SCRIPT>", many("a<b c d '<i>'", 5000)), true),
            (format!("<p>{}", many("word ", 5000)), true),
            (format!("<p title=\"{}\">", many("> a=b ", 5000)), true),
            (many("<div>", 600), false),
            (many("<div>", 5000), false),
            (many("<b><p>", 1000), true),
            (format!("<p {}>", many("a ", 5000)), false),
            (format!("<p x='>' {}>", many("a=1 ", 5000)), false),
            (format!("<p {}", many("=", 100_000)), true),
        ];
        for (page, expected) in cases {
            let read =
                refuse_wild(&page).and_then(|()| refuse_deep(Document::from(page.as_str()).root()));
            assert_eq!(read.is_ok(), expected, "{}…: {read:?}", &page[..20.min(page.len())]);
        }
    }
}
