//! The store on real files, with the words of its callers.

mod aids;
mod backup;
mod classes;
mod concurrency;
mod crash;
mod rows;
mod stay;
mod story;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::Store;
use crate::check::{Message, Verdict};
use crate::id::{AttemptId, LabId, LearnerId, StepId};
use crate::progress::{Attempt, How, Millis, Run, RunState, Sandbox, SandboxState, StepState};

/// A store in a folder that goes with it.
struct Disk {
    folder: TempDir,
    store: Store,
}

impl Disk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open(&folder.path().join("db")).await.expect("a new database");
        Self { folder, store }
    }

    /// The same file again, as after a restart.
    async fn reopened(self) -> Self {
        self.store.close().await;
        let store = Store::open(&self.folder.path().join("db")).await.expect("the same database");
        Self { folder: self.folder, store }
    }

    /// What stands in its files, as far as it is text.
    fn bytes(&self) -> String {
        let files = std::fs::read_dir(self.folder.path()).expect("its files");
        let read =
            |file: std::io::Result<std::fs::DirEntry>| std::fs::read(file.expect("a file").path()).expect("reads");
        files.map(|file| String::from_utf8_lossy(&read(file)).into_owned()).collect()
    }

    /// A learner who opened the lab: their attempt.
    async fn opened(&self, learner: &str) -> Attempt {
        self.store
            .create_learner(&id(learner), &format!("t-{learner}"), &format!("r-{learner}"), 1)
            .await
            .expect("new");
        let attempt = attempt(&format!("{learner}-try1"), learner, 10);
        self.store.begin_attempt(&attempt).await.expect("begins");
        attempt
    }

    /// The same with a sandbox.
    async fn working(&self, learner: &str, sandbox: &str) -> (Attempt, Sandbox) {
        let attempt = self.opened(learner).await;
        let sandbox = live(sandbox, &attempt.id);
        self.store.create_sandbox(&sandbox).await.expect("first sandbox");
        (attempt, sandbox)
    }

    async fn step(&self, attempt: &AttemptId, step: &str) -> Option<StepState> {
        self.store.steps(attempt).await.expect("steps").remove(&id::<StepId>(step))
    }
}

#[track_caller]
fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a well-formed id")
}

fn lab() -> LabId {
    id("statefulset-kind")
}

fn attempt(name: &str, learner: &str, created: Millis) -> Attempt {
    Attempt { id: id(name), learner: id::<LearnerId>(learner), lab: lab(), created, ended: None }
}

fn live(name: &str, attempt: &AttemptId) -> Sandbox {
    Sandbox {
        id: id(name),
        attempt: attempt.clone(),
        cluster: "cluster-uid".to_owned(),
        created: 20,
        touched: 20,
        state: SandboxState::Live,
    }
}

fn run(name: &str, sandbox: &Sandbox, command: &str) -> Run {
    Run {
        id: id(name),
        attempt: sandbox.attempt.clone(),
        sandbox: sandbox.id.clone(),
        command: id(command),
        state: RunState::Starting,
        exit: None,
        output: String::new(),
        truncated: false,
        started: 30,
        ended: None,
    }
}

fn said(step: &str, verdict: Verdict, key: &str) -> StepState {
    StepState {
        step: id(step),
        verdict,
        message: Message::new(key).with("name", "nginx").with("count", 2),
        evidence: Value::Null,
        how: None,
        holds: None,
        sandbox: None,
        changed: 0,
        passed: None,
    }
}

fn passed(step: &str, uid: &str) -> StepState {
    StepState {
        evidence: json!({ "uid": uid }),
        how: Some(How::Hand),
        holds: Some(true),
        ..said(step, Verdict::Passed, "done")
    }
}
