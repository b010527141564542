//! Annotated articles as examples to learn from.

use super::crf::Example;
use crate::{
    extract::{
        EntityKind,
        tagger::{
            TrainingChain,
            label::{Label, OTHER, OUTSIDE, of_name},
            training_chains,
        },
    },
    text::Span,
};

/// Every label.
const ANY: u16 = u16::MAX;

/// A name in an annotated text.
pub type Named = (Span, EntityKind);

/// What the annotation of a data set leaves open.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// Whether names of other things than persons, organisations and places are annotated.
    pub has_other: bool,
    /// How much each chain counts.
    pub weight: f32,
}

/// The chains of an article with the labels that its annotation lets each token have. A name that
/// is not made of whole tokens of one chain says nothing of the tokens it touches.
pub fn examples(text: &str, names: &[Named], scheme: Scheme) -> Vec<Example> {
    let chains = training_chains(text).into_iter();
    chains.map(|chain| example(chain, names, scheme)).collect()
}

fn example(chain: TrainingChain, names: &[Named], scheme: Scheme) -> Example {
    let outside = bit(OUTSIDE) | if scheme.has_other { 0 } else { bit(OTHER) };
    let mut known = vec![outside; chain.spans.len()];
    for &(span, kind) in names {
        let start = chain.spans.partition_point(|it| it.end() <= span.start());
        let end = chain.spans.partition_point(|it| it.start() < span.end());
        if start >= end {
            continue;
        }
        let covers =
            chain.spans[start].start() == span.start() && chain.spans[end - 1].end() == span.end();
        if covers {
            known[start..end]
                .iter_mut()
                .zip(of_name(kind, end - start))
                .for_each(|(it, label)| *it = bit(label));
        } else {
            known[start..end].fill(ANY);
        }
    }
    Example { features: chain.features, known, weight: scheme.weight }
}

fn bit(label: Label) -> u16 {
    1 << label
}
