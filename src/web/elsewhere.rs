//! Continuing in another browser, and leaving this one.
//!
//! A code is kept hashed, so it can be shown only when it is made: each time it is asked for. A link carries it in
//! the fragment, which no server sees and no Referer says.

use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::header::{ORIGIN, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::AppState;
use super::at::{Anywhere, At, Place};
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::session::{self, Visitor};
use crate::id::{LabId, random_text};

/// Ties the form for a code to the browser that asked for it.
const FORM: &str = "kindlab_form";
const FORM_LENGTH: usize = 26;
const NO_REFERRER: [(HeaderName, &str); 1] = [(REFERRER_POLICY, "no-referrer")];

/// Where a visitor came from: they are led back there.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    lab: Option<String>,
}

impl From {
    /// The lab named, if there is one of that name.
    fn lab(self, app: &AppState) -> Option<LabId> {
        super::join::lab_of(app, self.lab.as_deref()?)
    }
}

/// The same from an address, whatever is in it.
fn lab_of(from: Result<Query<From>, QueryRejection>, app: &AppState) -> Option<LabId> {
    from.ok()?.0.lab(app)
}

fn home(place: &Place, lab: Option<&LabId>) -> String {
    let labs = format!("/{}/labs", place.lang.code());
    lab.map_or_else(|| labs.clone(), |lab| format!("{labs}/{lab}"))
}

/// The page that takes a code.
#[derive(Template)]
#[template(path = "learner/resume.html")]
pub struct ResumePage {
    /// The page's frame.
    pub frame: Frame,
    /// Whether the code that was sent is nobody's.
    pub refused: bool,
    /// Whether this browser has progress of its own, which the code would replace.
    pub known: bool,
    /// The lab to go on with.
    pub lab: Option<LabId>,
    /// The other half of the cookie of the same purpose.
    pub form: String,
}

/// Asks for a resume code.
pub async fn resume_page(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    jar: CookieJar,
    from: Result<Query<From>, QueryRejection>,
) -> Result<Response, Failure> {
    let lab = lab_of(from, &app);
    resume_form(&at.place, visitor.learner.is_some(), lab, jar, false)
}

fn resume_form(
    place: &Place,
    known: bool,
    lab: Option<LabId>,
    jar: CookieJar,
    refused: bool,
) -> Result<Response, Failure> {
    let kept = jar.get(FORM).map(|cookie| cookie.value().to_owned()).filter(|value| value.len() == FORM_LENGTH);
    let form = match kept {
        Some(form) => form,
        None => random_text(FORM_LENGTH).map_err(|_| place.fail(Problem::Internal))?,
    };
    let mut cookie = session::cookie(FORM, form.clone());
    cookie.set_same_site(SameSite::Strict);
    let frame = Frame::new(place, "resume-title");
    let page = page::html(&ResumePage { frame, refused, known, lab, form });
    Ok((NO_REFERRER, jar.add(cookie), page).into_response())
}

/// What the form sends.
#[derive(Deserialize)]
pub struct ResumeForm {
    code: String,
    lab: Option<String>,
    #[serde(default)]
    form: String,
}

/// Whether the form came from this server's page.
///
/// NB: the page says `no-referrer`, so browsers send its form with `Origin: null` (Fetch, "append a request Origin
/// header"), and over plain HTTP nothing else tells where it came from. Then the cookie does, which other sites can
/// neither read nor have sent along.
fn is_ours(headers: &HeaderMap, jar: &CookieJar, form: &str) -> bool {
    match headers.get("sec-fetch-site").map(|value| value.as_bytes()) {
        Some(b"same-origin" | b"none") => return true,
        Some(b"") | None => {}
        Some(_) => return false,
    }
    let Some(origin) = headers.get(ORIGIN).map(|value| value.as_bytes()) else { return true };
    let own = headers.get("host").map(|value| value.as_bytes());
    let from = origin.strip_prefix(b"http://").or_else(|| origin.strip_prefix(b"https://"));
    if from.is_some() {
        return from == own;
    }
    let known = jar.get(FORM).map(|cookie| cookie.value());
    form.len() == FORM_LENGTH && known == Some(form)
}

/// Makes this browser the learner's whose code it is.
pub async fn resume(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    jar: CookieJar,
    headers: HeaderMap,
    form: Result<Form<ResumeForm>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Form(sent)) = form else { return Err(place.fail(Problem::BadRequest)) };
    if !is_ours(&headers, &jar, &sent.form) {
        return Err(place.fail(Problem::CrossSite));
    }
    let lab = From { lab: sent.lab }.lab(&app);
    match app.engine.resume(&sent.code).await.map_err(|error| place.fail(error))? {
        Some(token) => {
            let jar = jar.add(session::learner_cookie(token)).remove(Cookie::build(FORM).path("/"));
            Ok((NO_REFERRER, jar, Redirect::to(&home(&place, lab.as_ref()))).into_response())
        }
        None => resume_form(&place, visitor.learner.is_some(), lab, jar, true),
    }
}

/// The page with the code, and the way out.
#[derive(Template)]
#[template(path = "learner/elsewhere.html")]
pub struct ElsewherePage {
    /// The page's frame.
    pub frame: Frame,
    /// Whether the server knows this browser.
    pub known: bool,
    /// The code, just made.
    pub code: Option<String>,
    /// Whether the learner is about to leave.
    pub leaving: bool,
    /// The lab they came from.
    pub lab: Option<LabId>,
}

impl ElsewherePage {
    fn new(place: &Place, visitor: &Visitor, lab: Option<LabId>, leaving: bool) -> Self {
        let title = if leaving { "leave-title" } else { "elsewhere-title" };
        let known = visitor.learner.is_some();
        Self { frame: Frame::new(place, title), known, code: None, leaving, lab }
    }

    /// The code in groups of four, as people copy it.
    #[must_use]
    pub fn grouped(&self) -> Vec<String> {
        let letters: Vec<char> = self.code.iter().flat_map(|code| code.chars()).collect();
        letters.chunks(4).map(|group| group.iter().collect()).collect()
    }

    /// What follows a path, so that the lab is not forgotten on the way.
    #[must_use]
    pub fn query(&self) -> String {
        self.lab.as_ref().map(|lab| format!("?lab={lab}")).unwrap_or_default()
    }

    /// Where the learner came from.
    #[must_use]
    pub fn back(&self) -> String {
        let labs = format!("/{}/labs", self.frame.lang.code());
        self.lab.as_ref().map_or_else(|| labs.clone(), |lab| format!("{labs}/{lab}"))
    }
}

/// Says how to continue elsewhere.
pub async fn show(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    from: Result<Query<From>, QueryRejection>,
) -> Response {
    page::html(&ElsewherePage::new(&at.place, &visitor, lab_of(from, &app), false))
}

/// Asks before this browser is forgotten.
pub async fn ask_to_leave(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    from: Result<Query<From>, QueryRejection>,
) -> Response {
    page::html(&ElsewherePage::new(&at.place, &visitor, lab_of(from, &app), true))
}

/// What the button for a code sends.
#[derive(Deserialize)]
pub struct CodeForm {
    lab: Option<String>,
    /// Whether the learner asked on their way out.
    leaving: Option<String>,
}

/// Makes a code and shows it, once.
pub async fn new_code(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    form: Result<Form<CodeForm>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Form(sent)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let learner = visitor.known(&place)?;
    let code = app.engine.new_resume_code(learner).await.map_err(|error| place.fail(error))?;
    let lab = From { lab: sent.lab }.lab(&app);
    let mut page = ElsewherePage::new(&place, &visitor, lab, sent.leaving.is_some());
    page.code = Some(code);
    Ok((NO_REFERRER, page::html(&page)).into_response())
}

/// Forgets this browser.
pub async fn leave(State(app): State<AppState>, at: At<Anywhere>, jar: CookieJar) -> Result<Response, Failure> {
    let place = at.place;
    if let Some(cookie) = jar.get(session::LEARNER) {
        app.engine.leave(cookie.value()).await.map_err(|error| place.fail(error))?;
    }
    let jar = jar.remove(Cookie::build(session::LEARNER).path("/"));
    Ok((jar, Redirect::to(&home(&place, None))).into_response())
}
