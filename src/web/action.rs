//! What a learner does on a page. Each is a plain form post, answered with a
//! redirect back to its step: a reload repeats nothing, and no script is needed.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::AppState;
use super::at::{At, OfCommand, OfFile, OfLab, OfQuestion, Place};
use super::lab_page::path_of;
use super::problem::{Failure, Problem};
use super::session::{self, Visitor};
use crate::engine::Answered;
use crate::id::{RunId, StepId};
use crate::lab::{Lab, Step};

type Posted<T> = Result<Form<T>, FormRejection>;

fn read<T>(place: &Place, form: Posted<T>) -> Result<T, Failure> {
    match form {
        Ok(Form(form)) => Ok(form),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(place.fail(Problem::TooLarge(super::security::BODY_LIMIT)))
        }
        Err(_) => Err(place.fail(Problem::BadRequest)),
    }
}

fn back(place: &Place, lab: &Lab, anchor: &str) -> Response {
    Redirect::to(&format!("{}#{anchor}", path_of(place, lab))).into_response()
}

fn back_to_step(place: &Place, lab: &Lab, holds: impl Fn(&Step) -> bool) -> Response {
    let step = lab.file.steps.iter().find(|step| holds(step));
    back(place, lab, &step.map_or_else(|| "steps".to_owned(), |step| format!("step-{}", step.id)))
}

/// Opens a lab, for a visitor nobody knows yet too.
pub async fn open(
    State(app): State<AppState>,
    at: At<OfLab>,
    visitor: Visitor,
    jar: CookieJar,
) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let jar = match visitor.learner {
        Some(learner) => {
            app.engine.open(&learner, lab.id()).await.map_err(|error| place.fail(error))?;
            jar
        }
        None => {
            let (new, _) = app.engine.open_as_new(lab.id()).await.map_err(|error| place.fail(error))?;
            jar.add(session::learner_cookie(new.token))
        }
    };
    Ok((jar, Redirect::to(&path_of(&place, &lab))).into_response())
}

/// What the Run button sends.
#[derive(Deserialize)]
pub struct RunForm {
    id: String,
}

/// Runs a command, once per id.
pub async fn run(
    State(app): State<AppState>,
    at: At<OfCommand>,
    visitor: Visitor,
    form: Posted<RunForm>,
) -> Result<Response, Failure> {
    let At { place, on: OfCommand { lab, command } } = at;
    let run: RunId = read(&place, form)?.id.parse().map_err(|_| place.fail(Problem::BadRequest))?;
    let learner = visitor.known(&place)?;
    app.engine.run(learner, lab.id(), &command, &run).await.map_err(|error| place.fail(error))?;
    Ok(back_to_step(&place, &lab, |step| step.commands.iter().any(|known| known.id == command)))
}

/// Stops what a command started.
pub async fn stop(State(app): State<AppState>, at: At<OfCommand>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on: OfCommand { lab, command } } = at;
    let learner = visitor.known(&place)?;
    app.engine.stop(learner, lab.id(), &command).await.map_err(|error| place.fail(error))?;
    Ok(back_to_step(&place, &lab, |step| step.commands.iter().any(|known| known.id == command)))
}

/// Keeps the sandbox for its whole time again, and wakes it.
pub async fn keep(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?;
    if let Some(view) = app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))? {
        app.engine.returned(&view).await;
    }
    Ok(Redirect::to(&path_of(&place, &lab)).into_response())
}

/// What the Check button sends: where to go back to.
#[derive(Deserialize)]
pub struct CheckForm {
    step: Option<String>,
}

/// Judges now instead of at the next change.
pub async fn check(
    State(app): State<AppState>,
    at: At<OfLab>,
    visitor: Visitor,
    form: Posted<CheckForm>,
) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?;
    app.engine.check_now(learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let step: Option<StepId> = read(&place, form)?.step.and_then(|text| text.parse().ok());
    Ok(back_to_step(&place, &lab, |known| Some(&known.id) == step.as_ref()))
}

/// What a question's form sends.
#[derive(Deserialize)]
pub struct AnswerForm {
    #[serde(default)]
    answer: String,
}

/// Compares an answer with the cluster.
pub async fn answer(
    State(app): State<AppState>,
    at: At<OfQuestion>,
    visitor: Visitor,
    form: Posted<AnswerForm>,
) -> Result<Response, Failure> {
    let At { place, on: OfQuestion { lab, question } } = at;
    let text = read(&place, form)?.answer;
    let learner = visitor.known(&place)?;
    // What came of it is said by the step's verdict on the page that follows.
    let _: Answered =
        app.engine.answer(learner, lab.id(), &question, text.trim()).await.map_err(|error| place.fail(error))?;
    Ok(back_to_step(&place, &lab, |step| step.questions.iter().any(|known| known.id == question)))
}

/// What the editor sends.
#[derive(Deserialize)]
pub struct FileForm {
    content: String,
}

/// Saves a file. Browsers send forms with CR LF; files in the workbench have LF.
pub async fn save(
    State(app): State<AppState>,
    at: At<OfFile>,
    visitor: Visitor,
    form: Posted<FileForm>,
) -> Result<Response, Failure> {
    let At { place, on: OfFile { lab, name } } = at;
    let content = read(&place, form)?.content.replace("\r\n", "\n");
    let learner = visitor.known(&place)?;
    app.engine.save_file(learner, lab.id(), &name, &content).await.map_err(|error| place.fail(error))?;
    Ok(back(&place, &lab, &format!("file-{name}")))
}
