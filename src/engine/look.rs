//! What a page may look at besides progress: the sandbox as the watches know it.

use super::Engine;
use crate::check::observed::Observed;
use crate::cluster::SandboxSpec;
use crate::picture::timeline::Happening;
use crate::progress::{AttemptView, SandboxState};

/// What the watches know of a sandbox.
#[derive(Debug, Clone)]
pub struct Look {
    /// Its objects now.
    pub seen: Observed,
    /// What happened to them, oldest first.
    pub timeline: Vec<Happening>,
}

impl Engine {
    /// Looks at an attempt's sandbox, without asking the cluster anything; `None` when there is none.
    #[must_use]
    pub fn look(&self, view: &AttemptView) -> Option<Look> {
        let sandbox = view.sandbox.as_ref().filter(|sandbox| sandbox.state != SandboxState::Gone)?;
        let spec = SandboxSpec { id: sandbox.id.clone(), lab: view.attempt.lab.clone() };
        let cluster = &self.0.cluster;
        Some(Look { seen: cluster.observe(&spec), timeline: cluster.timeline(&spec) })
    }
}
