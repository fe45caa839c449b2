//! The catalogue: which labs there are and how far the visitor is in each.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::AppState;
use super::at::{Anywhere, At, Place};
use super::format;
use super::icon;
use super::page::{self, Frame};
use super::problem::Failure;
use super::session::Visitor;
use super::workspace::progress;
use crate::lab::Lab;
use crate::progress::AttemptView;

/// The catalogue's page.
#[derive(Template)]
#[template(path = "learner/catalog.html")]
pub struct CatalogPage {
    /// The page's frame.
    pub frame: Frame,
    /// The labs in suggested order.
    pub labs: Vec<Entry>,
    /// Whether the server knows this browser.
    pub known: bool,
}

/// One lab of the catalogue.
pub struct Entry {
    /// Its page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// The end of the level's string key.
    pub level: &'static str,
    /// Minutes for an unhurried learner.
    pub minutes: i64,
    /// How many steps it has.
    pub steps: i64,
    /// Steps that can be passed.
    pub total: usize,
    /// Steps passed; `None` when the visitor did not open it.
    pub passed: Option<usize>,
}

impl Entry {
    /// How a lab is listed.
    #[must_use]
    pub fn new(place: &Place, lab: &Lab, attempt: Option<&AttemptView>) -> Self {
        let prose = lab.prose(place.lang);
        let (passed, total) = progress(lab, attempt);
        Self {
            path: super::lab_page::path_of(place, lab),
            title: prose.title.clone(),
            summary: prose.summary.clone(),
            level: format::level(lab.file.level),
            minutes: lab.file.minutes.into(),
            steps: i64::try_from(lab.file.steps.len()).unwrap_or(i64::MAX),
            total,
            passed: attempt.map(|_| passed),
        }
    }
}

/// Sends a visitor to the catalogue in their language.
pub async fn home(place: Place) -> Redirect {
    Redirect::to(&format!("/{}/labs", place.lang.code()))
}

/// The same for an address that already has a language.
pub async fn home_in(at: At<Anywhere>) -> Redirect {
    home(at.place).await
}

/// Answers the catalogue.
pub async fn show(State(app): State<AppState>, at: At<Anywhere>, visitor: Visitor) -> Result<Response, Failure> {
    let place = at.place;
    let mut labs: Vec<_> = app.engine.labs().values().collect();
    labs.sort_by_key(|lab| (lab.file.order, lab.id().clone()));
    let mut entries = Vec::with_capacity(labs.len());
    for lab in labs {
        let attempt = match &visitor.learner {
            Some(learner) => app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?,
            None => None,
        };
        entries.push(Entry::new(&place, lab, attempt.as_ref()));
    }
    let mut frame = Frame::new(&place, "catalog-title");
    frame.cluster_ok = app.engine.cluster_ok();
    Ok(page::html(&CatalogPage { frame, labs: entries, known: visitor.learner.is_some() }).into_response())
}
