//! `/a/{id}`: an article with its quotations in their place, and what speaks for each speaker.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    failure::Failure,
    page::{
        Frame, encoded, evidence_path, one_line, organisation_path, quote_path, send, speaker_path,
        web_address,
    },
    reading::{Marked, Part, laid_out},
    search::reading,
    similar::{self, Like},
};
use crate::{
    article::Article,
    error::Result,
    extract::{Attribution, By, EntityId, Extraction, Kind, Placed, Quotation, Sourcing},
    index::{block::quote_keys, local::Index},
    query::{Query, SearchRequest},
    serve::{App, Id, Params, Settings, today},
    text::{Span, beginning, counted},
    view::quote_id,
};

/// Hues of speakers; with as many patterns as have no divisor in common with it, twenty-eight looks.
const HUES: usize = 7;

/// Patterns of speakers.
const LINES: usize = 4;

/// The beginning of a quotation, in characters, that stands for it in a list.
const BEGINNING: usize = 80;

#[derive(Template)]
#[template(path = "article.html", config = "src/serve/web/askama.toml")]
struct ArticlePage<'a> {
    frame: Frame,
    title: &'a str,
    article: &'a Article,
    authors: String,
    tags: String,
    /// Where it was published, if that is an address of the web.
    url: Option<String>,
    /// The search that led here.
    back: Option<String>,
    quotes: &'a [Marked],
    paragraphs: Vec<Vec<Part<'a>>>,
    legend: Vec<LegendRow>,
    evidence: Vec<Evidence>,
    /// Whether one of them is open: it comes first, above all speakers.
    has_chosen: bool,
    /// Articles like this one.
    similar: Vec<Like>,
    /// `12 quotations: 5 stated, 4 inferred, 3 unattributed`
    counts: String,
    /// The article as JSON.
    json: String,
}

/// A speaker of the article.
struct LegendRow {
    letter: String,
    class: String,
    name: String,
    href: Option<String>,
    about: String,
    counts: String,
    /// The first quotation.
    first: String,
}

/// What speaks for the speaker of one quotation.
struct Evidence {
    id: String,
    letter: String,
    class: String,
    is_chosen: bool,
    beginning: String,
    attribution: &'static str,
    /// What this class means here.
    meaning: &'static str,
    kind: &'static str,
    speaker: Option<(String, String)>,
    organisation: Option<(String, String)>,
    role: Option<String>,
    cue: Option<String>,
    source: Option<String>,
    steps: Vec<StepRow>,
    candidates: Vec<(String, String)>,
    sourcing: &'static str,
    /// How often such quotations are right.
    sureness: Option<String>,
    /// The quotation that it stands in.
    outer: Option<(String, String)>,
    /// Quotations like this one, if it is chosen.
    similar: Vec<Like>,
    href: String,
    closed: String,
    json: String,
}

/// One step from a source towards a name.
struct StepRow {
    why: &'static str,
    text: String,
}

/// Shows an article.
pub async fn article(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Params(parameters): Params<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let value = |name: &str| {
        let found = parameters.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (query, chosen) = (value("q"), value("quote"));
    let server = app.clone();
    app.ask(move |index| page(index, server.settings(), &id, &query, &chosen)).await?
}

fn page(
    index: &Index,
    settings: &Settings,
    id: &str,
    query: &str,
    chosen: &str,
) -> Result<Response, Failure> {
    let Some((article, extraction, matched)) = found(index, settings, id, query)? else {
        return Err(Failure::missing(format!(
            "There is no article {id} in this archive. It may have \
                                             been taken out, or the address may be wrong."
        )));
    };
    let keys: Vec<String> = quote_keys(&article, &extraction).into_iter().map(quote_id).collect();
    let speakers = speakers(&extraction);
    let shown = Shown { article: &article, extraction: &extraction, keys, speakers, query, chosen };
    let quotes = shown.marked();
    let evidence = shown.evidence(similar::quotes(index, chosen)?);
    let title = if article.title.is_empty() { &article.id } else { &article.title };
    let mut frame = Frame::new(title.clone());
    frame.query = query.to_owned();
    let page = ArticlePage {
        frame,
        title,
        authors: article.authors.join(", "),
        tags: article.tags.join(" · "),
        url: article.url.as_deref().and_then(web_address),
        back: (!query.is_empty()).then(|| format!("/search?q={}", encoded(query))),
        paragraphs: laid_out(&article.body, &quotes, &matched),
        quotes: &quotes,
        legend: shown.legend(),
        has_chosen: evidence.first().is_some_and(|item| item.is_chosen),
        evidence,
        similar: similar::articles(index, id)?,
        counts: shown.counts(),
        json: format!("/v1/articles/{}", encoded(&article.id)),
        article: &article,
    };
    Ok(send(StatusCode::OK, &page))
}

/// The article with the words in it that a query looks for; one that cannot be read marks none.
fn found(
    index: &Index,
    settings: &Settings,
    id: &str,
    query: &str,
) -> Result<Option<(Article, Extraction, Vec<Span>)>> {
    let query = reading(settings).read(query, &[]).map_or(Query::All, |parsed| parsed.query);
    let request = SearchRequest::articles(query).today(today());
    let hit = index.hit_of(id, &request)?;
    Ok(hit.map(|hit| (hit.article, hit.extraction, hit.matched)))
}

/// Those who speak, in order of appearance; nobody is one of them.
fn speakers(extraction: &Extraction) -> Vec<Option<EntityId>> {
    let mut speakers = Vec::new();
    for Placed { quote, .. } in extraction.quotations() {
        if !speakers.contains(&quote.speaker) {
            speakers.push(quote.speaker);
        }
    }
    speakers
}

/// One article being shown.
struct Shown<'a> {
    article: &'a Article,
    extraction: &'a Extraction,
    keys: Vec<String>,
    speakers: Vec<Option<EntityId>>,
    query: &'a str,
    /// The key of the quotation that is lit.
    chosen: &'a str,
}

impl Shown<'_> {
    /// The quotations with their keys, in order.
    fn all(&self) -> impl Iterator<Item = (&str, Placed<'_>)> {
        self.keys.iter().map(String::as_str).zip(self.extraction.quotations())
    }

    /// The number of a speaker among those with a name.
    fn number(&self, speaker: EntityId) -> usize {
        let mut named = self.speakers.iter().flatten();
        named.position(|own| *own == speaker).unwrap_or(0)
    }

    /// A to Z, then AA and so on; `?` for nobody.
    fn letter(&self, speaker: Option<EntityId>) -> String {
        let Some(speaker) = speaker else { return "?".to_owned() };
        let number = self.number(speaker);
        char::from(b'A' + (number % 26) as u8).to_string().repeat(number / 26 + 1)
    }

    /// The look of a speaker: a hue and a pattern of the line.
    fn class(&self, speaker: Option<EntityId>) -> String {
        match speaker.map(|speaker| self.number(speaker)) {
            None => "nobody".to_owned(),
            Some(number) => format!("hue-{} line-{}", number % HUES, number % LINES),
        }
    }

    fn name(&self, id: Option<EntityId>) -> Option<String> {
        self.extraction.entity(id).map(|entity| entity.name.clone())
    }

    fn text(&self, span: Span) -> String {
        one_line(span.of(&self.article.body))
    }

    /// The name of who speaks, or the words of the article for somebody without one.
    fn called(&self, quote: &Quotation) -> String {
        let source = || quote.source.map(|span| self.text(span));
        self.name(quote.speaker).or_else(source).unwrap_or_else(|| "nobody named".to_owned())
    }

    fn marked(&self) -> Vec<Marked> {
        let marked = |(key, Placed { quote, outer }): (&str, Placed<'_>)| {
            let attribution = quote.attribution.name();
            let nested = if outer.is_some() { " nested" } else { "" };
            let is_chosen = key == self.chosen;
            let lit = if is_chosen { " lit" } else { "" };
            let class = self.class(quote.speaker);
            Marked {
                id: key.to_owned(),
                class: format!("{class} is-{attribution} is-{}{nested}{lit}", quote.kind.name()),
                letter: self.letter(quote.speaker),
                label: format!(
                    "Quotation of {}, {attribution}: why this speaker?",
                    self.called(quote)
                ),
                href: evidence_path(&self.article.id, key, self.query),
                content: quote.content.clone(),
                cue: quote.cue,
                source: quote.source,
                chain: quote.chain.iter().map(|step| step.mention).collect(),
                is_chosen,
            }
        };
        self.all().map(marked).collect()
    }

    fn legend(&self) -> Vec<LegendRow> {
        let row = |speaker: Option<EntityId>| {
            let own: Vec<(&str, Placed<'_>)> =
                self.all().filter(|(_, placed)| placed.quote.speaker == speaker).collect();
            let quotes = || own.iter().map(|(_, placed)| placed.quote);
            let name = self.name(speaker);
            let role = quotes().find_map(|quote| quote.role).map(|span| self.text(span));
            let organisation = quotes().find_map(|quote| self.name(quote.organisation));
            let organisation = organisation.filter(|own| name.as_ref() != Some(own));
            let about: Vec<String> = match speaker {
                Some(_) => [role, organisation].into_iter().flatten().collect(),
                None => Vec::new(),
            };
            LegendRow {
                letter: self.letter(speaker),
                class: self.class(speaker),
                href: name.as_deref().map(speaker_path),
                about: about.join(", "),
                counts: counts(quotes()),
                first: own.first().map(|(key, _)| format!("#q-{key}")).unwrap_or_default(),
                name: name.unwrap_or_else(|| "Nobody with a name".to_owned()),
            }
        };
        self.speakers.iter().copied().map(row).collect()
    }

    fn counts(&self) -> String {
        let all: Vec<&Quotation> = self.all().map(|(_, placed)| placed.quote).collect();
        match all.len() {
            0 => String::new(),
            number => {
                format!("{}: {}", counted(number as u64, "quotation"), counts(all.into_iter()))
            }
        }
    }

    /// What speaks for each speaker, first of the quotation that is lit; `similar` are like that one.
    fn evidence(&self, mut similar: Vec<Like>) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> =
            self.all().map(|(key, placed)| self.evidence_of(key, placed)).collect();
        evidence.sort_by_key(|item| !item.is_chosen);
        if let Some(chosen) = evidence.first_mut().filter(|item| item.is_chosen) {
            chosen.similar.append(&mut similar);
        }
        evidence
    }

    fn evidence_of(&self, key: &str, Placed { quote, outer }: Placed<'_>) -> Evidence {
        let organisation = self.name(quote.organisation);
        let outer = outer.and_then(|outer| self.all().nth(outer));
        let candidates = quote.candidates.iter().filter_map(|&id| self.name(Some(id)));
        let path = |name: String| (speaker_path(&name), name);
        Evidence {
            id: key.to_owned(),
            letter: self.letter(quote.speaker),
            class: format!("{} is-{}", self.class(quote.speaker), quote.attribution.name()),
            is_chosen: key == self.chosen,
            beginning: beginning(&one_line(&quote.text(&self.article.body)), BEGINNING),
            attribution: quote.attribution.name(),
            meaning: meaning(quote),
            kind: kind(quote.kind),
            speaker: self.name(quote.speaker).map(path),
            organisation: organisation.map(|name| (organisation_path(&name), name)),
            role: quote.role.map(|span| self.text(span)),
            cue: quote.cue.map(|span| self.text(span)),
            source: quote.source.map(|span| self.text(span)),
            steps: self.steps(quote),
            candidates: candidates.map(path).collect(),
            sourcing: sourcing(quote.sourcing),
            sureness: sureness(quote),
            outer: outer.map(|(key, placed)| {
                (evidence_path(&self.article.id, key, self.query), self.called(placed.quote))
            }),
            similar: Vec::new(),
            href: evidence_path(&self.article.id, key, self.query),
            closed: quote_path(&self.article.id, key, self.query),
            json: format!("/v1/quotes/{key}"),
        }
    }

    fn steps(&self, quote: &Quotation) -> Vec<StepRow> {
        let step = |step: &crate::extract::Step| StepRow {
            why: why(step.by),
            text: self.text(step.mention),
        };
        quote.chain.iter().map(step).collect()
    }
}

/// `5 stated, 4 inferred, 3 unattributed`, without those that are not there.
fn counts<'q>(quotes: impl Iterator<Item = &'q Quotation> + Clone) -> String {
    let classes = [Attribution::Stated, Attribution::Inferred, Attribution::Unattributed];
    let count = |class: Attribution| {
        let count = quotes.clone().filter(|quote| quote.attribution == class).count();
        (count > 0).then(|| format!("{count} {}", class.name()))
    };
    classes.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
}

/// What the class of an attribution means for who wants to use it.
fn meaning(quote: &Quotation) -> &'static str {
    match quote.attribution {
        Attribution::Stated => {
            "Name and announcing word stand in the sentence, or the article marks who speaks."
        }
        Attribution::Inferred => {
            "The name does not stand there: it was found by the steps below. Read them in their place \
             before you use it."
        }
        Attribution::Unattributed if !quote.candidates.is_empty() => {
            "The article names several people who may be meant, and does not say which."
        }
        Attribution::Unattributed => "Nobody with a name was found for it. That is a normal state.",
    }
}

/// How much of it stands in quotation marks.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "direct: in quotation marks",
        Kind::Indirect => "indirect: in the words of the article",
        Kind::Mixed => "mixed: some of it in quotation marks",
    }
}

/// Who or what its source is.
fn sourcing(sourcing: Sourcing) -> &'static str {
    match sourcing {
        Sourcing::Person => "a person with a name",
        Sourcing::Organisation => "an organisation, or somebody who speaks for it",
        Sourcing::Document => "a document",
        Sourcing::Unnamed => "somebody without a name",
        Sourcing::None => "nothing in the article says who",
    }
}

/// Why a step was taken.
fn why(by: By) -> &'static str {
    match by {
        By::Pronoun => "a pronoun; the last speaker or subject that fits is",
        By::Surname => "a surname or title; the full name that it belongs to is",
        By::Role => "a description; the person who has that role is",
        By::Acronym => "a short form; its full name is",
        By::Continuation => "no source of its own; the speaker before, or the subject in reach, is",
        By::Turn => "a turn of a conversation; its speaker is",
        By::Introduced => "somebody without a name, introduced as",
        By::Outer => "a word for who is speaking; the quotation around it is by",
    }
}

/// How often quotations are right of which as much speaks for the speaker. Never a bare percentage.
fn sureness(quote: &Quotation) -> Option<String> {
    quote.speaker?;
    let tenths = (quote.confidence * 10.0).round().clamp(0.0, 10.0) as u8;
    Some(match tenths {
        0 => "fewer than 1 in 10".to_owned(),
        10 => "more than 9 in 10".to_owned(),
        tenths => format!("about {tenths} in 10"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_do_not_repeat_soon() {
        let looks: std::collections::BTreeSet<(usize, usize)> =
            (0..28).map(|number| (number % HUES, number % LINES)).collect();
        assert_eq!(looks.len(), 28);
    }
}
