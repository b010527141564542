//! What finds who said what, as a value: the rules, the lists of words and the weights of one run, with
//! their versions, so that an index can say what made it.

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use serde::{Deserialize, Serialize};

use super::{Extraction, VERSION, lexicon, tagger::Weights};
use crate::article::Article;

/// Finds who said what. Made once and used for many articles, from any number of threads.
///
/// ```
/// use dixit::{Article, Extractor};
///
/// let article = Article { body: "“No,” said Ana Ruiz.".into(), ..Article::default() };
/// let found = Extractor::default().extract(&article);
/// assert_eq!(found.entity(found.quotes[0].speaker).unwrap().name, "Ana Ruiz");
/// ```
#[derive(Clone, Debug)]
pub struct Extractor {
    weights: Arc<Weights>,
}

/// The weights that are part of the program; none of them count if they do not fit, which a test sees
/// to.
static EMBEDDED: LazyLock<Arc<Weights>> = LazyLock::new(|| {
    let weights = Weights::read(&include_bytes!("weights/english.bin")[..]);
    Arc::new(weights.unwrap_or_else(|_| Weights::none()))
});

/// The weights that are part of the program.
#[cfg(test)]
pub(super) fn embedded() -> &'static Weights {
    &EMBEDDED
}

impl Default for Extractor {
    /// With the weights that are part of the program.
    fn default() -> Extractor {
        Extractor { weights: EMBEDDED.clone() }
    }
}

impl Extractor {
    /// An extractor that finds names with these weights.
    pub fn with_weights(weights: Weights) -> Extractor {
        Extractor { weights: Arc::new(weights) }
    }

    /// Finds who said what in one article. Its body is read, nothing else; it cannot fail.
    ///
    /// English, German and French are understood; an article that does not say its language is taken
    /// for English, and one in another language has no quotations.
    pub fn extract(&self, article: &Article) -> Extraction {
        super::find(article, &self.weights)
    }

    /// What this extractor is made of.
    pub fn versions(&self) -> Versions {
        let (name, hash) = (&self.weights.header().name, self.weights.hash());
        Versions {
            rules: VERSION,
            lists: format!("{:016x}", lexicon::fingerprint()),
            names: format!("{name} {hash:016x}"),
        }
    }
}

/// What an extractor is made of. Two with equal versions find the same in every article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The number of the rules.
    pub rules: u32,
    /// A hash of the lists of words.
    pub lists: String,
    /// The name of the weights that find names, and a hash of them; empty where there were none.
    #[serde(default)]
    pub names: String,
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rules {}, lists {}, names by {}", self.rules, self.lists, self.names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_the_program_fit() {
        let weights = Weights::read(&include_bytes!("weights/english.bin")[..]).unwrap();
        assert_eq!(weights.hash(), Extractor::default().weights.hash());
    }
}
