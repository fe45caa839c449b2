//! What is on its way to the shell: keys as they were typed, and commands that are typed for the learner.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// How much may wait for a program that doesn't read. What is typed beyond is lost, and said so.
const MOST_WAITING: usize = 256 * 1024;
/// How long a command waits for bash to be at its prompt.
const PROMPT: Duration = Duration::from_secs(5);
/// How many commands are remembered, so that none is typed twice.
const REMEMBERED: usize = 32;
/// Takes away a line that was begun; Ctrl-Y brings it back.
const CLEAR_LINE: &[u8] = b"\x05\x15";

/// A command to be typed once for its id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Typing {
    /// Chosen by whoever asks.
    pub id: String,
    /// What is typed, without the line's end.
    pub text: String,
}

/// What became of a command.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Typed {
    /// The command's.
    pub id: String,
    /// Whether it was typed now.
    pub typed: bool,
    /// Why not: `busy` (a program has the terminal) or `again` (it was typed before).
    pub why: Option<&'static str>,
}

/// What is on its way to the shell.
#[derive(Default)]
pub struct Input {
    waiting: VecDeque<u8>,
    typed: VecDeque<String>,
    next: Option<(Typing, Instant)>,
}

impl Input {
    /// What can be written now.
    pub fn waiting(&self) -> &[u8] {
        self.waiting.as_slices().0
    }

    /// That much of it was written.
    pub fn written(&mut self, count: usize) {
        self.waiting.drain(..count);
    }

    /// Keys were typed. False when there was no room: all or nothing.
    pub fn push(&mut self, keys: &[u8]) -> bool {
        let fits = self.waiting.len() + keys.len() <= MOST_WAITING;
        if fits {
            self.waiting.extend(keys);
        }
        fits
    }

    /// A command is to be typed; an answer now is a refusal.
    pub fn ask(&mut self, typing: Typing, now: Instant) -> Option<Typed> {
        let refuse = |why| Some(Typed { id: typing.id.clone(), typed: false, why: Some(why) });
        if self.typed.contains(&typing.id) {
            return refuse("again");
        }
        if self.next.as_ref().is_some_and(|(next, _)| next.id != typing.id) {
            return refuse("busy");
        }
        self.next = Some((typing, now + PROMPT));
        None
    }

    /// By when the command that waits is refused.
    pub fn deadline(&self) -> Option<Instant> {
        self.next.as_ref().map(|(_, deadline)| *deadline)
    }

    /// Types the command that waits if bash is at its prompt, and says what became of it.
    pub fn type_next(&mut self, at_prompt: bool, now: Instant) -> Option<Typed> {
        let (typing, deadline) = self.next.take()?;
        if !at_prompt {
            if now < deadline {
                self.next = Some((typing, deadline));
                return None;
            }
            return Some(Typed { id: typing.id, typed: false, why: Some("busy") });
        }
        // Nothing in the text may end the paste before its end.
        let text = typing.text.replace('\u{1b}', "");
        let keys = [CLEAR_LINE, b"\x1b[200~", text.as_bytes(), b"\x1b[201~\r"].concat();
        if !self.push(&keys) {
            return Some(Typed { id: typing.id, typed: false, why: Some("busy") });
        }
        if self.typed.len() == REMEMBERED {
            self.typed.pop_front();
        }
        self.typed.push_back(typing.id.clone());
        Some(Typed { id: typing.id, typed: true, why: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typing(id: &str, text: &str) -> Typing {
        Typing { id: id.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_command_is_typed_at_the_prompt_and_once() {
        let (mut input, now) = (Input::default(), Instant::now());
        assert_eq!(input.ask(typing("a", "ls\x1b[201~\nrm x"), now), None);
        assert_eq!(input.type_next(false, now), None);
        assert_eq!(input.type_next(true, now), Some(Typed { id: "a".into(), typed: true, why: None }));
        assert_eq!(input.waiting(), b"\x05\x15\x1b[200~ls[201~\nrm x\x1b[201~\r");
        assert_eq!(input.ask(typing("a", "ls"), now).and_then(|typed| typed.why), Some("again"));
        assert_eq!(input.type_next(true, now), None);
    }

    #[test]
    fn a_command_does_not_wait_for_ever() {
        let (mut input, now) = (Input::default(), Instant::now());
        assert_eq!(input.ask(typing("a", "ls"), now), None);
        assert_eq!(input.ask(typing("b", "ls"), now).and_then(|typed| typed.why), Some("busy"));
        assert_eq!(input.type_next(false, now + PROMPT).and_then(|typed| typed.why), Some("busy"));
        assert!(input.waiting().is_empty() && input.deadline().is_none());
    }

    #[test]
    fn keys_beyond_the_room_are_lost_whole() {
        let mut input = Input::default();
        assert!(input.push(&[b'x'; MOST_WAITING]));
        assert!(!input.push(b"y"));
        input.written(1);
        assert!(input.push(b"y") && !input.push(b"z"));
    }
}
