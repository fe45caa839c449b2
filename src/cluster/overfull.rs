//! Volumes that hold more than their claim asked for: local volumes are folders, and nothing on the node limits them.

use futures::future::join_all;
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::DeleteParams;
use serde::Deserialize;

use super::{Cluster, ClusterError, limited, reader};
use crate::check::{observed, quantity};
use crate::id::SandboxId;
use crate::picture::timeline::{Happening, Turn};
use crate::progress::Millis;

/// What folders take, and what a file system rounds up to, is not held against anybody.
const SLACK: u64 = 1 << 20;

/// A claim whose volume holds more than it asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overfull {
    /// The claim's name.
    pub claim: String,
    /// Its UID.
    pub uid: String,
    /// What the volume holds, in bytes on disk; a lower bound where it is countless.
    pub held: u64,
    /// It has more files than are counted, or in deeper folders, so that nobody knows what it holds.
    pub countless: bool,
    /// What the claim asked for, in bytes.
    pub limit: u64,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Answer {
    Usage {
        bytes: u64,
        /// An older node program doesn't say it.
        #[serde(default)]
        countless: bool,
    },
    NoVolume,
    Error {
        error: String,
    },
}

impl Cluster {
    /// The claims of a sandbox that hold too much, as their nodes measure it. What can't be measured now is left out.
    pub async fn overfull(&self, sandbox: &SandboxId) -> Vec<Overfull> {
        let observed = self.cache.observe(&sandbox.namespace(), Ok(()));
        // Also one that is being deleted: it stays mounted as long as a pod has it.
        let asks = observed.claims.values().map(|claim| {
            let place = reader::place_of(&observed, &claim.name);
            let limit = quantity::nano(&claim.storage).and_then(|nano| u64::try_from(nano / 1_000_000_000).ok());
            async move {
                let ((node, volume), limit) = (place?, limit?);
                let (held, countless) = self.held_by(&node, &volume).await?;
                let over = countless || held > limit.saturating_add(SLACK);
                over.then(|| Overfull { claim: claim.name.clone(), uid: claim.uid.clone(), held, countless, limit })
            }
        });
        join_all(asks).await.into_iter().flatten().collect()
    }

    async fn held_by(&self, node: &str, volume: &str) -> Option<(u64, bool)> {
        let asked = async {
            let pod = self.node_program(node)?;
            self.get_from_node_program(&pod, &format!("/v1/usage?volume={volume}")).await
        };
        match asked.await {
            Ok(Answer::Usage { bytes, countless }) => Some((bytes, countless)),
            Ok(Answer::NoVolume) => None,
            Ok(Answer::Error { error }) => {
                tracing::warn!(%node, %error, "a volume could not be measured");
                None
            }
            Err(error) => {
                tracing::debug!(%node, %error, "a volume could not be measured");
                None
            }
        }
    }

    /// Stops the pods that have this claim, and says so in the sandbox's timeline. Returns their names.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn stop_for(
        &self,
        sandbox: &SandboxId,
        full: &Overfull,
        at: Millis,
    ) -> Result<Vec<String>, ClusterError> {
        let namespace = sandbox.namespace();
        let observed = self.cache.observe(&namespace, Ok(()));
        let has = |pod: &&observed::Pod| !pod.deleting && pod.claims.values().any(|claim| *claim == full.claim);
        let names: Vec<_> = observed.pods.values().filter(has).map(|pod| pod.name.clone()).collect();
        if names.is_empty() {
            return Ok(names);
        }
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &namespace);
        // At once: whoever fills a disk gets no grace for more of it.
        let params = DeleteParams { grace_period_seconds: Some(0), ..DeleteParams::default() };
        for name in &names {
            match limited("stop a pod that fills its volume", pods.delete(name, &params)).await.map(drop) {
                Err(error) if !error.is_not_found() => return Err(error),
                _ => {}
            }
        }
        let turn = match full.countless {
            true => Turn::Countless,
            false => Turn::Overfull { held: full.held, limit: full.limit },
        };
        let (name, uid) = (full.claim.clone(), full.uid.clone());
        self.cache.tell(&namespace, Happening { at, kind: "PVC", name, uid, turn });
        Ok(names)
    }
}
