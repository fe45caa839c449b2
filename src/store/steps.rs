//! What was last said of each step. A pass is latched here: no later verdict takes it back.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::rows::Record;
use super::{Store, StoreError, events, sandboxes};
use crate::check::{Message, Verdict};
use crate::id::{AttemptId, SandboxId, StepId};
use crate::progress::{EventKind, How, Millis, StepState};

impl Store {
    /// Keeps what is said of a step now and says the number of the event, or `None` when it says nothing new.
    ///
    /// A step that has passed keeps its verdict, message and evidence; of what is said then only `holds` counts,
    /// and `None` there changes nothing. What is said of a sandbox that is gone comes too late: only a first pass
    /// is kept, as no longer checkable. A first pass makes its evidence the step's baseline, unless one is given;
    /// a baseline given with another verdict is kept also when the verdict is no news.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn record(
        &self,
        attempt: &AttemptId,
        state: &StepState,
        baseline: Option<&Value>,
        now: Millis,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let late = match &state.sandbox {
            Some(sandbox) => sandboxes::is_gone(&mut tx, sandbox).await?,
            None => false,
        };
        let said = StepState { holds: state.holds.filter(|_| !late), ..state.clone() };
        let stored = stored(&mut tx, attempt, &state.step).await?;
        let event = match stored {
            Some(stored) if stored.verdict == Verdict::Passed => {
                still_holds(&mut tx, attempt, &stored, said.holds, now).await?
            }
            _ if late && said.verdict != Verdict::Passed => None,
            stored => {
                let first_pass = (said.verdict == Verdict::Passed).then_some(&said.evidence);
                if let Some(value) = baseline.or(first_pass) {
                    put_baseline(&mut tx, attempt, &state.step, value).await?;
                }
                say(&mut tx, attempt, stored.as_ref(), &said, now).await?
            }
        };
        tx.commit().await?;
        Ok(event)
    }

    /// What was said of each step of the attempt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn steps(&self, attempt: &AttemptId) -> Result<BTreeMap<StepId, StepState>, StoreError> {
        steps(&mut *self.read.acquire().await?, attempt).await
    }

    /// Puts `value` in the place of a step's baseline.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn set_baseline(&self, attempt: &AttemptId, step: &StepId, value: &Value) -> Result<(), StoreError> {
        put_baseline(&mut *self.write.acquire().await?, attempt, step, value).await
    }

    /// The newest baseline of each step.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn baselines(&self, attempt: &AttemptId) -> Result<BTreeMap<StepId, Value>, StoreError> {
        let rows = sqlx::query("SELECT attempt, step, value FROM baselines WHERE attempt = $1")
            .bind(attempt.as_str())
            .fetch_all(&self.read)
            .await?;
        rows.iter()
            .map(|row| {
                let record = Record::new(row, "baselines", &["attempt", "step"]);
                Ok((record.parse("step")?, record.json("value")?))
            })
            .collect()
    }

    /// Notes that what a pass rests on was made again in another sandbox, where it can be looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore_pass(
        &self,
        attempt: &AttemptId,
        step: &StepId,
        sandbox: &SandboxId,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let Some(known) = stored(&mut tx, attempt, step).await? else { return Ok(()) };
        if known.verdict != Verdict::Passed {
            return Ok(());
        }
        sqlx::query("UPDATE steps SET sandbox = $3 WHERE attempt = $1 AND step = $2")
            .bind(attempt.as_str())
            .bind(step.as_str())
            .bind(sandbox.as_str())
            .execute(&mut *tx)
            .await?;
        still_holds(&mut tx, attempt, &known, Some(true), now).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that the cluster has nothing of the attempt any more: passes stay as no longer checkable, what was
    /// said of other steps is taken back. Each is an event, so that pages follow.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_uncheckable(&self, attempt: &AttemptId, now: Millis) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for (_, state) in steps(&mut tx, attempt).await? {
            if state.verdict == Verdict::Passed {
                if state.holds.is_some() {
                    set_holds(&mut tx, attempt, &state, None, now).await?;
                }
                continue;
            }
            sqlx::query("DELETE FROM steps WHERE attempt = $1 AND step = $2 AND verdict <> 'passed'")
                .bind(attempt.as_str())
                .bind(state.step.as_str())
                .execute(&mut *tx)
                .await?;
            let untried =
                StepState { verdict: Verdict::Untried, message: Message::new("step-untried"), holds: None, ..state };
            events::append(&mut tx, attempt, &judged(&untried), now).await?;
        }
        Ok(tx.commit().await?)
    }
}

pub(super) async fn steps(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
) -> Result<BTreeMap<StepId, StepState>, StoreError> {
    let rows = sqlx::query(
        "SELECT attempt, step, verdict, message, evidence, how, holds, sandbox, changed, passed
         FROM steps WHERE attempt = $1",
    )
    .bind(attempt.as_str())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| read(row).map(|state| (state.step.clone(), state))).collect()
}

async fn stored(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
    step: &StepId,
) -> Result<Option<StepState>, StoreError> {
    let row = sqlx::query(
        "SELECT attempt, step, verdict, message, evidence, how, holds, sandbox, changed, passed
         FROM steps WHERE attempt = $1 AND step = $2",
    )
    .bind(attempt.as_str())
    .bind(step.as_str())
    .fetch_optional(db)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Says something of a step that has not passed, unless the same was said before.
async fn say(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
    stored: Option<&StepState>,
    said: &StepState,
    now: Millis,
) -> Result<Option<i64>, StoreError> {
    let same = stored.filter(|stored| stored.verdict == said.verdict && stored.message == said.message);
    if same.is_some_and(|stored| stored.holds == said.holds && stored.sandbox == said.sandbox) {
        return Ok(None);
    }
    if said.verdict == Verdict::Wrong && same.is_none() {
        sqlx::query(
            "INSERT INTO wrongs (attempt, step, times) VALUES ($1, $2, 1)
             ON CONFLICT (attempt, step) DO UPDATE SET times = times + 1",
        )
        .bind(attempt.as_str())
        .bind(said.step.as_str())
        .execute(&mut *db)
        .await?;
    }
    let passed = (said.verdict == Verdict::Passed).then(|| said.passed.unwrap_or(now));
    // The latch once more, where no mistake above can open it.
    let done = sqlx::query(
        "INSERT INTO steps (attempt, step, verdict, message, evidence, how, holds, sandbox, changed, passed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (attempt, step) DO UPDATE SET
             verdict = excluded.verdict, message = excluded.message, evidence = excluded.evidence,
             how = excluded.how, holds = excluded.holds, sandbox = excluded.sandbox, changed = excluded.changed, passed = excluded.passed
         WHERE verdict <> 'passed'",
    )
    .bind(attempt.as_str())
    .bind(said.step.as_str())
    .bind(said.verdict.word())
    .bind(serde_json::to_string(&said.message)?)
    .bind(said.evidence.to_string())
    .bind(said.how.map(How::word))
    .bind(said.holds)
    .bind(said.sandbox.as_ref().map(|id| id.as_str()))
    .bind(same.map_or(now, |stored| stored.changed))
    .bind(passed)
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(None);
    }
    events::append(db, attempt, &judged(said), now).await.map(Some)
}

/// Notes whether a pass still holds, when that is known and news.
async fn still_holds(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
    stored: &StepState,
    holds: Option<bool>,
    now: Millis,
) -> Result<Option<i64>, StoreError> {
    if holds.is_none() || holds == stored.holds {
        return Ok(None);
    }
    set_holds(db, attempt, stored, holds, now).await.map(Some)
}

async fn set_holds(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
    stored: &StepState,
    holds: Option<bool>,
    now: Millis,
) -> Result<i64, StoreError> {
    sqlx::query("UPDATE steps SET holds = $3 WHERE attempt = $1 AND step = $2")
        .bind(attempt.as_str())
        .bind(stored.step.as_str())
        .bind(holds)
        .execute(&mut *db)
        .await?;
    events::append(db, attempt, &judged(&StepState { holds, ..stored.clone() }), now).await
}

async fn put_baseline(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
    step: &StepId,
    value: &Value,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO baselines (attempt, step, value) VALUES ($1, $2, $3)
         ON CONFLICT (attempt, step) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
    )
    .bind(attempt.as_str())
    .bind(step.as_str())
    .bind(value.to_string())
    .execute(db)
    .await?;
    Ok(())
}

fn judged(state: &StepState) -> EventKind {
    EventKind::Judged {
        step: state.step.clone(),
        verdict: state.verdict,
        message: state.message.clone(),
        holds: state.holds,
    }
}

/// A row of `steps`; a query that joins must name its columns as the table does.
pub(super) fn read(row: &SqliteRow) -> Result<StepState, StoreError> {
    let record = Record::new(row, "steps", &["attempt", "step"]);
    Ok(StepState {
        step: record.parse("step")?,
        verdict: record.word("verdict", Verdict::from_word)?,
        message: record.json("message")?,
        evidence: record.json("evidence")?,
        how: record.word_opt("how", How::from_word)?,
        holds: record.get("holds")?,
        sandbox: record.parse_opt("sandbox")?,
        changed: record.get("changed")?,
        passed: record.get("passed")?,
    })
}
