//! The names that the publisher marked, the strongest evidence there is for what is a name.
//!
//! Readers of formats with markup (NITF) keep it in the metadata, under `markup`, with the bytes of the
//! body where it stands. What a quotation is, and whose, is left to the other passes.

use serde_json::{Map, Value};

use super::{EntityKind, lexicon::names::Class, tag::Name, token::Text};
use crate::text::Span;

/// The marked persons and organisations, in text order, without overlap. What does not fit the text is
/// left out: it says nothing.
pub fn names(metadata: &Map<String, Value>, text: &Text) -> Vec<Name> {
    let Some(Value::Array(markup)) = metadata.get("markup") else { return Vec::new() };
    let mut marked: Vec<Name> = Vec::new();
    for name in markup.iter().filter_map(|element| name(element, text)) {
        if !marked.iter().any(|it| overlap(it, &name)) {
            marked.push(name);
        }
    }
    marked.sort_by_key(|name| name.tokens.start);
    marked
}

/// `found` with the marked names in the place of those that they overlap. What has the same words as a
/// marked name is of its kind.
pub fn merge(mut found: Vec<Name>, marked: Vec<Name>, text: &Text) -> Vec<Name> {
    let words = |name: &Name| text.span(name.tokens.clone()).of(text.text);
    for name in &mut found {
        if let Some(alike) = marked.iter().find(|it| words(it) == words(name)) {
            name.kind = alike.kind;
        }
    }
    for mut name in marked {
        let titles = found.iter().filter(|it| overlap(it, &name)).map(|it| it.lead).min();
        name.lead = name.lead.min(titles.unwrap_or(name.lead));
        found.retain(|it| !overlap(it, &name));
        found.push(name);
    }
    found.sort_by_key(|name| name.tokens.start);
    found
}

fn overlap(one: &Name, other: &Name) -> bool {
    one.tokens.start < other.tokens.end && other.tokens.start < one.tokens.end
}

/// One element of the markup as a name. A title in it stays outside of the name: "Mayor Ann Roe".
fn name(element: &Value, text: &Text) -> Option<Name> {
    let kind = match element["element"].as_str()? {
        "person" => EntityKind::Person,
        "org" => EntityKind::Organisation,
        _ => return None,
    };
    let byte = |key: &str| usize::try_from(element[key].as_u64()?).ok();
    let tokens = text.tokens_in(Span::new(text.text, byte("start")?..byte("end")?)?);
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
        ];
        for (marked, expected) in cases {
            assert_eq!(named(marked), expected, "{marked}");
        }
    }

    #[test]
    fn markup_that_does_not_fit_says_nothing() {
        let body = "“Né,” said Ann Roe.".to_owned();
        let plain = extract(&Article { body: body.clone(), ..Article::default() });
        for markup in [
            json!("text"),
            json!([7, {"element": "person"}, {"element": "q", "start": 0, "end": 3}]),
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
