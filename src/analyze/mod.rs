//! Text becomes terms: what a word is, how it is folded and stemmed, and how terms reach the engine.
//!
//! A text is cut into chunks (`chunk`), each chunk into one or more words, each word folded
//! (`fold`) and stemmed (`stem`). The terms of a whole text are one string, [`Words`], which the
//! engine's tokenizer ([`Terms`]) only takes apart again. So a text is analysed once, and the words
//! of a quotation are a slice of the words of its article.
//!
//! Always true: an article and a query are analysed by the same functions; one position holds the
//! folded word, its stem with the language in front (`en:run`) unless the word is its own stem and stands
//! for it, the joined form of a compound that begins there, the marks of a sentence (`.`) or paragraph
//! (`¶`) that ends there, and in fields of names the whole of a name (`=ana ruiz`) that ends there. Whoever
//! looks for a stem looks for the word that stands for it as well, see [`own_word`].

mod chunk;
mod fold;
mod function;
mod language;
mod pattern;
mod stem;
mod terms;
mod words;

pub use fold::fold;
pub use function::FunctionWords;
pub use language::{Language, detect, detect_among};
pub use pattern::{
    Pattern, Shape, Sought, fuzzy_patterns, is_word, patterns, prefix_patterns, regex_patterns,
    wildcard_patterns,
};
pub use stem::{STEMMER, unstemmed};
pub use terms::{TOKENIZER, Terms};
pub use words::{Analyzer, OwnWord, Word, Words, own_word, whole_name};

/// The version of everything in this folder: an index made with another one is not searched.
pub const VERSION: u32 = 4;

/// The term of the last word of a sentence.
pub const SENTENCE: &str = ".";

/// The term of the last word of a paragraph.
pub const PARAGRAPH: &str = "¶";

/// The term of every document that has the field at all.
pub const ANY: &str = "*";
