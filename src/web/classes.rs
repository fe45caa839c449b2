//! The instructor's classes: the board, the code on the wall, what is done in a class, the export.

use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{FromRequestParts, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HOST};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::AppState;
use super::at::{At, OfClass, OfMember, Place};
use super::class_board::{self, Board, Look, Maker};
use super::instructor::Instructor;
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::security::is_https;
use crate::class::{self, Class, Room, Said, To, export};
use crate::i18n;
use crate::id::{ClassId, LabId};
use crate::lab::Lang;
use crate::progress::Millis;

/// An instructor: somebody else gets no further.
pub struct Teacher;

impl FromRequestParts<AppState> for Teacher {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let Ok(place) = Place::from_request_parts(parts, app).await;
        let known = Instructor::from_request_parts(parts, app).await?;
        if known.is_one() { Ok(Self) } else { Err(place.fail(Problem::NotInstructor)) }
    }
}

/// A class in the list.
pub struct ListedClass {
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its code, in groups.
    pub code: String,
    /// How many are in it, and how many are expected.
    pub present: (usize, u32),
    /// Whether it has ended.
    pub over: bool,
}

/// The list of classes.
#[must_use]
pub fn listed(lang: Lang, classes: &[(Class, usize)]) -> Vec<ListedClass> {
    let one = |(class, present): &(Class, usize)| ListedClass {
        href: home_of(lang, &class.id),
        name: class.name.clone(),
        code: class.code.grouped(),
        present: (*present, class.size),
        over: class.ended.is_some(),
    };
    classes.iter().map(one).collect()
}

/// The address of a class's board.
#[must_use]
pub fn home_of(lang: Lang, class: &ClassId) -> String {
    format!("/{}/instructor/classes/{class}", lang.code())
}

/// The room of a class, or that there is none.
///
/// # Errors
/// When there is no such class or the store fails.
pub async fn room(app: &AppState, place: &Place, class: &ClassId) -> Result<Room, Failure> {
    let room = app.engine.store().room(class).await.map_err(|error| place.fail(error))?;
    room.ok_or_else(|| place.fail(Problem::NotFound("class")))
}

/// The board.
#[derive(Template)]
#[template(path = "instructor/class.html")]
pub struct BoardPage {
    /// The page's frame.
    pub frame: Frame,
    /// The class's address.
    pub path: String,
    /// The class.
    pub class: Class,
    /// Its planned end, as time from now; `None` when that is over.
    pub left: Option<String>,
    /// The labs: id, title.
    pub labs: Vec<(String, String)>,
    /// The lab that is looked at.
    pub lab: String,
    /// What is asked to be seen.
    pub look: Look,
    /// The board.
    pub board: Board,
}

impl BoardPage {
    /// The filters: value, key of the word, how many.
    #[must_use]
    pub fn filters(&self) -> [(&'static str, &'static str, usize); 5] {
        let counts = &self.board.counts;
        [
            ("", "class-show-all", counts.all),
            ("hand", "class-show-hand", counts.hand),
            ("stuck", "class-show-stuck", counts.stuck),
            ("idle", "class-show-idle", counts.idle),
            ("done", "class-show-done", counts.done),
        ]
    }

    /// The orders: value and key of the word.
    #[must_use]
    pub fn orders(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", "class-sort-need"),
            ("name", "class-sort-name"),
            ("progress", "class-sort-progress"),
            ("time", "class-sort-time"),
        ]
    }
}

/// Answers the board.
pub async fn show(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    look: Result<Query<Look>, QueryRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let look = look.map(|Query(look)| look).unwrap_or_default();
    let room = room(&app, &place, &class).await?;
    let now = super::format::now();
    let lab = class_board::lab_of(&room, &look, |id| app.engine.lab(id));
    let lab = lab.ok_or_else(|| place.fail(Problem::NotFound("lab")))?;
    let board = Maker { room: &room, lab: &lab, look: &look, lang: place.lang, now }.board();
    let titled = |id: &LabId| Some((id.to_string(), app.engine.lab(id)?.prose(place.lang).title.clone()));
    let mut frame = Frame::titled(&place, room.class.name.clone());
    frame.cluster_ok = app.engine.cluster_ok();
    let page = BoardPage {
        frame,
        path: home_of(place.lang, &class),
        left: (room.class.ends > now).then(|| i18n::duration(place.lang, (room.class.ends - now) / 60_000 * 60_000)),
        labs: room.class.labs.iter().filter_map(titled).collect(),
        lab: lab.id().to_string(),
        look,
        board,
        class: room.class,
    };
    Ok(page::html(&page))
}

/// The code on the wall.
#[derive(Template)]
#[template(path = "instructor/class_code.html")]
pub struct CodePage {
    /// The page's frame.
    pub frame: Frame,
    /// The class's address.
    pub path: String,
    /// The code, in groups.
    pub code: String,
    /// The address to type.
    pub address: String,
    /// The same with the code, as a QR code: an SVG drawing.
    pub qr: String,
}

impl CodePage {
    /// The page for a server that learners reach under `origin`.
    #[must_use]
    pub fn new(place: &Place, class: &Class, origin: &str) -> Self {
        let link = format!("{origin}/{}/join?code={}", class.lang.code(), class.code);
        let drawing = qrcode::QrCode::new(link.as_bytes()).map(|code| {
            let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(240, 240).build();
            // Inline SVG has no XML declaration.
            svg.find("<svg").map_or_else(String::new, |start| svg[start..].to_owned())
        });
        Self {
            frame: Frame::titled(place, class.name.clone()),
            path: home_of(place.lang, &class.id),
            code: class.code.grouped(),
            address: format!("{origin}/{}/join", class.lang.code()),
            qr: drawing.unwrap_or_default(),
        }
    }
}

/// Answers the code, large.
pub async fn code(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let found = app.engine.store().class(&class).await.map_err(|error| place.fail(error))?;
    let class = found.ok_or_else(|| place.fail(Problem::NotFound("class")))?;
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    let host = host.filter(|host| host.len() < 200).unwrap_or("localhost");
    let scheme = if is_https(app.transport, &headers) { "https" } else { "http" };
    Ok(page::html(&CodePage::new(&place, &class, &format!("{scheme}://{host}"))))
}

/// What is said, and to whom.
#[derive(Debug, Default, Deserialize)]
pub struct SayForm {
    #[serde(default)]
    text: String,
    /// `all`, `step` (those at it), or a learner's id.
    #[serde(default)]
    to: String,
    #[serde(default)]
    lab: String,
    #[serde(default)]
    step: String,
    /// The number of a hint of that step, from one; else the text is said.
    #[serde(default)]
    hint: String,
}

/// Says something to all, to those at a step, or to one, whose hand it lowers.
pub async fn say(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    form: Result<Form<SayForm>, FormRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let Ok(Form(form)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let bad = || place.fail(Problem::BadRequest);
    let room = room(&app, &place, &class).await?;
    let step = || Some((form.lab.parse::<LabId>().ok()?, form.step.parse::<crate::id::StepId>().ok()?));
    let what = match form.hint.parse::<usize>() {
        Ok(number) => {
            let (lab, step) = step().ok_or_else(bad)?;
            Said::Hint { lab, step, number: number.saturating_sub(1) }
        }
        Err(_) => Said::Text(class::text(&form.text).ok_or_else(bad)?),
    };
    let (to, answers) = match form.to.as_str() {
        "all" => (To::All, false),
        "step" => {
            let (lab, step) = step().ok_or_else(bad)?;
            let lab = app.engine.lab(&lab).ok_or_else(bad)?;
            (To::These(class_board::at_step(&room, &lab, &step, super::format::now())), false)
        }
        one => (To::These(vec![one.parse().map_err(|_| bad())?]), true),
    };
    app.engine.say(&class, &to, &what, answers).await.map_err(|error| place.fail(error))?;
    Ok(Redirect::to(&home_of(place.lang, &class)).into_response())
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
    let minutes = form.ok().map(|Form(form)| form.minutes).filter(|minutes| (1..=24 * 60).contains(minutes));
    let minutes = minutes.ok_or_else(|| place.fail(Problem::BadRequest))?;
    let ends = room(&app, &place, &class).await?.class.ends.max(super::format::now());
    app.engine.extend_class(&class, ends + minutes * 60_000).await.map_err(|error| place.fail(error))?;
    Ok(Redirect::to(&home_of(place.lang, &class)).into_response())
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

/// How the table is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct ExportQuery {
    #[serde(default)]
    bom: String,
}

/// The class as CSV.
pub async fn csv(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    query: Result<Query<ExportQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    let room = room(&app, &place, &class).await?;
    let catalogue = app.engine.catalogue();
    let lines = export::lines(&room, |id| catalogue.labs.get(id).map(std::sync::Arc::as_ref));
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
    let room = room(&app, &place, &class).await?;
    let catalogue = app.engine.catalogue();
    let lines = export::lines(&room, |id| catalogue.labs.get(id).map(std::sync::Arc::as_ref));
    let name = format!("attachment; filename=\"class-{class}.json\"");
    let body = json!({ "class": room.class.name, "labs": room.class.labs, "lines": lines });
    Ok(([(CONTENT_DISPOSITION, name)], axum::Json(body)).into_response())
}
