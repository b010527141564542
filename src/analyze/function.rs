//! Words that hold an English sentence together and say little about what it is about.
//!
//! They are indexed and found like any other word. Where any of many words will do, as in a question
//! typed as it is, they do not decide the order of what is found.

/// In order, folded.
const WORDS: &[&str] = &[
    "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
    "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if",
    "in", "into", "is", "it", "its", "may", "might", "must", "my", "no", "not", "of", "on", "or",
    "our", "shall", "she", "should", "some", "such", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "to", "was", "we", "were", "what", "when",
    "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
];

/// Whether a word is one of them, however it is written.
///
/// ```
/// use dixit::analyze::is_function_word;
/// assert!(is_function_word("The") && !is_function_word("bridge"));
/// ```
pub fn is_function_word(word: &str) -> bool {
    let mut folded = String::with_capacity(word.len());
    super::fold(word, &mut folded);
    WORDS.binary_search(&folded.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order() {
        assert!(WORDS.is_sorted());
        assert!(["the", "WHICH", "you"].iter().all(|word| is_function_word(word)));
    }
}
