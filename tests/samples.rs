//! A good file of each format, and how files are packed: for the tests of the readers and of the command.

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A good file of each format.
pub fn good() -> Vec<(&'static str, Vec<u8>)> {
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
    files.push(("jsonl.zst", zstd(lines.as_bytes())));
    files.push(("zip", zip(&[("a.html", page.as_bytes()), ("b.jsonl", lines.as_bytes())])));
    files.push(("tar", tar(&[("a.html", page.as_bytes()), ("b.jsonl", lines.as_bytes())])));
    files
}

/// The bytes in gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Files by their names in a zip archive.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The bytes in zstd.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// Files by their names in a tar archive.
pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}
