//! The terminal of a sandbox: one shell in its workbench, shown by one page at a time.
//!
//! The shell and its output are the workbench's. This only attaches to them, notes that somebody is at work, and looks
//! at the cluster again when the terminal went quiet after it printed something, as at the end of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Engine, EngineError, lock, now};
use crate::cluster::{Attach, ClusterError, Ear, Mouth, SandboxSpec, Say, Told};
use crate::id::{AttemptId, CommandId, LabId, LearnerId, SandboxId};
use crate::lab::Lab;

/// How many pages of one sandbox may be connected: one shows the shell, others may wait for it or be closing.
const MOST_PAGES: usize = 4;
/// Silence of this length ends what a command had to say.
const QUIET: Duration = Duration::from_millis(400);
/// A program that never falls silent (`watch`) is looked at this often.
const LOUD: Duration = Duration::from_secs(3);
/// How often keys count as a sign of life.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// What came of asking for a terminal.
pub enum Opened {
    /// It is attached.
    Terminal(Box<Hearing>, Speaking),
    /// The workbench sleeps, and was not to be woken.
    Asleep,
    /// Whether it sleeps can't be told now: the server has just begun, or doesn't reach the cluster.
    Unseen,
    /// More pages than a learner needs are connected.
    TooMany,
}

/// Keeps a place among the pages of a sandbox.
struct Place {
    engine: Engine,
    sandbox: SandboxId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut pages = lock(&self.engine.0.terminals);
        if let Some(count) = pages.get_mut(&self.sandbox) {
            *count -= 1;
            if *count == 0 {
                pages.remove(&self.sandbox);
            }
        }
    }
}

/// What happens in a terminal, for those who look at the cluster then.
#[derive(Default)]
struct Activity {
    printed: Notify,
    entered: AtomicBool,
}

/// The end of a terminal that listens.
pub struct Hearing {
    ear: Ear,
    activity: Arc<Activity>,
    _watch: DropGuard,
    place: Place,
}

impl Hearing {
    /// What the shell's keeper says next; `None` when the connection is over. May be cancelled.
    ///
    /// # Errors
    /// When what comes can't be understood.
    pub async fn next(&mut self) -> Result<Option<Told>, EngineError> {
        let told = self.ear.next().await?;
        let Place { engine, sandbox } = &self.place;
        match &told {
            Some(Told::Output(output)) => engine.screen_prints(sandbox, output),
            Some(Told::Begun(begun)) if !begun.goes_on => engine.screen_begins_anew(sandbox, &begun.prelude),
            _ => {}
        }
        if matches!(told, Some(Told::Output(_) | Told::Ended { .. })) {
            self.activity.printed.notify_one();
        }
        Ok(told)
    }
}

/// The end of a terminal that speaks.
pub struct Speaking {
    mouth: Mouth,
    engine: Engine,
    lab: Arc<Lab>,
    spec: SandboxSpec,
    activity: Arc<Activity>,
    touched: Option<Instant>,
}

impl Speaking {
    /// Passes something on to the shell's keeper.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn say(&mut self, what: &Say) -> Result<(), EngineError> {
        if let Say::Size(cols, rows) = what {
            self.engine.screen_resizes(&self.spec.id, (*cols, *rows));
        }
        if let Say::Keys(keys) = what {
            self.entered(keys.contains(&b'\r')).await?;
        }
        Ok(self.mouth.say(what).await?)
    }

    /// Has one of the lab's commands typed, once for this id.
    ///
    /// # Errors
    /// When the lab has no such command, or the connection broke.
    pub async fn type_command(&mut self, id: &str, command: &CommandId) -> Result<(), EngineError> {
        let command = self.lab.command(command).ok_or(EngineError::NotFound("command"))?;
        let text = self.engine.resolved(command.run.trim_end(), &self.spec);
        self.entered(true).await?;
        Ok(self.mouth.say(&Say::Type { id: id.to_owned(), text }).await?)
    }

    async fn entered(&mut self, line: bool) -> Result<(), EngineError> {
        if line {
            self.activity.entered.store(true, Ordering::SeqCst);
        }
        if self.touched.is_none_or(|touched| touched.elapsed() > SIGN_OF_LIFE) {
            self.touched = Some(Instant::now());
            self.engine.0.store.touch_sandbox(&self.spec.id, now()).await?;
        }
        Ok(())
    }
}

impl Engine {
    /// Whether the learner's sandbox is there but its workbench is not up: attaching with `start` will take a moment.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] before the lab was opened.
    pub async fn terminal_waits(&self, learner: &LearnerId, lab: &LabId) -> Result<bool, EngineError> {
        let (_, sandbox) = self.current(learner, lab).await?;
        Ok(!self.0.cluster.workbench_is_ready(&SandboxSpec { id: sandbox.id, lab: lab.clone() }))
    }

    /// Attaches to the shell of the learner's workbench; with `start` the workbench is woken and a shell begun.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] before the lab was opened; or when the workbench can't be reached.
    pub async fn terminal(&self, learner: &LearnerId, lab: &LabId, attach: &Attach) -> Result<Opened, EngineError> {
        let lab = self.find_lab(lab)?;
        let (attempt, sandbox) = self.current(learner, lab.id()).await?;
        let spec = SandboxSpec { id: sandbox.id, lab: lab.id().clone() };
        if attach.start {
            self.0.store.touch_sandbox(&spec.id, now()).await?;
            self.wake(&attempt, &spec).await?;
        } else if !self.0.cluster.workbench_is_ready(&spec) {
            let seen = self.0.cluster.observe(&spec).reachable.is_ok();
            return Ok(if seen { Opened::Asleep } else { Opened::Unseen });
        }
        // Not before: pages that were closed while the workbench started must not hold places.
        let Some(place) = self.place(&spec.id) else { return Ok(Opened::TooMany) };
        let (ear, mouth) = match self.0.cluster.attach(&spec, attach).await {
            // It went between the look and the call.
            Err(ClusterError::Refused { code: 404, .. }) if !attach.start => return Ok(Opened::Asleep),
            attached => attached?,
        };
        self.screen_begins(learner, &spec.id, (attach.cols, attach.rows)).await?;
        let activity = Arc::new(Activity::default());
        let stop = CancellationToken::new();
        self.watch_terminal(attempt, spec.clone(), lab.clone(), activity.clone(), stop.clone());
        let hearing = Hearing { ear, activity: activity.clone(), _watch: stop.drop_guard(), place };
        let speaking = Speaking { mouth, engine: self.clone(), lab, spec, activity, touched: None };
        Ok(Opened::Terminal(Box::new(hearing), speaking))
    }

    fn place(&self, sandbox: &SandboxId) -> Option<Place> {
        let mut pages = lock(&self.0.terminals);
        let count = pages.entry(sandbox.clone()).or_default();
        (*count < MOST_PAGES).then(|| {
            *count += 1;
            Place { engine: self.clone(), sandbox: sandbox.clone() }
        })
    }

    /// Looks at the cluster, and after a line was entered at the lab's files, whenever the terminal falls quiet.
    fn watch_terminal(
        &self,
        attempt: AttemptId,
        spec: SandboxSpec,
        lab: Arc<Lab>,
        activity: Arc<Activity>,
        stop: CancellationToken,
    ) {
        let engine = self.clone();
        let look = async move {
            loop {
                activity.printed.notified().await;
                let began = Instant::now();
                while began.elapsed() < LOUD && tokio::time::timeout(QUIET, activity.printed.notified()).await.is_ok() {
                }
                engine.poke(&attempt);
                if activity.entered.swap(false, Ordering::SeqCst) {
                    engine.fetch_files(&attempt, &spec, &lab.file.files).await;
                }
            }
        };
        self.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = look => {}
            }
        });
    }
}
