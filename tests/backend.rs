//! The index on disk against the scan: random articles, random queries, the same answers.

use std::{collections::BTreeSet, path::Path};

use dixit::{
    article::Article,
    extract::{Attribution, Entity, EntityKind, Extraction, Kind, Quotation, Sourcing},
    index::{
        Backend, Scan,
        block::Block,
        local::{Index, Origin, Progress, Writer, WriterOptions},
    },
    query::{FacetValue, Interval, SearchRequest, SearchResponse, Sort, narrow, parse, parse_any},
    text::Span,
};
use jiff::civil;
use proptest::{prelude::*, sample::select};

use crate::queries::{plain_query, query};

pub const WORDS: &[&str] = &[
    "tax",
    "taxes",
    "Rose",
    "part-time",
    "covid-19",
    "U.S.",
    "l’élu",
    "toll",
    "AT&T",
    "Mr.",
    "he",
];
pub const PEOPLE: &[&str] = &["Ana Ruiz", "Leo Ruiz", "Ms van der Zwaag"];
pub const ORGANISATIONS: &[&str] = &["Bridge Authority", "Harbour Trust"];
const LANGUAGES: &[&str] = &["en", "de", "xx"];
pub const DATES: &[&str] = &["2023", "2023-05", "2023-05-17", "2024-01-01"];
const TODAY: civil::Date = civil::date(2023, 6, 1);

/// What ends a sentence, or a paragraph too.
const ENDS: &[&str] = &[". ", "? ", ".\n", "\n\n"];

/// What an index holds of one article.
type Found = (Article, Extraction);

fn some<T: Clone + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> {
    select(values)
}

prop_compose! {
    fn articles()(articles in prop::collection::vec(article(), 0..6)) -> Vec<Found> {
        let numbered = articles.into_iter().enumerate();
        numbered.map(|(number, (mut article, extraction))| {
            article.id = format!("a{number}");
            (article, extraction)
        }).collect()
    }
}

prop_compose! {
    fn article()(
        sentences in prop::collection::vec((prop::collection::vec(some(WORDS), 1..6), some(ENDS)), 1..5),
        title in prop::collection::vec(some(WORDS), 0..3),
        quoted in prop::collection::vec((prop::option::of(quotation()), any::<bool>()), 4),
        date in prop::option::of(some(DATES)),
        outlet in prop::option::of(some(ORGANISATIONS)),
        language in some(LANGUAGES),
    ) -> Found {
        let mut body = String::new();
        let mut quotes: Vec<Quotation> = Vec::new();
        for ((words, end), (quotation, goes_on)) in sentences.iter().zip(quoted) {
            let start = body.len();
            body.push_str(&capitalised(&words.join(" ")));
            if let Some(before) = quotes.last_mut().filter(|_| goes_on) {
                before.content.push(Span::new(&body, start..body.len()).unwrap());
                body.push_str(end);
                continue;
            }
            quotes.extend(quotation.map(|mut quotation| {
                let content = Span::new(&body, start..body.len()).unwrap();
                for (nested, word) in quotation.nested.iter_mut().zip(words) {
                    nested.content = vec![Span::new(&body, start..start + word.len()).unwrap()];
                }
                quotation.content = vec![content];
                quotation
            }));
            body.push_str(end);
        }
        let article = Article {
            title: title.join(" "),
            date: date.map(|date| date.parse().unwrap()),
            outlet: outlet.map(str::to_owned),
            language: Some(language.to_owned()),
            body,
            ..Article::default()
        };
        (article, Extraction { quotes, entities: entities(), mentions: Vec::new() })
    }
}

/// A text as a sentence begins.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn entities() -> Vec<Entity> {
    let entity = |kind, name: &&str| Entity {
        kind,
        name: (*name).to_owned(),
        spellings: vec![name.split(' ').next_back().unwrap().to_owned()],
        affiliations: Vec::new(),
        one_of: Vec::new(),
    };
    let people = PEOPLE.iter().map(|name| entity(EntityKind::Person, name));
    let organisations = ORGANISATIONS.iter().map(|name| entity(EntityKind::Organisation, name));
    people.chain(organisations).collect()
}

/// A quotation, with another one inside it or not.
fn quotation() -> impl Strategy<Value = Quotation> {
    let nested = prop::collection::vec(plain_quotation(), 0..2);
    (plain_quotation(), nested).prop_map(|(outer, nested)| Quotation { nested, ..outer })
}

prop_compose! {
    fn plain_quotation()(
        speaker in prop::option::of(0..PEOPLE.len() as u32),
        organisation in prop::option::of(3..3 + ORGANISATIONS.len() as u32),
        kind in some(&[Kind::Direct, Kind::Mixed]),
        sourcing in some(&[Sourcing::Unnamed, Sourcing::None]),
    ) -> Quotation {
        Quotation {
            content: Vec::new(),
            cue: None,
            source: None,
            kind,
            speaker,
            candidates: Vec::new(),
            organisation,
            role: None,
            attribution: if speaker.is_some() {
                Attribution::Stated
            } else {
                Attribution::Unattributed
            },
            sourcing: if speaker.is_some() { Sourcing::Person } else { sourcing },
            confidence: 0.5,
            chain: Vec::new(),
            nested: Vec::new(),
        }
    }
}

/// An index on disk, each part of the articles written in a commit of its own.
fn indexed(parts: &[&[Found]], dir: &Path) -> Index {
    let options = WriterOptions { threads: 1, memory: 20_000_000 };
    let mut writer = Writer::open(dir, options).unwrap();
    for part in parts {
        for (article, extraction) in *part {
            let block = Block::new(article, extraction);
            writer.put(article, extraction, &block, 1, Origin::Given).unwrap();
        }
        writer.commit(Progress::default()).unwrap();
    }
    writer.close().unwrap();
    Index::open(dir).unwrap()
}

/// The same with articles that are replaced by themselves in a later commit.
fn indexed_with_replacements(articles: &[Found], dir: &Path) -> Index {
    let (first, second) = articles.split_at(articles.len() / 2);
    let again = &articles[..articles.len().min(1)];
    indexed(&[first, second, again], dir)
}

/// What both backends must agree on: the hits with what is shown of them.
fn shown(response: &SearchResponse) -> (u64, BTreeSet<String>) {
    let hit = |hit: &dixit::query::Hit| {
        format!("{} {:?} {:?} {:?}", hit.article.id, hit.quotes, hit.matched, hit.passages)
    };
    (response.total, response.hits.iter().map(hit).collect())
}

/// So many queries are asked of one collection: making an index costs more than asking it.
const QUERIES: usize = 40;

/// How many collections are made: each case is one query.
fn collections() -> u32 {
    let cases = std::env::var("DIXIT_CASES").ok().and_then(|cases| cases.parse().ok());
    cases.unwrap_or(1_000_u32).div_ceil(QUERIES as u32)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: collections(), failure_persistence: None, ..ProptestConfig::default() })]

    /// `DIXIT_CASES=100000 cargo test --release --test main backend` asks so many queries.
    #[test]
    fn the_index_finds_what_the_scan_finds(
        articles in articles(),
        queries in prop::collection::vec(query(), QUERIES),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let index = indexed_with_replacements(&articles, dir.path());
        prop_assert_eq!(index.check().unwrap().faults, Vec::<String>::new());
        let mut scan = Scan::default();
        articles.iter().for_each(|(article, found)| scan.put(article.clone(), found.clone()));
        for query in queries {
            let requests = [
                SearchRequest::articles(query.clone()),
                SearchRequest::quotes(query.clone()),
                SearchRequest::quotes(query.clone()).sort(Sort::Newest),
                SearchRequest::articles(query.clone()).sort(Sort::Oldest),
            ];
            for request in requests {
                let request = request.limit(100).today(TODAY);
                let found = index.search(&request).unwrap();
                let expected = scan.search(&request).unwrap();
                prop_assert_eq!(shown(&found), shown(&expected), "{:?}", request);
                if request.sort != Sort::Relevance {
                    let order = |response: &SearchResponse| -> Vec<String> {
                        response.hits.iter().map(|hit| hit.article.id.clone()).collect()
                    };
                    prop_assert_eq!(order(&found), order(&expected), "{:?}", request);
                }
                let pages = paged(&index, &request);
                let all: Vec<_> = found.hits.iter().map(|hit| (&hit.article.id, &hit.quotes)).collect();
                let paged: Vec<_> = pages.iter().map(|hit| (&hit.article.id, &hit.quotes)).collect();
                prop_assert_eq!(paged, all, "{:?}", request);
                let request = request.collapse(true);
                let at_once = index.search(&request).unwrap().hits;
                let pages = index.pages(request.clone().limit(3));
                let pages: Vec<_> = pages.flat_map(|page| page.unwrap().hits).collect();
                prop_assert_eq!(pages, at_once, "{:?}", request);
            }
        }
    }

    /// Quotations must not change what the words of an article score.
    #[test]
    fn scores_are_those_of_the_articles_alone(articles in articles(), query in plain_query()) {
        let (with, without) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let bare: Vec<Found> = articles
            .iter()
            .map(|(article, found)| {
                (article.clone(), Extraction { quotes: Vec::new(), ..found.clone() })
            })
            .collect();
        let scores = |index: Index| -> Vec<(String, f32)> {
            let request = SearchRequest::articles(query.clone()).limit(100);
            let response = index.search(&request).unwrap();
            response.hits.iter().map(|hit| (hit.article.id.clone(), hit.score)).collect()
        };
        prop_assert_eq!(
            scores(indexed(&[&articles], with.path())),
            scores(indexed(&[&bare], without.path()))
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: collections(), failure_persistence: None, ..ProptestConfig::default() })]

    /// The hits that a facet counts are those that its clause leaves.
    #[test]
    fn a_facet_counts_what_its_clause_finds(articles in articles(), query in query()) {
        let dir = tempfile::tempdir().unwrap();
        let index = indexed_with_replacements(&articles, dir.path());
        let requests = [SearchRequest::articles(query.clone()), SearchRequest::quotes(query)];
        for request in requests {
            let facets = index.facets(&request, 100, Interval::Month).unwrap();
            prop_assert_eq!(facets.total, index.search(&request).unwrap().total);
            for facet in &facets.facets {
                prop_assert_eq!(facet.total, facet.values.len() as u64);
                prop_assert!(facet.total > 0 || facet.without == facets.total);
                for FacetValue { value, count } in &facet.values {
                    let query = narrow(&request.query, request.unit, &facet.clause(value));
                    let narrowed = SearchRequest { query, ..request.clone() };
                    let found = index.search(&narrowed).unwrap().total;
                    prop_assert_eq!(*count, found, "{:?}", narrowed);
                }
            }
        }
    }
}

/// All hits, two at a time.
fn paged(index: &Index, request: &SearchRequest) -> Vec<dixit::query::Hit> {
    let mut hits = Vec::new();
    let mut after = None;
    loop {
        let page = index.search(&request.clone().limit(2).after(after)).unwrap();
        hits.extend(page.hits);
        after = page.next;
        if after.is_none() {
            return hits;
        }
    }
}

/// New articles change the scores of old ones, and not which page they are on.
#[test]
fn a_cursor_stays_good_while_a_writer_commits() {
    let article = |id: String, body: String| {
        let language = Some("en".to_owned());
        (Article { id, body, language, ..Article::default() }, Extraction::default())
    };
    let tolls = |number: usize| {
        let body = format!("{}{}", "toll ".repeat(10 - number), "rose ".repeat(number));
        article(format!("a{number}"), body)
    };
    let first: Vec<Found> = (0..10).map(tolls).collect();
    let others: Vec<Found> =
        (0..40).map(|number| article(format!("b{number}"), "rose tax he ".repeat(3))).collect();
    let dir = tempfile::tempdir().unwrap();
    let mut index = indexed(&[&first], dir.path());
    let request = SearchRequest::articles(parse("toll").unwrap().query).limit(3);
    let mut ids = Vec::new();
    let mut after = None;
    loop {
        let page = index.search(&request.clone().after(after)).unwrap();
        ids.extend(page.hits.into_iter().map(|hit| hit.article.id));
        after = page.next;
        if after.is_none() {
            break;
        }
        indexed(&[&others[ids.len()..ids.len() + 5]], dir.path());
        index.reload().unwrap();
    }
    let expected: Vec<String> = (0..10).map(|number| format!("a{number}")).collect();
    assert_eq!(ids, expected);
}

/// An article of one language in which nobody is quoted.
fn unquoted(id: &str, body: &str, language: &str) -> Found {
    let (id, body) = (id.to_owned(), body.to_owned());
    let language = Some(language.to_owned());
    (Article { id, body, language, ..Article::default() }, Extraction::default())
}

/// Of a question typed as it is, the words decide that say what it is about.
#[test]
fn function_words_do_not_decide_the_order() {
    let articles = [
        unquoted("a", "What is it that we do and why do we do it? Rain.", "en"),
        unquoted("b", "Ferries. Rain. The harbour has a toll for boats.", "en"),
        unquoted("c", "Was ist das? Regen.", "de"),
        unquoted("d", "Regen im Hafen kostet Zoll und macht nass.", "de"),
    ];
    let order = |articles: &[Found], text: &str| -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let index = indexed(&[articles], dir.path());
        let request = SearchRequest::articles(parse_any(text).unwrap().query);
        index.search(&request).unwrap().hits.into_iter().map(|hit| hit.article.id).collect()
    };
    assert_eq!(order(&articles[..2], "what is it that we do and why, for a toll"), ["b", "a"]);
    assert_eq!(order(&articles, "what is it that we do and why, for a toll"), ["b", "a"]);
    assert_eq!(order(&articles[2..], "was ist Zoll"), ["d", "c"]);
    assert_eq!(order(&articles[..2], "why do we"), ["a"]);
}

/// A word that is its own stem is not written twice: with its other forms it scores as one word, and stands
/// for them only in its own language.
#[test]
fn a_word_and_its_other_forms_are_one() {
    let articles = [
        unquoted("a", "Toll by toll.", "en"),
        unquoted("b", "Tolls by toll.", "en"),
        unquoted("c", "Tolls by tolls.", "en"),
        unquoted("d", "Das ist toll.", "de"),
    ];
    let scores = |articles: &[Found], text: &str| -> Vec<(String, f32)> {
        let dir = tempfile::tempdir().unwrap();
        let index = indexed(&[articles], dir.path());
        let request = SearchRequest::articles(parse(text).unwrap().query);
        let hits = index.search(&request).unwrap().hits.into_iter();
        let mut scores: Vec<_> = hits.map(|hit| (hit.article.id, hit.score)).collect();
        scores.sort_by(|a, b| a.0.cmp(&b.0));
        scores
    };
    let ids = |articles: &[Found], text: &str| -> String {
        scores(articles, text).into_iter().map(|(id, _)| id).collect()
    };
    for text in ["toll", "tolls", "tolling"] {
        let [(_, a), (_, b), (_, c)] = &scores(&articles[..3], text)[..] else { panic!("{text}") };
        assert!(a == b && b == c && *a > 0.0, "{text}: {a} {b} {c}");
    }
    assert_eq!(ids(&articles, "toll"), "abcd");
    assert_eq!(ids(&articles, "tolling"), "abc");
    assert_eq!(ids(&articles, "ATLEAST/2(tolling)"), "abc");
    assert_eq!(ids(&articles, "tolling PRE/3 tolls"), "abc");
    assert_eq!(ids(&articles, "=toll"), "abd");
}
