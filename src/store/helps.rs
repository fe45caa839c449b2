//! Help that was asked for: hints one by one, then the solution.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::rows::Record;
use super::{Store, StoreError, events};
use crate::id::{AttemptId, StepId};
use crate::progress::{EventKind, Help, HelpPiece, Millis};

impl Store {
    /// Notes that a piece of help was shown; one that was shown before changes nothing.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn reveal(
        &self,
        attempt: &AttemptId,
        step: &StepId,
        piece: HelpPiece,
        now: Millis,
    ) -> Result<(), StoreError> {
        let (hints, solution) = match piece {
            HelpPiece::Hint(number) => (i64::from(number), None),
            HelpPiece::Solution => (0, Some(now)),
        };
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO helps (attempt, step, hints, solution) VALUES ($1, $2, $3, $4)
             ON CONFLICT (attempt, step) DO UPDATE SET
                 hints = max(hints, excluded.hints), solution = coalesce(solution, excluded.solution)
             WHERE hints < excluded.hints OR (solution IS NULL AND excluded.solution IS NOT NULL)",
        )
        .bind(attempt.as_str())
        .bind(step.as_str())
        .bind(hints)
        .bind(solution)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() > 0 {
            events::append(&mut tx, attempt, &EventKind::Helped { step: step.clone(), piece }, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

pub(super) async fn helps(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
) -> Result<BTreeMap<StepId, Help>, StoreError> {
    let rows = sqlx::query("SELECT attempt, step, hints, solution FROM helps WHERE attempt = $1")
        .bind(attempt.as_str())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let record = Record::new(row, "helps", &["attempt", "step"]);
            let help = Help { hints: record.get("hints")?, solution: record.get("solution")? };
            Ok((record.parse("step")?, help))
        })
        .collect()
}
