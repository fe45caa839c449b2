//! What is left when a set was deleted: its pods, or nothing.

use super::Verdict::{NotYet, Passed, Wrong};
use super::again::story;
use super::*;
use crate::check::{CleanedUp, Orphaned};

fn orphaned() -> Story {
    story(Check::Orphaned(Orphaned { statefulset: "nginx".into(), replicas: 2, since: step("start") }))
}

fn cleaned_up() -> Story {
    let (statefulset, service, claim) = ("nginx".into(), "nginx".into(), CLAIM.into());
    story(Check::CleanedUp(CleanedUp { statefulset, service, claim, since: step("start") }))
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = left_behind();
    rows.extend(gone());
    rows
}

fn left_behind() -> Vec<Row> {
    let (set, says) = (("set", "nginx"), |story: Story| story.says("now"));
    vec![
        row("left behind", says(orphaned().then(Namespace::orphan)), Passed, "orphan-ok", [set, ("count", "2")]),
        row("still there", says(orphaned()), NotYet, "orphan-awaited", [set]),
        row(
            "a newer set",
            says(orphaned().unseen(|it| it.recreate_set().pod_fails(1, "")).looked()),
            NotYet,
            "orphan-new-set",
            [set],
        ),
        row(
            "pods made by hand",
            says(orphaned().then(|it| it.orphan().edit_pod(0, |pod| pod.uid = "by hand".into()))),
            Wrong,
            "orphan-pod-gone",
            [set, ("pod", "nginx-0")],
        ),
        row(
            "pods gone too",
            says(orphaned().then(|it| it.orphan().pod_gone(1))),
            Wrong,
            "orphan-pod-gone",
            [("pod", "nginx-1")],
        ),
        row(
            "not let go of yet",
            says(orphaned().then(|mut it| {
                it.seen.stateful_sets.clear();
                it
            })),
            NotYet,
            "orphan-owned",
            [("pod", "nginx-0")],
        ),
        row(
            "going",
            says(orphaned().then(|it| it.orphan().deleting_pod(0))),
            NotYet,
            "pod-not-ready",
            [("pod", "nginx-0")],
        ),
        row(
            "crashes",
            says(orphaned().then(|it| it.orphan().pod_fails(0, "CrashLoopBackOff"))),
            Wrong,
            "pod-crashes",
            [],
        ),
    ]
}

fn gone() -> Vec<Row> {
    let says = |story: Story| story.says("now");
    let left = |what: fn(Namespace) -> Namespace| says(cleaned_up().then(what));
    let cleared = |keep: &'static str| {
        says(cleaned_up().then(move |mut it| {
            let kept = |kind: &str| kind == keep;
            if !kept("StatefulSet") {
                it.seen.stateful_sets.clear()
            }
            if !kept("Service") {
                it.seen.services.clear()
            }
            if !kept("Pod") {
                it.seen.pods.clear()
            }
            if !kept("PersistentVolumeClaim") {
                it.seen.claims.clear()
            }
            if !kept("PersistentVolume") {
                it.seen.volumes.clear()
            }
            it
        }))
    };
    let mut rows = vec![
        row("all gone", cleared("nothing"), Passed, "cleanup-ok", [("set", "nginx")]),
        row("all there", left(|it| it), NotYet, "cleanup-left", [("kind", "StatefulSet"), ("names", "nginx")]),
        row(
            "claims left",
            cleared("PersistentVolumeClaim"),
            NotYet,
            "cleanup-left",
            [("kind", "PersistentVolumeClaim"), ("names", "nginx-html-nginx-0, nginx-html-nginx-1")],
        ),
    ];
    for kind in ["Service", "Pod", "PersistentVolume"] {
        rows.push(row(kind, cleared(kind), NotYet, "cleanup-left", [("kind", kind)]));
    }
    rows
}

#[test]
fn nothing_left_is_told_from_pods_left_behind() {
    hold(&table());
}
