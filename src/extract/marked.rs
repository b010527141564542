//! The names and quotations that the publisher marked, the strongest evidence there is for what is one.
//!
//! Readers of formats with markup (NITF) keep it in the metadata, under `markup`, with the bytes of the
//! body where it stands. Whose a quotation is, is left to the other passes.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::{
    EntityKind,
    lexicon::names::Class,
    marks::Region,
    tag::Name,
    token::{Shape, Text},
};
use crate::text::Span;

/// The marked persons and organisations, in text order, without overlap. What does not fit the text is
/// left out: it says nothing.
pub fn names(metadata: &Map<String, Value>, text: &Text) -> Vec<Name> {
    let Some(Value::Array(markup)) = metadata.get("markup") else { return Vec::new() };
    let mut marked: Vec<Name> = markup.iter().filter_map(|element| name(element, text)).collect();
    marked.sort_by_key(|name| name.tokens.end); // of one in the other, the inner one stays
    let mut floor = 0;
    marked.retain(|name| {
        let is_free = name.tokens.start >= floor;
        floor = if is_free { name.tokens.end } else { floor };
        is_free
    });
    marked
}

/// The marked quotations, in text order, without overlap; each paragraph of one is a region. What stands
/// in another is a part of that.
pub fn quotations(metadata: &Map<String, Value>, text: &Text) -> Vec<Region> {
    let Some(Value::Array(markup)) = metadata.get("markup") else { return Vec::new() };
    let quoted = markup.iter().filter(|it| it["element"] == "q");
    let mut stretches: Vec<_> = quoted.filter_map(|it| tokens(it, text)).collect();
    stretches.sort_by_key(|it| (it.start, usize::MAX - it.end));
    let mut floor = 0;
    let mut regions = Vec::new();
    for stretch in stretches {
        if stretch.start >= floor {
            floor = stretch.end;
            regions.extend(paragraphs(stretch, text));
        }
    }
    regions
}

/// `found` with the marked regions in the place of those that they overlap; both are in text order. The
/// quotation marks around a marked region belong to it.
pub fn merge_regions(found: Vec<Region>, mut marked: Vec<Region>, text: &Text) -> Vec<Region> {
    if marked.is_empty() {
        return found;
    }
    let mut merged = Vec::with_capacity(found.len() + marked.len());
    for region in found {
        let near = marked.partition_point(|it| it.tokens.end <= region.tokens.start);
        match marked.get_mut(near).filter(|it| it.tokens.start < region.tokens.end) {
            Some(it) if has_same_words(text, &region.tokens, &it.tokens) => {
                it.tokens = region.tokens;
            }
            Some(_) => {}
            None => merged.push(region),
        }
    }
    merged.extend(marked);
    merged.sort_by_key(|it| it.tokens.start);
    merged
}

/// Whether nothing but marks is in `outer` and not in `inner`.
fn has_same_words(text: &Text, outer: &Range<usize>, inner: &Range<usize>) -> bool {
    let mut rest = (outer.start..inner.start).chain(inner.end..outer.end);
    outer.start <= inner.start
        && inner.end <= outer.end
        && rest.all(|at| text.shape(at) == Shape::Mark)
}

/// The parts of a quotation, one for each paragraph; the last is closed.
fn paragraphs(stretch: Range<usize>, text: &Text) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let mut start = stretch.start;
    while let Some(first) = text.tokens.get(start).filter(|_| start < stretch.end) {
        let rest = &text.tokens[start..stretch.end];
        let end = start + rest.partition_point(|it| it.paragraph == first.paragraph);
        regions.push(Region {
            tokens: start..end,
            continues: !regions.is_empty(),
            closed: end == stretch.end,
            marked: true,
            ..Region::default()
        });
        start = end;
    }
    regions
}

/// `found` with the marked names in the place of those that they overlap; both are in text order. What
/// has the same words as a marked name is of its kind.
pub fn merge(mut found: Vec<Name>, marked: Vec<Name>, text: &Text) -> Vec<Name> {
    if marked.is_empty() {
        return found;
    }
    let words = |name: &Name| text.span(name.tokens.clone()).of(text.text);
    let kinds: FxHashMap<&str, EntityKind> =
        marked.iter().map(|name| (words(name), name.kind)).collect();
    for name in &mut found {
        name.kind = kinds.get(words(name)).copied().unwrap_or(name.kind);
    }
    let mut merged: Vec<Name> = Vec::with_capacity(found.len() + marked.len());
    let mut found = found.into_iter().peekable();
    for mut name in marked {
        merged
            .extend(std::iter::from_fn(|| found.next_if(|it| it.tokens.end <= name.tokens.start)));
        let floor = merged.last().map_or(0, |before| before.tokens.end);
        while let Some(beaten) = found.next_if(|it| it.tokens.start < name.tokens.end) {
            name.lead = name.lead.min(beaten.lead.max(floor)); // its titles stay
        }
        merged.push(name);
    }
    merged.extend(found);
    merged
}

/// One element of the markup as a name. A title in it stays outside of the name: "Mayor Ann Roe".
fn name(element: &Value, text: &Text) -> Option<Name> {
    let kind = match element["element"].as_str()? {
        "person" => EntityKind::Person,
        "org" => EntityKind::Organisation,
        _ => return None,
    };
    let tokens = tokens(element, text)?;
    let last = tokens.clone().next_back()?;
    let is_title = |&token: &usize| {
        let class = text.gloss_names(token);
        class.is(Class::TITLE | Class::ROLE) && !class.is(Class::FIRST)
    };
    let title = (tokens.start..last).rev().find(is_title).filter(|_| kind == EntityKind::Person);
    Some(Name {
        lead: tokens.start,
        tokens: title.map_or(tokens.start, |it| it + 1)..last + 1,
        kind,
    })
}

/// The tokens of an element that fits the text and has a word.
fn tokens(element: &Value, text: &Text) -> Option<Range<usize>> {
    let byte = |key: &str| usize::try_from(element[key].as_u64()?).ok();
    let tokens = text.tokens_in(Span::new(text.text, byte("start")?..byte("end")?)?);
    tokens.clone().any(|at| text.shape(at) != Shape::Mark).then_some(tokens)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Article, extract::extract};

    /// Who and what is named in a body with `<p>` around persons and `<o>` around organisations.
    fn named(marked: &str) -> String {
        let (mut body, mut markup, mut open) = (String::new(), Vec::new(), 0);
        for piece in marked.split_inclusive('>') {
            let (text, tag) = piece.split_once('<').unwrap_or((piece, ""));
            body.push_str(text);
            match tag {
                "p>" | "o>" => open = body.len(),
                "/p>" => {
                    markup.push(json!({"element": "person", "start": open, "end": body.len()}))
                }
                "/o>" => markup.push(json!({"element": "org", "start": open, "end": body.len()})),
                _ => {}
            }
        }
        let metadata = [("markup".to_owned(), markup.into())].into_iter().collect();
        let found = extract(&Article { body, metadata, ..Article::default() });
        let names = found.entities.iter().map(|it| format!("{:?} {}", it.kind, it.name));
        let mut names: Vec<_> = names.collect();
        names.extend(found.quotes.iter().map(|it| {
            let speaker = found.entity(it.speaker).map_or("nobody", |it| it.name.as_str());
            format!("{speaker} speaks")
        }));
        names.join(", ")
    }

    #[test]
    fn what_the_publisher_marked_is_a_name() {
        let cases = [
            ("Ann Roe, the shop, has closed.", "Person Ann Roe"),
            ("<o>Ann Roe</o>, the shop, has closed.", "Organisation Ann Roe"),
            ("The vote was late. <o>Paris</o> paid. Paris gained.", "Organisation Paris"),
            ("“No,” said <p>Mayor Ann Roe</p>. Ms Roe left.", "Person Ann Roe, Ann Roe speaks"),
            ("Mayor <p>Ann Roe</p> left.", "Person Ann Roe"),
            ("<p>Ann Roe</p> and <p>Bob Poe</p> left.", "Person Ann Roe, Person Bob Poe"),
        ];
        for (marked, expected) in cases {
            assert_eq!(named(marked), expected, "{marked}");
        }
    }

    /// What is quoted, by whom, in a body with `<q>` around quotations.
    fn quoted(marked: &str) -> String {
        let (mut body, mut markup, mut open) = (String::new(), Vec::new(), Vec::new());
        for piece in marked.split_inclusive('>') {
            let (text, tag) = piece.split_once('<').unwrap_or((piece, ""));
            body.push_str(text);
            match tag {
                "q>" => open.push(body.len()),
                "/q>" => {
                    markup.push(json!({"element": "q", "start": open.pop(), "end": body.len()}));
                }
                _ => {}
            }
        }
        let metadata = [("markup".to_owned(), markup.into())].into_iter().collect();
        let article = Article { body, metadata, ..Article::default() };
        let found = extract(&article);
        let shown = found.quotes.iter().map(|it| {
            let speaker = found.entity(it.speaker).map_or("nobody", |it| it.name.as_str());
            format!("{speaker}: {}", it.content[0].of(&article.body))
        });
        shown.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_the_publisher_marked_is_a_quotation() {
        let cases = [
            ("<q>No toll</q>, said Ann Roe.", "Ann Roe: No toll"),
            ("“<q>No toll</q>,” said Ann Roe.", "Ann Roe: “No toll,”"),
            ("It hung there: <q>Closed</q> and it rained.", "nobody: Closed"),
            ("<q>No toll, <q>none</q> at all</q>, said Ann Roe.", "Ann Roe: No toll, none at all"),
            ("<q>No toll.\n\nNone at all</q>, said Ann Roe.", "Ann Roe: No toll.\n\nNone at all"),
        ];
        for (marked, expected) in cases {
            assert_eq!(quoted(marked), expected, "{marked}");
        }
    }

    #[test]
    fn markup_that_does_not_fit_says_nothing() {
        let body = "“Né,” said Ann Roe.".to_owned();
        let plain = extract(&Article { body: body.clone(), ..Article::default() });
        for markup in [
            json!("text"),
            json!([7, {"element": "person"}, {"element": "q", "start": 0, "end": 2}]),
            json!([{"element": "person", "start": 5, "end": 900}]),
            json!([{"element": "person", "start": 5, "end": 5}]),
            json!([{"element": "org", "start": 9, "end": 4}, {"element": "org", "start": 1, "end": 4}]),
            json!([{"element": "person", "start": -1, "end": 1e30}]),
        ] {
            let metadata = [("markup".to_owned(), markup.clone())].into_iter().collect();
            let article = Article { body: body.clone(), metadata, ..Article::default() };
            assert_eq!(extract(&article), plain, "{markup}");
        }
    }
}
