//! Opening and resetting a lab, and finding everything again after a restart or with another cluster.

use std::sync::Arc;
use std::time::Duration;

use super::{Engine, EngineError, NewLearner, Tick, lock, now};
use crate::cluster::{Reach, SandboxSpec};
use crate::id::{AttemptId, LabId, LearnerId, SandboxId, random_text};
use crate::progress::{Attempt, AttemptView, Sandbox, SandboxState};

impl Engine {
    /// Opens a lab: begins an attempt if there is none, and makes its sandbox if it has none. Idempotent.
    ///
    /// # Errors
    /// [`EngineError::Full`] when there is no room, [`EngineError::Unreachable`] without a cluster.
    pub async fn open(&self, learner: &LearnerId, lab: &LabId) -> Result<AttemptView, EngineError> {
        self.find_lab(lab)?;
        let door = self.door(learner, lab);
        let _entered = door.lock().await;
        let new = self.new_attempt(learner, lab)?;
        let attempt = self.0.store.current_or_begin(&new).await?;
        if let Err(error) = self.ensure_sandbox(&attempt).await {
            // Who could not get in has nothing open: else the lab would say that a sandbox was removed.
            if attempt.id == new.id {
                self.0.store.forget_attempt(&new.id).await?;
            }
            return Err(error);
        }
        if attempt.id == new.id {
            // The page of their class doesn't know this attempt yet. Nobody listening is no error.
            let _ = self.0.ticks.send(Tick::Learner(learner.clone()));
        }
        let view = self.view(learner, lab).await?;
        view.ok_or(EngineError::NotOpen)
    }

    /// Opens a lab for somebody nobody knows yet. Who can't get in leaves nothing behind.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_as_new(&self, lab: &LabId) -> Result<(NewLearner, AttemptView), EngineError> {
        self.find_lab(lab)?;
        // Asked first, so that without a cluster nothing is written at all.
        self.room().await?;
        let new = self.new_learner().await?;
        match self.open(&new.learner, lab).await {
            Ok(view) => Ok((new, view)),
            Err(error) => {
                self.0.store.forget_learner(&new.learner).await?;
                Err(error)
            }
        }
    }

    /// Begins the lab anew in fresh namespaces; the old ones are removed behind. `from` is the attempt that the
    /// learner's page showed: a form that comes again after the lab began anew does nothing.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn reset(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        from: Option<&AttemptId>,
    ) -> Result<AttemptView, EngineError> {
        self.find_lab(lab)?;
        self.class_goes_on(learner).await?;
        let door = self.door(learner, lab);
        let _entered = door.lock().await;
        if let Some(from) = from
            && let Some(view) = self.view(learner, lab).await?.filter(|view| view.attempt.id != *from)
        {
            return Ok(view);
        }
        // Asked first: without a cluster the old attempt must stay as it is.
        self.room().await?;
        let old = self.0.store.current_attempt(learner, lab).await?;
        if let Some(old) = &old {
            self.cancel_replay(&old.id);
        }
        if let Some(old) = &old
            && let Some(sandbox) = self.0.store.sandbox_of(&old.id).await?
        {
            self.abandon(old, &sandbox).await?;
            self.remove_behind(SandboxSpec { id: sandbox.id, lab: lab.clone() });
        }
        let attempt = self.new_attempt(learner, lab)?;
        self.0.store.begin_attempt(&attempt).await?;
        if let Some(old) = &old {
            // Pages of the old attempt learn that there is another: until now they only saw their sandbox go.
            self.tick(&old.id);
        }
        self.ensure_sandbox(&attempt).await?;
        let view = self.view(learner, lab).await?;
        view.ok_or(EngineError::NotOpen)
    }

    /// What a learner can make that is in their namespace now: kinds, and the names of their objects.
    #[must_use]
    pub fn objects(&self, view: &AttemptView) -> Vec<(&'static str, Vec<String>)> {
        let Some(sandbox) = &view.sandbox else { return Vec::new() };
        let spec = SandboxSpec { id: sandbox.id.clone(), lab: view.attempt.lab.clone() };
        let observed = self.0.cluster.observe(&spec);
        let all = [
            ("StatefulSet", observed.stateful_sets.keys().cloned().collect::<Vec<_>>()),
            ("Deployment", observed.deployments.keys().cloned().collect()),
            ("Service", observed.services.keys().cloned().collect()),
            ("Pod", observed.pods.keys().cloned().collect()),
            ("PersistentVolumeClaim", observed.claims.keys().cloned().collect()),
        ];
        all.into_iter().filter(|(_, names)| !names.is_empty()).collect()
    }

    /// Whoever opens, resets, tidies or finds a sandbox again stands at its door meanwhile: half made is not gone.
    pub(super) fn door(&self, learner: &LearnerId, lab: &LabId) -> Arc<tokio::sync::Mutex<()>> {
        let mut doors = lock(&self.0.doors);
        // Doors nobody stands at are taken down.
        doors.retain(|_, door| Arc::strong_count(door) > 1);
        doors.entry((learner.clone(), lab.clone())).or_default().clone()
    }

    fn new_attempt(&self, learner: &LearnerId, lab: &LabId) -> Result<Attempt, EngineError> {
        let id: AttemptId = random_text(16)?.parse()?;
        Ok(Attempt { id, learner: learner.clone(), lab: lab.clone(), created: now(), ended: None })
    }

    /// The cluster's identity; a server that was just started waits a moment for it.
    pub(super) async fn identity(&self) -> Result<String, EngineError> {
        let mut reach = self.0.cluster.reach();
        let known = reach.wait_for(|reach| *reach != Reach::Unknown);
        let reach = tokio::time::timeout(Duration::from_secs(4), known).await;
        match reach {
            Ok(Ok(reach)) => reach.identity().map(str::to_owned).ok_or(EngineError::Unreachable),
            _ => Err(EngineError::Unreachable),
        }
    }

    pub(super) async fn ensure_sandbox(&self, attempt: &Attempt) -> Result<(), EngineError> {
        self.class_goes_on(&attempt.learner).await?;
        let cluster = self.room().await?;
        if let Some(sandbox) = self.0.store.sandbox_of(&attempt.id).await? {
            let spec = SandboxSpec { id: sandbox.id.clone(), lab: attempt.lab.clone() };
            if sandbox.cluster == cluster && self.0.cluster.sandbox_exists(&spec).await? {
                self.0.store.touch_sandbox(&sandbox.id, now()).await?;
                // Made again where a crash left it half made; what is there stays.
                self.0.cluster.make_sandbox(&spec).await?;
                self.start_actor(attempt, spec);
                return Ok(());
            }
            self.abandon(attempt, &sandbox).await?;
        }
        let spare = self.take_spare(&attempt.lab, &cluster).await?;
        let sandbox = Sandbox {
            id: spare.clone().map_or_else(new_id, Ok)?,
            attempt: attempt.id.clone(),
            cluster,
            created: now(),
            touched: now(),
            state: SandboxState::Live,
        };
        let placed = self.0.store.create_sandbox_within(&sandbox, self.0.settings.max_sandboxes).await;
        if let (Some(id), Ok(false) | Err(_)) = (&spare, &placed) {
            self.give_back(id).await?;
        }
        if !placed? {
            return Err(EngineError::Full(self.0.settings.max_sandboxes));
        }
        if let Some(id) = &spare {
            self.taken(id).await?;
        }
        let spec = SandboxSpec { id: sandbox.id.clone(), lab: attempt.lab.clone() };
        // One that was made ahead, too: what was taken away meanwhile is made again.
        if let Err(error) = self.0.cluster.make_sandbox(&spec).await {
            // The place is given back; what was made is removed.
            self.0.store.set_sandbox_state(&sandbox.id, SandboxState::Gone, now()).await?;
            self.remove_behind(spec);
            return Err(error.into());
        }
        // Its workbench comes with the first command or terminal, unless it was made ahead: who only reads takes no pod.
        self.start_actor(attempt, spec.clone());
        if spare.is_some() && self.0.cluster.workbench_is_ready(&spec) {
            self.furnish(&attempt.id, &spec, true).await?;
        }
        Ok(())
    }

    /// Wakes a workbench without letting the learner wait for it.
    pub(super) fn wake_behind(&self, attempt: AttemptId, spec: SandboxSpec) {
        let engine = self.clone();
        self.spawn(async move {
            if let Err(error) = engine.wake(&attempt, &spec).await {
                tracing::warn!(sandbox.id = %spec.id, error = %error, "a workbench did not start");
            }
        });
    }

    pub(super) fn remove_behind(&self, spec: SandboxSpec) {
        lock(&self.0.laid).remove(&spec.id);
        let engine = self.clone();
        self.spawn(async move {
            if let Err(error) = engine.0.cluster.remove_for_good(&spec).await {
                tracing::warn!(sandbox.id = %spec.id, error = %error, "a sandbox could not be removed; it is tried again");
            }
            engine.0.cluster.forget(&spec.id.namespace());
            engine.0.cluster.forget(&spec.id.companion());
        });
    }

    /// Parts an attempt from its sandbox: passes stay, and are said to be no longer checkable.
    pub(super) async fn abandon(&self, attempt: &Attempt, sandbox: &Sandbox) -> Result<(), EngineError> {
        self.stop_actor(&attempt.id);
        self.hide_screen(&sandbox.id);
        lock(&self.0.laid).remove(&sandbox.id);
        self.0.store.set_sandbox_state(&sandbox.id, SandboxState::Gone, now()).await?;
        self.0.store.mark_uncheckable(&attempt.id, now()).await?;
        self.tick(&attempt.id);
        Ok(())
    }

    /// Follows the cluster: each time it answers (again), everything of the store's is found in it, or let go.
    pub(super) async fn follow_reach(self) {
        let mut reach = self.0.cluster.reach();
        loop {
            let current = reach.borrow_and_update().clone();
            match current {
                Reach::Up(identity) => {
                    if let Err(error) = self.reconcile(&identity).await {
                        tracing::error!(error = %error, "the sandboxes could not be found again; it is tried again");
                        tokio::time::sleep(Duration::from_secs(2)).await;
                        continue;
                    }
                    let _ = self.0.ticks.send(Tick::Cluster(true));
                }
                Reach::Down(_) => drop(self.0.ticks.send(Tick::Cluster(false))),
                Reach::Unknown => {}
            }
            if reach.changed().await.is_err() {
                return;
            }
        }
    }

    async fn reconcile(&self, identity: &str) -> Result<(), EngineError> {
        for (attempt, _) in self.0.store.active_attempts().await? {
            let door = self.door(&attempt.learner, &attempt.lab);
            let _entered = door.lock().await;
            let Some(sandbox) = self.0.store.sandbox_of(&attempt.id).await? else { continue };
            let spec = SandboxSpec { id: sandbox.id.clone(), lab: attempt.lab.clone() };
            if sandbox.cluster != identity {
                tracing::info!(sandbox.id = %sandbox.id, "its cluster was remade: passes are kept, the sandbox is made anew when it is opened");
                self.abandon(&attempt, &sandbox).await?;
            } else if !self.0.cluster.sandbox_exists(&spec).await? {
                tracing::info!(sandbox.id = %sandbox.id, "its namespace is gone: passes are kept, the sandbox is made anew when it is opened");
                self.abandon(&attempt, &sandbox).await?;
                self.remove_behind(spec);
            } else if self.lab(&attempt.lab).is_some() {
                self.start_actor(&attempt, spec);
            }
        }
        self.attach_to_runs().await?;
        self.settle_replays().await?;
        self.remove_orphans().await
    }

    /// Namespaces of this server's that no sandbox of the store has: left by a crash in between, or by a removal that failed.
    pub(super) async fn remove_orphans(&self) -> Result<(), EngineError> {
        // The cluster first: a sandbox is written down before its namespaces are made, so whatever is listed here
        // is known by the time the store is asked. The other way round one that is just being opened looks orphaned.
        let found = self.0.cluster.sandboxes().await?;
        // Those that wait for a learner before those that have one: who is given one meanwhile is among the latter.
        let spares = self.spares().await?;
        let known = self.0.store.live_sandboxes().await?;
        for spec in found {
            if !spares.contains(&spec.id) && !known.iter().any(|sandbox| sandbox.id == spec.id) {
                self.remove_behind(spec);
            }
        }
        Ok(())
    }
}

fn new_id() -> Result<SandboxId, EngineError> {
    Ok(random_text(8)?.parse()?)
}
