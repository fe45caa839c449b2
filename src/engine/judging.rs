//! What an open attempt's task does when something is due: it looks, asks, judges and writes down.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::actor::{Due, Handle, needs_probe};
use super::{Engine, EngineError, lock};
use crate::check::observed::Observed;
use crate::check::{self, Check, Message, Verdict};
use crate::cluster::SandboxSpec;
use crate::id::{AttemptId, StepId};
use crate::lab::{Lab, Step, StepKind};
use crate::progress::StepState;

/// Changes come in bursts: a pod that starts is several updates within a few milliseconds. The first is judged at once,
/// the others together.
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
pub(super) struct Memory {
    pub steps: BTreeMap<StepId, StepState>,
    pub baselines: BTreeMap<StepId, Value>,
    /// When questions were last asked.
    probed: Option<Instant>,
}

impl Memory {
    pub(super) fn has_passed(&self, step: &StepId) -> bool {
        self.steps.get(step).is_some_and(|state| state.verdict == Verdict::Passed)
    }

    /// Whether the step passed and later steps need nothing newer of it.
    fn is_settled(&self, step: &StepId, observed: &Observed) -> bool {
        self.has_passed(step) && !self.is_stale(step, observed)
    }

    pub(super) fn is_stale(&self, step: &StepId, observed: &Observed) -> bool {
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
            let began = Instant::now();
            // On the heap for as long as it lasts: within this task, which mostly waits, it would take tens of KiB for ever.
            match Box::pin(self.judge(&mut memory, &due)).await {
                Ok(true) => pause = PROBE_FIRST,
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(attempt.id = %self.attempt, error = %error, "steps could not be judged; it is tried again");
                    memory = None;
                    self.handle.look_again();
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            let probing = self.handle.somebody_looks() && memory.as_ref().is_some_and(|memory| self.must_ask(memory));
            let poked = if probing {
                tokio::time::timeout(pause, self.handle.poke.notified()).await.is_ok()
            } else {
                self.handle.poke.notified().await;
                true
            };
            if poked {
                pause = PROBE_FIRST;
                tokio::time::sleep(COALESCE.saturating_sub(began.elapsed())).await;
            } else {
                pause = (pause * 3 / 2).min(PROBE_LAST);
            }
        }
    }

    /// Whether an unpassed step looks at what no watch tells.
    fn must_ask(&self, memory: &Memory) -> bool {
        // Seldom needed: most steps that ask always do.
        let seen = LazyCell::new(|| self.observed());
        self.judged()
            .filter(|step| !memory.has_passed(&step.id))
            .any(|step| needs_probe(step) || asks(step, memory, &seen))
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
        let seen = self.observed();
        let passed = |memory: &Memory| self.judged().filter(|step| memory.has_passed(&step.id)).count();
        let before = passed(memory);
        let (asking, mut changed) = self.judge_seen(due, &seen, memory).await?;
        if changed {
            self.engine.tick(&self.attempt);
        }
        // Nobody would see what came of it; that the cluster is away is seen without asking.
        if !asking.is_empty() && (self.handle.somebody_looks() || seen.reachable.is_err()) {
            let answered = self.ask(&asking, seen, memory).await?;
            if self.judge_all(&asking, &answered, memory).await? {
                self.engine.tick(&self.attempt);
                changed = true;
            }
        }
        if passed(memory) > before {
            self.handle.look_again();
        }
        Ok(changed)
    }

    /// Judges those of the due steps that the watches decide. Of the others, which are returned, it keeps what later
    /// states are compared with, also while nobody looks: it may not stay for long.
    async fn judge_seen<'a>(
        &'a self,
        due: &Due,
        seen: &Observed,
        memory: &mut Memory,
    ) -> Result<(Vec<&'a Step>, bool), EngineError> {
        self.take_external_ips_off(seen).await;
        let (mut asking, mut seeing) = (Vec::new(), Vec::new());
        for step in self.judged() {
            let asks = asks(step, memory, seen);
            if due.concerns(step, asks, memory.is_settled(&step.id, seen)) {
                if asks { asking.push(step) } else { seeing.push(step) }
            }
        }
        let changed = self.judge_all(&seeing, seen, memory).await?;
        self.note_baselines(&asking, seen, memory).await?;
        Ok((asking, changed))
    }

    async fn judge_all(&self, steps: &[&Step], observed: &Observed, memory: &mut Memory) -> Result<bool, EngineError> {
        let mut changed = false;
        for step in steps {
            changed |= self.judge_one(step, observed, memory).await?;
        }
        Ok(changed)
    }

    /// `externalIPs` would take over another address's traffic, for the whole cluster: they go, whatever is judged.
    async fn take_external_ips_off(&self, seen: &Observed) {
        let cluster = &self.engine.0.cluster;
        for service in seen.services.values().filter(|service| !service.external_ips.is_empty()) {
            tracing::warn!(sandbox.id = %self.spec.id, service = %service.name, "externalIPs are taken off a Service");
            if let Err(error) = cluster.strip_external_ips(&self.spec, &service.name).await {
                tracing::error!(error = %error, "externalIPs could not be taken off; it is tried again");
                let handle = self.handle.clone();
                self.engine.spawn(async move {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    handle.look_again();
                });
            }
        }
    }

    fn observed(&self) -> Observed {
        self.engine.0.cluster.observe(&self.spec)
    }

    /// What was seen, and what the steps' questions about it were answered.
    async fn ask(&self, steps: &[&Step], seen: Observed, memory: &mut Memory) -> Result<Observed, EngineError> {
        if seen.reachable.is_err() || check::wants(self.asking(steps, memory, &seen), &seen).is_empty() {
            return Ok(seen);
        }
        drop(seen);
        // Neither too often nor too many at once; what waited is looked at again before it is asked.
        if let Some(rest) = memory.probed.and_then(|last| PROBE_GAP.checked_sub(last.elapsed())) {
            self.meanwhile(tokio::time::sleep(rest), memory).await?;
        }
        let turn = self.meanwhile(self.engine.0.probes.acquire(), memory).await?;
        let mut observed = self.observed();
        let wants = check::wants(self.asking(steps, memory, &observed), &observed);
        memory.probed = Some(Instant::now());
        // Large, so it is made when it is its turn: a whole class may be waiting.
        let probe = Box::pin(self.engine.0.cluster.probe(&self.spec, &mut observed, &wants));
        self.meanwhile(probe, memory).await?;
        drop(turn);
        Ok(observed)
    }

    /// Waits, and judges meanwhile what the watches tell: answers may take seconds.
    async fn meanwhile<T>(&self, awaited: impl Future<Output = T>, memory: &mut Memory) -> Result<T, EngineError> {
        tokio::pin!(awaited);
        let mut poked = false;
        let result = loop {
            tokio::select! {
                result = &mut awaited => break result,
                () = self.handle.poke.notified() => poked = true,
            }
            // It stays due: the steps that ask are judged by it afterwards.
            let due = lock(&self.handle.due).clone();
            if Box::pin(self.judge_seen(&due, &self.observed(), memory)).await?.1 {
                self.engine.tick(&self.attempt);
            }
        };
        if poked {
            self.handle.poke.notify_one();
        }
        Ok(result)
    }
}

/// Whether a step looks at what no watch tells: always, or now, for why its controller makes no pod.
fn asks(step: &Step, memory: &Memory, seen: &Observed) -> bool {
    needs_probe(step) || !memory.has_passed(&step.id) && !check::wants(&step.checks, seen).refusals.is_empty()
}

/// The message of an answered step that waits for more answers.
pub(super) fn answers_left(count: usize) -> Message {
    Message::new("answers-left").with("count", i64::try_from(count).unwrap_or(i64::MAX))
}
