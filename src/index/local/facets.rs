//! How what matches is spread: over names, outlets, months, kinds and attributions.
//!
//! Every document that matches is counted; the values are columns of numbers, whose texts are looked
//! up once for each. Names of one person or organisation are put together by `names`.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

/// One value of a facet, and how many hits have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The value, as it came in; of dates `yyyy-mm`.
    pub value: String,
    /// How many articles or quotations.
    pub count: u64,
}

/// The values of a facet, most frequent first; months in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet {
    /// How many values there are in all.
    pub total: u64,
    /// How many hits have none.
    pub without: u64,
    /// The first values.
    pub values: Vec<Value>,
}

/// Counts the values of a column of texts.
pub struct Texts {
    /// The name of the column.
    pub column: String,
}

/// The counts of one column.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// By value.
    values: FxHashMap<String, u64>,
    without: u64,
}

impl Counts {
    /// The most frequent values.
    pub fn most(self, limit: usize) -> Facet {
        let values = self.values.into_iter().map(|(value, count)| Value { value, count });
        let mut values: Vec<Value> = values.collect();
        values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        let total = values.len() as u64;
        values.truncate(limit);
        Facet { total, without: self.without, values }
    }
}

impl Collector for Texts {
    type Fruit = Counts;
    type Child = TextsOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<TextsOfSegment> {
        let column = reader.fast_fields().str(&self.column)?;
        Ok(TextsOfSegment { column, counts: FxHashMap::default(), without: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counts>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for segment in segments {
            all.without += segment.without;
            for (value, count) in segment.values {
                *all.values.entry(value).or_default() += count;
            }
        }
        Ok(all)
    }
}

/// The counts of one segment, by the number of the value.
pub struct TextsOfSegment {
    column: Option<StrColumn>,
    counts: FxHashMap<u64, u64>,
    without: u64,
}

impl SegmentCollector for TextsOfSegment {
    type Fruit = Counts;

    fn collect(&mut self, doc: DocId, _: Score) {
        match self.column.as_ref().and_then(|column| column.ords().first(doc)) {
            Some(number) => *self.counts.entry(number).or_default() += 1,
            None => self.without += 1,
        }
    }

    fn harvest(self) -> Counts {
        let text = |number: u64| {
            let mut text = String::new();
            let found = self.column.as_ref()?.ord_to_str(number, &mut text).ok()?;
            found.then_some(text)
        };
        let values = self.counts.iter();
        let values = values.filter_map(|(&number, &count)| Some((text(number)?, count)));
        Counts { values: values.collect(), without: self.without }
    }
}

/// Counts by month of the first day on which it may have been published.
pub struct Months {
    /// The name of the column of first days.
    pub first_day: String,
    /// The name of the column of last days.
    pub last_day: String,
}

/// The counts of months, and of what has none.
#[derive(Clone, Debug, Default)]
pub struct MonthCounts {
    months: BTreeMap<u64, u64>,
    without: u64,
}

impl MonthCounts {
    /// All months that have hits, in order. What is only known to the year is without a month.
    pub fn facet(self) -> Facet {
        let value = |(month, count): (u64, u64)| {
            let value = format!("{:04}-{:02}", month / 100, month % 100);
            Value { value, count }
        };
        let values: Vec<Value> = self.months.into_iter().map(value).collect();
        Facet { total: values.len() as u64, without: self.without, values }
    }
}

impl Collector for Months {
    type Fruit = MonthCounts;
    type Child = MonthsOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<MonthsOfSegment> {
        let (first, last) = (&self.first_day, &self.last_day);
        Ok(MonthsOfSegment {
            first: reader.fast_fields().u64(first)?,
            last: reader.fast_fields().u64(last)?,
            counts: MonthCounts::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<MonthCounts>) -> tantivy::Result<MonthCounts> {
        let mut all = MonthCounts::default();
        for segment in segments {
            all.without += segment.without;
            for (month, count) in segment.months {
                *all.months.entry(month).or_default() += count;
            }
        }
        Ok(all)
    }
}

/// The counts of one segment.
pub struct MonthsOfSegment {
    first: Column<u64>,
    last: Column<u64>,
    counts: MonthCounts,
}

impl SegmentCollector for MonthsOfSegment {
    type Fruit = MonthCounts;

    fn collect(&mut self, doc: DocId, _: Score) {
        let month = |column: &Column<u64>| column.first(doc).map(|day| day / 100);
        match (month(&self.first), month(&self.last)) {
            (Some(first), Some(last)) if first == last => {
                *self.counts.months.entry(first).or_default() += 1;
            }
            _ => self.counts.without += 1,
        }
    }

    fn harvest(self) -> MonthCounts {
        self.counts
    }
}
