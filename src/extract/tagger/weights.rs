//! The weights of the tagger, and the file they come in.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `dixitner`, the mark of such a file |
//! | 4 | the length of the header, little-endian like all numbers here |
//! | … | the header, a JSON object: see [`Header`] |
//! | 2 × 15 × 16 | the weight of each label after each other one, `i16`; the last row is for the beginning of a chain, the column after the labels for its end |
//! | 16 × 2^`bits` | the weight of each label for each row of features, `i8`; the last two of 16 are 0 |
//! | 8 | the XXH3 hash of everything before it |
//!
//! All weights have the same scale, which nobody needs to know: only sums are compared.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{feature, label::LABELS};
use crate::error::{Error, Result};

/// The first bytes of a file of weights.
const MARK: &[u8; 8] = b"dixitner";

/// The bytes of a row: one for each label, and two to spare.
pub const WIDTH: usize = 16;

/// The weights between labels: by label, then the label after it. The last row is for the beginning of a
/// chain, the column after the labels for its end.
pub type Between = [[i16; WIDTH]; LABELS + 1];

/// The bytes of the weights between labels.
const BETWEEN: usize = 2 * (LABELS + 1) * WIDTH;

/// The most rows a file may have, as a power of two.
const MOST_BITS: u32 = 24;

/// What a file of weights says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The name of the weights.
    pub name: String,
    /// The licence of the weights.
    pub licence: String,
    /// The data they were trained on, with attribution.
    pub data: Vec<String>,
    /// The version of the features they were trained for.
    pub features: u32,
    /// The number of rows is two to the power of this.
    pub bits: u32,
}

/// Weights, ready to use.
#[derive(Clone)]
pub struct Weights {
    header: Header,
    hash: u64,
    between: Between,
    rows: Vec<Row>,
}

/// The weights of all labels for one feature. Aligned: so none lies in two lines of memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(16))]
struct Row([i8; WIDTH]);

impl Weights {
    /// Reads a file of weights.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are no such file, if some are missing or changed, or if they are for another
    /// version of this program.
    pub fn read(bytes: impl AsRef<[u8]>) -> Result<Weights> {
        let bytes = bytes.as_ref();
        let rest = bytes.strip_prefix(MARK).ok_or_else(|| wrong("it is no file of weights"))?;
        let cut = || wrong("it is cut short");
        let (content, hash) = bytes.split_last_chunk::<8>().ok_or_else(cut)?;
        let hash = u64::from_le_bytes(*hash);
        let (len, rest) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
        let len = u32::from_le_bytes(*len) as usize;
        let (header, rest) = rest.split_at_checked(len).ok_or_else(cut)?;
        let header: Header =
            serde_json::from_slice(header).map_err(|_| wrong("its header is damaged"))?;
        fits(&header)?;
        let (between, rest) = rest.split_at_checked(BETWEEN).ok_or_else(cut)?;
        if rest.len() != (WIDTH << header.bits) + 8 {
            return Err(wrong(&format!(
                "it has {} bytes where {} are due",
                rest.len(),
                (WIDTH << header.bits) + 8
            )));
        }
        if xxh3_64(content) != hash {
            return Err(wrong("it is damaged: its checksum is not that of its bytes"));
        }
        let rows = rest[..WIDTH << header.bits].as_chunks().0;
        let rows = rows.iter().map(|row| Row(row.map(|weight| weight as i8))).collect();
        Ok(Weights { header, hash, between: read_between(between), rows })
    }

    /// Makes a file of weights of what was trained: a weight for each label after each other one, and
    /// rows of one weight for each label.
    pub fn file(header: &Header, between: &Between, rows: &[[i8; WIDTH]]) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        let header = serde_json::to_vec(header).unwrap_or_default();
        bytes.extend((header.len() as u32).to_le_bytes());
        bytes.extend(header);
        bytes.extend(between.as_flattened().iter().flat_map(|it| it.to_le_bytes()));
        bytes.extend(rows.as_flattened().iter().flat_map(|it| it.to_le_bytes()));
        let hash = xxh3_64(&bytes);
        bytes.extend(hash.to_le_bytes());
        bytes
    }

    /// Weights that see no name anywhere.
    pub fn none() -> Weights {
        let header = Header {
            name: "none".to_owned(),
            licence: String::new(),
            data: Vec::new(),
            features: feature::VERSION,
            bits: 1,
        };
        let rows = vec![Row::default(); 1 << header.bits];
        Weights { header, hash: 0, between: [[0; WIDTH]; LABELS + 1], rows }
    }

    /// What the file says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The hash of the file.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The weights between labels.
    pub fn between(&self) -> &Between {
        &self.between
    }

    /// The weights of the labels for each feature.
    pub fn rows(&self) -> Rows<'_> {
        Rows { rows: &self.rows, shift: 32 - self.header.bits }
    }
}

/// Sums of weights, one for each label; they fit: no token has 200 features.
pub type Sums = [i16; WIDTH];

/// The weights of the labels for each feature.
#[derive(Clone, Copy)]
pub struct Rows<'w> {
    rows: &'w [Row],
    shift: u32,
}

impl<'w> Rows<'w> {
    /// `sums` and the weights of all `features`, for each label.
    pub fn sum(self, features: &[u32], sums: Sums) -> Sums {
        // So all come from far away at one time: adding up takes them few at a time.
        let near = features.iter().fold(0, |near, &feature| near ^ self.of(feature).0[0]);
        std::hint::black_box(near);
        let rows = features.iter().map(|&feature| self.of(feature));
        rows.fold(sums, |sums, Row(row)| {
            std::array::from_fn(|label| sums[label] + i16::from(row[label]))
        })
    }

    /// The weights of the labels for `feature`.
    fn of(self, feature: u32) -> &'w Row {
        const NONE: &Row = &Row([0; WIDTH]);
        self.rows.get((feature >> self.shift) as usize).unwrap_or(NONE)
    }
}

impl std::fmt::Debug for Weights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Weights").field("header", &self.header).finish_non_exhaustive()
    }
}

fn fits(header: &Header) -> Result<()> {
    if header.features != feature::VERSION {
        return Err(wrong(&format!(
            "it is for version {} of the features, this dixit has {}: train it again with `dixit train names`",
            header.features,
            feature::VERSION
        )));
    }
    match header.bits {
        1..=MOST_BITS => Ok(()),
        _ => Err(wrong("its header is damaged")),
    }
}

fn read_between(bytes: &[u8]) -> Between {
    let mut between = [[0; WIDTH]; LABELS + 1];
    for (weight, bytes) in between.as_flattened_mut().iter_mut().zip(bytes.chunks_exact(2)) {
        *weight = i16::from_le_bytes([bytes[0], bytes[1]]);
    }
    between
}

fn wrong(reason: &str) -> Error {
    Error::Weights(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header() -> Header {
        Header {
            name: "test".into(),
            licence: "CC0-1.0".into(),
            data: vec!["our own".into()],
            features: feature::VERSION,
            bits: 4,
        }
    }

    fn file() -> Vec<u8> {
        let mut between = [[0; WIDTH]; LABELS + 1];
        between[1][2] = -300;
        let mut rows = [[0; WIDTH]; 16];
        rows[15][3] = -7;
        Weights::file(&header(), &between, &rows)
    }

    #[test]
    fn what_was_written_is_read() {
        let weights = Weights::read(file()).unwrap();
        assert_eq!(weights.header(), &header());
        assert_eq!(weights.between()[1][2], -300);
        assert_eq!(weights.rows().of(u32::MAX).0[3], -7);
        assert_eq!(weights.rows().of(0), &Row::default());
    }

    #[test]
    fn other_files_are_refused_with_a_reason() {
        let old =
            Weights::file(&Header { features: 0, ..header() }, &[[0; WIDTH]; LABELS + 1], &[]);
        let long = [file(), vec![0]].concat();
        let cases: [(&[u8], &str); 5] = [
            (b"", "it is no file of weights"),
            (b"PK\x03\x04", "it is no file of weights"),
            (&file()[..10], "it is cut short"),
            (&old, "it is for version 0 of the features"),
            (&long, "it has 265 bytes where 264 are due"),
        ];
        for (bytes, expected) in cases {
            let error = Weights::read(bytes).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    proptest! {
        #[test]
        fn damaged_files_are_refused(at in any::<prop::sample::Index>(), bit in 0..8u8, cut in any::<bool>()) {
            let mut bytes = file();
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] ^= 1 << bit }
            prop_assert!(matches!(Weights::read(bytes), Err(Error::Weights(_))));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Weights::read([MARK.to_vec(), bytes].concat());
        }
    }
}
