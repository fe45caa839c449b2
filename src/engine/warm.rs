//! Sandboxes made ahead, so that a class that comes all at once need not wait: namespaces, and the workbench with them.
//!
//! They are written down before they are made, as all sandboxes are: a server that is started again finds them.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::StreamExt as _;
use serde::{Deserialize, Serialize};

use super::{Engine, EngineError, now};
use crate::cluster::SandboxSpec;
use crate::id::{LabId, SandboxId, random_text};
use crate::progress::Millis;
use crate::store::{Store, StoreError};

/// Where they are written down.
const KEY: &str = "spares";
/// How many are made at once: a node starts pods one after the other anyway.
const AT_ONCE: usize = 4;

/// Those made ahead, and whether they are being made.
#[derive(Debug, Default)]
pub(super) struct Warm {
    /// `None` until they were read from the store.
    spares: tokio::sync::Mutex<Option<Vec<Spare>>>,
    busy: AtomicBool,
}

/// A sandbox that is nobody's yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Spare {
    id: SandboxId,
    lab: LabId,
    cluster: String,
    made: Millis,
    ready: bool,
    /// Whether a learner is just being given it.
    #[serde(skip)]
    given: bool,
}

/// How far the sandboxes of one lab are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// The lab.
    pub lab: LabId,
    /// Those that can be taken.
    pub ready: usize,
    /// Those and the ones still being made.
    pub all: usize,
}

/// The sandboxes that were made ahead and that nobody has yet, for who looks at the store beside its server.
///
/// # Errors
/// When the store fails.
pub async fn made_ahead(store: &Store) -> Result<Vec<SandboxId>, StoreError> {
    Ok(written_down(store).await?.into_iter().map(|spare| spare.id).collect())
}

async fn written_down(store: &Store) -> Result<Vec<Spare>, StoreError> {
    let text = store.meta(KEY).await?.unwrap_or_default();
    let mut spares: Vec<Spare> = serde_json::from_str(&text).unwrap_or_default();
    // One that was given away just before a crash has a row of its own.
    let live = store.live_sandboxes().await?;
    spares.retain(|spare| !live.iter().any(|sandbox| sandbox.id == spare.id));
    Ok(spares)
}

impl Engine {
    /// Makes sandboxes of a lab ahead until there are `count`, behind. As many as there are places for at most.
    ///
    /// # Errors
    /// When there is no such lab, or no lab may be opened on the cluster now.
    pub async fn warm_up(&self, lab: &LabId, count: usize) -> Result<(), EngineError> {
        self.find_lab(lab)?;
        let cluster = self.room().await?;
        let live = self.0.store.live_sandboxes().await?.len();
        let mut guard = self.0.warm.spares.lock().await;
        let spares = self.known(&mut guard).await?;
        let places = self.max_sandboxes().saturating_sub(live + spares.len());
        let there = spares.iter().filter(|spare| spare.lab == *lab).count();
        for _ in 0..count.saturating_sub(there).min(places) {
            let (id, lab, cluster) = (random_text(8)?.parse()?, lab.clone(), cluster.clone());
            spares.push(Spare { id, lab, cluster, made: now(), ready: false, given: false });
        }
        self.write_down(spares).await?;
        drop(guard);
        self.make_behind();
        Ok(())
    }

    /// What was made ahead, lab by lab.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ahead(&self) -> Result<Vec<Ahead>, EngineError> {
        let mut guard = self.0.warm.spares.lock().await;
        let mut found: Vec<Ahead> = Vec::new();
        for spare in self.known(&mut guard).await?.iter() {
            let at = found.iter().position(|ahead| ahead.lab == spare.lab).unwrap_or_else(|| {
                found.push(Ahead { lab: spare.lab.clone(), ready: 0, all: 0 });
                found.len() - 1
            });
            found[at].all += 1;
            found[at].ready += usize::from(spare.ready && !spare.given);
        }
        Ok(found)
    }

    /// One for whoever opens this lab now; it stays written down until [`Self::taken`].
    pub(super) async fn take_spare(&self, lab: &LabId, cluster: &str) -> Result<Option<SandboxId>, EngineError> {
        let mut guard = self.0.warm.spares.lock().await;
        let spares = self.known(&mut guard).await?;
        let found = spares
            .iter_mut()
            .find(|spare| spare.ready && !spare.given && spare.lab == *lab && spare.cluster == cluster);
        // No second learner may be given it, and no crash may lose it.
        Ok(found.map(|spare| {
            spare.given = true;
            spare.id.clone()
        }))
    }

    /// There was no place for its learner.
    pub(super) async fn give_back(&self, id: &SandboxId) -> Result<(), EngineError> {
        let mut guard = self.0.warm.spares.lock().await;
        let spares = self.known(&mut guard).await?;
        spares.iter_mut().filter(|spare| spare.id == *id).for_each(|spare| spare.given = false);
        Ok(())
    }

    /// It has its learner, or is not wanted after all: then it is removed with what is nobody's.
    pub(super) async fn taken(&self, id: &SandboxId) -> Result<(), EngineError> {
        let mut guard = self.0.warm.spares.lock().await;
        let spares = self.known(&mut guard).await?;
        spares.retain(|spare| spare.id != *id);
        self.write_down(spares).await
    }

    /// The sandboxes that wait for a learner.
    pub(super) async fn spares(&self) -> Result<Vec<SandboxId>, EngineError> {
        let mut guard = self.0.warm.spares.lock().await;
        Ok(self.known(&mut guard).await?.iter().map(|spare| spare.id.clone()).collect())
    }

    /// Those that nobody came for, and those of a cluster that was remade, are given up.
    pub(super) async fn tidy_spares(&self, cluster: &str) -> Result<(), EngineError> {
        let keeps = i64::try_from(self.0.settings.expire_after.as_millis()).unwrap_or(i64::MAX);
        let mut guard = self.0.warm.spares.lock().await;
        let spares = self.known(&mut guard).await?;
        let before = spares.len();
        spares.retain(|spare| spare.cluster == cluster && now() - spare.made < keeps);
        if spares.len() != before {
            self.write_down(spares).await?;
        }
        drop(guard);
        // What a restart broke off.
        self.make_behind();
        Ok(())
    }

    async fn known<'a>(&self, guard: &'a mut Option<Vec<Spare>>) -> Result<&'a mut Vec<Spare>, EngineError> {
        if guard.is_none() {
            let mut spares = written_down(&self.0.store).await?;
            spares.iter_mut().for_each(|spare| spare.ready = false);
            *guard = Some(spares);
        }
        Ok(guard.get_or_insert_default())
    }

    async fn write_down(&self, spares: &[Spare]) -> Result<(), EngineError> {
        let text = serde_json::to_string(spares).map_err(crate::store::StoreError::from)?;
        Ok(self.0.store.set_meta(KEY, &text).await?)
    }

    /// Makes those that are not ready, unless somebody is at it.
    fn make_behind(&self) {
        if self.0.warm.busy.swap(true, Ordering::SeqCst) {
            return;
        }
        let engine = self.clone();
        self.spawn(async move {
            if let Err(error) = engine.make_all().await {
                tracing::warn!(%error, "sandboxes could not be made ahead; it is tried again");
            }
            engine.0.warm.busy.store(false, Ordering::SeqCst);
        });
    }

    async fn make_all(&self) -> Result<(), EngineError> {
        loop {
            let mut guard = self.0.warm.spares.lock().await;
            let wanted: Vec<_> =
                self.known(&mut guard).await?.iter().filter(|spare| !spare.ready && !spare.given).cloned().collect();
            drop(guard);
            let live = self.0.store.live_sandboxes().await?;
            let wanted = wanted.into_iter().filter(|spare| !live.iter().any(|sandbox| sandbox.id == spare.id));
            let mut makes = futures::stream::iter(wanted.map(|spare| self.make_spare(spare))).buffer_unordered(AT_ONCE);
            let mut made = 0;
            while let Some(one) = makes.next().await {
                one?;
                made += 1;
            }
            if made == 0 {
                return Ok(());
            }
        }
    }

    async fn make_spare(&self, spare: Spare) -> Result<(), EngineError> {
        let spec = SandboxSpec { id: spare.id, lab: spare.lab };
        self.0.cluster.make_sandbox(&spec).await?;
        self.0.cluster.wake_workbench(&spec).await?;
        let mut guard = self.0.warm.spares.lock().await;
        let spares = self.known(&mut guard).await?;
        spares.iter_mut().filter(|spare| spare.id == spec.id).for_each(|spare| spare.ready = true);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn those_written_down_are_told_beside_the_server_too() {
        let store = Store::open_in_memory().await.expect("a store");
        assert_eq!(made_ahead(&store).await.expect("none yet"), []);
        let spare = |id: &str| Spare {
            id: id.parse().expect("an id"),
            lab: "services".parse().expect("a lab's id"),
            cluster: "one".into(),
            made: 0,
            ready: false,
            given: false,
        };
        let text = serde_json::to_string(&[spare("abcd2345"), spare("efgh6789")]).expect("JSON");
        store.set_meta(KEY, &text).await.expect("written");
        let ids: Vec<_> = made_ahead(&store).await.expect("two").iter().map(ToString::to_string).collect();
        assert_eq!(ids, ["abcd2345", "efgh6789"]);
    }
}
