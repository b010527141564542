//! What finds who said what, as a value: the rules, the lists of words and the weights of one run, with
//! their versions, so that an index can say what made it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Extraction, VERSION, lexicon};
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
#[derive(Clone, Debug, Default)]
pub struct Extractor {}

impl Extractor {
    /// Finds who said what in one article. Its body is read, nothing else; it cannot fail.
    ///
    /// English, German and French are understood; an article that does not say its language is taken
    /// for English, and one in another language has no quotations.
    pub fn extract(&self, article: &Article) -> Extraction {
        super::find(article)
    }

    /// What this extractor is made of.
    pub fn versions(&self) -> Versions {
        Versions { rules: VERSION, lists: format!("{:016x}", lexicon::fingerprint()) }
    }
}

/// What an extractor is made of. Two with equal versions find the same in every article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The number of the rules.
    pub rules: u32,
    /// A hash of the lists of words.
    pub lists: String,
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rules {}, lists {}", self.rules, self.lists)
    }
}
