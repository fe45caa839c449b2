//! The flagship: every way that is a survival, and every way that only looks like one.

use super::Verdict::{NotYet, Passed, Wrong};
use super::*;
use support::Cause;

/// The lab up to its pages.
pub(super) fn story() -> Story {
    Story::of(Namespace::new().service(&[("app", "nginx")]))
        .then(|it| it.set("nginx", 2))
        .then(Namespace::pods_ready)
        .then(|it| it.pages(["Nginx-0", "Nginx-1"]))
}

pub(super) fn of(act: impl FnOnce(Story) -> Story) -> Judgement {
    act(story()).says("survival")
}

/// Both pods deleted, one after the other.
pub(super) fn both(namespace: Namespace) -> Namespace {
    namespace.delete_pod(0).delete_pod(1)
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = deleted();
    rows.extend(rewritten());
    rows
}

fn deleted() -> Vec<Row> {
    let (set, ok) = (("set", "nginx"), "survival-ok");
    let left = |back, pods| [("back", back), ("pods", pods)];
    vec![
        row(
            "one after the other",
            of(|it| it.then(|it| it.delete_pod(0)).then(|it| it.delete_pod(1))),
            Passed,
            ok,
            [set],
        ),
        row("the last first", of(|it| it.then(|it| it.delete_pod(1)).then(|it| it.delete_pod(0))), Passed, ok, [set]),
        row(
            "both together",
            of(|it| {
                it.then(|it| it.deleting_pod(0).deleting_pod(1))
                    .then(|it| it.pod_gone(0).pod_gone(1))
                    .then(Namespace::pods_back)
            }),
            Passed,
            ok,
            [set],
        ),
        row("while the server was away", of(|it| it.unseen(both).looked()), Passed, ok, [set]),
        row("twice", of(|it| it.unseen(both).unseen(both).looked()), Passed, ok, []),
        row(
            "only the first",
            of(|it| it.then(|it| it.delete_pod(0))),
            NotYet,
            "survival-one-left",
            left("nginx-0", "nginx-1"),
        ),
        row(
            "only the second",
            of(|it| it.then(|it| it.delete_pod(1))),
            NotYet,
            "survival-one-left",
            left("nginx-1", "nginx-0"),
        ),
        row(
            "only the first, twice",
            of(|it| it.then(|it| it.delete_pod(0)).then(|it| it.delete_pod(0))),
            NotYet,
            "survival-one-left",
            left("nginx-0", "nginx-1"),
        ),
        row("on its way", of(|it| it.then(|it| it.deleting_pod(0))), NotYet, "pod-not-ready", [("pod", "nginx-0")]),
        row("gone, not back", of(|it| it.then(|it| it.pod_gone(0))), NotYet, "pod-missing", [("pod", "nginx-0")]),
        row(
            "an image that changes nothing of it",
            of(|it| it.then(|it| it.pod_fails(0, "")).then(Namespace::all_well)),
            NotYet,
            "survival-not-deleted",
            [("pods", "nginx-0, nginx-1")],
        ),
        row("all within one second", story_of_one_second(both).says("survival"), Passed, ok, []),
        row(
            "a forgotten page rewritten before",
            of(|it| it.then(|it| it.rewrite_page(0, "better")).then(both)),
            Passed,
            ok,
            [],
        ),
        row(
            "rewritten and deleted unseen",
            of(|it| it.unseen(|it| both(it.rewrite_page(0, "better"))).looked()),
            Passed,
            ok,
            [],
        ),
    ]
}

/// A script's pace: the pages are seen, and what follows is of the same second.
fn story_of_one_second(act: impl FnOnce(Namespace) -> Namespace) -> Story {
    let namespace = running().at_once().pages(["Nginx-0", "Nginx-1"]);
    Story::of(namespace).then(act)
}

fn rewritten() -> Vec<Row> {
    let after =
        |text: &'static str| of(|it| it.then(both).then(|it| it.rewrite_page(0, text)).then(|it| it.delete_pod(1)));
    let unseen = |text: &'static str| of(|it| it.unseen(both).then(|it| it.rewrite_page(0, text)));
    let pod = ("pod", "nginx-0");
    vec![
        // Seen while it stood: it passed, and passes are latched.
        row("after it had passed", after("other"), Passed, "survival-ok", []),
        row(
            "another text",
            unseen("other"),
            Wrong,
            "survival-rewritten",
            [pod, ("found", "other"), ("expected", "Nginx-0")],
        ),
        row("the same text again", unseen("Nginx-0"), Wrong, "survival-rewritten", [pod, ("found", "Nginx-0")]),
        row(
            "and deleted once more",
            of(|it| it.unseen(both).then(|it| it.rewrite_page(0, "other")).then(|it| it.delete_pod(0))),
            Passed,
            "survival-ok",
            [],
        ),
        row(
            "in the very second",
            story_of_one_second(|it| both(it).rewrite_page(0, "other")).says("survival"),
            NotYet,
            "survival-same-second",
            [pod],
        ),
        row(
            "in the very second, the same text",
            story_of_one_second(|it| both(it).rewrite_page(0, "Nginx-0")).says("survival"),
            NotYet,
            "survival-same-second",
            [pod],
        ),
        row(
            "by an init container",
            of(|it| it.unseen(|it| both(it.init_container_writes("Nginx-"))).looked()),
            NotYet,
            "survival-same-second",
            [pod],
        ),
        row(
            "the other's text",
            of(|it| it.unseen(|it| both(it.rewrite_page(0, "Nginx-1"))).looked()),
            Wrong,
            "pages-same",
            [("pod", "nginx-1"), ("other", "nginx-0"), ("found", "Nginx-1")],
        ),
    ]
}

#[test]
fn survival_is_a_deletion_with_the_page_older_than_the_pod() {
    hold(&table());
}

#[test]
fn a_pass_says_what_was_before_and_what_is() {
    let evidence = of(|it| it.then(both)).evidence;
    for pod in ["nginx-0", "nginx-1"] {
        let (before, now) = (&evidence["before"][pod], &evidence["pods"][pod]);
        assert_ne!(before["uid"], now["uid"], "{evidence:#}");
        assert_eq!(before["claim_uid"], now["claim_uid"], "{evidence:#}");
        assert!(now["ctime"].as_i64() <= now["created"].as_i64(), "{evidence:#}");
    }
    assert_eq!((&evidence["generation"], &evidence["read_by"]), (&1.into(), &"volume reader".into()));
}

#[test]
fn the_play_knows_why_a_pod_is_new() {
    let causes =
        |namespace: &Namespace| namespace.seen.pods.values().map(|pod| namespace.made[&pod.uid].0).collect::<Vec<_>>();
    assert_eq!(causes(&written()), [Cause::Started; 2]);
    assert_eq!(causes(&both(written())), [Cause::Deleted; 2]);
    assert_eq!(causes(&written().scale(0).scale(2)), [Cause::Scaled; 2]);
    assert_eq!(causes(&written().rollout()), [Cause::RolledOut; 2]);
    assert_eq!(causes(&written().recreate_set()), [Cause::Recreated; 2]);
}
