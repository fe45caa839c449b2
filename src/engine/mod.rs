//! Opens labs, runs commands, judges live, resets. The only writer of progress.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::id::{AttemptId, CommandId, LabId, LearnerId, QuestionId, RunId, StepId};
use crate::lab::Lab;
use crate::progress::{AttemptView, Run};
use crate::store::Store;

/// What can go wrong when the engine is asked for something. Pages show these in the visitor's language;
/// the cause is logged, never shown.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No lab, command, question, file or run of that name.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The learner has not opened the lab.
    #[error("the lab is not open")]
    NotOpen,
    /// As many sandboxes are open as the server may have.
    #[error("all {0} sandboxes are taken")]
    Full(usize),
    /// Another run of the sandbox has not ended.
    #[error("another command is still running")]
    Busy(RunId),
    /// The id of a run was used for something else.
    #[error("the run id was used before")]
    RunIdTaken,
    /// What was sent is too large.
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// The cluster can't be reached or refused.
    #[error("the cluster: {0}")]
    Cluster(#[from] crate::cluster::ClusterError),
    /// The database.
    #[error("the store: {0}")]
    Store(#[from] crate::store::StoreError),
    /// The operating system has no randomness.
    #[error("no randomness: {0}")]
    Random(#[from] getrandom::Error),
}

/// A piece of news for connected pages.
#[derive(Debug, Clone)]
pub enum Tick {
    /// Something after the last event was written for this attempt; the store says what.
    Event(AttemptId),
    /// A run printed something. Not stored as an event: a page that missed it asks for the run.
    Output {
        /// The attempt.
        attempt: AttemptId,
        /// The run.
        run: RunId,
        /// The command.
        command: CommandId,
        /// Where this piece starts in all that the run printed, in bytes.
        offset: u64,
        /// The piece.
        text: String,
    },
    /// Whether the cluster can be reached changed.
    Cluster(bool),
}

/// The outcome of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// As the cluster says.
    Right,
    /// Otherwise.
    NotRight,
    /// The cluster can't be asked, or has no such object yet.
    CannotTell,
}

// The methods of Engine that pages may call:
//
//   engine.store() -> &Store                                   (pages read the store; they never write it)
//   engine.labs() -> &BTreeMap<LabId, Arc<Lab>>
//   engine.lab(&LabId) -> Option<&Arc<Lab>>
//   engine.ticks() -> tokio::sync::broadcast::Receiver<Tick>
//   engine.cluster_ok() -> bool
//   async engine.new_learner() -> Result<NewLearner, EngineError>      {learner, token, resume_code}
//   async engine.open(&LearnerId, &LabId) -> Result<AttemptView, EngineError>      idempotent
//   async engine.view(&LearnerId, &LabId) -> Result<Option<AttemptView>, EngineError>
//   async engine.run(&LearnerId, &LabId, &CommandId, &RunId) -> Result<Run, EngineError>   idempotent by run id
//   async engine.stop(&LearnerId, &LabId, &CommandId) -> Result<(), EngineError>
//   async engine.reset(&LearnerId, &LabId) -> Result<AttemptView, EngineError>
//   async engine.answer(&LearnerId, &LabId, &QuestionId, text: &str) -> Result<Answered, EngineError>
//   async engine.save_file(&LearnerId, &LabId, name: &str, content: &str) -> Result<(), EngineError>
//   async engine.check_now(&LearnerId, &LabId) -> Result<(), EngineError>          the Check button
//   engine.watched(&AttemptId) -> Watched                      (guard: while it lives, a page of the attempt is connected)
//   async engine.new_resume_code(&LearnerId) -> Result<String, EngineError>
//   engine.default_question_facts ... none
const _: Option<(BTreeMap<LabId, Arc<Lab>>, LearnerId, QuestionId, StepId, AttemptView, Run, Store)> = None;
