//! Words made comparable: case, accents, ligatures and invisible characters.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::text::fold_quote;

/// Appends the folded form of `word` to `out`: lower case, without accents, ligatures taken apart,
/// typographic apostrophes and hyphens as ASCII, soft hyphens and zero-width characters dropped.
///
/// ```
/// let mut out = String::new();
/// dixit::analyze::fold("Œuvre’Straße", &mut out);
/// assert_eq!(out, "oeuvre'strasse");
/// ```
pub fn fold(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let decomposed = word.nfkd().filter(|&c| !is_combining_mark(c) && !is_invisible(c));
    for c in decomposed.flat_map(char::to_lowercase) {
        match ligature(c) {
            Some(letters) => out.push_str(letters),
            None => out.push(fold_quote(c)),
        }
    }
}

/// Characters that change how a word looks and not what it is.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Letters that Unicode does not take apart, as they are written without them.
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        '‐' | '‑' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        let cases = [
            ("Élysée", "elysee"),
            ("ﬁnance", "finance"),
            ("Łódź", "lodz"),
            ("GROẞ", "gross"),
            ("İstanbul", "istanbul"),
            ("co\u{AD}operate", "cooperate"),
            ("O’Neill", "o'neill"),
            ("Ελλάδα", "ελλαδα"),
            ("Ｆｕｌｌ", "full"),
            ("", ""),
        ];
        for (word, expected) in cases {
            let mut out = String::new();
            fold(word, &mut out);
            assert_eq!(out, expected, "in {word:?}");
        }
    }
}
