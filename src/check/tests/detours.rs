//! Survival, by ways that are none: scaled, rolled out, made anew, on another claim; and when nobody can tell.

use super::Verdict::{CannotTell, NotYet, Passed, Untried, Wrong};
use super::survival::{both, of, story};
use super::*;
use crate::check::observed::FileRead;

pub(super) fn table() -> Vec<Row> {
    let mut rows = not_deleted();
    rows.extend(lost());
    rows.extend(cannot_be_told());
    rows
}

fn not_deleted() -> Vec<Row> {
    let set = ("set", "nginx");
    let scaled = || story().then(|it| it.scale(0)).then(|it| it.scale(2));
    let rolled = || story().then(Namespace::rollout);
    let halfway = || story().then(|it| it.rollout_begins().rollout_reaches(1)).then(|it| it.rollout_reaches(0));
    let recreated = || story().then(Namespace::recreate_set);
    let asked = |act: fn(Namespace) -> Namespace| of(|it| it.then(act));
    vec![
        row("scaled and back", scaled().says("survival"), NotYet, "survival-was-scale", [set]),
        row(
            "scaled and back unseen",
            of(|it| it.unseen(|it| it.scale(0).scale(2)).looked()),
            NotYet,
            "survival-was-scale",
            [set],
        ),
        row("scaled, not back yet", asked(|it| it.scale(1)), NotYet, "survival-settling", [set]),
        row("a scale nobody looked at", asked(|it| it.scale_asked(3)), NotYet, "survival-settling", [set]),
        row("scaled up only", asked(|it| it.scale(4)), NotYet, "survival-was-scale", [set]),
        row("scaled, then deleted", scaled().then(both).says("survival"), Passed, "survival-ok", [set]),
        row(
            "scaled, then one deleted",
            scaled().then(|it| it.delete_pod(1)).says("survival"),
            NotYet,
            "survival-one-left",
            [],
        ),
        row("rolled out", rolled().says("survival"), NotYet, "survival-was-rollout", [set]),
        row(
            "rolled out unseen",
            of(|it| it.unseen(Namespace::rollout).looked()),
            NotYet,
            "survival-was-rollout",
            [set],
        ),
        row("rolled out, then deleted", rolled().then(both).says("survival"), Passed, "survival-ok", []),
        row(
            "halfway through a rollout",
            asked(|it| it.rollout_begins().rollout_reaches(1)),
            NotYet,
            "survival-settling",
            [set],
        ),
        row("a rollout is no deletion", halfway().says("survival"), NotYet, "survival-was-rollout", [set]),
        row(
            "a rollout and one deletion",
            halfway().then(|it| it.delete_pod(1)).says("survival"),
            NotYet,
            "survival-one-left",
            [("back", "nginx-1"), ("pods", "nginx-0")],
        ),
        row(
            "pages written halfway through a rollout",
            written_halfway().says("survival"),
            NotYet,
            "survival-was-rollout",
            [set],
        ),
        row(
            "and one deletion",
            written_halfway().then(|it| it.delete_pod(1)).says("survival"),
            NotYet,
            "survival-one-left",
            [("back", "nginx-1"), ("pods", "nginx-0")],
        ),
        row(
            "re-created, not Ready yet",
            of(|it| it.unseen(|it| it.recreate_set().pod_fails(1, "")).looked()),
            NotYet,
            "survival-settling",
            [set],
        ),
        // The pages' step holds again, with the new set.
        row("re-created", recreated().says("survival"), NotYet, "survival-not-deleted", [("pods", "nginx-0, nginx-1")]),
        row(
            "scaled, then re-created",
            scaled().then(Namespace::recreate_set).says("survival"),
            NotYet,
            "survival-was-recreated",
            [set],
        ),
        row("re-created, then deleted", recreated().then(both).says("survival"), Passed, "survival-ok", []),
        row("being deleted itself", asked(|it| it.edit_set(|set| set.deleting = true)), NotYet, "set-deleting", [set]),
        row(
            "gone",
            asked(|mut it| {
                it.seen.stateful_sets.clear();
                it
            }),
            NotYet,
            "set-missing",
            [set],
        ),
        row(
            "re-created on emptyDir",
            asked(|it| {
                it.recreate_set_with(|set| {
                    set.claim_templates.clear();
                    set.template_volumes.insert(CLAIM.into(), "emptyDir".into());
                })
            }),
            Wrong,
            "page-not-on-claim",
            [("pod", "nginx-0"), ("found", "emptyDir")],
        ),
        row(
            "re-created, counted from 1",
            asked(|it| it.recreate_set_with(|set| set.first_ordinal = 1)),
            Wrong,
            "set-first-ordinal",
            [set],
        ),
    ]
}

/// The last page is written when the rollout has one pod to go.
fn written_halfway() -> Story {
    Story::of(running().pages(["Nginx-0"]))
        .then(|it| it.rollout_begins().rollout_reaches(1).rewrite_page(1, "Nginx-1"))
        .then(|it| it.rollout_reaches(0))
}

fn lost() -> Vec<Row> {
    let (set, pod) = (("set", "nginx"), ("pod", "nginx-0"));
    let back_with = |read: FileRead| of(|it| it.unseen(|it| both(it).page_is(0, read)).looked());
    let new_claim = || story().then(|it| it.delete_claim_and_pod(0));
    let written_again = || new_claim().then(|it| it.rewrite_page(0, "Nginx-0"));
    vec![
        row(
            "the page is gone",
            back_with(FileRead::Absent),
            Wrong,
            "survival-page-lost",
            [pod, ("file", "index.html")],
        ),
        row(
            "a link in its place",
            back_with(FileRead::NotAPlainFile("symlink".into())),
            Wrong,
            "page-not-plain",
            [pod],
        ),
        row("a new claim", new_claim().says("survival"), Wrong, "survival-page-lost", [pod]),
        row(
            "a new claim, the page again, its neighbour not Ready",
            of(|it| it.unseen(|it| it.delete_claim_and_pod(0).rewrite_page(0, "x").pod_fails(1, "")).looked()),
            Wrong,
            "survival-other-claim",
            [set],
        ),
        // The pages' step holds again, on the new claim.
        row(
            "a new claim, the page again",
            written_again().says("survival"),
            NotYet,
            "survival-not-deleted",
            [("pods", "nginx-0, nginx-1")],
        ),
        row(
            "a new claim, then one deleted",
            written_again().then(|it| it.delete_pod(0)).says("survival"),
            NotYet,
            "survival-one-left",
            [("pods", "nginx-1")],
        ),
        row("a new claim, then both deleted", written_again().then(both).says("survival"), Passed, "survival-ok", []),
        row(
            "its volume is another's",
            of(|it| {
                it.unseen(both).then(|mut it| {
                    it.seen.volumes.values_mut().for_each(|volume| volume.claim_uid = "another".into());
                    it
                })
            }),
            Wrong,
            "claim-lost",
            [("claim", "nginx-html-nginx-0")],
        ),
        row("made by hand", of(|it| it.then(|it| it.hand_made_pod(0, |_| {}))), Wrong, "pod-not-of-set", [pod, set]),
        row(
            "made by hand, without the claim, and adopted",
            of(|it| {
                it.then(|it| {
                    let owner = it.seen.pods["nginx-0"].owner.clone();
                    it.hand_made_pod(0, |pod| {
                        pod.owner = owner;
                        pod.containers[0].mounts.clear();
                    })
                })
            }),
            Wrong,
            "page-not-on-claim",
            [pod, ("found", "<none>")],
        ),
    ]
}

fn cannot_be_told() -> Vec<Row> {
    let gone = |reason: &'static str| of(|it| it.unseen(both).then(|it| it.pod_fails(0, reason)));
    let pod = ("pod", "nginx-0");
    vec![
        row(
            "node down",
            of(|it| it.unseen(both).then(Namespace::node_down)),
            CannotTell,
            "node-down",
            [pod, ("node", "worker")],
        ),
        row(
            "node down while it ends",
            of(|it| it.then(|it| it.deleting_pod(0).node_down())),
            CannotTell,
            "node-down",
            [pod],
        ),
        row(
            "no image",
            gone("ImagePullBackOff"),
            CannotTell,
            "image-pull",
            [pod, ("image", "nginx"), ("reason", "ImagePullBackOff")],
        ),
        row("crashes", gone("CrashLoopBackOff"), Wrong, "pod-crashes", [pod, ("reason", "CrashLoopBackOff")]),
        row("no room", gone("Unschedulable"), NotYet, "pod-unschedulable", [pod]),
        row("no reader", of(|it| it.unseen(both).then(Namespace::reader_away)), CannotTell, "page-unreadable", [pod]),
        row(
            "and back",
            of(|it| it.unseen(both).then(Namespace::reader_away).then(Namespace::all_well)),
            Passed,
            "survival-ok",
            [],
        ),
        row(
            "no reader after a scale",
            of(|it| it.then(|it| it.scale(0).scale(2).reader_away())),
            CannotTell,
            "page-unreadable",
            [pod],
        ),
        row(
            "no reader on a new claim",
            of(|it| it.then(|it| it.delete_claim_and_pod(0).rewrite_page(0, "x").reader_away())),
            CannotTell,
            "page-unreadable",
            [pod],
        ),
        row(
            "the second can't be read on a new claim",
            second_unreadable(),
            CannotTell,
            "page-unreadable",
            [("pod", "nginx-1")],
        ),
        row("no cluster", of(|it| it.unseen(both).then(Namespace::unreachable)), CannotTell, "cluster-unreachable", []),
        row(
            "no pages before",
            Story::of(running()).then(both).says("survival"),
            Untried,
            "survival-pages-first",
            [("set", "nginx")],
        ),
    ]
}

/// The first pod's claim is new, and its neighbour's page can't be read just then.
fn second_unreadable() -> Judgement {
    of(|it| {
        it.then(|it| {
            it.delete_claim_and_pod(0).rewrite_page(0, "x").page_is(1, FileRead::Unreadable("reader-error".into()))
        })
    })
}

#[test]
fn a_detour_is_no_survival() {
    hold(&table());
}
