//! Copies of an index, taken while others read and write it, and put back.
//!
//! Files of segments are written once and never changed: a snapshot is a list of names. It is taken
//! under the lock that keeps a writer from removing files, but only links to them are made under it; they
//! are copied when nobody waits any more.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tantivy::directory::{Directory, META_LOCK, MmapDirectory};

use super::{
    FAILURES, Index, Report,
    directory::{self, ReadOnly},
    engine,
    manifest::{self, Manifest, write_durably},
    place::{Work, exchange, remove},
};
use crate::error::{Error, Result};

/// How the names of folders begin in which a copy is made.
pub(super) const SCRATCH: &str = ".dixit-";

/// The engine's list of the segments of a commit.
const META: &str = "meta.json";

/// The engine's list of the files that it may remove.
const MANAGED: &str = ".managed.json";

/// How the files of a backup are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Files {
    /// Copies of their own.
    #[default]
    Copied,
    /// Further names of the files of the index: in no time and without space, on the same disk, and
    /// damaged when those are.
    Linked,
}

/// Makes an index at `to` of the last commit of the index in the folder `dir`, which others may read and
/// write meanwhile. When this returns, it is on the disk.
///
/// # Errors
///
/// Fails if there is no index, or something at `to`, or if it cannot be written; nothing is then left
/// at `to`.
pub fn backup(dir: &Path, to: &Path, files: Files) -> Result<()> {
    Manifest::read(dir)?;
    if fs::symlink_metadata(to).is_ok() {
        return Err(Error::Occupied { path: to.to_owned() });
    }
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(Error::io("make", parent))?;
    let new = Scratch::make(parent, "backup")?;
    match files {
        Files::Linked => link(dir, &new.0)?.write(&new.0)?,
        Files::Copied => copy(dir, parent, &new.0)?,
    }
    exchange(&new.0, to)
}

/// Puts a copy of the backup in the folder `from` at `dir`, if nothing is wrong with it. With `replace`,
/// in the place of the index that is there, which goes.
///
/// # Errors
///
/// Fails if there is no backup, or if a check finds faults in it; if there is something at `dir` and it
/// is not to be replaced, or is no index; if another process writes to that; or if it cannot be written.
/// What is at `dir` is then as it was.
pub fn restore(from: &Path, dir: &Path, replace: bool) -> Result<Report> {
    Manifest::read(from)?;
    let is_free = manifest::may_become_index(dir).is_ok();
    if !is_free && !replace {
        return Err(Error::Occupied { path: dir.to_owned() });
    }
    // The index that goes may be of any version.
    let _lock =
        (!is_free).then(|| Manifest::of(dir).and_then(|_| directory::lock(dir))).transpose()?;
    let new = Work::Restore.beside(dir)?;
    if new.exists() {
        remove(&new)?;
    }
    let new = Scratch(new);
    fs::create_dir_all(&new.0).map_err(Error::io("make", &new.0))?;
    let parent = new.0.parent().unwrap_or(Path::new("/"));
    copy(from, parent, &new.0)?;
    let report = Index::open(&new.0)?.check()?;
    if let Some(fault) = report.faults.first() {
        let more = match report.faults.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more faults)"),
        };
        return Err(Error::BadBackup { path: from.to_owned(), reason: format!("{fault}{more}") });
    }
    exchange(&new.0, dir)?;
    Ok(report)
}

/// A folder that is removed if it is not moved elsewhere.
struct Scratch(PathBuf);

impl Scratch {
    fn make(parent: &Path, what: &str) -> Result<Scratch> {
        let path = parent.join(format!("{SCRATCH}{what}-{}", std::process::id()));
        if path.exists() {
            remove(&path)?;
        }
        fs::create_dir(&path).map_err(Error::io("make", &path))?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left over is found by `collect_garbage`, or by whoever looks into the folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A commit: the files of its segments, and the lists of the engine.
struct Commit {
    files: Vec<PathBuf>,
    meta: Vec<u8>,
    manifest: Manifest,
    failures: Option<Vec<u8>>,
}

impl Commit {
    /// Writes what is no segment; the list that makes it a commit comes last.
    fn write(&self, to: &Path) -> Result<()> {
        let managed = self.files.iter().map(PathBuf::as_path).chain([Path::new(META)]);
        let managed = serde_json::to_vec(&managed.collect::<Vec<_>>()).unwrap_or_default();
        let rows = [
            (MANAGED, Some(&managed)),
            (FAILURES, self.failures.as_ref()),
            (META, Some(&self.meta)),
        ];
        for (name, bytes) in rows {
            if let Some(bytes) = bytes {
                let path = to.join(name);
                write_durably(&path, bytes).map_err(Error::io("write", &path))?;
            }
        }
        self.manifest.write(to)
    }
}

/// Links the files of the last commit of `dir` into the folder `to` on the same disk.
fn link(dir: &Path, to: &Path) -> Result<Commit> {
    take(dir, |file| {
        let (from, to) = (dir.join(file), to.join(file));
        fs::hard_link(&from, to).map_err(Error::io("link", from))
    })
}

/// Copies the files of the last commit of `dir` into `to`, a folder in `parent`.
fn copy(dir: &Path, parent: &Path, to: &Path) -> Result<()> {
    for near in [dir, parent] {
        let Ok(links) = Scratch::make(near, "links") else { continue };
        if let Ok(commit) = link(dir, &links.0) {
            for file in &commit.files {
                copy_file(&links.0.join(file), &to.join(file))?;
            }
            return commit.write(to);
        }
    }
    // No links can be made: a folder that may not be written, or on another disk.
    take(dir, |file| copy_file(&dir.join(file), &to.join(file)))?.write(to)
}

/// Takes each file of the last commit, while none of them can be removed.
fn take(dir: &Path, mut each: impl FnMut(&Path) -> Result<()>) -> Result<Commit> {
    let directory = ReadOnly(MmapDirectory::open(dir).map_err(engine("opened", dir))?);
    let _lock = directory.acquire_lock(&META_LOCK).map_err(engine("locked", dir))?;
    let index = tantivy::Index::open(directory).map_err(engine("read", dir))?;
    let read = || fs::read(dir.join(META)).map_err(Error::io("read", dir.join(META)));
    let (meta, listed) = loop {
        let meta = read()?;
        let listed = index.load_metas().map_err(engine("read", dir))?.list_segment_files();
        // A writer may commit, though it removes nothing.
        if read()? == meta {
            break (meta, listed);
        }
    };
    let mut files = Vec::new();
    for file in listed {
        // The engine names all files that a segment may have.
        if dir.join(&file).exists() {
            each(&file)?;
            files.push(file);
        }
    }
    // Read after the segments: an extractor more does no harm.
    Ok(Commit {
        files,
        meta,
        manifest: Manifest::read(dir)?,
        failures: fs::read(dir.join(FAILURES)).ok(),
    })
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let copied = || -> io::Result<()> {
        io::copy(&mut fs::File::open(from)?, &mut fs::File::create(to)?)?;
        fs::File::open(to)?.sync_all()
    };
    copied().map_err(Error::io("write", to))
}
