//! The API server's certificate after Docker gave the control plane another address.
//!
//! Nodes then look Ready, for their kubelets go by a name, while the controllers, who ask at the address, refuse the
//! certificate and do nothing at all. Node images made since correct this at their start; a cluster of an earlier one
//! is mended here, with all it holds.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::docker::{self, Container};
use super::health::{Health, health};
use super::{KindError, Progress};

const CERTIFICATE: &str = "/etc/kubernetes/pki/apiserver.crt";
const RENEW: &str = "cd /etc/kubernetes/pki && rm -f apiserver.crt apiserver.key \
    && kubeadm init phase certs apiserver --config /kind/kubeadm.conf && kill $(pidof kube-apiserver)";
const COMING_BACK: Duration = Duration::from_secs(120);

/// Gives the API server a certificate for its present address where it has none; true when that was needed.
pub(super) async fn mend(nodes: &[Container], progress: &Progress) -> Result<bool, KindError> {
    let Some(control_plane) = nodes.iter().find(|one| one.is_control_plane()) else { return Ok(false) };
    let ask = ["openssl", "x509", "-noout", "-in", CERTIFICATE, "-checkip", &control_plane.address];
    // An image without openssl is not one of ours, and sees to its certificates itself.
    let Ok(said) = docker::exec(&control_plane.name, &ask).output().await else { return Ok(false) };
    if !said.contains("does NOT match") {
        return Ok(false);
    }
    progress.say(&format!("the API server gets a certificate for its address {}", control_plane.address));
    docker::exec(&control_plane.name, &["sh", "-c", RENEW]).output().await?;
    let began = Instant::now();
    loop {
        sleep(Duration::from_secs(2)).await;
        match health(nodes).await {
            Health::Ready { .. } => return Ok(true),
            _ if began.elapsed() < COMING_BACK => {}
            // Whatever it still lacks, the caller sees and says.
            _ => return Ok(true),
        }
    }
}
