//! Help for a step: hints one by one, then the solution. What was shown is written down before it is shown.

use super::{Engine, EngineError, now};
use crate::id::{LabId, LearnerId, QuestionId, StepId};
use crate::lab::{Lab, Lang, Part};
use crate::progress::{Aid, HelpPiece};

impl Engine {
    /// Shows the learner a piece of a step's help; a piece that was shown before stays shown.
    ///
    /// # Errors
    /// When the lab is not open, or has no such step or piece.
    pub async fn reveal(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        step: &StepId,
        piece: HelpPiece,
    ) -> Result<(), EngineError> {
        let lab = self.find_lab(lab)?;
        if !Lang::ALL.into_iter().any(|lang| has_piece(&lab, lang, step, piece)) {
            return Err(EngineError::NotFound("step"));
        }
        let attempt = self.0.store.current_attempt(learner, lab.id()).await?.ok_or(EngineError::NotOpen)?;
        if piece == HelpPiece::Solution {
            self.0.store.note_aid(&attempt.id, step, Aid::Solution, now()).await?;
        }
        self.0.store.reveal(&attempt.id, step, piece, now()).await?;
        self.tick(&attempt.id);
        Ok(())
    }
}

impl Engine {
    /// Notes what the learner predicts. Once its command has shown what happens, nothing is noted any more.
    ///
    /// # Errors
    /// When the lab is not open, or has no such prediction or choice.
    pub async fn predict(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        prediction: &QuestionId,
        choice: &QuestionId,
    ) -> Result<(), EngineError> {
        let lab = self.find_lab(lab)?;
        let missing = EngineError::NotFound("question");
        let Some((step, asked)) = lab.prediction(prediction) else { return Err(missing) };
        if !asked.choices.contains(choice) {
            return Err(missing);
        }
        let view = self.view(learner, lab.id()).await?.ok_or(EngineError::NotOpen)?;
        if !view.has_shown(step, asked) {
            self.0.store.predict(&view.attempt.id, &step.id, prediction, choice, now()).await?;
            self.tick(&view.attempt.id);
        }
        Ok(())
    }
}

fn has_piece(lab: &Lab, lang: Lang, step: &StepId, piece: HelpPiece) -> bool {
    let parts = lab.prose(lang).steps.get(step).map_or(&[][..], |section| section.parts.as_slice());
    let count = |is: fn(&Part) -> bool| parts.iter().filter(|part| is(part)).count();
    match piece {
        HelpPiece::Hint(number) => {
            (1..=count(|part| matches!(part, Part::Hint(_)))).contains(&usize::try_from(number).unwrap_or(usize::MAX))
        }
        HelpPiece::Solution => count(|part| matches!(part, Part::Solution(_))) > 0,
    }
}
