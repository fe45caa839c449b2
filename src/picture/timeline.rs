//! What happened in a sandbox, as the watches saw it: created, ready, bound, deleted, with times.

use std::collections::VecDeque;

use crate::check::observed::{Claim, Deployment, Endpoints, Pod, ReplicaSet, Seconds, Service, StatefulSet};
use crate::progress::Millis;

/// How many of the newest happenings are kept for each sandbox.
pub const MOST_KEPT: usize = 200;

/// Something that happened to an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When it was seen; of an object that was there before the server, when it was created.
    pub at: Millis,
    /// `pod`, `Service`, `PVC`…
    pub kind: &'static str,
    /// The object's name.
    pub name: String,
    /// The object's UID.
    pub uid: String,
    /// What happened.
    pub turn: Turn,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It was created.
    Created,
    /// A pod became Ready.
    Ready,
    /// A pod is no longer Ready, without being deleted.
    Unready,
    /// A pod's containers were started again; so often by now.
    Restarted(i64),
    /// A pod ran to its end, well or badly.
    Ended(bool),
    /// A pod was evicted by its node, and does not run again.
    Evicted,
    /// The sandbox's workbench was, and another one is made.
    WorkbenchEvicted,
    /// A claim was bound.
    Bound,
    /// A claim's volume held more than it asked for, in bytes, so that its pods were stopped.
    Overfull {
        /// What it held.
        held: u64,
        /// What was asked for.
        limit: u64,
    },
    /// A claim's volume held more files than can be counted, so that its pods were stopped.
    Countless,
    /// The number of wanted pods changed.
    Scaled(i64, i64),
    /// Its deletion began.
    Deleting,
    /// It is gone.
    Gone,
}

/// An object whose changes tell something.
pub trait Telling {
    /// Its kind, as the API writes it; `None` for kinds that nobody is told of.
    const KIND: Option<&'static str>;
    /// Its name, its UID, and when it was created, as far as that is kept.
    fn identity(&self) -> (&str, &str, Option<Seconds>);
    /// What changed since `before`.
    fn turns(&self, _before: &Self) -> Vec<Turn> {
        Vec::new()
    }
}

/// The newest happenings of one sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline(VecDeque<Happening>);

impl Timeline {
    /// All that is kept, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Happening> {
        let mut all: Vec<_> = self.0.iter().cloned().collect();
        // What a first list names was created before it was seen.
        all.sort_by_key(|happening| happening.at);
        all
    }

    /// An object was seen, in a list or by a change.
    pub fn saw<T: Telling>(&mut self, before: Option<&T>, now: &T, listed: bool, at: Millis) {
        match before.filter(|before| before.identity().1 == now.identity().1) {
            Some(before) => {
                for turn in now.turns(before) {
                    self.push(now, turn, at);
                }
            }
            None => {
                if let Some(before) = before {
                    self.push(before, Turn::Gone, at);
                }
                let created = now.identity().2.map(|seconds| seconds.saturating_mul(1000));
                match (listed, created) {
                    (false, _) => self.push(now, Turn::Created, at),
                    (true, Some(created)) => self.push(now, Turn::Created, created),
                    (true, None) => {}
                }
            }
        }
    }

    /// An object is no longer there.
    pub fn lost<T: Telling>(&mut self, before: &T, at: Millis) {
        self.push(before, Turn::Gone, at);
    }

    fn push<T: Telling>(&mut self, object: &T, turn: Turn, at: Millis) {
        let Some(kind) = T::KIND else { return };
        let (name, uid, _) = object.identity();
        self.add(Happening { at, kind, name: name.to_owned(), uid: uid.to_owned(), turn });
    }

    /// Something that is not told by an object's changes.
    pub fn add(&mut self, happening: Happening) {
        self.0.push_back(happening);
        let excess = self.0.len().saturating_sub(MOST_KEPT);
        self.0.drain(..excess);
    }
}

fn scaled(before: i64, now: i64) -> Vec<Turn> {
    if before == now { Vec::new() } else { vec![Turn::Scaled(before, now)] }
}

impl Telling for Pod {
    const KIND: Option<&'static str> = Some("pod");
    fn identity(&self) -> (&str, &str, Option<Seconds>) {
        (&self.name, &self.uid, Some(self.created))
    }
    fn turns(&self, before: &Self) -> Vec<Turn> {
        let mut turns = Vec::new();
        if self.deleting && !before.deleting {
            turns.push(Turn::Deleting);
        }
        if self.restarts > before.restarts {
            turns.push(Turn::Restarted(self.restarts));
        }
        if self.is_over() && !before.is_over() {
            let evicted = self.was_evicted();
            turns.push(if evicted { Turn::Evicted } else { Turn::Ended(self.phase == "Succeeded") });
        } else if self.ready && !before.ready {
            turns.push(Turn::Ready);
        } else if !self.ready && before.ready && !self.deleting {
            turns.push(Turn::Unready);
        }
        turns
    }
}

impl Telling for StatefulSet {
    const KIND: Option<&'static str> = Some("StatefulSet");
    fn identity(&self) -> (&str, &str, Option<Seconds>) {
        (&self.name, &self.uid, Some(self.created))
    }
    fn turns(&self, before: &Self) -> Vec<Turn> {
        let deleting = (self.deleting && !before.deleting).then_some(Turn::Deleting);
        scaled(before.replicas, self.replicas).into_iter().chain(deleting).collect()
    }
}

impl Telling for Deployment {
    const KIND: Option<&'static str> = Some("Deployment");
    fn identity(&self) -> (&str, &str, Option<Seconds>) {
        (&self.name, &self.uid, None)
    }
    fn turns(&self, before: &Self) -> Vec<Turn> {
        scaled(before.replicas, self.replicas)
    }
}

impl Telling for Service {
    const KIND: Option<&'static str> = Some("Service");
    fn identity(&self) -> (&str, &str, Option<Seconds>) {
        (&self.name, &self.uid, None)
    }
}

impl Telling for Claim {
    const KIND: Option<&'static str> = Some("PVC");
    fn identity(&self) -> (&str, &str, Option<Seconds>) {
        (&self.name, &self.uid, Some(self.created))
    }
    fn turns(&self, before: &Self) -> Vec<Turn> {
        let mut turns = Vec::new();
        if self.phase == "Bound" && before.phase != "Bound" {
            turns.push(Turn::Bound);
        }
        if self.deleting && !before.deleting {
            turns.push(Turn::Deleting);
        }
        turns
    }
}

impl Telling for ReplicaSet {
    const KIND: Option<&'static str> = None;
    fn identity(&self) -> (&str, &str, Option<Seconds>) {
        (&self.name, &self.uid, None)
    }
}

impl Telling for Endpoints {
    const KIND: Option<&'static str> = None;
    fn identity(&self) -> (&str, &str, Option<Seconds>) {
        (&self.name, "", None)
    }
}
