//! How a run stands, as its folder tells it: what the supervisor wrote, and whether the supervisor still lives.

use std::fs::{self, File, TryLockError};
use std::io;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::RunDir;

/// What the supervisor writes of a run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Status {
    /// Whether the run has ended.
    pub state: Written,
    /// The process of bash.
    pub pid: Option<u32>,
    /// When bash was started.
    pub started_ms: Option<u64>,
    /// When the run ended.
    pub ended_ms: Option<u64>,
    /// bash's exit status, where it exited.
    pub exit: Option<i32>,
    /// The signal that ended bash, where one did.
    pub signal: Option<i32>,
    /// What brought the end about.
    pub ended: Option<Ended>,
    /// How many bytes of output there were.
    pub total: u64,
    /// Why output was lost, where some was (a full disk).
    pub write_error: Option<String>,
}

/// The two states a supervisor can write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Written {
    /// bash has started.
    #[default]
    Running,
    /// The run is over and its output complete.
    Ended,
}

/// What brought a run's end about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ended {
    /// bash exited by itself.
    Exit,
    /// `stop` was asked.
    Stopped,
    /// The time was up.
    Timeout,
}

/// How a run stands, seen from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// No such run.
    Unknown,
    /// Its supervisor lives.
    Running,
    /// Its supervisor wrote how it ended.
    Ended,
    /// Its supervisor is gone without a word.
    Lost,
}

impl RunDir {
    /// Looks how the run stands.
    pub fn look(&self) -> Result<(State, Status)> {
        let lock = match File::open(self.path("lock")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok((State::Unknown, Status::default()));
            }
            lock => lock?,
        };
        // NB: first the lock, then the status: a supervisor writes its last word before it lets go.
        let supervised = match lock.try_lock_shared() {
            Ok(()) => false,
            Err(TryLockError::WouldBlock) => true,
            Err(TryLockError::Error(error)) => return Err(error.into()),
        };
        let status = self.status();
        let state = match &status {
            Some(status) if status.state == Written::Ended => State::Ended,
            _ if supervised => State::Running,
            _ => State::Lost,
        };
        Ok((state, status.unwrap_or_default()))
    }

    fn status(&self) -> Option<Status> {
        serde_json::from_slice(&fs::read(self.path("status.json")).ok()?).ok()
    }

    /// Replaces the status in one go: a reader sees the old one or the new one.
    pub fn write_status(&self, status: &Status) -> io::Result<()> {
        let draft = self.path("status.json.new");
        fs::write(&draft, serde_json::to_vec(status)?)?;
        fs::rename(draft, self.path("status.json"))
    }
}
