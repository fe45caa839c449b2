//! Attempts: one learner's goes at one lab, of which at most one is the current one.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::Record;
use super::sandboxes::{joined, joined_columns, sandbox_of};
use super::{Store, StoreError, events, files, helps, predictions, replays, runs, steps};
use crate::id::{AttemptId, LabId, LearnerId};
use crate::progress::{Attempt, AttemptView, EventKind, Sandbox};

/// The class that learner `$1` is in, or NULL: an attempt belongs to the class it was opened in.
macro_rules! class_of_learner {
    () => {
        "(SELECT class FROM members WHERE learner = $1 AND parted IS NULL)"
    };
}

impl Store {
    /// Begins an attempt and ends the learner's current one of the same lab.
    ///
    /// # Errors
    /// When the database fails, the id is taken, or there is no such learner.
    pub async fn begin_attempt(&self, attempt: &Attempt) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(concat!(
            "UPDATE attempts SET ended = $3 WHERE learner = $1 AND lab = $2 AND ended IS NULL AND class IS ",
            class_of_learner!()
        ))
        .bind(attempt.learner.as_str())
        .bind(attempt.lab.as_str())
        .bind(attempt.created)
        .execute(&mut *tx)
        .await?;
        insert(&mut tx, attempt).await?;
        Ok(tx.commit().await?)
    }

    /// The learner's current attempt of the lab, or else this one, begun now. Two opens at once get the same.
    ///
    /// # Errors
    /// As [`Store::begin_attempt`].
    pub async fn current_or_begin(&self, attempt: &Attempt) -> Result<Attempt, StoreError> {
        let mut tx = self.begin().await?;
        if let Some(current) = current(&mut tx, &attempt.learner, &attempt.lab).await? {
            return Ok(current);
        }
        insert(&mut tx, attempt).await?;
        tx.commit().await?;
        Ok(attempt.clone())
    }

    /// Takes back an attempt whose beginning failed, with all that was written of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_attempt(&self, id: &AttemptId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM attempts WHERE id = $1").bind(id.as_str()).execute(&self.write).await?;
        Ok(())
    }

    /// The learner's attempt of the lab that has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current_attempt(&self, learner: &LearnerId, lab: &LabId) -> Result<Option<Attempt>, StoreError> {
        current(&mut *self.read.acquire().await?, learner, lab).await
    }

    /// The attempt with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt(&self, id: &AttemptId) -> Result<Option<Attempt>, StoreError> {
        let row = sqlx::query("SELECT id, learner, lab, created, ended FROM attempts WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&self.read)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The attempts that have not ended, oldest first, with their sandboxes that are not gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active_attempts(&self) -> Result<Vec<(Attempt, Option<Sandbox>)>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT a.id, a.learner, a.lab, a.created, a.ended, ",
            joined_columns!(),
            " FROM attempts a LEFT JOIN sandboxes s ON s.attempt = a.id AND s.state <> 'gone'
             WHERE a.ended IS NULL ORDER BY a.created, a.id",
        ))
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                let attempt = read(row)?;
                let sandbox = joined(row, &attempt.id)?;
                Ok((attempt, sandbox))
            })
            .collect()
    }

    /// Everything a page needs of an attempt, as it was at one moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn view(&self, attempt: &Attempt) -> Result<AttemptView, StoreError> {
        let mut tx = self.snapshot().await?;
        let id = &attempt.id;
        let newest = sqlx::query("SELECT coalesce(max(id), 0) AS id FROM events WHERE attempt = $1")
            .bind(id.as_str())
            .fetch_one(&mut *tx)
            .await?;
        Ok(AttemptView {
            attempt: attempt.clone(),
            sandbox: sandbox_of(&mut tx, id).await?,
            steps: steps::steps(&mut tx, id).await?,
            runs: runs::latest(&mut tx, id).await?,
            files: files::files(&mut tx, id).await?,
            helps: helps::helps(&mut tx, id).await?,
            replays: replays::replays(&mut tx, id).await?,
            predictions: predictions::predictions(&mut tx, id).await?,
            last_event: newest.try_get("id")?,
        })
    }
}

async fn insert(db: &mut SqliteConnection, attempt: &Attempt) -> Result<(), StoreError> {
    let class = sqlx::query(concat!("SELECT ", class_of_learner!(), " AS class"))
        .bind(attempt.learner.as_str())
        .fetch_one(&mut *db)
        .await?;
    let class: Option<String> = class.try_get("class")?;
    sqlx::query("INSERT INTO attempts (id, learner, lab, created, ended, class) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(attempt.id.as_str())
        .bind(attempt.learner.as_str())
        .bind(attempt.lab.as_str())
        .bind(attempt.created)
        .bind(attempt.ended)
        .bind(class)
        .execute(&mut *db)
        .await?;
    sqlx::query("UPDATE learners SET seen = max(seen, $2) WHERE id = $1")
        .bind(attempt.learner.as_str())
        .bind(attempt.created)
        .execute(&mut *db)
        .await?;
    events::append(db, &attempt.id, &EventKind::Opened, attempt.created).await?;
    Ok(())
}

async fn current(db: &mut SqliteConnection, learner: &LearnerId, lab: &LabId) -> Result<Option<Attempt>, StoreError> {
    let row = sqlx::query(concat!(
        "SELECT id, learner, lab, created, ended FROM attempts
         WHERE learner = $1 AND lab = $2 AND ended IS NULL AND class IS ",
        class_of_learner!()
    ))
    .bind(learner.as_str())
    .bind(lab.as_str())
    .fetch_optional(db)
    .await?;
    row.as_ref().map(read).transpose()
}

pub(super) fn read(row: &SqliteRow) -> Result<Attempt, StoreError> {
    let record = Record::new(row, "attempts", &["id"]);
    Ok(Attempt {
        id: record.parse("id")?,
        learner: record.parse("learner")?,
        lab: record.parse("lab")?,
        created: record.get("created")?,
        ended: record.get("ended")?,
    })
}
