//! What can go wrong for a visitor, and the one place that turns it into an answer.
//!
//! A page gets our error page in its own language, a script gets JSON in all
//! three. The cause of a failure is logged here, once, and never shown.

use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::at::Place;
use super::format;
use super::page::{self, Frame};
use crate::check::Message;
use crate::engine::EngineError;
use crate::i18n;
use crate::store::StoreError;

/// What went wrong, as far as a visitor may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is nothing at this address, or no lab, command, question, file or run of that name.
    NotFound(&'static str),
    /// The address exists, but not for this method.
    WrongMethod,
    /// What was sent can't be read.
    BadRequest,
    /// Only a WebSocket can be had here, and none was asked for.
    NotUpgraded,
    /// The request came from another site.
    CrossSite,
    /// The resume code or the cookie is nobody's.
    UnknownLearner,
    /// The lab was not opened, or was opened by somebody else.
    NotOpen,
    /// Another command of the sandbox is still running.
    Busy,
    /// Steps are being done for the learner.
    CatchingUp,
    /// The class has ended.
    ClassOver,
    /// Very many from the visitor's address try join codes at this moment.
    Crowded,
    /// Only an instructor may.
    NotInstructor,
    /// The id of a run was used for another command.
    RunIdTaken,
    /// What was sent is larger than so many bytes.
    TooLarge(usize),
    /// All of so many sandboxes are taken.
    Full(usize),
    /// The cluster would let learners own its nodes, so no lab is opened.
    Unfenced,
    /// Whether it would is not known yet.
    FenceUnknown,
    /// The cluster can't be reached or refused.
    Cluster,
    /// Anything else; only the log knows.
    Internal,
}

impl Problem {
    /// The status and the word for scripts.
    #[must_use]
    pub fn status(&self) -> (StatusCode, &'static str) {
        match self {
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not-found"),
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong-method"),
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad-request"),
            Self::NotUpgraded => (StatusCode::UPGRADE_REQUIRED, "not-upgraded"),
            Self::CrossSite => (StatusCode::FORBIDDEN, "cross-site"),
            Self::UnknownLearner => (StatusCode::UNAUTHORIZED, "unknown-learner"),
            Self::NotOpen => (StatusCode::CONFLICT, "not-open"),
            Self::Busy => (StatusCode::CONFLICT, "busy"),
            Self::CatchingUp => (StatusCode::CONFLICT, "catching-up"),
            Self::ClassOver => (StatusCode::CONFLICT, "class-over"),
            Self::Crowded => (StatusCode::TOO_MANY_REQUESTS, "crowded"),
            Self::NotInstructor => (StatusCode::UNAUTHORIZED, "not-instructor"),
            Self::RunIdTaken => (StatusCode::CONFLICT, "run-id-taken"),
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Self::Full(_) => (StatusCode::SERVICE_UNAVAILABLE, "full"),
            Self::Unfenced => (StatusCode::SERVICE_UNAVAILABLE, "unfenced"),
            Self::FenceUnknown => (StatusCode::SERVICE_UNAVAILABLE, "fence-unknown"),
            Self::Cluster => (StatusCode::SERVICE_UNAVAILABLE, "cluster"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// What happened, without a language.
    #[must_use]
    pub fn message(&self) -> Message {
        let message = Message::new(&format!("error-{}", self.status().1));
        match self {
            Self::NotFound(what) => message.with("what", *what),
            Self::TooLarge(bytes) => message.with("kib", i64::try_from(bytes / 1024).unwrap_or(i64::MAX)),
            Self::Full(count) => message.with("n", i64::try_from(*count).unwrap_or(i64::MAX)),
            _ => message,
        }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::NotFound(what) => Self::NotFound(what),
            EngineError::NotOpen => Self::NotOpen,
            EngineError::Full(count) => Self::Full(count),
            EngineError::Busy(_) => Self::Busy,
            EngineError::CatchingUp => Self::CatchingUp,
            EngineError::ClassOver => Self::ClassOver,
            EngineError::Crowded => Self::Crowded,
            EngineError::RunIdTaken => Self::RunIdTaken,
            EngineError::TooLarge(bytes) => Self::TooLarge(bytes),
            EngineError::Cluster(cause) => {
                tracing::warn!(error = %cause, "the cluster did not do what a visitor asked for");
                Self::Cluster
            }
            EngineError::Unfenced(_) => Self::Unfenced,
            EngineError::FenceUnknown => Self::FenceUnknown,
            EngineError::Unreachable => Self::Cluster,
            EngineError::Store(cause) => Self::from(cause),
            cause @ (EngineError::Random(_) | EngineError::Id(_)) => {
                tracing::error!(error = %cause, "an id could not be made");
                Self::Internal
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed while answering a visitor");
        Self::Internal
    }
}

/// A problem and where the visitor met it.
#[derive(Debug)]
pub struct Failure {
    /// Where: decides between page and JSON, and the language.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    text: String,
    /// What is safe and what to do next, cut at its code.
    next: Vec<(bool, String)>,
    /// Where to go next, if not to the catalogue.
    way_out: Option<(String, String)>,
}

impl ErrorPage {
    fn new(place: &Place, problem: &Problem) -> Self {
        let (status, code) = problem.status();
        let frame = Frame::new(place, &format!("error-{code}-title"));
        let tr = frame.tr;
        let lab = place.lab_path();
        let way_out = match problem {
            Problem::NotInstructor => Some((format!("/{}/instructor", place.lang.code()), tr.msg("login-go"))),
            Problem::ClassOver => Some((format!("/{}/class", place.lang.code()), tr.msg("class-mine"))),
            Problem::NotOpen => lab.map(|path| (path, tr.msg("error-way-open"))),
            Problem::Busy
            | Problem::CatchingUp
            | Problem::RunIdTaken
            | Problem::TooLarge(_)
            | Problem::BadRequest
            | Problem::CrossSite => lab.map(|path| (path, tr.msg("error-way-back"))),
            Problem::Full(_) | Problem::FenceUnknown | Problem::Cluster | Problem::Internal => {
                lab.map(|path| (path, tr.msg("error-way-again")))
            }
            _ => None,
        };
        let next = format::pieces(&tr.msg(&format!("error-{code}-next")));
        Self { text: tr.message(&problem.message()), status: status.as_u16(), next, way_out, frame }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, code) = self.problem.status();
        if self.place.is_api() {
            let message = i18n::all(&self.problem.message());
            return (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response();
        }
        (status, page::html(&ErrorPage::new(&self.place, &self.problem))).into_response()
    }
}

/// Answers addresses that nothing is at.
pub async fn no_such_page(place: Place) -> Failure {
    place.fail(Problem::NotFound("page"))
}

/// Answers a known address asked with another method.
pub async fn wrong_method(place: Place) -> Failure {
    place.fail(Problem::WrongMethod)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Tr;
    use crate::lab::Lang;

    #[test]
    fn every_problem_has_its_words_in_every_language() {
        let all = [
            Problem::NotFound("lab"),
            Problem::WrongMethod,
            Problem::BadRequest,
            Problem::NotUpgraded,
            Problem::CrossSite,
            Problem::UnknownLearner,
            Problem::NotOpen,
            Problem::Busy,
            Problem::CatchingUp,
            Problem::ClassOver,
            Problem::Crowded,
            Problem::NotInstructor,
            Problem::RunIdTaken,
            Problem::TooLarge(65_536),
            Problem::Full(20),
            Problem::Unfenced,
            Problem::FenceUnknown,
            Problem::Cluster,
            Problem::Internal,
        ];
        for lang in Lang::ALL {
            for problem in &all {
                for suffix in ["", "-title", "-next"] {
                    let key = format!("{}{suffix}", problem.message().key);
                    let text = Tr::new(lang).message(&Message { key: key.clone(), ..problem.message() });
                    assert!(!text.contains(&key) && !text.contains('{'), "{lang:?} {key}: {text}");
                }
            }
        }
    }
}
