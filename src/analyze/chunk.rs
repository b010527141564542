//! What is one word: the table of `query-language`, as code.
//!
//! A chunk is a run of letters and digits with the characters that may join them (apostrophe,
//! hyphen, stop, comma, slash, ampersand, at). [`chunks`] finds the chunks of a text fast;
//! [`Chunk::new`] says which words one chunk holds, which is slow and cached by `words`.

use std::ops::Range;

use super::fold::{fold, is_invisible};

/// Longer chunks are no words of any language and are left out, in bytes.
const LONGEST: usize = 255;

/// The words of one chunk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chunk {
    /// The words at successive positions: their bytes in the chunk, and their folded form.
    pub parts: Vec<(Range<usize>, String)>,
    /// The parts of a hyphenated compound written as one word.
    pub joined: Option<String>,
    /// The whole of an address or a name with its sign, folded.
    pub whole: Option<String>,
}

/// Calls `found` with the bytes of each chunk of `text`, in order.
pub(super) fn chunks(text: &str, mut found: impl FnMut(Range<usize>)) {
    let mut at = 0;
    while at < text.len() {
        let Some((start, end)) = next_chunk(text, at) else { return };
        if end - start <= LONGEST {
            found(start..end);
        }
        at = end;
    }
}

/// The first chunk that begins at or after `from`.
fn next_chunk(text: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + first_word_char(&text[from..])?;
    let end = match address_end(text, start) {
        Some(end) => end,
        None => chunk_end(text, start),
    };
    let sign = text[from..start].ends_with(['@', '#']);
    Some((start - usize::from(sign), end))
}

/// Where the first word character of `text` stands. Most bytes are ASCII and need no decoding.
fn first_word_char(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &text.as_bytes()[at..];
        at += rest
            .iter()
            .position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || *byte == b'_')?;
        let c = text[at..].chars().next()?;
        if is_word_char(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Where the chunk that begins at `start` ends.
fn chunk_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
            at += 1;
        }
        let Some(c) = text[at..].chars().next() else { return at };
        let next = at + c.len_utf8();
        let goes_on = match c {
            '\'' | '’' | '-' | '‐' | '‑' | '&' | '@' | '.' | '/' | ',' => {
                joins(text, start, at, c)
            }
            c if c.is_ascii() => false,
            c if is_ideograph(c) => return if at == start { cluster_end(text, next) } else { at },
            c => is_word_char(c) || is_attached(c),
        };
        if !goes_on {
            return at;
        }
        at = next;
    }
}

/// Whether the joining character `c` at `at` joins what stands before it (from `start`) and after it.
fn joins(text: &str, start: usize, at: usize, c: char) -> bool {
    let rest = &text[at + c.len_utf8()..];
    let (before, after) = (text[start..at].chars().next_back(), rest.chars().next());
    let (Some(before), Some(after)) = (before, after) else { return false };
    let in_word = |c: char| is_word_char(c) && !is_ideograph(c);
    if !in_word(after) || !in_word(before) && !is_attached(before) {
        return false;
    }
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    match c {
        '/' => digits,
        ',' => digits && is_group_of_three(rest),
        _ => true,
    }
}

/// Whether `text` begins with exactly three digits, as after the comma in `1,000`.
fn is_group_of_three(text: &str) -> bool {
    text.bytes().take_while(u8::is_ascii_digit).count() == 3
}

/// The end of the web address that begins at `start`, if one does.
fn address_end(text: &str, start: usize) -> Option<usize> {
    if !matches!(text.as_bytes()[start], b'h' | b'H' | b'w' | b'W') {
        return None;
    }
    let rest = &text[start..];
    let begins = |prefix: &str| {
        rest.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
    };
    if !["http://", "https://", "www."].into_iter().any(begins) {
        return None;
    }
    let is_end = |c: char| c.is_whitespace() || "\"<>“”«»‘’()[]{}|".contains(c);
    let address = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    let address = address.trim_end_matches(|c: char| !is_word_char(c));
    Some(start + address.len())
}

/// The end of an ideograph with what is written on top of it.
fn cluster_end(text: &str, from: usize) -> usize {
    text[from..].find(|c| !is_attached(c)).map_or(text.len(), |length| from + length)
}

fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii() && c.is_alphanumeric()
}

/// Marks that belong to the letter before them.
fn is_attached(c: char) -> bool {
    !c.is_ascii() && (unicode_normalization::char::is_combining_mark(c) || is_invisible(c))
}

/// Letters of scripts that put no space between words: each is a word of its own, so that a word
/// of several is found as a phrase.
fn is_ideograph(c: char) -> bool {
    c >= '\u{0E00}'
        && matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9D}'
        | '\u{20000}'..='\u{3FFFF}')
        && c.is_alphanumeric()
}

impl Chunk {
    /// The words of the chunk `text`, as [`chunks`] finds it.
    pub(super) fn new(text: &str) -> Chunk {
        let sign = text.starts_with(['@', '#']);
        let is_email = !sign && text.contains('@');
        let is_address = text.contains("://") || is_email || is_host_name(text);
        if is_address || sign {
            let whole = Some(folded(text));
            return Chunk { parts: runs(text), joined: None, whole };
        }
        let mut parts = Vec::new();
        let mut start = 0;
        for piece in text.split(['-', '‐', '‑']) {
            push_word(text, start..start + piece.len(), &mut parts);
            start += piece.len();
            start += text[start..].chars().next().map_or(0, char::len_utf8);
        }
        let is_compound = text.contains(['-', '‐', '‑']);
        let joined = is_compound.then(|| parts.iter().map(|(_, word)| word.as_str()).collect());
        Chunk { parts, joined, whole: None }
    }
}

/// Letters with stops between them that are neither an acronym nor a number.
fn is_host_name(text: &str) -> bool {
    let has_word = text
        .split('.')
        .any(|label| label.chars().nth(1).is_some() && label.chars().any(|c| !c.is_ascii_digit()));
    text.contains('.') && has_word && !text.contains(['\'', '’', '/', ',', '&', '-', '‐', '‑'])
}

/// The runs of letters and digits of an address.
fn runs(text: &str) -> Vec<(Range<usize>, String)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(length) = text[at..].find(is_word_char) {
        let start = at + length;
        let end = text[start..]
            .find(|c| !is_word_char(c) && !is_attached(c))
            .map_or(text.len(), |length| start + length);
        parts.push((start..end, folded(&text[start..end])));
        at = end;
    }
    parts
}

/// Adds what stands between two hyphens: one word, or two after an elision.
fn push_word(text: &str, range: Range<usize>, parts: &mut Vec<(Range<usize>, String)>) {
    let mut word = folded(&text[range.clone()]);
    if word.contains(',') {
        word.retain(|c| c != ',');
    }
    if word.split('.').all(|letter| letter.chars().nth(1).is_none()) && !is_number(&word) {
        word.retain(|c| c != '.');
    }
    if let Some(noun) = word.strip_suffix("'s") {
        word.truncate(noun.len());
    }
    if word.is_empty() {
        return;
    }
    match elision(&text[range.clone()]) {
        Some(length) => {
            let middle = range.start + length;
            parts.push((range.start..middle, folded(&text[range.start..middle])));
            push_word(text, middle..range.end, parts);
        }
        None => parts.push((range, word)),
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The bytes of an elided article or preposition before a vowel, apostrophe included: `l'` in
/// `l'élu`, `dell'` in `dell'arte`.
fn elision(word: &str) -> Option<usize> {
    const ELIDED: [&str; 17] = [
        "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "dell", "all",
        "nell", "sull", "un",
    ];
    let at = word.find(['\'', '’'])?;
    let rest = word[at..].trim_start_matches(['\'', '’']);
    let vowel = folded(rest).starts_with(['a', 'e', 'i', 'o', 'u', 'h']);
    let longer_than_one = rest.chars().nth(1).is_some();
    let elided = ELIDED.contains(&folded(&word[..at]).as_str());
    (elided && vowel && longer_than_one).then(|| word.len() - rest.len())
}

fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The words of a text: `/` between positions, `+` before what stands at the same position.
    fn shown(text: &str) -> String {
        let mut out = Vec::new();
        chunks(text, |range| {
            let chunk = Chunk::new(&text[range]);
            for (number, (_, word)) in chunk.parts.iter().enumerate() {
                let extra = chunk.joined.iter().chain(&chunk.whole).filter(|_| number == 0);
                out.push(extra.fold(word.clone(), |shown, extra| format!("{shown}+{extra}")));
            }
        });
        out.join("/")
    }

    #[test]
    fn one_word_is_what_people_type_as_one() {
        let cases = [
            ("U.S. and F.B.I., J.K. Rowe", "us/and/fbi/jk/rowe"),
            ("O'Neill's women's l’élu", "o'neill/women/l'/elu"),
            ("don't, workers' rock'n'roll", "don't/workers/rock'n'roll"),
            ("COVID-19 part‑time", "covid+covid19/19/part+parttime/time"),
            ("Algeria-Venezuela", "algeria+algeriavenezuela/venezuela"),
            ("AT&T R&D 9/11 £5m 3.5% 1,000 1,00", "at&t/r&d/9/11/5m/3.5/1000/1/00"),
            ("and/or", "and/or"),
            ("1,234,567.89", "1234567.89"),
            ("@jane_doe #budget @ # x", "jane_doe+@jane_doe/budget+#budget/x"),
            ("ask jane.doe@example.org now", "ask/jane+jane.doe@example.org/doe/example/org/now"),
            (
                "see https://example.org/a?b=1, then",
                "see/https+https://example.org/a?b=1/example/org/a/b/1/then",
            ),
            ("example.org", "example+example.org/org"),
            ("U.S.-led", "us/led"),
            ("東京の2人", "東/京/の/2/人"),
            ("ไทย", "ไ/ท/ย"),
            ("co\u{AD}operate", "cooperate"),
            ("Cafe\u{301} noir", "cafe/noir"),
            ("“quoted”—dash", "quoted/dash"),
            ("--- ''' ...", ""),
            ("'s", "s"),
            ("d'Ivoire t's", "d'/ivoire/t"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected.to_owned(), "in {text:?}");
        }
    }

    #[test]
    fn a_very_long_chunk_is_left_out() {
        assert_eq!(shown(&format!("a {} b", "x".repeat(300))), "a/b");
    }

    proptest! {
        #[test]
        fn any_text_has_words_inside_it(text in "(\\PC|[a-z'’.@/:,#& -]|https://){0,80}") {
            let mut last = 0;
            let mut seen = Vec::new();
            chunks(&text, |range| seen.push(range));
            for range in seen {
                prop_assert!(range.start >= last && range.start < range.end);
                last = range.end;
                let chunk = &text[range];
                let mut end = 0;
                for (part, word) in Chunk::new(chunk).parts {
                    prop_assert!(part.start >= end && chunk.get(part.clone()).is_some());
                    prop_assert!(!word.is_empty() || chunk[part.clone()].chars().all(is_attached));
                    end = part.end;
                }
            }
        }
    }
}
