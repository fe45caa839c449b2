//! Why pods do not come up: the cluster's troubles are never the learner's failure, and never a pass.

use super::Verdict::{CannotTell, NotYet, Wrong};
use super::*;

fn of(namespace: &Namespace) -> Judgement {
    said(&shape_of(DOCROOT), namespace)
}

pub(super) fn table() -> Vec<Row> {
    let (pod, image) = (("pod", "nginx-1"), ("image", "nginx"));
    let fails = |reason: &'static str| of(&running().pod_fails(1, reason));
    let mut rows = Vec::new();
    for reason in ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"] {
        rows.push(row(reason, fails(reason), CannotTell, "image-pull", [pod, image, ("reason", reason)]));
    }
    for reason in
        ["CrashLoopBackOff", "Error", "RunContainerError", "CreateContainerError", "CreateContainerConfigError"]
    {
        rows.push(row(reason, fails(reason), Wrong, "pod-crashes", [pod, ("reason", reason)]));
    }
    let lost = |claim: &mut crate::check::observed::Claim| claim.phase = "Lost".into();
    rows.extend([
        row(
            "no room",
            fails("Unschedulable"),
            NotYet,
            "pod-unschedulable",
            [pod, ("detail", "the cluster's words on Unschedulable")],
        ),
        row(
            "no room for want of a node",
            of(&running().node_down().edit_pod(1, |it| it.node.clear()).pod_fails(0, "Unschedulable")),
            CannotTell,
            "node-down",
            [("pod", "nginx-0"), ("node", "worker")],
        ),
        row("unscheduled while a node is away", unscheduled(), CannotTell, "node-down", [pod, ("node", "worker")]),
        row("node down", of(&running().node_down()), CannotTell, "node-down", [("pod", "nginx-0"), ("node", "worker")]),
        row("node down, the pod ends", of(&running().deleting_pod(1).node_down()), CannotTell, "node-down", []),
        row(
            "node down, the pod is Ready for all that is known",
            of(&ready_on_a_lost_node()),
            CannotTell,
            "node-down",
            [pod],
        ),
        row(
            "ends while it crashes",
            of(&running().pod_fails(1, "CrashLoopBackOff").deleting_pod(1)),
            NotYet,
            "set-waiting",
            [],
        ),
        row("a word nobody knows", fails("SomethingNew"), NotYet, "set-waiting", [("ready", "1")]),
        row("starts", fails(""), NotYet, "set-waiting", [("ready", "1")]),
        row(
            "evicted for what it wrote",
            fails("Evicted"),
            Wrong,
            "pod-evicted",
            [pod, ("reason", "Evicted"), ("detail", "the cluster's words on Evicted")],
        ),
        row(
            "evicted by a node in need",
            of(&running().pod_fails(1, "Evicted").edit_pod(1, |it| {
                it.trouble.as_mut().expect("a trouble").message = "The node was low on resource: memory. ".into();
            })),
            CannotTell,
            "pod-evicted",
            [pod, ("detail", "The node was low on resource: memory.")],
        ),
        row(
            "over the quota",
            refused(
                "create Pod nginx-1 in StatefulSet nginx failed error: pods \"nginx-1\" is forbidden: exceeded quota",
            ),
            Wrong,
            "pods-over-quota",
            [("kind", "statefulset"), ("name", "nginx")],
        ),
        row(
            "refused for another reason",
            refused("maximum cpu usage per Container is 1, but limit is 2"),
            Wrong,
            "pods-refused",
            [("name", "nginx"), ("detail", "maximum cpu usage per Container is 1, but limit is 2")],
        ),
        row("only late", of(&without_the_second()), NotYet, "set-waiting", [("ready", "1")]),
        row(
            "its claim is lost",
            of(&running().pod_fails(1, "").edit_claim(1, lost)),
            Wrong,
            "claim-lost",
            [("claim", "nginx-html-nginx-1")],
        ),
    ]);
    rows
}

fn without_the_second() -> Namespace {
    let mut namespace = running();
    namespace.seen.pods.remove("nginx-1");
    namespace
}

/// The second pod is not made, and an event says why.
fn refused(reason: &str) -> Judgement {
    let mut namespace = without_the_second();
    let wanted = crate::check::wants([&shape_of(DOCROOT)], &namespace.seen).refusals;
    assert_eq!(wanted, ["StatefulSet/nginx".to_owned()].into());
    assert!(crate::check::wants([&shape_of(DOCROOT)], &running().seen).refusals.is_empty());
    namespace.seen.probes.refusals.insert("StatefulSet/nginx".into(), reason.to_owned());
    of(&namespace)
}

/// It has no node yet, and one is away that might have taken it.
fn unscheduled() -> Judgement {
    let mut namespace = running().pod_fails(1, "Unschedulable").edit_pod(1, |pod| pod.node.clear());
    namespace.seen.nodes_down = vec!["worker".into()];
    of(&namespace)
}

/// The node controller takes 40 s to say of a pod that it is not Ready.
fn ready_on_a_lost_node() -> Namespace {
    let mut namespace = running().deleting_pod(1);
    namespace.seen.nodes_down = vec!["worker".into()];
    namespace
}

#[test]
fn troubles_are_named() {
    hold(&table());
}
