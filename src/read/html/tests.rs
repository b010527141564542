//! Pages, and the articles on them.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{article, claims};
use crate::{article::Article, read::Rules};

fn article_of(page: &str) -> Result<Article, String> {
    article(page, &Rules::default()).map(|draft| draft.article)
}

fn check(page: &str, expected: Expect) {
    let shown = match article_of(page) {
        Ok(mut article) => {
            let body = std::mem::take(&mut article.body);
            format!("{}\n---\n{body}\n", serde_json::to_string(&article).unwrap())
        }
        Err(reason) => format!("[{reason}]\n"),
    };
    expected.assert_eq(&shown);
}

/// Three paragraphs of an article.
const WORDS: &str = "<p>PORT ELLERY (Reuters) - The harbour board will not raise the toll on the old bridge \
    this year, its chair said on Monday, after weeks of protest by the ferry crews.</p>\
    <p>“We have listened, and we have counted,” said Ana Ruiz, who chairs the board. “The bridge pays \
    for itself.”</p><p>The board meets again in May, when it will hear from the <a href=/crews>crews</a>, \
    the council and the fishing fleet, and then vote on the budget.</p>";

#[test]
fn a_page_is_an_article() {
    let page = format!(
        "<!DOCTYPE html><html lang=en><head><title>Toll stays - Ellery Courier</title>\
         <link rel=canonical href='https://courier.example/2024/toll'>\
         <meta property='og:site_name' content='Ellery Courier'>\
         <meta property='og:title' content='Toll stays on the bridge, says board'>\
         <meta name=keywords content='tolls, bridges,tolls'>\
         <script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\"@graph\":[\
         {{\"@type\":\"Organization\",\"@id\":\"#o\",\"name\":\"Ellery Courier Ltd\"}},\
         {{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"Jo Bell\"}},\
         {{\"@type\":[\"NewsArticle\"],\"headline\":\"Toll stays &amp; stays\",\"datePublished\":\"2024-03-04T22:10:00-05:00\",\
         \"dateModified\":\"2024-03-05\",\"author\":[{{\"@id\":\"#p\"}},\"By Ina Holt, Staff Writer\"],\
         \"publisher\":{{\"@id\":\"#o\"}},\"articleSection\":\"Local\"}}]}}</script></head><body>\
         <nav><ul><li><a href=/>Home</a></ul></nav>\
         <article><h1>Toll stays on the old bridge</h1><div class=byline>By Jo Bell</div>\
         <p>Updated March 5, 2024</p>\
         <figure><img src=b.jpg><figcaption>The bridge in fog.</figcaption></figure>{WORDS}\
         <div class='related-links'><p>Ferry crews strike again</p></div>\
         <p><a href=/more>Harbour seals return to the quay</a></p>\
         <p>Read more: <a href=/x>How the toll was set in 1931</a></p></article>\
         <footer>© Ellery Courier</footer></body></html>"
    );
    check(
        &page,
        expect![[r#"
        {"id":"","title":"Toll stays on the old bridge","date":"2024-03-04T22:10:00-05:00","updated":"2024-03-05","outlet":"Ellery Courier","authors":["Jo Bell","Ina Holt"],"section":"Local","tags":["tolls","bridges"],"url":"https://courier.example/2024/toll","body":""}
        ---
        PORT ELLERY (Reuters) - The harbour board will not raise the toll on the old bridge this year, its chair said on Monday, after weeks of protest by the ferry crews.

        “We have listened, and we have counted,” said Ana Ruiz, who chairs the board. “The bridge pays for itself.”

        The board meets again in May, when it will hear from the crews, the council and the fishing fleet, and then vote on the budget.
    "#]],
    );
}

#[test]
fn a_page_without_metadata_is_read_as_it_looks() {
    let page = format!(
        "<html><head><title>Toll stays | Ellery Courier</title></head><body><form><div><h1>Toll stays</h1>\
         <p>Posted Monday, March 4, 2024</p>{WORDS}<h3>You may also like</h3></div></form></body></html>"
    );
    check(
        &page,
        expect![[r#"
        {"id":"","title":"Toll stays","date":"2024-03-04","outlet":"Ellery Courier","body":""}
        ---
        PORT ELLERY (Reuters) - The harbour board will not raise the toll on the old bridge this year, its chair said on Monday, after weeks of protest by the ferry crews.

        “We have listened, and we have counted,” said Ana Ruiz, who chairs the board. “The bridge pays for itself.”

        The board meets again in May, when it will hear from the crews, the council and the fishing fleet, and then vote on the budget.
    "#]],
    );
}

#[test]
fn what_a_page_gives_twice_is_taken_from_the_better_place() {
    let meta = |name: &str, content: &str| format!("<meta name='{name}' content='{content}'>");
    let page = |head: &str| format!("<html><head>{head}</head><body>{WORDS}</body></html>");
    let cases = [
        (meta("author", "https://x.example/jo"), "authors", "null"),
        (
            meta("author", "By JO BELL and Ina Holt, AP Writer"),
            "authors",
            "[\"JO BELL\",\"Ina Holt\"]",
        ),
        (meta("author", "Jo Bell (jo@x.example)"), "authors", "[\"Jo Bell\"]"),
        (meta("author", "J.K. Bell - "), "authors", "[\"J.K. Bell\"]"),
        (meta("author", "humans.txt"), "authors", "null"),
        (
            "<body><h1>A toll stays</h1><p>By Jo Bell on March 4th, 2024</p>".to_owned(),
            "authors",
            "[\"Jo Bell\"]",
        ),
        (
            "<body><h1>A toll stays</h1><p>Written by: Jo Bell, MS, RD</p>".to_owned(),
            "authors",
            "[\"Jo Bell\"]",
        ),
        (
            "<body><h1>A toll stays</h1><p>Reuters March 4, 2024, 9:02 AM</p>".to_owned(),
            "date",
            "\"2024-03-04T09:02\"",
        ),
        (meta("author", "Staff Reports -"), "authors", "null"),
        (
            meta("author", "Courier") + &meta("og:site_name", "The Courier"),
            "authors",
            "[\"Courier\"]",
        ),
        (meta("author", "The  Courier") + &meta("og:site_name", "The Courier"), "authors", "null"),
        (meta("og:site_name", "Courier | Bridges and more"), "outlet", "\"Courier\""),
        (meta("publisher", "@courier"), "outlet", "null"),
        (meta("date", "0001-01-01T00:00:00Z"), "date", "null"),
        (meta("date", "1970-01-01T00:00:00Z"), "date", "null"),
        (meta("pubdate", "4 Mar 2024"), "date", "\"2024-03-04\""),
        (meta("og:url", "https://x.example/2024/mar/04/toll"), "date", "\"2024-03-04\""),
        (
            "<title>Toll - a history - The Courier</title>".to_owned()
                + &meta("og:site_name", "The Courier"),
            "title",
            "\"Toll - a history\"",
        ),
        (
            "<script type='application/ld+json'>{oops</script><title>T</title>".to_owned(),
            "title",
            "\"T\"",
        ),
    ];
    for (head, key, expected) in cases {
        let article = serde_json::to_value(article_of(&page(&head)).unwrap()).unwrap();
        assert_eq!(article[key].to_string(), expected, "{key} in {head}");
    }
}

#[test]
fn a_text_that_is_only_in_the_metadata_is_found() {
    let text = "The board will not raise the toll. ".repeat(20);
    let page = format!(
        "<html><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{text}\"}}</script>\
         <body><p>Please switch on JavaScript to read this page.</p></body></html>"
    );
    assert_eq!(article_of(&page).unwrap().body, text.trim());
}

#[test]
fn a_page_without_an_article_is_refused() {
    check(
        "<html><body></body></html>",
        expect![[r#"
        [no article is found on the page]
    "#]],
    );
    check(
        "<html><body><nav><a href=/>Home</a></nav><script>x()</script></body></html>",
        expect![[r#"
            [no article is found on the page]
        "#]],
    );
    check(
        &"<div>".repeat(1000),
        expect![[r#"
        [its elements are nested more than 512 deep, which no page needs]
    "#]],
    );
}

#[test]
fn pages_are_known_by_how_they_begin() {
    let cases = [
        ("<!DOCTYPE HTML>\n<html>", true),
        ("\u{feff} <?xml version='1.0'?><!-- a page --><html lang=en>", true),
        ("<HTML>", true),
        ("<html5>", false),
        ("<p>A line of text</p>", false),
        ("<!-- html", false),
        ("html", false),
        ("", false),
    ];
    for (head, expected) in cases {
        assert_eq!(claims(head), expected, "in {head:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_pages_are_read_or_refused(
        cuts in prop::collection::vec((0_usize..4000, 0_usize..60, "[<>\"'&=/a-z \\PC]{0,8}"), 0..12),
    ) {
        let mut page = format!("<html><head><title>T</title><meta name=date content=2024-03-04></head><body>\
            <div class=article><h1>T</h1>{WORDS}{WORDS}</div><table><tr><td>1</table></body></html>");
        for (at, length, put) in cuts {
            let at = page.floor_char_boundary(at.min(page.len()));
            let end = page.floor_char_boundary((at + length).min(page.len()));
            page.replace_range(at..end.max(at), &put);
        }
        if let Ok(article) = article_of(&page) {
            prop_assert!(!article.body.trim().is_empty());
        }
    }
}
