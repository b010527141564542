//! What `dixit.toml` and flags do, and what `config` says of them.

use expect_test::{Expect, expect};

use crate::archive::{Archive, Ran};

fn check(ran: Ran, expected: Expect) {
    expected.assert_eq(&ran.shown());
}

/// An archive in the house style of nobody else.
fn odd() -> Archive {
    let archive = Archive::new();
    archive.write(
        "news/odd.jsonl",
        "{\"nr\":\"1\",\"kop\":\"Toll stays\",\"story\":\"“The toll stays,” said Ana Ruiz.\",\"medium\":\"sp\"}\n\
         {\"nr\":\"2\",\"kop\":\"Market\",\"story\":\"The market opened.\",\"medium\":\"xy\"}\n",
    );
    archive.write("news/odd.csv", "kop,story\nBudget,It passed.\n");
    archive.write("news/drafts/secret.txt", "Secret\n\nNot yet.\n");
    archive.write("news/picture.png", [0x89, b'P', b'N', b'G', 0, 0]);
    archive
}

const TOML: &str = r#"
skip = ["drafts", "*.png"]
outlet = "The Wire"

[fields]
nr = "id"
kop = "title"
story = "body"
medium = "outlet"

[outlets]
sp = "Springfield Post"
"#;

#[test]
fn an_archive_of_its_own_style_needs_a_few_lines() {
    let archive = odd();
    archive.run(&["index", "news"]).expect(3);
    archive.write("dixit.toml", TOML);
    let ran = archive.run(&["index", "news"]).expect(0);
    assert!(ran.out.starts_with("3 articles: 3 new, 0 changed"), "{}", ran.out);
    let article = archive.json(&["show", "--json", "1"]);
    assert_eq!(
        (&article["title"], &article["outlet"]),
        (&"Toll stays".into(), &"Springfield Post".into())
    );
    assert_eq!(article["metadata"]["outlet"], "sp");
    assert_eq!(archive.json(&["show", "--json", "odd.csv:2"])["outlet"], "The Wire");
    // Other rules make other articles of the same files.
    let ran = archive.run(&["index", "--outlet-name", "xy=The Xylophone", "news"]).expect(0);
    assert!(ran.out.contains("3 changed"), "{}", ran.out);
    assert_eq!(archive.json(&["show", "--json", "2"])["outlet"], "The Xylophone");
}

#[test]
fn config_says_where_each_value_comes_from() {
    let archive = Archive::new();
    let settings = ["config", "--threads", "2"];
    check(
        archive.run(&settings).expect(0),
        expect![[r#"
            index                    index                            default
            threads                  2                                flag
            memory                   600MB                            default
            commit_seconds           60                               default
            commit_size              500MB                            default
            skip                     -                                default
            language                 -                                default
            languages                -                                default
            outlet                   -                                default
            outlets                  -                                default
            fields                   -                                default
        "#]],
    );
    archive.write("dixit.toml", format!("index = \"here\"\nmemory = \"1GB\"\n{TOML}"));
    check(
        archive
            .run(&["config", "--threads", "2", "--memory=2GB", "--field", "story=none"])
            .expect(0),
        expect![[r#"
            index                    here                             dixit.toml:1
            threads                  2                                flag
            memory                   2GB                              flag
            commit_seconds           60                               default
            commit_size              500MB                            default
            skip                     drafts                           dixit.toml:4
            skip                     *.png                            dixit.toml:4
            language                 -                                default
            languages                -                                default
            outlet                   The Wire                         dixit.toml:5
            outlets.sp               Springfield Post                 dixit.toml:14
            fields.kop               title                            dixit.toml:9
            fields.medium            outlet                           dixit.toml:11
            fields.nr                id                               dixit.toml:8
            fields.story             none                             flag
        "#]],
    );
    archive.write("other.toml", "threads = 7\n");
    let json = archive.json(&["config", "--json", "--config", "other.toml"]);
    let threads = &json["settings"][1];
    assert_eq!((&threads["value"], &threads["from"]), (&"7".into(), &"other.toml:1".into()));
}

#[test]
fn the_folder_of_the_index_can_be_set() {
    let archive = Archive::with_news();
    archive.write("dixit.toml", "index = \"elsewhere\"\n");
    archive.run(&["index", "news"]).expect(0);
    archive.run(&["search", "toll"]).expect(0);
    assert!(archive.path("elsewhere/meta.json").exists() && !archive.path("index").exists());
    archive.run(&["search", "--index", "index", "toll"]).expect(4);
}

#[test]
fn a_wrong_setting_is_said_with_its_place() {
    let archive = Archive::with_news();
    archive.write("dixit.toml", "thraeds = 2\n");
    check(
        archive.run(&["search", "toll"]),
        expect![[r#"
            ! error: dixit.toml:1:1: "thraeds" is not a key: did you mean "threads"?
            exit 2
        "#]],
    );
    archive.run(&["--help"]).expect(0);
    std::fs::remove_file(archive.path("dixit.toml")).unwrap();
    check(
        archive.run(&["index", "--threads", "0", "news"]),
        expect![[r#"
            ! error: --threads: "0" is not a number from 1 to 64
            exit 2
        "#]],
    );
    check(
        archive.run(&["index", "--field", "story=bdy", "news"]),
        expect![[r#"
            ! error: --field: "bdy" is not a field: write one of id, title, date, updated, outlet, agency, author, url, section, language, tags, body, none
            exit 2
        "#]],
    );
    check(
        archive.run(&["index", "--config", "nowhere.toml", "news"]),
        expect![[r#"
            ! error: cannot open nowhere.toml: No such file or directory (os error 2)
            exit 2
        "#]],
    );
    assert!(!archive.path("index").exists());
}

#[test]
fn languages_can_be_said() {
    let archive = Archive::new();
    archive.write(
        "news/a.txt",
        "A\n\nDer Stadtrat wird die Maut auf der alten Brücke nicht erhöhen.\n",
    );
    archive.write("news/b.txt", "B\n\nThe council will not raise the toll on the bridge.\n");
    let languages = |flags: &[&str]| {
        archive.run(&[&["index", "news"], flags].concat()).expect(0);
        ["a.txt", "b.txt"].map(|id| archive.json(&["show", "--json", id])["language"].clone())
    };
    assert_eq!(languages(&[]), ["de", "en"]);
    assert_eq!(languages(&["--languages", "fr,de"])[0], "de");
    assert_ne!(languages(&["--languages", "fr,de"])[1], "en");
    assert_eq!(languages(&["--language", "nl"]), ["nl", "nl"]);
}

#[test]
fn what_vanished_is_pruned_if_all_can_be_read() {
    let archive = Archive::indexed();
    archive.write("news/bad.txt", "");
    std::fs::remove_file(archive.path("news/bridge.txt")).unwrap();
    let ran = archive.run(&["index", "--prune", "news"]).expect(3);
    assert!(ran.err.contains("nothing was removed"), "{}", ran.err);
    assert_eq!(archive.checked(), (3, 3));
    archive.run(&["index", "news"]).expect(3);
    assert_eq!(archive.checked(), (3, 3));
    let ran = archive.run(&["index", "--prune", "--skip", "bad.txt", "news"]).expect(0);
    assert!(ran.out.contains("1 article removed"), "{}", ran.out);
    assert_eq!(archive.checked(), (2, 1));
    archive.run(&["quotes", "bridge"]).expect(1);
}

#[test]
fn words_are_found_in_languages_that_put_no_space_between_them() {
    let archive = Archive::new();
    let articles = [
        ("zh", "市议会星期一决定，今年不会提高旧桥的通行费。市长说，钱要用来更换两根主缆。"),
        ("ja", "市議会は月曜日、古い橋の通行料を今年は引き上げないことを決めた。"),
        ("th", "สภาเมืองตัดสินใจเมื่อวันจันทร์ว่าจะไม่ขึ้นค่าผ่านทางสะพานเก่าในปีนี้"),
        ("el", "Το δημοτικό συμβούλιο αποφάσισε να μην αυξήσει τα διόδια στην παλιά γέφυρα."),
        ("de", "Der Stadtrat beschloss, die Brückenmaut in diesem Jahr nicht zu erhöhen."),
    ];
    for (code, body) in articles {
        let line = format!("{{\"id\":\"{code}\",\"body\":\"{body}\"}}\n");
        archive.write(&format!("news/{code}.jsonl"), line);
    }
    archive.run(&["index", "news"]).expect(0);
    let cases = [
        ("zh", "通行费"),
        ("zh", "市议会"),
        ("ja", "通行料"),
        ("ja", "月曜日"),
        ("th", "สะพาน"),
        ("th", "วันจันทร์"),
        ("el", "γέφυρα"),
        ("de", "Brückenmauten"),
    ];
    for (code, word) in cases {
        let found = archive.json(&["search", "--json", word]);
        assert_eq!(found["hits"][0]["id"], code, "{word}: {found:#}");
        assert_eq!(found["total"], 1, "{word}");
    }
    for nothing in ["费通行", "料通", "พานสะ"] {
        archive.run(&["search", nothing]).expect(1);
    }
    let said = archive.run(&["stats"]).expect(0).out;
    assert!(said.contains("no quotations are found in el, ja, th, zh"), "{said}");
    assert!(said.contains("found in el: its stemmer fails on some words"), "{said}");
    assert!(!said.contains("found in de"), "{said}");
}
