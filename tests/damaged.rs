//! A folder of damaged files of all formats: each is indexed as far as it can be read, or listed with
//! a reason; memory is bounded, and the index is good.

use std::{
    io::{Cursor, Write},
    os::unix::fs::symlink,
};

use flate2::{Compression, write::GzEncoder};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    archive::Archive,
    faults::{failures, garbage},
};

/// A good file of each format.
fn good() -> Vec<(&'static str, Vec<u8>)> {
    let page = "<!DOCTYPE html><html><head><title>Toll stays</title></head><body><article><p>“The toll \
        stays,” said Ana Ruiz, mayor of Springfield, on Monday.</p></article></body></html>";
    let lines = "{\"body\":\"“The toll stays,” said Ana Ruiz.\"}\n".repeat(3);
    let crawl = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\nHTTP/1.1 200 OK\r\n\
         Content-Type: text/html\r\n\r\n{page}\r\n\r\n",
        page.len() + 44
    );
    let item = "<item><title>T</title><description>The toll stays.</description></item>";
    let texts = [
        ("txt", "Toll stays\n\n“The toll stays,” said Ana Ruiz.\n".to_owned()),
        ("html", page.to_owned()),
        ("jsonl", lines.clone()),
        ("json", format!("[{}]", lines.trim_end().replace('\n', ",\n"))),
        ("csv", "title,body\nT,\"The toll, she said, stays.\"\nU,B\n".to_owned()),
        ("rss", format!("<rss><channel><title>O</title>{}</channel></rss>", item.repeat(2))),
        (
            "nitf",
            "<nitf><body><body.content><p>The toll stays.</p></body.content></body></nitf>".into(),
        ),
        (
            "ninjs",
            "{\"uri\":\"u\",\"body_html\":\"<p>The toll stays.</p>\",\"pubstatus\":\"usable\"}"
                .into(),
        ),
        ("warc", crawl),
    ];
    let mut files: Vec<_> = texts.map(|(name, text)| (name, text.into_bytes())).to_vec();
    files.push(("jsonl.gz", gzip(lines.as_bytes())));
    let zstd = ruzstd::encoding::CompressionLevel::Fastest;
    files.push(("jsonl.zst", ruzstd::encoding::compress_to_vec(lines.as_bytes(), zstd)));
    files.push(("zip", zip(&[("a.html", page.as_bytes()), ("b.jsonl", lines.as_bytes())])));
    files.push(("tar", tar(&[("a.html", page.as_bytes()), ("b.jsonl", lines.as_bytes())])));
    files
}

/// The same bytes, damaged in the way of this number.
fn damaged(bytes: &[u8], way: usize) -> Vec<u8> {
    let half = bytes.len() / 2;
    match way {
        0 => Vec::new(),
        1 => bytes[..half].to_vec(),
        2 => bytes[..bytes.len() - 3].to_vec(),
        3 => [&bytes[..half], &garbage()[..200], &bytes[half..]].concat(),
        4 => bytes.iter().flat_map(|byte| [*byte, 0xD8]).collect(),
        5 => bytes[half..].to_vec(),
        6 => bytes.iter().rev().copied().collect(),
        _ => {
            let mut bytes = bytes.to_vec();
            let length = bytes.len();
            for number in 0..20 {
                bytes[(way * 7919 + number * 104_729) % length] ^= 1 << (number % 8);
            }
            bytes
        }
    }
}

#[test]
fn a_folder_of_damaged_files_is_read_or_listed() {
    const WAYS: usize = 24;
    let archive = Archive::with_news();
    let mut count = 0;
    for (extension, bytes) in good() {
        for way in 0..WAYS {
            archive.write(&format!("news/{way:02}.{extension}"), damaged(&bytes, way));
            count += 1;
        }
        archive.write(&format!("news/noise.{extension}"), garbage());
        count += 1;
    }
    symlink(archive.path("news"), archive.path("news/loop")).unwrap();
    symlink(archive.path("nowhere"), archive.path("news/dangling.html")).unwrap();
    let ran = archive.limited(1_000_000, &["index", "--json", "news"]).expect(3);
    let summary: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let listed = failures(&archive);
    let of = |key: &str| summary[key].as_u64().unwrap();
    assert!(of("new") + of("skipped") >= count + 5, "{summary}");
    let surely =
        ["news/loop", "news/dangling.html", "news/noise.zip", "news/00.warc", "news/05.tar"];
    for path in surely {
        assert!(listed.iter().any(|row| row["path"] == path), "{path} is not listed");
    }
    for row in &listed {
        let reason = row["reason"].as_str().unwrap();
        assert!(!reason.is_empty() && !reason.ends_with('.'), "{row}");
        assert!(!reason.starts_with(char::is_uppercase) || reason.starts_with("JSON"), "{row}");
    }
    archive.run(&["check"]).expect(0);
    archive.run(&["quotes", "speaker:ruiz bridge"]).expect(0);
}

#[test]
fn bombs_end_in_little_memory_and_time() {
    let archive = Archive::with_news();
    let blanks = gzip(&vec![b' '; 1 << 20]);
    archive.write("news/bomb.jsonl.gz", blanks.repeat(200));
    archive.write("news/bomb.txt.gz", blanks.repeat(200));
    archive.write("news/bomb.tar.gz", gzip(&tar(&[("a.jsonl.gz", &blanks.repeat(400))])));
    archive.write("news/nest.gz", (0..10).fold(b"Title\nBody".to_vec(), |bytes, _| gzip(&bytes)));
    archive.write("news/deep.html", "<div>".repeat(1_000_000));
    archive.write("news/deep.json", "[".repeat(1_000_000));
    archive.write("news/deep.nitf", format!("<nitf>{}", "<p>".repeat(1_000_000)));
    let ran = archive.limited(1_000_000, &["index", "news"]).expect(3);
    assert!(ran.out.contains("3 new"), "{}", ran.out);
    let shown: Vec<String> = failures(&archive)
        .iter()
        .map(|row| format!("{}: {}", row["path"], row["reason"]))
        .collect();
    expect_test::expect![[r#"
        "news/bomb.jsonl.gz": "cannot be read: it unpacks to more than 200 times its size: unpack it yourself if you trust it"
        "news/bomb.tar.gz": "cannot be read further: it unpacks to more than 200 times its size: unpack it yourself if you trust it"
        "news/bomb.tar.gz/a.jsonl.gz": "cannot be read: it unpacks to more than 200 times its size: unpack it yourself if you trust it"
        "news/bomb.txt.gz": "larger than 16 MB: cut it into articles"
        "news/deep.html": "its elements are nested more than 512 deep, which no page needs"
        "news/deep.json": "not JSON: recursion limit exceeded at column 128"
        "news/deep.nitf": "not XML: line 1: elements are nested more than 200 deep"
        "news/nest.gz": "packed more than 4 deep: unpack it first""#]].assert_eq(&shown.join("\n"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}
