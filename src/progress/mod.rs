//! What is known of a learner's way through a lab: plain data that the store
//! keeps, the engine writes and pages show.

mod stay;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::check::{Message, Verdict};
use crate::id::{AttemptId, CommandId, LabId, LearnerId, QuestionId, RunId, SandboxId, StepId};
use crate::lab::{Prediction, Step};

pub use stay::{Help, HelpPiece, Replay, ReplayState, Way};

/// Milliseconds since 1970 (UTC).
pub type Millis = i64;

/// One learner's go at one lab.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// Whose it is.
    pub learner: LearnerId,
    /// Of which lab.
    pub lab: LabId,
    /// When it began.
    pub created: Millis,
    /// When a reset ended it; `None` for the current one.
    pub ended: Option<Millis>,
}

/// The two namespaces an attempt runs in.
#[derive(Debug, Clone, PartialEq)]
pub struct Sandbox {
    /// Its id; the namespaces' names carry it.
    pub id: SandboxId,
    /// The attempt it belongs to.
    pub attempt: AttemptId,
    /// The UID of `kube-system` in the cluster it was made in.
    pub cluster: String,
    /// When it was made.
    pub created: Millis,
    /// When the learner last did something in it.
    pub touched: Millis,
    /// What there is of it.
    pub state: SandboxState,
}

/// What there is of a sandbox in the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SandboxState {
    /// Its namespaces are being made, or are there.
    Live,
    /// Its namespaces are there, its workbench was taken away for idleness.
    Asleep,
    /// Its namespaces were removed, or its cluster is another one now.
    Gone,
}

/// What was last said of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepState {
    /// The step.
    pub step: StepId,
    /// The verdict; a pass stays.
    pub verdict: Verdict,
    /// Why.
    pub message: Message,
    /// What was true when it passed.
    pub evidence: Value,
    /// For a pass: how it was done.
    pub how: Option<How>,
    /// For a pass: whether its state still holds; `None` when that can no longer be checked.
    pub holds: Option<bool>,
    /// The sandbox it was said of.
    pub sandbox: Option<SandboxId>,
    /// When the verdict or message last changed.
    pub changed: Millis,
    /// When it passed.
    pub passed: Option<Millis>,
}

impl StepState {
    /// Whether the cluster lacks what the step needs: nobody is to do it here.
    #[must_use]
    pub fn is_not_judged_here(&self) -> bool {
        self.message.key == Message::NOT_JUDGED_HERE
    }
}

/// How a step was done, as far as the server knows. Of several the last in this order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// In the terminal, in the editor or by an answer.
    Hand,
    /// With the Run button of at least one of the step's commands.
    Run,
    /// After the step's solution was shown: see [`Aid::Solution`].
    Solution,
    /// By the server, which did the step in the learner's place: see [`Aid::CatchUp`].
    CatchUp,
}

impl How {
    /// The word used in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Run => "run",
            Self::Solution => "solution",
            Self::CatchUp => "catch-up",
        }
    }

    /// What a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Hand, Self::Run, Self::Solution, Self::CatchUp].into_iter().find(|how| how.word() == word)
    }
}

/// Help that a learner took for a step; a later pass of the step says so. It is noted *before* the help is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aid {
    /// The solution was shown.
    Solution,
    /// The server was asked to do the step.
    CatchUp,
}

impl Aid {
    /// The word used in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Solution => "solution",
            Self::CatchUp => "catch-up",
        }
    }

    /// What a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Solution, Self::CatchUp].into_iter().find(|aid| aid.word() == word)
    }

    /// How a step that passes with this help was done.
    #[must_use]
    pub fn how(self) -> How {
        match self {
            Self::Solution => How::Solution,
            Self::CatchUp => How::CatchUp,
        }
    }
}

/// One run of one command.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id, chosen before it started.
    pub id: RunId,
    /// The attempt it belongs to.
    pub attempt: AttemptId,
    /// The sandbox whose workbench runs it.
    pub sandbox: SandboxId,
    /// Which command of the lab.
    pub command: CommandId,
    /// Where it is.
    pub state: RunState,
    /// The exit status of a run that ended by itself.
    pub exit: Option<i32>,
    /// The end of what it printed, at most [`MAX_OUTPUT`] bytes, as UTF-8 with the rest replaced.
    pub output: String,
    /// Whether the beginning of the output was dropped.
    pub truncated: bool,
    /// When it was asked for.
    pub started: Millis,
    /// When it ended.
    pub ended: Option<Millis>,
}

/// How much of a run's output is kept, in bytes: the end of it.
pub const MAX_OUTPUT: usize = 64 * 1024;

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Asked for; the workbench may still be starting.
    Starting,
    /// The command runs.
    Running,
    /// It ended by itself; there is an exit status.
    Ended,
    /// The learner stopped it.
    Stopped,
    /// It took longer than its limit.
    Timeout,
    /// The workbench went away under it, or could not be reached to start it.
    Interrupted,
}

impl RunState {
    /// The word used in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Ended => "ended",
            Self::Stopped => "stopped",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
        }
    }

    /// The state that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Starting, Self::Running, Self::Ended, Self::Stopped, Self::Timeout, Self::Interrupted]
            .into_iter()
            .find(|state| state.word() == word)
    }

    /// Whether nothing more will come of it.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Starting | Self::Running)
    }
}

/// Something that happened in an attempt. Its number orders it; pages ask for what came after the last they saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number, ascending over the whole store.
    pub id: i64,
    /// The attempt it belongs to.
    pub attempt: AttemptId,
    /// When.
    pub at: Millis,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventKind {
    /// The attempt began.
    Opened,
    /// Something else was said of a step than before.
    Judged {
        /// The step.
        step: StepId,
        /// What was said.
        verdict: Verdict,
        /// Why.
        message: Message,
        /// For a pass: whether it still holds.
        holds: Option<bool>,
    },
    /// The learner answered a question of a step.
    Answered {
        /// The step.
        step: StepId,
        /// Whether the answer was what the cluster says.
        right: bool,
    },
    /// A run changed its state.
    Run {
        /// The run.
        run: RunId,
        /// The command it runs.
        command: CommandId,
        /// Its state now.
        state: RunState,
    },
    /// A file of the lab was saved, by the learner or by a command.
    Saved {
        /// The file's name.
        file: String,
    },
    /// A piece of help was shown.
    Helped {
        /// Of which step.
        step: StepId,
        /// Which piece.
        piece: HelpPiece,
    },
    /// The learner predicted what a step would show.
    Predicted {
        /// The step.
        step: StepId,
    },
    /// Steps are being done for the learner, or that ended.
    Replay {
        /// Where it is.
        state: ReplayState,
    },
    /// The sandbox was made, put to sleep, woken or removed.
    Sandbox {
        /// What there is of it now.
        state: SandboxState,
    },
}

/// Everything a page or an API answer needs of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptView {
    /// The attempt.
    pub attempt: Attempt,
    /// Its sandbox, if it has one that is not gone.
    pub sandbox: Option<Sandbox>,
    /// What was said of each step so far; a step that is missing was never judged: untried.
    pub steps: BTreeMap<StepId, StepState>,
    /// The newest run of each command.
    pub runs: BTreeMap<CommandId, Run>,
    /// The lab's files as the learner has them; a file that is missing is as the lab ships it.
    pub files: BTreeMap<String, String>,
    /// The help that was shown of each step; a step that is missing had none.
    pub helps: BTreeMap<StepId, Help>,
    /// What the learner predicted: the choice, by prediction.
    pub predictions: BTreeMap<QuestionId, QuestionId>,
    /// The times that steps were done for the learner, oldest first.
    pub replays: Vec<Replay>,
    /// The number of the newest event.
    pub last_event: i64,
}

impl AttemptView {
    /// Whether the learner has seen what a prediction is about: its command has ended, or the step has passed.
    #[must_use]
    pub fn has_shown(&self, step: &Step, prediction: &Prediction) -> bool {
        self.runs.get(&prediction.shown_by).is_some_and(|run| run.state.is_over())
            || self.steps.get(&step.id).is_some_and(|state| state.passed.is_some())
    }

    /// What goes on for the learner now.
    #[must_use]
    pub fn replaying(&self) -> Option<&Replay> {
        self.replays.last().filter(|replay| replay.state == ReplayState::Running)
    }
}
