//! What a typed word or phrase looks for: terms at successive positions.

use super::{
    Language,
    chunk::{Chunk, chunks},
    words::stem_term,
};

/// Terms at successive positions. Never empty.
pub type Pattern = Vec<String>;

/// The patterns that a typed word or phrase stands for; any of them will do. None if `text` holds no
/// word.
///
/// With `stems`, each word counts in all its forms in these languages, else only as it is. A
/// compound also counts when it is written as one word, an address only as a whole.
pub fn patterns(text: &str, stems: Option<&[Language]>) -> Vec<Pattern> {
    let mut found = Vec::new();
    chunks(text, |range| found.push(Chunk::new(&text[range])));
    let parts: Vec<&str> =
        found.iter().flat_map(|chunk| &chunk.parts).map(|(_, word)| word.as_str()).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let mut readings = vec![parts];
    if let [chunk] = &found[..] {
        match (&chunk.whole, &chunk.joined) {
            (Some(whole), _) => readings = vec![vec![whole]],
            (None, Some(joined)) => readings.push(vec![joined]),
            (None, None) => {}
        }
    }
    readings.iter().flat_map(|words| forms(words, stems)).collect()
}

/// One reading as it is, or in each of the languages.
fn forms(words: &[&str], stems: Option<&[Language]>) -> Vec<Pattern> {
    let Some(languages) = stems else {
        return vec![words.iter().map(|&word| word.to_owned()).collect()];
    };
    let in_language = |&language: &Language| -> Pattern {
        words.iter().map(|word| stem_term(word, language)).collect()
    };
    languages.iter().map(in_language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, stems: Option<&[Language]>) -> String {
        let patterns = patterns(text, stems);
        patterns.iter().map(|pattern| pattern.join(" ")).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn typed_words_become_patterns() {
        let english = [Language::ENGLISH];
        let two = [Language::ENGLISH, Language::from_tag("de")];
        let cases: [(&str, Option<&[Language]>, &str); 9] = [
            ("Running", None, "running"),
            ("Running", Some(&english), "en:run"),
            ("running", Some(&two), "en:run | de:running"),
            ("covid-19", None, "covid 19 | covid19"),
            ("part-time", Some(&english), "en:part en:time | en:parttim"),
            ("disgusting rant", None, "disgusting rant"),
            ("covid-19 cases", None, "covid 19 cases"),
            ("@jane", Some(&english), "en:@jane"),
            ("—", None, ""),
        ];
        for (text, stems, expected) in cases {
            assert_eq!(shown(text, stems), expected, "in {text:?}");
        }
    }
}
