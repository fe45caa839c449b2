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
use kube::api::AttachParams;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::sandbox::{POD, SandboxSpec};
use super::{Cluster, ClusterError, TIMEOUT};

const AGENT: &str = "/usr/local/bin/kindlab-agent";

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

struct Executed {
    stdout: Vec<u8>,
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
        let mut process = limited_exec(self.pods(sandbox).exec(POD, command, &params)).await?;
        let broken = |detail: &str| ClusterError::protocol("follow a run", detail);
        let status = process.take_status().ok_or_else(|| broken("no status"))?;
        let mut stdout = process.stdout().ok_or_else(|| broken("no stdout"))?;
        let stderr = process.stderr().ok_or_else(|| broken("no stderr"))?;
        let mut last = Vec::new();
        let output = async {
            let mut buffer = vec![0u8; 32 * 1024];
            loop {
                match stdout.read(&mut buffer).await {
                    Ok(0) | Err(_) => break,
                    Ok(count) => each(&buffer[..count]),
                }
            }
        };
        let errors = drain(stderr, &mut last, 16 * 1024);
        tokio::pin!(status);
        // When the connection fails the readers never see an end; only the status does. When it succeeds,
        // the readers may still hold what came before it.
        let drained = async { tokio::join!(output, errors) };
        tokio::pin!(drained);
        let status = tokio::select! {
            _ = &mut drained => status.await,
            status = &mut status => {
                let _ = tokio::time::timeout(Duration::from_secs(5), &mut drained).await;
                status
            }
        };
        process.abort();
        if status.is_none() {
            return Err(broken("the connection broke"));
        }
        let text = String::from_utf8_lossy(&last);
        let line = text.lines().rev().find(|line| line.starts_with('{')).unwrap_or_default();
        serde_json::from_str(line).map_err(|error| broken(&format!("{error}: {text}")))
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

    fn pods(&self, sandbox: &SandboxSpec) -> Api<Pod> {
        Api::namespaced(self.client.clone(), &sandbox.id.companion())
    }

    /// Runs the agent in the workbench. What it needs from stdin is one line: an old API server can't close stdin alone.
    async fn agent(&self, sandbox: &SandboxSpec, args: &[&str], line: Option<&[u8]>) -> Result<Executed, ClusterError> {
        let command: Vec<&str> = std::iter::once(AGENT).chain(args.iter().copied()).collect();
        let work = self.execute(sandbox, command, line);
        tokio::time::timeout(TIMEOUT, work).await.map_err(|_| ClusterError::Timeout("exec in the workbench"))?
    }

    async fn execute(&self, sandbox: &SandboxSpec, command: Vec<&str>, line: Option<&[u8]>) -> Result<Executed, ClusterError> {
        let params = AttachParams::default().stdin(line.is_some()).max_stdout_buf_size(64 * 1024);
        let mut process = limited_exec(self.pods(sandbox).exec(POD, command, &params)).await?;
        let broken = |detail: &str| ClusterError::protocol("exec in the workbench", detail);
        let status = process.take_status().ok_or_else(|| broken("no status"))?;
        let stdout = process.stdout().ok_or_else(|| broken("no stdout"))?;
        let stderr = process.stderr().ok_or_else(|| broken("no stderr"))?;
        let stdin = process.stdin();
        let feed = async {
            if let (Some(mut stdin), Some(line)) = (stdin, line) {
                let _ = stdin.write_all(line).await;
                let _ = stdin.write_all(b"\n").await;
                let _ = stdin.flush().await;
                // Kept open: closing it closes the whole connection on an old API server.
                return Some(stdin);
            }
            None
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let drained = async { tokio::join!(drain(stdout, &mut out, 12 << 20), drain(stderr, &mut err, 64 * 1024)) };
        tokio::pin!(drained, status);
        let open = feed.await;
        let status = tokio::select! {
            _ = &mut drained => status.await,
            status = &mut status => {
                let _ = tokio::time::timeout(Duration::from_secs(2), &mut drained).await;
                status
            }
        };
        drop(open);
        process.abort();
        if status.is_none() {
            return Err(broken("the connection broke"));
        }
        Ok(Executed { stdout: out, stderr: err })
    }
}

async fn limited_exec<T>(request: impl Future<Output = Result<T, kube::Error>>) -> Result<T, ClusterError> {
    super::limited("exec in the workbench", request).await
}

async fn drain(mut from: impl AsyncRead + Unpin, into: &mut Vec<u8>, most: usize) {
    let mut buffer = vec![0u8; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        if into.len() < most {
            into.extend_from_slice(&buffer[..count]);
        }
    }
}

fn parse(what: &'static str, stdout: &[u8], stderr: &[u8]) -> Result<Value, ClusterError> {
    serde_json::from_slice(stdout)
        .map_err(|_| ClusterError::protocol(what, format!("`{}`", String::from_utf8_lossy(stderr).trim())))
}
