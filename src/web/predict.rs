//! Predict, then see: what the learner expects before a command shows it, and the comparison after.

use askama::Template;
use axum::extract::State;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use schemars::JsonSchema;
use serde::Deserialize;

use super::AppState;
use super::at::{At, OfPrediction};
use super::icon;
use super::lab_page::path_of;
use super::problem::{Failure, Problem};
use super::prose::{self, Variables};
use super::session::Visitor;
use crate::i18n::Tr;
use crate::id::QuestionId;
use crate::lab::{Lab, Part, Prediction, Step};
use crate::progress::AttemptView;

/// A prediction as the page shows it.
#[derive(Clone)]
pub struct PredictionView {
    /// Its id.
    pub id: String,
    /// Where the form goes.
    pub action: String,
    /// What is asked, safe HTML.
    pub text: String,
    /// The choices: id, words as safe HTML, whether the learner chose it.
    pub choices: Vec<(String, String, bool)>,
    /// What the learner chose, safe HTML.
    pub chosen: Option<String>,
    /// What happened, once the command has shown it, safe HTML.
    pub shown: Option<String>,
    /// Whether the two are the same.
    pub right: bool,
}

impl PredictionView {
    /// A step's prediction; one whose words are missing is left out (the loader refuses such labs).
    #[must_use]
    pub fn of(
        lab: &Lab,
        step: &Step,
        prediction: &Prediction,
        attempt: &AttemptView,
        tr: &Tr,
        variables: &Variables,
    ) -> Option<Self> {
        let parts = &lab.prose(tr.lang()).steps.get(&step.id)?.parts;
        let (text, words) = parts.iter().find_map(|part| match part {
            Part::Predict(id, text, words) if *id == prediction.id => Some((text, words)),
            _ => None,
        })?;
        let said = attempt.predictions.get(&prediction.id);
        let choices: Vec<_> =
            words.iter().map(|(id, words)| (id.to_string(), prose::html(words, variables), said == Some(id))).collect();
        let of = |id: &QuestionId| {
            choices.iter().find(|(known, ..)| known == id.as_str()).map(|(_, words, _)| words.clone())
        };
        Some(Self {
            id: prediction.id.to_string(),
            action: format!("/{}/labs/{}/predictions/{}", tr.lang().code(), lab.id(), prediction.id),
            text: prose::html(text, variables),
            chosen: said.and_then(of),
            shown: attempt.has_shown(step, prediction).then(|| of(&prediction.answer)).flatten(),
            right: said == Some(&prediction.answer),
            choices,
        })
    }
}

/// A prediction by itself.
#[derive(Template)]
#[template(path = "learner/_predict.html")]
pub struct PredictFragment {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The prediction.
    pub p: PredictionView,
}

/// What is predicted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PredictForm {
    choice: String,
}

async fn predict(app: &AppState, at: &At<OfPrediction>, visitor: &Visitor, choice: &str) -> Result<(), Failure> {
    let choice: QuestionId = choice.parse().map_err(|_| at.place.fail(Problem::BadRequest))?;
    let learner = visitor.known(&at.place)?;
    let done = app.engine.predict(learner, at.on.lab.id(), &at.on.prediction, &choice).await;
    done.map_err(|error| at.place.fail(error))
}

/// Notes a prediction.
pub async fn note(
    State(app): State<AppState>,
    at: At<OfPrediction>,
    visitor: Visitor,
    form: Result<Form<PredictForm>, FormRejection>,
) -> Result<Response, Failure> {
    let Ok(Form(form)) = form else { return Err(at.place.fail(Problem::BadRequest)) };
    predict(&app, &at, &visitor, &form.choice).await?;
    let back = format!("{}#predict-{}", path_of(&at.place, &at.on.lab), at.on.prediction);
    Ok(Redirect::to(&back).into_response())
}

/// The same for scripts.
pub async fn note_json(
    State(app): State<AppState>,
    at: At<OfPrediction>,
    visitor: Visitor,
    sent: Result<Json<PredictForm>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Ok(Json(form)) = sent else { return Err(at.place.fail(Problem::BadRequest)) };
    predict(&app, &at, &visitor, &form.choice).await?;
    Ok(StatusCode::NO_CONTENT)
}
