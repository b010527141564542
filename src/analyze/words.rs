//! The terms of a whole text, word by word.

use std::{borrow::Cow, cell::RefCell, hash::BuildHasher, ops::Range};

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{
    ANY, Language, PARAGRAPH, SENTENCE,
    chunk::{Chunk, chunks},
    pattern::Sought,
    stem::Stems,
};
use crate::{
    sentence::{paragraphs, sentences_of},
    text::Span,
};

/// Ends a term when the next one has the same position.
pub(super) const SAME: char = '\u{1}';

/// Ends a term when the next one has the next position.
pub(super) const NEXT: char = '\u{2}';

/// Distinct chunks an analyzer remembers before it begins anew; 100,000 take about 15 MB.
const REMEMBERED: usize = 100_000;

/// So many words of queries are remembered, and none with many others that has so many bytes.
const SOUGHT: usize = 1_000;
const LONG: usize = 100;

/// The analysed words of one text, or of all values of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The terms of all words, with [`SAME`] and [`NEXT`] between them.
    terms: String,
    words: Vec<Word>,
    /// The language whose stems they have, if they have any.
    language: Option<Language>,
}

/// One word of a text, at the position of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands; empty for the gap between two values.
    pub span: Span,
    /// Its terms, as bytes of `Words::terms`, without the marks of a sentence's end.
    from: u32,
    to: u32,
}

impl Words {
    /// The terms as one string, for [`super::Terms`]: those of the words, and before them [`ANY`], once more
    /// for each stem that is left out. So a text is as long for the engine as it would be with those
    /// stems, and many terms at one place take next to no room.
    pub fn terms(&self) -> String {
        if self.words.is_empty() {
            return String::new();
        }
        format!("{ANY}{SAME}").repeat(1 + self.left_out()) + &self.terms
    }

    /// How many stems were left out and are an empty term.
    fn left_out(&self) -> usize {
        let bytes = self.terms.as_bytes();
        let is_left_out = |pair: &&[u8]| pair[0] == SAME as u8 && pair[1] <= NEXT as u8;
        bytes.windows(2).filter(is_left_out).count() + usize::from(bytes.ends_with(&[SAME as u8]))
    }

    /// The words in order.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The terms of the word at `position`: the word itself, then its stem if it is another word, then others.
    pub fn terms_at(&self, position: usize) -> impl Iterator<Item = &str> {
        let word = self.words.get(position);
        let terms = word.map_or("", |word| &self.terms[word.from as usize..word.to as usize]);
        terms.split(SAME)
    }

    /// The term of the stem of the word at `position`; the word itself in a language without stems.
    pub fn stem_at(&self, position: usize) -> Option<Cow<'_, str>> {
        let mut terms = self.terms_at(position);
        let word = terms.next().filter(|word| !word.is_empty())?;
        Some(match (terms.next().filter(|term| is_stem(term)), self.language) {
            (Some(stem), _) => stem.into(),
            (None, Some(language)) => format!("{}{word}", stem_mark(language)).into(),
            (None, None) => word.into(),
        })
    }

    /// The positions of the words that are meant, in order.
    pub fn positions(&self, sought: &Sought) -> Vec<u32> {
        let Some(term) = sought.term() else {
            let all = 0..self.words.len() as u32;
            return all.filter(|&at| self.any(at as usize, sought)).collect();
        };
        let mut positions = self.positions_of(term);
        if let Some(own) = self.own_word(term) {
            positions.extend(self.positions_of(own));
            positions.sort();
            positions.dedup();
        }
        positions
    }

    /// The word that stands for the stem `term` in this text, if one does.
    fn own_word<'t>(&self, term: &'t str) -> Option<&'t str> {
        own_word(term).filter(|own| Some(own.language) == self.language).map(|own| own.word)
    }

    /// The positions of one term: it stands in the string of all terms, between two separators.
    fn positions_of(&self, term: &str) -> Vec<u32> {
        let bytes = self.terms.as_bytes();
        let separates =
            |byte: Option<&u8>| byte.is_none_or(|byte| [SAME as u8, NEXT as u8].contains(byte));
        let is_whole = |&at: &usize| {
            separates(at.checked_sub(1).and_then(|at| bytes.get(at)))
                && separates(bytes.get(at + term.len()))
        };
        let position = |at: usize| {
            let number =
                self.words.partition_point(|word| word.from as usize <= at).checked_sub(1)?;
            (at < self.words[number].to as usize).then_some(number as u32)
        };
        let found = memchr::memmem::find_iter(bytes, term).filter(is_whole);
        let mut positions: Vec<u32> = found.filter_map(position).collect();
        positions.dedup();
        positions
    }

    /// Whether one of the terms of the word at `position` is meant.
    pub fn any(&self, position: usize, sought: &Sought) -> bool {
        let is_own = |word: &str| {
            let stem = sought.term().filter(|term| term.ends_with(word));
            stem.is_some_and(|stem| self.own_word(stem) == Some(word))
        };
        let mut terms = self.terms_at(position).filter(|term| !term.is_empty());
        terms.any(|term| sought.matches(term) || is_own(term))
    }

    /// Whether a sentence, or with [`PARAGRAPH`] a paragraph, ends with the word at `position`.
    pub fn ends(&self, position: usize, mark: &str) -> bool {
        let Some(word) = self.words.get(position) else { return false };
        let next = self.words.get(position + 1).map_or(self.terms.len(), |next| next.from as usize);
        let marks = self.terms[word.to as usize..next].split([SAME, NEXT]);
        marks.into_iter().any(|own| own == mark)
    }

    /// The words inside `spans`, which lie in order in the same text: their terms are slices of
    /// these. A word counts as inside if it begins there. Where a sentence or paragraph ends between two
    /// spans, it ends with the last word of the first.
    pub fn inside(&self, spans: &[Span]) -> Words {
        let at = |offset: usize| self.words.partition_point(|word| word.span.start() < offset);
        let mut inside = Words { language: self.language, ..Words::default() };
        let mut last: Option<usize> = None;
        for range in spans.iter().map(|span| at(span.start())..at(span.end())) {
            if range.is_empty() {
                continue;
            }
            for mark in [SENTENCE, PARAGRAPH] {
                if last.is_some_and(|last| (last..range.start).any(|at| self.ends(at, mark))) {
                    inside.mark(mark);
                }
            }
            last = Some(range.end - 1);
            inside.append(self, range);
        }
        inside
    }

    /// These words at the place in a longer text where theirs begins.
    pub fn shifted(mut self, start: usize) -> Words {
        for word in &mut self.words {
            word.span = word.span.shifted(start);
        }
        self
    }

    fn append(&mut self, other: &Words, range: Range<usize>) {
        let (Some(first), Some(last)) = (
            other.words.get(range.start),
            range.end.checked_sub(1).and_then(|n| other.words.get(n)),
        ) else {
            return;
        };
        if first.from > last.to {
            return;
        }
        self.open_position();
        let shift = self.terms.len() as u32;
        self.terms.push_str(&other.terms[first.from as usize..last.to as usize]);
        self.words.extend(other.words[range].iter().map(|word| Word {
            span: word.span,
            from: word.from - first.from + shift,
            to: word.to - first.from + shift,
        }));
    }

    /// Makes room for the terms of the next word.
    fn open_position(&mut self) {
        if !self.words.is_empty() {
            self.terms.push(NEXT);
        }
    }

    fn push(&mut self, span: Span, terms: &str) {
        self.open_position();
        let from = self.terms.len() as u32;
        self.terms.push_str(terms);
        self.words.push(Word { span, from, to: self.terms.len() as u32 });
    }

    /// Leaves one position empty, so that no phrase goes from one value to the next.
    fn push_gap(&mut self) {
        if !self.words.is_empty() {
            self.push(Span::default(), "");
        }
    }

    /// Gives the last word the whole name that begins with the word number `first`, if it has several.
    fn name_whole(&mut self, first: usize) {
        let name = self.words[first..].iter().map(|word| {
            let terms = &self.terms[word.from as usize..word.to as usize];
            terms.split(SAME).next().unwrap_or_default()
        });
        if let Some(whole) = whole(name)
            && let Some(last) = self.words.last_mut()
        {
            self.terms.push(SAME);
            self.terms.push_str(&whole);
            last.to = self.terms.len() as u32;
        }
    }

    fn mark(&mut self, mark: &str) {
        if !self.words.is_empty() {
            self.terms.push(SAME);
            self.terms.push_str(mark);
        }
    }
}

/// Makes words of texts, remembering those it has seen.
pub struct Analyzer {
    /// The language and its stemmer; `None` makes no stems at all.
    stems: Option<(Language, Stems)>,
    seen: Seen,
    /// The stems of words of queries, which are asked for several times in each.
    sought: FxHashMap<Box<str>, Box<str>>,
}

/// The chunks that were seen, each with its terms beside it: one look into memory finds both.
#[derive(Default)]
struct Seen {
    entries: HashTable<Entry>,
    /// The text of each chunk, followed by the terms of its words.
    text: String,
    /// The words of chunks that hold more than one.
    compounds: Vec<Box<[Group]>>,
}

/// A chunk that was seen.
#[derive(Clone, Copy)]
struct Entry {
    /// Where its text begins in `Seen::text`, where the text ends and its terms begin, where those end.
    start: u32,
    middle: u32,
    end: u32,
    /// Its words in `Seen::compounds`, or [`SINGLE`].
    words: u32,
}

/// The chunk is one word.
const SINGLE: u32 = u32::MAX;

/// One of several words of a chunk.
struct Group {
    /// The bytes of the chunk.
    range: Range<usize>,
    /// The bytes of `Seen::text` with its terms.
    terms: Range<usize>,
}

impl Seen {
    /// Begins anew if there are too many; entries that were found before are then of no use.
    fn make_room(&mut self) {
        if self.entries.len() >= REMEMBERED {
            *self = Seen::default();
        }
    }

    fn find(&self, hash: u64, chunk: &str) -> Option<Entry> {
        let is = |entry: &Entry| self.text[entry.start as usize..entry.middle as usize] == *chunk;
        self.entries.find(hash, is).copied()
    }

    fn insert(&mut self, hash: u64, chunk: &str, words: &[(Range<usize>, String)]) -> Entry {
        let start = self.text.len() as u32;
        self.text.push_str(chunk);
        let middle = self.text.len() as u32;
        let groups: Vec<Group> = words
            .iter()
            .map(|(range, terms)| {
                let from = self.text.len();
                self.text.push_str(terms);
                Group { range: range.clone(), terms: from..self.text.len() }
            })
            .collect();
        let is_single = matches!(&groups[..], [group] if group.range == (0..chunk.len()));
        let mut entry = Entry { start, middle, end: self.text.len() as u32, words: SINGLE };
        if !is_single {
            entry.words = self.compounds.len() as u32;
            self.compounds.push(groups.into());
        }
        let Seen { entries, text, .. } = self;
        let rehash = |entry: &Entry| hash_of(&text[entry.start as usize..entry.middle as usize]);
        entries.insert_unique(hash, entry, rehash);
        entry
    }
}

fn hash_of(chunk: &str) -> u64 {
    FxBuildHasher.hash_one(chunk)
}

impl Analyzer {
    fn new(language: Option<Language>) -> Analyzer {
        let stems = language.and_then(|language| Some((language, Stems::new(language)?)));
        Analyzer { stems, seen: Seen::default(), sought: FxHashMap::default() }
    }

    /// Runs `work` with this thread's analyzer for words and stems of `language`.
    pub fn with<T>(language: Language, work: impl FnOnce(&mut Analyzer) -> T) -> T {
        with_analyzer(Some(language), work)
    }

    /// The words of `text` with their stems, and the marks of sentences and paragraphs.
    pub fn text(&mut self, text: &str) -> Words {
        let language = self.stems.as_ref().map(|(language, _)| *language);
        let mut words = Words { language, ..Words::default() };
        words.terms.reserve(text.len() * 2);
        words.words.reserve(text.len() / 5);
        let mut ranges = Vec::with_capacity(text.len() / 5);
        chunks(text, |range| ranges.push(range));
        self.seen.make_room();
        // In one go, so that memory that is far away is waited for once for several of them.
        let entries: Vec<Entry> =
            ranges.iter().map(|range| self.entry(&text[range.clone()])).collect();
        let mut ends = Ends::new(text);
        for (range, entry) in ranges.into_iter().zip(entries) {
            ends.mark_before(range.start, &mut words);
            self.push_chunk(text, range, entry, &mut words);
        }
        ends.mark_before(usize::MAX, &mut words);
        words
    }

    /// The words of the values of a name or code field: folded, without stems and marks.
    pub fn names<'v>(values: impl IntoIterator<Item = &'v str>) -> Words {
        with_analyzer(None, |analyzer| {
            let mut words = Words::default();
            for value in values {
                words.push_gap();
                let first = words.words.len();
                analyzer.push_value(value, &mut words);
                words.name_whole(first);
            }
            words
        })
    }

    /// The words of an address: folded, without stems and marks. It is no name that could be meant as a
    /// whole, and each one would be a term of its own.
    pub fn address(address: &str) -> Words {
        with_analyzer(None, |analyzer| {
            let mut words = Words::default();
            analyzer.push_value(address, &mut words);
            words
        })
    }

    /// Adds the words of one value, chunk by chunk.
    fn push_value(&mut self, value: &str, words: &mut Words) {
        self.seen.make_room();
        chunks(value, |range| {
            let entry = self.entry(&value[range.clone()]);
            self.push_chunk(value, range, entry, words);
        });
    }

    /// What was seen of a chunk, now at the latest.
    fn entry(&mut self, chunk: &str) -> Entry {
        let hash = hash_of(chunk);
        self.seen.find(hash, chunk).unwrap_or_else(|| self.learn(hash, chunk))
    }

    fn push_chunk(&self, text: &str, range: Range<usize>, entry: Entry, words: &mut Words) {
        let seen = &self.seen;
        let mut push = |place: Range<usize>, terms: Range<usize>| {
            if let Some(span) = Span::new(text, range.start + place.start..range.start + place.end)
            {
                words.push(span, &seen.text[terms]);
            }
        };
        match seen.compounds.get(entry.words as usize) {
            None => push(0..range.len(), entry.middle as usize..entry.end as usize),
            Some(groups) => {
                for group in groups {
                    push(group.range.clone(), group.terms.clone());
                }
            }
        }
    }

    /// Remembers the terms of a chunk.
    fn learn(&mut self, hash: u64, text: &str) -> Entry {
        let chunk = Chunk::new(text);
        let mut extra = chunk.joined.iter().chain(&chunk.whole);
        let mut words = Vec::with_capacity(chunk.parts.len());
        for (range, word) in chunk.parts {
            let mut terms = String::new();
            self.push_terms(&word, &mut terms);
            for word in extra.by_ref() {
                terms.push(SAME);
                self.push_terms(word, &mut terms);
            }
            words.push((range, terms));
        }
        self.seen.insert(hash, text, &words)
    }

    fn push_terms(&self, word: &str, terms: &mut String) {
        terms.push_str(word);
        let Some((language, stems)) = &self.stems else { return };
        let stem = stems.of(word);
        if stem != word {
            terms.push(SAME);
            terms.push_str(&stem_mark(*language));
            terms.push_str(&stem);
        } else if !stems.counts_once(word) {
            terms.push(SAME);
        }
    }

    /// What a folded word looks for that counts in all its forms.
    fn forms(&mut self, word: &str) -> Sought {
        let language = self.stems.as_ref().map(|(language, _)| *language);
        let stem = language.zip(self.sought_stem(word));
        Sought::Term(match stem {
            Some((language, stem)) => format!("{}{stem}", stem_mark(language)),
            None => word.to_owned(),
        })
    }

    /// Whether `word` is its own stem.
    fn is_own_stem(&mut self, word: &str) -> bool {
        self.sought_stem(word) == Some(word)
    }

    /// The stem of a folded word of a query; `None` if there are no stems.
    fn sought_stem(&mut self, word: &str) -> Option<&str> {
        let (_, stems) = self.stems.as_ref()?;
        if !self.sought.contains_key(word) {
            if self.sought.len() >= SOUGHT || word.len() > LONG {
                self.sought.clear();
            }
            self.sought.insert(word.into(), stems.of(word).into());
        }
        self.sought.get(word).map(AsRef::as_ref)
    }
}

/// A word that is its own stem: the stem is not written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnWord<'t> {
    /// The word.
    pub word: &'t str,
    /// The language in which it stands for the stem.
    pub language: Language,
}

/// The word that stands for a stem in texts of its language, given the term of the stem: `run` for `en:run`.
/// `None` if the term is no stem, or if the word has another stem.
pub fn own_word(term: &str) -> Option<OwnWord<'_>> {
    let (mark, word) = term.split_at_checked(term.find(':')? + 1).filter(|_| is_stem(term))?;
    let language = Language::from_tag(mark.trim_end_matches(':'));
    let is_own = || with_analyzer(Some(language), |analyzer| analyzer.is_own_stem(word));
    (!word.is_empty() && is_own()).then_some(OwnWord { word, language })
}

/// What stands before the stems of a language, so that words and stems never mix.
fn stem_mark(language: Language) -> String {
    format!("{language}:")
}

/// Stands before whole names, so that they and words never mix.
const WHOLE: char = '=';

/// The term of a whole name, of several words: `=ana ruiz`.
fn whole<'w>(words: impl Iterator<Item = &'w str>) -> Option<String> {
    let words: Vec<&str> = words.collect();
    (words.len() > 1).then(|| format!("{WHOLE}{}", words.join(" ")))
}

/// The term of `name` in a field of names if it is all of a name there; `None` if it is only one word,
/// which is never a whole name.
pub fn whole_name(name: &str) -> Option<String> {
    let mut words = Vec::new();
    chunks(name, |range| words.extend(Chunk::new(&name[range]).parts));
    whole(words.iter().map(|(_, word)| word.as_str()))
}

/// Whether a term is a whole name.
pub(super) fn is_whole(term: &str) -> bool {
    term.starts_with(WHOLE)
}

/// Whether a term is a stem: a language of two letters or none, a colon, the stem. No word is like
/// that: a colon stands in addresses alone, and later.
pub(super) fn is_stem(term: &str) -> bool {
    matches!(term.as_bytes(), [b':', ..] | [_, _, b':', ..])
}

/// What a folded `word` looks for that counts in all its forms in `language`.
pub(super) fn forms(word: &str, language: Language) -> Sought {
    with_analyzer(Some(language), |analyzer| analyzer.forms(word))
}

fn with_analyzer<T>(language: Option<Language>, work: impl FnOnce(&mut Analyzer) -> T) -> T {
    thread_local! {
        static ANALYZERS: RefCell<FxHashMap<Option<Language>, Analyzer>> = RefCell::default();
    }
    ANALYZERS.with_borrow_mut(|analyzers| {
        work(analyzers.entry(language).or_insert_with(|| Analyzer::new(language)))
    })
}

/// The ends of sentences and paragraphs that have not been passed yet.
struct Ends {
    sentences: std::vec::IntoIter<Span>,
    paragraphs: std::vec::IntoIter<Span>,
    next_sentence: usize,
    next_paragraph: usize,
}

impl Ends {
    fn new(text: &str) -> Ends {
        let paragraphs = paragraphs(text);
        let mut sentences = sentences_of(text, &paragraphs).into_iter();
        let mut paragraphs = paragraphs.into_iter();
        let (next_sentence, next_paragraph) = (end(&mut sentences), end(&mut paragraphs));
        Ends { sentences, paragraphs, next_sentence, next_paragraph }
    }

    /// Marks the last word if a sentence or paragraph ends before `offset`.
    fn mark_before(&mut self, offset: usize, words: &mut Words) {
        if self.next_sentence <= offset && self.next_sentence != usize::MAX {
            words.mark(SENTENCE);
            self.next_sentence = pass(&mut self.sentences, self.next_sentence, offset);
        }
        if self.next_paragraph <= offset && self.next_paragraph != usize::MAX {
            words.mark(PARAGRAPH);
            self.next_paragraph = pass(&mut self.paragraphs, self.next_paragraph, offset);
        }
    }
}

/// The end of the next span.
fn end(spans: &mut std::vec::IntoIter<Span>) -> usize {
    spans.next().map_or(usize::MAX, Span::end)
}

/// The first end after `offset`, from `next` on.
fn pass(spans: &mut std::vec::IntoIter<Span>, mut next: usize, offset: usize) -> usize {
    while next <= offset && next != usize::MAX {
        next = end(spans);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &Words) -> String {
        words.terms.replace(SAME, "+").replace(NEXT, " ")
    }

    fn english(text: &str) -> Words {
        Analyzer::with(Language::ENGLISH, |analyzer| analyzer.text(text))
    }

    #[test]
    fn a_sentence_that_ends_between_two_pieces_ends_with_the_first() {
        let cases = [
            ("“He ran,” she said. “She ran.”", "he ran++. she ran+"),
            ("“He ran,” she said, “and she”", "he ran+ and she"),
            ("“He ran.”\n\n“She ran”", "he ran++.+¶ she ran+"),
        ];
        for (text, expected) in cases {
            let quoted: Vec<Span> = text
                .match_indices('“')
                .map(|(start, _)| {
                    let end = start + text[start..].find('”').unwrap();
                    Span::new(text, start..end).unwrap()
                })
                .collect();
            let inside = english(text).inside(&quoted);
            assert_eq!(shown(&inside), expected, "in {text:?}");
            assert!(inside.ends(1, SENTENCE) == expected.contains('.'), "in {text:?}");
        }
    }

    #[test]
    fn words_stems_and_marks_share_positions() {
        let cases = [
            ("Tolls rose.", "tolls+en:toll rose++.+¶"),
            ("He ran. She\n\nran", "he ran++. she+.+¶ ran++.+¶"),
            ("part-time", "part++parttime+en:parttim time++.+¶"),
            ("…", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&english(text)), expected, "in {text:?}");
        }
    }

    #[test]
    fn a_text_is_as_long_as_with_all_stems() {
        let terms = |text| english(text).terms().replace(SAME, "+").replace(NEXT, " ");
        assert_eq!(terms("Rose ran on"), "*+*+*+rose+ ran+ on+.+¶");
        assert_eq!(terms("Tolls"), "*+tolls+en:toll+.+¶");
        assert_eq!(terms(""), "");
        assert_eq!(Analyzer::names(["Roe"]).terms().replace(SAME, "+"), "*+roe");
    }

    #[test]
    fn names_have_gaps_and_no_stems() {
        let words = Analyzer::names(["Marie van der Zyl", "Ms van der Zyl"]);
        assert_eq!(
            shown(&words),
            "marie van der zyl+=marie van der zyl  ms van der zyl+=ms van der zyl"
        );
        assert_eq!(whole_name("Ms van der Zyl").as_deref(), Some("=ms van der zyl"));
        assert_eq!(whole_name("Zyl"), None);
        let has = |at, name: &str| words.terms_at(at).any(|term| term == name);
        assert!(has(3, "zyl") && has(5, "ms") && !has(4, "ms"));
        assert_eq!(shown(&Analyzer::names([])), "");
    }

    #[test]
    fn the_words_of_a_quotation_are_a_slice_of_the_body() {
        let body = "“We won,” she said. “They lost.”";
        let spans = [Span::new(body, 0..13).unwrap(), Span::new(body, 24..40).unwrap()];
        let inside = english(body).inside(&spans);
        assert_eq!(shown(&inside), "we won+. they lost+");
        assert_eq!(inside.words()[2].span.of(body), "They");
        let has = |at, word: &str| inside.any(at, &Sought::Term(word.to_owned()));
        assert!(has(1, "won") && has(3, "en:lost") && !has(1, "she"));
        assert!(english(body).inside(&[]).is_empty());
    }

    #[test]
    fn the_end_of_a_sentence_is_at_its_last_word() {
        let words = english("He ran. She ran on\nand Mr. Roe");
        let ends = |mark: &str| -> Vec<usize> {
            (0..words.words().len()).filter(|&position| words.ends(position, mark)).collect()
        };
        assert_eq!((ends(SENTENCE), ends(PARAGRAPH)), (vec![1, 4, 7], vec![4, 7]));
    }

    #[test]
    fn a_word_that_is_its_own_stem_is_written_once() {
        let text = "The 2016 runs run, tolls and its ins";
        let expected = "the 2016 runs+en:run run+ tolls+en:toll and its+en:it ins+en:in+.+¶";
        assert_eq!(shown(&english(text)), expected);
        let thai = Analyzer::with(Language::from_tag("th"), |analyzer| analyzer.text("กา"));
        assert_eq!(shown(&thai), "ก า+.+¶");
        let text = english(text);
        let stems: Vec<_> = (0..8).map(|at| text.stem_at(at).unwrap()).collect();
        let expected =
            ["en:the", "en:2016", "en:run", "en:run", "en:toll", "en:and", "en:it", "en:in"];
        assert_eq!(stems, expected);
        // All forms of a word find it in whichever way it is written.
        let found = |word: &str| text.positions(&forms(word, Language::ENGLISH));
        let cases: [(&str, &[u32]); 6] = [
            ("the", &[0]),
            ("2016", &[1]),
            ("running", &[2, 3]),
            ("tolled", &[4]),
            ("it", &[6]),
            ("in", &[7]),
        ];
        for (word, positions) in cases {
            assert_eq!(found(word), positions, "of {word}");
            let sought = forms(word, Language::ENGLISH);
            let any = (0..8).filter(|&at| text.any(at as usize, &sought));
            assert_eq!(any.collect::<Vec<u32>>(), positions, "of {word}");
        }
    }

    #[test]
    fn a_word_stands_for_its_stem_in_its_own_language() {
        let own = |term| own_word(term).map(|own| (own.word, own.language.to_string()));
        assert_eq!(own("en:run"), Some(("run", "en".to_owned())));
        assert_eq!(own("de:run"), Some(("run", "de".to_owned())));
        assert_eq!(["run", "en:runs", "en:", "th:run", "*", "a:b"].map(own), [const { None }; 6]);
        let run = Sought::Term("en:run".to_owned());
        let german = Analyzer::with(Language::from_tag("de"), |analyzer| analyzer.text("ein run"));
        assert!(german.positions(&run).is_empty() && !german.any(1, &run));
        assert_eq!(english("a run").positions(&run), [1]);
    }
}
