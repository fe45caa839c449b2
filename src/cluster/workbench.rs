//! The workbench: where a learner's commands run, through the API server's exec.
//!
//! kube's exec has sharp edges: `join` hangs unless output is drained, and
//! output never ends when the connection breaks. So output and status are
//! always awaited together, under a time limit.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::{AttachParams, AttachedProcess};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::sandbox::{POD, SandboxSpec};
use super::{Cluster, ClusterError, TIMEOUT};

pub(super) const AGENT: &str = "/usr/local/bin/kindlab-agent";
/// The longest answer of the agent that is read: 64 files of 64 KiB in base64 fit.
const MOST_ANSWER: usize = 8 << 20;
const MOST_ERRORS: usize = 64 << 10;

/// How a run ended, or where it is, in the agent's words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RunEnd {
    /// `ended`, `lost` (its supervisor died) or `unknown` (never started there).
    pub state: String,
    /// The exit status.
    pub exit: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// `exit`, `stopped` or `timeout`.
    pub ended: Option<String>,
    /// Bytes printed in all.
    #[serde(default)]
    pub total: u64,
    /// Bytes that were gone before they could be read.
    #[serde(default)]
    pub skipped: u64,
}

/// Files of the learner's home.
#[derive(Debug, Clone, Default)]
pub struct LabFiles {
    /// Name and content.
    pub files: Vec<(String, String)>,
}

pub(super) struct Executed {
    pub(super) stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Cluster {
    /// Starts a command once for this id; a second call with the same id starts nothing.
    ///
    /// # Errors
    /// When the workbench can't be reached or refuses.
    pub async fn start_run(
        &self,
        sandbox: &SandboxSpec,
        run: &str,
        command: &str,
        seconds: u32,
    ) -> Result<bool, ClusterError> {
        let limit = (2 * crate::progress::MAX_OUTPUT).to_string();
        let seconds = seconds.to_string();
        let args = ["run", "--id", run, "--timeout", &seconds, "--limit", &limit, "--command", "-"];
        let line = BASE64.encode(command);
        let done = self.agent(sandbox, &args, Some(line.as_bytes())).await?;
        let answer: Value = parse("start a run", &done.stdout, &done.stderr)?;
        Ok(answer["started"] == Value::Bool(true))
    }

    /// Follows a run from a byte of its output on, until it ends; each piece goes to `each`.
    ///
    /// # Errors
    /// When the connection breaks; the run itself goes on, and may be followed again.
    pub async fn follow_run(
        &self,
        sandbox: &SandboxSpec,
        run: &str,
        from: u64,
        mut each: impl FnMut(&[u8]) + Send,
    ) -> Result<RunEnd, ClusterError> {
        let from = from.to_string();
        let command = [AGENT, "follow", "--id", run, "--from", &from];
        let params = AttachParams::default().stdin(false).max_stdout_buf_size(64 * 1024).max_stderr_buf_size(4096);
        let process = limited_exec(self.pods(sandbox).exec(POD, command, &params)).await?;
        let last = attend(process, None, &mut each).await?;
        let text = String::from_utf8_lossy(&last);
        let line = text.lines().rev().find(|line| line.starts_with('{')).unwrap_or_default();
        serde_json::from_str(line).map_err(|error| ClusterError::protocol("follow a run", format!("{error}: {text}")))
    }

    /// Ends a run and everything it started.
    ///
    /// # Errors
    /// When the workbench can't be reached.
    pub async fn stop_run(&self, sandbox: &SandboxSpec, run: &str) -> Result<(), ClusterError> {
        self.agent(sandbox, &["stop", "--id", run], None).await.map(drop)
    }

    /// Writes files into the learner's home.
    ///
    /// # Errors
    /// When the workbench can't be reached, or refuses a file.
    pub async fn put_files(&self, sandbox: &SandboxSpec, files: &LabFiles) -> Result<(), ClusterError> {
        let put: Vec<_> = files
            .files
            .iter()
            .map(|(path, content)| json!({"path": path, "content": BASE64.encode(content)}))
            .collect();
        let answer = self.sync(sandbox, &json!({"put": put, "get": []})).await?;
        let refused = answer["put"].as_array().into_iter().flatten().find(|file| file["kind"] != "put");
        match refused {
            None => Ok(()),
            Some(file) => Err(ClusterError::protocol("write files", file)),
        }
    }

    /// Reads files of the learner's home; those that are not there, or are no plain text, are left out.
    ///
    /// # Errors
    /// When the workbench can't be reached.
    pub async fn get_files(&self, sandbox: &SandboxSpec, names: &[String]) -> Result<LabFiles, ClusterError> {
        let answer = self.sync(sandbox, &json!({"put": [], "get": names})).await?;
        let answers = answer["get"].as_array().cloned().unwrap_or_default();
        let files = names.iter().zip(answers).filter_map(|(name, file)| {
            let whole = file["kind"] == "file" && file["truncated"] == false;
            let bytes = whole.then(|| BASE64.decode(file["content"].as_str().unwrap_or_default()).ok())??;
            Some((name.clone(), String::from_utf8(bytes).ok()?))
        });
        Ok(LabFiles { files: files.collect() })
    }

    async fn sync(&self, sandbox: &SandboxSpec, question: &Value) -> Result<Value, ClusterError> {
        let line = question.to_string();
        let done = self.agent(sandbox, &["sync", "--json", "-"], Some(line.as_bytes())).await?;
        parse("sync files", &done.stdout, &done.stderr)
    }

    pub(super) fn pods(&self, sandbox: &SandboxSpec) -> Api<Pod> {
        Api::namespaced(self.client.clone(), &sandbox.id.companion())
    }

    /// Runs the agent in the workbench. What it needs from stdin is one line: an old API server can't close stdin alone.
    async fn agent(&self, sandbox: &SandboxSpec, args: &[&str], line: Option<&[u8]>) -> Result<Executed, ClusterError> {
        let command: Vec<&str> = std::iter::once(AGENT).chain(args.iter().copied()).collect();
        let work = self.execute(sandbox, command, line);
        tokio::time::timeout(TIMEOUT, work).await.map_err(|_| ClusterError::Timeout("exec in the workbench"))?
    }

    pub(super) async fn execute(
        &self,
        sandbox: &SandboxSpec,
        command: Vec<&str>,
        line: Option<&[u8]>,
    ) -> Result<Executed, ClusterError> {
        let params = AttachParams::default().stdin(line.is_some()).max_stdout_buf_size(64 * 1024);
        let process = limited_exec(self.pods(sandbox).exec(POD, command, &params)).await?;
        whole(process, line, MOST_ANSWER).await
    }
}

/// What an exec printed, when it is over; of its output about `most` bytes.
pub(super) async fn whole(
    process: AttachedProcess,
    line: Option<&[u8]>,
    most: usize,
) -> Result<Executed, ClusterError> {
    let mut stdout = Vec::new();
    let stderr = attend(process, line, &mut |piece: &[u8]| {
        if stdout.len() < most {
            stdout.extend_from_slice(piece);
        }
    })
    .await?;
    Ok(Executed { stdout, stderr })
}

/// Feeds an exec its one line and hands out what it prints, until it is over; returns its stderr.
async fn attend(
    mut process: AttachedProcess,
    line: Option<&[u8]>,
    each: &mut (dyn FnMut(&[u8]) + Send),
) -> Result<Vec<u8>, ClusterError> {
    let broken = |detail: &str| ClusterError::protocol("exec in the workbench", detail);
    let status = process.take_status().ok_or_else(|| broken("no status"))?;
    let mut stdout = process.stdout().ok_or_else(|| broken("no stdout"))?;
    let mut stderr = process.stderr().ok_or_else(|| broken("no stderr"))?;
    // Kept open until the end: closing stdin closes the whole connection on an old API server.
    let mut stdin = process.stdin();
    if let (Some(stdin), Some(line)) = (stdin.as_mut(), line) {
        let fed = async {
            stdin.write_all(line).await?;
            stdin.write_all(b"\n").await?;
            stdin.flush().await
        };
        fed.await.map_err(|error| broken(&format!("its stdin: {error}")))?;
    }
    let mut errors = Vec::new();
    let status = {
        let mut keep = |piece: &[u8]| {
            if errors.len() < MOST_ERRORS {
                errors.extend_from_slice(piece);
            }
        };
        let drained = async { tokio::join!(drain(&mut stdout, each), drain(&mut stderr, &mut keep)) };
        tokio::pin!(drained, status);
        // When the connection fails the readers never see an end; only the status does. When it succeeds,
        // the readers may still hold what came before it.
        tokio::select! {
            _ = &mut drained => status.await,
            status = &mut status => {
                let _ = tokio::time::timeout(Duration::from_secs(5), &mut drained).await;
                status
            }
        }
    };
    process.abort();
    status.map(|_| errors).ok_or_else(|| broken("the connection broke"))
}

pub(super) async fn limited_exec<T>(request: impl Future<Output = Result<T, kube::Error>>) -> Result<T, ClusterError> {
    super::limited("exec in the workbench", request).await
}

async fn drain(from: &mut (impl AsyncRead + Unpin), each: &mut (dyn FnMut(&[u8]) + Send)) {
    let mut buffer = vec![0u8; 32 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        each(&buffer[..count]);
    }
}

fn parse(what: &'static str, stdout: &[u8], stderr: &[u8]) -> Result<Value, ClusterError> {
    serde_json::from_slice(stdout)
        .map_err(|_| ClusterError::protocol(what, format!("`{}`", String::from_utf8_lossy(stderr).trim())))
}
