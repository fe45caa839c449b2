//! Updates, rollbacks and removals, in their order.

use super::Verdict::{CannotTell, NotYet, Passed, Untried, Wrong};
use super::support::REVISION;
use super::*;
use crate::check::SetSince;

fn since(id: &str) -> SetSince {
    SetSince { statefulset: "nginx".into(), replicas: 2, since: step(id) }
}

fn story() -> Story {
    let down = ScaledUp { statefulset: "nginx".into(), from: 2, to: 0 };
    Story::of_steps(
        written(),
        vec![
            (step("start"), shape_of(DOCROOT)),
            (step("out"), Check::RolledOut(since("start"))),
            (step("back"), Check::RolledBack(since("out"))),
            (step("down"), Check::ScaledDown(down)),
        ],
    )
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = out();
    rows.extend(back());
    rows.extend(down());
    rows
}

/// Everything that tells an order is gone, but what the objects themselves say.
fn not_watched(mut namespace: Namespace) -> Namespace {
    namespace.seen.history = Default::default();
    namespace
}

/// By hand, the lowest first.
fn wrong_way(namespace: Namespace) -> Namespace {
    namespace.rollout_begins().delete_pod(0).delete_pod(1)
}

/// The new revision is only written on the pods of before.
fn only_labelled(namespace: Namespace) -> Namespace {
    let mut namespace = namespace.at_once().rollout_begins();
    let revision = namespace.seen.stateful_sets["nginx"].update_revision.clone();
    for pod in namespace.seen.pods.values_mut() {
        pod.labels.insert(REVISION.into(), revision.clone());
        pod.created = 0;
    }
    namespace
}

fn out() -> Vec<Row> {
    let (set, says) = (("set", "nginx"), |act: fn(Namespace) -> Namespace| story().then(act).says("out"));
    let unseen = |act: fn(Namespace) -> Namespace| story().unseen(act).looked().says("out");
    vec![
        row("rolled out", says(Namespace::rollout), Passed, "rollout-ok", [set]),
        row("nothing changed", story().says("out"), NotYet, "rollout-awaited", [set]),
        row("only deleted", says(|it| it.delete_pod(1).delete_pod(0)), NotYet, "rollout-awaited", [set]),
        row("only scaled", says(|it| it.scale(0).scale(2)), NotYet, "rollout-awaited", [set]),
        row("asked for", says(Namespace::rollout_begins), NotYet, "rollout-waiting", [set, ("pod", "nginx-1")]),
        row(
            "halfway",
            says(|it| it.rollout_begins().rollout_reaches(1)),
            NotYet,
            "rollout-waiting",
            [set, ("pod", "nginx-0")],
        ),
        row(
            "stuck",
            says(|it| it.rollout_begins().rollout_reaches(1).pod_fails(1, "ImagePullBackOff")),
            CannotTell,
            "image-pull",
            [],
        ),
        row(
            "crashes",
            says(|it| it.rollout_begins().rollout_reaches(1).pod_fails(1, "CrashLoopBackOff")),
            Wrong,
            "pod-crashes",
            [],
        ),
        row(
            "by hand, the lowest first",
            unseen(wrong_way),
            Wrong,
            "rollout-broken",
            [set, ("pod", "nginx-0"), ("before", "nginx-1")],
        ),
        row("not watched", unseen(|it| not_watched(it.rollout())), Passed, "rollout-ok", []),
        row(
            "not watched, the lowest first",
            unseen(|it| not_watched(wrong_way(it))),
            CannotTell,
            "rollout-not-seen",
            [set],
        ),
        row("only labelled", unseen(only_labelled), NotYet, "rollout-waiting", [set]),
        row(
            "another set",
            unseen(|it| it.recreate_set().rollout().pod_fails(0, "")),
            NotYet,
            "rollout-set-recreated",
            [set],
        ),
        row(
            "on a new claim",
            unseen(|it| it.rollout().delete_claim_and_pod(0).scale(3)),
            Wrong,
            "again-other-claim",
            [("pod", "nginx-0")],
        ),
        row(
            "nothing before",
            Story::of_steps(running(), vec![(step("out"), Check::RolledOut(since("start")))]).says("out"),
            Untried,
            "since-nothing",
            [set],
        ),
    ]
}

/// The template of before: its revision is known again.
fn undone(namespace: Namespace) -> Namespace {
    let mut namespace = namespace.rollout_begins();
    let set = namespace.seen.stateful_sets.get_mut("nginx").expect("the set");
    set.update_revision.clone_from(&set.current_revision);
    namespace.rollout_reaches(1).rollout_reaches(0)
}

fn back() -> Vec<Row> {
    let set = ("set", "nginx");
    let rolled = || story().then(Namespace::rollout);
    let says = |act: fn(Namespace) -> Namespace| rolled().then(act).says("back");
    vec![
        row("undone", says(undone), Passed, "rollback-ok", [set]),
        row("not undone", rolled().says("back"), NotYet, "rollback-awaited", [set]),
        row("never rolled out", story().says("back"), Untried, "since-nothing", [set]),
        row("rolled out to yet another", says(Namespace::rollout), Wrong, "rollback-other", [set]),
        row(
            "a newer set",
            rolled().unseen(|it| it.recreate_set().pod_fails(0, "")).looked().says("back"),
            NotYet,
            "rollout-set-recreated",
            [set],
        ),
        row("halfway", says(|it| undone(it).pod_fails(0, "")), NotYet, "rollout-waiting", [("pod", "nginx-0")]),
    ]
}

fn down() -> Vec<Row> {
    let (set, from, to) = (("set", "nginx"), ("from", "2"), ("to", "0"));
    let says = |act: fn(Namespace) -> Namespace| story().then(act).says("down");
    let parallel = |it: Namespace| it.edit_set(|set| set.pod_management = "Parallel".into());
    vec![
        row("scaled down", says(|it| it.scale(0)), Passed, "scale-down-ok", [set, from, ("found", "0")]),
        row("not scaled", story().says("down"), NotYet, "scale-down-awaited", [set, ("found", "2"), to]),
        row("one left", says(|it| it.scale(1)), NotYet, "scale-down-other", [set, ("found", "1"), from, to]),
        row(
            "on its way",
            says(|it| it.deleting_pod(1).scale_asked(0)),
            NotYet,
            "scale-down-waiting",
            [set, ("count", "2")],
        ),
        row(
            "never seen with two",
            Story::of_steps(
                Namespace::new().set("nginx", 0),
                vec![(step("down"), Check::ScaledDown(ScaledUp { statefulset: "nginx".into(), from: 2, to: 0 }))],
            )
            .says("down"),
            NotYet,
            "scale-down-not-seen",
            [set, from, to],
        ),
        row(
            "made anew with none",
            says(|it| it.recreate_set_with(|set| set.replicas = 0)),
            NotYet,
            "scale-down-not-seen",
            [set],
        ),
        row(
            "a claim deleted with its pod",
            says(|mut it| {
                it = it.scale(0);
                it.seen.claims.remove("nginx-html-nginx-1");
                it
            }),
            Wrong,
            "scale-down-claim-gone",
            [set, ("claim", "nginx-html-nginx-1")],
        ),
        row(
            "the lowest deleted first",
            says(|it| it.scale_asked(0).pod_gone(0).pod_gone(1)),
            Wrong,
            "scale-down-broken",
            [set, ("pod", "nginx-0"), ("before", "nginx-1")],
        ),
        row(
            "not watched",
            story().unseen(|it| not_watched(it.scale(0))).looked().says("down"),
            Passed,
            "scale-down-ok",
            [],
        ),
        row(
            "not watched, Parallel",
            story().unseen(move |it| not_watched(parallel(it).scale(0))).looked().says("down"),
            Wrong,
            "set-parallel",
            [set, ("found", "Parallel"), ("expected", "OrderedReady")],
        ),
    ]
}

#[test]
fn the_highest_goes_first() {
    hold(&table());
}
