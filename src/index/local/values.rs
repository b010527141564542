//! The values of articles and quotations that are counted: what is in the columns of `schema`.

use std::{borrow::Cow, collections::BTreeSet};

use super::names::encode;
use crate::{
    article::Article,
    extract::{Entity, EntityId, Extraction, Quotation},
    field::Field,
};

/// Each value once.
pub type Values<'a> = BTreeSet<Cow<'a, str>>;

/// The values of a field of a quotation.
pub fn of_quote<'a>(
    field: Field,
    article: &'a Article,
    extraction: &Extraction,
    quote: &Quotation,
) -> Values<'a> {
    let entity = |id: Option<EntityId>| extraction.entity(id).map(named);
    let value = match field {
        Field::Speaker => entity(quote.speaker),
        Field::Org => entity(quote.organisation),
        Field::Kind => Some(quote.kind.name().into()),
        Field::Attribution => Some(quote.attribution.name().into()),
        Field::Sourcing => Some(quote.sourcing.name().into()),
        _ => return of_itself(field, article),
    };
    value.into_iter().collect()
}

/// The values of a field of an article; of a field of quotations alone, those of its quotations.
pub fn of_article<'a>(field: Field, article: &'a Article, extraction: &Extraction) -> Values<'a> {
    let quotes = extraction.quotations().map(|placed| placed.quote);
    match field {
        Field::Speaker => {
            let speakers: BTreeSet<EntityId> = quotes.filter_map(|quote| quote.speaker).collect();
            speakers.into_iter().filter_map(|id| extraction.entity(Some(id))).map(named).collect()
        }
        Field::Org => extraction
            .entities
            .iter()
            .filter(|entity| entity.is_organisation())
            .map(named)
            .collect(),
        _ if field.info().of_article => of_itself(field, article),
        _ => quotes.flat_map(|quote| of_quote(field, article, extraction, quote)).collect(),
    }
}

/// The values that came in with an article.
fn of_itself(field: Field, article: &Article) -> Values<'_> {
    let values = match field {
        Field::Outlet => article.outlet.as_slice(),
        Field::Section => article.section.as_slice(),
        Field::Language => article.language.as_slice(),
        Field::Author => &article.authors,
        Field::Tag => &article.tags,
        _ => &[],
    };
    values.iter().map(|value| Cow::from(value.as_str())).collect()
}

fn named<'a>(entity: &Entity) -> Cow<'a, str> {
    encode(entity).into()
}
