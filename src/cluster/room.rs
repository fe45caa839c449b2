//! How much room the cluster's nodes have left, as the scheduler counts it.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{Node, Pod};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::Api;
use kube::api::ListParams;

use super::{Cluster, ClusterError, limited};
use crate::check::quantity;
use crate::id::SandboxId;

/// The nodes that take learners' pods, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// How many there are.
    pub nodes: u64,
    /// What nobody has requested.
    pub free: Share,
    /// What the pods of the sandboxes in question have requested.
    pub taken: Share,
}

/// A share of what nodes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Pods.
    pub pods: u64,
    /// CPU, in thousandths of a core.
    pub cpu: u64,
    /// Memory, in bytes.
    pub memory: u64,
}

impl Share {
    fn add(&mut self, other: Self) {
        self.pods += other.pods;
        self.cpu += other.cpu;
        self.memory += other.memory;
    }

    fn without(self, other: Self) -> Self {
        Self {
            pods: self.pods.saturating_sub(other.pods),
            cpu: self.cpu.saturating_sub(other.cpu),
            memory: self.memory.saturating_sub(other.memory),
        }
    }
}

impl Cluster {
    /// Counts it now, and what these sandboxes have of it; another server's are nobody's here.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn room(&self, sandboxes: &[SandboxId]) -> Result<Room, ClusterError> {
        let own = sandboxes.iter().flat_map(|id| [id.namespace(), id.companion()]).collect();
        let (nodes, pods): (Api<Node>, Api<Pod>) = (Api::all(self.client.clone()), Api::all(self.client.clone()));
        let params = ListParams::default();
        let (nodes, pods) =
            tokio::try_join!(limited("list nodes", nodes.list(&params)), limited("list pods", pods.list(&params)),)?;
        Ok(count(&nodes.items, &pods.items, &own))
    }
}

/// Node by node: what one has too much of, another can't use. Pods that wait for a node will be somewhere.
fn count(nodes: &[Node], pods: &[Pod], own: &BTreeSet<String>) -> Room {
    let mut used: BTreeMap<&str, Share> = BTreeMap::new();
    let mut room = Room::default();
    for pod in pods {
        let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref()).unwrap_or_default();
        let Some(spec) = pod.spec.as_ref().filter(|_| !matches!(phase, "Succeeded" | "Failed")) else { continue };
        let mut asked = Share { pods: 1, ..Share::default() };
        for container in &spec.containers {
            let requests = container.resources.as_ref().and_then(|resources| resources.requests.as_ref());
            asked.add(requests.map(of).unwrap_or_default());
        }
        used.entry(spec.node_name.as_deref().unwrap_or_default()).or_default().add(asked);
        if pod.metadata.namespace.as_ref().is_some_and(|namespace| own.contains(namespace)) {
            room.taken.add(asked);
        }
    }
    for node in nodes.iter().filter(|node| takes_pods(node)) {
        let status = node.status.as_ref();
        let has = status.and_then(|status| status.allocatable.as_ref()).map(of).unwrap_or_default();
        let used = used.get(node.metadata.name.as_deref().unwrap_or_default()).copied().unwrap_or_default();
        room.nodes += 1;
        room.free.add(has.without(used));
    }
    room.free = room.free.without(used.get("").copied().unwrap_or_default());
    room
}

fn takes_pods(node: &Node) -> bool {
    let spec = node.spec.clone().unwrap_or_default();
    let ready = node.status.as_ref().and_then(|status| status.conditions.as_ref()).is_some_and(|conditions| {
        conditions.iter().any(|condition| condition.type_ == "Ready" && condition.status == "True")
    });
    let tainted = spec.taints.unwrap_or_default().iter().any(|taint| taint.effect != "PreferNoSchedule");
    ready && !tainted && !spec.unschedulable.unwrap_or_default()
}

fn of(list: &BTreeMap<String, Quantity>) -> Share {
    let worth = |name: &str, unit: i128| {
        let nano = list.get(name).and_then(|quantity| quantity::nano(&quantity.0)).unwrap_or_default();
        u64::try_from(nano / unit).unwrap_or_default()
    };
    const ONE: i128 = 1_000_000_000;
    Share { pods: worth("pods", ONE), cpu: worth("cpu", ONE / 1000), memory: worth("memory", ONE) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn node(name: &str, more: Value) -> Node {
        let mut node = json!({"metadata": {"name": name}, "spec": {}, "status": {
            "allocatable": {"pods": "110", "cpu": "2", "memory": "1Gi"},
            "conditions": [{"type": "Ready", "status": "True"}]}});
        if let (Some(spec), Value::Object(more)) = (node["spec"].as_object_mut(), more) {
            spec.extend(more);
        }
        serde_json::from_value(node).expect("a node")
    }

    fn pod(node: &str, phase: &str, cpu: &str, memory: &str) -> Pod {
        let namespace = if phase == "Running" { "lab-abcdefgh" } else { "lab-another0" };
        let pod = json!({"metadata": {"namespace": namespace}, "spec": {"nodeName": node, "containers": [{"name": "a", "resources":
            {"requests": {"cpu": cpu, "memory": memory}}}]}, "status": {"phase": phase}});
        serde_json::from_value(pod).expect("a pod")
    }

    #[test]
    fn what_is_left_is_counted_on_nodes_that_take_pods() {
        let nodes = [
            node("a", json!({})),
            node("b", json!({})),
            node("shut", json!({"unschedulable": true})),
            node("control-plane", json!({"taints": [{"key": "x", "effect": "NoSchedule"}]})),
        ];
        let pods = [
            pod("a", "Running", "500m", "512Mi"),
            pod("a", "Succeeded", "1", "512Mi"),
            pod("b", "Pending", "3", "2Gi"),
            pod("shut", "Running", "1", "1Mi"),
            pod("", "Pending", "250m", "1Mi"),
        ];
        let free = Share { pods: 217, cpu: 1250, memory: 511 << 20 };
        let taken = Share { pods: 2, cpu: 1500, memory: 513 << 20 };
        let own = ["lab-abcdefgh".to_owned()].into();
        assert_eq!(count(&nodes, &pods, &own), Room { nodes: 2, free, taken });
    }
}
