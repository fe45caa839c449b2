//! The latest output, each byte with its place in all that there was.

use std::collections::VecDeque;

use super::modes::Modes;

/// How much is kept: some thousands of lines.
const KEPT: usize = 512 * 1024;
/// Within how much of the oldest output a line's end is looked for.
const NEAR: usize = 16 * 1024;

/// The latest output of a shell.
#[derive(Debug, Default)]
pub struct Ring {
    kept: VecDeque<u8>,
    forgotten: u64,
    /// The terminal's state where `kept` begins.
    before: Modes,
    /// Its state now.
    now: Modes,
}

/// Where a reader begins.
#[derive(Debug, PartialEq, Eq)]
pub struct Start {
    /// The first byte they get.
    pub offset: u64,
    /// What their terminal must be told first; only for one that begins anew.
    pub prelude: Vec<u8>,
    /// Whether it goes on where the reader was.
    pub goes_on: bool,
}

impl Ring {
    /// How many bytes there were.
    pub fn end(&self) -> u64 {
        self.forgotten + self.kept.len() as u64
    }

    /// The terminal's state now.
    pub fn modes(&self) -> &Modes {
        &self.now
    }

    /// More output came.
    pub fn push(&mut self, output: &[u8]) {
        self.now.follow(output.iter().copied());
        self.kept.extend(output);
        let excess = self.kept.len().saturating_sub(KEPT);
        self.before.follow(self.kept.drain(..excess));
        self.forgotten += excess as u64;
    }

    /// Where a reader begins who has everything up to `from`, or nothing.
    pub fn start(&self, from: Option<u64>) -> Start {
        match from {
            Some(from) if (self.forgotten..=self.end()).contains(&from) => {
                Start { offset: from, prelude: Vec::new(), goes_on: true }
            }
            _ => self.beginning(),
        }
    }

    /// The beginning of the oldest whole line, or at least not the middle of a sequence or character.
    fn beginning(&self) -> Start {
        let mut modes = self.before.clone();
        let mut skipped = 0;
        if self.forgotten > 0 {
            let mut whole = None;
            for (i, byte) in self.kept.iter().take(NEAR).enumerate() {
                modes.follow([*byte]);
                if modes.is_between() && (*byte == b'\n' || (whole.is_none() && byte.is_ascii())) {
                    whole = Some((i + 1, modes.clone()));
                    if *byte == b'\n' {
                        break;
                    }
                }
            }
            (skipped, modes) = whole.unwrap_or((0, self.before.clone()));
        }
        Start { offset: self.forgotten + skipped as u64, prelude: modes.prelude(), goes_on: false }
    }

    /// Some of the output from `offset` on; nothing when there is none (yet, or any more).
    pub fn piece(&self, offset: u64, most: usize) -> Vec<u8> {
        let Some(skip) = offset.checked_sub(self.forgotten).and_then(|skip| usize::try_from(skip).ok()) else {
            return Vec::new();
        };
        self.kept.iter().skip(skip).take(most).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_each_byte_once() {
        let mut ring = Ring::default();
        ring.push(b"one two");
        assert_eq!(ring.start(None), Start { offset: 0, prelude: Vec::new(), goes_on: false });
        assert_eq!(ring.piece(0, 3), b"one");
        assert_eq!(ring.piece(3, 100), b" two");
        assert_eq!(ring.start(Some(7)), Start { offset: 7, prelude: Vec::new(), goes_on: true });
        assert!(ring.piece(7, 100).is_empty());
        // What nobody ever said is no place to go on from.
        assert_eq!(ring.start(Some(8)).offset, 0);
    }

    #[test]
    fn a_late_reader_begins_with_a_line_and_with_what_still_holds() {
        let mut ring = Ring::default();
        ring.push(b"\x1b[?1049h\x1b[1m");
        for _ in 0..KEPT / 8 {
            ring.push(b"a line\r\n");
        }
        ring.push(b"last");
        let start = ring.start(None);
        assert!(start.offset > 0 && !start.goes_on);
        assert!(ring.piece(start.offset, 100).starts_with(b"a line\r\n"));
        assert_eq!(start.prelude, b"\x1b[?1049h\x1b[1m");
        assert_eq!(ring.start(Some(3)), start, "what was forgotten can't be gone on with");
        assert!(ring.kept.len() <= KEPT);
        assert_eq!(ring.end(), 12 + KEPT as u64 + 4);
    }

    #[test]
    fn a_late_reader_of_one_endless_line_begins_between_sequences() {
        let mut ring = Ring::default();
        for _ in 0..KEPT {
            ring.push(b"\x1b[31mx");
        }
        let start = ring.start(None);
        let piece = String::from_utf8(ring.piece(start.offset, 24)).expect("text");
        assert!(piece.starts_with('\u{1b}') || piece.starts_with('x'), "{piece:?}");
    }
}
