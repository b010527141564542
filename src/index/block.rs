//! One article with its quotations as the documents that are searched: Article + Extraction -> Block.
//!
//! Nothing here knows an engine; `local` sends the documents to one, `scan` reads them as they are.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    analyze::{Analyzer, Language, Words},
    article::Article,
    extract::{Entity, EntityId, Extraction, Placed, Quotation},
    field::{Analysis, Field},
    fingerprint::{Fingerprint, Sketch},
    text::Span,
};

/// The documents of one article: one per quotation, then the article itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The article.
    pub article: Document,
    /// Its quotations, numbered as by [`Extraction::quotations`].
    pub quotes: Vec<Document>,
    /// The bands of its body, see [`fingerprint`](crate::fingerprint).
    pub bands: Vec<u64>,
}

/// What can be found of one article or one quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The identity: of an article the hash of its id, of a quotation see [`quote_keys`].
    pub key: u64,
    /// The first and last day on which it may have been published, `yyyymmdd`.
    pub days: Option<(u64, u64)>,
    /// The fingerprint of the body or of what was said, if it has a word; only where the whole block is made.
    pub fingerprint: Option<Fingerprint>,
    /// The fields that have a value.
    fields: Vec<(Field, Words)>,
}

impl Document {
    /// The words of a field, if it has a value.
    pub fn words(&self, field: Field) -> Option<&Words> {
        self.fields.iter().find(|(own, _)| *own == field).map(|(_, words)| words)
    }

    /// All fields that have a value.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &Words)> {
        self.fields.iter().map(|(field, words)| (*field, words))
    }

    fn new(key: u64, article: &Article) -> Document {
        let days = article.date.map(|date| (date.first_day(), date.last_day()));
        Document { key, days, fingerprint: None, fields: Vec::new() }
    }

    fn push(&mut self, field: Field, words: Words) {
        if !words.is_empty() {
            self.fields.push((field, words));
        }
    }

    fn push_names<'v>(&mut self, field: Field, values: impl IntoIterator<Item = &'v str>) {
        debug_assert!(matches!(field.info().analysis, Analysis::Names | Analysis::Code));
        self.push(field, Analyzer::names(values));
    }
}

impl Block {
    /// The documents of an article and what was found in it.
    pub fn new(article: &Article, extraction: &Extraction) -> Block {
        let body = words(&article.body, article);
        let of_body = sketch(&body);
        let mut quotes = quote_documents(article, extraction, &body);
        for quote in &mut quotes {
            let of_quote = quote.words(Field::Text).and_then(sketch);
            quote.fingerprint = of_quote.map(|sketch| sketch.fingerprint());
        }
        let mut article = article_document(article, extraction, body);
        article.fingerprint = of_body.as_ref().map(Sketch::fingerprint);
        let bands = of_body.map(|sketch| sketch.bands().to_vec()).unwrap_or_default();
        Block { article, quotes, bands }
    }

    /// The same without the words of the article, where those of its body are at hand: enough to say
    /// which quotations match.
    pub fn quotes(article: &Article, extraction: &Extraction, body: &Words) -> Block {
        let quotes = quote_documents(article, extraction, body);
        let article = Document::new(article_key(&article.id), article);
        Block { article, quotes, bands: Vec::new() }
    }

    /// The documents of an article as if the quotation `number` were all of it: enough to say where
    /// the words of that quotation match, without looking at the rest.
    pub fn of_quote(article: &Article, extraction: &Extraction, number: usize, key: u64) -> Block {
        let quotes = extraction.quotation(number).map(|Placed { quote, .. }| {
            let whole = quote.content.iter().copied().reduce(Span::hull).unwrap_or_default();
            let text = words(whole.of(&article.body), article).shifted(whole.start());
            let text = text.inside(&quote.content);
            quote_document(key, article, extraction, quote, text)
        });
        let article = Document::new(article_key(&article.id), article);
        Block { article, quotes: quotes.into_iter().collect(), bands: Vec::new() }
    }
}

/// The language whose stems an article's words have.
pub fn language(article: &Article) -> Language {
    article.language.as_deref().map_or(Language::UNKNOWN, Language::from_tag)
}

/// The words of a text of the article, in its language.
pub fn words(text: &str, article: &Article) -> Words {
    Analyzer::with(language(article), |analyzer| analyzer.text(text))
}

/// The sketch of the folded words of a text.
fn sketch(words: &Words) -> Option<Sketch> {
    let positions = 0..words.words().len();
    Sketch::of(positions.filter_map(|position| words.terms_at(position).next()))
}

fn article_document(article: &Article, extraction: &Extraction, body: Words) -> Document {
    let mut document = Document::new(article_key(&article.id), article);
    document.push(Field::Title, words(&article.title, article));
    document.push(Field::Body, body);
    let organisations = extraction.entities.iter().filter(|entity| entity.is_organisation());
    document.push_names(Field::Org, organisations.flat_map(Entity::names));
    document.push_names(Field::Author, article.authors.iter().map(String::as_str));
    document.push_names(Field::Outlet, article.outlet.as_deref());
    document.push_names(Field::Section, article.section.as_deref());
    document.push_names(Field::Tag, article.tags.iter().map(String::as_str));
    document.push(Field::Url, article.url.as_deref().map(Analyzer::address).unwrap_or_default());
    document.push_names(Field::Language, article.language.as_deref());
    document
}

fn quote_documents(article: &Article, extraction: &Extraction, body: &Words) -> Vec<Document> {
    let keyed = extraction.quotations().zip(quote_keys(article, extraction));
    let document = |(placed, key): (Placed<'_>, u64)| {
        let text = body.inside(&placed.quote.content);
        quote_document(key, article, extraction, placed.quote, text)
    };
    keyed.map(document).collect()
}

fn quote_document(
    key: u64,
    article: &Article,
    extraction: &Extraction,
    quote: &Quotation,
    text: Words,
) -> Document {
    let mut document = Document::new(key, article);
    let names = |id: Option<EntityId>| extraction.entity(id).into_iter().flat_map(Entity::names);
    let in_body = |span: Option<Span>| span.map(|span| span.of(&article.body));
    document.push(Field::Text, text);
    // A surname that may be several people's is found as it stands, and by no full name.
    let unsure = quote.source.filter(|_| !quote.candidates.is_empty());
    document.push_names(Field::Speaker, names(quote.speaker).chain(in_body(unsure)));
    document.push_names(Field::Org, names(quote.organisation));
    document.push_names(Field::Role, in_body(quote.role));
    document.push_names(Field::Cue, in_body(quote.cue));
    document.push_names(Field::Kind, [quote.kind.name()]);
    document.push_names(Field::Attribution, [quote.attribution.name()]);
    document.push_names(Field::Sourcing, [quote.sourcing.name()]);
    document.push_names(Field::Outlet, article.outlet.as_deref());
    document.push_names(Field::Language, article.language.as_deref());
    document
}

/// The key of an article: a hash of its id.
pub fn article_key(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

/// The keys of an article's quotations, in order: a hash of the article's id, the content, and how
/// often this content came before in the article. So a quotation keeps its key when others appear.
pub fn quote_keys(article: &Article, extraction: &Extraction) -> Vec<u64> {
    let mut occurrences: FxHashMap<String, u32> = FxHashMap::default();
    let key = |Placed { quote, .. }: Placed<'_>| {
        let content = quote.text(&article.body);
        let occurrence = occurrences.entry(content.clone()).or_default();
        let key = xxh3_64(format!("{}\0{content}\0{occurrence}", article.id).as_bytes());
        *occurrence += 1;
        key
    };
    extraction.quotations().map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Attribution, Kind, Sourcing};

    fn quotation(body: &str, content: &str) -> Quotation {
        let start = body.find(content).unwrap();
        Quotation {
            content: vec![Span::new(body, start..start + content.len()).unwrap()],
            cue: None,
            source: None,
            kind: Kind::Direct,
            speaker: None,
            candidates: Vec::new(),
            organisation: None,
            role: None,
            attribution: Attribution::Unattributed,
            sourcing: Sourcing::None,
            confidence: 0.5,
            chain: Vec::new(),
            nested: Vec::new(),
        }
    }

    #[test]
    fn a_quotation_keeps_its_key_when_others_appear() {
        let body = "“Yes.” “No.” “Yes.”".to_owned();
        let article = Article { id: "a".into(), body, ..Article::default() };
        let yes = quotation(&article.body, "“Yes.”");
        let no = quotation(&article.body, "“No.”");
        let keys = |quotes: &[&Quotation]| {
            let quotes = quotes.iter().map(|&quote| quote.clone()).collect();
            quote_keys(&article, &Extraction { quotes, ..Extraction::default() })
        };
        let [first, second] = keys(&[&yes, &yes])[..] else { panic!("two keys") };
        assert_ne!(first, second);
        assert_eq!(keys(&[&yes, &no, &yes])[0], first);
        assert_eq!(keys(&[&no, &yes, &yes])[2], second);
    }

    #[test]
    fn a_field_without_a_value_is_not_there() {
        let article = Article { id: "a".into(), body: "Words.".into(), ..Article::default() };
        let block = Block::new(&article, &Extraction::default());
        let fields: Vec<_> = block.article.fields().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Body]);
    }
}
