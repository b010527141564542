//! A fuzz target for each reader: files of its format, damaged in ever new ways.
//!
//! Whatever is in a file, nothing panics, no file takes long, and what is read of it is an article that
//! can be stored. A file that is read in a way that none was before is kept and damaged further.
//! `DIXIT_FUZZ_SECONDS=600 cargo test --release --test main fuzz` looks for ten minutes; a finding
//! is written into the temporary folder of the machine, and its path printed.

use std::{
    collections::HashSet,
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use dixit::{
    article::Article,
    read::{self, Source},
};

use crate::samples::{self, gzip, tar, zip, zstd};

/// How long each target looks if nothing is said.
const SECONDS: f64 = 0.3;

/// The longest file; what is longer is for the tests of limits.
const LONGEST: usize = 1 << 16;

/// A file that takes longer is a finding.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most files that are kept to be damaged further.
const KEPT: usize = 2_000;

/// Numbers in no order, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// A number below `end`, which is above 0.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A range of up to `longest` of `length` bytes.
    fn range(&mut self, length: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(longest)).min(length)
    }
}

/// Damages `bytes`: bits, bytes, pieces, words of the format, pieces of `other`.
fn damage(bytes: &mut Vec<u8>, other: &[u8], words: &[&str], chance: &mut Chance) {
    for _ in 0..1 + chance.below(6) {
        let place = chance.range(bytes.len(), 64);
        match chance.below(10) {
            0 if !bytes.is_empty() => {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }
            1 => {
                bytes.splice(place, [chance.next() as u8]);
            }
            2 => {
                bytes.drain(place);
            }
            3 => bytes.truncate(place.start.max(1)),
            4 => {
                let piece = bytes[place.clone()].repeat(1 + chance.below(40));
                bytes.splice(place.end..place.end, piece);
            }
            5 => {
                let from = chance.range(other.len(), 400);
                bytes.splice(place, other[from].iter().copied());
            }
            6 => {
                let number = *chance.of(&["0", "-1", "255", "65536", "4294967296", "1e400", "٣"]);
                bytes.splice(place, number.bytes());
            }
            _ => {
                let word = *chance.of(words);
                let end = if chance.below(2) == 0 { place.start } else { place.end };
                bytes.splice(place.start..end, word.bytes());
            }
        }
    }
    bytes.truncate(LONGEST);
}

/// A folder with a file that is written anew each time.
struct Desk {
    _folder: tempfile::TempDir,
    source: Source,
}

impl Desk {
    fn new(name: &str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let source = Source { path, name: name.to_owned(), rules: Arc::default() };
        Desk { _folder: folder, source }
    }

    /// Reads a file of these bytes, and says in a number in which way it was read.
    fn read(&self, bytes: &[u8]) -> u64 {
        fs::write(&self.source.path, bytes).unwrap();
        let mut way = DefaultHasher::new();
        let mut count = 0_u32;
        let flow = read::records(&self.source, &mut |record| {
            count += 1;
            match record.and_then(|record| read::parse(&record)) {
                Ok(input) => {
                    may_be_stored(&input.article);
                    shape(&input.article).hash(&mut way);
                    input.warnings.len().hash(&mut way);
                }
                Err(skipped) => {
                    assert!(!skipped.reason.is_empty());
                    let letters = skipped.reason.chars().filter(|c| c.is_alphabetic());
                    (skipped.format, letters.take(60).collect::<String>()).hash(&mut way);
                }
            }
            ControlFlow::Continue(())
        });
        assert!(flow.is_continue());
        count.checked_ilog2().hash(&mut way);
        way.finish()
    }
}

/// What is stored of an article is what is read again.
fn may_be_stored(article: &Article) {
    assert!(!article.id.is_empty());
    let stored = serde_json::to_string(article).unwrap();
    let again: Article = serde_json::from_str(&stored).unwrap();
    assert!(again == *article, "{stored}");
}

/// Which keys an article has, and about how long it is.
fn shape(article: &Article) -> impl Hash {
    let options = [&article.outlet, &article.agency, &article.section, &article.url];
    (
        options.map(Option::is_some),
        (article.date.is_some(), article.updated.is_some(), article.language.clone()),
        (article.authors.len().min(3), article.tags.len().min(3), article.metadata.len().min(4)),
        (article.title.is_empty(), article.body.len().checked_ilog2()),
    )
}

/// Writes a file down if reading it panics.
struct Finding<'b> {
    path: PathBuf,
    bytes: &'b [u8],
}

impl Drop for Finding<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() && fs::write(&self.path, self.bytes).is_ok() {
            eprintln!("the file that did it: {}", self.path.display());
        }
    }
}

/// Damages files of a format until the time is over. `pack` makes a file of what was damaged.
fn fuzz(name: &str, seeds: &[Vec<u8>], words: &[&str], pack: impl Fn(&[u8], usize) -> Vec<u8>) {
    let given = |key: &str| env::var(key).ok();
    let seconds = given("DIXIT_FUZZ_SECONDS").map_or(SECONDS, |it| it.parse().unwrap());
    let seed = given("DIXIT_FUZZ_SEED").map_or(1, |it| it.parse().unwrap());
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15 ^ seed);
    let desks = [Desk::new(name), Desk::new("file")];
    let mut kept = seeds.to_vec();
    let mut ways = HashSet::new();
    let (start, mut tries) = (Instant::now(), 0_u64);
    while start.elapsed().as_secs_f64() < seconds {
        let mut bytes = chance.of(&kept).clone();
        let other = chance.of(&kept).clone();
        damage(&mut bytes, &other, words, &mut chance);
        let file = pack(&bytes, chance.below(1 << 20));
        let path = env::temp_dir().join(format!("finding-{}-{name}", std::process::id()));
        let _finding = Finding { path, bytes: &file };
        let before = Instant::now();
        let way = chance.of(&desks).read(&file);
        assert!(before.elapsed() < PATIENCE, "it took {:?}", before.elapsed());
        tries += 1;
        if ways.insert(way) {
            if kept.len() < KEPT {
                kept.push(bytes);
            } else {
                let at = chance.below(KEPT);
                kept[at] = bytes;
            }
        }
    }
    println!("{name}: {tries} files, read in {} ways", ways.len());
}

/// The good files with this ending, and these.
fn seeds(ending: &str, more: &[&str]) -> Vec<Vec<u8>> {
    let good = samples::good().into_iter().filter(|(extension, _)| *extension == ending);
    let more = more.iter().map(|text| text.as_bytes().to_vec());
    good.map(|(_, bytes)| bytes).chain(more).collect()
}

fn as_it_is(bytes: &[u8], _: usize) -> Vec<u8> {
    bytes.to_vec()
}

const TEXT: &[&str] =
    &["\n\n", "\r", "\r\n", "\u{feff}", "\0", "é", "“", "”", "—", "\u{2028}", "’", "𝄞", "\t"];

macro_rules! target {
    ($name:ident, $file:literal, [$($seed:literal),*], [$($word:literal),*]) => {
        #[test]
        fn $name() {
            let ending = Path::new($file).extension().unwrap().to_str().unwrap();
            let words = [TEXT, &[$($word),*]].concat();
            fuzz($file, &seeds(ending, &[$($seed),*]), &words, as_it_is);
        }
    };
}

target!(plain, "a.txt", ["Title\n\n(Reuters) - “No,” she said.\n\n— A. Roe"], ["# ", "---\n"]);

target!(
    front_matter,
    "a.md",
    ["---\ntitle: \"T: t\"\nauthors: [A. Roe, B]\ntags:\n  - x\ndate: 2024-05-06T07:08:09+02:00\n\
      ---\n# Head\n\nIt *is* a [link](http://x.example/) and `code`.\n\n> “Yes,” she said.\n\n- one\n\n\
      | a | b |\n|---|---|\n| c | d |\n\n![x](y)[^1]\n\n[^1]: Foot <b>note</b>\n"],
    [
        "---\n",
        "title: ",
        "date: ",
        "- ",
        "[",
        "](",
        "**",
        "_",
        "`",
        "```\n",
        "> ",
        "| ",
        "<p>",
        "[^1]: ",
        "# ",
        "&amp;",
        "\\",
        "~~",
        "language: xx-YY\n",
        "  "
    ]
);

target!(
    json,
    "a.json",
    [r#"{"articles":[{"id":1,"title":"T","text":["A","B"],"date":"2024-05","author":{"name":"R"},
        "keywords":"a, b","x":{"y":[1,2.5e3,null,true]}}]}"#],
    [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\u0000",
        "\\ud800",
        "null",
        "\"id\":",
        "\"body\":\"",
        "\"date\":\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
        "1e999"
    ]
);

target!(
    json_lines,
    "a.jsonl",
    [
        r#"{"id":"1","headline":"T","content":"The toll stays.","published_at":1714980000,"source":"O"}"#
    ],
    [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\u0000",
        "\\ud800",
        "null",
        "\n",
        "\"id\":",
        "\"body\":\"",
        "\"date\":",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"
    ]
);

target!(
    csv,
    "a.csv",
    ["id;title;body;date\n1;T;\"a; \"\"b\"\"\nc\";2024\n", "body\ttitle\nx\ty\n"],
    [",", ";", "\t", "\"", "\"\"", "\n", "body", "title,", "id,", "date", "|"]
);

target!(
    html,
    "a.html",
    [
        "<html lang=en-GB><head><meta property=og:title content=T><meta name=author content='A. Roe'>\
      <script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"T\",\"author\":\
      [{\"name\":\"B\"}],\"datePublished\":\"2024-05-06T07:08Z\",\"publisher\":{\"name\":\"O\"},\
      \"@graph\":[]}</script></head><body><nav><a href=/>Home</a></nav><h1>T</h1><table><tr><td>x\
      </table><p>One two three four five six seven eight.<br>“No,” said Ana Ruiz.<ul><li>item</ul>\
      <pre> a\n b</pre><template><p>x</template><svg><math></body></html>"
    ],
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "<td>",
        "<tr>",
        "<a href=",
        "<br>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<svg>",
        "<math>",
        "<template>",
        "<select>",
        "<![CDATA[",
        "&#0;",
        "&#x110000;",
        "&nbsp;",
        "<meta name=",
        "<meta charset=utf-16>",
        "content=",
        "<article>",
        "<h1>",
        "<title>",
        "\"@graph\":[",
        "\"@type\":\"NewsArticle\",",
        "<noscript>",
        "<b>",
        "<i>",
        "<form>",
        "<frameset>",
        "<plaintext>",
        "itemprop=articleBody",
        "class=comment",
        "<li>",
        "<style>"
    ]
);

target!(
    feed,
    "a.rss",
    [
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>O</title><entry><id>1</id><title type=html>T</title>\
      <updated>2024-05-06T07:08:09Z</updated><author><name>A</name></author><link href='x'/><content \
      type='html'>&lt;p&gt;The toll stays.</content></entry></feed>",
        "<rdf:RDF xmlns:rdf='r' xmlns:dc='d'><channel/><item><title>T</title><dc:creator>A</dc:creator>\
      <content:encoded><![CDATA[<p>Body</p>]]></content:encoded><pubDate>Mon, 06 May 2024 07:08:09 GMT\
      </pubDate></item></rdf:RDF>"
    ],
    [
        "<item>",
        "</item>",
        "<entry>",
        "<![CDATA[",
        "]]>",
        "&lt;p&gt;",
        "&x;",
        "<!DOCTYPE a [<!ENTITY x \"y\">]>",
        "xmlns:a='b'",
        "<link>",
        "<pubDate>",
        "<content:encoded>",
        "<description>",
        "type='xhtml'",
        "<?xml ?>",
        "</channel>",
        "<guid>",
        "<!--",
        "-->"
    ]
);

target!(
    nitf,
    "a.nitf",
    [
        "<?xml version='1.0'?><nitf><head><title>T</title><docdata><date.issue norm='20240506T070809+0200'/>\
      <identified-content><org>Toll Office</org></identified-content></docdata><pubdata name='O'/></head>\
      <body><body.head><hedline><hl1>H</hl1></hedline><byline>By <person>A. Roe</person></byline>\
      </body.head><body.content><p><person><name.given>Ana</name.given> <name.family>Ruiz</name.family>\
      </person> said <q>the toll stays</q>.</p><table><tr><td>x</td></tr></table></body.content></body></nitf>"
    ],
    [
        "<p>",
        "</p>",
        "<q>",
        "</q>",
        "<person>",
        "</person>",
        "<org>",
        "<hl1>",
        "<body.content>",
        "<media>",
        "&x;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "norm='",
        "<br/>",
        "<block>",
        "<table>",
        "<date.release norm='x'/>"
    ]
);

target!(
    ninjs,
    "a.ninjs",
    [
        r#"{"uri":"u","version":"1","type":"text","pubstatus":"usable","headline":"H","byline":"By A",
        "versioncreated":"2024-05-06T07:08:09+02:00","body_text":"The toll stays.","language":"en",
        "person":[{"name":"Ana Ruiz","rel":"x"}],"organisation":[{"name":"Toll Office"}],
        "subject":[{"name":"roads"}],"infosource":[{"name":"dpa"}],"bodies":[{"role":"main","value":"x"}]}"#
    ],
    [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\ud800",
        "null",
        "\"body_html\":\"<p>",
        "\"headlines\":[",
        "\"bodies\":[",
        "\"person\":[",
        "\"organisation\":",
        "\"pubstatus\":\"canceled\"",
        "\"value\":"
    ]
);

target!(
    warc,
    "a.warc",
    [
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\nWARC-Date: \
      2024-05-06T07:08:09Z\r\nContent-Length: 140\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\
      Transfer-Encoding: chunked\r\n\r\n2a\r\n<html><body><p>“The toll stays,” she.\r\n0\r\n\r\n\r\n\r\n",
        "WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nx\n\r\n\r\nWARC/1.1\r\nWARC-Type: \
      resource\r\nContent-Type: text/html\r\nContent-Length: 34\r\n\r\n<p>The toll stays, said Ana Ruiz.\n\r\n\r\n"
    ],
    [
        "WARC/1.0\r\n",
        "WARC-Type: response\r\n",
        "Content-Length: ",
        "\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        "Content-Encoding: gzip\r\n",
        "Content-Encoding: br\r\n",
        "Content-Encoding: deflate\r\n",
        "Transfer-Encoding: chunked\r\n",
        "ffffffff\r\n",
        "0\r\n\r\n",
        "charset=utf-16\r\n",
        "99999999999",
        "-1",
        "WARC-Type: revisit\r\n",
        "WARC-Segment-Number: 2\r\n",
        "<p>"
    ]
);

/// Damages what is packed, or the package.
fn fuzz_packed(name: &str, pack: impl Fn(&[u8], usize) -> Vec<u8>) {
    let lines = seeds("jsonl", &["Title\n\nBody"]);
    let words = [TEXT, &["{\"body\":\"", "\"}\n"]].concat();
    fuzz(name, &lines, &words, |bytes, number| {
        let mut packed = pack(bytes, number >> 8);
        let mut chance = Chance(number as u64 | 1);
        if number % 3 > 0 && !packed.is_empty() {
            for _ in 0..1 + number % 5 {
                match chance.below(4) {
                    0 => packed.truncate(1 + chance.below(packed.len())),
                    1 => {
                        let piece = chance.range(packed.len(), 64);
                        packed.extend_from_within(piece);
                    }
                    _ => {
                        let (at, any) = (chance.below(packed.len()), chance.next() as u8);
                        packed[at] = *chance.of(&[0, 1, 0x7f, 0x80, 0xff, any]);
                    }
                }
            }
        }
        packed
    });
}

#[test]
fn gz() {
    fuzz_packed("a.jsonl.gz", |bytes, _| gzip(bytes));
}

#[test]
fn zst() {
    fuzz_packed("a.jsonl.zst", |bytes, _| zstd(bytes));
}

#[test]
fn a_zip() {
    let names = ["a.jsonl", "../../a", "/a.txt", "é/a.html", "a.gz", "", "a\0b", "a/"];
    fuzz_packed("a.zip", |bytes, number| {
        zip(&[(names[number % 8], bytes), ("b.txt", bytes), ("c.jsonl.gz", &gzip(bytes))])
    });
}

#[test]
fn a_tar() {
    fuzz_packed("a.tar", |bytes, number| {
        let name = ["a.jsonl", "é/a.html", "a.gz", "x"][number % 4];
        tar(&[(name, bytes), ("b.txt", bytes), ("c.jsonl.gz", &gzip(bytes))])
    });
}
