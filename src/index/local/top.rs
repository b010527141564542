//! The collector: the first hits after a cursor, and how many hits there are in all.

use std::{collections::BinaryHeap, sync::Arc};

use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyError,
    collector::{Collector, SegmentCollector},
    query::Weight,
};

use super::{
    bonus::{Bonus, BonusOfSegment},
    columns::Columns,
};
use crate::{index::cursor::Rank, query::Sort};

/// The first `limit` hits after `after`, and the number of all hits.
pub struct Top {
    /// At most so many.
    pub limit: usize,
    /// In this order.
    pub sort: Sort,
    /// And in this one where they are equal in that.
    pub then: Option<Sort>,
    /// The day from which ages count, see [`years`].
    pub today: Score,
    /// Only those after this rank.
    pub after: Option<Rank>,
    /// Only the one with this key.
    pub only: Option<u64>,
    /// What is added to some scores.
    pub bonus: Option<Bonus>,
    /// The columns of each segment.
    pub columns: Arc<[Columns]>,
}

/// The age of what has no date, in years.
const UNDATED: Score = 10.0;

/// A day `yyyymmdd` in years, near enough.
pub fn years(day: u64) -> Score {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    year as Score + (month.saturating_sub(1) as Score + day as Score / 31.0) / 12.0
}

/// Hits in order, and the number of all.
#[derive(Default)]
pub struct Found {
    /// The hits, best first.
    pub hits: Vec<(Rank, DocAddress)>,
    /// What each of them stands for as well, see `collapse`; empty if hits stand for themselves.
    pub versions: Vec<Vec<DocAddress>>,
    /// Whether hits follow after these.
    pub more: bool,
    /// How many there are, before and after the cursor.
    pub total: u64,
}

impl Found {
    /// What follows after the first `limit` hits, if anything does.
    pub fn split_off(&mut self, limit: usize) -> Option<Found> {
        if self.hits.len() <= limit {
            return None;
        }
        let hits = self.hits.split_off(limit);
        let versions = self.versions.split_off(limit.min(self.versions.len()));
        let more = std::mem::replace(&mut self.more, true);
        Some(Found { hits, versions, more, total: self.total })
    }
}

impl Collector for Top {
    type Fruit = Found;
    type Child = TopOfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<TopOfSegment> {
        Ok(TopOfSegment {
            segment,
            columns: match self.columns.get(segment as usize) {
                Some(columns) => columns.clone(),
                None => return Err(TantivyError::InternalError("a segment is new".to_owned())),
            },
            bonus: self.bonus.as_ref().map(|bonus| bonus.open(reader)).transpose()?,
            most: self.bonus.as_ref().map_or(0.0, |bonus| bonus.most),
            sort: self.sort,
            then: self.then,
            today: self.today,
            after: self.after,
            only: self.only,
            keep: self.limit.saturating_add(1),
            threshold: Score::MIN,
            heap: BinaryHeap::new(),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort.is_by_score() || self.then.is_some_and(Sort::is_by_score)
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let mut all = Found::default();
        for mut segment in segments {
            all.total += segment.total;
            all.hits.append(&mut segment.hits);
        }
        all.hits.sort_unstable_by_key(|(rank, _)| *rank);
        all.more = all.hits.len() > self.limit;
        all.hits.truncate(self.limit);
        Ok(all)
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Found> {
        let mut top = self.for_segment(segment, reader)?;
        let is_alive = |doc| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        if self.requires_scoring() {
            weight.for_each(reader, &mut |doc, score| {
                if is_alive(doc) {
                    top.collect(doc, score);
                }
            })?;
        } else {
            weight.for_each_no_score(reader, &mut |docs| {
                for &doc in docs.iter().filter(|&&doc| is_alive(doc)) {
                    top.collect(doc, 0.0);
                }
            })?;
        }
        Ok(top.harvest())
    }
}

/// The hits of one segment.
pub struct TopOfSegment {
    segment: SegmentOrdinal,
    columns: Columns,
    bonus: Option<BonusOfSegment>,
    most: Score,
    sort: Sort,
    then: Option<Sort>,
    today: Score,
    after: Option<Rank>,
    only: Option<u64>,
    /// One more than is asked for, to know whether there are more.
    keep: usize,
    /// Scores up to this one cannot be among the best. An equal score can, by its key.
    threshold: Score,
    /// The best so far, the worst of them on top.
    heap: BinaryHeap<(Rank, DocId)>,
    total: u64,
}

impl TopOfSegment {
    fn offer(&mut self, doc: DocId, mut score: Score) {
        if self.only.is_some_and(|only| self.columns.keys.first(doc) != Some(only)) {
            return;
        }
        if self.sort.is_by_score() {
            if score + self.most <= self.threshold {
                return;
            }
            score += self.bonus.as_mut().map_or(0.0, |bonus| bonus.of(doc));
            if self.sort == Sort::Recent {
                score /= 1.0 + self.age(doc);
            }
            if score <= self.threshold {
                return;
            }
        } else if self.then.is_some_and(Sort::is_by_score) {
            score += self.bonus.as_mut().map_or(0.0, |bonus| bonus.of(doc));
        }
        let rank = self.rank(doc, score);
        if self.after.is_some_and(|after| rank <= after) {
            return;
        }
        if self.heap.len() < self.keep {
            self.heap.push((rank, doc));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && (rank, doc) < *worst
        {
            *worst = (rank, doc);
        }
        if let Some((worst, _)) = self.heap.peek().filter(|_| self.heap.len() >= self.keep) {
            self.threshold = worst.score().next_down();
        }
    }

    /// The age of a document in years.
    fn age(&self, doc: DocId) -> Score {
        let day = self.columns.first_days.first(doc);
        day.map_or(UNDATED, |day| (self.today - years(day)).max(0.0))
    }

    fn rank(&self, doc: DocId, score: Score) -> Rank {
        let key = self.columns.keys.first(doc).unwrap_or(0);
        let by_date =
            [Some(self.sort), self.then].into_iter().flatten().any(|it| !it.is_by_score());
        let day = by_date.then(|| self.columns.first_days.first(doc)).flatten();
        Rank::new(self.sort, key, score, day).then(self.then, score, day)
    }
}

impl SegmentCollector for TopOfSegment {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        self.offer(doc, score);
    }

    fn harvest(self) -> Found {
        let segment = self.segment;
        let hits = self.heap.into_iter().map(|(rank, doc)| (rank, DocAddress::new(segment, doc)));
        Found { hits: hits.collect(), total: self.total, ..Found::default() }
    }
}
