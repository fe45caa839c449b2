//! One step as a page shows it: its verdict line, its commands with their runs, its questions.
//! The same views make whole pages and the fragments of live streams.

use askama::Template;

use super::ansi;
use super::evidence::{self, Facts};
use super::format;
use super::icon;
use super::prose::{self, Variables};
use crate::check::{Arg, Message, Verdict};
use crate::i18n::{self, Tr};
use crate::id::StepId;
use crate::lab::{Lang, Section, Step, StepKind};
use crate::progress::{Run, RunState, StepState};

/// A verdict line.
#[derive(Clone)]
pub struct VerdictView {
    /// The step.
    pub step: StepId,
    /// The verdict's word; empty for a step that is only read.
    pub word: &'static str,
    /// The message's key.
    pub key: String,
    /// The message in the page's language.
    pub text: String,
    /// `true`, `false`, or empty when it can't be said.
    pub holds: &'static str,
    /// What a check wanted and what it found, when the message carries both.
    pub compared: Option<(String, String)>,
    /// What was true when it passed.
    pub evidence: Vec<Facts>,
    /// What the lab itself says of it, as HTML.
    pub told: Option<String>,
}

/// The message of a step that nothing was said of yet.
#[must_use]
pub fn default_message(kind: StepKind) -> Message {
    Message::new(match kind {
        StepKind::Judged => "step-untried",
        StepKind::Asked => "step-unanswered",
        StepKind::Read => "step-read",
    })
}

impl VerdictView {
    /// What is to be shown of a step.
    #[must_use]
    pub fn of(step: &Step, state: Option<&StepState>, tr: &Tr) -> Self {
        let word = match (step.kind, state) {
            (StepKind::Read, _) => "",
            (_, None) => Verdict::Untried.word(),
            (_, Some(state)) => state.verdict.word(),
        };
        let message = state.map_or_else(|| default_message(step.kind), |state| state.message.clone());
        Self {
            step: step.id.clone(),
            word,
            text: tr.message(&message),
            holds: state.map_or("", holds),
            compared: compared(&message).filter(|_| word == Verdict::Wrong.word()),
            evidence: state.map_or_else(Vec::new, |state| evidence::of(state, tr)),
            key: message.key,
            told: None,
        }
    }

    /// The same with what the lab's section says of such a verdict.
    #[must_use]
    pub fn with_told(mut self, section: Option<&Section>, variables: &Variables) -> Self {
        let told = section.and_then(|section| section.told(&self.key));
        self.told = told.filter(|_| self.word != Verdict::Passed.word()).map(|text| prose::html(text, variables));
        self
    }

    /// Whether the cluster lacks what the step needs.
    #[must_use]
    pub fn is_not_judged_here(&self) -> bool {
        self.key == Message::NOT_JUDGED_HERE
    }

    /// Whether nothing is left to do here: it passed, is only read, or can't be judged on this cluster.
    #[must_use]
    pub fn asks_nothing(&self) -> bool {
        matches!(self.word, "" | "passed") || self.is_not_judged_here()
    }

    /// The verdict's name in the page's language.
    #[must_use]
    pub fn name(&self, tr: &Tr) -> String {
        let word = match self.word {
            "" => "read",
            _ if self.is_not_judged_here() => "elsewhere",
            word => word,
        };
        tr.msg(&format!("verdict-{word}"))
    }

    /// The message cut at its code: each piece, and whether it is code.
    #[must_use]
    pub fn pieces(&self) -> Vec<(bool, String)> {
        format::pieces(&self.text)
    }

    /// Whether a pass was undone later.
    #[must_use]
    pub fn is_undone(&self) -> bool {
        self.holds == "false"
    }

    /// Whether a pass can no longer be checked.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.word == "passed" && self.holds.is_empty()
    }

    /// The verdict's drawing.
    #[must_use]
    pub fn icon(&self) -> &'static str {
        icon::verdict(self.word)
    }
}

fn holds(state: &StepState) -> &'static str {
    match (state.verdict, state.holds) {
        (Verdict::Passed, Some(true)) => "true",
        (Verdict::Passed, Some(false)) => "false",
        _ => "",
    }
}

fn compared(message: &Message) -> Option<(String, String)> {
    let text = |name: &str| {
        message.args.get(name).map(|arg| match arg {
            Arg::Number(number) => number.to_string(),
            Arg::Text(text) => text.clone(),
        })
    };
    Some((text("expected")?, text("found")?))
}

/// A verdict line by itself.
#[derive(Template)]
#[template(path = "learner/_verdict.html")]
pub struct VerdictFragment {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The line.
    pub v: VerdictView,
}

/// The newest run of a command.
#[derive(Clone)]
pub struct RunView {
    /// The run's id.
    pub id: String,
    /// The state's word.
    pub state: &'static str,
    /// Whether nothing more will come.
    pub over: bool,
    /// What it printed, safe HTML.
    pub output: String,
    /// The classes that output still to come begins with.
    pub style: String,
    /// How many bytes of output the page has; a live stream goes on from there. `None` when the start was dropped.
    pub bytes: Option<usize>,
    /// Whether the start was dropped.
    pub truncated: bool,
    /// The exit status of a run that ended by itself.
    pub exit: Option<i32>,
    /// The key of what is said where Kubernetes refused something for want of a right, or by a quota.
    pub refused: Option<&'static str>,
    /// How long it took, once it is over.
    pub seconds: Option<String>,
    /// When it was asked for, for a running clock.
    pub started: i64,
}

impl RunView {
    /// What is to be shown of a run.
    #[must_use]
    pub fn of(run: &Run, lang: Lang) -> Self {
        let painted = ansi::paint(&run.output);
        Self {
            id: run.id.to_string(),
            state: run.state.word(),
            over: run.state.is_over(),
            output: painted.html,
            style: painted.style,
            bytes: (!run.truncated).then_some(painted.bytes),
            truncated: run.truncated,
            exit: run.exit.filter(|_| run.state == RunState::Ended),
            refused: refused(run),
            seconds: run.ended.map(|ended| i18n::duration(lang, ended - run.started)),
            started: run.started,
        }
    }

    /// The key of the string for its state.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self.state {
            "stopped" => "run-stopped",
            "timeout" => "run-timeout",
            "interrupted" => "run-interrupted",
            "starting" => "run-starting",
            _ => "run-running",
        }
    }
}

/// kubectl's words are Kubernetes' own; what they mean for a learner of this lab is another matter. Its `create` commands
/// leave the reason's name out.
fn refused(run: &Run) -> Option<&'static str> {
    let says_so = ["(Forbidden)", " is forbidden: "].iter().any(|words| run.output.contains(words));
    let failed = run.exit.is_some_and(|exit| exit != 0) && says_so;
    failed.then(|| if run.output.contains("exceeded quota") { "run-over-quota" } else { "run-forbidden" })
}

/// A run's output by itself.
#[derive(Template)]
#[template(path = "learner/_run.html")]
pub struct RunFragment {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The run.
    pub run: RunView,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::tests::sample;

    #[test]
    fn what_kubernetes_refused_is_explained() {
        let mut run = sample::busy().runs.into_values().next().expect("a run");
        let mut of = |exit: Option<i32>, output: &str| {
            (run.exit, run.output) = (exit, output.to_owned());
            RunView::of(&run, Lang::Es).refused
        };
        let forbidden = "Error from server (Forbidden): secrets is forbidden";
        assert_eq!(of(Some(1), forbidden), Some("run-forbidden"));
        let quota = "Error from server (Forbidden): pods \"x\" is forbidden: exceeded quota: kindlab";
        assert_eq!(of(Some(1), quota), Some("run-over-quota"));
        let created = "error: failed to create ClusterIP service: services \"x\" is forbidden: exceeded quota: kindlab";
        assert_eq!(of(Some(1), created), Some("run-over-quota"));
        assert_eq!(of(Some(0), forbidden), None, "it was only shown");
        assert_eq!(of(Some(1), "Error from server (NotFound)"), None);
    }
}
