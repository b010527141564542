//! A collector that is shown only documents with certain values in their columns.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::StrColumn,
};

/// Of some columns, by their names, the values of which a document must have one.
pub type Values = Vec<(String, BTreeSet<String>)>;

/// Collects what has a value of each column.
pub struct Within<'c, C> {
    /// Who collects.
    pub collector: &'c C,
    /// The columns and their values; none lets everything through.
    pub values: Values,
}

impl<C: Collector> Collector for Within<'_, C> {
    type Fruit = C::Fruit;
    type Child = WithinSegment<C::Child>;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self::Child> {
        let mut tests = Vec::with_capacity(self.values.len());
        for (name, values) in &self.values {
            let column = reader.fast_fields().str(name)?;
            let mut numbers = FxHashSet::default();
            for value in values {
                let known = column.as_ref().map(|column| column.dictionary().term_ord(value));
                numbers.extend(known.transpose()?.flatten());
            }
            tests.push(Test { column, numbers });
        }
        Ok(WithinSegment { tests, inner: self.collector.for_segment(segment, reader)? })
    }

    fn requires_scoring(&self) -> bool {
        self.collector.requires_scoring()
    }

    fn merge_fruits(
        &self,
        segments: Vec<<Self::Child as SegmentCollector>::Fruit>,
    ) -> tantivy::Result<C::Fruit> {
        self.collector.merge_fruits(segments)
    }
}

/// The numbers of the values of one column in one segment.
struct Test {
    column: Option<StrColumn>,
    numbers: FxHashSet<u64>,
}

impl Test {
    fn passes(&self, doc: DocId) -> bool {
        let mut numbers = self.column.iter().flat_map(|column| column.ords().values_for_doc(doc));
        numbers.any(|number| self.numbers.contains(&number))
    }
}

/// The same in one segment.
pub struct WithinSegment<S> {
    tests: Vec<Test>,
    inner: S,
}

impl<S: SegmentCollector> SegmentCollector for WithinSegment<S> {
    type Fruit = S::Fruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.tests.iter().all(|test| test.passes(doc)) {
            self.inner.collect(doc, score);
        }
    }

    fn harvest(self) -> S::Fruit {
        self.inner.harvest()
    }
}
