//! What is stored of the articles of a segment, in a file of its own beside those of the engine.
//!
//! The engine's own store packs many documents as one and believes what it unpacks: where that is
//! damaged it panics (tantivy 0.27: `block_read_index`). Here each article is packed by itself, see
//! `packed`, and a merge copies what is packed as it is.
//!
//! The file holds the packed articles one after the other, then a row for each: the number of its
//! document and where it ends; then the number of rows.

use std::{any::Any, io::Write};

use tantivy::{
    DocId, HasLen, PluginMergeContext, PluginWriter, PluginWriterContext, Segment, SegmentPlugin,
    SegmentReader, TantivyDocument, TantivyError,
    directory::{FileSlice, OwnedBytes, TerminatingWrite, WritePtr},
    index::SegmentComponent,
    indexer::doc_id_mapping::DocIdMapping,
    schema::{Field as Slot, Schema, Value, document::ErasedDocument},
};

/// How the names of the files end.
pub const EXTENSION: &str = "articles";

/// The field whose values are kept here.
pub const FIELD: &str = "article";

/// The bytes of a row: a document, and where what is packed of it ends.
const ROW: usize = size_of::<u32>() + size_of::<u64>();

/// The bytes of the number of rows.
const COUNT: usize = size_of::<u32>();

fn file() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// The packed articles of a segment. While they are held, a writer may remove their file.
#[derive(Clone)]
pub struct Articles {
    packed: FileSlice,
    rows: OwnedBytes,
}

impl Articles {
    /// Opens those of a segment.
    ///
    /// # Errors
    ///
    /// Fails if there is no file, or if it is cut off.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Articles> {
        let file = segment.open_read(file())?;
        let length = file.len().checked_sub(COUNT).ok_or_else(cut_off)?;
        let (rest, count) = file.split(length);
        let count = count.read_bytes()?;
        let count = count.first_chunk().map_or(0, |count| u32::from_le_bytes(*count));
        let rows = (count as usize).checked_mul(ROW).and_then(|rows| length.checked_sub(rows));
        let (packed, rows) = rest.split(rows.ok_or_else(cut_off)?);
        Ok(Articles { packed, rows: rows.read_bytes()? })
    }

    /// What is packed of the article with this document. `Err` says what is wrong.
    pub fn of(&self, doc: DocId) -> Result<OwnedBytes, String> {
        self.packed(self.row(doc)?.ok_or("an article is not stored")?)
    }

    /// The row of a document, if it has one. A damaged row can look like that of another document; then it
    /// does not stand between the rows of those before and after.
    fn row(&self, doc: DocId) -> Result<Option<usize>, String> {
        let number = |row: usize| self.rows().get(row).map(|row| row_of(row).0);
        let Ok(row) = self.rows().binary_search_by_key(&doc, |row| row_of(row).0) else {
            return Ok(None);
        };
        let before = row.checked_sub(1).and_then(number);
        let is_between = before < Some(doc) && number(row + 1).is_none_or(|next| doc < next);
        is_between.then_some(Some(row)).ok_or_else(|| "two articles are one document".to_owned())
    }

    fn rows(&self) -> &[[u8; ROW]] {
        self.rows.as_chunks().0
    }

    /// What is packed of the article of this row.
    fn packed(&self, row: usize) -> Result<OwnedBytes, String> {
        let end = |row: usize| self.rows().get(row).map_or(0, |row| row_of(row).1);
        let range = row.checked_sub(1).map_or(0, end)..end(row);
        if range.start > range.end || range.end > self.packed.len() {
            return Err("it is not known where an article is stored".to_owned());
        }
        self.packed.slice(range).read_bytes().map_err(|error| error.to_string())
    }
}

/// The document of a row, and where what is packed of it ends.
fn row_of(row: &[u8; ROW]) -> (DocId, usize) {
    let number = |bytes: &[u8]| {
        bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let (doc, end) = row.split_at(size_of::<DocId>());
    (number(doc) as DocId, number(end) as usize)
}

fn cut_off() -> TantivyError {
    TantivyError::InternalError("a file of articles is cut off".to_owned())
}

/// A file while it is written.
struct Sheaf {
    file: WritePtr,
    rows: Vec<u8>,
    end: u64,
}

impl Sheaf {
    fn create(segment: &Segment) -> tantivy::Result<Sheaf> {
        Ok(Sheaf { file: segment.open_write(file())?, rows: Vec::new(), end: 0 })
    }

    fn add(&mut self, doc: DocId, packed: &[u8]) -> tantivy::Result<()> {
        self.file.write_all(packed)?;
        self.end += packed.len() as u64;
        self.rows.extend_from_slice(&doc.to_le_bytes());
        self.rows.extend_from_slice(&self.end.to_le_bytes());
        Ok(())
    }

    fn close(mut self) -> tantivy::Result<()> {
        self.file.write_all(&self.rows)?;
        self.file.write_all(&((self.rows.len() / ROW) as u32).to_le_bytes())?;
        Ok(self.file.terminate()?)
    }
}

/// Has the engine write and merge the files of articles with those of its own.
pub struct Storing;

impl SegmentPlugin for Storing {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(
        &self,
        context: &PluginWriterContext,
    ) -> tantivy::Result<Box<dyn PluginWriter>> {
        let slot = context.segment.schema().get_field(FIELD)?;
        Ok(Box::new(StoringSegment { slot, sheaf: Sheaf::create(context.segment)? }))
    }

    /// Copies what is packed of the articles that are alive; they keep their order.
    fn merge(&self, context: PluginMergeContext) -> tantivy::Result<()> {
        let mut sheaf = Sheaf::create(context.target_segment)?;
        let mut before = 0;
        for segment in context.readers {
            let articles = Articles::open(segment)?;
            for doc in segment.doc_ids_alive() {
                if let Some(row) = articles.row(doc).map_err(TantivyError::InternalError)? {
                    let packed = articles.packed(row).map_err(TantivyError::InternalError)?;
                    sheaf.add(before, &packed)?;
                }
                before += 1;
            }
        }
        sheaf.close()
    }
}

/// The file of a segment that is written.
struct StoringSegment {
    slot: Slot,
    sheaf: Sheaf,
}

impl PluginWriter for StoringSegment {
    fn add_document(
        &mut self,
        doc: DocId,
        document: &dyn ErasedDocument,
        _: &Schema,
    ) -> tantivy::Result<()> {
        let document = document.as_any().downcast_ref::<TantivyDocument>();
        let packed = document.and_then(|document| document.get_first(self.slot)?.as_custom());
        packed.map_or(Ok(()), |packed| self.sheaf.add(doc, packed))
    }

    fn serialize(self: Box<Self>, _: &Segment, _: Option<&DocIdMapping>) -> tantivy::Result<()> {
        self.sheaf.close()
    }

    fn mem_usage(&self) -> usize {
        self.sheaf.rows.capacity()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is stored, two bytes for each of some documents.
    fn articles(docs: &[DocId]) -> Articles {
        let row = |(number, doc): (u64, &DocId)| {
            [&doc.to_le_bytes()[..], &(2 * (number + 1)).to_le_bytes()].concat()
        };
        let rows: Vec<u8> = (0..).zip(docs).flat_map(row).collect();
        let packed: Vec<u8> = (0..2 * docs.len() as u8).collect();
        Articles { packed: FileSlice::from(packed), rows: OwnedBytes::new(rows) }
    }

    #[test]
    fn a_row_that_looks_like_another_is_no_other_article() {
        let docs = [0, 5, 9];
        let whole = docs.map(|doc| articles(&docs).of(doc).unwrap());
        assert_eq!(whole.each_ref().map(|it| it[0]), [0, 2, 4]);
        for (row, doc) in (0..3).flat_map(|row| [0, 4, 5, 9, 10].map(|doc| (row, doc))) {
            let mut damaged = docs;
            damaged[row] = doc;
            for (doc, right) in docs.into_iter().zip(&whole) {
                let found = articles(&damaged).of(doc);
                assert!(found.is_err() || found.is_ok_and(|it| *it == **right), "{damaged:?}");
            }
        }
    }
}
