//! Somebody at a terminal: an `attach` with frames going both ways.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{AGENT, Home};

/// How long anything may take here.
const PATIENCE: Duration = Duration::from_secs(20);

/// A HOME whose shell is ended with everything in it when dropped.
pub struct Workbench(pub Home);

impl Workbench {
    pub fn new() -> Self {
        Self(Home::new())
    }

    /// Somebody of this name, who gets all that is kept.
    pub fn terminal(&self, client: &str) -> Terminal {
        self.attach(&["--client", client, "--start"])
    }

    pub fn attach(&self, args: &[&str]) -> Terminal {
        // What starts the tests may ignore signals, and what is ignored stays so in every program below.
        let mut command = Command::new("env");
        command.args(["--default-signal=INT,QUIT", AGENT, "attach"]).args(args).env("HOME", self.0.0.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("attach starts");
        let mut stdout = child.stdout.take().expect("a pipe");
        let (tell, frames) = channel();
        std::thread::spawn(move || {
            let mut head = [0; 5];
            while stdout.read_exact(&mut head).is_ok() {
                let mut body = vec![0; u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize];
                if stdout.read_exact(&mut body).is_err() || tell.send((head[0], body)).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        Terminal { child, stdin, frames, shown: 0, shell: String::new(), text: String::new(), confirms: true }
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        let home = format!("HOME={}\0", self.0.0.path().display());
        for entry in std::fs::read_dir("/proc").expect("/proc").flatten() {
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            if String::from_utf8_lossy(&environment).contains(&home) {
                let pid = entry.file_name().to_string_lossy().into_owned();
                let _ = Command::new("kill").args(["-KILL", &pid]).stderr(Stdio::null()).status();
            }
        }
    }
}

pub struct Terminal {
    child: Child,
    stdin: Option<ChildStdin>,
    frames: Receiver<(u8, Vec<u8>)>,
    /// How far the output came.
    pub shown: u64,
    /// Which shell it is.
    pub shell: String,
    /// All output so far.
    pub text: String,
    /// Whether what comes is confirmed at once.
    pub confirms: bool,
}

impl Terminal {
    pub fn send(&mut self, kind: u8, body: &[u8]) {
        self.try_send(kind, body).expect("sends");
    }

    fn try_send(&mut self, kind: u8, body: &[u8]) -> std::io::Result<()> {
        let length = u32::try_from(body.len()).expect("short").to_be_bytes();
        let stdin = self.stdin.as_mut().expect("attached");
        stdin.write_all(&[&[kind], length.as_slice(), body].concat())?;
        stdin.flush()
    }

    pub fn keys(&mut self, keys: &str) {
        self.send(b'I', keys.as_bytes());
    }

    pub fn confirm(&mut self) {
        // A shell that has ended hears nothing any more, and what it said last is still to be read.
        drop(self.try_send(b'K', &self.shown.to_be_bytes()));
    }

    /// The next frame, if one comes in time. Output is taken in on the way.
    pub fn frame(&mut self, patience: Duration) -> Option<(u8, Vec<u8>)> {
        let (kind, body) = self.frames.recv_timeout(patience).ok()?;
        match kind {
            b'O' => {
                self.shown += body.len() as u64;
                self.text.push_str(&String::from_utf8_lossy(&body));
                if self.confirms {
                    self.confirm();
                }
            }
            b'H' => {
                let hello: Value = serde_json::from_slice(&body).expect("json");
                self.shown = hello["offset"].as_u64().expect("an offset");
                self.shell = hello["shell"].as_str().expect("a name").to_owned();
            }
            _ => {}
        }
        Some((kind, body))
    }

    /// Waits for a frame of this kind.
    #[track_caller]
    pub fn expect(&mut self, wanted: u8) -> Value {
        let until = Instant::now() + PATIENCE;
        while let Some((kind, body)) = self.frame(until.saturating_duration_since(Instant::now())) {
            if kind == wanted {
                return serde_json::from_slice(&body).unwrap_or_default();
            }
        }
        panic!("no `{}` came; the screen says:\n{}", wanted as char, self.text);
    }

    /// Waits until the screen says this so many times.
    #[track_caller]
    pub fn shows(&mut self, text: &str, times: usize) {
        let until = Instant::now() + PATIENCE;
        while self.text.matches(text).count() < times {
            let left = until.saturating_duration_since(Instant::now());
            assert!(self.frame(left).is_some(), "never said `{text}`:\n{}", self.text);
        }
    }

    /// Takes in what comes until nothing more does.
    pub fn settle(&mut self) {
        while self.frame(Duration::from_millis(700)).is_some() {}
    }

    pub fn command(&mut self, id: &str, text: &str) -> Value {
        self.send(b'C', json!({ "id": id, "text": text }).to_string().as_bytes());
        self.expect(b'c')
    }

    /// Goes away as a lost connection does.
    pub fn leave(mut self) -> (String, u64) {
        drop(self.stdin.take());
        self.child.wait().expect("attach ends");
        (self.shell.clone(), self.shown)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
