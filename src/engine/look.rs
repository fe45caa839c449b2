//! What a page may look at besides progress: the sandbox as the watches know it.

use super::{Engine, EngineError};
use crate::check::observed::Observed;
use crate::cluster::{Answers, PageRefusal, PageRequest, PodPage, SandboxSpec};
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
        let spec = spec(view)?;
        let cluster = &self.0.cluster;
        Some(Look { seen: cluster.observe(&spec), timeline: cluster.timeline(&spec) })
    }

    /// Fetches a page from a pod of the attempt's sandbox.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] without a sandbox. The inner result is the page, or why there is none.
    pub async fn pod_page(
        &self,
        view: &AttemptView,
        asked: &PageRequest<'_>,
    ) -> Result<Result<PodPage, PageRefusal>, EngineError> {
        let spec = spec(view).ok_or(EngineError::NotOpen)?;
        Ok(self.0.cluster.pod_page(&spec, asked).await)
    }

    /// Sends ten requests to a Service of the attempt's sandbox from inside the cluster.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] without a sandbox. The inner result is who answered, or why none was sent.
    pub async fn ten_requests(
        &self,
        view: &AttemptView,
        service: &str,
        port: u16,
    ) -> Result<Result<Answers, PageRefusal>, EngineError> {
        let spec = spec(view).ok_or(EngineError::NotOpen)?;
        Ok(self.0.cluster.ten_requests(&spec, service, port).await)
    }
}

fn spec(view: &AttemptView) -> Option<SandboxSpec> {
    let sandbox = view.sandbox.as_ref().filter(|sandbox| sandbox.state != SandboxState::Gone)?;
    Some(SandboxSpec { id: sandbox.id.clone(), lab: view.attempt.lab.clone() })
}
