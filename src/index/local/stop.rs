//! That nobody waits for an answer any more.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
};

/// Tells questions to an index to end, from wherever it is known that nobody waits for the answers.
/// All clones are one.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends all questions that look at this.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether questions are to end.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A collector that is spared the rest of what matches after a stop.
pub struct Stopping<'c, C> {
    /// Who collects.
    pub collector: &'c C,
    /// When it ends.
    pub stop: &'c Stop,
}

impl<C: Collector> Collector for Stopping<'_, C> {
    type Fruit = C::Fruit;
    type Child = StoppingInSegment<C::Child>;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Self::Child> {
        let inner = self.collector.for_segment(segment, reader)?;
        Ok(StoppingInSegment { inner, stop: self.stop.clone() })
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

/// The same in one segment.
pub struct StoppingInSegment<S> {
    inner: S,
    stop: Stop,
}

impl<S: SegmentCollector> SegmentCollector for StoppingInSegment<S> {
    type Fruit = S::Fruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.stop.is_set() {
            self.inner.collect(doc, score);
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        if !self.stop.is_set() {
            self.inner.collect_block(docs);
        }
    }

    fn harvest(self) -> S::Fruit {
        self.inner.harvest()
    }
}
