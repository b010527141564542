//! The pages in a real browser: searching, reading, with keys alone, without scripts, in a narrow
//! window, in the dark, and by the rules for accessible pages.
//!
//! Without chromedriver, or for the last without axe-core (`DIXIT_AXE` names its file), a test says
//! "skipped: …".

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use serde_json::json;

use crate::{
    archive::Archive,
    faults::skipped,
    webdriver::{Browser, Look, is_installed},
};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";
const DOWN: &str = "\u{E015}";

/// An archive that is served, and a browser.
struct Site {
    server: Child,
    address: String,
    browser: Browser,
    _archive: Archive,
}

impl Site {
    /// `None` if there is no browser on this machine.
    fn open(look: Look) -> Option<Site> {
        if !is_installed() {
            skipped("needs chromium and chromedriver");
            return None;
        }
        let archive = Archive::new();
        archive.write("news/tolls.jsonl", tolls());
        archive.run(&["index", "news"]).expect(0);
        let mut command = archive.command(&["serve", "--port", "0"]);
        let mut server = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            line.unwrap().split_once("listening on ").map(|(_, address)| address.to_owned())
        });
        // What else is logged must go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        let address = address.unwrap();
        Some(Site { server, address, browser: Browser::open(look), _archive: archive })
    }

    fn go(&self, path: &str) -> &Browser {
        self.browser.go(&format!("{}{path}", self.address));
        &self.browser
    }

    /// A page of each sort, and of each state that looks different.
    fn pages(&self) -> Vec<String> {
        let browser = self.go("/search?q=toll&in=articles");
        let article =
            browser.value("return document.querySelector('[data-open]').getAttribute('href')");
        let article = article.as_str().unwrap().to_owned();
        let browser = self.go(&article);
        let quote =
            browser.value("return document.querySelectorAll('[data-href]')[1].dataset.href");
        let mut pages = vec![article, quote.as_str().unwrap().to_owned()];
        let fixed = [
            "/",
            "/help",
            "/search?q=toll",
            "/search?q=toll+or+bridge&in=articles&speaker=Ana+Ruiz&not-outlet=Wire&from=2023-02",
            "/search?q=&in=names",
            "/search?q=brigde",
            "/search?q=ikea+OR",
            "/search?q=toll&from=soon",
            "/s/Ana%20Ruiz",
            "/o/Harbour%20Trust",
            "/s/Nobody",
        ];
        pages.extend(fixed.map(str::to_owned));
        pages
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Two years of invented news, an article a month.
fn tolls() -> String {
    let article = |number: usize| {
        let (year, month) = (2023 + number / 12, number % 12 + 1);
        let outlet = if number.is_multiple_of(3) { "Wire" } else { "Springfield Post" };
        let body = format!(
            "“The bridge toll will rise {number} times,” said Ana Ruiz, mayor of Springfield.\n\n\
             She added that the toll was “a tax on work”.\n\n“He told me ‘not one toll’,” Ruiz \
             said.\n\n“The bridge belongs to everybody,” said Leo Hart, director of the Harbour \
             Trust.\n\nThe toll of {} is a long word.",
            "Aberystwythllanfair".repeat(8)
        );
        let title = format!("Bridge toll {number} and a headline that needs more than one line");
        let date = format!("{year}-{month:02}-14");
        let url = "https://post.example/toll";
        json!({"id": format!("tolls/{number}"), "title": title, "date": date, "outlet": outlet,
            "author": "Jo Bell", "url": url, "language": "en", "body": body})
        .to_string()
    };
    (0..24).map(|number| article(number) + "\n").collect()
}

#[test]
fn a_search_is_narrowed_by_lists_and_by_the_chart() {
    let Some(site) = Site::open(Look::default()) else { return };
    let browser = site.go("/");
    browser.click("#q");
    browser.keys(&format!("toll{ENTER}"));
    browser.until_text(".summary", "96 quotations");
    assert_eq!(browser.text("mark"), "toll");

    // The count of a value is the number of hits with it.
    let include = "return [...document.querySelectorAll('.list li')].find((it) => \
                   it.innerText.includes('Wire')).querySelector";
    let count = browser.value(&format!("{include}('.count').innerText"));
    browser.value(&format!("{include}('.include').click()"));
    browser.until_text(".chips", "outlet: Wire");
    browser.until_text(".summary", &format!("{} quotations", count.as_str().unwrap()));
    browser.value(&format!("{include}('.include').click()"));
    browser.until("no chip", || browser.count(".chips") == 0);
    browser.value(&format!("{include}('.exclude').click()"));
    browser.until_text(".chips", "outlet: not Wire");
    browser.until_text(".summary", "64 quotations");
    browser.click(".chips .clear");
    browser.until_text(".summary", "96 quotations");

    // From the sixth to the ninth bar.
    let place = "const box = document.querySelectorAll('.reach')[BAR].getBoundingClientRect(); \
                 return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]";
    let bar = |number: usize| {
        let place = browser.value(&place.replace("BAR", &number.to_string()));
        (place[0].as_i64().unwrap(), place[1].as_i64().unwrap())
    };
    browser.drag(bar(5), bar(8));
    browser.until_text(".chips", "2023-06 to 2023-09");
    browser.until_text(".summary", "16 quotations");
    assert!(browser.address().contains("from=2023-06&to=2023-09"), "{}", browser.address());
    // The rest of the chart is still there, and a bar is pressed.
    assert_eq!(browser.count(".reach"), 24);
    browser.drag(bar(0), bar(0));
    browser.until_text(".summary", "4 quotations");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn an_article_says_why_it_is_this_speaker() {
    let Some(site) = Site::open(Look::default()) else { return };
    let browser = site.go("/a/tolls/3");
    // The words, not the letter: “a tax on work”.
    browser.value("document.querySelectorAll('.quote')[1].lastChild.parentElement.click()");
    browser.until_text("details.why.lit[open]", "a pronoun");
    assert!(browser.text("details.why.lit").contains("Ana Ruiz"));
    assert_eq!(browser.text(".piece.lit-cue"), "added");
    assert_eq!(browser.text(".piece.lit-source"), "She");
    assert!(browser.text(".piece.lit-chain").contains("Ruiz"));
    assert!(browser.address().contains("quote="), "{}", browser.address());
    // The address alone shows the same.
    let address = browser.address();
    browser.go(&address);
    browser.until_text("details.why.lit[open]", "a pronoun");
    browser.click("details.why.lit .close");
    browser.until("nothing is lit", || browser.count(".lit") == 0);
    assert!(!browser.address().contains("quote="), "{}", browser.address());
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_is_typed_is_completed() {
    let Some(site) = Site::open(Look::default()) else { return };
    let browser = site.go("/search?q=bridge");
    let height = "return document.documentElement.scrollHeight";
    let before = browser.value(height);
    browser.keys("/");
    browser.keys("toll ana r");
    browser.until_text(".suggestions", "Ana Ruiz");
    assert_eq!(browser.value(height), before, "nothing moves");
    let attribute = |name: &str| {
        browser.value(&format!("return document.getElementById('q').getAttribute('{name}')"))
    };
    assert_eq!(attribute("aria-expanded"), "true");
    browser.keys(DOWN);
    let active = attribute("aria-activedescendant");
    let active = format!("return document.getElementById({active}).innerText");
    assert!(browser.value(&active).as_str().unwrap().starts_with("Ana Ruiz"));
    browser.keys(ESCAPE);
    assert_eq!(attribute("aria-expanded"), "false");
    let typed = "return document.activeElement.value";
    assert_eq!(browser.value(typed), "toll ana r", "what was typed stays");
    browser.keys(DOWN);
    browser.until_text(".suggestions", "Ana Ruiz");
    browser.keys(&format!("{DOWN}{ENTER}"));
    browser.until_text(".summary", "72 quotations");
    assert_eq!(attribute("value"), "toll speaker:\"Ana Ruiz\"");
    // Enter without a choice searches what was typed.
    browser.keys("/");
    browser.keys("bri");
    browser.until_text(".suggestions", "bridge");
    browser.keys(ENTER);
    browser.until("a search", || browser.address().ends_with("q=bri"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_is_similar_comes_with_a_quotation() {
    let Some(site) = Site::open(Look::default()) else { return };
    let browser = site.go("/a/tolls/3");
    assert!(browser.count(".like .similar li") > 0, "articles like this one");
    browser.value("document.querySelectorAll('.quote')[0].lastChild.parentElement.click()");
    browser.until_text("details.why.lit [data-similar]", "Ana Ruiz");
    let in_sight = "const box = document.querySelector('.why.lit').getBoundingClientRect(); \
                    return box.top >= 0 && box.top < innerHeight";
    assert_eq!(browser.value(in_sight), true);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn keys_alone_lead_everywhere() {
    let Some(site) = Site::open(Look::default()) else { return };
    let browser = site.go("/search?q=bridge");
    browser.keys(TAB);
    let focused = "return document.activeElement";
    assert_eq!(browser.value(&format!("{focused}.className")), "skip");
    let is_seen = format!("{focused}.getBoundingClientRect().top >= 0");
    assert_eq!(browser.value(&is_seen), true, "the link over what repeats can be seen");
    let outline = "return getComputedStyle(document.activeElement).outlineWidth";
    assert_eq!(browser.value(outline), "3px");
    browser.keys("/");
    assert_eq!(browser.value(&format!("{focused}.id")), "q");
    browser.keys(&format!("toll{ENTER}"));
    browser.until_text(".summary", "96 quotations");
    browser.keys("jjk");
    assert_eq!(browser.count("[data-result].at"), 1);
    assert_eq!(
        browser.value("return document.querySelector('[data-result]').className.includes('at')"),
        true
    );
    browser.keys(ENTER);
    browser.until("an article", || browser.address().contains("/a/tolls/"));
    // A link to a quotation lights it; the next and the last one follow.
    browser.until("it is lit", || browser.count(".quote.lit") == 1);
    let lit = || browser.value("return document.querySelector('.quote.lit').id");
    let first = lit();
    browser.keys("n");
    assert_ne!(lit(), first);
    browser.keys("p");
    assert_eq!(lit(), first);
    browser.keys(ESCAPE);
    assert_eq!(browser.count(".lit"), 0);
    browser.keys("?");
    browser.until_text("h1", "How to search");
    // Keys that are typed are letters.
    browser.keys("/");
    browser.keys("jnp?/");
    assert_eq!(browser.value("return document.getElementById('q').value"), "jnp?/");
}

#[test]
fn without_scripts_nothing_is_missing() {
    let Some(site) = Site::open(Look { has_scripts: false, ..Look::default() }) else { return };
    let browser = site.go("/");
    browser.click("#q");
    browser.keys(&format!("toll{ENTER}"));
    browser.until_text(".summary", "96 quotations");
    browser.click(".list .include");
    browser.until_text(".chips", "speaker: Ana Ruiz");
    browser.click(".years a");
    browser.until_text(".chips", "2023");
    browser.click(".tabs li:nth-child(2) a");
    browser.until_text(".summary", "12 articles");
    browser.click("[data-open]");
    browser.until("an article", || browser.count(".letter") > 0);
    browser.click(".body .quote:not(.nested) + .quote .letter, .body p:nth-child(2) .letter");
    browser.until_text("details.why.lit[open]", "Attributed to");
    assert!(browser.count(".piece.lit-cue") > 0);
    browser.click("details.why.lit .close");
    browser.until("it is closed", || browser.count("details.why.lit") == 0);
    browser.click("details.why summary");
    browser.until_text("details.why[open]", "Attributed to");
    browser.click(".legend li > span a");
    browser.until_text("h1", "Ana Ruiz");
    browser.click("#own");
    browser.keys(&format!("tax{ENTER}"));
    browser.until_text(".chips", "speaker: Ana Ruiz");
}

#[test]
fn nothing_is_cut_off_in_a_narrow_window() {
    let Some(site) = Site::open(Look { width: 360, ..Look::default() }) else { return };
    for width in [320, 360, 768] {
        site.browser.look(Look { width, ..Look::default() });
        for page in site.pages() {
            let browser = site.go(&page);
            let wide = browser.value(
                "const page = document.documentElement; return page.scrollWidth - page.clientWidth",
            );
            assert_eq!(wide, 0, "{page} is wider than {width} pixels");
        }
    }
}

#[test]
fn pages_are_dark_where_that_is_wanted() {
    let Some(site) = Site::open(Look { is_dark: true, ..Look::default() }) else { return };
    let ground =
        "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)";
    let lightness = |browser: &Browser| -> i64 {
        browser.value(ground).as_array().unwrap().iter().map(|part| part.as_i64().unwrap()).sum()
    };
    assert!(lightness(site.go("/search?q=toll")) < 3 * 60);
    site.browser.look(Look::default());
    assert!(lightness(site.go("/search?q=toll")) > 3 * 200);
}

#[test]
fn pages_are_accessible() {
    let Some(axe) =
        std::env::var_os("DIXIT_AXE").and_then(|path| std::fs::read_to_string(path).ok())
    else {
        return skipped("needs axe-core, DIXIT_AXE=…/axe.min.js");
    };
    let Some(site) = Site::open(Look::default()) else { return };
    let looks = [
        Look::default(),
        Look { is_dark: true, ..Look::default() },
        Look { width: 360, ..Look::default() },
    ];
    let mut findings = Vec::new();
    for page in site.pages() {
        for look in looks {
            site.browser.look(look);
            let browser = site.go(&page);
            browser.value(&axe);
            browser.value(
                "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', \
                 'best-practice']}).then((found) => { window.found = found.violations; });",
            );
            browser.until("axe has run", || browser.value("return Boolean(window.found)") == true);
            let found = browser.value(
                "return found.flatMap((it) => it.nodes.map((node) => \
                 `${it.impact} ${it.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`))",
            );
            let found = found.as_array().unwrap().iter().filter_map(|it| it.as_str());
            findings.extend(
                found.map(|it| format!("{page}, {} px, dark {}: {it}", look.width, look.is_dark)),
            );
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}
