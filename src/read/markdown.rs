//! Markdown: a file is an article.
//!
//! Its text is that of the page it stands for, read as one in HTML is: without the marks of headings,
//! emphasis and links. `front_matter` says what is known of it; if it gives no title, a heading that the
//! text begins with is the title. Where somebody wrote a plain line on top, that is the first paragraph.

use std::ops::ControlFlow;

use pulldown_cmark::{Options, Parser, html::push_html};

use super::{Found, Opened, Reader, Record, Warning, draft::Draft, encoding, front_matter, html};
use crate::article::Article;

/// The format.
#[derive(Debug)]
pub(super) struct Markdown;

impl Reader for Markdown {
    fn records(&self, file: Opened, found: &mut Found) -> ControlFlow<()> {
        found(file.whole())
    }

    fn parse(&self, record: &Record) -> Result<(Article, Vec<Warning>), String> {
        let (text, mut draft) = Draft::begin(record);
        if !encoding::is_text(&text) {
            return Err("not text".to_owned());
        }
        let written = front_matter::take(&text, &mut draft, record.rules());
        let (heading, body) = html::headed_text(&page(written))?;
        let article = &mut draft.article;
        match heading {
            Some(heading) if article.title.is_empty() && !body.is_empty() => {
                (article.title, article.body) = (heading, body);
            }
            Some(heading) if article.title != heading => {
                article.body = [heading, body].join("\n\n").trim_end().to_owned();
            }
            _ => article.body = body,
        }
        if article.body.is_empty() {
            return Err("empty".to_owned());
        }
        Ok((draft.article, draft.warnings))
    }
}

/// The page that a text stands for.
fn page(written: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut page = String::with_capacity(written.len() * 5 / 4);
    push_html(&mut page, Parser::new_ext(written, options));
    page
}
