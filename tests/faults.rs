//! Bad input and bad luck: each gives a clear error or a listed skip, and the index stays as it was
//! at the last commit.
//!
//! A test that needs more than this machine gives says "skipped: …"; with `DIXIT_REQUIRE_ALL` it
//! fails instead.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use dixit::{
    article::Article,
    error::Error,
    index::{
        Backend,
        local::{Index, Progress, Writer, WriterOptions},
    },
    query::{SearchRequest, parse},
};
use serde_json::Value;

use crate::archive::{Archive, BRIDGE, Ran, contents};

/// What a small test gives a writer.
const SMALL: WriterOptions = WriterOptions { threads: 1, memory: 20_000_000 };

#[test]
fn what_is_no_article_is_listed_and_stops_nothing() {
    let archive = Archive::with_news();
    archive.write("news/empty.txt", "");
    archive.write("news/blank.txt", "\n \n");
    archive.write("news/empty.jsonl", "");
    archive.write("news/garbage.txt", garbage());
    archive.write("news/garbage", garbage());
    archive
        .write("news/late-garbage.txt", ["word ".repeat(20_000).into_bytes(), garbage()].concat());
    archive.write("news/page.html", "<html><body></body></html>");
    archive.write("news/wrong.jsonl", WRONG_LINES);
    let ran = archive.run(&["index", "news"]).expect(3);
    assert!(ran.out.contains("4 new"), "{}", ran.out);
    assert_eq!(archive.checked(), (4, 3));
    let expected = [
        ("news/blank.txt", None, "empty"),
        ("news/empty.jsonl", None, "empty"),
        ("news/empty.txt", None, "empty"),
        ("news/garbage", None, "not text"),
        ("news/garbage.txt", None, "not text"),
        ("news/late-garbage.txt", None, "not text"),
        ("news/page.html", None, "no article is found on the page"),
        ("news/wrong.jsonl", Some(1), "\"title\" is a number: expected a string"),
        ("news/wrong.jsonl", Some(2), "not JSON: expected value at column 8"),
        ("news/wrong.jsonl", Some(3), "the line is a list: expected an object"),
        ("news/wrong.jsonl", Some(4), "there is no \"body\""),
        ("news/wrong.jsonl", Some(5), "\"authors\" holds a number: expected strings"),
    ];
    let listed = failures(&archive);
    for (path, line, reason) in expected {
        let row = listed.iter().find(|row| row["path"] == path && row["line"] == Value::from(line));
        let row = row.unwrap_or_else(|| panic!("{path} {line:?} is not in {listed:#?}"));
        assert!(row["reason"].as_str().unwrap().starts_with(reason), "{row}");
        let place = line.map_or(path.to_owned(), |line| format!("{path}:{line}"));
        let is_said = ran.err.contains(&format!("skipped: {place}: {reason}"));
        assert!(is_said || ran.err.contains("more: all are listed in"), "{place} in {}", ran.err);
    }
    assert_eq!(listed.len(), expected.len(), "{listed:#?}");
    let of_json = listed.iter().filter(|row| row["format"] == "JSON lines");
    assert_eq!(of_json.count(), 5, "{listed:#?}");
}

const WRONG_LINES: &str = r#"{"id":"n1","title":7,"body":"A number for a title."}
{"id": what}
["a","list"]
{"id":"n4","title":"Nothing below"}
{"id":"n5","authors":["Jo",8],"body":"A number for an author."}
{"id":"n6","body":"This one is right."}
"#;

#[test]
fn the_list_of_failures_is_of_the_last_run() {
    let archive = Archive::with_news();
    archive.write("news/empty.txt", "");
    archive.run(&["index", "news"]).expect(3);
    assert_eq!(failures(&archive).len(), 1);
    archive.write("news/empty.txt", "Full\n\nNow it holds something.\n");
    archive.run(&["index", "news"]).expect(0);
    assert!(!archive.path("index/failures.jsonl").exists());
    assert_eq!(archive.checked(), (4, 3));
}

#[test]
fn a_line_that_never_ends_is_skipped_in_little_memory() {
    let archive = Archive::with_news();
    let head = "word ".repeat(20_000);
    for (name, size) in [("long", 17_000_000), ("endless", 1_200_000_000)] {
        for (extension, head) in [("txt", head.clone()), ("jsonl", format!("{{\"body\":\"{head}"))]
        {
            archive.write(&format!("news/{name}.{extension}"), &head);
            let path = archive.path(&format!("news/{name}.{extension}"));
            fs::OpenOptions::new().append(true).open(path).unwrap().set_len(size).unwrap();
        }
    }
    let ran = archive.limited(1_000_000, &["index", "news"]).expect(3);
    assert!(ran.out.contains("3 new"), "{}", ran.out);
    let listed = failures(&archive);
    let shown: Vec<String> = listed
        .iter()
        .map(|row| format!("{} {} {}", row["path"], row["line"], row["reason"]))
        .collect();
    assert_eq!(
        shown,
        [
            "\"news/endless.jsonl\" 1 \"the line is longer than 16 MB\"",
            "\"news/endless.txt\" null \"larger than 16 MB: cut it into articles\"",
            "\"news/long.jsonl\" 1 \"the line is longer than 16 MB\"",
            "\"news/long.txt\" null \"larger than 16 MB: cut it into articles\"",
        ]
    );
    assert_eq!(archive.checked(), (3, 3));
}

#[test]
fn every_encoding_of_a_newsroom_is_found() {
    let archive = Archive::new();
    let text = "Das Café\n\nThe naïve “café” reopened, the owner’s façade too.\n";
    let wide = |to_bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{text}").encode_utf16().flat_map(to_bytes).collect()
    };
    let narrow: Vec<u8> = text.chars().map(windows_1252).collect();
    let files = [
        ("utf-8.txt", text.as_bytes().to_vec()),
        ("utf-8-bom.txt", format!("\u{feff}{text}").into_bytes()),
        ("crlf.txt", text.replace('\n', "\r\n").into_bytes()),
        ("utf-16-le.txt", wide(u16::to_le_bytes, "\u{feff}")),
        ("utf-16-be.txt", wide(u16::to_be_bytes, "\u{feff}")),
        ("utf-16-no-mark.txt", wide(u16::to_le_bytes, "")),
        ("windows-1252.txt", narrow),
    ];
    for (name, bytes) in &files {
        archive.write(&format!("news/{name}"), bytes);
    }
    archive.run(&["index", "news"]).expect(0);
    for query in ["title:\"Das Café\"", "café", "\"the owner's façade\"", "naïve"] {
        let found = archive.json(&["search", "--json", "--limit", "20", query]);
        let ids: Vec<&str> = found["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["id"].as_str().unwrap())
            .collect();
        let missing: Vec<_> = files.iter().filter(|(name, _)| !ids.contains(name)).collect();
        assert!(missing.is_empty(), "{query} does not find {missing:?}");
        for hit in found["hits"].as_array().unwrap() {
            assert_eq!(hit["title"], "Das Café", "{hit}");
        }
    }
}

#[test]
fn a_day_that_never_was_is_noted_and_the_article_kept() {
    let archive = Archive::new();
    archive.write("news/leap.txt", "---\ndate: 2023-02-31\n---\nLeap\n\nNobody leapt.\n");
    archive.write(
        "news/leap.jsonl",
        "{\"id\":\"j\",\"date\":\"2023-02-31\",\"body\":\"They leapt.\"}\n",
    );
    let ran = archive.run(&["index", "news"]).expect(0);
    for place in ["news/leap.txt", "news/leap.jsonl:1"] {
        let note = format!("note: {place}: \"2023-02-31\" is not a date");
        assert!(ran.err.contains(&note), "{note} in {}", ran.err);
    }
    let article = archive.json(&["show", "--json", "leap.txt"]);
    assert_eq!(article["metadata"]["date"], "2023-02-31");
    assert_eq!(archive.json(&["search", "--json", "leapt"])["total"], 2);
    archive.run(&["search", "leapt date:2023"]).expect(1);
}

#[test]
fn the_same_id_twice_is_listed() {
    let archive = Archive::new();
    archive.write("a.jsonl", "{\"id\":\"same\",\"body\":\"The first one.\"}\n");
    archive.write("b.jsonl", "{\"id\":\"same\",\"body\":\"The second one.\"}\n");
    archive.run(&["index", "a.jsonl", "b.jsonl"]).expect(3);
    let listed = failures(&archive);
    assert_eq!((&listed[0]["path"], &listed[0]["line"]), (&"b.jsonl".into(), &1.into()));
    assert!(listed[0]["reason"].as_str().unwrap().starts_with("the id \"same\" is taken"));
    archive.run(&["search", "first"]).expect(0);
    archive.run(&["search", "second"]).expect(1);
}

#[test]
fn the_same_path_below_another_folder_is_listed() {
    let archive = Archive::with_news();
    archive.write("elsewhere/bridge.txt", "Another bridge\n\nIt is not the same.\n");
    archive.run(&["index", "news"]).expect(0);
    archive.run(&["index", "elsewhere"]).expect(3);
    let listed = failures(&archive);
    assert_eq!(listed[0]["path"], "elsewhere/bridge.txt");
    assert!(listed[0]["reason"].as_str().unwrap().contains("another folder"), "{listed:#?}");
    assert_eq!(archive.checked(), (3, 3));
}

#[test]
fn a_file_that_may_not_be_read_is_listed() {
    let archive = Archive::with_news();
    fs::set_permissions(archive.path("news/bridge.txt"), fs::Permissions::from_mode(0o000))
        .unwrap();
    open_to_all(&archive);
    let Some(ran) = run_as_nobody(&archive, &["index", "news"]) else { return };
    ran.expect(3);
    let listed = failures(&archive);
    assert_eq!(listed[0]["path"], "news/bridge.txt");
    assert!(listed[0]["reason"].as_str().unwrap().contains("cannot be opened"), "{listed:#?}");
}

#[test]
fn a_folder_that_is_no_index_is_left_alone() {
    let archive = Archive::with_news();
    archive.write("file", "I am a file.\n");
    archive.write("folder/letter.txt", "I am somebody's letter.\n");
    archive.write("manifest/dixit.json", "{\"name\":\"another program's\"}\n");
    let cases = [
        ("file", "it is a file"),
        ("folder", "it holds other files, such as letter.txt"),
        ("manifest", "its dixit.json is no manifest"),
    ];
    for (dir, reason) in cases {
        let ran = archive.run(&["index", "--index", dir, "news"]).expect(4);
        let expected = format!("error: {dir} is not an index: {reason}; choose another folder");
        assert!(ran.err.starts_with(&expected), "{}", ran.err);
        archive.run(&["search", "--index", dir, "toll"]).expect(4);
        archive.run(&["check", "--index", dir]).expect(4);
    }
    let names = |dir| contents(&archive.path(dir)).into_iter().map(|(path, _)| path);
    assert_eq!(names("folder").collect::<Vec<_>>(), [archive.path("folder/letter.txt")]);
    assert_eq!(names("manifest").collect::<Vec<_>>(), [archive.path("manifest/dixit.json")]);
}

#[test]
fn an_index_of_another_version_is_refused() {
    let archive = Archive::indexed();
    let manifest = fs::read_to_string(archive.path("index/dixit.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    for (key, value) in
        [("format", Value::from(99)), ("analyzer", 99.into()), ("stemmer", "another".into())]
    {
        let mut other = manifest.clone();
        other[key] = value.clone();
        archive.write("index/dixit.json", other.to_string());
        let before = contents(&archive.path("index"));
        let shown = value.to_string().replace('"', "");
        for words in [&["search", "toll"][..], &["index", "news"], &["delete", "w1"], &["check"]] {
            let ran = archive.run(words).expect(4);
            let expected = format!("the index at index has {key} {shown}, this dixit reads ");
            assert!(ran.err.contains(&expected), "{}", ran.err);
            assert!(ran.err.contains("`dixit reindex --index index`"), "{}", ran.err);
        }
        assert!(before == contents(&archive.path("index")), "the index was changed");
    }
    let mut other = manifest.clone();
    other["extractors"][0]["rules"] = 99.into();
    archive.write("index/dixit.json", other.to_string());
    archive.run(&["search", "toll"]).expect(0);
}

#[test]
fn there_is_one_writer() {
    let archive = Archive::indexed();
    let writer = Writer::open(&archive.path("index"), SMALL).unwrap();
    let second = Writer::open(&archive.path("index"), SMALL).err();
    assert!(matches!(second, Some(Error::Locked { .. })), "{second:?}");
    for words in [&["index", "news"], &["delete", "w1"]] {
        let ran = archive.run(words).expect(4);
        assert!(ran.err.contains("is being written by another process"), "{}", ran.err);
    }
    archive.run(&["search", "toll"]).expect(0);
    drop(writer);
    archive.run(&["index", "news"]).expect(0);
    assert_eq!(archive.checked(), (3, 3));
}

#[test]
fn searching_while_a_writer_commits_sees_one_commit_or_the_next() {
    let archive = Archive::new();
    let dir = archive.path("index");
    let mut writer = Writer::open(&dir, SMALL).unwrap();
    let article = |number| Article {
        id: format!("a{number}"),
        body: "“The toll is fair,” said Ana Ruiz.".to_owned(),
        ..Article::default()
    };
    writer.add(&article(0)).unwrap();
    writer.commit(Progress::default()).unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || {
            for number in 1..12 {
                writer.add(&article(number)).unwrap();
                writer.add(&article(0)).unwrap();
                writer.commit(Progress::default()).unwrap();
            }
            writer.close().unwrap();
        });
        let mut last = 1;
        while !writing.is_finished() || last < 12 {
            let index = Index::open(&dir).unwrap();
            let request = SearchRequest::quotes(parse("toll").unwrap().query);
            let found = index.search(&request).unwrap();
            assert!((last..=12).contains(&found.total), "{} after {last}", found.total);
            assert_eq!(index.size().unwrap().articles, found.total);
            last = found.total;
        }
    });
    assert_eq!(archive.checked(), (12, 12));
}

#[test]
fn a_folder_that_may_not_be_written_is_searched() {
    let archive = Archive::indexed();
    open_to_all(&archive);
    for path in contents(&archive.path("index")).into_iter().map(|(path, _)| path) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(archive.path("index"), fs::Permissions::from_mode(0o555)).unwrap();
    for words in [&["search", "toll"][..], &["quotes", "bridge"], &["speakers"], &["check"]] {
        let Some(ran) = run_as_nobody(&archive, words) else { return };
        ran.expect(0);
    }
    if let Some(ran) = run_as_nobody(&archive, &["delete", "w1"]) {
        ran.expect(4);
    }
    fs::set_permissions(archive.path("index"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(archive.checked(), (3, 3));
}

#[test]
fn what_one_user_indexed_another_may_search() {
    let archive = Archive::indexed();
    open_to_all(&archive);
    for words in [&["search", "toll"][..], &["check"]] {
        let Some(ran) = run_as_nobody(&archive, words) else { return };
        ran.expect(0);
    }
}

#[test]
fn replaced_and_deleted_articles_leave_nothing_behind() {
    let archive = Archive::indexed();
    let silent = BRIDGE.replace("We will never charge a toll on that bridge", "No comment");
    archive.write("news/bridge.txt", &silent);
    archive.run(&["index", "news"]).expect(0);
    archive.run(&["quotes", "toll"]).expect(1);
    archive.run(&["quotes", "comment"]).expect(0);
    assert_eq!(archive.checked(), (3, 3));
    archive.run(&["delete", "bridge.txt", "w1"]).expect(0);
    for words in [&["quotes", "comment"][..], &["speakers"], &["orgs"], &["show", "w1"]] {
        archive.run(words).expect(1);
    }
    assert_eq!(archive.checked(), (1, 0));
}

#[test]
fn a_flipped_byte_is_reported() {
    let archive = Archive::indexed();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    archive.run(&["index", corpus.to_str().unwrap()]).expect(0);
    let mut files = contents(&archive.path("index"));
    files.retain(|(_, bytes)| !bytes.is_empty());
    files.sort_by_key(|(_, bytes)| std::cmp::Reverse(bytes.len()));
    for (path, bytes) in files.iter().take(8) {
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 0xff;
        fs::write(path, flipped).unwrap();
        let name = path.file_name().unwrap().display();
        let ran = archive.run(&["check"]);
        assert_eq!(ran.code, 4, "{name}: {}{}", ran.out, ran.err);
        for words in [&["search", "bridge"][..], &["quotes", "bridge"], &["show", "w1"]] {
            // Which bytes the engine cannot bear depends on where they lie.
            let ran = archive.command(words).output().unwrap();
            let (code, said) = (ran.status.code(), String::from_utf8_lossy(&ran.stderr));
            let is_told = said.starts_with("error: stopped by a defect, or by a damaged index");
            assert!([0, 1, 4, 70].map(Some).contains(&code), "{name}: {code:?}, {said}");
            assert_eq!(code == Some(70), is_told, "{name}: {code:?}, {said}");
        }
        fs::write(path, bytes).unwrap();
    }
    archive.run(&["check"]).expect(0);
}

#[test]
fn a_damaged_article_is_reported_and_nothing_panics() {
    let archive = Archive::indexed();
    let dir = archive.path("index");
    let ids = ["w1", "w2", "bridge.txt"];
    let read = |index: &Index| ids.map(|id| index.article(id));
    let good = read(&Index::open(&dir).unwrap()).map(|article| article.unwrap());
    let is_stored = |path: &Path| path.extension().is_some_and(|it| it == "articles");
    for (path, bytes) in contents(&dir).into_iter().filter(|(path, _)| is_stored(path)) {
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(&path, damaged).unwrap();
            let Ok(index) = Index::open(&dir) else { continue };
            for (found, good) in read(&index).into_iter().zip(&good) {
                assert!(found.is_err() || found.is_ok_and(|found| found == *good), "byte {at}");
            }
        }
        fs::write(&path, &bytes).unwrap();
        // The engine looks for the end of a file in its last eight bytes.
        for length in (8..bytes.len()).step_by(7) {
            fs::write(&path, &bytes[..length]).unwrap();
            assert!(Index::open(&dir).is_err(), "cut to {length} bytes");
        }
        fs::write(&path, bytes).unwrap();
    }
    archive.run(&["check"]).expect(0);
}

#[test]
fn ctrl_c_leaves_the_index_as_it_was() {
    let archive = Archive::indexed();
    archive.write("big.jsonl", big(4000));
    let child = start_writing(&archive, "big.jsonl");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ran = Ran::new(child.wait_with_output().unwrap()).expect(130);
    assert_eq!(ran.err, "interrupted: the index is as it was at the last commit\n");
    assert_eq!(archive.checked(), (3, 3));
}

#[test]
fn ctrl_c_in_the_first_run_leaves_an_empty_index() {
    let archive = Archive::new();
    archive.write("big.jsonl", big(4000));
    let child = start_writing(&archive, "big.jsonl");
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    Ran::new(child.wait_with_output().unwrap()).expect(130);
    assert_eq!(archive.checked(), (0, 0));
    archive.run(&["search", "toll"]).expect(1);
}

#[test]
fn a_killed_writer_leaves_the_index_whole() {
    let measured = Archive::indexed();
    measured.write("big.jsonl", big(100));
    let start = Instant::now();
    measured.run(&["index", "big.jsonl"]).expect(0);
    let all = start.elapsed();
    for percent in [5, 30, 60, 80, 90, 95, 98] {
        let archive = Archive::indexed();
        archive.write("big.jsonl", big(100));
        let mut child =
            archive.command(&["index", "big.jsonl"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(all * percent / 100);
        child.kill().unwrap();
        child.wait().unwrap();
        let (articles, _) = archive.checked();
        assert!([3, 103].contains(&articles), "{articles} articles after {percent} %");
        archive.run(&["index", "big.jsonl"]).expect(0);
        assert_eq!(archive.checked().0, 103, "after {percent} %");
    }
}

#[test]
fn a_full_disk_leaves_the_index_as_it_was() {
    let archive = Archive::with_news();
    let Some(_disk) = Disk::mount(&archive.path("disk"), "300k") else { return };
    archive.run(&["index", "--index", "disk/index", "news"]).expect(0);
    let lines = (0..100).map(|number| {
        let words: Vec<String> = (0..400_u64).map(|word| noise(number * 400 + word)).collect();
        serde_json::json!({"id": format!("noise-{number}"), "body": words.join(" ")}).to_string()
    });
    archive.write("noise.jsonl", lines.collect::<Vec<_>>().join("\n"));
    let ran = archive.run(&["index", "--index", "disk/index", "noise.jsonl"]).expect(4);
    assert!(ran.err.starts_with("error: the index at disk/index cannot be "), "{}", ran.err);
    assert!(ran.err.contains("No space left on device"), "{}", ran.err);
    let stats = archive.json(&["stats", "--json", "--index", "disk/index"]);
    assert_eq!((&stats["articles"], &stats["quotes"]), (&3.into(), &3.into()));
    archive.run(&["check", "--index", "disk/index"]).expect(0);
    archive.run(&["search", "--index", "disk/index", "toll"]).expect(0);
}

#[test]
fn a_disk_without_room_for_an_index_takes_one_later() {
    let archive = Archive::with_news();
    let Some(_disk) = Disk::mount(&archive.path("disk"), "100k") else { return };
    archive.write("disk/filler", "");
    let mut filler = fs::OpenOptions::new().append(true).open(archive.path("disk/filler")).unwrap();
    while filler.write_all(b"full ").is_ok() {}
    drop(filler);
    let ran = archive.run(&["index", "--index", "disk/index", "news"]).expect(4);
    assert!(ran.err.contains("No space left on device"), "{}", ran.err);
    fs::remove_file(archive.path("disk/filler")).unwrap();
    archive.run(&["index", "--index", "disk/index", "news"]).expect(0);
    archive.run(&["check", "--index", "disk/index"]).expect(0);
}

/// Lets a program sync so many files, and none after those.
const UNSURE: &str = r#"
#include <errno.h>
#include <stdlib.h>
static int left(void) {
    static int calls = -1;
    if (calls < 0) calls = atoi(getenv("DIXIT_SYNCS"));
    return calls-- > 0 ? 0 : (calls = 0, errno = EIO, -1);
}
int fsync(int file) { (void)file; return left(); }
int fdatasync(int file) { (void)file; return left(); }
"#;

#[test]
fn a_disk_that_cannot_sync_leaves_the_index_whole() {
    let archive = Archive::with_news();
    archive.write("unsure.c", UNSURE);
    archive.write("big.jsonl", big(20));
    let library = archive.path("unsure.so");
    let source = archive.path("unsure.c");
    let compiled =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).status();
    if !compiled.is_ok_and(|status| status.success()) {
        return skipped("needs cc to make a disk that cannot sync");
    }
    let mut failed = 0;
    for syncs in [0, 1, 4, 6, 8, 12, 16, 20, 1_000] {
        let _ = fs::remove_dir_all(archive.path("index"));
        archive.run(&["index", "news"]).expect(0);
        let mut command = archive.command(&["index", "big.jsonl"]);
        command.env("LD_PRELOAD", &library).env("DIXIT_SYNCS", syncs.to_string());
        let ran = Ran::new(command.output().unwrap());
        let (articles, _) = archive.checked();
        match ran.code {
            0 => assert_eq!(articles, 23, "after {syncs} syncs"),
            // What was not said to be committed may be there, whole.
            4 => {
                assert!([3, 23].contains(&articles), "{articles} after {syncs} syncs");
                assert!(ran.err.contains("Input/output error"), "{}", ran.err);
                failed += 1;
            }
            code => panic!("{code} after {syncs} syncs: {}", ran.err),
        }
        archive.run(&["index", "big.jsonl"]).expect(0);
        assert_eq!(archive.checked().0, 23, "after {syncs} syncs and another run");
    }
    assert!((3..9).contains(&failed), "{failed} runs failed");
}

/// A word that stands nowhere else and cannot be made smaller.
fn noise(number: u64) -> String {
    let mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:x}", mixed ^ (mixed >> 29))
}

/// A small file system of its own, gone when dropped.
struct Disk(PathBuf);

impl Disk {
    fn mount(path: &Path, size: &str) -> Option<Disk> {
        fs::create_dir(path).unwrap();
        if !is_root() {
            skipped("needs root to mount a tmpfs");
            return None;
        }
        let options = format!("size={size}");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(path).status();
        if !mounted.is_ok_and(|status| status.success()) {
            skipped("may not mount a tmpfs");
            return None;
        }
        Some(Disk(path.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// Says why a test was left out; it may not be with `DIXIT_REQUIRE_ALL`.
pub fn skipped(reason: &str) {
    assert!(std::env::var_os("DIXIT_REQUIRE_ALL").is_none(), "DIXIT_REQUIRE_ALL: {reason}");
    println!("skipped: {reason}");
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

/// Runs the command as somebody who is not root, if this machine can.
fn run_as_nobody(archive: &Archive, words: &[&str]) -> Option<Ran> {
    if !is_root() {
        return Some(archive.run(words));
    }
    let program = archive.path("dixit");
    if !program.exists() {
        let built = env!("CARGO_BIN_EXE_dixit");
        fs::hard_link(built, &program).or_else(|_| fs::copy(built, &program).map(drop)).unwrap();
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    let ran = Command::new("setpriv")
        .args(nobody)
        .arg(program)
        .args(words)
        .current_dir(archive.path(""))
        .env("NO_COLOR", "1")
        .output();
    match ran {
        Ok(output) => Some(Ran::new(output)),
        Err(_) => {
            skipped("needs setpriv to run as nobody");
            None
        }
    }
}

/// Lets everybody into the folder of the archive.
fn open_to_all(archive: &Archive) {
    fs::set_permissions(archive.path(""), fs::Permissions::from_mode(0o777)).unwrap();
}

/// Starts to index a file and waits until documents are being written.
fn start_writing(archive: &Archive, file: &str) -> Child {
    let before = files_of(archive);
    let child = archive
        .command(&["index", file])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while files_of(archive) <= before + 4 {
        assert!(start.elapsed() < Duration::from_secs(30), "nothing is written");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn files_of(archive: &Archive) -> usize {
    fs::read_dir(archive.path("index")).map_or(0, Iterator::count)
}

/// JSON lines with so many articles; each holds a quotation.
pub fn big(articles: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for number in 0..articles {
        let filler =
            format!("Paragraph of article {number} about the bridge and its tolls. ").repeat(20);
        let body = format!(
            "“The toll is number {number},” said Ana Ruiz, mayor of Springfield.\n\n{filler}"
        );
        let line = serde_json::json!({"id": format!("big-{number}"), "title": "Big", "body": body});
        writeln!(out, "{line}").unwrap();
    }
    out
}

/// The rows of the list of skipped inputs, by path and line.
pub fn failures(archive: &Archive) -> Vec<Value> {
    let text = fs::read_to_string(archive.path("index/failures.jsonl")).unwrap();
    let mut rows: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for row in &rows {
        let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["path", "line", "format", "reason"]);
    }
    rows.sort_by_key(|row| (row["path"].to_string(), row["line"].as_u64()));
    rows
}

/// Bytes that are no text in any encoding.
pub fn garbage() -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..20_000).map(|_| next()).collect()
}

fn windows_1252(c: char) -> u8 {
    match c {
        '“' => 0x93,
        '”' => 0x94,
        '’' => 0x92,
        c => u8::try_from(u32::from(c)).unwrap(),
    }
}
