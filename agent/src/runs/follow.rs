//! Following a run: its output from an offset on, as it comes, then how it ended.

use std::io::{self, Write};
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::{Value, json};

use super::segments::{self, Reader};
use super::status::{State, Status};
use super::{RunDir, RunId, Runs};

/// How often a run without news is looked at. NB: inotify would be prompter, but its instances are counted by uid and
/// every workbench on a node has the same one.
const LOOK: Duration = Duration::from_millis(50);

/// Writes the output from `from` on until the run has ended, then one line of JSON on stderr.
pub fn follow(id: &RunId, from: u64) -> Result<()> {
    let run = Runs::beneath_home()?.run(id);
    let (state, status) = run.look()?;
    let (state, status, skipped) = match state {
        State::Unknown => (state, status, 0),
        _ => write_output(&run, from)?,
    };
    eprintln!("{}", report(&run, state, &status, skipped));
    Ok(())
}

fn write_output(run: &RunDir, from: u64) -> Result<(State, Status, u64)> {
    let mut reader = Reader::new(run, run.spec()?.segment(), from);
    let mut out = io::stdout().lock();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        // NB: look first, read after: output that precedes the end is then never missed.
        let (state, status) = run.look()?;
        if state == State::Unknown {
            return Ok((state, status, reader.skipped()));
        }
        loop {
            let read = reader.read(&mut buffer).context("cannot read the output")?;
            if read == 0 {
                break;
            }
            out.write_all(&buffer[..read])?;
            out.flush()?;
        }
        if state != State::Running {
            return Ok((state, status, reader.skipped()));
        }
        wait_or_notice_nobody_listens(&out)?;
    }
}

/// Waits for a moment; errs at once when the other end of stdout is gone, or a follower of a silent run would stay.
fn wait_or_notice_nobody_listens(out: &io::StdoutLock<'_>) -> Result<()> {
    let mut watched = [PollFd::new(out, PollFlags::empty())];
    let timeout = Timespec::try_from(LOOK)?;
    match poll(&mut watched, Some(&timeout)) {
        Ok(0) | Err(rustix::io::Errno::INTR) => Ok(()),
        Ok(_) => Err(io::Error::from(io::ErrorKind::BrokenPipe)).context("nobody listens"),
        Err(error) => Err(error.into()),
    }
}

fn report(run: &RunDir, state: State, status: &Status, skipped: u64) -> Value {
    let total = match state {
        State::Lost => written(run),
        _ => status.total,
    };
    json!({
        "state": state,
        "exit": status.exit,
        "signal": status.signal,
        "ended": status.ended,
        "total": total,
        "started_ms": status.started_ms,
        "ended_ms": status.ended_ms,
        "skipped": skipped,
        "write_error": status.write_error,
    })
}

/// How many bytes were written, for a run whose supervisor hasn't said.
pub fn written(run: &RunDir) -> u64 {
    run.spec().ok().and_then(|spec| segments::total(run, spec.segment()).ok()).unwrap_or(0)
}
