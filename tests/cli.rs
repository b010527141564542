//! What each command prints, for people and for programs.
//!
//! `UPDATE_EXPECT=1 cargo test` rewrites the snapshots; lines that begin with `!` are standard error.
//! The articles hold the simplest direct speech, so that a better extraction changes nothing here.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::Stdio,
};

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::archive::{Archive, BRIDGE, Ran, contents};

#[test]
fn index_says_what_it_understood_and_what_to_try() {
    let archive = Archive::with_news();
    check_timed(
        archive.run(&["index", "news"]),
        expect![[r#"
        3 articles: 3 new, 0 changed, 0 unchanged, 0 skipped; … s
        3 quotations in new and changed articles
          with title 3 · date 3 · outlet 3 · author 2
          format JSON lines 2 · plain text 1
          language en 3
        Try:
          dixit speakers
          dixit quotes 'speaker:"Ana Ruiz"'
          dixit search 'org:"Harbour Trust"'
    "#]],
    );
    check_timed(
        archive.run(&["index", "news"]),
        expect![[r#"
        3 articles: 0 new, 0 changed, 3 unchanged, 0 skipped; … s
    "#]],
    );
}

#[test]
fn index_touches_only_what_is_new_or_changed() {
    let archive = Archive::indexed();
    archive.write("news/bridge.txt", BRIDGE.replace("everybody", "nobody"));
    archive.write("news/new.txt", "Fair\n\nThe fair opened.\n");
    check(
        archive.run(&["index", "--json", "news"]),
        expect![[r#"
            {"new":1,"changed":1,"unchanged":2,"pruned":0,"skipped":0,"quotes":2,"bytes":605,"formats":{"plain text":2},"languages":{"en":2},"titles":2,"dates":1,"outlets":1,"authors":1}
        "#]],
    );
    assert_eq!(archive.run(&["search", "everybody"]).code, 1);
    assert_eq!(archive.run(&["search", "nobody"]).code, 0);
}

#[test]
fn a_second_run_writes_nothing() {
    let archive = Archive::indexed();
    let before = contents(&archive.path("index"));
    archive.run(&["index", "news"]).expect(0);
    assert!(before == contents(&archive.path("index")), "the index was written");
}

#[test]
fn an_empty_folder_makes_an_empty_index() {
    let archive = Archive::new();
    std::fs::create_dir(archive.path("news")).unwrap();
    let ran = archive.run(&["index", "news"]).expect(0);
    assert!(ran.out.starts_with("0 articles: 0 new"), "{}", ran.out);
    archive.run(&["search", "toll"]).expect(1);
    assert_eq!(archive.checked(), (0, 0));
}

#[test]
fn index_prints_the_time_of_each_stage() {
    let archive = Archive::with_news();
    let said = archive.run(&["index", "--timing", "news"]).expect(0).err;
    let stages = said.lines().filter_map(|line| line.split_whitespace().next());
    let expected = ["timing,", "read", "parse", "extract", "analyze", "write", "commit", "total"];
    assert_eq!(stages.collect::<Vec<_>>(), expected);
}

#[test]
fn search_prints_passages_and_quotations() {
    check(
        Archive::indexed().run(&["search", "toll"]),
        expect![[r#"
        Mayor rules out bridge toll
          2023-04-02 · Springfield Post · bridge.txt
          “We will never charge a toll on that bridge,” said Ana Ruiz, mayor of Springfield.
            Ana Ruiz, mayor: “We will never charge a toll on that bridge,”

        Market day
          2024-05-07 · The Wire · w2
          No toll was charged.

        ! 2 of 2 articles.
    "#]],
    );
}

#[test]
fn quotes_prints_who_said_what_and_where() {
    let archive = Archive::indexed();
    check(
        archive.run(&["quotes", "bridge", "--sort", "date"]),
        expect![[r#"
        2023-04-02  Ana Ruiz, mayor                                                         Springfield Post
          “We will never charge a toll on that bridge,” said Ana Ruiz, mayor of Springfield
          direct · said · stated · bridge.txt

        2023-04-02  Leo Hart, director, Harbour Trust                                       Springfield Post
          “The bridge belongs to everybody,” said Leo Hart, director of the Harbour Trust
          direct · said · stated · bridge.txt

        ! 2 of 2 quotations.
    "#]],
    );
    check(
        archive.run(&["quotes", "fair", "--speaker", "Ana Ruiz"]),
        expect![[r#"
        2024-05-06  Ana Ruiz, mayor                                                                 The Wire
          “The budget is fair,” said Ana Ruiz, mayor of Springfield
          direct · said · stated · w1

        ! 1 of 1 quotation.
    "#]],
    );
    check(
        archive.run(&["quotes", "bridge", "--org", "Harbour Trust"]),
        expect![[r#"
        2023-04-02  Leo Hart, director, Harbour Trust                                       Springfield Post
          “The bridge belongs to everybody,” said Leo Hart, director of the Harbour Trust
          direct · said · stated · bridge.txt

        ! 1 of 1 quotation.
    "#]],
    );
}

#[test]
fn a_speaker_is_found_only_with_own_words() {
    let archive = Archive::indexed();
    let cases = [
        ("SAID(\"Ana Ruiz\", toll)", 1),
        ("SAID(ruiz, \"belongs to everybody\")", 0),
        ("SAID(\"Leo Hart\", \"belongs to everybody\")", 1),
        ("QUOTE(speaker:ruiz fair)", 1),
        ("QUOTE(speaker:ruiz everybody)", 0),
        ("SAID(org:\"Harbour Trust\", everybody)", 1),
    ];
    for (query, expected) in cases {
        let ran = archive.run(&["search", "--json", query]);
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(found["total"], expected, "in {query}");
        assert_eq!(ran.code, i32::from(expected == 0), "in {query}");
    }
}

#[test]
fn speakers_and_orgs_count() {
    let archive = Archive::indexed();
    check(
        archive.run(&["speakers"]),
        expect![[r#"
        Ana Ruiz  2 quotations in 2 articles
        Leo Hart  1 quotation in 1 article
        ! 2 of 2 speakers.
    "#]],
    );
    check(
        archive.run(&["speakers", "toll"]),
        expect![[r#"
        Ana Ruiz  1 quotation in 1 article
        ! 1 of 1 speaker.
    "#]],
    );
    check(
        archive.run(&["orgs"]),
        expect![[r#"
        Harbour Trust  1 quotation in 1 article
        ! 1 of 1 organisation.
    "#]],
    );
    check(
        archive.run(&["orgs", "toll"]),
        expect![[r#"
        ! 0 of 0 organisations.
        exit 1
    "#]],
    );
}

#[test]
fn show_letters_the_speakers() {
    let archive = Archive::indexed();
    check(
        archive.run(&["show", "bridge.txt"]),
        expect![[r#"
        Mayor rules out bridge toll
        2023-04-02 · Springfield Post · Tom Reed · bridge.txt

        [A] “We will never charge a toll on that bridge,” said Ana Ruiz, mayor of Springfield.

        [B] “The bridge belongs to everybody,” said Leo Hart, director of the Harbour Trust.

        [A] Ana Ruiz, mayor: 1 quotation
        [B] Leo Hart, director, Harbour Trust: 1 quotation
        first quotation: 1ba1ed5788291674
    "#]],
    );
    check(
        archive.run(&["show", "nowhere.txt"]),
        expect![[r#"
        ! no article or quotation has the id "nowhere.txt"
        exit 1
    "#]],
    );
}

#[test]
fn show_finds_the_article_of_a_quotation() {
    let archive = Archive::indexed();
    let quotes = archive.json(&["quotes", "--json", "budget"]);
    let id = text(&quotes["hits"][0]["id"]);
    let article = archive.json(&["show", "--json", id]);
    assert_eq!(article["id"], "w1");
    assert_eq!(article["quotes"][0]["id"], id);
}

/// An article in which somebody is quoted inside a quotation.
const BAKERY: &str = "Bakery closes\n\n“I asked Leo Hart for a year. He told me ‘not a day’,” said \
                      Ana Ruiz, who owns the bakery.\n";

#[test]
fn what_is_quoted_inside_a_quotation_is_found_by_its_own_speaker() {
    let archive = Archive::new();
    archive.write("news/bakery.txt", BAKERY);
    archive.run(&["index", "news"]).expect(0);
    check(
        archive.run(&["quotes", "SAID(Hart, day)"]),
        expect![[r#"
        undated     Leo Hart
          He told me ‘not a day’
          direct · told · inferred: He <- Leo Hart · inside a quotation of Ana Ruiz · bakery.txt

        ! 1 of 1 quotation.
    "#]],
    );
    check(
        archive.run(&["show", "bakery.txt"]),
        expect![[r#"
        Bakery closes
        bakery.txt

        [A] “I asked Leo Hart for a year. He told me [B] ‘not a day’,” said Ana Ruiz, who owns the bakery.

        [A] Ana Ruiz: 1 quotation
        [B] Leo Hart: 1 quotation inside another
        first quotation: bd6d1d45f8fb978a
    "#]],
    );
    let quotes = archive.json(&["quotes", "--json", "speaker:hart"]);
    let inner = &quotes["hits"][0];
    assert_eq!(text(&inner["text"]), "‘not a day’");
    assert_eq!(text(&inner["inside"]["speaker"]), "Ana Ruiz");
    let article = archive.json(&["show", "--json", "bakery.txt"]);
    let outer = &article["quotes"][0];
    assert_eq!((&outer["id"], &outer["nested"][0]["id"]), (&inner["inside"]["id"], &inner["id"]));
    assert_eq!(archive.checked(), (1, 2));
    let speakers = archive.json(&["speakers", "--json"]);
    assert_eq!(speakers["hits"].as_array().unwrap().len(), 2);
}

#[test]
fn sources_without_a_name_are_found_and_linked() {
    let archive = Archive::new();
    let text = "Rents\n\nA senior Housing Board source said: “Rents fell.”\n\n\
                Ana Ruiz disagreed. The source added: “They fell by half.”\n";
    archive.write("news/rents.txt", text);
    archive.run(&["index", "news"]).expect(0);
    check(
        archive.run(&["quotes", "sourcing:unnamed half org:\"Housing Board\""]),
        expect![[r#"
            undated     (The source), Housing Board
              The source added: “They fell by half.”
              direct · added · unattributed: The source <- A senior Housing Board source · unnamed source · rents.txt

            ! 1 of 1 quotation.
        "#]],
    );
    assert_eq!(archive.run(&["quotes", "sourcing:person"]).code, 1);
}

#[test]
fn delete_removes_an_article_with_its_quotations() {
    let archive = Archive::indexed();
    check(
        archive.run(&["delete", "w1"]),
        expect![[r#"
        1 article deleted
    "#]],
    );
    check(
        archive.run(&["delete", "w1"]),
        expect![[r#"
        ! no article has the id "w1"
        exit 1
    "#]],
    );
    assert_eq!(archive.run(&["quotes", "budget"]).code, 1);
    assert_eq!(archive.checked(), (2, 2));
}

#[test]
fn check_says_that_all_is_well() {
    check(
        Archive::indexed().run(&["check"]),
        expect![[r#"
        3 articles with 3 quotations: checksums, blocks and offsets are right
    "#]],
    );
}

#[test]
fn stats_counts() {
    let ran = Archive::indexed().run(&["stats"]);
    let lines = ran.out.lines();
    let lines = lines.filter(|line| !line.starts_with("on disk") && !line.starts_with("extractor"));
    let stable = lines.map(|line| format!("{line}\n")).collect();
    check(
        Ran { out: stable, ..ran },
        expect![[r#"
        articles    3
        quotations  3
        languages   en
        last run    3 inputs, finished at news/wire.jsonl:2
    "#]],
    );
}

#[test]
fn stats_says_what_found_the_quotations() {
    let archive = Archive::indexed();
    let stats = || {
        let ran = archive.run(&["stats", "--json"]).expect(0);
        let stats: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        (stats["extractors"].clone(), stats["extractor_is_current"].clone())
    };
    let (mut made, is_current) = stats();
    assert_eq!((made.as_array().unwrap().len(), is_current), (1, true.into()));
    archive.run(&["index", "news"]).expect(0);
    assert_eq!(stats().0, made, "a run that adds nothing");

    let path = archive.path("index/dixit.json");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    manifest["extractors"][0]["rules"] = 0.into();
    archive.write("index/dixit.json", manifest.to_string());
    archive.write("news/new.txt", "New\n\n“No,” said Ann Roe.");
    archive.run(&["index", "news"]).expect(0);
    let (both, is_current) = stats();
    let old = std::mem::replace(&mut made[0]["rules"], 0.into());
    assert_eq!((both[0].clone(), both[1]["rules"].clone()), (made[0].clone(), old));
    assert_eq!(is_current, false);
    let said = archive.run(&["stats"]).out;
    assert!(said.contains("would find others: `dixit reindex`"), "{said}");
}

#[test]
fn a_wrong_query_gets_carets() {
    let archive = Archive::indexed();
    check(
        archive.run(&["search", "toll OR"]),
        expect![[r#"
            ! toll OR
            !      ^^
            ! error: E02 at 6: OR needs an expression on its right: add one, or write "or" for the word itself
            exit 2
        "#]],
    );
    check(
        archive.run(&["search", "(toll speakr:ruiz"]),
        expect![[r#"
            ! (toll speakr:ruiz
            ! ^
            ! error: E03 at 1: this "(" is never closed: add a ")"
            ! (toll speakr:ruiz
            !       ^^^^^^^
            ! error: E17 at 7: there is no field "speakr": did you mean speaker: ? The fields are title, body, speaker, org, author, outlet, section, tag, url, language, date, role, text, cue, kind, attribution, sourcing; for the text itself write speakr\:
            exit 2
        "#]],
    );
    check(
        archive.run(&["quotes", "\u{201c}où\u{201d} date:2024-13"]),
        expect![[r#"
            ! “où” date:2024-13
            !           ^^^^^^^
            ! error: E23 at 11: not a date: write 2024, 2024-05, 2024-05-31, 2024-01..2024-06 or now-7d
            exit 2
        "#]],
    );
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let archive = Archive::indexed();
    let cases: [&[&str]; 5] = [
        &[],
        &["seek"],
        &["search"],
        &["search", "toll", "--limit", "many"],
        &["search", "toll", "--json", "--jsonl"],
    ];
    for words in cases {
        archive.run(words).expect(2);
    }
    check(
        archive.run(&["search", "toll", "--after", "cursor"]),
        expect![[r#"
        ! error: "cursor" is not a cursor: use the value of "next" from the page before
        exit 2
    "#]],
    );
    check(
        archive.run(&["index", "nowhere"]),
        expect![[r#"
        ! error: cannot open nowhere: No such file or directory (os error 2)
        exit 2
    "#]],
    );
}

#[test]
fn a_surprising_reading_is_said() {
    let archive = Archive::indexed();
    check(
        archive.run(&["search", "market OR early toll"]),
        expect![[r#"
        Market day
          2024-05-07 · The Wire · w2
          The market opened early. No toll was charged.

        ! note: AND and OR are mixed without parentheses: read as market OR (early AND toll); Lexis and Westlaw bind OR first, add parentheses to choose
        ! 1 of 1 article.
        "#]],
    );
    check(
        archive.run(&["search", "--explain", "market", "early"]),
        expect![[r#"
            Market day
              2024-05-07 · The Wire · w2
              The market opened early.

            ! read as: market AND early
            !   market
            !     title    en:market 1
            !     body     en:market 1
            !   early
            !     title    en:earli 0
            !     body     en:earli 1
            ! 1 of 1 article.
        "#]],
    );
}

#[test]
fn a_word_that_nothing_has_is_asked_about() {
    let archive = Archive::indexed();
    for words in [
        ["search", "brigde tol"],
        ["quotes", "SAID(Anna Ruis, bridge)"],
        ["search", "=chargd OR zebra"],
    ] {
        let ran = archive.run(&words).expect(1);
        let asked = ran.err.lines().filter(|line| line.contains("did you mean"));
        assert_ne!(asked.count(), 0, "{}", ran.err);
    }
    check(
        archive.run(&["search", "brigde", "speaker:Ruis"]),
        expect![[r#"
        ! note: nothing has "brigde": did you mean bridge (2)?
        ! note: nothing has "Ruis": did you mean Ana Ruiz (2)?
        ! no article matches; --explain shows how the query was read
        exit 1
    "#]],
    );
    let found = archive.run(&["search", "--json", "brigde"]).expect(1);
    let found: Value = serde_json::from_str(&found.out).unwrap();
    has_keys(&found["suggestions"][0], "typed field meant");
    assert_eq!(text(&found["suggestions"][0]["meant"][0]["text"]), "bridge");
    // A long list is not asked about word by word.
    let many: Vec<String> = ('a'..='z').map(|letter| format!("brigde{letter}")).collect();
    let ran = archive.run(&["search", &many.join(" OR ")]).expect(1);
    assert_eq!(ran.err.lines().filter(|line| line.contains("did you mean")).count(), 10);
}

#[test]
fn plain_text_synonyms_and_strictness() {
    let archive = Archive::indexed();
    let found = archive.json(&["search", "--json", "--any", "(toll? AND \"zebra"]);
    assert_eq!(
        (found["total"].as_u64(), text(&found["read_as"])),
        (Some(2), "toll OR \\AND OR zebra")
    );
    archive.write("words.txt", "market, bazaar\n");
    let words = ["search", "--synonyms", "words.txt", "bazaar"];
    check(
        archive.run(&words),
        expect![[r#"
        Market day
          2024-05-07 · The Wire · w2
          The market opened early.

        ! note: read with synonyms as bazaar OR market
        ! 1 of 1 article.
    "#]],
    );
    archive.write("words.txt", "market, bazaar\nfee\n");
    check(
        archive.run(&words),
        expect![[r#"
        ! error: synonyms, line 2: one expression alone: write a, b or a => b
        exit 2
    "#]],
    );
    check(
        archive.run(&["search", "--strict", "market OR early toll"]),
        expect![[r#"
        ! market OR early toll
        ! ^^^^^^^^^^^^^^^^^^^^
        ! error: W01 at 1: AND and OR are mixed without parentheses: read as market OR (early AND toll); Lexis and Westlaw bind OR first, add parentheses to choose
        exit 2
    "#]],
    );
}

#[test]
fn a_batch_runs_every_line() {
    let archive = Archive::indexed();
    archive.write("queries.tsv", "one\ttoll?\n\ntwo\tmarket day\nthree\tzebra\n");
    let words = ["search", "--batch", "queries.tsv", "--any", "--format", "trec", "--limit", "5"];
    let ran = archive.run(&words).expect(0);
    let columns: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split(' ').collect()).collect();
    let ranks: Vec<(&str, &str, &str)> =
        columns.iter().map(|line| (line[0], line[2], line[3])).collect();
    assert_eq!(ranks.len(), 3, "{}", ran.out);
    assert!(ranks.contains(&("one", "w2", "1")) || ranks.contains(&("one", "w2", "2")));
    assert!(ranks.contains(&("two", "w2", "1")));
    assert!(columns.iter().all(|line| line.len() == 6 && line[1] == "Q0" && line[5] == "dixit"));

    archive.write("queries.tsv", "one\ttoll OR\ntwo\tmarket\n\"open\nfour\tspeeker:x\n");
    let words = ["search", "--batch", "queries.tsv", "--format", "jsonl"];
    let ran = archive.run(&words);
    let hit: Value = serde_json::from_str(ran.out.trim()).unwrap();
    assert_eq!((text(&hit["query"]), text(&hit["id"])), ("two", "w2"));
    check(
        Ran { out: String::new(), ..ran },
        expect![[r#"
        ! error: line 1: E02 at 6: OR needs an expression on its right: add one, or write "or" for the word itself
        ! error: line 3: E14 at 1: this double quote is never closed: add a closing quote, or write \" for the character itself
        ! error: line 4: E17 at 1: there is no field "speeker": did you mean speaker: ? The fields are title, body, speaker, org, author, outlet, section, tag, url, language, date, role, text, cue, kind, attribution, sourcing; for the text itself write speeker\:
    "#]],
    );
}

#[test]
fn all_hits_are_printed() {
    let archive = Archive::new();
    let article = |number| {
        format!(
            "{{\"id\":\"a{number:03}\",\"title\":\"On, \\\"tolls\\\"\",\"body\":\"“The toll is fair,” said Ana Ruiz.\"}}\n"
        )
    };
    archive.write("many.jsonl", (0..450).map(article).collect::<String>());
    archive.run(&["index", "many.jsonl"]).expect(0);
    for command in ["search", "quotes"] {
        let lines = archive.run(&[command, "--all", "--jsonl", "toll"]).expect(0).out;
        let key = if command == "search" { "id" } else { "article" };
        let mut ids: Vec<String> = lines
            .lines()
            .map(|line| text(&serde_json::from_str::<Value>(line).unwrap()[key]).to_owned())
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!((lines.lines().count(), ids.len()), (450, 450), "{command}");
        let table = archive.run(&[command, "--all", "--csv", "toll"]).expect(0).out;
        assert_eq!(table.lines().count(), 451, "{command}");
        assert!(table.contains("\"On, \"\"tolls\"\"\""), "{table}");
    }
    check(
        archive.run(&["speakers", "--csv"]),
        expect![[r#"
        name,quotes,articles,spellings
        Ana Ruiz,450,450,
    "#]],
    );
}

#[test]
fn what_matches_is_counted_and_compared() {
    let archive = Archive::indexed();
    check(
        archive.run(&["facets", "toll OR budget OR bridge", "--limit", "1"]),
        expect![[r#"
        speaker
          2  Ana Ruiz
          1 more
        org
          1  Harbour Trust
          2 without
        outlet
          2  Springfield Post
          1 more
        language
          3  en
        kind
          3  direct
        attribution
          3  stated
        sourcing
          3  person
        date
          2  2023-04
          1  2024-05
        ! 3 quotations.
    "#]],
    );
    check(
        archive.run(&["facets", "--articles", "--by", "year"]),
        expect![[r#"
        speaker
          2  Ana Ruiz
          1  Leo Hart
          1 without
        org
          1  Harbour Trust
          2 without
        outlet
          2  The Wire
          1  Springfield Post
        author
          1  Jo Bell
          1  Tom Reed
          1 without
        language
          3  en
        kind
          2  direct
          1 without
        attribution
          2  stated
          1 without
        sourcing
          2  person
          1 without
        date
          1  2023
          2  2024
        ! 3 articles.
    "#]],
    );
    check(
        archive.run(&["facets", "toll", "--json"]),
        expect![[r#"
        {"total":1,"read_as":"QUOTE(toll)","notices":[{"code":"W07","span":[0,4],"column":1,"message":"read for quotations as QUOTE(toll)"}],"facets":[{"field":"speaker","total":1,"without":0,"values":[{"value":"Ana Ruiz","count":1,"clause":"speaker:\"Ana Ruiz\""}]},{"field":"org","total":0,"without":1,"values":[]},{"field":"outlet","total":1,"without":0,"values":[{"value":"Springfield Post","count":1,"clause":"outlet:\"Springfield Post\""}]},{"field":"language","total":1,"without":0,"values":[{"value":"en","count":1,"clause":"language:en"}]},{"field":"kind","total":1,"without":0,"values":[{"value":"direct","count":1,"clause":"kind:direct"}]},{"field":"attribution","total":1,"without":0,"values":[{"value":"stated","count":1,"clause":"attribution:stated"}]},{"field":"sourcing","total":1,"without":0,"values":[{"value":"person","count":1,"clause":"sourcing:person"}]},{"field":"date","total":1,"without":0,"values":[{"value":"2023-04","count":1,"clause":"date:2023-04"}]}]}
    "#]],
    );
    check(
        archive.run(&["topics", "bridge"]),
        expect![[r#"
            bridge  2 of 2 quotations with this word
            ! 2 quotations.
        "#]],
    );
    check(
        archive.run(&["topics", "--json", "speaker:ruiz"]),
        expect![[r#"
        {"total":2,"read":2,"read_as":"QUOTE(speaker:ruiz)","notices":[{"code":"W07","span":[0,12],"column":1,"message":"read for quotations as QUOTE(speaker:ruiz)"}],"topics":[]}
    "#]],
    );
    check(
        archive.run(&["similar", "w1"]),
        expect![[r#"
            Mayor rules out bridge toll
              2023-04-02 · Springfield Post · bridge.txt
              “We will never charge a toll on that bridge,” said Ana Ruiz, mayor of Springfield.
              “The bridge belongs to everybody,” said Leo Hart, director of the Harbour Trust.

        "#]],
    );
    check(
        archive.run(&["similar", "zebra"]),
        expect![[r#"
        ! no article or quotation has the id "zebra"
        exit 1
    "#]],
    );
    let quote = archive.run(&["quotes", "toll", "--jsonl"]).expect(0).out;
    let id = text(&serde_json::from_str::<Value>(&quote).unwrap()["id"]).to_owned();
    for format in ["--json", "--jsonl", "--csv"] {
        archive.run(&["similar", &id, format]).expect(0);
        archive.run(&["similar", "w1", format]).expect(0);
    }
    for command in [&["facets", "zebra"], &["topics", "zebra"]] {
        archive.run(command).expect(1);
    }
    archive.run(&["facets", "toll OR"]).expect(2);
}

#[test]
fn a_reader_that_has_gone_away_is_no_failure() {
    let archive = Archive::indexed();
    let commands: [&[&str]; 8] = [
        &["stats"],
        &["check"],
        &["search", "bridge"],
        &["search", "bridge", "--json"],
        &["quotes", "bridge", "--jsonl"],
        &["quotes", "bridge", "--csv"],
        &["facets"],
        &["search", "zebra", "--explain"],
    ];
    for words in commands {
        let code = if words.contains(&"zebra") { 1 } else { 0 };
        let (out, into) = std::io::pipe().unwrap();
        let (err, errors) = std::io::pipe().unwrap();
        drop((out, err));
        let ended = archive.command(words).stdout(into).stderr(errors).status().unwrap();
        assert_eq!(ended.code(), Some(code), "{words:?}");
    }
}

#[test]
fn newer_articles_come_first_on_request() {
    let archive = Archive::new();
    let article = |id: &str, date: &str, body: &str| {
        format!("{{\"id\":\"{id}\",\"date\":\"{date}\",\"body\":\"{body}\"}}\n")
    };
    let old = article("old", "1990-05", "A toll and a toll.");
    let new = article("new", "2023-05-01", "A toll and a ferry.");
    archive.write("all.jsonl", old + &new + &article("undated", "", "A toll and a toll."));
    archive.run(&["index", "all.jsonl"]).expect(0);
    let ids = |words: &[&str]| -> Vec<String> {
        let found = archive.json(&[&["search", "toll", "--json"], words].concat());
        found["hits"].as_array().unwrap().iter().map(|hit| text(&hit["id"]).to_owned()).collect()
    };
    assert_eq!(ids(&["--recent"]), ["new", "undated", "old"]);
    assert_eq!(ids(&[]).last().map(String::as_str), Some("new"));
}

#[test]
fn nothing_found_is_exit_1() {
    let archive = Archive::indexed();
    let cases: [&[&str]; 4] =
        [&["search", "zebra"], &["quotes", "zebra"], &["speakers", "zebra"], &["orgs", "zebra"]];
    for words in cases {
        archive.run(words).expect(1);
    }
    let found = archive.run(&["search", "--json", "zebra"]).expect(1);
    let found: Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!((found["total"].as_u64(), found["hits"].as_array().unwrap().len()), (Some(0), 0));
}

#[test]
fn no_index_is_exit_4_and_says_how_to_make_one() {
    let archive = Archive::new();
    check(
        archive.run(&["search", "toll"]),
        expect![[r#"
        ! error: no index at index: make one with `dixit index --index index PATH`
        exit 4
    "#]],
    );
    let cases: [&[&str]; 7] = [
        &["quotes", "toll"],
        &["speakers"],
        &["orgs"],
        &["show", "w1"],
        &["delete", "w1"],
        &["check"],
        &["stats"],
    ];
    for words in cases {
        archive.run(words).expect(4);
    }
}

/// The keys of the machine contracts are fixed: others may join them, none may go.
#[test]
fn json_has_the_keys_of_the_contract() {
    const QUOTE: &str = "id article text speaker organisation role cue kind attribution date \
                         outlet sourcing inside nested";
    let archive = Archive::indexed();

    let found = archive.json(&["search", "--json", "toll"]);
    has_keys(&found, "total read_as notices hits");
    assert_eq!((found["total"].as_u64(), found["read_as"].as_str()), (Some(2), Some("toll")));
    assert_eq!(found["notices"], Value::Array(Vec::new()));
    let hit = hit_with_id(&found, "bridge.txt");
    has_keys(hit, "id score title date outlet passages quotes");
    assert!(hit["score"].as_f64().unwrap() > 0.0);
    assert_eq!((text(&hit["date"]), text(&hit["outlet"])), ("2023-04-02", "Springfield Post"));
    has_keys(&hit["passages"][0], "text highlights");
    assert_eq!(marked(&hit["passages"][0]), ["toll"]);
    has_keys(&hit["quotes"][0], QUOTE);

    let found = archive.json(&["quotes", "--json", "bridge", "everybody"]);
    has_keys(&found, "total hits");
    let hit = &found["hits"][0];
    has_keys(hit, QUOTE);
    assert_eq!(text(&hit["article"]), "bridge.txt");
    assert_eq!(text(&hit["text"]), "“The bridge belongs to everybody,”");
    assert_eq!((text(&hit["speaker"]), text(&hit["cue"])), ("Leo Hart", "said"));
    assert_eq!((text(&hit["organisation"]), text(&hit["role"])), ("Harbour Trust", "director"));
    assert_eq!((text(&hit["kind"]), text(&hit["attribution"])), ("direct", "stated"));
    assert_eq!(marked(hit), ["bridge", "everybody"]);

    for (command, name) in [("speakers", "Ana Ruiz"), ("orgs", "Harbour Trust")] {
        let found = archive.json(&[command, "--json"]);
        has_keys(&found, "total hits");
        let hit = &found["hits"][0];
        has_keys(hit, "name quotes articles spellings");
        assert_eq!(text(&hit["name"]), name);
        assert!(hit["quotes"].is_u64() && hit["articles"].is_u64() && hit["spellings"].is_array());
    }
}

#[test]
fn jsonl_is_one_hit_a_line() {
    let archive = Archive::indexed();
    let cases: [(&[&str], &str); 4] = [
        (&["search", "toll"], "id score title passages quotes"),
        (&["quotes", "bridge"], "id article text speaker"),
        (&["speakers"], "name quotes articles spellings"),
        (&["orgs"], "name quotes articles spellings"),
    ];
    for (words, keys) in cases {
        let lines = archive.run(&[words, &["--jsonl"]].concat()).expect(0).out;
        let whole = archive.json(&[words, &["--json"]].concat());
        let hits: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        hits.iter().for_each(|hit| has_keys(hit, keys));
        assert_eq!(Value::Array(hits), whole["hits"], "in {words:?}");
    }
}

#[test]
fn pages_lead_to_the_end() {
    let archive = Archive::new();
    let article = |number| {
        let date = 10 + number;
        format!(
            "{{\"id\":\"a{number}\",\"date\":\"2024-01-{date}\",\"body\":\"“The toll is fair,” said Ana Ruiz.\"}}\n"
        )
    };
    archive.write("seven.jsonl", (0..7).map(article).collect::<String>());
    archive.run(&["index", "seven.jsonl"]).expect(0);
    for command in ["search", "quotes"] {
        for sort in ["relevance", "date", "newest"] {
            let (mut seen, sizes) = paged(&archive, command, sort);
            let mut expected: Vec<String> = (0..7).map(|number| format!("a{number}")).collect();
            match sort {
                "newest" => expected.reverse(),
                "date" => {}
                _ => seen.sort(),
            }
            assert_eq!((seen, sizes), (expected, vec![3, 3, 1]), "{command} by {sort}");
        }
    }
}

/// The articles of all hits for "toll", three to a page, and the sizes of the pages.
fn paged(archive: &Archive, command: &str, sort: &str) -> (Vec<String>, Vec<usize>) {
    let words = [command, "--json", "--sort", sort, "--limit", "3", "toll"];
    let key = if command == "search" { "id" } else { "article" };
    let (mut articles, mut sizes) = (Vec::new(), Vec::new());
    let mut page = archive.json(&words);
    loop {
        assert_eq!(page["total"], 7);
        let hits = page["hits"].as_array().unwrap();
        articles.extend(hits.iter().map(|hit| text(&hit[key]).to_owned()));
        sizes.push(hits.len());
        let Some(next) = page["next"].as_str() else { return (articles, sizes) };
        page = archive.json(&[&words[..], &["--after", next]].concat());
    }
}

#[test]
fn extract_prints_a_line_for_each_line() {
    const QUOTE: &str = "content cue source kind speaker_canonical organisation role attribution \
                         confidence sourcing nested";
    let archive = Archive::new();
    let speech = "Élodie left. “We will — never — pay,” said Ana Ruiz, mayor of Springfield.";
    let lines = [("a", speech), ("b", "Nobody spoke."), ("c", "")];
    let line = |(id, text)| serde_json::json!({"id": id, "text": text}).to_string();
    archive.write("in.jsonl", lines.map(line).join("\n"));
    let ran = archive.run(&["extract", "in.jsonl"]).expect(0);
    let found: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = found.iter().map(|line| text(&line["id"])).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    found.iter().for_each(|line| has_keys(line, "id quotes entities"));
    assert_eq!(found[1]["quotes"], Value::Array(Vec::new()));

    let quote = &found[0]["quotes"][0];
    has_keys(quote, QUOTE);
    assert_eq!(cut(speech, &quote["content"][0]), "“We will — never — pay,”");
    assert_eq!(cut(speech, &quote["cue"][0]), "said");
    assert!(cut(speech, &quote["source"][0]).starts_with("Ana Ruiz"));
    assert_eq!((text(&quote["kind"]), text(&quote["attribution"])), ("direct", "stated"));
    assert_eq!(text(&quote["speaker_canonical"]), "Ana Ruiz");
    assert!((0.0..=1.0).contains(&quote["confidence"].as_f64().unwrap()));

    let entities = found[0]["entities"].as_array().unwrap();
    let ana = entities.iter().find(|entity| entity["canonical"] == "Ana Ruiz").unwrap();
    has_keys(ana, "start end type canonical");
    assert_eq!(text(&ana["type"]), "PER");
    let place = serde_json::json!([ana["start"], ana["end"]]);
    assert_eq!(cut(speech, &place), "Ana Ruiz");
}

#[test]
fn extract_reads_standard_input_and_skips_wrong_lines() {
    let archive = Archive::new();
    let mut child = archive
        .command(&["extract", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines =
        b"{\"id\":\"a\",\"text\":\"Hello.\"}\n\n{\"id\":7}\n{\"id\":\"b\",\"text\":\"Bye.\"}\n";
    child.stdin.take().unwrap().write_all(lines).unwrap();
    check(
        Ran::new(child.wait_with_output().unwrap()),
        expect![[r#"
            {"id":"a","quotes":[],"entities":[]}
            {"id":"b","quotes":[],"entities":[]}
            ! skipped: -: line 3, column 7: invalid type: integer `7`, expected a string
            exit 3
        "#]],
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let archive = Archive::new();
    let line = |number| format!("{{\"id\":\"{number}\",\"text\":\"“No,” said Ana Ruiz.\"}}\n");
    archive.write("in.jsonl", (0..2000).map(line).collect::<String>());
    let mut child = archive
        .command(&["extract", "in.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":\"0\""), "{first}");
    let ran = Ran::new(child.wait_with_output().unwrap()).expect(0);
    assert_eq!(ran.err, "");
}

#[test]
fn the_demo_finds_something_for_each_search() {
    let archive = Archive::new();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let ran = archive.run(&["demo", "--corpus", corpus.to_str().unwrap()]).expect(0);
    let commands = ran.out.lines().filter(|line| line.starts_with("$ dixit "));
    assert_eq!(commands.count(), 4, "{}", ran.out);
    let totals: Vec<&str> = ran.err.lines().filter(|line| line.contains(" of ")).collect();
    assert_eq!(totals.len(), 3, "{}", ran.err);
    assert!(totals.iter().all(|line| !line.starts_with('0')), "{}", ran.err);
}

#[test]
fn help_names_every_command() {
    let archive = Archive::new();
    let help = archive.run(&["--help"]).expect(0).out;
    for command in [
        "demo", "index", "delete", "search", "quotes", "speakers", "orgs", "show", "extract",
        "check", "stats",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in {help}");
        archive.run(&[command, "--help"]).expect(0);
    }
    assert!(archive.run(&["--version"]).expect(0).out.starts_with("dixit "));
}

fn check(ran: Ran, expected: Expect) {
    expected.assert_eq(&ran.shown());
}

/// Checks what is printed, with the seconds it took left out.
fn check_timed(ran: Ran, expected: Expect) {
    let line = |line: &str| match line.rsplit_once("; ") {
        Some((counts, seconds)) if seconds.ends_with(" s") => format!("{counts}; … s\n"),
        _ => format!("{line}\n"),
    };
    expected.assert_eq(&ran.shown().lines().map(line).collect::<String>());
}

fn has_keys(object: &Value, keys: &str) {
    for key in keys.split(' ') {
        assert!(object.get(key).is_some(), "no key {key} in {object}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn hit_with_id<'a>(found: &'a Value, id: &str) -> &'a Value {
    let mut hits = found["hits"].as_array().unwrap().iter();
    hits.find(|hit| hit["id"] == id).unwrap_or_else(|| panic!("no {id} in {found}"))
}

/// The highlights of a passage or quotation, cut from its text.
fn marked(value: &Value) -> Vec<String> {
    let highlights = value["highlights"].as_array().unwrap();
    highlights.iter().map(|place| cut(text(&value["text"]), place)).collect()
}

/// The code points `[start, end]` of a text.
fn cut(text: &str, place: &Value) -> String {
    let [start, end] = [&place[0], &place[1]].map(|offset| offset.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn shells_and_man_know_every_command() {
    let archive = Archive::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = archive.run(&["completions", shell]).expect(0).out;
        assert!(script.contains("speakers") && script.contains("api-key-file"), "{shell}");
    }
    assert!(archive.run(&["man"]).expect(0).out.contains(".TH dixit 1"));
    archive.run(&["man", "--dir", "man"]).expect(0);
    assert!(archive.path("man/dixit.1").exists() && archive.path("man/dixit-serve.1").exists());
}
