//! Classes: opened, joined, talked to, ended.

use std::net::IpAddr;
use std::time::Duration;

use super::{Engine, EngineError, NewLearner, Tick, lock, now};
use crate::class::{Class, DisplayName, Hand, JoinCode, Member, NewClass, Said, To};
use crate::cluster::SandboxSpec;
use crate::id::{ClassId, LabId, LearnerId, random_six, random_text};
use crate::lab::{Lang, Part};
use crate::progress::{Attempt, Millis};

/// How often another code is drawn when a class has the one that was drawn.
const DRAWS: u32 = 20;

/// What came of joining.
#[derive(Debug)]
pub struct Joined {
    /// The class.
    pub class: ClassId,
    /// They in it.
    pub member: Member,
    /// Their secrets, when they were not known before.
    pub new: Option<NewLearner>,
}

impl Engine {
    /// Opens a class under a join code of its own.
    ///
    /// # Errors
    /// When the store fails, or no code is free.
    pub async fn open_class(&self, new: &NewClass) -> Result<Class, EngineError> {
        let mut class = Class {
            id: random_text(10)?.parse()?,
            name: new.name.to_string(),
            code: JoinCode::of(random_six()?),
            lang: new.lang,
            size: new.size,
            labs: new.labs.clone(),
            created: now(),
            ends: new.ends,
            ended: None,
        };
        let mut draws = 0;
        loop {
            match self.0.store.create_class(&class).await {
                Ok(()) => return Ok(class),
                Err(error) if error.is_conflict() && draws < DRAWS => {
                    draws += 1;
                    class.code = JoinCode::of(random_six()?);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The class with this code. Wrong codes slow down whoever shares their address; a right one always gets in, and is
    /// never behind another address's.
    ///
    /// # Errors
    /// [`EngineError::Crowded`] when very many of this address wait already; when the store fails.
    pub async fn class_with_code(&self, typed: &str, from: IpAddr) -> Result<Option<Class>, EngineError> {
        let place = self.0.guesses.enter(from).ok_or(EngineError::Crowded)?;
        let _turn = place.turn().await;
        // Asked only now: of many that came at once the later ones wait for what the first got wrong.
        let wait = lock(&self.0.pace).wait(from, now());
        tokio::time::sleep(Duration::from_millis(u64::try_from(wait).unwrap_or(0))).await;
        let found = match typed.parse::<JoinCode>() {
            Ok(code) => self.0.store.class_by_code(&code).await?,
            Err(_) => None,
        };
        if found.is_none() {
            lock(&self.0.pace).failed(from, now());
        }
        Ok(found)
    }

    /// Puts somebody into a class: the learner of this browser, or a new one.
    ///
    /// # Errors
    /// [`EngineError::ClassOver`] when the class has ended.
    pub async fn join_class(
        &self,
        class: &Class,
        learner: Option<&LearnerId>,
        name: &DisplayName,
        lang: Lang,
    ) -> Result<Joined, EngineError> {
        if class.ended.is_some() {
            return Err(EngineError::ClassOver);
        }
        let (learner, new) = match learner {
            Some(learner) => (learner.clone(), None),
            None => {
                let new = self.new_learner().await?;
                (new.learner.clone(), Some(new))
            }
        };
        let before = self.0.store.membership(&learner).await?.map(|(class, _)| class).filter(|id| *id != class.id);
        let member = self.0.store.join(&class.id, &learner, name, lang, now()).await?;
        if let Some(before) = before {
            self.close_work(&before, Some(&learner)).await?;
            self.tick_class(&before);
        }
        self.tick_class(&class.id);
        Ok(Joined { class: class.id.clone(), member, new })
    }

    /// Takes a learner out of a class: at their own wish, or at the instructor's. Their progress stays in the class,
    /// their sandboxes go.
    ///
    /// # Errors
    /// When they are not in it, or the store fails.
    pub async fn leave_class(&self, class: &ClassId, learner: &LearnerId) -> Result<(), EngineError> {
        if !self.0.store.leave(class, learner, now()).await? {
            return Err(EngineError::NotFound("learner"));
        }
        self.hide_screens(learner);
        self.close_work(class, Some(learner)).await?;
        self.tick_class(class);
        let _ = self.0.ticks.send(Tick::Learner(learner.clone()));
        Ok(())
    }

    /// Moves the planned end of a class.
    ///
    /// # Errors
    /// When there is no such class, or it has ended.
    pub async fn extend_class(&self, class: &ClassId, ends: Millis) -> Result<(), EngineError> {
        if !self.0.store.set_class_end(class, ends).await? {
            return Err(EngineError::ClassOver);
        }
        self.tick_everybody(class).await
    }

    /// Ends a class: its sandboxes go, its progress stays until it is purged.
    ///
    /// # Errors
    /// When it had ended, or the store fails.
    pub async fn end_class(&self, class: &ClassId) -> Result<(), EngineError> {
        if !self.0.store.end_class(class, now()).await? {
            return Err(EngineError::ClassOver);
        }
        self.close_work(class, None).await?;
        self.tick_everybody(class).await
    }

    /// Removes all that was kept of an ended class; says how many members it had.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such class or it goes on.
    pub async fn purge_class(&self, class: &ClassId) -> Result<usize, EngineError> {
        self.0.store.purge_class(class).await?.ok_or(EngineError::NotFound("class"))
    }

    /// Purges classes that ended long enough ago.
    pub(super) async fn forget_old_classes(&self) -> Result<(), EngineError> {
        let Some(keep) = self.0.settings.keep_classes else { return Ok(()) };
        let before = now().saturating_sub(Millis::try_from(keep.as_millis()).unwrap_or(Millis::MAX));
        // What nobody ended is not kept for ever either: it ends as late after its planned end, and goes as late after that.
        for (class, _) in self.0.store.classes().await? {
            if class.ended.is_none() && class.ends < before {
                self.end_class(&class.id).await?;
                tracing::info!(class.id = %class.id, "a class was ended: it was to end long ago");
            }
        }
        for class in self.0.store.classes_ended_before(before).await? {
            self.purge_class(&class.id).await?;
            tracing::info!(class.id = %class.id, "a class was purged: its time to be kept is over");
        }
        Ok(())
    }

    /// Raises the learner's hand with a few words, or lowers it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when they are in no class that goes on.
    pub async fn set_hand(
        &self,
        learner: &LearnerId,
        hand: Option<(String, Option<LabId>)>,
    ) -> Result<(), EngineError> {
        let hand = hand.map(|(text, lab)| Hand { raised: now(), text, lab });
        if !self.0.store.set_hand(learner, hand.as_ref()).await? {
            return Err(EngineError::NotFound("class"));
        }
        if let Some((class, _)) = self.0.store.membership(learner).await? {
            self.tick_class(&class);
        }
        let _ = self.0.ticks.send(Tick::Learner(learner.clone()));
        Ok(())
    }

    /// Says something to learners of a class; says how many it reached. `answers` lowers their hands.
    ///
    /// # Errors
    /// [`EngineError::ClassOver`] after its end, [`EngineError::NotFound`] for a hint that no lab has.
    pub async fn say(&self, class: &ClassId, to: &To, what: &Said, answers: bool) -> Result<usize, EngineError> {
        let room = self.0.store.room(class).await?.ok_or(EngineError::NotFound("class"))?;
        if room.class.ended.is_some() {
            return Err(EngineError::ClassOver);
        }
        if let Said::Hint { lab, step, number } = what {
            self.hint(lab, step, *number, room.class.lang).ok_or(EngineError::NotFound("step"))?;
        }
        let learners = match to {
            To::All => room.present().map(|member| member.learner.clone()).collect(),
            To::These(these) => these.clone(),
        };
        let count = self.0.store.say(class, &learners, what, now()).await?;
        for learner in &learners {
            if answers {
                self.set_hand(learner, None).await?;
            }
            let _ = self.0.ticks.send(Tick::Learner(learner.clone()));
        }
        self.tick_class(class);
        Ok(count)
    }

    /// A lab's hint in a language, as sanitised HTML with its variables still open.
    #[must_use]
    pub fn hint(&self, lab: &LabId, step: &crate::id::StepId, number: usize, lang: Lang) -> Option<String> {
        let lab = self.lab(lab)?;
        let section = lab.prose(lang).steps.get(step)?;
        let mut hints = section.parts.iter().filter_map(|part| match part {
            Part::Hint(text) => Some(text.clone()),
            _ => None,
        });
        hints.nth(number)
    }

    /// The learner has read what they were told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_away(&self, learner: &LearnerId, note: i64) -> Result<(), EngineError> {
        self.0.store.put_away(learner, note, now()).await?;
        let _ = self.0.ticks.send(Tick::Learner(learner.clone()));
        Ok(())
    }

    /// Refuses what would make a sandbox in a class that has ended.
    pub(super) async fn class_goes_on(&self, learner: &LearnerId) -> Result<(), EngineError> {
        let Some((class, _)) = self.0.store.membership(learner).await? else { return Ok(()) };
        let class = self.0.store.class(&class).await?;
        if class.is_some_and(|class| class.ended.is_some()) { Err(EngineError::ClassOver) } else { Ok(()) }
    }

    /// Lets the sandboxes of a class, or of one learner in it, go.
    async fn close_work(&self, class: &ClassId, only: Option<&LearnerId>) -> Result<(), EngineError> {
        let attempts = self.0.store.class_attempts(class).await?;
        for attempt in attempts.iter().filter(|attempt| only.is_none_or(|learner| attempt.learner == *learner)) {
            self.close_attempt(attempt).await?;
        }
        Ok(())
    }

    async fn close_attempt(&self, attempt: &Attempt) -> Result<(), EngineError> {
        let door = self.door(&attempt.learner, &attempt.lab);
        let _entered = door.lock().await;
        if let Some(sandbox) = self.0.store.sandbox_of(&attempt.id).await? {
            self.abandon(attempt, &sandbox).await?;
            self.remove_behind(SandboxSpec { id: sandbox.id, lab: attempt.lab.clone() });
        }
        Ok(())
    }

    async fn tick_everybody(&self, class: &ClassId) -> Result<(), EngineError> {
        if let Some(room) = self.0.store.room(class).await? {
            for member in room.present() {
                let _ = self.0.ticks.send(Tick::Learner(member.learner.clone()));
            }
        }
        self.tick_class(class);
        Ok(())
    }

    fn tick_class(&self, class: &ClassId) {
        // Nobody listening is no error.
        let _ = self.0.ticks.send(Tick::Class(class.clone()));
    }
}
