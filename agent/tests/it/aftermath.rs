//! After a run: what it leaves, what is lost, and what is removed.

use std::time::{Duration, SystemTime};

use crate::runs::WAIT;
use crate::support::{Home, kill, lives, until};

#[test]
fn a_run_whose_supervisor_died_is_lost() {
    let home = Home::new();
    assert!(home.run("r", &format!("echo before; {WAIT}")));
    let bash: u32 = home.told("here").parse().expect("a pid");
    let stat = std::fs::read_to_string(format!("/proc/{bash}/stat")).expect("lives");
    let supervisor = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)).expect("a parent");
    until("its output", || home.json(&["list"])[0]["total"] == 7);
    kill("-KILL", supervisor);
    let followed = home.follow("r", 0);
    kill("-KILL", &format!("-{bash}"));
    assert_eq!((followed.text(), &followed.report["state"]), ("before\n", &"lost".into()));
    assert_eq!((&followed.report["total"], &followed.report["exit"]), (&7.into(), &().into()));
    assert_eq!(home.json(&["list"])[0]["state"], "lost");
    assert!(!home.run("r", "echo again"), "a lost run is not started again");
}

#[test]
fn a_claim_without_a_supervisor_is_lost() {
    let home = Home::new();
    let folder = home.path(".kindlab/runs/r");
    std::fs::create_dir_all(&folder).expect("makes");
    std::fs::write(folder.join("lock"), "").expect("writes");
    std::fs::write(folder.join("spec.json"), r#"{"command":[58],"timeout_s":9,"limit":4096,"cwd":null}"#)
        .expect("writes");
    assert_eq!(home.follow("r", 0).report["state"], "lost");
    assert!(!home.run("r", "echo again"));
}

#[test]
fn what_bash_leaves_behind_is_ended_with_the_run() {
    let home = Home::new();
    assert!(home.run("r", "sleep 1000 & echo $! > ~/holds; sleep 1001 >/dev/null 2>&1 & echo $! > ~/free; echo done"));
    let followed = home.follow("r", 0);
    assert_eq!((followed.text(), &followed.report["exit"]), ("done\n", &0.into()));
    assert_eq!(followed.report["ended"], "exit");
    for name in ["holds", "free"] {
        let pid = home.told(name).parse().expect("a pid");
        assert!(!lives(pid), "{name}");
    }
    let took = followed.report["ended_ms"].as_u64().zip(followed.report["started_ms"].as_u64());
    let took = took.map(|(ended, started)| ended - started).expect("both times");
    assert!((1_900..8_000).contains(&took), "waited about 2 s for the pipe, not {took} ms");
}

#[test]
fn old_runs_are_removed_but_never_one_that_goes_on() {
    let home = Home::new();
    assert!(home.run("goes-on", WAIT));
    for number in 0..22 {
        let id = format!("r{number}");
        assert!(home.run(&id, ":"));
        assert_eq!(home.follow(&id, 0).report["exit"], 0);
    }
    let stale = home.path(".kindlab/runs/.claim-1-1");
    std::fs::create_dir(&stale).expect("makes");
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    std::fs::File::open(&stale).and_then(|folder| folder.set_modified(hour_ago)).expect("ages");
    assert!(home.run("last", ":"));
    home.follow("last", 0);
    let listed = home.json(&["list"]);
    let ids: Vec<_> = listed.as_array().expect("an array").iter().map(|run| run["id"].as_str().unwrap_or("")).collect();
    assert_eq!(ids.len(), 21, "the newest 20, and the one that goes on: {ids:?}");
    assert!(ids[0] == "last" && ids.contains(&"goes-on") && ids.contains(&"r3") && !ids.contains(&"r2"), "{ids:?}");
    assert!(!stale.exists());
    assert_eq!(home.follow("r0", 0).report["state"], "unknown");
}
