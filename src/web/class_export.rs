//! A class as a table: CSV for spreadsheets, JSON for programs.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::AppState;
use super::at::{At, OfClass};
use super::classes::{self, Teacher};
use super::problem::{Failure, Problem};
use crate::class::{Room, export};
use crate::progress::Millis;

/// How the table is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct ExportQuery {
    #[serde(default)]
    bom: String,
}

fn lines(app: &AppState, room: &Room) -> Vec<export::Line> {
    let catalogue = app.engine.catalogue();
    export::lines(room, |id| catalogue.labs.get(id).map(std::sync::Arc::as_ref))
}

/// The class as CSV.
pub async fn csv(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    query: Result<Query<ExportQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let room = classes::room(&app, &place, &class).await?;
    let lines = lines(&app, &room);
    let bom = query.is_ok_and(|Query(query)| query.bom == "1");
    let time = |at: Millis| jiff::Timestamp::from_millisecond(at).map(|at| at.to_string()).unwrap_or_default();
    let table = export::csv(&lines, bom, time).map_err(|error| {
        tracing::error!(%error, "a class could not be exported");
        place.fail(Problem::Internal)
    })?;
    let name = format!("attachment; filename=\"class-{class}.csv\"");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], table).into_response())
}

/// The class as JSON.
pub async fn json(State(app): State<AppState>, at: At<OfClass>, _: Teacher) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let room = classes::room(&app, &place, &class).await?;
    let lines = lines(&app, &room);
    let name = format!("attachment; filename=\"class-{class}.json\"");
    let body = json!({ "class": room.class.name, "labs": room.class.labs, "lines": lines });
    Ok(([(CONTENT_DISPOSITION, name)], axum::Json(body)).into_response())
}
