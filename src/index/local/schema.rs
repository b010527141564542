//! The tantivy schema, made from the table of fields.
//!
//! A field that both articles and quotations have becomes two tantivy fields, so that the
//! statistics of the one never mix with those of the other.

use serde_json::json;
use tantivy::schema::{
    FAST, Field as Slot, IndexRecordOption, NumericOptions, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

use super::{articles, compile::Scope};
use crate::{
    analyze::TOKENIZER,
    field::{Analysis, FACETS, FIELDS, Field},
};

/// The term in [`Slots::unit`] of the document of an article.
pub const ARTICLE: &str = "article";

/// The term in [`Slots::unit`] of the document of a quotation.
pub const QUOTE: &str = "quote";

/// The name of [`Slots::stems`].
pub const STEMS: &str = "stems";

/// Where tantivy keeps what.
#[derive(Clone, Debug)]
pub struct Slots {
    /// [`ARTICLE`] or [`QUOTE`].
    pub unit: Slot,
    /// The article's id, on every document of a block; a column as well.
    pub id: Slot,
    /// The document's key: identity and tie-breaker. That of the article is the last of a block.
    pub key: Slot,
    /// The first day on which it may have been published, `yyyymmdd`.
    pub first_day: Slot,
    /// The last such day.
    pub last_day: Slot,
    /// How many quotations stand before an article, on articles.
    pub quotes: Slot,
    /// How many documents before its article a quotation stands, on quotations.
    pub to_article: Slot,
    /// The hash of the input record, on articles.
    pub record: Slot,
    /// The hash of the folder that an id was made in, on articles whose id is a path.
    pub root: Slot,
    /// The fingerprint of the words, see `fingerprint`.
    pub fingerprint: Slot,
    /// Articles that are nearly the same have the same number, see `family`.
    pub family: Slot,
    /// The bands of the words, on articles.
    pub band: Slot,
    /// What is stored of the article, see `articles`.
    pub article: Slot,
    of_article: Vec<(Field, Slot)>,
    of_quote: Vec<(Field, Slot)>,
    /// The values of [`FACETS`] as they came in, of speakers and organisations see `names`.
    columns: Vec<(Field, Slot)>,
    /// The language whose stems the document has, if it has any.
    pub stems: Slot,
}

impl Slots {
    /// The slot of a field of articles or of quotations.
    pub fn of(&self, scope: Scope, field: Field) -> Option<Slot> {
        match scope {
            Scope::Article => self.of_article(field),
            Scope::Quote => self.of_quote(field),
        }
    }

    /// The slot of a field of articles.
    pub fn of_article(&self, field: Field) -> Option<Slot> {
        slot(&self.of_article, field)
    }

    /// The slot of a field of quotations.
    pub fn of_quote(&self, field: Field) -> Option<Slot> {
        slot(&self.of_quote, field)
    }

    /// The column of the values of a field, each value of a document once; dates have none.
    pub fn column(&self, field: Field) -> Option<Slot> {
        slot(&self.columns, field)
    }
}

fn slot(slots: &[(Field, Slot)], field: Field) -> Option<Slot> {
    slots.iter().find(|(own, _)| *own == field).map(|(_, slot)| *slot)
}

/// Builds the schema and says where everything is.
pub fn schema() -> (Schema, Slots) {
    let mut builder = Schema::builder();
    let number = FAST;
    // Of what is only found and never scored, nobody asks for the length.
    let code = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false),
    );
    let slots = Slots {
        unit: builder.add_text_field("unit", code.clone()),
        id: builder.add_text_field("id", code.clone().set_fast("raw")),
        key: builder.add_u64_field("key", number.clone()),
        first_day: builder.add_u64_field("first_day", number.clone()),
        last_day: builder.add_u64_field("last_day", number.clone()),
        quotes: builder.add_u64_field("quotes", number.clone()),
        to_article: builder.add_u64_field("to_article", number.clone()),
        record: builder.add_u64_field("record", number.clone()),
        root: builder.add_u64_field("root", number.clone()),
        fingerprint: builder.add_u64_field("fingerprint", number.clone()),
        family: builder.add_u64_field("family", number),
        band: builder.add_u64_field("band", NumericOptions::default().set_indexed()),
        article: builder.add_custom_field(articles::FIELD, articles::FIELD, json!({})),
        of_article: add_fields(&mut builder, "a", |field| field.of_article),
        of_quote: add_fields(&mut builder, "q", |field| field.of_quote),
        columns: add_columns(&mut builder),
        stems: builder.add_text_field(STEMS, code),
    };
    (builder.build(), slots)
}

/// Adds columns of whole strings, not indexed.
fn add_columns(builder: &mut SchemaBuilder) -> Vec<(Field, Slot)> {
    let fields = FACETS.iter().filter(|&&field| field.info().analysis != Analysis::Date);
    let options = || TextOptions::default().set_fast("raw");
    let add = |&field: &Field| {
        (field, builder.add_text_field(&format!("column.{}", field.name()), options()))
    };
    fields.map(add).collect()
}

/// Adds the rows of the table that one kind of document has.
fn add_fields(
    builder: &mut SchemaBuilder,
    unit: &str,
    has: impl Fn(&crate::field::FieldInfo) -> bool,
) -> Vec<(Field, Slot)> {
    let rows = FIELDS.iter().filter(|row| has(row));
    let rows = rows.filter_map(|row| Some((row, indexing(row.analysis)?)));
    rows.map(|(row, indexing)| {
        let options = TextOptions::default().set_indexing_options(indexing);
        (row.field, builder.add_text_field(&format!("{unit}.{}", row.name), options))
    })
    .collect()
}

/// How a field is indexed; dates are columns and not here.
fn indexing(analysis: Analysis) -> Option<TextFieldIndexing> {
    let indexing = TextFieldIndexing::default().set_tokenizer(TOKENIZER);
    let positions = IndexRecordOption::WithFreqsAndPositions;
    match analysis {
        Analysis::Words => Some(indexing.set_index_option(positions)),
        Analysis::Names => Some(indexing.set_index_option(positions).set_fieldnorms(false)),
        Analysis::Code => {
            Some(indexing.set_index_option(IndexRecordOption::Basic).set_fieldnorms(false))
        }
        Analysis::Date => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_slot_where_it_belongs() {
        let (_, slots) = schema();
        for row in FIELDS.iter().filter(|row| row.analysis != Analysis::Date) {
            assert_eq!(slots.of_article(row.field).is_some(), row.of_article, "{}", row.name);
            assert_eq!(slots.of_quote(row.field).is_some(), row.of_quote, "{}", row.name);
        }
    }
}
