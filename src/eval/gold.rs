//! Annotated articles: what is true, and what was predicted, in one shape.
//!
//! Files count code points; here, as everywhere inside, offsets are bytes.

use std::collections::HashMap;

use serde::Deserialize;

use crate::{
    article::Article,
    error::{Error, Result},
    extract::{Attribution, EntityKind, Extraction, Extractor, Kind},
    text::Span,
};

/// An article with what it says, by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// The article's id.
    pub id: String,
    /// The text that all spans point into.
    pub text: String,
    /// ISO 639-1 code, if the file gives one.
    pub language: Option<String>,
    /// What is true.
    pub annotation: Annotation,
}

/// What an article says, by hand or by a program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotation {
    /// Who says what.
    pub quotations: Vec<Quotation>,
    /// What is named.
    pub entities: Vec<Named>,
}

/// One quotation.
#[derive(Clone, Debug, PartialEq)]
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
    /// How a program says that it found the speaker.
    pub attribution: Option<Attribution>,
    /// How sure a program says it is, 0 to 1.
    pub confidence: Option<f64>,
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

/// What was predicted for each of the gold articles, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictions {
    /// One for each gold article; empty for one that the file does not have.
    pub annotations: Vec<Annotation>,
    /// How many gold articles the file does not have.
    pub missing: usize,
    /// How many articles it has that are not in gold.
    pub unknown: usize,
}

/// Reads a file of annotated articles, one a line in JSON.
pub fn read(lines: &str) -> Result<Vec<Annotated>> {
    let articles: Vec<Annotated> = numbered(lines)
        .map(|(number, line)| annotated(line).map_err(|reason| wrong_line(number, &reason)))
        .collect::<Result<_>>()?;
    by_id(articles.iter().map(|article| article.id.as_str()))?;
    Ok(articles)
}

/// Reads a file of predictions for `gold`, in the same shape; the text may be left out.
pub fn read_predictions(lines: &str, gold: &[Annotated]) -> Result<Predictions> {
    let places = by_id(gold.iter().map(|article| article.id.as_str()))?;
    let mut found: Vec<Option<Annotation>> = vec![None; gold.len()];
    let mut unknown = 0;
    for (number, line) in numbered(lines) {
        let wrong = |reason: &str| wrong_line(number, reason);
        let line = Line::read(line).map_err(|reason| wrong(&reason))?;
        let Some(&place) = places.get(line.id.as_str()) else {
            unknown += 1;
            continue;
        };
        let text = &gold[place].text;
        if line.text.as_ref().is_some_and(|other| other != text) {
            return Err(wrong(&format!("the text of \"{}\" is not that of the gold", line.id)));
        }
        let again = format!("\"{}\" was there before", line.id);
        let annotation = line.annotation(text).map_err(|reason| wrong(&reason))?;
        if found[place].replace(annotation).is_some() {
            return Err(wrong(&again));
        }
    }
    let missing = found.iter().filter(|annotation| annotation.is_none()).count();
    let annotations = found.into_iter().map(Option::unwrap_or_default).collect();
    Ok(Predictions { annotations, missing, unknown })
}

/// What an extractor finds in an annotated article, of which it sees text and language.
pub fn predict(extractor: &Extractor, annotated: &Annotated) -> Annotation {
    let article = Article {
        id: annotated.id.clone(),
        body: annotated.text.clone(),
        language: annotated.language.clone(),
        ..Article::default()
    };
    Annotation::from(&extractor.extract(&article))
}

impl From<&Extraction> for Annotation {
    fn from(extraction: &Extraction) -> Annotation {
        let name = |number| extraction.entity(number).map(|entity| entity.name.clone());
        let quotations = extraction.quotes.iter().map(|quote| Quotation {
            content: quote.content.clone(),
            cue: quote.cue.into_iter().collect(),
            source: quote.source.into_iter().collect(),
            kind: quote.kind,
            speaker: name(quote.speaker),
            attribution: Some(quote.attribution),
            confidence: Some(decimal(quote.confidence)),
        });
        let entities = extraction.mentions.iter().filter_map(|mention| {
            let entity = extraction.entity(Some(mention.entity))?;
            let name = Some(entity.name.clone());
            Some(Named { span: mention.span, kind: entity.kind, name })
        });
        Annotation { quotations: quotations.collect(), entities: entities.collect() }
    }
}

/// The number that is written with the same digits.
fn decimal(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

/// The lines that are not blank, counted from 1.
fn numbered(lines: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(lines.lines()).filter(|(_, line)| !line.trim().is_empty())
}

fn wrong_line(number: usize, reason: &str) -> Error {
    Error::Input(format!("line {number} is no annotated article: {reason}"))
}

/// Where each article stands; it is an error if two have one id.
fn by_id<'a>(ids: impl Iterator<Item = &'a str>) -> Result<HashMap<&'a str, usize>> {
    let mut places = HashMap::new();
    for (place, id) in ids.enumerate() {
        if places.insert(id, place).is_some() {
            return Err(Error::Input(format!("two articles have the id \"{id}\"")));
        }
    }
    Ok(places)
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: Option<String>,
    language: Option<String>,
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
    attribution: Option<Attribution>,
    confidence: Option<f64>,
}

#[derive(Deserialize)]
struct EntityLine {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: EntityKind,
    canonical: Option<String>,
}

fn annotated(line: &str) -> Result<Annotated, String> {
    let mut line = Line::read(line)?;
    let text = line.text.take().ok_or("missing field `text`")?;
    let (id, language) = (line.id.clone(), line.language.take());
    Ok(Annotated { id, annotation: line.annotation(&text)?, text, language })
}

impl Line {
    fn read(line: &str) -> Result<Line, String> {
        serde_json::from_str(line).map_err(|error| {
            let what = error.to_string();
            let what = what.split(" at line").next().unwrap_or_default();
            format!("{what} at column {}", error.column())
        })
    }

    fn annotation(self, text: &str) -> Result<Annotation, String> {
        let places = Places::new(text);
        let quotations = self.quotes.into_iter().map(|quote| quote.placed(&places));
        let entities = self.entities.into_iter().map(|entity| {
            let span = places.span([entity.start, entity.end])?;
            Ok(Named { span, kind: entity.kind, name: entity.canonical })
        });
        Ok(Annotation {
            quotations: quotations.collect::<Result<_, String>>()?,
            entities: entities.collect::<Result<_, String>>()?,
        })
    }
}

impl QuoteLine {
    fn placed(self, places: &Places<'_>) -> Result<Quotation, String> {
        Ok(Quotation {
            content: places.spans(&self.content)?,
            cue: places.spans(&self.cue.unwrap_or_default())?,
            source: places.spans(&self.source.unwrap_or_default())?,
            kind: self.kind.unwrap_or(Kind::Direct),
            speaker: self.speaker_canonical.filter(|name| !name.is_empty()),
            attribution: self.attribution,
            confidence: self.confidence,
        })
    }
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
        let quotation = &article.annotation.quotations[0];
        let found = [quotation.content[0], quotation.cue[0], quotation.source[0]];
        assert_eq!(found.map(|span| span.of(&article.text)), ["“Où?”", "dit", "Ève"]);
        assert_eq!(quotation.kind, Kind::Mixed);
        assert_eq!(article.annotation.entities[0].span.of(&article.text), "Ève");
    }

    #[test]
    fn predictions_are_those_of_the_gold_articles() {
        let gold =
            read("{\"id\":\"1\",\"text\":\"“é” a\"}\n{\"id\":\"2\",\"text\":\"b\"}").unwrap();
        let lines = r#"{"id":"3","quotes":[{"content":[[0,99]]}]}
            {"id":"1","quotes":[{"content":[[0,3]],"attribution":"stated","confidence":0.5}]}"#;
        let found = read_predictions(lines, &gold).unwrap();
        assert_eq!((found.missing, found.unknown), (1, 1));
        assert_eq!(found.annotations[1], Annotation::default());
        let [quotation] = &found.annotations[0].quotations[..] else { panic!("{found:?}") };
        assert_eq!(quotation.content[0].of(&gold[0].text), "“é”");
        assert_eq!(quotation.attribution, Some(Attribution::Stated));
    }

    #[test]
    fn a_wrong_line_is_named() {
        let cases = [
            ("{}", "line 1 is no annotated article: missing field `id` at column 2"),
            ("{\"id\":\"1\"}", "line 1 is no annotated article: missing field `text`"),
            (
                "\n{\"id\":\"1\",\"text\":\"é\",\"quotes\":[{\"content\":[[0,2]]}]}",
                "line 2 is no annotated article: [0, 2] is not in the text",
            ),
            (
                "{\"id\":\"1\",\"text\":\"\"}\n{\"id\":\"1\",\"text\":\"\"}",
                "two articles have the id \"1\"",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).unwrap_err().to_string(), expected, "in {text:?}");
        }
        let gold = read("{\"id\":\"1\",\"text\":\"a\"}").unwrap();
        let cases = [
            (
                "{\"id\":\"1\",\"text\":\"b\"}",
                "line 1 is no annotated article: the text of \"1\" is not that of the gold",
            ),
            (
                "{\"id\":\"1\"}\n{\"id\":\"1\"}",
                "line 2 is no annotated article: \"1\" was there before",
            ),
        ];
        for (text, expected) in cases {
            let error = read_predictions(text, &gold).unwrap_err();
            assert_eq!(error.to_string(), expected, "in {text:?}");
        }
    }
}
