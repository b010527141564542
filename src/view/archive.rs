//! What an index holds and what matches, seen as a whole by programs: names, facets, topics, size.

use serde::Serialize;
use utoipa::ToSchema;

use super::NoticeView;
use crate::{
    extract::{self, Extractor, Versions, role_key},
    index::local::{Progress, Size},
    query::{Facet, Facets, Name, Topic, Topics},
};

/// A speaker or organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameView {
    /// The fullest form, as most quotations have it.
    pub name: String,
    /// How many quotations there are.
    pub quotes: u64,
    /// In how many articles.
    pub articles: u64,
    /// The other forms, most quoted first.
    pub spellings: Vec<String>,
}

/// As what an article names a speaker.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// The speaker.
    pub speaker: String,
    /// The words of the role.
    pub role: Option<String>,
    /// Where the speaker has it.
    pub organisation: Option<String>,
    /// The words that say so.
    pub evidence: String,
    /// The id of the article.
    pub article: String,
    /// When it was published.
    pub date: Option<String>,
}

impl RoleView {
    /// Whether both say the same of the same speaker.
    pub(super) fn is_same(&self, other: &RoleView) -> bool {
        let folded = |role: &RoleView| role.role.as_deref().map(role_key);
        self.speaker == other.speaker
            && self.organisation == other.organisation
            && folded(self) == folded(other)
    }
}

/// How what matches is spread over the values of fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetsView {
    /// How many articles or quotations match.
    pub total: u64,
    /// How the query was read, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// What the user should know about the reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices: Option<Vec<NoticeView>>,
    /// One for each field.
    pub facets: Vec<FacetView>,
}

/// How what matches is spread over the values of one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetView {
    /// The name of the field in queries.
    pub field: &'static str,
    /// How many values there are in all.
    pub total: u64,
    /// How many of the hits have none.
    pub without: u64,
    /// The most frequent first, dates in order.
    pub values: Vec<ValueView>,
}

/// One value of a facet.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueView {
    /// The value.
    pub value: String,
    /// How many of the hits have it.
    pub count: u64,
    /// The clause of a query that asks for it.
    pub clause: String,
}

/// The words that some quotations have more often than all.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicsView {
    /// How many quotations match.
    pub total: u64,
    /// How many of them were read: all, or evenly so many.
    pub read: u64,
    /// How the query was read.
    pub read_as: String,
    /// What the user should know about the reading.
    pub notices: Vec<NoticeView>,
    /// The most significant words first.
    pub topics: Vec<TopicView>,
}

/// A word that some quotations have more often than all.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicView {
    /// The word, in its most frequent form.
    pub word: String,
    /// How many of the quotations that were read have it.
    pub quotes: u64,
    /// How many of all have it.
    pub of_all: u64,
    /// How significant it is.
    pub score: f32,
}

/// How much an index holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatsView {
    /// Articles.
    pub articles: u64,
    /// Quotations in them.
    pub quotes: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Parts that are searched one after the other.
    pub segments: usize,
    /// The codes of the languages of articles, "" for the unknown one.
    pub languages: Vec<String>,
    /// Those in which quotations are found.
    pub extracted_languages: Vec<String>,
    /// What found the quotations; empty if it was not noted.
    #[schema(value_type = Vec<Object>)]
    pub extractors: Vec<Versions>,
    /// Whether the extractor of this program, and nothing else, found them.
    pub extractor_is_current: bool,
    /// How far the last run of the indexer came.
    #[schema(value_type = Object)]
    pub last_run: Progress,
}

impl From<Size> for StatsView {
    fn from(size: Size) -> StatsView {
        let extracted = size.languages.iter().filter(|code| extract::reads(code));
        StatsView {
            articles: size.articles,
            quotes: size.quotes,
            bytes: size.bytes,
            segments: size.segments,
            extracted_languages: extracted.cloned().collect(),
            languages: size.languages,
            extractor_is_current: size.extractors == [Extractor::default().versions()],
            extractors: size.extractors,
            last_run: size.progress,
        }
    }
}

impl NameView {
    /// A name and how often it is quoted.
    pub fn new(name: Name) -> NameView {
        let Name { name, quotes, articles, spellings } = name;
        NameView { name, quotes, articles, spellings }
    }
}

impl FacetsView {
    /// Facets, without the query they are of.
    pub fn new(facets: Facets) -> FacetsView {
        let view = facets.facets.into_iter().map(FacetView::new);
        FacetsView { total: facets.total, read_as: None, notices: None, facets: view.collect() }
    }
}

impl FacetView {
    fn new(mut facet: Facet) -> FacetView {
        let values = std::mem::take(&mut facet.values).into_iter();
        let view = |value: crate::query::FacetValue| ValueView {
            clause: facet.clause(&value.value).to_string(),
            value: value.value,
            count: value.count,
        };
        FacetView {
            field: facet.field.name(),
            total: facet.total,
            without: facet.without,
            values: values.map(view).collect(),
        }
    }
}

impl TopicsView {
    /// The topics of the quotations that match a query.
    pub fn new(topics: Topics, read_as: String, notices: Vec<NoticeView>) -> TopicsView {
        let view = |topic: Topic| TopicView {
            word: topic.word,
            quotes: topic.quotes,
            of_all: topic.of_all,
            score: topic.score,
        };
        let Topics { total, read, topics } = topics;
        TopicsView { total, read, read_as, notices, topics: topics.into_iter().map(view).collect() }
    }
}
