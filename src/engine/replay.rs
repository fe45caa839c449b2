//! Catching up, and going back to the start of a step: the reference of the steps before it, done for the learner.
//!
//! A replay is written down before it begins, so a form sent twice begins one, and a server that is started again
//! knows of one that broke off. Its scripts run in the workbench as learners' own commands do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::{Engine, EngineError, Tick, lock, now};
use crate::check::{self, Verdict};
use crate::cluster::{LabFiles, RunEnd, SandboxSpec};
use crate::id::{AttemptId, LabId, LearnerId, StepId, random_text};
use crate::lab::{Lab, Step, StepKind};
use crate::progress::{Aid, Attempt, How, Replay, ReplayState, StepState, Way};

/// How long a step may take to pass after its reference ran: caches of names, pods that end slowly.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(300);
/// How much of a script's output is kept, in bytes: the end of it.
const MOST_OUTPUT: usize = 4000;
/// Pages are told of output at most this often.
const TELL: Duration = Duration::from_millis(400);

/// What is known of a replay that goes on.
pub(super) struct Going {
    cancel: CancellationToken,
    output: Vec<u8>,
    told: Instant,
}

/// How it ended.
enum End {
    Done,
    Stopped,
    Failed,
}

impl Engine {
    /// Does the steps before `target` for the learner. `seen` is the newest replay that the learner's page showed
    /// (empty for none): a form that comes again after its replay began does nothing.
    ///
    /// # Errors
    /// [`EngineError::Busy`] while a command runs that would be disturbed, [`EngineError::CatchingUp`] while another
    /// replay goes on.
    pub async fn replay(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        target: &StepId,
        way: Way,
        seen: Option<&str>,
    ) -> Result<(), EngineError> {
        let lab = self.find_lab(lab)?;
        lab.step(target).ok_or(EngineError::NotFound("step"))?;
        self.identity().await?;
        let attempt = self.0.store.current_attempt(learner, lab.id()).await?.ok_or(EngineError::NotOpen)?;
        let known = self.0.store.replays(&attempt.id).await?;
        let newest = known.last();
        if newest
            .is_some_and(|replay| replay.state == ReplayState::Running && replay.target == *target && replay.way == way)
            || seen.is_some_and(|seen| newest.map_or("", |replay| replay.id.as_str()) != seen)
        {
            return Ok(());
        }
        if way != Way::Fresh
            && let Some(sandbox) = self.0.store.sandbox_of(&attempt.id).await?
            && let Some(run) = self.0.store.open_runs().await?.into_iter().find(|run| run.sandbox == sandbox.id)
        {
            return Err(EngineError::Busy(run.id));
        }
        let replay = Replay {
            id: random_text(16)?,
            attempt: attempt.id.clone(),
            target: target.clone(),
            way,
            state: ReplayState::Running,
            step: None,
            output: String::new(),
            started: now(),
            ended: None,
        };
        if !self.0.store.begin_replay(&replay).await? {
            return Err(EngineError::CatchingUp);
        }
        self.carry_on(Teacher { engine: self.clone(), learner: learner.clone(), lab, attempt, replay });
        Ok(())
    }

    /// Stops what goes on for the learner; what was done stays.
    ///
    /// # Errors
    /// When the lab is not open.
    pub async fn stop_replay(&self, learner: &LearnerId, lab: &LabId) -> Result<(), EngineError> {
        let attempt = self.0.store.current_attempt(learner, lab).await?.ok_or(EngineError::NotOpen)?;
        self.cancel_replay(&attempt.id);
        Ok(())
    }

    pub(super) fn cancel_replay(&self, attempt: &AttemptId) {
        if let Some(going) = lock(&self.0.replaying).get(attempt) {
            going.cancel.cancel();
        }
    }

    /// After a restart: replays that broke off are said to be interrupted, and what they left running is stopped.
    pub(super) async fn settle_replays(&self) -> Result<(), EngineError> {
        for (replay, script) in self.0.store.running_replays().await? {
            if lock(&self.0.replaying).contains_key(&replay.attempt) {
                continue;
            }
            tracing::info!(attempt.id = %replay.attempt, "steps that were being done for a learner were interrupted");
            self.0.store.end_replay(&replay, ReplayState::Interrupted, "", now()).await?;
            self.tick(&replay.attempt);
            let attempt = self.0.store.attempt(&replay.attempt).await?;
            let sandbox = self.0.store.sandbox_of(&replay.attempt).await?;
            if let (Some(attempt), Some(sandbox), Some(script)) = (attempt, sandbox, script) {
                let spec = SandboxSpec { id: sandbox.id, lab: attempt.lab };
                if let Err(error) = self.0.cluster.stop_run(&spec, &script).await {
                    tracing::warn!(error = %error, "what an interrupted replay left running could not be stopped");
                }
            }
        }
        Ok(())
    }

    /// How a step that passes now was done. What passes while steps are done for the learner is not theirs, also where
    /// the reference of one step does another's work.
    pub(super) async fn how(&self, attempt: &AttemptId, step: &Step) -> Result<How, EngineError> {
        if lock(&self.0.replaying).contains_key(attempt) {
            return Ok(How::CatchUp);
        }
        Ok(self.0.store.how(attempt, &step.id, &step.command_ids()).await?)
    }

    /// What a replay that goes on printed last.
    pub(super) fn replay_output(&self, attempt: &AttemptId) -> String {
        let replaying = lock(&self.0.replaying);
        replaying.get(attempt).map_or_else(String::new, |going| String::from_utf8_lossy(&going.output).into_owned())
    }

    fn carry_on(&self, teacher: Teacher) {
        let cancel = self.0.stop.child_token();
        let going = Going { cancel: cancel.clone(), output: Vec::new(), told: Instant::now() };
        lock(&self.0.replaying).insert(teacher.attempt.id.clone(), going);
        self.tick(&teacher.attempt.id);
        let engine = self.clone();
        self.spawn(async move {
            let attempt = teacher.attempt.id.clone();
            let end = teacher.all(&cancel).await;
            let state = match end {
                Ok(End::Done) => ReplayState::Done,
                Ok(End::Stopped) => ReplayState::Stopped,
                Ok(End::Failed) => ReplayState::Failed,
                Err(error) => {
                    tracing::warn!(attempt.id = %attempt, error = %error, "steps could not be done for a learner");
                    ReplayState::Failed
                }
            };
            let output = engine.replay_output(&attempt);
            if let Err(error) = engine.0.store.end_replay(&teacher.replay, state, &output, now()).await {
                tracing::error!(attempt.id = %attempt, error = %error, "the end of a replay could not be written");
            }
            lock(&engine.0.replaying).remove(&attempt);
            engine.tick(&attempt);
            engine.poke(&attempt);
        });
    }

    fn replay_printed(&self, attempt: &AttemptId, piece: &[u8]) {
        let mut replaying = lock(&self.0.replaying);
        let Some(going) = replaying.get_mut(attempt) else { return };
        going.output.extend_from_slice(piece);
        let excess = going.output.len().saturating_sub(MOST_OUTPUT);
        going.output.drain(..excess);
        if going.told.elapsed() > TELL {
            going.told = Instant::now();
            // Nobody listening is no error.
            let _ = self.0.ticks.send(Tick::Replay(attempt.clone()));
        }
    }
}

/// Does steps in a learner's place.
struct Teacher {
    engine: Engine,
    learner: LearnerId,
    lab: Arc<Lab>,
    attempt: Attempt,
    replay: Replay,
}

impl Teacher {
    async fn all(&self, cancel: &CancellationToken) -> Result<End, EngineError> {
        let spec = self.prepare().await?;
        self.engine.wake(&self.attempt.id, &spec).await?;
        if self.replay.way != Way::OnTop {
            self.ship_files(&spec).await?;
        }
        let end = self.steps(&spec, cancel).await;
        // What the actor remembers of passes that were made again elsewhere is out of date.
        self.engine.stop_actor(&self.attempt.id);
        self.engine.start_actor(&self.attempt, spec);
        end
    }

    async fn steps(&self, spec: &SandboxSpec, cancel: &CancellationToken) -> Result<End, EngineError> {
        for step in self.lab.before(&self.replay.target) {
            if cancel.is_cancelled() {
                return Ok(End::Stopped);
            }
            let ended = match step.kind {
                StepKind::Read => None,
                StepKind::Judged => self.judged(step, spec, cancel).await?,
                StepKind::Asked => self.asked(step, spec, cancel).await?,
            };
            if let Some(end) = ended {
                return Ok(end);
            }
        }
        Ok(End::Done)
    }

    /// The sandbox that the steps are done in.
    async fn prepare(&self) -> Result<SandboxSpec, EngineError> {
        let engine = &self.engine;
        let door = engine.door(&self.learner, self.lab.id());
        let _entered = door.lock().await;
        if self.replay.way == Way::Fresh
            && let Some(old) = engine.0.store.sandbox_of(&self.attempt.id).await?
        {
            let spec = SandboxSpec { id: old.id.clone(), lab: self.lab.id().clone() };
            // What the learner made in their home goes with them, if it can.
            if let Err(error) = engine.keep_home(&self.attempt.id, &spec).await {
                tracing::warn!(sandbox.id = %spec.id, error = %error, "a home could not be kept");
            }
            engine.abandon(&self.attempt, &old).await?;
            engine.remove_behind(spec);
        }
        engine.ensure_sandbox(&self.attempt).await?;
        let sandbox = engine.0.store.sandbox_of(&self.attempt.id).await?.ok_or(EngineError::NotOpen)?;
        let spec = SandboxSpec { id: sandbox.id, lab: self.lab.id().clone() };
        if self.replay.way == Way::KeepVolumes {
            engine.0.cluster.clear_namespace(&spec).await?;
        }
        Ok(spec)
    }

    /// The lab's files as it ships them, which the reference needs. What the learner had is put beside, as `NAME.mine`.
    async fn ship_files(&self, spec: &SandboxSpec) -> Result<(), EngineError> {
        let engine = &self.engine;
        let desk = engine.desk(&spec.id);
        let _writing = desk.lock().await;
        let mut own = engine.0.store.files(&self.attempt.id).await?;
        let mut files = Vec::new();
        for (name, shipped) in &self.lab.files {
            let shipped = engine.resolved(shipped, spec);
            if let Some(own) = own.remove(name).filter(|own| *own != shipped) {
                files.push((format!("{name}.mine"), own));
                engine.0.store.save_file(&self.attempt.id, name, &shipped, now()).await?;
            }
            files.push((name.clone(), shipped));
        }
        Ok(engine.0.cluster.put_files(spec, &LabFiles { files }).await?)
    }

    async fn begin(&self, step: &Step) -> Result<(), EngineError> {
        let engine = &self.engine;
        engine.0.store.note_aid(&self.attempt.id, &step.id, Aid::CatchUp, now()).await?;
        if let Some(going) = lock(&engine.0.replaying).get_mut(&self.attempt.id) {
            going.output.clear();
        }
        engine.0.store.replay_is_at(&self.replay, &step.id, None, now()).await?;
        engine.tick(&self.attempt.id);
        Ok(())
    }

    async fn judged(
        &self,
        step: &Step,
        spec: &SandboxSpec,
        cancel: &CancellationToken,
    ) -> Result<Option<End>, EngineError> {
        let state = self.engine.0.store.steps(&self.attempt.id).await?.remove(&step.id);
        if state.as_ref().is_some_and(StepState::is_not_judged_here) {
            return Ok(None);
        }
        let here = state.is_some_and(|state| state.passed.is_some() && state.sandbox.as_ref() == Some(&spec.id));
        if self.replay.way == Way::OnTop && here {
            return Ok(None);
        }
        self.begin(step).await?;
        for (script, seconds) in step.reference() {
            let end = self.run(step, spec, script, seconds, cancel).await?;
            if cancel.is_cancelled() {
                return Ok(Some(End::Stopped));
            }
            // Some commands fail on purpose, to show what is said then; one that never ended did not.
            if end.exit.is_none() {
                return Ok(Some(End::Failed));
            }
        }
        self.settles(step, spec, cancel).await
    }

    /// Waits until the step has passed here, or, if it had passed elsewhere, until what later steps compare with is
    /// taken from here.
    async fn settles(
        &self,
        step: &Step,
        spec: &SandboxSpec,
        cancel: &CancellationToken,
    ) -> Result<Option<End>, EngineError> {
        let (engine, attempt) = (&self.engine, &self.attempt.id);
        // The learner may look elsewhere meanwhile; what is waited for must be asked all the same.
        let _looks = engine.watched(attempt);
        let give_up = Instant::now() + PATIENCE;
        loop {
            let state = engine.0.store.steps(attempt).await?.remove(&step.id);
            if let Some(state) = state.filter(|state| state.verdict == Verdict::Passed) {
                if state.sandbox.as_ref() == Some(&spec.id) && self.replay.way != Way::KeepVolumes {
                    return Ok(None);
                }
                let observed = engine.0.cluster.observe(spec);
                let baseline = engine.0.store.baselines(attempt).await?.remove(&step.id);
                let stale = baseline.is_some_and(|baseline| check::is_stale(&baseline, &observed));
                if observed.reachable.is_ok() && !stale {
                    engine.0.store.restore_pass(attempt, &step.id, &spec.id, now()).await?;
                    return Ok(None);
                }
            }
            if Instant::now() > give_up {
                return Ok(Some(End::Failed));
            }
            tokio::select! {
                () = cancel.cancelled() => return Ok(Some(End::Stopped)),
                () = tokio::time::sleep(PAUSE) => engine.poke(attempt),
            }
        }
    }

    /// Answers from the cluster. A question that has no answer there stays open: nothing builds on it.
    async fn asked(
        &self,
        step: &Step,
        spec: &SandboxSpec,
        cancel: &CancellationToken,
    ) -> Result<Option<End>, EngineError> {
        let (engine, learner, lab) = (&self.engine, &self.learner, self.lab.id());
        let state = engine.0.store.steps(&self.attempt.id).await?.remove(&step.id);
        if state.is_some_and(|state| state.passed.is_some()) {
            return Ok(None);
        }
        self.begin(step).await?;
        for (script, seconds) in step.reference() {
            self.run(step, spec, script, seconds, cancel).await?;
            if cancel.is_cancelled() {
                return Ok(Some(End::Stopped));
            }
        }
        for question in &step.questions {
            if let Some(answer) = engine.right_answer(learner, lab, &question.id).await? {
                engine.answer(learner, lab, &question.id, &answer).await?;
            }
        }
        Ok(None)
    }

    async fn run(
        &self,
        step: &Step,
        spec: &SandboxSpec,
        script: &str,
        seconds: u32,
        cancel: &CancellationToken,
    ) -> Result<RunEnd, EngineError> {
        let engine = &self.engine;
        let id = format!("catch-up-{}", random_text(12)?);
        engine.0.store.replay_is_at(&self.replay, &step.id, Some(&id), now()).await?;
        let script = engine.resolved(script, spec);
        engine.0.cluster.start_run(spec, &id, &script, seconds).await?;
        let following = engine.follow_through(spec, &id, |_, piece| engine.replay_printed(&self.attempt.id, piece));
        tokio::pin!(following);
        tokio::select! {
            end = &mut following => return end,
            () = cancel.cancelled() => {}
        }
        engine.0.cluster.stop_run(spec, &id).await?;
        following.await
    }
}
