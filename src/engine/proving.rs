//! What `kindlab prove` needs beyond what a learner can do: scripts of its own in a sandbox's workbench, and the
//! answers that the cluster would accept. No URL leads here.

use super::{Engine, EngineError};
use crate::check;
use crate::cluster::SandboxSpec;
use crate::id::{LabId, LearnerId, QuestionId, random_text};

/// How a script ended.
#[derive(Debug, Clone)]
pub struct ScriptEnd {
    /// Its exit status; `None` when it was ended from outside.
    pub exit: Option<i32>,
    /// The end of what it printed.
    pub output: String,
}

impl Engine {
    /// Runs a script in the workbench of the learner's sandbox and waits for its end.
    ///
    /// # Errors
    /// When the lab is not open or the workbench can't be reached.
    pub async fn script(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        script: &str,
        seconds: u32,
    ) -> Result<ScriptEnd, EngineError> {
        let (attempt, sandbox) = self.current(learner, lab).await?;
        let spec = SandboxSpec { id: sandbox.id, lab: lab.clone() };
        self.wake(&attempt, &spec).await?;
        let id = format!("prove-{}", random_text(12)?);
        let script = self.resolved(script, &spec);
        self.0.cluster.start_run(&spec, &id, &script, seconds).await?;
        let mut output = Vec::new();
        let end = self.0.cluster.follow_run(&spec, &id, 0, |piece| output.extend_from_slice(piece)).await?;
        self.poke(&attempt);
        let start = output.len().saturating_sub(2000);
        Ok(ScriptEnd { exit: end.exit, output: String::from_utf8_lossy(&output[start..]).into_owned() })
    }

    /// The answer that the cluster would accept now, if there is one.
    ///
    /// # Errors
    /// When the lab is not open or has no such question.
    pub async fn right_answer(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        question: &QuestionId,
    ) -> Result<Option<String>, EngineError> {
        let lab = self.find_lab(lab)?;
        let mut questions = lab.file.steps.iter().flat_map(|step| &step.questions);
        let asked = questions.find(|asked| asked.id == *question).ok_or(EngineError::NotFound("question"))?;
        let (_, sandbox) = self.current(learner, lab.id()).await?;
        let observed = self.0.cluster.observe(&SandboxSpec { id: sandbox.id, lab: lab.id().clone() });
        Ok(check::fact(&asked.answer, &observed))
    }

    /// Removes what proving a lab left: the learner's sandbox of it.
    ///
    /// # Errors
    /// When the store or the cluster fails.
    pub async fn close(&self, learner: &LearnerId, lab: &LabId) -> Result<(), EngineError> {
        let Some(attempt) = self.0.store.current_attempt(learner, lab).await? else { return Ok(()) };
        let Some(sandbox) = self.0.store.sandbox_of(&attempt.id).await? else { return Ok(()) };
        self.abandon(&attempt, &sandbox).await?;
        Ok(self.0.cluster.remove_sandbox(&SandboxSpec { id: sandbox.id, lab: lab.clone() }).await?)
    }
}
