//! What is nearly the same: found when it is indexed, and one in results if one likes.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::archive::{Archive, Ran};

/// A report about a bridge, in sentences.
const REPORT: [&str; 8] = [
    "The city of Port Ellery will keep the toll on its old bridge, the council decided on Monday after a debate of six hours.",
    "“The toll stays,” said Ana Ruiz, mayor of Port Ellery.",
    "She said the money was needed to replace two of the main cables, which were found to be worn in spring.",
    "Opponents had gathered nine thousand signatures against the toll, most of them from people on the northern bank.",
    "“Nobody asked us,” said Leo Hart, director of the Harbour Trust.",
    "The toll of two crowns was introduced eleven years ago and was meant to end when the bridge was paid for.",
    "Engineers expect the work to take three summers, and the bridge to be closed at night for most of that time.",
    "A vote in the regional assembly is planned for next month, but the council does not need its consent.",
];

/// The same matter in the words of somebody else.
const OTHER: [&str; 5] = [
    "Drivers in Port Ellery have to go on paying when they cross the river, and many of them are angry about it.",
    "“The toll stays,” said Ana Ruiz, mayor of Port Ellery.",
    "At the ferry pier, where some now leave their cars, the mood this morning was bitter and the coffee cold.",
    "A baker who delivers to both banks reckons that he pays four hundred crowns a year for nothing at all.",
    "The council promises new cables, yet few here believe that the money will ever reach the bridge.",
];

fn line(id: &str, outlet: &str, sentences: &[&str]) -> String {
    let body = sentences.join("\n\n");
    format!("{}\n", json!({"id": id, "outlet": outlet, "body": body, "date": "2024-05-06"}))
}

/// Three versions of the report, and a story of its own.
fn archive() -> Archive {
    let archive = Archive::new();
    let update: Vec<String> =
        REPORT.iter().map(|sentence| sentence.replace("six hours", "seven hours")).collect();
    let update: Vec<&str> = update.iter().map(String::as_str).collect();
    archive.write("news/a.jsonl", line("wire", "The Wire", &REPORT));
    archive.write("news/b.jsonl", line("herald", "The Herald", &OTHER));
    archive.write("news/c.jsonl", line("post", "The Post", &REPORT[..7]));
    archive.run(&["index", "news"]).expect(0);
    // One comes in a run of its own.
    archive.write("news/d.jsonl", line("update", "The Wire", &update));
    archive.run(&["index", "news"]).expect(0);
    assert_eq!(archive.checked().0, 4);
    archive
}

fn check(ran: Ran, expected: Expect) {
    expected.assert_eq(&ran.shown());
}

fn ids(found: &Value) -> Vec<&str> {
    found["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect()
}

#[test]
fn wire_copy_is_one_hit_and_another_story_is_not() {
    let archive = archive();
    let all = archive.json(&["search", "--json", "toll"]);
    assert_eq!(all["total"], 4);
    let found = archive.json(&["search", "--json", "--collapse", "toll"]);
    assert_eq!(found["total"], 2, "{found:#}");
    let hits = found["hits"].as_array().unwrap();
    let (report, other) = match ids(&found)[0] {
        "herald" => (&hits[1], &hits[0]),
        _ => (&hits[0], &hits[1]),
    };
    assert_eq!(other["id"], "herald");
    assert_eq!(other.get("versions"), None);
    let mut versions: Vec<&str> =
        report["versions"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    versions.push(report["id"].as_str().unwrap());
    versions.sort_unstable();
    assert_eq!(versions, ["post", "update", "wire"]);
    let said = archive.run(&["search", "--collapse", "toll"]).out;
    assert!(said.contains("and 2 more versions: "), "{said}");
}

#[test]
fn the_same_words_in_versions_of_an_article_are_one_quotation() {
    let archive = archive();
    assert_eq!(archive.json(&["quotes", "--json", "\"toll stays\""])["total"], 4);
    check(
        archive.run(&["quotes", "--collapse", "--sort", "date", "\"toll stays\""]),
        expect![[r#"
            2024-05-06  Ana Ruiz, mayor                                                                 The Wire
              “The toll stays,” said Ana Ruiz, mayor of Port Ellery
              direct · said · stated · wire
              and 2 more versions: update · post

            2024-05-06  Ana Ruiz, mayor                                                               The Herald
              “The toll stays,” said Ana Ruiz, mayor of Port Ellery
              direct · said · stated · herald

            ! 2 of 2 quotations.
        "#]],
    );
    let found = archive.json(&["quotes", "--json", "--collapse", "\"toll stays\""]);
    assert_eq!(found["total"], 2);
    let versions: usize = found["hits"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|hit| hit["versions"].as_array())
        .map(Vec::len)
        .sum();
    assert_eq!(versions, 2, "{found:#}");
}

#[test]
fn pages_of_collapsed_hits_go_on_to_the_end() {
    let archive = archive();
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut words = vec!["search", "--json", "--collapse", "--limit", "1", "port"];
        if let Some(after) = &after {
            words.extend(["--after", after]);
        }
        let found = archive.json(&words);
        assert_eq!(found["total"], 2);
        seen.extend(ids(&found).into_iter().map(str::to_owned));
        after = found["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 2);
    let all = archive.run(&["search", "--jsonl", "--all", "--collapse", "port"]).expect(0).out;
    assert_eq!(all.lines().count(), 2);
}

#[test]
fn a_family_stays_when_one_of_it_goes_or_changes() {
    let archive = archive();
    archive.run(&["delete", "wire"]).expect(0);
    assert_eq!(archive.json(&["search", "--json", "--collapse", "toll"])["total"], 2);
    archive.write("news/c.jsonl", line("post", "The Post", &OTHER[..4]));
    archive.run(&["index", "news"]).expect(0);
    let found = archive.json(&["search", "--json", "--collapse", "toll"]);
    assert_eq!(found["total"], 2, "{found:#}");
    archive.run(&["reindex", "--force"]).expect(0);
    assert_eq!(archive.json(&["search", "--json", "--collapse", "toll"])["total"], 2);
}
