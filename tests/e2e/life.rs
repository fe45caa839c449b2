//! Sandboxes from their beginning to their end: places, reset, idleness, another computer.

use std::time::{Duration, Instant};

use crate::support::cluster::cluster;
use crate::support::http::Client;
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

#[test]
fn a_new_sandbox_is_empty_labelled_and_opened_once() {
    let server = Server::start();
    let learner = server.open(LAB);
    for namespace in [learner.namespace.clone(), learner.companion()] {
        let labels = cluster().ok(&["get", "namespace", &namespace, "-o", "jsonpath={.metadata.labels}"], "");
        assert!(labels.contains(&format!("\"kindlab.dev/lab\":\"{LAB}\"")), "{labels}");
        assert!(labels.contains(&format!("\"kindlab.dev/sandbox\":\"{}\"", learner.sandbox)), "{labels}");
    }
    assert_eq!(learner.kubectl(&["get", "all,pvc", "-o", "name"]), "");
    let bench = ["get", "pods", "-n", &learner.companion(), "-o", "name"];
    assert_eq!(cluster().ok(&bench, ""), "", "a workbench begins with the first command or terminal");
    let again = Learner::open(learner.client.clone(), LAB);
    assert_eq!((&again.namespace, &again.resume_code), (&learner.namespace, &None));
    // Ten at once, from one browser.
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| assert_eq!(Learner::open(learner.client.clone(), LAB).namespace, learner.namespace));
        }
    });
}

#[test]
fn a_full_server_says_so_and_a_place_that_is_given_back_is_free() {
    let server = Server::with("labs", &["--max-sandboxes", "2"]);
    let (first, _second) = (server.open(LAB), server.open(LAB));
    let third = Client::new(&server.address);
    let refused = third.post(&format!("/api/labs/{LAB}/open")).is(503).json();
    assert_eq!(refused["error"]["code"], "full");
    for (lang, tag) in [("pt", "pt-BR"), ("es", "es"), ("en", "en")] {
        let page = Client::new(&server.address).post(&format!("/{lang}/labs/{LAB}/open")).is(503);
        assert!(page.text.contains(&format!("<html lang=\"{tag}\"")) && page.text.contains('2'), "{}", page.text);
        assert!(page.text.contains(&format!("href=\"/{lang}/labs/{LAB}\"")), "no way to try again: {}", page.text);
    }
    // Who is in stays in, and may begin again.
    first.client.post(&format!("/api/labs/{LAB}/reset")).is(200);
    third.post(&format!("/api/labs/{LAB}/open")).is(503);
    drop(server);

    let server = Server::with("labs", &["--max-sandboxes", "1", "--expire-after", "0.003", "--sleep-after", "0.002"]);
    let gone = server.open(LAB);
    until(PATIENCE, "an idle place is free again", || {
        let opened = Client::new(&server.address).post(&format!("/api/labs/{LAB}/open"));
        (opened.status == 200).then_some(())
    });
    cluster_is_rid_of(&gone);
}

#[track_caller]
fn cluster_is_rid_of(learner: &Learner) {
    cluster().namespace_goes(&learner.companion());
    cluster().namespace_goes(&learner.namespace);
    let binding = format!("kindlab-{}", learner.sandbox);
    until(PATIENCE, "its cluster role binding is gone", || {
        let found = cluster().kubectl(&["get", "clusterrolebinding", &binding, "-o", "name"], "");
        (!found.status.success()).then_some(())
    });
}

#[test]
fn a_reset_gives_a_fresh_namespace_at_once_and_the_old_one_goes() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    let start = Instant::now();
    let fresh = learner.client.post(&learner.api("/reset")).is(200).json();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "the reset took {took:?}");
    let now = Learner::open(learner.client.clone(), LAB);
    assert_eq!(fresh["namespace"], now.namespace.as_str());
    assert_ne!(now.namespace, learner.namespace);
    assert_eq!(now.kubectl(&["get", "all,pvc", "-o", "name"]), "");
    assert_eq!(now.passed(), Vec::<String>::new(), "a lab that begins again has passed nothing");
    cluster_is_rid_of(&learner);
    // And the new one is usable.
    now.ran("list-claims");
}

#[test]
fn an_idle_sandbox_loses_its_workbench_and_a_command_brings_it_back_with_its_files() {
    let server = Server::with("tests/labs", &["--sleep-after", "0.004", "--expire-after", "1"]);
    let learner = server.open("probe");
    learner.save("script.sh", "echo kept\n");
    learner.ran("script");
    learner.typed("mkdir own && echo mine > own/notes && chmod 640 own/notes && ln -s own/notes shortcut");
    until(PATIENCE, "the workbench is taken away", || {
        let found = cluster().kubectl(&["get", "pod", "workbench", "-n", &learner.companion(), "-o", "name"], "");
        (!found.status.success()).then_some(())
    });
    assert_eq!(learner.client.get(&learner.api("")).json()["state"], "asleep");
    assert!(cluster().has_namespace(&learner.namespace));
    assert_eq!(learner.ran("script"), "kept\n");
    assert_eq!(learner.typed("cat own/notes"), "mine\n", "what the learner made in their home is kept");
    assert_eq!(learner.typed("readlink shortcut; stat -c %a own/notes"), "own/notes\n640\n");
}

#[test]
fn coming_back_to_the_page_wakes_the_workbench_and_begins_its_time_anew() {
    let server = Server::with("tests/labs", &["--sleep-after", "0.01", "--expire-after", "1"]);
    let learner = server.open("probe");
    learner.ran("count");
    until(PATIENCE, "it sleeps", || (learner.client.get(&learner.api("")).json()["state"] == "asleep").then_some(()));
    let page = learner.client.get("/en/labs/probe").is(200).text;
    let left = page.split("data-left=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the time left");
    let left: u64 = left.parse().expect("milliseconds");
    assert!((3_590_000..=3_600_000).contains(&left), "{left} of an hour is left to somebody who is back");
    until(PATIENCE, "it is awake", || (learner.client.get(&learner.api("")).json()["state"] == "live").then_some(()));
}

#[test]
fn an_expired_sandbox_goes_and_its_passes_stay_as_no_longer_checkable() {
    let server = Server::with("labs", &["--sleep-after", "0.015", "--expire-after", "0.02"]);
    let learner = server.open(LAB);
    learner.apply(crate::support::kubernetes::SERVICE);
    learner.passes("headless-service");
    cluster_is_rid_of(&learner);
    let left = learner.client.get(&learner.api("")).json();
    assert_eq!((&left["state"], &left["namespace"]), (&"gone".into(), &serde_json::Value::Null));
    let step = learner.step("headless-service");
    assert_eq!((&step["verdict"], &step["holds"]), (&"passed".into(), &serde_json::Value::Null), "{step}");
    let again = Learner::open(learner.client.clone(), LAB);
    assert_ne!(again.namespace, learner.namespace);
    assert_eq!(again.step("headless-service")["verdict"], "passed", "progress is kept");
}

#[test]
fn a_namespace_that_somebody_deleted_is_made_anew_when_the_lab_is_opened() {
    let mut server = Server::start();
    let learner = server.open(LAB);
    learner.apply(crate::support::kubernetes::SERVICE);
    learner.passes("headless-service");
    server.kill_9();
    cluster().ok(&["delete", "namespace", &learner.namespace, "--wait=false"], "");
    server.start_again();
    let again = until(PATIENCE, "another sandbox", || {
        let again = Learner::open(learner.client.clone(), LAB);
        (again.namespace != learner.namespace).then_some(again)
    });
    assert_eq!(again.step("headless-service")["verdict"], "passed", "progress is kept");
    cluster_is_rid_of(&learner);
}

#[test]
fn a_resume_code_continues_elsewhere() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(crate::support::kubernetes::SERVICE);
    learner.passes("headless-service");
    let code = learner.resume_code.clone().expect("a code for somebody new");
    let script = Learner::open(Client::with_code(&server.address, &code), LAB);
    assert_eq!(script.namespace, learner.namespace);
    assert_eq!(script.passed(), learner.passed());
    let browser = Client::new(&server.address);
    let answer = browser.post_form("/es/resume", &format!("code={}", code.to_uppercase()));
    assert_eq!((answer.status, answer.location.as_str()), (303, "/es/labs"));
    assert_eq!(Learner::open(browser, LAB).namespace, learner.namespace);
    let nobody = Client::with_code(&server.address, "aaaaaaaaaaaaaaaaaaaa");
    assert_eq!(nobody.get(&format!("/api/labs/{LAB}")).is(401).json()["error"]["code"], "unknown-learner");
}
