//! The cluster fails: its control plane is paused, a node stops, the way to it is cut, the server dies. Alone in its
//! program and one after the other, because everybody's cluster is away meanwhile; never run it against a cluster that
//! somebody works on. `make test` runs the short one, `make test-long` those of `long`.

#[path = "../e2e/support/mod.rs"]
mod support;

mod fault;
mod fence;
mod long;
mod page;
mod proxy;

use std::time::{Duration, Instant};

use fault::Paused;
use kindlab::lab::StepKind;
use support::cluster::cluster;
use support::learner::the_lab;
use support::server::{LAB, Server};
use support::stream::Stream;
use support::{PATIENCE, fresh_id, until};

#[test]
fn while_the_cluster_is_away_nothing_can_be_told_and_nothing_is_lost() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.ran("list-classes");
    learner.has_a_set();
    learner.writes("nginx-0", "page of zero");
    learner.sees("pages", "not-yet", "page-missing");
    until(PATIENCE, "everything there is passed", || (learner.passed().len() >= 4).then_some(()));
    let before = learner.passed();
    let mut stream = Stream::open(&learner.client, &format!("/en/labs/{LAB}/events"), None);

    let paused = Paused::now(&cluster().control_plane());
    let start = Instant::now();
    let lab = the_lab();
    let judged: Vec<_> =
        lab.file.steps.iter().filter(|step| step.kind == StepKind::Judged).map(|step| step.id.as_str()).collect();
    until(Duration::from_secs(15), "every step that is not passed can't be told", || {
        let steps = learner.steps();
        let open = judged.iter().filter(|id| !before.contains(&(**id).to_owned()));
        open.into_iter().all(|id| steps[*id]["verdict"] == "cannot-tell").then_some(())
    });
    println!("cannot-tell after {:?}", start.elapsed());
    learner.sees_with("pages", "cannot-tell", "cluster-unreachable", &[]);
    stream.find(PATIENCE, "cluster", |data| data["ok"] == false);
    assert_eq!(learner.passed(), before, "what had passed stays, and nothing else passes");
    let steps = learner.steps();
    for id in &before {
        assert_ne!(steps[id]["holds"], false, "`{id}` was not undone: nobody knows");
    }
    assert_eq!(learner.client.get("/readyz").status, 503);
    assert_eq!(learner.client.get("/healthz").status, 200);
    // Asking something of it is answered in time, and kept for later or refused, never lost without a word.
    let asked = Instant::now();
    let opened = support::http::Client::new(&server.address).post(&format!("/pt/labs/{LAB}/open"));
    assert_eq!(opened.status, 503, "{}", opened.text);
    assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
    let id = fresh_id();
    let run = learner.post_run("list-pods", &id);
    assert!([202, 503].contains(&run.status), "{}", run.text);
    drop(paused);

    learner.sees("pages", "not-yet", "page-missing");
    stream.find(PATIENCE, "cluster", |data| data["ok"] == true);
    until(PATIENCE, "the server is ready again", || (learner.client.get("/readyz").status == 200).then_some(()));
    assert_eq!(learner.passed(), before);
    if run.status == 202 {
        until(PATIENCE, "the run came to an end", || {
            let run = learner.run_now(&id);
            (!["starting", "running"].contains(&run["state"].as_str()?)).then_some(())
        });
    }
    learner.writes("nginx-1", "page of one");
    learner.passes("pages");
    learner.ran("list-pods");
}
