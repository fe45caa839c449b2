//! What a learner proved in a lab, with the evidence, on one page that can be printed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;

use super::AppState;
use super::at::{At, OfLab, Place};
use super::lab_page::path_of;
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::session::Visitor;
use super::step::VerdictView;
use super::workspace::progress;
use crate::check::Verdict;
use crate::i18n::{self, Tr};
use crate::lab::{Lab, Step, StepKind};
use crate::progress::{AttemptView, How, Millis};

/// The summary of an attempt.
#[derive(Template)]
#[template(path = "learner/summary.html")]
pub struct SummaryPage {
    /// The page's frame.
    pub frame: Frame,
    /// The lab's address.
    pub path: String,
    /// The lab's title.
    pub lab: String,
    /// Steps passed.
    pub passed: usize,
    /// Steps that can be passed.
    pub total: usize,
    /// How the passed steps were done, each with how many; ways that nothing was done in are left out.
    pub ways: Vec<(String, usize)>,
    /// The day of the first and of the last pass.
    pub days: Option<(String, String)>,
    /// The steps that can be passed.
    pub steps: Vec<Proven>,
}

/// A step of the summary.
pub struct Proven {
    /// Its number in the lab.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// What was said of it.
    pub verdict: VerdictView,
    /// When it passed, for a pass.
    pub when: Option<String>,
    /// How it was done, for a pass.
    pub how: Option<String>,
}

impl SummaryPage {
    /// The summary of an attempt. Times are the world's (UTC), and said so: the server can't know the reader's clock.
    #[must_use]
    pub fn new(place: &Place, lab: &Lab, attempt: &AttemptView) -> Self {
        let tr = Tr::new(place.lang);
        let (passed, total) = progress(lab, Some(attempt));
        let steps = lab.file.steps.iter().enumerate().filter(|(_, step)| step.kind != StepKind::Read);
        let times: Vec<Millis> = attempt.steps.values().filter_map(|state| state.passed).collect();
        let day = |at: Option<&Millis>| at.map(|at| i18n::date(place.lang, *at, &TimeZone::UTC));
        Self {
            frame: Frame::new(place, "summary-title"),
            path: path_of(place, lab),
            lab: lab.prose(place.lang).title.clone(),
            passed,
            total,
            ways: ways(attempt, tr),
            days: day(times.iter().min()).zip(day(times.iter().max())),
            steps: steps.map(|(i, step)| Proven::new(i + 1, lab, step, attempt, tr)).collect(),
        }
    }

    /// Whether every step that can be passed is.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.passed == self.total
    }
}

fn ways(attempt: &AttemptView, tr: &Tr) -> Vec<(String, usize)> {
    let count = |how: How| attempt.steps.values().filter(|state| state.how == Some(how)).count();
    let all = [How::Hand, How::Run, How::Solution, How::CatchUp];
    let counted = all.into_iter().map(|how| (tr.msg(&format!("how-{}", how.word())), count(how)));
    counted.filter(|(_, count)| *count > 0).collect()
}

impl Proven {
    fn new(number: usize, lab: &Lab, step: &Step, attempt: &AttemptView, tr: &Tr) -> Self {
        let state = attempt.steps.get(&step.id);
        let mut verdict = VerdictView::of(step, state, tr);
        // It stands beside the time here.
        let beside = [tr.msg("evidence-how"), tr.msg("evidence-passed")];
        verdict.evidence.iter_mut().for_each(|facts| facts.list.retain(|(name, _)| !beside.contains(name)));
        verdict.evidence.retain(|facts| !facts.list.is_empty());
        let pass = state.filter(|state| state.verdict == Verdict::Passed);
        let at = |at: Millis| {
            format!("{}, {} UTC", i18n::date(tr.lang(), at, &TimeZone::UTC), i18n::time_of_day(at, &TimeZone::UTC))
        };
        Self {
            number,
            title: lab
                .prose(tr.lang())
                .steps
                .get(&step.id)
                .map_or_else(|| step.id.to_string(), |section| section.title.clone()),
            verdict,
            when: pass.and_then(|state| state.passed).map(at),
            how: pass.and_then(|state| state.how).map(|how| tr.msg(&format!("how-{}", how.word()))),
        }
    }
}

/// Answers the summary of the visitor's attempt.
pub async fn show(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?;
    let view = app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let view = view.ok_or_else(|| place.fail(Problem::NotOpen))?;
    Ok(page::html(&SummaryPage::new(&place, &lab, &view)))
}
