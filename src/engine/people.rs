//! Learners' and instructors' secrets: made here, kept hashed in the store.

use super::{Engine, EngineError, now};
use crate::id::{LearnerId, random_text};
use crate::store::hash_secret;

/// A learner who was just made. The secrets are shown once and kept hashed.
#[derive(Debug, Clone)]
pub struct NewLearner {
    /// Who.
    pub learner: LearnerId,
    /// For the cookie: 256 bits.
    pub token: String,
    /// To continue on another computer: 100 bits.
    pub resume_code: String,
}

/// 52 characters of 5 bits.
const TOKEN: usize = 52;
const RESUME: usize = 20;

impl Engine {
    /// Makes a learner: anonymous, known by a random cookie.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn new_learner(&self) -> Result<NewLearner, EngineError> {
        let learner: LearnerId = random_text(16)?.parse()?;
        let (token, resume_code) = (random_text(TOKEN)?, random_text(RESUME)?);
        self.0.store.create_learner(&learner, &hash_secret(&token), &hash_secret(&resume_code), now()).await?;
        Ok(NewLearner { learner, token, resume_code })
    }

    /// Makes a new resume code for a learner; the one before is no longer good.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn new_resume_code(&self, learner: &LearnerId) -> Result<String, EngineError> {
        let code = random_text(RESUME)?;
        self.0.store.set_resume(learner, &hash_secret(&code)).await?;
        Ok(code)
    }

    /// Trades a resume code for a session token; `None` when nobody has that code.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn resume(&self, code: &str) -> Result<Option<String>, EngineError> {
        let code = code.trim().to_lowercase().replace(['-', ' '], "");
        let Some(learner) = self.0.store.learner_by_resume(&hash_secret(&code)).await? else { return Ok(None) };
        let token = random_text(TOKEN)?;
        self.0.store.add_token(&learner, &hash_secret(&token), now()).await?;
        Ok(Some(token))
    }

    /// Makes a browser's token good for nothing; progress and sandboxes stay.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leave(&self, token: &str) -> Result<(), EngineError> {
        Ok(self.0.store.forget_token(&hash_secret(token)).await?)
    }

    /// Trades an instructor's token for a session; `None` when it is not one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn instructor_login(&self, token: &str) -> Result<Option<String>, EngineError> {
        if !self.is_instructor_token(token).await? {
            return Ok(None);
        }
        let session = random_text(TOKEN)?;
        self.0.store.add_instructor_session(&hash_secret(&session), now()).await?;
        Ok(Some(session))
    }

    /// Whether this is an instructor's token: scripts send it with each request.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_instructor_token(&self, token: &str) -> Result<bool, EngineError> {
        Ok(self.0.store.instructor_token_valid(&hash_secret(token.trim())).await?)
    }

    /// Ends an instructor's session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn instructor_logout(&self, session: &str) -> Result<(), EngineError> {
        Ok(self.0.store.forget_instructor_session(&hash_secret(session)).await?)
    }

    /// Whether a session is an instructor's, now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_instructor(&self, session: &str) -> Result<bool, EngineError> {
        Ok(self.0.store.instructor_session_valid(&hash_secret(session), now()).await?)
    }
}
