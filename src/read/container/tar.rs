//! Tar: files one after the other, read as a stream.

use std::{
    cell::Cell,
    io::{self, Read},
    ops::ControlFlow,
};

use super::{Dig, Source};

/// So much may stand between two files: headers and long names.
const MAX_BETWEEN: u64 = 1 << 20;

impl Dig<'_, '_> {
    /// The files of an archive.
    pub(super) fn tar(
        &mut self,
        source: &Source,
        depth: usize,
        bytes: impl Read,
    ) -> ControlFlow<()> {
        let left = Cell::new(MAX_BETWEEN);
        let mut archive = tar::Archive::new(Fenced { bytes, left: &left });
        let mut entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.broken(source, &error),
        };
        loop {
            left.set(MAX_BETWEEN);
            let mut entry = match entries.next() {
                None => return ControlFlow::Continue(()),
                Some(Ok(entry)) => entry,
                Some(Err(error)) => return self.broken(source, &error),
            };
            left.set(u64::MAX);
            if entry.header().entry_type().is_file() {
                let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                let left = entry.size();
                self.entry(source, &name, depth, Whole { bytes: &mut entry, left })?;
            }
            if let Err(error) = io::copy(&mut entry, &mut io::sink()) {
                return self.broken(source, &error);
            }
        }
    }
}

/// A file that must be as long as its header says. The crate takes the end of a tar that is cut off
/// for the end of the file.
struct Whole<R> {
    bytes: R,
    left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(out)?;
        if count == 0 && self.left > 0 && !out.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

/// Bytes of which only so many can be read. The crate holds long names in memory, and they may be
/// as long as a file.
struct Fenced<'l, R> {
    bytes: R,
    left: &'l Cell<u64>,
}

impl<R: Read> Read for Fenced<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(out)?;
        let left = self.left.get().checked_sub(count as u64);
        self.left.set(left.ok_or_else(|| io::Error::other("the name of a file is too long"))?);
        Ok(count)
    }
}
