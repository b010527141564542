//! What an index was made with. An index that does not fit this program is refused.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{
    analyze,
    error::{Error, Result},
    extract::Versions,
};

/// The version of the schema and of what is stored.
const FORMAT: u32 = 8;

/// The file that makes a folder an index.
const FILE: &str = "dixit.json";

/// The versions of everything that decides what is in an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Schema and stored data.
    pub format: u32,
    /// What a word is.
    pub analyzer: u32,
    /// What makes the stems.
    pub stemmer: String,
    /// What found the quotations: more than one, if the index was added to by another program or with
    /// other weights; none, if it is from before this was noted. It is searched all the same.
    #[serde(default)]
    pub extractors: Vec<Versions>,
}

impl Manifest {
    /// What this program makes.
    pub fn current() -> Manifest {
        Manifest {
            format: FORMAT,
            analyzer: analyze::VERSION,
            stemmer: analyze::STEMMER.to_owned(),
            extractors: Vec::new(),
        }
    }

    /// Reads the manifest of the index at `dir` and checks that this program can read the index.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, if the folder holds something else, or if it does not fit.
    pub fn read(dir: &Path) -> Result<Manifest> {
        let manifest = Manifest::of(dir)?;
        manifest.check(dir)?;
        Ok(manifest)
    }

    /// Reads the manifest of the index at `dir`, whatever made it.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or if the folder holds something else.
    pub fn of(dir: &Path) -> Result<Manifest> {
        let not_an_index =
            |reason: &str| Error::NotAnIndex { path: dir.to_owned(), reason: reason.to_owned() };
        if dir.is_file() {
            return Err(not_an_index("it is a file"));
        }
        let path = dir.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::NoIndex { path: dir.to_owned() });
            }
            Err(error) => return Err(Error::io("read", path)(error)),
        };
        serde_json::from_str(&text).map_err(|_| not_an_index("its dixit.json is no manifest"))
    }

    /// Whether this program with an extractor of these versions would make the same index.
    pub fn is_current(&self, versions: &Versions) -> bool {
        let extractors = self.extractors.iter().all(|own| own == versions);
        extractors && Manifest { extractors: Vec::new(), ..self.clone() } == Manifest::current()
    }

    fn check(&self, dir: &Path) -> Result<()> {
        let current = Manifest::current();
        let rows = [
            ("format", self.format.to_string(), current.format.to_string()),
            ("analyzer", self.analyzer.to_string(), current.analyzer.to_string()),
            ("stemmer", self.stemmer.clone(), current.stemmer),
        ];
        match rows.into_iter().find(|(_, found, expected)| found != expected) {
            None => Ok(()),
            Some((what, found, expected)) => {
                Err(Error::Incompatible { path: dir.to_owned(), what, found, expected })
            }
        }
    }

    /// Notes in the folder `dir` that an extractor of these versions adds to the index.
    ///
    /// # Errors
    ///
    /// Fails if the manifest cannot be read or written.
    pub fn note_extractor(dir: &Path, versions: Versions) -> Result<()> {
        let mut manifest = Manifest::read(dir)?;
        if manifest.extractors.contains(&versions) {
            return Ok(());
        }
        manifest.extractors.push(versions);
        manifest.write(dir)
    }

    /// Writes the manifest into the folder `dir`, whole or not at all, durably.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn write(&self, dir: &Path) -> Result<()> {
        let path = dir.join(FILE);
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        write_durably(&path, text.as_bytes()).map_err(Error::io("write", path.clone()))?;
        sync(dir)
    }
}

/// How the names of files end that are not whole yet.
const TEMPORARY: &str = ".new";

/// Whether a fault left the file of this name behind, see [`write_durably`].
pub fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(TEMPORARY)
}

/// Puts a file in its place, whole or not at all. What a fault leaves of it is hidden.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default();
    let temporary = path.with_file_name(format!(".{}{TEMPORARY}", name.display()));
    let mut file = fs::File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(temporary, path)
}

/// Makes the names in a folder durable.
pub fn sync(dir: &Path) -> Result<()> {
    let synced = fs::File::open(dir).and_then(|dir| dir.sync_all());
    synced.map_err(Error::io("sync", dir))
}

/// Whether the folder may become an index: it is not there yet, or holds nothing but hidden files.
pub fn may_become_index(dir: &Path) -> Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            let reason = "it is a file".to_owned();
            return Err(Error::NotAnIndex { path: dir.to_owned(), reason });
        }
        Err(error) => return Err(Error::io("open", dir)(error)),
    };
    let mut names = entries.flatten().map(|entry| entry.file_name());
    match names.find(|name| !name.to_string_lossy().starts_with('.')) {
        None => Ok(()),
        Some(name) => {
            let reason = format!("it holds other files, such as {}", name.display());
            Err(Error::NotAnIndex { path: dir.to_owned(), reason })
        }
    }
}
