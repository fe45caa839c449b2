//! What can go wrong when the engine is asked for something.

use crate::cluster::ClusterError;
use crate::id::RunId;
use crate::store::StoreError;

/// An error of the engine. Pages show these in the visitor's language; the cause is logged, never shown.
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
    /// Steps are being done for the learner.
    #[error("steps are being done for the learner")]
    CatchingUp,
    /// The class has ended.
    #[error("the class is over")]
    ClassOver,
    /// Very many join codes of one address wait to be looked at.
    #[error("too many join codes of this address are waiting")]
    Crowded,
    /// The id of a run was used for something else.
    #[error("the run id was used before")]
    RunIdTaken,
    /// What was sent is too large.
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// The cluster can't be reached or refused.
    #[error("the cluster: {0}")]
    Cluster(#[from] ClusterError),
    /// The cluster accepts pods that own their node, and the operator did not say that learners are trusted.
    #[error("the cluster can't hold learners in: it accepts {}", .0.join(", "))]
    Unfenced(Vec<&'static str>),
    /// It was not found out yet whether the cluster holds learners in.
    #[error("whether the cluster holds learners in is not known")]
    FenceUnknown,
    /// The cluster does not answer now.
    #[error("the cluster does not answer")]
    Unreachable,
    /// The database.
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    /// The operating system has no randomness.
    #[error("no randomness: {0}")]
    Random(#[from] getrandom::Error),
    /// A generated id broke its own rules: a bug.
    #[error("{0}")]
    Id(#[from] crate::id::InvalidId),
}
