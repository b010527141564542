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

/// Each row of the examples of the language: what was typed, how it is read, what is said about it.
#[test]
fn the_examples_of_the_language() {
    let typed = [
        "climate policy",
        "climate OR weather policy",
        "\"interest rate cut\"",
        "=running costs",
        "bankrupt! NEAR/25 discharg!",
        "president PRE/2 bush",
        "(oil OR gas) NEAR/5 (price OR \"spot market\")",
        "merkel w/s resign*",
        "merkel SENT resign*",
        "vodafone /p telecommunications",
        "rico NOT NEAR/5 puerto",
        "ATLEAST/5(carbon OR CO2) AND budget",
        "FIRST/50(toyota) AND recall",
        "QUOTE(speaker:lagarde AND inflation)",
        "SAID(\"Christine Lagarde\", \"price stability\" OR inflation)",
        "QUOTE(org:\"European Central Bank\" kind:direct) title:rates",
        "NOT QUOTE(speaker:minister) strike",
        "date:2024-05 outlet:IN [bbc \"le monde\"] flood",
        "date:>=now-7d strike -football",
        "merkle~1 resigns",
        "body:/colou?r/ flag",
        "“curly quotes” work",
        "* NOT paywall",
    ];
    expect![[r#"
        climate policy
            = climate AND policy
        climate OR weather policy
            = climate OR (weather AND policy)
            W01 at 1: AND and OR are mixed without parentheses: read as climate OR (weather AND policy); Lexis and Westlaw bind OR first, add parentheses to choose
        "interest rate cut"
            = "interest rate cut"
        =running costs
            = =running AND costs
        bankrupt! NEAR/25 discharg!
            = bankrupt* NEAR/25 discharg*
        president PRE/2 bush
            = president PRE/2 bush
        (oil OR gas) NEAR/5 (price OR "spot market")
            = (oil OR gas) NEAR/5 (price OR "spot market")
        merkel w/s resign*
            = merkel SENT resign*
        merkel SENT resign*
            = merkel SENT resign*
        vodafone /p telecommunications
            = vodafone PARA telecommunications
        rico NOT NEAR/5 puerto
            = rico NOT NEAR/5 puerto
        ATLEAST/5(carbon OR CO2) AND budget
            = ATLEAST/5(carbon OR CO2) AND budget
        FIRST/50(toyota) AND recall
            = FIRST/50(toyota) AND recall
        QUOTE(speaker:lagarde AND inflation)
            = QUOTE(speaker:lagarde AND inflation)
        SAID("Christine Lagarde", "price stability" OR inflation)
            = SAID("Christine Lagarde", "price stability" OR inflation)
        QUOTE(org:"European Central Bank" kind:direct) title:rates
            = QUOTE(org:"European Central Bank" AND kind:direct) AND title:rates
        NOT QUOTE(speaker:minister) strike
            = NOT QUOTE(speaker:minister) AND strike
        date:2024-05 outlet:IN [bbc "le monde"] flood
            = date:2024-05 AND outlet:(bbc OR "le monde") AND flood
        date:>=now-7d strike -football
            = date:>=now-7d AND strike AND NOT football
        merkle~1 resigns
            = merkle~1 AND resigns
        body:/colou?r/ flag
            = body:/colou?r/ AND flag
        “curly quotes” work
            = "curly quotes" AND work
        * NOT paywall
            = * AND NOT paywall
    "#]].assert_eq(&typed.map(shown).concat());
}

/// Each row of the errors of the language.
#[test]
fn the_errors_of_the_language() {
    let typed = [
        "ikea OR",
        "\"ikea",
        "-football",
        "speeker:lagarde",
        "QUOTE(title:rates lagarde)",
        "(a AND b) NEAR/5 c",
        "tax NEAR cut",
        "roam~5",
        "*ation",
        "date:yesterday",
    ];
    expect![[r#"
        ikea OR
            E02 at 6: OR needs an expression on its right: add one, or write "or" for the word itself
        "ikea
            E14 at 1: this double quote is never closed: add a closing quote, or write \" for the character itself
        -football
            E05 at 1: the query only excludes: add something to look for, or write "* NOT …"
        speeker:lagarde
            E17 at 1: there is no field "speeker": did you mean speaker: ? The fields are title, body, speaker, org, author, outlet, section, tag, url, language, date, role, text, cue, kind, attribution, sourcing; for the text itself write speeker\:
        QUOTE(title:rates lagarde)
            E18 at 7: only the fields of one quotation can be used inside QUOTE: move title: outside
        (a AND b) NEAR/5 c
            E07 at 11: NEAR/5 compares positions, its left side contains AND: use words, phrases, OR groups and other proximity expressions
        tax NEAR cut
            E20 at 5: no distance: write NEAR/5, SENT or PARA
        roam~5
            E22 at 1: a word can differ by 1 or 2 letters: for words near each other write "two words"~5
        *ation
            E21 at 1: fewer than 2 letters before the wildcard: add letters; for the text itself write "*ation"
        date:yesterday
            E23 at 6: not a date: write 2024, 2024-05, 2024-05-31, 2024-01..2024-06 or now-7d
    "#]].assert_eq(&typed.map(shown).concat());
}

/// What was typed, and below it the reading with its notices, or the errors.
fn shown(typed: &str) -> String {
    let below = match parse(typed) {
        Ok(Parsed { query, notices }) => {
            let notices = notices.iter().map(|notice| format!("    {notice}\n"));
            format!("    = {query}\n{}", notices.collect::<String>())
        }
        Err(errors) => errors.iter().map(|error| format!("    {error}\n")).collect(),
    };
    format!("{typed}\n{below}")
}

#[test]
fn places_in_a_text() {
    check(&[
        ("a W/3 b", "a NEAR/3 b"),
        ("a near/3 b adj/2 c", "(a NEAR/3 b) PRE/2 c + W04"),
        ("a NEAR/3 b NEAR/3 c", "(a NEAR/3 b) NEAR/3 c"),
        ("a NEAR/3 (b NEAR/3 c)", "a NEAR/3 (b NEAR/3 c)"),
        ("a ONEAR/1 b", "a PRE/1 b"),
        ("a /7 b", "a NEAR/7 b"),
        ("a PRE/S b", "a PRE/S b"),
        ("a pre/para b", "a PRE/P b"),
        ("a NEAR/S b PARA c", "(a SENT b) PARA c + W04"),
        ("a NOT PRE/2 b", "a NOT PRE/2 b"),
        ("a NOT SENT b NOT w/p c", "(a NOT SENT b) NOT PARA c + W04"),
        ("NOT a NEAR/2 b c", "NOT a NEAR/2 b AND c"),
        ("x -a NEAR/2 b", "x AND NOT a NEAR/2 b"),
        ("a OR b NEAR/2 c", "a OR (b NEAR/2 c) + W06"),
        ("a OR (b NEAR/2 c)", "a OR (b NEAR/2 c)"),
        ("a b NEAR/2 c OR d", "(a AND b NEAR/2 c) OR d + W01"),
        ("title:a NEAR/2 title:b", "title:(a NEAR/2 b)"),
        ("(title:a OR title:(b OR c)) SENT title:d", "title:((a OR b OR c) SENT d)"),
        ("title:(a NEAR/2 b)", "title:(a NEAR/2 b)"),
        ("title:a^2 NEAR/2 (title:b)^3", "title:(a^2 NEAR/2 b^3)"),
        ("speaker:(jane PRE/2 doe)", "speaker:(jane PRE/2 doe)"),
        ("SAID(jane PRE/2 doe, a SENT b)", "SAID(jane PRE/2 doe, a SENT b)"),
        ("ATLEAST5(a OR b) ATLEAST/2 c", "ATLEAST/5(a OR b) AND ATLEAST/2(c)"),
        ("ATLEAST/3 \"a b\"~2 atleast/2 /x+/", "ATLEAST/3(\"a b\"~2) AND ATLEAST/2(/x+/)"),
        ("ATLEAST/2(title:a OR title:b)", "title:ATLEAST/2(a OR b)"),
        ("FIRST/9(a NEAR/2 b)", "FIRST/9(a NEAR/2 b)"),
        ("first/9(a -b title:c)", "FIRST/9(a) AND NOT FIRST/9(b) AND title:FIRST/9(c)"),
        ("FIRST/9(ATLEAST/2(a OR b))", "ATLEAST/2(FIRST/9(a OR b))"),
        ("FIRST/9(a) NEAR/2 b", "FIRST/9(a) NEAR/2 b"),
        ("FIRST/9(a b) OR c", "(FIRST/9(a) AND FIRST/9(b)) OR c"),
        ("STEM(\"a b\" OR =\"c d\") e", "(STEM(\"a b\") OR \"c d\") AND e"),
        ("stem(\"a b\"~3)", "STEM(\"a b\"~3)"),
        ("title:STEM(\"a b\"*)", "E21 at 12"),
        ("title:STEM(\"a bcd\"*)", "title:STEM(\"a bcd\"*)"),
        ("QUOTE/3(a SENT b) NOT QUOTE/2(c)", "QUOTE/3(a SENT b) AND NOT QUOTE/2(c)"),
        ("QUOTE/1(a)", "QUOTE(a)"),
    ]);
}

#[test]
fn words_of_many_forms() {
    check(&[
        ("inflat* colo?r bankrupt!", "inflat* AND colo?r AND bankrupt*"),
        ("=inflat* speaker:mer* =merkle~", "inflat* AND speaker:mer* AND merkle~2"),
        ("co\\*l* a\\?b*", "co\\*l* AND a\\?b*"),
        ("what? paris?", "what? AND paris? + W10 + W10"),
        ("merkle~1 merkle~2 merke~ merkels~", "merkle~1 AND merkle~2 AND merke~1 AND merkels~2"),
        ("\"a b\"~5 \"a b\"~0 \"rate cu\"*", "\"a b\"~5 AND \"a b\" AND \"rate cu\"*"),
        ("\"interest rat*\"", "\"interest rat*\" + W11"),
        ("\"5 * 3\" \"what?\"", "\"5 * 3\" AND \"what?\""),
        ("/colou?r/ /(a|b)c/ body:/x\\/y/", "/colou?r/ AND /(a|b)c/ AND body:/x\\/y/"),
        ("(/ab/ OR /c d/)", "E15 at 10"),
        (
            "a^2 \"b c\"^0.5 (d e)^1.25 title:f^3",
            "a^2 AND \"b c\"^0.5 AND (d AND e)^1.25 AND title:f^3",
        ),
        ("merkle~1^2 \"a b\"~3^4 *^2", "merkle~1^2 AND \"a b\"~3^4 AND (*)^2"),
        ("QUOTE(a)^2 (title:a)^3", "QUOTE(a)^2 AND (title:a)^3"),
        ("a~b x^y ~approx", "a~b AND x^y AND ~approx"),
        ("a MAYBE b", "a AND MAYBE b"),
        ("a MAYBE (b c) MAYBE title:d", "a AND MAYBE (b AND c) AND MAYBE title:d"),
        ("outlet:IN [bbc, \"le monde\" afp*] x", "outlet:(bbc OR \"le monde\" OR afp*) AND x"),
        ("kind:IN[direct]", "kind:direct"),
        ("date:IN [2022 2024-05]", "date:2022 OR date:2024-05"),
        (
            "hd=rates by=(doe OR roe) rst:bbc",
            "title:rates AND author:(doe OR roe) AND outlet:bbc + W05 + W05 + W05",
        ),
        ("headline=x a=b", "title:x AND a=b + W05"),
        ("HEADLINE(rate OR cut) byline(doe)", "title:(rate OR cut) AND author:doe + W05 + W05"),
        ("title(x) y headline (z)", "title:x AND y AND headline AND z + W05"),
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
        ("bread ANDNOT butter", "bread AND ANDNOT AND butter + W02"),
        ("bread adj5 butter", "bread AND adj5 AND butter + W02"),
        ("adj5 butter", "adj5 AND butter"),
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
        ("a NEAR/0 b NEAR/501 c", "E06 at 3, E06 at 12"),
        ("ATLEAST/0(a) ATLEAST/256(b) FIRST/0(c)", "E06 at 1, E06 at 14, E06 at 29"),
        ("QUOTE/0(a) QUOTE/99999999999(b) \"a b\"~501", "E06 at 1, E06 at 12, E06 at 38"),
        ("NEAR/5 a", "E01 at 1"),
        ("a NEAR/5", "E02 at 3"),
        ("a NOT SENT", "E02 at 3"),
        ("(a AND NEAR/5 b)", "E02 at 4"),
        ("a NEAR/5 NOT b", "E07 at 3"),
        ("a NEAR/5 date:2024", "E07 at 3"),
        ("* SENT QUOTE(b) SENT c", "E07 at 3, E07 at 3"),
        ("ATLEAST/2(a) NEAR/5 speaker:*", "E07 at 14, E07 at 14"),
        ("title:a NEAR/5 b", "E08 at 9"),
        ("title:a SENT speaker:b", "E08 at 9"),
        ("(title:a OR speaker:c) SENT title:b", "E08 at 24"),
        ("a ~5 b^ c^x^ (d)~2 e^2000", "E10 at 3, E10 at 7, E10 at 12, E10 at 17, E10 at 21"),
        ("ATLEAST/2(a b)", "E13 at 1"),
        ("FIRST/5(date:2024)", "E13 at 1"),
        ("ATLEAST/2 AND a", "E12 at 1"),
        ("FIRST/5 a", "E12 at 1"),
        ("ATLEAST(a) FIRST(b)", "E20 at 1, E20 at 12"),
        ("NEAR5 a NEAR b", "E01 at 1, E20 at 9"),
        ("ab*~1 what?~", "E22 at 1, E22 at 7"),
        ("/a(/ b", "E15 at 1"),
        ("a* b?c x*", "E21 at 1, E21 at 4, E21 at 8"),
        ("speaker:(a SENT b)", "E32 at 12"),
        ("SAID(a PARA b, c)", "E32 at 8"),
        ("kind:ATLEAST/2(direct)", "E32 at 6"),
        ("language:(en NEAR/2 de)", "E32 at 14"),
        ("kind:ind*", "E27 at 6"),
        ("MAYBE a", "E05 at 1"),
        ("a OR MAYBE b", "E33 at 6"),
        ("a -(MAYBE b)", "E33 at 4"),
        ("title:(MAYBE a) b", "E33 at 7"),
        ("title:[a TO b] title:>5", "E16 at 7, E16 at 22"),
        ("outlet:IN [] outlet:IN [a", "E04 at 8, E16 at 24"),
    ]);
}

#[test]
fn messages_say_where_why_and_what_to_do() {
    let texts = [
        "kind:indirekt",
        "a NOT NEAR/501 b",
        "title:a NEAR/5 b",
        "speaker:(a SENT b)",
        "ATLEAST/2(a b)",
        "ATLEAST(a)",
        "MAYBE a",
        "a OR MAYBE b",
        "b^",
        "a ~5",
        "/a(/",
        "/a",
        "a?",
        "ab*~1",
        "title:[a TO b]",
        "outlet:IN [a",
        "SAID(a)",
        "SAID a b",
        "a - b",
        "",
    ];
    expect![[r#"
        E27 at 6: kind: is never "indirekt": did you mean indirect ? The values are direct, indirect, mixed
        E06 at 3: the distance in NOT NEAR/501 is out of range: write 1 to 500; for longer ones SENT, PARA or AND
        E08 at 9: NEAR/5 needs both sides in one field, not title: and no field: write title:(… NEAR/5 …)
        E32 at 12: SENT needs sentences, and speaker: has none: write NEAR/5 or PRE/5
        E13 at 1: ATLEAST/2 counts words, it cannot contain AND: write ATLEAST/2(…) for each word or OR list, and join them outside
        E20 at 1: ATLEAST needs a number: write ATLEAST/5(…)
        E05 at 1: the query only excludes: add something to look for, or write "* NOT …"
        E33 at 6: MAYBE only ranks what something else finds: join it with AND to what must be there, as in tax MAYBE budget; for alternatives write OR
        E10 at 2: "^" is no boost: write a number up to 1000 directly after what it counts for, as in budget^2; for the character itself \^
        E10 at 3: "~5" does not belong here: write merkle~1 for similar words, "two words"~5 for words near each other; for the character itself \~
        E15 at 1: /a(/ is no regular expression: unclosed group: mend it, or put the text in quotation marks
        E15 at 1: this "/" begins a regular expression that is never closed: add a "/"; for the text itself write "/a"
        E21 at 1: fewer than 2 letters before the wildcard: add letters; for the text itself write "a?"
        E22 at 1: a word with wildcards cannot be fuzzy too: leave one of the two out, or join both with OR
        E16 at 7: only date: has ranges: write title:(a OR b), or title:IN [a b]
        E16 at 11: this "[" is not closed after words and phrases: write IN [bbc "le monde"]
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
    let texts = [
        "a OR b c",
        "bread and butter",
        "“a b\"",
        "'a b' c",
        "speaker:Jane Doe",
        "outlet:a, b",
        "a NEAR/2 b PRE/3 c",
        "a OR b SENT c",
        "hd=x",
        "headline(x)",
        "what?",
        "\"rate cu*\"",
        "language:english",
    ];
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
        W04 at 1: several proximity operators are read from left to right: (a NEAR/2 b) PRE/3 c; Lexis and Westlaw take the smallest distance first, add parentheses to choose
        W06 at 1: OR stands beside a proximity operator without parentheses: read as a OR (b SENT c); Lexis and Westlaw bind OR first, add parentheses to choose
        W05 at 1: hd= was read as title:
        W05 at 1: headline(…) was read as title:
        W10 at 1: the question mark stands for one more letter: write what for the word
        W11 at 1: * inside quotation marks is no wildcard: write "two words"* for the beginning of the last word, or join the words with PRE/1
        W13 at 10: languages are known by codes of two letters: english finds none, write language:en for English
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
        "a~",
        "/a",
        "(/",
        "a NEAR/5 ",
        "ATLEAST/5 ",
        "http://~1,",
        "a&",
        "^",
        "hd=",
        "FIRST/5(",
    ];
    for piece in pieces {
        let text = piece.repeat(super::MAX_LENGTH / piece.len());
        let errors = parse(&text).err().unwrap_or_default();
        assert!(errors.len() <= 100, "{} errors for {piece:?}", errors.len());
    }
    assert_eq!(reading(&"a".repeat(super::MAX_LENGTH + 1)), "E29 at 1");
    assert_eq!(reading(&"(a b OR ".repeat(260)), "E28 at 2049");
    assert_eq!(reading(&format!("{}a{}", "(".repeat(200), ")".repeat(200))), "a");
    let names = |count| (0..count).map(|n| format!("n{n}")).collect::<Vec<_>>().join(" OR ");
    assert_eq!(reading(&names(2000)), names(2000));
    assert_eq!(reading(&names(4097)), "E29 at 1");
    assert_eq!(reading(&vec!["a"; 80].join(" SENT ")), "E28 at 1");
    assert_eq!(reading("a^2^3"), "E10 at 4");
    let nested = format!("{}a{}", "(x OR y ".repeat(40), ")".repeat(40));
    assert_eq!(reading(&nested), "E28 at 1");
}
