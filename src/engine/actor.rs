//! One small task for each open attempt: it judges the steps again when something of theirs changes.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

use super::judging::Actor;
use super::{Engine, EngineError, Tick, lock, now};
use crate::check::Check;
use crate::cluster::{Change, SandboxSpec};
use crate::id::{AttemptId, LabId, LearnerId};
use crate::lab::Step;
use crate::progress::{Attempt, Millis};

/// A client that asks for the progress this often counts as a connected page.
const POLL_COUNTS: Millis = 10_000;

/// The engine's end of an actor.
#[derive(Clone)]
pub(super) struct Handle {
    namespace: String,
    pub due: Arc<Mutex<Due>>,
    pub poke: Arc<Notify>,
    watchers: Arc<AtomicUsize>,
    polled: Arc<AtomicI64>,
    stop: CancellationToken,
}

/// Which steps are judged next.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Due {
    /// Those that look at these kinds of objects.
    Kinds(BTreeSet<&'static str>),
    /// Those that wait for what only a probe tells.
    #[default]
    Probes,
    /// All of them.
    Everything,
}

impl Due {
    /// Whether a step is judged now; `settled` when it passed and what later steps compare with is still there.
    pub(super) fn concerns(&self, step: &Step, settled: bool) -> bool {
        match self {
            Self::Everything => true,
            Self::Probes => !settled && needs_probe(step),
            Self::Kinds(kinds) => {
                step.checks.iter().any(|check| check.depends_on().iter().any(|kind| kinds.contains(kind)))
            }
        }
    }
}

/// Whether a step looks at what no watch tells.
pub(super) fn needs_probe(step: &Step) -> bool {
    step.checks.iter().any(Check::needs_probe)
}

impl Handle {
    /// Something may be otherwise, nobody knows what.
    pub(super) fn look_again(&self) {
        *lock(&self.due) = Due::Everything;
        self.poke.notify_one();
    }

    /// Whether a page of the attempt is connected, or a client without a stream asked for it a moment ago.
    pub(super) fn somebody_looks(&self) -> bool {
        self.watchers.load(Ordering::SeqCst) > 0 || now() - self.polled.load(Ordering::SeqCst) < POLL_COUNTS
    }

    /// Notes that somebody asked for the attempt; true when until now nobody looked. A connected page asks, too, each time
    /// that it is told something: that alone is no reason to judge everything once more.
    fn is_looked_at_again(&self) -> bool {
        let looked = self.somebody_looks();
        self.polled.store(now(), Ordering::SeqCst);
        !looked
    }

    /// An object of this kind changed.
    fn changed(&self, kind: &'static str) {
        let mut due = lock(&self.due);
        match &mut *due {
            Due::Everything => {}
            Due::Kinds(kinds) => drop(kinds.insert(kind)),
            Due::Probes => *due = Due::Kinds([kind].into()),
        }
        self.poke.notify_one();
    }
}

/// How many pages of each attempt are connected, whether or not it has a task: after a restart, pages are back before
/// their sandboxes are found again, and an attempt may be given another sandbox while its page stays.
#[derive(Debug, Default)]
pub(super) struct Watchers(Mutex<HashMap<AttemptId, Arc<AtomicUsize>>>);

impl Watchers {
    fn of(&self, attempt: &AttemptId) -> Arc<AtomicUsize> {
        let mut all = lock(&self.0);
        // What nobody else holds has neither a page nor a task.
        all.retain(|_, count| Arc::strong_count(count) > 1);
        all.entry(attempt.clone()).or_default().clone()
    }
}

/// While it lives, a page of the attempt is connected.
#[derive(Debug)]
pub struct Watched(Arc<AtomicUsize>);

impl Watched {
    fn new(count: Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Engine {
    /// Says that a page of the attempt is connected, for as long as the returned guard lives.
    #[must_use]
    pub fn watched(&self, attempt: &AttemptId) -> Watched {
        let watched = Watched::new(self.0.watchers.of(attempt));
        self.poke(attempt);
        watched
    }

    /// Somebody asked for the attempt, a client without a stream perhaps.
    pub(super) fn seen(&self, attempt: &AttemptId) {
        if let Some(handle) = lock(&self.0.actors).get(attempt)
            && handle.is_looked_at_again()
        {
            handle.look_again();
        }
    }

    /// Judges the attempt's steps again soon.
    pub(super) fn poke(&self, attempt: &AttemptId) {
        if let Some(handle) = lock(&self.0.actors).get(attempt) {
            handle.look_again();
        }
    }

    /// The Check button: judges again now, and waits for nothing.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] before the lab was opened.
    pub async fn check_now(&self, learner: &LearnerId, lab: &LabId) -> Result<(), EngineError> {
        let (attempt, _) = self.current(learner, lab).await?;
        self.poke(&attempt);
        Ok(())
    }

    pub(super) fn start_actor(&self, attempt: &Attempt, spec: SandboxSpec) {
        let Some(lab) = self.lab(&attempt.lab) else { return };
        let handle = Handle {
            namespace: spec.id.namespace(),
            due: Arc::new(Mutex::new(Due::Everything)),
            poke: Arc::new(Notify::new()),
            watchers: self.0.watchers.of(&attempt.id),
            polled: Arc::new(AtomicI64::new(now())),
            stop: self.0.stop.child_token(),
        };
        {
            let mut actors = lock(&self.0.actors);
            if actors.get(&attempt.id).is_some_and(|known| known.namespace == handle.namespace) {
                return;
            }
            if let Some(old) = actors.insert(attempt.id.clone(), handle.clone()) {
                old.stop.cancel();
            }
        }
        let actor = Actor { engine: self.clone(), attempt: attempt.id.clone(), spec, lab, handle };
        let stop = actor.handle.stop.clone();
        self.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = actor.live() => {}
            }
        });
    }

    pub(super) fn stop_actor(&self, attempt: &AttemptId) {
        if let Some(handle) = lock(&self.0.actors).remove(attempt) {
            handle.stop.cancel();
        }
    }

    /// What is drawn of the attempt's sandbox is out of date.
    fn redraw(&self, attempt: &AttemptId) {
        // Nobody listening is no error.
        let _ = self.0.ticks.send(Tick::Picture(attempt.clone()));
    }

    /// Sends each change of the cluster to the one actor it concerns.
    pub(super) async fn dispatch_changes(self) {
        let mut changes = self.0.cluster.changes();
        loop {
            let change = changes.recv().await;
            let actors = lock(&self.0.actors);
            match change {
                Ok(Change::Namespace(name, kind)) => {
                    let of_it = actors.iter().filter(|(_, handle)| handle.namespace == name);
                    of_it.for_each(|(attempt, handle)| {
                        handle.changed(kind);
                        self.redraw(attempt);
                    });
                }
                Ok(Change::Everything) | Err(broadcast::error::RecvError::Lagged(_)) => {
                    actors.iter().for_each(|(attempt, handle)| {
                        handle.look_again();
                        self.redraw(attempt);
                    });
                }
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{ManifestFile, Named};
    use crate::lab::StepKind;

    fn step(check: Check) -> Step {
        Step {
            id: "a".parse().expect("an id"),
            kind: StepKind::Judged,
            covers: Vec::new(),
            commands: Vec::new(),
            questions: Vec::new(),
            predictions: Vec::new(),
            needs: Vec::new(),
            checks: vec![check],
            mistakes: Vec::new(),
            solution: None,
        }
    }

    #[test]
    fn a_change_is_due_for_those_who_look_at_its_kind() {
        let service = step(Check::ServiceAbsent(Named { name: "nginx".into() }));
        let file = step(Check::Manifest(ManifestFile {
            file: "web.yaml".into(),
            kind: "Service".into(),
            name: "web".into(),
            api_version: None,
            service_name: None,
        }));
        let of = |kinds: &[&'static str]| Due::Kinds(kinds.iter().copied().collect());
        assert!(of(&["Pod", "Service"]).concerns(&service, false) && !of(&["Pod"]).concerns(&service, false));
        assert!(!of(&["Pod", "Service"]).concerns(&file, false), "no watch tells of a file");
        assert!(Due::Probes.concerns(&file, false) && !Due::Probes.concerns(&file, true));
        assert!(!Due::Probes.concerns(&service, false));
        assert!(Due::Everything.concerns(&file, true) && Due::Everything.concerns(&service, false));
    }

    #[test]
    fn a_page_counts_whether_or_not_its_attempt_has_a_task() {
        let attempt = |id: &str| id.parse::<AttemptId>().expect("an id");
        let (watchers, ada, bob) = (Watchers::default(), attempt("aaaaaaaaaa"), attempt("bbbbbbbbbb"));
        let page = Watched::new(watchers.of(&ada));
        assert_eq!(lock(&watchers.0).len(), 1);
        let of_a_later_task = watchers.of(&ada);
        assert_eq!(of_a_later_task.load(Ordering::SeqCst), 1);
        assert_eq!(watchers.of(&bob).load(Ordering::SeqCst), 0);
        drop(page);
        assert_eq!(of_a_later_task.load(Ordering::SeqCst), 0);
        drop(of_a_later_task);
        watchers.of(&bob);
        assert!(!lock(&watchers.0).contains_key(&ada), "nobody holds it any more");
    }

    #[test]
    fn what_is_due_adds_up() {
        let handle = Handle {
            namespace: "lab-a".into(),
            due: Arc::default(),
            poke: Arc::default(),
            watchers: Arc::default(),
            polled: Arc::default(),
            stop: CancellationToken::new(),
        };
        assert!(!handle.somebody_looks());
        handle.changed("Pod");
        handle.changed("Service");
        assert_eq!(*lock(&handle.due), Due::Kinds(["Pod", "Service"].into()));
        handle.look_again();
        handle.changed("Pod");
        assert_eq!(std::mem::take(&mut *lock(&handle.due)), Due::Everything);
        assert_eq!(*lock(&handle.due), Due::Probes, "a timer alone asks only what no watch tells");
        assert!(handle.is_looked_at_again() && handle.somebody_looks());
        assert!(!handle.is_looked_at_again(), "it was looked at a moment ago");
        handle.polled.store(0, Ordering::SeqCst);
        handle.watchers.store(1, Ordering::SeqCst);
        assert!(!handle.is_looked_at_again(), "a page is connected");
    }
}
