//! A small archive in a temporary folder, and the command run in it, for all tests that need one.
//! The people in it are invented.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A plain text file with front matter; two people say something.
pub const BRIDGE: &str = "\
---
date: 2023-04-02
source: Springfield Post
author: Tom Reed
---
Mayor rules out bridge toll

“We will never charge a toll on that bridge,” said Ana Ruiz, mayor of Springfield.

“The bridge belongs to everybody,” said Leo Hart, director of the Harbour Trust.
";

/// Two articles; in one of them somebody says something.
pub const WIRE: &str = r#"{"id":"w1","title":"Budget passes","date":"2024-05-06","source":"The Wire","author":"Jo Bell","body":"“The budget is fair,” said Ana Ruiz, mayor of Springfield.\n\nThe vote was close."}
{"id":"w2","title":"Market day","date":"2024-05-07","source":"The Wire","body":"The market opened early. No toll was charged."}
"#;

/// A temporary folder; commands run in it, so that the index is its `index/`.
pub struct Archive(TempDir);

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Archive {
    /// An empty folder.
    pub fn new() -> Archive {
        Archive(tempfile::tempdir().unwrap())
    }

    /// A folder with `news/bridge.txt` and `news/wire.jsonl`, not indexed.
    pub fn with_news() -> Archive {
        let archive = Archive::new();
        archive.write("news/bridge.txt", BRIDGE);
        archive.write("news/wire.jsonl", WIRE);
        archive
    }

    /// The same, indexed.
    pub fn indexed() -> Archive {
        let archive = Archive::with_news();
        archive.run(&["index", "news"]).expect(0);
        archive
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the folders it needs.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The command, not yet run.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dixit"));
        command.args(words).current_dir(self.0.path()).stdin(Stdio::null());
        command.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE").env_remove("RUST_BACKTRACE");
        command
    }

    /// Runs the command to its end.
    pub fn run(&self, words: &[&str]) -> Ran {
        Ran::new(self.command(words).output().unwrap())
    }

    /// Runs the command with so many kilobytes of memory.
    pub fn limited(&self, kilobytes: u64, words: &[&str]) -> Ran {
        let script = format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_dixit")])
            .args(words)
            .current_dir(self.path(""))
            .env("NO_COLOR", "1")
            .output();
        Ran::new(output.unwrap())
    }

    /// Runs a command that prints one JSON object.
    pub fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.run(words).expect(0).out).unwrap()
    }

    /// How many articles and quotations the index holds, which must be whole.
    pub fn checked(&self) -> (u64, u64) {
        self.run(&["check"]).expect(0);
        let stats = self.json(&["stats", "--json"]);
        (stats["articles"].as_u64().unwrap(), stats["quotes"].as_u64().unwrap())
    }
}

impl Ran {
    /// Reads what a program left behind.
    pub fn new(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or(-1);
        let ran = Ran { code, out: text(output.stdout), err: text(output.stderr) };
        assert!(!ran.err.contains("panicked at"), "it panicked: {}", ran.err);
        ran
    }

    /// The same, if the command ended with this code.
    pub fn expect(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    /// Both outputs as one text for snapshots: what was printed, what was said, how it ended.
    pub fn shown(&self) -> String {
        let said = self.err.lines().map(|line| format!("! {line}\n")).collect::<String>();
        let ended = if self.code == 0 { String::new() } else { format!("exit {}\n", self.code) };
        let text = format!("{}{}{ended}", self.out, said);
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// The whole bytes of a folder by file name.
pub fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}
