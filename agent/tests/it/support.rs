//! A HOME with runs in it, a server with a key and an asker who has it too, and patience.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

pub const AGENT: &str = env!("CARGO_BIN_EXE_kindlab-agent");

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub fn unbase64(value: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(value.as_str().expect("base64 is text")).expect("base64")
}

/// Waits until the condition holds.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < deadline, "never came: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether the process lives; a zombie doesn't.
pub fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

pub fn kill(signal: &str, target: &str) {
    Command::new("kill").args([signal, "--", target]).status().expect("kill runs");
}

/// What `follow` told.
#[derive(Debug)]
pub struct Followed {
    pub output: Vec<u8>,
    pub report: Value,
}

impl Followed {
    pub fn of(output: Output) -> Self {
        let report = String::from_utf8(output.stderr).expect("the report is text");
        let report = serde_json::from_str(&report).unwrap_or_else(|error| panic!("{error}: `{report}`"));
        Self { output: output.stdout, report }
    }

    pub fn text(&self) -> &str {
        str::from_utf8(&self.output).expect("the output is text")
    }
}

/// A learner's HOME. What still runs there when it is dropped is ended.
pub struct Home(pub TempDir);

impl Home {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(AGENT);
        command.args(args).env("HOME", self.0.path()).stdin(Stdio::null());
        command
    }

    /// Calls the agent and waits for its answer, but not for ever.
    pub fn agent(&self, args: &[&str]) -> Output {
        let mut command = Command::new("timeout");
        command.args(["60", AGENT]).args(args).env("HOME", self.0.path());
        command.stdin(Stdio::null()).output().expect("the agent runs")
    }

    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Value {
        let output = self.agent(args);
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: `{text}` `{}`", String::from_utf8_lossy(&output.stderr)))
    }

    #[track_caller]
    pub fn run(&self, id: &str, command: &str) -> bool {
        self.run_within(id, command, 60, 1 << 20)
    }

    #[track_caller]
    pub fn run_within(&self, id: &str, command: &str, seconds: u64, limit: u64) -> bool {
        let (seconds, limit, command) = (seconds.to_string(), limit.to_string(), base64(command));
        let args = ["run", "--id", id, "--timeout", &seconds, "--limit", &limit, "--command", &command];
        self.json(&args)["started"].as_bool().expect("started is true or false")
    }

    pub fn follow(&self, id: &str, from: u64) -> Followed {
        Followed::of(self.agent(&["follow", "--id", id, "--from", &from.to_string()]))
    }

    /// Waits until the file is there with a whole line, and gives what it says.
    #[track_caller]
    pub fn told(&self, name: &str) -> String {
        let mut text = String::new();
        until(name, || {
            text = std::fs::read_to_string(self.path(name)).unwrap_or_default();
            text.ends_with('\n')
        });
        text.trim().to_owned()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let output = self.agent(&["list"]);
        let runs: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        for run in runs.as_array().into_iter().flatten().filter(|run| run["state"] == "running") {
            let id = run["id"].as_str().unwrap_or_default();
            self.agent(&["stop", "--id", id]);
            self.agent(&["follow", "--id", id]);
        }
    }
}

/// A `serve-…` process with a key, ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    folder: TempDir,
}

pub const KEY: &str = "s3cret";
pub const NONCE: &str = "00112233445566778899aabbccddeeff";

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

pub fn hmac(key: &str, text: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any key will do");
    hex(&mac.chain_update(text).finalize().into_bytes())
}

/// The proof that an answer must carry.
pub fn proof(key: &str, nonce: &str, status: u16, body: &str) -> String {
    hmac(key, &format!("answer\n{nonce}\n{status}\n{}", sha256(body)))
}

/// A request as it is sent; what a test changes after `signed` is changed on the way.
#[derive(Clone)]
pub struct Asked {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Asked {
    pub fn new(method: &'static str, path: &str, body: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), body: body.to_owned() }
    }

    pub fn signed(self, key: &str) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        self.signed_at(key, now)
    }

    pub fn signed_at(mut self, key: &str, time: u64) -> Self {
        let body = sha256(&self.body);
        let text = format!("request\n{NONCE}\n{time}\n{}\n{}\n{body}", self.method, self.path);
        self.headers = vec![
            ("x-kindlab-nonce", NONCE.to_owned()),
            ("x-kindlab-time", time.to_string()),
            ("x-kindlab-body", body),
            ("x-kindlab-auth", hmac(key, &text)),
        ];
        self
    }

    pub fn set(&mut self, name: &str, value: &str) {
        let header = self.headers.iter_mut().find(|header| header.0 == name).expect("it is signed");
        value.clone_into(&mut header.1);
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|header| header.0 != name);
        self
    }
}

/// What came back.
pub struct Answered {
    pub status: u16,
    pub proof: Option<String>,
    pub body: String,
}

impl Server {
    pub fn start(subcommand: &str, root: Option<&Path>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        std::fs::write(folder.path().join("key"), format!("{KEY}\n")).expect("writes the key");
        let mut command = Command::new(AGENT);
        command.args([subcommand, "--listen", "127.0.0.1:0", "--key-file"]).arg(folder.path().join("key"));
        if let Some(root) = root {
            command.arg("--root").arg(root);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the agent starts");
        let mut line = String::new();
        let stderr = child.stderr.take().expect("a pipe");
        BufReader::new(stderr).read_line(&mut line).expect("a line");
        let address = line.trim().rsplit(' ').next().and_then(|address| address.parse().ok());
        Self { child, address: address.unwrap_or_else(|| panic!("no address in `{line}`")), folder }
    }

    pub fn set_key(&self, key: &str) {
        std::fs::write(self.folder.path().join("key"), key).expect("writes the key");
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, "")
    }

    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, &body.to_string())
    }

    /// Asks with the key, and sees that the answer is proven.
    #[track_caller]
    pub fn ask(&self, method: &'static str, path: &str, body: &str) -> (u16, Value) {
        let answered = self.send(&Asked::new(method, path, body).signed(KEY));
        let expected = proof(KEY, NONCE, answered.status, &answered.body);
        assert_eq!(answered.proof, Some(expected), "{}: {}", answered.status, answered.body);
        (answered.status, serde_json::from_str(&answered.body).unwrap_or_else(|_| answered.body.into()))
    }

    pub fn send(&self, asked: &Asked) -> Answered {
        let mut stream = TcpStream::connect(self.address).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("sets a timeout");
        let Asked { method, path, headers, body } = asked;
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: agent\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).expect("asks");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answers within 20 s");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let proof = head.lines().find_map(|line| line.strip_prefix("x-kindlab-proof: "));
        Answered { status, proof: proof.map(str::to_owned), body: body.to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
