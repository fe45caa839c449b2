//! The instructor's page: behind a token, read only, live.

use std::time::Duration;

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
use futures::{Stream, StreamExt};
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
use crate::engine::{Engine, EngineError, Tick};
use crate::id::AttemptId;
use crate::lab::Lang;

/// How often it is asked whether who holds a stream is still an instructor.
const STILL_ONE: Duration = Duration::from_secs(2);

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

/// What somebody shows to be let in.
enum Shown {
    /// A browser its session.
    Session(String),
    /// A script the token itself.
    Token(String),
}

impl Shown {
    async fn is_good(&self, engine: &Engine) -> Result<bool, EngineError> {
        match self {
            Self::Session(session) => engine.is_instructor(session).await,
            Self::Token(token) => engine.is_instructor_token(token).await,
        }
    }
}

/// Whether the visitor is an instructor, and by what.
pub struct Instructor(Option<Shown>);

impl Instructor {
    /// Whether they are one.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.0.is_some()
    }

    /// What a live page of theirs gets, for as long as they are an instructor: after that the page is to load anew, and
    /// there they are asked who they are.
    pub fn only_while_one<S>(self, engine: Engine, events: S) -> impl Stream<Item = Sent> + Send + use<S>
    where
        S: Stream<Item = Sent> + Send,
    {
        let gone = async move {
            while let Some(shown) = &self.0 {
                tokio::time::sleep(STILL_ONE).await;
                if !matches!(shown.is_good(&engine).await, Ok(true)) {
                    break;
                }
            }
        };
        stream! {
            let (mut events, mut gone) = (std::pin::pin!(events), std::pin::pin!(gone));
            loop {
                let next = tokio::select! {
                    () = &mut gone => Err(()),
                    next = events.next() => Ok(next),
                };
                match next {
                    Ok(Some(event)) => yield event,
                    Ok(None) => break,
                    Err(()) => {
                        yield stream::event("reload", &json!({}));
                        break;
                    }
                }
            }
        }
    }
}

impl FromRequestParts<AppState> for Instructor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let Ok(place) = Place::from_request_parts(parts, app).await;
        let token = place.is_api().then(|| bearer(parts)).flatten().map(Shown::Token);
        let jar = CookieJar::from_headers(&parts.headers);
        let session = || jar.get(INSTRUCTOR).map(|cookie| Shown::Session(cookie.value().to_owned()));
        let Some(shown) = token.or_else(session) else { return Ok(Self(None)) };
        let good = shown.is_good(&app.engine).await.map_err(|error| place.fail(error))?;
        Ok(Self(good.then_some(shown)))
    }
}

/// Answers the table, or asks for the token.
pub async fn show(State(app): State<AppState>, at: At<Anywhere>, visitor: Instructor) -> Result<Response, Failure> {
    let place = at.place;
    if !visitor.is_one() {
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
    visitor: Instructor,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    if !visitor.is_one() {
        return Err(at.place.fail(Problem::NotFound("page")));
    }
    let shutdown = app.shutdown.clone();
    let events = visitor.only_while_one(app.engine.clone(), follow(app, at.place.lang));
    Ok(stream::answer(events, shutdown, query.as_deref()))
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
