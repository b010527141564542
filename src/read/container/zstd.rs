//! Zstandard: one frame after the other, as a stream.

use std::io::{self, BufRead, BufReader, Read};

use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

/// The bytes in all frames of a stream. The decoder refuses windows of more than 128 MB.
pub(super) struct Frames<R: Read> {
    bytes: BufReader<R>,
    decoder: FrameDecoder,
    /// Whether a frame has begun and not ended.
    is_open: bool,
}

impl<R: Read> Frames<R> {
    pub(super) fn new(bytes: R) -> Frames<R> {
        Frames { bytes: BufReader::new(bytes), decoder: FrameDecoder::new(), is_open: false }
    }

    /// Begins the next frame that holds data; false at the end.
    fn open(&mut self) -> io::Result<bool> {
        while !self.is_open && !self.bytes.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.bytes) {
                Ok(()) => self.is_open = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut (&mut self.bytes).take(length.into()), &mut io::sink())?;
                }
                Err(FrameDecoderError::ReadFrameHeaderError(_)) => {
                    return Err(io::Error::other("what follows is no zstd frame"));
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(self.is_open)
    }

    /// Ends a frame, which must be what was packed.
    fn close(&mut self) -> io::Result<()> {
        self.is_open = false;
        let packed = self.decoder.get_checksum_from_data();
        if packed.is_some() && packed != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("the checksum does not match"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.open()? {
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.bytes, one).map_err(io::Error::other)?;
            }
            let count = self.decoder.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            self.close()?;
        }
        Ok(0)
    }
}
