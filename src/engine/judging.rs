//! What an open attempt's task does when something is due: it looks, asks, judges and writes down.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::actor::{Due, Handle, needs_probe};
use super::{Engine, EngineError, lock, now};
use crate::check::observed::Observed;
use crate::check::{self, Baselines, Check, Judgement, Message, Verdict};
use crate::cluster::SandboxSpec;
use crate::id::{AttemptId, StepId};
use crate::lab::{Lab, Step, StepKind};
use crate::progress::StepState;

/// Changes come in bursts: a pod that starts is several updates within a few milliseconds.
const COALESCE: Duration = Duration::from_millis(15);
/// What no watch tells (a page was written) is asked while somebody looks, and never otherwise: when something that it
/// depends on changes, when a run ends, when the terminal goes quiet, on the Check button, and else often at first, then
/// less.
const PROBE_FIRST: Duration = Duration::from_secs(2);
const PROBE_LAST: Duration = Duration::from_secs(15);
/// Between two rounds of questions for one attempt, however fast its objects change.
const PROBE_GAP: Duration = Duration::from_millis(250);
/// Rounds of questions at once, over all attempts.
pub(super) const PROBES_AT_ONCE: usize = 16;

/// The task's own end: what it judges.
pub(super) struct Actor {
    pub engine: Engine,
    pub attempt: AttemptId,
    pub spec: SandboxSpec,
    pub lab: Arc<Lab>,
    pub handle: Handle,
}

/// What the actor remembers between judgements; all of it is in the store.
struct Memory {
    steps: BTreeMap<StepId, StepState>,
    baselines: BTreeMap<StepId, Value>,
    /// When questions were last asked.
    probed: Option<Instant>,
}

impl Memory {
    fn has_passed(&self, step: &StepId) -> bool {
        self.steps.get(step).is_some_and(|state| state.verdict == Verdict::Passed)
    }

    /// Whether the step passed and later steps need nothing newer of it.
    fn is_settled(&self, step: &StepId, observed: &Observed) -> bool {
        self.has_passed(step) && !self.is_stale(step, observed)
    }

    fn is_stale(&self, step: &StepId, observed: &Observed) -> bool {
        self.baselines.get(step).is_some_and(|baseline| check::is_stale(baseline, observed))
    }
}

impl Actor {
    /// Judges whenever something is due, for as long as it is let.
    pub(super) async fn live(mut self) {
        let mut pause = PROBE_FIRST;
        let mut memory = None;
        loop {
            // An author may have changed it meanwhile.
            if let Some(lab) = self.engine.lab(&self.spec.lab) {
                self.lab = lab;
            }
            let due = std::mem::take(&mut *lock(&self.handle.due));
            match self.judge(&mut memory, &due).await {
                Ok(true) => pause = PROBE_FIRST,
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(attempt.id = %self.attempt, error = %error, "steps could not be judged; it is tried again");
                    memory = None;
                    self.handle.look_again();
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            let probing =
                self.handle.somebody_looks() && memory.as_ref().is_some_and(|memory| self.needs_probe(memory));
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

    /// Whether an unpassed step looks at what no watch tells.
    fn needs_probe(&self, memory: &Memory) -> bool {
        self.judged().any(|step| needs_probe(step) && !memory.has_passed(&step.id))
    }

    /// The checks of these steps that are judged now: all of an unpassed one, of a passed one those that may cease to
    /// hold.
    fn asking<'a>(
        &'a self,
        steps: &'a [&'a Step],
        memory: &'a Memory,
        observed: &'a Observed,
    ) -> impl Iterator<Item = &'a Check> {
        steps.iter().flat_map(move |step| {
            let settled = memory.is_settled(&step.id, observed);
            step.checks.iter().filter(move |check| !settled || !check.is_about_the_past())
        })
    }

    fn judged(&self) -> impl Iterator<Item = &Step> {
        self.lab.file.steps.iter().filter(|step| step.kind == StepKind::Judged)
    }

    async fn load(&self) -> Result<Memory, EngineError> {
        let store = self.engine.store();
        let (steps, baselines) = (store.steps(&self.attempt).await?, store.baselines(&self.attempt).await?);
        Ok(Memory { steps, baselines, probed: None })
    }

    /// Judges each step that is due once; true when something else was said than before. What the watches tell comes
    /// first, it waits for no probe; a pass may be what another step waits for.
    async fn judge(&self, memory: &mut Option<Memory>, due: &Due) -> Result<bool, EngineError> {
        if memory.is_none() {
            *memory = Some(self.load().await?);
        }
        let Some(memory) = memory.as_mut() else { return Ok(false) };
        self.take_external_ips_off().await;
        let seen = self.observed();
        let steps: Vec<&Step> =
            self.judged().filter(|step| due.concerns(step, memory.is_settled(&step.id, &seen))).collect();
        let (asking, seeing): (Vec<&Step>, Vec<&Step>) = steps.iter().copied().partition(|step| needs_probe(step));
        let passed = |memory: &Memory| self.judged().filter(|step| memory.has_passed(&step.id)).count();
        let before = passed(memory);
        let mut changed = self.judge_all(&seeing, memory).await?;
        // Nobody would see what came of it; that the cluster is away is seen without asking.
        if !asking.is_empty() && (self.handle.somebody_looks() || self.observed().reachable.is_err()) {
            changed |= self.judge_all(&asking, memory).await?;
        }
        if passed(memory) > before {
            self.handle.look_again();
        }
        if changed {
            self.engine.tick(&self.attempt);
        }
        Ok(changed)
    }

    async fn judge_all(&self, steps: &[&Step], memory: &mut Memory) -> Result<bool, EngineError> {
        if steps.is_empty() {
            return Ok(false);
        }
        let observed = self.observe(steps, memory).await;
        let mut changed = false;
        for step in steps {
            changed |= self.judge_one(step, &observed, memory).await?;
        }
        Ok(changed)
    }

    /// `externalIPs` would take over another address's traffic, for the whole cluster: they go, whatever is judged.
    async fn take_external_ips_off(&self) {
        let cluster = &self.engine.0.cluster;
        for service in self.observed().services.values().filter(|service| !service.external_ips.is_empty()) {
            tracing::warn!(sandbox.id = %self.spec.id, service = %service.name, "externalIPs are taken off a Service");
            if let Err(error) = cluster.strip_external_ips(&self.spec, &service.name).await {
                tracing::error!(error = %error, "externalIPs could not be taken off");
            }
        }
    }

    fn observed(&self) -> Observed {
        self.engine.0.cluster.observe(&self.spec)
    }

    async fn observe(&self, steps: &[&Step], memory: &mut Memory) -> Observed {
        let cluster = &self.engine.0.cluster;
        let mut observed = self.observed();
        if observed.reachable.is_err() {
            return observed;
        }
        let mut wants = check::wants(self.asking(steps, memory, &observed), &observed);
        if wants.is_empty() {
            return observed;
        }
        // Neither too often nor too many at once; what waited is looked at again before it is asked.
        if let Some(rest) = memory.probed.and_then(|last| PROBE_GAP.checked_sub(last.elapsed())) {
            tokio::time::sleep(rest).await;
        }
        let turn = self.engine.0.probes.acquire().await;
        observed = self.observed();
        wants = check::wants(self.asking(steps, memory, &observed), &observed);
        memory.probed = Some(Instant::now());
        cluster.probe(&self.spec, &mut observed, &wants).await;
        drop(turn);
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
            state.how = Some(self.engine.how(&self.attempt, step).await?);
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
