//! One learner of a class, as the instructor sees them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::AppState;
use super::at::{At, OfMember, Place};
use super::classes::{self, Teacher, home_of};
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::step::{RunView, VerdictView};
use crate::class;
use crate::i18n::{self, Tr};
use crate::lab::Lab;

/// One learner in one lab.
pub struct LabView {
    /// Its title.
    pub title: String,
    /// Step by step: number, title, verdict line.
    pub steps: Vec<(usize, String, VerdictView)>,
    /// The newest runs: command and output.
    pub runs: Vec<(String, RunView)>,
    /// What happened, newest first: time of day and words.
    pub timeline: Vec<(String, String)>,
}

/// One learner.
#[derive(Template)]
#[template(path = "instructor/member.html")]
pub struct MemberPage {
    /// The page's frame.
    pub frame: Frame,
    /// The class's address.
    pub path: String,
    /// The class's name.
    pub class: String,
    /// Whether the class goes on and the learner is in it.
    pub acting: bool,
    /// The learner's id.
    pub learner: String,
    /// What was written with the raised hand.
    pub hand: Option<String>,
    /// The labs they opened.
    pub labs: Vec<LabView>,
}

/// The most that is shown of what happened.
const HAPPENED: i64 = 2000;
const SHOWN: usize = 60;

/// Answers one learner's page.
pub async fn member(State(app): State<AppState>, at: At<OfMember>, _: Teacher) -> Result<Response, Failure> {
    let At { place, on: OfMember { class, learner } } = at;
    let room = classes::room(&app, &place, &class).await?;
    let known = room.members.iter().find(|member| member.learner == learner);
    let member = known.ok_or_else(|| place.fail(Problem::NotFound("page")))?;
    let mut labs = Vec::new();
    for work in room.works.iter().filter(|work| work.learner == learner) {
        let Some(lab) = app.engine.lab(&work.lab) else { continue };
        labs.push(lab_view(&app, &place, &lab, work).await?);
    }
    let page = MemberPage {
        frame: Frame::titled(&place, member.name.clone()),
        path: home_of(place.lang, &class),
        class: room.class.name.clone(),
        acting: room.class.ended.is_none() && member.left.is_none(),
        learner: learner.to_string(),
        hand: member.hand.as_ref().map(|hand| hand.text.clone()),
        labs,
    };
    Ok(page::html(&page))
}

async fn lab_view(app: &AppState, place: &Place, lab: &Lab, work: &class::Work) -> Result<LabView, Failure> {
    let store = app.engine.store();
    let tr = Tr::new(place.lang);
    let title = |id: &crate::id::StepId| {
        lab.prose(place.lang).steps.get(id).map_or_else(|| id.to_string(), |section| section.title.clone())
    };
    let runs = store.latest_runs(&work.attempt).await.map_err(|error| place.fail(error))?;
    let mut runs: Vec<_> = runs.into_values().collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.started));
    let events = store.events_after(&work.attempt, 0, HAPPENED).await.map_err(|error| place.fail(error))?;
    let zone = jiff::tz::TimeZone::system();
    let said = |event: &crate::progress::Event| {
        let words = happened(&event.kind, tr, &title)?;
        Some((i18n::time_of_day(event.at, &zone), words))
    };
    let steps = lab.file.steps.iter().enumerate();
    Ok(LabView {
        title: lab.prose(place.lang).title.clone(),
        steps: steps
            .map(|(index, step)| (index + 1, title(&step.id), VerdictView::of(step, work.steps.get(&step.id), tr)))
            .collect(),
        runs: runs.iter().take(3).map(|run| (run.command.to_string(), RunView::of(run, place.lang))).collect(),
        timeline: events.iter().rev().filter_map(said).take(SHOWN).collect(),
    })
}

/// An event in words; what only machines care about has none.
fn happened(
    kind: &crate::progress::EventKind,
    tr: &Tr,
    title: &impl Fn(&crate::id::StepId) -> String,
) -> Option<String> {
    use crate::progress::EventKind;
    Some(match kind {
        EventKind::Opened => tr.msg("class-event-opened"),
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
