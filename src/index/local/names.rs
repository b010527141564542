//! Who is quoted how often: the names of speakers or organisations of the quotations that match.

use rustc_hash::FxHashMap;
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use crate::extract::{self, Entity, EntityKind, is_acronym, is_acronym_of};

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

/// One speaker or organisation across all articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The fullest form, as most quotations have it.
    pub name: String,
    /// How many quotations there are.
    pub quotes: u64,
    /// In how many articles.
    pub articles: u64,
    /// The other forms, most quoted first.
    pub spellings: Vec<String>,
}

/// Names, most quoted first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// How many names there are in all.
    pub total: u64,
    /// The first of them.
    pub hits: Vec<Name>,
}

/// Counts quotations and articles per value of a column of names.
pub struct Tally {
    /// The column of names.
    pub names: String,
    /// The column with the key of the article.
    pub articles: String,
}

/// Quotations and articles of one value.
#[derive(Clone, Debug, Default)]
pub struct Count {
    quotes: u64,
    /// The keys of the articles, each once.
    articles: Vec<u64>,
}

impl Collector for Tally {
    type Fruit = FxHashMap<String, Count>;
    type Child = Option<TallyOfSegment>;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<TallyOfSegment>> {
        let Some(names) = reader.fast_fields().str(&self.names)? else { return Ok(None) };
        let articles = reader.fast_fields().u64(&self.articles)?;
        Ok(Some(TallyOfSegment { names, articles, counts: FxHashMap::default() }))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        segments: Vec<Option<FxHashMap<String, Count>>>,
    ) -> tantivy::Result<FxHashMap<String, Count>> {
        let mut all: FxHashMap<String, Count> = FxHashMap::default();
        for (name, count) in segments.into_iter().flatten().flatten() {
            let sum = all.entry(name).or_default();
            sum.quotes += count.quotes;
            sum.articles.extend(count.articles);
        }
        Ok(all)
    }
}

/// The counts of one segment, by the number of the value.
pub struct TallyOfSegment {
    names: StrColumn,
    articles: Column<u64>,
    counts: FxHashMap<u64, Count>,
}

impl SegmentCollector for TallyOfSegment {
    type Fruit = FxHashMap<String, Count>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let Some(name) = self.names.ords().first(doc) else { return };
        let count = self.counts.entry(name).or_default();
        count.quotes += 1;
        // The quotations of one article come one after the other.
        let article = self.articles.first(doc);
        count.articles.extend(article.filter(|article| count.articles.last() != Some(article)));
    }

    fn harvest(self) -> FxHashMap<String, Count> {
        let text = |number: u64| {
            let mut name = String::new();
            self.names.ord_to_str(number, &mut name).ok().filter(|found| *found).map(|_| name)
        };
        let counts = self.counts.into_iter();
        counts.filter_map(|(number, count)| Some((text(number)?, count))).collect()
    }
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
        self.count.quotes += count.quotes;
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
            quotes: self.count.quotes,
            articles: self.count.articles.len() as u64,
            spellings: names.collect(),
        }
    }
}

/// Lists values with the same key together, and an acronym with what the articles say it is short
/// for, if they agree.
pub fn grouped(counts: FxHashMap<String, Count>, limit: usize) -> Names {
    let mut counts: Vec<(String, Count)> = counts.into_iter().collect();
    counts.sort_by(|(a, x), (b, y)| y.quotes.cmp(&x.quotes).then_with(|| a.cmp(b)));
    let long_forms = long_forms(&counts);
    let mut groups: FxHashMap<String, Group> = FxHashMap::default();
    for (value, count) in counts {
        let (key, names) = decode(&value);
        let key = long_forms.get(key).map_or(key, String::as_str);
        groups.entry(key.to_owned()).or_default().add(names.map(str::to_owned), count);
    }
    let mut hits: Vec<Name> = groups.into_values().map(Group::name).collect();
    hits.sort_by(|a, b| b.quotes.cmp(&a.quotes).then_with(|| a.name.cmp(&b.name)));
    let total = hits.len() as u64;
    hits.truncate(limit);
    Names { total, hits }
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
            *votes.entry(short).or_default().entry(key).or_default() += count.quotes;
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
            (names.replace('|', "\u{1}"), Count { quotes: *quotes, articles })
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
