//! Full-text search for news archives that knows *who said what*.
//!
//! **One article.** [`read`] makes an [`Article`] of a file. An [`Extractor`] finds its
//! quotations, with speaker, organisation and the evidence for both, as spans of its text.
//! [`index::block`] turns article and quotations into documents, whose words [`analyze`] makes; a
//! [`Writer`] puts them into an index on disk. [`pipeline`] does this for many articles.
//!
//! **One query.** [`query::parse`] reads a text as a [`Query`] tree, with notices, or says all that is
//! wrong with it. An [`Index`] finds the articles or quotations that match a [`SearchRequest`], with the
//! words, quotations and passages that matched. [`view`] shapes them for programs.
//!
//! ```
//! use dixit::{Article, Backend, Index, Progress, SearchRequest, Writer, WriterOptions, query};
//!
//! let dir = tempfile::tempdir()?;
//! let mut writer = Writer::open(dir.path(), WriterOptions::default())?;
//! writer.add(&Article {
//!     id: "tolls".into(),
//!     body: "“The toll stays,” said Ana Ruiz, mayor of Port Ellery.".into(),
//!     language: Some("en".into()),
//!     ..Article::default()
//! })?;
//! writer.commit(Progress::default())?;
//!
//! let index = Index::open(dir.path())?;
//! let query = query::parse("SAID(ruiz, toll)").map_err(dixit::Error::Query)?.query;
//! let found = index.search(&SearchRequest::quotes(query))?;
//! let hit = &found.hits[0];
//! let quote = &hit.extraction.quotes[hit.quotes[0]];
//! assert_eq!(quote.text(&hit.article.body), "“The toll stays,”");
//! assert_eq!(hit.extraction.entity(quote.speaker).unwrap().name, "Ana Ruiz");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | what it is |
//! |---|---|
//! | [`article`], [`field`], [`text`], [`error`] | what everybody speaks of: articles and dates, the table of fields, spans, errors |
//! | [`fingerprint`] | texts that are nearly the same |
//! | [`sentence`] | where paragraphs and sentences end |
//! | [`read`] | files to articles, a file a format |
//! | [`extract`] | who said what, in one article: pure, total |
//! | [`analyze`] | words, stems and marks; the engine's tokenizer |
//! | [`query`] | the query language, requests and responses: pure |
//! | [`index`] | where articles are kept and found: on disk (`local`), or in memory as the oracle of the tests (`Scan`) |
//! | [`config`] | what can be set, and where each value comes from |
//! | [`pipeline`] | many articles into an index, on all cores |
//! | [`eval`] | gold data against predictions |
//! | [`train`] | annotated data to weights |
//! | [`view`] | what programs outside see |
//! | [`serve`] | an index as a service, over HTTP |

pub mod analyze;
pub mod article;
pub mod config;
pub mod error;
pub mod eval;
pub mod extract;
pub mod field;
pub mod fingerprint;
pub mod index;
pub mod pipeline;
pub mod query;
pub mod read;
pub mod sentence;
pub mod serve;
pub mod text;
pub mod train;
pub mod view;

pub use article::Article;
pub use error::{Error, Result};
pub use extract::{Extraction, Extractor};
pub use index::{
    Backend,
    local::{Index, Progress, Writer, WriterOptions},
};
pub use query::{Query, SearchRequest, SearchResponse};
