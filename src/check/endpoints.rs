//! Checks of Deployments, and of which pods stand behind a Service.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::observed::{Deployment, Endpoints, Observed, Pod, Service};
use super::since::{Base, nothing_before};
use super::{
    Baselines, Controller, DeploymentShape, DeploymentSince, EndpointsMixed, EndpointsOf, EndpointsSince, Judgement,
    Message, service::selector_text, trouble,
};

/// The Deployment with all its pods Ready, or what is awaited.
fn ready<'a>(name: &str, observed: &'a Observed) -> Result<(&'a Deployment, BTreeMap<&'a str, &'a Pod>), Judgement> {
    let Some(deployment) = observed.deployments.get(name) else {
        return Err(Judgement::untried(Message::new("deployment-missing").with("deployment", name)));
    };
    // The ReplicaSet leaves a pod that was evicted where it is, and makes another in its place.
    let (over, pods): (BTreeMap<_, _>, BTreeMap<_, _>) = observed
        .pods_of_deployment(deployment)
        .into_iter()
        .filter(|(_, pod)| !pod.deleting)
        .partition(|(_, pod)| pod.is_over());
    let up = pods.values().filter(|pod| pod.ready).count();
    let settled = deployment.observed_generation == deployment.generation && deployment.updated == deployment.replicas;
    if settled && pods.len() == up && i64::try_from(up) == Ok(deployment.replicas) {
        return Ok((deployment, pods));
    }
    if let Some(judgement) = pods.values().chain(over.values()).find_map(|pod| trouble::of_pod(pod, observed)) {
        return Err(judgement);
    }
    if let Some(judgement) = trouble::refused(Controller::Deployment(name), observed) {
        return Err(judgement);
    }
    let message = Message::new("deployment-waiting").with("deployment", name).with("replicas", deployment.replicas);
    Err(Judgement::not_yet(message.with("ready", i64::try_from(up).unwrap_or(i64::MAX))))
}

fn uids(pods: &BTreeMap<&str, &Pod>) -> Map<String, Value> {
    pods.iter().map(|(name, pod)| ((*name).to_owned(), json!({"uid": pod.uid, "ip": pod.ip}))).collect()
}

/// See [`super::Check::Deployment`].
pub(super) fn deployment(check: &DeploymentShape, observed: &Observed) -> Judgement {
    let wrong = |key: &str, expected: String, found: String| {
        let message = Message::new(key).with("deployment", &check.name).with("expected", expected);
        Judgement::wrong(message.with("found", found))
    };
    if let Some(found) = observed.deployments.get(&check.name) {
        if let Some(labels) = &check.labels
            && *labels != found.selector
        {
            return wrong("deployment-labels", selector_text(labels), selector_text(&found.selector));
        }
        if found.replicas != check.replicas {
            return wrong("deployment-replicas", check.replicas.to_string(), found.replicas.to_string());
        }
    }
    match ready(&check.name, observed) {
        Err(judgement) => judgement,
        Ok((deployment, pods)) => Judgement::passed(
            Message::new("deployment-ok").with("deployment", &check.name).with("replicas", check.replicas),
            json!({"deployment_uid": deployment.uid, "deployment_generation": deployment.generation, "pods": uids(&pods)}),
        ),
    }
}

/// See [`super::Check::DeploymentPodReplaced`].
pub(super) fn pod_replaced(check: &DeploymentSince, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some((base, keep)) = Base::kept(baselines, &check.since) else { return nothing_before(&check.deployment) };
    let (deployment, pods) = match ready(&check.deployment, observed) {
        Ok(found) => found,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| Message::new(key).with("deployment", &check.deployment);
    if base.text("deployment_uid") != deployment.uid || base.0["deployment_generation"] != json!(deployment.generation)
    {
        let newer =
            Base::renewed(baselines, &check.since, "deployment_uid", &deployment.uid, Some("replaced-was-change"));
        let rebase = newer.filter(|newer| newer["deployment_generation"] == json!(deployment.generation));
        return Judgement { rebase, ..Judgement::not_yet(message("replaced-was-change")) };
    }
    let before: BTreeSet<&str> = base.pods().into_keys().filter(|name| is_pod_of(&check.deployment, name)).collect();
    let now: BTreeSet<&str> = pods.keys().copied().collect();
    let (Some(gone), Some(new)) = (before.difference(&now).next(), now.difference(&before).next()) else {
        let awaited = message(base.because().unwrap_or("replaced-awaited"));
        return Judgement { rebase: keep, ..Judgement::not_yet(awaited) };
    };
    Judgement::passed(
        message("replaced-ok").with("gone", *gone).with("pod", *new),
        json!({"gone": gone, "new": new, "deployment_pods": uids(&pods)}),
    )
}

/// A baseline step may hold pods of several owners; a Deployment's are named after it.
fn is_pod_of(deployment: &str, pod: &str) -> bool {
    pod.strip_prefix(deployment).is_some_and(|rest| rest.starts_with('-'))
}

/// The Service and its endpoints, non-empty.
fn behind<'a>(name: &str, observed: &'a Observed) -> Result<(&'a Service, &'a Endpoints), Judgement> {
    let Some(service) = observed.services.get(name) else {
        return Err(Judgement::untried(Message::new("service-missing").with("service", name)));
    };
    match observed.endpoints.get(name).filter(|endpoints| !endpoints.addresses.is_empty()) {
        Some(endpoints) => Ok((service, endpoints)),
        None => Err(empty(service, observed)),
    }
}

/// Why a Service has no endpoints: no pod has the labels, or none of them is Ready.
pub(super) fn empty(service: &Service, observed: &Observed) -> Judgement {
    let matching: Vec<_> = observed
        .pods
        .values()
        .filter(|pod| service.selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value)))
        .collect();
    let message =
        |key: &str| Message::new(key).with("service", &service.name).with("selector", selector_text(&service.selector));
    if service.selector.is_empty() || matching.is_empty() {
        return Judgement::wrong(message("endpoints-none-selected"));
    }
    matching
        .iter()
        .find_map(|pod| trouble::of_pod(pod, observed))
        .unwrap_or_else(|| Judgement::not_yet(message("endpoints-none-ready")))
}

/// Endpoints are the controller's when each names a pod of the namespace with that UID and address.
pub(super) fn genuine(endpoints: &Endpoints, observed: &Observed) -> Result<(), Judgement> {
    let fake = endpoints.addresses.iter().find(|address| {
        !observed.pods.get(&address.pod).is_some_and(|pod| pod.uid == address.pod_uid && pod.ip == address.ip)
    });
    match fake {
        None => Ok(()),
        Some(address) => Err(Judgement::not_yet(
            Message::new("endpoints-foreign").with("service", &endpoints.name).with("address", &address.ip),
        )),
    }
}

fn names(endpoints: &Endpoints) -> BTreeSet<&str> {
    endpoints.addresses.iter().map(|address| address.pod.as_str()).collect()
}

fn listed<'a>(names: impl IntoIterator<Item = &'a &'a str>) -> String {
    names.into_iter().copied().collect::<Vec<_>>().join(", ")
}

/// See [`super::Check::EndpointsMixed`].
pub(super) fn mixed(check: &EndpointsMixed, observed: &Observed) -> Judgement {
    let (service, endpoints) = match behind(&check.service, observed) {
        Ok(found) => found,
        Err(judgement) => return judgement,
    };
    let here = names(endpoints);
    let mut found = Map::new();
    for name in &check.deployments {
        let pods = match ready(name, observed) {
            Ok((_, pods)) => pods,
            Err(judgement) => return judgement,
        };
        let mine: Vec<_> = pods.keys().filter(|pod| here.contains(**pod)).copied().collect();
        if mine.is_empty() {
            let message = Message::new("endpoints-not-mixed").with("service", &check.service);
            return Judgement::not_yet(message.with("deployment", name));
        }
        found.insert(name.clone(), json!(mine));
    }
    Judgement::passed(
        Message::new("endpoints-mixed-ok").with("service", &check.service),
        json!({"service_uid": service.uid, "behind": found}),
    )
}

/// See [`super::Check::EndpointsOf`].
pub(super) fn of(check: &EndpointsOf, observed: &Observed, baselines: &Baselines) -> Judgement {
    if check.since.as_ref().is_some_and(|since| !baselines.of.contains_key(since)) {
        return nothing_before(&check.service);
    }
    match exactly(&check.service, &check.deployment, observed) {
        Err(judgement) => judgement,
        Ok((service, endpoints, pods)) => Judgement::passed(
            Message::new("endpoints-ok").with("service", &check.service).with("deployment", &check.deployment),
            evidence(service, endpoints, &pods),
        ),
    }
}

fn evidence(service: &Service, endpoints: &Endpoints, pods: &BTreeMap<&str, &Pod>) -> Value {
    let addresses: Vec<_> = endpoints.addresses.iter().map(|address| json!([address.pod, address.ip])).collect();
    json!({"service_uid": service.uid, "cluster_ip": service.cluster_ip, "endpoints": addresses, "pods": uids(pods)})
}

type Exactly<'a> = (&'a Service, &'a Endpoints, BTreeMap<&'a str, &'a Pod>);

/// The Service's endpoints are all the Deployment's Ready pods and no other.
fn exactly<'a>(service: &str, deployment: &str, observed: &'a Observed) -> Result<Exactly<'a>, Judgement> {
    let (service, endpoints) = behind(service, observed)?;
    let (_, pods) = ready(deployment, observed)?;
    genuine(endpoints, observed)?;
    let (here, wanted) = (names(endpoints), pods.keys().copied().collect::<BTreeSet<_>>());
    let message = |key: &str| Message::new(key).with("service", &service.name).with("deployment", deployment);
    let foreign: Vec<_> = here.difference(&wanted).collect();
    if !foreign.is_empty() {
        return Err(Judgement::wrong(message("endpoints-others").with("pods", listed(foreign))));
    }
    let missing: Vec<_> = wanted.difference(&here).collect();
    if !missing.is_empty() {
        return Err(Judgement::not_yet(message("endpoints-missing").with("pods", listed(missing))));
    }
    Ok((service, endpoints, pods))
}

/// See [`super::Check::EndpointsFollow`].
pub(super) fn follow(check: &EndpointsSince, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some(base) = Base::of(baselines, &check.since) else { return nothing_before(&check.service) };
    let (service, endpoints, pods) = match exactly(&check.service, &check.deployment, observed) {
        Ok(found) => found,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| Message::new(key).with("service", &check.service).with("deployment", &check.deployment);
    if base.text("service_uid") != service.uid {
        return Judgement::not_yet(message("endpoints-other-service"));
    }
    let now = evidence(service, endpoints, &pods);
    if base.0["endpoints"] == now["endpoints"] {
        return Judgement::not_yet(message("endpoints-follow-awaited"));
    }
    let count = i64::try_from(endpoints.addresses.len()).unwrap_or(i64::MAX);
    Judgement::passed(message("endpoints-follow-ok").with("count", count), now)
}
