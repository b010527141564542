//! Cuts a file of any size into lines, holding one at a time.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder};

use super::encoding::{self, Encoding};

/// The lines of a file, numbered from 1, without their ends.
pub(super) struct Lines<'r> {
    reader: Box<dyn BufRead + 'r>,
    limit: usize,
    number: u64,
}

/// A line, or `None` for one that is longer than the limit.
pub(super) type Line = (u64, Option<Vec<u8>>);

impl<'r> Lines<'r> {
    /// The lines of `bytes`, of at most `limit` bytes each. An encoding in which a line end is not
    /// one byte is turned into UTF-8; the encoding of the lines comes back.
    pub(super) fn new(
        bytes: impl Read + 'r,
        encoding: Encoding,
        limit: usize,
    ) -> (Lines<'r>, Encoding) {
        let (bytes, encoding) = ascii_compatible(bytes, encoding);
        let reader = Box::new(BufReader::with_capacity(CHUNK, bytes));
        (Lines { reader, limit, number: 0 }, encoding)
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let most = self.limit as u64 + 2; // with its end
        if (&mut self.reader).take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if line.last() != Some(&b'\n') && line.len() > self.limit {
            self.reader.skip_until(b'\n')?;
            return Ok(Some((self.number, None)));
        }
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        let fits = line.len() <= self.limit;
        Ok(Some((self.number, fits.then_some(line))))
    }
}

impl Iterator for Lines<'_> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
        self.read().transpose()
    }
}

const CHUNK: usize = 64 * 1024;

/// The bytes as they are if ASCII characters are one byte each in them, else as UTF-8; and their
/// encoding.
pub(super) fn ascii_compatible<'r>(
    bytes: impl Read + 'r,
    encoding: Encoding,
) -> (Box<dyn Read + 'r>, Encoding) {
    if encoding.is_ascii_compatible() {
        (Box::new(bytes), encoding)
    } else {
        (Box::new(Transcoder::new(bytes, encoding)), encoding_rs::UTF_8)
    }
}

/// Reads bytes of one encoding as UTF-8.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    /// Bytes that were read and not yet decoded.
    pending: Vec<u8>,
    /// Whether all bytes were read.
    ended: bool,
    /// Whether all bytes were decoded.
    finished: bool,
}

impl<R: Read> Transcoder<R> {
    fn new(inner: R, encoding: Encoding) -> Transcoder<R> {
        let decoder = encoding::decoder(encoding);
        Transcoder { inner, decoder, pending: Vec::new(), ended: false, finished: false }
    }
}

impl<R: Read> Read for Transcoder<R> {
    /// `out` must have room for a character or two; a `BufReader` gives it its whole buffer.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            if self.pending.is_empty() && !self.ended {
                let count = (&mut self.inner).take(CHUNK as u64).read_to_end(&mut self.pending)?;
                self.ended = count == 0;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.pending, out, self.ended);
            self.pending.drain(..read);
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 || out.len() < 8 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Numbered = Vec<(u64, Option<String>)>;

    fn lines(bytes: &[u8], encoding: Encoding) -> Numbered {
        let (lines, _) = Lines::new(io::Cursor::new(bytes.to_vec()), encoding, 8);
        let text = |line: Vec<u8>| String::from_utf8(line).unwrap();
        lines.map(|line| line.unwrap()).map(|(number, line)| (number, line.map(text))).collect()
    }

    #[test]
    fn lines_are_numbered_and_limited() {
        let line = |number, text: &str| (number, Some(text.to_owned()));
        let cases: [(&str, Numbered); 6] = [
            ("", vec![]),
            ("a", vec![line(1, "a")]),
            ("a\r\n\nb\n", vec![line(1, "a"), line(2, ""), line(3, "b")]),
            ("12345678\r\nx", vec![line(1, "12345678"), line(2, "x")]),
            ("123456789\nx", vec![(1, None), line(2, "x")]),
            ("12345678901234567890\n\nx", vec![(1, None), line(2, ""), line(3, "x")]),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text.as_bytes(), encoding_rs::UTF_8), expected, "in {text:?}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(lines(&wide, encoding_rs::UTF_16LE), expected, "in wide {text:?}");
        }
    }

    #[test]
    fn long_files_are_decoded_piece_by_piece() {
        let text = "é\u{1F600}\n".repeat(100_000);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let lines = lines(&wide, encoding_rs::UTF_16BE);
        assert_eq!(lines.len(), 100_000);
        assert!(lines.iter().all(|(_, line)| line.as_deref() == Some("é\u{1F600}")));
    }
}
