//! A run's output on disk: segments of one size, so that an offset in the stream names its file, and the oldest can
//! go while the newest grows. The offsets are those of the whole stream, whatever has gone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use super::RunDir;

/// How many segments are kept.
const KEPT: u64 = 2;

/// The end of the stream that the supervisor writes.
pub struct Writer {
    run: RunDir,
    size: u64,
    total: u64,
    file: Option<File>,
    error: Option<String>,
}

impl Writer {
    /// A stream without a byte yet, in segments of `size` bytes.
    pub fn new(run: RunDir, size: u64) -> Self {
        Self { run, size, total: 0, file: None, error: None }
    }

    /// Appends. What can't be written is dropped, and so is everything after it: the run goes on.
    pub fn append(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.error.is_none() {
            match self.append_some(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) => self.error = Some(error.to_string()),
            }
        }
    }

    fn append_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (index, position) = (self.total / self.size, self.total % self.size);
        let file = match self.file.take() {
            Some(file) if position > 0 => self.file.insert(file),
            _ => {
                let new = OpenOptions::new().append(true).create_new(true).open(segment(&self.run, index))?;
                if let Some(old) = index.checked_sub(KEPT) {
                    fs::remove_file(segment(&self.run, old))?;
                }
                self.file.insert(new)
            }
        };
        let room = usize::try_from(self.size - position).unwrap_or(usize::MAX);
        let written = file.write(&bytes[..bytes.len().min(room)])?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.total += written as u64;
        Ok(written)
    }

    /// How many bytes there were, and why no more, where some were lost.
    pub fn finish(self) -> (u64, Option<String>) {
        (self.total, self.error)
    }
}

/// A reader of the stream from some offset on.
pub struct Reader<'a> {
    run: &'a RunDir,
    size: u64,
    offset: u64,
    skipped: u64,
    file: Option<(u64, File)>,
}

impl<'a> Reader<'a> {
    /// Begins at `offset`.
    pub fn new(run: &'a RunDir, size: u64, offset: u64) -> Self {
        Self { run, size, offset, skipped: 0, file: None }
    }

    /// How many bytes were gone before they could be read.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Reads what is there; nothing when there is nothing yet.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.open()? {
            if let Some((_, file)) = &self.file {
                let position = self.offset % self.size;
                let room = usize::try_from(self.size - position).unwrap_or(usize::MAX);
                let wanted = buffer.len().min(room);
                let read = file.read_at(&mut buffer[..wanted], position)?;
                self.offset += read as u64;
                return Ok(read);
            }
        }
        Ok(0)
    }

    /// Opens the segment of the offset, or of the first offset after it that is still there.
    fn open(&mut self) -> io::Result<bool> {
        loop {
            let index = self.offset / self.size;
            if self.file.as_ref().is_some_and(|(open, _)| *open == index) {
                return Ok(true);
            }
            match File::open(segment(self.run, index)) {
                Ok(file) => self.file = Some((index, file)),
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Err(_) => match indexes(self.run)?.into_iter().filter(|other| *other > index).min() {
                    None => return Ok(false),
                    Some(next) => {
                        self.skipped += next * self.size - self.offset;
                        self.offset = next * self.size;
                    }
                },
            }
        }
    }
}

/// How many bytes of output there are so far, for a run whose supervisor hasn't said.
pub fn total(run: &RunDir, size: u64) -> io::Result<u64> {
    match indexes(run)?.into_iter().max() {
        None => Ok(0),
        Some(last) => Ok(last * size + fs::metadata(segment(run, last)).map_or(0, |meta| meta.len())),
    }
}

fn segment(run: &RunDir, index: u64) -> PathBuf {
    run.path(&format!("out.{index}"))
}

fn indexes(run: &RunDir) -> io::Result<Vec<u64>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(&run.0)? {
        found.extend(entry?.file_name().to_str().and_then(|name| name.strip_prefix("out.")?.parse::<u64>().ok()));
    }
    Ok(found)
}
