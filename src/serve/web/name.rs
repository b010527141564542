//! `/s/{speaker}` and `/o/{organisation}`: what the archive attributes to one name.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    address::{Asked, Facet as List, Filter},
    card::{NameCard, QuoteCard},
    chart::Chart,
    failure::Failure,
    page::{Frame, article_path, one_line, organisation_path, quote_path, send, speaker_path},
    who::{self, Who},
};
use crate::{
    error::Result,
    extract::{EntityKind, key, role_key},
    field::Field,
    index::{Backend, local::Index},
    query::{self, Hit, Interval, SearchRequest, Sort},
    sentence::sentences,
    serve::{App, Id, today},
    text::{Span, beginning, counted, grouped},
    view::quote_id,
};

/// Quotations of which the roles are read: so many of the newest and of the oldest.
const LOOKED_AT: usize = 100;

/// Quotations shown of the newest, and of the oldest.
const SHOWN: usize = 3;

/// Roles, topics, spellings, and names beside it.
const LISTED: usize = 12;

/// A sentence that gives a role is cut, in characters.
const LONGEST: usize = 300;

#[derive(Template)]
#[template(path = "name.html", config = "src/serve/web/askama.toml")]
struct NamePage {
    frame: Frame,
    name: String,
    /// Speaker or organisation.
    what: &'static str,
    /// `12 quotations in 3 articles`
    counts: String,
    classes: Vec<Class>,
    kinds: String,
    spellings: Vec<String>,
    others: Vec<NameCard>,
    roles: Vec<Role>,
    /// How many quotations roles were looked for in, if not in all.
    looked_at: Option<String>,
    topics: Vec<Topic>,
    chart: Option<Chart>,
    newest: Vec<QuoteCard>,
    oldest: Vec<QuoteCard>,
    /// Whether the oldest are other ones than the newest.
    has_oldest: bool,
    outlets: Vec<Value>,
    members: Vec<Value>,
    members_title: &'static str,
    all: String,
    all_oldest: String,
    /// The name of the field that keeps a search to this name.
    field: &'static str,
}

/// How many quotations are of a class.
struct Class {
    name: String,
    count: String,
    meaning: &'static str,
    href: String,
}

/// What somebody is somewhere, and where an article says so.
struct Role {
    role: String,
    organisation: Option<(String, String)>,
    /// `2019 to 2021, 12 articles`
    when: String,
    sentence: String,
    outlet: String,
    href: String,
}

struct Topic {
    word: String,
    counts: String,
    href: String,
}

struct Value {
    value: String,
    count: String,
    href: String,
}

/// Shows a speaker.
pub async fn speaker(State(app): State<Arc<App>>, Id(name): Id) -> Result<Response, Failure> {
    shown(app, EntityKind::Person, name).await
}

/// Shows an organisation.
pub async fn organisation(State(app): State<Arc<App>>, Id(name): Id) -> Result<Response, Failure> {
    shown(app, EntityKind::Organisation, name).await
}

async fn shown(app: Arc<App>, kind: EntityKind, name: String) -> Result<Response, Failure> {
    let page = app.ask(move |index| page(index, kind, &name)).await??;
    Ok(send(StatusCode::OK, &page))
}

fn page(index: &Index, kind: EntityKind, name: &str) -> Result<NamePage, Failure> {
    let Some(who) = who::find(index, kind, name, today())? else {
        let what = if kind == EntityKind::Organisation { "organisation" } else { "speaker" };
        return Err(Failure::missing(format!(
            "No quotation in this archive has the {what} {name}."
        )));
    };
    Ok(Found { index, kind, who }.page()?)
}

/// Somebody who is there.
struct Found<'f> {
    index: &'f Index,
    kind: EntityKind,
    who: Who,
}

impl Found<'_> {
    fn name(&self) -> &str {
        &self.who.name.name
    }

    fn list(&self) -> List {
        if self.kind == EntityKind::Organisation { List::Organisation } else { List::Speaker }
    }

    fn filter(&self) -> Filter {
        Filter { facet: self.list(), value: self.name().to_owned(), is_excluded: false }
    }

    fn asked(&self) -> Asked {
        Asked::default().with(self.filter())
    }

    fn request(&self) -> SearchRequest {
        SearchRequest::quotes(self.who.clause.clone()).today(today())
    }

    fn page(self) -> Result<NamePage> {
        let facets = self.index.facets(&self.request(), LISTED, Interval::Month)?;
        let sorted = |sort| self.index.search(&self.request().limit(LOOKED_AT).sort(sort));
        let (newest, oldest) = (sorted(Sort::Newest)?, sorted(Sort::Oldest)?);
        let is_organisation = self.kind == EntityKind::Organisation;
        let name = &self.who.name;
        let found = |field: Field| facets.of(field);
        let values = |field: Field, href: &dyn Fn(&str) -> String| -> Vec<Value> {
            let values = found(field).into_iter().flat_map(|facet| &facet.values);
            let value = |found: &query::FacetValue| Value {
                value: found.value.clone(),
                count: grouped(found.count),
                href: href(&found.value),
            };
            values.filter(|found| found.value != name.name).map(value).collect()
        };
        let in_list = |facet: List, value: &str| {
            let filter = Filter { facet, value: value.to_owned(), is_excluded: false };
            self.asked().with(filter).href()
        };
        let (members_title, members) = match is_organisation {
            true => ("Who speaks for it", values(Field::Speaker, &|name| speaker_path(name))),
            false => ("Organisations", values(Field::Org, &|name| organisation_path(name))),
        };
        let looked_at = newest.hits.len() + oldest.hits.len();
        let total = newest.total;
        let quotes = counted(name.quotes, "quotation");
        let cards = |hits: &[Hit]| -> Vec<QuoteCard> {
            hits.iter().take(SHOWN).flat_map(|hit| QuoteCard::all(hit, "")).collect()
        };
        let shown = SHOWN as u64;
        Ok(NamePage {
            frame: Frame::new(name.name.clone()),
            name: name.name.clone(),
            what: if is_organisation { "Organisation" } else { "Speaker" },
            counts: format!("{quotes} in {}", counted(name.articles, "article")),
            classes: self.classes(found(Field::Attribution)),
            kinds: found(Field::Kind).map(shares).unwrap_or_default(),
            spellings: name.spellings.iter().map(|spelling| one_line(spelling)).collect(),
            others: self.others(),
            roles: self.roles(&newest.hits, &oldest.hits),
            looked_at: (total > looked_at as u64).then(|| grouped(looked_at as u64)),
            topics: self.topics()?,
            chart: found(Field::Date)
                .and_then(|facet| Chart::new(facet, &self.asked(), super::search::MOST_MONTHS)),
            newest: cards(&newest.hits),
            has_oldest: total > shown,
            oldest: if total > shown { cards(&oldest.hits) } else { Vec::new() },
            outlets: values(Field::Outlet, &|outlet| in_list(List::Outlet, outlet)),
            members,
            members_title,
            all: self.asked().href(),
            all_oldest: self.asked().sorted(Sort::Oldest).href(),
            field: self.list().name(),
        })
    }

    /// How many quotations are stated, inferred, unattributed; with the searches for them.
    fn classes(&self, facet: Option<&query::Facet>) -> Vec<Class> {
        let known = Field::Attribution.info().values.iter();
        let found = |name: &&str| facet?.values.iter().find(|found| found.value == *name);
        let class = |found: &query::FacetValue| {
            let value = found.value.clone();
            let filter = Filter { facet: List::Attribution, value, is_excluded: false };
            Class {
                name: found.value.clone(),
                count: grouped(found.count),
                meaning: match found.value.as_str() {
                    "stated" => "name and announcing word stand in the sentence",
                    "inferred" => {
                        "a pronoun, surname, role or neighbouring sentence led to the name"
                    }
                    _ => "nobody with a name was found; the organisation is known",
                },
                href: self.asked().with(filter).href(),
            }
        };
        known.filter_map(found).map(class).collect()
    }

    /// Others whom a search for the same words finds.
    fn others(&self) -> Vec<NameCard> {
        let others = self.who.others.iter().take(LISTED);
        let card = if self.kind == EntityKind::Organisation {
            NameCard::organisation
        } else {
            NameCard::speaker
        };
        others.map(card).collect()
    }

    /// The words that stand in these quotations more often than in others.
    fn topics(&self) -> Result<Vec<Topic>> {
        let topics = self.index.topics(&self.request().query, today(), LISTED)?;
        let topic = |topic: query::Topic| Topic {
            counts: format!("{} of {}", grouped(topic.quotes), grouped(topics.read)),
            href: self.asked().querying(topic.word.clone()).href(),
            word: topic.word,
        };
        Ok(topics.topics.into_iter().map(topic).collect())
    }

    /// What articles say that this person is, or of an organisation who is what there: each once, those
    /// that most articles say first.
    fn roles(&self, newest: &[Hit], oldest: &[Hit]) -> Vec<Role> {
        let mut groups: Vec<(String, Vec<(&Hit, Said)>)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for hit in newest.iter().chain(oldest) {
            if !seen.insert(&hit.article.id) {
                continue;
            }
            for said in self.said(hit) {
                let key = said.key();
                match groups.iter_mut().find(|(own, _)| *own == key) {
                    Some((_, all)) => all.push((hit, said)),
                    None => groups.push((key, vec![(hit, said)])),
                }
            }
        }
        groups.sort_by_key(|(_, all)| std::cmp::Reverse(all.len()));
        groups.into_iter().take(LISTED).filter_map(|(_, all)| role(all)).collect()
    }

    /// What one article says.
    fn said(&self, hit: &Hit) -> Vec<Said> {
        let own = key(self.kind, self.name());
        let is_own = |entity: &crate::extract::Entity| {
            entity.names().any(|name| key(self.kind, name) == own || name == self.name())
        };
        let body = &hit.article.body;
        let mut all: Vec<Said> = Vec::new();
        for entity in &hit.extraction.entities {
            for affiliation in &entity.affiliations {
                let organisation = hit.extraction.entity(affiliation.organisation);
                let is_about = match self.kind {
                    EntityKind::Organisation => organisation.is_some_and(is_own),
                    _ => is_own(entity),
                };
                if !is_about {
                    continue;
                }
                let role = affiliation.role.map(|span| one_line(span.of(body)));
                let other = match self.kind {
                    EntityKind::Organisation => {
                        Some((speaker_path(&entity.name), entity.name.clone()))
                    }
                    _ => organisation.map(|it| (organisation_path(&it.name), it.name.clone())),
                };
                let said = Said { role, other, evidence: affiliation.evidence };
                if !all.iter().any(|known| known.key() == said.key()) {
                    all.push(said);
                }
            }
        }
        all
    }
}

/// That an article gives somebody a role.
struct Said {
    role: Option<String>,
    /// The organisation, or of an organisation the person: with the page.
    other: Option<(String, String)>,
    evidence: Span,
}

impl Said {
    fn key(&self) -> String {
        let other = self.other.as_ref().map_or("", |(_, name)| name);
        format!("{}\n{}", role_key(self.role.as_deref().unwrap_or_default()), other.to_lowercase())
    }
}

/// One role, as the newest article that gives it has it.
fn role(all: Vec<(&Hit, Said)>) -> Option<Role> {
    let mut dates: Vec<String> =
        all.iter().filter_map(|(hit, _)| hit.article.date).map(|date| date.to_string()).collect();
    dates.sort();
    let articles = counted(all.len() as u64, "article");
    let when = match &dates[..] {
        [] => articles,
        [only] => format!("{articles}, {only}"),
        [first, .., last] => format!("{articles}, {first} to {last}"),
    };
    let (hit, said) = all.into_iter().next()?;
    let article = &hit.article;
    let sentence = sentences(&article.body)
        .into_iter()
        .find(|span| span.contains(said.evidence) || span.overlaps(said.evidence));
    let sentence = one_line(sentence.unwrap_or(said.evidence).of(&article.body));
    let sentence = beginning(&sentence, LONGEST);
    let quote =
        hit.quotes.first().and_then(|&number| hit.keys.get(number)).map(|&key| quote_id(key));
    Some(Role {
        role: said.role.unwrap_or_default(),
        organisation: said.other,
        when,
        sentence,
        outlet: article.outlet.clone().unwrap_or_else(|| article.id.clone()),
        href: quote
            .map_or_else(|| article_path(&article.id), |quote| quote_path(&article.id, &quote, "")),
    })
}

/// `12 direct, 3 mixed`
fn shares(facet: &query::Facet) -> String {
    let values = facet.values.iter();
    values
        .map(|found| format!("{} {}", grouped(found.count), found.value))
        .collect::<Vec<_>>()
        .join(", ")
}
