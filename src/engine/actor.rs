//! One small task for each open attempt: it judges the steps again when something of theirs changes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

use super::{Engine, EngineError, Tick, lock, now};
use crate::check::observed::Observed;
use crate::check::{self, Baselines, Check, Judgement, Message, Verdict};
use crate::cluster::{Change, SandboxSpec};
use crate::id::{AttemptId, LabId, LearnerId, StepId};
use crate::lab::{Lab, Step, StepKind};
use crate::progress::{Attempt, Millis, StepState};

/// Changes come in bursts: a pod that starts is several updates within a few milliseconds.
const COALESCE: Duration = Duration::from_millis(15);
/// What no watch tells (a page was written) is asked while somebody looks: often at first, then less.
const PROBE_FIRST: Duration = Duration::from_secs(2);
const PROBE_LAST: Duration = Duration::from_secs(15);
/// A client that asks for the progress this often counts as a connected page.
const POLL_COUNTS: Millis = 10_000;

/// The engine's end of an actor.
#[derive(Clone)]
pub(super) struct Handle {
    namespace: String,
    poke: Arc<Notify>,
    watchers: Arc<AtomicUsize>,
    polled: Arc<AtomicI64>,
    stop: CancellationToken,
}

/// While it lives, a page of the attempt is connected.
#[derive(Debug)]
pub struct Watched(Option<(Arc<AtomicUsize>, Arc<Notify>)>);

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some((watchers, _)) = &self.0 {
            watchers.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

impl Handle {
    /// Has the actor judge again soon.
    pub(super) fn poke(&self) {
        self.poke.notify_one();
    }
}

impl Engine {
    /// Says that a page of the attempt is connected, for as long as the returned guard lives.
    #[must_use]
    pub fn watched(&self, attempt: &AttemptId) -> Watched {
        let handle = lock(&self.0.actors).get(attempt).cloned();
        Watched(handle.map(|handle| {
            handle.watchers.fetch_add(1, Ordering::SeqCst);
            handle.poke.notify_one();
            (handle.watchers, handle.poke)
        }))
    }

    /// A client without a stream asked for the attempt.
    pub(super) fn seen(&self, attempt: &AttemptId) {
        if let Some(handle) = lock(&self.0.actors).get(attempt) {
            let before = handle.polled.swap(now(), Ordering::SeqCst);
            if now() - before > POLL_COUNTS {
                handle.poke.notify_one();
            }
        }
    }

    /// Judges the attempt's steps again soon.
    pub(super) fn poke(&self, attempt: &AttemptId) {
        if let Some(handle) = lock(&self.0.actors).get(attempt) {
            handle.poke.notify_one();
        }
    }

    /// The Check button: judges again now, and waits for nothing.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] before the lab was opened.
    pub async fn check_now(&self, learner: &LearnerId, lab: &LabId) -> Result<(), EngineError> {
        let (attempt, _) = self.current(learner, lab).await?;
        self.poke(&attempt);
        Ok(())
    }

    pub(super) fn start_actor(&self, attempt: &Attempt, spec: SandboxSpec) {
        let Some(lab) = self.lab(&attempt.lab) else { return };
        let handle = Handle {
            namespace: spec.id.namespace(),
            poke: Arc::new(Notify::new()),
            watchers: Arc::default(),
            polled: Arc::new(AtomicI64::new(now())),
            stop: self.0.stop.child_token(),
        };
        {
            let mut actors = lock(&self.0.actors);
            if actors.get(&attempt.id).is_some_and(|known| known.namespace == handle.namespace) {
                return;
            }
            if let Some(old) = actors.insert(attempt.id.clone(), handle.clone()) {
                old.stop.cancel();
            }
        }
        let actor = Actor { engine: self.clone(), attempt: attempt.id.clone(), spec, lab, handle };
        let stop = actor.handle.stop.clone();
        self.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = actor.live() => {}
            }
        });
    }

    pub(super) fn stop_actor(&self, attempt: &AttemptId) {
        if let Some(handle) = lock(&self.0.actors).remove(attempt) {
            handle.stop.cancel();
        }
    }

    fn changed(&self, attempt: &AttemptId, handle: &Handle) {
        handle.poke.notify_one();
        // Nobody listening is no error.
        let _ = self.0.ticks.send(Tick::Picture(attempt.clone()));
    }

    /// Sends each change of the cluster to the one actor it concerns.
    pub(super) async fn dispatch_changes(self) {
        let mut changes = self.0.cluster.changes();
        loop {
            let change = changes.recv().await;
            let actors = lock(&self.0.actors);
            match change {
                Ok(Change::Namespace(name)) => {
                    actors
                        .iter()
                        .filter(|(_, handle)| handle.namespace == name)
                        .for_each(|(attempt, handle)| self.changed(attempt, handle));
                }
                Ok(Change::Everything) | Err(broadcast::error::RecvError::Lagged(_)) => {
                    actors.iter().for_each(|(attempt, handle)| self.changed(attempt, handle));
                }
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }
}

struct Actor {
    engine: Engine,
    attempt: AttemptId,
    spec: SandboxSpec,
    lab: Arc<Lab>,
    handle: Handle,
}

/// What the actor remembers between judgements; all of it is in the store.
struct Memory {
    steps: BTreeMap<StepId, StepState>,
    baselines: BTreeMap<StepId, Value>,
}

impl Memory {
    fn has_passed(&self, step: &StepId) -> bool {
        self.steps.get(step).is_some_and(|state| state.verdict == Verdict::Passed)
    }

    fn is_stale(&self, step: &StepId, observed: &Observed) -> bool {
        self.baselines.get(step).is_some_and(|baseline| check::is_stale(baseline, observed))
    }
}

impl Actor {
    async fn live(mut self) {
        let mut pause = PROBE_FIRST;
        let mut memory = None;
        loop {
            // An author may have changed it meanwhile.
            if let Some(lab) = self.engine.lab(&self.spec.lab) {
                self.lab = lab;
            }
            match self.judge(&mut memory).await {
                Ok(true) => pause = PROBE_FIRST,
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(attempt.id = %self.attempt, error = %error, "steps could not be judged; it is tried again");
                    memory = None;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            let probing = self.somebody_looks() && memory.as_ref().is_some_and(|memory| self.needs_probe(memory));
            let poked = if probing {
                tokio::time::timeout(pause, self.handle.poke.notified()).await.is_ok()
            } else {
                self.handle.poke.notified().await;
                true
            };
            if poked {
                pause = PROBE_FIRST;
                tokio::time::sleep(COALESCE).await;
            } else {
                pause = (pause * 3 / 2).min(PROBE_LAST);
            }
        }
    }

    fn somebody_looks(&self) -> bool {
        self.handle.watchers.load(Ordering::SeqCst) > 0
            || now() - self.handle.polled.load(Ordering::SeqCst) < POLL_COUNTS
    }

    /// Whether an unpassed step looks at what no watch tells.
    fn needs_probe(&self, memory: &Memory) -> bool {
        self.judged().any(|step| {
            step.checks.iter().any(Check::needs_probe)
                && memory.steps.get(&step.id).is_none_or(|state| state.verdict != Verdict::Passed)
        })
    }

    /// The checks that are judged now: all of an unpassed step, of a passed one those that may cease to hold.
    fn asking<'a>(&'a self, memory: &'a Memory, observed: &'a Observed) -> impl Iterator<Item = &'a Check> {
        self.judged().flat_map(move |step| {
            let settled = memory.has_passed(&step.id) && !memory.is_stale(&step.id, observed);
            step.checks.iter().filter(move |check| !settled || !check.is_about_the_past())
        })
    }

    fn judged(&self) -> impl Iterator<Item = &Step> {
        self.lab.file.steps.iter().filter(|step| step.kind == StepKind::Judged)
    }

    async fn load(&self) -> Result<Memory, EngineError> {
        let store = self.engine.store();
        Ok(Memory { steps: store.steps(&self.attempt).await?, baselines: store.baselines(&self.attempt).await? })
    }

    /// Judges every step once; true when something else was said than before.
    async fn judge(&self, memory: &mut Option<Memory>) -> Result<bool, EngineError> {
        if memory.is_none() {
            *memory = Some(self.load().await?);
        }
        let Some(memory) = memory.as_mut() else { return Ok(false) };
        let observed = self.observe(memory).await;
        let mut changed = false;
        for step in self.judged() {
            changed |= self.judge_one(step, &observed, memory).await?;
        }
        if changed {
            self.engine.tick(&self.attempt);
        }
        Ok(changed)
    }

    async fn observe(&self, memory: &Memory) -> Observed {
        let cluster = &self.engine.0.cluster;
        let mut observed = cluster.observe(&self.spec);
        if observed.reachable.is_err() {
            return observed;
        }
        for service in observed.services.values().filter(|service| !service.external_ips.is_empty()) {
            tracing::warn!(sandbox.id = %self.spec.id, service = %service.name, "externalIPs are taken off a Service");
            if let Err(error) = cluster.strip_external_ips(&self.spec, &service.name).await {
                tracing::error!(error = %error, "externalIPs could not be taken off");
            }
        }
        let wants = check::wants(self.asking(memory, &observed), &observed);
        cluster.probe(&self.spec, &mut observed, &wants).await;
        observed
    }

    async fn judge_one(&self, step: &Step, observed: &Observed, memory: &mut Memory) -> Result<bool, EngineError> {
        let known = memory.steps.get(&step.id).cloned();
        if let Some(passed) = known.as_ref().filter(|state| state.verdict == Verdict::Passed) {
            if memory.is_stale(&step.id, observed) {
                self.renew_baseline(step, observed, memory).await?;
            }
            return self.judge_holds(step, passed, observed, memory).await;
        }
        let judgement = check::judge_step(&step.checks, observed, &baselines(&step.id, memory));
        let same = known.is_some_and(|state| state.verdict == judgement.verdict && state.message == judgement.message);
        if same && judgement.rebase.is_none() {
            return Ok(false);
        }
        let rebase = judgement.rebase.clone();
        let mut state = self.state(&step.id, judgement);
        if state.verdict == Verdict::Passed {
            let how = self.engine.store().how(&self.attempt, &step.id, &step.command_ids()).await?;
            state.how = Some(how);
        }
        self.record(state, rebase, memory).await
    }

    fn state(&self, step: &StepId, judgement: Judgement) -> StepState {
        let passed = judgement.verdict == Verdict::Passed;
        StepState {
            step: step.clone(),
            verdict: judgement.verdict,
            message: judgement.message,
            evidence: judgement.evidence,
            how: None,
            holds: passed.then_some(true),
            sandbox: Some(self.spec.id.clone()),
            changed: now(),
            passed: passed.then(now),
        }
    }

    /// A passed step that is done again with other objects is what later steps compare with from then on.
    /// The pass and its evidence stay as they were.
    async fn renew_baseline(&self, step: &Step, observed: &Observed, memory: &mut Memory) -> Result<(), EngineError> {
        let judgement = check::judge_step(&step.checks, observed, &baselines(&step.id, memory));
        let newer = match judgement.verdict {
            Verdict::Passed => Some(judgement.evidence),
            _ => judgement.rebase,
        };
        if let Some(newer) = newer {
            self.engine.store().set_baseline(&self.attempt, &step.id, &newer).await?;
            memory.baselines.insert(step.id.clone(), newer);
        }
        Ok(())
    }

    /// A pass stays; whether its state still holds is said beside it.
    async fn judge_holds(
        &self,
        step: &Step,
        passed: &StepState,
        observed: &Observed,
        memory: &mut Memory,
    ) -> Result<bool, EngineError> {
        let present: Vec<Check> = step.checks.iter().filter(|check| !check.is_about_the_past()).cloned().collect();
        if present.is_empty() || passed.sandbox.as_ref() != Some(&self.spec.id) {
            return Ok(false);
        }
        let holds = match check::judge_step(&present, observed, &baselines(&step.id, memory)).verdict {
            Verdict::Passed => true,
            Verdict::CannotTell => return Ok(false),
            _ => false,
        };
        if passed.holds == Some(holds) {
            return Ok(false);
        }
        let state = StepState { holds: Some(holds), ..passed.clone() };
        self.record(state, None, memory).await
    }

    async fn record(&self, state: StepState, rebase: Option<Value>, memory: &mut Memory) -> Result<bool, EngineError> {
        let store = self.engine.store();
        if let Some(rebase) = &rebase {
            store.set_baseline(&self.attempt, &state.step, rebase).await?;
            memory.baselines.insert(state.step.clone(), rebase.clone());
        }
        let written = store.record(&self.attempt, &state, None, now()).await?.is_some();
        let before = memory.steps.get(&state.step).map(|state| state.verdict);
        if state.verdict == Verdict::Passed && before != Some(Verdict::Passed) {
            tracing::info!(attempt.id = %self.attempt, step.id = %state.step, "a step passed");
            memory.baselines.insert(state.step.clone(), state.evidence.clone());
        }
        memory.steps.insert(state.step.clone(), state);
        Ok(written)
    }
}

/// Other steps' baselines count only once those steps passed: before, what is kept is their own running one.
fn baselines(step: &StepId, memory: &Memory) -> Baselines {
    Baselines {
        of: memory
            .baselines
            .iter()
            .filter(|(id, _)| memory.has_passed(id))
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect(),
        own: memory.baselines.get(step).cloned(),
    }
}

/// The message of an answered step that waits for more answers.
pub(super) fn answers_left(count: usize) -> Message {
    Message::new("answers-left").with("count", i64::try_from(count).unwrap_or(i64::MAX))
}
