//! `kindlab prove`: every lab proved on a real cluster.
//!
//! One walk for each lab in one sandbox. At each judged step: nothing was done yet, so it must not have passed; each
//! seeded mistake must not pass either, and must be told by *its* message; after its undo the reference commands (or
//! the solution) must make the step pass. Asked steps are answered from the cluster, after a wrong answer was refused.

mod step;

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::check::Need;
use crate::engine::{Engine, EngineError};
use crate::id::LearnerId;
use crate::lab::{Lab, Step, StepKind};
use crate::progress::StepState;

/// How long a step is watched for a pass that must not come.
const QUIET: Duration = Duration::from_secs(2);

/// What is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The reference walk only.
    Walk,
    /// Also doing nothing, and each seeded mistake.
    Full,
    /// Also each step's commands twice, the lab once more from the start, and once more after it was left half-way.
    Thorough,
}

/// One thing that was proved, or not.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The lab.
    pub lab: String,
    /// The step.
    pub step: String,
    /// `nothing`, `mistake <id>`, `undo <id>`, `reference`, `answer`, `not judged here`.
    pub what: String,
    /// What was wrong; `None` when it is proved.
    pub problem: Option<String>,
    /// What this cluster lacks, so that part of the step was not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacking: Option<String>,
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
    let mut walk = Walk {
        engine,
        lab,
        learner,
        tries: depth != Depth::Walk,
        twice: false,
        exits: Vec::new(),
        together: Vec::new(),
        each,
        findings: Vec::new(),
    };
    let result = walk.rounds(depth).await;
    let closed = engine.close(&walk.learner, lab.id()).await;
    result.and(closed).map(|()| walk.findings)
}

struct Walk<'a> {
    engine: &'a Engine,
    lab: &'a Arc<Lab>,
    learner: LearnerId,
    /// Whether doing nothing and the mistakes are tried.
    tries: bool,
    /// Whether each step's commands are run twice.
    twice: bool,
    /// How the scripts of the last reference ended.
    exits: Vec<Option<i32>>,
    /// The steps that passed with what an earlier one did, each with that one, by their places.
    together: Vec<(usize, usize)>,
    each: &'a (dyn Fn(&Finding) + Sync),
    findings: Vec<Finding>,
}

impl Walk<'_> {
    async fn rounds(&mut self, depth: Depth) -> Result<(), EngineError> {
        let steps = self.lab.file.steps.len();
        self.twice = depth == Depth::Thorough;
        if !self.to(steps).await? {
            return Ok(());
        }
        self.tries = false;
        self.twice = false;
        if !self.mistakes_of_followers().await? {
            return Ok(());
        }
        if depth == Depth::Thorough {
            for far in [steps, steps / 2, steps] {
                self.anew().await?;
                if !self.to(far).await? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// As a learner who begins again.
    async fn anew(&self) -> Result<(), EngineError> {
        self.engine.reset(&self.learner, self.lab.id(), None).await.map(drop)
    }

    /// Walks the first steps; says whether all went well: later steps build on earlier ones, and what they would say
    /// is noise.
    async fn to(&mut self, steps: usize) -> Result<bool, EngineError> {
        let lab = self.lab.clone();
        let mut leader = 0;
        for (index, step) in lab.file.steps[..steps].iter().enumerate() {
            let went_on = match step.kind {
                StepKind::Read => true,
                StepKind::Asked => self.asked(step).await?,
                StepKind::Judged if self.lacks_need(step).await? => true,
                StepKind::Judged if self.tries && self.passed_already(step).await? => {
                    self.together.push((index, leader));
                    true
                }
                StepKind::Judged => {
                    leader = index;
                    self.judged(step).await?
                }
            };
            if !went_on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A step that passes with what the one before did can't be failed any more once that was done: its mistakes are
    /// tried instead of the one before, each such step's in a sandbox of its own that has come as far as that.
    async fn mistakes_of_followers(&mut self) -> Result<bool, EngineError> {
        let lab = self.lab.clone();
        for (follower, leader) in self.together.clone() {
            self.anew().await?;
            if !self.to(leader).await? {
                return Ok(false);
            }
            let step = &lab.file.steps[follower];
            for mistake in &step.mistakes {
                if !self.mistake(step, mistake).await? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn note(&mut self, step: &Step, what: String, began: Instant, problem: Option<String>) -> bool {
        let fine = problem.is_none();
        let finding = Finding {
            lab: self.lab.id().to_string(),
            step: step.id.to_string(),
            what,
            problem,
            lacking: None,
            millis: began.elapsed().as_millis(),
        };
        self.tell(finding);
        fine
    }

    fn tell(&mut self, finding: Finding) {
        (self.each)(&finding);
        self.findings.push(finding);
    }

    /// Whether the cluster lacks what a step needs; said, when it does.
    async fn lacks_need(&mut self, step: &Step) -> Result<bool, EngineError> {
        if step.needs.is_empty() {
            return Ok(false);
        }
        tokio::time::sleep(QUIET).await;
        let lacks = self.state(step).await?.is_some_and(|state| state.is_not_judged_here());
        if lacks {
            let needs: Vec<_> =
                step.needs.iter().map(Need::names).map(|(kind, name)| format!("{kind} {name}")).collect();
            self.tell(Finding {
                lab: self.lab.id().to_string(),
                step: step.id.to_string(),
                what: "not judged here".to_owned(),
                problem: None,
                lacking: Some(format!("it needs {}", needs.join(", "))),
                millis: 0,
            });
        }
        Ok(lacks)
    }

    /// Whether a step has passed before anything was done for it; noted, when it has.
    async fn passed_already(&mut self, step: &Step) -> Result<bool, EngineError> {
        let began = Instant::now();
        tokio::time::sleep(QUIET).await;
        let passed = self.passed(step).await?;
        self.note(step, if passed { "passed with the step before" } else { "nothing" }.to_owned(), began, None);
        Ok(passed)
    }

    async fn state(&self, step: &Step) -> Result<Option<StepState>, EngineError> {
        let view = self.engine.view(&self.learner, self.lab.id()).await?;
        Ok(view.and_then(|mut view| view.steps.remove(&step.id)))
    }
}
