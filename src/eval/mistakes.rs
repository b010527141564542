//! What is wrong with quotations, one by one: missed, spurious, wrongly cut, of the wrong speaker.

use super::{
    alignment::{Alignment, Item},
    gold::{Annotated, Annotation, Quotation},
    quotes::Scope,
    words::shared,
};

/// A way of being wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Nothing that was predicted shares half of the words.
    Missed,
    /// Nothing in gold shares half of the words.
    Spurious,
    /// Found, with more words too many than too few.
    TooLong,
    /// Found, with more words too few than too many.
    TooShort,
    /// Found, and given to somebody else.
    WrongSpeaker,
    /// Found, and given to nobody.
    NoSpeaker,
}

/// One quotation with something wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mistake<'q> {
    /// What is wrong.
    pub fault: Fault,
    /// What is true; where the prediction is spurious, the gold quotation nearest to it.
    pub gold: Option<&'q Quotation>,
    /// What was predicted; where gold is missed, the prediction nearest to it.
    pub predicted: Option<&'q Quotation>,
    /// How many words it concerns.
    pub words: usize,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 6] = [
        Fault::Missed,
        Fault::Spurious,
        Fault::TooLong,
        Fault::TooShort,
        Fault::WrongSpeaker,
        Fault::NoSpeaker,
    ];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Missed => "missed",
            Fault::Spurious => "spurious",
            Fault::TooLong => "content too long",
            Fault::TooShort => "content too short",
            Fault::WrongSpeaker => "wrong speaker",
            Fault::NoSpeaker => "no speaker",
        }
    }
}

/// Everything that is wrong in one article; a quotation may be wrong in content and in speaker.
pub fn mistakes<'q>(
    article: &'q Annotated,
    predicted: &'q Annotation,
    scope: &Scope,
) -> Vec<Mistake<'q>> {
    let alignment = Alignment::new(article, predicted, scope);
    let mut mistakes = Vec::new();
    for (gold, predicted) in alignment.gold() {
        match predicted {
            Some(predicted) => {
                mistakes.extend(of_content(gold, predicted));
                mistakes.extend(of_speaker(gold, predicted));
            }
            None => {
                let near = nearest(gold, alignment.all_predicted());
                mistakes.push(mistake(Fault::Missed, Some(gold), near, gold.content.len()));
            }
        }
    }
    for (predicted, _) in alignment.predicted().filter(|(_, gold)| gold.is_none()) {
        let near = nearest(predicted, alignment.all_gold());
        mistakes.push(mistake(Fault::Spurious, near, Some(predicted), predicted.content.len()));
    }
    mistakes
}

fn of_content<'q>(gold: &Item<'q>, predicted: &Item<'q>) -> Option<Mistake<'q>> {
    let both = shared(&gold.content, &predicted.content);
    let (missing, extra) = (gold.content.len() - both, predicted.content.len() - both);
    let fault = if extra > missing { Fault::TooLong } else { Fault::TooShort };
    let words = missing + extra;
    (words > 0).then(|| mistake(fault, Some(gold), Some(predicted), words))
}

fn of_speaker<'q>(gold: &Item<'q>, predicted: &Item<'q>) -> Option<Mistake<'q>> {
    let is_anybody = predicted.has_name() || !gold.has_name() && !predicted.source.is_empty();
    let fault = if is_anybody { Fault::WrongSpeaker } else { Fault::NoSpeaker };
    let words = gold.content.len();
    (!gold.is_told_by(predicted)).then(|| mistake(fault, Some(gold), Some(predicted), words))
}

/// The quotation that shares most words with `item`, if any does.
fn nearest<'i, 'q>(item: &Item<'_>, others: &'i [Item<'q>]) -> Option<&'i Item<'q>> {
    let shares = others.iter().map(|other| (shared(&item.content, &other.content), other));
    let touching = shares.filter(|(words, _)| *words > 0);
    touching.max_by_key(|(words, _)| *words).map(|(_, other)| other)
}

fn mistake<'q>(
    fault: Fault,
    gold: Option<&Item<'q>>,
    predicted: Option<&Item<'q>>,
    words: usize,
) -> Mistake<'q> {
    let quotation = |item: &Item<'q>| item.quotation;
    Mistake { fault, gold: gold.map(quotation), predicted: predicted.map(quotation), words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::{read, read_predictions};

    /// What is wrong with a quotation `(content, source, name)`.
    fn faults(
        gold: &[(&str, &str, &str)],
        predicted: &[(&str, &str, &str)],
    ) -> Vec<(Fault, usize)> {
        const TEXT: &str = "Ann Doe and Bob Roe said taxes will rise soon, helped by rents.";
        let quote = |(content, source, name): &(&str, &str, &str)| {
            let span = |part: &str| {
                let start = TEXT.find(part).unwrap();
                [[start, start + part.len()]]
            };
            serde_json::json!({
                "content": span(content),
                "source": (!source.is_empty()).then(|| span(source)),
                "speaker_canonical": name,
            })
        };
        let line = |quotes: &[(&str, &str, &str)]| {
            let quotes: Vec<_> = quotes.iter().map(quote).collect();
            serde_json::json!({"id": "1", "text": TEXT, "quotes": quotes}).to_string()
        };
        let gold = read(&line(gold)).unwrap();
        let predicted = read_predictions(&line(predicted), &gold).unwrap();
        let found = mistakes(&gold[0], &predicted.annotations[0], &Scope::default());
        found.iter().map(|it| (it.fault, it.words)).collect()
    }

    #[test]
    fn a_fault_is_told_from_others() {
        let gold = ("taxes will rise soon", "Bob Roe", "Bob Roe");
        let cases = [
            (vec![gold], vec![gold], vec![]),
            (vec![gold], vec![], vec![(Fault::Missed, 4)]),
            (vec![], vec![gold], vec![(Fault::Spurious, 4)]),
            (
                vec![gold],
                vec![("taxes will rise soon, helped by", "Bob Roe", "Bob Roe")],
                vec![(Fault::TooLong, 2)],
            ),
            (
                vec![gold],
                vec![("taxes will rise", "Bob Roe", "Ann Doe")],
                vec![(Fault::TooShort, 1), (Fault::WrongSpeaker, 4)],
            ),
            (vec![gold], vec![("taxes will rise soon", "", "")], vec![(Fault::NoSpeaker, 4)]),
            (vec![gold], vec![("taxes will rise soon", "Roe", "")], vec![]),
            (vec![gold], vec![("taxes will rise soon", "Ann", "")], vec![(Fault::NoSpeaker, 4)]),
            (
                vec![("taxes will rise soon", "Bob Roe", "")],
                vec![("taxes will rise soon", "Ann", "")],
                vec![(Fault::WrongSpeaker, 4)],
            ),
            (
                vec![gold],
                vec![("soon, helped by", "Bob Roe", "Bob Roe")],
                vec![(Fault::Missed, 4), (Fault::Spurious, 3)],
            ),
        ];
        for (gold, predicted, expected) in cases {
            assert_eq!(faults(&gold, &predicted), expected, "in {predicted:?}");
        }
    }
}
