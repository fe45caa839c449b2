//! Bringing a stopped cluster back with all it holds.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::command::Run;
use super::docker::{self, Container};
use super::health::{Health, health};
use super::up::{Outcome, describe, remake};
use super::{KindError, KindSettings, Progress};

/// How long restarted nodes may take until all are ready, before the cluster is made anew.
const COMING_BACK: Duration = Duration::from_secs(150);

/// Starts what has stopped and waits for the nodes; makes the cluster anew if they don't come.
pub(super) async fn bring_back(
    settings: &KindSettings,
    image: Option<&str>,
    containers: &[Container],
    was: String,
    progress: &Progress,
) -> Result<Outcome, KindError> {
    progress.say(&format!("bringing cluster `{}` back: {was}", settings.name));
    let mut order = Vec::new();
    for one in containers {
        order.push((former_address(settings, one).await, one));
    }
    let mut was = was;
    // Docker gives addresses in the order of starting: in the old order the nodes often get their old ones again.
    order.sort_by_key(|(address, _)| *address);
    for (_, one) in &order {
        let verb = match one.state.as_str() {
            "running" => continue,
            "paused" => "unpause",
            _ => "start",
        };
        if let Err(error) = Run::new("docker", &[verb, &one.name]).output().await {
            return remake(settings, image, format!("`{}` does not start: {error}", one.name), progress).await;
        }
    }
    let began = Instant::now();
    let mut last = String::new();
    while began.elapsed() < COMING_BACK {
        let now = docker::nodes(&settings.name).await?;
        match health(&now).await {
            Health::Ready { .. } => {
                let moved = |one: &Container| {
                    order.iter().any(|(old, before)| {
                        before.name == one.name && old.is_some_and(|old| old.to_string() != one.address)
                    })
                };
                if now.iter().any(moved) {
                    was.push_str("; their addresses changed and were corrected");
                }
                return match restart_services(&now, progress).await {
                    Ok(()) => Ok(Outcome::BroughtBack { was }),
                    // Ready nodes alone are not a cluster: its controllers do nothing.
                    Err(error) => remake(settings, image, format!("{was}; started again, {error}"), progress).await,
                };
            }
            Health::Foreign => return Err(KindError::NotOurs(settings.name.clone())),
            // The answer of an API server that runs: no waiting will finish an interrupted making.
            Health::Unfinished => {
                return remake(settings, image, "its making had been interrupted".into(), progress).await;
            }
            other => last = describe(&other),
        }
        sleep(Duration::from_secs(1)).await;
    }
    remake(settings, image, format!("{was}; started again, {last}"), progress).await
}

/// Starts the cluster's own services again. Some began before their node's network was there and would sit out a
/// connection's time limit of 30 s first: names would not resolve for the learners until then.
async fn restart_services(nodes: &[Container], progress: &Progress) -> Result<(), KindError> {
    let Some(control_plane) = nodes.iter().find(|one| one.is_control_plane()) else {
        return Ok(());
    };
    for (namespace, deployment) in
        [("kube-system", "deployment/coredns"), ("local-path-storage", "deployment/local-path-provisioner")]
    {
        let restart = ["rollout", "restart", "-n", namespace, deployment];
        docker::kubectl(&control_plane.name, &restart).output().await?;
    }
    progress.say("the nodes are ready; waiting for the cluster's DNS and storage");
    for (namespace, deployment) in
        [("kube-system", "deployment/coredns"), ("local-path-storage", "deployment/local-path-provisioner")]
    {
        let wait = ["rollout", "status", "-n", namespace, deployment, "--timeout=90s"];
        docker::kubectl(&control_plane.name, &wait).limit(100).output().await?;
    }
    Ok(())
}

/// The address a node had before, from where its image keeps it.
async fn former_address(settings: &KindSettings, container: &Container) -> Option<Ipv4Addr> {
    if let Ok(address) = container.address.parse() {
        return Some(address);
    }
    let copy = settings.cache.join(format!("address-{}", container.name));
    let target = copy.to_string_lossy().into_owned();
    for place in ["/kind/address", "/kind/old-ipv4"] {
        if Run::new("docker", &["cp", &format!("{}:{place}", container.name), &target]).output().await.is_ok() {
            let text = std::fs::read_to_string(&copy).unwrap_or_default();
            // Only a help for the order of starting: a file left behind does no harm.
            let _ = std::fs::remove_file(&copy);
            return text.trim().parse().ok();
        }
    }
    None
}
