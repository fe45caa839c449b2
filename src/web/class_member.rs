//! One learner of a class, as the instructor sees them.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;

use super::AppState;
use super::at::{At, OfMember};
use super::classes::{self, Teacher, home_of};
use super::page::{self, Frame};
use super::picture::PictureView;
use super::problem::{Failure, Problem};
use super::security::POLICY_WITH_STYLES;
use super::step::{RunView, VerdictView};
use crate::check::Verdict;
use crate::class::{Member, Room, Work};
use crate::engine::EngineError;
use crate::i18n::{self, Tr};
use crate::id::StepId;
use crate::lab::{Lab, Lang};
use crate::progress::{Event, EventKind};

/// One learner in one lab.
pub struct LabView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Step by step: number, title, verdict line.
    pub steps: Vec<(usize, String, VerdictView)>,
    /// Their sandbox, drawn, as HTML; empty when there is none.
    pub picture: String,
    /// The newest runs: command and output.
    pub runs: Vec<(String, RunView)>,
    /// What happened, newest first: time of day and words.
    pub timeline: Vec<(String, String)>,
}

/// What is told of one learner, on the page and in its live stream.
#[derive(Template)]
#[template(path = "instructor/_member.html")]
pub struct Told {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The class's address.
    pub path: String,
    /// The learner's id.
    pub learner: String,
    /// Whether the class goes on and the learner is in it.
    pub acting: bool,
    /// What was written with the raised hand.
    pub hand: Option<String>,
    /// The labs they opened.
    pub labs: Vec<LabView>,
}

/// One learner.
#[derive(Template)]
#[template(path = "instructor/member.html")]
pub struct MemberPage {
    /// The page's frame.
    pub frame: Frame,
    /// The class's name.
    pub class: String,
    /// What changes.
    pub told: Told,
    /// What can be done for them, by lab.
    pub guides: Vec<GuideView>,
}

/// The form that has something done for one learner or for all.
pub struct GuideView {
    /// The lab's id.
    pub lab: String,
    /// Its title.
    pub title: String,
    /// The steps one can be brought to: id, and number with title.
    pub steps: Vec<(String, String)>,
}

impl GuideView {
    /// What can be done in a lab: the first step needs nothing done before it, but can be begun again.
    #[must_use]
    pub fn of(lab: &Lab, lang: Lang) -> Self {
        let named = |(index, step): (usize, &crate::lab::Step)| {
            (step.id.to_string(), format!("{}. {}", index + 1, title_of(lab, &step.id, lang)))
        };
        Self {
            lab: lab.id().to_string(),
            title: lab.prose(lang).title.clone(),
            steps: lab.file.steps.iter().enumerate().map(named).collect(),
        }
    }
}

/// The most that is shown of what happened.
const HAPPENED: i64 = 2000;
const SHOWN: usize = 60;
const RUNS: usize = 5;

/// Answers one learner's page.
pub async fn member(State(app): State<AppState>, at: At<OfMember>, _: Teacher) -> Result<Response, Failure> {
    let At { place, on: OfMember { class, learner } } = at;
    let room = classes::room(&app, &place, &class).await?;
    let known = room.members.iter().find(|member| member.learner == learner);
    let member = known.ok_or_else(|| place.fail(Problem::NotFound("page")))?;
    let told = told(&app, &room, member, place.lang).await.map_err(|error| place.fail(error))?;
    let labs = told.labs.iter().filter_map(|lab| app.engine.lab(&lab.id.parse().ok()?));
    let page = MemberPage {
        guides: labs.map(|lab| GuideView::of(&lab, place.lang)).collect(),
        frame: Frame::titled(&place, member.name.clone()),
        class: room.class.name.clone(),
        told,
    };
    let mut response = page::html(&page);
    // The terminal writes its rows' styles into the page.
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY_WITH_STYLES));
    Ok(response)
}

/// What is told of a member of a class now.
///
/// # Errors
/// When the store fails.
pub async fn told(app: &AppState, room: &Room, member: &Member, lang: Lang) -> Result<Told, EngineError> {
    let mut labs = Vec::new();
    for work in room.works.iter().filter(|work| work.learner == member.learner) {
        let Some(lab) = app.engine.lab(&work.lab) else { continue };
        labs.push(lab_view(app, &lab, work, lang).await?);
    }
    Ok(Told {
        tr: Tr::new(lang),
        path: home_of(lang, &room.class.id),
        learner: member.learner.to_string(),
        acting: room.class.ended.is_none() && member.left.is_none(),
        hand: member.hand.as_ref().map(|hand| hand.text.clone()),
        labs,
    })
}

fn title_of(lab: &Lab, step: &StepId, lang: Lang) -> String {
    lab.prose(lang).steps.get(step).map_or_else(|| step.to_string(), |section| section.title.clone())
}

async fn lab_view(app: &AppState, lab: &Lab, work: &Work, lang: Lang) -> Result<LabView, EngineError> {
    let store = app.engine.store();
    let tr = Tr::new(lang);
    let title = |id: &StepId| title_of(lab, id, lang);
    let mut runs: Vec<_> = store.latest_runs(&work.attempt).await?.into_values().collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.started));
    let events = store.events_after(&work.attempt, 0, HAPPENED).await?;
    let zone = jiff::tz::TimeZone::system();
    let said = |event: &Event| {
        let words = happened(&event.kind, tr, &title)?;
        Some((i18n::time_of_day(event.at, &zone), words))
    };
    let steps = lab.file.steps.iter().enumerate();
    Ok(LabView {
        id: lab.id().to_string(),
        title: lab.prose(lang).title.clone(),
        steps: steps
            .map(|(index, step)| (index + 1, title(&step.id), VerdictView::of(step, work.steps.get(&step.id), tr)))
            .collect(),
        picture: picture(app, work, tr).await?,
        runs: runs.iter().take(RUNS).map(|run| (run.command.to_string(), RunView::of(run, lang))).collect(),
        timeline: events.iter().rev().filter_map(said).take(SHOWN).collect(),
    })
}

/// The sandbox of this work, drawn. Somebody who left the class has another current attempt, which is nobody's here.
async fn picture(app: &AppState, work: &Work, tr: &'static Tr) -> Result<String, EngineError> {
    let view = app.engine.view(&work.learner, &work.lab).await?;
    let look = view.filter(|view| view.attempt.id == work.attempt).and_then(|view| app.engine.look(&view));
    Ok(look.map_or_else(String::new, |look| page::fragment(&PictureView::new(Some(look), super::format::now(), tr))))
}

/// An event in words; what only machines care about has none.
fn happened(kind: &EventKind, tr: &Tr, title: &impl Fn(&StepId) -> String) -> Option<String> {
    Some(match kind {
        EventKind::Opened => tr.msg("class-event-opened"),
        // What nobody has begun is no happening.
        EventKind::Judged { verdict: Verdict::Untried, .. } => return None,
        EventKind::Judged { step, verdict, message, .. } => {
            format!(
                "{}: {}. {}",
                title(step),
                tr.msg(&format!("verdict-{}", verdict.word())),
                tr.message(message).replace('`', "")
            )
        }
        EventKind::Run { command, state, .. } if state.is_over() => {
            tr.with("class-event-ran", &[("command", command.to_string().into())])
        }
        EventKind::Saved { file } => tr.with("class-event-saved", &[("file", file.into())]),
        _ => return None,
    })
}
