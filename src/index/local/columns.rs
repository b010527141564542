//! The columns that every search reads, opened once for each segment.

use tantivy::{SegmentReader, columnar::Column, schema::Field as Slot};

use super::schema::Slots;

/// The columns of one segment.
#[derive(Clone)]
pub struct Columns {
    /// The keys of documents.
    pub keys: Column<u64>,
    /// The first days on which they may have been published.
    pub first_days: Column<u64>,
    /// What is nearly the same has the same number.
    pub families: Column<u64>,
}

impl Columns {
    /// Opens the columns of a segment.
    pub fn open(reader: &SegmentReader, slots: &Slots) -> tantivy::Result<Columns> {
        let column = |slot: Slot| reader.fast_fields().u64(reader.schema().get_field_name(slot));
        Ok(Columns {
            keys: column(slots.key)?,
            first_days: column(slots.first_day)?,
            families: column(slots.family)?,
        })
    }
}
