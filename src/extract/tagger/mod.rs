//! Which words of an article are names, and of what kind: learned from annotated text.
//!
//! A linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001) labels the words
//! with a capital and what joins them (`chain`). Each is seen as a few dozen hashed `feature`s, what
//! the rules of `tag` took it for among them; `weights` has a row of numbers for each, and `decode`
//! finds the `label`s with the best sum. What the labels of one article say about each other is left to
//! `agreement`.
//!
//! How weights are made is left to `crate::train`, which sees articles as [`training_chains`] shows them.

mod agreement;
mod chain;
mod decode;
mod feature;
pub mod label;
mod weights;

pub use feature::{NAMING, Spelling, VERSION as FEATURES};
pub use weights::{Between, Header, WIDTH, Weights};

use rustc_hash::{FxBuildHasher, FxHashMap};

use self::{
    decode::Decoder,
    feature::Features,
    weights::{Rows, Sums},
};
use super::{
    EntityKind,
    language::Language,
    profile::Profile,
    tag::{self, Name},
    token::Text,
};
use crate::text::Span;

/// Finds the names of an article, in text order, without overlap.
pub fn names(profile: &Profile, weights: &Weights) -> Vec<Name> {
    let rules = tag::tag(profile);
    let features = Features::new(profile, &rules);
    let mut decoder = Decoder::new(weights);
    let words = FxHashMap::with_capacity_and_hasher(profile.text.len() / 8, FxBuildHasher);
    let rows = weights.rows();
    let mut scorer = Scorer { features: &features, rows, words, of_word: Vec::new() };
    let (mut sums, mut labels) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for (number, chain) in features.chains().iter().enumerate() {
        sums.clear();
        sums.extend((0..chain.len()).map(|at| scorer.sum(number, at)));
        decoder.decode(&sums, &mut labels);
        let names = label::names(&labels, chain.start).into_iter();
        found.extend(names.map(|(tokens, kind)| Name { lead: tokens.start, tokens, kind }));
    }
    agreement::agreed(profile, features.chains(), found, &rules)
}

/// Adds up the weights of tokens.
struct Scorer<'f> {
    features: &'f Features<'f>,
    rows: Rows<'f>,
    /// What the word alone adds, by [`Features::word_key`]: most words of an article come again.
    words: FxHashMap<u64, Sums>,
    /// Room for the features of a word.
    of_word: Vec<u32>,
}

impl Scorer<'_> {
    /// The sum of the weights of all features of a token, for each label.
    ///
    /// Features are worked out before the first of their rows is looked up: so rows come from far away at
    /// one time.
    fn sum(&mut self, chain: usize, at: usize) -> Sums {
        let (features, rows, of_word) = (self.features, self.rows, &mut self.of_word);
        let word = self.words.entry(features.word_key(chain, at)).or_insert_with(|| {
            of_word.clear();
            features.each_of_word(chain, at, |feature| of_word.push(feature));
            rows.sum(of_word, [0; WIDTH])
        });
        rows.sum(&features.of_place(chain, at), *word)
    }
}

/// A chain of an article as it is trained on.
#[derive(Clone, Debug)]
pub struct TrainingChain {
    /// Where its tokens stand.
    pub spans: Vec<Span>,
    /// The features of each token.
    pub features: Vec<Vec<u32>>,
}

/// The chains of an article's text, in text order.
pub fn training_chains(body: &str) -> Vec<TrainingChain> {
    let text = Text::written_in(body, Language::English);
    let profile = Profile::new(&text);
    let rules = tag::tag(&profile);
    let features = Features::new(&profile, &rules);
    let chains = features.chains().iter().enumerate().map(|(number, chain)| TrainingChain {
        spans: chain.clone().map(|token| text.tokens[token].span).collect(),
        features: (0..chain.len())
            .map(|at| {
                let mut of_token = Vec::new();
                features.each(number, at, |feature| of_token.push(feature));
                of_token
            })
            .collect(),
    });
    chains.collect()
}

/// The names that these weights find in a text.
pub fn annotate(body: &str, weights: &Weights) -> Vec<(Span, EntityKind)> {
    let text = Text::written_in(body, Language::English);
    let profile = Profile::new(&text);
    let names = names(&profile, weights).into_iter();
    names.map(|it| (text.span(it.tokens), it.kind)).collect()
}
