//! What was found, laid out: a quotation, an article, a name, each as a card in a list.
//!
//! A card says "attributed by" an outlet, never that somebody said it, and how the speaker was found.

use std::collections::BTreeSet;

use super::page::{
    article_path, evidence_path, one_line, organisation_path, parameters, quote_path, speaker_path,
};
use crate::{
    query::{Hit, Name},
    text::counted,
    view::{self, ArticleView, PassageView, QuoteView},
};

/// A quotation that is longer is cut around the words that matched, in characters.
const LONGEST: usize = 700;

/// At most so many quotations are shown with an article.
const MOST_QUOTES: usize = 3;

/// Some text, with or without a match.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it matched.
    pub is_match: bool,
}

/// A quotation in a list.
pub struct QuoteCard {
    /// Who speaks.
    pub speaker: Speaker,
    /// The words, in runs.
    pub runs: Vec<Run>,
    /// stated, inferred or unattributed.
    pub attribution: &'static str,
    /// direct, indirect or mixed.
    pub kind: &'static str,
    /// The word that announces it.
    pub cue: Option<String>,
    /// How the source leads to the name, if it is not the name itself: `“she” ← “Ms Doe” ← Jane Doe`.
    pub chain: Option<String>,
    /// Inside whose quotation it stands, if it does.
    pub inside: Option<String>,
    /// When the article was published.
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The headline of the article, or its id.
    pub title: String,
    /// Where it stands.
    pub href: String,
    /// What speaks for its speaker.
    pub evidence: String,
}

/// Who speaks, as far as it is known.
pub struct Speaker {
    /// The full name, or the words of the article for somebody without a name.
    pub name: String,
    /// The speaker's page, if there is a name.
    pub href: Option<String>,
    /// The role there and the organisation.
    pub about: String,
    /// Those who may be meant, where the article does not say which: `Ana Ruiz or Leo Ruiz`.
    pub candidates: String,
}

/// An article in a list.
pub struct ArticleCard {
    /// The headline, or the id.
    pub title: String,
    /// Where it can be read.
    pub href: String,
    /// When it was published.
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub authors: String,
    /// The sentences around what matched.
    pub passages: Vec<Vec<Run>>,
    /// The first of the quotations that matched.
    pub quotes: Vec<QuoteCard>,
    /// How many more there are: `5 more quotations that match`.
    pub more: Option<String>,
}

/// A person or an organisation in a list.
pub struct NameCard {
    /// The fullest form.
    pub name: String,
    /// Its page.
    pub href: String,
    /// How much there is: `12 quotations in 3 articles`.
    pub counts: String,
    /// The first of the other forms, without those that differ in nothing but case and stops.
    pub spellings: String,
}

impl Speaker {
    fn of(quote: &QuoteView) -> Speaker {
        let source = quote.source.as_deref().map(one_line);
        let name = match (&quote.speaker, source) {
            (Some(name), _) => name.clone(),
            (None, Some(source)) => source,
            (None, None) => "Nobody is named".to_owned(),
        };
        let organisation = quote.organisation.clone().filter(|own| *own != name);
        // "A spokesman" need not be told twice.
        let is_told = |role: &String| name.to_lowercase().contains(&role.to_lowercase());
        let role = quote.role.as_deref().map(one_line).filter(|role| !is_told(role));
        let about: Vec<String> = [role, organisation].into_iter().flatten().collect();
        Speaker {
            href: quote.speaker.as_deref().map(speaker_path),
            about: about.join(", "),
            candidates: quote.candidates.join(" or "),
            name,
        }
    }
}

impl QuoteCard {
    /// A card for each quotation of a hit of a search for `query`.
    pub fn all(hit: &Hit, query: &str) -> Vec<QuoteCard> {
        view::quotes(hit).iter().map(|quote| QuoteCard::new(quote, query)).collect()
    }

    /// The card of one quotation.
    pub fn new(quote: &QuoteView, query: &str) -> QuoteCard {
        let title = if quote.title.is_empty() { &quote.article } else { &quote.title };
        let inside = quote.inside.as_ref().map(|outer| {
            let who = outer.speaker.as_deref().or(outer.source.as_deref());
            who.map_or("another quotation".to_owned(), |who| {
                format!("a quotation of {}", one_line(who))
            })
        });
        QuoteCard {
            speaker: Speaker::of(quote),
            runs: shortened(&quote.text, &quote.highlights),
            attribution: quote.attribution,
            kind: quote.kind,
            cue: quote.cue.as_deref().map(one_line),
            chain: chain(quote),
            inside,
            date: quote.date.clone(),
            outlet: quote.outlet.clone(),
            title: title.clone(),
            href: quote_path(&quote.article, &quote.id, query),
            evidence: evidence_path(&quote.article, &quote.id, query),
        }
    }
}

/// From the source to the name, in the words of the article.
fn chain(quote: &QuoteView) -> Option<String> {
    let name = quote.speaker.as_ref()?;
    let source = quote.source.as_deref().map(one_line);
    let steps = quote.chain.iter().map(|step| one_line(&step.text));
    let mut words: Vec<String> = source.into_iter().chain(steps).collect();
    words.dedup();
    words.retain(|word| word != name);
    if quote.attribution != "inferred" || words.is_empty() {
        return None;
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    Some(format!("{} ← {name}", quoted.join(" ← ")))
}

impl ArticleCard {
    /// The card of a hit of a search for `query`.
    pub fn new(hit: &Hit, query: &str) -> ArticleCard {
        let view = ArticleView::new(hit);
        let title = if view.title.is_empty() { &view.id } else { &view.title };
        let quotes = view.quotes.iter().take(MOST_QUOTES);
        let more = view.quotes.len().saturating_sub(MOST_QUOTES);
        let passage = |passage: &PassageView| runs(&passage.text, &passage.highlights);
        ArticleCard {
            title: title.clone(),
            href: format!("{}{}", article_path(&view.id), parameters(&[("q", query)])),
            date: view.date.clone(),
            outlet: view.outlet.clone(),
            authors: view.authors.join(", "),
            passages: view.passages.iter().map(passage).collect(),
            quotes: quotes.map(|quote| QuoteCard::new(quote, query)).collect(),
            more: (more > 0).then(|| counted(more as u64, "more matching quotation")),
        }
    }
}

impl NameCard {
    /// The card of a person, or of anybody who speaks.
    pub fn speaker(name: &Name) -> NameCard {
        NameCard::new(name, speaker_path(&name.name))
    }

    /// The card of an organisation.
    pub fn organisation(name: &Name) -> NameCard {
        NameCard::new(name, organisation_path(&name.name))
    }

    fn new(name: &Name, href: String) -> NameCard {
        let plain = |form: &str| one_line(form).to_lowercase().replace('.', "");
        let mut seen = BTreeSet::from([plain(&name.name)]);
        let other = name.spellings.iter().filter(|form| seen.insert(plain(form)));
        let spellings: Vec<String> = other.take(6).map(|form| one_line(form)).collect();
        let quotes = counted(name.quotes, "quotation");
        let articles = counted(name.articles, "article");
        NameCard {
            name: name.name.clone(),
            href,
            counts: format!("{quotes} in {articles}"),
            spellings: spellings.join(" · "),
        }
    }
}

/// A text in runs; `highlights` are its code points that matched.
pub fn runs(text: &str, highlights: &[[usize; 2]]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut marks = highlights.iter().peekable();
    for (at, c) in text.chars().enumerate() {
        while marks.next_if(|mark| mark[1] <= at).is_some() {}
        let is_match = marks.peek().is_some_and(|mark| mark[0] <= at);
        match runs.last_mut() {
            Some(run) if run.is_match == is_match => run.text.push(c),
            _ => runs.push(Run { text: c.to_string(), is_match }),
        }
    }
    runs
}

/// The same, of a long text only what is around the first match.
fn shortened(text: &str, highlights: &[[usize; 2]]) -> Vec<Run> {
    let length = text.chars().count();
    if length <= LONGEST {
        return runs(text, highlights);
    }
    let first = highlights.first().map_or(0, |mark| mark[0]);
    let from = first.saturating_sub(LONGEST / 3).min(length - LONGEST);
    let to = from + LONGEST;
    let cut: String = text.chars().skip(from).take(LONGEST).collect();
    let inside = highlights.iter().filter(|mark| mark[0] >= from && mark[1] <= to);
    let marks: Vec<[usize; 2]> = inside.map(|mark| [mark[0] - from, mark[1] - from]).collect();
    let mut runs = runs(&cut, &marks);
    let gap = || Run { text: " … ".to_owned(), is_match: false };
    if from > 0 {
        runs.insert(0, gap());
    }
    if to < length {
        runs.push(gap());
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(runs: &[Run]) -> String {
        let show = |run: &Run| match run.is_match {
            true => format!("[{}]", run.text),
            false => run.text.clone(),
        };
        runs.iter().map(show).collect()
    }

    #[test]
    fn matches_are_cut_by_code_points() {
        let cases: [(&str, &[[usize; 2]], &str); 4] = [
            ("Né ici", &[[0, 2]], "[Né] ici"),
            ("a b c", &[[2, 3], [4, 5]], "a [b] [c]"),
            ("abc", &[], "abc"),
            ("abc", &[[2, 9]], "ab[c]"),
        ];
        for (text, highlights, expected) in cases {
            assert_eq!(shown(&runs(text, highlights)), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_match() {
        let text = format!("{}é{}", "a".repeat(1000), "b".repeat(1000));
        let found = shortened(&text, &[[1000, 1001]]);
        assert_eq!(shown(&found[1..4]).chars().filter(|c| *c == 'é').count(), 1);
        assert!(found[2].is_match && found[0].text == " … " && found[4].text == " … ");
        let all: usize = found[1..4].iter().map(|run| run.text.chars().count()).sum();
        assert_eq!(all, LONGEST);
    }
}
