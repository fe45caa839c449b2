//! Setting up a kind cluster that somebody else made: its nodes get the images that labs need, and, where the version knows
//! them, the policies. Nothing is removed, and no setting of its own is changed.

use super::config::Version;
use super::docker::{self, Container};
use super::up::{begin, fill};
use super::{KindError, KindSettings, Progress, policies};

/// How long its nodes may take to be ready, in seconds.
const PATIENCE: u64 = 60;

/// A kind cluster whose nodes have all that labs need.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The workbench image in the nodes.
    pub workbench: String,
    /// Kubernetes' version.
    pub version: String,
    /// The nodes' names.
    pub nodes: Vec<String>,
}

/// Fills the nodes of the kind cluster that is called as the settings say. `uid` is that of the namespace kube-system as the
/// caller's kubeconfig leads to it: both were found by the name alone.
///
/// # Errors
/// When Docker doesn't answer, there is no such cluster, it is another one than the caller's, its nodes don't run or are not
/// ready within 60 s, or an image can't be had.
pub async fn fill_existing(settings: &KindSettings, uid: &str, progress: &Progress) -> Result<Filled, KindError> {
    let _one_at_a_time = begin(settings).await?;
    let containers = docker::nodes(&settings.name).await?;
    let control_plane = usable(&settings.name, &containers)?;
    let wait = ["wait", "--for=condition=Ready", "nodes", "--all", &format!("--timeout={PATIENCE}s")];
    docker::kubectl(&control_plane.name, &wait).limit(PATIENCE + 10).output().await?;
    let ask = |what: &[&str]| docker::kubectl(&control_plane.name, &[&["get"], what].concat()).output();
    let version = ask(&["nodes", "-o", "jsonpath={.items[0].status.nodeInfo.kubeletVersion}"]).await?;
    if ask(&["namespace", "kube-system", "-o", "jsonpath={.metadata.uid}"]).await? != uid {
        return Err(KindError::Elsewhere(settings.name.clone()));
    }
    let Some(version) = Version::parse(&version) else {
        return Err(KindError::Unexpected { command: "kubectl get nodes".into(), reason: version });
    };
    progress.say(&format!("filling the nodes of cluster `{}` with the labs' images", settings.name));
    let workbench = fill(settings, &containers, progress).await?;
    policies::apply(settings, &version).await?;
    let nodes = containers.into_iter().map(|one| one.name).collect();
    Ok(Filled { workbench, version: version.text, nodes })
}

/// The control plane, where all nodes run.
fn usable<'a>(name: &str, containers: &'a [Container]) -> Result<&'a Container, KindError> {
    let Some(control_plane) = containers.iter().find(|one| one.is_control_plane()) else {
        return Err(KindError::NoCluster(format!("Docker has no kind cluster `{name}` here")));
    };
    match containers.iter().find(|one| !one.is_running()) {
        Some(stopped) => {
            let (node, state) = (&stopped.name, &stopped.state);
            Err(KindError::NoCluster(format!(
                "the node `{node}` of the kind cluster `{name}` does not run: it is {state}"
            )))
        }
        None => Ok(control_plane),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cluster_whose_nodes_all_run_is_set_up() {
        let node = |name: &str, role: &str, state: &str| Container {
            name: name.into(),
            role: role.into(),
            state: state.into(),
            address: String::new(),
            image_id: String::new(),
            image: String::new(),
            ours: false,
        };
        let (first, worker) =
            (node("x-control-plane", "control-plane", "running"), node("x-worker", "worker", "exited"));
        assert_eq!(usable("x", std::slice::from_ref(&first)).expect("it runs").name, "x-control-plane");
        let said = usable("x", &[first, worker]).expect_err("a node is stopped").to_string();
        assert!(said.contains("`x-worker`") && said.contains("exited") && said.contains("hint: "), "{said}");
        assert!(usable("x", &[]).expect_err("none").to_string().contains("no kind cluster `x`"));
    }
}
