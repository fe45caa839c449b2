//! The instructor: tokens, sessions, and the board of everybody's current attempts.

use std::collections::BTreeMap;

use sqlx::Row;

use super::rows::Record;
use super::sandboxes::{joined, joined_columns};
use super::{Store, StoreError, steps};
use crate::id::{AttemptId, LabId, LearnerId, StepId};
use crate::progress::{Millis, Sandbox, StepState};

/// How long an instructor stays signed in.
pub const INSTRUCTOR_SESSION: Millis = 12 * 60 * 60 * 1000;

/// One current attempt, as the instructor sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardRow {
    /// The attempt.
    pub attempt: AttemptId,
    /// Whose it is.
    pub learner: LearnerId,
    /// Of which lab.
    pub lab: LabId,
    /// Its sandbox, if it has one that is not gone.
    pub sandbox: Option<Sandbox>,
    /// What was said of each step so far.
    pub steps: BTreeMap<StepId, StepState>,
    /// When something last happened in it.
    pub last_activity: Millis,
}

impl Store {
    /// Adds an instructor's token; the others stay good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_instructor_token(&self, hash: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO instructor_tokens (hash, created) VALUES ($1, $2)")
            .bind(hash)
            .bind(now)
            .execute(&self.write)
            .await?;
        Ok(())
    }

    /// Whether there is any instructor's token: the first start makes one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_instructor_token(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query("SELECT 1 FROM instructor_tokens LIMIT 1").fetch_optional(&self.read).await?.is_some())
    }

    /// Whether this is the hash of an instructor's token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn instructor_token_valid(&self, hash: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM instructor_tokens WHERE hash = $1").bind(hash);
        Ok(row.fetch_optional(&self.read).await?.is_some())
    }

    /// Begins an instructor's session and forgets those that are over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_instructor_session(&self, hash: &str, now: Millis) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM instructor_sessions WHERE created <= $1")
            .bind(now.saturating_sub(INSTRUCTOR_SESSION))
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO instructor_sessions (hash, created) VALUES ($1, $2)")
            .bind(hash)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Whether this is the hash of an instructor's session that has not run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn instructor_session_valid(&self, hash: &str, now: Millis) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM instructor_sessions WHERE hash = $1 AND created > $2")
            .bind(hash)
            .bind(now.saturating_sub(INSTRUCTOR_SESSION));
        Ok(row.fetch_optional(&self.read).await?.is_some())
    }

    /// Ends an instructor's session; ending an unknown one is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_instructor_session(&self, hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM instructor_sessions WHERE hash = $1").bind(hash).execute(&self.write).await?;
        Ok(())
    }

    /// Every current attempt outside of classes with what was said of its steps, oldest first: two queries, however many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board(&self) -> Result<Vec<BoardRow>, StoreError> {
        let mut tx = self.snapshot().await?;
        let attempts = sqlx::query(concat!(
            "SELECT a.id, a.learner, a.lab, ",
            joined_columns!(),
            ", max(a.created, coalesce(s.touched, 0), coalesce(
                  (SELECT at FROM events e WHERE e.attempt = a.id ORDER BY e.id DESC LIMIT 1), 0)) AS last_activity
             FROM attempts a LEFT JOIN sandboxes s ON s.attempt = a.id AND s.state <> 'gone'
             WHERE a.ended IS NULL AND a.class IS NULL ORDER BY a.created, a.id",
        ))
        .fetch_all(&mut *tx)
        .await?;
        let said = sqlx::query(
            "SELECT p.* FROM attempts a JOIN steps p ON p.attempt = a.id WHERE a.ended IS NULL AND a.class IS NULL",
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut by_attempt: BTreeMap<String, BTreeMap<StepId, StepState>> = BTreeMap::new();
        for row in &said {
            let state = steps::read(row)?;
            by_attempt.entry(row.try_get("attempt")?).or_default().insert(state.step.clone(), state);
        }
        attempts
            .iter()
            .map(|row| {
                let record = Record::new(row, "attempts", &["id"]);
                let attempt: AttemptId = record.parse("id")?;
                Ok(BoardRow {
                    learner: record.parse("learner")?,
                    lab: record.parse("lab")?,
                    sandbox: joined(row, &attempt)?,
                    steps: by_attempt.remove(attempt.as_str()).unwrap_or_default(),
                    last_activity: record.get("last_activity")?,
                    attempt,
                })
            })
            .collect()
    }
}
