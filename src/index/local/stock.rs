//! The articles that are stored in an index, whatever the format of that index: up to format 6 an article is
//! JSON in a field that the engine stores, now it is among the `articles` of its segment. The columns beside
//! it say what it was made of.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use tantivy::{
    DocAddress, IndexReader, ReloadPolicy, Searcher, SegmentReader, TantivyDocument,
    columnar::Column,
    directory::MmapDirectory,
    schema::{FieldType, Value},
};

use super::{
    articles::{self, Articles},
    directory::ReadOnly,
    engine,
    known::Origin,
    payload::{Payload, Progress},
    stored,
};
use crate::{
    article::Article,
    error::{Error, Result},
};

/// An article that is stored, with what is known of its input.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The article.
    pub article: Article,
    /// The hash of the record it was made of; 0 if it was made of none.
    pub record: u64,
    /// Where its id comes from.
    pub origin: Origin,
}

/// The stored articles of an index.
pub struct Stock {
    dir: PathBuf,
    searcher: Searcher,
    /// How far the last run of the indexer came.
    pub progress: Progress,
}

impl Stock {
    /// Opens the index in the folder `dir` as it was at its last commit.
    ///
    /// # Errors
    ///
    /// Fails if the engine cannot read it.
    pub fn open(dir: &Path) -> Result<Stock> {
        let open = || {
            let index = tantivy::Index::open(ReadOnly(MmapDirectory::open(dir)?))?;
            let reader: IndexReader =
                index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            let progress = Payload::read(index.load_metas()?.payload.as_deref()).progress;
            Ok(Stock { dir: dir.to_owned(), searcher: reader.searcher(), progress })
        };
        open().map_err(|error: tantivy::TantivyError| engine("read", dir)(error))
    }

    /// Calls `each` with every article, in the order of the files, until it breaks off.
    ///
    /// # Errors
    ///
    /// Fails if an article cannot be read, and as `each` does.
    pub fn each(
        &self,
        mut each: impl FnMut(Kept) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        for (number, segment) in self.searcher.segment_readers().iter().enumerate() {
            let column = |name: &str| segment.fast_fields().u64(name).ok();
            let value = |column: &Option<Column<u64>>, doc| column.as_ref()?.first(doc);
            let articles = self.articles(segment).map_err(engine("read", &self.dir))?;
            let (quotes, records, roots) = (column("quotes"), column("record"), column("root"));
            // Only articles say how many quotations they have.
            for doc in segment.doc_ids_alive().filter(|&doc| value(&quotes, doc).is_some()) {
                let article = match &articles {
                    Some(articles) => stored::read_article(articles, doc),
                    None => self.article(DocAddress::new(number as u32, doc)),
                };
                let article =
                    article.map_err(|reason| Error::Damaged { path: self.dir.clone(), reason })?;
                let record = value(&records, doc).unwrap_or(0);
                let origin = Origin::from_number(value(&roots, doc).unwrap_or(0));
                if each(Kept { article, record, origin })?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The articles of a segment that are in a file of their own.
    fn articles(&self, segment: &SegmentReader) -> tantivy::Result<Option<Articles>> {
        let schema = self.searcher.schema();
        let entry = schema.get_field_entry(schema.get_field(articles::FIELD)?);
        let is_apart = matches!(entry.field_type(), FieldType::Custom(_));
        is_apart.then(|| Articles::open(segment)).transpose()
    }

    /// An article that the engine stores.
    fn article(&self, address: DocAddress) -> Result<Article, String> {
        let slot =
            self.searcher.schema().get_field(articles::FIELD).map_err(|error| error.to_string())?;
        let document: TantivyDocument =
            self.searcher.doc(address).map_err(|error| error.to_string())?;
        let text = document.get_first(slot).and_then(|value| value.as_str());
        let text = text.ok_or("an article is not stored")?;
        serde_json::from_str(text).map_err(|error| format!("a stored article: {error}"))
    }
}
