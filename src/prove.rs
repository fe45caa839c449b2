//! `kindlab prove`: every lab proved on a real cluster.
//!
//! One walk for each lab in one sandbox. At each judged step: nothing was done yet, so it must not have passed; each
//! seeded mistake must not pass either, and must be told by *its* message; after its undo the reference commands (or
//! the solution) must make the step pass. Asked steps are answered from the cluster, after a wrong answer was refused.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::check::Verdict;
use crate::engine::{Answered, Engine, EngineError};
use crate::id::LearnerId;
use crate::lab::{Lab, Mistake, Step, StepKind};
use crate::progress::StepState;

/// How long a verdict may take to come after what causes it: caches of names, pods that end slowly.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long a step is watched for a pass that must not come.
const QUIET: Duration = Duration::from_secs(2);
const SCRIPT_SECONDS: u32 = 240;

/// What is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The reference walk only.
    Walk,
    /// Also doing nothing, and each seeded mistake.
    Full,
}

/// One thing that was proved, or not.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The lab.
    pub lab: String,
    /// The step.
    pub step: String,
    /// `nothing`, `mistake <id>`, `undo <id>`, `reference`, `answer`.
    pub what: String,
    /// What was wrong; `None` when it is proved.
    pub problem: Option<String>,
    /// How long it took, in milliseconds.
    pub millis: u128,
}

/// Proves one lab in a sandbox of its own, which is removed afterwards; `each` hears of every finding at once.
///
/// # Errors
/// When the engine fails, so that nothing can be said of the rest.
pub async fn prove(
    engine: &Engine,
    lab: &Arc<Lab>,
    depth: Depth,
    each: &(dyn Fn(&Finding) + Sync),
) -> Result<Vec<Finding>, EngineError> {
    let learner = engine.new_learner().await?.learner;
    engine.open(&learner, lab.id()).await?;
    let mut walk = Walk { engine, lab, learner, depth, each, findings: Vec::new() };
    let result = walk.all().await;
    let closed = engine.close(&walk.learner, lab.id()).await;
    result.and(closed).map(|()| walk.findings)
}

struct Walk<'a> {
    engine: &'a Engine,
    lab: &'a Arc<Lab>,
    learner: LearnerId,
    depth: Depth,
    each: &'a (dyn Fn(&Finding) + Sync),
    findings: Vec<Finding>,
}

impl Walk<'_> {
    async fn all(&mut self) -> Result<(), EngineError> {
        for step in &self.lab.clone().file.steps {
            let went_on = match step.kind {
                StepKind::Read => true,
                StepKind::Asked => self.asked(step).await?,
                StepKind::Judged => self.judged(step).await?,
            };
            // Later steps build on this one: what they would say is noise.
            if !went_on {
                return Ok(());
            }
        }
        Ok(())
    }

    fn note(&mut self, step: &Step, what: String, began: Instant, problem: Option<String>) -> bool {
        let fine = problem.is_none();
        let finding = Finding {
            lab: self.lab.id().to_string(),
            step: step.id.to_string(),
            what,
            problem,
            millis: began.elapsed().as_millis(),
        };
        (self.each)(&finding);
        self.findings.push(finding);
        fine
    }

    async fn state(&self, step: &Step) -> Result<Option<StepState>, EngineError> {
        let view = self.engine.view(&self.learner, self.lab.id()).await?;
        Ok(view.and_then(|mut view| view.steps.remove(&step.id)))
    }

    async fn judged(&mut self, step: &Step) -> Result<bool, EngineError> {
        if self.depth == Depth::Full {
            let began = Instant::now();
            tokio::time::sleep(QUIET).await;
            let passed = self.state(step).await?.is_some_and(|state| state.verdict == Verdict::Passed);
            // A step may pass with what an earlier one left, when the lab means it so; its mistakes can't be shown then.
            if passed {
                return Ok(self.note(step, "passed with the step before".into(), began, None));
            }
            self.note(step, "nothing".into(), began, None);
            for mistake in &step.mistakes {
                if !self.mistake(step, mistake).await? {
                    return Ok(false);
                }
            }
        }
        let began = Instant::now();
        let problem = self.reference(step).await?;
        Ok(self.note(step, "reference".into(), began, problem))
    }

    async fn mistake(&mut self, step: &Step, mistake: &Mistake) -> Result<bool, EngineError> {
        let began = Instant::now();
        let end = self.engine.script(&self.learner, self.lab.id(), &mistake.run, SCRIPT_SECONDS).await?;
        let problem = self.told(step, mistake, &end.output).await?;
        let mut fine = self.note(step, format!("mistake {}", mistake.id), began, problem);
        if !mistake.undo.trim().is_empty() {
            let began = Instant::now();
            let end = self.engine.script(&self.learner, self.lab.id(), &mistake.undo, SCRIPT_SECONDS).await?;
            let failed = end.exit != Some(0);
            let problem = failed.then(|| format!("its undo ended with {:?}: {}", end.exit, end.output.trim()));
            fine &= self.note(step, format!("undo {}", mistake.id), began, problem);
        }
        Ok(fine || !self.passed(step).await?)
    }

    async fn passed(&self, step: &Step) -> Result<bool, EngineError> {
        Ok(self.state(step).await?.is_some_and(|state| state.verdict == Verdict::Passed))
    }

    /// Waits until the mistake is told by its own verdict and message.
    async fn told(&self, step: &Step, mistake: &Mistake, output: &str) -> Result<Option<String>, EngineError> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let state = self.state(step).await?;
            let said = state.as_ref().map(|state| (state.verdict, state.message.key.as_str()));
            match said {
                Some((Verdict::Passed, key)) => return Ok(Some(format!("it passed ({key})"))),
                Some((verdict, key)) if verdict == mistake.verdict && key == mistake.key => return Ok(None),
                _ if Instant::now() > give_up => {
                    let expected = format!("{} {}", mistake.verdict.word(), mistake.key);
                    let found =
                        said.map_or_else(|| "nothing".to_owned(), |(verdict, key)| format!("{} {key}", verdict.word()));
                    return Ok(Some(format!("expected {expected}, found {found}; it printed: {}", output.trim())));
                }
                _ => self.wait().await?,
            }
        }
    }

    async fn wait(&self) -> Result<(), EngineError> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.engine.check_now(&self.learner, self.lab.id()).await
    }

    async fn reference(&self, step: &Step) -> Result<Option<String>, EngineError> {
        let mut printed = String::new();
        for (script, seconds) in step.reference() {
            let end = self.engine.script(&self.learner, self.lab.id(), script, seconds).await?;
            printed = format!("`{}` ended with {:?}: {}", script.trim(), end.exit, end.output.trim());
            if end.exit.is_none() {
                return Ok(Some(printed));
            }
        }
        let give_up = Instant::now() + PATIENCE;
        loop {
            let state = self.state(step).await?;
            if state.as_ref().is_some_and(|state| state.verdict == Verdict::Passed) {
                return Ok(None);
            }
            if Instant::now() > give_up {
                let said = state
                    .map(|state| format!("{} {} {:?}", state.verdict.word(), state.message.key, state.message.args));
                return Ok(Some(format!("it does not pass: {}; last, {printed}", said.unwrap_or_default())));
            }
            self.wait().await?;
        }
    }

    async fn asked(&mut self, step: &Step) -> Result<bool, EngineError> {
        let began = Instant::now();
        for command in &step.commands {
            self.engine.script(&self.learner, self.lab.id(), &command.run, command.timeout).await?;
        }
        for question in &step.questions {
            let lab = self.lab.id();
            if self.engine.answer(&self.learner, lab, &question.id, "certainly not this").await? == Answered::Right {
                return Ok(self.note(
                    step,
                    "answer".into(),
                    began,
                    Some(format!("`{}` takes any answer", question.id)),
                ));
            }
            let Some(answer) = self.engine.right_answer(&self.learner, lab, &question.id).await? else {
                let problem = format!("`{}` has no answer in the cluster", question.id);
                return Ok(self.note(step, "answer".into(), began, Some(problem)));
            };
            let offered = question.choices.is_empty() || question.choices.contains(&answer);
            let taken = self.engine.answer(&self.learner, lab, &question.id, &answer).await? == Answered::Right;
            if !offered || !taken {
                let problem = format!(
                    "`{}`: the right answer `{answer}` is not {}",
                    question.id,
                    if taken { "offered" } else { "taken" }
                );
                return Ok(self.note(step, "answer".into(), began, Some(problem)));
            }
        }
        let passed = self.passed(step).await?;
        Ok(self.note(step, "answer".into(), began, (!passed).then(|| "it does not pass".to_owned())))
    }
}
