//! What the user says about the input: which key is which field, what outlets are called, which
//! language articles are in, and what is left out.
//!
//! Where these come from is left to `config`.

use std::collections::BTreeMap;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use xxhash_rust::xxh3::xxh3_64;

use super::draft::{self, Draft, Key};
use crate::article::Article;

/// What is said where a key is to be no field.
pub const NO_FIELD: &str = "none";

/// The fields that a key can be, by name.
pub const FIELD_NAMES: [&str; 13] = [
    "id", "title", "date", "updated", "outlet", "agency", "author", "url", "section", "language",
    "tags", "body", NO_FIELD,
];

/// What is said about the input; by default, nothing.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Fields by plain names of keys; `None` where the key is kept as it is.
    fields: BTreeMap<String, Option<Key>>,
    /// Names of outlets by what articles have for it, in lower case.
    outlets: BTreeMap<String, String>,
    /// The outlet of articles without one.
    outlet: Option<String>,
    /// The language of articles that say none.
    language: Option<String>,
    /// The languages that may be guessed; any, if empty.
    languages: Vec<String>,
    /// What is left out, in the order given, and the same ready for use.
    patterns: Vec<Glob>,
    skip: GlobSet,
}

impl Rules {
    /// Takes the values of `key` for those of a field, or for none with [`NO_FIELD`].
    ///
    /// # Errors
    ///
    /// Says so if there is no such field.
    pub fn field(mut self, key: &str, field: &str) -> Result<Rules, String> {
        let field = match field {
            NO_FIELD => None,
            name if FIELD_NAMES.contains(&name) => Key::from_name(name),
            other => {
                let known = FIELD_NAMES.join(", ");
                return Err(format!("\"{other}\" is not a field: write one of {known}"));
            }
        };
        self.fields.insert(draft::plain_name(key), field);
        Ok(self)
    }

    /// Calls an outlet `name` where articles have `found`, or where they have none and an address there.
    #[must_use]
    pub fn outlet_name(mut self, found: &str, name: &str) -> Rules {
        self.outlets.insert(found.trim().to_lowercase(), name.to_owned());
        self
    }

    /// The outlet of articles without one.
    #[must_use]
    pub fn outlet(self, name: &str) -> Rules {
        Rules { outlet: Some(name.to_owned()), ..self }
    }

    /// The language of articles that say none; it is not guessed then.
    ///
    /// # Errors
    ///
    /// Says so if it is no code of two letters.
    pub fn language(self, code: &str) -> Result<Rules, String> {
        Ok(Rules { language: Some(language(code)?), ..self })
    }

    /// One more language that may be guessed; without any, all may.
    ///
    /// # Errors
    ///
    /// Says so if it is no code of two letters.
    pub fn may_be(mut self, code: &str) -> Result<Rules, String> {
        self.languages.push(language(code)?);
        Ok(self)
    }

    /// Leaves out files and folders, also in archives, whose path below the folder that was given
    /// matches. A pattern without a slash matches a name anywhere, one with a slash a path from there.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the pattern.
    pub fn skip(mut self, pattern: &str) -> Result<Rules, String> {
        let path = pattern.trim_matches('/');
        let anywhere = if path.len() == pattern.trim_end_matches('/').len() && !path.contains('/') {
            "**/"
        } else {
            ""
        };
        for end in ["", "/**"] {
            let glob =
                GlobBuilder::new(&format!("{anywhere}{path}{end}")).literal_separator(true).build();
            self.patterns.push(glob.map_err(|error| error.kind().to_string())?);
        }
        let mut set = GlobSetBuilder::new();
        for glob in &self.patterns {
            set.add(glob.clone());
        }
        self.skip = set.build().map_err(|error| error.kind().to_string())?;
        Ok(self)
    }

    /// What the user calls the language of an article, if anything.
    pub fn stated_language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The codes of the languages that may be guessed; any, if empty.
    pub fn guessed_languages(&self) -> &[String] {
        &self.languages
    }

    /// A number for all that decides what an article becomes: 0 if nothing is said.
    pub fn fingerprint(&self) -> u64 {
        let Rules { fields, outlets, outlet, language, languages, .. } = self;
        let said = (fields, outlets, outlet, language, languages);
        match fields.is_empty() && outlets.is_empty() && (outlet, language) == (&None, &None) {
            true if languages.is_empty() => 0,
            _ => xxh3_64(format!("{said:?}").as_bytes()),
        }
    }

    /// Whether a file or folder of this name is left out.
    pub(super) fn skips(&self, name: &str) -> bool {
        !self.skip.is_empty() && self.skip.is_match(name)
    }

    /// What the key of this name is.
    pub(super) fn key(&self, name: &str) -> Option<Key> {
        match self.said(name) {
            Some(said) => said,
            None => Key::from_name(name),
        }
    }

    /// What the user says the key of this name is.
    pub(super) fn said(&self, name: &str) -> Option<Option<Key>> {
        if self.fields.is_empty() {
            return None;
        }
        self.fields.get(&draft::plain_name(name)).copied()
    }

    /// Does to an article what is said about all: keys that were kept become fields, outlets get their
    /// names.
    pub(super) fn complete(&self, draft: &mut Draft) {
        if !self.fields.is_empty() {
            self.fill_from_metadata(draft);
        }
        let article = &mut draft.article;
        if let Some(name) = self.named_outlet(article) {
            if let Some(found) = article.outlet.replace(name) {
                article.metadata.entry("outlet").or_insert(found.into());
            }
        } else if article.outlet.is_none() {
            article.outlet.clone_from(&self.outlet);
        }
    }

    fn fill_from_metadata(&self, draft: &mut Draft) {
        let names: Vec<String> = draft.article.metadata.keys().cloned().collect();
        for name in names {
            let Some(Some(key)) = self.said(&name) else { continue };
            if let Some(text) = draft.article.metadata[&name].as_str().map(str::to_owned) {
                draft.article.metadata.shift_remove(&name);
                draft.set(key, &name, vec![text]);
            }
        }
    }

    fn named_outlet(&self, article: &Article) -> Option<String> {
        let found = match (&article.outlet, &article.url) {
            (Some(outlet), _) => outlet.trim().to_lowercase(),
            (None, Some(url)) => host(url)?.to_lowercase(),
            (None, None) => return None,
        };
        self.outlets.get(&found).cloned()
    }
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

fn language(code: &str) -> Result<String, String> {
    draft::language(code)
        .ok_or_else(|| format!("\"{code}\" is not a language: write a code such as en"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_names_and_paths() {
        let cases = [
            ("*.pdf", "a.pdf", true),
            ("*.pdf", "2024/a.pdf", true),
            ("drafts", "2024/drafts/a.txt", true),
            ("drafts/", "drafts/a.txt", true),
            ("drafts", "mydrafts/a.txt", false),
            ("/drafts", "2024/drafts/a.txt", false),
            ("/drafts", "drafts/a.txt", true),
            ("2024/*.html", "2024/a.html", true),
            ("2024/*.html", "2024/05/a.html", false),
            ("2024/**/*.html", "2024/05/a.html", true),
            ("a.zip/x", "a.zip/x/b.txt", true),
            ("*.{png,gif}", "a/b.gif", true),
        ];
        for (pattern, name, expected) in cases {
            let rules = Rules::default().skip(pattern).unwrap();
            assert_eq!(rules.skips(name), expected, "{pattern} and {name}");
        }
        assert!(Rules::default().skip("[a").is_err());
    }

    #[test]
    fn only_what_changes_articles_has_a_fingerprint() {
        let rules = Rules::default();
        assert_eq!(rules.fingerprint(), 0);
        assert_eq!(rules.clone().skip("x").unwrap().fingerprint(), 0);
        let others = [
            rules.clone().field("story", "body").unwrap(),
            rules.clone().field("story", "title").unwrap(),
            rules.clone().outlet("A"),
            rules.clone().outlet_name("a", "A"),
            rules.clone().language("de").unwrap(),
            rules.may_be("de").unwrap(),
        ];
        let mut numbers: Vec<u64> = others.iter().map(Rules::fingerprint).collect();
        numbers.push(0);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), others.len() + 1);
    }
}
