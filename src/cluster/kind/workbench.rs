//! The workbench image: built in layers outside Docker, put into the nodes' image stores.

use super::command::{Run, quoted};
use super::docker::{self, Container};
use super::{KindError, KindSettings, Progress, node_image};

/// The repository of the workbench image; its tag is its content's hash.
pub const WORKBENCH_REPOSITORY: &str = "kindlab.test/workbench";

/// Builds the workbench image with the kubectl of the cluster's nodes; returns its name.
/// What didn't change is not built again.
pub(super) async fn build(settings: &KindSettings, node: &Container, progress: &Progress) -> Result<String, KindError> {
    if !settings.agent.is_file() {
        return Err(KindError::NoAgent(settings.agent.clone()));
    }
    let kubectl = kubectl_of(settings, node).await?;
    let quiet = Progress::new({
        let progress = progress.clone();
        // The last line is the image's name, which the caller says in its own words.
        move |line| {
            if !line.starts_with(WORKBENCH_REPOSITORY) {
                progress.say(line);
            }
        }
    });
    let args = ["workbench", &kubectl, &settings.agent.to_string_lossy()];
    let out = node_image::build(settings, &args, &quiet).await?;
    let name = out.lines().rev().find(|line| line.starts_with(WORKBENCH_REPOSITORY)).map(str::to_owned);
    name.ok_or_else(|| KindError::Unexpected {
        command: "cluster/build workbench".into(),
        reason: "no image's name in its output".into(),
    })
}

/// A copy of the nodes' kubectl, so that the workbench's is always of the cluster's version.
async fn kubectl_of(settings: &KindSettings, node: &Container) -> Result<String, KindError> {
    let short = node.image_id.trim_start_matches("sha256:").get(..12).unwrap_or("unknown");
    let folder = settings.cache.join("kubectl").join(short);
    let file = folder.join("kubectl");
    let path = file.to_string_lossy().into_owned();
    if !file.is_file() {
        tokio::fs::create_dir_all(&folder).await.map_err(|source| KindError::File { path: folder.clone(), source })?;
        let new = format!("{path}.new");
        // -L: stock node images have it behind a link
        Run::new("docker", &["cp", "-L", &format!("{}:/usr/bin/kubectl", node.name), &new]).limit(120).output().await?;
        tokio::fs::rename(&new, &file).await.map_err(|source| KindError::File { path: file.clone(), source })?;
    }
    Ok(path)
}

/// Puts the image into one node and unpacks it there; layers that the node has are not sent.
pub(super) async fn load(settings: &KindSettings, node: &str, image: &str) -> Result<(), KindError> {
    let script = settings.source.join("cluster/workbench/image.py");
    let store = settings.cache.join("workbench");
    let pipeline = format!(
        "set -o pipefail; docker exec {node} ctr -n k8s.io content ls -q | python3 {script} send {store} {image} | docker exec -i {node} ctr -n k8s.io images import -",
        node = quoted(node),
        script = quoted(&script.to_string_lossy()),
        store = quoted(&store.to_string_lossy()),
        image = quoted(image),
    );
    Run::new("bash", &["-c", &pipeline]).limit(300).output().await.map(|_| ())
}

/// Removes older workbench images from a node, so that they don't pile up while the agent is worked on.
pub(super) async fn forget_older(node: &str, keep: &str) -> Result<(), KindError> {
    let names = docker::exec(node, &["ctr", "-n", "k8s.io", "images", "ls", "-q"]).output().await?;
    let prefix = format!("{WORKBENCH_REPOSITORY}:");
    let old: Vec<&str> = names.lines().filter(|name| name.starts_with(&prefix) && *name != keep).collect();
    // One older image stays: pods made from it may be started again.
    if old.len() > 4 {
        let mut args = vec!["ctr", "-n", "k8s.io", "images", "rm"];
        args.extend(&old);
        docker::exec(node, &args).output().await?;
    }
    Ok(())
}
