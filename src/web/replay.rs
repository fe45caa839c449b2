//! What is being done for the learner, or was a moment ago.

use askama::Template;

use crate::i18n::Tr;
use crate::id::StepId;
use crate::lab::{Lab, StepKind};
use crate::progress::{AttemptView, Millis, Replay, ReplayState, Way};

/// How long the page says how it ended.
const SAID_FOR: Millis = 3_600_000;

/// A replay as the lab's page shows it.
#[derive(Clone)]
pub struct ReplayView {
    /// The lab's address.
    pub path: String,
    /// Its state's word.
    pub state: &'static str,
    /// What goes on, or how it ended.
    pub text: String,
    /// The step it goes to.
    pub target: String,
    /// Steps done, of those to do.
    pub at: usize,
    /// Steps to do.
    pub of: usize,
    /// What its commands printed, safe HTML.
    pub output: String,
}

impl ReplayView {
    /// What is to be said of the newest replay, if anything.
    #[must_use]
    pub fn of(lab: &Lab, attempt: &AttemptView, tr: &Tr, now: Millis) -> Option<Self> {
        let replay = attempt.replays.last()?;
        if replay.ended.is_some_and(|ended| now - ended > SAID_FOR) {
            return None;
        }
        let steps: Vec<_> = lab.before(&replay.target).iter().filter(|step| step.kind != StepKind::Read).collect();
        let at = replay.step.as_ref().and_then(|id| steps.iter().position(|step| step.id == *id));
        let of = steps.len();
        Some(Self {
            path: format!("/{}/labs/{}", tr.lang().code(), lab.id()),
            state: replay.state.word(),
            text: text(lab, replay, tr),
            target: replay.target.to_string(),
            at: if replay.state == ReplayState::Done { of } else { at.unwrap_or(0) },
            of,
            output: super::ansi::paint(&replay.output).html,
        })
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.state == ReplayState::Running.word()
    }

    /// Whether it broke off, so that it may be taken up again.
    #[must_use]
    pub fn broke_off(&self) -> bool {
        !self.is_running() && self.state != ReplayState::Done.word()
    }

    /// The name of its state's end in string keys.
    #[must_use]
    pub fn heading(&self) -> String {
        format!("replay-{}-title", self.state)
    }
}

/// The number and title of a step, as the page's headings say them.
pub fn name_of(lab: &Lab, id: &StepId, tr: &Tr) -> String {
    let number = lab.before(id).len() + 1;
    let title = lab.prose(tr.lang()).steps.get(id).map_or(id.as_str(), |section| section.title.as_str());
    format!("{number}. {title}")
}

fn text(lab: &Lab, replay: &Replay, tr: &Tr) -> String {
    let target = name_of(lab, &replay.target, tr);
    let Some(step) = &replay.step else {
        let key = match (replay.state, replay.way) {
            (ReplayState::Running, Way::OnTop) => "replay-begins",
            (ReplayState::Running, Way::KeepVolumes) => "replay-clears",
            (ReplayState::Running, Way::Fresh) => "replay-makes",
            (ReplayState::Done, _) => "replay-nothing",
            _ => "replay-before",
        };
        return tr.with(key, &[("target", target.into())]);
    };
    let key = format!("replay-{}", replay.state.word());
    tr.with(&key, &[("step", name_of(lab, step, tr).into()), ("target", target.into())])
}

/// A replay by itself.
#[derive(Template)]
#[template(path = "learner/_replay.html")]
pub struct ReplayFragment {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The replay.
    pub r: ReplayView,
}
