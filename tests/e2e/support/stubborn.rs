//! A learner whose server may end at any moment.

use std::collections::BTreeSet;
use std::sync::Mutex;

use kindlab::lab::Step;
use serde_json::Value;

use super::http::Reply;
use super::learner::{FAIL_ON_PURPOSE, Learner, steps_of};
use super::{PATIENCE, fresh_id, until};

/// A learner whose server comes and goes: what fails is sent again, with the same ids.
pub struct Stubborn<'a> {
    pub learner: &'a Learner,
    /// All that was ever shown as passed.
    seen: Mutex<BTreeSet<String>>,
    /// How every run was said to be over.
    runs: Mutex<Vec<Value>>,
}

impl<'a> Stubborn<'a> {
    pub fn new(learner: &'a Learner) -> Self {
        Self { learner, seen: Mutex::default(), runs: Mutex::default() }
    }

    /// Does a step by its own commands, until it has passed.
    #[track_caller]
    pub fn does(&self, step: &Step) {
        for command in &step.commands {
            self.run(command.id.as_str());
        }
        let id = step.id.as_str();
        until(PATIENCE, &format!("`{id}` passes"), || self.looks()?.contains(id).then_some(()));
    }

    #[track_caller]
    pub fn insist(&self, what: &str, send: impl Fn() -> Result<Reply, String>) -> Reply {
        until(PATIENCE, what, || send().ok().filter(|reply| reply.status < 500))
    }

    /// Runs a command to its end. One that the server's end cut off before it started may be asked for again.
    pub fn run(&self, command: &str) {
        let over =
            until(PATIENCE, command, || Some(self.run_once(command)).filter(|run| run["state"] != "interrupted"));
        let as_taught = (over["exit"] == 0) != FAIL_ON_PURPOSE.contains(&command);
        let runs = self.runs.lock().expect("the runs");
        assert!(over["state"] == "ended" && as_taught, "`{command}`: {over}, after {runs:#?}");
    }

    fn run_once(&self, command: &str) -> Value {
        let id = fresh_id();
        let path = self.learner.api(&format!("/commands/{command}/run"));
        let body = format!("{{\"id\":\"{id}\"}}");
        self.insist(command, || self.learner.client.send("POST", &path, "application/json", &body)).is(202);
        let over = until(PATIENCE, &format!("`{command}` is over"), || {
            let path = format!("/api/runs/{id}");
            let run = self.learner.client.send("GET", &path, "text/plain", "").ok()?.is(200).json();
            (!["starting", "running"].contains(&run["state"].as_str()?)).then_some(run)
        });
        self.runs.lock().expect("the runs").push(over.clone());
        over
    }

    /// Looks at the steps; what was seen to pass must still be passed.
    pub fn looks(&self) -> Option<BTreeSet<String>> {
        let path = self.learner.api("");
        let reply = self.learner.client.send("GET", &path, "text/plain", "").ok()?;
        let steps = steps_of(&reply.is(200));
        let now: BTreeSet<_> =
            steps.into_iter().filter(|(_, step)| step["verdict"] == "passed").map(|(id, _)| id).collect();
        let mut seen = self.seen.lock().expect("what was seen");
        assert!(now.is_superset(&seen), "lost: {:?}", seen.difference(&now).collect::<Vec<_>>());
        seen.extend(now.iter().cloned());
        Some(now)
    }
}
