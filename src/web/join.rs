//! Learners and their class: joining, what stands between them, raising a hand, putting notes away, leaving.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::AppState;
use super::address::Address;
use super::at::{Anywhere, At, Place};
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::prose;
use super::session::{Visitor, learner_cookie};
use crate::class::{self, Class, DisplayName, Member, Note, Said};
use crate::engine::EngineError;
use crate::i18n::Tr;
use crate::id::{LabId, LearnerId};
use crate::lab::Lang;

/// The form that asks for code and name.
#[derive(Template)]
#[template(path = "learner/join.html")]
pub struct JoinPage {
    /// The page's frame.
    pub frame: Frame,
    /// What was typed as the code.
    pub code: String,
    /// What was typed as the name.
    pub name: String,
    /// The key of what is wrong with the code.
    pub code_problem: Option<&'static str>,
    /// The key of what is wrong with the name.
    pub name_problem: Option<&'static str>,
    /// Who this browser is in that class already: they may go on, or somebody else may join here.
    pub already: Option<String>,
}

impl JoinPage {
    fn new(place: &Place, code: &str) -> Self {
        let frame = Frame::new(place, "join-title");
        Self {
            frame,
            code: code.to_owned(),
            name: String::new(),
            code_problem: None,
            name_problem: None,
            already: None,
        }
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub struct JoinForm {
    code: String,
    #[serde(default)]
    name: String,
    /// Somebody else than the one this browser knows.
    #[serde(default)]
    other: Option<String>,
}

/// Asks for a code and a name.
pub async fn ask(at: At<Anywhere>, query: axum::extract::RawQuery) -> Response {
    let typed = query.0.as_deref().and_then(code_of).unwrap_or_default();
    page::html(&JoinPage::new(&at.place, &typed))
}

/// The `code` of a query. Letters and hyphens only, so nothing needs decoding.
fn code_of(query: &str) -> Option<String> {
    let code = query.split('&').find_map(|pair| pair.strip_prefix("code="))?;
    Some(code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(12).collect())
}

/// Joins, or says what is missing with everything still there.
pub async fn join(
    State(app): State<AppState>,
    at: At<Anywhere>,
    Address(address): Address,
    visitor: Visitor,
    jar: CookieJar,
    form: Result<Form<JoinForm>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Form(form)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let mut asked = JoinPage::new(&place, form.code.chars().take(40).collect::<String>().trim());
    asked.name = form.name.chars().take(80).collect();
    let found = match app.engine.class_with_code(&form.code, address).await {
        Err(EngineError::Crowded) => {
            asked.code_problem = Some("error-crowded");
            return Ok((StatusCode::TOO_MANY_REQUESTS, page::html(&asked)).into_response());
        }
        found => found.map_err(|error| place.fail(error))?,
    };
    let Some(class) = found else {
        asked.code_problem = Some("join-code-unknown");
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&asked)).into_response());
    };
    if class.ended.is_some() {
        asked.code_problem = Some("join-class-over");
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&asked)).into_response());
    }
    let known = visitor.learner.filter(|_| form.other.is_none());
    if let Some(member) = member_of(&app, &place, known.as_ref(), &class).await? {
        let same = form.name.trim().is_empty() || member.name.to_lowercase() == form.name.trim().to_lowercase();
        if same {
            return Ok(home(&place));
        }
        asked.already = Some(member.name);
        return Ok(page::html(&asked));
    }
    let Ok(name) = form.name.parse::<DisplayName>() else {
        asked.name_problem = Some("join-name-bad");
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&asked)).into_response());
    };
    let joined = app.engine.join_class(&class, known.as_ref(), &name, place.lang).await;
    let joined = joined.map_err(|error| place.fail(error))?;
    let jar = match joined.new {
        Some(new) => jar.add(learner_cookie(new.token)),
        None => jar,
    };
    Ok((jar, home(&place)).into_response())
}

async fn member_of(
    app: &AppState,
    place: &Place,
    learner: Option<&LearnerId>,
    class: &Class,
) -> Result<Option<Member>, Failure> {
    let Some(learner) = learner else { return Ok(None) };
    let found = app.engine.store().membership(learner).await.map_err(|error| place.fail(error))?;
    Ok(found.filter(|(id, _)| *id == class.id).map(|(_, member)| member))
}

fn home(place: &Place) -> Response {
    Redirect::to(&format!("/{}/class", place.lang.code())).into_response()
}

/// One thing the instructor said.
#[derive(Clone)]
pub struct NoteView {
    /// Its number.
    pub id: i64,
    /// Words, and the language they are in.
    pub text: Option<(String, &'static str)>,
    /// A hint, safe HTML.
    pub hint: Option<String>,
}

/// What stands between a learner and their class, above a lab and on the class's page.
#[derive(Clone, Template)]
#[template(path = "learner/_class.html")]
pub struct ClassBar {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The page's language.
    pub lang: Lang,
    /// The class's name.
    pub class: String,
    /// The learner's name in it.
    pub name: String,
    /// Whether the class has ended.
    pub over: bool,
    /// What was written with the raised hand.
    pub hand: Option<String>,
    /// Whether the instructor may watch the terminal.
    pub shows: bool,
    /// What the instructor said.
    pub notes: Vec<NoteView>,
    /// The lab this stands above.
    pub lab: Option<LabId>,
}

impl ClassBar {
    /// The newest thing the instructor wrote, for screen readers.
    #[must_use]
    pub fn newest(&self) -> Option<String> {
        let (text, _) = self.notes.last()?.text.as_ref()?;
        Some(format!("{}: {text}", self.tr.msg("class-note")))
    }
}

/// The bar of a learner who is in a class.
///
/// # Errors
/// When the store fails.
pub async fn bar(
    app: &AppState,
    learner: &LearnerId,
    lab: Option<&LabId>,
    lang: Lang,
) -> Result<Option<(Class, ClassBar)>, crate::store::StoreError> {
    let store = app.engine.store();
    let Some((id, member)) = store.membership(learner).await? else { return Ok(None) };
    let Some(class) = store.class(&id).await? else { return Ok(None) };
    let notes = store.notes(&id, learner).await?;
    let bar = ClassBar {
        tr: Tr::new(lang),
        lang,
        class: class.name.clone(),
        name: member.name,
        over: class.ended.is_some(),
        hand: member.hand.map(|hand| hand.text),
        shows: member.shows,
        notes: notes.iter().filter_map(|note| view(app, note, lang, class.lang)).collect(),
        lab: lab.cloned(),
    };
    Ok(Some((class, bar)))
}

fn view(app: &AppState, note: &Note, lang: Lang, taught: Lang) -> Option<NoteView> {
    Some(match &note.what {
        Said::Text(words) => {
            let (lang, text) = words.best(lang, taught)?;
            NoteView { id: note.id, text: Some((text.to_owned(), lang.tag())), hint: None }
        }
        Said::Hint { lab, step, number } => {
            let html = app.engine.hint(lab, step, *number, lang)?;
            let html = prose::html(&html, &prose::images(&app.engine.catalogue().images));
            NoteView { id: note.id, text: None, hint: Some(html) }
        }
    })
}

/// What the hand's form sends.
#[derive(Deserialize)]
pub struct HandForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    lab: String,
    /// Down instead of up.
    #[serde(default)]
    down: Option<String>,
}

/// Raises or lowers the learner's hand.
pub async fn hand(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    form: Result<Form<HandForm>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Form(form)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let learner = visitor.known(&place)?;
    let lab = lab_of(&app, &form.lab);
    // Words are welcome, not needed: what is too long is cut, a hand is never refused for it.
    let cut: String = form.text.chars().take(class::MAX_TEXT).collect();
    let hand = form.down.is_none().then(|| (class::text(&cut).unwrap_or_default(), lab.clone()));
    app.engine.set_hand(learner, hand).await.map_err(|error| place.fail(error))?;
    Ok(back(&place, lab.as_ref()))
}

/// What the form about the terminal sends.
#[derive(Deserialize)]
pub struct ShowsForm {
    /// `1` lets the instructor watch.
    shows: String,
    #[serde(default)]
    lab: String,
}

/// Lets the instructor watch the learner's terminal, or no longer.
pub async fn shows(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    form: Result<Form<ShowsForm>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Form(form)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let learner = visitor.known(&place)?;
    app.engine.set_shows(learner, form.shows == "1").await.map_err(|error| place.fail(error))?;
    let lab = lab_of(&app, &form.lab);
    Ok(back(&place, lab.as_ref()))
}

/// What a note's form sends.
#[derive(Deserialize)]
pub struct NoteForm {
    id: i64,
    #[serde(default)]
    lab: String,
}

/// Puts a note away.
pub async fn put_away(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    form: Result<Form<NoteForm>, FormRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Form(form)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let learner = visitor.known(&place)?;
    app.engine.put_away(learner, form.id).await.map_err(|error| place.fail(error))?;
    let lab = lab_of(&app, &form.lab);
    Ok(back(&place, lab.as_ref()))
}

/// Takes the learner out of their class.
pub async fn leave(State(app): State<AppState>, at: At<Anywhere>, visitor: Visitor) -> Result<Response, Failure> {
    leave_own(&app, &at.place, &visitor).await?;
    Ok(Redirect::to(&format!("/{}/labs", at.place.lang.code())).into_response())
}

/// Takes a learner out of the class they are in, if they are in one.
///
/// # Errors
/// When nobody is known, or the store fails.
pub async fn leave_own(app: &AppState, place: &Place, visitor: &Visitor) -> Result<(), Failure> {
    let learner = visitor.known(place)?;
    let found = app.engine.store().membership(learner).await.map_err(|error| place.fail(error))?;
    let Some((class, _)) = found else { return Ok(()) };
    app.engine.leave_class(&class, learner).await.map_err(|error| place.fail(error))
}

/// The lab that a form was sent from: it is gone back to. Empty, or no lab of ours, means the class's own page.
pub(super) fn lab_of(app: &AppState, field: &str) -> Option<LabId> {
    field.parse().ok().filter(|lab| app.engine.lab(lab).is_some())
}

fn back(place: &Place, lab: Option<&LabId>) -> Response {
    let to = lab.map_or_else(|| "class".to_owned(), |lab| format!("labs/{lab}"));
    Redirect::to(&format!("/{}/{to}", place.lang.code())).into_response()
}
