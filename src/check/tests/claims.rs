//! The claims of a set's templates.

use super::Verdict::{NotYet, Passed, Untried, Wrong};
use super::*;

fn of(namespace: &Namespace) -> Judgement {
    said(&claims_bound(), namespace)
}

pub(super) fn table() -> Vec<Row> {
    let (set, first) = (("set", "nginx"), ("claim", "nginx-html-nginx-0"));
    let bare = || Namespace::new().set_with("nginx", 2, |it| it.claim_templates.clear()).pods_ready();
    let mut unknown = running();
    unknown.seen.volumes.clear();
    let mut taken = running();
    taken.seen.volumes.values_mut().for_each(|volume| volume.claim_uid = "of an earlier claim".into());
    let lead_to_one = running();
    let volume = lead_to_one.seen.claims["nginx-html-nginx-1"].volume.clone();
    let uid = lead_to_one.seen.claims["nginx-html-nginx-1"].uid.clone();
    let lead_to_one = lead_to_one.edit_claim(0, |it| (it.volume, it.uid) = (volume, uid));
    vec![
        row("each its own", of(&running()), Passed, "claims-ok", [("count", "2")]),
        row("more than asked", of(&running().scale(4)), Passed, "claims-ok", [("count", "2")]),
        row("pods gone, claims kept", of(&running().scale(0)), Passed, "claims-ok", [("count", "2")]),
        row("no template", of(&bare()), Untried, "claims-none", [first]),
        row(
            "the second is to come",
            of(&Namespace::new().set("nginx", 2)),
            NotYet,
            "claim-missing",
            [("claim", "nginx-html-nginx-1")],
        ),
        row("waits", of(&running().edit_claim(0, |it| it.phase = "Pending".into())), NotYet, "claim-pending", [first]),
        row("its volume is not known yet", of(&unknown), NotYet, "claim-pending", [first]),
        row(
            "lost",
            of(&running().edit_claim(0, |it| (it.phase, it.volume) = ("Lost".into(), "pvc-7".into()))),
            Wrong,
            "claim-lost",
            [first, ("volume", "pvc-7")],
        ),
        row("its volume is another claim's", of(&taken), Wrong, "claim-lost", [first]),
        row("being deleted", of(&running().edit_claim(0, |it| it.deleting = true)), Wrong, "claim-deleting", [first]),
        row("two lead to one volume", of(&lead_to_one), Wrong, "claims-share", [set]),
        row(
            "there, but not used",
            of(&running().edit_pod(1, |it| it.claims.clear())),
            Wrong,
            "claim-not-used",
            [("pod", "nginx-1"), ("claim", "nginx-html-nginx-1")],
        ),
        row(
            "a pod with its neighbour's",
            of(&running().edit_pod(1, |it| {
                it.claims.insert(CLAIM.into(), "nginx-html-nginx-0".into());
            })),
            Wrong,
            "claim-not-used",
            [("pod", "nginx-1")],
        ),
        row(
            "smaller than the template's",
            of(&running().edit_claim(0, |it| it.storage = "1Mi".into())),
            Wrong,
            "claim-not-of-template",
            [first, set, ("expected", "1G ReadWriteOnce"), ("found", "1Mi ReadWriteOnce")],
        ),
        row(
            "written otherwise",
            of(&running().edit_claim(0, |it| it.storage = "1000M".into())),
            Passed,
            "claims-ok",
            [],
        ),
        row(
            "by hand, of a template that the set has not",
            of(&made_by_hand(bare().scale(0))),
            Wrong,
            "claim-no-template",
            [set, ("claim", CLAIM)],
        ),
        row("by hand, the pods never made", of(&pods_missing()), NotYet, "pod-missing", [("pod", "nginx-0")]),
        row(
            "waits for its pod",
            of(&waits(pods_missing())),
            NotYet,
            "claim-waits-consumer",
            [first, ("class", "standard")],
        ),
        row("waits beside its pod", of(&waits(running())), NotYet, "claim-pending", [first]),
        row(
            "counted from 1",
            of(&Namespace::new().set_with("nginx", 2, |it| it.first_ordinal = 1).pods_ready()),
            Wrong,
            "set-first-ordinal",
            [set, ("found", "1")],
        ),
    ]
}

/// Claims of the right names, in front of a set that makes none.
fn made_by_hand(mut it: Namespace) -> Namespace {
    let claims = running().seen.claims;
    it.seen.claims = claims;
    it
}

fn pods_missing() -> Namespace {
    let mut it = running();
    it.seen.pods.clear();
    it
}

fn waits(mut it: Namespace) -> Namespace {
    it.seen.storage_classes.values_mut().for_each(|class| class.binding_mode = "WaitForFirstConsumer".into());
    it.edit_claim(0, |claim| claim.phase = "Pending".into())
}

#[test]
fn claims_are_bound_each_to_a_volume_of_its_own() {
    hold(&table());
}
