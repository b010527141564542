//! What queries are read as, and what is said about them.

use expect_test::{Expect, expect};

use super::{Parsed, caret, parse};

/// The reading and the codes of the notices, or all errors.
fn reading(text: &str) -> String {
    match parse(text) {
        Ok(Parsed { query, notices }) => {
            let codes = notices.iter().map(|notice| format!(" + {}", notice.code));
            query.to_string() + &codes.collect::<String>()
        }
        Err(errors) => {
            let lines = errors.iter().map(|error| format!("{} at {}", error.code, error.column));
            lines.collect::<Vec<_>>().join(", ")
        }
    }
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(reading(text), *expected, "in {text:?}");
    }
}

#[test]
fn the_examples_of_the_language() {
    check(&[
        ("climate policy", "climate AND policy"),
        ("climate OR weather policy", "climate OR (weather AND policy) + W01"),
        ("\"interest rate cut\"", "\"interest rate cut\""),
        ("=running costs", "=running AND costs"),
        ("QUOTE(speaker:lagarde AND inflation)", "QUOTE(speaker:lagarde AND inflation)"),
        (
            "SAID(\"Christine Lagarde\", \"price stability\" OR inflation)",
            "SAID(\"Christine Lagarde\", \"price stability\" OR inflation)",
        ),
        (
            "QUOTE(org:\"European Central Bank\" kind:direct) title:rates",
            "QUOTE(org:\"European Central Bank\" AND kind:direct) AND title:rates",
        ),
        ("NOT QUOTE(speaker:minister) strike", "NOT QUOTE(speaker:minister) AND strike"),
        ("date:>=now-7d strike -football", "date:>=now-7d AND strike AND NOT football"),
        ("“curly quotes” work", "\"curly quotes\" AND work"),
        ("* NOT paywall", "* AND NOT paywall"),
    ]);
}

#[test]
fn operators_and_groups() {
    check(&[
        ("a && b || c", "(a AND b) OR c + W01"),
        ("(a AND b) OR c", "(a AND b) OR c"),
        ("a (b c)", "a AND b AND c"),
        ("a OR (b OR c)", "a OR b OR c"),
        ("+a !b", "a AND NOT b"),
        ("a -(b c)", "a AND NOT (b AND c)"),
        ("a AND NOT NOT b", "a AND NOT NOT b"),
        ("a NOT b OR c", "(a AND NOT b) OR c + W01"),
        ("bread and butter", "bread AND and AND butter + W02"),
        ("this or that not those", "this AND or AND that AND not AND those + W02 + W02"),
        ("and or", "and AND or"),
        ("a,b, c", "a AND b AND c"),
        ("SAID(a b, c -d)", "SAID(a AND b, c AND NOT d)"),
        ("said((a, b), \"c, d\" OR 3,000)", "SAID(a AND b, \"c, d\" OR 3,000)"),
        (
            "SAID(speaker:doe org:nec role:mayor, *)",
            "SAID(speaker:doe AND org:nec AND role:mayor, *)",
        ),
        ("quote(speaker:a) AND QUOTE (b)", "QUOTE(speaker:a) AND QUOTE(b)"),
        ("a quote first", "a AND quote AND first"),
    ]);
}

#[test]
fn words_stay_as_typed() {
    check(&[
        ("O’Neill's l'élu", "O’Neill's AND l'élu"),
        ("covid-19 -covid-19", "covid-19 AND NOT covid-19"),
        (
            "AT&T 9/11 R&D U.S. 3.5% £5m C++",
            "AT&T AND 9/11 AND R&D AND U.S. AND 3.5% AND £5m AND C++",
        ),
        ("@name #tag and/or w/o", "@name AND #tag AND and/or AND w/o"),
        ("a@b.org 10:30 1,000,000", "a@b.org AND 10:30 AND 1,000,000"),
        (
            "http://x.org/a,b?q=1*&&c (https://y.de/~me)",
            "http://x.org/a,b?q=1*&&c AND https://y.de/~me",
        ),
        ("\\AND \\speaker:x a\\*b what\\?", "\\AND AND \\speaker\\:x AND \\a\\*b AND \\what\\?"),
        ("日本 наука", "日本 AND наука"),
        ("a\u{a0}b\u{feff}c", "a AND b AND c"),
        ("'interest rate' cut", "'interest AND rate' AND cut + W08"),
    ]);
}

#[test]
fn any_quotation_mark_is_one() {
    check(&[
        (
            "„Ja, nein“ «oui non» »dies das« ”hej då”",
            "\"Ja, nein\" AND \"oui non\" AND \"dies das\" AND \"hej då\"",
        ),
        ("“he said «no» today”", "\"he said \\«no\\» today\""),
        ("“wrong ones“ x", "\"wrong ones\" AND x + W03"),
        ("\"mixed ones” x", "\"mixed ones\" AND x + W03"),
        (r#""a \"b\" c\\d\e""#, r#""a \"b\" c\\d\\e""#),
        ("\"a\"b\"c\"", "\"a\" AND b AND \"c\""),
        ("=\"a b\"", "\"a b\""),
        ("\"a\" -\"b\"", "\"a\" AND NOT \"b\""),
    ]);
}

#[test]
fn fields() {
    check(&[
        ("title: rates", "title:rates"),
        ("speaker:Jane Doe tolls", "speaker:Jane AND Doe AND tolls + W09"),
        ("outlet:bbc,cnn", "outlet:bbc AND cnn + W09"),
        ("title:Jane Doe", "title:Jane AND Doe"),
        (
            "Headline:(rates OR \"bank rate\" -cut)",
            "title:(rates OR (\"bank rate\" AND NOT cut)) + W01",
        ),
        ("source:\"Le Monde\" byline:=doe", "outlet:\"Le Monde\" AND author:=doe"),
        ("speaker:* -org:(a b)", "speaker:* AND NOT org:(a AND b)"),
        ("url:https://x.org/a?b", "url:https://x.org/a?b"),
        ("text:tolls kind:Direct", "text:tolls AND kind:Direct"),
        ("attribution:(stated OR inferred)", "attribution:(stated OR inferred)"),
    ]);
}

#[test]
fn dates() {
    check(&[
        ("date:2024", "date:2024"),
        ("date:2024-05", "date:2024-05"),
        ("date:2024-01..2024-06", "date:2024-01..2024-06"),
        ("date:[2024 TO 2025}", "date:[2024 TO 2025}"),
        ("date:{ 2024 TO * ]", "date:>2024"),
        ("date:[* TO 2024-05-31]", "date:<=2024-05-31"),
        ("date:[* TO *]", "date:*"),
        ("date: *", "date:*"),
        ("date:>=now-7d", "date:>=now-7d"),
        ("date: <= 2024-05", "date:<=2024-05"),
        ("date:now-1m..NOW", "date:now-1m..now"),
        ("date:2024..", "date:>=2024"),
        ("date:..now-2W", "date:<=now-2w"),
        ("date:(2022 OR 2024)", "date:2022 OR date:2024"),
        ("QUOTE(date:2024 tolls)", "QUOTE(date:2024 AND tolls)"),
        ("SAID(doe, date:<2024)", "SAID(doe, date:<2024)"),
    ]);
}

#[test]
fn errors_of_the_language() {
    check(&[
        ("ikea OR", "E02 at 6"),
        ("\"ikea", "E14 at 1"),
        ("-football", "E05 at 1"),
        ("speeker:lagarde", "E17 at 1"),
        ("QUOTE(title:rates lagarde)", "E18 at 7"),
        ("tax NEAR cut", "E20 at 5"),
        ("roam~5", "E22 at 1"),
        ("*ation", "E21 at 1"),
        ("date:yesterday", "E23 at 6"),
    ]);
}

#[test]
fn all_errors_are_found_in_order() {
    check(&[
        ("", "E00 at 1"),
        (" , ", "E00 at 1"),
        ("OR a", "E01 at 1"),
        ("a AND OR b", "E02 at 3"),
        ("a OR AND b", "E02 at 3"),
        ("a NOT", "E02 at 3"),
        ("a) OR b)", "E03 at 2, E03 at 8"),
        ("((a", "E03 at 1, E03 at 2"),
        ("a ()", "E04 at 3"),
        ("QUOTE()", "E04 at 6"),
        ("title:(-a)", "E05 at 1"),
        ("a QUOTE(-b)", "E05 at 8"),
        ("SAID(-a, b)", "E05 at 6"),
        ("NOT a OR -b", "E05 at 1"),
        ("QUOTE(a QUOTE(b))", "E11 at 9"),
        ("QUOTE(SAID(a, b))", "E11 at 7"),
        ("SAID(a)", "E12 at 1"),
        ("SAID(, a)", "E12 at 1"),
        ("SAID(a, b, c)", "E12 at 1"),
        ("QUOTE a", "E12 at 1"),
        ("a --b", "E09 at 3"),
        ("a ++b ==c", "E09 at 4, E09 at 7"),
        ("élu /path", "E15 at 5"),
        ("a [b]", "E16 at 3, E16 at 5"),
        ("rates >5", "E16 at 7"),
        ("speeker:x SAID(tilte:x, y)", "E17 at 1, E17 at 16"),
        ("SAID(author:x, section:y)", "E18 at 6, E18 at 16"),
        ("SAID(text:x, y)", "E31 at 6"),
        ("title: OR x", "E19 at 1"),
        ("title:", "E19 at 1"),
        ("title:-x", "E19 at 1"),
        ("QUOTE(speaker:)", "E19 at 7"),
        ("date:2024-13 date:\"2024\" date:>x", "E23 at 6, E23 at 19, E23 at 31"),
        ("date:2024-02-31 date:now-7h", "E23 at 6, E23 at 22"),
        ("date:[2024 2025]", "E23 at 6"),
        ("date:2025..2024", "E24 at 6"),
        ("date:[2024 TO 2024}", "E24 at 6"),
        ("date:now-7d..now-1m", "E24 at 6"),
        ("a - b", "E25 at 3"),
        ("\"…\" a", "E25 at 1"),
        ("title:(a speaker:b)", "E26 at 10"),
        ("title:QUOTE(a)", "E26 at 7"),
        ("kind:indirekt", "E27 at 6"),
        ("attribution:(stated OR \"x\")", "E27 at 24"),
        ("=(a) b", "E09 at 1"),
    ]);
}

#[test]
fn what_this_version_refuses() {
    check(&[
        ("bankrupt! NEAR/5 discharg!", "E30 at 1, E30 at 11, E30 at 18"),
        (
            "a PRE/2 b w/s c /p d ADJ/3 e ONEAR/2 f",
            "E30 at 3, E30 at 11, E30 at 17, E30 at 22, E30 at 30",
        ),
        ("tax NEAR5 cut", "E30 at 5"),
        ("merkel SENT resigns PARA b", "E30 at 8, E30 at 21"),
        ("rico NOT NEAR/5 puerto", "E30 at 6"),
        ("ATLEAST/5(a OR b) ATLEAST5(c) FIRST/50(d)", "E30 at 1, E30 at 19, E30 at 31"),
        ("STEM(a) MAYBE b QUOTE/3(c)", "E30 at 1, E30 at 9, E30 at 17"),
        ("outlet:IN [bbc \"le monde\"] x", "E30 at 8"),
        ("resign* colo?r a*", "E30 at 1, E30 at 9, E21 at 16"),
        (
            "merkle~1 merkle~ \"a b\"~5 \"a b\"* (a b)^2 c^2",
            "E30 at 1, E30 at 10, E30 at 23, E30 at 31, E30 at 38, E30 at 41",
        ),
        ("body:/colou?r/ hd=x", "E30 at 6, E30 at 16"),
        ("title:[a TO b] title:>5", "E30 at 7, E30 at 22"),
    ]);
}

#[test]
fn messages_say_where_why_and_what_to_do() {
    let texts = [
        "ikea OR",
        "\"ikea",
        "-football",
        "speeker:lagarde",
        "QUOTE(title:rates lagarde)",
        "tax NEAR cut",
        "roam~5",
        "*ation",
        "date:yesterday",
        "kind:indirekt",
        "outlet:IN [bbc \"le monde\"] x",
        "a NOT NEAR/5 b",
        "what?",
        "SAID(a)",
        "SAID a b",
        "a - b",
        "",
    ];
    expect![[r#"
        E02 at 6: OR needs an expression on its right: add one, or write "or" for the word itself
        E14 at 1: this double quote is never closed: add a closing quote, or write \" for the character itself
        E05 at 1: the query only excludes: add something to look for, or write "* NOT …"
        E17 at 1: there is no field "speeker": did you mean speaker: ? The fields are title, body, speaker, org, author, outlet, section, tag, url, language, date, role, text, cue, kind, attribution, sourcing; for the text itself write speeker\:
        E18 at 7: only the fields of one quotation can be used inside QUOTE: move title: outside
        E20 at 5: NEAR has no distance: write NEAR/5, SENT or PARA (this version: AND)
        E22 at 1: a word can differ by 1 or 2 letters: for words near each other write "two words"~5
        E21 at 1: fewer than 2 letters before the wildcard: for the text itself write "*ation"
        E23 at 6: not a date: write 2024, 2024-05, 2024-05-31, 2024-01..2024-06 or now-7d
        E27 at 6: kind: is never "indirekt": did you mean indirect ? The values are direct, indirect, mixed
        E30 at 8: this version does not support sets yet: write outlet:(bbc OR "le monde")
        E30 at 3: this version does not support NOT NEAR/5 yet: write AND, or "a phrase" for words next to each other
        E30 at 1: this version does not support wildcards yet: leave the question mark out
        E12 at 1: SAID needs two parts with one comma between them: write SAID(who, what), for example SAID(lagarde, inflation)
        E12 at 1: SAID needs parentheses: write SAID(who, what), or "said" for the word
        E25 at 3: "-" holds no letter or digit: leave it out; to exclude a word write -word
        E00 at 1: the query is empty: type a word, or * for every article
    "#]].assert_eq(&texts.map(messages).concat());
}

fn messages(text: &str) -> String {
    let errors = parse(text).err().unwrap_or_default();
    errors.iter().map(|error| format!("{error}\n")).collect()
}

#[test]
fn notices_show_the_reading() {
    let texts =
        ["a OR b c", "bread and butter", "“a b\"", "'a b' c", "speaker:Jane Doe", "outlet:a, b"];
    let notices = texts.map(|text| {
        let notices = parse(text).map(|parsed| parsed.notices).unwrap_or_default();
        notices.iter().map(|notice| format!("{notice}\n")).collect::<String>()
    });
    expect![[r#"
        W01 at 1: AND and OR are mixed without parentheses: read as a OR (b AND c); Lexis and Westlaw bind OR first, add parentheses to choose
        W02 at 7: "and" was searched as a word: write AND for the operator
        W03 at 1: the quotation marks do not pair: read as "a b"
        W08 at 1: single quotation marks are apostrophes here: write double ones for a phrase
        W09 at 1: speaker: holds only Jane: write speaker:"Jane Doe" for both words
        W09 at 1: outlet: holds only a: write outlet:(a OR b) for both words
    "#]].assert_eq(&notices.concat());
}

#[test]
fn carets_stand_under_the_error() {
    show(
        "élu \t/path x",
        expect![[r#"
        élu 	/path x
            	^^^^^"#]],
    );
    show(
        "a\nb SAID(c)\nd",
        expect![[r#"
        b SAID(c)
          ^^^^"#]],
    );
    show(
        "ikea OR",
        expect![[r#"
        ikea OR
             ^^"#]],
    );
    show(
        "",
        expect![[r#"

        ^"#]],
    );
}

fn show(text: &str, expected: Expect) {
    let errors = parse(text).unwrap_err();
    expected.assert_eq(&caret(text, &errors[0]));
}

#[test]
fn limits_hold_whatever_the_text() {
    let pieces = [
        "(",
        ")",
        "-",
        "NOT ",
        "\"",
        "«",
        "“a",
        "[",
        "x:",
        "SAID(",
        "QUOTE(a OR b ",
        "'",
        "a OR b ",
        "date:[",
        "x:IN [",
        "MAYBE ",
        "\\",
        "=",
        "a,",
        "~",
    ];
    for piece in pieces {
        let text = piece.repeat(super::MAX_LENGTH / piece.len());
        let started = std::time::Instant::now();
        let errors = parse(&text).err().unwrap_or_default();
        assert!(errors.len() <= 100, "{} errors for {piece:?}", errors.len());
        assert!(started.elapsed().as_secs() < 5, "{piece:?} takes {:?}", started.elapsed());
    }
    assert_eq!(reading(&"a".repeat(super::MAX_LENGTH + 1)), "E29 at 1");
    assert_eq!(reading(&"(a b OR ".repeat(130)), "E28 at 1025");
    let nested = format!("{}a{}", "(x OR y ".repeat(40), ")".repeat(40));
    assert_eq!(reading(&nested), "E28 at 1");
}
