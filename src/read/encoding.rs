//! Bytes to text: UTF-8, UTF-16, and the encodings that came before.
//!
//! Invariant: a text in the encoding it is taken for is decoded without loss.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE};

use super::Warning;

/// How bytes stand for characters.
pub(super) type Encoding = &'static encoding_rs::Encoding;

/// The encoding of a file that begins with `head`, and the length of its byte order mark.
/// `is_all` tells whether there is more; a character cut in two at the end is no error then.
pub(super) fn detect(head: &[u8], is_all: bool) -> (Encoding, usize) {
    if let Some(known) = encoding_rs::Encoding::for_bom(head) {
        return known;
    }
    if let Some(wide) = wide_encoding(head) {
        return (wide, 0);
    }
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => (!is_all && error.error_len().is_none()) || is_mostly_utf8(head),
    };
    (if is_utf8 { UTF_8 } else { declared(head).unwrap_or_else(|| guess(head)) }, 0)
}

/// The encoding that a page or XML file says it has; believed only if it is not UTF-8.
fn declared(head: &[u8]) -> Option<Encoding> {
    let start = String::from_utf8_lossy(&head[..head.len().min(4096)]).to_ascii_lowercase();
    let (_, label) = start.split_once("charset=").or_else(|| start.split_once("encoding="))?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'));
    let encoding = encoding_rs::Encoding::for_label(&label.as_bytes()[..end?])?;
    (start.trim_start().starts_with('<') && encoding.is_ascii_compatible() && encoding != UTF_8)
        .then_some(encoding)
}

/// The text of `bytes`, and a warning if they did not hold what `encoding` promised.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> (String, Option<Warning>) {
    if encoding != UTF_8 {
        let (text, is_broken) = encoding.decode_without_bom_handling(bytes);
        let message = format!("bytes that are not {} were replaced by \u{fffd}", encoding.name());
        return (text.into_owned(), is_broken.then_some(Warning(message)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) if is_mostly_utf8(bytes) => {
            let warning = Warning("bytes that are not UTF-8 were replaced by \u{fffd}".to_owned());
            (String::from_utf8_lossy(bytes).into_owned(), Some(warning))
        }
        Err(_) => {
            let guess = guess(bytes);
            let warning = format!("not UTF-8: read as {}", guess.name());
            (guess.decode_without_bom_handling(bytes).0.into_owned(), Some(Warning(warning)))
        }
    }
}

/// The text that a file begins with, for a look at it.
pub(super) fn peek(head: &[u8], encoding: Encoding) -> Cow<'_, str> {
    encoding.decode_without_bom_handling(head).0
}

/// A decoder for a file that is read piece by piece.
pub(super) fn decoder(encoding: Encoding) -> Decoder {
    encoding.new_decoder_without_bom_handling()
}

/// Whether it reads as text: no NUL, and hardly any control characters.
pub(super) fn is_text(text: &str) -> bool {
    let is_odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c');
    let (mut count, mut odd) = (0_usize, 0_usize);
    for c in text.chars() {
        count += 1;
        odd += usize::from(is_odd(&c));
    }
    !text.contains('\0') && (odd <= 2 || odd * 100 <= count)
}

/// UTF-16 without a mark, known by the NULs of its ASCII characters.
fn wide_encoding(head: &[u8]) -> Option<Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let is_wide = |many: usize, few: usize| many * 10 >= pairs.len() * 7 && few * 20 <= many;
    match () {
        () if first + second == 0 => None,
        () if is_wide(second, first) => Some(UTF_16LE),
        () if is_wide(first, second) => Some(UTF_16BE),
        () => None,
    }
}

/// Whether broken characters are few among many good ones beyond ASCII.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good >= broken * 8
}

fn guess(bytes: &[u8]) -> Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_encoding_is_known_by_its_bytes() {
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| {
            text.encode_utf16().flat_map(order).collect::<Vec<u8>>()
        };
        let french = "L’élu a dit « oui » à la réforme, déjà votée.";
        let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(french);
        let russian = "Министр заявил, что налоги не будут повышены в этом году.";
        let (cp1251, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        let japanese = "首相は昨日の記者会見で、消費税を引き上げないと述べた。";
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        let cases: [(Vec<u8>, &str, &str); 9] = [
            (french.as_bytes().to_vec(), "UTF-8", french),
            ([b"\xEF\xBB\xBF", french.as_bytes()].concat(), "UTF-8", french),
            ([b"\xFF\xFE".to_vec(), wide(french, u16::to_le_bytes)].concat(), "UTF-16LE", french),
            ([b"\xFE\xFF".to_vec(), wide(french, u16::to_be_bytes)].concat(), "UTF-16BE", french),
            (wide(french, u16::to_le_bytes), "UTF-16LE", french),
            (wide(french, u16::to_be_bytes), "UTF-16BE", french),
            (cp1252.to_vec(), "windows-1252", french),
            (cp1251.to_vec(), "windows-1251", russian),
            (sjis.to_vec(), "Shift_JIS", japanese),
        ];
        for (bytes, name, text) in cases {
            let (encoding, mark) = detect(&bytes, true);
            assert_eq!(encoding.name(), name);
            assert_eq!(decode(&bytes[mark..], encoding), (text.to_owned(), None), "in {name}");
        }
    }

    #[test]
    fn a_page_may_say_its_encoding() {
        let cases = [
            ("<meta charset=\"windows-1251\">\u{cd}\u{e0}", "windows-1251"),
            ("<meta http-equiv=x content='text/html; charset=ISO-8859-2'>\u{b1}", "ISO-8859-2"),
            ("<?xml version='1.0' encoding='iso-8859-1'?><a>\u{e9}</a>", "windows-1252"),
            ("<meta charset=utf-8>caf\u{e9} au lait", "windows-1252"),
        ];
        for (text, expected) in cases {
            let bytes: Vec<u8> =
                text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
            assert_eq!(detect(&bytes, true).0.name(), expected, "in {text:?}");
        }
    }

    #[test]
    fn one_broken_byte_does_not_break_the_others() {
        let bytes = b"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 \xE9 end";
        let (encoding, _) = detect(bytes, true);
        let (text, warning) = decode(bytes, encoding);
        assert_eq!(text, "éééééééé \u{fffd} end");
        assert!(warning.is_some());
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_head_is_no_error() {
        assert_eq!(detect("dé".as_bytes().split_at(2).0, false).0.name(), "UTF-8");
    }

    #[test]
    fn text_is_told_from_other_bytes() {
        let cases = [
            ("A line.\r\n\tAnd\x0canother.", true),
            ("a\0b", false),
            ("\u{1}\u{2}\u{3}\u{4} PNG", false),
            ("", true),
        ];
        for (text, expected) in cases {
            assert_eq!(is_text(text), expected, "in {text:?}");
        }
    }

    proptest! {
        #[test]
        fn utf8_comes_through_unchanged(text in "\\PC{1,80}") {
            let (encoding, mark) = detect(text.as_bytes(), true);
            prop_assert_eq!(decode(&text.as_bytes()[mark..], encoding).0, text);
        }

        #[test]
        fn any_bytes_are_decoded(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let (encoding, mark) = detect(&bytes, true);
            decode(&bytes[mark..], encoding);
        }
    }
}
