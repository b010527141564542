//! How much may come out of one file: a bomb of a few bytes must not fill days.

use std::{
    cell::Cell,
    io::{self, Cursor, Read},
};

/// So many times its size may come out of a file, over all its containers.
const RATIO: u64 = 200;
/// So many bytes may come out of the smallest file.
const FREE: u64 = 32 << 20;

/// The bytes that went into one file of the disk and came out of it.
pub(super) struct Budget {
    /// Whether the size of the file is known; else what was read of it counts.
    is_known: bool,
    packed: Cell<u64>,
    unpacked: Cell<u64>,
}

impl Budget {
    /// For a file of this size, or a pipe.
    pub(super) fn new(size: Option<u64>) -> Budget {
        let packed = Cell::new(size.unwrap_or(0));
        Budget { is_known: size.is_some(), packed, unpacked: Cell::new(0) }
    }

    /// The bytes of the file itself.
    pub(super) fn packed<R: Read>(&self, bytes: R) -> impl Read {
        Counted { bytes, budget: self, is_packed: true }
    }

    /// Bytes that come out of it.
    pub(super) fn unpacked<R: Read>(&self, bytes: R) -> impl Read {
        Counted { bytes, budget: self, is_packed: false }
    }

    /// Whether more has come out than is believed.
    pub(super) fn is_spent(&self) -> bool {
        self.unpacked.get() > FREE + RATIO * self.packed.get()
    }
}

struct Counted<'b, R> {
    bytes: R,
    budget: &'b Budget,
    is_packed: bool,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(out)?;
        let budget = self.budget;
        match self.is_packed {
            true if budget.is_known => {}
            true => budget.packed.set(budget.packed.get() + count as u64),
            false => budget.unpacked.set(budget.unpacked.get() + count as u64),
        }
        if budget.is_spent() {
            let reason = format!(
                "it unpacks to more than {RATIO} times its size: unpack it yourself if you trust it"
            );
            return Err(io::Error::other(reason));
        }
        Ok(count)
    }
}

/// What was read of a stream, and what comes after it: an error, or the rest.
pub(super) struct Rest<'r> {
    head: Cursor<Vec<u8>>,
    failed: Option<io::Error>,
    bytes: &'r mut dyn Read,
}

impl<'r> Rest<'r> {
    pub(super) fn new(
        head: Vec<u8>,
        failed: Option<io::Error>,
        bytes: &'r mut dyn Read,
    ) -> Rest<'r> {
        Rest { head: Cursor::new(head), failed, bytes }
    }

    /// All that was read so far.
    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }

    /// Goes to this byte of the head.
    pub(super) fn pass(&mut self, count: usize) {
        self.head.set_position(count as u64);
    }
}

impl Read for Rest<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.head.read(out)?;
        if count > 0 || out.is_empty() {
            return Ok(count);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.bytes.read(out),
        }
    }
}
