//! The places of an expression in one field of one segment.

use tantivy::{
    DocId, Score, SegmentReader, Term,
    fieldnorm::FieldNormReader,
    schema::{Field as Slot, IndexRecordOption},
};

use super::{
    bm25::Share,
    documents::Documents,
    occurs::Budget,
    word::{Meant, Word},
};
use crate::{
    analyze::{PARAGRAPH, SENTENCE},
    field::{Analysis, Field},
    index::{
        expression::{Expression, Positions, Unit},
        occurrence::{Occurrences, TooMany},
    },
};

/// One field in which an expression is looked for.
#[derive(Clone)]
pub struct InField {
    /// Which field.
    pub field: Field,
    /// Where it is.
    pub slot: Slot,
    /// The places that count.
    pub expression: Expression,
    /// The expression's words, by their numbers.
    pub words: Vec<Meant>,
}

/// One field of one segment: which documents may match, and how often the expression occurs in them.
pub struct Part {
    documents: Documents,
    /// What has to be looked at in each document; `None` if having a word is enough.
    expression: Option<Expression>,
    occurrences: Occurrences<Postings>,
    /// The first document that may match, from the last target on.
    pub candidate: DocId,
    /// The number of places in the current document, if that is the candidate.
    pub places: usize,
    lengths: Option<FieldNormReader>,
    share: Option<Share>,
}

impl Part {
    /// Opens it and goes to its first candidate.
    pub fn open(
        reader: &SegmentReader,
        field: &InField,
        counts: bool,
        share: Option<Share>,
    ) -> tantivy::Result<Part> {
        let has_positions = field.field.info().analysis != Analysis::Code;
        // To have one word is enough, unless its places are counted.
        let is_word = !counts && field.expression == Expression::word();
        let option = match (has_positions, is_word, share) {
            (false, ..) | (_, true, None) => IndexRecordOption::Basic,
            (_, true, Some(_)) => IndexRecordOption::WithFreqs,
            _ => IndexRecordOption::WithFreqsAndPositions,
        };
        let open = |meant: &Meant| Word::open(reader, meant, option);
        let words: Vec<Word> = field.words.iter().map(open).collect::<tantivy::Result<_>>()?;
        let mark = |unit: Unit, term: &str| {
            let meant = Meant::new(vec![Term::from_field_text(field.slot, term)]);
            field.expression.reads(unit).then(|| open(&meant)).transpose()
        };
        let (sentences, paragraphs) =
            (mark(Unit::Sentence, SENTENCE)?, mark(Unit::Paragraph, PARAGRAPH)?);
        let mut postings = Postings {
            positions: vec![Vec::new(); words.len()],
            words,
            sentences,
            paragraphs,
            ends: Vec::new(),
            has_positions,
            doc: 0,
        };
        let mut documents = Documents::new(&field.expression);
        documents.sort(&postings.words);
        let mut expression = field.expression.clone();
        expression.sort(&|word| postings.words[word].size_hint());
        Ok(Part {
            candidate: documents.seek(&mut postings.words, 0),
            documents,
            expression: (!is_word).then_some(expression),
            occurrences: Occurrences::new(postings),
            places: 0,
            lengths: share.and_then(|_| reader.get_fieldnorms_reader(field.slot).ok()),
            share,
        })
    }

    /// The first document from `target` on that may match.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.candidate < target {
            self.candidate = self.documents.seek(&mut self.occurrences.positions.words, target);
        }
        self.candidate
    }

    /// Counts the places in the document `doc`, which is not before the candidate.
    pub fn look(&mut self, doc: DocId, budget: &Budget) {
        self.places = 0;
        if self.candidate != doc {
            return;
        }
        let Some(expression) = &self.expression else {
            self.places = 1;
            return;
        };
        self.occurrences.positions.doc = doc;
        match self.occurrences.count(expression) {
            Ok(places) => self.places = places,
            Err(TooMany) => budget.exceed(),
        }
        budget.spend(self.occurrences.take_made());
    }

    /// What the places in the current document count.
    pub fn frequency(&self, doc: DocId) -> Score {
        let Some(share) = self.share.filter(|_| self.places > 0) else { return 0.0 };
        let count = match (&self.expression, &self.occurrences.positions.words[..]) {
            (None, [word]) => word.frequency(),
            _ => self.places as u32,
        };
        let length = self.lengths.as_ref().map_or(1, |lengths| lengths.fieldnorm_id(doc));
        count as Score * share.of(length)
    }

    /// The number of documents that may match, or more.
    pub fn size_hint(&self) -> u32 {
        self.documents.size_hint(&self.occurrences.positions.words)
    }

    /// Whether positions are read.
    pub fn reads_positions(&self) -> bool {
        self.expression.is_some()
    }
}

/// The positions of the words of one field in one document.
struct Postings {
    words: Vec<Word>,
    positions: Vec<Vec<u32>>,
    sentences: Option<Word>,
    paragraphs: Option<Word>,
    ends: Vec<u32>,
    /// Codes have none: they are one word.
    has_positions: bool,
    doc: DocId,
}

impl Positions for Postings {
    fn word(&mut self, number: usize) -> &[u32] {
        let (word, positions) = (&mut self.words[number], &mut self.positions[number]);
        match word.seek(self.doc) == self.doc {
            false => positions.clear(),
            true if self.has_positions => word.positions(positions),
            true => *positions = vec![0],
        }
        positions
    }

    fn ends(&mut self, of: Unit) -> &[u32] {
        let word = match of {
            Unit::Sentence => &mut self.sentences,
            Unit::Paragraph => &mut self.paragraphs,
        };
        self.ends.clear();
        if let Some(word) = word
            && word.seek(self.doc) == self.doc
        {
            word.positions(&mut self.ends);
        }
        &self.ends
    }
}
