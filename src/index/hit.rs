//! One article that matched, made ready to be shown: which words matched, in which quotations, and
//! the passages around them.

use super::{
    block::{Block, Document, quote_keys, words},
    expression::Expression,
    matching::{ARTICLE_FIELDS, Context, Matcher, QUOTE_FIELDS, quote_clauses},
    occurrence::{Occurrences, WordPositions},
    passage::{Match, passages},
};
use crate::{
    analyze::Words,
    article::Article,
    extract::Extraction,
    field::Field,
    query::{Hit, Query, SearchRequest},
    text::Span,
};

/// The hit for an article, or for its quotation number `quote`, with the words, quotations and
/// passages that matched.
pub fn hit(
    article: Article,
    extraction: Extraction,
    score: f32,
    quote: Option<usize>,
    request: &SearchRequest,
    context: Context<'_>,
) -> Hit {
    let keys = quote_keys(&article, &extraction);
    let show = Show { article: &article, extraction: &extraction, query: &request.query, context };
    let (quotes, matched, passages) = match quote {
        Some(quote) => show.quote(quote, keys.get(quote).copied().unwrap_or_default()),
        None => show.article(),
    };
    let matched_title = show.title();
    Hit {
        score,
        article,
        extraction,
        keys,
        quotes,
        matched,
        matched_title,
        passages,
        versions: Vec::new(),
    }
}

/// The numbers of the quotations that matched, the words, the passages.
type Shown = (Vec<usize>, Vec<Span>, Vec<Span>);

struct Show<'s> {
    article: &'s Article,
    extraction: &'s Extraction,
    query: &'s Query,
    context: Context<'s>,
}

impl Show<'_> {
    fn quote(&self, quote: usize, key: u64) -> Shown {
        let block = Block::of_quote(self.article, self.extraction, quote, key);
        let mut matches = Vec::new();
        self.of_quotes(&block, &quote_clauses(self.query), &mut matches);
        let content = self.extraction.quotation(quote).map(|placed| placed.quote.content.clone());
        (vec![quote], merged(&matches), content.unwrap_or_default())
    }

    /// Where the words of the headline stand that matched.
    fn title(&self) -> Vec<Span> {
        let title = words(&self.article.title, self.article);
        let mut matches = Vec::new();
        self.of_text(self.query, Field::Title, ARTICLE_FIELDS, &title, &mut matches);
        merged(&matches)
    }

    /// The quotations are only analysed if the query asks for one.
    fn article(&self) -> Shown {
        let body = words(&self.article.body, self.article);
        let mut matches = Vec::new();
        self.of_text(self.query, Field::Body, ARTICLE_FIELDS, &body, &mut matches);
        let asked = asked_quotations(self.query);
        let block = match asked[..] {
            [] => None,
            _ => Some(Block::quotes(self.article, self.extraction, &body)),
        };
        if let Some(block) = &block {
            self.of_quotes(block, &quote_clauses(self.query), &mut matches);
        }
        let matched = merged(&matches);
        let quotes = self.shown_quotes(block.as_ref().map(|block| (block, &asked[..])), &matched);
        if matches.is_empty() {
            let said = quotes.iter().filter_map(|&number| self.extraction.quotation(number));
            let said = said.filter_map(|placed| placed.quote.content.first().copied());
            matches.extend(said.map(|span| Match { span, part: 0 }));
        }
        let passages = passages(&self.article.body, &matches);
        (quotes, matched, passages)
    }

    /// The numbers of the quotations to show with an article: those that the query asks for; if it asks
    /// for none, those that hold words that matched. Those that hold most come first.
    fn shown_quotes(&self, asked: Option<(&Block, &[&Query])>, matched: &[Span]) -> Vec<usize> {
        let held = |content: &[Span]| -> usize {
            let count = |piece: &Span| matched.iter().filter(|span| piece.overlaps(**span)).count();
            content.iter().map(count).sum()
        };
        let is_asked = |number: usize, block: &Block, clauses: &[&Query]| {
            let matcher = Matcher::new(block, self.context);
            let quote = block.quotes.get(number);
            quote.is_some_and(|quote| {
                clauses.iter().any(|clause| matcher.quote_clause(clause, quote))
            })
        };
        let mut shown: Vec<(usize, usize)> = Vec::new();
        for (number, placed) in self.extraction.quotations().enumerate() {
            let held = held(&placed.quote.content);
            let is_shown = match asked {
                Some((block, clauses)) => is_asked(number, block, clauses),
                None => held > 0,
            };
            if is_shown {
                shown.push((held, number));
            }
        }
        shown.sort_by_key(|&(held, _)| std::cmp::Reverse(held));
        shown.into_iter().map(|(_, number)| number).collect()
    }

    /// Adds the words of the quotations of a block that match one of the clauses.
    fn of_quotes(&self, block: &Block, clauses: &[&Query], matches: &mut Vec<Match>) {
        let matcher = Matcher::new(block, self.context);
        for clause in clauses {
            let text = match clause {
                Query::Quote { query, .. } => query,
                Query::Said { what, .. } => what,
                Query::Field { field: Field::Text, query } => query,
                _ => continue,
            };
            let holds = |quote: &&Document| matcher.quote_clause(clause, quote);
            for quote in block.quotes.iter().filter(holds) {
                if let Some(words) = quote.words(Field::Text) {
                    self.of_text(text, Field::Text, QUOTE_FIELDS, words, matches);
                }
            }
        }
    }

    /// Adds where the words stand that a query looks for in the field `shown`, if it is one of `fields`:
    /// for each word or phrase that is not negated.
    fn of_text(
        &self,
        query: &Query,
        shown: Field,
        fields: &[Field],
        words: &Words,
        matches: &mut Vec<Match>,
    ) {
        match query {
            // Each of several words is a part of its own.
            Query::Or(queries) | Query::And(queries) => {
                for query in queries {
                    self.of_text(query, shown, fields, words, matches);
                }
            }
            place if place.is_place() && fields.contains(&shown) => {
                self.of_place(place, shown, words, matches);
            }
            Query::AtLeast { query, .. } | Query::Maybe(query) | Query::Boost { query, .. } => {
                self.of_text(query, shown, fields, words, matches);
            }
            Query::Field { field, query } => {
                self.of_text(query, shown, std::slice::from_ref(field), words, matches);
            }
            _ => {}
        }
    }

    /// Adds the words of the places of a place expression; words that follow each other are one span.
    fn of_place(&self, place: &Query, field: Field, words: &Words, matches: &mut Vec<Match>) {
        let mut sought = Vec::new();
        let expression = Expression::new(place, field, self.context, &mut sought);
        // What has too many places to be listed is not found either.
        let runs = Occurrences::new(WordPositions::new(words, &sought))
            .words(&expression)
            .unwrap_or_default();
        let part = matches.last().map_or(0, |last| last.part + 1);
        let span = |at: u32| words.words()[at as usize].span;
        let found = runs.into_iter().map(|(from, to)| span(from).hull(span(to)));
        matches.extend(found.map(|span| Match { span, part }));
    }
}

/// The clauses of a query that ask for quotations, of a speaker or an organisation too, and are not
/// negated: what matches one is shown with its article.
fn asked_quotations(query: &Query) -> Vec<&Query> {
    let mut asked = quote_clauses(query);
    asked.extend(organisation_clauses(query));
    asked
}

/// The clauses `org:…` of a query that ask for an article and are not negated.
fn organisation_clauses(query: &Query) -> Vec<&Query> {
    match query {
        Query::Field { field: Field::Org, .. } => vec![query],
        Query::And(queries) | Query::Or(queries) => {
            queries.iter().flat_map(organisation_clauses).collect()
        }
        _ => Vec::new(),
    }
}

/// The spans in order; those that overlap are one.
fn merged(matches: &[Match]) -> Vec<Span> {
    let mut spans: Vec<Span> = matches.iter().map(|found| found.span).collect();
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.hull(span),
            _ => merged.push(span),
        }
    }
    merged
}
