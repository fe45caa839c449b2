//! The pseudo-terminal and the bash at its other end.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::Stdio;

use anyhow::{Context, Result};
use rustix::process::{Pid, ioctl_tiocsctty, setsid};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Winsize, tcgetpgrp, tcsetwinsize};
use tokio::io::unix::AsyncFd;
use tokio::process::{Child, Command};

use crate::runs::home;

/// No screen is smaller or larger; a program that trusts its size must not be made to ask for gigabytes.
const SIZES: std::ops::RangeInclusive<u16> = 2..=1000;

/// Our end of a pseudo-terminal.
pub struct Pty {
    ours: AsyncFd<File>,
    bash: Pid,
}

impl Pty {
    /// Starts bash in a new pseudo-terminal.
    pub fn start(cols: u16, rows: u16) -> Result<(Self, Child)> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let ours = openpt(flags).context("cannot open a pseudo-terminal")?;
        grantpt(&ours)?;
        unlockpt(&ours)?;
        let theirs = ioctl_tiocgptpeer(&ours, flags).context("cannot open the pseudo-terminal's other end")?;
        set_size(&ours, cols, rows)?;
        let child = Command::new(std::env::current_exe()?)
            .arg("become-bash")
            .current_dir(home()?)
            .env("TERM", "xterm-256color")
            .env("COLORTERM", "truecolor")
            .env("KINDLAB_TERMINAL", "1")
            .stdin(Stdio::from(theirs.try_clone()?))
            .stdout(Stdio::from(theirs.try_clone()?))
            .stderr(Stdio::from(theirs))
            .spawn()
            .context("cannot start the shell")?;
        let pid = child.id().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?)).context("the shell is gone")?;
        rustix::io::ioctl_fionbio(&ours, true)?;
        Ok((Self { ours: watched(File::from(ours))?, bash: pid }, child))
    }

    /// Reads what is there; waits until something is. An error is the end: nobody has the other side open.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.ours.async_io(tokio::io::Interest::READABLE, |mut file| io::Read::read(&mut file, buffer)).await
    }

    /// Writes what fits.
    pub async fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.ours.async_io(tokio::io::Interest::WRITABLE, |mut file| io::Write::write(&mut file, bytes)).await
    }

    /// Tells programs how large the screen is.
    pub fn resize(&self, cols: u16, rows: u16) {
        // A shell that is just ending has no use for it.
        let _ = set_size(self.ours.get_ref(), cols, rows);
    }

    /// Whether bash itself, and no program it started, reads what is typed.
    pub fn bash_listens(&self) -> bool {
        tcgetpgrp(self.ours.get_ref()).is_ok_and(|group| group == self.bash)
    }
}

#[expect(
    deprecated,
    reason = "the successor is an unsafe fn, for types that may close or replace their descriptor; a File does neither"
)]
fn watched(file: File) -> io::Result<AsyncFd<File>> {
    AsyncFd::new(file)
}

fn set_size(terminal: impl AsFd, cols: u16, rows: u16) -> rustix::io::Result<()> {
    let clamp = |size: u16| size.clamp(*SIZES.start(), *SIZES.end());
    tcsetwinsize(terminal, Winsize { ws_row: clamp(rows), ws_col: clamp(cols), ws_xpixel: 0, ws_ypixel: 0 })
}

/// Makes stdin the terminal of a session of our own and becomes bash. Only a process that is about to be bash may do
/// this, and no other code can run between fork and exec here: so it is a subcommand.
pub fn become_bash() -> Result<()> {
    setsid().context("cannot lead a session")?;
    let stdin: OwnedFd = io::stdin().as_fd().try_clone_to_owned()?;
    ioctl_tiocsctty(&stdin).context("stdin is no terminal to control")?;
    drop(stdin);
    Err(std::process::Command::new("bash").arg("-l").exec()).context("cannot start bash")
}
