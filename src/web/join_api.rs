//! A learner and their class in JSON.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::AppState;
use super::address::Address;
use super::api::{Sent, read};
use super::at::Place;
use super::class_api::member_json;
use super::problem::{Failure, Problem};
use super::session::{Visitor, learner_cookie};
use crate::class::{self, DisplayName, Said};
use crate::id::LabId;
use crate::lab::Lang;

/// What a learner joins with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The class's code, however it is typed.
    code: String,
    /// What one wants to be called.
    #[schemars(length(min = 1, max = 40))]
    name: String,
    /// The language one reads; without it the class's.
    #[schemars(extend("enum" = ["pt", "es", "en"]))]
    lang: Option<String>,
}

/// Joins a class; somebody new gets a cookie and a resume code.
pub async fn join(
    State(app): State<AppState>,
    place: Place,
    Address(address): Address,
    visitor: Visitor,
    jar: CookieJar,
    sent: Sent<JoinRequest>,
) -> Result<Response, Failure> {
    let asked = read(&place, sent)?;
    let name: DisplayName = asked.name.parse().map_err(|_| place.fail(Problem::BadRequest))?;
    let lang = asked.lang.as_deref().map(|code| Lang::from_code(code).ok_or_else(|| place.fail(Problem::BadRequest)));
    let lang = lang.transpose()?;
    let found = app.engine.class_with_code(&asked.code, address).await.map_err(|error| place.fail(error))?;
    let class = found.ok_or_else(|| place.fail(Problem::NotFound("class")))?;
    let joined = app.engine.join_class(&class, visitor.learner.as_ref(), &name, lang.unwrap_or(class.lang)).await;
    let joined = joined.map_err(|error| place.fail(error))?;
    let mut body = json!({ "class": class.name, "name": joined.member.name, "labs": class.labs });
    let Some(new) = joined.new else { return Ok(Json(body).into_response()) };
    body["resume_code"] = Value::String(new.resume_code);
    Ok((jar.add(learner_cookie(new.token)), Json(body)).into_response())
}

/// Shows the learner's class.
pub async fn mine(State(app): State<AppState>, place: Place, visitor: Visitor) -> Result<Json<Value>, Failure> {
    let learner = visitor.known(&place)?;
    let none = || place.fail(Problem::NotFound("class"));
    let store = app.engine.store();
    let (id, member) = store.membership(learner).await.map_err(|error| place.fail(error))?.ok_or_else(none)?;
    let class = store.class(&id).await.map_err(|error| place.fail(error))?.ok_or_else(none)?;
    let notes = store.notes(&id, learner).await.map_err(|error| place.fail(error))?;
    let notes: Vec<_> = notes
        .iter()
        .map(|note| match &note.what {
            Said::Text(words) => json!({ "id": note.id, "at": note.at, "text": words }),
            Said::Hint { lab, step, number } => {
                json!({ "id": note.id, "at": note.at, "hint": { "lab": lab, "step": step, "number": number + 1 } })
            }
        })
        .collect();
    Ok(Json(json!({
        "class": class.name, "labs": class.labs, "ends": class.ends, "ended": class.ended,
        "me": member_json(&member), "notes": notes,
    })))
}

/// A hand that goes up or down.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandRequest {
    /// Whether it is up.
    up: bool,
    /// What it is about, at most 1000 characters.
    #[serde(default)]
    text: String,
    /// The lab the learner is in.
    lab: Option<String>,
}

/// Raises or lowers the learner's hand.
pub async fn hand(
    State(app): State<AppState>,
    place: Place,
    visitor: Visitor,
    sent: Sent<HandRequest>,
) -> Result<StatusCode, Failure> {
    let asked = read(&place, sent)?;
    let learner = visitor.known(&place)?;
    let lab = asked.lab.map(|lab| lab.parse::<LabId>()).transpose().map_err(|_| place.fail(Problem::BadRequest))?;
    if asked.text.chars().count() > class::MAX_TEXT {
        return Err(place.fail(Problem::BadRequest));
    }
    let hand = asked.up.then(|| (class::text(&asked.text).unwrap_or_default(), lab));
    app.engine.set_hand(learner, hand).await.map_err(|error| place.fail(error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the learner out of their class.
pub async fn leave(State(app): State<AppState>, place: Place, visitor: Visitor) -> Result<StatusCode, Failure> {
    super::join::leave_own(&app, &place, &visitor).await?;
    Ok(StatusCode::NO_CONTENT)
}
