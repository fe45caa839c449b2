//! Starting: once per id, on its own feet, and how it ended.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::support::{AGENT, Home, base64, kill};

/// A command that says "here" in a file and then waits for another.
pub const WAIT: &str = "echo $$ > ~/here; until [ -e ~/go ]; do sleep 0.02; done; ";

#[test]
fn a_run_starts_once_under_twenty_callers() {
    let home = Home::new();
    let started = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..20).map(|_| scope.spawn(|| home.run("same", "echo once >> ~/count"))).collect();
        calls.into_iter().filter_map(|call| call.join().expect("no panic").then_some(())).count()
    });
    assert_eq!(started, 1);
    let report = home.follow("same", 0).report;
    assert_eq!(report["exit"], 0, "{report}");
    assert!(!home.run("same", "echo twice >> ~/count"), "an ended run is not started again");
    assert_eq!(home.told("count"), "once");
    let hidden = std::fs::read_dir(home.path(".kindlab/runs")).expect("reads").count();
    assert_eq!(hidden, 1, "the callers that came too late left nothing behind");
}

#[test]
fn a_run_outlives_its_callers_violent_death() {
    let home = Home::new();
    let command = base64(format!("{WAIT} echo survived"));
    let mut caller = Command::new("bash")
        .args(["-c", &format!("{AGENT} run --id r --timeout 60 --limit 4096 --command {command}; sleep 1000")])
        .env("HOME", home.0.path())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("starts");
    let mut line = String::new();
    BufReader::new(caller.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    assert_eq!(line, "{\"started\":true}\n");
    kill("-KILL", &format!("-{}", caller.id()));
    caller.wait().expect("died");
    home.told("here");
    std::fs::write(home.path("go"), "").expect("writes");
    let followed = home.follow("r", 0);
    assert_eq!((followed.text(), followed.report["ended"].as_str()), ("survived\n", Some("exit")));
}

#[test]
fn the_call_that_starts_a_run_lets_go_of_its_streams_at_once() {
    let home = Home::new();
    // `output` waits until every holder of the call's stdout and stderr is gone; the run itself waits for us.
    assert!(home.run("r", WAIT));
    assert_eq!(home.json(&["list"])[0]["state"], "running");
    std::fs::write(home.path("go"), "").expect("writes");
    assert_eq!(home.follow("r", 0).report["exit"], 0);
}

#[test]
fn exit_statuses_and_signals_are_told_apart() {
    let home = Home::new();
    assert!(home.run("seven", "exit 7"));
    assert!(home.run("killed", "kill -KILL $$"));
    let seven = home.follow("seven", 0).report;
    assert_eq!((&seven["state"], &seven["exit"], &seven["signal"]), (&"ended".into(), &7.into(), &().into()));
    let killed = home.follow("killed", 0).report;
    assert_eq!((&killed["exit"], &killed["signal"], &killed["ended"]), (&().into(), &9.into(), &"exit".into()));
    assert!(killed["ended_ms"].as_u64() >= killed["started_ms"].as_u64());
}

#[test]
fn a_run_finds_its_folder_environment_and_an_empty_stdin() {
    let home = Home::new();
    std::fs::create_dir(home.path("labs")).expect("makes");
    let command = base64("cat; pwd -P; echo $TERM $KINDLAB_RUN; [ -t 0 ] || echo no terminal");
    let args = ["run", "--id", "r", "--timeout", "9", "--limit", "4096", "--cwd", "labs", "--command", &command];
    assert_eq!(home.json(&args)["started"], true);
    let labs = home.path("labs").canonicalize().expect("exists");
    assert_eq!(home.follow("r", 0).text(), format!("{}\ndumb 1\nno terminal\n", labs.display()));
}

#[test]
fn a_run_that_cannot_start_ends_and_says_why() {
    let home = Home::new();
    let args = ["run", "--id", "r", "--timeout", "9", "--limit", "4096", "--cwd", "nowhere", "--command", "Og=="];
    assert_eq!(home.json(&args)["started"], true);
    let followed = home.follow("r", 0);
    assert_eq!((&followed.report["exit"], &followed.report["ended"]), (&126.into(), &"exit".into()));
    assert!(followed.text().contains("nowhere"), "{}", followed.text());
}

#[test]
fn a_command_may_come_by_a_stdin_that_stays_open() {
    let home = Home::new();
    let args = ["run", "--id", "r", "--timeout", "9", "--limit", "4096", "--command", "-"];
    let mut call = home.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
    let mut stdin = call.stdin.take().expect("a pipe");
    stdin.write_all(format!("{}\n", base64("echo by stdin")).as_bytes()).expect("writes");
    let mut answer = String::new();
    call.stdout.take().expect("a pipe").read_to_string(&mut answer).expect("answers");
    assert_eq!(answer, "{\"started\":true}\n");
    assert_eq!(home.follow("r", 0).text(), "by stdin\n");
    drop(stdin);
    call.wait().expect("ended");
}

#[test]
fn bad_arguments_are_refused_with_exit_2() {
    let home = Home::new();
    for id in ["", "a/b", "..", "a b", "é", &"x".repeat(65)] {
        let output = home.agent(&["run", "--id", id, "--timeout", "9", "--limit", "4096", "--command", "Og=="]);
        assert_eq!(output.status.code(), Some(2), "{id}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("A-Z a-z 0-9"), "{id}");
    }
    let output = home.agent(&["run", "--id", "x", "--timeout", "0", "--limit", "4096", "--command", "Og=="]);
    assert_eq!(output.status.code(), Some(2));
    let output = home.agent(&["run", "--id", "x", "--timeout", "9", "--limit", "4096", "--command", "not base64!"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!home.path(".kindlab").exists(), "nothing was claimed");
}
