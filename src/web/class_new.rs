//! The form that opens a class.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::AppState;
use super::at::{Anywhere, At, Place};
use super::classes::{Teacher, home_of};
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use crate::class::{DisplayName, MAX_HOURS, MAX_SIZE, NewClass};
use crate::id::LabId;
use crate::lab::{Lab, Lang};
use crate::progress::Millis;

const HOUR: f64 = 3_600_000.0;

/// The form that opens a class, with what was typed.
#[derive(Template)]
#[template(path = "instructor/class_new.html")]
pub struct NewPage {
    /// The page's frame.
    pub frame: Frame,
    /// The labs: id, title, whether chosen.
    pub labs: Vec<(String, String, bool)>,
    /// What was typed.
    pub typed: Typed,
    /// Keys of what is wrong, by field.
    pub problems: Vec<(&'static str, &'static str)>,
}

impl NewPage {
    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, field: &str) -> Option<String> {
        self.problems.iter().find(|(known, _)| *known == field).map(|(_, key)| self.frame.tr.msg(key))
    }
}

/// What the form's fields hold, as typed.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The name.
    pub name: String,
    /// How many are expected.
    pub size: String,
    /// For how many hours.
    pub hours: String,
    /// The language's code.
    pub lang: String,
    /// The chosen labs.
    pub labs: Vec<String>,
}

impl Typed {
    fn read(pairs: &[(String, String)]) -> Self {
        let get =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
        let labs = pairs.iter().filter(|(key, _)| key == "lab").map(|(_, value)| value.clone()).collect();
        Self { name: get("name"), size: get("size"), hours: get("hours"), lang: get("lang"), labs }
    }

    /// What it means, or every field that means nothing.
    fn meaning(&self, app: &AppState, now: Millis) -> Result<NewClass, Vec<(&'static str, &'static str)>> {
        let name = self.name.parse::<DisplayName>().map_err(|_| ("name", "new-class-name-bad"));
        let size = self.size.trim().parse().ok().filter(|size| (1..=MAX_SIZE).contains(size));
        let size = size.ok_or(("size", "new-class-size-bad"));
        let hours = self.hours.trim().replace(',', ".").parse::<f64>().ok();
        let hours =
            hours.filter(|hours| *hours >= 0.25 && *hours <= MAX_HOURS as f64).ok_or(("hours", "new-class-hours-bad"));
        let labs: Vec<LabId> =
            self.labs.iter().filter_map(|id| id.parse().ok()).filter(|id| app.engine.lab(id).is_some()).collect();
        let labs = if labs.is_empty() { Err(("labs", "new-class-labs-bad")) } else { Ok(labs) };
        let lang = Lang::from_code(&self.lang).ok_or(("lang", "new-class-lang-bad"));
        match (name, size, hours, labs, lang) {
            (Ok(name), Ok(size), Ok(hours), Ok(labs), Ok(lang)) => {
                Ok(NewClass { name, lang, size, labs, ends: now + (hours * HOUR) as Millis })
            }
            (name, size, hours, labs, lang) => {
                Err([name.err(), size.err(), hours.err(), labs.err(), lang.err()].into_iter().flatten().collect())
            }
        }
    }
}

fn new_page(app: &AppState, place: &Place, typed: Typed, problems: Vec<(&'static str, &'static str)>) -> NewPage {
    let catalogue = app.engine.catalogue();
    let mut labs: Vec<_> = catalogue.labs.values().collect();
    labs.sort_by_key(|lab| (lab.file.order, lab.id().clone()));
    let listed = |lab: &std::sync::Arc<Lab>| {
        let id = lab.id().to_string();
        let chosen = typed.labs.contains(&id);
        (id, lab.prose(place.lang).title.clone(), chosen)
    };
    NewPage {
        frame: Frame::new(place, "new-class-title"),
        labs: labs.into_iter().map(listed).collect(),
        typed,
        problems,
    }
}

/// Asks what the class is to be.
pub async fn ask(State(app): State<AppState>, at: At<Anywhere>, _: Teacher) -> Response {
    let catalogue = app.engine.catalogue();
    let first = catalogue.labs.values().min_by_key(|lab| (lab.file.order, lab.id().clone()));
    let typed = Typed {
        name: String::new(),
        size: "30".to_owned(),
        hours: "3".to_owned(),
        lang: at.place.lang.code().to_owned(),
        labs: first.map(|lab| lab.id().to_string()).into_iter().collect(),
    };
    page::html(&new_page(&app, &at.place, typed, Vec::new()))
}

/// Opens a class, or says all that is wrong with everything still there.
pub async fn open(
    State(app): State<AppState>,
    at: At<Anywhere>,
    _: Teacher,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Form(pairs)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let typed = Typed::read(&pairs);
    match typed.meaning(&app, super::format::now()) {
        Ok(new) => {
            let class = app.engine.open_class(&new).await.map_err(|error| place.fail(error))?;
            Ok(Redirect::to(&format!("{}/code", home_of(place.lang, &class.id))).into_response())
        }
        Err(problems) => {
            let page = new_page(&app, &place, typed, problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)).into_response())
        }
    }
}
