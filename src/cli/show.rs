//! `show`: one article, its quotations marked and lettered by speaker.

use std::{
    cmp::Reverse,
    io::{self, Write},
};

use anstyle::Style;
use clap::Args;
use dixit::{
    article::Article,
    extract::{EntityId, Extraction, Placed, Quotation},
    index::{block::quote_keys, local::Index},
    text::Span,
    view::{WholeArticle, quote_id, quote_key},
};

use super::{
    IndexOption, Outcome, output,
    style::{FAINT, SPEAKERS, STRONG, styled},
};

/// Show one article.
#[derive(Args)]
pub struct Show {
    /// The id of an article, or of a quotation: its article is shown
    id: String,
    #[command(flatten)]
    index: IndexOption,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Show {
    /// Prints the article.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let index = Index::open(&self.index.dir)?;
        let Some((article, extraction)) = find(&index, &self.id)? else {
            note!("no article or quotation has the id \"{}\"", self.id);
            return Ok(Outcome::Nothing);
        };
        if self.json {
            let keys = quote_keys(&article, &extraction);
            output::object(&WholeArticle::new(&article, &extraction, &keys))?;
        } else {
            print(&article, &extraction)?;
        }
        Ok(Outcome::Done)
    }
}

fn find(index: &Index, id: &str) -> anyhow::Result<Option<(Article, Extraction)>> {
    if let Some(found) = index.article(id)? {
        return Ok(Some(found));
    }
    let Some(key) = quote_key(id) else { return Ok(None) };
    Ok(index.quote(key)?.map(|(article, extraction, _)| (article, extraction)))
}

fn print(article: &Article, extraction: &Extraction) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", styled(STRONG, &article.title))?;
    let date = article.date.map(|date| date.to_string());
    let authors = Some(article.authors.join(", ")).filter(|authors| !authors.is_empty());
    let parts =
        [date, article.outlet.clone(), authors, article.url.clone(), Some(article.id.clone())];
    let place = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    writeln!(out, "{}\n", styled(FAINT, &place))?;
    let letters = Letters::new(extraction);
    let text = lettered(article, extraction, &letters);
    for paragraph in text.split('\n').filter(|paragraph| !paragraph.trim().is_empty()) {
        output::wrapped(&mut out, "", paragraph)?;
        writeln!(out)?;
    }
    letters.print(&mut out, article, extraction)?;
    Ok(())
}

/// The speakers of an article in order of appearance; each has a letter and a colour. The first
/// entry is everybody without a name, if somebody is.
struct Letters(Vec<Option<EntityId>>);

impl Letters {
    fn new(extraction: &Extraction) -> Letters {
        let mut speakers = Vec::new();
        for Placed { quote, .. } in extraction.quotations() {
            if !speakers.contains(&quote.speaker) {
                speakers.push(quote.speaker);
            }
        }
        Letters(speakers)
    }

    /// The letter of a speaker: A to Z, then AA and so on; `?` for nobody.
    fn letter(&self, speaker: Option<EntityId>) -> String {
        if speaker.is_none() {
            return "?".to_owned();
        }
        let named = self.0.iter().filter(|own| own.is_some());
        let number = named.into_iter().position(|own| *own == speaker).unwrap_or(0);
        let letter = char::from(b'A' + (number % 26) as u8);
        letter.to_string().repeat(number / 26 + 1)
    }

    fn style(&self, speaker: Option<EntityId>) -> Style {
        let number = self.0.iter().position(|own| *own == speaker).unwrap_or(0);
        if speaker.is_none() { FAINT } else { SPEAKERS[number % SPEAKERS.len()] }
    }

    fn print(
        &self,
        out: &mut impl Write,
        article: &Article,
        extraction: &Extraction,
    ) -> io::Result<()> {
        for &speaker in &self.0 {
            let all = extraction.quotations().filter(|it| it.quote.speaker == speaker);
            let (quotes, outers): (Vec<&Quotation>, Vec<Option<usize>>) =
                all.map(|it| (it.quote, it.outer)).unzip();
            let name = extraction.entity(speaker).map_or("nobody named", |entity| &entity.name);
            let role = quotes.iter().find_map(|quote| quote.role);
            let role = role.map(|span| output::one_line(span.of(&article.body)));
            let organisation =
                quotes.iter().find_map(|quote| extraction.entity(quote.organisation));
            let organisation =
                organisation.filter(|entity| entity.name != name).map(|entity| entity.name.clone());
            let details: Vec<String> = [role, organisation].into_iter().flatten().collect();
            let details = details.iter().map(|detail| format!(", {detail}")).collect::<String>();
            let letter = styled(self.style(speaker), &format!("[{}]", self.letter(speaker)));
            let count = count(quotes.len(), outers.iter().flatten().count());
            writeln!(out, "{letter} {name}{details}: {}", styled(FAINT, &count))?;
        }
        let keys = quote_keys(article, extraction);
        let first = keys.first().map(|&key| quote_id(key));
        if let Some(first) = first {
            writeln!(out, "{}", styled(FAINT, &format!("first quotation: {first}")))?;
        }
        Ok(())
    }
}

/// How many quotations there are, and how many of them others report.
fn count(quotes: usize, nested: usize) -> String {
    let count = output::counted(quotes as u64, "quotation");
    match nested {
        0 => count,
        _ if nested == quotes => format!("{count} inside another"),
        _ => format!("{count}, {nested} of them inside another"),
    }
}

/// The body with each piece of a quotation in the colour of its speaker, the letter before it.
fn lettered(article: &Article, extraction: &Extraction, letters: &Letters) -> String {
    let mut page = Page { body: &article.body, out: String::new(), at: 0, open: Vec::new() };
    let mut pieces: Vec<(Span, bool, Option<EntityId>)> = Vec::new();
    for Placed { quote, .. } in extraction.quotations() {
        let firsts = std::iter::once(true).chain(std::iter::repeat(false));
        let own = quote.content.iter().zip(firsts);
        pieces.extend(own.map(|(&span, is_first)| (span, is_first, quote.speaker)));
    }
    // An outer quotation before what it holds.
    pieces.sort_by_key(|(span, ..)| (span.start(), Reverse(span.end())));
    for (span, is_first, speaker) in pieces {
        page.write_up_to(span.start());
        let style = letters.style(speaker);
        if is_first {
            page.out.push_str(&styled(style, &format!("[{}] ", letters.letter(speaker))));
        }
        page.open.push((span, style));
    }
    page.write_up_to(article.body.len());
    page.out
}

/// A body being written with its colours.
struct Page<'b> {
    body: &'b str,
    out: String,
    at: usize,
    /// The pieces of quotations that are not at their end, the innermost last.
    open: Vec<(Span, Style)>,
}

impl Page<'_> {
    /// Writes the body up to a place, in the colour of the innermost quotation.
    fn write_up_to(&mut self, end: usize) {
        while let Some((span, style)) = self.open.pop_if(|(span, _)| span.end() <= end) {
            self.write(span.end(), Some(style));
        }
        self.write(end, self.open.last().map(|(_, style)| *style));
    }

    fn write(&mut self, end: usize, style: Option<Style>) {
        let text = &self.body[self.at..end.max(self.at)];
        for (line, text) in text.split('\n').enumerate() {
            self.out.push_str(if line == 0 { "" } else { "\n" });
            match style {
                Some(style) if !text.trim().is_empty() => self.out.push_str(&styled(style, text)),
                _ => self.out.push_str(text),
            }
        }
        self.at = end.max(self.at);
    }
}
