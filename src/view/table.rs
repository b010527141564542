//! Hits as the rows of a table, for CSV.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front, by which it is text:
//! what was published must not run where it is read.

use super::{ArticleView, NameView, QuoteView};

/// Something that is a row of a table.
pub trait Row {
    /// The names of the columns.
    const COLUMNS: &'static [&'static str];

    /// Its cells, as they are.
    fn cells(&self) -> Vec<String>;

    /// Its cells, harmless in a spreadsheet.
    fn row(&self) -> Vec<String> {
        self.cells().into_iter().map(harmless).collect()
    }
}

fn harmless(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true if cell.parse::<f64>().is_err() => format!("'{cell}"),
        _ => cell,
    }
}

fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

impl Row for ArticleView {
    const COLUMNS: &'static [&'static str] = &[
        "id", "score", "title", "date", "outlet", "authors", "section", "url", "language",
        "passages",
    ];

    fn cells(&self) -> Vec<String> {
        let passages = self.passages.iter().map(|passage| passage.text.as_str());
        vec![
            self.id.clone(),
            self.score.to_string(),
            self.title.clone(),
            or_empty(&self.date),
            or_empty(&self.outlet),
            self.authors.join("; "),
            or_empty(&self.section),
            or_empty(&self.url),
            or_empty(&self.language),
            passages.collect::<Vec<_>>().join(" … "),
        ]
    }
}

impl Row for QuoteView {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "article",
        "date",
        "outlet",
        "title",
        "speaker",
        "role",
        "organisation",
        "text",
        "cue",
        "kind",
        "attribution",
        "confidence",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.article.clone(),
            or_empty(&self.date),
            or_empty(&self.outlet),
            self.title.clone(),
            or_empty(&self.speaker),
            or_empty(&self.role),
            or_empty(&self.organisation),
            self.text.clone(),
            or_empty(&self.cue),
            self.kind.to_owned(),
            self.attribution.to_owned(),
            self.confidence.to_string(),
        ]
    }
}

impl Row for NameView {
    const COLUMNS: &'static [&'static str] = &["name", "quotes", "articles", "spellings"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.quotes.to_string(),
            self.articles.to_string(),
            self.spellings.join("; "),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let cases = [
            ("=HYPERLINK(\"http://evil.example\")", "'=HYPERLINK(\"http://evil.example\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1 (555) 0100", "'+1 (555) 0100"),
            ("-0.5", "-0.5"),
            ("“=1”", "“=1”"),
            ("", ""),
        ];
        for (cell, expected) in cases {
            assert_eq!(harmless(cell.to_owned()), expected);
        }
    }
}
