//! Opens labs, runs commands, judges live, resets. The only writer of progress.
//!
//! The engine keeps nothing in memory that a learner would miss after a
//! restart: what is here is rebuilt from the store, the cluster and the
//! workbenches.

mod actor;
mod answer;
mod class;
mod desk;
mod error;
mod fence;
mod guesses;
mod guide;
mod help;
mod judging;
mod life;
mod look;
mod open;
mod overfull;
mod people;
mod preflight;
mod proving;
mod replay;
mod run;
mod terminal;
mod verdict;
mod warm;
mod watching;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cluster::{Cluster, Reach};
use crate::id::{AttemptId, ClassId, CommandId, LabId, LearnerId, RunId, SandboxId};
use crate::lab::Lab;
use crate::lab::catalogue::Catalogue;
use crate::progress::{AttemptView, Millis, Run, Sandbox};
use crate::store::Store;

/// What pods answer, or why they are not asked.
pub use crate::cluster::{Answerer, Answers, PageKind, PageRefusal, PageRequest, PageTarget, PodPage};
/// What a page and its terminal say to one another.
pub use crate::cluster::{Attach, Begun, Say, Told};
pub use actor::Watched;
pub use class::Joined;
pub use error::EngineError;
pub use fence::{Apart, Fence};
pub use guide::Guidance;
pub use look::Look;
pub use people::NewLearner;
pub use preflight::{Need, needs};
pub use proving::ScriptEnd;
pub use terminal::{Hearing, Opened, Speaking};
pub use warm::{Ahead, made_ahead};
pub use watching::Shown;

/// A piece of news for connected pages.
#[derive(Debug, Clone)]
pub enum Tick {
    /// Something after the last event was written for this attempt; the store says what.
    Event(AttemptId),
    /// A run printed something. Not stored as an event: a page that missed it asks for the run.
    Output {
        /// The attempt.
        attempt: AttemptId,
        /// The run.
        run: RunId,
        /// The command.
        command: CommandId,
        /// Where this piece starts in all that the run printed, in bytes.
        offset: u64,
        /// The piece.
        text: String,
    },
    /// The watches saw something change in this attempt's sandbox.
    Picture(AttemptId),
    /// What is being done for the learner printed something. Not stored as an event: a page that missed it has the next.
    Replay(AttemptId),
    /// Something about a class changed: who is in it, hands, its end.
    Class(ClassId),
    /// Something between a learner and their class changed, or they opened a lab.
    Learner(LearnerId),
    /// Whether the cluster can be reached changed.
    Cluster(bool),
}

/// The outcome of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// As the cluster says.
    Right,
    /// Otherwise.
    NotRight,
    /// The cluster can't be asked, or has no such object yet.
    CannotTell,
}

/// Limits that an operator may set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many sandboxes may exist at once.
    pub max_sandboxes: usize,
    /// After how long without a learner's action a sandbox loses its workbench.
    pub sleep_after: Duration,
    /// After how long without a learner's action a sandbox's namespaces are removed.
    pub expire_after: Duration,
    /// Whether labs are opened, too, on a cluster that accepts pods that own their node.
    pub trust_learners: bool,
    /// How long an ended class is kept before it is purged; `None` keeps it until somebody purges it.
    pub keep_classes: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_sandboxes: 20,
            sleep_after: Duration::from_secs(2 * 3600),
            expire_after: Duration::from_secs(24 * 3600),
            trust_learners: false,
            keep_classes: None,
        }
    }
}

/// A handle on the engine; cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    store: Store,
    cluster: Cluster,
    catalogue: RwLock<Arc<Catalogue>>,
    settings: Settings,
    ticks: broadcast::Sender<Tick>,
    /// Whether the cluster holds learners in.
    fence: tokio::sync::watch::Sender<Fence>,
    /// Whether its network holds sandboxes apart.
    apart: tokio::sync::watch::Sender<Apart>,
    /// Sandboxes made ahead.
    warm: warm::Warm,
    actors: Mutex<HashMap<AttemptId, actor::Handle>>,
    watchers: actor::Watchers,
    /// What running commands printed so far, for pages that are loaded meanwhile.
    running: Mutex<HashMap<RunId, run::Live>>,
    /// What is being done for learners: catching up, going back to the start of a step.
    replaying: Mutex<HashMap<AttemptId, replay::Going>>,
    /// One open or reset at a time for each learner and lab.
    doors: Mutex<HashMap<(LearnerId, LabId), Door>>,
    /// One writer at a time of each sandbox's files: else a workbench that just came up could be given what the
    /// learner had before their newest save.
    desks: Mutex<HashMap<SandboxId, Door>>,
    /// Sandboxes whose workbench is known to have the lab's files.
    laid: Mutex<HashSet<SandboxId>>,
    /// How many pages show, or wait for, the terminal of a sandbox.
    terminals: Mutex<HashMap<SandboxId, usize>>,
    /// Terminals whose learners let them be watched.
    screens: Mutex<HashMap<SandboxId, watching::Screen>>,
    /// Wrong join codes of the last minutes; a restart forgives them.
    pace: Mutex<crate::class::Pace>,
    guesses: guesses::Guesses,
    /// What is asked from inside the cluster waits here for its turn.
    probes: tokio::sync::Semaphore,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Where the opens and resets of one learner's lab wait for one another.
type Door = Arc<tokio::sync::Mutex<()>>;

/// A mutex over plain data stays usable after a panic elsewhere.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The one place where the engine reads the clock.
fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

impl Engine {
    /// Starts the engine: follows the cluster's reach, goes on with what the store knows, and tidies up.
    #[must_use]
    pub fn start(
        store: Store,
        cluster: Cluster,
        catalogue: Catalogue,
        settings: Settings,
        stop: CancellationToken,
    ) -> Self {
        let inner = Inner {
            store,
            cluster,
            catalogue: RwLock::new(Arc::new(catalogue)),
            settings,
            ticks: broadcast::channel(4096).0,
            fence: tokio::sync::watch::Sender::new(Fence::Untried),
            apart: tokio::sync::watch::Sender::new(Apart::Untried),
            warm: warm::Warm::default(),
            actors: Mutex::default(),
            watchers: actor::Watchers::default(),
            running: Mutex::default(),
            replaying: Mutex::default(),
            doors: Mutex::default(),
            desks: Mutex::default(),
            laid: Mutex::default(),
            terminals: Mutex::default(),
            screens: Mutex::default(),
            pace: Mutex::default(),
            guesses: guesses::Guesses::default(),
            probes: tokio::sync::Semaphore::new(judging::PROBES_AT_ONCE),
            stop,
            tasks: TaskTracker::new(),
        };
        let engine = Self(Arc::new(inner));
        engine.spawn(engine.clone().follow_reach());
        engine.spawn(engine.clone().follow_fence());
        engine.spawn(engine.clone().dispatch_changes());
        engine.spawn(engine.clone().tidy_up());
        engine.spawn(engine.clone().measure_volumes());
        engine
    }

    /// Runs a task until it ends or the engine stops.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.0.stop.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = task => {}
            }
        });
    }

    /// Waits for the engine's tasks after its token was cancelled.
    pub async fn stopped(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// The store, for reading.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The labs that are served, as they are now.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.0.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Serves other labs from now on: an author changed something. Open attempts are judged by the new checks.
    pub fn set_catalogue(&self, catalogue: Catalogue) {
        *self.0.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
        lock(&self.0.actors).values().for_each(actor::Handle::look_again);
    }

    /// One lab.
    #[must_use]
    pub fn lab(&self, id: &LabId) -> Option<Arc<Lab>> {
        self.catalogue().labs.get(id).cloned()
    }

    /// Whether those images are stand-ins on this cluster.
    #[must_use]
    pub fn has_stand_ins(&self) -> bool {
        self.0.cluster.has_stand_ins()
    }

    /// Hears of news for pages.
    #[must_use]
    pub fn ticks(&self) -> broadcast::Receiver<Tick> {
        self.0.ticks.subscribe()
    }

    /// Whether the cluster answers.
    #[must_use]
    pub fn cluster_ok(&self) -> bool {
        matches!(*self.0.cluster.reach().borrow(), Reach::Up(_))
    }

    /// Whether cluster and store can be used, and labs are opened.
    pub async fn ready(&self) -> bool {
        self.cluster_ok() && self.opens_labs() && self.0.store.last_event().await.is_ok()
    }

    /// How many sandboxes may exist at once.
    #[must_use]
    pub fn max_sandboxes(&self) -> usize {
        self.0.settings.max_sandboxes
    }

    fn tick(&self, attempt: &AttemptId) {
        // Nobody listening is no error.
        let _ = self.0.ticks.send(Tick::Event(attempt.clone()));
    }

    fn find_lab(&self, id: &LabId) -> Result<Arc<Lab>, EngineError> {
        self.lab(id).ok_or(EngineError::NotFound("lab"))
    }

    /// What a page shows of the learner's current attempt; `None` before the first opening.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn view(&self, learner: &LearnerId, lab: &LabId) -> Result<Option<AttemptView>, EngineError> {
        let Some(attempt) = self.0.store.current_attempt(learner, lab).await? else { return Ok(None) };
        let mut view = self.0.store.view(&attempt).await?;
        for run in view.runs.values_mut().filter(|run| !run.state.is_over()) {
            self.fill_in_output(run);
        }
        if let Some(replay) = view.replays.last_mut().filter(|replay| replay.ended.is_none()) {
            replay.output = self.replay_output(&attempt.id);
        }
        self.seen(&attempt.id);
        Ok(Some(view))
    }

    /// A run of the learner's, with what it printed so far.
    ///
    /// # Errors
    /// When there is no such run, or it is somebody else's.
    pub async fn run_of(&self, learner: &LearnerId, id: &RunId) -> Result<Run, EngineError> {
        let missing = EngineError::NotFound("run");
        let Some(mut run) = self.0.store.run(id).await? else { return Err(missing) };
        let attempt = self.0.store.attempt(&run.attempt).await?;
        if attempt.is_none_or(|attempt| attempt.learner != *learner) {
            return Err(missing);
        }
        if !run.state.is_over() {
            self.fill_in_output(&mut run);
        }
        Ok(run)
    }

    fn fill_in_output(&self, run: &mut Run) {
        if let Some(live) = lock(&self.0.running).get(&run.id) {
            run.output = live.text();
            run.truncated = live.truncated();
        }
    }

    /// The current attempt and its sandbox, or [`EngineError::NotOpen`].
    async fn current(&self, learner: &LearnerId, lab: &LabId) -> Result<(AttemptId, Sandbox), EngineError> {
        let attempt = self.0.store.current_attempt(learner, lab).await?.ok_or(EngineError::NotOpen)?;
        let sandbox = self.0.store.sandbox_of(&attempt.id).await?.ok_or(EngineError::NotOpen)?;
        self.not_unfenced()?;
        Ok((attempt.id, sandbox))
    }
}
