//! Running other programs: with a time limit, their whole output kept for the error message.

use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

use super::{KindError, Progress};

/// How much of a failed program's output an error shows.
const SHOWN: usize = 2_000;

/// Proxies of this machine mean nothing inside the nodes, and kind would hand them on.
const PROXIES: [&str; 6] = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

/// One program to run.
pub(super) struct Run {
    line: String,
    command: Command,
    limit: Duration,
    stdin: Option<Vec<u8>>,
}

impl Run {
    /// `program` with `args`; 60 s unless told otherwise.
    pub(super) fn new<S: AsRef<str>>(program: &str, args: &[S]) -> Self {
        let mut command = Command::new(program);
        command.args(args.iter().map(AsRef::as_ref)).kill_on_drop(true);
        for name in PROXIES {
            command.env_remove(name);
        }
        let name = program.rsplit('/').next().unwrap_or(program);
        let line = args.iter().fold(name.to_owned(), |line, arg| line + " " + arg.as_ref());
        Self { line: shorten(&line, 160), command, limit: Duration::from_secs(60), stdin: None }
    }

    /// Gives it another time limit.
    pub(super) fn limit(mut self, seconds: u64) -> Self {
        self.limit = Duration::from_secs(seconds);
        self
    }

    /// Gives it something to read.
    pub(super) fn stdin(mut self, data: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(data.into());
        self
    }

    /// Sets a variable of its environment.
    pub(super) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Its standard output; an error when it fails.
    pub(super) async fn output(self) -> Result<String, KindError> {
        let line = self.line.clone();
        let output = self.collect().await?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
        if said.trim().is_empty() {
            said = String::from_utf8_lossy(&output.stdout).into_owned();
        }
        Err(KindError::Failed { command: line, status: output.status.to_string(), output: tail(&said) })
    }

    async fn collect(mut self) -> Result<Output, KindError> {
        let stdin = if self.stdin.is_some() { Stdio::piped() } else { Stdio::null() };
        self.command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            self.command.spawn().map_err(|source| KindError::Start { program: self.line.clone(), source })?;
        let pipe = child.stdin.take();
        let feed = async {
            if let (Some(mut pipe), Some(data)) = (pipe, self.stdin) {
                // A program that ends without reading says so by its status.
                let _ = pipe.write_all(&data).await;
            }
        };
        let both = async { tokio::join!(feed, child.wait_with_output()).1 };
        match timeout(self.limit, both).await {
            Ok(output) => output.map_err(|source| KindError::Start { program: self.line, source }),
            Err(_) => Err(KindError::Slow { command: self.line, seconds: self.limit.as_secs() }),
        }
    }

    /// Runs it and hands on each line it prints, errors too, as it comes.
    /// Returns its standard output.
    pub(super) async fn lines(mut self, progress: &Progress) -> Result<String, KindError> {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            self.command.spawn().map_err(|source| KindError::Start { program: self.line.clone(), source })?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let read_out = async {
            let mut kept = String::new();
            if let Some(out) = out {
                let mut lines = BufReader::new(out).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    progress.say(&line);
                    kept.push_str(&line);
                    kept.push('\n');
                }
            }
            kept
        };
        let read_err = async {
            let mut kept = String::new();
            if let Some(err) = err {
                let mut lines = BufReader::new(err).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    if !line.trim().is_empty() {
                        progress.say(&line);
                    }
                    kept.push_str(&line);
                    kept.push('\n');
                }
            }
            kept
        };
        let all = async { tokio::join!(read_out, read_err, child.wait()) };
        let Ok((kept, complaints, status)) = timeout(self.limit, all).await else {
            return Err(KindError::Slow { command: self.line, seconds: self.limit.as_secs() });
        };
        let status = status.map_err(|source| KindError::Start { program: self.line.clone(), source })?;
        if status.success() {
            Ok(kept)
        } else {
            Err(KindError::Failed { command: self.line, status: status.to_string(), output: tail(&complaints) })
        }
    }
}

fn tail(text: &str) -> String {
    let text = text.trim();
    let start = text.char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
    text[start..].to_owned()
}

fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A word that a POSIX shell reads as it is.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_failure_names_the_command_and_what_it_said() {
        let error = Run::new("sh", &["-c", "echo no such thing >&2; exit 3"]).output().await.expect_err("fails");
        let text = error.to_string();
        assert!(text.contains("sh -c") && text.contains("no such thing") && text.contains('3'), "{text}");
    }

    #[tokio::test]
    async fn a_program_that_hangs_is_ended() {
        let error = Run::new("sleep", &["30"]).limit(1).output().await.expect_err("too slow");
        assert!(matches!(error, KindError::Slow { seconds: 1, .. }), "{error}");
    }

    #[tokio::test]
    async fn what_is_given_is_read() {
        assert_eq!(Run::new("cat", &[] as &[&str]).stdin("hello").output().await.expect("cat runs"), "hello");
    }

    #[test]
    fn quotes_survive_the_shell() {
        assert_eq!(quoted("a'b c"), r"'a'\''b c'");
    }
}
