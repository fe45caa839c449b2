//! The reader's door: its limits, and the space a volume takes.

use std::io::Read;
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::time::Duration;

use serde_json::json;

use crate::reader::Volumes;

#[test]
fn a_batch_is_answered_in_order_and_bounded() {
    let volumes = Volumes::new();
    std::fs::write(volumes.path("page"), "x").expect("writes");
    let asked = json!([
        { "volume": "pvc-1", "path": "page" }, { "volume": "pvc-9", "path": "page" }, { "volume": "pvc-1", "path": "/" },
    ]);
    let (status, answer) = volumes.server.post("/v1/files", &asked);
    let kinds: Vec<&str> = answer.as_array().expect("a list").iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(status, 200);
    assert_eq!(kinds, ["file", "no-volume", "not-a-plain-file"]);
    let many = json!(vec![json!({ "volume": "pvc-1", "path": "page" }); 65]);
    assert_eq!(volumes.server.post("/v1/files", &many).0, 400);
    assert_eq!(volumes.server.ask("POST", "/v1/files", "{").0, 400);
    assert_eq!(volumes.server.get("/v1/file?volume=pvc-1").0, 400);
    let long = "x".repeat(300_000);
    assert_eq!(volumes.server.ask("POST", "/v1/files", &long).0, 413);
}

#[test]
fn a_reader_does_not_probe() {
    let volumes = Volumes::new();
    assert_eq!(volumes.server.post("/v1/probe", &json!([])).0, 404);
}

#[test]
fn usage_counts_what_is_there_once() {
    let volumes = Volumes::new();
    std::fs::create_dir_all(volumes.path("a/b")).expect("makes");
    std::fs::write(volumes.path("a/b/one"), vec![1; 1 << 20]).expect("writes");
    std::fs::hard_link(volumes.path("a/b/one"), volumes.path("again")).expect("links");
    symlink("/", volumes.path("everything")).expect("links");
    let (_, answer) = volumes.server.get("/v1/usage?volume=pvc-1");
    assert_eq!((&answer["files"], &answer["countless"]), (&3.into(), &false.into()), "{answer}");
    let bytes = answer["bytes"].as_u64().expect("a number");
    assert!((1 << 20..3 << 19).contains(&bytes), "1 MiB and some folders, not {bytes}");
    assert_eq!(volumes.server.get("/v1/usage?volume=../x").1, json!({ "kind": "no-volume" }));
}

#[test]
fn usage_of_too_much_ends_early_and_says_so() {
    let volumes = Volumes::new();
    // Names are quicker made than files, and walked all the same; a file may have some 65,000 of them.
    for folder in 0..3 {
        let file = volumes.path(&format!("{folder}/file"));
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("makes");
        std::fs::write(&file, "").expect("writes");
        for number in 0..35_000 {
            std::fs::hard_link(&file, volumes.path(&format!("{folder}/{number}"))).expect("links");
        }
    }
    let (_, answer) = volumes.server.get("/v1/usage?volume=pvc-1");
    assert_eq!(answer["countless"], true, "{answer}");
    assert!(answer["files"].as_u64() <= Some(100_000), "{answer}");
}

#[test]
fn folders_too_deep_to_be_named_are_not_passed_over_in_silence() {
    let volumes = Volumes::new();
    let name = "d".repeat(200);
    // No single path names it: each is made from within the one before.
    let script = format!("cd \"$1\" && for i in $(seq 30); do mkdir {name} && cd {name} || exit 1; done");
    let made = std::process::Command::new("bash").args(["-c", &script, "bash"]).arg(volumes.path(".")).status();
    assert!(made.expect("bash").success());
    let (_, answer) = volumes.server.get("/v1/usage?volume=pvc-1");
    assert_eq!(answer["countless"], true, "{answer}");
}

#[test]
fn a_connection_that_says_nothing_is_closed() {
    let volumes = Volumes::new();
    let mut silent = TcpStream::connect(volumes.server.address).expect("connects");
    silent.set_read_timeout(Some(Duration::from_secs(20))).expect("sets");
    assert_eq!(silent.read(&mut [0; 1]).expect("closed within 20 s"), 0);
}
