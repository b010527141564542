//! An organisation's name made comparable: keys, heads, acronyms.
//!
//! Only forms are compared here; which organisation of an article is meant is left to `identity`.

use super::lexicon::names::{Class, class, fold};

/// The name folded, without "the", stops, possessive and legal form.
pub fn key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    if let Some(last) = words.last_mut() {
        *last = last.strip_suffix("'s").unwrap_or(last);
    }
    let is_form = |word: &&str| class(word.trim_end_matches(',')).is(Class::LEGAL_FORM);
    while words.len() > 1 && words.last().is_some_and(is_form) {
        words.pop();
    }
    let plain = words.iter().map(|word| word.replace(['.', ','], ""));
    plain.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The noun a key is about: the word before "of" or "for", else the last one.
pub fn head(key: &str) -> &str {
    let mut words = key.split(' ').peekable();
    let mut head = words.next().unwrap_or(key);
    while let Some(word) = words.next() {
        if matches!(word, "of" | "for" | "on") && words.peek().is_some() {
            break;
        }
        head = word;
    }
    head
}

/// Whether a name, as written, looks like an acronym.
pub fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let upper = name.chars().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&letters) && upper >= 2 && upper * 2 > letters && !name.contains(' ')
}

/// Whether `acronym` is made of the initials of the words of `long`, with or without small words.
pub fn is_acronym_of(acronym: &str, long: &str) -> bool {
    let short = lettered(acronym);
    short.chars().nth(1).is_some() && acronyms(long).is_some_and(|them| them.contains(&short))
}

/// The letters and digits of an acronym, in lower case.
pub fn lettered(acronym: &str) -> String {
    letters(acronym).collect()
}

/// The initials of the words of `long`, two at least, without and with small words.
pub fn acronyms(long: &str) -> Option<[String; 2]> {
    let folded = fold(long);
    let words = || folded.split([' ', '-']).filter(|word| !word.is_empty());
    let initials = |all: bool| -> String {
        let counted = words().filter(move |word| all || !is_small(word));
        counted.filter_map(|word| word.chars().next()).filter(|c| c.is_alphanumeric()).collect()
    };
    words().nth(1).map(|_| [initials(false), initials(true)])
}

/// Whether `short` abbreviates `long`, which stands beside it in parentheses: its letters occur in
/// `long` in order, the first one at the start (Schwartz and Hearst, 2003).
pub fn abbreviates(short: &str, long: &str) -> bool {
    let folded = fold(long);
    let mut rest = folded.trim_start_matches("the ").chars();
    let mut wanted = letters(short);
    let first = wanted.next();
    first.is_some()
        && rest.next() == first
        && wanted.all(|c| rest.any(|it| it == c))
        && short.len() < long.len()
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn is_small(word: &str) -> bool {
    matches!(word, "of" | "the" | "and" | "for" | "in" | "on" | "&" | "to" | "at" | "de" | "la")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_drop_what_does_not_tell_apart() {
        let cases = [
            ("Lakeside Trust", "lakeside trust"),
            ("the Lakeside Trust’s", "lakeside trust"),
            ("Roe & Sons Ltd", "roe & sons"),
            ("The Acme Holdings, Inc.", "acme"),
            ("Acme Co., Inc.", "acme"),
            ("U.N.", "un"),
            ("Inc.", "inc"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(key(name), expected, "of {name:?}");
        }
    }

    #[test]
    fn heads_stand_before_a_link_or_last() {
        assert_eq!(head("board of fair trade"), "board");
        assert_eq!(head("lakeside trust"), "trust");
    }

    #[test]
    fn acronyms_are_made_of_initials_or_letters() {
        assert!(is_acronym_of("BFT", "Board of Fair Trade"));
        assert!(is_acronym_of("BoFT", "Board of Fair Trade"));
        assert!(!is_acronym_of("BTF", "Board of Fair Trade"));
        assert!(abbreviates("FAirT", "Federation of Air Travellers"));
        assert!(!abbreviates("NEC", "Board of Fair Trade"));
    }

    #[test]
    fn acronyms_are_seen_by_their_shape() {
        for (name, expected) in
            [("NEC", true), ("U.N.", true), ("MoD", true), ("Acme", false), ("A B", false)]
        {
            assert_eq!(is_acronym(name), expected, "{name}");
        }
    }
}
