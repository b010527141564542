//! The words of one field of one segment that a word of a query stands for.

use tantivy::{
    InvertedIndexReader, Term, postings::TermInfo, query::FuzzyTermQuery, schema::Field as Slot,
};

use crate::analyze::Sought;

/// Calls `see` with each word that is meant and the number of documents that have it, in order, for as
/// long as it says that it wants more.
pub fn each_word(
    index: &InvertedIndexReader,
    slot: Slot,
    sought: &Sought,
    mut see: impl FnMut(&str, u64) -> bool,
) -> tantivy::Result<()> {
    let words = index.terms();
    let mut go_on = |key: &[u8], info: &TermInfo| {
        let word = std::str::from_utf8(key).ok().filter(|word| sought.matches(word));
        word.is_none_or(|word| see(word, u64::from(info.doc_freq)))
    };
    match sought {
        Sought::Term(word) => {
            if let Some(info) = words.get(word)? {
                go_on(word.as_bytes(), &info);
            }
        }
        // Of a large dictionary only the branches are read that lead to words so near.
        Sought::Similar { word, distance } => {
            let near = FuzzyTermQuery::new(Term::from_field_text(slot, word), *distance, true);
            let mut stream = words.search(near.automaton()?).into_stream()?;
            while stream.advance() && go_on(stream.key(), stream.value()) {}
        }
        Sought::Shape(_) | Sought::Regex(_) => {
            let prefix = sought.prefix();
            let mut stream = words.range().ge(prefix.as_bytes()).into_stream()?;
            let begins = |key: &[u8]| key.starts_with(prefix.as_bytes());
            while stream.advance() && begins(stream.key()) && go_on(stream.key(), stream.value()) {}
        }
    }
    Ok(())
}
