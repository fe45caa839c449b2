//! Making the cluster: kind's own work, with policies and images going in meanwhile.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::command::Run;
use super::config::{Version, kind_config};
use super::docker::{self, Container};
use super::node_image::{self, NodeImage};
use super::up::fill;
use super::{KindError, KindSettings, Progress, images, policies};

/// Makes the cluster; there must be none of that name.
pub(super) async fn create(settings: &KindSettings, image: Option<&str>, progress: &Progress) -> Result<(), KindError> {
    let kind = kind_program(settings, progress).await?;
    let image = node_image::choose(settings, image, progress).await?;
    progress.say(&format!("making cluster `{}`: 1 control plane and 2 workers of {}", settings.name, image.name));
    let Some(version) = Version::parse(&image.version) else {
        return Err(KindError::Unexpected { command: "cat /kind/version".into(), reason: image.version });
    };
    let kubeconfig = settings.kubeconfig().to_string_lossy().into_owned();
    let args = [
        "create",
        "cluster",
        "--name",
        &settings.name,
        "--config",
        "-",
        "--image",
        &image.name,
        "--kubeconfig",
        &kubeconfig,
        "--wait",
        "0s",
        "-q",
    ];
    let create = Run::new(&kind, &args).limit(600).stdin(kind_config(&settings.name, &version)).output();
    // Policies and images go in while kind still works: the first pods wait for the one, learners for the other.
    let during = async {
        let policies = policies::apply_early(settings, &version);
        let early = fill_early(settings, &image, progress);
        tokio::try_join!(policies, early).map(|_| ())
    };
    with_ticks(progress, "the nodes start", async { tokio::try_join!(create, during) }).await?;
    let control_plane = format!("{}-control-plane", settings.name);
    let wait = ["wait", "--for=condition=Ready", "nodes", "--all", "--timeout=120s"];
    docker::kubectl(&control_plane, &wait).limit(130).output().await?;
    let wait = ["wait", "--for=condition=Available", "deployments", "--all", "--all-namespaces", "--timeout=120s"];
    docker::kubectl(&control_plane, &wait).limit(130).output().await.map(|_| ())
}

/// Says every 15 s that something is still going on.
async fn with_ticks<T>(progress: &Progress, what: &str, work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_secs(15));
    ticks.tick().await;
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = ticks.tick() => progress.say(&format!("{what} … {} s", began.elapsed().as_secs())),
        }
    }
}

/// kind: the one that `cluster/build` unpacks, made if it is not there.
async fn kind_program(settings: &KindSettings, progress: &Progress) -> Result<String, KindError> {
    if !settings.kind().is_file() {
        progress.say("fetching kind");
        node_image::build(settings, &["kind"], progress).await?;
    }
    Ok(settings.kind().to_string_lossy().into_owned())
}

/// Fills the nodes with images as soon as their container runtimes answer.
async fn fill_early(settings: &KindSettings, image: &NodeImage, progress: &Progress) -> Result<(), KindError> {
    let began = Instant::now();
    loop {
        sleep(Duration::from_secs(1)).await;
        // Containers that are just being made are not always found: they will be the next time.
        let nodes = docker::nodes(&settings.name).await.unwrap_or_default();
        let running = nodes.len() == 3 && nodes.iter().all(Container::is_running);
        if running && futures::future::try_join_all(nodes.iter().map(|node| images::names_in(&node.name))).await.is_ok()
        {
            return fill(settings, &nodes, progress).await.map(|_| ());
        }
        if began.elapsed() > Duration::from_secs(240) {
            return Err(KindError::NotHealthy {
                cluster: settings.name.clone(),
                seconds: began.elapsed().as_secs(),
                reason: format!("the nodes' containerd does not answer (image {})", image.name),
            });
        }
    }
}
