//! The floor plan, as a test: who may import whom, what keeps out of where.
//!
//! `FLOOR_PLAN` is the table of the house. A test that fails names the file, the line and what to
//! do. How Rust files are read is left to `source`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use crate::source::{Source, rust_files};

/// Each room of the library, and the rooms it may import. `cli` and `main` are the command: they
/// use the library's public names.
const FLOOR_PLAN: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("field", &[]),
    ("error", &["text"]),
    ("sentence", &["text"]),
    ("fingerprint", &[]),
    ("article", &["error"]),
    ("extract", &["error", "text", "sentence", "article"]),
    ("analyze", &["text", "sentence"]),
    ("query", &["error", "text", "field", "article", "extract"]),
    ("view", &["error", "text", "article", "extract", "query", "index"]),
    ("read", &["article"]),
    ("config", &["error", "text", "read"]),
    (
        "index",
        &[
            "error",
            "text",
            "sentence",
            "field",
            "article",
            "extract",
            "analyze",
            "query",
            "fingerprint",
        ],
    ),
    ("pipeline", &["error", "article", "read", "extract", "analyze", "index"]),
    ("eval", &["error", "text", "article", "extract"]),
    ("train", &["error", "text", "extract", "eval"]),
    (
        "serve",
        &[
            "error", "text", "sentence", "field", "article", "extract", "analyze", "query", "read",
            "index", "pipeline", "view",
        ],
    ),
];

/// What may be named only in some places: the name, where, and what to do instead.
const KEPT: &[(&str, &[&str], &str)] = &[
    ("tantivy", &["src/analyze/", "src/index/local/"], "ask src/index/local for what is needed"),
    ("rust_stemmers", &["src/analyze/"], "stems are made in src/analyze"),
    (
        "rayon",
        &["src/pipeline/", "src/train/", "src/cli/"],
        "what runs side by side is decided in src/pipeline",
    ),
    ("axum", &["src/serve/"], "only the server speaks HTTP"),
    ("hyper", &["src/serve/connection.rs"], "connections are accepted in src/serve/connection.rs"),
    (
        "tokio",
        &["src/serve/", "src/cli/serve.rs", "src/cli/mcp.rs"],
        "only the server waits for many things at once",
    ),
    ("clap", &["src/cli/", "src/main.rs"], "only the command knows its arguments"),
    ("anyhow", &["src/cli/", "src/main.rs"], "the library has dixit::error::Error"),
    ("anstream", &["src/cli/", "src/main.rs"], "only the command prints"),
    ("anstyle", &["src/cli/", "src/main.rs"], "only the command prints"),
    ("indicatif", &["src/cli/", "src/main.rs"], "report progress through pipeline::Observer"),
    ("ctrlc", &["src/cli/", "src/main.rs"], "stop through pipeline::Observer"),
    ("dom_query", &["src/read/html/"], "pages are read in src/read/html"),
    ("dom_smoothie", &["src/read/html/"], "pages are read in src/read/html"),
    ("quick_xml", &["src/read/xml.rs"], "src/read/xml.rs makes a tree of it"),
    ("flate2", &["src/read/"], "what is packed is unpacked in src/read"),
    ("UserOperation", &["src/index/local/writer.rs"], "only the writer sends documents"),
    // The engine tells those who store a part of its documents of each by this name.
    (
        "add_document",
        &["src/index/local/articles.rs"],
        "send whole blocks: src/index/local/writer.rs",
    ),
    (
        "CodePoints",
        &["src/text.rs", "src/query/", "src/view", "src/cli/"],
        "inside, offsets are spans of bytes",
    ),
];

/// What a pure room must not name.
const WORLD: &[&str] = &["fs", "io", "net", "time", "env", "process", "thread"];

/// Macros that may stand only in the command, or nowhere.
const MACROS: &[(&str, &[&str])] = &[
    ("println", &[]),
    ("print", &[]),
    ("eprintln", &[]),
    ("eprint", &[]),
    ("todo", &[]),
    ("unimplemented", &[]),
    ("dbg", &[]),
];

#[test]
fn every_import_is_in_the_floor_plan() {
    let mut faults = Vec::new();
    for (room, _) in FLOOR_PLAN {
        if !sources().any(|source| source.room() == *room) {
            faults.push(format!("there is no module {room}: remove its row from FLOOR_PLAN"));
        }
    }
    for source in sources() {
        let room = source.room();
        let Some((_, allowed)) = FLOOR_PLAN.iter().find(|(name, _)| *name == room) else {
            if !["lib", "main", "cli"].contains(&room) {
                faults.push(format!("{}: no row for {room} in FLOOR_PLAN: add one", source.path));
            }
            continue;
        };
        for (line, other) in imports(source) {
            if !FLOOR_PLAN.iter().any(|(name, _)| *name == other) {
                let advice = "name the module that it lives in";
                faults.push(format!(
                    "{}:{line}: {room} imports crate::{other}: {advice}",
                    source.path
                ));
            } else if !allowed.contains(&other.as_str()) {
                let advice = "move the code, or change FLOOR_PLAN and say why in the commit";
                faults.push(format!(
                    "{}:{line}: {room} may not import {other}: {advice}",
                    source.path
                ));
            }
        }
    }
    expect_none(faults);
}

#[test]
fn rooms_import_each_other_in_one_direction() {
    let mut doors: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in sources() {
        for (line, other) in imports(source) {
            let place = format!("{}:{line}", source.path);
            doors.entry(source.room().to_owned()).or_default().entry(other).or_insert(place);
        }
    }
    let mut faults = Vec::new();
    for room in doors.keys() {
        let mut reached = BTreeSet::from([room.as_str()]);
        let mut open = vec![room.as_str()];
        while let Some(from) = open.pop() {
            for (to, place) in doors.get(from).into_iter().flatten() {
                if to == room {
                    faults.push(format!(
                        "{place}: {from} imports {to}, which imports {from}: mend one"
                    ));
                } else if reached.insert(to) {
                    open.push(to);
                }
            }
        }
    }
    expect_none(faults);
}

#[test]
fn the_command_uses_public_names() {
    let mut faults = Vec::new();
    for source in sources().filter(|source| ["cli", "main"].contains(&source.room())) {
        for (line, other) in imports(source) {
            if FLOOR_PLAN.iter().any(|(name, _)| *name == other) {
                faults.push(format!("{}:{line}: write dixit::{other}", source.path));
            }
        }
    }
    for source in sources().filter(|source| !["cli", "main"].contains(&source.room())) {
        for named in source.paths().into_iter().filter(|named| named.segments[0] == "dixit") {
            let advice = "inside the library write crate::";
            faults.push(format!("{}:{}: names dixit::: {advice}", source.path, named.line));
        }
    }
    expect_none(faults);
}

#[test]
fn what_is_kept_in_one_place_is_named_nowhere_else() {
    let mut faults = Vec::new();
    for source in sources() {
        for (name, places, advice) in KEPT {
            if !places.iter().any(|place| source.path.starts_with(place)) {
                let lines = source.lines_with(&[name]);
                faults.extend(
                    lines.iter().map(|line| format!("{}:{line}: {name}: {advice}", source.path)),
                );
            }
        }
    }
    expect_none(faults);
}

#[test]
fn queries_and_extraction_are_pure() {
    let mut faults = Vec::new();
    for source in sources().filter(|source| ["query", "extract"].contains(&source.room())) {
        for named in source.paths() {
            let names: Vec<&str> = named.segments.iter().map(String::as_str).collect();
            if let ["std", module, ..] = names[..]
                && WORLD.contains(&module)
            {
                let advice = "take what is needed as an argument";
                faults.push(format!("{}:{}: std::{module}: {advice}", source.path, named.line));
            }
        }
    }
    expect_none(faults);
}

#[test]
fn the_engines_do_not_know_each_other() {
    let mut faults = Vec::new();
    for source in sources() {
        let (own, other) = match source.path.as_str() {
            "src/index/scan.rs" => ("scan", "local"),
            path if path.starts_with("src/index/local/") => ("local", "scan"),
            _ => continue,
        };
        for named in source.paths() {
            if named.segments.starts_with(&["crate".into(), "index".into(), other.into()]) {
                let advice = "share it in src/index";
                faults.push(format!(
                    "{}:{}: {own} imports {other}: {advice}",
                    source.path, named.line
                ));
            }
        }
    }
    expect_none(faults);
}

#[test]
fn only_the_command_prints_and_nothing_is_left_undone() {
    let mut faults = Vec::new();
    for source in sources() {
        for (name, places) in MACROS {
            if !places.iter().any(|place| source.path.starts_with(place)) {
                let lines = source.lines_with(&[name, "!"]);
                let advice =
                    if places.is_empty() { "finish it" } else { "give the caller a value" };
                faults.extend(
                    lines.iter().map(|line| format!("{}:{line}: {name}!: {advice}", source.path)),
                );
            }
        }
    }
    expect_none(faults);
}

#[test]
fn no_test_is_ignored() {
    let mut faults = Vec::new();
    for path in ["src", "tests"].into_iter().flat_map(rust_files) {
        let source = Source::read(&path);
        for line in source.lines_with_in_tests_too(&["#", "[", "ignore"]) {
            faults.push(format!("{}:{line}: an ignored test: mend it or remove it", source.path));
        }
    }
    expect_none(faults);
}

#[test]
fn every_file_says_what_it_is() {
    let paths = ["src", "tests"].into_iter().flat_map(rust_files);
    let silent =
        paths.map(|path| Source::read(&path)).filter(|source| !source.text.starts_with("//! "));
    expect_none(
        silent.map(|source| format!("{}:1: begin it with a //! header", source.path)).collect(),
    );
}

#[test]
fn every_file_is_a_module() {
    let mut reached = BTreeSet::from(["src/lib.rs".to_owned(), "src/main.rs".to_owned()]);
    let mut open: Vec<String> = reached.iter().cloned().collect();
    while let Some(path) = open.pop() {
        let Some(source) = FILES.iter().find(|source| source.path == path) else { continue };
        let known = |path: &String| FILES.iter().any(|source| source.path == *path);
        for path in source.children().into_iter().filter(known) {
            if reached.insert(path.clone()) {
                open.push(path);
            }
        }
    }
    let orphans = FILES.iter().filter(|source| !reached.contains(&source.path));
    let advice = "no mod declaration leads here: add one or remove the file";
    expect_none(orphans.map(|source| format!("{}:1: {advice}", source.path)).collect());
}

/// The top-level modules that a file imports, with the lines; its own is left out.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let crossing = source.paths().into_iter().filter_map(|named| match named.segments.as_slice() {
        [root, other, ..] if root == "crate" && other != source.room() => {
            Some((named.line, other.clone()))
        }
        _ => None,
    });
    crossing.collect()
}

/// All files of `src`.
static FILES: LazyLock<Vec<Source>> =
    LazyLock::new(|| rust_files("src").iter().map(|path| Source::read(path)).collect());

/// All files of `src` but those that are tests.
fn sources() -> impl Iterator<Item = &'static Source> {
    static TESTS: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| FILES.iter().flat_map(Source::test_files).collect());
    FILES.iter().filter(|source| !TESTS.contains(&source.path))
}

fn expect_none(mut faults: Vec<String>) {
    faults.dedup();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
