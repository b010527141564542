//! Which prediction is which gold quotation, in one article, and which of them count.
//!
//! A span counts as the words it touches. A prediction *finds* a gold quotation if they share at
//! least half the words of the longer one, each paired once, the best pairs first. Its speaker is
//! right if a word of the source is shared or the last name is the same.
//!
//! Some gold quotations may count neither for nor against anybody: not speech where only speech
//! counts, or of another kind than asked for. Nor does what is predicted in their place.

use super::{
    gold::{Annotated, Annotation, Quotation},
    speaker::last_name,
    speech::is_speech,
    words::{Words, shared},
};
use crate::{extract::Kind, text::Span};

/// Which quotations count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Of indirect quotations only those whose cue has a word that announces speech.
    pub speech_only: bool,
    /// Only these kinds; all if empty.
    pub kinds: Vec<Kind>,
}

impl Scope {
    fn has(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// The quotations of an article, gold and predicted, and which of them are the same.
pub(super) struct Alignment<'q> {
    gold: Vec<Item<'q>>,
    predicted: Vec<Item<'q>>,
    /// Places in `gold` and in `predicted`.
    pairs: Vec<(usize, usize)>,
}

/// A quotation as words.
#[derive(Debug, PartialEq)]
pub(super) struct Item<'q> {
    pub(super) quotation: &'q Quotation,
    pub(super) content: Vec<usize>,
    pub(super) cue: Vec<usize>,
    pub(super) source: Vec<usize>,
    /// The name, else the words of the source.
    name: String,
    /// Whether it counts, apart from what it is paired with.
    counts: bool,
}

impl<'q> Alignment<'q> {
    pub(super) fn new(
        article: &'q Annotated,
        predicted: &'q Annotation,
        scope: &Scope,
    ) -> Alignment<'q> {
        let words = Words::new(&article.text);
        let item = |quotation| Item::new(&article.text, &words, quotation);
        let mut gold: Vec<Item> = article.annotation.quotations.iter().filter_map(item).collect();
        for it in &mut gold {
            let announced = || !it.is_indirect() || it.is_announced(&words);
            it.counts = scope.has(it.kind()) && (!scope.speech_only || announced());
        }
        let asked = |it: &Item| scope.has(it.kind());
        let mut predicted: Vec<Item> =
            predicted.quotations.iter().filter_map(item).filter(asked).collect();
        for it in &mut predicted {
            let unannounced = || it.is_indirect() && !it.cue.is_empty() && !it.is_announced(&words);
            it.counts = !(scope.speech_only && unannounced());
        }
        let pairs = pair(&gold, &predicted);
        Alignment { gold, predicted, pairs }
    }

    /// The gold quotations that count, each with what found it.
    pub(super) fn gold(&self) -> impl Iterator<Item = (&Item<'q>, Option<&Item<'q>>)> {
        let partner = |place| self.pairs.iter().find(|(gold, _)| *gold == place);
        let found = move |place| partner(place).map(|(_, predicted)| &self.predicted[*predicted]);
        let counted = self.gold.iter().enumerate().filter(|(_, gold)| gold.counts);
        counted.map(move |(place, gold)| (gold, found(place)))
    }

    /// The predictions that count, each with what it found.
    pub(super) fn predicted(&self) -> impl Iterator<Item = (&Item<'q>, Option<&Item<'q>>)> {
        let partner = |place| self.pairs.iter().find(|(_, predicted)| *predicted == place);
        let found = move |place| partner(place).map(|(gold, _)| &self.gold[*gold]);
        let each = self.predicted.iter().enumerate();
        let each = each.map(move |(place, predicted)| (predicted, found(place)));
        each.filter(|(predicted, gold)| match gold {
            Some(gold) => gold.counts,
            None => predicted.counts && !self.lies_in_ignored(predicted),
        })
    }

    /// All gold quotations, those that do not count among them.
    pub(super) fn all_gold(&self) -> &[Item<'q>] {
        &self.gold
    }

    /// All predictions, those that do not count among them.
    pub(super) fn all_predicted(&self) -> &[Item<'q>] {
        &self.predicted
    }

    /// Whether a prediction lies mostly in a gold quotation that does not count.
    fn lies_in_ignored(&self, predicted: &Item<'_>) -> bool {
        let mut ignored = self.gold.iter().filter(|gold| !gold.counts);
        ignored.any(|gold| shared(&gold.content, &predicted.content) * 2 >= predicted.content.len())
    }
}

impl<'q> Item<'q> {
    /// `None` if no word is said.
    fn new(text: &str, words: &Words<'_>, quotation: &'q Quotation) -> Option<Item<'q>> {
        let content = words.touched(&quotation.content);
        let source = || joined(text, &quotation.source);
        (!content.is_empty()).then(|| Item {
            quotation,
            content,
            cue: words.touched(&quotation.cue),
            source: words.touched(&quotation.source),
            name: quotation.speaker.clone().unwrap_or_else(source),
            counts: true,
        })
    }

    pub(super) fn kind(&self) -> Kind {
        self.quotation.kind
    }

    pub(super) fn has_name(&self) -> bool {
        self.quotation.speaker.is_some()
    }

    fn is_indirect(&self) -> bool {
        self.kind() == Kind::Indirect
    }

    fn is_announced(&self, words: &Words<'_>) -> bool {
        self.cue.iter().any(|word| is_speech(&words.lower(*word)))
    }

    /// Whether this gold quotation and `predicted` are of the same speaker: a word of the source in
    /// common, or the same last name; or both of nobody.
    pub(super) fn has_speaker_of(&self, predicted: &Item<'_>) -> bool {
        if self.source.is_empty() && !self.has_name() {
            return predicted.source.is_empty() && !predicted.has_name();
        }
        shared(&self.source, &predicted.source) > 0 || self.has_name_of(predicted)
    }

    /// Whether this gold quotation has a name, and `predicted` the same last name.
    pub(super) fn has_name_of(&self, predicted: &Item<'_>) -> bool {
        self.has_name() && last_name(&self.name) == last_name(&predicted.name)
    }

    /// Whether `predicted` tells whose this gold quotation is: the name if it has one, else the
    /// mention.
    pub(super) fn is_told_by(&self, predicted: &Item<'_>) -> bool {
        match self.has_name() {
            true => self.has_name_of(predicted),
            false => self.has_speaker_of(predicted),
        }
    }
}

fn joined(text: &str, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ")
}

/// The pairs of gold and predicted quotations, one to one, best first.
fn pair(gold: &[Item<'_>], predicted: &[Item<'_>]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (g, a) in gold.iter().enumerate() {
        for (p, b) in predicted.iter().enumerate() {
            let longer = a.content.len().max(b.content.len());
            let overlap = shared(&a.content, &b.content) as f64 / longer as f64;
            if overlap >= 0.5 {
                candidates.push((overlap, g, p));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, g, p) in candidates {
        if !pairs.iter().any(|pair| pair.0 == g || pair.1 == p) {
            pairs.push((g, p));
        }
    }
    pairs
}
