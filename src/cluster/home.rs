//! The learner's home in the workbench, packed before the workbench goes and unpacked in the next one.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::sandbox::SandboxSpec;
use super::{Cluster, ClusterError};

/// The largest home that is kept, packed, in bytes.
const MOST_PACKED: usize = 4 << 20;
/// Packing and unpacking that much takes seconds on a small machine.
const PATIENCE: Duration = Duration::from_secs(45);
/// What the workbench makes itself: the agent's records, the kubeconfig, caches.
const PACK: &str =
    "cd /home/learner && tar -czf - --exclude=./.kindlab --exclude=./.kube --exclude=./.cache . | head -c ";
/// `head` ends with the one line: the pipe itself stays open. Nothing outside the home can be written.
const UNPACK: &str = "head -n 1 | base64 -d | tar -xzf - -C /home/learner --no-same-owner";

impl Cluster {
    /// Packs the learner's home; `None` when it is too large to be kept.
    ///
    /// # Errors
    /// When the workbench can't be reached.
    pub async fn pack_home(&self, sandbox: &SandboxSpec) -> Result<Option<Vec<u8>>, ClusterError> {
        let command = format!("{PACK}{}", MOST_PACKED + 1);
        let packed = self.bash(sandbox, &command, None).await?;
        Ok((packed.len() <= MOST_PACKED).then_some(packed))
    }

    /// Puts a packed home back; files that are there are overwritten.
    ///
    /// # Errors
    /// When the workbench can't be reached.
    pub async fn unpack_home(&self, sandbox: &SandboxSpec, packed: &[u8]) -> Result<(), ClusterError> {
        self.bash(sandbox, UNPACK, Some(BASE64.encode(packed).as_bytes())).await.map(drop)
    }

    async fn bash(&self, sandbox: &SandboxSpec, command: &str, line: Option<&[u8]>) -> Result<Vec<u8>, ClusterError> {
        let work = self.execute(sandbox, vec!["bash", "-c", command], line);
        let done = tokio::time::timeout(PATIENCE, work).await;
        Ok(done.map_err(|_| ClusterError::Timeout("exec in the workbench"))??.stdout)
    }
}
