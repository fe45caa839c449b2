//! Scaling up, to nothing, and back.

use super::Verdict::{CannotTell, NotYet, Passed, Untried, Wrong};
use super::*;
use crate::check::observed::FileRead;

/// The lab up to its pages.
fn two() -> Story {
    Story::of(written())
}

fn four() -> Story {
    two().then(|it| it.scale(4))
}

fn zero() -> Story {
    four().then(|it| it.scale(0))
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = up();
    rows.extend(to_zero());
    rows.extend(back());
    rows
}

fn up() -> Vec<Row> {
    let (set, from, to) = (("set", "nginx"), ("from", "2"), ("to", "4"));
    let says = |story: Story| story.says("scale-up");
    let at_once = || Story::of(Namespace::new().set("nginx", 4)).then(Namespace::pods_ready);
    vec![
        row("from two to four", says(four()), Passed, "scale-up-ok", [set, from, ("found", "4")]),
        row("by way of three", says(two().then(|it| it.scale(3)).then(|it| it.scale(4))), Passed, "scale-up-ok", []),
        row("three", says(two().then(|it| it.scale(3))), NotYet, "scale-up-other", [set, ("found", "3"), from, to]),
        row("five", says(two().then(|it| it.scale(5))), NotYet, "scale-up-other", [("found", "5")]),
        row("down and up again", says(four().then(|it| it.scale(2)).then(|it| it.scale(4))), Passed, "scale-up-ok", []),
        row("four at once", says(at_once()), NotYet, "scale-up-not-seen", [set, from, to, ("found", "4")]),
        row(
            "four at once, then by way of two",
            says(at_once().then(|it| it.scale(2)).then(|it| it.scale(4))),
            Passed,
            "scale-up-ok",
            [],
        ),
        row("asked for", says(two().then(|it| it.scale_asked(4))), NotYet, "set-waiting", [set, ("replicas", "4")]),
        row(
            "two were never Ready",
            says(Story::of(Namespace::new().set("nginx", 2)).then(|it| it.scale(4))),
            NotYet,
            "scale-up-not-seen",
            [],
        ),
        row(
            "one replaced on the way",
            says(two().unseen(|it| it.scale(4).delete_pod(0)).looked()),
            NotYet,
            "scale-up-pods-changed",
            [set, from, to, ("found", "4")],
        ),
        row(
            "rolled out on the way",
            says(two().unseen(|it| it.rollout().scale(4)).looked()),
            NotYet,
            "scale-up-pods-changed",
            [],
        ),
        row(
            "re-created with four",
            says(two().then(|it| it.recreate_set_with(|set| set.replicas = 4))),
            NotYet,
            "scale-up-not-seen",
            [],
        ),
        row(
            "Parallel",
            says(Story::of(Namespace::new().set_with("nginx", 2, |it| it.pod_management = "Parallel".into()))),
            Wrong,
            "set-parallel",
            [set, ("found", "Parallel"), ("expected", "OrderedReady")],
        ),
        row(
            "no room for more",
            says(two().then(|it| it.scale_asked(3).scale_done().pod_fails(2, "Unschedulable").scale_asked(4))),
            NotYet,
            "pod-unschedulable",
            [("pod", "nginx-2")],
        ),
        row(
            "no image",
            says(two().then(|it| it.pod_fails(1, "ErrImagePull"))),
            CannotTell,
            "image-pull",
            [("pod", "nginx-1")],
        ),
    ]
}

fn to_zero() -> Vec<Row> {
    let (set, says) = (("set", "nginx"), |story: Story| story.says("scale-to-zero"));
    let deletes = |it: Namespace| it.edit_set(|set| set.deletes_claims = true);
    let new_claims = |it: Namespace| {
        let mut it = it.without_claim(0).scale(1).scale(0);
        // Somebody's pod let the claim bind while the server was away.
        it.seen.history.arrivals.clear();
        it
    };
    vec![
        row("with four claims", says(zero()), Passed, "zero-ok", [set, ("count", "4")]),
        row("in two steps", says(four().then(|it| it.scale(1)).then(|it| it.scale(0))), Passed, "zero-ok", []),
        row("not scaled", says(four()), NotYet, "zero-awaited", [set, ("found", "4")]),
        row(
            "three are ending",
            says(four().then(|it| it.scale_asked(0).pod_gone(3))),
            NotYet,
            "zero-pods-left",
            [set, ("count", "3")],
        ),
        row(
            "with two claims only",
            says(two().then(|it| it.scale(0))),
            NotYet,
            "claim-missing",
            [("claim", "nginx-html-nginx-2")],
        ),
        row(
            "a claim deleted",
            says(four().then(|it| it.scale(0).without_claim(3))),
            NotYet,
            "claim-missing",
            [("claim", "nginx-html-nginx-3")],
        ),
        row(
            "a claim is ending",
            says(four().then(|it| it.scale(0).edit_claim(3, |it| it.deleting = true))),
            Wrong,
            "claim-deleting",
            [],
        ),
        row("claims deleted with it", says(four().then(deletes)), Wrong, "set-deletes-claims", [set]),
        row(
            "deleted and re-created with none",
            says(four().then(|it| it.recreate_set_with(|set| set.replicas = 0))),
            NotYet,
            "zero-not-seen",
            [set, ("expected", "4")],
        ),
        row("created with none", says(Story::of(Namespace::new().set("nginx", 0))), NotYet, "zero-not-seen", [set]),
        row(
            "never Ready",
            says(Story::of(Namespace::new().set("nginx", 4)).then(|it| it.scale(0))),
            NotYet,
            "zero-not-seen",
            [],
        ),
        row(
            "four that nobody saw",
            says(two().unseen(|it| it.scale(4).scale(0)).looked()),
            NotYet,
            "zero-not-seen",
            [set, ("expected", "4")],
        ),
        row(
            "re-created, then scaled",
            says(four().then(Namespace::recreate_set).then(|it| it.scale(0))),
            Passed,
            "zero-ok",
            [],
        ),
        row(
            "another claim of that name",
            says(four().unseen(|it| new_claims(it.scale(0))).looked()),
            Wrong,
            "zero-other-claim",
            [set, ("claim", "nginx-html-nginx-0"), ("expected", "4")],
        ),
        row(
            "counted from 1",
            says(Story::of(Namespace::new().set_with("nginx", 4, |it| it.first_ordinal = 1))),
            Wrong,
            "set-first-ordinal",
            [set],
        ),
        row(
            "gone",
            says(four().then(|mut it| {
                it.seen.stateful_sets.clear();
                it
            })),
            Untried,
            "set-missing",
            [set],
        ),
    ]
}

fn back() -> Vec<Row> {
    let (set, pod) = (("set", "nginx"), ("pod", "nginx-0"));
    let says = |story: Story| story.says("scale-back");
    let other = |it: Namespace| it.without_claim(0).scale(2).rewrite_page(0, "Nginx-0").delete_pod(0);
    vec![
        row("back to two", says(zero().then(|it| it.scale(2))), Passed, "back-ok", [set, ("count", "2")]),
        row("back to four", says(zero().then(|it| it.scale(4))), Passed, "back-ok", [("count", "2")]),
        row(
            "back to one",
            says(zero().then(|it| it.scale(1))),
            NotYet,
            "back-awaited",
            [set, ("found", "1"), ("expected", "2")],
        ),
        row("on the way", says(zero().then(|it| it.scale_asked(2))), NotYet, "set-waiting", [set, ("ready", "0")]),
        row("not yet at zero", says(four()), Untried, "back-zero-first", [set]),
        row(
            "on another claim",
            says(zero().then(other)),
            Wrong,
            "back-other-claim",
            [pod, ("claim", "nginx-html-nginx-0")],
        ),
        row(
            "without its page",
            says(zero().then(|it| it.scale(2).page_is(0, FileRead::Absent))),
            NotYet,
            "page-missing",
            [pod],
        ),
        row(
            "with a new page",
            says(zero().unseen(|it| it.scale(2).rewrite_page(0, "new")).looked()),
            Wrong,
            "back-rewritten",
            [pod, ("found", "new")],
        ),
        row(
            "written at zero",
            says(zero().then(|it| it.rewrite_page(0, "new")).then(|it| it.scale(2))),
            Passed,
            "back-ok",
            [],
        ),
        row(
            "written in the second of the start",
            says(zero().unseen(|it| it.at_once().scale(2).rewrite_page(0, "new")).looked()),
            NotYet,
            "back-same-second",
            [pod],
        ),
        row(
            "an init container's page",
            says(zero().then(|it| it.init_container_writes("mine-").scale(1)).unseen(|it| it.scale(2)).looked()),
            NotYet,
            "back-same-second",
            [pod],
        ),
        row(
            "once more after a new page",
            says(
                zero()
                    .unseen(|it| it.scale(2).rewrite_page(0, "new"))
                    .looked()
                    .then(|it| it.scale(0))
                    .then(|it| it.scale(2)),
            ),
            Passed,
            "back-ok",
            [],
        ),
        row(
            "a newer set",
            says(zero().then(Namespace::recreate_set).then(|it| it.scale(2))),
            NotYet,
            "back-set-recreated",
            [set],
        ),
        row(
            "the same page in both",
            says(zero().then(|it| it.rewrite_page(0, "Nginx-1").scale(2))),
            Wrong,
            "pages-same",
            [],
        ),
        row("no reader", says(zero().then(|it| it.reader_away().scale(2))), CannotTell, "page-unreadable", [pod]),
        row(
            "crashes",
            says(zero().then(|it| it.scale(2).pod_fails(1, "CrashLoopBackOff"))),
            Wrong,
            "pod-crashes",
            [("pod", "nginx-1")],
        ),
    ]
}

#[test]
fn sizes_are_what_was_seen_not_what_is_there() {
    hold(&table());
}
