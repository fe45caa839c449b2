//! The way to the API server is cut: connections break, are refused for a while, or say nothing more.

use std::time::{Duration, Instant};

use crate::proxy::Proxy;
use crate::support::cluster::cluster;
use crate::support::kubernetes::SERVICE;
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

const REFUSED: Duration = Duration::from_secs(25);

#[track_caller]
fn holds(learner: &Learner, step: &str, holds: bool) {
    until(PATIENCE, &format!("`{step}` holds: {holds}"), || (learner.step(step)["holds"] == holds).then_some(()));
}

#[test]
fn watches_that_are_cut_refused_or_silent_end_in_the_right_verdicts() {
    let scratch = tempfile::tempdir().expect("a temporary directory");
    let kubeconfig = scratch.path().join("kubeconfig");
    let mut way = Proxy::open(&kubeconfig);
    let server = Server::through(&kubeconfig);
    let learner = server.open(LAB);
    learner.has_pages();
    let before = learner.passed();
    let mut pages = learner.opens_pages();

    // Cut, and the Service is gone before anybody looks again.
    way.cut();
    learner.kubectl(&["delete", "service", "nginx"]);
    holds(&learner, "headless-service", false);
    assert_eq!(learner.passed(), before, "what had passed stays");
    learner.apply(SERVICE);
    holds(&learner, "headless-service", true);

    // Refused for a while. One pod is deleted as it should be, the other one's page is written again.
    way.close();
    let began = Instant::now();
    pages.hear_of_the_cluster(false);
    pages.hear_of("survival", "cannot-tell", "cluster-unreachable");
    learner.page_says_away(true);
    learner.page_says_of("survival");
    learner.deletes(&["nginx-1"]);
    learner.cheats_with("nginx-0", "page of zero, again");
    while began.elapsed() < REFUSED {
        learner.is_not_blamed(&before);
        std::thread::sleep(Duration::from_secs(1));
    }
    learner.sees("survival", "cannot-tell", "cluster-unreachable");
    way.reopen();
    pages.hear_of_the_cluster(true);
    learner.sees("survival", "wrong", "survival-rewritten");
    assert_eq!(learner.passed(), before);
    learner.page_says_away(false);

    // Silent: nobody says that these connections lead nowhere.
    way.silence();
    learner.kubectl(&["delete", "service", "nginx"]);
    holds(&learner, "headless-service", false);
    assert_eq!(learner.passed(), before);
    assert!(!cluster().ok(&["get", "pods", "-n", &learner.namespace, "-o", "name"], "").is_empty());
    learner.deletes(&["nginx-0"]);
    learner.passes("survival");
}
