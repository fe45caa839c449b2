//! How the cluster is: containers, nodes as Kubernetes sees them, addresses.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::docker::{self, Container};
use super::{KindError, KindSettings};

/// The name of the ConfigMap in `kindlab-system` that says the cluster was made whole.
pub(super) const MADE: &str = "kindlab-made";

/// The parts of the control plane that no node's condition tells of, by the lease each of them renews every 2 s.
const CONTROLLERS: [&str; 2] = ["kube-controller-manager", "kube-scheduler"];

/// A lease that was not renewed for so long: Kubernetes itself gives up a holder after 15 s.
const LEASE_LOST: SignedDuration = SignedDuration::from_secs(60);

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
            Health::Foreign => f.write_str("it was not made by `kindlab cluster up`")?,
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
    /// It lacks what `kindlab cluster up` leaves in a cluster, or doesn't run, and its nodes are not of its making: somebody
    /// else's.
    Foreign,
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
        return if containers.is_empty() { Health::Absent } else { incomplete(containers) };
    };
    let stopped: Vec<String> = containers.iter().filter(|one| !one.is_running()).map(|one| one.name.clone()).collect();
    if !stopped.is_empty() {
        // Nobody else's cluster is begun to be brought back: what is in it can't be asked, the nodes' mark can.
        return if ours(containers) { Health::Stopped { containers: stopped } } else { Health::Foreign };
    }
    let get = |what: &[&str]| {
        let args = [&["get"], what, &["-o", "json", "--request-timeout=5s"]].concat();
        docker::kubectl(&control_plane.name, &args).limit(15).output()
    };
    let (nodes, system, leases, made) = tokio::join!(
        get(&["nodes"]),
        get(&["namespace", "kube-system"]),
        get(&["leases", "-n", "kube-system"]),
        get(&["configmap", MADE, "-n", super::SYSTEM_NAMESPACE])
    );
    let answers = match (nodes, system, leases) {
        (Ok(nodes), Ok(system), Ok(leases)) => Answers::read(&nodes, &system, &leases),
        (Err(error), _, _) | (_, Err(error), _) | (_, _, Err(error)) => return silent(&error, containers),
    };
    let answers = match answers {
        Ok(answers) => answers,
        Err(error) => return Health::Silent { reason: format!("kubectl's answer is not understood: {error}") },
    };
    match made {
        // What is not there is told apart from a question that failed: only the first is an interrupted making.
        Err(error) if error.to_string().contains("NotFound") => incomplete(containers),
        Err(error) => Health::Silent { reason: error.to_string() },
        Ok(_) => judge(answers, containers, Timestamp::now()),
    }
}

fn silent(error: &KindError, containers: &[Container]) -> Health {
    let reason = error.to_string();
    // The administrator's file is among the first things kubeadm writes: without it there never was a cluster.
    if reason.contains("admin.conf: no such file") { incomplete(containers) } else { Health::Silent { reason } }
}

/// A cluster that is not whole: begun here, or nothing of ours.
fn incomplete(containers: &[Container]) -> Health {
    if ours(containers) { Health::Unfinished } else { Health::Foreign }
}

/// Whether Kindlab had these nodes made, each of them.
pub(super) fn ours(containers: &[Container]) -> bool {
    containers.iter().all(|one| one.ours)
}

fn judge(answers: Answers, containers: &[Container], now: Timestamp) -> Health {
    let mut nodes = Vec::new();
    for item in answers.nodes.items {
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
    troubles.extend(CONTROLLERS.iter().filter_map(|name| answers.leases.lost(name, now)));
    if troubles.is_empty() {
        Health::Ready { nodes, uid: answers.system.metadata.uid }
    } else {
        Health::Unwell { reason: troubles.join("; "), nodes }
    }
}

/// What kubectl answered.
struct Answers {
    nodes: List<Item>,
    system: Item,
    leases: List<Lease>,
}

impl Answers {
    fn read(nodes: &str, system: &str, leases: &str) -> serde_json::Result<Self> {
        Ok(Self {
            nodes: serde_json::from_str(nodes)?,
            system: serde_json::from_str(system)?,
            leases: serde_json::from_str(leases)?,
        })
    }
}

#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
}

impl List<Lease> {
    /// What to say when the holder of the lease `name` doesn't renew it.
    fn lost(&self, name: &str, now: Timestamp) -> Option<String> {
        let Some(lease) = self.items.iter().find(|one| one.metadata.name == name) else {
            return Some(format!("`{name}` has never begun"));
        };
        let age = now.duration_since(lease.spec.renew_time);
        (age > LEASE_LOST).then(|| format!("`{name}` has done nothing for {} s", age.as_secs()))
    }
}

#[derive(Deserialize)]
struct Lease {
    metadata: Metadata,
    spec: LeaseSpec,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LeaseSpec {
    renew_time: Timestamp,
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
            ours: true,
        }
    }

    const NOW: &str = "2026-01-01T00:01:00Z";

    fn answers(ready: &str, address: &str, renewed: &str) -> Answers {
        let nodes = format!(
            r#"{{"items":[{{"metadata":{{"name":"a","uid":"1"}},"status":{{"conditions":[{{"type":"Ready","status":"{ready}"}}],
            "addresses":[{{"type":"InternalIP","address":"{address}"}}],"nodeInfo":{{"kubeletVersion":"v1.20.2"}}}}}}]}}"#
        );
        let lease =
            |name: &str| format!(r#"{{"metadata":{{"name":"{name}","uid":"2"}},"spec":{{"renewTime":"{renewed}"}}}}"#);
        let leases = format!(r#"{{"items":[{}]}}"#, CONTROLLERS.map(lease).join(","));
        Answers::read(&nodes, r#"{"metadata":{"name":"kube-system","uid":"u"}}"#, &leases).expect("reads")
    }

    fn judged(answers: Answers, containers: &[Container]) -> Health {
        judge(answers, containers, NOW.parse().expect("a time"))
    }

    fn why(health: Health) -> String {
        match health {
            Health::Unwell { reason, .. } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_ready_cluster_is_ready() {
        let health = judged(answers("True", "10.0.0.1", NOW), &[container("a", "10.0.0.1")]);
        assert!(matches!(health, Health::Ready { uid, .. } if uid == "u"));
    }

    /// What `up` would remove to make it anew must be its own.
    #[tokio::test]
    async fn nodes_of_another_s_are_never_an_unfinished_cluster_of_ours() {
        let ours = container("a", "10.0.0.1");
        let theirs = Container { ours: false, ..ours.clone() };
        assert_eq!(health(std::slice::from_ref(&ours)).await, Health::Unfinished);
        assert_eq!(health(std::slice::from_ref(&theirs)).await, Health::Foreign);
        assert_eq!(health(&[ours.clone(), theirs.clone()]).await, Health::Foreign);
        // Nor one to start again.
        let control =
            |ours: bool| Container { role: "control-plane".into(), state: "exited".into(), ours, ..container("a", "") };
        assert_eq!(health(&[control(false), ours]).await, Health::Foreign);
        assert_eq!(health(&[control(true)]).await, Health::Stopped { containers: vec!["a".into()] });
        let early = KindError::Failed {
            command: "kubectl".into(),
            status: "1".into(),
            output: "stat /etc/kubernetes/admin.conf: no such file or directory".into(),
        };
        assert_eq!(silent(&early, &[theirs]), Health::Foreign);
    }

    #[test]
    fn swapped_addresses_are_said() {
        let reason = why(judged(answers("True", "10.0.0.2", NOW), &[container("a", "10.0.0.1")]));
        assert!(reason.contains("10.0.0.1") && reason.contains("10.0.0.2"), "{reason}");
    }

    #[test]
    fn a_node_that_has_not_joined_is_said() {
        let two = [container("a", "10.0.0.1"), container("b", "10.0.0.3")];
        assert_eq!(why(judged(answers("True", "10.0.0.1", NOW), &two)), "`b` has not joined");
    }

    #[test]
    fn controllers_that_do_nothing_are_said() {
        let reason = why(judged(answers("True", "10.0.0.1", "2025-12-31T23:59:30.5Z"), &[container("a", "10.0.0.1")]));
        assert!(reason.contains("`kube-controller-manager` has done nothing for 89 s"), "{reason}");
        assert!(reason.contains("`kube-scheduler`"), "{reason}");
    }
}
