//! The real program, serving on a port of its own with a data directory of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use kindlab::store::Store;
use tempfile::TempDir;

use super::cluster::cluster;
use super::http::{Client, RUNTIME};
use super::learner::Learner;

pub const LAB: &str = "statefulset-kind";

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn tempdir() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// A server process. What it made in the cluster goes with it.
pub struct Server {
    child: Child,
    pub address: String,
    how: How,
    data: TempDir,
    /// What it printed on standard output.
    pub printed: Vec<String>,
}

/// How it is started.
struct How {
    labs: PathBuf,
    options: Vec<String>,
    kubeconfig: PathBuf,
    /// Which lines it logs, where not the usual ones.
    log: Option<&'static str>,
}

impl Server {
    /// Serves the real labs.
    #[track_caller]
    pub fn start() -> Self {
        Self::with("labs", &[])
    }

    /// Serves the lab for tests.
    #[track_caller]
    pub fn probe() -> Self {
        Self::with("tests/labs", &[])
    }

    /// Serves the labs of a directory, with more options.
    #[track_caller]
    pub fn with(labs: &str, options: &[&str]) -> Self {
        let options = options.iter().map(|text| (*text).to_owned()).collect();
        Self::how(tempdir(), How { labs: source(labs), options, kubeconfig: cluster().server_kubeconfig(), log: None })
    }

    /// Serves the real labs, and finds the cluster by this kubeconfig.
    #[track_caller]
    pub fn through(kubeconfig: &Path) -> Self {
        Self::how(
            tempdir(),
            How { labs: source("labs"), options: Vec::new(), kubeconfig: kubeconfig.to_owned(), log: None },
        )
    }

    /// Serves what is in a data directory, as if on another machine.
    #[track_caller]
    pub fn on(data: TempDir) -> Self {
        let kubeconfig = cluster().server_kubeconfig();
        Self::how(data, How { labs: source("labs"), options: Vec::new(), kubeconfig, log: None })
    }

    #[track_caller]
    fn how(data: TempDir, how: How) -> Self {
        let (child, address, printed) = spawn(data.path(), &how, "127.0.0.1:0");
        Self { child, address, how, data, printed }
    }

    /// Which lines it logs from its next start on, as `KINDLAB_LOG` says it.
    pub fn will_log(&mut self, filter: Option<&'static str>) {
        self.how.log = filter;
    }

    /// Ends the process as a power cut does.
    pub fn kill_9(&mut self) {
        self.child.kill().expect("a kill");
        self.child.wait().expect("its end");
    }

    /// Starts it again where it was, after it was killed.
    #[track_caller]
    pub fn start_again(&mut self) {
        let (child, address, printed) = spawn(self.data.path(), &self.how, &self.address);
        assert_eq!(address, self.address);
        (self.child, self.printed) = (child, printed);
    }

    /// Asks it to end, and says how long that took.
    #[track_caller]
    pub fn terminate(&mut self) -> Duration {
        let start = Instant::now();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
        let status = self.child.wait().expect("its end");
        let took = start.elapsed();
        assert!(status.success(), "it ended with {status}\n{}", self.log());
        took
    }

    /// Somebody new opens a lab.
    #[track_caller]
    pub fn open(&self, lab: &str) -> Learner {
        Learner::open(Client::new(&self.address), lab)
    }

    /// Where it keeps everything.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How much memory it has, in bytes.
    #[track_caller]
    pub fn memory(&self) -> u64 {
        self.size("VmRSS")
    }

    /// A size that `/proc` tells of it (`VmRSS`, `VmHWM`), in bytes.
    #[track_caller]
    pub fn size(&self, field: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':')).expect("a size");
        1024 * line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number")
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.path().join("log")).unwrap_or_default()
    }

    fn id_in_the_cluster(&self) -> Option<String> {
        RUNTIME.block_on(async {
            let store = Store::open(&self.data.path().join("db")).await.ok()?;
            let id = store.meta("server-id").await.ok().flatten();
            store.close().await;
            id
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<_> = log.lines().collect();
            eprintln!("the server's log ends:\n{}", lines[lines.len().saturating_sub(25)..].join("\n"));
        }
        if let Some(id) = self.id_in_the_cluster() {
            let label = format!("kindlab.dev/server={id}");
            let removed = cluster().kubectl(&["delete", "namespace", "-l", &label, "--wait=false"], "");
            if !removed.status.success() {
                eprintln!("namespaces stay behind: {}", String::from_utf8_lossy(&removed.stderr));
            }
        }
    }
}

#[track_caller]
fn spawn(data: &Path, how: &How, listen: &str) -> (Child, String, Vec<String>) {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(data.join("log")).expect("a log");
    let mut child = Command::new(env!("CARGO_BIN_EXE_kindlab"))
        // Without colours what is logged can be searched.
        .env("NO_COLOR", "1")
        .envs(how.log.map(|filter| ("KINDLAB_LOG", filter)))
        .args(["serve", "--listen", listen])
        .arg("--data")
        .arg(data)
        .arg("--labs")
        .arg(&how.labs)
        .arg("--kubeconfig")
        .arg(&how.kubeconfig)
        .args(["--context", &cluster().context])
        .args(&how.options)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the kindlab program");
    let output = BufReader::new(child.stdout.take().expect("its stdout"));
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || output.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
    let mut printed = Vec::new();
    loop {
        let Ok(line) = lines.recv_timeout(Duration::from_secs(60)) else {
            let _ = child.kill();
            let _ = child.wait();
            let log = std::fs::read_to_string(data.join("log")).unwrap_or_default();
            panic!("the server did not say `ready`: {printed:?}\n{log}");
        };
        printed.push(line.clone());
        if let Some(address) = line.strip_prefix("ready http://") {
            return (child, address.trim_end_matches('/').to_owned(), printed);
        }
    }
}
