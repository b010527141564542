//! How good extraction and ranking are on our own gold, and that they do not get worse.
//!
//! `floors.toml` holds the figures that must be reached. When they rise, raise the floors; see the
//! figures with `cargo test quality -- --nocapture`.

use std::{collections::BTreeMap, fs, path::Path};

use dixit::{
    eval::{
        gold::{self, Annotated},
        names,
        quotes::{Report, Scope, Scores, Tally},
        ranking::{Judgements, Run, evaluate, mean},
    },
    extract::{EntityKind, Extractor},
    index::{
        Backend,
        local::{Index, Writer, WriterOptions},
    },
    pipeline,
    query::{SearchRequest, parse},
};

/// A figure may fall by so much below its floor: sums of floats differ in the last digits.
const TOLERANCE: f64 = 1e-9;

#[test]
fn quotations_are_as_good_as_they_were() {
    let articles = |name: &str| gold::read(&read(&format!("tests/gold/{name}.jsonl"))).unwrap();
    expect_scores("quotes", &articles("quotes"));
    let more = articles("more");
    for (section, language) in [("more", None), ("more_de", Some("de")), ("more_fr", Some("fr"))] {
        let of_language = more.iter().filter(|article| article.language.as_deref() == language);
        expect_scores(section, &of_language.cloned().collect::<Vec<_>>());
    }
}

/// What is found in `articles` reaches the floors of `section`.
fn expect_scores(section: &str, articles: &[Annotated]) {
    let (extractor, mut tally) = (Extractor::default(), Tally::default());
    for article in articles {
        tally.add(article, &gold::predict(&extractor, article), &Scope::default());
    }
    let report = tally.report();
    print_scores(section, &report);
    let (all, direct) = (report.all.scores, report.direct.unwrap());
    let figures = [
        ("overlap_all", all.overlap.f1),
        ("overlap_direct", direct.overlap.f1),
        ("end_to_end_all", all.end_to_end.f1),
        ("end_to_end_direct", direct.end_to_end.f1),
        ("by_name_all", all.by_name.unwrap().f1),
        ("by_name_direct", direct.by_name.unwrap().f1),
    ];
    expect_floors(section, &figures);
}

#[test]
fn names_are_as_good_as_they_were() {
    let types = vec![EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
    let mut tally = names::Tally::new(names::Scope { types, ignore_the: false });
    for file in ["tests/gold/quotes.jsonl", "tests/gold/more.jsonl"] {
        for article in gold::read(&read(file)).unwrap() {
            let is_english = article.language.as_deref().is_none_or(|it| it == "en");
            if is_english {
                tally.add(&article, &gold::predict(&Extractor::default(), &article));
            }
        }
    }
    let report = tally.report().0;
    let f1 = |wanted: &str| {
        let row = report.iter().find(|(measure, kind, _)| (*measure, *kind) == ("exact", wanted));
        row.unwrap().2.measure().f1
    };
    let figures = [
        ("exact_person", f1("PER")),
        ("exact_organisation", f1("ORG")),
        ("exact_place", f1("LOC")),
    ];
    expect_floors("names", &figures);
}

#[test]
fn articles_rank_as_well_as_they_did() {
    let dir = tempfile::tempdir().unwrap();
    let index = corpus_index(dir.path());
    let (mut judgements, mut run) = (Judgements::new(), Run::new());
    for line in read("tests/gold/ranking.tsv").lines() {
        let (query, graded) = line.split_once('\t').unwrap();
        let grades = graded.split(' ').map(|pair| {
            let (id, grade) = pair.rsplit_once('=').unwrap();
            (id.to_owned(), grade.parse().unwrap())
        });
        judgements.insert(query.to_owned(), grades.collect());
        run.insert(query.to_owned(), found(&index, query));
    }
    let queries = evaluate(&judgements, &run, 1);
    let mean = mean(&queries);
    println!(
        "ranking of {} queries: nDCG@10 {:.4}, MAP {:.4}",
        queries.len(),
        mean.ndcg_10,
        mean.average_precision
    );
    expect_floors("ranking", &[("ndcg_10", mean.ndcg_10), ("map", mean.average_precision)]);
}

fn corpus_index(dir: &Path) -> Index {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut writer = Writer::open(dir, WriterOptions { threads: 1, memory: 40_000_000 }).unwrap();
    let summary = pipeline::run(&[corpus], &mut writer, pipeline::Options::default(), &()).unwrap();
    assert!(summary.skipped.is_empty(), "{:?}", summary.skipped);
    writer.close().unwrap();
    Index::open(dir).unwrap()
}

/// The articles that a query finds, with scores that fall with the rank.
fn found(index: &Index, query: &str) -> BTreeMap<String, f64> {
    let request = SearchRequest::articles(parse(query).unwrap().query).limit(100);
    let hits = index.search(&request).unwrap().hits.into_iter();
    hits.zip(0..).map(|(hit, rank)| (hit.article.id, -f64::from(rank))).collect()
}

fn print_scores(section: &str, report: &Report) {
    println!("quotations of {section}: gold, predicted, F1 by words, end to end, by name");
    for (name, scores) in report.rows() {
        let Scores { gold, predicted, overlap, end_to_end, by_name, .. } = scores;
        println!(
            "{name:<10} {gold:>5} {predicted:>5}  {:.4}  {:.4}  {:.4}",
            overlap.f1,
            end_to_end.f1,
            by_name.unwrap_or_default().f1
        );
    }
}

/// Every figure must have a floor in this section of `floors.toml`, and reach it.
fn expect_floors(section: &str, figures: &[(&str, f64)]) {
    let floors: toml::Table = read("tests/floors.toml").parse().unwrap();
    for (name, figure) in figures {
        let floor = floors[section][name].as_float().unwrap();
        println!("{section}.{name} {figure:.4}, floor {floor}");
        assert!(
            *figure >= floor - TOLERANCE,
            "{section}.{name} is {figure:.4}, its floor is {floor}"
        );
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
