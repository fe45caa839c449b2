//! Never stuck: reset with a foreign finalizer in the way, back to the start of a step, catching up.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::cluster::cluster;
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

/// The whole way to a late step takes a while on a small machine.
const LONG: Duration = Duration::from_secs(400);

impl Learner {
    #[track_caller]
    fn catches_up(&self, step: &str) {
        self.client.post(&self.api(&format!("/steps/{step}/catch-up"))).is(202);
    }

    /// What is done for them, or was.
    pub fn replay(&self) -> Value {
        self.client.get(&self.api("")).is(200).json()["replay"].clone()
    }

    #[track_caller]
    pub fn replay_ends(&self, state: &str) -> Value {
        until(LONG, &format!("the replay is {state}"), || {
            let replay = self.replay();
            let now = replay["state"].as_str().unwrap_or_default().to_owned();
            assert!(now == "running" || now == state, "it is {now}, not {state}: {replay}");
            (now == state).then_some(replay)
        })
    }
}

#[test]
fn a_reset_is_not_held_up_by_somebody_else_s_finalizer() {
    let server = Server::start();
    let learner = server.open(LAB);
    // The second is Kubernetes' own on claims, and nobody takes it off anything else.
    for (name, finalizer) in [("held", "example.com/hold"), ("held-too", "kubernetes.io/pvc-protection")] {
        learner.apply(&format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, finalizers: [{finalizer}]}}\n"
        ));
    }
    let start = Instant::now();
    learner.client.post(&learner.api("/reset")).is(200);
    assert!(start.elapsed() < Duration::from_secs(5), "the reset took {:?}", start.elapsed());
    let fresh = Learner::open(learner.client.clone(), LAB);
    assert_ne!(fresh.namespace, learner.namespace);
    cluster().namespace_goes(&learner.namespace);
}

#[test]
fn a_reset_form_that_is_sent_twice_resets_once_and_says_before_what_it_does() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    let page = learner.client.get(&format!("/en/labs/{LAB}/reset")).is(200).text;
    for named in ["nginx-0", "nginx-html-nginx-1", "StatefulSet", "Volumes are not kept"] {
        assert!(page.contains(named), "the page does not name {named}: {page}");
    }
    let from = page.split("name=\"from\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an attempt");
    let namespaces: Vec<String> = (0..2)
        .map(|_| {
            learner.client.post_form(&format!("/en/labs/{LAB}/reset"), &format!("from={from}")).is(303);
            Learner::open(learner.client.clone(), LAB).namespace
        })
        .collect();
    assert_ne!(namespaces[0], learner.namespace);
    assert_eq!(namespaces[0], namespaces[1], "the second did it again");
}

#[test]
fn catching_up_passes_every_step_before_and_marks_them() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(crate::support::kubernetes::SERVICE);
    learner.passes("headless-service");
    learner.catches_up("survival");
    // Twice is once, and nothing else runs beside it.
    learner.catches_up("survival");
    let refused = learner.post_run("list-pods", &crate::support::fresh_id()).is(409).json();
    assert_eq!(refused["error"]["code"], "catching-up");
    learner.replay_ends("done");
    let lab = crate::support::learner::the_lab();
    let steps = learner.steps();
    for step in lab.before(&"survival".parse().expect("an id")) {
        let state = &steps[step.id.as_str()];
        if step.kind == kindlab::lab::StepKind::Read {
            continue;
        }
        assert_eq!(state["verdict"], "passed", "{state}");
        let how = if step.id.as_str() == "headless-service" { "hand" } else { "catch-up" };
        assert_eq!(state["how"], how, "{state}");
    }
    assert_ne!(steps["survival"]["verdict"], "passed");
    assert_eq!(learner.namespace, Learner::open(learner.client.clone(), LAB).namespace, "on top of what is there");
    // Again finds nothing to do.
    learner.catches_up("survival");
    let again = learner.replay_ends("done");
    assert_eq!(again["step"], Value::Null, "{again}");
}

#[test]
fn going_back_to_a_step_keeps_or_drops_the_volumes_as_asked_and_the_passes_stay() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    let claim =
        |learner: &Learner| learner.kubectl(&["get", "pvc", "nginx-html-nginx-0", "-o", "jsonpath={.metadata.uid}"]);
    let before = claim(&learner);
    learner.save("statefulset.yaml", "mine: yes\n");
    let unsaid = learner.client.post_json(&learner.api("/steps/pages/reset"), &json!({}));
    assert_eq!(unsaid.status, 400, "volumes are kept or dropped because it was said");

    learner.client.post_json(&learner.api("/steps/pages/reset"), &json!({"volumes": "keep"})).is(202);
    learner.replay_ends("done");
    let kept = Learner::open(learner.client.clone(), LAB);
    assert_eq!((kept.namespace.as_str(), claim(&kept)), (learner.namespace.as_str(), before.clone()));
    assert_eq!(kept.typed("cat statefulset.yaml.mine"), "mine: yes\n", "what was changed stays beside");
    assert_eq!(kept.step("pages")["verdict"], "passed");
    assert!(
        kept.kubectl(&["exec", "nginx-0", "--", "cat", "/usr/share/nginx/html/index.html"]).contains("page of zero")
    );

    let start = Instant::now();
    learner.client.post_json(&learner.api("/steps/pages/reset"), &json!({"volumes": "drop"})).is(202);
    let fresh = until(PATIENCE, "another namespace", || {
        let now = learner.client.get(&learner.api("")).json()["namespace"].as_str()?.to_owned();
        (now != learner.namespace).then_some(now)
    });
    assert!(start.elapsed() < Duration::from_secs(5), "it took {:?}", start.elapsed());
    learner.replay_ends("done");
    let after = Learner::open(learner.client.clone(), LAB);
    assert_eq!(after.namespace, fresh);
    assert_ne!(claim(&after), before);
    assert_eq!(after.step("pages")["verdict"], "passed", "what was passed stays");
    assert_eq!(after.step("statefulset")["holds"], true, "what was made again can be looked at again");
    let empty = after.kubectl(&["exec", "nginx-0", "--", "sh", "-c", "ls /usr/share/nginx/html"]);
    assert!(!empty.contains("index.html"), "the volume is new: {empty}");
    cluster().namespace_goes(&learner.namespace);
    // And the lab goes on from there.
    after.writes("nginx-0", "new page of zero");
    after.writes("nginx-1", "new page of one");
    after.sees("survival", "not-yet", "survival-not-deleted");
}

#[test]
fn catching_up_can_be_stopped_and_says_when_the_server_was_restarted_under_it() {
    let mut server = Server::start();
    let learner = server.open(LAB);
    learner.catches_up("survival");
    until(PATIENCE, "a step of it runs", || (learner.replay()["step"] != Value::Null).then_some(()));
    learner.client.post(&learner.api("/replay/stop")).is(202);
    learner.replay_ends("stopped");
    learner.ran("list-classes");

    learner.catches_up("survival");
    until(PATIENCE, "a step of it runs", || (learner.replay()["step"] != Value::Null).then_some(()));
    server.kill_9();
    server.start_again();
    until(PATIENCE, "it is said to be interrupted", || (learner.replay()["state"] == "interrupted").then_some(()));
    let page = learner.client.get(&format!("/en/labs/{LAB}")).is(200).text;
    assert!(page.contains("Interrupted."), "the page does not say so");
    learner.catches_up("headless-service");
    learner.replay_ends("done");
}
