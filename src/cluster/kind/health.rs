//! How the cluster is: containers, nodes as Kubernetes sees them, addresses.

use std::fmt;

use serde::Deserialize;

use super::docker::{self, Container};
use super::{KindError, KindSettings};

/// The name of the ConfigMap in `kindlab-system` that says the cluster was made whole.
pub(super) const MADE: &str = "kindlab-made";

/// What `kindlab cluster status` tells.
#[derive(Debug, Clone)]
pub struct Status {
    /// The nodes' containers; none when there is no cluster.
    pub containers: Vec<Container>,
    /// How they are together.
    pub health: Health,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.health {
            Health::Absent => return f.write_str("there is no cluster"),
            Health::Stopped { containers } => write!(f, "stopped: {}", containers.join(", "))?,
            Health::Unfinished => f.write_str("its making was interrupted")?,
            Health::Silent { reason } => write!(f, "the API server doesn't answer: {reason}")?,
            Health::Unwell { reason, .. } => write!(f, "not well: {reason}")?,
            Health::Ready { .. } => f.write_str("ready")?,
        }
        for one in &self.containers {
            write!(
                f,
                "\n  {} ({}, {}) {}",
                one.name,
                one.state,
                if one.address.is_empty() { "no address" } else { &one.address },
                one.image
            )?;
        }
        Ok(())
    }
}

/// The cluster as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// There is none.
    Absent,
    /// Containers of its nodes don't run.
    Stopped {
        /// Which.
        containers: Vec<String>,
    },
    /// Making it was interrupted.
    Unfinished,
    /// The API server doesn't answer.
    Silent {
        /// What was tried said this.
        reason: String,
    },
    /// The API server answers, but something is missing.
    Unwell {
        /// What.
        reason: String,
        /// The nodes.
        nodes: Vec<NodeHealth>,
    },
    /// All nodes are ready.
    Ready {
        /// The nodes.
        nodes: Vec<NodeHealth>,
        /// The UID of the namespace kube-system: another one, another cluster.
        uid: String,
    },
}

/// A node as Kubernetes sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeHealth {
    /// Its name.
    pub name: String,
    /// Whether it is ready.
    pub ready: bool,
    /// The kubelet's version.
    pub version: String,
    /// The address other nodes reach it by.
    pub address: String,
}

/// How the cluster is.
///
/// # Errors
/// When Docker doesn't answer.
pub async fn status(settings: &KindSettings) -> Result<Status, KindError> {
    docker::docker_version().await?;
    let containers = docker::nodes(&settings.name).await?;
    let health = health(&containers).await;
    Ok(Status { containers, health })
}

pub(super) async fn health(containers: &[Container]) -> Health {
    let Some(control_plane) = containers.iter().find(|one| one.is_control_plane()) else {
        return if containers.is_empty() { Health::Absent } else { Health::Unfinished };
    };
    let stopped: Vec<String> = containers.iter().filter(|one| !one.is_running()).map(|one| one.name.clone()).collect();
    if !stopped.is_empty() {
        return Health::Stopped { containers: stopped };
    }
    let get = |what: &[&str]| {
        let args = [&["get"], what, &["-o", "json", "--request-timeout=5s"]].concat();
        docker::kubectl(&control_plane.name, &args).limit(15).output()
    };
    let (nodes, system, made) = tokio::join!(
        get(&["nodes"]),
        get(&["namespace", "kube-system"]),
        get(&["configmap", MADE, "-n", super::SYSTEM_NAMESPACE])
    );
    let (list, system) = match (nodes, system) {
        (Ok(nodes), Ok(system)) => (serde_json::from_str::<List>(&nodes), serde_json::from_str::<Item>(&system)),
        (Err(error), _) | (_, Err(error)) => return silent(&error),
    };
    match (list, system) {
        // What is not there is told apart from a question that failed: only the first is an interrupted making.
        (Ok(_), Ok(_)) if made.as_ref().is_err_and(|error| error.to_string().contains("NotFound")) => {
            Health::Unfinished
        }
        (Ok(_), Ok(_)) if made.is_err() => {
            Health::Silent { reason: made.err().map(|error| error.to_string()).unwrap_or_default() }
        }
        (Ok(list), Ok(system)) => judge(list, system.metadata.uid, containers),
        (Err(error), _) | (_, Err(error)) => {
            Health::Silent { reason: format!("kubectl's answer is not understood: {error}") }
        }
    }
}

fn silent(error: &KindError) -> Health {
    let reason = error.to_string();
    // The administrator's file is among the first things kubeadm writes: without it there never was a cluster.
    if reason.contains("admin.conf: no such file") { Health::Unfinished } else { Health::Silent { reason } }
}

fn judge(list: List, uid: String, containers: &[Container]) -> Health {
    let mut nodes = Vec::new();
    for item in list.items {
        let status = item.status;
        nodes.push(NodeHealth {
            name: item.metadata.name,
            ready: status.conditions.iter().any(|one| one.kind == "Ready" && one.status == "True"),
            version: status.node_info.kubelet_version,
            address: status
                .addresses
                .into_iter()
                .find(|one| one.kind == "InternalIP")
                .map(|one| one.address)
                .unwrap_or_default(),
        });
    }
    let mut troubles = Vec::new();
    for container in containers {
        match nodes.iter().find(|node| node.name == container.name) {
            None => troubles.push(format!("`{}` has not joined", container.name)),
            Some(node) if !node.ready => troubles.push(format!("`{}` is not ready", node.name)),
            Some(node) if node.address != container.address => {
                troubles.push(format!(
                    "`{}` has the address {} and Kubernetes believes {}",
                    node.name, container.address, node.address
                ));
            }
            Some(_) => {}
        }
    }
    if troubles.is_empty() {
        Health::Ready { nodes, uid }
    } else {
        Health::Unwell { reason: troubles.join("; "), nodes }
    }
}

#[derive(Deserialize)]
struct List {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    metadata: Metadata,
    #[serde(default)]
    status: ItemStatus,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    uid: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ItemStatus {
    conditions: Vec<Condition>,
    addresses: Vec<Address>,
    node_info: NodeInfo,
}

#[derive(Deserialize)]
struct Condition {
    #[serde(rename = "type")]
    kind: String,
    status: String,
}

#[derive(Deserialize)]
struct Address {
    #[serde(rename = "type")]
    kind: String,
    address: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct NodeInfo {
    kubelet_version: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(name: &str, address: &str) -> Container {
        Container {
            name: name.into(),
            role: "worker".into(),
            state: "running".into(),
            address: address.into(),
            image_id: String::new(),
            image: String::new(),
        }
    }

    fn list(ready: &str, address: &str) -> List {
        let text = format!(
            r#"{{"items":[{{"metadata":{{"name":"a","uid":"1"}},"status":{{"conditions":[{{"type":"Ready","status":"{ready}"}}],
            "addresses":[{{"type":"InternalIP","address":"{address}"}}],"nodeInfo":{{"kubeletVersion":"v1.20.2"}}}}}}]}}"#
        );
        serde_json::from_str(&text).expect("reads")
    }

    #[test]
    fn a_ready_cluster_is_ready() {
        let health = judge(list("True", "10.0.0.1"), "u".into(), &[container("a", "10.0.0.1")]);
        assert!(matches!(health, Health::Ready { uid, .. } if uid == "u"));
    }

    #[test]
    fn swapped_addresses_are_said() {
        let health = judge(list("True", "10.0.0.2"), "u".into(), &[container("a", "10.0.0.1")]);
        assert!(
            matches!(health, Health::Unwell { reason, .. } if reason.contains("10.0.0.1") && reason.contains("10.0.0.2"))
        );
    }

    #[test]
    fn a_node_that_has_not_joined_is_said() {
        let health =
            judge(list("True", "10.0.0.1"), "u".into(), &[container("a", "10.0.0.1"), container("b", "10.0.0.3")]);
        assert!(matches!(health, Health::Unwell { reason, .. } if reason == "`b` has not joined"));
    }
}
