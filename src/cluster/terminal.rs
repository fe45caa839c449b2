//! The terminal: frames between the server and whoever keeps the workbench's shell, carried by exec.
//!
//! What comes from there is the learner's own word, they own every process of the workbench: lengths are checked, and
//! nothing here grows with what is sent. What the frames mean is written down in `agent/README.md`.

use std::pin::Pin;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Status;
use kube::api::{AttachParams, AttachedProcess};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::sandbox::{POD, SandboxSpec};
use super::workbench::{AGENT, limited_exec};
use super::{Cluster, ClusterError};

/// The longest body of a frame.
const MOST: usize = 64 * 1024;
const HEAD: usize = 5;
/// What came before an exec ended may still be on its way.
const LAST_WORDS: Duration = Duration::from_secs(2);
const MOST_ERRORS: usize = 4096;

/// What a page asks of the shell's keeper.
#[derive(Debug, Clone)]
pub struct Attach {
    /// Which page it is: the same one takes its own place again.
    pub client: String,
    /// What the page has: which shell, and how many bytes of its output.
    pub has: Option<(String, u64)>,
    /// Columns of its screen.
    pub cols: u16,
    /// Rows of its screen.
    pub rows: u16,
    /// Whether to take the place of another page.
    pub take: bool,
    /// Whether to start a shell where there is none.
    pub start: bool,
}

/// What the keeper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The terminal is this page's now; output follows.
    Begun(Begun),
    /// Some output.
    Output(Vec<u8>),
    /// Another page has the terminal.
    Busy,
    /// Another page took the terminal.
    Taken,
    /// There is no shell, and none was wanted.
    Nothing,
    /// The shell ended.
    Ended {
        /// Its exit status, if it exited.
        exit: Option<i32>,
    },
    /// What became of a command that was to be typed.
    Typed {
        /// The id it came with.
        id: String,
        /// `None` when it was typed; else `busy` or `again`.
        refused: Option<String>,
    },
    /// What was typed last is lost: a program doesn't read.
    Lost,
    /// The keeper is there.
    Alive,
}

/// How a terminal begins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Begun {
    /// Which shell it is.
    pub shell: String,
    /// The first byte that follows.
    pub offset: u64,
    /// How many bytes of output there were: up to here it is old.
    pub end: u64,
    /// Whether it goes on where the page was.
    pub goes_on: bool,
    /// What a terminal must be shown first that begins anew.
    #[serde(deserialize_with = "from_base64")]
    pub prelude: Vec<u8>,
}

fn from_base64<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    BASE64.decode(text).map_err(serde::de::Error::custom)
}

/// What is said to the keeper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// Keys were pressed.
    Keys(Vec<u8>),
    /// Output up to here was shown.
    Shown(u64),
    /// The screen has so many columns and rows.
    Size(u16, u16),
    /// A command is to be typed, once for its id.
    Type {
        /// The id.
        id: String,
        /// The command.
        text: String,
    },
    /// The page is there.
    Alive,
}

impl Say {
    fn frame(&self) -> Vec<u8> {
        let (kind, body) = match self {
            Self::Keys(keys) => (b'I', keys.clone()),
            Self::Shown(offset) => (b'K', offset.to_be_bytes().to_vec()),
            Self::Size(cols, rows) => (b'R', [cols.to_be_bytes(), rows.to_be_bytes()].concat()),
            Self::Type { id, text } => (b'C', json!({ "id": id, "text": text }).to_string().into_bytes()),
            Self::Alive => (b'P', Vec::new()),
        };
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
        [&[kind], length.as_slice(), &body].concat()
    }
}

/// The end of a terminal that listens.
pub struct Ear {
    process: AttachedProcess,
    status: Pin<Box<dyn Future<Output = Option<Status>> + Send>>,
    stdout: Box<dyn AsyncRead + Send + Unpin>,
    stderr: Option<Box<dyn AsyncRead + Send + Unpin>>,
    buffer: Vec<u8>,
    errors: Vec<u8>,
    /// Whether its process has ended; what it said before is still read.
    over: bool,
}

/// The end of a terminal that speaks.
pub struct Mouth(Box<dyn AsyncWrite + Send + Unpin>);

impl Cluster {
    /// Attaches to the shell of a workbench that is Ready.
    ///
    /// # Errors
    /// When the workbench can't be reached.
    pub async fn attach(&self, sandbox: &SandboxSpec, attach: &Attach) -> Result<(Ear, Mouth), ClusterError> {
        let params = AttachParams::default().stdin(true).max_stdin_buf_size(MOST).max_stdout_buf_size(MOST);
        let arguments = arguments(attach);
        let mut process = limited_exec(self.pods(sandbox).exec(POD, arguments, &params)).await?;
        let missing = || ClusterError::protocol("the terminal", "exec without its streams");
        let status = process.take_status().ok_or_else(missing)?;
        let stdin = process.stdin().ok_or_else(missing)?;
        let ear = Ear {
            status: Box::pin(status),
            stdout: Box::new(process.stdout().ok_or_else(missing)?),
            stderr: Some(Box::new(process.stderr().ok_or_else(missing)?)),
            process,
            buffer: Vec::with_capacity(HEAD + MOST),
            errors: Vec::new(),
            over: false,
        };
        Ok((ear, Mouth(Box::new(stdin))))
    }
}

fn arguments(attach: &Attach) -> Vec<String> {
    let mut told: Vec<String> = [AGENT, "attach", "--client", &attach.client].map(str::to_owned).to_vec();
    told.extend(["--cols".to_owned(), attach.cols.to_string(), "--rows".to_owned(), attach.rows.to_string()]);
    if let Some((shell, from)) = &attach.has {
        told.extend(["--shell".to_owned(), shell.clone(), "--from".to_owned(), from.to_string()]);
    }
    told.extend(attach.take.then(|| "--take".to_owned()));
    told.extend(attach.start.then(|| "--start".to_owned()));
    told
}

impl Mouth {
    /// Says something; waits while the way there is full.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn say(&mut self, what: &Say) -> Result<(), ClusterError> {
        let sent = async {
            self.0.write_all(&what.frame()).await?;
            self.0.flush().await
        };
        sent.await.map_err(|error| ClusterError::protocol("the terminal's stdin", error))
    }
}

impl Ear {
    /// What the keeper says next; `None` when the connection is over. May be cancelled: nothing is lost.
    ///
    /// # Errors
    /// When what comes can't be understood.
    pub async fn next(&mut self) -> Result<Option<Told>, ClusterError> {
        loop {
            if let Some((kind, body)) = take_frame(&mut self.buffer)? {
                match understood(kind, body)? {
                    Some(told) => return Ok(Some(told)),
                    None => continue,
                }
            }
            if !self.read().await {
                self.process.abort();
                let errors = String::from_utf8_lossy(&self.errors);
                if !errors.trim().is_empty() {
                    tracing::warn!(error = %errors.trim(), "a terminal's connection ended");
                }
                return Ok(None);
            }
        }
    }

    /// Reads some more; false at the end. When a connection fails the readers never see an end, only the status does.
    async fn read(&mut self) -> bool {
        if self.over {
            let rest = tokio::time::timeout(LAST_WORDS, self.stdout.read_buf(&mut self.buffer)).await;
            return matches!(rest, Ok(Ok(1..)));
        }
        let mut said = [0; 512];
        tokio::select! {
            read = self.stdout.read_buf(&mut self.buffer) => matches!(read, Ok(1..)),
            read = complaint(&mut self.stderr, &mut said) => {
                match read {
                    Ok(count @ 1..) if self.errors.len() < MOST_ERRORS => self.errors.extend_from_slice(&said[..count]),
                    Ok(1..) => {}
                    _ => self.stderr = None,
                }
                true
            }
            _ = &mut self.status => {
                self.over = true;
                true
            }
        }
    }
}

async fn complaint(from: &mut Option<Box<dyn AsyncRead + Send + Unpin>>, said: &mut [u8]) -> std::io::Result<usize> {
    match from {
        Some(stderr) => stderr.read(said).await,
        None => std::future::pending().await,
    }
}

fn take_frame(buffer: &mut Vec<u8>) -> Result<Option<(u8, Vec<u8>)>, ClusterError> {
    let [kind, a, b, c, d, ..] = buffer[..] else { return Ok(None) };
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if length > MOST {
        return Err(ClusterError::protocol("the terminal", format!("a frame of {length} bytes")));
    }
    if buffer.len() < HEAD + length {
        return Ok(None);
    }
    let body = buffer[HEAD..HEAD + length].to_vec();
    buffer.drain(..HEAD + length);
    Ok(Some((kind, body)))
}

/// What a frame says; `None` for one that a newer agent may send and this server doesn't know.
fn understood(kind: u8, body: Vec<u8>) -> Result<Option<Told>, ClusterError> {
    #[derive(Deserialize)]
    struct Ended {
        exit: Option<i32>,
    }
    #[derive(Deserialize)]
    struct Typed {
        id: String,
        why: Option<String>,
    }
    let bad = |error| ClusterError::protocol("the terminal", error);
    Ok(Some(match kind {
        b'O' => Told::Output(body),
        b'H' => Told::Begun(serde_json::from_slice(&body).map_err(bad)?),
        b'B' => Told::Busy,
        b'T' => Told::Taken,
        b'N' => Told::Nothing,
        b'E' => Told::Ended { exit: serde_json::from_slice::<Ended>(&body).map_err(bad)?.exit },
        b'c' => {
            let Typed { id, why } = serde_json::from_slice(&body).map_err(bad)?;
            Told::Typed { id, refused: why }
        }
        b'L' => Told::Lost,
        b'P' => Told::Alive,
        _ => return Ok(None),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_cut_where_they_end_and_never_grow() {
        let mut buffer = b"O\0\0\0\x03abcP\0\0\0\0O\0\0\0\x05ab".to_vec();
        assert_eq!(take_frame(&mut buffer).expect("a frame"), Some((b'O', b"abc".to_vec())));
        assert_eq!(take_frame(&mut buffer).expect("a frame"), Some((b'P', Vec::new())));
        assert_eq!(take_frame(&mut buffer).expect("none yet"), None);
        assert_eq!(buffer, b"O\0\0\0\x05ab");
        assert!(take_frame(&mut b"O\0\x10\0\0".to_vec()).is_err());
    }

    #[test]
    fn the_keeper_s_words_are_understood_and_strange_ones_are_no_harm() {
        let hello = br#"{"shell":"1-2","offset":5,"end":9,"goes_on":false,"prelude":"G1ttCg=="}"#.to_vec();
        let Some(Told::Begun(begun)) = understood(b'H', hello).expect("understood") else { panic!("no beginning") };
        assert_eq!((begun.offset, begun.end, begun.prelude.as_slice()), (5, 9, b"\x1b[m\n".as_slice()));
        assert_eq!(
            understood(b'E', br#"{"exit":7,"signal":null}"#.to_vec()).ok(),
            Some(Some(Told::Ended { exit: Some(7) }))
        );
        assert_eq!(understood(b'?', vec![1]).ok(), Some(None));
        assert!(understood(b'H', b"{}".to_vec()).is_err());
    }

    #[test]
    fn what_is_said_has_its_length_before_it() {
        assert_eq!(Say::Size(80, 24).frame(), b"R\0\0\0\x04\0\x50\0\x18");
        assert_eq!(Say::Shown(258).frame(), b"K\0\0\0\x08\0\0\0\0\0\0\x01\x02");
        assert_eq!(Say::Alive.frame(), b"P\0\0\0\0");
    }
}
