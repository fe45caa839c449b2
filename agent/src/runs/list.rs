//! The runs there are, and asking one to end.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use anyhow::Result;
use rustix::fs::OFlags;
use serde_json::{Value, json};

use super::follow::written;
use super::status::{State, Status};
use super::{RunDir, RunId, Runs};

/// Prints every run, newest first.
pub fn list() -> Result<()> {
    let mut found = Vec::new();
    for (id, run) in Runs::beneath_home()?.all()? {
        let (state, status) = run.look()?;
        if state != State::Unknown {
            found.push((status.started_ms, describe(&id, &run, state, &status)));
        }
    }
    // A run without a start yet is the newest there is.
    found.sort_by_key(|(started, _)| std::cmp::Reverse(started.unwrap_or(u64::MAX)));
    println!("{}", Value::Array(found.into_iter().map(|(_, described)| described).collect()));
    Ok(())
}

fn describe(id: &RunId, run: &RunDir, state: State, status: &Status) -> Value {
    json!({
        "id": id.0,
        "state": state,
        "pid": status.pid,
        "exit": status.exit,
        "signal": status.signal,
        "ended": status.ended,
        "total": if state == State::Ended { status.total } else { written(run) },
        "started_ms": status.started_ms,
        "ended_ms": status.ended_ms,
        "write_error": status.write_error,
    })
}

/// Asks the run's supervisor to end it and prints how it stood. The mark stays, for a supervisor that is only just
/// starting; the FIFO wakes one that sleeps.
pub fn stop(id: &RunId) -> Result<()> {
    let run = Runs::beneath_home()?.run(id);
    let (state, _) = run.look()?;
    if state == State::Running {
        File::create(run.path("stop"))?;
        let nonblocking = OFlags::NONBLOCK.bits() as i32;
        // No FIFO yet, or nobody at its other end: the mark is enough, or there is nothing to stop.
        if let Ok(mut control) = OpenOptions::new().write(true).custom_flags(nonblocking).open(run.path("control")) {
            let _ = control.write(b"s");
        }
    }
    println!("{}", json!({ "state": state }));
    Ok(())
}
