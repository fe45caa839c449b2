//! A step's help, beside its verdict: what was shown of it so far, and the next piece.

use askama::Template;
use axum::extract::State;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use schemars::JsonSchema;
use serde::Deserialize;

use super::AppState;
use super::at::{At, OfStep};
use super::lab_page::path_of;
use super::problem::{Failure, Problem};
use super::prose::{self, Variables};
use super::session::Visitor;
use crate::check::Verdict;
use crate::i18n::Tr;
use crate::lab::{Lab, Part, Step};
use crate::progress::{AttemptView, HelpPiece};

/// A step's help.
#[derive(Clone)]
pub struct HelpView {
    /// The step.
    pub step: String,
    /// The lab's address.
    pub path: String,
    /// The hints shown so far, safe HTML.
    pub hints: Vec<String>,
    /// The solution, once it was shown, safe HTML.
    pub solution: Option<String>,
    /// What the next piece is, and the words on its button.
    pub next: Option<(String, String)>,
    /// What leads from the state that the verdict names back to where the step begins.
    pub mend: Option<String>,
}

impl HelpView {
    /// What is shown of a step's help.
    #[must_use]
    pub fn of(lab: &Lab, step: &Step, attempt: &AttemptView, tr: &Tr, variables: &Variables) -> Self {
        let parts = lab.prose(tr.lang()).steps.get(&step.id).map_or(&[][..], |section| section.parts.as_slice());
        let html = |text: &String| prose::html(text, variables);
        let hints: Vec<_> =
            parts.iter().filter_map(|part| if let Part::Hint(text) = part { Some(html(text)) } else { None }).collect();
        let solution =
            parts.iter().find_map(|part| if let Part::Solution(text) = part { Some(html(text)) } else { None });
        let shown = attempt.helps.get(&step.id).copied().unwrap_or_default();
        let open = usize::try_from(shown.hints).unwrap_or(usize::MAX).min(hints.len());
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
        let next = if open < hints.len() {
            let words = tr.with("help-hint", &[("n", number(open + 1)), ("total", number(hints.len()))]);
            Some((format!("hint-{}", open + 1), words))
        } else {
            solution
                .as_ref()
                .filter(|_| shown.solution.is_none())
                .map(|_| ("solution".to_owned(), tr.msg("help-solution")))
        };
        Self {
            step: step.id.to_string(),
            path: format!("/{}/labs/{}", tr.lang().code(), lab.id()),
            hints: hints.into_iter().take(open).collect(),
            solution: solution.filter(|_| shown.solution.is_some()),
            next,
            mend: mend(step, attempt).map(|text| prose::text(text, variables)),
        }
    }

    /// Whether there is anything to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hints.is_empty() && self.solution.is_none() && self.next.is_none() && self.mend.is_none()
    }
}

/// A lab that knows a mistake by the message it causes knows the way back from it.
fn mend<'a>(step: &'a Step, attempt: &AttemptView) -> Option<&'a str> {
    let state = attempt.steps.get(&step.id).filter(|state| state.verdict == Verdict::Wrong)?;
    let mistake = step.mistakes.iter().find(|mistake| mistake.key == state.message.key)?;
    Some(mistake.undo.trim()).filter(|undo| !undo.is_empty())
}

/// A step's help by itself.
#[derive(Template)]
#[template(path = "learner/_help.html")]
pub struct HelpFragment {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The help.
    pub h: HelpView,
}

/// Which piece is asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HelpForm {
    piece: String,
}

async fn reveal(app: &AppState, at: &At<OfStep>, visitor: &Visitor, piece: &str) -> Result<(), Failure> {
    let piece = HelpPiece::from_word(piece).ok_or_else(|| at.place.fail(Problem::BadRequest))?;
    let learner = visitor.known(&at.place)?;
    let done = app.engine.reveal(learner, at.on.lab.id(), &at.on.step, piece).await;
    done.map_err(|error| at.place.fail(error))
}

/// Shows a piece of a step's help.
pub async fn show(
    State(app): State<AppState>,
    at: At<OfStep>,
    visitor: Visitor,
    form: Result<Form<HelpForm>, FormRejection>,
) -> Result<Response, Failure> {
    let Ok(Form(form)) = form else { return Err(at.place.fail(Problem::BadRequest)) };
    reveal(&app, &at, &visitor, &form.piece).await?;
    let back = format!("{}#help-{}", path_of(&at.place, &at.on.lab), at.on.step);
    Ok(Redirect::to(&back).into_response())
}

/// The same for scripts.
pub async fn show_json(
    State(app): State<AppState>,
    at: At<OfStep>,
    visitor: Visitor,
    sent: Result<Json<HelpForm>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Ok(Json(form)) = sent else { return Err(at.place.fail(Problem::BadRequest)) };
    reveal(&app, &at, &visitor, &form.piece).await?;
    Ok(StatusCode::NO_CONTENT)
}
