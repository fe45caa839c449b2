//! What an earlier step saw, compared with now: which pods, of which set, on which claims.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::observed::{Observed, Pod, StatefulSet};
use super::{Baselines, Judgement, Message};
use crate::id::StepId;

/// A set as it stands: the facts that later steps compare with.
pub(super) fn facts(set: &StatefulSet, observed: &Observed) -> Value {
    let pods = observed.pods_of(set);
    let pod = |pod: &&Pod| {
        (pod.name.clone(), json!({"uid": pod.uid, "ip": pod.ip, "node": pod.node, "revision": pod.revision()}))
    };
    let claims = pods.values().flat_map(|pod| pod.claims.values()).filter_map(|name| observed.claims.get(name));
    let claims: Map<_, _> =
        claims.map(|claim| (claim.name.clone(), json!({"uid": claim.uid, "volume": claim.volume}))).collect();
    json!({"set": set.name, "set_uid": set.uid, "generation": set.generation, "revision": set.update_revision,
        "replicas": set.replicas, "resource_version": set.resource_version,
        "pods": pods.values().map(pod).collect::<Map<_, _>>(), "claims": claims})
}

/// A baseline, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Base<'a>(pub &'a Value);

impl<'a> Base<'a> {
    /// The step's own running baseline, or what the earlier step saw.
    pub(super) fn running(baselines: &'a Baselines, since: &StepId) -> Option<Self> {
        baselines.own.as_ref().or_else(|| baselines.of.get(since)).map(Self)
    }

    /// What the earlier step saw before the change that this step is about. The earlier step's own baseline is
    /// taken anew when its set or Deployment is another one; so the old one is kept as this step's running baseline.
    pub(super) fn kept(baselines: &'a Baselines, since: &StepId) -> Option<(Self, Option<Value>)> {
        match (&baselines.own, baselines.of.get(since)) {
            (Some(own), _) => Some((Self(own), None)),
            (None, Some(of)) => Some((Self(of), Some(of.clone()))),
            (None, None) => None,
        }
    }

    /// The earlier step's newest baseline, when it is of the object with this UID: what to compare with from now on.
    pub(super) fn renewed(
        baselines: &Baselines,
        since: &StepId,
        field: &str,
        uid: &str,
        because: Option<&str>,
    ) -> Option<Value> {
        let mut newer = baselines.of.get(since).filter(|of| of[field] == json!(uid))?.clone();
        if let Some(because) = because {
            newer["because"] = json!(because);
        }
        Some(newer)
    }

    /// What the earlier step saw.
    pub(super) fn of(baselines: &'a Baselines, since: &StepId) -> Option<Self> {
        baselines.of.get(since).map(Self)
    }

    pub(super) fn text(&self, field: &str) -> &'a str {
        self.0[field].as_str().unwrap_or_default()
    }

    pub(super) fn pod_uid(&self, pod: &str) -> Option<&'a str> {
        self.0["pods"][pod]["uid"].as_str()
    }

    /// Whether a pod was made from another template than the one of its name before: then a rollout may have replaced
    /// it, which began before the baseline was taken and so has left the generation as it was.
    pub(super) fn was_rolled_out(&self, pod: &Pod) -> bool {
        self.0["pods"][&pod.name]["revision"].as_str().is_some_and(|before| before != pod.revision())
    }

    /// A claim's UID: from the claims, or from the pod that stood on it.
    pub(super) fn claim_uid(&self, claim: &str) -> Option<&'a str> {
        let pods = || self.0["pods"].as_object().into_iter().flat_map(|pods| pods.values());
        self.0["claims"][claim]["uid"]
            .as_str()
            .or_else(|| pods().find(|pod| pod["claim"] == claim).and_then(|pod| pod["claim_uid"].as_str()))
    }

    pub(super) fn pods(&self) -> BTreeMap<&'a str, &'a str> {
        let pods = self.0["pods"].as_object().into_iter().flatten();
        pods.filter_map(|(name, pod)| Some((name.as_str(), pod["uid"].as_str()?))).collect()
    }

    /// R5: why a new pod would not be one that came back after a deletion. Deleting a pod leaves the generation.
    pub(super) fn incomparable(&self, set: &StatefulSet) -> Option<&'static str> {
        if self.text("set_uid") != set.uid {
            Some("again-was-recreated")
        } else if self.0["generation"] == json!(set.generation) {
            None
        } else if self.text("revision") != set.update_revision {
            Some("again-was-rollout")
        } else {
            Some("again-was-scale")
        }
    }

    /// The message that was kept when the running baseline was taken anew.
    pub(super) fn because(&self) -> Option<&'a str> {
        self.0["because"].as_str()
    }
}

/// Takes the present as the step's running baseline, and says why.
pub(super) fn rebase(set: &StatefulSet, observed: &Observed, because: &str, message: Message) -> Judgement {
    let mut facts = facts(set, observed);
    facts["because"] = json!(because);
    Judgement { rebase: Some(facts), ..Judgement::not_yet(message) }
}

/// Whether what a baseline was taken of is gone: the set, the Service, the Deployment or a claim is another one now.
/// Then nothing can be compared with it any more, and it is taken anew as soon as its step is done again. The same of
/// one that is only the beginning of that.
#[must_use]
pub fn is_stale(baseline: &Value, observed: &Observed) -> bool {
    let lost = |field: &str, mut known: Box<dyn Iterator<Item = &str> + '_>| {
        baseline[field].as_str().is_some_and(|uid| known.all(|there| there != uid))
    };
    let pods = baseline["pods"].as_object().into_iter().flat_map(Map::values);
    let claims = baseline["claims"].as_object().into_iter().flat_map(Map::values);
    let mut claims =
        claims.filter_map(|claim| claim["uid"].as_str()).chain(pods.filter_map(|pod| pod["claim_uid"].as_str()));
    let generations = observed.deployments.values().map(|deployment| json!(deployment.generation));
    let orphans = baseline.get("was_set_uid").and(baseline["pods"].as_object()).into_iter().flat_map(Map::values);
    let mut orphans = orphans.filter_map(|pod| pod["uid"].as_str());
    baseline.get("running").is_some()
        || orphans.any(|uid| !observed.pods.values().any(|pod| pod.uid == uid))
        || lost("set_uid", Box::new(observed.stateful_sets.values().map(|set| set.uid.as_str())))
        || lost("service_uid", Box::new(observed.services.values().map(|service| service.uid.as_str())))
        || lost("deployment_uid", Box::new(observed.deployments.values().map(|deployment| deployment.uid.as_str())))
        || baseline.get("deployment_generation").is_some_and(|known| !generations.into_iter().any(|now| now == *known))
        || claims.any(|uid| !observed.claims.values().any(|claim| claim.uid == uid))
}

/// The earlier step has not passed yet, so there is nothing to compare with.
pub(super) fn nothing_before(set: &str) -> Judgement {
    Judgement::untried(Message::new("since-nothing").with("set", set))
}
