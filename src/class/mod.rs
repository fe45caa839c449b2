//! Classes: who learns together, and what can be told of them. Plain data and pure rules; time is an argument.

mod code;
pub mod export;
mod name;
mod pace;
pub mod standing;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{AttemptId, ClassId, LabId, LearnerId, StepId};
use crate::lab::Lang;
use crate::progress::{Aid, Millis, StepState};

pub use code::{InvalidCode, JoinCode};
pub use name::{DisplayName, numbered};
pub use pace::Pace;
pub use words::Words;

/// The longest text that is sent to a learner, or by one with their hand, in characters.
pub const MAX_TEXT: usize = 1000;
/// The most learners a class may be made for.
pub const MAX_SIZE: u32 = 1000;
/// The longest time a class may last from now on.
pub const MAX_HOURS: i64 = 24 * 90;

/// One class.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its id.
    pub id: ClassId,
    /// What the instructor calls it.
    pub name: String,
    /// What learners join with.
    pub code: JoinCode,
    /// The language its pages are suggested in.
    pub lang: Lang,
    /// How many learners are expected; more may come.
    pub size: u32,
    /// Its labs, in the instructor's order.
    pub labs: Vec<LabId>,
    /// When it was opened.
    pub created: Millis,
    /// Until when it is planned to last. A clock ends nothing: until the instructor does, all goes on.
    pub ends: Millis,
    /// When the instructor ended it. Nobody joins and no lab opens in it any more; progress stays to be read.
    pub ended: Option<Millis>,
}

/// What an instructor opens a class with.
#[derive(Debug, Clone, PartialEq)]
pub struct NewClass {
    /// Its name.
    pub name: DisplayName,
    /// The language hint.
    pub lang: Lang,
    /// How many are expected.
    pub size: u32,
    /// The labs; at least one.
    pub labs: Vec<LabId>,
    /// When it is planned to end.
    pub ends: Millis,
}

/// A learner in a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Who.
    pub learner: LearnerId,
    /// What they want to be called, told apart from others of that name.
    pub name: String,
    /// The language they joined in.
    pub lang: Lang,
    /// When they joined.
    pub joined: Millis,
    /// When they left or were removed.
    pub left: Option<Millis>,
    /// Their raised hand.
    pub hand: Option<Hand>,
    /// Whether they let the instructor watch their terminal.
    pub shows: bool,
}

/// A raised hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Hand {
    /// When it was raised.
    pub raised: Millis,
    /// What they wrote with it; may be empty.
    pub text: String,
    /// The lab they were in.
    pub lab: Option<LabId>,
}

/// Something the instructor said to one learner.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// What.
    pub what: Said,
}

/// What an instructor can say.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Words of their own.
    Text(Words),
    /// A hint of a lab's step, which each learner reads in their own language.
    Hint {
        /// The lab.
        lab: LabId,
        /// The step.
        step: StepId,
        /// Which of its hints, from zero.
        number: usize,
    },
}

/// Whom something is said to.
#[derive(Debug, Clone, PartialEq)]
pub enum To {
    /// Everybody in the class.
    All,
    /// These learners.
    These(Vec<LearnerId>),
}

/// A learner's current go at one of the class's labs.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// The attempt.
    pub attempt: AttemptId,
    /// Whose it is.
    pub learner: LearnerId,
    /// Of which lab.
    pub lab: LabId,
    /// When it began.
    pub began: Millis,
    /// What was said of each step.
    pub steps: BTreeMap<StepId, StepState>,
    /// How often each step was judged as wrong in another way than just before.
    pub wrongs: BTreeMap<StepId, u32>,
    /// The help taken for each step.
    pub aids: BTreeMap<StepId, BTreeSet<Aid>>,
    /// How many hints of each step were shown.
    pub hints: BTreeMap<StepId, u32>,
    /// When something last happened in it.
    pub last_activity: Millis,
    /// Whether steps are being done for the learner.
    pub helped: bool,
}

/// A class with everybody in it and all they did, as it was at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// The class.
    pub class: Class,
    /// Its members, those who left too, in the order they came.
    pub members: Vec<Member>,
    /// Their current attempts.
    pub works: Vec<Work>,
}

impl Room {
    /// A learner's work on a lab.
    #[must_use]
    pub fn work(&self, learner: &LearnerId, lab: &LabId) -> Option<&Work> {
        self.works.iter().find(|work| work.learner == *learner && work.lab == *lab)
    }

    /// The members who are there.
    pub fn present(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.left.is_none())
    }
}

/// Text that somebody typed: trimmed, without control characters except line breaks; `None` when nothing is left or
/// it is too long.
#[must_use]
pub fn text(typed: &str) -> Option<String> {
    let clean: String = typed.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || name::is_plain(*c)).collect();
    let clean = clean.trim();
    (!clean.is_empty() && clean.chars().count() <= MAX_TEXT).then(|| clean.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_keeps_its_lines_and_loses_what_only_deceives() {
        assert_eq!(text("  one\r\ntwo \u{0}\u{202e}x "), Some("one\ntwo x".to_owned()));
        assert_eq!(text(" \u{200f}\n "), None);
        assert_eq!(text(&"x".repeat(MAX_TEXT + 1)), None);
        assert!(text(&"ã".repeat(MAX_TEXT)).is_some());
    }
}
