//! What the server puts into a sandbox, as the API server is told of it: limits, network, rights, the workbench.

use serde_json::{Value, json};

use super::install;
use super::sandbox::{ACCOUNT, POD, SANDBOX_LABEL, SandboxSpec};
use crate::id::SandboxId;

/// Room for the largest lab (four pods, their claims, a few Services), and little more. A pod that was evicted is none of the
/// `pods` any more and stays; its ReplicaSet makes another, which may be evicted ten seconds later: `count/pods` ends it.
pub(super) fn quota() -> Value {
    json!({"metadata": {"name": "kindlab"}, "spec": {"hard": {
        "pods": "20", "services": "12", "persistentvolumeclaims": "12", "requests.storage": "20Gi",
        "configmaps": "20", "requests.cpu": "2", "requests.memory": "2Gi", "limits.memory": "6Gi",
        "limits.ephemeral-storage": "6Gi", "count/pods": "40",
        "services.nodeports": "6", "services.loadbalancers": "2",
        "count/deployments.apps": "8", "count/statefulsets.apps": "6", "count/replicasets.apps": "40",
    }}})
}

/// A pod that says nothing of resources gets these: without them the quota would refuse it. Ephemeral storage is what its
/// containers and emptyDirs write to the node's disk: the kubelet measures containers every ten seconds, volumes
/// every minute, and evicts a pod that has more than its containers' limits together. None is asked for ahead: a node that doesn't measure it has none to give.
pub(super) fn limits() -> Value {
    json!({"metadata": {"name": "kindlab"}, "spec": {"limits": [{
        "type": "Container",
        "defaultRequest": {"cpu": "10m", "memory": "16Mi", "ephemeral-storage": "0"},
        "default": {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": "256Mi"},
        "max": {"cpu": "1", "memory": "512Mi", "ephemeral-storage": "1Gi"},
    }]}})
}

/// Into a namespace come the pods of its sandbox (both namespaces carry its id as a label) and the server's own; out goes everything, because
/// labs reach node addresses (NodePort) and the API server. Enforced where the cluster's CNI enforces policies.
pub(super) fn network(sandbox: &SandboxId) -> Value {
    json!({"metadata": {"name": "kindlab"}, "spec": {
        "podSelector": {},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": [
            {"podSelector": {}},
            {"namespaceSelector": {"matchLabels": {SANDBOX_LABEL: sandbox}}},
            {"namespaceSelector": {"matchLabels": {"kindlab.dev/system": "true"}}},
        ]}],
    }})
}

pub(super) fn binding(companion: &str, role: &str) -> Value {
    json!({"metadata": {"name": "kindlab-learner"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": companion}]})
}

/// Reading of nodes, classes and volumes. Owned by the companion namespace, so that it goes with it.
pub(super) fn cluster_binding(spec: &SandboxSpec, owner: &str) -> Value {
    json!({"metadata": {"name": format!("kindlab-{}", spec.id), "labels": {SANDBOX_LABEL: spec.id},
            "ownerReferences": [{"apiVersion": "v1", "kind": "Namespace", "name": spec.id.companion(), "uid": owner}]},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": install::READER_ROLE},
        "subjects": [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": spec.id.companion()}]})
}

pub(super) fn workbench(spec: &SandboxSpec, image: &str, dns: &str) -> Value {
    let namespace = spec.id.namespace();
    json!({"metadata": {"name": POD, "labels": {"app": POD, SANDBOX_LABEL: spec.id}}, "spec": {
        "serviceAccountName": ACCOUNT,
        "hostname": POD,
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 2,
        "enableServiceLinks": false,
        "dnsPolicy": "None",
        "dnsConfig": {
            "nameservers": [dns],
            "searches": [format!("{namespace}.svc.cluster.local"), "svc.cluster.local", "cluster.local"],
            "options": [{"name": "ndots", "value": "5"}],
        },
        "securityContext": {"runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 1000, "runAsNonRoot": true},
        "containers": [{
            "name": POD,
            "image": image,
            "imagePullPolicy": "IfNotPresent",
            "args": ["serve-workbench"],
            "command": ["/usr/local/bin/kindlab-agent"],
            "env": [{"name": "KINDLAB_NAMESPACE", "value": namespace}, {"name": "HOME", "value": "/home/learner"}],
            "workingDir": "/home/learner",
            "resources": {
                "requests": {"cpu": "10m", "memory": "32Mi", "ephemeral-storage": "0"},
                "limits": {"cpu": "1", "memory": "384Mi", "ephemeral-storage": "256Mi"},
            },
            "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}},
        }],
    }})
}
