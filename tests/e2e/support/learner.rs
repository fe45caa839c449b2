//! A learner who opened a lab: runs its commands, types by hand, reads what is said of each step.

use std::collections::BTreeMap;
use std::process::Output;
use std::time::{Duration, Instant};

use kindlab::lab::{self, Lab};
use serde_json::{Value, json};

use super::cluster::cluster;
use super::http::{Client, Reply};
use super::{PATIENCE, fresh_id, until};

/// Somebody with a lab open.
#[derive(Clone)]
pub struct Learner {
    pub client: Client,
    pub lab: String,
    pub namespace: String,
    pub sandbox: String,
    /// Said once, to somebody new.
    pub resume_code: Option<String>,
}

impl Learner {
    #[track_caller]
    pub fn open(client: Client, lab: &str) -> Self {
        let opened = client.post(&format!("/api/labs/{lab}/open")).is(200).json();
        let text = |name: &str| opened[name].as_str().map(str::to_owned);
        Self {
            namespace: text("namespace").expect("a namespace"),
            sandbox: text("sandbox").expect("a sandbox"),
            resume_code: text("resume_code"),
            lab: lab.to_owned(),
            client,
        }
    }

    /// The companion namespace, where the workbench is.
    pub fn companion(&self) -> String {
        format!("{}-bench", self.namespace)
    }

    pub fn api(&self, rest: &str) -> String {
        format!("/api/labs/{}{rest}", self.lab)
    }

    /// What is said of each step now.
    #[track_caller]
    pub fn steps(&self) -> BTreeMap<String, Value> {
        steps_of(&self.client.get(&self.api("")).is(200))
    }

    #[track_caller]
    pub fn step(&self, id: &str) -> Value {
        self.steps().remove(id).unwrap_or_else(|| panic!("no step `{id}`"))
    }

    /// The steps that passed so far.
    #[track_caller]
    pub fn passed(&self) -> Vec<String> {
        let steps = self.steps().into_iter();
        steps.filter(|(_, step)| step["verdict"] == "passed").map(|(id, _)| id).collect()
    }

    /// Waits until this is said of a step, and returns the step. An empty key is any.
    #[track_caller]
    pub fn sees(&self, step: &str, verdict: &str, key: &str) -> Value {
        self.sees_with(step, verdict, key, &[])
    }

    /// The same, and each language's message says each of these words: what was expected, what was found.
    #[track_caller]
    pub fn sees_with(&self, step: &str, verdict: &str, key: &str, words: &[&str]) -> Value {
        let start = Instant::now();
        loop {
            let now = self.step(step);
            let says = |lang: &str| {
                now["message"][lang].as_str().is_some_and(|text| words.iter().all(|word| text.contains(word)))
            };
            if now["verdict"] == verdict
                && (key.is_empty() || now["key"] == key)
                && ["pt", "es", "en"].into_iter().all(says)
            {
                return now;
            }
            let limit = PATIENCE.as_secs();
            assert!(
                start.elapsed() < PATIENCE,
                "not {verdict} ({key}) with {words:?} within {limit} s: `{step}` is {now}"
            );
            std::thread::sleep(Duration::from_millis(150));
        }
    }

    #[track_caller]
    pub fn passes(&self, step: &str) -> Value {
        let passed = self.sees(step, "passed", "");
        assert!(!passed["evidence"].is_null(), "`{step}` passed without evidence");
        passed
    }

    /// Asks for a run; the answer may be a refusal.
    #[track_caller]
    pub fn post_run(&self, command: &str, id: &str) -> Reply {
        self.client.post_json(&self.api(&format!("/commands/{command}/run")), &json!({ "id": id }))
    }

    /// Starts a command and returns the run's id.
    #[track_caller]
    pub fn start(&self, command: &str) -> String {
        let id = fresh_id();
        self.post_run(command, &id).is(202);
        id
    }

    #[track_caller]
    pub fn run_now(&self, id: &str) -> Value {
        self.client.get(&format!("/api/runs/{id}")).is(200).json()
    }

    /// Waits for a run's state.
    #[track_caller]
    pub fn run_is(&self, id: &str, state: &str) -> Value {
        until(PATIENCE, &format!("run {id} is {state}"), || {
            let run = self.run_now(id);
            let now = run["state"].as_str().unwrap_or_default();
            let over = !["starting", "running"].contains(&now);
            assert!(!over || now == state, "the run is {now}, not {state}: {run}");
            (now == state).then_some(run)
        })
    }

    /// Runs a command to its end.
    #[track_caller]
    pub fn run(&self, command: &str) -> Value {
        let id = self.start(command);
        self.run_is(&id, "ended")
    }

    /// Runs a command that must succeed; returns what it printed.
    #[track_caller]
    pub fn ran(&self, command: &str) -> String {
        let run = self.run(command);
        assert_eq!(run["exit"], 0, "`{command}`: {run}");
        run["output"].as_str().unwrap_or_default().to_owned()
    }

    /// Saves one of the lab's files.
    #[track_caller]
    pub fn save(&self, name: &str, content: &str) {
        let path = self.api(&format!("/files/{name}"));
        let saved = self.client.send("PUT", &path, "text/plain", content);
        saved.expect("an answer").is(204);
    }

    /// Types into the workbench, as the browser's terminal does.
    #[track_caller]
    pub fn try_typed(&self, line: &str) -> Output {
        cluster().kubectl(&["exec", "-i", "-n", &self.companion(), "workbench", "--", "bash", "-c", line], "")
    }

    /// The same, where it must succeed.
    #[track_caller]
    pub fn typed(&self, line: &str) -> String {
        let output = self.try_typed(line);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "`{line}`: {text}{}", String::from_utf8_lossy(&output.stderr));
        text
    }

    /// Has the workbench started, as a terminal that is opened does, and waits until one can type.
    #[track_caller]
    pub fn workbench_is_up(&self) {
        drop(self.terminal("first"));
        until(PATIENCE, "the workbench is Ready", || {
            let path = "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}";
            let output = cluster().kubectl(&["get", "pod", "workbench", "-n", &self.companion(), "-o", path], "");
            (output.stdout == b"True").then_some(())
        });
    }

    /// Runs kubectl from elsewhere in the learner's namespace.
    #[track_caller]
    pub fn kubectl(&self, args: &[&str]) -> String {
        cluster().ok(&[&["-n", &self.namespace], args].concat(), "")
    }

    #[track_caller]
    pub fn apply(&self, manifest: &str) {
        cluster().ok(&["-n", &self.namespace, "apply", "-f", "-"], manifest);
    }
}

#[track_caller]
pub fn steps_of(reply: &Reply) -> BTreeMap<String, Value> {
    let body = reply.json();
    let steps = body["steps"].as_array().expect("steps").clone();
    steps.into_iter().map(|step| (step["id"].as_str().expect("an id").to_owned(), step)).collect()
}

/// The lab as its folder says it: its commands in order.
pub fn the_lab() -> Lab {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("labs").join(super::server::LAB);
    lab::load::load_lab(&dir, None).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Commands that the lab lets fail, to show what is said then.
pub const FAIL_ON_PURPOSE: &[&str] = &["change-kind"];
