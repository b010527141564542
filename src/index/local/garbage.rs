//! What lies in the folder of an index, or beside it, and belongs to no commit: files of writers that
//! were killed, of merges that were given up, of copies that were not finished.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rustc_hash::FxHashSet;

use super::{
    Writer, WriterOptions, engine,
    manifest::{self, Manifest},
    place::{Work, remove},
    snapshot::SCRATCH,
};
use crate::error::{Error, Result};

/// Removes what belongs to no commit of the index in the folder `dir`, the beginning of a
/// reindex that was given up among it; says what. Files that dixit did not make are left alone.
///
/// # Errors
///
/// Fails if there is no index, if another process writes to it, or if a file cannot be removed.
pub fn collect_garbage(dir: &Path) -> Result<Vec<PathBuf>> {
    Manifest::read(dir)?;
    let writer = Writer::open(dir, WriterOptions::small())?;
    let mut removed = writer.collect_garbage()?;
    let living = living(&writer, dir)?;
    for entry in fs::read_dir(dir).map_err(Error::io("open", dir))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_orphan(&name, &living) {
            remove(&entry.path())?;
            removed.push(entry.path());
        }
    }
    for work in Work::ALL {
        let path = work.beside(dir)?;
        if path.exists() {
            remove(&path)?;
            removed.push(path);
        }
    }
    manifest::sync(dir)?;
    writer.close()?;
    Ok(removed)
}

/// The names of the segments of the last commit.
fn living(writer: &Writer, dir: &Path) -> Result<FxHashSet<String>> {
    let segments = writer.segments().map_err(engine("read", dir))?;
    Ok(segments.iter().map(|segment| segment.id().uuid_string()).collect())
}

/// Whether a file of this name was made by dixit and is of no use any more.
fn is_orphan(name: &str, living: &FxHashSet<String>) -> bool {
    let is_unfinished = manifest::is_temporary(name) || name.starts_with(SCRATCH);
    let segment = name.split('.').next().unwrap_or_default();
    let is_segment = segment.len() == 32 && segment.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_unfinished || is_segment && name.len() > 32 && !living.contains(segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dixit_made_is_an_orphan() {
        let living = FxHashSet::from_iter(["0123456789abcdef0123456789abcdef".to_owned()]);
        let cases = [
            ("0123456789abcdef0123456789abcdef.store", false),
            ("f123456789abcdef0123456789abcdef.store", true),
            ("f123456789abcdef0123456789abcdef.42.del", true),
            ("f123456789abcdef0123456789abcdef", false),
            (".meta.json.new", true),
            (".dixit-links-17", true),
            ("meta.json", false),
            ("failures.jsonl", false),
            (".gitkeep", false),
            ("letter.new", false),
        ];
        for (name, expected) in cases {
            assert_eq!(is_orphan(name, &living), expected, "{name}");
        }
    }
}
