//! Runs: a command of a lab, started once per id, watched over by a process of its own. A run is a folder,
//! `~/.kindlab/runs/ID`, so that whoever comes later (a restarted server, `list`) finds it:
//!
//! - `spec.json`: what was asked
//! - `lock`: locked (flock) for as long as its supervisor lives; the kernel unlocks it however that ends
//! - `status.json`: written when bash has started and again when the run has ended
//! - `out.N`: segment N of the output, all of one size, the last two kept
//! - `control` (a FIFO) and `stop`: how `stop` reaches the supervisor

mod bash;
mod follow;
mod group;
mod list;
mod segments;
mod start;
mod status;
mod supervise;

use std::path::PathBuf;
use std::str::FromStr;
use std::{fs, io};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

pub use follow::follow;
pub use list::{list, stop};
pub use start::start;
pub use supervise::supervise;

/// HOME, beneath which everything of a learner is.
pub fn home() -> Result<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).context("HOME is not set")?;
    Ok(home.into())
}

/// A run's id: a folder's name, so nothing but letters, digits, `_` and `-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunId(String);

impl FromStr for RunId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err("a run's id is 1 to 64 of A-Z a-z 0-9 _ -".to_owned())
        }
    }
}

/// What a run was asked to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Spec {
    /// What bash runs: bytes, not text.
    pub command: Vec<u8>,
    /// After how many seconds it is ended.
    pub timeout_s: u64,
    /// How many bytes of output are kept at most.
    pub limit: u64,
    /// Where it starts.
    pub cwd: Option<PathBuf>,
}

impl Spec {
    /// Two segments are kept, of which the older is whole: between half the limit and the limit.
    pub fn segment(&self) -> u64 {
        (self.limit / 2).max(1)
    }
}

/// The folder of all runs.
pub struct Runs(PathBuf);

impl Runs {
    /// The runs of this HOME.
    pub fn beneath_home() -> Result<Self> {
        Ok(Self(home()?.join(".kindlab/runs")))
    }

    /// Makes the folder.
    pub fn prepare(&self) -> Result<()> {
        fs::create_dir_all(&self.0).with_context(|| format!("cannot make `{}`", self.0.display()))
    }

    /// The run of this id, whether or not it exists.
    pub fn run(&self, id: &RunId) -> RunDir {
        RunDir(self.0.join(&id.0))
    }

    /// Every run there is.
    pub fn all(&self) -> io::Result<Vec<(RunId, RunDir)>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            if let Some(Ok(id)) = entry?.file_name().to_str().map(RunId::from_str) {
                let run = self.run(&id);
                found.push((id, run));
            }
        }
        Ok(found)
    }
}

/// The folder of one run.
pub struct RunDir(PathBuf);

impl RunDir {
    /// A file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// What it was asked to do.
    pub fn spec(&self) -> Result<Spec> {
        let path = self.path("spec.json");
        let text = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("cannot understand `{}`", path.display()))
    }
}

/// Milliseconds since 1970, to say when a run began and ended.
fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
