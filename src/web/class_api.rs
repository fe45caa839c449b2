//! Classes in JSON, for instructors' scripts, which send a token.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::AppState;
use super::api::{Sent, read};
use super::at::{At, OfClass, OfMember, Place};
use super::class_acts::GuideForm;
use super::class_board::{Look, lab_of, those_at};
use super::classes::{self, Teacher};
use super::problem::{Failure, Problem};
use crate::class::standing::{self, Standing, Stuck};
use crate::class::{Class, MAX_HOURS, MAX_SIZE, Member, NewClass, Said, To, Words};
use crate::i18n;
use crate::id::{LabId, LearnerId, StepId};
use crate::lab::{Lab, Lang};

fn class_json(class: &Class, present: usize) -> Value {
    json!({
        "id": class.id, "name": class.name, "code": class.code.as_str(), "lang": class.lang, "size": class.size,
        "present": present, "labs": class.labs, "created": class.created, "ends": class.ends, "ended": class.ended,
    })
}

/// A member as scripts see one.
pub fn member_json(member: &Member) -> Value {
    json!({
        "learner": member.learner, "name": member.name, "lang": member.lang, "joined": member.joined,
        "left": member.left, "hand": member.hand.as_ref().map(|hand| json!({
            "raised": hand.raised, "text": hand.text, "lab": hand.lab,
        })),
    })
}

/// Lists the classes.
pub async fn list(State(app): State<AppState>, place: Place, _: Teacher) -> Result<Json<Value>, Failure> {
    let all = app.engine.store().classes().await.map_err(|error| place.fail(error))?;
    let all: Vec<_> = all.iter().map(|(class, present)| class_json(class, *present)).collect();
    Ok(Json(json!({ "classes": all })))
}

/// What a class is opened with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRequest {
    /// What it is called.
    #[schemars(length(min = 1, max = 40))]
    name: String,
    /// Ids of labs.
    #[schemars(length(min = 1))]
    labs: Vec<String>,
    /// The language it is taught in.
    #[schemars(extend("enum" = ["pt", "es", "en"]))]
    lang: String,
    /// How many are expected.
    #[schemars(range(min = 1, max = 1000))]
    size: u32,
    /// For how long it is planned.
    #[schemars(range(min = 0.25, max = 2160))]
    hours: f64,
}

impl OpenRequest {
    fn meaning(&self, app: &AppState, now: i64) -> Option<NewClass> {
        let labs: Vec<LabId> = self.labs.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?;
        let known = !labs.is_empty() && labs.iter().all(|id| app.engine.lab(id).is_some());
        let lasts = (0.25..=MAX_HOURS as f64).contains(&self.hours) && (1..=MAX_SIZE).contains(&self.size);
        (known && lasts).then_some(())?;
        let ends = now + (self.hours * 3_600_000.0) as i64;
        Some(NewClass {
            name: self.name.parse().ok()?,
            lang: Lang::from_code(&self.lang)?,
            size: self.size,
            labs,
            ends,
        })
    }
}

/// Opens a class.
pub async fn open(
    State(app): State<AppState>,
    place: Place,
    _: Teacher,
    sent: Sent<OpenRequest>,
) -> Result<Response, Failure> {
    let new = read(&place, sent)?.meaning(&app, super::format::now());
    let new = new.ok_or_else(|| place.fail(Problem::BadRequest))?;
    let class = app.engine.open_class(&new).await.map_err(|error| place.fail(error))?;
    Ok((StatusCode::CREATED, Json(class_json(&class, 0))).into_response())
}

/// Shows a class and its members.
pub async fn show(State(app): State<AppState>, at: At<OfClass>, _: Teacher) -> Result<Json<Value>, Failure> {
    let room = classes::room(&app, &at.place, &at.on.class).await?;
    let mut shown = class_json(&room.class, room.present().count());
    shown["members"] = room.members.iter().map(member_json).collect();
    Ok(Json(shown))
}

/// Shows who of a class is where in one of its labs.
pub async fn board(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    look: Result<Query<Look>, QueryRejection>,
) -> Result<Json<Value>, Failure> {
    let At { place, on: OfClass { class } } = at;
    let room = classes::room(&app, &place, &class).await?;
    let look = look.map(|Query(look)| look).unwrap_or_default();
    let lab = lab_of(&room, &look, |id| app.engine.lab(id)).ok_or_else(|| place.fail(Problem::NotFound("lab")))?;
    let now = super::format::now();
    let here = || room.works.iter().filter(|work| work.lab == *lab.id());
    let times = standing::times(here());
    let learners: Vec<_> = room
        .present()
        .map(|member| {
            let work = room.work(&member.learner, lab.id());
            let standing = standing::standing(&lab, work, &times, now);
            let steps = standing::doable(&lab).map(|step| {
                let state = work.and_then(|work| work.steps.get(&step.id));
                let verdict = state.map_or("untried", |state| state.verdict.word());
                json!({ "id": step.id, "verdict": verdict, "how": state.and_then(|state| state.how) })
            });
            let mut row = member_json(member);
            row["steps"] = steps.collect();
            row["standing"] = standing_json(&standing);
            row["last_activity"] = json!(work.map(|work| work.last_activity));
            row
        })
        .collect();
    let present: Vec<_> = here().filter(|work| room.present().any(|member| member.learner == work.learner)).collect();
    let wrongs: Vec<_> = standing::misconceptions(present.into_iter(), now)
        .iter()
        .map(|one| {
            json!({
                "step": one.step, "key": one.message.key, "message": i18n::all(&one.message),
                "learners": one.learners, "median": one.median,
            })
        })
        .collect();
    let times: Vec<_> = times
        .iter()
        .map(|(step, times)| {
            json!({
                "step": step, "count": times.count, "first_quartile": times.first_quartile,
                "median": times.median, "third_quartile": times.third_quartile,
            })
        })
        .collect();
    Ok(Json(json!({ "lab": lab.id(), "learners": learners, "misconceptions": wrongs, "times": times })))
}

fn standing_json(standing: &Standing) -> Value {
    let stuck = standing.stuck.map(|stuck| match stuck {
        Stuck::Slow { median } => json!({ "why": "slow", "median": median }),
        Stuck::Wrong { times } => json!({ "why": "wrong", "times": times }),
    });
    json!({
        "opened": standing.opened, "current": standing.current, "since": standing.since,
        "passed": standing.passed, "total": standing.total, "stuck": stuck,
    })
}

/// What is said, and to whom.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SayRequest {
    /// Words by language: `pt`, `es`, `en`. Each learner reads their own language, or else the class's, or else any.
    #[serde(default)]
    text: std::collections::BTreeMap<String, String>,
    /// A hint of `step` instead, counted from one.
    hint: Option<usize>,
    lab: Option<String>,
    /// With a step but without learners, those who are at it are told.
    step: Option<String>,
    /// Without learners: only those who are stuck, at the step or else anywhere in the lab.
    #[serde(default)]
    stuck: bool,
    /// Learners' ids, whose hands it lowers; without any, everybody is told.
    #[serde(default)]
    learners: Vec<String>,
}

impl SayRequest {
    fn step(&self, app: &AppState) -> Option<Option<(std::sync::Arc<Lab>, StepId)>> {
        let Some(step) = &self.step else { return Some(None) };
        let lab = app.engine.lab(&self.lab.as_ref()?.parse().ok()?)?;
        let step = step.parse().ok()?;
        lab.step(&step)?;
        Some(Some((lab, step)))
    }

    fn words(&self) -> Option<Words> {
        let typed = self.text.iter().map(|(code, text)| Some((Lang::from_code(code)?, text.as_str())));
        Words::of(typed.collect::<Option<Vec<_>>>()?)
    }
}

/// Says something to learners of a class.
pub async fn say(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    sent: Sent<SayRequest>,
) -> Result<Json<Value>, Failure> {
    let At { place, on: OfClass { class } } = at;
    let bad = || place.fail(Problem::BadRequest);
    let asked = read(&place, sent)?;
    let room = classes::room(&app, &place, &class).await?;
    let step = asked.step(&app).ok_or_else(bad)?;
    let what = match (asked.hint, &step) {
        (Some(number), Some((lab, step))) => {
            Said::Hint { lab: lab.id().clone(), step: step.clone(), number: number.saturating_sub(1) }
        }
        (None, _) => Said::Text(asked.words().ok_or_else(bad)?),
        (Some(_), None) => return Err(bad()),
    };
    let learners: Option<Vec<LearnerId>> = asked.learners.iter().map(|id| id.parse().ok()).collect();
    let learners = learners.ok_or_else(bad)?;
    let answers = !learners.is_empty();
    let now = super::format::now();
    let to = match step {
        _ if answers => To::These(learners),
        Some((lab, step)) => To::These(those_at(&room, &lab, Some(&step), asked.stuck, now)),
        None if asked.stuck => {
            let lab = asked.lab.as_ref().and_then(|lab| app.engine.lab(&lab.parse().ok()?)).ok_or_else(bad)?;
            To::These(those_at(&room, &lab, None, true, now))
        }
        None => To::All,
    };
    let told = app.engine.say(&class, &to, &what, answers).await.map_err(|error| place.fail(error))?;
    Ok(Json(json!({ "told": told })))
}

/// Does steps for learners of a class, or lets them begin again.
pub async fn guide(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    sent: Sent<GuideForm>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let asked = read(&place, sent)?.meaning();
    let (to, lab, what) = asked.ok_or_else(|| place.fail(Problem::BadRequest))?;
    let count = app.engine.guide(&class, &to, &lab, &what).await.map_err(|error| place.fail(error))?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "learners": count }))).into_response())
}

/// How much time is added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendRequest {
    /// How many minutes are added.
    #[schemars(range(min = 1, max = 1440))]
    minutes: i64,
}

/// Moves the planned end of a class.
pub async fn extend(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    sent: Sent<ExtendRequest>,
) -> Result<Json<Value>, Failure> {
    let At { place, on: OfClass { class } } = at;
    let minutes = read(&place, sent)?.minutes;
    let ends = super::class_acts::extended(&app, &place, &class, minutes).await?;
    Ok(Json(json!({ "ends": ends })))
}

/// Ends a class.
pub async fn end(State(app): State<AppState>, at: At<OfClass>, _: Teacher) -> Result<StatusCode, Failure> {
    app.engine.end_class(&at.on.class).await.map_err(|error| at.place.fail(error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes all that was kept of an ended class.
pub async fn purge(State(app): State<AppState>, at: At<OfClass>, _: Teacher) -> Result<StatusCode, Failure> {
    app.engine.purge_class(&at.on.class).await.map_err(|error| at.place.fail(error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a learner out of a class.
pub async fn remove(State(app): State<AppState>, at: At<OfMember>, _: Teacher) -> Result<StatusCode, Failure> {
    app.engine.leave_class(&at.on.class, &at.on.learner).await.map_err(|error| at.place.fail(error))?;
    Ok(StatusCode::NO_CONTENT)
}
