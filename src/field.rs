//! The fields of articles and quotations: the one table that the parser, the schema and the
//! compiler read.
//!
//! How a field is stored by an engine is left to `index`.

use serde::{Deserialize, Serialize};

/// Something that can be searched by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline.
    Title,
    /// The text of the article.
    Body,
    /// The words of a quotation.
    Text,
    /// Who said it.
    Speaker,
    /// The organisation of the speaker; outside QUOTE any organisation of the article.
    Org,
    /// What the speaker is there.
    Role,
    /// The word that announces the quotation.
    Cue,
    /// direct, indirect or mixed.
    Kind,
    /// stated, inferred or unattributed.
    Attribution,
    /// Who or what the source is: person, organisation, document, unnamed or none.
    Sourcing,
    /// Who wrote the article.
    Author,
    /// Who published it.
    Outlet,
    /// The part of the paper.
    Section,
    /// A keyword that came with the article.
    Tag,
    /// Where it can be read.
    Url,
    /// ISO 639-1 code.
    Language,
    /// When it was published.
    Date,
}

/// What a field's text is made into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Analysis {
    /// Words and their stems, with sentence and paragraph marks.
    Words,
    /// Words without stems: names and codes of more than one word.
    Names,
    /// One folded word from a closed or short list.
    Code,
    /// A day, month or year.
    Date,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// Which field.
    pub field: Field,
    /// Its name in queries, messages and machine output.
    pub name: &'static str,
    /// Other names that are understood.
    pub aliases: &'static [&'static str],
    /// How its text is analysed.
    pub analysis: Analysis,
    /// Whether the article document has it.
    pub of_article: bool,
    /// Whether the quotation document has it, and QUOTE may ask for it.
    pub of_quote: bool,
    /// The values it can have, if they are few.
    pub values: &'static [&'static str],
}

const fn row(
    field: Field,
    name: &'static str,
    aliases: &'static [&'static str],
    analysis: Analysis,
    (of_article, of_quote): (bool, bool),
    values: &'static [&'static str],
) -> FieldInfo {
    FieldInfo { field, name, aliases, analysis, of_article, of_quote, values }
}

const ARTICLE: (bool, bool) = (true, false);
const QUOTE: (bool, bool) = (false, true);
const BOTH: (bool, bool) = (true, true);

/// All fields, in the order in which they are listed to people. A field of quotations alone can
/// also be asked for outside QUOTE: it is then read as `QUOTE(field:…)`.
pub const FIELDS: &[FieldInfo] = &[
    row(Field::Title, "title", &["headline"], Analysis::Words, ARTICLE, &[]),
    row(Field::Body, "body", &[], Analysis::Words, ARTICLE, &[]),
    row(Field::Speaker, "speaker", &[], Analysis::Names, QUOTE, &[]),
    row(Field::Org, "org", &["organisation", "organization"], Analysis::Names, BOTH, &[]),
    row(Field::Author, "author", &["byline"], Analysis::Names, ARTICLE, &[]),
    row(Field::Outlet, "outlet", &["source"], Analysis::Names, BOTH, &[]),
    row(Field::Section, "section", &[], Analysis::Names, ARTICLE, &[]),
    row(Field::Tag, "tag", &[], Analysis::Names, ARTICLE, &[]),
    row(Field::Url, "url", &[], Analysis::Names, ARTICLE, &[]),
    row(Field::Language, "language", &["lang"], Analysis::Code, BOTH, &[]),
    row(Field::Date, "date", &[], Analysis::Date, BOTH, &[]),
    row(Field::Role, "role", &[], Analysis::Names, QUOTE, &[]),
    row(Field::Text, "text", &[], Analysis::Words, QUOTE, &[]),
    row(Field::Cue, "cue", &[], Analysis::Names, QUOTE, &[]),
    row(Field::Kind, "kind", &[], Analysis::Code, QUOTE, &["direct", "indirect", "mixed"]),
    row(
        Field::Attribution,
        "attribution",
        &[],
        Analysis::Code,
        QUOTE,
        &["stated", "inferred", "unattributed"],
    ),
    row(
        Field::Sourcing,
        "sourcing",
        &[],
        Analysis::Code,
        QUOTE,
        &["person", "organisation", "document", "unnamed", "none"],
    ),
];

/// The fields whose values are counted, in the order in which they are shown. Articles have them all:
/// of a field of quotations alone, the values that any of their quotations has.
pub const FACETS: &[Field] = &[
    Field::Speaker,
    Field::Org,
    Field::Outlet,
    Field::Section,
    Field::Author,
    Field::Tag,
    Field::Language,
    Field::Kind,
    Field::Attribution,
    Field::Sourcing,
    Field::Date,
];

impl Field {
    /// The field's row in [`FIELDS`].
    pub fn info(self) -> &'static FieldInfo {
        let row = FIELDS.iter().find(|info| info.field == self);
        row.unwrap_or(&FIELDS[0]) // a test shows that every field has a row
    }

    /// The field's name in queries.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The field with this name or alias, in any case.
    pub fn from_name(name: &str) -> Option<Field> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        let row = FIELDS.iter().find(|row| is(row.name) || row.aliases.iter().any(|name| is(name)));
        row.map(|info| info.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_one_row_and_every_name_one_field() {
        for info in FIELDS {
            assert_eq!(info.field.info().name, info.name);
            for name in info.aliases.iter().chain([&info.name]) {
                assert_eq!(Field::from_name(name), Some(info.field), "{name}");
            }
            assert!(info.of_article || info.of_quote, "{} is nowhere", info.name);
        }
        let last = Field::Date as usize;
        assert_eq!(FIELDS.len(), last + 1, "a field without a row");
    }
}
