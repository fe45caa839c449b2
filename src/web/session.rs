//! Who is asking: an opaque cookie for browsers, a resume code for scripts and other computers.
//! The store knows hashes only.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::AppState;
use super::at::Place;
use super::problem::{Failure, Problem};
use crate::id::LearnerId;
use crate::store::hash_secret;

/// The learner's cookie.
pub const LEARNER: &str = "kindlab";

/// The instructor's cookie.
pub const INSTRUCTOR: &str = "kindlab_instructor";

/// Whoever sent a request.
pub struct Visitor {
    /// The learner they are, if the server knows them.
    pub learner: Option<LearnerId>,
    /// The hash of the cookie they are known by; a script with a resume code has none.
    pub session: Option<String>,
}

impl Visitor {
    /// The learner; somebody unknown has opened nothing.
    ///
    /// # Errors
    /// When nobody is known.
    pub fn known(&self, place: &Place) -> Result<&LearnerId, Failure> {
        self.learner.as_ref().ok_or_else(|| place.fail(Problem::NotOpen))
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let Ok(place) = Place::from_request_parts(parts, app).await;
        if place.is_api()
            && let Some(code) = bearer(parts)
        {
            let found = app.engine.store().learner_by_resume(&hash_secret(&code)).await;
            let learner = found.map_err(|error| place.fail(error))?;
            return match learner {
                Some(learner) => Ok(Self { learner: Some(learner), session: None }),
                None => Err(place.fail(Problem::UnknownLearner)),
            };
        }
        let Some(cookie) = CookieJar::from_headers(&parts.headers).get(LEARNER).map(|it| hash_secret(it.value()))
        else {
            return Ok(Self { learner: None, session: None });
        };
        let learner = app.engine.store().learner_by_token(&cookie).await.map_err(|error| place.fail(error))?;
        Ok(Self { session: learner.as_ref().map(|_| cookie), learner })
    }
}

/// The secret that a script sends with a request.
pub fn bearer(parts: &Parts) -> Option<String> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, code) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| code.trim().to_owned())
}

/// The cookie that makes a browser a learner's.
#[must_use]
pub fn learner_cookie(token: String) -> Cookie<'static> {
    let mut cookie = cookie(LEARNER, token);
    cookie.make_permanent();
    cookie
}

/// A cookie scripts can't read and other sites can't send along.
#[must_use]
pub fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    let mut cookie = Cookie::new(name, value);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie
}
