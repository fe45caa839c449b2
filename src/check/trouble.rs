//! Why the pods of a set do not come up: the usual troubles, named with the object to look at next.

use super::observed::{Observed, Pod, StatefulSet};
use super::{Controller, Judgement, Message};

/// The name under which the events of a controller are kept.
pub(super) fn event_of(controller: Controller<'_>) -> String {
    match controller {
        Controller::StatefulSet(name) => format!("StatefulSet/{name}"),
        Controller::Deployment(name) => format!("Deployment/{name}"),
    }
}

/// Whether it has fewer pods than it asks for although those it has are Ready: something keeps it from making more.
pub(super) fn is_short(controller: &Controller<'_>, observed: &Observed) -> bool {
    let short = |wanted: i64, mut pods: Vec<&Pod>| {
        // One that has ended is none of the controller's any more.
        pods.retain(|pod| !pod.is_over());
        pods.iter().all(|pod| pod.ready && !pod.deleting) && i64::try_from(pods.len()).is_ok_and(|count| count < wanted)
    };
    match controller {
        Controller::StatefulSet(name) => observed
            .stateful_sets
            .get(*name)
            .is_some_and(|set| !set.deleting && short(set.replicas, observed.pods_of(set).into_values().collect())),
        Controller::Deployment(name) => observed.deployments.get(*name).is_some_and(|deployment| {
            short(deployment.replicas, observed.pods_of_deployment(deployment).into_values().collect())
        }),
    }
}

/// Why the controller's next pod is refused, when its events say so. A quota holds until something is removed or made
/// smaller; the same of every other refusal.
pub(super) fn refused(controller: Controller<'_>, observed: &Observed) -> Option<Judgement> {
    let reason = observed.probes.refusals.get(&event_of(controller)).filter(|_| is_short(&controller, observed))?;
    let (kind, name) = match controller {
        Controller::StatefulSet(name) => ("statefulset", name),
        Controller::Deployment(name) => ("deployment", name),
    };
    let key = if reason.contains("exceeded quota") { "pods-over-quota" } else { "pods-refused" };
    let message = Message::new(key).with("kind", kind).with("name", name);
    Some(Judgement::wrong(message.with("detail", reason)))
}

/// The trouble of the first pod that has one, or `None` when it is only a matter of time.
pub(super) fn of_set(set: &StatefulSet, observed: &Observed) -> Option<Judgement> {
    let pods = observed.pods_of(set);
    if let Some(judgement) = pods.values().find_map(|pod| of_pod(pod, observed)) {
        return Some(judgement);
    }
    if let Some(judgement) = refused(Controller::StatefulSet(&set.name), observed) {
        return Some(judgement);
    }
    // A pod of a StatefulSet waits on its claim before it is scheduled.
    pods.values().find_map(|pod| {
        let claim = pod.claims.values().find_map(|name| observed.claims.get(name))?;
        (claim.phase == "Lost").then(|| {
            Judgement::wrong(Message::new("claim-lost").with("claim", &claim.name).with("volume", &claim.volume))
        })
    })
}

/// The trouble of one pod.
pub(super) fn of_pod(pod: &Pod, observed: &Observed) -> Option<Judgement> {
    if pod.ready && !pod.deleting {
        return None;
    }
    if observed.nodes_down.contains(&pod.node) {
        let message = Message::new("node-down").with("node", &pod.node).with("pod", &pod.name);
        return Some(Judgement::cannot_tell(message));
    }
    if pod.deleting {
        // It goes, whatever ails it.
        return None;
    }
    let trouble = pod.trouble.as_ref()?;
    let image = pod.containers.first().map(|container| container.image.clone()).unwrap_or_default();
    let message = |key: &str| Message::new(key).with("pod", &pod.name).with("reason", &trouble.reason);
    match trouble.reason.as_str() {
        "ErrImagePull" | "ImagePullBackOff" | "InvalidImageName" | "ErrImageNeverPull" => {
            Some(Judgement::cannot_tell(message("image-pull").with("image", image)))
        }
        "CrashLoopBackOff" | "Error" | "RunContainerError" | "CreateContainerError" | "CreateContainerConfigError" => {
            Some(Judgement::wrong(message("pod-crashes")))
        }
        // A node in need evicts who did nothing wrong; else the pod wrote more than it may.
        "Evicted" if trouble.message.contains("low on resource") => {
            Some(Judgement::cannot_tell(message("pod-evicted").with("detail", trouble.message.trim())))
        }
        "Evicted" => Some(Judgement::wrong(message("pod-evicted").with("detail", trouble.message.trim()))),
        "Unschedulable" if !observed.nodes_down.is_empty() => Some(Judgement::cannot_tell(
            Message::new("node-down").with("node", &observed.nodes_down[0]).with("pod", &pod.name),
        )),
        "Unschedulable" => Some(Judgement::not_yet(message("pod-unschedulable").with("detail", &trouble.message))),
        _ => None,
    }
}
