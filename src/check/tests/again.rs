//! Pods deleted by name or left alone, and sets made again.

use super::Verdict::{CannotTell, NotYet, Passed, Untried, Wrong};
use super::*;
use crate::check::{PodsRecreated, PodsUntouched, SetRecreated};

/// A running set with pages, and one step that compares with it.
pub(super) fn story(check: Check) -> Story {
    let steps = vec![(step("start"), shape_of(DOCROOT)), (step("pages"), own_pages()), (step("now"), check)];
    Story::of_steps(written(), steps)
}

fn recreated(ordinals: &[i64], others_untouched: bool) -> Story {
    let (statefulset, since) = ("nginx".into(), step("start"));
    story(Check::PodsRecreated(PodsRecreated { statefulset, ordinals: ordinals.into(), since, others_untouched }))
}

fn untouched() -> Story {
    story(untouched_check(None))
}

fn untouched_check(before_service: Option<&str>) -> Check {
    let before_service = before_service.map(str::to_owned);
    Check::PodsUntouched(PodsUntouched {
        statefulset: "nginx".into(),
        replicas: 2,
        since: step("start"),
        before_service,
    })
}

/// The step that adds a Service in front of a set, after a pod was replaced on the way, or not.
fn added(act: impl FnOnce(Namespace) -> Namespace) -> Story {
    let bare = |mut it: Namespace| {
        it.seen.services.clear();
        it
    };
    let before = Story::of_steps(bare(written()), vec![(step("start"), shape_of(DOCROOT))]);
    before.with_step("now", untouched_check(Some("nginx"))).then(act)
}

fn with_service(it: Namespace) -> Namespace {
    it.service(&[("app", "nginx")])
}

fn without_service(mut it: Namespace) -> Namespace {
    it.seen.services.clear();
    it
}

fn renewed() -> Story {
    story(Check::SetRecreated(SetRecreated { pages: set_pages(), since: step("start") }))
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = deleted();
    rows.extend(left_alone());
    rows.extend(made_again());
    rows
}

fn deleted() -> Vec<Row> {
    let (set, both) = (("set", "nginx"), || recreated(&[0, 1], false));
    let one = || recreated(&[1], true);
    let says = |story: Story| story.says("now");
    let halfway = |it: Namespace| it.rollout_begins().rollout_reaches(1);
    vec![
        row(
            "both",
            says(both().then(|it| it.delete_pod(0)).then(|it| it.delete_pod(1))),
            Passed,
            "again-ok",
            [("pods", "nginx-0, nginx-1")],
        ),
        row("none", says(both()), NotYet, "again-awaited", [("pods", "nginx-0, nginx-1")]),
        row(
            "one of two",
            says(both().then(|it| it.delete_pod(0))),
            NotYet,
            "again-one-left",
            [("back", "nginx-0"), ("pods", "nginx-1")],
        ),
        row(
            "the one that was named",
            says(one().then(|it| it.delete_pod(1))),
            Passed,
            "again-ok",
            [("pods", "nginx-1")],
        ),
        row(
            "the other",
            says(one().then(|it| it.delete_pod(0))),
            NotYet,
            "again-others",
            [set, ("pod", "nginx-0"), ("pods", "nginx-1")],
        ),
        row(
            "the other, then the right one",
            says(one().then(|it| it.delete_pod(0)).then(|it| it.delete_pod(1))),
            Passed,
            "again-ok",
            [],
        ),
        row(
            "both instead of one",
            says(one().unseen(|it| it.delete_pod(0).delete_pod(1)).looked()),
            NotYet,
            "again-others",
            [set],
        ),
        row("ends", says(one().then(|it| it.deleting_pod(1))), NotYet, "again-awaited", [("pods", "nginx-1")]),
        row("not back yet", says(one().then(|it| it.pod_gone(1))), NotYet, "pod-missing", [("pod", "nginx-1")]),
        row("scaled", says(both().then(|it| it.scale(0).scale(2))), NotYet, "again-was-scale", [set]),
        row("rolled out", says(both().then(Namespace::rollout)), NotYet, "again-was-rollout", [set]),
        row(
            "re-created",
            says(both().unseen(|it| it.recreate_set().pod_fails(1, "")).looked()),
            NotYet,
            "again-was-recreated",
            [set],
        ),
        row(
            "a rollout is no deletion",
            says(both().then(halfway).then(|it| it.rollout_reaches(0))),
            NotYet,
            "again-was-rollout",
            [set],
        ),
        row(
            "a rollout and one deletion",
            says(both().then(halfway).then(|it| it.rollout_reaches(0)).then(|it| it.delete_pod(1))),
            NotYet,
            "again-one-left",
            [("pods", "nginx-0")],
        ),
        row(
            "on a new claim",
            says(recreated(&[0], false).unseen(|it| it.delete_claim_and_pod(0).pod_fails(1, "")).looked()),
            Wrong,
            "again-other-claim",
            [("pod", "nginx-0"), ("claim", "nginx-html-nginx-0")],
        ),
        row(
            "made by hand",
            says(one().then(|it| it.hand_made_pod(1, |_| {}))),
            Wrong,
            "pod-not-of-set",
            [("pod", "nginx-1")],
        ),
        row(
            "no image",
            says(one().then(|it| it.delete_pod(1).pod_fails(1, "ErrImagePull"))),
            CannotTell,
            "image-pull",
            [],
        ),
        row(
            "node down after a scale",
            says(one().then(|it| it.scale(0).scale(2).node_down())),
            CannotTell,
            "node-down",
            [],
        ),
        row(
            "nothing before",
            Story::of_steps(
                Namespace::new(),
                vec![(
                    step("now"),
                    Check::PodsRecreated(PodsRecreated {
                        statefulset: "nginx".into(),
                        ordinals: vec![0],
                        since: step("start"),
                        others_untouched: false,
                    }),
                )],
            )
            .says("now"),
            Untried,
            "since-nothing",
            [set],
        ),
    ]
}

fn left_alone() -> Vec<Row> {
    let says = |story: Story| story.says("now");
    vec![
        row("the same pods", says(untouched()), Passed, "untouched-ok", [("set", "nginx")]),
        row(
            "another pod",
            says(untouched_from(|it| it.delete_pod(0))),
            Wrong,
            "untouched-other-pod",
            [("pod", "nginx-0")],
        ),
        row("not Ready", says(untouched_from(|it| it.pod_fails(0, ""))), NotYet, "pod-not-ready", [("pod", "nginx-0")]),
        row("no Service yet", says(added(|it| it)), Untried, "service-missing", [("service", "nginx")]),
        row("a Service in front of the same pods", says(added(with_service)), Passed, "untouched-ok", []),
        row(
            "a pod replaced beside the Service",
            says(added(|it| with_service(it).delete_pod(0))),
            Wrong,
            "untouched-other-pod-service",
            [("pod", "nginx-0"), ("service", "nginx")],
        ),
        row(
            "the same, mended",
            says(added(|it| with_service(it).delete_pod(0)).then(without_service).then(with_service)),
            Passed,
            "untouched-ok",
            [],
        ),
    ]
}

/// It would pass at once, so something happens before anybody looks.
fn untouched_from(act: impl FnOnce(Namespace) -> Namespace) -> Story {
    let check = untouched_check(None);
    let before = Story::of_steps(written(), vec![(step("start"), shape_of(DOCROOT))]);
    before.with_step("now", check).then(act)
}

fn made_again() -> Vec<Row> {
    let (set, says) = (("set", "nginx"), |story: Story| story.says("now"));
    let gone = |mut it: Namespace| {
        it.seen.stateful_sets.clear();
        it
    };
    vec![
        row("made again", says(renewed().then(Namespace::recreate_set)), Passed, "renewed-ok", [set]),
        row(
            "the same set",
            says(renewed().then(|it| it.delete_pod(0).delete_pod(1))),
            NotYet,
            "renewed-awaited",
            [set],
        ),
        row("deleted", says(renewed().then(gone)), NotYet, "renewed-set-gone", [set]),
        row(
            "around its pods",
            says(renewed().then(Namespace::adopt)),
            NotYet,
            "renewed-same-pods",
            [set, ("pod", "nginx-0")],
        ),
        row("not Ready", says(renewed().then(|it| it.recreate_set().pod_fails(0, ""))), NotYet, "set-waiting", [set]),
        row(
            "on a new claim",
            says(renewed().unseen(|it| it.recreate_set().delete_claim_and_pod(0).rewrite_page(0, "Nginx-0")).looked()),
            Wrong,
            "again-other-claim",
            [("pod", "nginx-0"), ("claim", "nginx-html-nginx-0")],
        ),
        row(
            "with a new page",
            says(renewed().unseen(|it| it.recreate_set().rewrite_page(0, "new")).looked()),
            Wrong,
            "back-rewritten",
            [("pod", "nginx-0"), ("found", "new")],
        ),
        row(
            "with an init container's page",
            says(renewed().unseen(|it| it.init_container_writes("mine-").recreate_set()).looked()),
            NotYet,
            "back-same-second",
            [set, ("pod", "nginx-0")],
        ),
    ]
}

#[test]
fn what_came_back_is_told_from_what_was_made() {
    hold(&table());
}
