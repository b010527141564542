//! Reads Rust files as far as the floor plan needs it: code without comments, texts and tests, the
//! paths that it names, the modules that it declares. What is allowed is left to `architecture`.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One file of `src`.
pub struct Source {
    /// Its path, as `src/read/mod.rs`.
    pub path: String,
    /// The module it is: `["read"]` for `src/read/mod.rs`, nothing for `lib.rs` and `main.rs`.
    pub module: Vec<String>,
    /// All of it.
    pub text: String,
    /// Its code without comments, texts and tests, word by word with the lines.
    code: Vec<Token>,
}

/// A word, `::` or a single sign, and its line.
type Token = (usize, String);

/// A path such as `crate::read::Input`, and the line where it is named.
#[derive(Debug)]
pub struct Named {
    pub line: usize,
    pub segments: Vec<String>,
}

impl Source {
    /// Reads one file below the folder of the package.
    pub fn read(path: &Path) -> Source {
        let text = fs::read_to_string(path).unwrap();
        let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path);
        let path = path.to_string_lossy().replace('\\', "/");
        let code = tokens(&without_tests(&blanked(&text)));
        Source { module: module(&path), path, text, code }
    }

    /// The top-level module it belongs to; `lib` and `main` for the two roots.
    pub fn room(&self) -> &str {
        let root = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        self.module.first().map_or(root, String::as_str)
    }

    /// Every path that is named, those in braces written out; `self` and `super` are resolved.
    pub fn paths(&self) -> Vec<Named> {
        let tokens = &self.code;
        let mut paths = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let starts = at == 0 || tokens[at - 1].1 != "::";
            let is_word = tokens[at].1.starts_with(|c: char| c.is_alphabetic() || c == '_');
            if !(starts && is_word) {
                at += 1;
                continue;
            }
            at = tree(tokens, at, &[], &mut paths);
        }
        paths.into_iter().map(|named| self.resolved(named)).collect()
    }

    fn resolved(&self, Named { line, segments }: Named) -> Named {
        let mut rest = segments.as_slice();
        let mut base: Option<Vec<String>> = None;
        while let [first, tail @ ..] = rest {
            match first.as_str() {
                "crate" => base = Some(Vec::new()),
                "self" if !tail.is_empty() => base = base.or(Some(self.module.clone())),
                "super" => {
                    let mut module = base.unwrap_or_else(|| self.module.clone());
                    module.pop();
                    base = Some(module);
                }
                _ => break,
            }
            rest = tail;
        }
        let Some(base) = base else { return Named { line, segments } };
        let module = std::iter::once("crate".to_owned()).chain(base);
        Named { line, segments: module.chain(rest.iter().cloned()).collect() }
    }

    /// The lines on which all of `words` stand in a row, as tokens: `["println", "!"]`.
    pub fn lines_with(&self, words: &[&str]) -> Vec<usize> {
        lines_with(&self.code, words)
    }

    /// The same with the tests of the file.
    pub fn lines_with_in_tests_too(&self, words: &[&str]) -> Vec<usize> {
        lines_with(&tokens(&blanked(&self.text)), words)
    }

    /// The files that its `mod` declarations may mean, those for tests among them.
    pub fn children(&self) -> Vec<String> {
        self.declared(&tokens(&blanked(&self.text)))
    }

    /// The files that its `mod` declarations may mean and that are nothing but tests.
    pub fn test_files(&self) -> Vec<String> {
        let shown = self.declared(&self.code);
        self.children().into_iter().filter(|path| !shown.contains(path)).collect()
    }

    fn declared(&self, tokens: &[Token]) -> Vec<String> {
        let folder = match self.path.strip_suffix(".rs").unwrap_or(&self.path) {
            "src/lib" | "src/main" => "src",
            path => path.strip_suffix("/mod").unwrap_or(path),
        };
        let declarations = tokens.windows(3).filter(|row| row[0].1 == "mod" && row[2].1 == ";");
        let names = declarations.map(|row| row[1].1.as_str());
        names
            .flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")])
            .collect()
    }
}

/// All Rust files below a folder of the package, in the order of their names.
pub fn rust_files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn module(path: &str) -> Vec<String> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if ["lib", "main"].contains(&path) {
        return Vec::new();
    }
    path.split('/').map(str::to_owned).collect()
}

/// `text` with blanks in the place of comments and of what stands in quotation marks.
fn blanked(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// The end of the comment or literal that begins at `at`; `at` if none does.
fn literal(chars: &[char], at: usize) -> usize {
    let next = |ahead: usize| chars.get(at + ahead).copied();
    let in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match (chars[at], next(1)) {
        ('/', Some('/')) => find(chars, at, |rest| rest[0] == '\n'),
        ('/', Some('*')) => find(chars, at + 2, |rest| rest.starts_with(&['*', '/'])) + 2,
        ('r', Some('"' | '#')) if !in_word => raw(chars, at + 1).unwrap_or(at),
        ('b', Some('r')) if !in_word => raw(chars, at + 2).unwrap_or(at),
        ('"', _) => quoted(chars, at, '"'),
        ('\'', Some('\\')) => quoted(chars, at, '\''),
        ('\'', Some(_)) if next(2) == Some('\'') => at + 3,
        _ => at,
    }
}

fn find(chars: &[char], from: usize, is_end: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|&at| is_end(&chars[at..])).unwrap_or(chars.len())
}

/// The end of a raw string with its number signs at `at`.
fn raw(chars: &[char], at: usize) -> Option<usize> {
    let signs = chars[at..].iter().take_while(|c| **c == '#').count();
    if chars.get(at + signs) != Some(&'"') {
        return None;
    }
    let mut close = vec!['"'];
    close.resize(signs + 1, '#');
    Some(find(chars, at + signs + 1, |rest| rest.starts_with(&close)) + close.len())
}

fn quoted(chars: &[char], at: usize, mark: char) -> usize {
    let mut end = at + 1;
    while end < chars.len() && chars[end] != mark {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    (end + 1).min(chars.len())
}

/// Code with blanks in the place of every item under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::new();
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        let item = &rest[start..];
        let end = item_end(item, MARK.len());
        out.push_str(&rest[..start]);
        out.extend(item[..end].chars().filter(|c| *c == '\n'));
        rest = &item[end..];
    }
    out + rest
}

/// Where the item ends that begins after `from`: at its semicolon, or the brace that closes it.
fn item_end(item: &str, from: usize) -> usize {
    let mut depth = 0;
    for (at, c) in item.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(c, ';' | '}') {
            return at + 1;
        }
    }
    item.len()
}

fn lines_with(tokens: &[Token], words: &[&str]) -> Vec<usize> {
    let windows = tokens.windows(words.len());
    let found =
        windows.filter(|row| row.iter().map(|token| token.1.as_str()).eq(words.iter().copied()));
    found.map(|row| row[0].0).collect()
}

fn tokens(code: &str) -> Vec<Token> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let end = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push((number + 1, rest[..end].to_owned()));
            rest = rest[end..].trim_start();
        }
    }
    tokens
}

/// Reads one path, or the tree of a `use`, from token `at` on; the first token behind it.
fn tree(tokens: &[Token], at: usize, base: &[String], paths: &mut Vec<Named>) -> usize {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.1.as_str());
    let line = tokens[at].0;
    let mut segments = base.to_vec();
    segments.push(word(at).to_owned());
    let mut at = at + 1;
    while word(at) == "::" {
        at += 1;
        if word(at) == "{" {
            at += 1;
            while !matches!(word(at), "}" | "") {
                at = if word(at) == "," { at + 1 } else { tree(tokens, at, &segments, paths) };
            }
            return at + 1;
        }
        if !word(at).starts_with(|c: char| c.is_alphabetic() || c == '_') {
            break;
        }
        segments.push(word(at).to_owned());
        at += 1;
    }
    if word(at) == "as" {
        at += 2;
    }
    paths.push(Named { line, segments });
    at
}

#[test]
fn comments_texts_and_tests_are_no_code() {
    let cases = [
        ("a // b\nc", "a     \nc"),
        ("a(\"b\\\"{\", 'c', '\\n', 'x: &'x str)", "a(      ,    ,     , 'x: &'x str)"),
        ("r#\"b\"# br\"c\" for", "                for"),
        ("a\n#[cfg(test)]\nmod tests {\n b {} }\nc", "a\n\n\n\nc"),
        ("a\n#[cfg(test)]\nmod tests;\nc", "a\n\n\nc"),
    ];
    for (text, expected) in cases {
        let code = without_tests(&blanked(text));
        let shape = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(shape(&code), shape(expected), "in {text:?}");
        assert_eq!(code.lines().count(), text.lines().count(), "in {text:?}");
    }
}

#[test]
fn paths_are_written_out() {
    let cases = [
        ("use crate::{a::B, c::{self, D as E}, f};", "crate::a::B crate::c crate::c::D crate::f"),
        ("let x: super::y::Z = super::super::w();", "crate::read::y::Z crate::w"),
        ("use std::{fs, io::Read};", "std::fs std::io::Read"),
    ];
    for (code, expected) in cases {
        let path = "src/read/jsonl.rs".to_owned();
        let module = module(&path);
        let source = Source { path, module, text: code.to_owned(), code: tokens(code) };
        let named = source.paths().into_iter().filter(|named| named.segments.len() > 1);
        let mut shown: Vec<String> = named.map(|named| named.segments.join("::")).collect();
        shown.iter_mut().for_each(|path| *path = path.trim_end_matches("::self").to_owned());
        assert_eq!(shown.join(" "), expected, "in {code:?}");
    }
}
