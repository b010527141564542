//! `/help`: the query language, by examples that have hits in this archive.
//!
//! They are made of one quotation that is in it, so that whoever tries one finds something.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    Front,
    address::{Asked, Tab},
    failure::Failure,
    page::{Frame, send},
};
use crate::{
    analyze::{FunctionWords, Language},
    article::Article,
    error::Result,
    extract::{EntityKind, Extraction, Quotation},
    field::{FIELDS, FieldInfo},
    index::{Backend, local::Index},
    query::{self, Query, ResultUnit, SearchRequest, Sort},
    serve::{App, today},
    text::counted,
};

/// Quotations that are looked at for a good example.
const LOOKED_AT: usize = 20;

/// A word of an example has so many letters at least.
const LETTERS: usize = 5;

#[derive(Template)]
#[template(path = "help.html", config = "src/serve/web/askama.toml")]
struct HelpPage<'f> {
    frame: Frame,
    examples: &'f [Example],
    fields: Vec<FieldRow>,
}

/// A query that finds something.
pub struct Example {
    /// As one types it.
    pub query: String,
    /// What it finds, in words.
    pub meaning: &'static str,
    /// `12 quotations`
    pub count: String,
    /// Its results.
    pub href: String,
}

/// A field one may ask for.
struct FieldRow {
    name: &'static str,
    also: String,
    of: &'static str,
    values: String,
}

/// Shows the language.
pub async fn help(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let server = app.clone();
    app.ask(move |index| {
        let front = server.front.get(index, Front::of)?;
        let fields = FIELDS.iter().map(field).collect();
        let page = HelpPage { frame: Frame::new("Help"), examples: &front.examples, fields };
        Ok(send(StatusCode::OK, &page))
    })
    .await?
}

fn field(info: &FieldInfo) -> FieldRow {
    FieldRow {
        name: info.name,
        also: info.aliases.join(", "),
        of: match (info.of_article, info.of_quote) {
            (true, true) => "articles and quotations",
            (true, false) => "articles",
            _ => "quotations",
        },
        values: info.values.join(", "),
    }
}

/// Queries that find something in this index; none if nobody is quoted in it.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn examples(index: &Index) -> Result<Vec<Example>> {
    let Some(sample) = sample(index)? else { return Ok(Vec::new()) };
    let mut examples = Vec::new();
    for (query, meaning, tab) in sample.queries() {
        let Ok(parsed) = query::parse(&query) else { continue };
        let (total, noun) = match tab {
            Tab::Articles => (total(index, &parsed.query, ResultUnit::Articles)?, "article"),
            _ => (total(index, &parsed.query, ResultUnit::Quotes)?, "quotation"),
        };
        if total > 0 {
            let href = Asked { query: query.clone(), tab, ..Asked::default() }.href();
            examples.push(Example { query, meaning, count: counted(total, noun), href });
        }
    }
    Ok(examples)
}

fn total(index: &Index, query: &Query, unit: ResultUnit) -> Result<u64> {
    let request = match unit {
        ResultUnit::Articles => SearchRequest::articles(query.clone()),
        ResultUnit::Quotes => SearchRequest::quotes(query.clone()),
    };
    Ok(index.ranking(&request.limit(1).today(today()))?.total)
}

/// What examples are made of.
struct Sample {
    speaker: String,
    organisation: Option<String>,
    outlet: Option<String>,
    year: Option<String>,
    /// Words that follow each other.
    phrase: Vec<String>,
    /// Long words, in their order.
    words: Vec<String>,
}

/// The best of the newest quotations of who is quoted most.
fn sample(index: &Index) -> Result<Option<Sample>> {
    let people = index.names(EntityKind::Person, None, today(), 1)?;
    let Some(name) = people.hits.into_iter().next() else { return Ok(None) };
    let request = SearchRequest::quotes(super::who::plain(EntityKind::Person, &name.name));
    let request = request.limit(LOOKED_AT).sort(Sort::Newest).today(today());
    let hits = index.search(&request)?.hits;
    let of_hit = |hit: &query::Hit| {
        let quote = hit.extraction.quotation(*hit.quotes.first()?)?.quote;
        Sample::new(&name.name, &hit.article, &hit.extraction, quote)
    };
    let worth = |sample: &Sample| {
        let known = [sample.organisation.is_some(), sample.outlet.is_some(), sample.year.is_some()];
        (sample.words.len().min(2), known.into_iter().filter(|it| *it).count())
    };
    // The first of the best.
    Ok(hits.iter().rev().filter_map(of_hit).max_by_key(worth))
}

impl Sample {
    fn new(
        speaker: &str,
        article: &Article,
        extraction: &Extraction,
        quote: &Quotation,
    ) -> Option<Sample> {
        let text = quote.content.first()?.of(&article.body);
        let plain: Vec<&str> = text
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .collect();
        let is_plain = |word: &&str| !word.is_empty() && word.chars().all(char::is_lowercase);
        let language = article.language.as_deref().map_or(Language::UNKNOWN, Language::from_tag);
        let function_words = FunctionWords::of(language);
        let is_telling =
            |word: &&str| word.chars().count() >= LETTERS && !function_words.contain(word);
        let mut words: Vec<String> = Vec::new();
        for word in plain.iter().filter(|word| is_plain(word) && is_telling(word)) {
            if !words.iter().any(|known| known == word) {
                words.push((*word).to_owned());
            }
        }
        let mut phrases = plain.windows(3).filter(|three| three.iter().all(is_plain));
        let phrase =
            phrases.clone().find(|three| three.iter().any(is_telling)).or(phrases.next())?;
        let date = article.date.map(|date| date.to_string());
        Some(Sample {
            speaker: speaker.to_owned(),
            organisation: extraction.entity(quote.organisation).map(|entity| entity.name.clone()),
            outlet: article.outlet.clone(),
            year: date.and_then(|date| date.get(..4).map(str::to_owned)),
            phrase: phrase.iter().map(|word| (*word).to_owned()).collect(),
            words,
        })
    }

    /// Queries with what they mean, and where their hits are.
    fn queries(&self) -> Vec<(String, &'static str, Tab)> {
        let Sample { organisation, outlet, year, phrase, words, .. } = self;
        let speaker = unmarked(&self.speaker);
        let phrase = phrase.join(" ");
        let mut queries = Vec::new();
        let mut add = |query: String, meaning, tab| queries.push((query, meaning, tab));
        if let [one, .., last] = &words[..] {
            add(format!("{one} {last}"), "both words, in any of their forms", Tab::Quotations);
        }
        add(
            format!("“{phrase}”"),
            "exactly these words; any quotation marks will do",
            Tab::Quotations,
        );
        add(format!("speaker:\"{speaker}\""), "what is attributed to one speaker", Tab::Quotations);
        if let Some(word) = words.first() {
            add(
                format!("SAID(\"{speaker}\", {word})"),
                "this speaker, with this word",
                Tab::Quotations,
            );
            add(
                format!("QUOTE(speaker:\"{speaker}\" {word} kind:direct)"),
                "articles with one quotation that matches all of it",
                Tab::Articles,
            );
        }
        if let Some(organisation) = organisation {
            add(
                format!("org:\"{}\"", unmarked(organisation)),
                "what is said for an organisation",
                Tab::Quotations,
            );
        }
        if let [one, .., last] = &words[..] {
            add(format!("{one} NEAR/9 {last}"), "at most nine words apart", Tab::Articles);
            add(format!("{one} OR {last}"), "one of them, or both", Tab::Quotations);
            add(format!("{one} SENT {last}"), "in one sentence", Tab::Articles);
            add(format!("{last} NOT {one}"), "the first, without the second", Tab::Quotations);
            let stem: String = last.chars().take(LETTERS - 1).collect();
            add(format!("{stem}*"), "words that begin so", Tab::Quotations);
            add(format!("={one}"), "this form of the word alone", Tab::Quotations);
        }
        if let Some(year) = year {
            add(
                format!("speaker:\"{speaker}\" date:{year}"),
                "of one year; also 2024-05, 2024-01..2024-06",
                Tab::Quotations,
            );
        }
        if let Some(outlet) = outlet {
            add(
                format!("outlet:\"{}\"", unmarked(outlet)),
                "published by one outlet",
                Tab::Quotations,
            );
        }
        add(
            format!("speaker:\"{speaker}\" attribution:stated"),
            "only where name and announcing word stand in the sentence",
            Tab::Quotations,
        );
        add("sourcing:unnamed".to_owned(), "of somebody without a name", Tab::Quotations);
        queries
    }
}

/// A name as it can stand between quotation marks.
fn unmarked(name: &str) -> String {
    name.replace(['"', '\\'], " ")
}
