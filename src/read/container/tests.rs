//! Files packed in all ways, whole and damaged.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::read::tests::{
    read,
    samples::{gzip, tar, zip, zstd},
};

const LINES: &str = "{\"body\":\"first\"}\n{\"body\":\"second\"}\n";

fn check(name: &str, bytes: &[u8], expected: Expect) {
    expected.assert_eq(&read(name, bytes));
}

#[test]
fn articles_are_found_in_all_containers() {
    let page = b"<html><body><p>A page.</p></body></html>".as_slice();
    let files = [
        ("2024/a.jsonl", LINES.as_bytes()),
        ("b.html", page),
        (".hidden/x.txt", b"no"),
        ("__MACOSX/b.html", b"no"),
    ];
    check(
        "a.jsonl.gz",
        &gzip(LINES.as_bytes()),
        expect![[r#"
        {"id":"a.jsonl.gz:1","title":"","body":"first"}
        {"id":"a.jsonl.gz:2","title":"","body":"second"}
    "#]],
    );
    check(
        "a.txt.zst",
        &zstd(b"Title\nBody"),
        expect![[r#"
        {"id":"a.txt.zst","title":"Title","body":"Body"}
    "#]],
    );
    check(
        "a.zip",
        &zip(&files),
        expect![[r#"
        {"id":"a.zip/2024/a.jsonl:1","title":"","body":"first"}
        {"id":"a.zip/2024/a.jsonl:2","title":"","body":"second"}
        {"id":"a.zip/b.html","title":"","body":"A page."}
    "#]],
    );
    check(
        "a.tar",
        &tar(&files),
        expect![[r#"
        {"id":"a.tar/2024/a.jsonl:1","title":"","body":"first"}
        {"id":"a.tar/2024/a.jsonl:2","title":"","body":"second"}
        {"id":"a.tar/b.html","title":"","body":"A page."}
    "#]],
    );
    check(
        "a.tgz",
        &gzip(&tar(&files)),
        expect![[r#"
        {"id":"a.tgz/2024/a.jsonl:1","title":"","body":"first"}
        {"id":"a.tgz/2024/a.jsonl:2","title":"","body":"second"}
        {"id":"a.tgz/b.html","title":"","body":"A page."}
    "#]],
    );
    let long = format!("{}/c.txt", "long/".repeat(40));
    let inner = zip(&[("d.txt.gz", &gzip(b"Title\nDeep"))]);
    check(
        "a.tar.zst",
        &zstd(&tar(&[(&long, b"Title\nLong"), ("e.zip", &inner)])),
        expect![[r#"
        {"id":"a.tar.zst/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/c.txt","title":"Title","body":"Long"}
        {"id":"a.tar.zst/e.zip/d.txt.gz","title":"Title","body":"Deep"}
    "#]],
    );
}

#[test]
fn streams_may_be_in_pieces() {
    let two = [gzip(b"{\"body\":\"first\"}\n"), gzip(b"{\"body\":\"second\"}\n")].concat();
    check(
        "a.jsonl.gz",
        &two,
        expect![[r#"
        {"id":"a.jsonl.gz:1","title":"","body":"first"}
        {"id":"a.jsonl.gz:2","title":"","body":"second"}
    "#]],
    );
    let skippable = b"\x50\x2a\x4d\x18\x03\0\0\0xyz".to_vec();
    let two =
        [skippable, zstd(b"{\"body\":\"first\"}\n"), zstd(b"{\"body\":\"second\"}\n")].concat();
    check(
        "a.jsonl.zst",
        &two,
        expect![[r#"
        {"id":"a.jsonl.zst:1","title":"","body":"first"}
        {"id":"a.jsonl.zst:2","title":"","body":"second"}
    "#]],
    );
}

#[test]
fn what_is_damaged_is_said_and_the_rest_is_read() {
    let gz = gzip(LINES.repeat(2).as_bytes());
    check(
        "a.jsonl.gz",
        &gz[..gz.len() - 12],
        expect![[r#"
        {"id":"a.jsonl.gz:1","title":"","body":"first"}
        [JSON lines] cannot be read: incomplete deflate stream
    "#]],
    );
    check(
        "a.jsonl.zst",
        &[zstd(LINES.as_bytes()), b"oops".to_vec()].concat(),
        expect![[r#"
            {"id":"a.jsonl.zst:1","title":"","body":"first"}
            {"id":"a.jsonl.zst:2","title":"","body":"second"}
            [JSON lines] cannot be read: Unknown frame descriptor
        "#]],
    );
    check(
        "a.gz",
        b"\x1f\x8b\x08",
        expect![[r#"
        [?] cannot be read: unexpected end of file
    "#]],
    );
    check(
        "a.gz",
        &gzip(b""),
        expect![[r#"
        [?] empty
    "#]],
    );
    let archive = tar(&[("a.txt", b"Title\nBody"), ("b.txt", &[b'x'; 2000])]);
    check(
        "a.tar",
        &archive[..2000],
        expect![[r#"
            {"id":"a.tar/a.txt","title":"Title","body":"Body"}
            [plain text] cannot be read: unexpected end of file
            [?] cannot be read further: unexpected EOF during skip
        "#]],
    );
    let archive = zip(&[("a.txt", b"Title\nBody"), ("b.png", b"\x89PNG\0")]);
    check(
        "a.zip",
        &archive[..archive.len() - 30],
        expect![[r#"
        [?] cannot be read further: invalid Zip archive: Could not find EOCD
    "#]],
    );
    check(
        "a.zip",
        &archive,
        expect![[r#"
        {"id":"a.zip/a.txt","title":"Title","body":"Body"}
        [?] not text
    "#]],
    );
    check(
        "a.docx",
        &archive,
        expect![[r#"
            [?] of no format that is read: JSON lines (.jsonl, .ndjson, .jsonlines, .jl), HTML (.html, .htm, .xhtml, .shtml), ninjs (.ninjs), JSON (.json), CSV (.csv, .tsv, .tab), feed (.rss, .atom), NITF (.nitf), WARC (.warc), Markdown (.md, .markdown, .mdown), plain text (.txt, .text, .asc)
        "#]],
    );
}

#[test]
fn bombs_and_nests_are_refused() {
    let layers = (0..6).fold(b"Title\nBody".to_vec(), |bytes, _| gzip(&bytes));
    check(
        "a.txt.gz",
        &layers,
        expect![[r#"
        [?] packed more than 4 deep: unpack it first
    "#]],
    );
    let blanks = gzip(&vec![b' '; 1 << 20]).repeat(60);
    check(
        "a.jsonl.gz",
        &blanks,
        expect![[r#"
        [JSON lines] cannot be read: it unpacks to more than 200 times its size: unpack it yourself if you trust it
    "#]],
    );
    check(
        "a.txt.gz",
        &blanks,
        expect![[r#"
        [plain text] larger than 16 MB: cut it into articles
    "#]],
    );
    let zeros = vec![b' '; 12 << 20];
    let archive =
        zip(&[("a.txt", &zeros), ("b.txt", &zeros), ("c.txt", &zeros), ("d.txt", &zeros)]);
    check(
        "a.zip",
        &archive,
        expect![[r#"
        [plain text] empty
        [plain text] empty
        [plain text] empty
        [plain text] cannot be read: it unpacks to more than 200 times its size: unpack it yourself if you trust it
    "#]],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_containers_are_read_or_refused(
        kind in 0..4_usize,
        damage in prop::collection::vec((any::<u16>(), any::<u8>()), 0..6),
        cut in any::<u16>(),
    ) {
        let files = [("a.jsonl", LINES.as_bytes()), ("b.txt", b"Title\nBody".as_slice())];
        let mut bytes = match kind {
            0 => gzip(LINES.repeat(20).as_bytes()),
            1 => zstd(LINES.repeat(20).as_bytes()),
            2 => gzip(&tar(&files)),
            _ => zip(&files),
        };
        for (at, byte) in damage {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - usize::from(cut) % bytes.len() / 2);
        prop_assert!(!read("a", &bytes).is_empty());
    }
}
