//! Documents in which a word, a phrase or words near each other occur, in any of several fields.
//!
//! One scorer for all of them. Postings say which documents have the words at all; where positions
//! decide, `occurrence` looks at those of each such document. The count of places decides whether a
//! document matches and how much it scores, so that counting and ranking agree.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tantivy::{
    DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, Term,
    query::{EnableScoring, Explanation, Query, Scorer, Weight},
};

use super::{
    bm25::{self, Share},
    part::{InField, Part},
    stop::Stop,
    word::Meant,
};
use crate::index::expression::Expression;

/// A search makes at most so many places of words near each other, in all documents together.
const MOST_PLACES: usize = 20_000_000;

/// What a search may still do; shared by all parts of its query.
#[derive(Debug, Default)]
pub struct Budget {
    made: AtomicUsize,
    exceeded: AtomicBool,
    stop: Stop,
}

impl Budget {
    /// As much as any search may do, until it is stopped.
    pub fn until(stop: &Stop) -> Budget {
        Budget { stop: stop.clone(), ..Budget::default() }
    }

    /// Whether the search has done more than it may, so that its answer is wrong.
    pub fn is_exceeded(&self) -> bool {
        self.exceeded.load(Ordering::Relaxed)
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_set()
    }

    /// Whether the search is to end, whatever it has found.
    fn is_over(&self) -> bool {
        self.is_exceeded() || self.is_stopped()
    }

    /// Takes off what places have been made.
    pub fn spend(&self, places: usize) {
        if places > 0 && self.made.fetch_add(places, Ordering::Relaxed) + places > MOST_PLACES {
            self.exceed();
        }
    }

    /// Ends the search.
    pub fn exceed(&self) {
        self.exceeded.store(true, Ordering::Relaxed);
    }
}

/// Documents with at least so many places in these fields together.
#[derive(Clone)]
pub struct Occurs {
    fields: Arc<[InField]>,
    least: usize,
    budget: Arc<Budget>,
    /// If it does not follow from how rare the words are.
    idf: Option<Score>,
}

impl Occurs {
    /// Looks for at least `least` places.
    pub fn new(fields: Vec<InField>, least: usize, budget: &Arc<Budget>) -> Occurs {
        let fields = fields.into_iter().map(|field| simplified(field, least)).collect();
        Occurs { fields, least: least.max(1), budget: Arc::clone(budget), idf: None }
    }

    /// The same with this idf.
    pub fn weighing(self, idf: Score) -> Occurs {
        Occurs { idf: Some(idf), ..self }
    }

    /// The idf of the expression in an index.
    fn weighed(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Score> {
        match self.idf {
            Some(idf) => Ok(idf),
            None => self.idf_of(scoring, |expression| Some(expression)),
        }
    }

    /// The idfs of the two sides, if it is two words or expressions near each other.
    pub fn idfs_of_sides(&self, scoring: EnableScoring<'_>) -> tantivy::Result<(Score, Score)> {
        let side = |is_left: bool| {
            self.idf_of(scoring, |expression| match expression {
                Expression::Near { left, right, .. } => Some(if is_left { left } else { right }),
                _ => None,
            })
        };
        Ok((side(true)?, side(false)?))
    }

    /// The idf of a part of the expression: of the field that has it most often. 0 without scoring, or if
    /// no document can have it.
    fn idf_of(
        &self,
        scoring: EnableScoring<'_>,
        part: impl Fn(&Expression) -> Option<&Expression>,
    ) -> tantivy::Result<Score> {
        let EnableScoring::Enabled { statistics_provider, .. } = scoring else { return Ok(0.0) };
        let documents = statistics_provider.total_num_docs()?;
        let mut least: Option<Score> = None;
        for field in &*self.fields {
            let mut idfs = Vec::with_capacity(field.words.len());
            for meant in &field.words {
                let mut sum = 0;
                for term in meant.terms() {
                    sum += statistics_provider.doc_freq(term)?;
                }
                // A word that a field does not have says nothing about how common it is.
                idfs.push((sum > 0).then(|| bm25::idf(sum, documents)));
            }
            if let Some(idf) = part(&field.expression).and_then(|part| idf_of(part, &idfs)) {
                least = Some(least.map_or(idf, |least| least.min(idf)));
            }
        }
        Ok(least.unwrap_or(0.0))
    }
}

impl fmt::Debug for Occurs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.fields.iter().map(|field| (field.field.name(), &field.expression));
        f.debug_list().entries(fields).finish()
    }
}

/// Single words that may stand anywhere are one word; so no positions are read for them.
fn simplified(mut field: InField, least: usize) -> InField {
    if least <= 1 && field.expression.is_any_word() {
        let terms = field.words.iter().flat_map(|meant| meant.terms().iter().cloned());
        field.words = vec![Meant::new(terms.collect())];
        field.expression = Expression::word();
    }
    field
}

/// The idf of an expression whose words have these; `None` if no document can have it.
fn idf_of(expression: &Expression, words: &[Option<Score>]) -> Option<Score> {
    let sum = |numbers: &mut dyn Iterator<Item = usize>| {
        numbers.map(|word| words[word]).sum::<Option<Score>>()
    };
    let least = |idfs: &mut dyn Iterator<Item = Score>| idfs.reduce(Score::min);
    match expression {
        Expression::Readings(readings) => {
            least(&mut readings.iter().filter_map(|reading| sum(&mut reading.words())))
        }
        Expression::Moves(numbers, _) => sum(&mut numbers.iter().copied()),
        Expression::Any(any) => least(&mut any.iter().filter_map(|one| idf_of(one, words))),
        Expression::Near { left, negated: true, .. } => idf_of(left, words),
        Expression::Near { left, right, .. } => Some(idf_of(left, words)? + idf_of(right, words)?),
        Expression::First(_, inner) => idf_of(inner, words),
    }
}

impl Query for Occurs {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut shares = Vec::with_capacity(self.fields.len());
        if let EnableScoring::Enabled { statistics_provider, .. } = scoring {
            let documents = statistics_provider.total_num_docs()?;
            for InField { field, slot, .. } in &*self.fields {
                let length = statistics_provider.total_num_tokens(*slot)? as Score;
                shares.push(Share::new(*field, length / documents.max(1) as Score));
            }
        }
        Ok(Box::new(OccursWeight { query: self.clone(), idf: self.weighed(scoring)?, shares }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        let words = self.fields.iter().flat_map(|field| &field.words);
        words.flat_map(Meant::terms).for_each(|term| visitor(term, false));
    }
}

struct OccursWeight {
    query: Occurs,
    idf: Score,
    /// By field; none if nobody needs scores.
    shares: Vec<Share>,
}

impl OccursWeight {
    /// A scorer that is on no document yet.
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<OccursScorer> {
        let mut parts = Vec::with_capacity(self.query.fields.len());
        for (number, field) in self.query.fields.iter().enumerate() {
            let counts = self.query.least > 1;
            parts.push(Part::open(reader, field, counts, self.shares.get(number).copied())?);
        }
        parts.retain(|part| part.candidate != TERMINATED);
        Ok(OccursScorer {
            parts,
            least: self.query.least,
            budget: Arc::clone(&self.query.budget),
            idf: self.idf * boost,
            doc: 0,
            is_sure: false,
        })
    }
}

impl Weight for OccursWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = self.open(reader, boost)?;
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    /// Looks at the places of no document before the target.
    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let mut scorer = self.open(reader, boost)?;
        Ok((scorer.seek_danger(target), Box::new(scorer)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() < doc {
            scorer.seek(doc);
        }
        let score = if scorer.doc() == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("words in their fields", score))
    }
}

struct OccursScorer {
    parts: Vec<Part>,
    least: usize,
    budget: Arc<Budget>,
    idf: Score,
    doc: DocId,
    /// Whether `doc` is known to match: not after [`DocSet::seek_danger`] found none.
    is_sure: bool,
}

impl OccursScorer {
    /// Goes to the first document from `target` on that matches.
    fn settle(&mut self, mut target: DocId) -> DocId {
        self.is_sure = true;
        loop {
            if self.budget.is_over() {
                self.doc = TERMINATED;
                return TERMINATED;
            }
            let candidates = self.parts.iter_mut().map(|part| part.seek(target));
            self.doc = candidates.min().unwrap_or(TERMINATED);
            if self.doc == TERMINATED || self.matches() {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }

    /// Whether the current document has enough places.
    fn matches(&mut self) -> bool {
        let mut places = 0;
        for part in &mut self.parts {
            part.look(self.doc, &self.budget);
            places += part.places;
        }
        places >= self.least
    }
}

impl DocSet for OccursScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.settle(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self.doc >= target {
            true => self.doc,
            false if target >= TERMINATED => {
                self.doc = TERMINATED;
                TERMINATED
            }
            false => self.settle(target),
        }
    }

    /// Looks at the places of no other document than the target.
    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        if self.is_sure && self.doc >= target {
            return match self.doc {
                doc if doc == target => SeekDangerResult::Found,
                doc => SeekDangerResult::SeekLowerBound(doc),
            };
        }
        let candidates = self.parts.iter_mut().map(|part| part.seek(target));
        self.doc = candidates.min().unwrap_or(TERMINATED);
        self.is_sure = self.doc == target && self.matches();
        match self.doc {
            _ if self.is_sure => SeekDangerResult::Found,
            doc => SeekDangerResult::SeekLowerBound(doc.max(target + 1)),
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.parts.iter().fold(0, |sum: u32, part| sum.saturating_add(part.size_hint()))
    }

    /// Positions take longer than documents alone.
    fn cost(&self) -> u64 {
        let factor = |part: &Part| if part.reads_positions() { 4 } else { 1 };
        let most = self.parts.iter().map(factor).max().unwrap_or(1);
        u64::from(self.size_hint()) * most
    }
}

impl Scorer for OccursScorer {
    fn score(&mut self) -> Score {
        let frequency = self.parts.iter().map(|part| part.frequency(self.doc)).sum();
        bm25::score(self.idf, frequency)
    }
}
