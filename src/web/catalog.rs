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
use crate::i18n;
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
    /// Which of them to open now: the string's key that says why, and its place among them.
    pub next: Option<(&'static str, usize)>,
}

/// Where a visitor goes on: with what they touched last and did not finish (`touched` holds the newest event's number
/// of each lab they opened), else with the first lab they never opened.
fn next(entries: &[Entry], touched: &[Option<i64>]) -> Option<(&'static str, usize)> {
    let open = |index: &usize| entries[*index].passed.is_some_and(|passed| passed < entries[*index].total);
    let begun = (0..entries.len()).filter(open).max_by_key(|index| touched[*index]);
    let fresh = || entries.iter().position(|entry| entry.passed.is_none());
    let first = entries.iter().all(|entry| entry.passed.is_none());
    match begun {
        Some(index) => Some(("catalog-continue", index)),
        None => fresh().map(|index| (if first { "catalog-start" } else { "catalog-next" }, index)),
    }
}

/// One lab of the catalogue.
pub struct Entry {
    /// Its page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// What the learner can do afterwards.
    pub objectives: Vec<String>,
    /// The end of the level's string key.
    pub level: &'static str,
    /// Minutes for an unhurried learner.
    pub minutes: i64,
    /// How many steps it has.
    pub steps: i64,
    /// Steps that can be passed.
    pub total: usize,
    /// How long its sandbox is kept without an action, in words; `None` without one.
    pub left: Option<String>,
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
            objectives: prose.objectives.clone(),
            level: format::level(lab.file.level),
            minutes: lab.file.minutes.into(),
            steps: i64::try_from(lab.file.steps.len()).unwrap_or(i64::MAX),
            total,
            left: None,
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
    let catalogue = app.engine.catalogue();
    let (mut entries, mut touched) = (Vec::new(), Vec::new());
    for lab in catalogue.in_order() {
        let attempt = match &visitor.learner {
            Some(learner) => app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?,
            None => None,
        };
        touched.push(attempt.as_ref().map(|attempt| attempt.last_event));
        let mut entry = Entry::new(&place, lab, attempt.as_ref());
        let left = attempt.as_ref().and_then(|view| format::millis(app.engine.time_left(view)));
        entry.left = left.map(|left| i18n::duration(place.lang, left.max(60_000) / 60_000 * 60_000));
        entries.push(entry);
    }
    let mut frame = Frame::new(&place, "catalog-title");
    frame.cluster_ok = app.engine.cluster_ok();
    frame.shut = app.engine.shut();
    frame.problems = catalogue.problems.iter().map(ToString::to_string).collect();
    let next = next(&entries, &touched);
    Ok(page::html(&CatalogPage { frame, labs: entries, known: visitor.learner.is_some(), next }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(passed: Option<usize>) -> Entry {
        let text = String::new;
        Entry {
            path: text(),
            title: text(),
            summary: text(),
            objectives: Vec::new(),
            level: "x",
            minutes: 1,
            steps: 3,
            total: 3,
            left: None,
            passed,
        }
    }

    #[test]
    fn a_visitor_is_sent_to_what_they_touched_last_and_then_to_what_is_new() {
        let new = || entry(None);
        assert_eq!(next(&[], &[]), None);
        assert_eq!(next(&[new(), new()], &[None, None]), Some(("catalog-start", 0)));
        let three = [entry(Some(1)), entry(Some(2)), new()];
        assert_eq!(next(&three, &[Some(9), Some(5), None]), Some(("catalog-continue", 0)));
        assert_eq!(next(&three, &[Some(5), Some(9), None]), Some(("catalog-continue", 1)));
        assert_eq!(next(&[entry(Some(3)), new()], &[Some(9), None]), Some(("catalog-next", 1)));
        assert_eq!(next(&[entry(Some(3))], &[Some(9)]), None, "all is done");
    }
}
