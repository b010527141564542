//! What the pages hold, asked without a browser.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
    response::Response,
};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{
    article::Article,
    index::local::{Progress, Writer, WriterOptions},
    serve::{App, Settings, router},
};

/// A page as it came.
struct Page {
    status: StatusCode,
    html: String,
}

/// An index with some articles, and its pages.
struct Site {
    _dir: TempDir,
    router: Router,
}

fn article(id: &str, title: &str, date: &str, outlet: &str, body: &str) -> Article {
    Article {
        id: id.to_owned(),
        title: title.to_owned(),
        date: date.parse().ok(),
        outlet: Some(outlet.to_owned()),
        language: Some("en".to_owned()),
        body: body.to_owned(),
        ..Article::default()
    }
}

/// Invented news.
fn news() -> Vec<Article> {
    vec![
        article(
            "news/toll.txt",
            "Mayor rules out bridge toll",
            "2023-04-02",
            "Springfield Post",
            "“We will never charge a toll on that bridge,” said Ana Ruiz, mayor of Springfield.\n\n\
             She added that the bridge toll was “a tax on work”.\n\n\
             “He told me ‘not one cent’,” Ruiz said.",
        ),
        article(
            "w1",
            "Budget passes",
            "2024-05-06",
            "The Wire",
            "“The budget is fair,” said Ana Ruiz Delgado, a student.\n\n“The toll stays,” said Leo Hart.",
        ),
    ]
}

/// An article that is nothing but script.
fn attack() -> Article {
    let script = "<script>alert(1)</script>";
    Article {
        authors: vec![format!("{script} Reed")],
        section: Some(format!("\"'><img src=x onerror=alert(1)>{script}")),
        tags: vec![script.to_owned()],
        url: Some("javascript:alert(1)".to_owned()),
        agency: Some(script.to_owned()),
        ..article(
            "\"><script>alert(1)</script>",
            "</title><script>alert(1)</script> attack",
            "2024-05-07",
            "</a><script>alert(1)</script> Post",
            "“Attack <script>alert(1)</script> &lt;b&gt; \"quoted\",” said Ana <b>Onload</b> Ruiz, the \
             <img src=x onerror=alert(1)> minister.\n\n<script>alert(1)</script>\n\n“The attack,” said \
             O'Neill\"><script>alert(1)</script>.\n\n“Attack it,” said Bob O'Neill, chairman of R&B \
             Council.",
        )
    }
}

impl Site {
    fn new(articles: &[Article]) -> Site {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(dir.path(), WriterOptions::default()).unwrap();
        for article in articles {
            writer.add(article).unwrap();
        }
        writer.commit(Progress::default()).unwrap();
        let app: Arc<App> = App::open(dir.path(), Settings::default()).unwrap();
        Site { router: router(&app), _dir: dir }
    }

    async fn answer(&self, address: &str) -> Response {
        let request = Request::get(address)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "text/html,*/*;q=0.8");
        let request = request.body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, address: &str) -> Page {
        let response = self.answer(address).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, html: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// A page that is there.
    async fn found(&self, address: &str) -> String {
        let page = self.get(address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.html);
        page.html
    }
}

#[track_caller]
fn expect(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "no {part:?} in {html}");
    }
}

/// The first address in a page that begins so.
fn link(html: &str, start: &str) -> String {
    let at =
        html.find(&format!("href=\"{start}")).unwrap_or_else(|| panic!("no {start} in {html}"));
    let address = html[at + 6..].split('"').next().unwrap();
    address.replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn quotations_are_found_with_their_words_marked_and_their_class() {
    let site = Site::new(&news());
    let html = site.found("/search?q=toll").await;
    expect(
        &html,
        &[
            "<mark>toll</mark>",
            ">Ana Ruiz</a>",
            "mayor",
            "badge is-stated",
            "Quotations <span class=\"count\">3</span>",
            "Articles <span class=\"count\">2</span>",
            "2 stated, 1 inferred",
            "Inferred: “She” ← Ana Ruiz",
        ],
    );
}

#[tokio::test]
async fn articles_and_names_are_found() {
    let site = Site::new(&news());
    let html = site.found("/search?q=toll&in=articles").await;
    expect(
        &html,
        &["href=\"/a/news/toll.txt?q=toll\"", "Mayor rules out bridge <mark>toll</mark>"]
            .map(|part| if part.contains("<mark>") { "Mayor rules out bridge toll" } else { part }),
    );
    let html = site.found("/search?q=toll&in=names").await;
    expect(
        &html,
        &["href=\"/s/Ana%20Ruiz\"", "2 quotations in 1 article", "href=\"/s/Leo%20Hart\""],
    );
}

#[tokio::test]
async fn hits_are_narrowed_to_who_is_meant_and_to_dates() {
    let site = Site::new(&news());
    let html = site.found("/search?q=&speaker=Ana+Ruiz").await;
    assert!(!html.contains("The budget is fair"), "she is somebody else: {html}");
    expect(&html, &["speaker: Ana Ruiz", "Clear all"]);
    let html = site.found("/search?q=&not-speaker=Ana+Ruiz&from=2024").await;
    expect(&html, &["The budget is fair", "since 2024", "speaker: not Ana Ruiz"]);
    assert!(!html.contains("We will never"), "{html}");
    let page = site.get("/search?q=toll&from=soon").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    expect(&page.html, &["soon", "is not a date"]);
}

#[tokio::test]
async fn an_error_is_shown_where_it_is() {
    let site = Site::new(&news());
    let page = site.get("/search?q=ikea+OR").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    expect(&page.html, &["ikea <u>OR</u>", "OR needs an expression on its right", "E02"]);
    let html = site.found("/search?q=toll+or+bridge").await;
    expect(&html, &["toll <u>or</u> bridge", "W02"]);
    let page = site.get("/search?q=toll&after=zzz").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    expect(&page.html, &["is not a cursor"]);
}

#[tokio::test]
async fn nothing_found_asks_what_was_meant() {
    let site = Site::new(&news());
    let html = site.found("/search?q=bridg3").await;
    expect(&html, &["Nothing matches"]);
    let html = site.found("/search?q=brigde").await;
    expect(&html, &["Did you mean", "href=\"/search?q=bridge\""]);
}

#[tokio::test]
async fn pages_go_on_to_the_end() {
    let articles: Vec<Article> = (0..45)
        .map(|number| {
            let body = format!("“Toll number {number},” said Ana Ruiz.");
            article(&format!("a{number}"), "Tolls", "2024-01-01", "Post", &body)
        })
        .collect();
    let site = Site::new(&articles);
    let mut seen = std::collections::BTreeSet::new();
    let mut address = "/search?q=toll".to_owned();
    for last in [false, false, true] {
        let html = site.found(&address).await;
        let ids: Vec<&str> = html.split("href=\"/a/a").skip(1).collect();
        seen.extend(ids.iter().map(|rest| rest.split('?').next().unwrap().to_owned()));
        assert_eq!(html.contains("rel=\"next\""), !last, "{address}");
        if !last {
            let next = html.split("rel=\"next\"").nth(1).unwrap();
            address = link(next, "/search");
        }
    }
    assert_eq!(seen.len(), 45);
}

#[tokio::test]
async fn an_article_shows_each_quotation_and_why() {
    let site = Site::new(&news());
    let html = site.found("/a/news/toll.txt?q=toll").await;
    expect(
        &html,
        &[
            "<h1>Mayor rules out bridge toll</h1>",
            "<mark>toll</mark>",
            "4 quotations: ",
            "a pronoun; the last speaker or subject that fits is",
            "href=\"/s/Ana%20Ruiz\"",
            "is-inferred",
            "It is reported inside",
        ],
    );
    assert!(!html.contains("<details class=\"why lit\""), "{html}");
    // The second quotation, opened by its address.
    let href = html.split("data-href=\"").nth(2).unwrap().split('"').next().unwrap();
    let href = href.replace("&#38;", "&").replace("&amp;", "&");
    let html = site.found(href.split('#').next().unwrap()).await;
    expect(&html, &["<details class=\"why lit\"", "piece lit-cue", "piece lit-source", " open>"]);
    let missing = site.get("/a/none").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_similar_stands_beside_an_article_and_a_chosen_quotation() {
    let site = Site::new(&[
        article("a", "Toll", "2024-01-01", "Post", "“The bridge toll is a burden,” said Ana Ruiz."),
        article(
            "b",
            "Toll again",
            "2024-01-02",
            "Wire",
            "“A bridge toll is a burden on us,” said Leo Hart.",
        ),
    ]);
    let html = site.found("/a/a").await;
    expect(&html, &["Similar articles", "href=\"/a/b\">Toll again</a>"]);
    assert!(!html.contains("Similar quotations"), "{html}");
    let chosen = html.split("data-href=\"").nth(1).unwrap().split(['"', '#']).next().unwrap();
    let html = site.found(&chosen.replace("&#38;", "&")).await;
    expect(&html, &["Similar quotations", "burden on us,”</a>", "<span>Leo Hart</span>"]);
}

#[tokio::test]
async fn a_role_is_one_however_short_it_is_written() {
    let site = Site::new(&[
        article("a", "A", "2024-01-01", "Post", "“No,” said Sen. Ana Ruiz."),
        article("b", "B", "2024-01-02", "Post", "“Never,” said Senator Ana Ruiz."),
    ]);
    let html = site.found("/s/Ana%20Ruiz").await;
    assert_eq!(html.matches("<summary>").count(), 1, "{html}");
    expect(&html, &["2 articles, 2024-01-01 to 2024-01-02"]);
}

#[tokio::test]
async fn a_speaker_is_one_person_with_roles_and_classes() {
    let site = Site::new(&news());
    let html = site.found("/s/Ana%20Ruiz").await;
    expect(
        &html,
        &[
            "<h1>Ana Ruiz</h1>",
            "mayor",
            "stated",
            "inferred",
            "Kept apart from",
            "Ana Ruiz Delgado",
        ],
    );
    expect(&html, &["<input type=\"hidden\" name=\"speaker\" value=\"Ana Ruiz\">"]);
    assert!(!html.contains("The budget is fair"), "{html}");
    assert_eq!(site.get("/s/Nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/o/Nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_first_page_and_the_help_have_examples_that_find_something() {
    let site = Site::new(&news());
    for address in ["/", "/help"] {
        let html = site.found(address).await;
        let example = link(&html, "/search?q=");
        let found = site.found(&example).await;
        assert!(!found.contains("Nothing matches"), "{example}");
    }
    let empty = Site::new(&[]);
    expect(&empty.found("/").await, &["This archive is empty"]);
    expect(&empty.found("/help").await, &["no quotation in this archive"]);
    expect(&empty.found("/search?q=toll").await, &["Nothing matches"]);
}

#[tokio::test]
async fn nothing_of_an_article_becomes_markup() {
    let language = Some("en\" onload=\"alert(1)".to_owned());
    let foreign = Article { id: "foreign".to_owned(), language, ..attack() };
    let site = Site::new(&[attack(), foreign]);
    let id = "/a/%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E";
    let mut pages = vec![
        "/".to_owned(),
        "/help".to_owned(),
        "/search?q=attack".to_owned(),
        "/search?q=attack&in=articles".to_owned(),
        "/search?q=attack&in=names".to_owned(),
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%20OR".to_owned(),
        "/search?q=&speaker=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/search?q=&from=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/search?q=&after=%22%3E%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/s/%3Cscript%3Ealert(1)%3C%2Fscript%3E".to_owned(),
        "/%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/a/foreign".to_owned(),
        id.to_owned(),
        format!("{id}?q=attack&quote=%22%3E%3Cscript%3E"),
    ];
    let names = site.found("/search?q=&in=names").await;
    for start in ["/s/", "/o/"] {
        let links = names.split("href=\"").skip(1).filter(|rest| rest.starts_with(start));
        pages.extend(links.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    assert!(pages.len() > 15, "somebody with a name speaks: {names}");
    for address in pages {
        let html = site.get(&address).await.html;
        let scripts: Vec<&str> = html.split("<script").skip(1).collect();
        assert!(
            scripts.len() == 1 && scripts[0].starts_with(" src=\"/assets/"),
            "{address}: {html}"
        );
        for bad in ["<img", "<b>Onload", "href=\"javascript", "\" onload", "style=\""] {
            assert!(!html.contains(bad), "{bad} in {address}: {html}");
        }
    }
}

#[tokio::test]
async fn style_and_script_may_be_kept_for_ever() {
    let site = Site::new(&news());
    let html = site.found("/").await;
    for start in ["/assets/style-", "/assets/icon-"] {
        let address = link(&html, start);
        let response = site.answer(&address).await;
        let kept = response.headers()[header::CACHE_CONTROL].to_str().unwrap();
        assert!(kept.contains("immutable"), "{address}");
    }
    assert_eq!(site.get("/assets/style-0.css").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/nothing/here").await.status, StatusCode::NOT_FOUND);
}
