//! What a commit says about itself: the languages in the index and how far the input was read.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::analyze::Language;

/// How far a run of the indexer had come when it committed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How many input records of the run were dealt with, in order.
    pub records: u64,
    /// The last of them: file, and line if it has one.
    pub last: String,
    /// Whether the run had reached its end.
    pub finished: bool,
}

/// The payload of a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The codes of all languages that articles of the index have, the unknown one as "".
    languages: BTreeSet<String>,
    /// Where the last run was.
    pub progress: Progress,
}

impl Payload {
    /// Reads the payload of a commit; an index without a commit has none.
    pub fn read(text: Option<&str>) -> Payload {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// The payload as text.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Notes that there are articles in this language.
    pub fn add_language(&mut self, language: Language) {
        if !self.languages.contains(language.code()) {
            self.languages.insert(language.code().to_owned());
        }
    }

    /// The languages of the index.
    pub fn languages(&self) -> Vec<Language> {
        self.languages.iter().map(|code| Language::from_tag(code)).collect()
    }
}
