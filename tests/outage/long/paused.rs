//! The API server is silent for a minute.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::fault::Paused;
use crate::support::cluster::cluster;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_minute_without_an_api_server_blames_nobody_and_loses_nothing() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    learner.writes("nginx-0", "page of zero");
    learner.sees("pages", "not-yet", "page-missing");
    until(PATIENCE, "everything there is passed", || (learner.passed().len() >= 4).then_some(()));
    let (before, volume) = (learner.passed(), learner.volume_of("nginx-1"));
    let mut pages = learner.opens_pages();

    let paused = Paused::now(&cluster().control_plane());
    let began = Instant::now();
    pages.hear_of_the_cluster(false);
    pages.hear_of("pages", "cannot-tell", "cluster-unreachable");
    learner.page_says_away(true);
    learner.page_says_of("pages");
    // Wrong, and nobody sees it: one page for both.
    volume.writes("page of zero");
    let question = learner.api("/questions/provisioner");
    let answered = learner.client.post_json(&question, &json!({"answer": "something"})).is(200).json();
    assert_eq!(answered["answered"], "cannot-tell");
    learner.sees("storage-class", "cannot-tell", "answer-cannot-tell");
    while began.elapsed() < MINUTE {
        learner.client.post(&learner.api("/check")).is(200);
        learner.is_not_blamed(&before);
        assert_eq!(learner.client.get("/healthz").status, 200);
        std::thread::sleep(Duration::from_secs(2));
    }
    learner.sees("pages", "cannot-tell", "cluster-unreachable");
    drop(paused);

    pages.hear_of_the_cluster(true);
    learner.sees_with("pages", "wrong", "pages-same", &["page of zero"]);
    learner.page_says_away(false);
    assert_eq!(learner.passed(), before);
    // The nodes were not heard of for a minute; when they are again, everything holds as before.
    until(PATIENCE, "what had passed holds", || {
        let steps = learner.steps();
        before.iter().all(|id| steps[id]["holds"] != false).then_some(())
    });
    learner.writes("nginx-1", "page of one");
    learner.passes("pages");
    pages.hear_of("pages", "passed", "pages-ok");
}
