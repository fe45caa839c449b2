//! Runs: a command block's command, once for each run id, in the learner's workbench.
//!
//! The agent in the workbench owns the run; this only starts it, follows it
//! and writes down what came of it. So a server that is killed finds the run
//! again, or says that it was interrupted.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Engine, EngineError, Tick, lock, now};
use crate::cluster::{ClusterError, RunEnd, SandboxSpec};
use crate::id::{AttemptId, CommandId, LabId, LearnerId, RunId};
use crate::lab::Lab;
use crate::progress::{MAX_OUTPUT, Millis, Run, RunState};
use crate::store::RunCreated;

/// How often a broken connection to a run is made again before the run is given up.
const RECONNECTS: u32 = 60;
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);
/// A run that was asked for within this time is still started after a restart.
const STILL_WANTED: Millis = 120_000;

/// What a running command printed so far.
pub(super) struct Live {
    kept: Vec<u8>,
    dropped: u64,
    cancel: CancellationToken,
}

impl Live {
    fn new(cancel: CancellationToken) -> Self {
        Self { kept: Vec::new(), dropped: 0, cancel }
    }

    /// Keeps the end: what a long output says last is what one looks for.
    fn push(&mut self, piece: &[u8]) {
        self.kept.extend_from_slice(piece);
        if self.kept.len() > 2 * MAX_OUTPUT {
            self.trim();
        }
    }

    fn trim(&mut self) {
        let excess = self.kept.len().saturating_sub(MAX_OUTPUT);
        self.kept.drain(..excess);
        self.dropped += excess as u64;
    }

    pub(super) fn text(&self) -> String {
        let start = self.kept.len().saturating_sub(MAX_OUTPUT);
        String::from_utf8_lossy(&self.kept[start..]).into_owned()
    }

    pub(super) fn truncated(&self) -> bool {
        self.dropped > 0 || self.kept.len() > MAX_OUTPUT
    }
}

/// How far a run's output came: in bytes from the workbench, and in whole characters to pages.
#[derive(Default)]
struct Printed {
    received: u64,
    /// The beginning of a character whose end is yet to come.
    cut: Vec<u8>,
}

impl Printed {
    /// What pages are shown of a piece, and where it begins. Pieces end anywhere; text must not.
    fn take(&mut self, piece: &[u8]) -> Option<(u64, String)> {
        let offset = self.received - self.cut.len() as u64;
        self.received += piece.len() as u64;
        let mut bytes = std::mem::take(&mut self.cut);
        bytes.extend_from_slice(piece);
        let last = bytes.utf8_chunks().last().map_or(0, |chunk| chunk.invalid().len());
        let tail = bytes.len() - last;
        // Bytes that are no text at all are shown as such at once; only what may still become a character waits.
        if std::str::from_utf8(&bytes[tail..]).is_err_and(|error| error.error_len().is_none()) {
            self.cut = bytes.split_off(tail);
        }
        (!bytes.is_empty()).then(|| (offset, String::from_utf8_lossy(&bytes).into_owned()))
    }
}

impl Engine {
    /// Starts a command, once for each run id: the same id again answers with the run it started.
    ///
    /// # Errors
    /// [`EngineError::Busy`] while another run of the sandbox has not ended, [`EngineError::CatchingUp`] while steps
    /// are being done for the learner.
    pub async fn run(
        &self,
        learner: &LearnerId,
        lab: &LabId,
        command: &CommandId,
        id: &RunId,
    ) -> Result<Run, EngineError> {
        let lab = self.find_lab(lab)?;
        lab.command(command).ok_or(EngineError::NotFound("command"))?;
        let (attempt, sandbox) = self.current(learner, lab.id()).await?;
        if self.0.store.running_replays().await?.iter().any(|(replay, _)| replay.attempt == attempt) {
            return Err(EngineError::CatchingUp);
        }
        let run = Run {
            id: id.clone(),
            attempt: attempt.clone(),
            sandbox: sandbox.id.clone(),
            command: command.clone(),
            state: RunState::Starting,
            exit: None,
            output: String::new(),
            truncated: false,
            started: now(),
            ended: None,
        };
        match self.0.store.create_run(&run).await? {
            RunCreated::Same(known) => return Ok(known),
            RunCreated::Taken => return Err(EngineError::RunIdTaken),
            RunCreated::Busy(other) => return Err(EngineError::Busy(other)),
            RunCreated::New => {}
        }
        self.0.store.touch_sandbox(&sandbox.id, now()).await?;
        self.tick(&attempt);
        self.drive(run.clone(), &lab, true);
        Ok(run)
    }

    /// Stops the run of a command, and everything it started. Stopping what is over does nothing.
    ///
    /// # Errors
    /// When the lab is not open or the workbench can't be reached.
    pub async fn stop(&self, learner: &LearnerId, lab: &LabId, command: &CommandId) -> Result<(), EngineError> {
        let lab = self.find_lab(lab)?;
        let (attempt, sandbox) = self.current(learner, lab.id()).await?;
        let latest = self.0.store.latest_runs(&attempt).await?.remove(command);
        let Some(run) = latest.filter(|run| !run.state.is_over()) else { return Ok(()) };
        if let Some(live) = lock(&self.0.running).get(&run.id) {
            live.cancel.cancel();
        }
        if run.state == RunState::Running {
            let spec = SandboxSpec { id: sandbox.id, lab: lab.id().clone() };
            self.0.cluster.stop_run(&spec, run.id.as_str()).await?;
        }
        Ok(())
    }

    /// After a restart: goes on following the runs that had not ended.
    pub(super) async fn attach_to_runs(&self) -> Result<(), EngineError> {
        for run in self.0.store.open_runs().await? {
            let attempt = self.0.store.attempt(&run.attempt).await?;
            let lab = attempt.and_then(|attempt| self.lab(&attempt.lab));
            match lab {
                Some(lab) => {
                    // Nobody knows whether it was started before the server ended. Starting it again is safe, the
                    // workbench knows the id; starting it long after it was asked for would surprise.
                    let start = run.state == RunState::Starting && now() - run.started < STILL_WANTED;
                    self.drive(run, &lab, start);
                }
                None => self.finish(run, RunState::Interrupted, None).await?,
            }
        }
        Ok(())
    }

    /// Follows a run in a task of its own; `start` is false for one that may already be running.
    fn drive(&self, run: Run, lab: &Lab, start: bool) {
        let cancel = self.0.stop.child_token();
        {
            let mut running = lock(&self.0.running);
            if running.contains_key(&run.id) {
                return;
            }
            running.insert(run.id.clone(), Live::new(cancel.clone()));
        }
        let spec = SandboxSpec { id: run.sandbox.clone(), lab: lab.id().clone() };
        let command = lab.command(&run.command).cloned();
        let names = lab.file.files.clone();
        let engine = self.clone();
        self.spawn(async move {
            let (id, attempt) = (run.id.clone(), run.attempt.clone());
            let mut run = run;
            let end = match command {
                Some(command) => {
                    let text = engine.resolved(&command.run, &spec);
                    engine.carry_out(&mut run, &spec, start.then_some((text.as_str(), command.timeout)), &cancel).await
                }
                None => Err(EngineError::NotFound("command")),
            };
            let (state, exit) = outcome(&id, end);
            engine.fetch_files(&run.attempt, &spec, &names).await;
            if let Err(error) = engine.finish(run, state, exit).await {
                tracing::error!(run.id = %id, error = %error, "the end of a run could not be written");
            }
            lock(&engine.0.running).remove(&id);
            engine.poke(&attempt);
        });
    }

    async fn carry_out(
        &self,
        run: &mut Run,
        spec: &SandboxSpec,
        start: Option<(&str, u32)>,
        cancel: &CancellationToken,
    ) -> Result<RunEnd, EngineError> {
        if let Some((command, seconds)) = start {
            tokio::select! {
                () = cancel.cancelled() => return Ok(stopped()),
                woken = self.wake(&run.attempt, spec) => woken?,
            }
            self.0.cluster.start_run(spec, run.id.as_str(), command, seconds).await?;
        }
        run.state = RunState::Running;
        self.0.store.update_run(run).await?;
        self.tick(&run.attempt);
        if cancel.is_cancelled() {
            self.0.cluster.stop_run(spec, run.id.as_str()).await?;
        }
        let mut printed = Printed::default();
        self.follow_through(spec, run.id.as_str(), |_, piece| self.printed(run, &mut printed, piece)).await
    }

    /// Follows the output; a connection that breaks is made again where it broke off. `each` hears where a piece
    /// begins in all that was printed.
    pub(super) async fn follow_through(
        &self,
        spec: &SandboxSpec,
        run: &str,
        mut each: impl FnMut(u64, &[u8]) + Send,
    ) -> Result<RunEnd, EngineError> {
        let mut offset = 0u64;
        let mut attempts = 0;
        loop {
            let before = offset;
            let mut piece_came = |piece: &[u8]| {
                each(offset, piece);
                offset += piece.len() as u64;
            };
            match self.0.cluster.follow_run(spec, run, before, &mut piece_came).await {
                Ok(end) => return Ok(end),
                // With an evicted workbench its runs are over.
                Err(error) if self.0.cluster.clear_ended_workbench(spec).await.unwrap_or(false) => {
                    return Err(error.into());
                }
                Err(error) if attempts < RECONNECTS && !error.is_not_found() => {
                    attempts = if offset > before { 0 } else { attempts + 1 };
                    tracing::debug!(run.id = %run, error = %error, "a run's output broke off and is followed again");
                    tokio::time::sleep(RECONNECT_PAUSE).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn printed(&self, run: &Run, printed: &mut Printed, piece: &[u8]) {
        if let Some(live) = lock(&self.0.running).get_mut(&run.id) {
            live.push(piece);
        }
        let Some((offset, text)) = printed.take(piece) else { return };
        let (attempt, command) = (run.attempt.clone(), run.command.clone());
        let tick = Tick::Output { attempt, run: run.id.clone(), command, offset, text };
        // Nobody listening is no error.
        let _ = self.0.ticks.send(tick);
    }

    /// A command may have written one of the lab's files: the page shows what is there.
    pub(super) async fn fetch_files(&self, attempt: &AttemptId, spec: &SandboxSpec, names: &[String]) {
        if names.is_empty() || !self.0.cluster.workbench_is_ready(spec) {
            return;
        }
        // Else what the page saves meanwhile could be overwritten with what was there before.
        let desk = self.desk(&spec.id);
        let _reading = desk.lock().await;
        match self.0.cluster.get_files(spec, names).await {
            Ok(found) => {
                for (name, content) in found.files {
                    if let Err(error) = self.0.store.save_file(attempt, &name, &content, now()).await {
                        tracing::error!(file = %name, error = %error, "a file that a command wrote could not be kept");
                    }
                }
            }
            Err(error) => {
                tracing::warn!(attempt.id = %attempt, error = %error, "the lab's files could not be read back");
            }
        }
    }

    async fn finish(&self, mut run: Run, state: RunState, exit: Option<i32>) -> Result<(), EngineError> {
        if let Some(live) = lock(&self.0.running).get(&run.id) {
            run.output = live.text();
            run.truncated = live.truncated();
        }
        run.state = state;
        run.exit = exit;
        run.ended = Some(now());
        self.0.store.update_run(&run).await?;
        self.0.store.touch_sandbox(&run.sandbox, now()).await?;
        self.tick(&run.attempt);
        Ok(())
    }
}

fn stopped() -> RunEnd {
    RunEnd {
        state: "ended".to_owned(),
        exit: None,
        signal: None,
        ended: Some("stopped".to_owned()),
        total: 0,
        skipped: 0,
    }
}

fn outcome(id: &RunId, end: Result<RunEnd, EngineError>) -> (RunState, Option<i32>) {
    match end {
        Ok(end) if end.state == "ended" => match end.ended.as_deref() {
            Some("stopped") => (RunState::Stopped, end.exit),
            Some("timeout") => (RunState::Timeout, end.exit),
            // A command that a signal ended has the status a shell gives it.
            _ => (RunState::Ended, end.exit.or(end.signal.map(|signal| 128 + signal))),
        },
        Ok(end) => {
            tracing::warn!(run.id = %id, state = %end.state, "a run was lost with its workbench");
            (RunState::Interrupted, None)
        }
        Err(EngineError::Cluster(ClusterError::Refused { code: 404, .. })) => (RunState::Interrupted, None),
        Err(error) => {
            tracing::warn!(run.id = %id, error = %error, "a run could not be carried out");
            (RunState::Interrupted, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Printed;

    #[test]
    fn a_character_that_is_cut_waits_for_its_end() {
        let mut printed = Printed::default();
        let text = "çã€🦀".as_bytes();
        let pieces: Vec<_> = text.iter().filter_map(|byte| printed.take(&[*byte])).collect();
        assert_eq!(pieces, [(0, "ç".into()), (2, "ã".into()), (4, "€".into()), (7, "🦀".into())]);
        assert_eq!(printed.take(b"\xff\xffx\xe2\x82"), Some((11, "\u{fffd}\u{fffd}x".into())));
        assert_eq!(printed.take(b"\xac."), Some((14, "€.".into())));
        assert_eq!(printed.received, 18);
    }
}
