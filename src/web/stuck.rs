//! Never stuck: begin the lab again, go back to the start of a step, catch up. Each is shown before it is done.

use askama::Template;
use axum::extract::State;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use schemars::JsonSchema;
use serde::Deserialize;

use super::AppState;
use super::at::{At, OfLab, OfStep, Place};
use super::lab_page::path_of;
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::replay::name_of;
use super::session::Visitor;
use crate::i18n::Tr;
use crate::id::{AttemptId, StepId};
use crate::lab::{Lab, StepKind};
use crate::progress::{AttemptView, Way};

/// What would be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// The lab begins again.
    Reset,
    /// A step begins again.
    Again,
    /// The steps before a step are done.
    CatchUp,
}

/// The page that says what would be done.
#[derive(Template)]
#[template(path = "learner/stuck.html")]
pub struct StuckPage {
    /// The page's frame.
    pub frame: Frame,
    /// The lab's address.
    pub path: String,
    /// The lab's title.
    pub lab: String,
    /// What would be done.
    pub doing: Doing,
    /// The step, and its number and title.
    pub step: Option<(StepId, String)>,
    /// What is in the learner's namespace: kinds, and the names of their objects.
    pub there: Vec<(&'static str, Vec<String>)>,
    /// The steps whose reference would run.
    pub plan: Vec<String>,
    /// The attempt that is shown: a form sent twice does its work once.
    pub attempt: AttemptId,
    /// The newest replay that is shown, for the same reason.
    pub seen: String,
    /// Whether something goes on that must end first.
    pub busy: bool,
}

impl StuckPage {
    /// What would be done to an attempt.
    #[must_use]
    pub fn new(
        place: &Place,
        lab: &Lab,
        attempt: &AttemptView,
        doing: Doing,
        step: Option<&StepId>,
        there: Vec<(&'static str, Vec<String>)>,
    ) -> Self {
        let tr = Tr::new(place.lang);
        let title = match doing {
            Doing::Reset => "reset-title",
            Doing::Again => "again-title",
            Doing::CatchUp => "catch-up-title",
        };
        Self {
            frame: Frame::new(place, title),
            path: path_of(place, lab),
            lab: lab.prose(place.lang).title.clone(),
            doing,
            step: step.map(|id| (id.clone(), name_of(lab, id, tr))),
            there,
            plan: step.map_or_else(Vec::new, |id| plan(lab, attempt, doing, id, tr)),
            attempt: attempt.attempt.id.clone(),
            seen: attempt.replays.last().map_or_else(String::new, |replay| replay.id.clone()),
            busy: attempt.replaying().is_some(),
        }
    }

    /// Whether there is nothing to catch up with.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.doing == Doing::CatchUp && self.plan.is_empty()
    }

    /// Where the form goes.
    #[must_use]
    pub fn action(&self) -> String {
        match (&self.doing, &self.step) {
            (Doing::Again, Some((id, _))) => format!("{}/steps/{id}/reset", self.path),
            (Doing::CatchUp, Some((id, _))) => format!("{}/steps/{id}/catch-up", self.path),
            _ => format!("{}/reset", self.path),
        }
    }

    /// Where the learner came from.
    #[must_use]
    pub fn back(&self) -> String {
        match &self.step {
            Some((id, _)) => format!("{}#step-{id}", self.path),
            None => self.path.clone(),
        }
    }
}

/// The steps that would be done: those before, without what passed in this sandbox where all of it stays.
fn plan(lab: &Lab, attempt: &AttemptView, doing: Doing, target: &StepId, tr: &Tr) -> Vec<String> {
    let sandbox = attempt.sandbox.as_ref().map(|sandbox| &sandbox.id);
    let is_left_alone = |id: &StepId, kind: StepKind| {
        attempt.steps.get(id).is_some_and(|state| {
            let here = doing == Doing::CatchUp && sandbox.is_some() && state.sandbox.as_ref() == sandbox;
            state.is_not_judged_here() || state.passed.is_some() && (kind == StepKind::Asked || here)
        })
    };
    let before = lab.before(target).iter().filter(|step| step.kind != StepKind::Read);
    before.filter(|step| !is_left_alone(&step.id, step.kind)).map(|step| name_of(lab, &step.id, tr)).collect()
}

async fn preview(
    app: &AppState,
    place: &Place,
    visitor: &Visitor,
    lab: &Lab,
    doing: Doing,
    step: Option<&StepId>,
) -> Result<Response, Failure> {
    let learner = visitor.known(place)?;
    let view = app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let view = view.ok_or_else(|| place.fail(Problem::NotOpen))?;
    let there = app.engine.objects(&view);
    let mut page = StuckPage::new(place, lab, &view, doing, step, there);
    page.frame.cluster_ok = app.engine.cluster_ok();
    Ok(page::html(&page))
}

/// Shows what beginning the lab again would do.
pub async fn show_reset(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Response, Failure> {
    preview(&app, &at.place, &visitor, &at.on.lab, Doing::Reset, None).await
}

/// Shows what going back to the start of a step would do.
pub async fn show_again(State(app): State<AppState>, at: At<OfStep>, visitor: Visitor) -> Result<Response, Failure> {
    preview(&app, &at.place, &visitor, &at.on.lab, Doing::Again, Some(&at.on.step)).await
}

/// Shows what catching up would do.
pub async fn show_catch_up(State(app): State<AppState>, at: At<OfStep>, visitor: Visitor) -> Result<Response, Failure> {
    preview(&app, &at.place, &visitor, &at.on.lab, Doing::CatchUp, Some(&at.on.step)).await
}

/// What the forms send.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StuckForm {
    /// The attempt that the page showed.
    from: Option<String>,
    /// The newest replay that the page showed.
    seen: Option<String>,
    /// `keep` or `drop`.
    volumes: Option<String>,
}

type Posted = Result<Form<StuckForm>, FormRejection>;

fn read(place: &Place, form: Posted) -> Result<StuckForm, Failure> {
    form.map(|Form(form)| form).map_err(|_| place.fail(Problem::BadRequest))
}

/// Begins the lab again.
pub async fn reset(
    State(app): State<AppState>,
    at: At<OfLab>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    // Scripts may post nothing at all.
    let form = match form {
        Err(FormRejection::InvalidFormContentType(_)) => StuckForm::default(),
        form => read(&place, form)?,
    };
    let from = form.from.map(|from| from.parse()).transpose();
    let from: Option<AttemptId> = from.map_err(|_| place.fail(Problem::BadRequest))?;
    let learner = visitor.known(&place)?;
    app.engine.reset(learner, lab.id(), from.as_ref()).await.map_err(|error| place.fail(error))?;
    Ok(Redirect::to(&path_of(&place, &lab)).into_response())
}

async fn replay(
    app: &AppState,
    at: &At<OfStep>,
    visitor: &Visitor,
    way: Way,
    seen: Option<&str>,
) -> Result<(), Failure> {
    let learner = visitor.known(&at.place)?;
    let begun = app.engine.replay(learner, at.on.lab.id(), &at.on.step, way, seen).await;
    begun.map_err(|error| at.place.fail(error))
}

/// Keeping or dropping is said, never assumed.
fn way_of(place: &Place, volumes: Option<&str>) -> Result<Way, Failure> {
    match volumes {
        Some("keep") => Ok(Way::KeepVolumes),
        Some("drop") => Ok(Way::Fresh),
        _ => Err(place.fail(Problem::BadRequest)),
    }
}

/// Goes back to the start of a step.
pub async fn again(
    State(app): State<AppState>,
    at: At<OfStep>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, Failure> {
    let form = read(&at.place, form)?;
    let way = way_of(&at.place, form.volumes.as_deref())?;
    replay(&app, &at, &visitor, way, form.seen.as_deref()).await?;
    Ok(Redirect::to(&path_of(&at.place, &at.on.lab)).into_response())
}

/// Catches up with the start of a step.
pub async fn catch_up(
    State(app): State<AppState>,
    at: At<OfStep>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, Failure> {
    let form = read(&at.place, form)?;
    replay(&app, &at, &visitor, Way::OnTop, form.seen.as_deref()).await?;
    Ok(Redirect::to(&path_of(&at.place, &at.on.lab)).into_response())
}

/// Stops what is being done for the learner.
pub async fn stop(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?;
    app.engine.stop_replay(learner, lab.id()).await.map_err(|error| place.fail(error))?;
    if place.is_api() {
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    Ok(Redirect::to(&path_of(&place, &lab)).into_response())
}

/// Catches up, asked by a script.
pub async fn catch_up_json(
    State(app): State<AppState>,
    at: At<OfStep>,
    visitor: Visitor,
) -> Result<StatusCode, Failure> {
    replay(&app, &at, &visitor, Way::OnTop, None).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Goes back to the start of a step, asked by a script: `{"volumes": "keep" | "drop"}`.
pub async fn again_json(
    State(app): State<AppState>,
    at: At<OfStep>,
    visitor: Visitor,
    sent: Result<Json<StuckForm>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Ok(Json(form)) = sent else { return Err(at.place.fail(Problem::BadRequest)) };
    let way = way_of(&at.place, form.volumes.as_deref())?;
    replay(&app, &at, &visitor, way, form.seen.as_deref()).await?;
    Ok(StatusCode::ACCEPTED)
}
