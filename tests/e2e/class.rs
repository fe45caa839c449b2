//! A class on the real cluster: learners who work at different speeds and make mistakes, the server killed among them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use kindlab::lab::{Lab, Step, StepKind};
use serde_json::{Value, json};

use crate::support::class::{Class, text};
use crate::support::cluster::cluster;
use crate::support::learner::{Learner, the_lab};
use crate::support::server::{LAB, Server};
use crate::support::stream::Stream;
use crate::support::stubborn::Stubborn;
use crate::support::{PATIENCE, until};

/// What some do first: a Service with an address of its own.
const MISTAKE: &str = "apiVersion: v1
kind: Service
metadata: {name: nginx}
spec: {selector: {app: nginx}, ports: [{port: 80}]}
";

/// So many workbenches work at a time, as a small machine carries them.
const AT_ONCE: usize = 12;

/// Lets so many through at a time.
struct Gate {
    free: Mutex<usize>,
    turn: Condvar,
}

impl Gate {
    fn through<T>(&self, work: impl FnOnce() -> T) -> T {
        let free = self.turn.wait_while(self.free.lock().expect("the gate"), |free| *free == 0);
        *free.expect("the gate") -= 1;
        let done = work();
        *self.free.lock().expect("the gate") += 1;
        self.turn.notify_one();
        done
    }
}

impl Class {
    /// Who passed what, by name; of somebody who is stuck, what is said of them.
    #[track_caller]
    fn passed(&self) -> BTreeMap<String, BTreeSet<String>> {
        let board = self.teacher.get(&self.api("/board")).is(200).json();
        let learners = board["learners"].as_array().expect("learners").iter();
        let passed = |row: &Value| {
            let steps = row["steps"].as_array().expect("steps").iter();
            steps.filter(|step| step["verdict"] == "passed").map(|step| text(&step["id"])).collect()
        };
        learners.map(|row| (text(&row["name"]), passed(row))).collect()
    }
}

/// One learner's way: so many judged steps; the second of three begins with a mistake.
fn works(learner: &Learner, steps: &[&Step], mistaken: bool) {
    let stubborn = Stubborn::new(learner);
    if mistaken {
        learner.apply(MISTAKE);
        let told = || Some(learner.client.send("GET", &learner.api(""), "", "").ok()?.json()["steps"].clone());
        until(PATIENCE, "the mistake is told", || {
            let steps = told()?;
            let step = steps.as_array()?.iter().find(|step| step["id"] == "headless-service")?.clone();
            (step["verdict"] == "wrong").then_some(())
        });
        learner.kubectl(&["delete", "service", "nginx"]);
    }
    for step in steps {
        stubborn.does(step);
    }
}

/// A whole class of so many. Returns what each of them opened.
fn a_class_of(size: usize, most: usize) {
    let mut server = Server::with("labs", &["--max-sandboxes", "60"]);
    let lab: Lab = the_lab();
    let judged: Vec<&Step> = lab.file.steps.iter().filter(|step| step.kind == StepKind::Judged).collect();
    let class = Class::open(&server, size);
    let learners: Vec<_> = (0..size)
        .map(|n| {
            let (client, name) = class.joins(&server.address, ["Ana", "Édson <i>", "=1+1"][n % 3]);
            (Learner::open(client, LAB), name)
        })
        .collect();
    let names: BTreeSet<_> = learners.iter().map(|(_, name)| name.clone()).collect();
    assert_eq!(names.len(), size, "the same name is told apart: {names:?}");

    let gate = Gate { free: Mutex::new(AT_ONCE), turn: Condvar::new() };
    let total: usize = (0..size).map(|n| n % (most + 1)).sum();
    std::thread::scope(|scope| {
        for (n, (learner, _)) in learners.iter().enumerate() {
            let steps = &judged[..n % (most + 1)];
            let gate = &gate;
            scope.spawn(move || gate.through(|| works(learner, steps, n % 3 == 1)));
        }
        let done = |passed: &BTreeMap<String, BTreeSet<String>>| passed.values().map(BTreeSet::len).sum::<usize>();
        let half = 600 * u32::try_from(size.div_ceil(5)).expect("a small class");
        until(Duration::from_secs(half.into()), "half of the class's way", || {
            (done(&class.passed()) >= total / 2).then_some(())
        });
        // In the middle of it: a hand is up, commands run.
        let hand = json!({ "up": true, "text": "por que <pending>?", "lab": LAB });
        learners[0].0.client.post_json("/api/class/hand", &hand).is(204);
        let before = class.passed();
        server.kill_9();
        std::thread::sleep(Duration::from_secs(2));
        server.start_again();
        for (name, passed) in class.passed() {
            assert!(passed.is_superset(&before[&name]), "{name} lost {:?}", before[&name].difference(&passed));
        }
    });
    let passed = class.passed();
    assert!(passed.values().map(BTreeSet::len).sum::<usize>() >= total, "all did their steps: {passed:?}");
    answered(&class, &learners[0].0, size);
    watched(&class, &learners[1].0);
    helped(&class, &learners[0].0, &judged);
    ends(&class, &learners, size);
}

/// The hand outlives the server, and the answer arrives on the learner's page.
fn answered(class: &Class, learner: &Learner, size: usize) {
    let shown = class.teacher.get(&class.api("")).is(200).json();
    let members = shown["members"].as_array().expect("members");
    assert_eq!(members.len(), size);
    let hands: Vec<_> = members.iter().filter(|member| !member["hand"].is_null()).collect();
    assert_eq!(hands.len(), 1, "one hand is up: {hands:?}");
    assert_eq!(hands[0]["hand"]["text"], "por que <pending>?");
    let mut page = Stream::open(&learner.client, &format!("/es/labs/{LAB}/events"), None);
    let answer = json!({ "text": { "pt": "olhe <b>", "es": "mira <b>" }, "learners": [hands[0]["learner"]] });
    assert_eq!(class.teacher.post_json(&class.api("/say"), &answer).is(200).json()["told"], 1);
    let shown = page.find(PATIENCE, "classBar", |data| data["html"].as_str().is_some_and(|html| html.contains("mira")));
    let html = text(&shown.data["html"]);
    assert!(html.contains("&#60;b&#62;") && !html.contains("por que"), "escaped, and the hand is down: {html}");
}

/// With the learner's consent, and only then, the instructor sees what their terminal shows.
fn watched(class: &Class, learner: &Learner) {
    let me = text(&learner.client.get("/api/class").is(200).json()["me"]["learner"]);
    let path = format!("/en/instructor/classes/{}/members/{me}/labs/{LAB}/terminal", class.id);
    learner.client.get(&path).is(401);
    let session = class.session();
    let mut screen = Stream::open(&session, &path, None);
    screen.find(PATIENCE, "closed", |_| true);
    let consent =
        |shows: u8| learner.client.post_form("/en/class/terminal", &format!("shows={shows}&lab={LAB}")).is(303);
    consent(1);
    screen.find(PATIENCE, "screen", |_| true);
    let mut terminal = learner.terminal("page");
    terminal.enter("echo wat''ched", "watched");
    let mut seen = Vec::new();
    until(PATIENCE, "the screen is seen", || {
        let event = screen.next(PATIENCE)?;
        let piece = event.data["data"].as_str().or(event.data["before"].as_str()).unwrap_or_default();
        seen.extend(BASE64.decode(piece).expect("base64"));
        String::from_utf8_lossy(&seen).contains("watched").then_some(())
    });
    consent(0);
    screen.find(PATIENCE, "closed", |_| true);
    terminal.enter("echo pri''vate", "private");
    consent(1);
    let now = screen.find(PATIENCE, "screen", |_| true);
    let before = BASE64.decode(now.data["before"].as_str().expect("a screen")).expect("base64");
    assert!(!String::from_utf8_lossy(&before).contains("private"), "what was hidden stays hidden");
    consent(0);
}

/// The instructor has the first steps done for somebody, and the board says that they were.
fn helped(class: &Class, learner: &Learner, judged: &[&Step]) {
    let member = class.teacher.get(&class.api("")).json();
    let me = learner.client.get("/api/class").is(200).json()["me"]["learner"].clone();
    assert!(member["members"].as_array().expect("members").iter().any(|member| member["learner"] == me));
    let first = judged[0].id.as_str();
    let asked = json!({ "to": me, "lab": LAB, "way": "catch-up", "step": judged[1].id });
    assert_eq!(class.teacher.post_json(&class.api("/guide"), &asked).is(202).json()["learners"], 1);
    until(2 * PATIENCE, "the server did the step", || {
        let board = class.teacher.get(&class.api("/board")).is(200).json();
        let row = board["learners"].as_array()?.iter().find(|row| row["learner"] == me)?.clone();
        let step = row["steps"].as_array()?.iter().find(|step| step["id"] == first)?.clone();
        (step["verdict"] == "passed").then(|| assert_eq!(step["how"], "catch-up", "{step}"))
    });
}

/// At the end everything is there to be exported, no lab opens, and the sandboxes go.
fn ends(class: &Class, learners: &[(Learner, String)], size: usize) {
    class.teacher.post(&class.api("/end")).is(204);
    let (learner, _) = &learners[0];
    let refused = learner.client.post(&learner.api("/open")).is(409).json();
    assert_eq!(refused["error"]["code"], "class-over");
    let lines = class.teacher.get(&class.api("/export")).is(200).json()["lines"].clone();
    let lines = lines.as_array().expect("lines");
    let doable = the_lab().file.steps.iter().filter(|step| step.kind != StepKind::Read).count();
    assert_eq!(lines.len(), size * doable);
    let mistaken = learners.iter().enumerate().filter(|(n, _)| n % 3 == 1).count();
    let tried_again =
        lines.iter().filter(|line| line["step"] == "headless-service" && line["attempts"].as_u64() >= Some(2)).count();
    assert!(tried_again >= mistaken.min(1), "a wrong state is an attempt");
    for (learner, _) in learners {
        cluster().namespace_goes(&learner.namespace);
    }
    class.teacher.post(&class.api("/purge")).is(204);
    class.teacher.get(&class.api("")).is(404);
    learner.client.get("/api/class").is(409);
}

#[test]
fn a_class_of_five_loses_nothing_when_the_server_is_killed() {
    a_class_of(5, 4);
}

#[test]
#[ignore = "long: thirty sandboxes; `make test-long` runs it"]
fn a_class_of_thirty_loses_nothing_when_the_server_is_killed() {
    a_class_of(30, 6);
}
