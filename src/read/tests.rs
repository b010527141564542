//! What files are read as, and which are refused.

use std::{fs, ops::ControlFlow, sync::Arc};

use expect_test::{Expect, expect};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{MAX_ARTICLE, Record, Skipped, Source, parse, sources};

#[path = "../../tests/samples.rs"]
pub(in crate::read) mod samples;

/// All records of a file.
fn records(source: &Source) -> Vec<Result<Record, Skipped>> {
    let mut all = Vec::new();
    let flow = super::records(source, &mut |record| {
        all.push(record);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    all
}

/// A folder with one file.
fn folder(name: &str, bytes: &[u8]) -> (TempDir, Source) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let source = Source { path, name: name.to_owned(), rules: Arc::default() };
    (folder, source)
}

/// Each article of a file as JSON with its warnings, or why it is none.
pub(in crate::read) fn read(name: &str, bytes: &[u8]) -> String {
    let (_folder, source) = folder(name, bytes);
    let lines =
        records(&source).into_iter().map(|record| match record.and_then(|record| parse(&record)) {
            Ok(input) => {
                let article = serde_json::to_string(&input.article).unwrap();
                let warnings = input.warnings.iter().map(|warning| format!("\n  {warning}"));
                format!("{article}{}\n", warnings.collect::<String>())
            }
            Err(skipped) => {
                let line =
                    skipped.place.line.map(|line| format!("line {line}: ")).unwrap_or_default();
                format!("[{}] {line}{}\n", skipped.format.unwrap_or("?"), skipped.reason)
            }
        });
    lines.collect()
}

fn check(name: &str, text: &str, expected: Expect) {
    expected.assert_eq(&read(name, text.as_bytes()));
}

#[test]
fn a_text_is_a_title_and_a_body() {
    let cases = [
        ("Title\n\nBody\n", r#"{"id":"a.txt","title":"Title","body":"Body\n"}"#),
        (
            "\u{feff}\n \n# Title #\r\n\r\n  Body\r\n\r\nMore",
            r#"{"id":"a.txt","title":"Title #","body":"  Body\r\n\r\nMore"}"#,
        ),
        ("Title\rBody\r", r#"{"id":"a.txt","title":"Title","body":"Body\r"}"#),
        ("Only line\n\n", r#"{"id":"a.txt","title":"","body":"Only line\n\n"}"#),
        ("---\nA rule.\n---\n", r#"{"id":"a.txt","title":"---","body":"A rule.\n---\n"}"#),
        ("---\ntitle: T\nid: x/1\n---\n\nBody", r#"{"id":"x/1","title":"T","body":"Body"}"#),
        (
            "---\nbody: x\n---\nTitle\nBody",
            r#"{"id":"a.txt","title":"Title","body":"Body","metadata":{"body":"x"}}"#,
        ),
        ("\n \r\n", "[plain text] empty"),
        ("---\ntitle: T\n---\n", "[plain text] empty"),
        ("", "[?] empty"),
        ("a\0b\nc", "[?] not text"),
    ];
    for (text, expected) in cases {
        assert_eq!(read("a.txt", text.as_bytes()).trim_end(), expected, "in {text:?}");
    }
    let paragraph = format!("{}\nBody", "word ".repeat(100));
    assert!(read("a.txt", paragraph.as_bytes()).contains("\"title\":\"\""));
}

#[test]
fn front_matter_fills_the_article() {
    check(
        "b.md",
        "---\nTitle: \"Tolls: up\"\ndate: 2024-03-04\nsource: Norwick Press\nauthors: Ines Halloran, Jo Doe\n\
         url: https://example.org/a\nsection: Local\nlang: en-GB\ntags: [tolls, bridge]\nwire: PA\n\
         outlet: Other\n---\nFirst line.\n",
        expect![[r#"
            {"id":"b.md","title":"Tolls: up","date":"2024-03-04","outlet":"Norwick Press","authors":["Ines Halloran","Jo Doe"],"section":"Local","tags":["tolls","bridge"],"url":"https://example.org/a","language":"en","body":"First line.","metadata":{"wire":"PA","outlet":"Other"}}
        "#]],
    );
    check(
        "b.txt",
        "---\ndate: 2024-02-31\nlanguage: English\n---\nTitle\nBody",
        expect![[r#"
        {"id":"b.txt","title":"Title","body":"Body","metadata":{"date":"2024-02-31","language":"English"}}
          "2024-02-31" is not a date: write 2024, 2024-05 or 2024-05-31
          "English" is not a language: write a code such as en
    "#]],
    );
}

#[test]
fn a_line_of_json_is_an_article() {
    let lines = [
        r#"{"id":"x","title":"T","date":"2024-05-31T10:00:00Z","outlet":"O","authors":["A","B"],"url":"u","section":"s","language":"en","tags":["t"],"body":"B\r\n","rank":{"n":[1]},"draft":false}"#,
        r#"{"id":7,"author":"A","source":"O","lang":"fr","text":"B","title":null,"tags":null}"#,
        "",
        r#"{"body":"without an id","date":"2023-02-31"}"#,
        r#"{"title":7,"body":"b"}"#,
        r#"{"body":"b","tags":["a",1]}"#,
        r#"{"body":["b"]}"#,
        r#"{"title":"no body"}"#,
        r#"{"body":"  "}"#,
        r#"["body"]"#,
        r#"{"body":"b",}"#,
        r#"{"body":"b"#,
        r#"{"outlet":"A","source":"B","body":"b","text":"c"}"#,
    ];
    check(
        "a.jsonl",
        &lines.join("\r\n"),
        expect![[r#"
        {"id":"x","title":"T","date":"2024-05-31T10:00:00Z","outlet":"O","authors":["A","B"],"section":"s","tags":["t"],"url":"u","language":"en","body":"B\r\n","metadata":{"rank":{"n":[1]},"draft":false}}
        {"id":"7","title":"","outlet":"O","authors":["A"],"language":"fr","body":"B"}
        {"id":"a.jsonl:4","title":"","body":"without an id","metadata":{"date":"2023-02-31"}}
          "2023-02-31" is not a date: write 2024, 2024-05 or 2024-05-31
        [JSON lines] line 5: "title" is a number: expected a string
        [JSON lines] line 6: "tags" holds a number: expected strings
        [JSON lines] line 7: "body" is a list: expected a string
        [JSON lines] line 8: there is no "body" or "text", or it is empty
        [JSON lines] line 9: there is no "body" or "text", or it is empty
        [JSON lines] line 10: the line is a list: expected an object
        [JSON lines] line 11: not JSON: trailing comma at column 13
        [JSON lines] line 12: not JSON: EOF while parsing a string at column 10
        {"id":"a.jsonl:13","title":"","outlet":"A","body":"b","metadata":{"source":"B","text":"c"}}
    "#]],
    );
}

#[test]
fn markdown_is_the_page_it_stands_for() {
    let cases = [
        (
            "# The *toll*\n\n“No,” **she**\nsaid: see [this](http://x.example/a_b).\n\n- one\n- two `f()`\n",
            r#""title":"The toll","body":"“No,” she said: see this.\n\none\n\ntwo f()""#,
        ),
        ("Title\n=====\nBody", r#""title":"Title","body":"Body""#),
        ("---\ntitle: T\n---\n# Head\n\nBody", r#""title":"T","body":"Head\n\nBody""#),
        ("---\ntitle: T\n---\n# T\n\nBody", r#""title":"T","body":"Body""#),
        ("A first line\n\n## Head\n\nBody", r#""title":"","body":"A first line\n\nHead\n\nBody""#),
        ("# Alone\n", r#""title":"","body":"Alone""#),
        ("> “Quoted,” <b>he</b> said.\n\n![a picture](x.png)", r#""body":"“Quoted,” he said.""#),
        (
            "a|b\n-|-\nc|d\n\n5 * 4 * 3, snake_case_name, AT&amp;T\n",
            r#""body":"a\tb\n\nc\td\n\n5 * 4 * 3, snake_case_name, AT&T""#,
        ),
        ("\n\n", "[Markdown] empty"),
    ];
    for (text, expected) in cases {
        let found = read("a.md", text.as_bytes());
        assert!(found.contains(expected), "in {text:?}: {found}");
    }
}

#[test]
fn formats_are_chosen_by_content_and_name() {
    let json = "{\"body\":\"b\"}\n";
    let cases = [
        ("a.txt", json, "\"id\":\"a.txt:1\""),
        ("a", json, "\"id\":\"a:1\""),
        ("a.json", json, "\"id\":\"a.json:1\""),
        ("a.ndjson", "\noops\n", "[JSON lines] line 2: not JSON"),
        ("a.jsonl", "\n\n", "[JSON lines] empty"),
        ("story", "Title\nBody", "\"title\":\"Title\""),
        ("a.json", "{\n\"body\": \"b\"}\n", "\"id\":\"a.json\""),
        ("a.md", "# Title\n\nBody", "\"title\":\"Title\""),
        ("a", "<?xml version='1.0'?><rss><channel><item/></channel></rss>", "[feed] "),
        ("a.xml", "<nitf><body/></nitf>", "[NITF] "),
        ("a.xml", "<other/>", "[?] of no format that is read"),
        ("a", "WARC/1.0\r\n\r\n", "[WARC] "),
        ("a.txt", "title\tbody\nT\tB\n", "\"title\":\"T\",\"body\":\"B\""),
        ("a.txt", "title, body\nT, B", "\"title\":\"T\""),
        ("a.txt", "title\nbody", "\"title\":\"title\""),
        ("a.txt", "[Note] {so}", "\"body\":\"[Note] {so}\""),
        ("a.pdf", "%PDF-1.7 \u{1}\u{2}\u{3}\0", "[?] of no format that is read"),
        ("a.HTML", "Body", "\"body\":\"Body\""),
        ("a", "<html><p>Body", "\"body\":\"Body\""),
        ("a", "<p>Body</p>", "[?] of no format that is read"),
        ("a.txt", "<p>Body</p>", "\"body\":\"<p>Body</p>\""),
        ("a.png", "\u{89}PNG\0", "[?] not text"),
    ];
    for (name, text, expected) in cases {
        let found = read(name, text.as_bytes());
        assert!(found.contains(expected), "{name} with {text:?}: {found}");
    }
}

#[test]
fn json_is_cut_into_articles() {
    check(
        "a.json",
        "[\n {\"body\": \"one [\\\"]}\"},\n {\"id\": 2, \"body\": \"two\"}\n]\n",
        expect![[r#"
            {"id":"a.json:2","title":"","body":"one [\"]}"}
            {"id":"2","title":"","body":"two"}
        "#]],
    );
    check(
        "a.json",
        "{\n \"headline\": \"T\",\n \"content\": \"B\"\n}",
        expect![[r#"
        {"id":"a.json","title":"T","body":"B"}
    "#]],
    );
    check(
        "a.json",
        "{\"body\":\n\"one\"}\n{\"body\":\n\"two\"}",
        expect![[r#"
        {"id":"a.json:1","title":"","body":"one"}
        {"id":"a.json:3","title":"","body":"two"}
    "#]],
    );
    let news = r#"{"status":"ok","articles":[{"source":{"id":null,"name":"O"},"author":[{"name":"A"}],
        "publishedAt":"2024-05-31T10:00:00Z","content":"B"},{"content":""}]}"#;
    check(
        "a.json",
        news,
        expect![[r#"
        {"id":"a.json:1","title":"","date":"2024-05-31T10:00:00Z","outlet":"O","authors":["A"],"body":"B"}
        [JSON] line 2: there is no "body" or "text", or it is empty
    "#]],
    );
    check(
        "a.json",
        "[{\"body\":\"one\",},\n7, \"x\",\n[1],\n{\"body\":\"two\"},\n{\"body\": \"cut",
        expect![[r#"
            [JSON] line 1: not JSON: trailing comma at column 15
            [JSON] line 2: the value is a number: expected an object
            [JSON] line 2: the value is a string: expected an object
            [JSON] line 3: the value is a list: expected an object
            {"id":"a.json:4","title":"","body":"two"}
            [JSON] line 5: not JSON: EOF while parsing a string at column 13
        "#]],
    );
    check(
        "a.json",
        " \n",
        expect![[r#"
        [JSON] empty
    "#]],
    );
    check(
        "a.json",
        "[]",
        expect![[r#"
        [JSON] empty
    "#]],
    );
    let large = "x".repeat(MAX_ARTICLE);
    check(
        "a.json",
        &format!("[{{\"body\":\"{large}\"}},\n{{\"body\":\"b\"}}]"),
        expect![[r#"
        [JSON] line 1: the value is longer than 16 MB
        {"id":"a.json:2","title":"","body":"b"}
    "#]],
    );
}

#[test]
fn a_row_of_csv_is_an_article() {
    check(
        "a.csv",
        "id,Title,Date Published,body,rank\r\n1,\"A \"\"b\"\", c\",2024-05-31,\"Line one.\r\n\r\nLine two.\",7\r\n\r\n2,T,31/5,B,\r\n,,,,\r\n3,a,b,c,d,e\r\n",
        expect![[r#"
            {"id":"1","title":"A \"b\", c","date":"2024-05-31","body":"Line one.\r\n\r\nLine two.","metadata":{"rank":"7"}}
            {"id":"2","title":"T","body":"B","metadata":{"Date Published":"31/5"}}
              "31/5" is not a date: write 2024, 2024-05 or 2024-05-31
            [CSV] line 7: there is no "body" or "text", or it is empty
            [CSV] line 8: the row has 6 fields where the header has 5: put quotation marks around a field with the separator in it
        "#]],
    );
    check(
        "a.tsv",
        "headline\ttext\nH\tB, b; c\n",
        expect![[r#"
        {"id":"a.tsv:2","title":"H","body":"B, b; c"}
    "#]],
    );
    check(
        "a.csv",
        "\u{feff}titel;text\nT;B,b\n",
        expect![[r#"
        {"id":"a.csv:2","title":"","body":"B,b","metadata":{"titel":"T"}}
    "#]],
    );
    check(
        "a.csv",
        "name,words\nx,y\n",
        expect![[r#"
            [CSV] line 1: no column is the body: name one "body" instead of "name, words", or say which it is with --field NAME=body
        "#]],
    );
    check(
        "a.csv",
        "title,body\n",
        expect![[r#"
        [CSV] it has no rows
    "#]],
    );
    let open = format!("title,body\nA,\"never closed\n{}", "word ".repeat(MAX_ARTICLE / 5));
    check(
        "a.csv",
        &open,
        expect![[r#"
        [CSV] line 3: the row is longer than 16 MB: is a quotation mark not closed?
    "#]],
    );
}

#[test]
fn an_item_of_a_feed_is_an_article() {
    check(
        "a.rss",
        "<?xml version='1.0'?><rss version='2.0' xmlns:dc='d' xmlns:content='c'><channel><title>Ellery Courier</title>\
         <language>en-GB</language><link>https://courier.example</link>\
         <item><title>Toll &amp;amp; trouble</title><link>https://courier.example/1</link><guid isPermaLink='false'>c-1</guid>\
         <pubDate>Fri, 31 May 2024 10:00:00 +0100</pubDate><dc:creator>Jo Bell</dc:creator><category>Local</category>\
         <description>Short.</description><content:encoded><![CDATA[<p>One &amp; two.</p><p>“No,” she said.</p>]]></content:encoded></item>\
         <item><title>Second</title><author>ina@x.example (Ina Holt)</author><guid>https://courier.example/2</guid><description>Plain &lt;b&gt;bold&lt;/b&gt; text</description></item>\
         <item><title>No text</title></item></channel></rss>",
        expect![[r#"
            {"id":"c-1","title":"Toll & trouble","date":"2024-05-31T10:00:00+01:00","outlet":"Ellery Courier","authors":["Jo Bell"],"tags":["Local"],"url":"https://courier.example/1","language":"en","body":"One & two.\n\n“No,” she said."}
            {"id":"https://courier.example/2","title":"Second","outlet":"Ellery Courier","authors":["Ina Holt"],"url":"https://courier.example/2","language":"en","body":"Plain bold text"}
            [feed] line 3: there is no "body" or "text", or it is empty
        "#]],
    );
    check(
        "a.xml",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Wire</title><entry><id>urn:1</id><title type='html'>A &lt;i&gt;b&lt;/i&gt;</title>\
         <link rel='self' href='no'/><link href='https://w.example/1'/><updated>2024-05-31T10:00:00Z</updated><published>2024-05-30T10:00:00-05:00</published>\
         <author><name>Jo Bell</name></author><category term='tolls'/><content type='xhtml'><div xmlns='x'><p>One</p><p>a &lt; b</p></div></content></entry></feed>",
        expect![[r#"
            {"id":"urn:1","title":"A b","date":"2024-05-30T10:00:00-05:00","updated":"2024-05-31T10:00:00Z","outlet":"Wire","authors":["Jo Bell"],"tags":["tolls"],"url":"https://w.example/1","body":"One\n\na < b"}
        "#]],
    );
    check(
        "a.rss",
        "<rss><channel></channel></rss>",
        expect![[r#"
        [feed] the feed has no items
    "#]],
    );
    check(
        "a.rss",
        "<rss>\n<channel><item>",
        expect![[r#"
        [feed] the file ends inside <item>: is it cut off?
    "#]],
    );
}

#[test]
fn nitf_keeps_what_the_publisher_marked() {
    check(
        "a.xml",
        "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf><head><title>Short</title><docdata><doc-id id-string='n1'/>\
         <date.issue norm='20240531T100000+0100'/><doc.copyright holder='The Wire'/><key-list><keyword key='tolls'/></key-list></docdata>\
         <pubdata name='Ellery Courier' position.section='Local'/><revision-history norm='20240601T090000Z'/></head>\
         <body><body.head><hedline><hl1>Toll <em>stays</em></hl1></hedline><byline>By <person>Jo Bell</person></byline>\
         <distributor><org>Reuters</org></distributor></body.head><body.content><block>\n<p><q>“No <em>toll</em>,”</q> said\n <person>Ana  Ruiz</person> of the <org>Harbour Trust</org>.</p>\
         <media><media-caption>Not this</media-caption></media><p>End.<br/>Line.</p></block></body.content></body></nitf>",
        expect![[r#"
            {"id":"n1","title":"Toll stays","date":"2024-05-31T10:00:00+01:00","updated":"2024-06-01T09:00:00Z","outlet":"Ellery Courier","agency":"Reuters","authors":["Jo Bell"],"section":"Local","tags":["tolls"],"body":"“No toll,” said Ana Ruiz of the Harbour Trust.\n\nEnd.\nLine.","metadata":{"markup":[{"element":"q","text":"“No toll,”","start":0,"end":14},{"element":"person","text":"Ana Ruiz","start":20,"end":28},{"element":"org","text":"Harbour Trust","start":36,"end":49}]}}
        "#]],
    );
    check(
        "a.xml",
        "<nitf><body><body.content><p> </p></body.content></body></nitf>",
        expect![[r#"
            [NITF] there is no text in <body.content>
        "#]],
    );
    check(
        "a.xml",
        "<nitf><body>",
        expect![[r#"
        [NITF] the file ends inside <body>: is it cut off?
    "#]],
    );
}

#[test]
fn ninjs_keeps_what_the_publisher_says() {
    check(
        "a.json",
        r#"{"uri":"urn:1","type":"text","versioncreated":"2024-05-31T11:00:00Z","firstcreated":"2024-05-31T10:00:00+01:00","headline":"Toll stays","byline":"By Jo Bell",
            "body_html":"<p>One.</p><p>Two.</p>","person":[{"name":"Ana Ruiz"}],"language":"en-GB","copyrightholder":"The Wire","urgency":4}"#,
        expect![[r#"
            {"id":"urn:1","title":"Toll stays","date":"2024-05-31T10:00:00+01:00","updated":"2024-05-31T11:00:00Z","outlet":"The Wire","authors":["Jo Bell"],"language":"en","body":"One.\n\nTwo.","metadata":{"urgency":4,"type":"text","person":[{"name":"Ana Ruiz"}]}}
        "#]],
    );
    check(
        "a.json",
        r#"[{"uri":"urn:2","versioncreated":"2024-05-31","headlines":[{"role":"main","value":"H"}],"bodies":[{"contentType":"text/html","value":"<p>Rich</p>"},{"contentType":"text/plain","value":"Plain"}],"organisations":[{"name":"Trust"}]},
            {"uri":"urn:3","bodies":[]},
            {"uri":"urn:4","body_text":"Wired.","infosource":[{"name":"The Wire"},{"name":"Reuters"}]}]"#,
        expect![[r#"
            {"id":"urn:2","title":"H","date":"2024-05-31","body":"Plain","metadata":{"organisations":[{"name":"Trust"}],"headlines":[{"role":"main","value":"H"}]}}
            [ninjs] line 2: there is no body_text, body_html or bodies, or it is empty
            {"id":"urn:4","title":"","agency":"Reuters","body":"Wired.","metadata":{"infosource":[{"name":"The Wire"},{"name":"Reuters"}]}}
        "#]],
    );
}

#[test]
fn pages_of_a_crawl_are_articles() {
    let http = |status: &str, headers: &str, body: &[u8]| -> Vec<u8> {
        [format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes(), body].concat()
    };
    let warc = |kind: &str, more: &str, block: &[u8]| -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://x.example/1\r\nWARC-Date: 2024-06-01T00:00:00Z\r\n{more}Content-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    };
    let page = "<html><title>T</title><body><p>“Né ici,” she said.</p></body></html>";
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    let (narrow, _, _) = encoding_rs::WINDOWS_1252.encode(page);
    let zipped = gzip(page.as_bytes());
    let chunked =
        [format!("{:x}\r\n", zipped.len()).as_bytes(), &zipped, b"\r\n0\r\n\r\n"].concat();
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let coded = format!("{html}Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n");
    let records = [
        warc("warcinfo", "", b"software: x\r\n"),
        warc("response", "", &http("200 OK", html, page.as_bytes())),
        warc(
            "response",
            "",
            &http("200 OK", "Content-Type: text/html; charset=windows-1252\r\n", &narrow),
        ),
        warc("response", "", &http("200 OK", &coded, &chunked)),
        warc("response", "", &http("200 OK", &coded, page.as_bytes())),
        warc("response", "", &http("200 OK", "Content-Type: image/png\r\n", b"\x89PNG\0")),
        warc("response", "", &http("404 Not Found", html, page.as_bytes())),
        warc("request", "", b"GET / HTTP/1.1\r\n\r\n"),
        warc("resource", "Content-Type: text/html\r\n", page.as_bytes()),
        warc(
            "response",
            "",
            &http("200 OK", &format!("{html}Content-Encoding: gzip\r\n"), &zipped[..20]),
        ),
        warc(
            "response",
            "",
            &http(
                "200 OK",
                &format!("{html}Content-Encoding: gzip\r\n"),
                &gzip(&vec![b' '; MAX_ARTICLE + 1]),
            ),
        ),
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999\r\n\r\nHTTP".to_vec(),
    ];
    let shown =
        read("a.warc.gz", &records.iter().flat_map(|record| gzip(record)).collect::<Vec<u8>>());
    expect![[r#"
        {"id":"a.warc.gz:2","title":"T","url":"https://x.example/1","body":"“Né ici,” she said.","metadata":{"retrieved":"2024-06-01T00:00:00Z"}}
        {"id":"a.warc.gz:3","title":"T","url":"https://x.example/1","body":"“Né ici,” she said.","metadata":{"retrieved":"2024-06-01T00:00:00Z"}}
        {"id":"a.warc.gz:4","title":"T","url":"https://x.example/1","body":"“Né ici,” she said.","metadata":{"retrieved":"2024-06-01T00:00:00Z"}}
        {"id":"a.warc.gz:5","title":"T","url":"https://x.example/1","body":"“Né ici,” she said.","metadata":{"retrieved":"2024-06-01T00:00:00Z"}}
        {"id":"a.warc.gz:9","title":"T","url":"https://x.example/1","body":"“Né ici,” she said.","metadata":{"retrieved":"2024-06-01T00:00:00Z"}}
        [WARC] line 10: not gzip: is it cut off?
        [WARC] line 11: the page is larger than 16 MB
        [WARC] line 12: cannot be read further: it ends inside a record: is it cut off?
    "#]].assert_eq(&shown);
    check(
        "a.warc",
        "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n",
        expect![[r#"
        [WARC] it holds no responses of type HTML
    "#]],
    );
    check(
        "a.warc",
        "WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n",
        expect![[r#"
        [WARC] line 1: cannot be read further: a record does not say its length
    "#]],
    );
}

/// A small good file of each format that is cut into records or parsed in a way of its own.
const GOOD: &[(&str, &str)] = &[
    ("a.json", "[{\"body\":\"one\",\"date\":\"2024-05-31\"},{\"body\":\"two\"}]"),
    ("a.csv", "title,body\nT,\"a\nb\"\nU,c\n"),
    (
        "a.rss",
        "<rss><channel><title>O</title><item><title>T</title><description>&lt;p&gt;B&lt;/p&gt;</description></item></channel></rss>",
    ),
    (
        "a.nitf",
        "<nitf><body><body.content><p><q>“No,”</q> said <person>Ana Ruiz</person>.</p></body.content></body></nitf>",
    ),
    ("a.ninjs", "{\"uri\":\"1\",\"body_html\":\"<p>B</p>\",\"bylines\":[{\"value\":\"J\"}]}"),
    (
        "a.warc",
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 72\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>A page.</p></html>\r\n\r\n",
    ),
];

#[test]
fn encodings_make_no_difference() {
    let json =
        "{\"id\":\"1\",\"body\":\"« déjà vu » à l’été\"}\n{\"id\":\"2\",\"body\":\"€ naïve\"}";
    let plain = "L’été\r\n\r\n« déjà vu » à Noël";
    for (name, text) in [("a.jsonl", json), ("a.txt", plain)] {
        let expected = read(name, text.as_bytes());
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let encoded = [
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE", little.as_slice()].concat(),
            [b"\xFE\xFF", big.as_slice()].concat(),
            little,
            big,
            encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        ];
        for (number, bytes) in encoded.iter().enumerate() {
            assert_eq!(read(name, bytes), expected, "encoding {number} of {name}");
        }
    }
}

#[test]
fn a_line_in_another_encoding_is_read_with_a_warning() {
    let ascii = "{\"body\":\"plain\"}\n".repeat(5000);
    let bytes = [ascii.as_bytes(), b"{\"body\":\"caf\xE9, d\xE9j\xE0 vu\"}\n"].concat();
    let last = read("a.jsonl", &bytes);
    expect![[r#"
        {"id":"a.jsonl:5001","title":"","body":"café, déjà vu"}
          not UTF-8: read as windows-1252"#]]
    .assert_eq(last.lines().skip(5000).collect::<Vec<_>>().join("\n").as_str());
}

#[test]
fn a_record_offers_its_bytes() {
    let (_folder, source) = folder("a.jsonl", b"{\"body\":\"b\"}\r\nx\n");
    let records: Vec<_> = records(&source).into_iter().map(Result::unwrap).collect();
    let bytes: Vec<_> = records.iter().map(|record| record.bytes()).collect();
    assert_eq!(bytes, [b"{\"body\":\"b\"}".as_slice(), b"x"]);
    assert_eq!(records[1].place().to_string(), format!("{}:2", source.path.display()));
    assert_eq!(records[1].default_id(), "a.jsonl:2");
}

#[test]
fn what_is_too_large_is_refused_and_the_rest_is_read() {
    let large = "x".repeat(MAX_ARTICLE + 1);
    check(
        "a.txt",
        &large,
        expect![[r#"
        [plain text] larger than 16 MB: cut it into articles
    "#]],
    );
    let lines = format!("{{\"body\":\"a\"}}\n{{\"body\":\"{large}\"}}\n{{\"body\":\"c\"}}\n");
    check(
        "a.jsonl",
        &lines,
        expect![[r#"
        {"id":"a.jsonl:1","title":"","body":"a"}
        [JSON lines] line 2: the line is longer than 16 MB
        {"id":"a.jsonl:3","title":"","body":"c"}
    "#]],
    );
}

#[test]
fn folders_are_walked_in_order() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("root");
    for name in ["b/2.txt", "b/1.txt", "a.txt", ".hidden/x.txt", ".x.txt", "c/d/é.txt"] {
        fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        fs::write(root.join(name), "x").unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(&root, root.join("c/loop")).unwrap();
    let paths = [root.clone(), root.join("b/2.txt"), root.join(".x.txt"), root.join("none")];
    let found: Vec<String> = sources(&paths, Arc::default())
        .map(|source| match source {
            Ok(source) => source.name,
            Err(skipped) => skipped.to_string().replace(folder.path().to_str().unwrap(), "…"),
        })
        .collect();
    expect![[r#"
        a.txt
        b/1.txt
        b/2.txt
        c/d/é.txt
        …/root/c/loop: a link back to …/root
        2.txt
        .x.txt
        …/root/none: cannot be opened: No such file or directory (os error 2)"#]]
    .assert_eq(&found.join("\n"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        name in prop::sample::select(vec![
            "a", "a.txt", "a.jsonl", "a.json", "a.html", "a.csv", "a.rss", "a.nitf", "a.ninjs", "a.warc",
        ]),
    ) {
        prop_assert!(!read(name, &bytes).is_empty());
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        (name, good) in prop::sample::select(GOOD),
        damage in prop::collection::vec((any::<u16>(), 0..3_usize, any::<u8>()), 0..5),
    ) {
        let mut bytes = good.as_bytes().to_vec();
        for (at, kind, byte) in damage {
            let at = usize::from(at) % bytes.len();
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at.max(1)),
            }
        }
        prop_assert!(!read(name, &bytes).is_empty());
    }

    #[test]
    fn any_text_stays_as_it_is(text in "[^\\p{Cc}\u{feff}\n]{1,80}") {
        let line = serde_json::json!({ "id": "1", "body": text }).to_string();
        let (_folder, source) = folder("a.jsonl", line.as_bytes());
        for record in records(&source) {
            match parse(&record.unwrap()) {
                Ok(input) => prop_assert_eq!(&input.article.body, &text),
                Err(skipped) => prop_assert!(text.trim().is_empty(), "{}", skipped),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_damaged_file_of_any_format_is_read_or_refused(
        kind in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        twice in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let samples = samples::good();
        let (extension, bytes) = kind.get(&samples);
        let mut bytes = bytes.clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        // A piece of it once more, and the end cut off.
        let from = twice.index(bytes.len());
        bytes.extend_from_within(from..);
        bytes.truncate(bytes.len() - cut.index(bytes.len()) / 4);
        // Nothing panics; a container may turn out to hold nothing.
        read(&format!("a.{extension}"), &bytes);
        read("a", &bytes);
    }
}
