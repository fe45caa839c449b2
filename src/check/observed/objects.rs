//! The cluster's objects, trimmed to what checks read. Fields are named after the API's.

use std::collections::BTreeMap;

use super::Seconds;

/// A StatefulSet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StatefulSet {
    /// metadata.name
    pub name: String,
    /// metadata.uid
    pub uid: String,
    /// metadata.resourceVersion
    pub resource_version: String,
    /// metadata.generation
    pub generation: i64,
    /// metadata.creationTimestamp
    pub created: Seconds,
    /// Whether it is being deleted.
    pub deleting: bool,
    /// spec.replicas
    pub replicas: i64,
    /// spec.serviceName
    pub service_name: String,
    /// spec.podManagementPolicy
    pub pod_management: String,
    /// spec.ordinals.start
    pub first_ordinal: i64,
    /// spec.persistentVolumeClaimRetentionPolicy says Delete somewhere.
    pub deletes_claims: bool,
    /// spec.template.metadata.labels
    pub template_labels: BTreeMap<String, String>,
    /// The template's containers.
    pub containers: Vec<Container>,
    /// spec.volumeClaimTemplates
    pub claim_templates: Vec<ClaimTemplate>,
    /// Names and kinds of the template's own volumes (`emptyDir`, `configMap`…).
    pub template_volumes: BTreeMap<String, String>,
    /// status.observedGeneration
    pub observed_generation: i64,
    /// status.readyReplicas
    pub ready: i64,
    /// status.replicas
    pub current: i64,
    /// spec.updateStrategy.rollingUpdate.partition: pods below it keep their revision in a rollout.
    pub partition: i64,
    /// Whether spec.updateStrategy.type is OnDelete: a rollout replaces nothing by itself.
    pub on_delete: bool,
    /// status.updateRevision
    pub update_revision: String,
    /// status.currentRevision
    pub current_revision: String,
}

/// A volumeClaimTemplate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimTemplate {
    /// metadata.name
    pub name: String,
    /// spec.accessModes
    pub access_modes: Vec<String>,
    /// spec.resources.requests.storage
    pub storage: String,
    /// spec.storageClassName
    pub storage_class: Option<String>,
}

/// A container of a pod or of a template.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Container {
    /// name
    pub name: String,
    /// image
    pub image: String,
    /// Whether command or args are set.
    pub own_command: bool,
    /// Declared ports: name and number.
    pub ports: Vec<(String, i64)>,
    /// Mounts: path and volume.
    pub mounts: Vec<Mount>,
    /// resources.requests
    pub requests: BTreeMap<String, String>,
    /// resources.limits
    pub limits: BTreeMap<String, String>,
}

/// A volumeMount.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mount {
    /// mountPath without a slash at its end.
    pub path: String,
    /// The volume's name.
    pub volume: String,
    /// subPath, or subPathExpr as it is written, or empty.
    pub sub_path: String,
}

/// A Deployment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Deployment {
    /// metadata.name
    pub name: String,
    /// metadata.uid
    pub uid: String,
    /// metadata.generation
    pub generation: i64,
    /// status.observedGeneration
    pub observed_generation: i64,
    /// status.updatedReplicas
    pub updated: i64,
    /// spec.selector.matchLabels
    pub selector: BTreeMap<String, String>,
    /// spec.replicas
    pub replicas: i64,
    /// status.readyReplicas
    pub ready: i64,
}

/// A pod.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pod {
    /// metadata.name
    pub name: String,
    /// metadata.uid
    pub uid: String,
    /// metadata.resourceVersion
    pub resource_version: String,
    /// metadata.creationTimestamp
    pub created: Seconds,
    /// Whether a deletion was asked for.
    pub deleting: bool,
    /// metadata.labels
    pub labels: BTreeMap<String, String>,
    /// The controller's kind, name and UID.
    pub owner: Option<Owner>,
    /// spec.nodeName
    pub node: String,
    /// spec.hostname
    pub hostname: String,
    /// spec.subdomain
    pub subdomain: String,
    /// status.phase
    pub phase: String,
    /// status.podIP
    pub ip: String,
    /// Whether the Ready condition is True.
    pub ready: bool,
    /// Sum of the containers' restarts.
    pub restarts: i64,
    /// The reason a container waits, a condition is false or the whole pod failed: `ImagePullBackOff`, `Unschedulable`,
    /// `Evicted`…
    pub trouble: Option<Trouble>,
    /// Containers.
    pub containers: Vec<Container>,
    /// Names of its init containers.
    pub init_containers: Vec<String>,
    /// Volume name → claim name, for those backed by a claim.
    pub claims: BTreeMap<String, String>,
    /// Volume name → kind, for the others.
    pub other_volumes: BTreeMap<String, String>,
}

/// A controller's reference.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Owner {
    /// kind
    pub kind: String,
    /// name
    pub name: String,
    /// uid
    pub uid: String,
}

/// Why a pod does not come up, in Kubernetes' own words.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trouble {
    /// The reason, one word.
    pub reason: String,
    /// The message, cut to 300 characters.
    pub message: String,
}

/// A Service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Service {
    /// metadata.name
    pub name: String,
    /// metadata.uid
    pub uid: String,
    /// metadata.resourceVersion
    pub resource_version: String,
    /// spec.type
    pub kind: String,
    /// spec.clusterIP (`None` for a headless one)
    pub cluster_ip: String,
    /// spec.selector
    pub selector: BTreeMap<String, String>,
    /// spec.ports
    pub ports: Vec<ServicePort>,
    /// spec.externalIPs
    pub external_ips: Vec<String>,
    /// spec.externalName
    pub external_name: String,
    /// status.loadBalancer.ingress: addresses or host names
    pub balancer: Vec<String>,
}

/// A Service's port.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServicePort {
    /// name
    pub name: String,
    /// port
    pub port: i64,
    /// targetPort as written
    pub target: String,
    /// nodePort, 0 if none
    pub node_port: i64,
}

/// A PersistentVolumeClaim.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claim {
    /// metadata.name
    pub name: String,
    /// metadata.uid
    pub uid: String,
    /// metadata.creationTimestamp
    pub created: Seconds,
    /// Whether a deletion was asked for.
    pub deleting: bool,
    /// status.phase
    pub phase: String,
    /// spec.volumeName
    pub volume: String,
    /// spec.storageClassName
    pub storage_class: String,
    /// spec.accessModes
    pub access_modes: Vec<String>,
    /// spec.resources.requests.storage
    pub storage: String,
}

/// A PersistentVolume.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Volume {
    /// metadata.name
    pub name: String,
    /// metadata.uid
    pub uid: String,
    /// spec.claimRef.uid
    pub claim_uid: String,
    /// spec.claimRef.name
    pub claim: String,
    /// status.phase
    pub phase: String,
    /// The directory on the node, from spec.hostPath or spec.local.
    pub path: String,
    /// The node, from spec.nodeAffinity.
    pub node: String,
    /// spec.persistentVolumeReclaimPolicy
    pub reclaim_policy: String,
}

/// A StorageClass.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StorageClass {
    /// metadata.name
    pub name: String,
    /// provisioner
    pub provisioner: String,
    /// reclaimPolicy
    pub reclaim_policy: String,
    /// volumeBindingMode
    pub binding_mode: String,
    /// Whether it is marked as the default.
    pub default: bool,
}

/// A Service's endpoints.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Endpoints {
    /// The Service's name.
    pub name: String,
    /// Ready addresses.
    pub addresses: Vec<EndpointAddress>,
}

/// One ready address of a Service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EndpointAddress {
    /// The address.
    pub ip: String,
    /// The host name that DNS gives it, or empty.
    pub hostname: String,
    /// The pod's name, or empty for a hand-written one.
    pub pod: String,
    /// The pod's UID.
    pub pod_uid: String,
}

/// A ReplicaSet: the link between a Deployment and its pods.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReplicaSet {
    /// metadata.name
    pub name: String,
    /// metadata.uid
    pub uid: String,
    /// The controller.
    pub owner: Option<Owner>,
}

impl Pod {
    /// The revision of the StatefulSet that it was made from.
    #[must_use]
    pub fn revision(&self) -> &str {
        self.labels.get("controller-revision-hash").map_or("", String::as_str)
    }

    /// Whether it has ended, well or badly: it never runs again, and its controller makes another.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase.as_str(), "Succeeded" | "Failed")
    }

    /// Whether its node stopped it for good: for what it wrote to the node's disk, or because the node is in need.
    #[must_use]
    pub fn was_evicted(&self) -> bool {
        self.is_over() && self.trouble.as_ref().is_some_and(|trouble| trouble.reason == "Evicted")
    }
}
