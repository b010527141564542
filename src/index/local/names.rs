//! Who is quoted how often: the names of speakers or organisations of the quotations that match.

use rustc_hash::FxHashMap;
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use crate::analyze::Analyzer;

/// Stands between the names of one entity in a column.
const SEPARATOR: char = '\u{1}';

/// The names of an entity, the fullest first, as one value of a column.
pub fn encode<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(&SEPARATOR.to_string())
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
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    quotes: u64,
    articles: u64,
    last_article: Option<u64>,
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
            sum.articles += count.articles;
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
        let article = self.articles.first(doc);
        let count = self.counts.entry(name).or_default();
        count.quotes += 1;
        // The quotations of one article come one after the other.
        if count.last_article != article {
            count.articles += 1;
            count.last_article = article;
        }
    }

    fn harvest(self) -> FxHashMap<String, Count> {
        let text = |number: u64| {
            let mut name = String::new();
            self.names.ord_to_str(number, &mut name).ok().filter(|found| *found).map(|_| name)
        };
        self.counts.iter().filter_map(|(&number, &count)| Some((text(number)?, count))).collect()
    }
}

/// Lists values that are the same name together: names are the same if their folded words are.
pub fn grouped(counts: FxHashMap<String, Count>, limit: usize) -> Names {
    let mut counts: Vec<(String, Count)> = counts.into_iter().collect();
    counts.sort_by(|(a, x), (b, y)| y.quotes.cmp(&x.quotes).then_with(|| a.cmp(b)));
    let mut groups: FxHashMap<String, Name> = FxHashMap::default();
    for (value, count) in counts {
        let mut forms = value.split(SEPARATOR);
        let name = forms.next().unwrap_or_default();
        let group = groups.entry(key(name)).or_insert_with(|| Name {
            name: name.to_owned(),
            quotes: 0,
            articles: 0,
            spellings: Vec::new(),
        });
        group.quotes += count.quotes;
        group.articles += count.articles;
        for form in std::iter::once(name).chain(forms) {
            if form != group.name && !group.spellings.iter().any(|own| own == form) {
                group.spellings.push(form.to_owned());
            }
        }
    }
    let mut hits: Vec<Name> = groups.into_values().collect();
    hits.sort_by(|a, b| b.quotes.cmp(&a.quotes).then_with(|| a.name.cmp(&b.name)));
    let total = hits.len() as u64;
    hits.truncate(limit);
    Names { total, hits }
}

/// What makes two names one: their folded words.
fn key(name: &str) -> String {
    Analyzer::names([name]).terms().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_listed_together() {
        let count = |quotes| Count { quotes, articles: 1, last_article: None };
        let counts = FxHashMap::from_iter([
            ("Ana Ruiz\u{1}Ms Ruiz".to_owned(), count(2)),
            ("ANA RUIZ".to_owned(), count(1)),
            ("Ana Ruiz".to_owned(), count(4)),
            ("Leo Ruiz".to_owned(), count(1)),
        ]);
        let names = grouped(counts, 1);
        assert_eq!(names.total, 2);
        let expected = Name {
            name: "Ana Ruiz".into(),
            quotes: 7,
            articles: 3,
            spellings: vec!["Ms Ruiz".into(), "ANA RUIZ".into()],
        };
        assert_eq!(names.hits, [expected]);
    }
}
