//! Collectors that count what matches by its values: texts in columns, and dates.
//!
//! The values are numbers in each segment, whose texts are looked up once, at the end. That names of
//! one person or organisation are one is left to `names`.

use std::{collections::BTreeMap, io};

use rustc_hash::{FxBuildHasher, FxHashMap};
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use super::{columns::ArticleKeys, schema::Slots};

/// Counts the documents with each value of some columns.
pub struct Tally {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Where to find the articles of each value, if they are wanted.
    pub articles: Option<Slots>,
}

/// What has one value.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// How many documents.
    pub documents: u64,
    /// The keys of their articles, if they are wanted; one may come more than once.
    pub articles: Vec<u64>,
}

/// The counts of one column.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// By value.
    pub values: FxHashMap<String, Count>,
    /// How many documents have none.
    pub without: u64,
}

impl Collector for Tally {
    type Fruit = Vec<Counts>;
    type Child = TallyOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<TallyOfSegment> {
        let open = |name: &String| {
            let texts = reader.fast_fields().str(name)?;
            Ok(ColumnTally { texts, counts: FxHashMap::default(), without: 0 })
        };
        let articles = self.articles.as_ref().map(|slots| ArticleKeys::open(reader, slots));
        let columns = self.columns.iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(TallyOfSegment { columns, articles: articles.transpose()? })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<io::Result<Vec<Counts>>>) -> tantivy::Result<Vec<Counts>> {
        let mut segments = segments.into_iter();
        let first = segments.next().transpose()?;
        let mut all = first.unwrap_or_else(|| vec![Counts::default(); self.columns.len()]);
        for segment in segments {
            for (sum, counts) in all.iter_mut().zip(segment?) {
                sum.without += counts.without;
                for (value, count) in counts.values {
                    let own = sum.values.entry(value).or_default();
                    own.documents += count.documents;
                    own.articles.extend(count.articles);
                }
            }
        }
        Ok(all)
    }
}

/// The counts of one segment.
pub struct TallyOfSegment {
    columns: Vec<ColumnTally>,
    articles: Option<ArticleKeys>,
}

/// The counts of one column of one segment, by the number of the value.
struct ColumnTally {
    texts: Option<StrColumn>,
    counts: FxHashMap<u64, Count>,
    without: u64,
}

impl SegmentCollector for TallyOfSegment {
    type Fruit = io::Result<Vec<Counts>>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let article = self.articles.as_ref().and_then(|articles| articles.of(doc));
        self.columns.iter_mut().for_each(|column| column.add(doc, article));
    }

    fn harvest(self) -> io::Result<Vec<Counts>> {
        self.columns.into_iter().map(ColumnTally::counts).collect()
    }
}

impl ColumnTally {
    fn add(&mut self, doc: DocId, article: Option<u64>) {
        let mut has_value = false;
        for number in self.texts.iter().flat_map(|texts| texts.ords().values_for_doc(doc)) {
            has_value = true;
            let count = self.counts.entry(number).or_default();
            count.documents += 1;
            // The quotations of one article come one after the other.
            count.articles.extend(article.filter(|article| count.articles.last() != Some(article)));
        }
        self.without += u64::from(!has_value);
    }

    /// Looks the texts up in the order of their numbers, which is that of the dictionary.
    fn counts(self) -> io::Result<Counts> {
        let mut counts: Vec<(u64, Count)> = self.counts.into_iter().collect();
        counts.sort_unstable_by_key(|(number, _)| *number);
        let numbers: Vec<u64> = counts.iter().map(|(number, _)| *number).collect();
        let mut values = FxHashMap::with_capacity_and_hasher(counts.len(), FxBuildHasher);
        let mut counts = counts.into_iter();
        let add = |text: &[u8]| {
            if let (Some((_, count)), Ok(text)) = (counts.next(), std::str::from_utf8(text)) {
                values.insert(text.to_owned(), count);
            }
        };
        if let Some(texts) = &self.texts {
            texts.dictionary().sorted_ords_to_term_cb(&numbers, add)?;
        }
        Ok(Counts { values, without: self.without })
    }
}

/// Counts documents by the day, month or year on which they were published.
pub struct Histogram {
    /// The name of the column of first days, as `yyyymmdd`.
    pub first_day: String,
    /// The name of the column of last days.
    pub last_day: String,
    /// By what a day is divided: 1 for days, 100 for months, 10,000 for years.
    pub divisor: u64,
}

/// The counts by date.
#[derive(Clone, Debug, Default)]
pub struct DateCounts {
    /// By day, month or year, as a number.
    pub values: BTreeMap<u64, u64>,
    /// How many documents have no date, or one that is less precise.
    pub without: u64,
}

impl Collector for Histogram {
    type Fruit = DateCounts;
    type Child = HistogramOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<HistogramOfSegment> {
        Ok(HistogramOfSegment {
            first: reader.fast_fields().u64(&self.first_day)?,
            last: reader.fast_fields().u64(&self.last_day)?,
            divisor: self.divisor,
            counts: DateCounts::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<DateCounts>) -> tantivy::Result<DateCounts> {
        let mut all = DateCounts::default();
        for segment in segments {
            all.without += segment.without;
            for (value, count) in segment.values {
                *all.values.entry(value).or_default() += count;
            }
        }
        Ok(all)
    }
}

/// The counts of one segment.
pub struct HistogramOfSegment {
    first: Column<u64>,
    last: Column<u64>,
    divisor: u64,
    counts: DateCounts,
}

impl SegmentCollector for HistogramOfSegment {
    type Fruit = DateCounts;

    fn collect(&mut self, doc: DocId, _: Score) {
        let value = |column: &Column<u64>| column.first(doc).map(|day| day / self.divisor);
        match (value(&self.first), value(&self.last)) {
            (Some(first), Some(last)) if first == last => {
                *self.counts.values.entry(first).or_default() += 1;
            }
            _ => self.counts.without += 1,
        }
    }

    fn harvest(self) -> DateCounts {
        self.counts
    }
}
