//! The instructor's page: behind a token, read only, live.

use askama::Template;
use async_stream::stream;
use axum::Form;
use axum::extract::{FromRequestParts, State};
use axum::extract::{RawQuery, rejection::FormRejection};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::sse::Event as Sent;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use futures::Stream;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::AppState;
use super::at::{Anywhere, At, Place};
use super::board::{self, RowFragment, TableView};
use super::classes::{self, ListedClass};
use super::icon;
use super::page::{self, Frame, fragment};
use super::problem::{Failure, Problem};
use super::session::{INSTRUCTOR, bearer, cookie};
use super::stream;
use crate::engine::Tick;
use crate::id::AttemptId;
use crate::lab::Lang;

/// The table.
#[derive(Template)]
#[template(path = "instructor/board.html")]
pub struct BoardPage {
    /// The page's frame.
    pub frame: Frame,
    /// The classes, newest first.
    pub classes: Vec<ListedClass>,
    /// One table for each lab that somebody outside of classes opened.
    pub tables: Vec<TableView>,
}

/// The form that asks for the token.
#[derive(Template)]
#[template(path = "instructor/login.html")]
pub struct LoginPage {
    /// The page's frame.
    pub frame: Frame,
    /// Whether a token was just refused.
    pub refused: bool,
}

/// Whether the visitor is an instructor.
pub struct Instructor(bool);

impl Instructor {
    /// Whether they are one.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.0
    }
}

impl FromRequestParts<AppState> for Instructor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let Ok(place) = Place::from_request_parts(parts, app).await;
        if place.is_api()
            && let Some(token) = bearer(parts)
        {
            let known = app.engine.is_instructor_token(&token).await;
            return known.map(Self).map_err(|error| place.fail(error));
        }
        let jar = CookieJar::from_headers(&parts.headers);
        let Some(session) = jar.get(INSTRUCTOR) else { return Ok(Self(false)) };
        let known = app.engine.is_instructor(session.value()).await;
        known.map(Self).map_err(|error| place.fail(error))
    }
}

/// Answers the table, or asks for the token.
pub async fn show(
    State(app): State<AppState>,
    at: At<Anywhere>,
    Instructor(known): Instructor,
) -> Result<Response, Failure> {
    let place = at.place;
    if !known {
        return Ok(page::html(&LoginPage { frame: Frame::new(&place, "board-title"), refused: false }));
    }
    let rows = app.engine.store().board().await.map_err(|error| place.fail(error))?;
    let classes = app.engine.store().classes().await.map_err(|error| place.fail(error))?;
    let classes = classes::listed(place.lang, &classes);
    let mut frame = Frame::new(&place, "board-title");
    frame.cluster_ok = app.engine.cluster_ok();
    frame.shut = app.engine.shut();
    Ok(page::html(&BoardPage {
        frame,
        classes,
        tables: board::tables(&app.engine.catalogue().labs, &rows, place.lang),
    }))
}

/// What the form sends.
#[derive(Deserialize)]
pub struct LoginForm {
    token: String,
}

/// Lets an instructor in.
pub async fn login(
    State(app): State<AppState>,
    at: At<Anywhere>,
    jar: CookieJar,
    form: Result<Form<LoginForm>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let token = form.map(|Form(form)| form.token).unwrap_or_default();
    match app.engine.instructor_login(&token).await.map_err(|error| place.fail(error))? {
        Some(session) => Ok((jar.add(cookie(INSTRUCTOR, session)), home(&place)).into_response()),
        None => {
            let page = LoginPage { frame: Frame::new(&place, "board-title"), refused: true };
            Ok((StatusCode::FORBIDDEN, page::html(&page)).into_response())
        }
    }
}

/// Forgets this browser.
pub async fn logout(State(app): State<AppState>, at: At<Anywhere>, jar: CookieJar) -> Result<Response, Failure> {
    let place = at.place;
    if let Some(session) = jar.get(INSTRUCTOR) {
        app.engine.instructor_logout(session.value()).await.map_err(|error| place.fail(error))?;
    }
    Ok((jar.remove(cookie(INSTRUCTOR, String::new())), home(&place)).into_response())
}

fn home(place: &Place) -> Redirect {
    Redirect::to(&format!("/{}/instructor", place.lang.code()))
}

/// Answers the table's live stream.
pub async fn events(
    State(app): State<AppState>,
    at: At<Anywhere>,
    Instructor(known): Instructor,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    if !known {
        return Err(at.place.fail(Problem::NotFound("page")));
    }
    let shutdown = app.shutdown.clone();
    Ok(stream::answer(follow(app, at.place.lang), shutdown, query.as_deref()))
}

fn follow(app: AppState, lang: Lang) -> impl Stream<Item = Sent> + Send {
    stream! {
        let mut ticks = app.engine.ticks();
        // Everything once: the page may be older than the stream.
        for sent in rows(&app, lang, None).await {
            yield sent;
        }
        loop {
            match ticks.recv().await {
                Ok(Tick::Event(attempt)) => for sent in rows(&app, lang, Some(&attempt)).await { yield sent; },
                Ok(Tick::Cluster(ok)) => yield stream::event("cluster", &json!({ "ok": ok })),
                Ok(Tick::Output { .. } | Tick::Replay(_) | Tick::Picture(_) | Tick::Class(_) | Tick::Learner(_)) => {}
                Err(RecvError::Lagged(_)) => for sent in rows(&app, lang, None).await { yield sent; },
                Err(RecvError::Closed) => break,
            }
        }
    }
}

/// The rows of one attempt or of all, as they are now.
async fn rows(app: &AppState, lang: Lang, only: Option<&AttemptId>) -> Vec<Sent> {
    let all = match app.engine.store().board().await {
        Ok(all) => all,
        Err(error) => {
            tracing::warn!(%error, "the instructor's table could not be read");
            return Vec::new();
        }
    };
    let wanted = all.iter().filter(|row| only.is_none_or(|attempt| row.attempt == *attempt));
    wanted
        .filter_map(|row| {
            let lab = app.engine.lab(&row.lab)?;
            let view = board::row(&lab, row, lang);
            let data =
                json!({ "lab": lab.id(), "attempt": view.attempt, "html": fragment(&RowFragment { row: view }) });
            Some(stream::event("row", &data))
        })
        .collect()
}
