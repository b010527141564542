//! Hits as text for people, and as JSON and CSV for programs.

use std::io::{self, Write};

use dixit::{
    index::local::{Clause, Suggestion, TermCost},
    query::{Hit, Notice, Query},
    text::Span,
    view::{self, ArticleView, OuterView, QuoteView, Row},
};
use serde::Serialize;

pub use dixit::text::{counted, grouped};

use super::style::{FAINT, MATCH, NOTE, STRONG, styled};

/// How wide text is set, in columns.
const WIDTH: usize = 100;

/// So many quotations are printed with an article.
const SHOWN: usize = 3;

/// Prints a line on standard output.
pub fn line(text: std::fmt::Arguments<'_>) -> io::Result<()> {
    writeln!(anstream::stdout(), "{text}")
}

/// Prints a line on standard error, if somebody reads it.
pub fn message(text: std::fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints one JSON object.
pub fn object(object: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, object)?;
    writeln!(out)?;
    Ok(())
}

/// Prints hits as JSON, one a line.
pub fn jsonl<H: Serialize>(hits: &[H]) -> anyhow::Result<()> {
    hits.iter().try_for_each(object)
}

/// How hits of one kind are printed: articles, or quotations.
pub struct Kind<H> {
    /// What they are called.
    pub noun: &'static str,
    /// As programs see them.
    pub views: fn(&[Hit]) -> Vec<H>,
    /// Prints them for people.
    pub print: fn(&[Hit]) -> anyhow::Result<()>,
}

/// How articles are printed.
pub const ARTICLES: Kind<ArticleView> = Kind {
    noun: "article",
    views: |hits| hits.iter().map(ArticleView::new).collect(),
    print: articles,
};

/// How quotations are printed.
pub const QUOTES: Kind<QuoteView> = Kind {
    noun: "quotation",
    views: |hits| hits.iter().flat_map(view::quotes).collect(),
    print: quotes,
};

/// Prints how a query was read, and what its words cost.
pub fn explanation(query: &Query, clauses: &[Clause]) {
    note!("read as: {query}");
    let mut said = "";
    for Clause { clause, field, terms } in clauses {
        let term = |cost: &TermCost| match cost.words {
            0 | 1 => format!("{} {}", cost.term, grouped(cost.documents)),
            words => {
                let words = counted(words, "word");
                format!("{} ({words}) {}", cost.term, grouped(cost.documents))
            }
        };
        let terms: Vec<String> = terms.iter().map(term).collect();
        if clause != said {
            note!("  {}", styled(STRONG, clause));
            said = clause;
        }
        note!("    {:<8} {}", field.name(), terms.join(" · "));
    }
}

/// Prints what may have been meant by words that find nothing.
pub fn suggestions(suggestions: &[Suggestion]) {
    for Suggestion { typed, meant, .. } in suggestions {
        let meant = meant.iter().map(|(word, count)| format!("{word} ({})", grouped(*count)));
        let meant = meant.collect::<Vec<_>>().join(", ");
        note!("{}: nothing has \"{typed}\": did you mean {meant}?", styled(NOTE, "note"));
    }
}

/// Prints hits as CSV on standard output, one a line.
pub struct Table(csv::Writer<io::Stdout>);

impl Table {
    /// Prints the line with the names of the columns of such hits.
    pub fn new<H: Row>() -> anyhow::Result<Table> {
        let mut writer = csv::Writer::from_writer(io::stdout());
        writer.write_record(H::COLUMNS)?;
        Ok(Table(writer))
    }

    /// Prints hits.
    pub fn rows<H: Row>(&mut self, hits: impl IntoIterator<Item = H>) -> anyhow::Result<()> {
        for hit in hits {
            self.0.write_record(hit.row())?;
        }
        Ok(self.0.flush()?)
    }
}

/// Prints how the query was read, where that may surprise.
pub fn notices(notices: &[Notice]) {
    for notice in notices {
        note!("{}: {}", styled(NOTE, "note"), notice.message);
    }
}

/// Prints articles, best first.
fn articles(hits: &[Hit]) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    for hit in hits {
        let view = ArticleView::new(hit);
        let title = if view.title.is_empty() { &view.id } else { &view.title };
        writeln!(out, "{}", styled(STRONG, title))?;
        writeln!(out, "  {}", styled(FAINT, &place(&view)))?;
        for passage in &hit.passages {
            wrapped(&mut out, "  ", &marked(&hit.article.body, *passage, &hit.matched))?;
        }
        for quote in view.quotes.iter().take(SHOWN) {
            let who = styled(STRONG, &who(quote));
            let text = highlighted(&quote.text, &quote.highlights);
            wrapped(&mut out, "    ", &format!("{who}: {text}"))?;
        }
        if view.quotes.len() > SHOWN {
            let more = counted((view.quotes.len() - SHOWN) as u64, "more quotation");
            writeln!(out, "    {}", styled(FAINT, &format!("and {more}")))?;
        }
        versions(&mut out, hit)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Where an article comes from.
fn place(view: &ArticleView) -> String {
    let parts = [view.date.clone(), view.outlet.clone(), Some(view.id.clone())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Prints quotations.
fn quotes(hits: &[Hit]) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    for hit in hits {
        let Some(view) = view::quotes(hit).pop() else { continue };
        let found = hit.quotes.first().and_then(|&number| hit.extraction.quotation(number));
        let Some(extent) = found.map(|found| found.quote.extent()) else { continue };
        quote_head(&mut out, &view)?;
        wrapped(&mut out, "  ", &marked(&hit.article.body, extent, &hit.matched))?;
        writeln!(out, "  {}", styled(FAINT, &evidence(&view)))?;
        versions(&mut out, hit)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Prints where else nearly the same is.
fn versions(out: &mut impl Write, hit: &Hit) -> io::Result<()> {
    if hit.versions.is_empty() {
        return Ok(());
    }
    let more = counted(hit.versions.len() as u64, "more version");
    let named: Vec<&str> =
        hit.versions.iter().take(SHOWN).map(|version| version.article.as_str()).collect();
    let rest = if hit.versions.len() > SHOWN { " …" } else { "" };
    let line = format!("and {more}: {}{rest}", named.join(" · "));
    writeln!(out, "  {}", styled(FAINT, &line))
}

/// The date, who said it, and the outlet at the right margin.
fn quote_head(out: &mut impl Write, view: &QuoteView) -> io::Result<()> {
    let date = view.date.as_deref().unwrap_or("undated   ");
    let who = who(view);
    let outlet = view.outlet.as_deref().unwrap_or("");
    let left = format!("{date:<10}  {who}");
    let gap = WIDTH.saturating_sub(left.chars().count() + outlet.chars().count()).max(2);
    writeln!(
        out,
        "{date:<10}  {}{}{}",
        styled(STRONG, &who),
        " ".repeat(gap),
        styled(FAINT, outlet)
    )
}

/// The speaker with role and organisation, as far as they are known.
pub fn who(view: &QuoteView) -> String {
    let speaker = named(view.speaker.as_deref(), view.source.as_deref());
    let organisation = view.organisation.clone().filter(|name| *name != speaker);
    let in_source = |role: &String| {
        view.speaker.is_none() && view.source.as_ref().is_some_and(|it| it.contains(role.as_str()))
    };
    let role = view.role.clone().filter(|role| !in_source(role));
    let parts = [Some(speaker), role, organisation];
    one_line(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// Kind, cue, attribution with its chain and what the source is, and where it stands.
fn evidence(view: &QuoteView) -> String {
    let attribution = match &view.chain[..] {
        [] if !view.candidates.is_empty() => {
            format!("{}: {}", view.attribution, view.candidates.join(" or "))
        }
        [] => view.attribution.to_owned(),
        chain => {
            let start = view.source.as_deref().unwrap_or("(no source)");
            let steps = chain.iter().map(|step| step.text.as_str());
            let mut steps: Vec<&str> = std::iter::once(start).chain(steps).collect();
            steps.dedup();
            format!("{}: {}", view.attribution, one_line(&steps.join(" <- ")))
        }
    };
    let parts = [
        Some(view.kind.to_owned()),
        view.cue.as_deref().map(one_line),
        Some(attribution),
        sourcing(view).map(str::to_owned),
        view.inside.as_ref().map(inside),
        Some(view.article.clone()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What the source is, where the name does not say it.
fn sourcing(view: &QuoteView) -> Option<&'static str> {
    match view.sourcing {
        "person" | "none" => None,
        "unnamed" => Some("unnamed source"),
        other => Some(other),
    }
}

fn inside(outer: &OuterView) -> String {
    let name = named(outer.speaker.as_deref(), outer.source.as_deref());
    format!("inside a quotation of {name}")
}

/// The name of who said something, or in brackets the words that stand for it.
fn named(speaker: Option<&str>, source: Option<&str>) -> String {
    let words = || format!("({})", source.map_or("nobody named".to_owned(), one_line));
    speaker.map_or_else(words, str::to_owned)
}

/// A piece of a text with the words that matched in it marked.
pub fn marked(body: &str, piece: Span, matched: &[Span]) -> String {
    let mut out = String::new();
    let mut at = piece.start();
    for span in matched.iter().filter(|span| piece.contains(**span)) {
        out.push_str(&body[at..span.start()]);
        out.push_str(&styled(MATCH, span.of(body)));
        at = span.end();
    }
    out.push_str(&body[at..piece.end()]);
    out
}

/// A text with the words between the code points `highlights` marked.
fn highlighted(text: &str, highlights: &[[usize; 2]]) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if highlights.iter().any(|[start, _]| *start == at) {
            out.push_str(&MATCH.render().to_string());
        }
        if highlights.iter().any(|[_, end]| *end == at) {
            out.push_str(&MATCH.render_reset().to_string());
        }
        out.push(c);
    }
    if highlights.iter().any(|[_, end]| *end == text.chars().count()) {
        out.push_str(&MATCH.render_reset().to_string());
    }
    out
}

/// A text without line breaks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prints a text word by word in lines of [`WIDTH`] columns; its line breaks are kept. Styles take
/// no column.
pub fn wrapped(out: &mut impl Write, indent: &str, text: &str) -> io::Result<()> {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let mut column = 0;
        for word in line.split_whitespace() {
            let width = anstream::adapter::strip_str(word).to_string().chars().count();
            if column == 0 {
                write!(out, "{indent}{word}")?;
                column = indent.len() + width;
            } else if column + 1 + width > WIDTH {
                write!(out, "\n{indent}{word}")?;
                column = indent.len() + width;
            } else {
                write!(out, " {word}")?;
                column += 1 + width;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_and_kept() {
        let mut out = Vec::new();
        let text = format!("{}\n\nnext", "word ".repeat(25));
        wrapped(&mut out, "  ", &text).unwrap();
        let lines: Vec<String> =
            String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].len() <= WIDTH && lines[2] == "  next", "{lines:?}");
    }
}
