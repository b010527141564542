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
    let (found, expected) = (eval(&["quotes --speech-only"]).out, read("quotes.txt"));
    assert!(found.starts_with(&expected), "\n{found}instead of\n{expected}");
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

/// Runs `eval` with options before the two files of `tests/gold/eval`.
fn eval(options: &[&str]) -> Ran {
    let options = options.iter().flat_map(|option| option.split(' '));
    let files = ["gold.jsonl", "predicted.jsonl"].map(path);
    let args: Vec<&str> =
        ["eval"].into_iter().chain(options).chain(files.iter().map(String::as_str)).collect();
    let ran = Archive::new().run(&args);
    assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
    ran
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

        CofeNet segments, whole file (exact P R F1 | begin F1): source 1.000 0.667 0.800 | 0.800; cue 1.000 0.667 0.800 | 0.800; content 0.500 0.333 0.400 | 0.800
        GenderGapTracker, whole file (P R F1, speaker acc): >0.3 1.000 0.667 0.800, 1.000; >0.8 1.000 0.667 0.800, 1.000
        Of class stated, content and speaker right: 1.000 (1 of 1)
    "#]],
    );
}

#[test]
fn what_cannot_be_scored_is_said() {
    let archive = Archive::new();
    archive.write("gold.jsonl", "{\"id\":\"1\",\"text\":\"No.\"}\n");
    archive.write("broken.jsonl", "\n{\"id\":\"1\",\"text\":\"No.\",\"quotes\":[{}]}\n");
    archive.write("other.jsonl", "{\"id\":\"2\",\"text\":\"No.\"}\n");
    let cases: [&[&str]; 4] = [
        &["eval", "quotes", "nowhere.jsonl"],
        &["eval", "quotes", "broken.jsonl"],
        &["eval", "quotes", "gold.jsonl", "broken.jsonl"],
        &["eval", "quotes", "gold.jsonl", "other.jsonl", "--json"],
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
    "#]]
    .assert_eq(&said.concat());
}

fn check(ran: Ran, expected: Expect) {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expected.assert_eq(&ran.out);
}

fn path(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/eval").join(file);
    path.display().to_string()
}

fn read(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap()
}
