//! Idle sandboxes: first the workbench is taken away, later the namespaces. Progress stays.

use std::time::Duration;

use super::{Engine, EngineError, now};
use crate::cluster::SandboxSpec;
use crate::id::AttemptId;
use crate::progress::{Attempt, AttemptView, Sandbox, SandboxState};

/// Often enough for the limits that are set: an operator who says minutes should not wait an hour.
const MOST: Duration = Duration::from_secs(60);
const LEAST: Duration = Duration::from_secs(1);

impl Engine {
    pub(super) async fn tidy_up(self) {
        let settings = &self.0.settings;
        let every = (settings.sleep_after.min(settings.expire_after) / 4).clamp(LEAST, MOST);
        let mut tick = tokio::time::interval(every);
        loop {
            tick.tick().await;
            if let Err(error) = self.forget_old_classes().await {
                tracing::warn!(error = %error, "old classes could not be purged; it is tried again");
            }
            if !self.cluster_ok() {
                continue;
            }
            if let Err(error) = self.tidy_once().await {
                tracing::warn!(error = %error, "idle sandboxes could not be tidied up; it is tried again");
            }
        }
    }

    async fn tidy_once(&self) -> Result<(), EngineError> {
        for (attempt, _) in self.0.store.active_attempts().await? {
            let door = self.door(&attempt.learner, &attempt.lab);
            let _entered = door.lock().await;
            if let Some(sandbox) = self.0.store.sandbox_of(&attempt.id).await? {
                self.tidy(&attempt, &sandbox).await?;
            }
        }
        let cluster = self.0.cluster.reach().borrow().identity().map(str::to_owned);
        if let Some(cluster) = cluster {
            self.tidy_spares(&cluster).await?;
        }
        self.remove_orphans().await
    }

    /// Keeps what is in the learner's home; false when that is too much. A workbench that is not up has nothing.
    pub(super) async fn keep_home(&self, attempt: &AttemptId, spec: &SandboxSpec) -> Result<bool, EngineError> {
        if !self.0.cluster.workbench_is_ready(spec) {
            return Ok(true);
        }
        let Some(packed) = self.0.cluster.pack_home(spec).await? else { return Ok(false) };
        self.0.store.keep_home(attempt, &packed, now()).await?;
        // Of the lab's own files the page shows what is there, and what it shows is put back.
        let names = self.lab(&spec.lab).map(|lab| lab.file.files.clone()).unwrap_or_default();
        self.fetch_files(attempt, spec, &names).await;
        Ok(true)
    }

    /// The learner is back at a lab's page: a sandbox that sleeps is woken behind, and its time begins anew.
    pub async fn returned(&self, view: &AttemptView) {
        let Some(sandbox) = &view.sandbox else { return };
        if let Err(error) = self.0.store.touch_sandbox(&sandbox.id, now()).await {
            tracing::warn!(error = %error, "a learner's return could not be noted");
        }
        if sandbox.state == SandboxState::Asleep {
            let spec = SandboxSpec { id: sandbox.id.clone(), lab: view.attempt.lab.clone() };
            self.wake_behind(view.attempt.id.clone(), spec);
        }
    }

    /// How long a sandbox is kept if nobody does anything in it.
    #[must_use]
    pub fn keeps_for(&self) -> Duration {
        self.0.settings.expire_after
    }

    /// How much of that is left; `None` without a sandbox.
    #[must_use]
    pub fn time_left(&self, view: &AttemptView) -> Option<Duration> {
        let idle = now() - view.sandbox.as_ref()?.touched;
        Some(self.keeps_for().saturating_sub(Duration::from_millis(u64::try_from(idle).unwrap_or(0))))
    }

    async fn tidy(&self, attempt: &Attempt, sandbox: &Sandbox) -> Result<(), EngineError> {
        let idle = Duration::from_millis(u64::try_from(now() - sandbox.touched).unwrap_or(0));
        let spec = SandboxSpec { id: sandbox.id.clone(), lab: attempt.lab.clone() };
        let busy = self.0.store.open_runs().await?.iter().any(|run| run.sandbox == sandbox.id);
        let replaying = self.0.store.running_replays().await?.iter().any(|(replay, _)| replay.attempt == attempt.id);
        if busy || replaying {
            return Ok(());
        }
        if idle >= self.0.settings.expire_after {
            tracing::info!(sandbox.id = %sandbox.id, "an idle sandbox is removed");
            self.abandon(attempt, sandbox).await?;
            self.remove_behind(spec);
        } else if idle >= self.0.settings.sleep_after && sandbox.state == SandboxState::Live {
            if !self.keep_home(&attempt.id, &spec).await? {
                tracing::info!(sandbox.id = %sandbox.id, "an idle workbench stays: its home is too large to be kept");
                return Ok(());
            }
            tracing::info!(sandbox.id = %sandbox.id, "an idle sandbox loses its workbench");
            self.0.cluster.remove_workbench(&spec).await?;
            self.0.store.set_sandbox_state(&sandbox.id, SandboxState::Asleep, now()).await?;
            self.tick(&attempt.id);
        }
        Ok(())
    }
}
