//! The postings of one word in one segment: of all the terms that it stands for, as if they were one.

use std::{cmp::Reverse, collections::BinaryHeap};

use tantivy::{
    DocId, DocSet, InvertedIndexReader, TERMINATED, Term,
    postings::{Postings, SegmentPostings},
    schema::IndexRecordOption,
};

/// The documents with a word. It only goes forward.
pub enum Word {
    /// One term.
    One(Box<SegmentPostings>),
    /// Several terms, or none.
    Many(Many),
}

impl Word {
    /// Opens the postings of the terms that the segment has.
    pub fn open(
        index: &InvertedIndexReader,
        terms: &[Term],
        option: IndexRecordOption,
    ) -> tantivy::Result<Word> {
        let mut all = Vec::new();
        for term in terms {
            all.extend(index.read_postings(term, option)?);
        }
        Ok(match all.len() {
            1 => Word::One(Box::new(all.remove(0))),
            _ => Word::Many(Many::new(all)),
        })
    }

    /// The first document from `target` on, which is not before that of the last call.
    #[inline]
    pub fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Word::One(postings) => seek(postings, target),
            Word::Many(many) => many.seek(target),
        }
    }

    /// The number of documents, or more if terms share some.
    pub fn size_hint(&self) -> u32 {
        match self {
            Word::One(postings) => postings.size_hint(),
            Word::Many(many) => {
                many.all.iter().fold(0, |sum, postings| sum.saturating_add(postings.size_hint()))
            }
        }
    }

    /// How often the word is in the current document.
    pub fn frequency(&self) -> u32 {
        match self {
            Word::One(postings) => postings.term_freq(),
            Word::Many(many) => many.here.iter().map(|&term| many.all[term].term_freq()).sum(),
        }
    }

    /// The positions of the word in the current document, in order, each once.
    pub fn positions(&mut self, positions: &mut Vec<u32>) {
        match self {
            Word::One(postings) => postings.positions(positions),
            Word::Many(many) => {
                positions.clear();
                for &term in &many.here {
                    many.all[term].append_positions_with_offset(0, positions);
                }
                if many.here.len() > 1 {
                    positions.sort_unstable();
                    positions.dedup();
                }
            }
        }
    }
}

#[inline]
fn seek(postings: &mut SegmentPostings, target: DocId) -> DocId {
    match postings.doc() {
        doc if doc >= target => doc,
        doc if doc + 1 == target => postings.advance(),
        _ => postings.seek(target),
    }
}

/// The documents of several terms.
pub struct Many {
    all: Vec<SegmentPostings>,
    doc: DocId,
    /// The terms of the current document.
    here: Vec<usize>,
    /// The next documents of the other terms.
    rest: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl Many {
    fn new(all: Vec<SegmentPostings>) -> Many {
        let rest = all.iter().enumerate().map(|(term, postings)| Reverse((postings.doc(), term)));
        let mut many = Many { rest: rest.collect(), all, doc: 0, here: Vec::new() };
        many.settle();
        many
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for term in self.here.drain(..) {
            self.rest.push(Reverse((seek(&mut self.all[term], target), term)));
        }
        while let Some(mut first) = self.rest.peek_mut() {
            let Reverse((doc, term)) = *first;
            if doc >= target {
                break;
            }
            *first = Reverse((seek(&mut self.all[term], target), term));
        }
        self.settle();
        self.doc
    }

    /// Goes to the first document of the rest.
    fn settle(&mut self) {
        self.doc = self.rest.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        while let Some(Reverse((doc, term))) = self.rest.peek()
            && *doc == self.doc
            && self.doc != TERMINATED
        {
            self.here.push(*term);
            self.rest.pop();
        }
    }
}
