//! Replays: steps done for the learner, to catch up or to begin a step again.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::rows::Record;
use super::{Store, StoreError, events};
use crate::id::{AttemptId, StepId};
use crate::progress::{EventKind, Millis, Replay, ReplayState, Way};

impl Store {
    /// Writes a replay before it begins; false when one of the attempt's goes on.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn begin_replay(&self, replay: &Replay) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO replays (id, attempt, target, way, state, output, started)
             VALUES ($1, $2, $3, $4, 'running', '', $5) ON CONFLICT DO NOTHING",
        )
        .bind(&replay.id)
        .bind(replay.attempt.as_str())
        .bind(replay.target.as_str())
        .bind(replay.way.word())
        .bind(replay.started)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let kind = EventKind::Replay { state: ReplayState::Running };
        events::append(&mut tx, &replay.attempt, &kind, replay.started).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Notes which step a replay is at, and by which run in the workbench.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replay_is_at(
        &self,
        replay: &Replay,
        step: &StepId,
        script: Option<&str>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE replays SET step = $2, script = $3 WHERE id = $1 AND state = 'running'")
            .bind(&replay.id)
            .bind(step.as_str())
            .bind(script)
            .execute(&mut *tx)
            .await?;
        let kind = EventKind::Replay { state: ReplayState::Running };
        events::append(&mut tx, &replay.attempt, &kind, now).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a replay; one that has ended stays as it ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_replay(
        &self,
        replay: &Replay,
        state: ReplayState,
        output: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let done =
            sqlx::query("UPDATE replays SET state = $2, output = $3, ended = $4 WHERE id = $1 AND state = 'running'")
                .bind(&replay.id)
                .bind(state.word())
                .bind(output)
                .bind(now)
                .execute(&mut *tx)
                .await?;
        if done.rows_affected() > 0 {
            events::append(&mut tx, &replay.attempt, &EventKind::Replay { state }, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The attempt's replays, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replays(&self, attempt: &AttemptId) -> Result<Vec<Replay>, StoreError> {
        replays(&mut *self.read.acquire().await?, attempt).await
    }

    /// The replays that go on, of all attempts, each with the run in the workbench that it waits for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running_replays(&self) -> Result<Vec<(Replay, Option<String>)>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM replays WHERE state = 'running' ORDER BY seq").fetch_all(&self.read).await?;
        rows.iter().map(|row| Ok((read(row)?, Record::new(row, "replays", &["id"]).get("script")?))).collect()
    }
}

pub(super) async fn replays(db: &mut SqliteConnection, attempt: &AttemptId) -> Result<Vec<Replay>, StoreError> {
    let rows = sqlx::query("SELECT * FROM replays WHERE attempt = $1 ORDER BY seq")
        .bind(attempt.as_str())
        .fetch_all(db)
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &SqliteRow) -> Result<Replay, StoreError> {
    let record = Record::new(row, "replays", &["id"]);
    Ok(Replay {
        id: record.get("id")?,
        attempt: record.parse("attempt")?,
        target: record.parse("target")?,
        way: record.word("way", Way::from_word)?,
        state: record.word("state", ReplayState::from_word)?,
        step: record.parse_opt("step")?,
        output: record.get("output")?,
        started: record.get("started")?,
        ended: record.get("ended")?,
    })
}
