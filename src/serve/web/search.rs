//! `/search`: quotations, articles, people and organisations that match, and what they can be narrowed
//! to.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    address::{Asked, Facet, Filter, ORDERS, Tab},
    card::{ArticleCard, NameCard, QuoteCard},
    chart::Chart,
    failure::Failure,
    page::{Choice, Frame, encoded, send, sentence},
    who,
};
use crate::{
    error::{Error, QueryError, Result},
    extract::EntityKind,
    field::Field,
    index::{
        Backend,
        local::{Index, Suggestion},
    },
    query::{self, Interval, Notice, Query, Reading, ResultUnit, SearchRequest, Sort},
    serve::{App, Params, Settings, today},
    text::{Span, counted, grouped},
};

/// Hits on a page.
const HITS: usize = 20;

/// Names on a page.
const NAMES: usize = 50;

/// Values of a list beside the hits.
const VALUES: usize = 8;

/// A longer span of months is shown in years.
pub const MOST_MONTHS: usize = 130;

#[derive(Template)]
#[template(path = "search.html", config = "src/serve/web/askama.toml")]
struct SearchPage {
    frame: Frame,
    tabs: Vec<Choice>,
    remarks: Vec<Remark>,
    /// How the query was read, if it could be.
    reading: Option<String>,
    found: Option<Found>,
    /// What narrows the hits, each with the address without it.
    chips: Vec<Choice>,
    /// The address without anything that narrows them.
    bare: String,
    dates: DateForm,
}

/// What was found, with what can be done with it.
struct Found {
    /// `1,240 quotations`.
    total: String,
    hits: Hits,
    /// How many of the quotations are stated, inferred, unattributed.
    classes: Option<String>,
    orders: Vec<Choice>,
    /// The address of the next page.
    next: Option<String>,
    /// The address of the first page, if this is another one.
    first: Option<String>,
    chart: Option<Chart>,
    lists: Vec<List>,
    exports: Vec<Choice>,
}

impl Found {
    fn is_empty(&self) -> bool {
        matches!(self.hits, Hits::None(_))
    }
}

enum Hits {
    Quotes(Vec<QuoteCard>),
    Articles(Vec<ArticleCard>),
    Names {
        people: Vec<NameCard>,
        people_total: String,
        organisations: Vec<NameCard>,
        organisations_total: String,
    },
    None(Vec<Meant>),
}

/// What may have been meant.
struct Meant {
    text: String,
    count: String,
    href: String,
}

/// A remark on the query, with the place it is about.
struct Remark {
    code: &'static str,
    is_error: bool,
    before: String,
    marked: String,
    after: String,
    message: String,
    remedy: String,
}

/// The fields for the dates.
struct DateForm {
    from: String,
    to: String,
    error: Option<String>,
    kept: Vec<(String, String)>,
}

/// The most frequent values of one facet.
struct List {
    title: &'static str,
    values: Vec<ListValue>,
    /// `and 120 more`
    more: Option<String>,
    /// Where they are, if there is a page for them.
    all: Option<String>,
    /// `3 without`
    without: Option<String>,
}

struct ListValue {
    value: String,
    count: String,
    include: String,
    exclude: String,
    is_included: bool,
}

/// Shows what was found.
pub async fn search(
    State(app): State<Arc<App>>,
    Params(parameters): Params<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::read(&parameters);
    let server = app.clone();
    let (status, page) = app.ask(move |index| page(index, server.settings(), &asked)).await??;
    Ok(send(status, &page))
}

/// How the server reads queries, before it is known whether articles or quotations are wanted.
pub fn reading(settings: &Settings) -> Reading {
    Reading { synonyms: settings.synonyms.clone(), ..Reading::ARTICLES }
}

/// The page for what was asked, with its status.
fn page(
    index: &Index,
    settings: &Settings,
    asked: &Asked,
) -> Result<(StatusCode, SearchPage), Failure> {
    let text = if asked.query.is_empty() { "*" } else { &asked.query };
    let title = if asked.query.is_empty() { "Everything" } else { &asked.query };
    let mut frame = Frame::new(title);
    frame.query.clone_from(&asked.query);
    frame.kept = asked.kept().into_iter().chain(asked.dates()).collect();
    let date_clause = asked.date_clause();
    let dates = DateForm {
        from: asked.from.clone(),
        to: asked.to.clone(),
        error: date_clause.as_ref().err().map(|error| sentence(&error.to_string())),
        kept: std::iter::once(("q".to_owned(), asked.query.clone())).chain(asked.kept()).collect(),
    };
    let mut page = SearchPage {
        frame,
        tabs: tabs(asked, None),
        remarks: Vec::new(),
        reading: None,
        found: None,
        chips: chips(asked),
        bare: asked.bare().href(),
        dates,
    };
    let parsed = match reading(settings).read(text, &[]) {
        Ok(parsed) => parsed,
        Err(Error::Query(errors)) => {
            page.frame.is_refused = true;
            page.remarks = errors.iter().map(|error| Remark::error(text, error)).collect();
            return Ok((StatusCode::BAD_REQUEST, page));
        }
        Err(error) => return Err(error.into()),
    };
    settings.limits.check(&parsed.query)?;
    page.remarks = parsed.notices.iter().map(|notice| Remark::notice(text, notice)).collect();
    let Ok(date_clause) = date_clause else { return Ok((StatusCode::BAD_REQUEST, page)) };
    let search =
        Search { index, asked, typed: parsed.query, filters: filters(index, asked)?, date_clause };
    match search.found() {
        Ok((found, counts)) => {
            page.reading = Some(search.query(asked.tab).to_string());
            page.tabs = tabs(asked, Some(counts));
            page.found = Some(found);
            Ok((StatusCode::OK, page))
        }
        Err(Error::Clause { clause, reason }) => {
            page.frame.is_refused = true;
            page.remarks.push(Remark::clause(text, &clause, reason));
            Ok((StatusCode::BAD_REQUEST, page))
        }
        Err(error) => Err(error.into()),
    }
}

/// One search, as far as it is read.
struct Search<'s> {
    index: &'s Index,
    asked: &'s Asked,
    typed: Query,
    /// What the chosen values ask of a quotation, or of the article.
    filters: Vec<Query>,
    date_clause: Option<Query>,
}

/// How many quotations, articles, and people and organisations there are.
type TabCounts = [u64; 3];

impl Search<'_> {
    fn unit(tab: Tab) -> ResultUnit {
        if tab == Tab::Articles { ResultUnit::Articles } else { ResultUnit::Quotes }
    }

    /// The query for all that is shown on a tab.
    fn query(&self, tab: Tab) -> Query {
        let query = self.undated(tab);
        match &self.date_clause {
            Some(dates) => query::narrow(&query, Search::unit(tab), dates),
            None => query,
        }
    }

    /// The same at any time.
    fn undated(&self, tab: Tab) -> Query {
        let unit = Search::unit(tab);
        let lifted = match unit {
            ResultUnit::Quotes => query::lift(&self.typed).0,
            ResultUnit::Articles => self.typed.clone(),
        };
        self.filters.iter().fold(lifted, |query, filter| match unit {
            ResultUnit::Quotes => query::narrow(&query, unit, filter),
            ResultUnit::Articles => query::narrow(&query, unit, &of_articles(filter)),
        })
    }

    fn request(&self, tab: Tab) -> SearchRequest {
        let query = self.query(tab);
        let request = match Search::unit(tab) {
            ResultUnit::Articles => SearchRequest::articles(query),
            ResultUnit::Quotes => SearchRequest::quotes(query),
        };
        request.limit(HITS).sort(self.asked.sort()).today(today())
    }

    fn found(&self) -> Result<(Found, TabCounts)> {
        let tab = self.asked.tab;
        let request = self.request(tab);
        let facets = self.index.facets(&request, VALUES, Interval::Month)?;
        let quotes = match tab {
            Tab::Articles => {
                self.index.facets(&self.request(Tab::Quotations), 0, Interval::Year)?
            }
            _ => facets.clone(),
        };
        let articles = match tab {
            Tab::Articles => facets.total,
            _ => self.index.ranking(&self.request(Tab::Articles).limit(1))?.total,
        };
        let names = [Field::Speaker, Field::Org];
        let names =
            names.iter().filter_map(|&field| quotes.of(field)).map(|facet| facet.total).sum();
        let counts = [quotes.total, articles, names];
        let (hits, next) = self.hits(&request)?;
        let classes = facets.of(Field::Attribution).filter(|_| tab != Tab::Articles);
        let found = Found {
            total: match tab {
                Tab::Articles => counted(facets.total, "article"),
                _ => counted(facets.total, "quotation"),
            },
            hits,
            classes: classes.map(classes_of).filter(|text| !text.is_empty()),
            orders: if facets.total > 0 { self.orders() } else { Vec::new() },
            next: next.map(|cursor| self.asked.after(cursor).href()),
            first: self.asked.after.as_ref().map(|_| self.asked.on(tab).href()),
            chart: self.chart(&facets)?,
            lists: Facet::ALL.iter().filter_map(|&facet| self.list(facet, &facets)).collect(),
            exports: if facets.total > 0 { self.exports() } else { Vec::new() },
        };
        Ok((found, counts))
    }

    /// The hits of this page, and the cursor of the next one.
    fn hits(&self, request: &SearchRequest) -> Result<(Hits, Option<String>)> {
        if self.asked.tab == Tab::Names {
            return self.names(&request.query);
        }
        let request = request.clone().after(self.asked.after.clone());
        let found = self.index.search(&request)?;
        if found.total == 0 {
            return Ok((Hits::None(self.meant(&request.query)?), None));
        }
        let text = &self.asked.query;
        let hits = match self.asked.tab {
            Tab::Articles => {
                Hits::Articles(found.hits.iter().map(|hit| ArticleCard::new(hit, text)).collect())
            }
            _ => {
                Hits::Quotes(found.hits.iter().flat_map(|hit| QuoteCard::all(hit, text)).collect())
            }
        };
        Ok((hits, found.next))
    }

    /// Of names the cursor is the number of those before.
    fn names(&self, query: &Query) -> Result<(Hits, Option<String>)> {
        let before = match &self.asked.after {
            None => 0,
            Some(cursor) => cursor.parse::<usize>().map_err(|_| Error::Cursor(cursor.clone()))?,
        };
        let end = before.saturating_add(NAMES);
        let named = |kind| self.index.names(kind, Some(query), today(), end);
        let (people, organisations) =
            (named(EntityKind::Person)?, named(EntityKind::Organisation)?);
        if people.total + organisations.total == 0 {
            return Ok((Hits::None(self.meant(query)?), None));
        }
        let most = people.total.max(organisations.total);
        let next = (most > end as u64).then(|| end.to_string());
        let hits = Hits::Names {
            people_total: grouped(people.total),
            people: people.hits.iter().skip(before).map(NameCard::speaker).collect(),
            organisations_total: grouped(organisations.total),
            organisations: organisations
                .hits
                .iter()
                .skip(before)
                .map(NameCard::organisation)
                .collect(),
        };
        Ok((hits, next))
    }

    /// What may have been meant by words that nothing has.
    fn meant(&self, query: &Query) -> Result<Vec<Meant>> {
        let suggestions = self.index.suggestions(query)?;
        let mut meant = Vec::new();
        for Suggestion { typed, meant: instead, .. } in suggestions {
            for (text, count) in instead {
                let written = if text.contains(' ') { format!("\"{text}\"") } else { text.clone() };
                let query = replaced(&self.asked.query, &typed, &written);
                let href = self.asked.querying(query).href();
                meant.push(Meant { text, count: grouped(count), href });
            }
        }
        Ok(meant)
    }

    fn orders(&self) -> Vec<Choice> {
        if self.asked.tab == Tab::Names {
            return Vec::new();
        }
        let choice = |(order, label): (Sort, &str)| Choice {
            label: label.to_owned(),
            count: None,
            href: self.asked.sorted(order).href(),
            is_current: self.asked.sort() == order,
        };
        ORDERS.into_iter().map(choice).collect()
    }

    /// When what matches was published, whatever the dates that were chosen.
    fn chart(&self, facets: &query::Facets) -> Result<Option<Chart>> {
        let all = match self.date_clause {
            None => None,
            Some(_) => {
                let tab = self.asked.tab;
                let request = SearchRequest { query: self.undated(tab), ..self.request(tab) };
                Some(self.index.facets(&request, 0, Interval::Month)?)
            }
        };
        let facet = all.as_ref().unwrap_or(facets).of(Field::Date);
        Ok(facet.and_then(|facet| Chart::new(facet, self.asked, MOST_MONTHS)))
    }

    fn list(&self, facet: Facet, facets: &query::Facets) -> Option<List> {
        let found = facets.of(facet.field())?;
        let value = |found: &query::FacetValue| {
            let filter = |is_excluded| Filter { facet, value: found.value.clone(), is_excluded };
            let is_included = self.asked.filters.contains(&filter(false));
            let include = match is_included {
                true => self.asked.without(&filter(false)),
                false => self.asked.with(filter(false)),
            };
            ListValue {
                value: found.value.clone(),
                count: grouped(found.count),
                include: include.href(),
                exclude: self.asked.with(filter(true)).href(),
                is_included,
            }
        };
        let more = found.total.saturating_sub(found.values.len() as u64);
        let list = List {
            title: facet.label(),
            values: found.values.iter().map(value).collect(),
            more: (more > 0).then(|| format!("and {} more", grouped(more))),
            all: facet.kind().map(|_| self.asked.on(Tab::Names).href()),
            without: (found.without > 0).then(|| format!("{} without", grouped(found.without))),
        };
        (!list.values.is_empty()).then_some(list)
    }

    /// Addresses of all that matches, as files.
    fn exports(&self) -> Vec<Choice> {
        let tab = self.asked.tab;
        let unit = if tab == Tab::Articles { "articles" } else { "quotes" };
        let query = encoded(&self.query(tab).to_string());
        let sort = self.asked.sort().name();
        let export = |(format, label): (&str, &str)| Choice {
            label: label.to_owned(),
            count: None,
            href: format!("/v1/export?q={query}&unit={unit}&sort={sort}&format={format}"),
            is_current: false,
        };
        [("csv", "CSV"), ("jsonl", "JSON lines")].into_iter().map(export).collect()
    }
}

/// What the chosen values ask for: of one list any of those included, and none of those excluded.
fn filters(index: &Index, asked: &Asked) -> Result<Vec<Query>> {
    let mut clauses = Vec::new();
    for facet in Facet::ALL {
        let mut included = Vec::new();
        for filter in asked.filters.iter().filter(|filter| filter.facet == facet) {
            let clause = clause(index, filter)?;
            match filter.is_excluded {
                true => clauses.push(Query::Not(Box::new(clause))),
                false => included.push(clause),
            }
        }
        match included.len() {
            0 => {}
            1 => clauses.push(included.remove(0)),
            _ => clauses.push(Query::Or(included)),
        }
    }
    Ok(clauses)
}

/// What one chosen value asks for; of a name exactly who is meant.
fn clause(index: &Index, filter: &Filter) -> Result<Query> {
    if let Some(kind) = filter.facet.kind() {
        let who = who::find(index, kind, &filter.value, today())?;
        return Ok(who.map_or_else(|| who::plain(kind, &filter.value), |who| who.clause));
    }
    if filter.facet == Facet::Outlet {
        return who::outlet(index, &filter.value, today());
    }
    let query = Query::Word { text: filter.value.clone(), exact: false };
    Ok(Query::Field { field: filter.facet.field(), query: Box::new(query) })
}

/// A clause on a name, as it is asked of articles: those that quote this speaker, whoever else they
/// quote; those that name this organisation, whatever others they name.
fn of_articles(clause: &Query) -> Query {
    let is = |field: Field, part: &Query| matches!(part, Query::Field { field: own, .. } if *own == field);
    match clause {
        Query::And(parts) if parts.iter().any(|part| is(Field::Speaker, part)) => {
            Query::Quote { least: 1, query: Box::new(clause.clone()) }
        }
        Query::And(parts) => match parts.iter().find(|part| is(Field::Org, part)) {
            Some(part) => part.clone(),
            None => clause.clone(),
        },
        Query::Or(parts) => Query::Or(parts.iter().map(of_articles).collect()),
        Query::Not(inner) => Query::Not(Box::new(of_articles(inner))),
        other => other.clone(),
    }
}

fn tabs(asked: &Asked, counts: Option<TabCounts>) -> Vec<Choice> {
    let choice = |(at, tab): (usize, Tab)| Choice {
        label: tab.label().to_owned(),
        count: counts.map(|counts| grouped(counts[at])),
        href: asked.on(tab).href(),
        is_current: asked.tab == tab,
    };
    Tab::ALL.into_iter().enumerate().map(choice).collect()
}

fn chips(asked: &Asked) -> Vec<Choice> {
    let filters = asked.filters.iter().map(|filter| {
        let not = if filter.is_excluded { "not " } else { "" };
        let facet = filter.facet.label().to_lowercase();
        (format!("{facet}: {not}{}", filter.value), asked.without(filter).href())
    });
    let dates = match (asked.from.as_str(), asked.to.as_str()) {
        ("", "") => None,
        ("", to) => Some(format!("until {to}")),
        (from, "") => Some(format!("since {from}")),
        (from, to) if from == to => Some(from.to_owned()),
        (from, to) => Some(format!("{from} to {to}")),
    };
    let dates = dates.map(|label| (label, asked.between("", "").href()));
    let chip = |(label, href)| Choice { label, count: None, href, is_current: true };
    filters.chain(dates).map(chip).collect()
}

/// `800 stated, 300 inferred, 140 unattributed`
fn classes_of(facet: &query::Facet) -> String {
    let known = Field::Attribution.info().values.iter();
    let values = known.filter_map(|name| facet.values.iter().find(|found| found.value == *name));
    let written: Vec<String> =
        values.map(|found| format!("{} {}", grouped(found.count), found.value)).collect();
    written.join(", ")
}

/// The query with the first place of `typed` replaced, in whatever letters it is written.
fn replaced(query: &str, typed: &str, by: &str) -> String {
    let lower = query.to_lowercase();
    let place = if lower.len() == query.len() {
        lower.find(&typed.to_lowercase())
    } else {
        query.find(typed)
    };
    match place.and_then(|at| Span::new(query, at..at + typed.len())) {
        None => by.to_owned(),
        Some(span) => {
            let (before, after) = (&query[..span.start()], &query[span.end()..]);
            // The marks of a phrase are there already.
            match before.ends_with('"') && after.starts_with('"') {
                true => format!("{before}{}{after}", by.trim_matches('"')),
                false => format!("{before}{by}{after}"),
            }
        }
    }
}

impl Remark {
    fn new(query: &str, span: Span) -> Remark {
        let (before, after) = (query.get(..span.start()), query.get(span.end()..));
        Remark {
            code: "",
            is_error: false,
            before: before.unwrap_or_default().to_owned(),
            marked: span.of(query).to_owned(),
            after: after.unwrap_or_default().to_owned(),
            message: String::new(),
            remedy: String::new(),
        }
    }

    fn error(query: &str, error: &QueryError) -> Remark {
        let QueryError { code, span, cause, remedy, .. } = error;
        let remedy = if remedy.is_empty() { String::new() } else { sentence(remedy) };
        let message = sentence(cause);
        Remark { code, is_error: true, message, remedy, ..Remark::new(query, *span) }
    }

    fn notice(query: &str, notice: &Notice) -> Remark {
        let Notice { code, span, message, .. } = notice;
        Remark { code, message: sentence(message), ..Remark::new(query, *span) }
    }

    /// A part of the query that the index cannot answer.
    fn clause(query: &str, clause: &str, reason: String) -> Remark {
        let at = query.find(clause).map(|at| at..at + clause.len());
        let span = at.and_then(|range| Span::new(query, range)).unwrap_or_default();
        let message = sentence(&format!("{clause} cannot be searched"));
        let remedy = sentence(&reason);
        Remark { is_error: true, message, remedy, ..Remark::new(query, span) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_takes_the_place_of_what_was_typed() {
        let cases = [
            ("bridg tolls", "bridg", "bridge", "bridge tolls"),
            ("speaker:\"Ana Ruz\"", "ana ruz", "\"Ana Ruiz\"", "speaker:\"Ana Ruiz\""),
            ("speaker:Ruz x", "Ruz", "\"Ana Ruiz\"", "speaker:\"Ana Ruiz\" x"),
            ("x", "y", "z", "z"),
        ];
        for (query, typed, by, expected) in cases {
            assert_eq!(replaced(query, typed, by), expected);
        }
    }
}
