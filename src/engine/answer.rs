//! Asked steps: what the learner says they observed, compared with the cluster at that moment; and the lab's files.

use serde_json::{Value, json};

use super::{Answered, Engine, EngineError, judging, now};
use crate::check::{self, Message, Verdict};
use crate::cluster::{LabFiles, SandboxSpec};
use crate::id::{LabId, LearnerId, QuestionId};
use crate::lab::{Question, Step};
use crate::progress::{EventKind, StepState};

/// The largest file a learner may save, in bytes.
pub const MAX_FILE: usize = 64 * 1024;
const MAX_ANSWER: usize = 500;

impl Engine {
    /// Compares an answer with what the cluster says now.
    ///
    /// # Errors
    /// When there is no such question, the lab is not open, or the store fails.
    pub async fn answer(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        question: &QuestionId,
        text: &str,
    ) -> Result<Answered, EngineError> {
        if text.len() > MAX_ANSWER {
            return Err(EngineError::TooLarge(MAX_ANSWER));
        }
        let lab = self.find_lab(lab)?;
        let asked = lab
            .file
            .steps
            .iter()
            .find_map(|step| step.questions.iter().find(|asked| asked.id == *question).map(|asked| (step, asked)));
        let (step, asked) = asked.ok_or(EngineError::NotFound("question"))?;
        let (attempt, sandbox) = self.current(learner, lab.id()).await?;
        self.0.store.touch_sandbox(&sandbox.id, now()).await?;
        let spec = SandboxSpec { id: sandbox.id, lab: lab.id().clone() };
        let observed = self.0.cluster.observe(&spec);
        let outcome = match check::fact(&asked.answer, &observed) {
            None => Answered::CannotTell,
            Some(fact) if check::matches(&fact, text) => Answered::Right,
            Some(_) => Answered::NotRight,
        };
        let known = self.0.store.steps(&attempt).await?.remove(&step.id);
        let evidence = known.map(|state| state.evidence).unwrap_or_default();
        let mut state = judged(step, asked, outcome, text, evidence, &spec);
        if state.verdict == Verdict::Passed {
            state.how = Some(self.how(&attempt, step).await?);
        }
        let right = outcome == Answered::Right;
        self.0.store.append(&attempt, &EventKind::Answered { step: step.id.clone(), right }, now()).await?;
        self.0.store.record(&attempt, &state, None, now()).await?;
        self.tick(&attempt);
        Ok(outcome)
    }

    /// Saves one of the lab's files: in the store, and in the workbench if there is one.
    ///
    /// # Errors
    /// When the lab has no such file, it is too large, or the workbench refuses it.
    pub async fn save_file(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        name: &str,
        content: &str,
    ) -> Result<(), EngineError> {
        if content.len() > MAX_FILE {
            return Err(EngineError::TooLarge(MAX_FILE));
        }
        let lab = self.find_lab(lab)?;
        if !lab.file.files.iter().any(|file| file == name) {
            return Err(EngineError::NotFound("file"));
        }
        let (attempt, sandbox) = self.current(learner, lab.id()).await?;
        let desk = self.desk(&sandbox.id);
        let _writing = desk.lock().await;
        // Browsers send text areas with CRLF; YAML and bash want LF.
        let content = content.replace("\r\n", "\n");
        self.0.store.save_file(&attempt, name, &content, now()).await?;
        self.0.store.touch_sandbox(&sandbox.id, now()).await?;
        let spec = SandboxSpec { id: sandbox.id, lab: lab.id().clone() };
        if self.0.cluster.workbench_is_ready(&spec) {
            let files = LabFiles { files: vec![(name.to_owned(), content)] };
            self.0.cluster.put_files(&spec, &files).await?;
        }
        self.tick(&attempt);
        Ok(())
    }
}

/// The step's state after an answer. Right answers are kept while others are missing.
fn judged(
    step: &Step,
    asked: &Question,
    outcome: Answered,
    text: &str,
    evidence: Value,
    spec: &SandboxSpec,
) -> StepState {
    let mut right = evidence["answers"].as_object().cloned().unwrap_or_default();
    let id = asked.id.as_str();
    if outcome == Answered::Right {
        right.insert(id.to_owned(), json!({"said": text.trim(), "at": now()}));
    }
    let left = step.questions.iter().filter(|question| !right.contains_key(question.id.as_str())).count();
    let (verdict, message) = match outcome {
        Answered::CannotTell => (Verdict::CannotTell, Message::new("answer-cannot-tell")),
        Answered::NotRight => (Verdict::Wrong, Message::new("answer-not-right").with("said", text.trim())),
        Answered::Right if left > 0 => (Verdict::NotYet, judging::answers_left(left)),
        Answered::Right => (Verdict::Passed, Message::new("answers-right")),
    };
    let passed = verdict == Verdict::Passed;
    StepState {
        step: step.id.clone(),
        verdict,
        message,
        evidence: json!({"answers": right}),
        how: None,
        holds: passed.then_some(true),
        sandbox: Some(spec.id.clone()),
        changed: now(),
        passed: passed.then(now),
    }
}
