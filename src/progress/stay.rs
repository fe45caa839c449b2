//! Help that was shown, and steps that were done for the learner.

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::id::{AttemptId, StepId};

/// What help was shown of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Help {
    /// How many hints.
    pub hints: u32,
    /// When the solution was shown first.
    pub solution: Option<Millis>,
}

/// A piece of help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelpPiece {
    /// The hint with this number, counted from one.
    Hint(u32),
    /// The solution.
    Solution,
}

impl HelpPiece {
    /// The piece that a word stands for: `hint-1`, `solution`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word.strip_prefix("hint-") {
            Some(number) => number.parse().ok().map(Self::Hint),
            None => (word == "solution").then_some(Self::Solution),
        }
    }
}

/// Steps done for the learner: the reference of all before one.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Its id.
    pub id: String,
    /// The attempt it belongs to.
    pub attempt: AttemptId,
    /// The step at whose start it ends.
    pub target: StepId,
    /// What becomes of what is there.
    pub way: Way,
    /// Where it is.
    pub state: ReplayState,
    /// The step whose reference ran last.
    pub step: Option<StepId>,
    /// The end of what that printed.
    pub output: String,
    /// When it was asked for.
    pub started: Millis,
    /// When it ended.
    pub ended: Option<Millis>,
}

/// What becomes of what is in the sandbox when steps are done for the learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// All of it stays; steps that passed in it are left alone.
    OnTop,
    /// The claims and their volumes stay, the rest goes.
    KeepVolumes,
    /// All of it goes: fresh namespaces.
    Fresh,
}

impl Way {
    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OnTop => "on-top",
            Self::KeepVolumes => "keep-volumes",
            Self::Fresh => "fresh",
        }
    }

    /// The way that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::OnTop, Self::KeepVolumes, Self::Fresh].into_iter().find(|way| way.word() == word)
    }
}

/// Where a replay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplayState {
    /// It goes on.
    Running,
    /// All steps were done.
    Done,
    /// A step could not be done.
    Failed,
    /// The learner stopped it.
    Stopped,
    /// The server ended under it.
    Interrupted,
}

impl ReplayState {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Interrupted => "interrupted",
        }
    }

    /// The state that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Done, Self::Failed, Self::Stopped, Self::Interrupted]
            .into_iter()
            .find(|state| state.word() == word)
    }
}
