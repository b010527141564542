//! Zip: files by the list at its end. One on the disk is read where it lies; one in another container
//! must fit in memory.

use std::{
    fs::File,
    io::{BufReader, Cursor, Read, Seek},
    ops::ControlFlow,
};

use zip::ZipArchive;

use super::{Dig, Rest, Source};

/// The largest zip in another container, in bytes.
const MAX_INNER: u64 = 64 << 20;

impl Dig<'_, '_> {
    /// The files of an archive, which begins with `bytes` or is the whole of `file`.
    pub(super) fn zip(
        &mut self,
        source: &Source,
        depth: usize,
        bytes: Rest,
        file: Option<&File>,
    ) -> ControlFlow<()> {
        if let Some(file) = file {
            return self.listed(source, depth, BufReader::new(file));
        }
        let mut whole = Vec::new();
        match bytes.take(MAX_INNER + 1).read_to_end(&mut whole) {
            Err(error) => self.broken(source, &error),
            Ok(_) if whole.len() as u64 > MAX_INNER => {
                let reason =
                    format!("larger than {} MB and packed: unpack it first", MAX_INNER >> 20);
                self.broken(source, &reason)
            }
            Ok(_) => self.listed(source, depth, Cursor::new(whole)),
        }
    }

    fn listed(
        &mut self,
        source: &Source,
        depth: usize,
        bytes: impl Read + Seek,
    ) -> ControlFlow<()> {
        let mut archive = match ZipArchive::new(bytes) {
            Ok(archive) => archive,
            Err(error) => return self.broken(source, &error),
        };
        for number in 0..archive.len() {
            let name = archive.name_for_index(number);
            let name =
                name.and_then(Result::ok).map(std::borrow::Cow::into_owned).unwrap_or_default();
            match archive.by_index(number) {
                Err(error) => self.broken(&source.within(&name), &error)?,
                Ok(entry) if entry.is_file() => self.entry(source, &name, depth, entry)?,
                Ok(_) => {}
            }
            if self.budget.is_spent() {
                return ControlFlow::Continue(());
            }
        }
        ControlFlow::Continue(())
    }
}
