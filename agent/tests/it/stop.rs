//! Ending a run: all of it, whenever asked, however it resists.

use std::time::Instant;

use crate::support::{Home, kill, lives};

#[test]
fn stop_ends_every_process_but_one_that_left_on_purpose() {
    let home = Home::new();
    assert!(home.run(
        "r",
        "sleep 1000 & echo $! > ~/background
         (sleep 1001 & echo $! > ~/grandchild; wait) &
         set -m; sleep 1002 & echo $! > ~/job; set +m
         nohup sleep 1003 >/dev/null 2>&1 & echo $! > ~/nohup
         setsid -f bash -c 'echo $$ > ~/detached; exec sleep 1004' >/dev/null 2>&1
         wait"
    ));
    let inside = ["background", "grandchild", "job", "nohup"].map(|name| home.told(name).parse().expect("a pid"));
    let detached = home.told("detached").parse().expect("a pid");
    assert!(inside.into_iter().all(lives));
    assert_eq!(home.json(&["stop", "--id", "r"])["state"], "running");
    let report = home.follow("r", 0).report;
    assert_eq!((&report["ended"], &report["signal"]), (&"stopped".into(), &15.into()));
    let left = inside.map(lives);
    let detached_lives = lives(detached);
    kill("-KILL", &detached.to_string());
    assert_eq!(left, [false; 4]);
    assert!(detached_lives);
}

#[test]
fn stop_kills_what_will_not_hear() {
    let home = Home::new();
    assert!(home.run("r", "trap '' TERM; (trap '' TERM; echo $BASHPID > ~/deaf; while :; do sleep 0.1; done) & while :; do sleep 0.1; done"));
    let deaf = home.told("deaf").parse().expect("a pid");
    let asked = Instant::now();
    home.json(&["stop", "--id", "r"]);
    let report = home.follow("r", 0).report;
    assert_eq!((&report["ended"], &report["signal"]), (&"stopped".into(), &9.into()));
    assert!(!lives(deaf));
    assert!((3..10).contains(&asked.elapsed().as_secs()), "SIGKILL came 3 s after SIGTERM");
}

#[test]
fn a_run_may_answer_sigterm_in_its_own_way() {
    let home = Home::new();
    assert!(home.run("r", "trap 'echo tidying; exit 3' TERM; echo up > ~/up; while :; do sleep 0.02; done"));
    home.told("up");
    home.json(&["stop", "--id", "r"]);
    let followed = home.follow("r", 0);
    assert_eq!((followed.text().lines().last(), &followed.report["exit"]), (Some("tidying"), &3.into()));
    assert_eq!(followed.report["ended"], "stopped");
}

#[test]
fn stop_right_after_run_is_heard_every_time() {
    let home = Home::new();
    for number in 0..15 {
        let id = format!("r{number}");
        assert!(home.run(&id, "sleep 1000"));
        assert_eq!(home.json(&["stop", "--id", &id])["state"], "running", "{id}");
        let report = home.follow(&id, 0).report;
        assert_eq!(report["ended"], "stopped", "{id}: {report}");
    }
}

#[test]
fn stop_may_be_asked_again_and_of_anything() {
    let home = Home::new();
    assert_eq!(home.json(&["stop", "--id", "nobody"])["state"], "unknown");
    assert!(home.run("r", "sleep 1000"));
    home.json(&["stop", "--id", "r"]);
    home.json(&["stop", "--id", "r"]);
    let before = home.follow("r", 0).report;
    assert_eq!(home.json(&["stop", "--id", "r"])["state"], "ended");
    assert_eq!(home.follow("r", 0).report, before, "an ended run stays as it was");
}

#[test]
fn the_time_limit_ends_the_whole_run() {
    let home = Home::new();
    let asked = Instant::now();
    assert!(home.run_within("r", "sleep 1000 & echo $! > ~/background; echo begun; wait", 1, 4096));
    let followed = home.follow("r", 0);
    assert_eq!((followed.text(), &followed.report["ended"]), ("begun\n", &"timeout".into()));
    assert_eq!(followed.report["signal"], 15);
    assert!((1..8).contains(&asked.elapsed().as_secs()));
    assert!(!lives(home.told("background").parse().expect("a pid")));
}
