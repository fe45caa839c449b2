//! Attaching: a bridge between this process's stdin and stdout and the keeper's socket. What goes over it is between
//! the server and the keeper.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::frame::Frame;
use super::{Asked, folder};

/// How long a keeper may take to begin.
const PATIENCE: Duration = Duration::from_secs(10);

/// Carries frames between stdio and the keeper until either ends. Without a keeper one is started, or where `start` is
/// false it is said that there is none.
pub fn attach(asked: &Asked, start: bool) -> Result<()> {
    // Not `io::stdout()`, which holds back what has no line's end.
    let mut stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let Some(mut socket) = reach(asked, start)? else {
        return Ok(stdout.write_all(&Frame::bare(b'N').encoded())?);
    };
    socket.write_all(&Frame::json(b'A', asked).encoded())?;
    let mut back = socket.try_clone()?;
    let mut stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    thread::spawn(move || {
        // However it ends, the other direction ends with it, and so does this process.
        let _ = carry(&mut stdin, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    // A side that went away is how this always ends.
    let _ = carry(&mut socket, &mut stdout);
    Ok(())
}

/// NB: not `io::copy`, which splices: the kernel then holds a short piece back until the next one comes.
fn carry(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut buffer = vec![0; 32 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => to.write_all(&buffer[..count])?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn reach(asked: &Asked, start: bool) -> Result<Option<UnixStream>> {
    let folder = folder()?;
    let until = Instant::now() + PATIENCE;
    loop {
        match UnixStream::connect(folder.join("socket")) {
            Ok(socket) => return Ok(Some(socket)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {}
            Err(error) => return Err(error).context("cannot reach the shell"),
        }
        if !start {
            return Ok(None);
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&folder).context("cannot make the shell's folder")?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => begin(asked, lock)?,
            // Somebody else is just starting it, or it is just ending.
            Err(TryLockError::WouldBlock) => sleep(Duration::from_millis(20)),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        if Instant::now() >= until {
            bail!("the shell neither began nor ended");
        }
    }
}

/// Starts a keeper and waits for its word that it listens. The lock travels as its stdin without ever being unlocked;
/// nothing of this process's own stdio does, or the exec that called us would not end.
fn begin(asked: &Asked, lock: File) -> Result<()> {
    let _ = fs::remove_file(folder()?.join("socket"));
    let (ready, word) = io::pipe()?;
    Command::new(std::env::current_exe()?)
        .args(["keep-shell", "--cols", &asked.cols.to_string(), "--rows", &asked.rows.to_string()])
        .stdin(lock)
        .stdout(word)
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start the shell's keeper")?;
    let heard = io::read_to_string(ready)?;
    if heard != "ready\n" {
        bail!("the shell did not begin: {}", heard.trim_end());
    }
    Ok(())
}
