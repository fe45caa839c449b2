//! What happened, in order: the feed that connected pages follow.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::Record;
use super::{Store, StoreError};
use crate::id::AttemptId;
use crate::progress::{Event, EventKind, Millis};

impl Store {
    /// Writes an event and says its number.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn append(&self, attempt: &AttemptId, kind: &EventKind, now: Millis) -> Result<i64, StoreError> {
        let mut tx = self.begin().await?;
        let id = append(&mut tx, attempt, kind, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The first `limit` events of an attempt with a number above `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_after(&self, attempt: &AttemptId, after: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, attempt, at, kind FROM events WHERE attempt = $1 AND id > $2 ORDER BY id LIMIT max($3, 0)",
        )
        .bind(attempt.as_str())
        .bind(after)
        .bind(limit)
        .fetch_all(&self.read)
        .await?;
        rows.iter().map(event).collect()
    }

    /// The first `limit` events of all attempts with a number above `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_events_after(&self, after: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
        let rows = sqlx::query("SELECT id, attempt, at, kind FROM events WHERE id > $1 ORDER BY id LIMIT max($2, 0)")
            .bind(after)
            .bind(limit)
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(event).collect()
    }

    /// The number of the newest event; 0 when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_event(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT coalesce(max(id), 0) AS id FROM events").fetch_one(&self.read).await?;
        Ok(row.try_get("id")?)
    }
}

/// Writes an event as part of a transaction.
pub(super) async fn append(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
    kind: &EventKind,
    at: Millis,
) -> Result<i64, StoreError> {
    let done = sqlx::query("INSERT INTO events (attempt, at, kind) VALUES ($1, $2, $3)")
        .bind(attempt.as_str())
        .bind(at)
        .bind(serde_json::to_string(kind)?)
        .execute(db)
        .await?;
    Ok(done.last_insert_rowid())
}

fn event(row: &SqliteRow) -> Result<Event, StoreError> {
    let record = Record::new(row, "events", &["id"]);
    Ok(Event {
        id: record.get("id")?,
        attempt: record.parse("attempt")?,
        at: record.get("at")?,
        kind: record.json("kind")?,
    })
}
