//! The shell of a run.

use std::ffi::OsString;
use std::fs;
use std::io::{self, PipeReader};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::{Spec, home};

/// Starts bash with both its streams on one pipe.
pub fn spawn(spec: &Spec) -> Result<(PipeReader, Child)> {
    let folder = home()?.join(spec.cwd.as_deref().unwrap_or_else(|| "".as_ref()));
    fs::read_dir(&folder).with_context(|| format!("`{}`", folder.display()))?;
    let (reader, writer) = io::pipe()?;
    let child = Command::new("bash")
        .arg("-c")
        .arg(OsString::from_vec(spec.command.clone()))
        .current_dir(folder)
        .env("TERM", "dumb")
        .env("KINDLAB_RUN", "1")
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .process_group(0)
        .spawn()?;
    Ok((reader, child))
}

/// bash, living or not.
pub enum Bash {
    /// It runs; the descriptor becomes readable when it no longer does.
    Alive(Child, OwnedFd),
    /// It has ended, or never began.
    Gone(ExitStatus),
}

impl Bash {
    /// bash, just started.
    pub fn of(child: Child) -> Result<Self> {
        let pidfd = pidfd_open(Pid::from_child(&child), PidfdFlags::empty()).context("cannot watch bash")?;
        Ok(Self::Alive(child, pidfd))
    }

    /// Its process, while there is one.
    pub fn pid(&self) -> Option<u32> {
        match self {
            Self::Alive(child, _) => Some(child.id()),
            Self::Gone(_) => None,
        }
    }
}
