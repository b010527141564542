//! Files in files: compressed ones and archives, one in the other, down to those that hold articles.
//!
//! What a container holds is read as a stream; how much may come out of one file is in `budget`. A file
//! in an archive is called by both names: `news.zip/2024/a.html`. A container is known by its first
//! bytes, whatever its name.

mod budget;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::{fs::File, io::Read, ops::ControlFlow, sync::Arc};

use flate2::read::MultiGzDecoder;

use super::{Found, HEAD, Opened, Source, encoding, format, unreadable};
use budget::{Budget, Rest};

/// How deep files lie in files: a page in a zip in a compressed tar is three deep.
const MAX_DEPTH: usize = 4;

/// A kind of container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Gzip,
    Zstd,
    Tar,
    Zip,
}

/// Cuts a file, and whatever is packed in it, into records.
pub(super) fn records(source: &Source, found: &mut Found) -> ControlFlow<()> {
    let opened = File::open(&source.path).and_then(|file| Ok((file.metadata()?, file)));
    let (about, file) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            return found(Err(unreadable(&source.path, format!("cannot be opened: {error}"))));
        }
    };
    let size = about.is_file().then_some(about.len());
    let budget = Budget::new(size);
    let mut bytes = budget.packed(&file);
    let input = Input {
        source: Arc::new(source.clone()),
        name: source.name.clone(),
        bytes: &mut bytes,
        file: size.is_some().then_some(&file),
        depth: 0,
    };
    Dig { budget: &budget, found }.dig(input)
}

/// A stream of bytes that may be a container.
struct Input<'r> {
    source: Arc<Source>,
    /// What tells the format: the name without the endings of what it was compressed with.
    name: String,
    bytes: &'r mut dyn Read,
    /// The file, if these are its bytes from the first one on.
    file: Option<&'r File>,
    depth: usize,
}

/// The way down to the records.
struct Dig<'b, 'f> {
    budget: &'b Budget,
    found: &'b mut Found<'f>,
}

impl Dig<'_, '_> {
    fn dig(&mut self, input: Input) -> ControlFlow<()> {
        let mut head = Vec::new();
        let failed = (&mut *input.bytes).take(HEAD).read_to_end(&mut head).err();
        if head.is_empty() {
            let reason =
                failed.map_or("empty".to_owned(), |error| format!("cannot be read: {error}"));
            return self.skip(&input, reason);
        }
        let container = Container::of(&head, &input.name);
        if container.is_some() && input.depth == MAX_DEPTH {
            return self
                .skip(&input, format!("packed more than {MAX_DEPTH} deep: unpack it first"));
        }
        let Input { source, name, bytes, file, depth } = input;
        let whole = Rest::new(head, failed, bytes);
        match container {
            None => self.file(source, &name, whole),
            Some(Container::Gzip) => self.stream(source, &name, depth, MultiGzDecoder::new(whole)),
            // One frame after the other; windows of more than 128 MB are refused.
            Some(Container::Zstd) => match zstd::Decoder::new(whole) {
                Ok(unpacked) => self.stream(source, &name, depth, unpacked),
                Err(error) => {
                    let reason = format!("cannot be read: {error}");
                    (self.found)(Err(unreadable(&source.path, reason)))
                }
            },
            Some(Container::Tar) => self.tar(&source, depth, whole),
            Some(Container::Zip) => self.zip(&source, depth, whole, file),
        }
    }

    /// A file with articles.
    fn file(&mut self, source: Arc<Source>, name: &str, mut bytes: Rest) -> ControlFlow<()> {
        let head = bytes.head();
        let (encoding, mark) = encoding::detect(head, (head.len() as u64) < HEAD);
        let format =
            match format::choose(name, &encoding::peek(&head[mark..], encoding), &source.rules) {
                Ok(format) => format,
                Err(reason) => return (self.found)(Err(unreadable(&source.path, reason))),
            };
        bytes.pass(mark);
        let file = Opened { source, format, encoding, bytes: Box::new(bytes) };
        format.reader.records(file, self.found)
    }

    /// A file that was compressed.
    fn stream(
        &mut self,
        source: Arc<Source>,
        name: &str,
        depth: usize,
        unpacked: impl Read,
    ) -> ControlFlow<()> {
        let mut bytes = self.budget.unpacked(unpacked);
        let name = uncompressed(name);
        self.dig(Input { source, name, bytes: &mut bytes, file: None, depth: depth + 1 })
    }

    /// A file in an archive.
    fn entry(
        &mut self,
        archive: &Source,
        name: &str,
        depth: usize,
        unpacked: impl Read,
    ) -> ControlFlow<()> {
        let Some(name) = shown(name) else { return ControlFlow::Continue(()) };
        let source = archive.within(&name);
        if source.rules.skips(&source.name) {
            return ControlFlow::Continue(());
        }
        let mut bytes = self.budget.unpacked(unpacked);
        self.dig(Input {
            source: Arc::new(source),
            name,
            bytes: &mut bytes,
            file: None,
            depth: depth + 1,
        })
    }

    fn skip(&mut self, input: &Input, reason: String) -> ControlFlow<()> {
        (self.found)(Err(unreadable(&input.source.path, reason)))
    }

    /// An archive of which nothing more can be read.
    fn broken(&mut self, archive: &Source, error: &dyn std::fmt::Display) -> ControlFlow<()> {
        (self.found)(Err(unreadable(&archive.path, format!("cannot be read further: {error}"))))
    }
}

impl Container {
    fn of(head: &[u8], name: &str) -> Option<Container> {
        let is_skippable =
            head.len() > 4 && head[0] & 0xf0 == 0x50 && head[1..4] == *b"\x2a\x4d\x18";
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Container::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Container::Zstd),
            _ if is_skippable => Some(Container::Zstd),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => {
                (!format::is_not_yet(name)).then_some(Container::Zip)
            }
            _ if head.get(257..262) == Some(b"ustar") => Some(Container::Tar),
            _ => None,
        }
    }
}

/// The name of what is in a compressed file.
fn uncompressed(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let end = [".gz", ".gzip", ".zst", ".zstd"].into_iter().find(|end| lower.ends_with(end));
    let cut = name.len() - end.map_or(0, str::len);
    if lower.ends_with(".tgz") {
        format!("{}.tar", &name[..cut - 4])
    } else {
        name[..cut].to_owned()
    }
}

/// The name of a file in an archive as part of a path; none if it is hidden, as in folders.
fn shown(name: &str) -> Option<String> {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<&str> = parts.collect();
    let is_hidden = parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX");
    (!is_hidden && !parts.is_empty()).then(|| parts.join("/"))
}
