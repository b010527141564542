//! `eval` gives the figures of the programs that defined its measures, and shows what is wrong.
//!
//! `tests/gold/eval` holds gold, perturbed predictions, and what those programs said of them.

use std::{fs, path::Path};

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::archive::{Archive, Ran};

/// Sums of floats differ in the last digits.
const TOLERANCE: f64 = 1e-9;

#[test]
fn figures_are_those_of_the_reference() {
    let expected: Value = serde_json::from_str(&read("expected.json")).unwrap();
    for (options, expected) in expected.as_object().unwrap() {
        let ran = eval(&[options, "--json"]);
        let found = serde_json::from_str(&ran.out).unwrap();
        expect_figures(options, expected, &found);
    }
}

#[test]
fn tables_are_those_of_the_reference() {
    let cases = [
        ("quotes --speech-only", "quotes.txt"),
        ("names", "names.txt"),
        ("ranking --per-query", "ranking.txt"),
    ];
    for (options, file) in cases {
        let (found, expected) = (eval(&[options]).out, read(file));
        assert!(found.starts_with(&expected), "{options} prints\n{found}instead of\n{expected}");
    }
}

/// Every figure of `expected` is in `found`, which may have more keys.
fn expect_figures(place: &str, expected: &Value, found: &Value) {
    match expected {
        Value::Object(keys) => {
            for (key, expected) in keys {
                expect_figures(&format!("{place} / {key}"), expected, &found[key]);
            }
        }
        Value::Array(items) => {
            assert_eq!(found.as_array().map(Vec::len), Some(items.len()), "in {place}");
            for (number, expected) in items.iter().enumerate() {
                expect_figures(&format!("{place} / {number}"), expected, &found[number]);
            }
        }
        Value::Number(number) => {
            let (expected, found) = (number.as_f64().unwrap(), found.as_f64().unwrap());
            assert!((expected - found).abs() < TOLERANCE, "{place}: {found}, not {expected}");
        }
        other => assert_eq!(found, other, "in {place}"),
    }
}

/// Runs `eval` with options before the two files of `tests/gold/eval` that it needs.
fn eval(options: &[&str]) -> Ran {
    let of_ranking = options[0].starts_with("ranking");
    let files =
        if of_ranking { ["qrels.txt", "run.txt"] } else { ["gold.jsonl", "predicted.jsonl"] };
    let files = files.map(path);
    let options = options.iter().flat_map(|option| option.split(' '));
    let args: Vec<&str> =
        ["eval"].into_iter().chain(options).chain(files.iter().map(String::as_str)).collect();
    Archive::new().run(&args).expect(0)
}

#[test]
fn errors_are_shown_in_their_place() {
    let archive = Archive::new();
    let text = "Ann Doe said “taxes will rise” in the spring, helped by exports. Rents will fall, \
        Bob Roe hopes. “No,” the mayor said.";
    let quote = |content: &str, cue: &str, source: &str, kind: &str, name: Value| {
        let span = |part: &str| {
            let start = text.find(part).map(|at| text[..at].chars().count()).unwrap();
            [[start, start + part.chars().count()]]
        };
        serde_json::json!({"content": span(content), "cue": span(cue), "source": span(source),
            "kind": kind, "speaker_canonical": name, "attribution": "stated", "confidence": 0.9})
    };
    let line = |quotes: Vec<Value>| {
        serde_json::json!({"id": "1", "text": text, "quotes": quotes}).to_string()
    };
    let ann = "Ann Doe";
    archive.write(
        "gold.jsonl",
        line(vec![
            quote("“taxes will rise” in the spring", "said", ann, "mixed", ann.into()),
            quote("Rents will fall", "hopes", "Bob Roe", "indirect", "Bob Roe".into()),
            quote("“No,”", "said.", "the mayor", "direct", Value::Null),
        ]),
    );
    archive.write(
        "predicted.jsonl",
        line(vec![
            quote(
                "“taxes will rise” in the spring, helped by exports",
                "said",
                ann,
                "mixed",
                ann.into(),
            ),
            quote("“No,”", "said.", "Bob Roe", "direct", "Bob Roe".into()),
        ]),
    );
    check(
        archive.run(&["eval", "quotes", "gold.jsonl", "predicted.jsonl", "--errors", "1"]),
        expect![[r#"
                       gold  pred          exact             overlap>=50             soft                citron                 e2e               e2e-name       
            direct        1     1    1.000 1.000 1.000   1.000 1.000 1.000   1.000 1.000 1.000   1.000 1.000 1.000   0.000 0.000 0.000           -          
            mixed         1     1    0.000 0.000 0.000   1.000 1.000 1.000   0.667 1.000 0.800   0.667 1.000 0.800   1.000 1.000 1.000   1.000 1.000 1.000 
            indirect      1     0    0.000 0.000 0.000   0.000 0.000 0.000   0.000 0.000 0.000   0.000 0.000 0.000   0.000 0.000 0.000   0.000 0.000 0.000 
            all           3     2    0.500 0.333 0.400   1.000 0.667 0.800   0.833 0.667 0.741   0.700 0.700 0.700   0.500 0.333 0.400   0.500 0.500 0.500 

                              speaker_acc      source_overlap        source_exact            name_acc       no_source_acc         cue_overlap
            direct               0.000 /1            0.000 /1            0.000 /1                   -                   -            1.000 /1
            mixed                1.000 /1            1.000 /1            1.000 /1            1.000 /1                   -            1.000 /1
            indirect                    -                   -                   -                   -                   -                   -
            all                  0.500 /2            0.500 /2            0.500 /2            1.000 /1                   -            1.000 /2

            CofeNet segments, whole file (exact P R F1 | begin F1): source 1.000 0.667 0.800 | 0.800; cue 1.000 0.667 0.800 | 0.800; content 0.500 0.333 0.400 | 0.800
            GenderGapTracker, whole file (P R F1, speaker acc): >0.3 1.000 0.667 0.800, 0.500; >0.8 1.000 0.667 0.800, 0.500
            Of class stated, content and speaker right: 0.500 (1 of 2)

            Errors, gold above, predicted below: ^ content, ~ cue, = source

            missed: 1

            1 · 3 words · gold indirect Bob Roe stated 0.90 · not predicted
              gold                                         ^^^^^^^^^^^^^^^  ======= ~~~~~
                         in the spring, helped by exports. Rents will fall, Bob Roe hopes. “No,” the mayor said.

            spurious: 0

            content too long: 1

            1 · 3 words · gold mixed Ann Doe stated 0.90 · predicted mixed Ann Doe stated 0.90
              gold      ======= ~~~~ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                        Ann Doe said “taxes will rise” in the spring, helped by exports. Rents will fall, Bob
              predicted ======= ~~~~ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                        …

            content too short: 0

            wrong speaker: 1

            1 · 1 word · gold direct no name stated 0.90 · predicted direct Bob Roe stated 0.90
              gold                                                          ^^^^^ ========= ~~~~~
                         helped by exports. Rents will fall, Bob Roe hopes. “No,” the mayor said.
              predicted                                      =======        ^^^^^           ~~~~~

            no speaker: 0
        "#]],
    );
    check(
        archive.run(&["eval", "quotes", "gold.jsonl", "--speech-only"]),
        expect![[r#"
                       gold  pred          exact             overlap>=50             soft                citron                 e2e               e2e-name       
            direct        1     1    1.000 1.000 1.000   1.000 1.000 1.000   1.000 1.000 1.000   1.000 1.000 1.000   1.000 1.000 1.000           -          
            mixed         1     1    0.000 0.000 0.000   1.000 1.000 1.000   0.667 1.000 0.800   0.667 1.000 0.800   1.000 1.000 1.000   1.000 1.000 1.000 
            all           2     2    0.500 0.500 0.500   1.000 1.000 1.000   0.833 1.000 0.909   0.700 1.000 0.824   1.000 1.000 1.000   1.000 1.000 1.000 

                              speaker_acc      source_overlap        source_exact            name_acc       no_source_acc         cue_overlap
            direct               1.000 /1            1.000 /1            1.000 /1                   -                   -            1.000 /1
            mixed                1.000 /1            1.000 /1            1.000 /1            1.000 /1                   -            1.000 /1
            all                  1.000 /2            1.000 /2            1.000 /2            1.000 /1                   -            1.000 /2

            CofeNet segments, whole file (exact P R F1 | begin F1): source 1.000 1.000 1.000 | 1.000; cue 1.000 1.000 1.000 | 1.000; content 0.667 0.667 0.667 | 1.000
            GenderGapTracker, whole file (P R F1, speaker acc): >0.3 1.000 1.000 1.000, 1.000; >0.8 1.000 1.000 1.000, 1.000
            Of class stated, content and speaker right: 1.000 (1 of 1)
        "#]],
    );
}

#[test]
fn names_are_counted_and_shown_in_their_place() {
    let archive = Archive::new();
    let text = "Ann Doe of the Harbour Trust met Bob. The Trust sued. Harbour Trust lost.";
    let name = |start: usize, length: usize, kind: &str| serde_json::json!({"start": start, "end": start + length, "type": kind});
    let line = |names: Vec<Value>| {
        serde_json::json!({"id": "1", "text": text, "entities": names}).to_string()
    };
    let ann = name(0, 7, "PER");
    let gold = vec![ann.clone(), name(15, 13, "ORG"), name(33, 3, "PER"), name(54, 13, "ORG")];
    archive.write("gold.jsonl", line(gold));
    let found =
        vec![ann, name(15, 7, "ORG"), name(33, 3, "LOC"), name(42, 5, "ORG"), name(54, 7, "ORG")];
    archive.write("predicted.jsonl", line(found));
    check(
        archive.run(&["eval", "names", "gold.jsonl", "predicted.jsonl", "--errors", "2"]),
        expect![[r#"
            exact   PER      P 100.00 R  50.00 F1  66.67  gold 2 pred 1
            exact   ORG      P   0.00 R   0.00 F1   0.00  gold 2 pred 3
            exact   LOC      P   0.00 R   0.00 F1   0.00  gold 0 pred 1
            exact   MISC     P   0.00 R   0.00 F1   0.00  gold 0 pred 0
            exact   all      P  20.00 R  25.00 F1  22.22  gold 4 pred 5
            exact   untyped  P  40.00 R  50.00 F1  44.44  gold 4 pred 5
            overlap PER      P 100.00 R  50.00 F1  66.67  gold 2 pred 1
            overlap ORG      P  66.67 R 100.00 F1  80.00  gold 2 pred 3
            overlap LOC      P   0.00 R   0.00 F1   0.00  gold 0 pred 1
            overlap MISC     P   0.00 R   0.00 F1   0.00  gold 0 pred 0
            overlap all      P  60.00 R  75.00 F1  66.67  gold 4 pred 5

            Errors, gold above, predicted below: missed 0 · spurious 1 · wrong type 1 · wrong bounds 2

            2 × wrong bounds ORG “Harbour Trust”, predicted ORG “Harbour” 1
              gold                     ^^^^^^^^^^^^^
                        Ann Doe of the Harbour Trust met Bob. The Trust sued. Harbour Trust
              predicted                ^^^^^^^

            1 × spurious ORG “Trust” 1
                         Doe of the Harbour Trust met Bob. The Trust sued. Harbour Trust lost.
              predicted                                        ^^^^^
        "#]],
    );
}

#[test]
fn confidence_is_compared_with_what_is_right() {
    check(
        eval(&["calibration --speech-only"]),
        expect![[r#"
        confidence    quotes  confidence   right   error
        0.9-1.0            2       0.970   1.000   0.030
        0.8-0.9            5       0.842   0.800   0.042
        0.7-0.8            3       0.717   0.667   0.050
        0.6-0.7            2       0.620   0.500   0.120
        0.5-0.6            1       0.570   1.000   0.430
        0.4-0.5            4       0.455   0.500   0.045
        0.3-0.4            1       0.340   1.000   0.660
        0.2-0.3            3       0.240   1.000   0.760
        0.1-0.2            2       0.120   1.000   0.880
        0.0-0.1            4       0.058   0.750   0.693
        attributed        27       0.499   0.778   0.324

        class         quotes  confidence   right   error
        stated            14       0.449   0.857   0.476
        inferred          13       0.552   0.692   0.317
        unattributed      61       0.163   0.311       -
    "#]],
    );
}

#[test]
fn what_cannot_be_scored_is_said() {
    let archive = Archive::new();
    archive.write("gold.jsonl", "{\"id\":\"1\",\"text\":\"No.\"}\n");
    archive.write("broken.jsonl", "\n{\"id\":\"1\",\"text\":\"No.\",\"quotes\":[{}]}\n");
    archive.write("other.jsonl", "{\"id\":\"2\",\"text\":\"No.\"}\n");
    archive.write("judged.txt", "1 0 a 0\n");
    archive.write("half.txt", "1 0 a 1\n1 0\n");
    archive.write("run.txt", "1 Q0 a 1 1.5 t\n");
    let cases: [&[&str]; 7] = [
        &["eval", "quotes", "nowhere.jsonl"],
        &["eval", "quotes", "broken.jsonl"],
        &["eval", "quotes", "gold.jsonl", "broken.jsonl"],
        &["eval", "quotes", "gold.jsonl", "other.jsonl", "--json"],
        &["eval", "calibration", "gold.jsonl", "other.jsonl", "--json"],
        &["eval", "ranking", "judged.txt", "run.txt"],
        &["eval", "ranking", "half.txt", "run.txt"],
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|args| archive.run(args))
        .map(|ran| format!("{} {}", ran.code, ran.err))
        .collect();
    expect![[r#"
        2 error: cannot read nowhere.jsonl: No such file or directory (os error 2)
        2 error: broken.jsonl: line 2 is no annotated article: missing field `content` at column 35
        2 error: broken.jsonl: line 2 is no annotated article: missing field `content` at column 35
        0 note: 1 gold article without a prediction
        note: 1 predicted article not in gold
        0 note: 1 gold article without a prediction
        note: 1 predicted article not in gold
        2 error: no query in judged.txt has a document of grade 1 or more
        2 error: half.txt: line 2: expected query, iteration, document and grade
    "#]]
    .assert_eq(&said.concat());
}

fn check(ran: Ran, expected: Expect) {
    expected.assert_eq(&ran.expect(0).out);
}

fn path(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/eval").join(file);
    path.display().to_string()
}

fn read(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap()
}
