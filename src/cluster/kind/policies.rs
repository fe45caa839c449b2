//! Which pods a cluster accepts, where a policy says so (before 1.25).

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::config::Version;
use super::docker;
use super::{KindError, KindSettings};

/// Applies the policies as soon as the API server takes them.
pub(super) async fn apply_early(settings: &KindSettings, version: &Version) -> Result<(), KindError> {
    let began = Instant::now();
    loop {
        sleep(Duration::from_secs(1)).await;
        match apply(settings, version).await {
            Err(KindError::File { path, source }) => return Err(KindError::File { path, source }),
            Err(_) if began.elapsed() < Duration::from_secs(300) => {}
            result => return result,
        }
    }
}

/// Applies the policies of this version of the source: a cluster that was made by an older one gets the newer.
pub(super) async fn apply(settings: &KindSettings, version: &Version) -> Result<(), KindError> {
    if !version.has_pod_security_policy() {
        return Ok(());
    }
    let path = settings.source.join("cluster/policies/psp.yaml");
    let text = std::fs::read(&path).map_err(|source| KindError::File { path, source })?;
    let control_plane = format!("{}-control-plane", settings.name);
    docker::kubectl(&control_plane, &["apply", "-f", "-"]).stdin(text).limit(30).output().await.map(|_| ())
}
