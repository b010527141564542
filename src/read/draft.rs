//! An article while it is read: what its keys mean, whatever the format.

use serde_json::Value;

use super::{Record, Warning, dates, encoding};
use crate::article::{Article, Date};

/// A key that has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Id,
    Title,
    Date,
    Updated,
    Outlet,
    Agency,
    Authors,
    Url,
    Section,
    Language,
    Tags,
    Body,
}

impl Key {
    /// The key with this name, however it is spelled: `date_published`, `datePublished`.
    pub(super) fn from_name(name: &str) -> Option<Key> {
        Some(match plain_name(name).as_str() {
            "id" => Key::Id,
            "title" | "headline" => Key::Title,
            "date" | "published" | "publishedat" | "publishdate" | "publicationdate"
            | "datepublished" | "pubdate" => Key::Date,
            "updated" | "updatedat" | "modified" | "modifiedat" | "datemodified"
            | "lastmodified" => Key::Updated,
            "outlet" | "source" | "publication" | "publisher" | "newspaper" => Key::Outlet,
            "agency" => Key::Agency,
            "author" | "authors" | "byline" => Key::Authors,
            "url" | "link" | "permalink" => Key::Url,
            "section" | "category" => Key::Section,
            "language" | "lang" => Key::Language,
            "tag" | "tags" | "keywords" => Key::Tags,
            "body" | "text" | "content" | "articlebody" | "fulltext" => Key::Body,
            _ => return None,
        })
    }
}

/// The name of a key without what makes no difference.
pub(super) fn plain_name(name: &str) -> String {
    let is_plain = |c: &char| !matches!(c, '_' | '-' | ' ');
    name.trim().to_ascii_lowercase().chars().filter(is_plain).collect()
}

/// An article, and what was odd about it so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) article: Article,
    pub(super) warnings: Vec<Warning>,
}

impl Draft {
    /// The text of a record, and the draft of its article with what was odd about the bytes.
    pub(super) fn begin(record: &Record) -> (String, Draft) {
        let (text, warning) = encoding::decode(&record.bytes, record.encoding);
        (text, Draft { warnings: warning.into_iter().collect(), ..Draft::default() })
    }

    /// Gives `key` its value, of several texts only if it is a list. A second value for what has
    /// one, under another name, is kept with the keys that have no meaning.
    pub(super) fn set(&mut self, key: Key, name: &str, mut texts: Vec<String>) {
        texts.retain(|text| !text.trim().is_empty());
        let Some(text) = texts.first().cloned() else { return };
        let article = &mut self.article;
        let taken = match key {
            Key::Id => fill(&mut article.id, text),
            Key::Title => fill(&mut article.title, text),
            Key::Body => fill(&mut article.body, text),
            Key::Outlet => fill_option(&mut article.outlet, text),
            Key::Agency => fill_option(&mut article.agency, text),
            Key::Url => fill_option(&mut article.url, text),
            Key::Section => fill_option(&mut article.section, text),
            Key::Authors => fill_list(&mut article.authors, texts),
            Key::Tags => fill_list(&mut article.tags, texts),
            Key::Date => match dates::date(&text) {
                Some(date) => fill_date(&mut article.date, date, text),
                None => return self.set_odd_date(name, text),
            },
            Key::Updated => match dates::date(&text) {
                Some(date) => fill_date(&mut article.updated, date, text),
                None => return self.set_odd_date(name, text),
            },
            Key::Language => return self.set_language(name, text),
        };
        if let Some(left) = taken {
            self.keep(name, left);
        }
    }

    /// Fills what is empty with what another article has.
    pub(super) fn fill_from(&mut self, found: Article) {
        let own = &mut self.article;
        let fill = |own: &mut String, found| {
            if own.is_empty() {
                *own = found;
            }
        };
        fill(&mut own.id, found.id);
        fill(&mut own.title, found.title);
        fill(&mut own.body, found.body);
        own.date = own.date.or(found.date);
        own.updated = own.updated.or(found.updated);
        let options = [
            (&mut own.outlet, found.outlet),
            (&mut own.agency, found.agency),
            (&mut own.section, found.section),
            (&mut own.url, found.url),
            (&mut own.language, found.language),
        ];
        for (own, found) in options {
            if own.is_none() {
                *own = found;
            }
        }
        for (own, found) in [(&mut own.authors, found.authors), (&mut own.tags, found.tags)] {
            if own.is_empty() {
                *own = found;
            }
        }
        for (name, value) in found.metadata {
            own.metadata.entry(name).or_insert(value);
        }
    }

    /// Keeps a value that has no meaning.
    pub(super) fn keep(&mut self, name: &str, value: impl Into<Value>) {
        self.article.metadata.insert(name.to_owned(), value.into());
    }

    /// A date that is none is kept as it came.
    fn set_odd_date(&mut self, name: &str, text: String) {
        self.warnings.extend(text.parse::<Date>().err().map(|error| Warning(error.to_string())));
        self.keep(name, text);
    }

    /// Anything but a code is kept as it came.
    fn set_language(&mut self, name: &str, text: String) {
        if let Some(code) = language(&text) {
            self.article.language = Some(code);
        } else {
            let message = format!("\"{text}\" is not a language: write a code such as en");
            self.warnings.push(Warning(message));
            self.keep(name, text);
        }
    }
}

/// `en`, and `en` of `en-GB`.
pub(super) fn language(text: &str) -> Option<String> {
    let code = text.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code.then_some(code)
}

/// Fills what is empty; gives back what finds no room.
fn fill(slot: &mut String, text: String) -> Option<Value> {
    if !slot.is_empty() {
        return Some(text.into());
    }
    *slot = text;
    None
}

fn fill_option(slot: &mut Option<String>, text: String) -> Option<Value> {
    if slot.is_some() {
        return Some(text.into());
    }
    *slot = Some(text);
    None
}

fn fill_date(slot: &mut Option<Date>, date: Date, text: String) -> Option<Value> {
    if slot.is_some() {
        return Some(text.into());
    }
    *slot = Some(date);
    None
}

fn fill_list(slot: &mut Vec<String>, texts: Vec<String>) -> Option<Value> {
    if !slot.is_empty() {
        return Some(texts.into());
    }
    *slot = texts;
    None
}
