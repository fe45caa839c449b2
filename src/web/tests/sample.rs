//! The first lab and attempts at it in every state a page can be in.

use std::path::Path;

use serde_json::{Value, json};

use crate::check::{Message, Verdict};
use crate::id::{CommandId, StepId};
use crate::lab::Lab;
use crate::lab::load::load_lab;
use crate::progress::{
    Attempt, AttemptView, Help, How, Replay, ReplayState, Run, RunState, Sandbox, SandboxState, StepState, Way,
};

/// What a learner may put into names, files and outputs.
pub const HOSTILE: &str = "</pre></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";

pub fn lab() -> Lab {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/statefulset-kind");
    load_lab(&folder, None).unwrap_or_else(|problems| panic!("{} problems in the lab", problems.len()))
}

/// An attempt nobody did anything in.
pub fn fresh() -> AttemptView {
    let attempt = Attempt {
        id: "attempt00001".parse().expect("an id"),
        learner: "learner000001".parse().expect("an id"),
        lab: lab().id().clone(),
        created: 0,
        ended: None,
    };
    let sandbox = Sandbox {
        id: "sandbox1".parse().expect("an id"),
        attempt: attempt.id.clone(),
        cluster: "cluster".to_owned(),
        created: 0,
        touched: 0,
        state: SandboxState::Live,
    };
    AttemptView {
        attempt,
        sandbox: Some(sandbox),
        steps: [].into(),
        runs: [].into(),
        files: [].into(),
        helps: [].into(),
        predictions: [].into(),
        replays: Vec::new(),
        last_event: 7,
    }
}

/// Steps that are being done for the learner, with all their help shown.
pub fn replaying() -> AttemptView {
    let mut view = busy();
    let lab = lab();
    for step in &lab.file.steps {
        view.helps.insert(step.id.clone(), Help { hints: 9, solution: Some(5) });
    }
    view.replays.push(Replay {
        id: "replay".to_owned(),
        attempt: view.attempt.id.clone(),
        target: lab.file.steps[6].id.clone(),
        way: Way::Fresh,
        state: ReplayState::Running,
        step: Some(lab.file.steps[3].id.clone()),
        output: HOSTILE.to_owned(),
        started: 3,
        ended: None,
    });
    view
}

/// Every verdict, every state of a run, and hostile text wherever there may be some.
pub fn busy() -> AttemptView {
    let mut view = fresh();
    let wrong = Message::new("service-port").with("service", HOSTILE).with("expected", "80").with("found", HOSTILE);
    let said = [
        (Verdict::Passed, Message::new("headless-service-ok").with("service", HOSTILE), Some(true)),
        (Verdict::Passed, Message::new("headless-service-ok").with("service", "nginx"), Some(false)),
        (Verdict::Passed, Message::new("headless-service-ok").with("service", "nginx"), None),
        (Verdict::NotYet, Message::new("pod-missing").with("pod", HOSTILE), None),
        (Verdict::Wrong, wrong, None),
        (Verdict::CannotTell, Message::new("cluster-unreachable"), None),
        (Verdict::Untried, Message::new("service-missing").with("service", "nginx"), None),
    ];
    let lab = lab();
    let steps = lab.file.steps.iter().filter(|step| !step.checks.is_empty());
    for (step, (verdict, message, holds)) in steps.zip(said) {
        view.steps.insert(step.id.clone(), state(&step.id, verdict, message, holds));
    }
    let states = [
        (RunState::Ended, Some(0)),
        (RunState::Ended, Some(1)),
        (RunState::Stopped, None),
        (RunState::Timeout, None),
        (RunState::Interrupted, None),
        (RunState::Starting, None),
        (RunState::Running, None),
    ];
    let commands = lab.file.steps.iter().flat_map(|step| &step.commands);
    for (i, (command, (state, exit))) in commands.zip(states).enumerate() {
        view.runs.insert(command.id.clone(), run(i, &command.id, state, exit));
    }
    view.files = lab.files.iter().map(|(name, _)| (name.clone(), HOSTILE.to_owned())).collect();
    view
}

/// Everything passed, the sandbox gone.
pub fn finished() -> AttemptView {
    let mut view = fresh();
    view.sandbox = None;
    for step in &lab().file.steps {
        let passed = state(&step.id, Verdict::Passed, Message::new("answers-right"), None);
        view.steps.insert(step.id.clone(), passed);
    }
    view
}

pub fn state(step: &StepId, verdict: Verdict, message: Message, holds: Option<bool>) -> StepState {
    let passed = verdict == Verdict::Passed;
    StepState {
        step: step.clone(),
        verdict,
        message,
        evidence: if passed {
            json!({"observed_at": "2026-11-20T21:00:00Z", "pods": [{"name": HOSTILE}]})
        } else {
            Value::Null
        },
        how: passed.then_some(How::Run),
        holds,
        sandbox: None,
        changed: 1,
        passed: passed.then_some(1),
    }
}

fn run(number: usize, command: &CommandId, state: RunState, exit: Option<i32>) -> Run {
    Run {
        id: format!("run-of-a-test-{number}").parse().expect("an id"),
        attempt: "attempt00001".parse().expect("an id"),
        sandbox: "sandbox1".parse().expect("an id"),
        command: command.clone(),
        state,
        exit,
        output: format!("\u{1b}[31mline\u{1b}[0m\n{HOSTILE}\n"),
        truncated: number == 1,
        started: 1_000,
        ended: state.is_over().then_some(2_234),
    }
}
