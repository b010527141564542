//! The words that announce speech: where only speech counts, an indirect quotation must have one of
//! them in its cue ("said", and not "hopes").
//!
//! The list belongs to the measure and not to extraction: it must stay as it is, or figures can no
//! longer be compared. (It was made by rule, hence forms that nobody writes: "agreing".)

use std::{collections::HashSet, sync::LazyLock};

static WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("speech.txt").split_whitespace().collect());

/// Whether a word, in lower case, announces speech.
pub(super) fn is_speech(word: &str) -> bool {
    WORDS.contains(word)
}
