//! What somebody may have meant: the nearest of a few known words.

use crate::text::letters_apart;

/// The known word nearest to `typed`, if it is at most a third of its letters away.
pub(super) fn nearest<'k>(
    typed: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let typed: String = typed.to_lowercase().chars().take(32).collect();
    let length = typed.chars().count();
    let nearest = known.into_iter().map(|word| (letters_apart(&typed, word), word)).min()?;
    (nearest.0 <= length.div_ceil(3) && nearest.0 < length).then_some(nearest.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let cases = [
            ("speeker", Some("speaker")),
            ("spekaer", Some("speaker")),
            ("SPEAKR", Some("speaker")),
            ("tilte", Some("title")),
            ("dat", Some("date")),
            ("http", None),
            ("q", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(nearest(typed, ["speaker", "title", "date"]), expected, "in {typed:?}");
        }
    }
}
