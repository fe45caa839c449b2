//! How much room the cluster's nodes have left, as the scheduler counts it.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Node, Pod};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::Api;
use kube::api::ListParams;

use super::{Cluster, ClusterError, limited};
use crate::check::quantity;

/// What is free on the nodes that take learners' pods, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// Nodes that take pods.
    pub nodes: u64,
    /// Pods that may still be added.
    pub pods: u64,
    /// CPU that nobody has requested, in thousandths of a core.
    pub cpu: u64,
    /// Memory that nobody has requested, in bytes.
    pub memory: u64,
}

impl Cluster {
    /// Counts it now.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn room(&self) -> Result<Room, ClusterError> {
        let (nodes, pods): (Api<Node>, Api<Pod>) = (Api::all(self.client.clone()), Api::all(self.client.clone()));
        let params = ListParams::default();
        let (nodes, pods) =
            tokio::try_join!(limited("list nodes", nodes.list(&params)), limited("list pods", pods.list(&params)),)?;
        Ok(count(&nodes.items, &pods.items))
    }
}

/// Node by node: what one has too little of, another can't give.
fn count(nodes: &[Node], pods: &[Pod]) -> Room {
    let mut used: BTreeMap<&str, Room> = BTreeMap::new();
    for pod in pods {
        let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref()).unwrap_or_default();
        let Some(spec) = pod.spec.as_ref().filter(|_| !matches!(phase, "Succeeded" | "Failed")) else { continue };
        let used = used.entry(spec.node_name.as_deref().unwrap_or_default()).or_default();
        used.pods += 1;
        for container in &spec.containers {
            let requests = container.resources.as_ref().and_then(|resources| resources.requests.as_ref());
            let asked = requests.map(of).unwrap_or_default();
            (used.cpu, used.memory) = (used.cpu + asked.cpu, used.memory + asked.memory);
        }
    }
    let mut free = Room::default();
    for node in nodes.iter().filter(|node| takes_pods(node)) {
        let status = node.status.as_ref();
        let has = status.and_then(|status| status.allocatable.as_ref()).map(of).unwrap_or_default();
        let used = used.get(node.metadata.name.as_deref().unwrap_or_default()).copied().unwrap_or_default();
        free.nodes += 1;
        free.pods += has.pods.saturating_sub(used.pods);
        free.cpu += has.cpu.saturating_sub(used.cpu);
        free.memory += has.memory.saturating_sub(used.memory);
    }
    free
}

fn takes_pods(node: &Node) -> bool {
    let spec = node.spec.clone().unwrap_or_default();
    let ready = node.status.as_ref().and_then(|status| status.conditions.as_ref()).is_some_and(|conditions| {
        conditions.iter().any(|condition| condition.type_ == "Ready" && condition.status == "True")
    });
    let tainted = spec.taints.unwrap_or_default().iter().any(|taint| taint.effect != "PreferNoSchedule");
    ready && !tainted && !spec.unschedulable.unwrap_or_default()
}

fn of(list: &BTreeMap<String, Quantity>) -> Room {
    let worth = |name: &str, unit: i128| {
        let nano = list.get(name).and_then(|quantity| quantity::nano(&quantity.0)).unwrap_or_default();
        u64::try_from(nano / unit).unwrap_or_default()
    };
    const ONE: i128 = 1_000_000_000;
    Room { nodes: 0, pods: worth("pods", ONE), cpu: worth("cpu", ONE / 1000), memory: worth("memory", ONE) }
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
        let pod = json!({"spec": {"nodeName": node, "containers": [{"name": "a", "resources":
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
        ];
        let room = count(&nodes, &pods);
        assert_eq!(room, Room { nodes: 2, pods: 218, cpu: 1500, memory: 512 << 20 });
    }
}
