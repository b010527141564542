//! A folder of damaged files of all formats: each is indexed as far as it can be read, or listed with
//! a reason; memory is bounded, and the index is good.

use std::os::unix::fs::symlink;

use crate::{
    archive::Archive,
    faults::{failures, garbage},
    samples::{good, gzip, tar},
};

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
    const WAYS: usize = 76;
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
