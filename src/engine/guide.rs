//! What an instructor has done for learners of a class: steps caught up, a step begun again, the lab begun again.

use std::time::Duration;

use futures::StreamExt;

use super::{Engine, EngineError, lock};
use crate::class::{Room, To, Work};
use crate::id::{AttemptId, ClassId, LabId, LearnerId, StepId};
use crate::progress::Way;

/// How many learners of a class are helped at once: each needs a workbench that works.
const AT_ONCE: usize = 6;
const PAUSE: Duration = Duration::from_millis(500);

/// What is done for a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guidance {
    /// The steps before this one, as far as they are not done.
    CatchUp(StepId),
    /// This step begins again; its volumes are kept or not.
    Again(StepId, Way),
    /// The lab begins again.
    Afresh,
}

impl Engine {
    /// Does something for one learner of a class or for all who opened the lab; says for how many. One learner is told
    /// of at once what is in the way; for several it goes on behind, some at a time, and who can't be helped now is
    /// left as they are. After a restart the rest is asked for again: what is done is skipped.
    ///
    /// # Errors
    /// [`EngineError::ClassOver`] after the class's end, [`EngineError::NotOpen`] for one who did not open the lab; or
    /// what is in the way of helping one.
    pub async fn guide(&self, class: &ClassId, to: &To, lab: &LabId, what: &Guidance) -> Result<usize, EngineError> {
        let known = self.find_lab(lab)?;
        if let Guidance::CatchUp(step) | Guidance::Again(step, _) = what {
            known.step(step).ok_or(EngineError::NotFound("step"))?;
        }
        let room = self.0.store.room(class).await?.ok_or(EngineError::NotFound("class"))?;
        if room.class.ended.is_some() {
            return Err(EngineError::ClassOver);
        }
        let missing = |work: &Work| match what {
            Guidance::CatchUp(step) => known.before(step).iter().any(|step| {
                step.kind != crate::lab::StepKind::Read
                    && work.steps.get(&step.id).is_none_or(|state| state.passed.is_none())
            }),
            _ => true,
        };
        match to {
            To::These(these) => {
                for learner in these {
                    let there = present(&room, lab).any(|work| work.learner == *learner);
                    if !there {
                        return Err(EngineError::NotOpen);
                    }
                    self.guide_one(learner, lab, what).await?;
                }
                Ok(these.len())
            }
            To::All => {
                let all: Vec<_> =
                    present(&room, lab).filter(|work| missing(work)).map(|work| work.learner.clone()).collect();
                let count = all.len();
                self.guide_behind(all, lab.clone(), what.clone());
                Ok(count)
            }
        }
    }

    fn guide_behind(&self, learners: Vec<LearnerId>, lab: LabId, what: Guidance) {
        let engine = self.clone();
        self.spawn(async move {
            let (engine, lab, what) = (&engine, &lab, &what);
            let one = |learner: LearnerId| async move {
                match engine.guide_one(&learner, lab, what).await {
                    Ok(()) => engine.helped(&learner, lab).await,
                    Err(error) => tracing::info!(learner.id = %learner, %error, "a learner can't be helped now"),
                }
            };
            futures::stream::iter(learners).for_each_concurrent(AT_ONCE, one).await;
        });
    }

    async fn guide_one(&self, learner: &LearnerId, lab: &LabId, what: &Guidance) -> Result<(), EngineError> {
        match what {
            Guidance::CatchUp(step) => self.replay(learner, lab, step, Way::OnTop, None).await,
            Guidance::Again(step, way) => self.replay(learner, lab, step, *way, None).await,
            Guidance::Afresh => self.reset(learner, lab, None).await.map(|_| ()),
        }
    }

    /// Waits until nothing is done for the learner any more.
    async fn helped(&self, learner: &LearnerId, lab: &LabId) {
        let attempt = self.0.store.current_attempt(learner, lab).await.ok().flatten().map(|attempt| attempt.id);
        let goes_on = |attempt: &AttemptId| lock(&self.0.replaying).contains_key(attempt);
        while attempt.as_ref().is_some_and(goes_on) {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// The work on a lab of those who are in the class.
fn present<'a>(room: &'a Room, lab: &'a LabId) -> impl Iterator<Item = &'a Work> {
    room.present().filter_map(|member| room.work(&member.learner, lab))
}
