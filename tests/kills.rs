//! A writer that is killed at any moment, while it adds, commits, merges or optimizes, loses nothing that
//! it said was committed.
//!
//! `DIXIT_KILLS=200 cargo test kills` does it 200 times.

use std::{
    collections::BTreeSet,
    env, fs,
    hash::{BuildHasher, RandomState},
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use dixit::{
    article::Article,
    error::Error,
    index::local::{self, Index, Progress, Writer, WriterOptions},
    query::{SearchRequest, parse},
};

use crate::archive::Archive;

/// Kills without a wish for more.
const FEW: usize = 5;

/// In which folder the writer that is killed writes, and from which number on.
const FOLDER: &str = "DIXIT_KILLED_IN";
const FROM: &str = "DIXIT_KILLED_FROM";

const SMALL: WriterOptions = WriterOptions { threads: 2, memory: 40_000_000 };

fn id(number: usize) -> String {
    format!("a{number}")
}

/// Says something to whoever kills, on a line of its own.
fn say(what: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("\n@{what}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// The writer: nothing unless it was started to be killed.
#[test]
fn the_writer_that_is_killed() {
    let Some(dir) = env::var_os(FOLDER) else { return };
    let dir = Path::new(&dir);
    let mut number: usize = env::var(FROM).unwrap().parse().unwrap();
    loop {
        let mut writer = Writer::open(dir, SMALL).unwrap();
        for _ in 0..9 {
            for _ in 0..3 {
                say(&format!("+{}", id(number)));
                let body = format!("“The toll is number {number},” said Ana Ruiz, the mayor.");
                writer.add(&Article { id: id(number), body, ..Article::default() }).unwrap();
                number += 1;
            }
            let gone = id(number.saturating_sub(5));
            say(&format!("-{gone}"));
            writer.delete(&gone).unwrap();
            say("commit");
            writer.commit(Progress::default()).unwrap();
            say("committed");
        }
        writer.close().unwrap();
        local::optimize(dir).unwrap();
    }
}

/// What the writer said: what was surely committed, and what may have been.
#[derive(Clone, Default)]
struct Said {
    sure: BTreeSet<String>,
    possible: BTreeSet<String>,
}

impl Said {
    fn hear(&mut self, text: &str) {
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut next = self.possible.clone();
        for line in whole.lines().filter_map(|line| line.strip_prefix('@')) {
            match line.split_at(1) {
                ("+", id) => {
                    next.insert(id.to_owned());
                }
                ("-", id) => {
                    next.remove(id);
                }
                _ if line == "commit" => self.possible.clone_from(&next),
                _ => self.sure.clone_from(&self.possible),
            }
        }
    }
}

#[test]
fn nothing_that_was_committed_is_lost_when_the_writer_is_killed() {
    let archive = Archive::new();
    let dir = archive.path("index");
    let kills = env::var("DIXIT_KILLS").map_or(FEW, |kills| kills.parse().unwrap());
    let (mut said, mut number, mut commits) = (Said::default(), 0, 0);
    for kill in 0..kills {
        let text = killed(&dir, number);
        commits += text.matches("@committed").count();
        number += text.matches("@+").count();
        said.hear(&text);
        let found = match Index::open(&dir) {
            Err(Error::NoIndex { .. }) => BTreeSet::new(),
            Err(error) => panic!("kill {kill}: {error}"),
            Ok(index) => {
                let faults = index.check().unwrap().faults;
                assert_eq!(faults, Vec::<String>::new(), "kill {kill}");
                ids(&index)
            }
        };
        let is_one = found == said.sure || found == said.possible;
        assert!(
            is_one,
            "kill {kill}: {found:?} is neither {:?} nor {:?}",
            said.sure, said.possible
        );
        said = Said { sure: found.clone(), possible: found };
    }
    println!("{kills} kills, {commits} commits, {} articles", said.sure.len());
    archive.run(&["gc"]).expect(0);
    let left = fs::read_dir(&dir).unwrap().count();
    archive.run(&["gc"]).expect(0);
    assert_eq!(fs::read_dir(&dir).unwrap().count(), left);
}

/// Starts the writer, kills it some time later, and gives back what it said.
fn killed(dir: &Path, from: usize) -> String {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "kills::the_writer_that_is_killed"])
        .env(FOLDER, dir)
        .env(FROM, from.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let millis = 50 + RandomState::new().hash_one(from) % 1_500;
    std::thread::sleep(Duration::from_millis(millis));
    child.kill().unwrap();
    child.wait().unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

fn ids(index: &Index) -> BTreeSet<String> {
    let all = SearchRequest::articles(parse("*").unwrap().query).limit(1_000_000);
    let hits = index.ranking(&all).unwrap().hits;
    hits.iter().map(|hit| index.article_id(hit).unwrap()).collect()
}
