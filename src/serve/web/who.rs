//! Which person, organisation or outlet a name means, and the query for what belongs to exactly that one.
//!
//! A search for `speaker:"Don Roe"` finds “Don Roe Jr.” as well, and not “Don J. Roe”. A page on a person
//! must hold neither too much nor too little, so the names that the index keeps apart are excluded
//! here, and those that it keeps together are all looked for.

use std::collections::BTreeSet;

use jiff::civil;

use crate::{
    error::Result,
    extract::{EntityKind, key},
    field::Field,
    index::local::Index,
    query::{Fit, Interval, Name, Query, SearchRequest},
};

/// At most so many names are excluded, the most quoted first.
const MOST_EXCLUDED: usize = 150;

/// One person or organisation of the index.
pub struct Who {
    /// As the index lists it.
    pub name: Name,
    /// Others who are found by the same words, most quoted first.
    pub others: Vec<Name>,
    /// What a quotation of this one matches, and of no other.
    pub clause: Query,
}

/// The field in which a kind of names is looked for.
pub fn field_of(kind: EntityKind) -> Field {
    if kind == EntityKind::Organisation { Field::Org } else { Field::Speaker }
}

/// A name as it is looked for without further thought.
pub fn plain(kind: EntityKind, name: &str) -> Query {
    in_field(field_of(kind), vec![name.to_owned()])
}

/// Who is meant by `name`, if anybody has it.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn find(
    index: &Index,
    kind: EntityKind,
    name: &str,
    today: civil::Date,
) -> Result<Option<Who>> {
    let named = |query: &Query| {
        let query = Query::Quote { least: 1, query: Box::new(query.clone()) };
        index.names(kind, Some(&query), today, usize::MAX).map(|names| names.hits)
    };
    let groups = named(&plain(kind, name))?;
    let Some(own) = own(&groups, kind, name) else { return Ok(None) };
    let own = forms(kind, own);
    let wanted = in_field(field_of(kind), own.clone());
    let mut groups = if own.len() > 1 { named(&wanted)? } else { groups };
    let is_own = |group: &Name| own.contains(&group.name);
    let Some(at) = groups.iter().position(is_own) else { return Ok(None) };
    let name = groups.remove(at);
    let clause = without(wanted, field_of(kind), excluded(kind, &name, &groups));
    Ok(Some(Who { name, others: groups, clause }))
}

/// The group that a name belongs to: by the name itself, then by its key, then by a spelling.
fn own<'g>(groups: &'g [Name], kind: EntityKind, name: &str) -> Option<&'g Name> {
    let keys = [key(kind, name), key(EntityKind::Organisation, name)];
    let same_key = |group: &&Name| keys.contains(&key(kind, &group.name));
    let spelled = |group: &&Name| group.spellings.iter().any(|own| keys.contains(&key(kind, own)));
    let mut groups_in_order = groups.iter();
    groups_in_order
        .find(|group| group.name == name)
        .or_else(|| groups.iter().find(same_key))
        .or_else(|| groups.iter().find(spelled))
}

/// The forms of a name that alone say who is meant: those with the key of its fullest form. Each once,
/// in whatever letters.
fn forms(kind: EntityKind, name: &Name) -> Vec<String> {
    let own = key(kind, &name.name);
    let same = name.spellings.iter().filter(|spelling| key(kind, spelling) == own);
    let mut seen = BTreeSet::new();
    let all = std::iter::once(&name.name).chain(same);
    all.filter(|form| seen.insert(form.to_lowercase())).cloned().collect()
}

/// The names of others that no quotation of `own` has.
fn excluded(kind: EntityKind, own: &Name, others: &[Name]) -> Vec<String> {
    let own: Vec<String> =
        std::iter::once(&own.name).chain(&own.spellings).map(|name| name.to_lowercase()).collect();
    let is_apart = |name: &String| !own.iter().any(|own| own.contains(&name.to_lowercase()));
    let names = others.iter().flat_map(|other| forms(kind, other));
    names.filter(is_apart).take(MOST_EXCLUDED).collect()
}

/// What an article of exactly this outlet matches, and no other whose name holds the same words.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn outlet(index: &Index, outlet: &str, today: civil::Date) -> Result<Query> {
    let wanted = in_field(Field::Outlet, vec![outlet.to_owned()]);
    let request = SearchRequest::articles(wanted.clone()).today(today);
    let facets = index.facets(&request, MOST_EXCLUDED, Interval::Year)?;
    let found = facets.of(Field::Outlet).into_iter().flat_map(|facet| &facet.values);
    let others: Vec<String> =
        found.map(|found| found.value.clone()).filter(|other| other != outlet).collect();
    let is_apart = |other: &String| !outlet.to_lowercase().contains(&other.to_lowercase());
    let others: Vec<String> = others.into_iter().filter(is_apart).collect();
    Ok(without(wanted, Field::Outlet, others))
}

/// The clause, and none of these in the field.
fn without(wanted: Query, field: Field, unwanted: Vec<String>) -> Query {
    if unwanted.is_empty() {
        return wanted;
    }
    Query::And(vec![wanted, Query::Not(Box::new(in_field(field, unwanted)))])
}

fn in_field(field: Field, names: Vec<String>) -> Query {
    let phrase = |text| Query::Phrase { text, stemmed: false, fit: Fit::Exact };
    let mut phrases: Vec<Query> = names.into_iter().map(phrase).collect();
    let query = if phrases.len() == 1 { phrases.remove(0) } else { Query::Or(phrases) };
    Query::Field { field, query: Box::new(query) }
}
