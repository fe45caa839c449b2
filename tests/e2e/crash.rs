//! kill -9 at any moment and start again: nothing that passed is lost, nothing runs twice, the sandbox is found.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kindlab::lab::StepKind;

use crate::support::learner::{Learner, the_lab};
use crate::support::server::{LAB, Server};
use crate::support::stubborn::Stubborn;
use crate::support::{PATIENCE, until};

#[test]
fn a_run_goes_on_while_the_server_is_gone_and_is_found_again() {
    let mut server = Server::probe();
    let learner = server.open("probe");
    learner.save(
        "script.sh",
        "echo started >> ran; for n in 1 2 3 4 5 6 7 8; do echo line $n; sleep 1; done; echo ended >> ran\n",
    );
    let id = learner.start("script");
    until(PATIENCE, "it prints", || learner.run_now(&id)["output"].as_str()?.contains("line 2").then_some(()));
    server.kill_9();
    until(PATIENCE, "it goes on without a server", || learner.typed("cat ran").contains("started").then_some(()));
    server.start_again();
    let run = learner.run_is(&id, "ended");
    assert_eq!(run["exit"], 0, "{run}");
    let lines: String = (1..=8).map(|n| format!("line {n}\n")).collect();
    assert_eq!(run["output"], lines, "the whole output, each line once");
    assert_eq!(learner.typed("cat ran"), "started\nended\n", "it ran once, to its end");
    let again = Learner::open(learner.client.clone(), "probe");
    assert_eq!((again.namespace, again.sandbox), (learner.namespace, learner.sandbox), "the same sandbox");
}

#[test]
fn a_run_that_ended_while_the_server_was_gone_is_told_as_it_ended() {
    let mut server = Server::probe();
    let learner = server.open("probe");
    learner.save("script.sh", "echo up; sleep 2; echo over > over; exit 3\n");
    let id = learner.start("script");
    until(PATIENCE, "it is up", || learner.run_now(&id)["output"].as_str()?.contains("up").then_some(()));
    server.kill_9();
    until(PATIENCE, "it ended", || learner.try_typed("cat over").status.success().then_some(()));
    server.start_again();
    let run = learner.run_is(&id, "ended");
    assert_eq!((&run["exit"], &run["output"]), (&3.into(), &"up\n".into()), "{run}");
    learner.ran("count");
}

#[test]
fn a_run_whose_workbench_went_away_is_said_to_be_interrupted() {
    let server = Server::probe();
    let learner = server.open("probe");
    let id = learner.start("wait-long");
    learner.run_is(&id, "running");
    let companion = learner.companion();
    crate::support::cluster::cluster().ok(&["delete", "pod", "workbench", "-n", &companion, "--wait=false"], "");
    learner.run_is(&id, "interrupted");
    // The next command brings another workbench up.
    learner.ran("script");
}

#[test]
fn what_happens_while_the_server_is_gone_is_judged_when_it_is_back() {
    let mut server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    let before: BTreeSet<_> = learner.passed().into_iter().collect();
    server.kill_9();
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.kubectl(&["delete", "service", "nginx"]);
    server.start_again();
    learner.passes("survival");
    let after: BTreeSet<_> = learner.passed().into_iter().collect();
    assert!(after.is_superset(&before), "{before:?} → {after:?}");
    until(PATIENCE, "the undone Service is said", || {
        (learner.step("headless-service")["holds"] == false).then_some(())
    });
}

#[test]
fn ten_kills_at_random_moments_of_a_whole_lab_lose_nothing() {
    const KILLS: usize = 10;
    let server = Server::start();
    let learner = server.open(LAB);
    let lab = the_lab();
    let stubborn = Stubborn::new(&learner);
    let (server, done) = (Mutex::new(server), AtomicBool::new(false));
    let kills = std::thread::scope(|scope| {
        let killer = scope.spawn(|| {
            let mut kills = Vec::new();
            let start = Instant::now();
            while kills.len() < KILLS && !done.load(Ordering::SeqCst) {
                let mut byte = [0];
                getrandom::fill(&mut byte).expect("randomness");
                // The moment itself is what is tested, so this is no wait for anything.
                std::thread::sleep(Duration::from_millis(300 + 20 * u64::from(byte[0])));
                let mut server = server.lock().expect("the server");
                server.kill_9();
                kills.push(start.elapsed());
                server.start_again();
            }
            kills
        });
        for step in lab.file.steps.iter().filter(|step| step.kind == StepKind::Judged) {
            stubborn.does(step);
        }
        done.store(true, Ordering::SeqCst);
        killer.join().expect("the killer")
    });
    assert!(kills.len() >= 5, "the lab was over after {} kills: {kills:?}", kills.len());
    let ids = learner.typed("kindlab-agent list | jq -r '.. | .id? // empty' 2>/dev/null | sort | uniq -d");
    assert_eq!(ids.trim(), "", "runs that were started twice");
    let again = Learner::open(learner.client.clone(), LAB);
    assert_eq!(again.namespace, learner.namespace);
    stubborn.looks().expect("a last look");
    drop(server);
}
