//! What there is in a sandbox and what belongs together: owners with their Services, and one row for each pod.

use crate::check::observed::Seconds;

/// Everything that is drawn of one sandbox.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// Owners with their rows, then what belongs to nobody.
    pub groups: Vec<Group>,
    /// Rows that were left out.
    pub left_out: usize,
}

/// An owner, the Services that lead to its pods, and the rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// The StatefulSet, Deployment or other controller; `None` for pods and claims on their own.
    pub owner: Option<OwnerNode>,
    /// Services whose selector matches these pods.
    pub services: Vec<ServiceNode>,
    /// One for each pod, or place of a pod.
    pub rows: Vec<Row>,
}

/// A controller of pods.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OwnerNode {
    /// Its UID.
    pub uid: String,
    /// `StatefulSet`, `Deployment`…
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Pods that are Ready, and pods that are wanted; `None` for kinds that are not watched.
    pub ready: Option<(i64, i64)>,
    /// Whether it is being deleted.
    pub going: bool,
}

/// A Service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceNode {
    /// Its UID.
    pub uid: String,
    /// Its name, which is its DNS name within the namespace.
    pub name: String,
    /// spec.type
    pub kind: String,
    /// Whether it has no address of its own.
    pub headless: bool,
    /// UIDs of the pods that are its endpoints now.
    pub endpoints: Vec<String>,
    /// All its ready addresses, also those that are no pod's.
    pub addresses: usize,
}

/// A pod's place, and the claims that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The same for as long as the place is: a new pod of the same ordinal comes into the same row.
    pub key: String,
    /// The pod, or why there is none.
    pub seat: Seat,
    /// Claims that the pod uses, or that wait for it.
    pub claims: Vec<ClaimNode>,
    /// UIDs of claims that the pod uses too and that stand in another row.
    pub shared: Vec<String>,
}

/// What is in a row's place for a pod.
#[derive(Debug, Clone, PartialEq)]
pub enum Seat {
    /// A pod.
    Pod(PodNode),
    /// None yet, or none any more; the name is the one that its pod has.
    Empty(String, Empty),
    /// There never was a pod: a claim on its own.
    Nobody,
}

/// Why a place is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Empty {
    /// This pod has to be Ready first.
    After(String),
    /// It is about to be made.
    Coming,
    /// The set was scaled down; its claim stayed.
    Scaled,
}

/// A pod.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PodNode {
    /// Its UID.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// How it is.
    pub state: PodState,
    /// When it was created.
    pub created: Seconds,
    /// How often its containers were started again.
    pub restarts: i64,
    /// The node it is on, or empty.
    pub node: String,
    /// Its address, or empty.
    pub ip: String,
    /// Its DNS name within the namespace, if a headless Service gives it one.
    pub dns: Option<String>,
}

impl PodNode {
    /// The first characters of the UID: enough to see that a pod is another one.
    #[must_use]
    pub fn short_uid(&self) -> String {
        self.uid.chars().take(5).collect()
    }
}

/// How a pod is, in Kubernetes' own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PodState {
    /// Running and Ready.
    Ready,
    /// Running, not Ready.
    Running,
    /// Neither yet.
    #[default]
    Pending,
    /// Being deleted.
    Terminating,
    /// A reason that keeps it from coming up.
    Trouble(String),
    /// It ended well.
    Succeeded,
    /// It ended badly.
    Failed,
}

impl PodState {
    /// The word that `kubectl get pods` would show or that a condition has.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Ready => "Ready",
            Self::Running => "Running",
            Self::Pending => "Pending",
            Self::Terminating => "Terminating",
            Self::Trouble(reason) => reason,
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        }
    }

    /// A class for its shape and colour.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running | Self::Pending => "starting",
            Self::Terminating => "going",
            Self::Trouble(_) | Self::Failed => "trouble",
            Self::Succeeded => "over",
        }
    }
}

/// A claim and what it is bound to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimNode {
    /// Its UID; empty when a pod names a claim that does not exist.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// status.phase, or `Terminating`; empty when it does not exist.
    pub phase: String,
    /// spec.resources.requests.storage
    pub storage: String,
    /// The volume.
    pub volume: Option<VolumeNode>,
}

/// A volume.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VolumeNode {
    /// Its UID.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// The node that its directory is on, or empty.
    pub node: String,
}

impl Scene {
    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// All rows, with their groups.
    pub fn rows(&self) -> impl Iterator<Item = (&Group, &Row)> {
        self.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)))
    }

    /// All pods.
    pub fn pods(&self) -> impl Iterator<Item = &PodNode> {
        self.rows().filter_map(|(_, row)| match &row.seat {
            Seat::Pod(pod) => Some(pod),
            Seat::Empty(..) | Seat::Nobody => None,
        })
    }
}
