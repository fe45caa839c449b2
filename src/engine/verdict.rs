//! What comes of a judgement: a verdict, a pass that stays, whether it still holds, what later steps compare with.

use serde_json::Value;

use super::judging::{Actor, Memory};
use super::{EngineError, now};
use crate::check::observed::Observed;
use crate::check::{self, Baselines, Check, Judgement, Verdict};
use crate::id::StepId;
use crate::lab::Step;
use crate::progress::StepState;

impl Actor {
    /// Judges one step by what is seen and writes down what is new; true when something was.
    pub(super) async fn judge_one(
        &self,
        step: &Step,
        observed: &Observed,
        memory: &mut Memory,
    ) -> Result<bool, EngineError> {
        let known = memory.steps.get(&step.id).cloned();
        if let Some(passed) = known.as_ref().filter(|state| state.verdict == Verdict::Passed) {
            if memory.is_stale(&step.id, observed) {
                self.renew_baseline(step, observed, memory).await?;
            }
            return self.judge_holds(step, passed, observed, memory).await;
        }
        let judgement = check::judge_step(&step.needs, &step.checks, observed, &baselines(&step.id, memory));
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

    /// Keeps what unpassed steps will compare later states with, as far as the watches tell it: they say nothing else
    /// yet.
    pub(super) async fn note_baselines(
        &self,
        steps: &[&Step],
        observed: &Observed,
        memory: &mut Memory,
    ) -> Result<(), EngineError> {
        for step in steps {
            if memory.has_passed(&step.id) {
                continue;
            }
            let judgement = check::judge_step(&step.needs, &step.checks, observed, &baselines(&step.id, memory));
            if let Some(rebase) = judgement.rebase.filter(|rebase| memory.baselines.get(&step.id) != Some(rebase)) {
                self.keep_baseline(&step.id, rebase, memory).await?;
            }
        }
        Ok(())
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
        let judgement = check::judge_step(&step.needs, &step.checks, observed, &baselines(&step.id, memory));
        let newer = match judgement.verdict {
            Verdict::Passed => Some(judgement.evidence),
            _ => judgement.rebase,
        };
        match newer {
            Some(newer) => self.keep_baseline(&step.id, newer, memory).await,
            None => Ok(()),
        }
    }

    async fn keep_baseline(&self, step: &StepId, baseline: Value, memory: &mut Memory) -> Result<(), EngineError> {
        self.engine.store().set_baseline(&self.attempt, step, &baseline).await?;
        memory.baselines.insert(step.clone(), baseline);
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
        let holds = match check::judge_step(&step.needs, &present, observed, &baselines(&step.id, memory)).verdict {
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
        if let Some(rebase) = rebase {
            self.keep_baseline(&state.step, rebase, memory).await?;
        }
        let written = self.engine.store().record(&self.attempt, &state, None, now()).await?.is_some();
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
