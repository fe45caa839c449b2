//! Output: every byte as it was, the end of it kept, and any part of it had again.

use std::io::Read;
use std::process::Stdio;

use crate::support::{Followed, Home, until};

#[test]
fn output_is_kept_byte_for_byte() {
    let home = Home::new();
    assert!(home.run("r", "head -c 300000 /dev/urandom | tee ~/copy"));
    let followed = home.follow("r", 0);
    assert_eq!(followed.report["total"], 300_000);
    assert!(followed.output == std::fs::read(home.path("copy")).expect("reads"));
}

#[test]
fn both_streams_come_in_the_order_written() {
    let home = Home::new();
    assert!(home.run("r", "for i in 1 2 3; do echo out$i; echo err$i >&2; done"));
    assert_eq!(home.follow("r", 0).text(), "out1\nerr1\nout2\nerr2\nout3\nerr3\n");
}

#[test]
fn of_much_output_the_end_is_kept_and_offsets_stay_true() {
    let home = Home::new();
    let whole: String = (1..=200_000).map(|number| format!("{number}\n")).collect();
    assert!(home.run_within("r", "seq 1 200000", 60, 10_000));
    let followed = home.follow("r", 0);
    let (total, kept) = (whole.len(), followed.output.len());
    // A follower that keeps up sees more than is kept, so the rule of what is kept is looked at after the end.
    assert_eq!(followed.report["total"], total);
    let again = home.follow("r", 0);
    let skipped = usize::try_from(again.report["skipped"].as_u64().expect("a number")).expect("fits");
    assert_eq!(skipped + again.output.len(), total);
    assert!((5_000..=10_000).contains(&again.output.len()), "{} of {kept}", again.output.len());
    assert_eq!(again.text(), &whole[skipped..]);
    let files = std::fs::read_dir(home.path(".kindlab/runs/r")).expect("reads");
    let segments = files.flatten().filter(|file| file.file_name().to_string_lossy().starts_with("out."));
    assert_eq!(segments.count(), 2);
}

#[test]
fn following_from_any_offset_gives_exactly_the_rest() {
    let home = Home::new();
    assert!(home.run_within("r", "seq 1 2000", 60, 16_384));
    let whole = home.follow("r", 0);
    assert_eq!((whole.output.len(), &whole.report["skipped"]), (8_893, &0.into()));
    for from in [0, 1, 8_191, 8_192, 8_193, 8_892, 8_893, 9_000] {
        let rest = home.follow("r", from as u64);
        assert_eq!(rest.output, whole.output[from.min(8_893)..], "{from}");
        assert_eq!(rest.report["skipped"], 0);
    }
}

#[test]
fn a_follower_sees_output_as_it_comes_and_another_goes_on_where_it_died() {
    let home = Home::new();
    assert!(home.run("r", "echo first; until [ -e ~/go ]; do sleep 0.02; done; echo second"));
    let mut follower = home.command(&["follow", "--id", "r"]).stdout(Stdio::piped()).spawn().expect("starts");
    let mut seen = [0; 6];
    follower.stdout.as_mut().expect("a pipe").read_exact(&mut seen).expect("comes while the run goes on");
    assert_eq!(&seen, b"first\n");
    follower.kill().expect("dies");
    follower.wait().expect("died");
    let other = home.command(&["follow", "--id", "r", "--from", "6"]);
    let other = { other }.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    std::fs::write(home.path("go"), "").expect("writes");
    let followed = Followed::of(other.wait_with_output().expect("ends"));
    assert_eq!((followed.text(), &followed.report["exit"]), ("second\n", &0.into()));
}

#[test]
fn a_follower_of_a_silent_run_leaves_when_nobody_listens() {
    let home = Home::new();
    assert!(home.run("r", "sleep 1000"));
    let mut follower = home.command(&["follow", "--id", "r"]);
    let mut follower = follower.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
    drop(follower.stdout.take());
    until("its end", || follower.try_wait().expect("waits").is_some());
    assert_eq!(home.json(&["list"])[0]["state"], "running", "the run doesn't mind");
}

#[test]
fn an_unknown_run_is_said_to_be_unknown() {
    let home = Home::new();
    let output = home.agent(&["follow", "--id", "nobody"]);
    assert_eq!(output.status.code(), Some(0));
    let followed = Followed::of(output);
    assert_eq!((followed.output.len(), &followed.report["state"]), (0, &"unknown".into()));
    assert_eq!(home.json(&["list"]), serde_json::json!([]));
}

#[test]
fn output_that_cannot_be_kept_is_said_and_the_run_goes_on() {
    let home = Home::new();
    assert!(home.run("r", "ln -s /nowhere/at/all ~/.kindlab/runs/r/out.0; yes | head -c 200000; echo end > ~/end"));
    let report = home.follow("r", 0).report;
    assert_eq!((&report["exit"], &report["total"]), (&0.into(), &0.into()));
    assert!(report["write_error"].as_str().is_some_and(|error| !error.is_empty()), "{report}");
    assert_eq!(home.told("end"), "end");
}
