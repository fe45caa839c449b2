//! Scaling up, to nothing and back, and the ways that only look like it.

use crate::support::kubernetes::{SERVICE, SET, set_with};
use crate::support::server::{LAB, Server};

#[test]
fn a_set_made_with_four_at_once_was_not_scaled_up() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(SERVICE);
    learner.apply(&set_with("replicas: 2", "replicas: 4"));
    learner.sees_with("statefulset", "wrong", "set-replicas", &["2", "4"]);
    learner.settles();
    learner.sees_with("scale-up", "not-yet", "scale-up-not-seen", &["2", "4"]);
    learner.scales_to(2);
    learner.sees("scale-up", "not-yet", "scale-up-awaited");
    learner.scales_to(4);
    learner.passes("scale-up");
}

/// What later states are compared with comes from the watches: it is kept also while no page is open.
#[test]
fn scaling_up_counts_also_when_nobody_looked_before() {
    let server = Server::start();
    let learner = server.open(LAB);
    // Longer than a client without a stream counts as one that looks.
    std::thread::sleep(std::time::Duration::from_secs(11));
    learner.apply(SERVICE);
    learner.apply(SET);
    learner.settles();
    learner.kubectl(&["scale", "statefulset", "nginx", "--replicas=4"]);
    learner.kubectl(&["rollout", "status", "statefulset/nginx", "--timeout=170s"]);
    learner.passes("scale-up");
}

#[test]
fn pods_that_were_replaced_on_the_way_up_did_not_stay() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    learner.sees("scale-up", "not-yet", "scale-up-awaited");
    learner.kubectl(&["scale", "statefulset", "nginx", "--replicas=4"]);
    learner.kubectl(&["delete", "pod", "nginx-0"]);
    learner.settles();
    learner.sees_with("scale-up", "not-yet", "scale-up-pods-changed", &["2", "4"]);
    learner.scales_to(2);
    learner.sees("scale-up", "not-yet", "scale-up-awaited");
    learner.scales_to(4);
    learner.passes("scale-up");
}

#[test]
fn pages_written_again_after_zero_did_not_come_back() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.scales_to(4);
    learner.passes("scale-up");
    learner.scales_to(0);
    learner.passes("scale-to-zero");
    learner.sees("scale-back", "not-yet", "back-awaited");
    learner.scales_to(1);
    // A learner who writes the page once more while one pod is up.
    learner.in_pod(
        "nginx-0",
        "echo again > /usr/share/nginx/html/index.html; touch -d 2020-01-01 /usr/share/nginx/html/index.html",
    );
    learner.scales_to(2);
    learner.sees_with("scale-back", "wrong", "back-rewritten", &["nginx-0", "again"]);
    learner.scales_to(0);
    learner.scales_to(2);
    learner.passes("scale-back");
}

#[test]
fn a_set_that_was_deleted_is_not_scaled_to_zero() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    learner.scales_to(4);
    learner.passes("scale-up");
    learner.kubectl(&["delete", "statefulset", "nginx"]);
    learner.pods_are(0);
    learner.sees("scale-to-zero", "untried", "set-missing");
    assert!(!learner.passed().contains(&"scale-to-zero".to_owned()));
}
