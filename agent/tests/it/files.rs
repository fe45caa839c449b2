//! Files beneath HOME, and nothing outside it.

use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Home, base64, unbase64};

fn put(home: &Home, path: &str, content: &[u8]) -> (Option<i32>, Value) {
    let output = home.agent(&["put", "--path", path, "--content", &base64(content)]);
    (output.status.code(), serde_json::from_slice(&output.stdout).expect("JSON"))
}

#[test]
fn a_file_is_written_with_its_folders_and_read_back() {
    let home = Home::new();
    assert_eq!(put(&home, "labs/a/web.yaml", b"\0one\xff"), (Some(0), json!({ "kind": "put", "size": 5 })));
    let got = home.json(&["get", "--path", "labs/a/web.yaml"]);
    assert_eq!((&got["kind"], &got["size"], &got["truncated"]), (&"file".into(), &5.into(), &false.into()));
    assert_eq!(unbase64(&got["content"]), b"\0one\xff");
    let left = std::fs::read_dir(home.path("labs/a")).expect("reads").count();
    assert_eq!(left, 1, "no draft stays");
}

#[test]
fn a_script_stays_one() {
    let home = Home::new();
    std::fs::write(home.path("x.sh"), "old").expect("writes");
    std::fs::set_permissions(home.path("x.sh"), PermissionsExt::from_mode(0o750)).expect("sets");
    put(&home, "x.sh", b"new");
    assert_eq!(home.path("x.sh").metadata().expect("exists").permissions().mode() & 0o777, 0o750);
    assert_eq!(std::fs::read(home.path("x.sh")).expect("reads"), b"new");
}

#[test]
fn nothing_outside_home_is_written() {
    let (home, outside) = (Home::new(), tempfile::tempdir().expect("a folder"));
    symlink(outside.path(), home.path("out")).expect("links");
    symlink("..", home.path("up")).expect("links");
    std::fs::write(home.path("file"), "").expect("writes");
    let absolute = outside.path().join("x");
    for path in ["../x", "a/../../x", "out/x", "up/x", "out/new/x", "file/x", "", ".", absolute.to_str().expect("text")]
    {
        let (code, answer) = put(&home, path, b"x");
        assert_eq!((code, &answer["kind"]), (Some(1), &"refused".into()), "{path}: {answer}");
    }
    assert_eq!(std::fs::read_dir(outside.path()).expect("reads").count(), 0);
    assert!(!home.path("../x").exists());
}

#[test]
fn a_link_is_replaced_not_written_through() {
    let (home, outside) = (Home::new(), tempfile::NamedTempFile::new().expect("a file"));
    symlink(outside.path(), home.path("page")).expect("links");
    assert_eq!(put(&home, "page", b"mine").0, Some(0));
    assert_eq!(std::fs::read(outside.path()).expect("reads"), b"");
    assert!(home.path("page").symlink_metadata().expect("exists").is_file());
}

#[test]
fn nothing_outside_home_is_read() {
    let (home, outside) = (Home::new(), tempfile::tempdir().expect("a folder"));
    std::fs::write(outside.path().join("secret"), "secret").expect("writes");
    symlink(outside.path().join("secret"), home.path("secret")).expect("links");
    symlink(outside.path(), home.path("out")).expect("links");
    let relative = format!("../{}/secret", outside.path().file_name().expect("a name").display());
    symlink(&relative, home.path("relative")).expect("links");
    let absolute = outside.path().join("secret");
    for path in ["secret", "out/secret", "relative", relative.as_str(), absolute.to_str().expect("text"), ""] {
        let got = home.json(&["get", "--path", path]);
        assert_eq!(got, json!({ "kind": "not-a-plain-file", "what": "outside" }), "{path}");
    }
}

#[test]
fn what_is_no_plain_file_is_named() {
    let home = Home::new();
    std::fs::create_dir(home.path("folder")).expect("makes");
    assert!(home.run("r", "mkfifo ~/pipe; ln -s round ~/round; echo real > ~/real; ln -s real ~/inside"));
    home.follow("r", 0);
    for (path, what) in [("folder", "directory"), ("pipe", "fifo"), ("round", "symlink")] {
        assert_eq!(home.json(&["get", "--path", path])["what"], what);
    }
    assert_eq!(home.json(&["get", "--path", "none/such"]), json!({ "kind": "absent" }));
    assert_eq!(unbase64(&home.json(&["get", "--path", "inside"])["content"]), b"real\n");
    assert_eq!(put(&home, "folder", b"x").1["kind"], "refused");
}

#[test]
fn a_file_over_the_limit_is_cut_when_read_and_refused_when_written() {
    let home = Home::new();
    std::fs::write(home.path("big"), vec![b'x'; 65_537]).expect("writes");
    let got = home.json(&["get", "--path", "big"]);
    assert_eq!((&got["size"], &got["truncated"]), (&65_537.into(), &true.into()));
    assert_eq!(unbase64(&got["content"]).len(), 65_536);
    assert_eq!(put(&home, "fits", &[b'x'; 65_536]).0, Some(0));
    // Too long for one argument, so it goes by stdin.
    let request = json!({ "put": [{ "path": "more", "content": base64([b'x'; 65_537]) }] });
    assert_eq!(sync_by_stdin(&home, &request)["put"][0]["kind"], "refused");
    assert!(!home.path("more").exists());
}

#[test]
fn several_files_go_in_one_call_and_each_has_its_answer() {
    let home = Home::new();
    let request = json!({
        "put": [{ "path": "a", "content": base64("A") }, { "path": "../b", "content": "" }, { "path": "c", "content": "?" }],
        "get": ["a", "none"],
    });
    let answer = home.json(&["sync", "--json", &base64(request.to_string())]);
    assert_eq!(answer, sync_by_stdin(&home, &request));
    let kinds =
        |list: &str| answer[list].as_array().expect("a list").iter().map(|one| one["kind"].clone()).collect::<Vec<_>>();
    assert_eq!(kinds("put"), ["put", "refused", "refused"]);
    assert_eq!(kinds("get"), ["file", "absent"]);
    assert_eq!(unbase64(&answer["get"][0]["content"]), b"A");
}

#[test]
fn half_a_line_on_stdin_is_nothing() {
    let home = Home::new();
    for said in ["", "ZWNobyBv"] {
        for arguments in [
            &["run", "--id", "cut", "--command", "-", "--timeout", "9", "--limit", "2048"][..],
            &["put", "--path", "cut.yaml", "--content", "-"],
        ] {
            let mut call = home.command(arguments);
            let mut call =
                call.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
            call.stdin.take().expect("a pipe").write_all(said.as_bytes()).expect("writes");
            let done = call.wait_with_output().expect("ends");
            let told = String::from_utf8_lossy(&done.stderr);
            assert!(!done.status.success() && told.contains("stdin ended"), "{arguments:?} {said:?}: {told}");
        }
    }
    assert!(!home.path("cut.yaml").exists());
    assert!(!home.path(".kindlab/runs/cut").exists(), "its id is free for the whole command");
}

/// Sends the request by a stdin that stays open, as an exec's does.
fn sync_by_stdin(home: &Home, request: &Value) -> Value {
    let mut call = home.command(&["sync", "--json", "-"]);
    let mut call = call.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
    let mut stdin = call.stdin.take().expect("a pipe");
    stdin.write_all(format!("{request}\n").as_bytes()).expect("writes");
    let output = call.wait_with_output().expect("ends");
    drop(stdin);
    serde_json::from_slice(&output.stdout).expect("JSON")
}
