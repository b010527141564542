//! Annotated articles: what is true, and what was predicted, in one shape.
//!
//! Files count code points; here, as everywhere inside, offsets are bytes.

use serde::Deserialize;

use crate::{
    error::{Error, Result},
    extract::{EntityKind, Extraction, Kind},
    text::Span,
};

/// An article with what it says, by hand or by a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// The article's id.
    pub id: String,
    /// The text that all spans point into.
    pub text: String,
    /// Who says what.
    pub quotations: Vec<Quotation>,
    /// What is named.
    pub entities: Vec<Named>,
}

/// One quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// What was said, in pieces.
    pub content: Vec<Span>,
    /// What announces it.
    pub cue: Vec<Span>,
    /// The mention of who said it.
    pub source: Vec<Span>,
    /// How much of it stands in quotation marks.
    pub kind: Kind,
    /// The name behind the source.
    pub speaker: Option<String>,
}

/// A place where somebody or something is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where.
    pub span: Span,
    /// What it is.
    pub kind: EntityKind,
    /// The full name, if the annotation gives it.
    pub name: Option<String>,
}

/// Reads a file of annotated articles, one a line in JSON.
pub fn read(lines: &str) -> Result<Vec<Annotated>> {
    let numbered = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(number, line)| {
            read_line(line).map_err(|reason| {
                Error::Input(format!("line {} is no annotated article: {reason}", number + 1))
            })
        })
        .collect()
}

/// What a program found in an article whose body begins at byte `body` of the annotated text.
pub fn predicted(extraction: &Extraction, body: usize) -> Vec<Quotation> {
    let place = |span: Span| moved(span, body);
    let name = |number: u32| extraction.entities.get(number as usize).map(|e| e.name.clone());
    let quotations = extraction.quotes.iter().map(|quote| Quotation {
        content: quote.content.iter().copied().map(place).collect(),
        cue: quote.cue.into_iter().map(place).collect(),
        source: quote.source.into_iter().map(place).collect(),
        kind: quote.kind,
        speaker: quote.speaker.and_then(name),
    });
    quotations.collect()
}

fn moved(span: Span, by: usize) -> Span {
    let place = |offset: usize| u32::try_from(offset + by).unwrap_or(u32::MAX);
    Span::from((place(span.start()), place(span.end())))
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    quotes: Vec<QuoteLine>,
    #[serde(default)]
    entities: Vec<EntityLine>,
}

#[derive(Deserialize)]
struct QuoteLine {
    content: Vec<[usize; 2]>,
    cue: Option<Vec<[usize; 2]>>,
    source: Option<Vec<[usize; 2]>>,
    kind: Option<Kind>,
    speaker_canonical: Option<String>,
}

#[derive(Deserialize)]
struct EntityLine {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: EntityKind,
    canonical: Option<String>,
}

fn read_line(line: &str) -> Result<Annotated, String> {
    let Line { id, text, quotes, entities } =
        serde_json::from_str(line).map_err(|error| error.to_string())?;
    let places = Places::new(&text);
    let quotations = quotes.into_iter().map(|quote| {
        Ok(Quotation {
            content: places.spans(&quote.content)?,
            cue: places.spans(&quote.cue.unwrap_or_default())?,
            source: places.spans(&quote.source.unwrap_or_default())?,
            kind: quote.kind.unwrap_or(Kind::Direct),
            speaker: quote.speaker_canonical.filter(|name| !name.is_empty()),
        })
    });
    let quotations = quotations.collect::<Result<_, String>>()?;
    let entities = entities.into_iter().map(|entity| {
        let span = places.span([entity.start, entity.end])?;
        Ok(Named { span, kind: entity.kind, name: entity.canonical })
    });
    let entities = entities.collect::<Result<_, String>>()?;
    Ok(Annotated { id, text, quotations, entities })
}

/// Code points of a text as bytes.
struct Places<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Places<'t> {
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Places { text, starts }
    }

    fn span(&self, [start, end]: [usize; 2]) -> Result<Span, String> {
        let range = self.starts.get(start).zip(self.starts.get(end));
        let span = range.and_then(|(start, end)| Span::new(self.text, *start..*end));
        span.ok_or_else(|| format!("[{start}, {end}] is not in the text"))
    }

    fn spans(&self, pairs: &[[usize; 2]]) -> Result<Vec<Span>, String> {
        pairs.iter().map(|pair| self.span(*pair)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_become_bytes() {
        let line = r#"{"id":"1","text":"“Où?” dit Ève","quotes":[{"content":[[0,5]],"cue":[[6,9]],
            "source":[[10,13]],"kind":"mixed","speaker_canonical":"Ève","more":1}],
            "entities":[{"start":10,"end":13,"type":"PER","canonical":"Ève"}]}"#
            .replace('\n', " ");
        let articles = read(&format!("\n{line}\n")).unwrap();
        let [article] = articles.as_slice() else { panic!("{articles:?}") };
        let quotation = &article.quotations[0];
        let found = [quotation.content[0], quotation.cue[0], quotation.source[0]];
        assert_eq!(found.map(|span| span.of(&article.text)), ["“Où?”", "dit", "Ève"]);
        assert_eq!(quotation.kind, Kind::Mixed);
        assert_eq!(article.entities[0].span.of(&article.text), "Ève");
    }

    #[test]
    fn a_wrong_line_is_named() {
        let cases = [
            ("{}", "line 1 is no annotated article: missing field `id` at line 1 column 2"),
            (
                "\n{\"id\":\"1\",\"text\":\"é\",\"quotes\":[{\"content\":[[0,2]]}]}",
                "line 2 is no annotated article: [0, 2] is not in the text",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).unwrap_err().to_string(), expected, "in {text:?}");
        }
    }
}
