//! `show`: one article, its quotations marked and lettered by speaker.

use std::io::{self, Write};

use clap::Args;
use dixit::{
    article::Article,
    extract::{EntityId, Extraction},
    index::{block::quote_keys, local::Index},
    view::{WholeArticle, quote_id},
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
            eprintln!("no article or quotation has the id \"{}\"", self.id);
            return Ok(Outcome::Nothing);
        };
        if self.json {
            let keys = quote_keys(&article, &extraction);
            let mut out = io::stdout().lock();
            serde_json::to_writer(&mut out, &WholeArticle::new(&article, &extraction, &keys))?;
            writeln!(out)?;
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
    let key = Some(id).filter(|id| id.len() == 16).and_then(|id| u64::from_str_radix(id, 16).ok());
    let Some(key) = key else { return Ok(None) };
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
        for quote in &extraction.quotes {
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

    fn style(&self, speaker: Option<EntityId>) -> anstyle::Style {
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
            let quotes: Vec<_> =
                extraction.quotes.iter().filter(|quote| quote.speaker == speaker).collect();
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
            let count = output::counted(quotes.len() as u64, "quotation");
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

/// The body with each piece of a quotation in the colour of its speaker, the letter before it.
fn lettered(article: &Article, extraction: &Extraction, letters: &Letters) -> String {
    let body = &article.body;
    let mut out = String::new();
    let mut at = 0;
    let pieces = extraction.quotes.iter().flat_map(|quote| {
        quote.content.iter().enumerate().map(move |(number, span)| (quote.speaker, number, *span))
    });
    let mut pieces: Vec<_> = pieces.collect();
    pieces.sort_by_key(|(_, _, span)| *span);
    for (speaker, number, span) in pieces.into_iter().filter(|(_, _, span)| !span.is_empty()) {
        if span.start() < at {
            continue;
        }
        let style = letters.style(speaker);
        out.push_str(&body[at..span.start()]);
        if number == 0 {
            out.push_str(&styled(style, &format!("[{}] ", letters.letter(speaker))));
        }
        for (line, text) in span.of(body).split('\n').enumerate() {
            out.push_str(if line == 0 { "" } else { "\n" });
            if !text.trim().is_empty() {
                out.push_str(&styled(style, text));
            }
        }
        at = span.end();
    }
    out.push_str(&body[at..]);
    out
}
