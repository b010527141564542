//! Files and folders to the files that may hold articles.
//!
//! Folders are walked in the order of names, so that two runs see the same order. Hidden files
//! and those that the rules skip are left out unless they were named; links are followed, but never in a circle.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use walkdir::{DirEntry, WalkDir};

use super::{Rules, Skipped, Source, unreadable};

/// The files at `paths` and in the folders at `paths`; what cannot be listed is among them.
pub fn sources(
    paths: &[PathBuf],
    rules: Arc<Rules>,
) -> impl Iterator<Item = Result<Source, Skipped>> + '_ {
    paths.iter().flat_map(move |root| below(root, rules.clone()))
}

fn below(root: &Path, rules: Arc<Rules>) -> impl Iterator<Item = Result<Source, Skipped>> + '_ {
    let skipping = rules.clone();
    let is_shown = move |entry: &DirEntry| {
        entry.depth() == 0
            || !entry.file_name().as_encoded_bytes().starts_with(b".")
                && !skipping.skips(&name(root, entry))
    };
    WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_shown)
        .filter_map(move |entry| match entry {
            Ok(entry) => source(root, &entry, &rules).map(Ok),
            Err(error) => Some(Err(refusal(root, &error))),
        })
}

/// A file that was found; a pipe or device only if it was named.
fn source(root: &Path, entry: &DirEntry, rules: &Arc<Rules>) -> Option<Source> {
    let kind = entry.file_type();
    let is_wanted = kind.is_file() || (entry.depth() == 0 && !kind.is_dir());
    is_wanted.then(|| Source {
        path: entry.path().to_owned(),
        name: name(root, entry),
        rules: rules.clone(),
    })
}

fn name(root: &Path, entry: &DirEntry) -> String {
    let path = entry.path();
    let below = path.strip_prefix(root).ok().filter(|_| entry.depth() > 0);
    let Some(below) = below else { return entry.file_name().to_string_lossy().into_owned() };
    let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn refusal(root: &Path, error: &walkdir::Error) -> Skipped {
    let path = error.path().unwrap_or(root);
    let reason = match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => format!("a link back to {}", ancestor.display()),
        (None, Some(cause)) => format!("cannot be opened: {cause}"),
        (None, None) => "cannot be opened".to_owned(),
    };
    unreadable(path, reason)
}
