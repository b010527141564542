//! The description of the API as a page to read, made from the OpenAPI document itself: what can be asked,
//! with what, and an example of each to try.

use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// How the page looks.
pub(super) const STYLE: &str = include_str!("page.css");

/// The page.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}: the API</title>
<link rel="stylesheet" href="/api.css">
</head>
<body>
<header>
<h1>{{ title }}: the API</h1>
<p>{% for part in about.split('`') %}{% if loop.index0 % 2 == 1 %}<code>{{ part }}</code>{% else %}{{ part }}{% endif %}{% endfor %} For programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav aria-label="Contents"><ul>
{% for group in groups %}<li><a href="#{{ group.name }}">{{ group.name }}</a></li>
{% endfor %}</ul></nav>
</header>
<main>
{% for group in groups %}<section id="{{ group.name }}">
<h2>{{ group.name }}</h2>
<p>{{ group.about }}.</p>
{% for operation in group.operations %}<article>
<h3><code>{{ operation.method }} {{ operation.path }}</code></h3>
<p>{% for part in operation.about.split('`') %}{% if loop.index0 % 2 == 1 %}<code>{{ part }}</code>{% else %}{{ part }}{% endif %}{% endfor %}</p>
{% if !operation.parameters.is_empty() %}<table>
<thead><tr><th scope="col">parameter</th><th scope="col">what it is</th><th scope="col">default</th></tr></thead>
<tbody>
{% for parameter in operation.parameters %}<tr>
<th scope="row"><code>{{ parameter.name }}</code>{% if parameter.is_required %} <small>required</small>{% endif %}</th>
<td>{% for part in parameter.about.split('`') %}{% if loop.index0 % 2 == 1 %}<code>{{ part }}</code>{% else %}{{ part }}{% endif %}{% endfor %}</td>
<td>{% if !parameter.default.is_empty() %}<code>{{ parameter.default }}</code>{% endif %}</td>
</tr>
{% endfor %}</tbody>
</table>{% endif %}
<p>Answers with {{ operation.answers }}.</p>
{% if !operation.example.is_empty() %}<p>Try: <a href="{{ operation.example }}"><code>{{ operation.example }}</code></a></p>{% endif %}
</article>
{% endfor %}</section>
{% endfor %}</main>
</body>
</html>
"##
)]
struct Page {
    title: String,
    about: String,
    groups: Vec<Group>,
}

/// What has one tag.
struct Group {
    name: String,
    about: String,
    operations: Vec<Operation>,
}

/// Something that can be asked.
struct Operation {
    method: String,
    path: String,
    about: String,
    parameters: Vec<Parameter>,
    /// The types of an answer, in words.
    answers: String,
    /// A URL to try; empty if there is none.
    example: String,
}

/// Something that it can be asked with.
struct Parameter {
    name: String,
    about: String,
    is_required: bool,
    default: String,
}

/// The page for an OpenAPI document.
pub(super) fn page(api: &Value) -> String {
    let groups = api["tags"].as_array().into_iter().flatten().map(|tag| Group {
        name: text(&tag["name"]),
        about: text(&tag["description"]),
        operations: operations(api, &text(&tag["name"])),
    });
    let page = Page {
        title: text(&api["info"]["title"]),
        about: text(&api["info"]["description"]),
        groups: groups.collect(),
    };
    page.render().unwrap_or_default()
}

/// What has the tag `tag`.
fn operations(api: &Value, tag: &str) -> Vec<Operation> {
    let items = api["paths"].as_object().into_iter().flatten();
    let all = items.flat_map(|(path, item)| {
        item.as_object().into_iter().flatten().map(move |(method, found)| (path, method, found))
    });
    all.filter(|(_, _, found)| found["tags"][0] == tag)
        .map(|(path, method, found)| operation(path, method, found))
        .collect()
}

fn operation(path: &str, method: &str, found: &Value) -> Operation {
    let parameters = || found["parameters"].as_array().into_iter().flatten();
    let about = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let answers = found["responses"]["200"]["content"].as_object().into_iter().flatten();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        about: [about("summary"), about("description")].join(" ").trim().to_owned(),
        parameters: parameters().map(parameter).collect(),
        answers: answers.map(|(kind, _)| kind.as_str()).collect::<Vec<_>>().join(" or "),
        example: match method {
            "get" => example(path, parameters()),
            _ => String::new(),
        },
    }
}

fn parameter(found: &Value) -> Parameter {
    Parameter {
        name: text(&found["name"]),
        about: text(&found["description"]),
        is_required: found["required"] == true,
        default: text(&found["schema"]["default"]),
    }
}

/// A URL with the examples of the parameters; empty if a part of the path has none.
fn example<'p>(path: &str, parameters: impl Iterator<Item = &'p Value>) -> String {
    let (mut url, mut query) = (path.to_owned(), Vec::new());
    for parameter in parameters.filter(|parameter| !parameter["example"].is_null()) {
        let name = text(&parameter["name"]);
        let value = text(&parameter["example"]);
        let value = utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string();
        match parameter["in"].as_str() {
            Some("path") => url = url.replace(&format!("{{{name}}}"), &value),
            _ => query.push(format!("{name}={value}")),
        }
    }
    match query.is_empty() {
        _ if url.contains('{') => String::new(),
        true => url,
        false => format!("{url}?{}", query.join("&")),
    }
}

/// A value in words.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_example_is_a_url() {
        let parameters = json!([
            {"name": "id", "in": "path", "example": "a/b c"},
            {"name": "q", "in": "query", "example": "x & y"},
            {"name": "limit", "in": "query"}
        ]);
        let parameters = parameters.as_array().unwrap();
        assert_eq!(example("/v1/x/{id}", parameters.iter()), "/v1/x/a%2Fb%20c?q=x%20%26%20y");
        assert_eq!(example("/v1/x/{id}", parameters[1..].iter()), "");
    }

    #[test]
    fn nothing_of_the_document_is_markup() {
        let api =
            json!({"info": {"title": "<b>", "description": "\"<i>\""}, "tags": [], "paths": {}});
        let page = page(&api);
        assert!(!page.contains("<b>") && !page.contains("<i>"), "{page}");
    }
}
