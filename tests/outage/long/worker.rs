//! A worker is switched off, and on again.

use crate::fault::{Stopped, node_is};
use crate::support::server::{LAB, Server};

#[test]
fn a_worker_that_stops_is_named_and_what_was_on_it_is_not_held_against_the_learner() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set_apart();
    learner.writes("nginx-0", "page of zero");
    learner.writes("nginx-1", "page of one");
    learner.passes("pages");
    learner.sees("survival", "not-yet", "survival-not-deleted");
    let (before, node) = (learner.passed(), learner.node_of("nginx-1"));
    let mut pages = learner.opens_pages();

    let stopped = Stopped::now(&node);
    // Until Kubernetes misses it, for 40 s, its pods are still called Ready, and what asks them finds nobody.
    learner.client.post(&learner.api("/check")).is(200);
    learner.is_not_blamed(&before);
    node_is(&node, "Unknown");
    learner.sees_with("survival", "cannot-tell", "node-down", &[&node, "nginx-1", "kubectl get nodes"]);
    pages.hear_of("survival", "cannot-tell", "node-down");
    learner.page_says_of("survival");
    learner.page_says_away(false);
    learner.is_not_blamed(&before);
    // Wrong, on the node that is left, and told as ever.
    learner.cheats_with("nginx-0", "page of zero, again");
    learner.sees("survival", "wrong", "survival-rewritten");
    assert_eq!(learner.passed(), before);
    // Mended as the message says; of the other pod nothing can be told.
    learner.deletes_one("nginx-0");
    learner.sees_with("survival", "cannot-tell", "node-down", &[&node, "nginx-1"]);
    drop(stopped);

    node_is(&node, "True");
    learner.settles();
    learner.sees_with("survival", "not-yet", "survival-one-left", &["nginx-0", "nginx-1"]);
    learner.is_not_blamed(&before);
    learner.deletes_one("nginx-1");
    learner.passes("survival");
    pages.hear_of("survival", "passed", "survival-ok");
}
