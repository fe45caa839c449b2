//! What was seen of one learner's namespace: trimmed objects, what the
//! watches saw happen, and what probes read. Plain data; no Kubernetes crate.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Seconds since 1970, as the API server writes times: whole seconds.
pub type Seconds = i64;

/// A snapshot of one namespace.
#[derive(Debug, Clone)]
pub struct Observed {
    /// When it was put together (RFC 3339).
    pub at: String,
    /// Whether the cluster answered; otherwise the message key that says what is missing.
    pub reachable: Result<(), String>,
    /// The learner's namespace.
    pub namespace: String,
    /// StatefulSets by name.
    pub stateful_sets: BTreeMap<String, StatefulSet>,
    /// Deployments by name.
    pub deployments: BTreeMap<String, Deployment>,
    /// Pods by name.
    pub pods: BTreeMap<String, Pod>,
    /// Services by name.
    pub services: BTreeMap<String, Service>,
    /// PersistentVolumeClaims by name.
    pub claims: BTreeMap<String, Claim>,
    /// PersistentVolumes claimed from this namespace, by name.
    pub volumes: BTreeMap<String, Volume>,
    /// StorageClasses of the cluster, by name.
    pub storage_classes: BTreeMap<String, StorageClass>,
    /// Endpoints by the name of their Service.
    pub endpoints: BTreeMap<String, Endpoints>,
    /// ReplicaSets by name.
    pub replica_sets: BTreeMap<String, ReplicaSet>,
    /// Addresses of the nodes, by name.
    pub nodes: BTreeMap<String, String>,
    /// Nodes that are not Ready, by name.
    pub nodes_down: Vec<String>,
    /// The address of the cluster's DNS.
    pub dns_server: String,
    /// What the watches saw happen.
    pub history: History,
    /// Files read from volumes, by claim name and path.
    pub files: BTreeMap<FileKey, FileRead>,
    /// What probes from inside the cluster found; what was not asked or not answered is missing.
    pub probes: Probes,
}

/// What no watch tells, asked from inside the cluster.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Probes {
    /// DNS answers.
    pub dns: BTreeMap<DnsQuestion, DnsAnswer>,
    /// HTTP answers, as many as were asked for: the status, or what went wrong.
    pub http: BTreeMap<HttpQuestion, Result<u16, String>>,
    /// How many of a number of requests to a Service each pod answered, by Service.
    pub spread: BTreeMap<String, BTreeMap<String, u64>>,
    /// GET requests in each pod's access log, by the client's address.
    pub logs: BTreeMap<String, BTreeMap<String, u64>>,
    /// Files of the learner's home, with what the API server's dry run says of them.
    pub manifests: BTreeMap<String, Manifest>,
}

/// A question to the cluster's DNS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DnsQuestion {
    /// The whole name, without a dot at its end.
    pub name: String,
    /// `A` or `CNAME`.
    pub kind: String,
}

/// What the DNS said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsAnswer {
    /// `NOERROR`, `NXDOMAIN`…
    pub rcode: String,
    /// The records' values, sorted, without dots at their ends.
    pub values: Vec<String>,
}

/// A request to an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HttpQuestion {
    /// An IP address.
    pub address: String,
    /// The port.
    pub port: i64,
}

/// A manifest file of the learner's.
#[derive(Debug, Clone, PartialEq)]
pub enum Manifest {
    /// There is no such file.
    Absent,
    /// It is no YAML; the reason, as the parser says it.
    Unreadable(String),
    /// Its documents.
    Documents(Vec<ManifestDocument>),
}

/// One document of a manifest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ManifestDocument {
    /// apiVersion
    pub api_version: String,
    /// kind
    pub kind: String,
    /// metadata.name
    pub name: String,
    /// metadata.namespace, or empty
    pub namespace: String,
    /// The document.
    pub value: serde_json::Value,
    /// What the API server refused it for; `None` when it was accepted or not asked.
    pub refused: Option<String>,
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

/// A file on a claim's volume.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileKey {
    /// The claim's name.
    pub claim: String,
    /// The path below the volume.
    pub path: String,
}

/// What the reader found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FileRead {
    /// A plain file.
    File(PageFile),
    /// Nothing there.
    Absent,
    /// A symbolic link, a directory, a FIFO…: not read.
    NotAPlainFile(String),
    /// It could not be read; the message key says why.
    Unreadable(String),
}

/// A plain file's facts, read on its node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageFile {
    /// Size in bytes.
    pub size: u64,
    /// When the inode last changed, seconds since 1970. Cannot be set by a user of the volume.
    pub ctime: Seconds,
    /// SHA-256 of the first 64 KiB, in hex.
    pub sha256: String,
    /// The first 200 characters, for showing.
    pub start: String,
    /// The UID of the claim whose volume it was read from.
    pub claim_uid: String,
    /// Names that the file has: more than one is a hard link.
    pub links: u64,
}

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
    /// subPath, or empty.
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
    /// The reason a container waits or a condition is false: `ImagePullBackOff`, `Unschedulable`…
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

/// What the watches saw happen in the namespace since the server began to watch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Pods of StatefulSets, in the order they were first seen.
    pub arrivals: Vec<Arrival>,
    /// Later incarnations, in the order they were first seen; the newest [`MOST_SEEN`].
    pub returns: Vec<Arrival>,
    /// Pods of StatefulSets when they were first seen going, in that order; the newest [`MOST_SEEN`].
    pub departures: Vec<Departure>,
}

/// How many of the newest returns and departures are kept for each namespace.
pub const MOST_SEEN: usize = 100;

/// A pod of a StatefulSet, when the watch first saw that it is being deleted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Departure {
    /// The pod's UID.
    pub uid: String,
    /// The UID of the set that owned it.
    pub set_uid: String,
    /// Its ordinal.
    pub ordinal: i64,
    /// Higher ordinals of the same set that were still there.
    pub higher_present: Vec<i64>,
}

/// A pod of a StatefulSet, when the watch first saw it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arrival {
    /// The pod's name.
    pub pod: String,
    /// The pod's UID.
    pub uid: String,
    /// The UID of the set that owns it.
    pub set_uid: String,
    /// Its ordinal.
    pub ordinal: i64,
    /// Lower ordinals of the same set that were not Ready at that moment.
    pub lower_not_ready: Vec<i64>,
    /// Its revision.
    pub revision: String,
    /// Higher ordinals of the same set that were not Ready with that revision at that moment.
    pub higher_pending: Vec<i64>,
    /// Whether it was first seen as an addition (not in a list after a reconnect, when order is unknown).
    pub witnessed: bool,
}

impl Pod {
    /// The revision of the StatefulSet that it was made from.
    #[must_use]
    pub fn revision(&self) -> &str {
        self.labels.get("controller-revision-hash").map_or("", String::as_str)
    }
}

impl Observed {
    /// The StatefulSet's pods by ordinal: those it controls, by UID.
    #[must_use]
    pub fn pods_of(&self, set: &StatefulSet) -> BTreeMap<i64, &Pod> {
        self.pods
            .values()
            .filter(|pod| pod.owner.as_ref().is_some_and(|owner| owner.kind == "StatefulSet" && owner.uid == set.uid))
            .filter_map(|pod| Some((ordinal(&set.name, &pod.name)?, pod)))
            .collect()
    }

    /// The Deployment's pods, by name: those of its ReplicaSets.
    #[must_use]
    pub fn pods_of_deployment(&self, deployment: &Deployment) -> BTreeMap<&str, &Pod> {
        let owned = |owner: &Owner| {
            owner.kind == "ReplicaSet"
                && self.replica_sets.get(&owner.name).is_some_and(|set| {
                    set.uid == owner.uid && set.owner.as_ref().is_some_and(|above| above.uid == deployment.uid)
                })
        };
        let pods = self.pods.values().filter(|pod| pod.owner.as_ref().is_some_and(owned));
        pods.map(|pod| (pod.name.as_str(), pod)).collect()
    }

    /// The cluster's default StorageClass, if there is one.
    #[must_use]
    pub fn default_storage_class(&self) -> Option<&StorageClass> {
        self.storage_classes.values().find(|class| class.default)
    }
}

/// The ordinal in a pod's name: the digits after the set's name and a hyphen.
#[must_use]
pub fn ordinal(set: &str, pod: &str) -> Option<i64> {
    pod.strip_prefix(set)?.strip_prefix('-')?.parse().ok()
}
