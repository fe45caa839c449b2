//! The order in which pods were started: what the watch saw, else what can't have been otherwise.

use super::Verdict::{CannotTell, NotYet, Passed, Wrong};
use super::*;
use crate::check::observed::StatefulSet;

fn of(namespace: &Namespace) -> Judgement {
    said(&ordered_start(), namespace)
}

/// The server came when the pods were there.
fn not_watched(mut namespace: Namespace) -> Namespace {
    namespace.seen.history.arrivals.iter_mut().for_each(|arrival| arrival.witnessed = false);
    namespace
}

fn with(edit: impl FnOnce(&mut StatefulSet)) -> Namespace {
    Namespace::new().set_with("nginx", 2, edit).pods_ready()
}

pub(super) fn table() -> Vec<Row> {
    let set = ("set", "nginx");
    let early = || {
        let mut namespace = running();
        namespace.seen.history.arrivals[1].lower_not_ready = vec![0];
        namespace
    };
    let mut half_watched = running();
    half_watched.seen.history.arrivals.remove(0);
    vec![
        row("one after the other", of(&running()), Passed, "ordered-ok", [set]),
        row(
            "the first is awaited",
            of(&Namespace::new().set("nginx", 2)),
            NotYet,
            "ordered-waiting",
            [set, ("pod", "nginx-0")],
        ),
        row("the second is awaited", of(&running().pod_fails(1, "")), NotYet, "ordered-waiting", [("pod", "nginx-1")]),
        row("replaced since", of(&running().delete_pod(0).rollout()), Passed, "ordered-ok", []),
        row(
            "Parallel",
            of(&with(|it| it.pod_management = "Parallel".into())),
            Wrong,
            "set-parallel",
            [set, ("expected", "OrderedReady"), ("found", "Parallel")],
        ),
        row("too early", of(&early()), Wrong, "ordered-broken", [set, ("pod", "nginx-1"), ("before", "nginx-0")]),
        row("too early, made again since", of(&early().delete_pod(1)), Wrong, "ordered-broken", [set]),
        row("not watched", of(&not_watched(running())), Passed, "ordered-ok", [set]),
        row("half watched", of(&half_watched), Passed, "ordered-ok", [set]),
        row(
            "claims of the same second",
            of(&not_watched(Namespace::new().at_once().set("nginx", 2).pods_ready())),
            Passed,
            "ordered-ok",
            [set],
        ),
        row(
            "claims the other way round",
            of(&not_watched(running().edit_claim(0, |it| it.created += 1_000))),
            CannotTell,
            "ordered-not-seen",
            [set],
        ),
        row(
            "not watched, a claim gone",
            of(&not_watched(running().without_claim(1))),
            CannotTell,
            "ordered-not-seen",
            [set],
        ),
        row(
            "not watched, no claims",
            of(&not_watched(with(|it| it.claim_templates.clear()))),
            CannotTell,
            "ordered-not-seen",
            [set],
        ),
        row(
            "not watched, Parallel",
            of(&not_watched(with(|it| it.pod_management = "Parallel".into()))),
            Wrong,
            "set-parallel",
            [set],
        ),
        row(
            "counted from 3",
            of(&with(|it| it.first_ordinal = 3)),
            Wrong,
            "set-first-ordinal",
            [set, ("expected", "0"), ("found", "3")],
        ),
        row("another set's start", of(&not_watched(running()).recreate_set()), Passed, "ordered-ok", [set]),
    ]
}

#[test]
fn the_order_of_a_start_is_what_was_seen() {
    hold(&table());
}
