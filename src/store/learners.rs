//! Learners: anonymous, known by the hashes of their session tokens and of their resume code.

use super::rows::Record;
use super::{Store, StoreError};
use crate::id::LearnerId;
use crate::progress::Millis;

impl Store {
    /// Adds a learner with their first session token and their resume code.
    ///
    /// # Errors
    /// When the database fails, or one of the three is already there.
    pub async fn create_learner(
        &self,
        learner: &LearnerId,
        token_hash: &str,
        resume_hash: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("INSERT INTO learners (id, resume_hash, created, seen) VALUES ($1, $2, $3, $3)")
            .bind(learner.as_str())
            .bind(resume_hash)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO learner_tokens (hash, learner, created) VALUES ($1, $2, $3)")
            .bind(token_hash)
            .bind(learner.as_str())
            .bind(now)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Takes back a learner who could not get in, with all that was written of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_learner(&self, learner: &LearnerId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM learners WHERE id = $1").bind(learner.as_str()).execute(&self.write).await?;
        Ok(())
    }

    /// How many learners there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_learners(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM learners").fetch_one(&self.read).await?)
    }

    /// Whose session token this is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn learner_by_token(&self, hash: &str) -> Result<Option<LearnerId>, StoreError> {
        let row = sqlx::query("SELECT hash, learner FROM learner_tokens WHERE hash = $1")
            .bind(hash)
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| Record::new(&row, "learner_tokens", &["hash"]).parse("learner")).transpose()
    }

    /// Whose resume code this is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn learner_by_resume(&self, hash: &str) -> Result<Option<LearnerId>, StoreError> {
        let row =
            sqlx::query("SELECT id FROM learners WHERE resume_hash = $1").bind(hash).fetch_optional(&self.read).await?;
        row.map(|row| Record::new(&row, "learners", &["id"]).parse("id")).transpose()
    }

    /// Gives the learner another session token, for another browser.
    ///
    /// # Errors
    /// When the database fails, there is no such learner, or the token is somebody's.
    pub async fn add_token(&self, learner: &LearnerId, hash: &str, now: Millis) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("INSERT INTO learner_tokens (hash, learner, created) VALUES ($1, $2, $3)")
            .bind(hash)
            .bind(learner.as_str())
            .bind(now)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE learners SET seen = max(seen, $2) WHERE id = $1")
            .bind(learner.as_str())
            .bind(now)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Ends one session; forgetting an unknown one is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_token(&self, hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM learner_tokens WHERE hash = $1").bind(hash).execute(&self.write).await?;
        Ok(())
    }

    /// Replaces the learner's resume code; the old one leads nowhere from now on.
    ///
    /// # Errors
    /// When the database fails or there is no such learner.
    pub async fn set_resume(&self, learner: &LearnerId, hash: &str) -> Result<(), StoreError> {
        let done = sqlx::query("UPDATE learners SET resume_hash = $2 WHERE id = $1")
            .bind(learner.as_str())
            .bind(hash)
            .execute(&self.write)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Missing { table: "learners", id: learner.to_string() });
        }
        Ok(())
    }
}
