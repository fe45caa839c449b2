//! What learners predicted.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::rows::Record;
use super::{Store, StoreError, events};
use crate::id::{AttemptId, QuestionId, StepId};
use crate::progress::{EventKind, Millis};

impl Store {
    /// Notes what the learner predicts, in place of what they predicted before.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn predict(
        &self,
        attempt: &AttemptId,
        step: &StepId,
        prediction: &QuestionId,
        choice: &QuestionId,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO predictions (attempt, prediction, choice, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (attempt, prediction) DO UPDATE SET choice = excluded.choice, at = excluded.at
             WHERE choice <> excluded.choice",
        )
        .bind(attempt.as_str())
        .bind(prediction.as_str())
        .bind(choice.as_str())
        .bind(now)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() > 0 {
            events::append(&mut tx, attempt, &EventKind::Predicted { step: step.clone() }, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

pub(super) async fn predictions(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
) -> Result<BTreeMap<QuestionId, QuestionId>, StoreError> {
    let rows = sqlx::query("SELECT attempt, prediction, choice FROM predictions WHERE attempt = $1")
        .bind(attempt.as_str())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let record = Record::new(row, "predictions", &["attempt", "prediction"]);
            Ok((record.parse("prediction")?, record.parse("choice")?))
        })
        .collect()
}
