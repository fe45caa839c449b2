//! The learner's desk: the workbench, and the lab's files on it.

use std::sync::Arc;

use super::{Door, Engine, EngineError, lock, now};
use crate::cluster::{LabFiles, SandboxSpec};
use crate::id::{AttemptId, SandboxId};
use crate::lab::prose::variables::resolve;
use crate::progress::SandboxState;

impl Engine {
    /// A lab's text with its variables filled in for one sandbox.
    pub(super) fn resolved(&self, text: &str, spec: &SandboxSpec) -> String {
        let catalogue = self.catalogue();
        resolve(text, |name| match name.strip_prefix("images.") {
            Some(image) => catalogue.images.get(image).map(|image| image.reference.clone()),
            None => (name == "namespace").then(|| spec.id.namespace()),
        })
    }

    /// Where the writers of a sandbox's files wait for one another.
    pub(super) fn desk(&self, sandbox: &SandboxId) -> Door {
        let mut desks = lock(&self.0.desks);
        desks.retain(|_, desk| Arc::strong_count(desk) > 1);
        desks.entry(sandbox.clone()).or_default().clone()
    }

    /// Brings the workbench up if it is not, with the lab's files as the learner has them.
    pub(super) async fn wake(&self, attempt: &AttemptId, spec: &SandboxSpec) -> Result<(), EngineError> {
        let fresh = self.0.cluster.wake_workbench(spec).await?;
        if !fresh && lock(&self.0.laid).contains(&spec.id) {
            return Ok(());
        }
        self.furnish(attempt, spec, fresh).await
    }

    /// Puts the lab's files, as the learner has them, into a workbench that came up without them (`fresh`), or that has
    /// none yet.
    pub(super) async fn furnish(
        &self,
        attempt: &AttemptId,
        spec: &SandboxSpec,
        fresh: bool,
    ) -> Result<(), EngineError> {
        let lab = self.find_lab(&spec.lab)?;
        let desk = self.desk(&spec.id);
        let _writing = desk.lock().await;
        // The workbench is asked itself: a server that was just started takes one that it sees for the first time for a new
        // one, and one that ended as soon as a workbench was up laid nothing on it. What the learner wrote is not written
        // over by what was kept of it.
        let names: Vec<String> = lab.files.iter().map(|(name, _)| name.clone()).collect();
        let is_laid = match names.is_empty() {
            true => !fresh,
            false => !self.0.cluster.get_files(spec, &names).await?.files.is_empty(),
        };
        if is_laid {
            lock(&self.0.laid).insert(spec.id.clone());
            return Ok(());
        }
        if let Some(packed) = self.0.store.home(attempt).await? {
            self.0.cluster.unpack_home(spec, &packed).await?;
        }
        let mut saved = self.0.store.files(attempt).await?;
        let files = lab
            .files
            .iter()
            .map(|(name, shipped)| (name.clone(), saved.remove(name).unwrap_or_else(|| self.resolved(shipped, spec))))
            .collect();
        self.0.cluster.put_files(spec, &LabFiles { files }).await?;
        lock(&self.0.laid).insert(spec.id.clone());
        self.0.store.set_sandbox_state(&spec.id, SandboxState::Live, now()).await?;
        self.tick(attempt);
        Ok(())
    }
}
