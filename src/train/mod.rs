//! How weights are made: annotated articles go in, a file of weights comes out.
//!
//! A `recipe` says what goes in. `data` reads it, `example` turns articles into chains of features and
//! what is known of them, `crf` learns. Then the weights annotate the texts without annotation, and all
//! is learned from again (self-training). `card` writes down what was done. Files are read and written
//! by the caller.
//!
//! Invariant: the same recipe, data and version of dixit give the same bytes, whatever the number of threads.

mod card;
mod crf;
mod data;
mod example;
mod recipe;

use rayon::prelude::*;

use self::{
    card::Scored,
    crf::{Example, Model},
    data::Annotated,
    example::{Scheme, examples},
};
pub use self::{
    crf::Settings,
    recipe::{Data, Filter, Recipe, Score, Unlabelled},
};
use crate::{
    error::{Error, Result},
    eval::{
        gold,
        names::{Scope, Tally},
    },
    extract::{
        EntityKind, Extractor,
        tagger::{self, FEATURES, Header, Weights},
    },
};

/// Something that a training has come to.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A data set was read.
    Read {
        /// The file.
        file: String,
        /// Articles that are learned from.
        articles: usize,
        /// Names in them.
        names: usize,
        /// Words that may be part of a name.
        tokens: usize,
    },
    /// All was seen once more.
    Epoch {
        /// The round of training: 1 without, 2 with what the first one annotated.
        round: u32,
        /// How often all was seen in this round.
        epoch: u32,
        /// How unlikely the labels of a token are, in nats.
        loss: f64,
    },
}

/// What a training gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The file of weights.
    pub file: Vec<u8>,
    /// Its model card, a Markdown text.
    pub card: String,
}

/// What the world gives to a training.
pub struct World<'w> {
    /// The content of a data file.
    pub read: &'w dyn Fn(&str) -> Result<String>,
    /// Is told of each event.
    pub report: &'w mut dyn FnMut(&Event),
    /// The command that was typed, for the card.
    pub command: String,
    /// The day, for the card.
    pub date: String,
}

/// Makes a file of weights, and its card.
///
/// # Errors
///
/// Fails if a data file cannot be read or holds something else.
pub fn names(recipe: &Recipe, world: &mut World) -> Result<Trained> {
    let mut reads = Vec::new();
    let mut learned = Vec::new();
    for data in &recipe.data {
        let articles = data::read(&data.file, &(world.read)(&data.file)?, &data.filter)?;
        let scheme = Scheme { has_other: data.has_other, weight: data.weight };
        learned.extend(prepared(&data.file, &articles, scheme, &mut reads, world)?);
    }
    let mut file = trained(recipe, &learned, 1, world.report);
    if !recipe.unlabelled.is_empty() {
        let teacher = Weights::read(file)?;
        for texts in &recipe.unlabelled {
            let mut articles = data::read(&texts.file, &(world.read)(&texts.file)?, &texts.filter)?;
            articles.par_iter_mut().for_each(|it| it.names = tagger::annotate(&it.text, &teacher));
            let scheme = Scheme { has_other: true, weight: texts.weight };
            learned.extend(prepared(&texts.file, &articles, scheme, &mut reads, world)?);
        }
        file = trained(recipe, &learned, 2, world.report);
    }
    drop(learned);
    let weights = Weights::read(file.clone())?;
    let extractor = Extractor::with_weights(weights.clone());
    let scores: Vec<Scored> = recipe
        .score
        .iter()
        .map(|score| scored(&score.file, &extractor, world))
        .collect::<Result<_>>()?;
    let card = card::card(recipe, &weights, &reads, &scores, &world.command, &world.date);
    Ok(Trained { file, card })
}

/// How good an extractor is on a data file.
fn scored(file: &str, extractor: &Extractor, world: &World) -> Result<Scored> {
    let articles = gold::read(&(world.read)(file)?)
        .map_err(|error| Error::Input(format!("{file}: {error}")))?;
    let types = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
    let predicted: Vec<_> = articles.par_iter().map(|it| gold::predict(extractor, it)).collect();
    let mut tally = Tally::new(Scope { types: types.to_vec(), ignore_the: false });
    articles.iter().zip(&predicted).for_each(|(article, predicted)| tally.add(article, predicted));
    Ok(Scored { file: file.to_owned(), report: tally.report() })
}

fn prepared(
    file: &str,
    articles: &[Annotated],
    scheme: Scheme,
    reads: &mut Vec<Event>,
    world: &mut World,
) -> Result<Vec<Example>> {
    let chains: Vec<Vec<Example>> =
        articles.par_iter().map(|it| examples(&it.text, &it.names, scheme)).collect();
    let chains: Vec<Example> = chains.into_iter().flatten().collect();
    if chains.is_empty() {
        return Err(Error::Input(format!(
            "{file}: nothing to learn from: see what `where` asks for"
        )));
    }
    let event = Event::Read {
        file: file.to_owned(),
        articles: articles.len(),
        names: articles.iter().map(|it| it.names.len()).sum(),
        tokens: chains.iter().map(|it| it.known.len()).sum(),
    };
    (world.report)(&event);
    reads.push(event);
    Ok(chains)
}

/// A file of weights that were learned from `examples`.
fn trained(
    recipe: &Recipe,
    examples: &[Example],
    round: u32,
    report: &mut dyn FnMut(&Event),
) -> Vec<u8> {
    let mut model = Model::new(recipe.settings.bits);
    model.train(examples, recipe.settings, |epoch, loss| {
        report(&Event::Epoch { round, epoch: epoch + 1, loss })
    });
    let (between, rows) = model.quantised();
    let credit = |title: &str, licence: &str, attribution: &str| {
        format!("{title}, {licence}: {attribution}")
    };
    let data = recipe.data.iter().map(|it| credit(&it.title, &it.licence, &it.attribution));
    let texts = recipe.unlabelled.iter().map(|it| credit(&it.title, &it.licence, &it.attribution));
    let header = Header {
        name: recipe.name.clone(),
        licence: recipe.licence.clone(),
        data: data.chain(texts).collect(),
        features: FEATURES,
        bits: recipe.settings.bits,
    };
    Weights::file(&header, &between, &rows)
}
