//! One step of a proof: its mistakes, its reference, its questions.

use std::time::{Duration, Instant};

use super::Walk;
use crate::check::Verdict;
use crate::engine::{Answered, EngineError};
use crate::lab::{Mistake, Step};

/// How long a verdict may take to come after what causes it: caches of names, pods that end slowly.
const PATIENCE: Duration = Duration::from_secs(90);
const SCRIPT_SECONDS: u32 = 240;

impl Walk<'_> {
    pub(super) async fn judged(&mut self, step: &Step) -> Result<bool, EngineError> {
        if self.tries {
            for mistake in &step.mistakes {
                if !self.mistake(step, mistake).await? {
                    return Ok(false);
                }
            }
        }
        let began = Instant::now();
        let problem = self.reference(step).await?;
        let mut fine = self.note(step, "reference".into(), began, problem);
        if fine && self.twice {
            let began = Instant::now();
            let problem = self.again(step).await?;
            fine = self.note(step, "reference again".into(), began, problem);
        }
        Ok(fine)
    }

    /// Runs a step's commands once more: nobody is punished for running one twice.
    async fn again(&self, step: &Step) -> Result<Option<String>, EngineError> {
        for ((script, seconds), first) in step.reference().into_iter().zip(&self.exits) {
            let end = self.engine.script(&self.learner, self.lab.id(), script, seconds).await?;
            if end.exit.is_none() || (*first == Some(0) && end.exit != Some(0)) {
                let ended = format!("ended with {:?}: {}", end.exit, end.output.trim());
                return Ok(Some(format!("`{}`, run again, {ended}", script.trim())));
            }
        }
        Ok(None)
    }

    pub(super) async fn mistake(&mut self, step: &Step, mistake: &Mistake) -> Result<bool, EngineError> {
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

    pub(super) async fn passed(&self, step: &Step) -> Result<bool, EngineError> {
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

    async fn reference(&mut self, step: &Step) -> Result<Option<String>, EngineError> {
        let mut printed = String::new();
        self.exits.clear();
        for (script, seconds) in step.reference() {
            let end = self.engine.script(&self.learner, self.lab.id(), script, seconds).await?;
            self.exits.push(end.exit);
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

    pub(super) async fn asked(&mut self, step: &Step) -> Result<bool, EngineError> {
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
