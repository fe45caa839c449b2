//! Starting a run once: the claim is a rename of a folder that is already filled and locked, so that there is no
//! moment at which a claimed run has neither a word nor a holder.

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::status::State;
use super::{RunId, Runs, Spec};

/// How many runs are kept.
const KEPT: usize = 20;
/// How old a half-made or half-removed folder is before it counts as left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(60);

/// Starts the run unless its id was claimed before, and prints which.
pub fn start(id: &RunId, spec: &Spec) -> Result<()> {
    let runs = Runs::beneath_home()?;
    runs.prepare()?;
    let claim = claim(&runs, id, spec)?;
    let started = claim.is_some();
    if let Some(lock) = claim {
        spawn_supervisor(id, lock)?;
    }
    println!("{}", json!({ "started": started }));
    prune(&runs).context("cannot remove old runs")
}

/// Claims the id, or says by `None` that it was claimed before. The file is the run's lock, held.
fn claim(runs: &Runs, id: &RunId, spec: &Spec) -> Result<Option<File>> {
    let run = runs.run(id);
    if run.0.exists() {
        return Ok(None);
    }
    let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos();
    let draft: PathBuf = runs.0.join(format!(".claim-{}-{nanos}", std::process::id()));
    DirBuilder::new().mode(0o700).create(&draft)?;
    fs::write(draft.join("spec.json"), serde_json::to_vec(spec)?)?;
    let lock = File::create_new(draft.join("lock"))?;
    lock.try_lock().context("cannot lock a new file")?;
    // A rename on to a folder that isn't empty fails, and a claimed run's folder never is.
    match fs::rename(&draft, &run.0) {
        Ok(()) => Ok(Some(lock)),
        Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => {
            fs::remove_dir_all(&draft)?;
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("cannot claim `{}`", run.0.display())),
    }
}

/// Starts the supervisor and waits for its word that bash has started. The lock travels as its stdin, without ever
/// being unlocked; nothing of this process's own stdio does, or the exec that called us would not end.
fn spawn_supervisor(id: &RunId, lock: File) -> Result<()> {
    let (mut ready, word) = std::io::pipe()?;
    Command::new(std::env::current_exe()?)
        .args(["supervise", "--id", &id.0])
        .stdin(lock)
        .stdout(word)
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start the supervisor")?;
    let mut heard = Vec::new();
    ready.read_to_end(&mut heard)?;
    if heard != b"ready\n" {
        bail!("the supervisor ended before the run began: {}", String::from_utf8_lossy(&heard).trim_end());
    }
    Ok(())
}

/// Removes the oldest runs that are over, and folders that a crash left half made or half removed.
fn prune(runs: &Runs) -> Result<()> {
    let mut found = Vec::new();
    for (_, run) in runs.all()? {
        let (state, _) = run.look()?;
        if let Ok(made) = fs::metadata(run.path("spec.json")).and_then(|meta| meta.modified()) {
            found.push((made, state, run));
        }
    }
    found.sort_by_key(|(made, ..)| std::cmp::Reverse(*made));
    for (_, state, run) in found.into_iter().skip(KEPT) {
        if matches!(state, State::Ended | State::Lost) {
            // Out of sight in one go, so that nobody finds half a run.
            let gone = run.0.with_file_name(format!(".gone-{}", run.0.file_name().unwrap_or_default().display()));
            if fs::rename(&run.0, &gone).is_ok() {
                ignore_absent(fs::remove_dir_all(gone))?;
            }
        }
    }
    remove_left_behind(runs)
}

fn remove_left_behind(runs: &Runs) -> Result<()> {
    for entry in fs::read_dir(&runs.0)? {
        let entry = entry?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|made| made.elapsed().ok());
        if hidden && age > Some(LEFT_BEHIND) {
            ignore_absent(fs::remove_dir_all(entry.path()))?;
        }
    }
    Ok(())
}

/// Two callers may remove the same folder at once.
fn ignore_absent(removed: std::io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
