//! The server is killed while it waits for the answer of a probe.

use std::time::Duration;

use crate::fault::Paused;
use crate::support::server::{LAB, Server};
use crate::support::stream::Stream;
use crate::support::{PATIENCE, until};

/// kube logs a line for each request as it leaves.
const LOG: &str = "info,kube=warn,sqlx=warn,kube_client::client::builder=debug";
/// A client that asked for the progress counts as a page for so long.
const UNSEEN: Duration = Duration::from_secs(12);

#[test]
fn a_server_killed_during_a_probe_passes_nothing_by_what_it_had_asked() {
    let mut server = Server::start();
    server.will_log(Some(LOG));
    server.terminate();
    server.start_again();
    let learner = server.open(LAB);
    learner.has_a_set_apart();
    until(PATIENCE, "everything there is passed", || (learner.passed().len() >= 4).then_some(()));
    let (before, node) = (learner.passed(), learner.node_of("nginx-1"));
    let mut stream = Stream::open(&learner.client, &format!("/pt/labs/{LAB}/events"), None);
    let seen = stream.find(PATIENCE, "seen", |_| true).id.expect("a number to continue from");
    drop(stream);

    // Nobody looks, so nobody asks: two right pages that are not judged yet.
    std::thread::sleep(UNSEEN);
    learner.writes("nginx-0", "page of zero");
    learner.writes("nginx-1", "page of one");
    let asked = server.log().len();
    let paused = Paused::now(&node);
    learner.client.post(&learner.api("/check")).is(200);
    until(PATIENCE, "the volumes are asked for", || server.log()[asked..].contains("/proxy/v1/files").then_some(()));
    server.kill_9();
    drop(paused);
    // While nobody judges, they become one and the same.
    learner.writes("nginx-1", "page of zero");
    server.start_again();

    learner.sees_with("pages", "wrong", "pages-same", &["page of zero"]);
    assert_eq!(learner.passed(), before, "nothing is lost, and nothing passed");
    // A page that was open goes on after what it saw last.
    let mut stream = Stream::open(&learner.client, &format!("/pt/labs/{LAB}/events"), Some(seen));
    stream.find(PATIENCE, "step", |data| data["step"] == "pages" && data["verdict"] == "wrong");
    learner.writes("nginx-1", "page of one");
    learner.passes("pages");
    stream.find(PATIENCE, "step", |data| data["step"] == "pages" && data["verdict"] == "passed");
}
