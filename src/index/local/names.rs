//! The names of one person or organisation, counted apart, put together.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::tally::Count;
use crate::{
    extract::{self, Entity, EntityKind, is_acronym, is_acronym_of},
    query::{Name, Names},
};

/// Stands between the parts of one value of a column.
const SEPARATOR: char = '\u{1}';

/// Of the quotations that say what an acronym is short for, so many must agree before what is known
/// by the acronym alone is listed with it.
const AGREEMENT: f64 = 0.9;

/// An entity as one value of a column: its key, its fullest name, its other spellings.
pub fn encode(entity: &Entity) -> String {
    let key = entity.key();
    let parts: Vec<&str> = std::iter::once(key.as_str()).chain(entity.names()).collect();
    parts.join(&SEPARATOR.to_string())
}

/// Values with the same key as one name.
#[derive(Default)]
struct Group {
    /// The names, the most quoted first.
    names: Vec<String>,
    count: Count,
}

impl Group {
    /// Takes in what is quoted less.
    fn add(&mut self, names: impl IntoIterator<Item = String>, count: Count) {
        self.count.documents += count.documents;
        self.count.articles.extend(count.articles);
        for name in names {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    fn name(mut self) -> Name {
        self.count.articles.sort_unstable();
        self.count.articles.dedup();
        let mut names = self.names.into_iter();
        Name {
            name: names.next().unwrap_or_default(),
            quotes: self.count.documents,
            articles: self.count.articles.len() as u64,
            spellings: names.collect(),
        }
    }
}

/// Lists values with the same key together, and an acronym with what the articles say it is short
/// for, if they agree.
pub fn grouped(counts: FxHashMap<String, Count>, limit: usize) -> Names {
    let groups = groups(counts).into_values();
    let mut hits: Vec<Name> = groups.map(|(group, _)| group.name()).collect();
    hits.sort_by(|a, b| b.quotes.cmp(&a.quotes).then_with(|| a.name.cmp(&b.name)));
    let total = hits.len() as u64;
    hits.truncate(limit);
    Names { total, hits }
}

/// The values that are listed together under a name.
pub fn members(counts: FxHashMap<String, Count>, name: &str) -> BTreeSet<String> {
    let mut groups = groups(counts).into_values();
    let own = groups.find(|(group, _)| group.names.first().is_some_and(|first| first == name));
    own.map(|(_, values)| values.into_iter().collect()).unwrap_or_default()
}

/// What is listed together, by its key, with the values.
fn groups(counts: FxHashMap<String, Count>) -> FxHashMap<String, (Group, Vec<String>)> {
    let mut counts: Vec<(String, Count)> = counts.into_iter().collect();
    counts.sort_by(|(a, x), (b, y)| y.documents.cmp(&x.documents).then_with(|| a.cmp(b)));
    let long_forms = long_forms(&counts);
    let mut groups: FxHashMap<String, (Group, Vec<String>)> = FxHashMap::default();
    for (value, count) in counts {
        let (key, names) = decode(&value);
        let key = long_forms.get(key).map_or(key, String::as_str);
        let (group, values) = groups.entry(key.to_owned()).or_default();
        group.add(names.map(str::to_owned), count);
        values.push(value);
    }
    groups
}

/// The key and the names of a value.
fn decode(value: &str) -> (&str, impl Iterator<Item = &str>) {
    let (key, names) = value.split_once(SEPARATOR).unwrap_or((value, value));
    (key, names.split(SEPARATOR))
}

/// For the keys of acronyms, the key of the name that they are short for, where an article has
/// both and those that have agree.
fn long_forms(counts: &[(String, Count)]) -> FxHashMap<String, String> {
    let mut votes: FxHashMap<String, FxHashMap<&str, u64>> = FxHashMap::default();
    for (value, count) in counts {
        let (key, mut names) = decode(value);
        let name = names.next().unwrap_or_default();
        for short in names.filter(|it| is_acronym(it) && is_acronym_of(it, name)) {
            let short = extract::key(EntityKind::Organisation, short);
            *votes.entry(short).or_default().entry(key).or_default() += count.documents;
        }
    }
    let agreed = votes.into_iter().filter_map(|(short, long)| {
        let all: u64 = long.values().sum();
        let (key, most) = long.into_iter().max_by_key(|&(key, votes)| (votes, key))?;
        (most as f64 >= AGREEMENT * all as f64).then(|| (short, key.to_owned()))
    });
    agreed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "key|name|spelling" with the number of its quotations, in articles of its own.
    fn counts(values: &[(&str, u64)]) -> FxHashMap<String, Count> {
        let value = |(at, (names, quotes)): (usize, &(&str, u64))| {
            let articles = vec![at as u64, 100];
            (names.replace('|', "\u{1}"), Count { documents: *quotes, articles })
        };
        values.iter().enumerate().map(value).collect()
    }

    fn shown(names: &Names) -> Vec<String> {
        let show = |name: &Name| {
            let names = std::iter::once(&name.name).chain(&name.spellings);
            let names: Vec<&str> = names.map(String::as_str).collect();
            format!("{}: {} in {}", names.join(", "), name.quotes, name.articles)
        };
        names.hits.iter().map(show).collect()
    }

    #[test]
    fn spellings_of_one_name_are_listed_together() {
        let found = grouped(
            counts(&[
                ("ana ruiz|Ana Ruiz|Ms Ruiz", 2),
                ("ana ruiz|ANA RUIZ", 1),
                ("ana ruiz|Ana Ruiz", 4),
                ("leo ruiz|Leo Ruiz", 1),
            ]),
            1,
        );
        assert_eq!(found.total, 2);
        assert_eq!(shown(&found), ["Ana Ruiz, Ms Ruiz, ANA RUIZ: 7 in 4"]);
    }

    #[test]
    fn an_acronym_goes_with_its_long_form_if_the_articles_agree() {
        let fair_trade = ("board of fair trade|Board of Fair Trade|BFT", 3);
        let found = grouped(counts(&[("bft|BFT", 5), fair_trade]), 9);
        assert_eq!(shown(&found), ["BFT, Board of Fair Trade: 8 in 3"]);
        let free_time = ("bureau of free time|Bureau of Free Time|BFT", 2);
        let found = grouped(counts(&[("bft|BFT", 5), fair_trade, free_time]), 9);
        assert_eq!(found.total, 3);
    }
}
