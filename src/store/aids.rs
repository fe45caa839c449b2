//! Help that learners took, and how a step was done.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Record;
use super::{Store, StoreError};
use crate::id::{AttemptId, CommandId, StepId};
use crate::progress::{Aid, How, Millis};

impl Store {
    /// Notes that help is about to be given for a step; once is enough. True when it was news.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn note_aid(
        &self,
        attempt: &AttemptId,
        step: &StepId,
        aid: Aid,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO aids (attempt, step, aid, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (attempt, step, aid) DO NOTHING",
        )
        .bind(attempt.as_str())
        .bind(step.as_str())
        .bind(aid.word())
        .bind(now)
        .execute(&self.write)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The help that was taken for each step of an attempt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn aids(&self, attempt: &AttemptId) -> Result<BTreeMap<StepId, BTreeSet<Aid>>, StoreError> {
        let rows = sqlx::query("SELECT attempt, step, aid FROM aids WHERE attempt = $1")
            .bind(attempt.as_str())
            .fetch_all(&self.read)
            .await?;
        let mut found: BTreeMap<StepId, BTreeSet<Aid>> = BTreeMap::new();
        for row in &rows {
            let record = Record::new(row, "aids", &["attempt", "step"]);
            found.entry(record.parse("step")?).or_default().insert(record.word("aid", Aid::from_word)?);
        }
        Ok(found)
    }

    /// How a step with these commands that passes now was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn how(&self, attempt: &AttemptId, step: &StepId, commands: &[CommandId]) -> Result<How, StoreError> {
        let aids = self.aids(attempt).await?.remove(step).unwrap_or_default();
        let runs = self.latest_runs(attempt).await?;
        let ran = commands.iter().any(|command| runs.contains_key(command)).then_some(How::Run);
        Ok(aids.into_iter().map(Aid::how).chain(ran).max().unwrap_or(How::Hand))
    }
}
