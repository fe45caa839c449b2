//! What Docker knows: its version, images, and the containers that are the cluster's nodes.

use serde::Deserialize;

use super::KindError;
use super::command::Run;
use super::config::MARK;

/// A node's container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Its name, which is the node's name too.
    pub name: String,
    /// `control-plane` or `worker`.
    pub role: String,
    /// `running`, `exited`, `paused`…
    pub state: String,
    /// Its address in Docker's network `kind`; empty while it is stopped.
    pub address: String,
    /// The id of the image it runs.
    pub image_id: String,
    /// That image's name when the node was made.
    pub image: String,
    /// Whether Kindlab had it made: somebody else's nodes are never removed unasked.
    pub ours: bool,
}

impl Container {
    /// Whether the node's processes run.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.state == "running"
    }

    /// Whether it is the control plane.
    #[must_use]
    pub fn is_control_plane(&self) -> bool {
        self.role == "control-plane"
    }
}

/// The version of the Docker daemon.
///
/// # Errors
/// When none answers.
pub async fn docker_version() -> Result<String, KindError> {
    match Run::new("docker", &["version", "-f", "{{.Server.Version}}"]).limit(20).output().await {
        Ok(version) => Ok(version.trim().to_owned()),
        Err(KindError::Failed { output, .. }) => Err(KindError::NoDocker(output)),
        Err(error) => Err(error),
    }
}

/// The containers of the cluster `name`, control plane first, then by name.
pub(super) async fn nodes(name: &str) -> Result<Vec<Container>, KindError> {
    let mut tries = 0;
    loop {
        match nodes_once(name).await {
            // A container that comes or goes right now is listed and not found.
            Err(KindError::Failed { .. }) if tries < 5 => tries += 1,
            other => return other,
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
}

async fn nodes_once(name: &str) -> Result<Vec<Container>, KindError> {
    let label = format!("label=io.x-k8s.kind.cluster={name}");
    let ids = Run::new("docker", &["ps", "-aq", "--no-trunc", "--filter", &label]).output().await?;
    let ids: Vec<&str> = ids.split_whitespace().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut args = vec!["inspect", "--type=container"];
    args.extend(ids);
    let text = Run::new("docker", &args).output().await?;
    let mut found = parse_inspected(&text)?;
    found.sort_by(|a, b| (!a.is_control_plane(), &a.name).cmp(&(!b.is_control_plane(), &b.name)));
    Ok(found)
}

fn parse_inspected(text: &str) -> Result<Vec<Container>, KindError> {
    let inspected: Vec<Inspected> = serde_json::from_str(text)
        .map_err(|error| KindError::Unexpected { command: "docker inspect".into(), reason: error.to_string() })?;
    Ok(inspected
        .into_iter()
        .map(|one| Container {
            name: one.name.trim_start_matches('/').to_owned(),
            role: one.config.labels.get("io.x-k8s.kind.role").cloned().unwrap_or_default(),
            state: one.state.status,
            address: one
                .network_settings
                .networks
                .get("kind")
                .map(|network| network.ip_address.clone())
                .unwrap_or_default(),
            ours: one.mounts.iter().any(|mount| mount.destination == MARK),
            image_id: one.image,
            image: one.config.image,
        })
        .collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    name: String,
    image: String,
    state: State,
    config: Config,
    #[serde(default)]
    mounts: Vec<Mount>,
    network_settings: NetworkSettings,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mount {
    destination: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    image: String,
    labels: std::collections::HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NetworkSettings {
    networks: std::collections::HashMap<String, Network>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "IPAddress")]
    ip_address: String,
}

/// The id of an image that Docker has.
pub(super) async fn image_id(image: &str) -> Option<String> {
    let out = Run::new("docker", &["image", "inspect", "-f", "{{.Id}}", image]).output().await.ok()?;
    Some(out.trim().to_owned())
}

/// The images of a repository that Docker has, newest first, as `repository:tag`.
pub(super) async fn images_of(repository: &str) -> Result<Vec<String>, KindError> {
    let out = Run::new("docker", &["images", "--format", "{{.Repository}}:{{.Tag}}", repository]).output().await?;
    Ok(out.lines().filter(|line| !line.ends_with(":<none>")).map(str::to_owned).collect())
}

/// Runs a command in a node.
pub(super) fn exec(node: &str, args: &[&str]) -> Run {
    let mut all = vec!["exec", "-i", node];
    all.extend(args);
    Run::new("docker", &all)
}

/// Runs kubectl as the cluster's administrator, in the control plane.
pub(super) fn kubectl(control_plane: &str, args: &[&str]) -> Run {
    let mut all = vec!["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf"];
    all.extend(args);
    exec(control_plane, &all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inspected_node_is_read() {
        let text = r#"[{"Name":"/kindlab-worker","Image":"sha256:1","State":{"Status":"exited","Pid":0},
            "Config":{"Image":"kindest/node:v1","Labels":{"io.x-k8s.kind.role":"worker"}},
            "NetworkSettings":{"Networks":{"kind":{"IPAddress":""}}}}]"#;
        let nodes = parse_inspected(text).expect("reads");
        assert_eq!(nodes[0].name, "kindlab-worker");
        assert!(!nodes[0].is_running() && !nodes[0].is_control_plane() && !nodes[0].ours);
    }

    #[test]
    fn a_node_that_kindlab_had_made_is_known_by_its_mount() {
        let text = format!(
            r#"[{{"Name":"/a","Image":"sha256:1","State":{{"Status":"running"}},"Config":{{"Image":"i","Labels":{{}}}},
            "Mounts":[{{"Type":"bind","Source":"/lib/modules","Destination":"/lib/modules"}},
            {{"Type":"bind","Source":"/dev/null","Destination":"{MARK}"}}],"NetworkSettings":{{"Networks":{{}}}}}}]"#
        );
        assert!(parse_inspected(&text).expect("reads")[0].ours);
    }
}
