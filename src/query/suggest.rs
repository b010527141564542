//! What somebody may have meant: the nearest of a few known words.

/// The known word nearest to `typed`, if it is at most a third of its letters away.
pub(super) fn nearest<'k>(
    typed: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let typed: Vec<char> = typed.to_lowercase().chars().take(32).collect();
    let limit = typed.len().div_ceil(3);
    let nearest = known.into_iter().map(|word| (distance(&typed, word), word)).min()?;
    (nearest.0 <= limit && nearest.0 < typed.len()).then_some(nearest.1)
}

/// The number of letters to insert, delete, replace or swap with their neighbour.
fn distance(typed: &[char], known: &str) -> usize {
    let known: Vec<char> = known.chars().collect();
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (i, a) in typed.iter().enumerate() {
        let mut below = vec![i + 1];
        for (j, b) in known.iter().enumerate() {
            let replaced = row[j] + usize::from(a != b);
            let mut cost = replaced.min(row[j + 1] + 1).min(below[j] + 1);
            if i > 0 && j > 0 && *a == known[j - 1] && typed[i - 1] == *b {
                cost = cost.min(above[j - 1] + 1);
            }
            below.push(cost);
        }
        above = std::mem::replace(&mut row, below);
    }
    row.last().copied().unwrap_or(typed.len())
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
