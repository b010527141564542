//! What comes in: one article, with what is known about it.
//!
//! How it is read is left to `read`, what it says to `extract`.

mod date;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use date::{Date, Time};

/// The identity of an article: the id it came with, else its path below the indexed root.
pub type ArticleId = String;

/// One article as it came in. `body` is the text that all spans point into.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Article {
    /// Unique in an index.
    pub id: ArticleId,
    /// The headline, empty if there is none.
    #[serde(default)]
    pub title: String,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2024-05-31")]
    pub date: Option<Date>,
    /// When it was last changed, if it was after it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "2024-05-31")]
    pub updated: Option<Date>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The news agency that the outlet has it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Who wrote it. A byline is never a speaker.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The part of the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Keywords that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1 code such as `en`, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The text as decoded, paragraphs and all, never changed.
    pub body: String,
    /// Keys that dixit gives no meaning, as they came.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: serde_json::Map<String, serde_json::Value>,
}
