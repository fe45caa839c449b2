//! The vocabulary of checks: what an author may write under `checks:` in `lab.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::observed::Observed;
use super::{Judgement, Message};
use crate::id::StepId;

/// What must be true of the learner's namespace. The tag is the check's name in `lab.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// A Service without a cluster address, with this port and exactly this selector.
    HeadlessService(HeadlessService),
    /// A StatefulSet with these values; extra fields are allowed.
    StatefulSet(StatefulSetShape),
    /// The set's pods were started one by one, each after the one before was Ready.
    OrderedStart(SetSize),
    /// Each ordinal's claim is Bound, to a volume of its own.
    ClaimsBound(SetClaims),
    /// Each pod serves a page of its own from its own claim.
    OwnPages(SetPages),
    /// Each pod was deleted and came back, and its page was on its claim before it did.
    PagesSurvived(Survived),
    /// The set was scaled up from a smaller size, the pods it had untouched.
    ScaledUp(ScaledUp),
    /// The set was seen running, was scaled to nothing, and its claims are the same as then and still Bound.
    ScaledToZero(SinceStep),
    /// The set runs again, on the claims and pages it had before.
    ScaledBack(ScaledBack),
    /// The set was scaled down, the highest ordinal removed first, each gone before the next went.
    ScaledDown(ScaledUp),
    /// Every pod has another revision than at the earlier step, the highest ordinal updated first.
    RolledOut(SetSince),
    /// Every pod has the revision from before the rollout of the earlier step.
    RolledBack(SetSince),
    /// These pods were deleted and came back under their names, on their claims.
    PodsRecreated(PodsRecreated),
    /// The pods are the same as at the earlier step.
    PodsUntouched(SetSince),
    /// The StatefulSet itself was deleted and made again; its pods are new, claims and pages are not.
    SetRecreated(SetRecreated),
    /// The set is gone, and the same pods go on without an owner.
    Orphaned(Orphaned),
    /// Set, Service, claims and their volumes are gone, after they had been there.
    CleanedUp(CleanedUp),
    /// There is no Service of this name.
    ServiceAbsent(Named),
    /// Each pod has its name as host name and the Service's as subdomain, and the set as its owner.
    PodIdentity(SetService),
    /// The Service's name answers with all Ready pods, each pod's own name with that pod.
    DnsPods(DnsPods),
    /// A pod was replaced since the earlier step, and its name answers with the new address.
    DnsFollows(DnsFollows),
    /// A Deployment with all its pods Ready.
    Deployment(DeploymentShape),
    /// A pod of the Deployment was replaced by one of another name.
    DeploymentPodReplaced(DeploymentSince),
    /// The Service's endpoints hold pods of each of these Deployments.
    EndpointsMixed(EndpointsMixed),
    /// The Service's endpoints are all Ready pods of this Deployment and no other.
    EndpointsOf(EndpointsOf),
    /// The same, with other endpoints than at the earlier step behind the same Service.
    EndpointsFollow(EndpointsSince),
    /// The Service's address answers 200 inside the cluster.
    HttpService(HttpService),
    /// Of a number of requests to the Service's address, at least two pods each answered one.
    Spread(Spread),
    /// A Service of type NodePort with this selector answers 200 on every node.
    NodePort(SelectedService),
    /// A Service of type LoadBalancer with this selector answers inside and on every node; its address may be pending.
    LoadBalancer(SelectedService),
    /// A Service of type ExternalName whose name is an alias of the target.
    ExternalName(ExternalName),
    /// The same Service as at the earlier step, with another target.
    ExternalNameChanged(ExternalNameChanged),
    /// Services of these types with this selector, before the same pods, each answering.
    SameEndpoints(SameEndpoints),
    /// Each pod's access log has that many GET requests from there.
    RequestsLogged(RequestsLogged),
    /// A file of the learner's home that the API server accepts in a dry run.
    Manifest(ManifestFile),
    /// A file with MetalLB's objects for a range of the nodes' network.
    AddressPoolFile(AddressPoolFile),
}

/// See [`Check::HeadlessService`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadlessService {
    /// The Service's name.
    pub name: String,
    /// The port it must have, by number.
    pub port: u16,
    /// The port's name, where it matters; otherwise it is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port_name: Option<String>,
    /// The selector it must have, no more and no less.
    pub selector: BTreeMap<String, String>,
}

/// See [`Check::StatefulSet`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatefulSetShape {
    /// The set's name.
    pub name: String,
    /// How many replicas it asks for when the step is done.
    pub replicas: i64,
    /// `spec.serviceName`.
    pub service_name: String,
    /// The name of the claim template.
    pub claim: String,
    /// What the template asks for, as a quantity (`1G` is not `1Gi`, but is `1000M`).
    pub storage: String,
    /// The template's access mode.
    pub access_mode: String,
    /// Where the claim is mounted.
    pub mount_path: String,
    /// The name of the container that mounts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// What that container requests, as quantities.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub requests: BTreeMap<String, String>,
    /// What that container is limited to, as quantities.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, String>,
    /// The class that the template names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
}

/// See [`Check::OrderedStart`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSize {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many pods are looked at.
    pub replicas: i64,
}

/// See [`Check::ClaimsBound`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetClaims {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// Whether the claims' class must be the cluster's default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default_class: bool,
}

/// See [`Check::OwnPages`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPages {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// Where the claim must be mounted.
    pub mount_path: String,
    /// The page's path below it.
    #[serde(default = "index_html")]
    pub file: String,
    /// Only these ordinals, instead of all below `replicas`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ordinals: Vec<i64>,
    /// What the page must say; `{{ pod }}` and `{{ ordinal }}` stand for the pod's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn index_html() -> String {
    "index.html".to_owned()
}

/// See [`Check::PagesSurvived`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Survived {
    /// The pages that must have survived.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the pages were written.
    pub since: StepId,
}

/// See [`Check::ScaledUp`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaledUp {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The size that must have been seen Ready before.
    pub from: i64,
    /// The size that must be Ready now.
    pub to: i64,
}

/// See [`Check::ScaledToZero`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SinceStep {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many claims must still be there.
    pub claims: i64,
}

/// See [`Check::ScaledBack`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaledBack {
    /// The pages that must be there again.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the set was seen at zero.
    pub since: StepId,
}

/// See [`Check::RolledOut`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSince {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::PodsRecreated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PodsRecreated {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// Which pods.
    pub ordinals: Vec<i64>,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
    /// Whether the others must be the same as before.
    #[serde(default)]
    pub others_untouched: bool,
}

/// See [`Check::SetRecreated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRecreated {
    /// The pages that must be there.
    pub pages: SetPages,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::Orphaned`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Orphaned {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::CleanedUp`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CleanedUp {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The Service's name.
    pub service: String,
    /// The claim template's name.
    pub claim: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::ServiceAbsent`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The object's name.
    pub name: String,
}

/// See [`Check::PodIdentity`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetService {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// The Service's name.
    pub service: String,
}

/// See [`Check::DnsPods`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsPods {
    /// The Service's name.
    pub service: String,
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
}

/// See [`Check::DnsFollows`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsFollows {
    /// The Service's name.
    pub service: String,
    /// The StatefulSet's name.
    pub statefulset: String,
    /// Which pod.
    pub ordinal: i64,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::Deployment`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeploymentShape {
    /// The Deployment's name.
    pub name: String,
    /// How many replicas it asks for.
    pub replicas: i64,
    /// Its selector's labels, no more and no less.
    #[serde(default)]
    pub labels: Option<BTreeMap<String, String>>,
}

/// See [`Check::DeploymentPodReplaced`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeploymentSince {
    /// The Deployment's name.
    pub deployment: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::EndpointsMixed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsMixed {
    /// The Service's name.
    pub service: String,
    /// The Deployments.
    pub deployments: Vec<String>,
}

/// See [`Check::EndpointsOf`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsOf {
    /// The Service's name.
    pub service: String,
    /// The Deployment's name.
    pub deployment: String,
}

/// See [`Check::EndpointsFollow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsSince {
    /// The Service's name.
    pub service: String,
    /// The Deployment's name.
    pub deployment: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::HttpService`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpService {
    /// The Service's name.
    pub service: String,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
}

/// See [`Check::Spread`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// The Service's name.
    pub service: String,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
    /// How many requests are sent.
    #[serde(default = "thirty")]
    pub requests: u64,
}

/// See [`Check::NodePort`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectedService {
    /// The selector, no more and no less.
    pub selector: BTreeMap<String, String>,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
}

/// See [`Check::ExternalName`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalName {
    /// The Service's name.
    pub service: String,
    /// The host name it stands for.
    pub target: String,
}

/// See [`Check::ExternalNameChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalNameChanged {
    /// The Service's name.
    pub service: String,
    /// The host name it stands for now.
    pub target: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`Check::SameEndpoints`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SameEndpoints {
    /// The selector, no more and no less.
    pub selector: BTreeMap<String, String>,
    /// The types, each by another Service.
    pub types: Vec<String>,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
}

/// See [`Check::RequestsLogged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestsLogged {
    /// The pods.
    pub pods: Vec<String>,
    /// Where the requests came from.
    pub from: Client,
    /// How many at least.
    pub at_least: u64,
}

/// Where a request in an access log came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Client {
    /// The pod itself: what `kubectl port-forward` and `kubectl exec` look like.
    Loopback,
    /// Another pod.
    Pod(String),
}

impl RequestsLogged {
    pub(super) fn client_address(&self, observed: &Observed) -> Result<String, Judgement> {
        match &self.from {
            Client::Loopback => Ok("127.0.0.1".to_owned()),
            Client::Pod(name) => match observed.pods.get(name).filter(|pod| !pod.ip.is_empty()) {
                Some(pod) => Ok(pod.ip.clone()),
                None => Err(Judgement::untried(Message::new("pod-missing").with("pod", name))),
            },
        }
    }
}

/// See [`Check::Manifest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// The file, below the learner's home.
    pub file: String,
    /// The kind it must be.
    pub kind: String,
    /// The name it must have.
    pub name: String,
    /// Its apiVersion, where it matters.
    #[serde(default)]
    pub api_version: Option<String>,
}

/// See [`Check::AddressPoolFile`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressPoolFile {
    /// The file, below the learner's home.
    pub file: String,
}

fn http_port() -> i64 {
    80
}

fn thirty() -> u64 {
    30
}

impl SetPages {
    /// The ordinals that are looked at.
    #[must_use]
    pub fn ordinals(&self) -> Vec<i64> {
        if self.ordinals.is_empty() { (0..self.replicas).collect() } else { self.ordinals.clone() }
    }
}

impl Check {
    /// Its name in `lab.yaml`.
    #[must_use]
    pub fn name(&self) -> String {
        // Externally tagged: the only key is the name.
        let tagged = serde_json::to_value(self).ok();
        tagged.and_then(|value| Some(value.as_object()?.keys().next()?.clone())).unwrap_or_default()
    }

    /// What was left out of a pass because the cluster lacks it, by the pass's evidence.
    #[must_use]
    pub fn not_judged(&self, evidence: &serde_json::Value) -> Option<&'static str> {
        match self {
            Self::LoadBalancer(_) if evidence["assigned"].as_array().is_none_or(Vec::is_empty) => {
                Some("the load balancer's own address: nothing in this cluster gives one")
            }
            Self::AddressPoolFile(_) => Some("the pool at work: only its file is judged, nobody here may apply it"),
            _ => None,
        }
    }

    /// Whether a passed step's state is asked again by this check. What is about the past no later state takes
    /// back, and what a probe tells is not asked for ever.
    #[must_use]
    pub fn is_about_the_past(&self) -> bool {
        !matches!(
            self,
            Self::HeadlessService(_)
                | Self::StatefulSet(_)
                | Self::ClaimsBound(_)
                | Self::OwnPages(_)
                | Self::ScaledBack(_)
                | Self::PodIdentity(_)
                | Self::Deployment(_)
                | Self::EndpointsOf(_)
        )
    }

    /// The pages that must be read from volumes before this can be judged.
    #[must_use]
    pub fn pages(&self) -> Option<&SetPages> {
        match self {
            Self::OwnPages(pages) => Some(pages),
            Self::PagesSurvived(survived) => Some(&survived.pages),
            Self::ScaledBack(back) => Some(&back.pages),
            Self::SetRecreated(recreated) => Some(&recreated.pages),
            _ => None,
        }
    }

    /// Whether it looks at what no watch tells.
    #[must_use]
    pub fn needs_probe(&self) -> bool {
        self.pages().is_some()
            || matches!(
                self,
                Self::DnsPods(_)
                    | Self::DnsFollows(_)
                    | Self::HttpService(_)
                    | Self::Spread(_)
                    | Self::NodePort(_)
                    | Self::LoadBalancer(_)
                    | Self::ExternalName(_)
                    | Self::ExternalNameChanged(_)
                    | Self::SameEndpoints(_)
                    | Self::RequestsLogged(_)
                    | Self::Manifest(_)
                    | Self::AddressPoolFile(_)
            )
    }

    /// The earlier step that this compares with.
    #[must_use]
    pub fn since(&self) -> Option<&StepId> {
        match self {
            Self::PagesSurvived(check) => Some(&check.since),
            Self::ScaledBack(check) => Some(&check.since),
            Self::RolledOut(check) | Self::RolledBack(check) | Self::PodsUntouched(check) => Some(&check.since),
            Self::PodsRecreated(check) => Some(&check.since),
            Self::SetRecreated(check) => Some(&check.since),
            Self::Orphaned(check) => Some(&check.since),
            Self::CleanedUp(check) => Some(&check.since),
            Self::DnsFollows(check) => Some(&check.since),
            Self::DeploymentPodReplaced(check) => Some(&check.since),
            Self::EndpointsFollow(check) => Some(&check.since),
            Self::ExternalNameChanged(check) => Some(&check.since),
            _ => None,
        }
    }
}
