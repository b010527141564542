//! What matches one query and not another.
//!
//! The engine's own exclusion asks a scorer for documents before its current one, which some of its
//! scorers forbid (tantivy 0.27: `Exclude` over `PhraseScorer`); this one never goes back.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED,
    query::{EnableScoring, Explanation, Query, Scorer, Weight},
};

/// The documents of `kept` that are not among `dropped`; scored as `kept`.
#[derive(Debug)]
pub struct Without {
    /// What must match.
    pub kept: Box<dyn Query>,
    /// What must not.
    pub dropped: Box<dyn Query>,
}

impl Clone for Without {
    fn clone(&self) -> Without {
        Without { kept: self.kept.box_clone(), dropped: self.dropped.box_clone() }
    }
}

impl Query for Without {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let kept = self.kept.weight(scoring)?;
        let dropped = self.dropped.weight(unscored(scoring))?;
        Ok(Box::new(WithoutWeight { kept, dropped }))
    }
}

/// The same searcher, for a query whose scores nobody needs.
pub fn unscored(scoring: EnableScoring<'_>) -> EnableScoring<'_> {
    match scoring {
        EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
        disabled @ EnableScoring::Disabled { .. } => disabled,
    }
}

struct WithoutWeight {
    kept: Box<dyn Weight>,
    dropped: Box<dyn Weight>,
}

impl Weight for WithoutWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let kept = self.kept.scorer(reader, boost)?;
        let dropped = self.dropped.scorer(reader, 1.0)?;
        let mut scorer = WithoutScorer { kept, dropped };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.kept.explain(reader, doc)
    }
}

struct WithoutScorer {
    kept: Box<dyn Scorer>,
    dropped: Box<dyn Scorer>,
}

impl WithoutScorer {
    /// Goes on while the current document is dropped.
    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.kept.doc();
            if doc == TERMINATED {
                return TERMINATED;
            }
            if self.dropped.doc() < doc {
                self.dropped.seek(doc);
            }
            if self.dropped.doc() != doc {
                return doc;
            }
            self.kept.advance();
        }
    }
}

impl DocSet for WithoutScorer {
    fn advance(&mut self) -> DocId {
        self.kept.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.kept.doc() < target {
            self.kept.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.kept.doc()
    }

    fn size_hint(&self) -> u32 {
        self.kept.size_hint()
    }
}

impl Scorer for WithoutScorer {
    fn score(&mut self) -> Score {
        self.kept.score()
    }
}
