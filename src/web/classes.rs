//! The instructor's classes: the board, the code on the wall.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::response::Response;
use axum::response::sse::Event as Sent;
use futures::Stream;

use super::AppState;
use super::at::{At, OfClass, Place};
use super::class_board::{self, Board, Look};
use super::class_maker::Maker;
use super::class_member::GuideView;
use super::instructor::Instructor;
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::prose;
use super::security::is_https;
use crate::class::{Class, Room};
use crate::i18n;
use crate::id::{ClassId, LabId};
use crate::lab::Lang;

/// An instructor: somebody else gets no further.
pub struct Teacher(Instructor);

impl Teacher {
    /// What a live page of theirs gets, for as long as they are one.
    pub fn follows<S>(self, app: &AppState, events: S) -> impl Stream<Item = Sent> + Send + use<S>
    where
        S: Stream<Item = Sent> + Send,
    {
        self.0.only_while_one(app.engine.clone(), events)
    }
}

impl FromRequestParts<AppState> for Teacher {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let Ok(place) = Place::from_request_parts(parts, app).await;
        let known = Instructor::from_request_parts(parts, app).await?;
        if known.is_one() { Ok(Self(known)) } else { Err(place.fail(Problem::NotInstructor)) }
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
    /// What can be done for all.
    pub guide: GuideView,
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

    /// To how many something was just sent, in words.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        let count: u32 = self.look.told.parse().ok()?;
        Some(if count == 0 {
            self.frame.tr.msg("class-told-nobody")
        } else {
            self.frame.tr.n("class-told", count.into())
        })
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
    let variables = &prose::images(&app.engine.catalogue().images);
    let board = Maker { room: &room, lab: &lab, look: &look, lang: place.lang, variables, now }.board();
    let titled = |id: &LabId| Some((id.to_string(), app.engine.lab(id)?.prose(place.lang).title.clone()));
    let mut frame = Frame::titled(&place, room.class.name.clone());
    frame.cluster_ok = app.engine.cluster_ok();
    let page = BoardPage {
        frame,
        path: home_of(place.lang, &class),
        left: (room.class.ends > now).then(|| i18n::duration(place.lang, (room.class.ends - now) / 60_000 * 60_000)),
        labs: room.class.labs.iter().filter_map(titled).collect(),
        lab: lab.id().to_string(),
        guide: GuideView::of(&lab, place.lang),
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
