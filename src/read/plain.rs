//! Plain text: a file is an article.
//!
//! The first line that is not blank is the title, what follows is the body. `front_matter` may
//! give the title and the rest of what is known. A file that has one line, or begins with a
//! paragraph, has no title.

use std::ops::ControlFlow;

use super::{
    Found, Opened, Reader, Record, Warning, draft::Draft, encoding, front_matter, rules::Rules,
};
use crate::article::Article;

/// The longest title, in characters.
const MAX_TITLE: usize = 300;

/// The format.
#[derive(Debug)]
pub(super) struct Plain;

impl Reader for Plain {
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()> {
        found(file.whole())
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, mut draft) = Draft::begin(record);
        if !encoding::is_text(&text) {
            return Err("not text".to_owned());
        }
        article(&text, &mut draft, record.rules())?;
        Ok((draft.article, draft.warnings))
    }
}

fn article(text: &str, draft: &mut Draft, rules: &Rules) -> Result<(), String> {
    let body = from_first_line(front_matter::take(text, draft, rules));
    if body.is_empty() {
        return Err("empty".to_owned());
    }
    let (title, below) = if draft.article.title.is_empty() { headline(body) } else { ("", body) };
    if !title.is_empty() {
        draft.article.title = title.to_owned();
    }
    draft.article.body = below.to_owned();
    Ok(())
}

/// The title and what follows it; all is body if nothing follows, or if a paragraph comes first.
fn headline(text: &str) -> (&str, &str) {
    let mut rest = text;
    let line = front_matter::next_line(&mut rest).unwrap_or_default();
    let below = from_first_line(rest);
    let title = line.trim_start_matches('#').trim();
    if below.is_empty() || title.is_empty() || title.chars().nth(MAX_TITLE).is_some() {
        return ("", text);
    }
    (title, below)
}

/// `text` from its first line that is not blank.
fn from_first_line(text: &str) -> &str {
    let mut rest = text;
    loop {
        let below = rest;
        match front_matter::next_line(&mut rest) {
            Some(line) if line.trim().is_empty() => {}
            Some(_) => return below,
            None => return "",
        }
    }
}
