//! An article while it is read: what its keys mean, whatever the format.

use serde_json::Value;

use super::Warning;
use crate::article::Article;

/// A key that has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Id,
    Title,
    Date,
    Outlet,
    Authors,
    Url,
    Section,
    Language,
    Tags,
    Body,
}

impl Key {
    /// The key with this name, in any case.
    pub(super) fn from_name(name: &str) -> Option<Key> {
        Some(match name.to_ascii_lowercase().as_str() {
            "id" => Key::Id,
            "title" | "headline" => Key::Title,
            "date" => Key::Date,
            "outlet" | "source" => Key::Outlet,
            "author" | "authors" | "byline" => Key::Authors,
            "url" => Key::Url,
            "section" => Key::Section,
            "language" | "lang" => Key::Language,
            "tag" | "tags" => Key::Tags,
            "body" | "text" => Key::Body,
            _ => return None,
        })
    }
}

/// An article, and what was odd about it so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) article: Article,
    pub(super) warnings: Vec<Warning>,
}

impl Draft {
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
            Key::Url => fill_option(&mut article.url, text),
            Key::Section => fill_option(&mut article.section, text),
            Key::Authors => fill_list(&mut article.authors, texts),
            Key::Tags => fill_list(&mut article.tags, texts),
            Key::Date => return self.set_date(name, text),
            Key::Language => return self.set_language(name, text),
        };
        if let Some(left) = taken {
            self.keep(name, left);
        }
    }

    /// Keeps a value that has no meaning.
    pub(super) fn keep(&mut self, name: &str, value: impl Into<Value>) {
        self.article.metadata.insert(name.to_owned(), value.into());
    }

    /// A date that is none is kept as it came.
    fn set_date(&mut self, name: &str, text: String) {
        match text.parse() {
            Ok(date) => self.article.date = Some(date),
            Err(error) => {
                self.warnings.push(Warning(format!("{error}")));
                self.keep(name, text);
            }
        }
    }

    /// `en`, and `en` of `en-GB`; anything else is kept as it came.
    fn set_language(&mut self, name: &str, text: String) {
        let code = text.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
            self.article.language = Some(code);
        } else {
            let message = format!("\"{text}\" is not a language: write a code such as en");
            self.warnings.push(Warning(message));
            self.keep(name, text);
        }
    }
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

fn fill_list(slot: &mut Vec<String>, texts: Vec<String>) -> Option<Value> {
    if !slot.is_empty() {
        return Some(texts.into());
    }
    *slot = texts;
    None
}
