//! What programs outside see: hits, quotations and names as JSON.
//!
//! The names of the keys are fixed, keys may be added. All offsets are Unicode code points. Who
//! prints it is left to `cli` and `serve`.
//!
//! Here are articles and quotations; `selector` says where a quotation stands, `reading` how a query
//! was read, `archive` what the index holds, `table` makes rows of hits.

mod archive;
mod reading;
mod selector;
mod table;

use std::cell::OnceCell;

use serde::Serialize;
use utoipa::ToSchema;

pub use archive::{
    FacetView, FacetsView, NameView, RoleView, StatsView, TopicView, TopicsView, ValueView,
};
pub use reading::{
    ClauseView, ErrorView, MeantView, NoticeView, SuggestionView, TermView, errors, notices,
};
pub use selector::{Selector, Target, sha256};
pub use table::Row;

use crate::{
    article::Article,
    extract::{Extraction, Placed, Quotation, Step},
    query::{Hit, Parsed, SearchResponse, Version},
    text::{CodePoints, Span},
};

/// A page of hits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<H> {
    /// How many hits there are in all.
    pub total: u64,
    /// How the query was read, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// What the user should know about the reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices: Option<Vec<NoticeView>>,
    /// What each word and phrase of the query costs, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clauses: Option<Vec<ClauseView>>,
    /// What may have been meant, if nothing was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<SuggestionView>,
    /// The hits asked for.
    pub hits: Vec<H>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An article that matched.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleView {
    /// Its id.
    pub id: String,
    /// How well it matches; 0 when sorted by date.
    pub score: f32,
    /// The headline.
    pub title: String,
    /// When it was published, as precise as is known.
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The part of the paper.
    pub section: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// The sentences around what matched.
    pub passages: Vec<PassageView>,
    /// The quotations that matched.
    pub quotes: Vec<QuoteView>,
    /// The ids of articles that match as well and are nearly the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<String>,
}

/// A piece of the body.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassageView {
    /// The words, as stored.
    pub text: String,
    /// Where the words stand that matched, in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// Where the passage begins in the body.
    pub start: usize,
}

/// A quotation.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteView {
    /// Its key, as 16 hexadecimal digits: it stays when the article is indexed again.
    pub id: String,
    /// The id of its article.
    pub article: String,
    /// What was said, its pieces joined by a space.
    pub text: String,
    /// Where the words stand that matched, in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// The full name of who said it.
    pub speaker: Option<String>,
    /// The full names of those who may have said it, where the article does not say which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// Whom the speaker belongs to.
    pub organisation: Option<String>,
    /// What the speaker is there.
    pub role: Option<String>,
    /// The word that announces it.
    pub cue: Option<String>,
    /// The mention of who said it.
    pub source: Option<String>,
    /// direct, indirect or mixed.
    pub kind: &'static str,
    /// stated, inferred or unattributed.
    pub attribution: &'static str,
    /// person, organisation, document, unnamed or none.
    pub sourcing: &'static str,
    /// How sure the attribution is, 0 to 1.
    pub confidence: f32,
    /// From the source to the name.
    pub chain: Vec<StepView>,
    /// The quotation that it is reported in.
    pub inside: Option<OuterView>,
    /// What is reported in it.
    #[schema(no_recursion)]
    pub nested: Vec<QuoteView>,
    /// Where it stands in the body.
    pub spans: QuoteSpans,
    /// Where each piece of it stands, as targets of Web Annotations.
    pub target: Vec<Target>,
    /// The SHA-256 of the body that spans and targets point into.
    pub text_sha256: String,
    /// What matches as well and is nearly the same: these words in versions of the article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionView>,
    /// When the article was published.
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The headline of the article.
    pub title: String,
}

/// A quotation that is nearly the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// Its key.
    pub id: String,
    /// The id of its article.
    pub article: String,
}

/// The quotation around another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct OuterView {
    /// Its key.
    pub id: String,
    /// The full name of who said it.
    pub speaker: Option<String>,
    /// The mention of who said it.
    pub source: Option<String>,
}

/// Where the parts of a quotation stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteSpans {
    /// What was said, in pieces.
    pub content: Vec<[usize; 2]>,
    /// The word that announces it.
    pub cue: Option<Vec<[usize; 2]>>,
    /// The mention of who said it.
    pub source: Option<Vec<[usize; 2]>>,
}

/// One step from a source towards a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepView {
    /// The mention that was arrived at.
    pub text: String,
    /// Where it stands in the body.
    pub span: [usize; 2],
    /// Why it was taken.
    #[schema(value_type = String)]
    pub by: crate::extract::By,
}

/// What was found in a text, without an index.
#[derive(Debug, Serialize)]
pub struct ExtractView {
    /// The id that came in.
    pub id: String,
    /// The quotations, in text order.
    pub quotes: Vec<ExtractedQuote>,
    /// The names, in text order.
    pub entities: Vec<EntityView>,
}

/// A quotation found in a text.
#[derive(Debug, Serialize)]
pub struct ExtractedQuote {
    /// Where its parts stand.
    #[serde(flatten)]
    pub spans: QuoteSpans,
    /// direct, indirect or mixed.
    pub kind: &'static str,
    /// The full name of who said it.
    pub speaker_canonical: Option<String>,
    /// The full names of those who may have said it, where the text does not say which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// Whom the speaker belongs to.
    pub organisation: Option<String>,
    /// What the speaker is there.
    pub role: Option<String>,
    /// stated, inferred or unattributed.
    pub attribution: &'static str,
    /// person, organisation, document, unnamed or none.
    pub sourcing: &'static str,
    /// How sure the attribution is, 0 to 1.
    pub confidence: f32,
    /// From the source to the name.
    pub chain: Vec<StepView>,
    /// What is reported in it.
    pub nested: Vec<ExtractedQuote>,
}

/// A place where somebody or something is named.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntityView {
    /// The first code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// PER, ORG, LOC or MISC.
    #[schema(value_type = String)]
    pub r#type: crate::extract::EntityKind,
    /// The fullest form of the name in this text.
    pub canonical: String,
}

/// An article as it is shown whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct WholeArticle<'a> {
    /// The article as it came in.
    #[serde(flatten)]
    pub article: &'a Article,
    /// Its quotations, in text order.
    pub quotes: Vec<QuoteView>,
    /// The names in it, in text order.
    pub entities: Vec<EntityView>,
}

/// One article being shown: its texts with their offsets.
struct Shown<'a> {
    article: &'a Article,
    extraction: &'a Extraction,
    points: CodePoints<'a>,
    /// Of the body.
    sha256: OnceCell<String>,
}

impl<'a> Shown<'a> {
    fn new(article: &'a Article, extraction: &'a Extraction) -> Shown<'a> {
        let points = CodePoints::new(&article.body);
        Shown { article, extraction, points, sha256: OnceCell::new() }
    }

    fn target(&self, span: Span) -> Target {
        Target::new(&self.article.id, &self.article.body, &self.points, span)
    }

    fn text(&self, span: Span) -> String {
        span.of(&self.article.body).to_owned()
    }

    fn spans(&self, quote: &Quotation) -> QuoteSpans {
        let one = |span: Option<Span>| span.map(|span| vec![self.points.span(span)]);
        QuoteSpans {
            content: quote.content.iter().map(|&span| self.points.span(span)).collect(),
            cue: one(quote.cue),
            source: one(quote.source),
        }
    }

    fn chain(&self, chain: &[Step]) -> Vec<StepView> {
        let step = |step: &Step| StepView {
            text: self.text(step.mention),
            span: self.points.span(step.mention),
            by: step.by,
        };
        chain.iter().map(step).collect()
    }

    fn name(&self, id: Option<u32>) -> Option<String> {
        self.extraction.entity(id).map(|entity| entity.name.clone())
    }

    fn candidates(&self, quote: &Quotation) -> Vec<String> {
        quote.candidates.iter().filter_map(|&id| self.name(Some(id))).collect()
    }

    /// The quotation `number` of `all` with those inside it.
    fn quote(&self, all: &[Keyed<'_>], number: usize, matched: &[Span]) -> Option<QuoteView> {
        let &(key, Placed { quote, outer }) = all.get(number)?;
        let below = (number + 1..all.len()).take_while(|&it| all[it].1.outer >= Some(number));
        let nested = below.filter(|&it| all[it].1.outer == Some(number));
        let view = QuoteView {
            id: quote_id(key),
            article: self.article.id.clone(),
            text: quote.text(&self.article.body),
            highlights: highlights(&self.article.body, &quote.content, matched),
            versions: Vec::new(),
            speaker: self.name(quote.speaker),
            candidates: self.candidates(quote),
            organisation: self.name(quote.organisation),
            role: quote.role.map(|span| self.text(span)),
            cue: quote.cue.map(|span| self.text(span)),
            source: quote.source.map(|span| self.text(span)),
            kind: quote.kind.name(),
            attribution: quote.attribution.name(),
            sourcing: quote.sourcing.name(),
            confidence: quote.confidence,
            chain: self.chain(&quote.chain),
            inside: outer.and_then(|outer| all.get(outer)).map(|outer| self.outer(outer)),
            nested: nested.filter_map(|number| self.quote(all, number, matched)).collect(),
            spans: self.spans(quote),
            target: quote.content.iter().map(|&span| self.target(span)).collect(),
            text_sha256: self.sha256.get_or_init(|| sha256(&self.article.body)).clone(),
            date: self.article.date.map(|date| date.to_string()),
            outlet: self.article.outlet.clone(),
            title: self.article.title.clone(),
        };
        Some(view)
    }

    fn outer(&self, &(key, Placed { quote, .. }): &Keyed<'_>) -> OuterView {
        OuterView {
            id: quote_id(key),
            speaker: self.name(quote.speaker),
            source: quote.source.map(|span| self.text(span)),
        }
    }

    fn extracted(&self, quote: &Quotation) -> ExtractedQuote {
        ExtractedQuote {
            spans: self.spans(quote),
            kind: quote.kind.name(),
            speaker_canonical: self.name(quote.speaker),
            candidates: self.candidates(quote),
            organisation: self.name(quote.organisation),
            role: quote.role.map(|span| self.text(span)),
            attribution: quote.attribution.name(),
            sourcing: quote.sourcing.name(),
            confidence: quote.confidence,
            chain: self.chain(&quote.chain),
            nested: quote.nested.iter().map(|quote| self.extracted(quote)).collect(),
        }
    }

    fn entities(&self) -> Vec<EntityView> {
        let mentions = self.extraction.mentions.iter();
        let view = |mention: &crate::extract::Mention| {
            let entity = self.extraction.entity(Some(mention.entity))?;
            let [start, end] = self.points.span(mention.span);
            Some(EntityView { start, end, r#type: entity.kind, canonical: entity.name.clone() })
        };
        mentions.filter_map(view).collect()
    }
}

/// The key of a quotation as programs see it.
pub fn quote_id(key: u64) -> String {
    format!("{key:016x}")
}

/// The key of a quotation, from what programs see of it.
pub fn quote_key(id: &str) -> Option<u64> {
    let is_key = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_key.then(|| u64::from_str_radix(id, 16).ok()).flatten()
}

/// Where the spans `matched` of `body` stand in the text of `pieces` joined by a space.
fn highlights(body: &str, pieces: &[Span], matched: &[Span]) -> Vec<[usize; 2]> {
    let mut highlights = Vec::new();
    let mut before = 0;
    for piece in pieces {
        let text = piece.of(body);
        let points = CodePoints::new(text);
        let inside =
            |offset: usize| points.of(offset.saturating_sub(piece.start()).min(text.len()));
        let overlapping = matched.iter().filter(|span| piece.overlaps(**span));
        highlights.extend(
            overlapping.map(|span| [before + inside(span.start()), before + inside(span.end())]),
        );
        before += points.of(text.len()) + 1;
    }
    highlights
}

impl ArticleView {
    /// A hit of a search for articles.
    pub fn new(hit: &Hit) -> ArticleView {
        let shown = Shown::new(&hit.article, &hit.extraction);
        let article = &hit.article;
        let passage = |span: &Span| PassageView {
            text: shown.text(*span),
            highlights: highlights(&article.body, &[*span], &hit.matched),
            start: shown.points.of(span.start()),
        };
        let articles = hit.versions.iter().filter(|version| version.quote.is_none());
        ArticleView {
            id: article.id.clone(),
            score: hit.score,
            title: article.title.clone(),
            date: article.date.map(|date| date.to_string()),
            outlet: article.outlet.clone(),
            authors: article.authors.clone(),
            section: article.section.clone(),
            url: article.url.clone(),
            language: article.language.clone(),
            passages: hit.passages.iter().map(passage).collect(),
            quotes: quotes(hit),
            versions: articles.map(|version| version.article.clone()).collect(),
        }
    }
}

impl<H> Page<H> {
    /// A page of what was found with the query `text`, which was `read` so.
    pub fn found(found: &SearchResponse, text: &str, read: &Parsed, hits: Vec<H>) -> Page<H> {
        Page {
            read_as: Some(read.query.to_string()),
            notices: Some(notices(text, &read.notices)),
            next: found.next.clone(),
            ..Page::new(found.total, hits)
        }
    }

    /// A page of hits that were not asked for by a query.
    pub fn new(total: u64, hits: Vec<H>) -> Page<H> {
        Page {
            total,
            read_as: None,
            notices: None,
            clauses: None,
            suggestions: Vec::new(),
            hits,
            next: None,
        }
    }
}

/// The quotation `number` of an article with those inside it; `keys` are the article's, in order.
pub fn quote(
    article: &Article,
    extraction: &Extraction,
    keys: &[u64],
    number: usize,
) -> Option<QuoteView> {
    Shown::new(article, extraction).quote(&keyed(extraction, keys), number, &[])
}

/// As what the speakers of quotations are named in the articles, in the order of the hits, each once.
pub fn roles(hits: &[Hit]) -> Vec<RoleView> {
    let mut roles: Vec<RoleView> = Vec::new();
    for hit in hits {
        let shown = Shown::new(&hit.article, &hit.extraction);
        let placed = hit.quotes.iter().filter_map(|&number| hit.extraction.quotation(number));
        let speakers = placed.filter_map(|placed| hit.extraction.entity(placed.quote.speaker));
        for (speaker, said) in
            speakers.flat_map(|it| it.affiliations.iter().map(move |said| (it, said)))
        {
            let role = RoleView {
                speaker: speaker.name.clone(),
                role: said.role.map(|span| shown.text(span)),
                organisation: shown.name(said.organisation),
                evidence: shown.text(said.evidence),
                article: hit.article.id.clone(),
                date: hit.article.date.map(|date| date.to_string()),
            };
            if !roles.iter().any(|known| known.is_same(&role)) {
                roles.push(role);
            }
        }
    }
    roles
}

/// The headline of a hit, with the words that matched.
pub fn title(hit: &Hit) -> PassageView {
    whole(&hit.article.title, &hit.matched_title)
}

/// The whole body of a hit, with the words that matched.
pub fn body(hit: &Hit) -> PassageView {
    whole(&hit.article.body, &hit.matched)
}

fn whole(text: &str, matched: &[Span]) -> PassageView {
    let span = Span::new(text, 0..text.len()).unwrap_or_default();
    let highlights = highlights(text, &[span], matched);
    PassageView { text: text.to_owned(), highlights, start: 0 }
}

/// The quotations of a hit.
pub fn quotes(hit: &Hit) -> Vec<QuoteView> {
    let shown = Shown::new(&hit.article, &hit.extraction);
    let all = keyed(&hit.extraction, &hit.keys);
    let numbers = hit.quotes.iter();
    let quotes = numbers.filter_map(|&number| shown.quote(&all, number, &hit.matched));
    let with_versions = |view| QuoteView { versions: versions(hit), ..view };
    quotes.map(with_versions).collect()
}

/// The quotations that are nearly the same as that of a hit.
fn versions(hit: &Hit) -> Vec<VersionView> {
    let version = |version: &Version| {
        let id = quote_id(version.quote?);
        Some(VersionView { id, article: version.article.clone() })
    };
    hit.versions.iter().filter_map(version).collect()
}

/// All quotations of an article by their numbers; `keys` are theirs, in order.
pub fn all_quotes(article: &Article, extraction: &Extraction, keys: &[u64]) -> Vec<QuoteView> {
    let shown = Shown::new(article, extraction);
    let all = keyed(extraction, keys);
    (0..all.len()).filter_map(|number| shown.quote(&all, number, &[])).collect()
}

/// A quotation with its key.
type Keyed<'e> = (u64, Placed<'e>);

/// The quotations of an article by their numbers; `keys` are theirs, in order.
fn keyed<'e>(extraction: &'e Extraction, keys: &[u64]) -> Vec<Keyed<'e>> {
    keys.iter().copied().zip(extraction.quotations()).collect()
}

impl<'a> WholeArticle<'a> {
    /// An article with all its quotations, each with those inside it; `keys` are theirs, in order.
    pub fn new(article: &'a Article, extraction: &Extraction, keys: &[u64]) -> WholeArticle<'a> {
        let shown = Shown::new(article, extraction);
        let all = keyed(extraction, keys);
        let outermost = (0..all.len()).filter(|&number| all[number].1.outer.is_none());
        WholeArticle {
            article,
            quotes: outermost.filter_map(|number| shown.quote(&all, number, &[])).collect(),
            entities: shown.entities(),
        }
    }
}

impl ExtractView {
    /// What was found in the body of an article.
    pub fn new(article: &Article, extraction: &Extraction) -> ExtractView {
        let shown = Shown::new(article, extraction);
        ExtractView {
            id: article.id.clone(),
            quotes: extraction.quotes.iter().map(|quote| shown.extracted(quote)).collect(),
            entities: shown.entities(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_count_code_points_across_pieces() {
        let body = "“Né ici,” dit-elle. “Là-bas né.”";
        let span = |text: &str, from: usize| {
            let start = from + body[from..].find(text).unwrap();
            Span::new(body, start..start + text.len()).unwrap()
        };
        let pieces = [span("“Né ici,”", 0), span("“Là-bas né.”", 0)];
        let matched = [span("Né", 0), span("né", 0)];
        let joined = "“Né ici,” “Là-bas né.”";
        let shown: Vec<String> = highlights(body, &pieces, &matched)
            .iter()
            .map(|[start, end]| joined.chars().take(*end).skip(*start).collect())
            .collect();
        assert_eq!(shown, ["Né", "né"]);
    }
}
