//! What an instructor does in a class: says something, helps, gives more time, ends it.

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use super::AppState;
use super::at::{At, OfClass, OfMember, Place};
use super::class_board::{self, Look};
use super::classes::{self, Teacher, home_of};
use super::problem::{Failure, Problem};
use crate::class::{Said, To, Words};
use crate::engine::Guidance;
use crate::id::{ClassId, LabId, StepId};
use crate::lab::Lang;
use crate::progress::{Millis, Way};

/// What is said, and to whom.
#[derive(Debug, Default, Deserialize)]
pub struct SayForm {
    /// In the class's language.
    #[serde(default)]
    text: String,
    #[serde(default)]
    pt: String,
    #[serde(default)]
    es: String,
    #[serde(default)]
    en: String,
    /// `all`, `step` or `at:STEP` (those at it), or a learner's id.
    #[serde(default)]
    to: String,
    #[serde(default)]
    lab: String,
    #[serde(default)]
    step: String,
    /// The number of a hint of that step, from one, or `STEP:NUMBER`; else the text is said.
    #[serde(default)]
    hint: String,
    /// Of those at the step, or of all in the lab, only who is stuck.
    #[serde(default)]
    stuck: Option<String>,
}

impl SayForm {
    /// The step that is meant, and the number of its hint.
    fn piece(&self) -> (&str, Option<usize>) {
        let (step, number) = self.hint.rsplit_once(':').unwrap_or((self.step.as_str(), self.hint.as_str()));
        (self.to.strip_prefix("at:").unwrap_or(step), number.parse().ok())
    }
}

/// Says something to all, to those at a step, or to one, whose hand it lowers.
pub async fn say(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    look: Result<Query<Look>, QueryRejection>,
    form: Result<Form<SayForm>, FormRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let Ok(Form(form)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let bad = || place.fail(Problem::BadRequest);
    let room = classes::room(&app, &place, &class).await?;
    let lab = || app.engine.lab(&form.lab.parse().ok()?);
    let (step, hint) = form.piece();
    let step = || step.parse::<StepId>().map_err(|_| bad());
    let what = match hint {
        Some(number) => {
            let lab = lab().ok_or_else(bad)?.id().clone();
            Said::Hint { lab, step: step()?, number: number.saturating_sub(1) }
        }
        None => {
            let typed =
                [(Lang::Pt, &form.pt), (Lang::Es, &form.es), (Lang::En, &form.en), (room.class.lang, &form.text)];
            let typed = typed.iter().map(|(lang, text)| (*lang, text.as_str()));
            Said::Text(Words::of(typed).ok_or_else(bad)?)
        }
    };
    let (stuck, now) = (form.stuck.is_some(), super::format::now());
    let those = |step: Option<&StepId>| -> Result<To, Failure> {
        let lab = lab().ok_or_else(bad)?;
        Ok(To::These(class_board::those_at(&room, &lab, step, stuck, now)))
    };
    let to = match form.to.as_str() {
        "all" if stuck => those(None)?,
        "all" => To::All,
        to if to == "step" || to.starts_with("at:") => those(Some(&step()?))?,
        one => {
            let to = To::These(vec![one.parse().map_err(|_| bad())?]);
            app.engine.say(&class, &to, &what, true).await.map_err(|error| place.fail(error))?;
            return Ok(after(&place, &class, &to));
        }
    };
    let told = app.engine.say(&class, &to, &what, false).await.map_err(|error| place.fail(error))?;
    let look = look.map(|Query(look)| look).unwrap_or_default().with("told", &told.to_string());
    Ok(Redirect::to(&format!("{}{look}", home_of(place.lang, &class))).into_response())
}

/// What moves the planned end.
#[derive(Deserialize)]
pub struct ExtendForm {
    minutes: i64,
}

/// Moves the planned end: from where it is, or from now when that is past.
pub async fn extend(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    form: Result<Form<ExtendForm>, FormRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    extended(&app, &place, &class, form.map_or(0, |Form(form)| form.minutes)).await?;
    Ok(Redirect::to(&home_of(place.lang, &class)).into_response())
}

/// Moves the planned end by 1 to 1440 minutes; says when it is then.
///
/// # Errors
/// When it is another number, or the class is over.
pub async fn extended(app: &AppState, place: &Place, class: &ClassId, minutes: i64) -> Result<Millis, Failure> {
    if !(1..=24 * 60).contains(&minutes) {
        return Err(place.fail(Problem::BadRequest));
    }
    let ends = classes::room(app, place, class).await?.class.ends.max(super::format::now()) + minutes * 60_000;
    app.engine.extend_class(class, ends).await.map_err(|error| place.fail(error))?;
    Ok(ends)
}

/// Ends the class.
pub async fn end(State(app): State<AppState>, at: At<OfClass>, _: Teacher) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    app.engine.end_class(&class).await.map_err(|error| place.fail(error))?;
    Ok(Redirect::to(&home_of(place.lang, &class)).into_response())
}

/// Removes all that was kept of an ended class.
pub async fn purge(State(app): State<AppState>, at: At<OfClass>, _: Teacher) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    app.engine.purge_class(&class).await.map_err(|error| place.fail(error))?;
    Ok(Redirect::to(&format!("/{}/instructor", place.lang.code())).into_response())
}

/// Takes a learner out of the class.
pub async fn remove(State(app): State<AppState>, at: At<OfMember>, _: Teacher) -> Result<Response, Failure> {
    let At { place, on: OfMember { class, learner } } = at;
    app.engine.leave_class(&class, &learner).await.map_err(|error| place.fail(error))?;
    Ok(Redirect::to(&home_of(place.lang, &class)).into_response())
}

/// What is done for learners.
#[derive(Deserialize, JsonSchema)]
pub struct GuideForm {
    /// `all` or a learner's id.
    to: String,
    lab: String,
    #[schemars(extend("enum" = ["catch-up", "keep", "drop", "afresh"]))]
    /// `catch-up` with the step, `keep` or `drop` (its volumes) to begin the step again, `afresh` to begin the lab again.
    way: String,
    #[serde(default)]
    step: String,
}

impl GuideForm {
    /// What it asks for; `None` when that is nothing.
    pub fn meaning(&self) -> Option<(To, LabId, Guidance)> {
        let to = match self.to.as_str() {
            "all" => To::All,
            one => To::These(vec![one.parse().ok()?]),
        };
        let step = || self.step.parse().ok();
        let what = match self.way.as_str() {
            "catch-up" => Guidance::CatchUp(step()?),
            "keep" => Guidance::Again(step()?, Way::KeepVolumes),
            "drop" => Guidance::Again(step()?, Way::Fresh),
            "afresh" => Guidance::Afresh,
            _ => return None,
        };
        Some((to, self.lab.parse().ok()?, what))
    }
}

/// Does steps for one learner or for all, or lets them begin again.
pub async fn guide(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    form: Result<Form<GuideForm>, FormRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let asked = form.ok().and_then(|Form(form)| form.meaning());
    let (to, lab, what) = asked.ok_or_else(|| place.fail(Problem::BadRequest))?;
    app.engine.guide(&class, &to, &lab, &what).await.map_err(|error| place.fail(error))?;
    Ok(after(&place, &class, &to))
}

/// Back to whom something was done for: one learner's page, or the board.
fn after(place: &Place, class: &ClassId, to: &To) -> Response {
    let home = home_of(place.lang, class);
    let to = match to {
        To::These(these) if these.len() == 1 => format!("{home}/members/{}", these[0]),
        _ => home,
    };
    Redirect::to(&to).into_response()
}
