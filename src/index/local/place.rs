//! Folders beside an index in which another one is made, and how that comes to its place.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::manifest;
use crate::error::{Error, Result};

/// What is made beside an index, under which name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// The same articles in a new index.
    Reindex,
    /// An index from a backup.
    Restore,
}

impl Work {
    /// All of them.
    pub const ALL: [Work; 2] = [Work::Reindex, Work::Restore];

    /// The folder for this beside the folder `dir`, on the same disk.
    ///
    /// # Errors
    ///
    /// Fails if `dir` is the root of the file system.
    pub fn beside(self, dir: &Path) -> Result<PathBuf> {
        let ending = match self {
            Work::Reindex => ".reindex",
            Work::Restore => ".restore",
        };
        let dir = resolved(dir);
        let Some(name) = dir.file_name() else {
            let source = io::Error::other("there is no room beside it");
            return Err(Error::io("use", dir)(source));
        };
        Ok(dir.with_file_name([name, ending.as_ref()].into_iter().collect::<OsString>()))
    }
}

/// The path of a folder without links and dots, as far as it exists.
fn resolved(dir: &Path) -> PathBuf {
    dir.canonicalize().or_else(|_| std::path::absolute(dir)).unwrap_or_else(|_| dir.to_owned())
}

/// Puts the folder `new` where `dir` is, and `dir` where `new` was, in one step. If there is no `dir`
/// yet, `new` is moved there.
///
/// # Errors
///
/// Fails if the folders are not on one disk, or `dir` is where a disk is mounted; all is then as it was.
pub fn exchange(new: &Path, dir: &Path) -> Result<()> {
    let dir = resolved(dir);
    let exchanged = match dir.exists() {
        true => swap(new, &dir),
        false => fs::rename(new, &dir),
    };
    exchanged.map_err(Error::io("put another index in the place of", &dir))?;
    dir.parent().map_or(Ok(()), manifest::sync)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(new: &Path, dir: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, dir, RenameFlags::EXCHANGE) {
        // A file system that cannot do it in one step.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => swap_by_steps(new, dir),
        result => Ok(result?),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(new: &Path, dir: &Path) -> io::Result<()> {
    swap_by_steps(new, dir)
}

/// For a moment nothing is at `dir`.
fn swap_by_steps(new: &Path, dir: &Path) -> io::Result<()> {
    let aside = new.with_extension("old");
    fs::rename(dir, &aside)?;
    if let Err(error) = fs::rename(new, dir) {
        fs::rename(&aside, dir)?;
        return Err(error);
    }
    fs::rename(aside, new)
}

/// Removes a file, or a folder with all that is in it.
///
/// # Errors
///
/// Fails if it cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.map_err(Error::io("remove", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_change_places() {
        for swap in [swap, swap_by_steps] {
            let parent = tempfile::tempdir().unwrap();
            let (new, dir) = (parent.path().join("new"), parent.path().join("dir"));
            for folder in [&new, &dir] {
                fs::create_dir(folder).unwrap();
                fs::write(folder.join("file"), folder.display().to_string()).unwrap();
            }
            swap(&new, &dir).unwrap();
            assert_eq!(fs::read_to_string(dir.join("file")).unwrap(), new.display().to_string());
            assert_eq!(fs::read_to_string(new.join("file")).unwrap(), dir.display().to_string());
        }
    }

    #[test]
    fn a_folder_goes_where_none_is() {
        let parent = tempfile::tempdir().unwrap();
        let (new, dir) = (parent.path().join("new"), parent.path().join("dir"));
        fs::create_dir(&new).unwrap();
        exchange(&new, &dir).unwrap();
        assert!(dir.is_dir() && !new.exists());
    }
}
