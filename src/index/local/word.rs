//! The postings of one word in one segment: of all the terms that it stands for, as if they were one.
//!
//! A word that is its own stem is written once, so a stem is two terms: its own, of all other forms, and the
//! word. Both together are what one term would be if it were written beside the word as well. In an index
//! of several languages the word stands for it only in documents of its language.

use std::{cmp::Reverse, collections::BinaryHeap};

use tantivy::{
    DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term,
    postings::{BlockSegmentPostings, Postings, SegmentPostings},
    schema::IndexRecordOption,
};

use super::schema::STEMS;
use crate::analyze::{Language, own_word};

/// The terms that a word stands for.
#[derive(Clone, Debug, Default)]
pub struct Meant {
    /// Words, stems and marks.
    terms: Vec<Term>,
    /// The words that stand for one of the stems.
    own: Vec<Own>,
}

/// A word that stands for a stem in texts of some languages.
#[derive(Clone, Debug)]
struct Own {
    word: Term,
    languages: Vec<Language>,
}

impl Meant {
    /// These terms of one field, each once.
    pub fn new(mut terms: Vec<Term>) -> Meant {
        terms.sort_unstable();
        terms.dedup();
        let mut all: Vec<Own> = Vec::new();
        for term in &terms {
            let value = term.value();
            let Some(own) = value.as_str().and_then(own_word) else { continue };
            let word = Term::from_field_text(term.field(), own.word);
            match all.iter_mut().find(|known| known.word == word) {
                Some(known) => known.languages.push(own.language),
                None => all.push(Own { word, languages: vec![own.language] }),
            }
        }
        Meant { terms, own: all }
    }

    /// The terms, without the words that stand for stems.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The number of documents that have any of them, those that are deleted among them.
    pub fn documents(&self, searcher: &Searcher) -> tantivy::Result<u64> {
        if let ([term], []) = (&self.terms[..], &self.own[..]) {
            return searcher.doc_freq(term);
        }
        let mut documents = 0;
        for segment in searcher.segment_readers() {
            documents += u64::from(match (&self.terms[..], &self.own[..]) {
                ([stem], [own]) if own.is_everywhere(segment)? => {
                    either(&*segment.inverted_index(stem.field())?, stem, &own.word)?
                }
                _ => Word::open(segment, self, IndexRecordOption::Basic)?.count(),
            });
        }
        Ok(documents)
    }
}

impl Own {
    /// Whether all documents are in one of the languages.
    fn is_everywhere(&self, segment: &SegmentReader) -> tantivy::Result<bool> {
        let slot = segment.schema().get_field(STEMS)?;
        let index = segment.inverted_index(slot)?;
        let mut documents = 0;
        for language in &self.languages {
            documents += index.doc_freq(&Term::from_field_text(slot, language.code()))?;
        }
        Ok(documents == segment.max_doc())
    }

    /// The documents in each of the languages.
    fn documents(&self, segment: &SegmentReader) -> tantivy::Result<Vec<SegmentPostings>> {
        let slot = segment.schema().get_field(STEMS)?;
        let index = segment.inverted_index(slot)?;
        let terms = self.languages.iter().map(|it| Term::from_field_text(slot, it.code()));
        let read = |term| index.read_postings(&term, IndexRecordOption::Basic).transpose();
        Ok(terms.filter_map(read).collect::<Result<_, _>>()?)
    }
}

/// The number of documents that have one of two terms.
fn either(index: &InvertedIndexReader, a: &Term, b: &Term) -> tantivy::Result<u32> {
    let open = |term| index.read_block_postings_from_terminfo(term, IndexRecordOption::Basic);
    Ok(match (index.get_term_info(a)?, index.get_term_info(b)?) {
        (Some(a), Some(b)) => {
            (a.doc_freq + b.doc_freq).saturating_sub(common(open(&a)?, open(&b)?))
        }
        (a, b) => a.or(b).map_or(0, |only| only.doc_freq),
    })
}

/// The number of documents that both have.
fn common(mut a: BlockSegmentPostings, mut b: BlockSegmentPostings) -> u32 {
    let (mut count, mut at_a, mut at_b) = (0, 0, 0);
    while let (false, false) = (a.docs().is_empty(), b.docs().is_empty()) {
        let (docs_a, docs_b) = (a.docs(), b.docs());
        // Without a branch that nobody can guess.
        while let (Some(a), Some(b)) = (docs_a.get(at_a), docs_b.get(at_b)) {
            count += u32::from(a == b);
            (at_a, at_b) = (at_a + usize::from(a <= b), at_b + usize::from(b <= a));
        }
        if at_a == docs_a.len() {
            a.advance();
            at_a = 0;
        } else {
            b.advance();
            at_b = 0;
        }
    }
    count
}

/// The documents with a word. It only goes forward.
pub enum Word {
    /// One term.
    One(Box<SegmentPostings>),
    /// Two terms.
    Two(Two),
    /// Several terms, or none.
    Many(Many),
}

impl Word {
    /// Opens the postings of the terms that the segment has.
    pub fn open(
        segment: &SegmentReader,
        meant: &Meant,
        option: IndexRecordOption,
    ) -> tantivy::Result<Word> {
        let mut all = Vec::with_capacity(2);
        if let Some(first) = meant.terms.first() {
            let index = segment.inverted_index(first.field())?;
            for term in &meant.terms {
                all.extend(index.read_postings(term, option)?.map(List::whole));
            }
            for own in &meant.own {
                let postings = index.read_postings(&own.word, option)?;
                all.extend(postings.map(|it| List::within(segment, it, own)).transpose()?);
            }
        }
        if all.iter().any(|list| list.within.is_some()) {
            return Ok(Word::Many(Many::new(all)));
        }
        let all = match <[List; 1]>::try_from(all) {
            Ok([one]) => return Ok(Word::One(one.postings)),
            Err(all) => all,
        };
        Ok(match <[List; 2]>::try_from(all) {
            Ok([a, b]) => Word::Two(Two::new(a.postings, b.postings)),
            Err(all) => Word::Many(Many::new(all)),
        })
    }

    /// The first document from `target` on, which is not before that of the last call.
    #[inline]
    pub fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Word::One(postings) => seek(postings, target),
            Word::Two(two) => two.seek(target),
            Word::Many(many) => many.seek(target),
        }
    }

    /// The number of documents, or more if terms share some.
    pub fn size_hint(&self) -> u32 {
        match self {
            Word::One(postings) => postings.size_hint(),
            Word::Two(two) => two.a.size_hint().saturating_add(two.b.size_hint()),
            Word::Many(many) => {
                many.all.iter().fold(0, |sum, list| sum.saturating_add(list.postings.size_hint()))
            }
        }
    }

    /// How often the word is in the current document.
    #[inline]
    pub fn frequency(&self) -> u32 {
        match self {
            Word::One(postings) => postings.term_freq(),
            Word::Two(two) => two.here().map(SegmentPostings::term_freq).sum(),
            Word::Many(many) => {
                many.here.iter().map(|&term| many.all[term].postings.term_freq()).sum()
            }
        }
    }

    /// The positions of the word in the current document, in order, each once.
    pub fn positions(&mut self, positions: &mut Vec<u32>) {
        positions.clear();
        let count = match self {
            Word::One(postings) => append(postings, positions),
            Word::Two(two) => two.here_mut().map(|postings| append(postings, positions)).sum(),
            Word::Many(many) => {
                let Many { all, here, .. } = many;
                here.iter().map(|&term| append(&mut all[term].postings, positions)).sum()
            }
        };
        if count > 1 {
            // Two runs in order, which this puts together faster than it would sort them.
            positions.sort();
            positions.dedup();
        }
    }

    /// The number of documents, from the beginning.
    fn count(mut self) -> u32 {
        let (mut count, mut doc) = (0, self.seek(0));
        while doc != TERMINATED {
            (count, doc) = (count + 1, self.seek(doc + 1));
        }
        count
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

/// Adds the positions of the current document; gives 1, the number of lists that were added.
fn append(postings: &mut SegmentPostings, positions: &mut Vec<u32>) -> usize {
    postings.append_positions_with_offset(0, positions);
    1
}

/// The documents of two terms.
pub struct Two {
    a: Box<SegmentPostings>,
    b: Box<SegmentPostings>,
    doc: DocId,
}

impl Two {
    fn new(a: Box<SegmentPostings>, b: Box<SegmentPostings>) -> Two {
        Two { doc: a.doc().min(b.doc()), a, b }
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = seek(&mut self.a, target).min(seek(&mut self.b, target));
        }
        self.doc
    }

    /// The postings that are on the current document.
    #[inline]
    fn here(&self) -> impl Iterator<Item = &SegmentPostings> {
        [&*self.a, &*self.b].into_iter().filter(|postings| postings.doc() == self.doc)
    }

    fn here_mut(&mut self) -> impl Iterator<Item = &mut SegmentPostings> {
        let doc = self.doc;
        [&mut *self.a, &mut *self.b].into_iter().filter(move |postings| postings.doc() == doc)
    }
}

/// The documents of one of several terms.
struct List {
    postings: Box<SegmentPostings>,
    /// Only those in one of some languages, if not all.
    within: Option<Vec<SegmentPostings>>,
}

impl List {
    fn whole(postings: SegmentPostings) -> List {
        List { postings: Box::new(postings), within: None }
    }

    /// The documents in which a word stands for a stem.
    fn within(
        segment: &SegmentReader,
        postings: SegmentPostings,
        own: &Own,
    ) -> tantivy::Result<List> {
        let mut list = List::whole(postings);
        if !own.is_everywhere(segment)? {
            list.within = Some(own.documents(segment)?);
        }
        list.settle();
        Ok(list)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        seek(&mut self.postings, target);
        self.settle()
    }

    /// Goes on to a document in one of the languages.
    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.postings.doc();
            let Some(within) = &mut self.within else { return doc };
            let next = within.iter_mut().map(|all| seek(all, doc)).min().unwrap_or(TERMINATED);
            if next == doc {
                return doc;
            }
            seek(&mut self.postings, next);
        }
    }
}

/// The documents of several terms.
pub struct Many {
    all: Vec<List>,
    doc: DocId,
    /// The terms of the current document.
    here: Vec<usize>,
    /// The next documents of the other terms.
    rest: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl Many {
    fn new(all: Vec<List>) -> Many {
        let rest = all.iter().enumerate().map(|(term, list)| Reverse((list.postings.doc(), term)));
        let mut many = Many { rest: rest.collect(), all, doc: 0, here: Vec::new() };
        many.settle();
        many
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for term in self.here.drain(..) {
            self.rest.push(Reverse((self.all[term].seek(target), term)));
        }
        while let Some(mut first) = self.rest.peek_mut() {
            let Reverse((doc, term)) = *first;
            if doc >= target {
                break;
            }
            *first = Reverse((self.all[term].seek(target), term));
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
