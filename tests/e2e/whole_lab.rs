//! The first lab from its beginning to its end, with its own commands, by button and by hand.

use kindlab::lab::{Answer, Lab, Question, Step, StepKind, StorageClassField};
use serde_json::json;

use crate::support::cluster::cluster;
use crate::support::learner::{FAIL_ON_PURPOSE, Learner, the_lab};
use crate::support::server::{LAB, Server};

/// What the cluster says, asked from outside.
fn right_answer(learner: &Learner, question: &Question) -> String {
    let default = r#"{.items[?(@.metadata.annotations.storageclass\.kubernetes\.io/is-default-class=="true")]"#;
    let of_class =
        |field: &str| cluster().ok(&["get", "storageclass", "-o", &format!("jsonpath={default}.{field}}}")], "");
    match &question.answer {
        Answer::DefaultStorageClass(StorageClassField::Provisioner) => of_class("provisioner"),
        Answer::DefaultStorageClass(StorageClassField::VolumeBindingMode) => of_class("volumeBindingMode"),
        Answer::DefaultStorageClass(StorageClassField::ReclaimPolicy) => of_class("reclaimPolicy"),
        Answer::PodIp(pod) => learner.kubectl(&["get", "pod", pod, "-o", "jsonpath={.status.podIP}"]),
        Answer::DnsServer(_) => {
            cluster().ok(&["get", "service", "kube-dns", "-n", "kube-system", "-o", "jsonpath={.spec.clusterIP}"], "")
        }
        other => panic!("this test can't answer the question `{}`: {other:?}", question.id),
    }
}

/// Answers a step's questions, first one of them wrong.
#[track_caller]
pub fn answers(learner: &Learner, step: &Step) {
    let say = |question: &str, answer: &str| {
        let path = learner.api(&format!("/questions/{question}"));
        learner.client.post_json(&path, &json!({ "answer": answer })).is(200).json()["answered"].clone()
    };
    let first = step.questions[0].id.as_str();
    assert_eq!(say(first, "no/such-thing"), "not-right");
    learner.sees_with(step.id.as_str(), "wrong", "answer-not-right", &["no/such-thing"]);
    for question in &step.questions {
        assert_eq!(say(question.id.as_str(), &right_answer(learner, question)), "right", "{}", question.id);
    }
    learner.passes(step.id.as_str());
}

/// Does every step with `act`, and waits for its tick before the next.
#[track_caller]
fn walk(learner: &Learner, lab: &Lab, mut act: impl FnMut(&str, &str)) {
    assert_eq!(learner.passed(), Vec::<String>::new(), "before the first command");
    for step in &lab.file.steps {
        let id = step.id.as_str();
        for command in &step.commands {
            act(command.id.as_str(), &command.run);
        }
        match step.kind {
            StepKind::Judged => drop(learner.passes(id)),
            StepKind::Asked => answers(learner, step),
            StepKind::Read => assert!(learner.step(id)["verdict"].is_null(), "`{id}` has nothing to judge"),
        }
    }
}

#[track_caller]
fn is_done(learner: &Learner, lab: &Lab) {
    let expected: Vec<_> = lab.file.steps.iter().filter(|step| step.kind != StepKind::Read).collect();
    assert_eq!(learner.passed().len(), expected.len(), "{:?}", learner.passed());
    let listed = learner.client.get("/api/labs").json();
    let entry = listed["labs"].as_array().and_then(|labs| labs.iter().find(|entry| entry["id"] == LAB)).cloned();
    let entry = entry.expect("the lab in the list");
    assert_eq!((&entry["passed"], &entry["total"]), (&json!(expected.len()), &json!(expected.len())));
}

#[test]
fn the_whole_lab_passes_by_its_own_buttons() {
    let (server, lab) = (Server::start(), the_lab());
    let learner = server.open(LAB);
    let mut printed = std::collections::BTreeMap::new();
    walk(&learner, &lab, |id, _| {
        let run = learner.run(id);
        assert_eq!(run["exit"] != 0, FAIL_ON_PURPOSE.contains(&id), "`{id}`: {run}");
        printed.insert(id.to_owned(), run["output"].as_str().unwrap_or_default().to_owned());
    });
    is_done(&learner, &lab);
    let says = |command: &str, words: &[&str]| {
        let text = &printed[command];
        assert!(words.iter().all(|word| text.contains(word)), "`{command}` printed: {text}");
    };
    says("list-services", &["None"]);
    says("list-pods", &["nginx-0", "nginx-1"]);
    says("ask-empty", &["403"]);
    says("read-by-name", &["Nginx-0", "Nginx-1"]);
    says("read-again", &["Nginx-0", "Nginx-1"]);
    says("list-what-stays", &["nginx-html-nginx-3"]);
    says("read-old-pages", &["Nginx-0", "Nginx-1"]);
    assert_ne!(printed["note-uids"], printed["compare-uids"]);
}

#[test]
fn the_whole_lab_passes_when_everything_is_typed_by_hand() {
    let (server, lab) = (Server::start(), the_lab());
    let learner = server.open(LAB);
    learner.workbench_is_up();
    learner.typed("cat statefulset.yaml");
    walk(&learner, &lab, |id, line| {
        let line = &line.replace("{{ namespace }}", &learner.namespace);
        if FAIL_ON_PURPOSE.contains(&id) {
            assert!(!learner.try_typed(line).status.success(), "`{line}` did not fail");
        } else {
            learner.typed(line);
        }
    });
    is_done(&learner, &lab);
    let steps = learner.steps();
    let runs = learner.client.get(&learner.api("")).json()["runs"].clone();
    assert_eq!(runs, json!({}), "nothing was run by a button");
    assert_eq!(
        steps["survival"]["evidence"]["pods"].as_object().map(|pods| pods.len()),
        Some(2),
        "{}",
        steps["survival"]
    );
}

#[test]
fn doing_nothing_passes_nothing() {
    let server = Server::start();
    let learner = server.open(LAB);
    let expected = [
        ("headless-service", "service-missing"),
        ("statefulset", "set-missing"),
        ("ordered-start", "set-missing"),
        ("claims", "set-missing"),
        ("pages", "set-missing"),
        ("survival", "survival-pages-first"),
        ("scale-up", "set-missing"),
        ("scale-to-zero", "set-missing"),
        ("scale-back", "back-zero-first"),
    ];
    // Looking changes nothing, and neither does being judged again.
    learner.ran("list-classes");
    learner.ran("list-claims");
    learner.client.post(&learner.api("/check")).is(200);
    for (step, key) in expected {
        learner.sees(step, "untried", key);
    }
    assert_eq!(learner.step("storage-class")["verdict"], "untried");
    assert_eq!(learner.passed(), Vec::<String>::new());
}
