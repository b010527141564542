//! What a page says about its article: JSON-LD first, then `meta` tags, then what a reader sees.

use std::collections::HashMap;

use dom_query::Document;

use super::{blocks::blocks, json_ld::JsonLd};
use crate::{
    article::{Article, Date},
    read::{Rules, agency, dates, draft::Draft},
};

/// The longest title and name that are believed, in characters.
const MAX_TITLE: usize = 300;
const MAX_NAME: usize = 80;
/// The longest line that may be a byline or a date.
const MAX_LINE: usize = 120;

/// An article with all but its body.
pub(super) fn article(document: &Document, json_ld: &JsonLd) -> Article {
    let page = Page { document, json_ld, metas: metas(document) };
    let outlet = page.outlet();
    let title = page.title(outlet.as_deref()).unwrap_or_default();
    let lines = page.under_title(&title);
    let (date, updated) = page.dates(&lines);
    Article {
        title,
        date,
        updated,
        agency: page.agency(outlet.as_deref(), &lines),
        authors: page.authors(outlet.as_deref(), &lines),
        section: page.section(),
        tags: page.tags(),
        url: page.url(),
        outlet,
        ..Article::default()
    }
}

/// What the user says that `meta` tags are.
pub(super) fn said(document: &Document, rules: &Rules) -> Draft {
    let mut draft = Draft::default();
    for (name, contents) in metas(document) {
        if let Some(Some(key)) = rules.said(&name) {
            draft.set(key, &name, contents);
        }
    }
    draft
}

/// A page, with the contents of its `meta` tags by their names.
struct Page<'d> {
    document: &'d Document,
    json_ld: &'d JsonLd,
    metas: HashMap<String, Vec<String>>,
}

fn metas(document: &Document) -> HashMap<String, Vec<String>> {
    let mut metas: HashMap<String, Vec<String>> = HashMap::new();
    for meta in document.select("meta[content]").nodes() {
        let content = meta.attr_or("content", "");
        let content = content.trim();
        for attribute in ["property", "name", "itemprop"] {
            if let Some(name) = meta.attr(attribute).filter(|_| !content.is_empty()) {
                metas.entry(name.trim().to_lowercase()).or_default().push(content.to_owned());
            }
        }
    }
    metas
}

impl Page<'_> {
    fn meta<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
        names.iter().flat_map(|name| self.metas.get(*name)).flatten().map(String::as_str)
    }

    fn section(&self) -> Option<String> {
        let meta = self.meta(&["article:section", "parsely-section", "section"]).next();
        let section = self.json_ld.text("articleSection").or_else(|| meta.map(str::to_owned))?;
        section.split(',').map(str::trim).find(|part| !part.is_empty()).map(str::to_owned)
    }

    /// The texts of the elements that match, or their attribute `content` or `datetime`.
    fn elements(&self, selector: &str) -> Vec<String> {
        let text = |node: &dom_query::NodeRef| {
            let attribute = ["content", "datetime"].iter().find_map(|name| node.attr(name));
            let text = attribute.map_or_else(|| node.text().to_string(), |text| text.to_string());
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let nodes = self.document.select(selector);
        nodes.nodes().iter().map(text).filter(|text| !text.is_empty()).collect()
    }

    /// The name of the site, unless the publisher writes the same name better.
    fn outlet(&self) -> Option<String> {
        let publisher =
            self.json_ld.texts("publisher").into_iter().find(|name| agency::named(name).is_none());
        let site = self.meta(&["og:site_name"]).next();
        let site = site.filter(|site| {
            let better = |name: &String| letters(name).contains(&letters(site));
            !site.starts_with(char::is_lowercase) || !publisher.as_ref().is_some_and(better)
        });
        let meta = self.meta(&["publisher", "dc.publisher", "application-name"]).next();
        let title = self.elements("head > title").into_iter().next();
        let behind =
            title.as_deref().and_then(|title| title.rsplit_once(" | ")).map(|(_, site)| site);
        let is_name = |name: &&str| {
            !name.is_empty()
                && name.chars().count() <= MAX_NAME
                && !is_address(name)
                && !name.starts_with('@')
        };
        let names = [site, publisher.as_deref(), meta, behind].into_iter().flatten();
        names
            .map(|name| name.split(" | ").next().unwrap_or_default().trim())
            .find(is_name)
            .map(str::to_owned)
    }

    /// The headline as it is shown if the page repeats it elsewhere, else as it is repeated.
    fn title(&self, outlet: Option<&str>) -> Option<String> {
        let mut repeated: Vec<String> = self.json_ld.text("headline").into_iter().collect();
        repeated.extend(self.meta(&["og:title", "twitter:title", "dc.title"]).map(str::to_owned));
        repeated.extend(self.elements("head > title").into_iter().take(1));
        let mut repeated: Vec<String> =
            repeated.iter().map(|title| without_site(title, outlet).to_owned()).collect();
        repeated.retain(|title| title.chars().count() <= MAX_TITLE);
        let shown = self.elements("h1");
        let is_repeated = |shown: &&String| repeated.iter().any(|title| are_alike(shown, title));
        let heading = shown.iter().find(is_repeated).cloned();
        heading.or_else(|| repeated.into_iter().next()).or_else(|| shown.into_iter().next())
    }

    /// The short lines right under the headline, where byline and date stand.
    fn under_title(&self, title: &str) -> Vec<String> {
        let Some(body) = self.document.body() else { return Vec::new() };
        let lines = blocks(body).into_iter();
        let lines = lines.skip_while(|block| !(block.is_heading && are_alike(&block.text, title)));
        let lines = lines.skip(1).take(6).map(|block| block.text);
        lines.filter(|line| line.chars().count() <= MAX_LINE).collect()
    }

    fn dates(&self, lines: &[String]) -> (Option<Date>, Option<Date>) {
        let published = [
            "article:published_time",
            "datepublished",
            "parsely-pub-date",
            "sailthru.date",
            "article.published",
            "published_time",
            "publishdate",
            "publish-date",
            "pubdate",
            "publication_date",
            "dc.date.issued",
            "dcterms.created",
            "dc.date",
            "date",
        ];
        let changed = ["article:modified_time", "datemodified", "og:updated_time", "last-modified"];
        let first = |texts: Vec<String>| texts.iter().find_map(|text| believed(text));
        let metas = |names: &[&str]| self.meta(names).map(str::to_owned).collect();
        let date = first(self.json_ld.texts("datePublished"))
            .or_else(|| first(metas(&published)))
            .or_else(|| first(self.elements("[itemprop~=datePublished]")))
            .or_else(|| first(self.elements("time[pubdate], article time, time")))
            .or_else(|| first(lines.to_vec()))
            .or_else(|| self.url().and_then(|url| dates::in_address(&url)));
        let updated = first(self.json_ld.texts("dateModified"))
            .or_else(|| first(metas(&changed)))
            .or_else(|| first(self.elements("[itemprop~=dateModified]")));
        (date, updated.filter(|updated| Some(*updated) != date))
    }

    /// What may name the authors, the most trusted first.
    fn credits(&self, lines: &[String]) -> [Vec<String>; 4] {
        let metas =
            ["author", "parsely-author", "sailthru.author", "byl", "dc.creator", "article:author"];
        let shown = "[itemprop~=author] [itemprop=name], [itemprop~=author], [rel~=author], .byline, \
             .author";
        let shown = self.elements(shown).into_iter().take(1);
        let bylines = lines.iter().filter(|line| without_by(line).is_some()).take(1);
        [
            self.json_ld.texts("author"),
            self.meta(&metas).take(1).map(str::to_owned).collect(),
            shown.collect(),
            bylines.cloned().collect(),
        ]
    }

    /// The people of the first credit that names some who are not the outlet or an agency.
    fn authors(&self, outlet: Option<&str>, lines: &[String]) -> Vec<String> {
        let people = |credit: Vec<String>| {
            let mut authors: Vec<String> = Vec::new();
            for name in credit.iter().flat_map(|credit| names(credit)) {
                let is_outlet = outlet.is_some_and(|outlet| {
                    letters(outlet) == letters(&name)
                        || (!authors.is_empty() && are_alike(outlet, &name))
                });
                if !is_outlet && agency::named(&name).is_none() && !authors.contains(&name) {
                    authors.push(name);
                }
            }
            authors
        };
        let mut credits = self.credits(lines).into_iter().map(people);
        credits.find(|authors| !authors.is_empty()).unwrap_or_default()
    }

    fn agency(&self, outlet: Option<&str>, lines: &[String]) -> Option<String> {
        let mut names = self.json_ld.texts("publisher");
        names.extend(self.json_ld.texts("sourceOrganization"));
        names.extend(self.credits(lines).into_iter().flatten());
        let agency = names.iter().find_map(|name| agency::named(name))?;
        let is_outlet = outlet.and_then(agency::named) == Some(agency);
        (!is_outlet).then(|| agency.to_owned())
    }

    fn tags(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.meta(&["article:tag"]).map(str::to_owned).collect();
        if texts.is_empty() {
            texts = self.json_ld.texts("keywords");
        }
        if texts.is_empty() {
            texts = self.meta(&["news_keywords", "keywords"]).take(1).map(str::to_owned).collect();
        }
        let mut tags: Vec<String> = Vec::new();
        for tag in texts.iter().flat_map(|text| text.split(',')).map(str::trim) {
            if !tag.is_empty() && !tags.iter().any(|own| own == tag) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }

    fn url(&self) -> Option<String> {
        let link = self.document.select("link[rel=canonical]");
        let link =
            link.nodes().iter().find_map(|node| node.attr("href")).map(|url| url.to_string());
        let meta = self.meta(&["og:url"]).next().map(str::to_owned);
        [link, meta, self.json_ld.text("url")].into_iter().flatten().find(|url| is_address(url))
    }
}

/// A date, unless it stands for none: the first year or the first second of a clock.
fn believed(text: &str) -> Option<Date> {
    dates::date(text)
        .filter(|date| date.first_day() > 10_000_101 && !text.starts_with("1970-01-01T00:00"))
}

/// What of a name is the same however it is spelled.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_address(text: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| text.trim().starts_with(start))
}

/// A title without the name of the site behind it.
fn without_site<'t>(title: &'t str, outlet: Option<&str>) -> &'t str {
    let title = title.trim();
    let cuts = [" | ", " - ", " – ", " — ", " :: ", " » ", " · "];
    let last = cuts.iter().filter_map(|cut| Some((title.rfind(cut)?, cut.len()))).max();
    let Some((at, length)) = last else { return title };
    let (text, site) = (title[..at].trim_end(), &title[at + length..]);
    let is_site =
        outlet.is_some_and(|outlet| are_alike(site, outlet)) || title[at..].starts_with(" | ");
    if is_site && !text.is_empty() { without_site(text, outlet) } else { title }
}

/// Whether most words of the shorter of two texts stand in the other.
fn are_alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    shared > 0 && shared * 2 >= short.len()
}

/// A byline without the word before the name; none if it has no such word.
fn without_by(line: &str) -> Option<&str> {
    const BY: &[&str] = &["by", "written by", "von", "par", "por"];
    let start = |by: &&&str| {
        let is_by = line.get(..by.len()).is_some_and(|start| start.eq_ignore_ascii_case(by));
        is_by && line[by.len()..].starts_with([' ', ':'])
    };
    let by = BY.iter().find(start)?;
    Some(line[by.len()..].trim_start_matches([' ', ':']))
}

/// The people of a byline: `By Jo Doe and Ana Ruiz, AP Auto Writer`.
fn names(byline: &str) -> Vec<String> {
    let byline = byline.trim();
    if is_address(byline) || byline.chars().count() > 2 * MAX_NAME {
        return Vec::new();
    }
    let mut byline = without_by(byline).unwrap_or(byline);
    for end in ["|", "(", "•", "·", "@", " on ", " - ", " – ", " — ", "\n"] {
        byline = byline.split(end).next().unwrap_or_default();
    }
    let byline = [" and ", " & ", ";", "/"]
        .iter()
        .fold(byline.to_owned(), |byline, part| byline.replace(part, ","));
    let mut names: Vec<String> = Vec::new();
    let parts = byline.split(',').map(|part| part.trim_matches([' ', '-', '–', '—', '.']));
    for part in parts.filter(|part| !part.is_empty()) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let is_name = words.len() <= 5
            && part.chars().count() <= MAX_NAME
            && !part.contains(['@', ':'])
            && !part.contains(|c: char| c.is_ascii_digit())
            && !is_role(&words);
        if is_name && (names.is_empty() || words.len() > 1) {
            names.push(words.join(" "));
        }
    }
    names
}

/// Words of a byline that name what somebody is, not who.
const ROLES: &[&str] = &[
    "admin",
    "administrator",
    "analyst",
    "bureau",
    "columnist",
    "contributor",
    "correspondent",
    "critic",
    "desk",
    "editor",
    "editorial",
    "jr",
    "media",
    "news",
    "press",
    "redaktion",
    "report",
    "reporter",
    "reporters",
    "reports",
    "senior",
    "service",
    "special",
    "staff",
    "team",
    "today",
    "writer",
    "writers",
];

fn is_role(words: &[&str]) -> bool {
    let last = words.last().map(|word| word.to_lowercase());
    last.is_some_and(|last| ROLES.contains(&last.trim_end_matches('.')) || is_file_name(&last))
}

/// Whether a word is the name of a file or site: `humans.txt`, `news.example`.
fn is_file_name(word: &str) -> bool {
    let parts = word.split_once('.');
    parts.is_some_and(|(name, end)| name.len() > 1 && end.len() > 1 && !end.contains('.'))
}
