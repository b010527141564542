//! When two names are counted as one speaker: the last names are equal.

use super::words::is_word;

const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "md", "phd"];

/// The last word of a name, folded, without suffix and possessive. (Titles stand before it; a title
/// alone is the name.)
pub(super) fn last_name(name: &str) -> Option<String> {
    let is_part = |c: char| is_word(c) || matches!(c, '.' | '’' | '\'' | '-');
    let words = name.split(|c| !is_part(c)).map(folded);
    words.rev().find(|word| !word.is_empty() && !SUFFIXES.contains(&word.as_str()))
}

/// A word without a possessive ending, dots and commas around it, in lower case.
fn folded(word: &str) -> String {
    let bare = word.strip_suffix('s').filter(|rest| rest.ends_with(['’', '\''])).unwrap_or(word);
    let bare = bare.strip_suffix(['’', '\'']).unwrap_or(bare);
    bare.trim_matches(['.', ',']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_names_are_without_titles_and_endings() {
        let cases = [
            ("Sen. Jane Doe Jr.", Some("doe")),
            ("Doe’s", Some("doe")),
            ("the Doe'", Some("doe")),
            ("Jean-Luc O’Neill", Some("o’neill")),
            ("President", Some("president")),
            ("U.S.", Some("u.s")),
            ("Jr.", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(last_name(name).as_deref(), expected, "in {name:?}");
        }
    }
}
