//! The same in JSON, for people who automate. Errors say what happened in all three languages.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::AppState;
use super::at::{At, OfCommand, OfFile, OfLab, OfQuestion, OfRun, Place};
use super::problem::{Failure, Problem};
use super::session::{self, Visitor};
use super::step::default_message;
use super::workspace::{progress, sandbox_word};
use crate::check::Verdict;
use crate::engine::Answered;
use crate::i18n;
use crate::id::RunId;
use crate::lab::{Lab, Lang, Prose, Step, StepKind};
use crate::progress::{AttemptView, Run, StepState};

/// A JSON body.
pub type Sent<T> = Result<Json<T>, JsonRejection>;

/// The body, or what is wrong with it.
pub fn read<T>(place: &Place, sent: Sent<T>) -> Result<T, Failure> {
    match sent {
        Ok(Json(value)) => Ok(value),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(place.fail(Problem::TooLarge(super::security::BODY_LIMIT)))
        }
        Err(_) => Err(place.fail(Problem::BadRequest)),
    }
}

/// Lists the labs.
pub async fn labs(State(app): State<AppState>, place: Place, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let catalogue = app.engine.catalogue();
    let mut listed = Vec::with_capacity(catalogue.labs.len());
    for lab in catalogue.in_order() {
        let attempt = match &visitor.learner {
            Some(learner) => app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?,
            None => None,
        };
        let (passed, total) = progress(lab, attempt.as_ref());
        listed.push(json!({
            "id": lab.id(),
            "title": in_all(lab, |prose| &prose.title),
            "summary": in_all(lab, |prose| &prose.summary),
            "level": lab.file.level,
            "minutes": lab.file.minutes,
            "open": attempt.is_some(),
            "passed": passed,
            "total": total,
        }));
    }
    Ok(Json(json!({ "labs": listed })))
}

fn in_all(lab: &Lab, field: impl Fn(&Prose) -> &String) -> BTreeMap<Lang, String> {
    lab.prose.iter().map(|(lang, prose)| (*lang, field(prose).clone())).collect()
}

/// Opens a lab; somebody new gets a cookie and a resume code.
pub async fn open(
    State(app): State<AppState>,
    at: At<OfLab>,
    visitor: Visitor,
    jar: CookieJar,
) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let (attempt, jar, code) = match visitor.learner {
        Some(learner) => {
            let attempt = app.engine.open(&learner, lab.id()).await.map_err(|error| place.fail(error))?;
            (attempt, jar, None)
        }
        None => {
            let (new, attempt) = app.engine.open_as_new(lab.id()).await.map_err(|error| place.fail(error))?;
            (attempt, jar.add(session::learner_cookie(new.token)), Some(new.resume_code))
        }
    };
    let mut body = attempt_json(&lab, &attempt);
    if let Some(code) = code {
        body["resume_code"] = Value::String(code);
    }
    Ok((jar, Json(body)).into_response())
}

/// Says how far a learner is.
pub async fn lab(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let attempt = attempt_of(&app, &place, &visitor, &lab).await?;
    Ok(Json(attempt_json(&lab, &attempt)))
}

async fn attempt_of(app: &AppState, place: &Place, visitor: &Visitor, lab: &Lab) -> Result<AttemptView, Failure> {
    let learner = visitor.known(place)?;
    let attempt = app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?;
    attempt.ok_or_else(|| place.fail(Problem::NotOpen))
}

fn attempt_json(lab: &Lab, attempt: &AttemptView) -> Value {
    let sandbox = attempt.sandbox.as_ref();
    let steps: Vec<_> = lab.file.steps.iter().map(|step| step_json(step, attempt.steps.get(&step.id))).collect();
    let runs: BTreeMap<_, _> =
        attempt.runs.iter().map(|(command, run)| (command, json!({ "id": run.id, "state": run.state }))).collect();
    json!({
        "namespace": sandbox.map(|sandbox| sandbox.id.namespace()),
        "sandbox": sandbox.map(|sandbox| &sandbox.id),
        "state": sandbox_word(attempt),
        "steps": steps,
        "runs": runs,
        "replay": attempt.replays.last().map(|replay| json!({
            "state": replay.state, "target": replay.target, "step": replay.step, "way": replay.way.word(),
        })),
    })
}

fn step_json(step: &Step, state: Option<&StepState>) -> Value {
    let message = state.map_or_else(|| default_message(step.kind), |state| state.message.clone());
    let verdict = match (step.kind, state) {
        (StepKind::Read, _) => None,
        (_, None) => Some(Verdict::Untried.word()),
        (_, Some(state)) => Some(state.verdict.word()),
    };
    json!({
        "id": step.id,
        "kind": step.kind.word(),
        "verdict": verdict,
        "key": message.key,
        "message": i18n::all(&message),
        "evidence": state.map_or(&Value::Null, |state| &state.evidence),
        "how": state.and_then(|state| state.how),
        "passed_at": state.and_then(|state| state.passed),
        "holds": state.and_then(|state| state.holds),
    })
}

/// What a run is asked with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunRequest {
    id: String,
}

/// Runs a command, once per id.
pub async fn run(
    State(app): State<AppState>,
    at: At<OfCommand>,
    visitor: Visitor,
    sent: Sent<RunRequest>,
) -> Result<Response, Failure> {
    let At { place, on: OfCommand { lab, command } } = at;
    let id: RunId = read(&place, sent)?.id.parse().map_err(|_| place.fail(Problem::BadRequest))?;
    let learner = visitor.known(&place)?;
    let run = app.engine.run(learner, lab.id(), &command, &id).await.map_err(|error| place.fail(error))?;
    Ok((StatusCode::ACCEPTED, Json(run_json(&run))).into_response())
}

fn run_json(run: &Run) -> Value {
    json!({
        "id": run.id,
        "command": run.command,
        "state": run.state,
        "exit": run.exit,
        "output": run.output,
        "truncated": run.truncated,
    })
}

/// Shows one of the learner's runs.
pub async fn show_run(State(app): State<AppState>, at: At<OfRun>, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let At { place, on: OfRun { run } } = at;
    let learner = visitor.known(&place)?;
    let run = app.engine.run_of(learner, &run).await.map_err(|error| place.fail(error))?;
    Ok(Json(run_json(&run)))
}

/// Stops what a command started.
pub async fn stop(State(app): State<AppState>, at: At<OfCommand>, visitor: Visitor) -> Result<StatusCode, Failure> {
    let At { place, on: OfCommand { lab, command } } = at;
    let learner = visitor.known(&place)?;
    app.engine.stop(learner, lab.id(), &command).await.map_err(|error| place.fail(error))?;
    Ok(StatusCode::ACCEPTED)
}

/// Begins the lab again.
pub async fn reset(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?;
    let attempt = app.engine.reset(learner, lab.id(), None).await.map_err(|error| place.fail(error))?;
    Ok(Json(attempt_json(&lab, &attempt)))
}

/// Keeps the sandbox for its whole time again, wakes it, and says how much is left, in milliseconds.
pub async fn keep(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let At { place, on: OfLab { lab } } = at;
    app.engine.returned(&attempt_of(&app, &place, &visitor, &lab).await?).await;
    let view = attempt_of(&app, &place, &visitor, &lab).await?;
    Ok(Json(json!({ "left": super::format::millis(app.engine.time_left(&view)) })))
}

/// Has all judged again now, and says how it stands until then.
pub async fn check(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?;
    app.engine.check_now(learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let attempt = attempt_of(&app, &place, &visitor, &lab).await?;
    Ok(Json(attempt_json(&lab, &attempt)))
}

/// What a question is answered with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    answer: String,
}

/// Compares an answer with the cluster.
pub async fn answer(
    State(app): State<AppState>,
    at: At<OfQuestion>,
    visitor: Visitor,
    sent: Sent<AnswerRequest>,
) -> Result<Json<Value>, Failure> {
    let At { place, on: OfQuestion { lab, question } } = at;
    let text = read(&place, sent)?.answer;
    let learner = visitor.known(&place)?;
    let answered = app.engine.answer(learner, lab.id(), &question, text.trim()).await;
    let word = match answered.map_err(|error| place.fail(error))? {
        Answered::Right => "right",
        Answered::NotRight => "not-right",
        Answered::CannotTell => "cannot-tell",
    };
    Ok(Json(json!({ "answered": word })))
}

/// Saves a file: the body is its content, as UTF-8.
pub async fn save(
    State(app): State<AppState>,
    at: At<OfFile>,
    visitor: Visitor,
    body: Result<String, axum::extract::rejection::StringRejection>,
) -> Result<StatusCode, Failure> {
    let At { place, on: OfFile { lab, name } } = at;
    let content = body.map_err(|error| {
        place.fail(match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(super::security::BODY_LIMIT),
            _ => Problem::BadRequest,
        })
    })?;
    let learner = visitor.known(&place)?;
    app.engine.save_file(learner, lab.id(), &name, &content).await.map_err(|error| place.fail(error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new resume code; the one before no longer works.
pub async fn resume_code(State(app): State<AppState>, place: Place, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let learner = visitor.known(&place)?;
    let code = app.engine.new_resume_code(learner).await.map_err(|error| place.fail(error))?;
    Ok(Json(json!({ "resume_code": code })))
}
