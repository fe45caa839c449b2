//! A volume that holds more than its claim asked for: whoever writes into it is stopped, for everybody else's disk.

use std::collections::HashMap;
use std::time::Duration;

use super::{Engine, EngineError, now};
use crate::id::SandboxId;

/// How often volumes are measured. Between two measurements a disk takes what it takes.
const EVERY: Duration = Duration::from_secs(10);

impl Engine {
    pub(super) async fn measure_volumes(self) {
        // What each overfull claim held when its pods were stopped: who comes to clear up must be let in.
        let mut stopped: HashMap<String, u64> = HashMap::new();
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if !self.cluster_ok() {
                continue;
            }
            if let Err(error) = self.measure_once(&mut stopped).await {
                tracing::warn!(%error, "the volumes could not be measured; it is tried again");
            }
        }
    }

    async fn measure_once(&self, stopped: &mut HashMap<String, u64>) -> Result<(), EngineError> {
        let mut full = HashMap::new();
        for sandbox in self.0.store.live_sandboxes().await? {
            self.measure(&sandbox.id, stopped, &mut full).await?;
        }
        *stopped = full;
        Ok(())
    }

    /// Stops again only what grew since: a pod that was started to remove files is left alone. What can't be counted may
    /// have grown; there it is the claim that has to go.
    async fn measure(
        &self,
        sandbox: &SandboxId,
        before: &HashMap<String, u64>,
        full: &mut HashMap<String, u64>,
    ) -> Result<(), EngineError> {
        for over in self.0.cluster.overfull(sandbox).await {
            let known = before.get(&over.uid).copied();
            full.insert(over.uid.clone(), over.held.max(known.unwrap_or(0)));
            if !over.countless && known.is_some_and(|known| over.held <= known) {
                continue;
            }
            let pods = self.0.cluster.stop_for(sandbox, &over, now()).await?;
            if pods.is_empty() {
                continue;
            }
            tracing::warn!(sandbox.id = %sandbox, claim = %over.claim, held = over.held, limit = over.limit, ?pods,
                "a volume holds more than its claim asked for: its pods are stopped");
        }
        Ok(())
    }
}
