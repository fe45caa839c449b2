//! The lab's files as a learner has them.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::rows::Record;
use super::{Store, StoreError, events};
use crate::id::AttemptId;
use crate::progress::{EventKind, Millis};

impl Store {
    /// Keeps a file's content; it becomes an event only when the content is another one.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn save_file(
        &self,
        attempt: &AttemptId,
        name: &str,
        content: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "INSERT INTO files (attempt, name, content, updated) VALUES ($1, $2, $3, $4)
             ON CONFLICT (attempt, name) DO UPDATE SET content = excluded.content, updated = excluded.updated
             WHERE content <> excluded.content",
        )
        .bind(attempt.as_str())
        .bind(name)
        .bind(content)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() > 0 {
            events::append(&mut tx, attempt, &EventKind::Saved { file: name.to_owned() }, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Keeps the learner's packed home in place of an older one.
    ///
    /// # Errors
    /// When the database fails or there is no such attempt.
    pub async fn keep_home(&self, attempt: &AttemptId, packed: &[u8], now: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO homes (attempt, packed, kept) VALUES ($1, $2, $3)
             ON CONFLICT (attempt) DO UPDATE SET packed = excluded.packed, kept = excluded.kept",
        )
        .bind(attempt.as_str())
        .bind(packed)
        .bind(now)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// The learner's packed home, if it was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn home(&self, attempt: &AttemptId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT attempt, packed FROM homes WHERE attempt = $1")
            .bind(attempt.as_str())
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| Record::new(&row, "homes", &["attempt"]).get("packed")).transpose()
    }

    /// The files that the attempt changed, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files(&self, attempt: &AttemptId) -> Result<BTreeMap<String, String>, StoreError> {
        files(&mut *self.read.acquire().await?, attempt).await
    }
}

pub(super) async fn files(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
) -> Result<BTreeMap<String, String>, StoreError> {
    let rows = sqlx::query("SELECT attempt, name, content FROM files WHERE attempt = $1")
        .bind(attempt.as_str())
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let record = Record::new(row, "files", &["attempt", "name"]);
            Ok((record.get("name")?, record.get("content")?))
        })
        .collect()
}
