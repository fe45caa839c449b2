//! Who is told anything, and how an answer shows whose it is.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::reader::Volumes;
use crate::support::{AGENT, Answered, Asked, KEY, NONCE, proof};

const PATH: &str = "/v1/file?volume=pvc-1&path=page";

fn volumes() -> Volumes {
    let volumes = Volumes::new();
    std::fs::write(volumes.path("page"), "x").expect("writes");
    volumes
}

fn asked() -> Asked {
    Asked::new("GET", PATH, "").signed(KEY)
}

#[track_caller]
fn nothing_told(answered: &Answered, why: &str) {
    assert_eq!((answered.status, answered.body.as_str()), (403, r#"{"error":"forbidden"}"#), "{why}");
    assert_eq!(answered.proof, None, "{why}: a proof for nobody");
}

#[test]
fn without_the_key_nothing_is_told() {
    let volumes = volumes();
    for key in ["", "s3cre", "s3cret2", "S3CRET", "s3cret\n"] {
        nothing_told(&volumes.server.send(&Asked::new("GET", PATH, "").signed(key)), key);
    }
    for path in [PATH, "/v1/files", "/v1/usage?volume=pvc-1", "/v1/probe", "/v1/none", "/none"] {
        nothing_told(&volumes.server.send(&Asked::new("GET", path, "")), path);
    }
    assert_eq!(volumes.server.send(&Asked::new("GET", "/healthz", "")).status, 200);
    assert_eq!(volumes.server.send(&asked()).status, 200);
}

#[test]
fn a_request_without_one_of_its_headers_is_none() {
    let volumes = volumes();
    for name in ["x-kindlab-nonce", "x-kindlab-time", "x-kindlab-body", "x-kindlab-auth"] {
        nothing_told(&volumes.server.send(&asked().without(name)), name);
        for value in ["", "0", "x", "-1", "é", &"0".repeat(31), &"g".repeat(64), &"a".repeat(4_000)] {
            let mut changed = asked();
            changed.set(name, value);
            nothing_told(&volumes.server.send(&changed), &format!("{name}: {value}"));
        }
    }
    let mut short = Asked::new("GET", PATH, "").signed(KEY);
    short.set("x-kindlab-nonce", "00");
    nothing_told(&volumes.server.send(&short), "a nonce that can be met twice");
}

#[test]
fn a_request_that_was_changed_on_the_way_is_refused() {
    let volumes = volumes();
    let signed = Asked::new("POST", "/v1/files", r#"[{"volume":"pvc-1","path":"page"}]"#).signed(KEY);
    assert_eq!(volumes.server.send(&signed).status, 200);
    let body = Asked { body: r#"[{"volume":"pvc-2","path":"page"}]"#.to_owned(), ..signed.clone() };
    nothing_told(&volumes.server.send(&body), "body");
    let path = Asked { path: "/v1/probe".to_owned(), ..signed.clone() };
    nothing_told(&volumes.server.send(&path), "path");
    let query = Asked { path: PATH.replace("pvc-1", "pvc-2"), ..asked() };
    nothing_told(&volumes.server.send(&query), "query");
    let method = Asked { method: "GET", ..signed.clone() };
    nothing_told(&volumes.server.send(&method), "method");
    let mut time = signed.clone();
    let later = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() + 1_000;
    time.set("x-kindlab-time", &later.to_string());
    nothing_told(&volumes.server.send(&time), "time");
    let mut nonce = signed;
    nonce.set("x-kindlab-nonce", &NONCE.replace('0', "1"));
    nothing_told(&volumes.server.send(&nonce), "nonce");
}

#[test]
fn an_answer_proves_itself_for_its_own_question_only() {
    let volumes = volumes();
    let answered = volumes.server.send(&asked());
    let (status, body) = (answered.status, &answered.body);
    let proven = answered.proof.expect("a proof");
    assert_eq!(proven, proof(KEY, NONCE, status, body));
    for other in [
        proof(KEY, &NONCE.replace('0', "1"), status, body),
        proof(KEY, NONCE, 400, body),
        proof(KEY, NONCE, status, &body.replace("file", "absent")),
        proof("another", NONCE, status, body),
    ] {
        assert_ne!(proven, other);
    }
    let missing = Asked::new("GET", "/v1/file?volume=pvc-1", "").signed(KEY);
    let answered = volumes.server.send(&missing);
    assert_eq!((answered.status, answered.proof.is_some()), (400, true), "a refusal is proven too");
}

#[test]
fn clocks_may_differ_by_two_minutes() {
    let volumes = volumes();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    for (time, status) in [(now - 110, 200), (now + 110, 200), (now - 130, 403), (now + 130, 403), (0, 403)] {
        let answered = volumes.server.send(&Asked::new("GET", PATH, "").signed_at(KEY, time));
        assert_eq!(answered.status, status, "{}", answered.body);
        assert!(status == 200 || answered.body.contains("clocks"), "{}", answered.body);
        assert_eq!(answered.proof, Some(proof(KEY, NONCE, status, &answered.body)));
    }
}

/// The README's example, which the server's tests compute too.
#[test]
fn the_written_example_holds() {
    let example = Asked::new("POST", "/v1/files", "[]").signed_at("an example", 1_700_000_000);
    let auth = "9a50b66c42302b23a97a46c1740fe479b3f3ef8f59a8072b97c85a201af7d793";
    assert!(example.headers.contains(&("x-kindlab-auth", auth.to_owned())), "{:?}", example.headers);
    let proven = "180e6d4c29ca85b4e484c024fad328ef021b255bfbb2ca7e9ffe5453a82918b6";
    assert_eq!(proof("an example", NONCE, 200, "[]"), proven);
    let volumes = volumes();
    volumes.server.set_key("an example");
    assert!(volumes.server.send(&example).body.contains("clocks"), "it is understood, only long past");
}

#[test]
fn a_renewed_key_is_the_one_that_counts() {
    let volumes = volumes();
    volumes.server.set_key("another");
    nothing_told(&volumes.server.send(&asked()), "the old key");
    assert_eq!(volumes.server.send(&Asked::new("GET", PATH, "").signed("another")).status, 200);
    volumes.server.set_key("\n");
    nothing_told(&volumes.server.send(&Asked::new("GET", PATH, "").signed("")), "an empty key admits nobody");
}

#[test]
fn it_does_not_start_without_a_key() {
    let empty = tempfile::NamedTempFile::new().expect("a file");
    let output = Command::new(AGENT)
        .args(["serve-reader", "--listen", "127.0.0.1:0", "--root", "/tmp", "--key-file"])
        .arg(empty.path())
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("key"));
}
