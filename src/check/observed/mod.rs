//! What was seen of one learner's namespace: trimmed objects, what the
//! watches saw happen, and what probes read. Plain data; no Kubernetes crate.

mod objects;
mod probes;
mod shared;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use objects::{
    Claim, ClaimTemplate, Container, Deployment, EndpointAddress, Endpoints, Mount, Owner, Pod, ReplicaSet, Service,
    ServicePort, StatefulSet, StorageClass, Trouble, Volume,
};
pub use probes::{DnsAnswer, DnsQuestion, HttpAnswer, HttpQuestion, Manifest, ManifestDocument, Probes};
pub use shared::Shared;

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
    pub stateful_sets: Shared<BTreeMap<String, StatefulSet>>,
    /// Deployments by name.
    pub deployments: Shared<BTreeMap<String, Deployment>>,
    /// Pods by name.
    pub pods: Shared<BTreeMap<String, Pod>>,
    /// Services by name.
    pub services: Shared<BTreeMap<String, Service>>,
    /// PersistentVolumeClaims by name.
    pub claims: Shared<BTreeMap<String, Claim>>,
    /// PersistentVolumes claimed from this namespace, by name.
    pub volumes: Shared<BTreeMap<String, Volume>>,
    /// StorageClasses of the cluster, by name.
    pub storage_classes: Shared<BTreeMap<String, StorageClass>>,
    /// Names of the cluster's CustomResourceDefinitions.
    pub crds: Shared<BTreeSet<String>>,
    /// Endpoints by the name of their Service.
    pub endpoints: Shared<BTreeMap<String, Endpoints>>,
    /// ReplicaSets by name.
    pub replica_sets: Shared<BTreeMap<String, ReplicaSet>>,
    /// Addresses of the nodes, by name.
    pub nodes: BTreeMap<String, String>,
    /// Nodes that are not Ready, by name.
    pub nodes_down: Vec<String>,
    /// The address of the cluster's DNS.
    pub dns_server: String,
    /// What the watches saw happen.
    pub history: Shared<History>,
    /// Files read from volumes, by claim name and path.
    pub files: BTreeMap<FileKey, FileRead>,
    /// What probes from inside the cluster found; what was not asked or not answered is missing.
    pub probes: Probes,
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
    /// The nanoseconds within that second: with it, a page that was touched is never taken for one that was not.
    #[serde(default)]
    pub ctime_ns: i64,
    /// SHA-256 of the first 64 KiB, in hex.
    pub sha256: String,
    /// The first 200 characters, for showing.
    pub start: String,
    /// The UID of the claim whose volume it was read from.
    pub claim_uid: String,
    /// Names that the file has: more than one is a hard link.
    pub links: u64,
    /// Read by the pod's own programs, because its volume could not be read on the node. A learner can replace those.
    #[serde(default)]
    pub by_pod: bool,
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
    /// UIDs of pods that were seen being made without a controller; the newest [`MOST_SEEN`].
    pub by_hand: Vec<String>,
}

/// How many of the newest are kept for each namespace.
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

impl StatefulSet {
    /// Whether a rollout has nothing left to replace, as far as revisions are known: every pod is of the newest one
    /// that the update strategy lets be.
    #[must_use]
    pub fn is_updated(&self, observed: &Observed) -> bool {
        let newest = |pod: &Pod| pod.revision().is_empty() || pod.revision() == self.update_revision;
        self.on_delete || observed.pods_of(self).range(self.partition..).all(|(_, pod)| newest(pod))
    }
}

impl Observed {
    /// The StatefulSet's pods by ordinal: those it controls, by UID, and did not only adopt after somebody else had
    /// made them.
    #[must_use]
    pub fn pods_of(&self, set: &StatefulSet) -> BTreeMap<i64, &Pod> {
        self.pods
            .values()
            .filter(|pod| {
                !self.history.by_hand.contains(&pod.uid)
                    && pod.owner.as_ref().is_some_and(|owner| owner.kind == "StatefulSet" && owner.uid == set.uid)
            })
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

/// The ordinal in a pod's name: what follows the set's name and a hyphen, written as the set writes it. `nginx-00` is
/// nobody's pod, though it reads as 0: somebody may have made it by hand.
#[must_use]
pub fn ordinal(set: &str, pod: &str) -> Option<i64> {
    let digits = pod.strip_prefix(set)?.strip_prefix('-')?;
    let number: i64 = digits.parse().ok()?;
    (number >= 0 && number.to_string() == digits).then_some(number)
}
