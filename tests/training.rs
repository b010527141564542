//! Weights are made of data: the same data give the same bytes, and what is wrong is said.

use std::{collections::BTreeMap, fs};

use dixit::{
    Extractor,
    error::{Error, Result},
    extract::Weights,
    train::{self, Recipe, Trained, World},
};

use crate::archive::Archive;

/// A recipe for small weights, learned from our own gold data.
const RECIPE: &str = r#"
name = "small"
description = "For a test."
licence = "CC0"

[settings]
bits = 12
epochs = 4
rate = 0.1
decay = 1e-6
hidden = 0.1

[[data]]
file = "gold.jsonl"
title = "Our own"
licence = "MIT"
attribution = "dixit"

[[unlabelled]]
file = "more.jsonl"
title = "More of it"
licence = "MIT"
attribution = "dixit"

[[score]]
file = "gold.jsonl"
"#;

fn gold(name: &str) -> String {
    let path = format!("{}/tests/gold/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).unwrap()
}

/// Trains with these files.
fn trained(recipe: &str, files: &[(&str, String)]) -> Result<Trained> {
    let files: BTreeMap<_, _> = files.iter().cloned().collect();
    let read = |file: &str| {
        files.get(file).cloned().ok_or_else(|| Error::Input(format!("there is no {file}")))
    };
    let mut world = World {
        read: &read,
        report: &mut |_| {},
        command: "dixit train".into(),
        date: "2024-01-01".into(),
    };
    train::names(&Recipe::read(recipe)?, &mut world)
}

fn our_own() -> [(&'static str, String); 2] {
    [("gold.jsonl", gold("quotes.jsonl")), ("more.jsonl", gold("more.jsonl"))]
}

#[test]
fn the_same_data_give_the_same_weights_on_any_number_of_threads() {
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| trained(RECIPE, &our_own()).unwrap())
    };
    let one = with(1);
    assert!(one == with(3), "the files differ");
    let weights = Weights::read(one.file).unwrap();
    assert_eq!(weights.header().name, "small");
    assert_eq!(weights.header().data, ["Our own, MIT: dixit", "More of it, MIT: dixit"]);
    assert!(one.card.contains("| Our own | MIT | 1 |"), "{}", one.card);
    assert!(one.card.contains("| exact | PER |"), "{}", one.card);
    let found = Extractor::with_weights(weights);
    assert!(found.versions().names.starts_with("small "), "{}", found.versions());
}

#[test]
fn what_is_wrong_with_recipe_or_data_is_said() {
    let no_data = RECIPE.split("[[data]]").next().unwrap();
    let filtered =
        RECIPE.replace("title = \"Our own\"", "title = \"\"\nwhere = { genre = [\"opera\"] }");
    let line = |line: &str| vec![("gold.jsonl", line.to_owned()), ("more.jsonl", String::new())];
    let cases = [
        ("name = 1", our_own().to_vec(), "this recipe cannot be used: TOML parse error at line 1"),
        (no_data, our_own().to_vec(), "missing field `data`"),
        (
            &RECIPE.replace("bits = 12", "bits = 40"),
            our_own().to_vec(),
            "settings.bits is 40: choose 8 to 24",
        ),
        (&RECIPE.replace("rate", "rat"), our_own().to_vec(), "unknown field `rat`"),
        (RECIPE, vec![], "there is no gold.jsonl"),
        (RECIPE, line("\n{"), "gold.jsonl, line 2: no annotated article"),
        (
            RECIPE,
            line(r#"{"text":"Roe","entities":[{"start":0,"end":9,"type":"PER"}]}"#),
            "gold.jsonl, line 1: [0, 9] is not in the text",
        ),
        (&filtered, our_own().to_vec(), "gold.jsonl: nothing to learn from"),
    ];
    for (recipe, files, expected) in cases {
        let error = trained(recipe, &files).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn the_command_writes_weights_and_card_and_uses_them() {
    let archive = Archive::with_news();
    archive.write("recipe.toml", RECIPE);
    archive.write("data/gold.jsonl", gold("quotes.jsonl"));
    archive.write("data/more.jsonl", gold("more.jsonl"));
    let train = ["train", "names", "recipe.toml", "--data", "data", "--out", "small.bin"];
    let ran = archive.run(&train).expect(0);
    assert_eq!(ran.out, "small.bin and its card, small.md\n");
    assert!(ran.err.contains("round 2, epoch 4: loss "), "{}", ran.err);
    let card = fs::read_to_string(archive.path("small.md")).unwrap();
    assert!(
        card.contains("Made by `dixit train names recipe.toml --data DIR --out small.bin`"),
        "{card}"
    );

    archive.run(&["index", "news", "--weights", "small.bin"]).expect(0);
    let stats = archive.run(&["stats"]).expect(0).out;
    assert!(stats.contains("names by small "), "{stats}");

    let mut bytes = fs::read(archive.path("small.bin")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(archive.path("bad.bin"), bytes).unwrap();
    for (file, reason) in [
        ("bad.bin", "it is damaged: its checksum is not that of its bytes"),
        ("recipe.toml", "it is no file of weights"),
        ("none.bin", "cannot open none.bin"),
    ] {
        let ran = archive.run(&["index", "news", "--weights", file]).expect(2);
        assert!(ran.err.contains(reason), "{}", ran.err);
    }
}
