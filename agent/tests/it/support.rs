//! A HOME with runs in it, a server with a token, and patience.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tempfile::TempDir;

pub const AGENT: &str = env!("CARGO_BIN_EXE_kindlab-agent");

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub fn unbase64(value: &Value) -> Vec<u8> {
    BASE64_STANDARD
        .decode(value.as_str().expect("base64 is text"))
        .expect("base64")
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
    stat.rsplit_once(')')
        .is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

pub fn kill(signal: &str, target: &str) {
    Command::new("kill")
        .args([signal, "--", target])
        .status()
        .expect("kill runs");
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
        let report =
            serde_json::from_str(&report).unwrap_or_else(|error| panic!("{error}: `{report}`"));
        Self {
            output: output.stdout,
            report,
        }
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
        command
            .args(args)
            .env("HOME", self.0.path())
            .stdin(Stdio::null());
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
        serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!(
                "{error}: `{text}` `{}`",
                String::from_utf8_lossy(&output.stderr)
            )
        })
    }

    #[track_caller]
    pub fn run(&self, id: &str, command: &str) -> bool {
        self.run_within(id, command, 60, 1 << 20)
    }

    #[track_caller]
    pub fn run_within(&self, id: &str, command: &str, seconds: u64, limit: u64) -> bool {
        let (seconds, limit, command) = (seconds.to_string(), limit.to_string(), base64(command));
        let args = [
            "run",
            "--id",
            id,
            "--timeout",
            &seconds,
            "--limit",
            &limit,
            "--command",
            &command,
        ];
        self.json(&args)["started"]
            .as_bool()
            .expect("started is true or false")
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
        for run in runs
            .as_array()
            .into_iter()
            .flatten()
            .filter(|run| run["state"] == "running")
        {
            let id = run["id"].as_str().unwrap_or_default();
            self.agent(&["stop", "--id", id]);
            self.agent(&["follow", "--id", id]);
        }
    }
}

/// A `serve-…` process with a token, ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    folder: TempDir,
}

pub const TOKEN: &str = "s3cret";

impl Server {
    pub fn start(subcommand: &str, root: Option<&Path>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        std::fs::write(folder.path().join("token"), format!("{TOKEN}\n"))
            .expect("writes the token");
        let mut command = Command::new(AGENT);
        command
            .args([subcommand, "--listen", "127.0.0.1:0", "--token-file"])
            .arg(folder.path().join("token"));
        if let Some(root) = root {
            command.arg("--root").arg(root);
        }
        let mut child = command
            .stderr(Stdio::piped())
            .spawn()
            .expect("the agent starts");
        let mut line = String::new();
        let stderr = child.stderr.take().expect("a pipe");
        BufReader::new(stderr).read_line(&mut line).expect("a line");
        let address = line
            .trim()
            .rsplit(' ')
            .next()
            .and_then(|address| address.parse().ok());
        Self {
            child,
            address: address.unwrap_or_else(|| panic!("no address in `{line}`")),
            folder,
        }
    }

    pub fn set_token(&self, token: &str) {
        std::fs::write(self.folder.path().join("token"), token).expect("writes the token");
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, Some(TOKEN), "")
    }

    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, Some(TOKEN), &body.to_string())
    }

    pub fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.address).expect("connects");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("sets a timeout");
        let token = token
            .map(|token| format!("x-kindlab-token: {token}\r\n"))
            .unwrap_or_default();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: agent\r\nconnection: close\r\n{token}content-length: {length}\r\n\r\n"
        );
        stream
            .write_all(format!("{head}{body}").as_bytes())
            .expect("asks");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .expect("answers within 20 s");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("a status");
        (
            status,
            serde_json::from_str(body).unwrap_or_else(|_| body.into()),
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
