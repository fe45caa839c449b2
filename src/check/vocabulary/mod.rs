//! The vocabulary of checks: what an author may write under `checks:` in `lab.yaml`.

mod done;
mod needs;
mod pages;
mod services;
mod sets;
mod workloads;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use done::{AddressPoolFile, Client, ManifestFile, RequestsLogged};
pub use needs::Need;
pub use pages::{ScaledBack, SetPages, SetRecreated, Survived};
pub use services::*;
pub use sets::*;
pub use workloads::*;

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
    PodsUntouched(PodsUntouched),
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
    /// The same with an address of its own, which answers too.
    LoadBalancerAddress(SelectedService),
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

/// What makes pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Controller<'a> {
    /// The StatefulSet of this name.
    StatefulSet(&'a str),
    /// The Deployment of this name.
    Deployment(&'a str),
}

impl Check {
    /// Its name in `lab.yaml`.
    #[must_use]
    pub fn name(&self) -> String {
        // Externally tagged: the only key is the name.
        let tagged = serde_json::to_value(self).ok();
        tagged.and_then(|value| Some(value.as_object()?.keys().next()?.clone())).unwrap_or_default()
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

    /// The kinds of objects that it looks at: a change of another kind says nothing new.
    #[must_use]
    pub fn depends_on(&self) -> &'static [&'static str] {
        const SERVICE: &[&str] = &["Service"];
        const SET: &[&str] = &["StatefulSet", "Pod", "PersistentVolumeClaim", "PersistentVolume", "Deployment"];
        const SET_AND_SERVICE: &[&str] =
            &["StatefulSet", "Pod", "PersistentVolumeClaim", "PersistentVolume", "Deployment", "Service", "Endpoints"];
        const BEHIND: &[&str] = &["Service", "Endpoints", "Pod", "Deployment", "ReplicaSet"];
        match self {
            Self::HeadlessService(_)
            | Self::ServiceAbsent(_)
            | Self::ExternalName(_)
            | Self::ExternalNameChanged(_) => SERVICE,
            Self::DnsPods(_) | Self::DnsFollows(_) | Self::CleanedUp(_) | Self::PodsUntouched(_) => SET_AND_SERVICE,
            Self::Deployment(_)
            | Self::DeploymentPodReplaced(_)
            | Self::EndpointsMixed(_)
            | Self::EndpointsOf(_)
            | Self::EndpointsFollow(_)
            | Self::HttpService(_)
            | Self::Spread(_)
            | Self::NodePort(_)
            | Self::LoadBalancer(_)
            | Self::LoadBalancerAddress(_)
            | Self::SameEndpoints(_) => BEHIND,
            Self::RequestsLogged(_) => &["Pod"],
            Self::Manifest(_) | Self::AddressPoolFile(_) => &[],
            Self::StatefulSet(_)
            | Self::OrderedStart(_)
            | Self::ClaimsBound(_)
            | Self::OwnPages(_)
            | Self::PagesSurvived(_)
            | Self::ScaledUp(_)
            | Self::ScaledToZero(_)
            | Self::ScaledBack(_)
            | Self::ScaledDown(_)
            | Self::RolledOut(_)
            | Self::RolledBack(_)
            | Self::PodsRecreated(_)
            | Self::SetRecreated(_)
            | Self::Orphaned(_)
            | Self::PodIdentity(_) => SET,
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
                    | Self::LoadBalancerAddress(_)
                    | Self::ExternalName(_)
                    | Self::ExternalNameChanged(_)
                    | Self::SameEndpoints(_)
                    | Self::RequestsLogged(_)
                    | Self::Manifest(_)
                    | Self::AddressPoolFile(_)
            )
    }

    /// Whose pods it looks at.
    #[must_use]
    pub fn controllers(&self) -> Vec<Controller<'_>> {
        let set = |name| vec![Controller::StatefulSet(name)];
        match self {
            Self::StatefulSet(check) => set(&check.name),
            Self::OrderedStart(check) => set(&check.statefulset),
            Self::ClaimsBound(check) => set(&check.statefulset),
            Self::ScaledUp(check) | Self::ScaledDown(check) => set(&check.statefulset),
            Self::RolledOut(check) | Self::RolledBack(check) => set(&check.statefulset),
            Self::PodsRecreated(check) => set(&check.statefulset),
            Self::DnsPods(check) => set(&check.statefulset),
            Self::PodIdentity(check) => set(&check.statefulset),
            Self::Deployment(check) => vec![Controller::Deployment(&check.name)],
            Self::DeploymentPodReplaced(check) => vec![Controller::Deployment(&check.deployment)],
            Self::EndpointsOf(check) => vec![Controller::Deployment(&check.deployment)],
            Self::EndpointsFollow(check) => vec![Controller::Deployment(&check.deployment)],
            Self::EndpointsMixed(check) => {
                check.deployments.iter().map(|name| Controller::Deployment(name.as_str())).collect()
            }
            _ => self.pages().map_or_else(Vec::new, |pages| set(&pages.statefulset)),
        }
    }

    /// The earlier step that this compares with.
    #[must_use]
    pub fn since(&self) -> Option<&StepId> {
        match self {
            Self::PagesSurvived(check) => Some(&check.since),
            Self::ScaledBack(check) => Some(&check.since),
            Self::RolledOut(check) | Self::RolledBack(check) => Some(&check.since),
            Self::PodsUntouched(check) => Some(&check.since),
            Self::EndpointsOf(check) => check.since.as_ref(),
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
