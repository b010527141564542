//! What keeps an index in order: merging, purging, removing what faults leave, rebuilding, copying.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use dixit::{
    article::Article,
    error::Error,
    extract::Extractor,
    index::local::{self, Files, Index, Progress, Writer, WriterOptions},
    pipeline::{self, Observer, Options, Summary},
};

use crate::{
    archive::{Archive, BRIDGE, contents},
    faults::big,
};

const SMALL: WriterOptions = WriterOptions { threads: 1, memory: 20_000_000 };

fn article(number: usize) -> Article {
    Article {
        id: format!("a{number}"),
        body: format!("“The toll is number {number},” said Ana Ruiz, mayor of Springfield."),
        ..Article::default()
    }
}

/// Commits so many articles, each in a segment of its own.
fn add(dir: &Path, numbers: std::ops::Range<usize>) {
    let mut writer = Writer::open(dir, SMALL).unwrap();
    for number in numbers {
        writer.add(&article(number)).unwrap();
        writer.commit(Progress::default()).unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn an_optimized_index_has_one_segment_and_answers_the_same() {
    let archive = Archive::indexed();
    add(&archive.path("index"), 0..5);
    archive.run(&["delete", "a3", "w2"]).expect(0);
    let quotes = ["quotes", "--json", "--limit", "50", "toll OR budget"];
    let before = archive.json(&quotes)["hits"].clone();
    assert!(archive.json(&["stats", "--json"])["segments"].as_u64() > Some(1));
    let ran = archive.run(&["optimize"]).expect(0);
    assert!(ran.out.contains("1 segment") || ran.out.contains("; 1, "), "{}", ran.out);
    assert_eq!(archive.json(&["stats", "--json"])["segments"], 1);
    assert_eq!(archive.checked(), (6, 7));
    let sorted = |hits: &serde_json::Value| {
        let mut ids: Vec<_> =
            hits.as_array().unwrap().iter().map(|hit| hit["id"].clone()).collect();
        ids.sort_by_key(ToString::to_string);
        ids
    };
    assert_eq!(sorted(&archive.json(&quotes)["hits"]), sorted(&before));
    archive.run(&["optimize"]).expect(0);
    archive.run(&["optimize", "--index", "nowhere"]).expect(4);
}

#[test]
fn deleted_documents_go_when_they_are_many() {
    let archive = Archive::new();
    let dir = archive.path("index");
    let mut writer = Writer::open(&dir, SMALL).unwrap();
    for number in 0..100 {
        writer.add(&article(number)).unwrap();
    }
    writer.commit(Progress::default()).unwrap();
    for number in 0..30 {
        writer.delete(&format!("a{number}")).unwrap();
    }
    writer.commit(Progress::default()).unwrap();
    writer.close().unwrap();
    assert_eq!(archive.checked(), (70, 70));
    assert!(!holds(&dir, "a29").0, "the deleted articles are still in the files");
}

/// Whether a file of the folder holds the text, as it is or packed, and which.
fn holds(dir: &Path, text: &str) -> (bool, Vec<PathBuf>) {
    let is_in = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let holds = |bytes: &[u8]| is_in(bytes) || unpacked(bytes).iter().any(|piece| is_in(piece));
    let files = contents(dir).into_iter().filter(|(_, bytes)| holds(bytes));
    let files: Vec<PathBuf> = files.map(|(path, _)| path).collect();
    (!files.is_empty(), files)
}

/// What comes out wherever something packed may begin in these bytes.
fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    let typical = include_bytes!("../src/index/local/typical.jsonl");
    let begins = |&at: &usize| bytes[at..].starts_with(&[0x28, 0xB5, 0x2F, 0xFD]);
    let unpack = |at: usize| {
        let mut piece = Vec::new();
        let decoder = zstd::Decoder::with_dictionary(&bytes[at..], typical).unwrap();
        // What came out before an end or a fault counts.
        let _ = decoder.single_frame().read_to_end(&mut piece);
        piece
    };
    (0..bytes.len()).filter(begins).map(unpack).collect()
}

#[test]
fn no_file_holds_a_word_of_a_purged_article() {
    let archive = Archive::indexed();
    let dir = archive.path("index");
    let secret = BRIDGE
        .replace("Leo Hart", "Quillon Zarnakov")
        .replace("belongs to everybody", "belongs to the vexlorin");
    // An older version of it, one that was deleted long ago, one that was never committed, and an input
    // that was skipped because of it.
    archive.write("news/secret.txt", secret.replace("vexlorin", "hadrumask"));
    archive.write("news/big.jsonl", big(20));
    archive.run(&["index", "--threads", "1", "news"]).expect(0);
    archive.write("news/secret.txt", &secret);
    archive.write("news/old.txt", secret.replace("vexlorin", "oldtrimzaq"));
    // Enough others that its segment is not merged by itself.
    let more = (0..20).map(|number| format!("{{\"id\":\"m{number}\",\"body\":\"Market.\"}}\n"));
    archive.write("news/more.jsonl", more.collect::<String>());
    archive.write("news/again.jsonl", r#"{"id":"secret.txt","body":"The same again."}"#);
    archive.run(&["index", "--threads", "1", "news"]).expect(3);
    archive.run(&["delete", "old.txt"]).expect(0);
    archive.write("index/0123456789abcdef0123456789abcdef.store", "orphaned vexlorin");
    archive.write("index.reindex/x.store", "begun vexlorin");
    let words =
        ["vexlorin", "zarnakov", "Zarnakov", "quillon", "hadrumask", "oldtrimzaq", "secret.txt"];
    for word in words {
        assert!(holds(&dir, word).0, "{word} is in no file before");
    }
    let ran = archive.run(&["delete", "--purge", "secret.txt"]).expect(0);
    assert!(ran.out.contains("1 article deleted"), "{}", ran.out);
    for word in words {
        assert_eq!(holds(&dir, word).1, Vec::<PathBuf>::new(), "{word} is still there");
    }
    assert!(!archive.path("index.reindex").exists());
    archive.run(&["search", "everybody"]).expect(0);
    assert_eq!(archive.checked(), (43, 23));
    archive.run(&["stats"]).expect(0);
    // What is gone already can be purged once more.
    archive.run(&["delete", "--purge", "secret.txt"]).expect(1);
}

#[test]
fn garbage_goes_and_nothing_else() {
    let archive = Archive::indexed();
    for name in [
        "index/0123456789abcdef0123456789abcdef.store",
        "index/.meta.json.new",
        "index/.dixit-links-12/file",
        "index.reindex/file",
        "index/letter.txt",
        "index/.gitkeep",
    ] {
        archive.write(name, "x");
    }
    let ran = archive.run(&["gc"]).expect(0);
    assert!(ran.err.contains("4 files removed"), "{}{}", ran.out, ran.err);
    assert!(archive.path("index/letter.txt").exists() && archive.path("index/.gitkeep").exists());
    assert!(!archive.path("index.reindex").exists());
    assert_eq!(archive.checked(), (3, 3));
    let ran = archive.run(&["gc"]).expect(0);
    assert_eq!(ran.err, "0 files removed\n");
    archive.run(&["gc", "--index", "nowhere"]).expect(4);
    assert!(!archive.path("nowhere").exists());
}

#[test]
fn an_index_by_another_extractor_is_rebuilt_while_it_serves() {
    let archive = Archive::indexed();
    archive.write("news/bad.txt", "");
    archive.run(&["index", "news"]).expect(3);
    let ran = archive.run(&["reindex"]).expect(0);
    assert!(ran.out.contains("nothing to do"), "{}", ran.out);
    let manifest = fs::read_to_string(archive.path("index/dixit.json")).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    manifest["extractors"][0]["rules"] = 0.into();
    archive.write("index/dixit.json", manifest.to_string());
    let run = archive.json(&["stats", "--json"])["last_run"].clone();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let serving = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert_eq!(
                    Index::open(&archive.path("index")).unwrap().size().unwrap().articles,
                    3
                );
            }
        });
        archive.run(&["reindex"]).expect(0);
        done.store(true, Ordering::Relaxed);
        serving.join().unwrap();
    });
    assert_eq!(archive.checked(), (3, 3));
    let stats = archive.json(&["stats", "--json"]);
    assert_eq!((&stats["extractor_is_current"], &stats["last_run"]), (&true.into(), &run));
    assert!(archive.path("index/failures.jsonl").exists());
    // It still knows what its articles were made of.
    let ran = archive.run(&["index", "news"]).expect(3);
    assert!(ran.out.contains("3 unchanged"), "{}", ran.out);
    archive.run(&["reindex", "--index", "nowhere"]).expect(4);
}

/// Stops a run after so many articles.
struct StopAfter(u64, AtomicBool);

impl Observer for StopAfter {
    fn progress(&self, summary: &Summary) {
        self.1.store(summary.touched() >= self.0, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.1.load(Ordering::Relaxed)
    }
}

#[test]
fn an_interrupted_rebuild_goes_on() {
    let archive = Archive::new();
    archive.write("big.jsonl", big(1_000));
    archive.run(&["index", "big.jsonl"]).expect(0);
    let dir = archive.path("index");
    let rebuild = |observer: &dyn Observer| {
        pipeline::reindex(&dir, Extractor::default(), SMALL, &Options::default(), observer).unwrap()
    };
    let first = rebuild(&StopAfter(300, AtomicBool::new(false)));
    assert!(!first.finished && archive.path("index.reindex").exists());
    assert_eq!(archive.checked().0, 1_000);
    archive.run(&["delete", "big-0", "big-999"]).expect(0);
    let second = rebuild(&());
    assert!(second.finished && first.new >= 300, "{first:?}");
    assert!(second.new + first.new <= 1_000, "{} and then {}", first.new, second.new);
    assert_eq!(archive.checked(), (998, 998));
    assert!(!archive.path("index.reindex").exists());
}

#[test]
fn an_interrupted_run_goes_on_where_it_committed_last() {
    let archive = Archive::new();
    archive.write("big.jsonl", big(2_000));
    let paths = [archive.path("big.jsonl")];
    let run = |observer: &dyn Observer| {
        let mut writer = Writer::open(&archive.path("index"), SMALL).unwrap();
        let options = Options { commit_size: 500_000, ..Options::default() };
        let summary = pipeline::run(&paths, &mut writer, options, observer).unwrap();
        writer.close().unwrap();
        summary
    };
    let first = run(&StopAfter(1_000, AtomicBool::new(false)));
    let (committed, _) = archive.checked();
    assert!(!first.finished && (1..=first.new).contains(&committed), "{committed}");
    let second = run(&());
    assert_eq!((second.unchanged, second.new), (committed, 2_000 - committed));
    assert_eq!(archive.checked(), (2_000, 2_000));
}

#[test]
fn a_killed_rebuild_leaves_the_index_and_goes_on() {
    let archive = Archive::new();
    archive.write("big.jsonl", big(2_000));
    archive.run(&["index", "big.jsonl"]).expect(0);
    for millis in [10, 100, 300] {
        let mut child = archive
            .command(&["reindex", "--force"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(archive.checked(), (2_000, 2_000), "after {millis} ms");
    }
    archive.run(&["reindex", "--force"]).expect(0);
    assert_eq!(archive.checked(), (2_000, 2_000));
}

#[test]
fn a_backup_is_of_one_commit_whatever_the_writer_does() {
    let archive = Archive::new();
    let dir = archive.path("index");
    add(&dir, 0..1);
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut writer = Writer::open(&dir, SMALL).unwrap();
            for number in 1..25 {
                writer.add(&article(number)).unwrap();
                writer.add(&article(0)).unwrap();
                writer.commit(Progress::default()).unwrap();
            }
            writer.close().unwrap();
        });
        let mut last = 1;
        for (number, files) in [Files::Copied, Files::Linked].into_iter().cycle().enumerate() {
            let to = archive.path(&format!("backups/{number}"));
            local::backup(&dir, &to, files).unwrap();
            let report = Index::open(&to).unwrap().check().unwrap();
            assert_eq!(report.faults, Vec::<String>::new());
            assert!((last..=25).contains(&report.articles), "{} after {last}", report.articles);
            last = report.articles;
            if writing.is_finished() && number > 2 {
                break;
            }
        }
    });
    assert_eq!(archive.checked().0, 25);
    let left =
        contents(&dir).into_iter().filter(|(path, _)| path.to_string_lossy().contains(".dixit-"));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_backup_is_restored_if_it_is_whole() {
    let archive = Archive::indexed();
    let ran = archive.run(&["backup", "safe/monday"]).expect(0);
    assert_eq!(ran.out, "3 articles with 3 quotations in safe/monday\n");
    let ran = archive.run(&["backup", "safe/monday"]).expect(4);
    assert!(ran.err.contains("safe/monday is there already"), "{}", ran.err);
    archive.run(&["delete", "w1"]).expect(0);
    let ran = archive.run(&["restore", "safe/monday"]).expect(4);
    assert!(ran.err.contains("index is there already"), "{}", ran.err);
    archive.run(&["restore", "safe/monday", "--replace"]).expect(0);
    assert_eq!(archive.checked(), (3, 3));
    archive.run(&["restore", "safe/monday", "--index", "elsewhere"]).expect(0);
    archive.run(&["check", "--index", "elsewhere"]).expect(0);
    // The restored index is one like any other.
    archive.run(&["delete", "w1"]).expect(0);
    archive.run(&["optimize"]).expect(0);
    assert_eq!(archive.checked(), (2, 2));
    let stored = contents(&archive.path("safe/monday"))
        .into_iter()
        .find(|(path, _)| path.extension().is_some_and(|extension| extension == "articles"));
    let (path, mut bytes) = stored.unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(path, bytes).unwrap();
    let ran = archive.run(&["restore", "safe/monday", "--replace"]).expect(4);
    assert!(ran.err.contains("the backup at safe/monday is damaged"), "{}", ran.err);
    assert_eq!(archive.checked(), (2, 2));
    assert!(!archive.path("index.restore").exists());
    archive.run(&["restore", "nowhere", "--index", "new"]).expect(4);
    archive.run(&["backup", "new", "--index", "nowhere"]).expect(4);
    assert!(!archive.path("new").exists());
}

#[test]
fn linked_backups_are_of_the_same_disk() {
    let archive = Archive::indexed();
    archive.run(&["backup", "--link", "linked"]).expect(0);
    archive.run(&["delete", "--purge", "w1", "w2", "bridge.txt"]).expect(0);
    assert_eq!(archive.checked(), (0, 0));
    archive.run(&["check", "--index", "linked"]).expect(0);
    archive.run(&["search", "--index", "linked", "toll"]).expect(0);
    let elsewhere = Path::new("/dev/shm");
    if elsewhere.is_dir() {
        let to = tempfile::tempdir_in(elsewhere).unwrap();
        let to = to.path().join("far");
        archive.run(&["backup", "--index", "linked", to.to_str().unwrap()]).expect(0);
        archive.run(&["check", "--index", to.to_str().unwrap()]).expect(0);
    }
}

#[test]
fn upkeep_waits_for_no_writer() {
    let archive = Archive::indexed();
    archive.run(&["backup", "safe"]).expect(0);
    let writer = Writer::open(&archive.path("index"), SMALL).unwrap();
    for words in [
        &["optimize"][..],
        &["gc"],
        &["delete", "--purge", "w1"],
        &["reindex", "--force"],
        &["restore", "safe", "--replace"],
    ] {
        let ran = archive.run(words).expect(4);
        assert!(ran.err.contains("is being written by another process"), "{words:?}: {}", ran.err);
    }
    drop(writer);
    assert!(matches!(local::optimize(Path::new("nowhere")), Err(Error::NoIndex { .. })));
    assert_eq!(archive.checked(), (3, 3));
}
