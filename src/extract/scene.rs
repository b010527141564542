//! A text as the speech passes see it: what each word can be, what is quoted, and in which units
//! cues, sources and contents belong together.

use std::{ops::Range, rc::Rc};

use super::{
    lexicon::speech::Class,
    marked,
    marks::{self, Region},
    token::{Shape, Text},
};

/// The longest unit, in tokens: a text without stops shall not cost more than its length.
const LONGEST_UNIT: usize = 1000;

/// A text with its quoted regions and the classes of its words.
pub struct Scene<'a, 't> {
    /// The text.
    pub text: &'a Text<'t>,
    /// What stands in quotation marks.
    pub regions: Vec<Region>,
    classes: Rc<[Class]>,
    /// The number of the region that a token stands in, from 1; 0 for none.
    quoted: Vec<u32>,
}

impl<'a, 't> Scene<'a, 't> {
    /// Looks up every word and finds what is quoted.
    #[cfg(test)]
    pub fn new(text: &'a Text<'t>) -> Scene<'a, 't> {
        Scene::marked(text, Vec::new())
    }

    /// The same where the publisher marked some quotations.
    pub fn marked(text: &'a Text<'t>, marked: Vec<Region>) -> Scene<'a, 't> {
        let classes = (0..text.len()).map(|token| class_of(text, token)).collect();
        Scene::with(text, classes, marked::merge_regions(marks::regions(text), marked, text))
    }

    /// The same words as they are inside what is quoted: only marks within others count.
    pub fn inside(&self) -> Scene<'a, 't> {
        let mut regions = Vec::new();
        self.regions.iter().for_each(|region| marks::inside(self.text, region, &mut regions));
        Scene::with(self.text, Rc::clone(&self.classes), regions)
    }

    fn with(text: &'a Text<'t>, classes: Rc<[Class]>, regions: Vec<Region>) -> Scene<'a, 't> {
        let mut quoted = vec![0; text.len()];
        for (number, region) in regions.iter().enumerate() {
            quoted[region.tokens.clone()].fill(number as u32 + 1);
        }
        Scene { text, regions, classes, quoted }
    }

    /// What a token can be.
    pub fn class(&self, token: usize) -> Class {
        self.classes.get(token).copied().unwrap_or_default()
    }

    /// Whether a token can be one of `classes`.
    pub fn is(&self, token: usize, classes: Class) -> bool {
        self.class(token).any(classes)
    }

    /// Whether a token stands in quotation marks, or is one.
    pub fn quoted(&self, token: usize) -> bool {
        self.quoted.get(token).is_some_and(|&number| number > 0)
    }

    /// The region that a token stands in.
    pub fn region(&self, token: usize) -> Option<&Region> {
        let number = *self.quoted.get(token)? as usize;
        self.regions.get(number.checked_sub(1)?)
    }

    /// Whether the token is the mark `word`.
    pub fn word_is(&self, token: usize, word: &str) -> bool {
        self.text.word(token) == word
    }

    /// Whether a token is a word or number.
    pub fn is_word(&self, token: usize) -> bool {
        self.text.shape(token) != Shape::Mark
    }

    /// Whether a token begins with a capital letter.
    pub fn is_capital(&self, token: usize) -> bool {
        self.text.is_capital(token)
    }

    /// Whether any token of `tokens` is quoted.
    pub fn any_quoted(&self, tokens: Range<usize>) -> bool {
        self.first_quoted(tokens).is_some()
    }

    /// The first token of `tokens` that is quoted.
    pub fn first_quoted(&self, mut tokens: Range<usize>) -> Option<usize> {
        tokens.find(|&token| self.quoted(token))
    }

    /// The number of words in `tokens`.
    pub fn words(&self, tokens: Range<usize>) -> usize {
        tokens.filter(|&token| self.is_word(token)).count()
    }

    /// Whether a paragraph begins at `token`, or the text ends there.
    pub fn begins_paragraph(&self, token: usize) -> bool {
        self.text.begins_paragraph(token)
    }

    /// The units of the text: sentences, joined where a quotation spans several.
    pub fn units(&self) -> Vec<Range<usize>> {
        self.units_in(0..self.text.len())
    }

    /// The units of a part of the text.
    pub fn units_in(&self, part: Range<usize>) -> Vec<Range<usize>> {
        let tokens = &self.text.tokens[..part.end];
        let mut units: Vec<Range<usize>> = Vec::new();
        let mut start = part.start;
        while start < part.end {
            let sentence = tokens[start].sentence;
            let end = start + tokens[start..].partition_point(|token| token.sentence == sentence);
            let end = end.min(start + LONGEST_UNIT);
            match units.last_mut() {
                Some(last) if self.joins(last.clone(), start..end) => last.end = end,
                _ => units.push(start..end),
            }
            start = end;
        }
        units
    }

    /// Whether two neighbouring sentences say one thing: a quotation spans both, or the first is a
    /// quoted question and the second says whose.
    fn joins(&self, before: Range<usize>, after: Range<usize>) -> bool {
        let (last, next) = (before.end - 1, after.start);
        if self.begins_paragraph(next) || after.end - before.start > LONGEST_UNIT {
            return false;
        }
        if self.quoted(last) && self.quoted[last] == self.quoted[next] {
            return true;
        }
        let asks = last > before.start
            && matches!(self.text.word(last - 1), "?" | "!" | "," | "…" | "—" | "–");
        let near = next..after.end.min(next + 16);
        self.quoted(last)
            && asks
            && !self.quoted(next)
            && near.take_while(|&at| !self.quoted(at)).any(|at| {
                // "…?” Rep. Ann Roe, Ohio Democrat, said": more words only with a comma at their end.
                self.is(at, Class::TAIL)
                    && self.is(at, Class::PAST.and(Class::THIRD))
                    && (at < next + 7 || self.word_is(at - 1, ","))
                    && !self.is(at.wrapping_sub(1), Class::DETERMINER)
            })
    }
}

/// What a token can be. A capitalised word is a verb only where a sentence begins.
fn class_of(text: &Text, token: usize) -> Class {
    let Some(it) = text.tokens.get(token) else { return Class::NONE };
    match it.shape {
        Shape::Number => Class::NONE,
        Shape::Mark if it.span.len() == 1 => Class::NONE,
        Shape::Lower | Shape::Mark => text.speech(token),
        Shape::Capital | Shape::Upper | Shape::Mixed => {
            let found = text.speech(token);
            if token > 0
                && text.tokens[token - 1].sentence == it.sentence
                && text.shape(token - 1) != Shape::Mark
            {
                let verbs = Class::CUE.and(Class::VERB).and(Class::CATENATIVE);
                found.without(verbs.and(Class::AUXILIARY)) // "Ann May", "Mr Will"
            } else {
                found
            }
        }
    }
}
