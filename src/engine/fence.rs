//! Whether the cluster holds learners in: found out by trying, before a lab is opened.

use std::time::Duration;

use super::{Engine, EngineError};
use crate::cluster::Reach;

/// How long whoever opens a lab waits for the trial of a server that was just started.
const WAIT: Duration = Duration::from_secs(20);
/// After how long a trial that could not be made is made again.
const AGAIN: Duration = Duration::from_secs(5);
/// How often the network is tried when it can't be.
const TRIES: u32 = 3;

/// What the trial found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fence {
    /// Nothing yet: it is not over, or the cluster does not answer.
    Untried,
    /// Pods that own their node are refused to learners.
    Holds,
    /// Some are not.
    Open(Vec<&'static str>),
    /// It can't be told; the log says why.
    Unknown,
}

impl Fence {
    /// For scripts.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Untried => "untried",
            Self::Holds => "holds",
            Self::Open(_) => "open",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether the network holds sandboxes apart, as far as it was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// Nobody asked yet.
    Untried,
    /// It is being tried; some seconds.
    Trying,
    /// It does.
    Yes,
    /// A learner's pods can be reached by another's.
    No,
    /// It can't be told; the log says why.
    Unknown,
}

impl Apart {
    /// For scripts, and the end of a string's key.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Untried => "untried",
            Self::Trying => "trying",
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl Engine {
    /// What is known of the network between sandboxes.
    #[must_use]
    pub fn apart(&self) -> Apart {
        *self.0.apart.borrow()
    }

    /// Tries it behind, with two pods of two sandboxes, unless it is being tried.
    pub fn try_apart(&self) {
        let begins = self.0.apart.send_if_modified(|apart| std::mem::replace(apart, Apart::Trying) != Apart::Trying);
        if !begins {
            return;
        }
        let engine = self.clone();
        self.spawn(async move {
            let found = engine.finds_apart().await;
            engine.0.apart.send_replace(found);
        });
    }

    /// Tries it, more than once where it could not be tried: another server's trial on the same cluster takes the pods away.
    async fn finds_apart(&self) -> Apart {
        for left in (0..TRIES).rev() {
            match self.0.cluster.keeps_apart().await {
                Ok(true) => return Apart::Yes,
                Ok(false) => return Apart::No,
                Err(error) => {
                    tracing::warn!(%error, left, "whether the network holds sandboxes apart could not be tried");
                }
            }
            if left > 0 {
                tokio::time::sleep(AGAIN).await;
            }
        }
        Apart::Unknown
    }

    /// What is known of the cluster's fence.
    #[must_use]
    pub fn fence(&self) -> Fence {
        self.0.fence.borrow().clone()
    }

    /// Whether labs are opened, as far as the fence is concerned.
    #[must_use]
    pub fn opens_labs(&self) -> bool {
        self.0.settings.trust_learners || self.fence() == Fence::Holds
    }

    /// Why no lab is opened, as a string's key; `None` where labs are, or it is not known yet.
    #[must_use]
    pub fn shut(&self) -> Option<&'static str> {
        match self.fence() {
            _ if self.0.settings.trust_learners => None,
            Fence::Open(_) => Some("shut-unfenced"),
            Fence::Unknown => Some("shut-unknown"),
            Fence::Untried | Fence::Holds => None,
        }
    }

    /// The cluster's identity, where a lab may be opened.
    ///
    /// # Errors
    /// [`EngineError::Unreachable`], [`EngineError::Unfenced`] or [`EngineError::FenceUnknown`].
    pub(super) async fn room(&self) -> Result<String, EngineError> {
        let identity = self.identity().await?;
        if self.0.settings.trust_learners {
            return Ok(identity);
        }
        let mut fence = self.0.fence.subscribe();
        let tried = tokio::time::timeout(WAIT, fence.wait_for(|fence| *fence != Fence::Untried)).await;
        match tried.ok().and_then(Result::ok).as_deref() {
            Some(Fence::Holds) => Ok(identity),
            Some(Fence::Open(accepted)) => Err(EngineError::Unfenced(accepted.clone())),
            Some(Fence::Untried | Fence::Unknown) | None => Err(EngineError::FenceUnknown),
        }
    }

    /// What is open already stays shut, too, where learners were found able to own a node.
    pub(super) fn not_unfenced(&self) -> Result<(), EngineError> {
        match self.fence() {
            Fence::Open(accepted) if !self.0.settings.trust_learners => Err(EngineError::Unfenced(accepted)),
            _ => Ok(()),
        }
    }

    /// Tries it each time the cluster answers (again): whoever restarts an API server may have changed its settings.
    pub(super) async fn follow_fence(self) {
        let mut reach = self.0.cluster.reach();
        let mut of = None;
        loop {
            let now = reach.borrow_and_update().clone();
            if let Reach::Up(identity) = now {
                if of.as_ref() != Some(&identity) {
                    self.0.fence.send_replace(Fence::Untried);
                    of = Some(identity);
                }
                if !self.try_fence().await {
                    // Earlier when the cluster goes or comes.
                    let _ = tokio::time::timeout(AGAIN, reach.changed()).await;
                    continue;
                }
            }
            if reach.changed().await.is_err() {
                return;
            }
        }
    }

    /// False when it could not be told. What was found before on the same cluster stands until then.
    async fn try_fence(&self) -> bool {
        match self.0.cluster.unfenced().await {
            Ok(accepted) if accepted.is_empty() => drop(self.0.fence.send_replace(Fence::Holds)),
            Ok(accepted) => {
                let pods = accepted.join(", ");
                if self.0.settings.trust_learners {
                    tracing::warn!(%pods, "the cluster accepts pods from learners that own their node; labs are opened because learners are trusted");
                } else {
                    tracing::error!(%pods, "no labs are opened: the cluster accepts pods from learners that own their node\nhint: `kindlab doctor` says what to do; --trust-learners opens labs all the same");
                }
                self.0.fence.send_replace(Fence::Open(accepted));
            }
            Err(error) => {
                tracing::warn!(%error, "whether the cluster holds learners in could not be tried; it is tried again\nhint: `kindlab cluster up` (or `install`, for a kind cluster of your own) brings the server's account up to date");
                self.0.fence.send_if_modified(|fence| {
                    let untried = *fence == Fence::Untried;
                    if untried {
                        *fence = Fence::Unknown;
                    }
                    untried
                });
                return false;
            }
        }
        true
    }
}
