//! What a terminal was told to be, as far as it outlives the bytes that said so: when the oldest output is forgotten,
//! this is what a fresh terminal must be told before it is shown the rest.

use std::collections::BTreeMap;

/// More than any program sets; what else is asked for is not remembered.
const MOST_MODES: usize = 64;
const MOST_COLOURS: usize = 16;
/// No sequence that matters here is longer.
const LONGEST: usize = 64;

/// How far into a sequence the last byte was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Text,
    Escape,
    /// After ESC and one of `( ) * +`.
    Charset(u8),
    /// CSI, with its bytes so far.
    Control(Vec<u8>),
    /// OSC, DCS, APC, PM, SOS; whether the last byte was ESC.
    String(bool),
}

/// The state that a stream of output leaves a terminal in, apart from what it shows.
#[derive(Clone, Debug, Default)]
pub struct Modes {
    within: Within,
    private: BTreeMap<u16, bool>,
    /// Since the last reset.
    colours: Vec<Vec<u8>>,
    charset: Option<u8>,
}

impl Modes {
    /// Whether the next byte begins something new.
    pub fn is_between(&self) -> bool {
        self.within == Within::Text
    }

    /// Whether a program asked for pasted text to be marked: bash does so only at its prompt.
    pub fn brackets_paste(&self) -> bool {
        self.is_set(2004)
    }

    /// Whether a program draws on the screen beside the scrolling one.
    pub fn is_beside(&self) -> bool {
        [47, 1047, 1049].into_iter().any(|mode| self.is_set(mode))
    }

    fn is_set(&self, mode: u16) -> bool {
        self.private.get(&mode).copied().unwrap_or_default()
    }

    /// What brings a fresh terminal to this state.
    pub fn prelude(&self) -> Vec<u8> {
        let mut told = Vec::new();
        for (mode, set) in &self.private {
            told.extend_from_slice(format!("\x1b[?{mode}{}", if *set { 'h' } else { 'l' }).as_bytes());
        }
        if let Some(charset) = self.charset {
            told.extend_from_slice(&[0x1b, b'(', charset]);
        }
        for colour in &self.colours {
            told.extend_from_slice(b"\x1b[");
            told.extend_from_slice(colour);
            told.push(b'm');
        }
        told
    }

    /// Goes on by some output.
    pub fn follow(&mut self, output: impl IntoIterator<Item = u8>) {
        for byte in output {
            self.within = self.step(byte);
        }
    }

    fn step(&mut self, byte: u8) -> Within {
        match (std::mem::take(&mut self.within), byte) {
            // CAN and SUB break off whatever it was.
            (_, 0x18 | 0x1a) => Within::Text,
            (Within::String(_), 0x07) => Within::Text,
            (Within::String(true), b'\\') => Within::Text,
            (Within::String(_), byte) => Within::String(byte == 0x1b),
            (_, 0x1b) => Within::Escape,
            (Within::Text, _) => Within::Text,
            (Within::Escape, b'[') => Within::Control(Vec::new()),
            (Within::Escape, b']' | b'P' | b'_' | b'^' | b'X') => Within::String(false),
            (Within::Escape, b'(' | b')' | b'*' | b'+') => Within::Charset(byte),
            (Within::Escape, b'c') => {
                *self = Self::default();
                Within::Text
            }
            // Others of two bytes, or with an intermediate that their last byte follows.
            (Within::Escape, 0x20..=0x2f) => Within::Charset(b' '),
            (Within::Escape, _) => Within::Text,
            (Within::Charset(which), _) => {
                if which == b'(' {
                    self.charset = (byte != b'B').then_some(byte);
                }
                Within::Text
            }
            (Within::Control(said), 0x40..=0x7e) => {
                self.control(&said, byte);
                Within::Text
            }
            (Within::Control(mut said), _) => {
                if said.len() < LONGEST {
                    said.push(byte);
                }
                Within::Control(said)
            }
        }
    }

    fn control(&mut self, said: &[u8], last: u8) {
        match (said, last) {
            ([b'?', modes @ ..], b'h' | b'l') => {
                for mode in numbers(modes) {
                    if self.private.len() < MOST_MODES || self.private.contains_key(&mode) {
                        self.private.insert(mode, last == b'h');
                    }
                }
            }
            ([b'!'], b'p') => *self = Self::default(),
            (said, b'm') if said.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':')) => {
                if said.is_empty() || said == b"0" || said.starts_with(b"0;") {
                    self.colours.clear();
                }
                if said.len() > 1 || said.first().is_some_and(|byte| *byte != b'0') {
                    if self.colours.len() == MOST_COLOURS {
                        self.colours.remove(0);
                    }
                    self.colours.push(said.to_vec());
                }
            }
            _ => {}
        }
    }
}

fn numbers(said: &[u8]) -> impl Iterator<Item = u16> {
    said.split(|byte| *byte == b';').filter_map(|number| std::str::from_utf8(number).ok()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(output: &str) -> Modes {
        let mut modes = Modes::default();
        modes.follow(output.bytes());
        modes
    }

    #[test]
    fn what_was_set_is_told_again_and_what_was_reset_is_not_on() {
        let modes = after("\x1b[?1049h\x1b[?1;2004h\x1b[1;32mgreen\x1b[?2004l");
        assert!(modes.is_beside() && !modes.brackets_paste());
        assert_eq!(modes.prelude(), b"\x1b[?1h\x1b[?1049h\x1b[?2004l\x1b[1;32m");
        assert!(after("\x1b[31mred\x1b[0m").prelude().is_empty());
        assert_eq!(after("\x1b[31m\x1b[0;1m").prelude(), b"\x1b[0;1m");
        assert!(after("\x1b[?1049h\x1bc").prelude().is_empty());
    }

    #[test]
    fn titles_and_broken_sequences_are_not_taken_for_modes() {
        assert!(after("\x1b]0;\x1b[?1049h\x07").prelude().is_empty());
        assert!(after("\x1b[?10\x1849h").prelude().is_empty());
        assert!(after("\x1b(0lqqk\x1b(B").prelude().is_empty());
        assert_eq!(after("\x1b(0lqqk").prelude(), b"\x1b(0");
    }

    #[test]
    fn one_knows_whether_a_sequence_is_under_way() {
        for cut in ["\x1b", "\x1b[", "\x1b[?10", "\x1b]0;tit", "\x1b("] {
            assert!(!after(cut).is_between(), "{cut:?}");
        }
        assert!(after("\x1b[31mx\x1b]0;t\x1b\\").is_between());
    }

    #[test]
    fn it_stays_small_whatever_comes() {
        let mut modes = Modes::default();
        for n in 0..10_000u32 {
            modes.follow(format!("\x1b[?{n}h\x1b[38;5;{n}m").bytes());
        }
        modes.follow(std::iter::repeat_n(b'9', 100_000));
        modes.follow("\x1b[".bytes().chain(std::iter::repeat_n(b'9', 100_000)));
        assert!(modes.prelude().len() < 2_000);
    }
}
