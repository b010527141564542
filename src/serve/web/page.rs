//! What all pages share: the frame around them, addresses of other pages, how things are written.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::assets;

/// The frame around a page: its title, and the search box at its top.
pub struct Frame {
    /// What the page is, for the title of the window.
    pub title: String,
    /// What the search box holds.
    pub query: String,
    /// What else a search from this page keeps, as names and values.
    pub kept: Vec<(String, String)>,
    /// Whether what it holds cannot be searched.
    pub is_refused: bool,
}

impl Frame {
    /// A page with an empty search box.
    pub fn new(title: impl Into<String>) -> Frame {
        Frame { title: title.into(), query: String::new(), kept: Vec::new(), is_refused: false }
    }

    /// Where the style sheet is.
    pub fn style(&self) -> String {
        assets::style()
    }

    /// Where the script is.
    pub fn script(&self) -> String {
        assets::script()
    }

    /// Where the icon is.
    pub fn icon(&self) -> String {
        assets::icon()
    }
}

/// Sends a page.
pub fn send(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A link that is one of several states of a page.
pub struct Choice {
    /// What it is called.
    pub label: String,
    /// How many there are, if that is known.
    pub count: Option<String>,
    /// Where it leads.
    pub href: String,
    /// Whether it is the state that is shown.
    pub is_current: bool,
}

/// What stays as it is in a part of an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same, where a slash may stand.
const PATH: &AsciiSet = &PLAIN.remove(b'/');

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The address of an article.
///
/// Slashes of an id stay, but where a browser would take a part of it for a way up.
pub fn article_path(id: &str) -> String {
    let is_plain = !id.starts_with('/') && !id.split('/').any(|part| part == "." || part == "..");
    format!("/a/{}", utf8_percent_encode(id, if is_plain { PATH } else { PLAIN }))
}

/// The address of a quotation in its article, where `query` was searched.
pub fn quote_path(article: &str, quote: &str, query: &str) -> String {
    format!("{}{}#q-{quote}", article_path(article), parameters(&[("q", query)]))
}

/// The same, with what speaks for its speaker opened.
pub fn evidence_path(article: &str, quote: &str, query: &str) -> String {
    let parameters = parameters(&[("q", query), ("quote", quote)]);
    format!("{}{parameters}#q-{quote}", article_path(article))
}

/// The address of a speaker's page.
pub fn speaker_path(name: &str) -> String {
    format!("/s/{}", encoded(name))
}

/// The address of an organisation's page.
pub fn organisation_path(name: &str) -> String {
    format!("/o/{}", encoded(name))
}

/// `?name=value&…` of those that have a value.
pub fn parameters<'p>(all: &[(&'p str, &'p str)]) -> String {
    let given = all.iter().filter(|(_, value)| !value.is_empty());
    let written: Vec<String> =
        given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if written.is_empty() { String::new() } else { format!("?{}", written.join("&")) }
}

/// An address that a link may lead to: of the web, whatever an article says.
pub fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once("://")?.0.to_ascii_lowercase();
    let is_one = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    (is_one && ["http", "https"].contains(&scheme.as_str())).then(|| url.to_owned())
}

/// A text on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A message with a capital and a full stop.
pub fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if detail.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_articles_lead_to_them() {
        let cases = [
            ("2023/04/02/bridge.txt", "/a/2023/04/02/bridge.txt"),
            ("a b?c#d", "/a/a%20b%3Fc%23d"),
            ("../../etc/passwd", "/a/..%2F..%2Fetc%2Fpasswd"),
            ("//evil.example", "/a/%2F%2Fevil.example"),
            ("é\"<", "/a/%C3%A9%22%3C"),
        ];
        for (id, expected) in cases {
            assert_eq!(article_path(id), expected);
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let cases = [
            ("https://post.example/1?a=b", true),
            ("HTTP://post.example", true),
            ("javascript:alert(1)", false),
            ("javascript://post.example/%0aalert(1)", false),
            ("data:text/html,x", false),
            ("//post.example", false),
            ("/local", false),
            ("https://post.example/ onmouseover=x", false),
            ("java\tscript://x", false),
        ];
        for (url, expected) in cases {
            assert_eq!(web_address(url).is_some(), expected, "{url:?}");
        }
    }
}
