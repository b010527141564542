//! Articles out of every file: what a court or a source may ask for.
//!
//! A deleted article is no longer found, but its words stay in the files of its segment until that is
//! merged. Here they go at once, with all that an earlier writer left behind.

use std::{fs, io, path::Path};

use super::{
    FAILURES, Progress, Writer, WriterOptions, garbage::collect_garbage, manifest::Manifest,
};
use crate::error::{Error, Result};

/// Deletes the articles with these ids, and removes the bytes of these and of all articles that were
/// deleted or replaced before from every file of the index in the folder `dir`. The list of skipped
/// inputs goes too, since it may name them; so does the beginning of a reindex that was given up.
///
/// # Errors
///
/// Fails if there is no index, if another process writes to it, or if there is no room to write its segments anew.
pub fn purge(dir: &Path, ids: &[&str]) -> Result<()> {
    Manifest::read(dir)?;
    let mut writer = Writer::open(dir, WriterOptions::small())?;
    writer.merge_nothing();
    for id in ids {
        writer.delete(id)?;
    }
    // Where the last run ended may be the name of an article.
    let progress = Progress { last: String::new(), ..writer.progress() };
    writer.commit(progress)?;
    writer.merge(|segments| {
        let worn = segments.iter().filter(|segment| segment.has_deletes());
        worn.map(|segment| vec![segment.id()]).collect()
    })?;
    writer.close()?;
    match fs::remove_file(dir.join(FAILURES)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Error::io("remove", dir.join(FAILURES))(error));
        }
        _ => {}
    }
    collect_garbage(dir)?;
    Ok(())
}
