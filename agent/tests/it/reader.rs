//! Reading volumes: true, bounded, and blind to every trap a learner can lay.

use std::os::unix::fs::{MetadataExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::{Server, unbase64, until};

/// A folder of volumes with one of them, `pvc-1`, and a reader of it.
pub struct Volumes {
    pub root: TempDir,
    pub server: Server,
}

impl Volumes {
    pub fn new() -> Self {
        let root = TempDir::new().expect("a folder");
        std::fs::create_dir(root.path().join("pvc-1")).expect("makes");
        let server = Server::start("serve-reader", Some(root.path()));
        Self { root, server }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("pvc-1").join(name)
    }

    fn file(&self, volume: &str, path: &str) -> Value {
        let (status, answer) = self.server.get(&format!("/v1/file?volume={volume}&path={path}"));
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

#[test]
fn a_file_is_told_with_its_times() {
    let volumes = Volumes::new();
    std::fs::create_dir(volumes.path("html")).expect("makes");
    std::fs::write(volumes.path("html/index.html"), "nginx-0\n").expect("writes");
    let meta = volumes.path("html/index.html").metadata().expect("exists");
    let answer = volumes.file("pvc-1", "html/index.html");
    assert_eq!(unbase64(&answer["content"]), b"nginx-0\n");
    assert_eq!(
        json!([
            answer["kind"],
            answer["size"],
            answer["ctime_s"],
            answer["ctime_ns"],
            answer["mtime_s"],
            answer["ino"]
        ]),
        json!(["file", 8, meta.ctime(), meta.ctime_nsec(), meta.mtime(), meta.ino()])
    );
    assert_eq!((&answer["links"], &answer["truncated"]), (&1.into(), &false.into()));
    assert_eq!(answer["sha256"], hex(b"nginx-0\n"));
}

#[test]
fn setting_the_mtime_back_does_not_set_the_ctime_back() {
    let volumes = Volumes::new();
    std::fs::write(volumes.path("page"), "new").expect("writes");
    Command::new("touch").args(["-d", "2001-01-01"]).arg(volumes.path("page")).status().expect("touches");
    let answer = volumes.file("pvc-1", "page");
    assert!(answer["mtime_s"].as_i64() < Some(1_000_000_000), "{answer}");
    assert!(answer["ctime_s"].as_i64() > Some(1_700_000_000), "{answer}");
}

#[test]
fn a_long_file_is_cut() {
    let volumes = Volumes::new();
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_be_bytes).collect();
    std::fs::write(volumes.path("big"), &content).expect("writes");
    let answer = volumes.file("pvc-1", "big");
    assert_eq!((&answer["size"], &answer["truncated"]), (&400_000.into(), &true.into()));
    assert!(unbase64(&answer["content"]) == content[..65_536]);
    assert_eq!(answer["sha256"], hex(&content[..65_536]));
}

#[test]
fn what_is_no_plain_file_is_refused_by_name() {
    let volumes = Volumes::new();
    symlink("/etc/shadow", volumes.path("shadow")).expect("links");
    symlink("/etc", volumes.path("etc")).expect("links");
    symlink("page", volumes.path("near")).expect("links");
    symlink("/proc/self/fd/0", volumes.path("magic")).expect("links");
    std::fs::write(volumes.path("page"), "x").expect("writes");
    Command::new("mkfifo").arg(volumes.path("fifo")).status().expect("makes");
    let _socket = UnixListener::bind(volumes.path("socket")).expect("binds");
    for (path, what) in [
        ("shadow", "symlink"),
        ("etc/shadow", "symlink"),
        ("near", "symlink"),
        ("magic", "symlink"),
        ("fifo", "fifo"),
        ("socket", "socket"),
        ("..", "outside"),
        ("../../../etc/shadow", "outside"),
        ("html/../../pvc-2/page", "outside"),
        ("/etc/shadow", "outside"),
        ("%00", "outside"),
        ("", "outside"),
        (".", "outside"),
    ] {
        let expected = json!({ "kind": "not-a-plain-file", "what": what });
        assert_eq!(volumes.file("pvc-1", path), expected, "{path}");
    }
    std::fs::create_dir(volumes.path("folder")).expect("makes");
    assert_eq!(volumes.file("pvc-1", "folder")["what"], "directory");
    assert_eq!(volumes.file("pvc-1", "none"), json!({ "kind": "absent" }));
    assert_eq!(volumes.file("pvc-1", "page/below"), json!({ "kind": "absent" }));
}

#[test]
fn a_device_is_not_opened() {
    let server = Server::start("serve-reader", Some(Path::new("/")));
    let (_, answer) = server.get("/v1/file?volume=dev&path=zero");
    assert_eq!(answer, json!({ "kind": "not-a-plain-file", "what": "device" }));
}

#[test]
fn a_volume_is_a_folder_beneath_the_root_or_none() {
    let volumes = Volumes::new();
    symlink("/etc", volumes.root.path().join("link")).expect("links");
    std::fs::write(volumes.root.path().join("file"), "x").expect("writes");
    std::fs::create_dir_all(volumes.root.path().join("deep/er")).expect("makes");
    for volume in ["pvc-2", "link", "file", "..", "../../etc", "/etc", ".", "", "pvc-1/.."] {
        assert_eq!(volumes.file(volume, "passwd"), json!({ "kind": "no-volume" }), "{volume}");
    }
    assert_eq!(volumes.file("deep/er", "passwd"), json!({ "kind": "absent" }));
}

#[test]
fn hard_links_are_counted() {
    let volumes = Volumes::new();
    std::fs::write(volumes.path("one"), "x").expect("writes");
    std::fs::hard_link(volumes.path("one"), volumes.path("two")).expect("links");
    assert_eq!(volumes.file("pvc-1", "two")["links"], 2);
}

#[test]
fn a_path_swapped_under_the_reader_never_shows_what_is_outside() {
    let volumes = Volumes::new();
    let secret = volumes.root.path().join("secret");
    std::fs::write(&secret, "secret").expect("writes");
    let (done, path) = (AtomicBool::new(false), volumes.path("page"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // With an end of its own, or a failure below would wait for it for ever.
            let begun = Instant::now();
            while begun.elapsed().as_secs() < 60 && !done.load(Ordering::Relaxed) {
                std::fs::write(volumes.path("draft"), "page").expect("writes");
                std::fs::rename(volumes.path("draft"), &path).expect("renames");
                symlink(&secret, volumes.path("draft")).expect("links");
                std::fs::rename(volumes.path("draft"), &path).expect("renames");
            }
        });
        let asked = json!(vec![json!({ "volume": "pvc-1", "path": "page" }); 64]);
        let mut answers = Vec::new();
        until("both the file and the link", || {
            let (_, batch) = volumes.server.post("/v1/files", &asked);
            answers.extend(batch.as_array().cloned().unwrap_or_default());
            let met = |kind: &str| answers.iter().any(|answer| answer["kind"] == kind);
            answers.len() > 1_000 && met("file") && met("not-a-plain-file")
        });
        done.store(true, Ordering::Relaxed);
        for answer in answers.iter().filter(|answer| answer["kind"] == "file") {
            assert_eq!(unbase64(&answer["content"]), b"page");
        }
    });
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
